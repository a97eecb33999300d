"""`mine_restoration:package_keys`."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputString,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from ..qgis_bridge.translation import tr
from ..workflows import packages
from .algorithm import MineRestorationAlgorithm, Parameters, Results


class PackageKeys(MineRestorationAlgorithm):
    """Makes the key that packages are signed with, and trusts those of others."""

    ID = "package_keys"

    def displayName(self) -> str:
        """Return the name in the Toolbox."""
        return tr("Keys for packages")

    def shortHelpString(self) -> str:
        """Return what the algorithm does."""
        return tr(
            "Makes the key of a county (SCOPE: its six digits) or of the hub (SCOPE: hub) in this profile, "
            "if there is none, and writes its card for the other side. Or trusts the key of a CARD that "
            "came: ask its sender for the fingerprint by telephone and give it as FINGERPRINT."
        )

    def flags(self) -> Qgis.ProcessingAlgorithmFlags:
        """Return that it may run in a thread; it is too short to be cancelled."""
        return Qgis.ProcessingAlgorithmFlags()

    def initAlgorithm(self, configuration: Parameters | None = None) -> None:
        """Declare the parameters and results."""
        self.addParameter(
            QgsProcessingParameterString("SCOPE", tr("Whose key: a county code, or “hub”"), optional=True)
        )
        self.addParameter(
            QgsProcessingParameterFile("CARD", tr("Key card that came (*.mrkey)"), optional=True)
        )
        self.addParameter(
            QgsProcessingParameterString(
                "FINGERPRINT", tr("Fingerprint that its sender read out"), optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterFileDestination(
                "OUTPUT",
                tr("Own key card to write"),
                tr("Key card (*.mrkey)"),
                optional=True,
                createByDefault=False,
            )
        )
        self.addOutput(QgsProcessingOutputString("OWN", tr("Fingerprint of the own key")))
        self.addOutput(QgsProcessingOutputString("TRUSTED", tr("Fingerprint that is trusted now")))

    def work(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Callable[[], Results]:
        """Return the making and trusting of keys."""
        scope = self.parameterAsString(parameters, "SCOPE", context).strip()
        card = self.parameterAsFile(parameters, "CARD", context)
        fingerprint = self.parameterAsString(parameters, "FINGERPRINT", context).strip()
        output = self.parameterAsFileOutput(parameters, "OUTPUT", context)

        def work() -> Results:
            trusted = packages.trust_card(card, fingerprint) if card else ""
            own = packages.own_key(scope).fingerprint if scope else ""
            if scope and output:
                packages.write_key_card(scope, output)
            return {"OWN": own, "TRUSTED": trusted, "OUTPUT": output if scope and output else ""}

        return work

    def results(
        self,
        answer: Results,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Results:
        """Return the fingerprints."""
        for key in packages.known_keys():
            whose = ", ".join(key.scopes)
            line = tr("own key for {}: {}") if key.own else tr("trusted key for {}: {}")
            feedback.pushInfo(line.format(whose, key.fingerprint))
        return answer

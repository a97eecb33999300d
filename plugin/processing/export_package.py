"""`mine_restoration:export_package`."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFileDestination,
)

from ..qgis_bridge.account_text import export_lines
from ..qgis_bridge.translation import tr
from ..workflows.packages import ExportResult, export_package
from .algorithm import MineRestorationAlgorithm, Parameters, Results
from .feedback_progress import FeedbackProgress


class ExportPackage(MineRestorationAlgorithm):
    """Writes what waits into a package file, for a place without a network."""

    ID = "export_package"

    def displayName(self) -> str:
        """Return the name in the Toolbox."""
        return tr("Export a package")

    def shortHelpString(self) -> str:
        """Return what the algorithm does."""
        return tr(
            "Writes the changes that wait, with their photos, into one signed file that is carried to the "
            "hub. They count as sent when the hub's receipt was imported; exported again before that, the "
            "package holds the same changes. Classified records never leave this computer. Needs the "
            "county's key: see “Keys for packages”."
        )

    def initAlgorithm(self, configuration: Parameters | None = None) -> None:
        """Declare the parameters and results."""
        self.add_workspace()
        self.addParameter(
            QgsProcessingParameterBoolean("ENCRYPT", tr("Encrypt for the hub"), defaultValue=False)
        )
        self.addParameter(
            QgsProcessingParameterFileDestination("FILE", tr("Package"), tr("Package (*.mrpkg)"))
        )
        self.add_number("CHANGES", tr("Changes in the package"))
        self.add_number("PHOTOS", tr("Photos in the package"))
        self.add_number("WITHHELD", tr("Classified records that stay"))
        self.addOutput(QgsProcessingOutputString("FINGERPRINT", tr("Fingerprint of the key")))

    def work(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Callable[[], ExportResult]:
        """Return the export."""
        workspace = self.workspace(parameters, context)
        output = self.parameterAsFileOutput(parameters, "FILE", context)
        encrypt = self.parameterAsBoolean(parameters, "ENCRYPT", context)
        progress = FeedbackProgress(feedback)
        return lambda: export_package(workspace, output, encrypt=encrypt, progress=progress)

    def results(
        self,
        result: ExportResult,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Results:
        """Return the numbers of the package."""
        for line in export_lines(result):
            feedback.pushInfo(line)
        return {
            "FILE": str(result.path),
            "CHANGES": result.changes,
            "PHOTOS": result.photos,
            "WITHHELD": len(result.withheld),
            "FINGERPRINT": result.fingerprint,
        }

"""`mine_restoration:import_package`."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterAuthConfig,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from ..qgis_bridge.account_text import account_lines, hub_lines
from ..qgis_bridge.hub_place import hub_place
from ..qgis_bridge.translation import tr
from ..workflows.packages import HubImport, import_package, import_package_to_hub, write_receipt_again
from ..workflows.synchronise import SyncResult
from .algorithm import WORKSPACE, MineRestorationAlgorithm, Parameters, Results
from .feedback_progress import FeedbackProgress

HUB, LOGIN, RECEIPT = "HUB", "LOGIN", "RECEIPT"


class ImportPackage(MineRestorationAlgorithm):
    """Takes a package in: changes at the hub, or their receipt in the workspace."""

    ID = "import_package"

    def displayName(self) -> str:
        """Return the name in the Toolbox."""
        return tr("Import a package")

    def shortHelpString(self) -> str:
        """Return what the algorithm does."""
        return tr(
            "At the hub: takes the changes of a county's package in and writes the receipt that goes back "
            "(give HUB and RECEIPT). In the county: takes the receipt in, with what is new at the hub (give "
            "WORKSPACE). The package is verified as a whole first; one that is damaged, forged, for somebody "
            "else or already known is refused with a sentence, and nothing is changed."
        )

    def initAlgorithm(self, configuration: Parameters | None = None) -> None:
        """Declare the parameters and results."""
        self.addParameter(
            QgsProcessingParameterFile("FILE", tr("Package or receipt (*.mrpkg)"), extension="mrpkg")
        )
        self.addParameter(
            QgsProcessingParameterFile(
                WORKSPACE,
                tr("Workspace, for a receipt (*.gpkg)"),
                extension="gpkg",
                optional=True,
            )
        )
        self.addParameter(QgsProcessingParameterString(HUB, tr("Hub, for a county's package"), optional=True))
        self.addParameter(QgsProcessingParameterAuthConfig(LOGIN, tr("Login of the hub"), optional=True))
        self.addParameter(
            QgsProcessingParameterFileDestination(
                RECEIPT, tr("Receipt to write"), tr("Package (*.mrpkg)"), optional=True, createByDefault=False
            )
        )
        self.addParameter(
            QgsProcessingParameterBoolean(
                "AGAIN", tr("Write the receipt of a known package again"), defaultValue=False
            )
        )
        self.add_number("CHANGES", tr("Changes taken in"))
        self.add_number("CONFLICTS", tr("New conflicts"))
        self.add_number("PHOTOS", tr("Photos taken in"))

    def work(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Callable[[], SyncResult | HubImport]:
        """Return the import where the parameters say."""
        file = self.parameterAsFile(parameters, "FILE", context)
        hub = self.parameterAsString(parameters, HUB, context).strip()
        receipt = self.parameterAsFileOutput(parameters, RECEIPT, context)
        progress = FeedbackProgress(feedback)
        if bool(hub) == bool(self.parameterAsFile(parameters, WORKSPACE, context)):
            raise QgsProcessingException(
                tr("Give either the workspace, for a receipt, or the hub, for a county's package.")
            )
        if not hub:
            workspace = self.workspace(parameters, context)
            self.will_write(workspace)
            return lambda: import_package(workspace, file, progress=progress)
        if not receipt:
            raise QgsProcessingException(tr("Say where the receipt is to be written."))
        place = hub_place(hub, login=self.parameterAsString(parameters, LOGIN, context))
        take_in = import_package_to_hub
        if self.parameterAsBoolean(parameters, "AGAIN", context):
            take_in = write_receipt_again
        return lambda: take_in(place, file, receipt, progress=progress)

    def results(
        self,
        result: SyncResult | HubImport,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Results:
        """Return the numbers of what was taken in."""
        lines = hub_lines(result) if isinstance(result, HubImport) else account_lines(result)
        for line in lines:
            feedback.pushInfo(line)
        if isinstance(result, HubImport):
            return {
                RECEIPT: str(result.receipt),
                "CHANGES": result.accepted,
                "CONFLICTS": result.stale,
                "PHOTOS": result.photos,
            }
        return {
            "CHANGES": result.pulled,
            "CONFLICTS": result.conflicts,
            "PHOTOS": result.photos_received,
        }

"""`mine_restoration:sync`."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterString,
)

from ..qgis_bridge.account_text import account_lines
from ..qgis_bridge.hub_place import hub_place
from ..qgis_bridge.translation import tr
from ..workflows.synchronise import SyncResult, continue_as_new_device, synchronise
from .algorithm import MineRestorationAlgorithm, Parameters, Results
from .feedback_progress import FeedbackProgress

NEW_DEVICE = "NEW_DEVICE"


class Sync(MineRestorationAlgorithm):
    """Exchanges changes with the province."""

    ID = "sync"

    def displayName(self) -> str:
        """Return the name in the Toolbox."""
        return tr("Sync with the province")

    def shortHelpString(self) -> str:
        """Return what the algorithm does."""
        return tr(
            "Receives what others changed, merges it, and sends what was changed here, with the "
            "photos. Two answers to one question are both kept as a conflict for a person to decide. "
            "Classified records never leave this computer. A sync that was stopped goes on the next "
            "time. HUB is the path of a hub file (*.mrhub), a mailbox folder, or the province's database: "
            "postgresql://host/database?authcfg=…, with the id of a login that the authentication manager "
            "of QGIS keeps; authcfg=… alone where that login's resource is the address."
        )

    def initAlgorithm(self, configuration: Parameters | None = None) -> None:
        """Declare the parameters and results."""
        self.add_workspace()
        hub = QgsProcessingParameterString("HUB", tr("Hub (file, folder or postgresql://…)"))
        hub.setHelp(tr("Write no password here: name a login of QGIS’s authentication manager, authcfg=…"))
        self.addParameter(hub)
        self.addParameter(
            QgsProcessingParameterBoolean(
                NEW_DEVICE,
                tr("Continue as a new device: a restored backup, or a cloned computer"),
                defaultValue=False,
            )
        )
        self.add_number("PUSHED", tr("Changes sent"))
        self.add_number("PULLED", tr("Rows received"))
        self.add_number("CONFLICTS", tr("New conflicts"))
        self.add_number("PHOTOS_MISSING", tr("Photos missing"))

    def work(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Callable[[], SyncResult]:
        """Return the sync with the hub that is named."""
        workspace = self.workspace(parameters, context)
        self.will_write(workspace)
        hub = hub_place(self.parameterAsString(parameters, "HUB", context))
        progress = FeedbackProgress(feedback)
        renew = self.parameterAsBoolean(parameters, NEW_DEVICE, context)

        def work() -> SyncResult:
            if renew:
                continue_as_new_device(workspace)
            return synchronise(workspace, hub, progress=progress)

        return work

    def results(
        self,
        result: SyncResult,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Results:
        """Return the numbers of the sync."""
        for line in account_lines(result):
            feedback.pushInfo(line)
        return {
            "PUSHED": result.pushed,
            "PULLED": result.pulled,
            "CONFLICTS": result.conflicts,
            "PHOTOS_MISSING": len(result.photos_missing),
        }

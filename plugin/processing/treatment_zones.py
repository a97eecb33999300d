"""`mine_restoration:treatment_zones`."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import (
    Qgis,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputVectorLayer,
    QgsProcessingParameterNumber,
)

from ..qgis_bridge.translation import tr
from ..store.workspace import Workspace
from ..workflows.treatment import ZONE_TABLE, propose_zones, save_proposed
from .algorithm import MineRestorationAlgorithm, Parameters, Results, layer_of
from .feedback_progress import FeedbackProgress

Done = tuple[Workspace, int]


class TreatmentZones(MineRestorationAlgorithm):
    """Proposes treatment zones by merging near problems."""

    ID = "treatment_zones"
    GROUP = "analysis"

    def displayName(self) -> str:
        """Return the name in the Toolbox."""
        return tr("Propose treatment zones")

    def shortHelpString(self) -> str:
        """Return what the algorithm does."""
        return tr(
            "Merges problems that are not further than GAP metres from one another into treatment "
            "zones, leaves out those smaller than MIN_AREA hm² (on the ellipsoid), and adds the rest "
            "to the workspace as proposals, each with the type that the rules suggest. Zones that are "
            "there already stay as they are: a person decides."
        )

    def initAlgorithm(self, configuration: Parameters | None = None) -> None:
        """Declare the parameters and results."""
        self.add_workspace()
        number = Qgis.ProcessingNumberParameterType.Double
        self.addParameter(
            QgsProcessingParameterNumber("GAP", tr("Merging distance (m)"), number, 300.0, minValue=0.0)
        )
        self.addParameter(
            QgsProcessingParameterNumber("MIN_AREA", tr("Smallest area (hm²)"), number, 0.0, minValue=0.0)
        )
        self.addOutput(
            QgsProcessingOutputVectorLayer(
                "ZONES", tr("Treatment zones"), QgsProcessing.SourceType.TypeVectorPolygon
            )
        )
        self.add_number("ZONE_COUNT", tr("Zones proposed"))

    def work(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Callable[[], Done]:
        """Return the proposal, which is saved too."""
        workspace = self.workspace(parameters, context)
        self.will_write(workspace)
        gap_m = self.parameterAsDouble(parameters, "GAP", context)
        min_area_hm2 = self.parameterAsDouble(parameters, "MIN_AREA", context)
        progress = FeedbackProgress(feedback)

        def propose_and_save() -> Done:
            zones = propose_zones(workspace, gap_m=gap_m, min_area_hm2=min_area_hm2, progress=progress)
            save_proposed(workspace, zones)
            return workspace, len(zones)

        return propose_and_save

    def results(
        self,
        answer: Done,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Results:
        """Return the table's address and how many zones were added."""
        workspace, count = answer
        return {"ZONES": layer_of(workspace, ZONE_TABLE), "ZONE_COUNT": count}

"""`mine_restoration:protection_zones`."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputVectorLayer,
)

from ..qgis_bridge.translation import tr
from ..store.workspace import Workspace
from ..workflows.protection import ProtectionResult, compute_protection
from ..workflows.reading import code_lists
from .algorithm import MineRestorationAlgorithm, Parameters, Results, layer_of, tell_warnings
from .feedback_progress import FeedbackProgress
from .profile_parameter import add_profile, asked_profile

Done = tuple[Workspace, ProtectionResult]


class ProtectionZones(MineRestorationAlgorithm):
    """Computes the zones of the protected objects, and what lies in them."""

    ID = "protection_zones"
    GROUP = "analysis"

    def displayName(self) -> str:
        """Return the name in the Toolbox."""
        return tr("Protection zones and hits (三区两线)")

    def shortHelpString(self) -> str:
        """Return what the algorithm does."""
        return tr(
            "Draws the zone of every distance rule around the workspace's protected objects, in "
            "metres on the ellipsoid from the edge that the law names, and lists the problems and "
            "mining rights that lie in one: distance (m), overlap (hm²), legal basis, and apart from "
            "each other whether it is a priority under No. 63 and whether mining is legally "
            "restricted. Both tables of the workspace are replaced."
        )

    def initAlgorithm(self, configuration: Parameters | None = None) -> None:
        """Declare the parameters and results."""
        self.add_workspace()
        add_profile(self)
        self.addOutput(
            QgsProcessingOutputVectorLayer(
                "ZONES", tr("Protection zones"), QgsProcessing.SourceType.TypeVectorPolygon
            )
        )
        self.addOutput(
            QgsProcessingOutputVectorLayer("HITS", tr("Hits"), QgsProcessing.SourceType.TypeVector)
        )
        self.add_number("ZONE_COUNT", tr("Zones"))
        self.add_number("HIT_COUNT", tr("Hits"))
        self.add_number("PRIORITY_COUNT", tr("Records that are a priority under No. 63"))
        self.add_number("RESTRICTED_COUNT", tr("Records under a legal restriction"))

    def work(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Callable[[], Done]:
        """Return the computation, in the profile that is asked for."""
        workspace = self.workspace(parameters, context)
        self.will_write(workspace)
        profile = asked_profile(self, parameters, context, workspace)
        progress = FeedbackProgress(feedback)
        return lambda: (workspace, compute_protection(workspace, profile=profile, progress=progress))

    def results(
        self,
        answer: Done,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Results:
        """Return the two tables' addresses and the counts."""
        workspace, result = answer
        tell_warnings(result.warnings, feedback, codes=code_lists(workspace))
        for code, count in sorted(result.per_class.items()):
            feedback.pushInfo(f"{code}: {count}")
        hits = [hit.values for hit in result.hits]
        return {
            "ZONES": layer_of(workspace, "protection_zone"),
            "HITS": layer_of(workspace, "protection_hit"),
            "ZONE_COUNT": len(result.zones),
            "HIT_COUNT": len(hits),
            "PRIORITY_COUNT": len({hit["target_uuid"] for hit in hits if hit["priority_63"]}),
            "RESTRICTED_COUNT": len({hit["target_uuid"] for hit in hits if hit["legal_restriction"]}),
        }

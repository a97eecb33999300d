"""`mine_restoration:visibility`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputVectorLayer,
)

from ..qgis_bridge.translation import tr
from ..store.workspace import Workspace
from ..workflows.reading import code_lists
from ..workflows.visibility import VisibilityResult, compute_visibility
from .algorithm import Parameters, Results, layer_of, tell_warnings
from .feedback_progress import FeedbackProgress
from .profile_parameter import add_profile, asked_profile
from .sight_parameters import SightAlgorithm

Computed = tuple[Workspace, Path | None, VisibilityResult]
"""The workspace, the raster where one is asked for, and what is seen."""


class ComputeVisibility(SightAlgorithm):
    """Computes which of a workspace's records are seen from its roads, railways, rivers and lakes."""

    ID = "visibility"
    GROUP = "analysis"

    def displayName(self) -> str:
        """Return the name in the Toolbox."""
        return tr("Visible range of a workspace (直观可视范围)")

    def shortHelpString(self) -> str:
        """Return what the algorithm does."""
        return tr(
            "Looks from the workspace's protected objects that have a rule of the visible range, over "
            "an elevation model, and writes for each class the outline of what is seen, and for each "
            "problem and mining right whether it is seen, how large a share of it, and from which "
            "stretch (m). Left empty, the radius is that of each rule, and heights and spacing are "
            "the workspace's settings. Compute the protection zones afterwards: what is hidden by "
            "terrain is then no priority, and what is seen may be restricted."
        )

    def initAlgorithm(self, configuration: Parameters | None = None) -> None:
        """Declare the parameters and results."""
        self.add_workspace()
        self.add_sight(tr("Radius (m; empty: that of each rule)"))
        add_profile(self)
        self.add_counts("COUNTS", optional=True)
        self.addOutput(
            QgsProcessingOutputVectorLayer(
                "ZONES", tr("Visible range"), QgsProcessing.SourceType.TypeVectorPolygon
            )
        )
        self.addOutput(
            QgsProcessingOutputVectorLayer("SIGHTINGS", tr("Sightings"), QgsProcessing.SourceType.TypeVector)
        )
        self.add_number("SEEN_COUNT", tr("Records that are seen"))
        self.add_number("HIDDEN_COUNT", tr("Records within a radius that are not seen"))

    def work(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Callable[[], Computed]:
        """Return the computation over the elevation model."""
        elevation = self.elevation(parameters)
        workspace = self.workspace(parameters, context)
        self.will_write(workspace)
        counts = self.counts_file(parameters, "COUNTS", context)
        compute = functools.partial(
            compute_visibility,
            workspace,
            elevation.path,
            dem_crs=elevation.crs,
            profile=asked_profile(self, parameters, context, workspace),
            raster=counts,
            progress=FeedbackProgress(feedback),
            **self.given_numbers(parameters, context),
        )
        return lambda: (workspace, counts, compute())

    def results(
        self,
        computed: Computed,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Results:
        """Return the two tables' addresses, the raster where one is asked for, and the counts."""
        workspace, counts, result = computed
        tell_warnings(result.warnings, feedback, codes=code_lists(workspace))
        seen = {s.values["target_uuid"] for s in result.sightings if s.values["visible"]}
        judged = {s.values["target_uuid"] for s in result.sightings}
        return {
            "ZONES": layer_of(workspace, "visible_zone"),
            "SIGHTINGS": layer_of(workspace, "sighting"),
            **({"COUNTS": str(counts)} if counts is not None and result.zones else {}),
            "OBSERVERS": result.observers,
            "SEEN_COUNT": len(seen),
            "HIDDEN_COUNT": len(judged - seen),
        }

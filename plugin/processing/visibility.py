"""`mine_restoration:visibility`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputVectorLayer,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterString,
)

from ..domain.errors import MineRestorationError
from ..qgis_bridge.error_text import sentence_of
from ..qgis_bridge.raster_files import RasterFile
from ..qgis_bridge.translation import tr
from ..store.workspace import Workspace
from ..workflows.reading import code_lists
from ..workflows.visibility import VisibilityResult, compute_visibility
from .algorithm import MineRestorationAlgorithm, Parameters, Results, layer_of, tell_warnings
from .feedback_progress import FeedbackProgress
from .sight_parameters import NUMBERS, add_elevation, add_heights, elevation_of, geotiff, given_number

Computed = tuple[Workspace, Path | None, VisibilityResult]
"""The workspace, the raster where one is asked for, and what is seen."""


class ComputeVisibility(MineRestorationAlgorithm):
    """Computes which of a workspace's records are seen from its roads, railways, rivers and lakes."""

    ID = "visibility"
    GROUP = "analysis"

    def __init__(self) -> None:
        super().__init__()
        self._elevation: RasterFile | None = None

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
        add_elevation(self)
        self.addParameter(
            QgsProcessingParameterNumber(
                "RADIUS",
                tr("Radius (m; empty: that of each rule)"),
                Qgis.ProcessingNumberParameterType.Double,
                None,
                optional=True,
                minValue=1.0,
            )
        )
        add_heights(self, None)
        self.addParameter(
            QgsProcessingParameterString(
                "PROFILE", tr("Profile of the rules (empty: the workspace's)"), optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterRasterDestination(
                "COUNTS", tr("How many observers see each cell"), optional=True, createByDefault=False
            )
        )
        self.addOutput(
            QgsProcessingOutputVectorLayer(
                "ZONES", tr("Visible range"), QgsProcessing.SourceType.TypeVectorPolygon
            )
        )
        self.addOutput(
            QgsProcessingOutputVectorLayer("SIGHTINGS", tr("Sightings"), QgsProcessing.SourceType.TypeVector)
        )
        self.add_number("OBSERVERS", tr("Observers"))
        self.add_number("SEEN_COUNT", tr("Records that are seen"))
        self.add_number("HIDDEN_COUNT", tr("Records within a radius that are not seen"))

    def prepareAlgorithm(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback | None
    ) -> bool:
        """Find the elevation model's file; called by QGIS on the main thread."""
        try:
            self._elevation = elevation_of(self, parameters, context)
        except MineRestorationError as error:
            raise QgsProcessingException(sentence_of(error)) from error
        return True

    def work(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Callable[[], Computed]:
        """Return the computation over the elevation model."""
        if self._elevation is None:
            raise QgsProcessingException(self.invalidRasterError(parameters, "DEM"))
        workspace = self.workspace(parameters, context)
        self.will_write(workspace)
        wanted = parameters.get("COUNTS") is not None
        counts = geotiff(self.parameterAsOutputLayer(parameters, "COUNTS", context)) if wanted else None
        compute = functools.partial(
            compute_visibility,
            workspace,
            self._elevation.path,
            dem_crs=self._elevation.crs,
            radius_m=given_number(self, parameters, "RADIUS", context),
            profile=self.parameterAsString(parameters, "PROFILE", context).strip() or None,
            raster=counts,
            progress=FeedbackProgress(feedback),
            **{argument: given_number(self, parameters, name, context) for name, argument in NUMBERS.items()},
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

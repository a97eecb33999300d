"""`mine_restoration:visible_range`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsField,
    QgsFields,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
)
from qgis.PyQt.QtCore import QMetaType

from ..domain.progress import CancelledError
from ..geometry.projection import WORKSPACE_CRS, to_geographic
from ..qgis_bridge.layer_to_geometries import read_layer, write_features
from ..qgis_bridge.translation import tr
from ..workflows.sight_run import SightSettings
from ..workflows.visible_range import VisibleRange, draw_visible_range, national_defaults
from .algorithm import Parameters, Results, tell_warnings
from .feedback_progress import FeedbackProgress
from .sight_parameters import SightAlgorithm

Drawn = tuple[Path, VisibleRange]
"""The raster that was written, and what is seen."""


class DrawVisibleRange(SightAlgorithm):
    """Counts from how many places along lines, shores or points each cell of the ground is seen."""

    ID = "visible_range"
    GROUP = "geometry"

    def displayName(self) -> str:
        """Return the name in the Toolbox."""
        return tr("Visible range (直观可视范围)")

    def shortHelpString(self) -> str:
        """Return what the algorithm does."""
        return tr(
            "Looks at the ground from observers along lines and outlines or at points, as far as the "
            "radius (m), over an elevation model in any coordinate reference system. The raster says "
            "how many observers see each cell; cells that nobody sees are no data. Optionally the "
            "outline of what is seen comes as a polygon. Heights are above the ground; the earth's "
            "curvature and the refraction of light are taken off as in GDAL's viewshed, whose cells "
            "the result has for each observer. Cells without a height hide nothing, are never seen, "
            "and are reported as an area (hm²)."
        )

    def initAlgorithm(self, configuration: Parameters | None = None) -> None:
        """Declare the parameters and results."""
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                "INPUT",
                tr("Where people look from (lines, areas or points)"),
                [QgsProcessing.SourceType.TypeVectorAnyGeometry],
            )
        )
        self.add_sight(tr("Radius (m)"), national_defaults())
        self.add_counts("OUTPUT")
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                "SEEN",
                tr("Outline of what is seen"),
                QgsProcessing.SourceType.TypeVectorPolygon,
                optional=True,
                createByDefault=False,
            )
        )
        self.add_number("MOST_OBSERVERS", tr("Most observers that see one cell"))
        self.add_number("SEEN_HM2", tr("Area that is seen (hm²)"))
        self.add_number("UNCOVERED_HM2", tr("Area within the radius without elevation (hm²)"))

    def work(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Callable[[], Drawn]:
        """Return the look from what was read over the elevation model."""
        source = self.parameterAsSource(parameters, "INPUT", context)
        if source is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, "INPUT"))
        arrays = read_layer(source, fields=[], feedback=feedback)
        if feedback.isCanceled():
            raise CancelledError
        numbers = self.given_numbers(parameters, context)
        defaults, elevation = national_defaults(), self.elevation(parameters)
        radius_m = numbers.pop("radius_m") or defaults.radius_m
        raster = self.counts_file(parameters, "OUTPUT", context)
        draw = functools.partial(
            draw_visible_range,
            dem=elevation.path,
            raster=raster,
            radius_m=radius_m,
            settings=SightSettings.of(defaults, **numbers),
            outline=parameters.get("SEEN") is not None,
            dem_crs=elevation.crs,
            progress=FeedbackProgress(feedback),
        )
        return lambda: (raster, draw(to_geographic(arrays.geometries, arrays.crs)))

    def results(
        self,
        drawn: Drawn,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Results:
        """Return the raster, the outline where one is asked for, and the numbers."""
        raster, result = drawn
        tell_warnings(result.warnings, feedback)
        results: Results = {
            "OUTPUT": str(raster),
            "OBSERVERS": result.observers,
            "MOST_OBSERVERS": result.most_observers,
            "SEEN_HM2": result.seen_hm2,
            "UNCOVERED_HM2": result.uncovered_hm2,
        }
        return {**results, **self._write_outline(parameters, context, result)}

    def _write_outline(
        self, parameters: Parameters, context: QgsProcessingContext, result: VisibleRange
    ) -> Results:
        """Return the layer of the outline, nothing where none is asked for."""
        if parameters.get("SEEN") is None:
            return {}
        fields = QgsFields()
        for name, kind in (("observers", QMetaType.Type.Int), ("area_hm2", QMetaType.Type.Double)):
            fields.append(QgsField(name, kind))
        sink, target = self.parameterAsSink(
            parameters,
            "SEEN",
            context,
            fields,
            Qgis.WkbType.MultiPolygon,
            QgsCoordinateReferenceSystem(WORKSPACE_CRS),
        )
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, "SEEN"))
        row = (result.observers, round(result.seen_hm2, 4))
        if write_features(sink, fields, [result.seen], [row]) != 1 or not sink.flushBuffer():
            raise QgsProcessingException(self.writeFeatureError(sink, parameters, "SEEN"))
        return {"SEEN": target}

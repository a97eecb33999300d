"""`mine_restoration:map_sheet`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import shapely
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsField,
    QgsFields,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
)
from qgis.PyQt.QtCore import QMetaType

from ..domain.progress import CancelledError
from ..geometry.errors import EmptyInputError
from ..geometry.map_sheets import DIVISIONS, sheet_bounds, sheets_covering
from ..geometry.projection import WORKSPACE_CRS, to_geographic
from ..geometry.repair import repaired
from ..qgis_bridge.layer_to_geometries import read_layer, write_features
from ..qgis_bridge.translation import tr
from .algorithm import MineRestorationAlgorithm, Parameters, Results

Sheets = tuple[int, list[str], np.ndarray]
"""The scale, the sheets' numbers and their outlines."""


class MapSheet(MineRestorationAlgorithm):
    """Draws the national map sheets that a layer lies on."""

    ID = "map_sheet"
    GROUP = "geometry"

    def displayName(self) -> str:
        """Return the name in the Toolbox."""
        return tr("Map sheets (GB/T 13989)")

    def shortHelpString(self) -> str:
        """Return what the algorithm does."""
        return tr(
            "Draws the sheets of the national sheet division (GB/T 13989-2012) that the features of a "
            "layer lie on, with their numbers, at the given scale, in EPSG:4490. Sheet edges are "
            "exact fractions of a degree."
        )

    def initAlgorithm(self, configuration: Parameters | None = None) -> None:
        """Declare the parameters and results."""
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                "INPUT", tr("Layer"), [QgsProcessing.SourceType.TypeVectorAnyGeometry]
            )
        )
        self.addParameter(
            QgsProcessingParameterEnum(
                "SCALE",
                tr("Scale 1:"),
                [str(scale) for scale in DIVISIONS],
                defaultValue="50000",
                usesStaticStrings=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                "OUTPUT", tr("Map sheets"), QgsProcessing.SourceType.TypeVectorPolygon
            )
        )
        self.add_number("SHEET_COUNT", tr("Sheets"))

    def work(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Callable[[], Sheets]:
        """Return the search for the sheets, of the scale that is chosen."""
        source = self.parameterAsSource(parameters, "INPUT", context)
        if source is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, "INPUT"))
        arrays = read_layer(source, fields=[], feedback=feedback)
        if feedback.isCanceled():
            raise CancelledError
        scale = int(self.parameterAsEnumString(parameters, "SCALE", context))

        def find() -> Sheets:
            geometries, _ = repaired(to_geographic(arrays.geometries, arrays.crs))
            located = geometries[~shapely.is_missing(geometries)]
            if not len(located):
                raise EmptyInputError("find map sheets for")
            return (scale, *sheets_of(located, scale))

        return find

    def results(
        self,
        sheets: Sheets,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Results:
        """Return the layer of sheets and their number."""
        scale, numbers, outlines = sheets
        fields = QgsFields()
        fields.append(QgsField("sheet", QMetaType.Type.QString))
        fields.append(QgsField("scale", QMetaType.Type.Int))
        crs = QgsCoordinateReferenceSystem(WORKSPACE_CRS)
        sink, target = self.parameterAsSink(parameters, "OUTPUT", context, fields, Qgis.WkbType.Polygon, crs)
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, "OUTPUT"))
        rows = [(number, scale) for number in numbers]
        if write_features(sink, fields, outlines, rows) != len(rows):
            raise QgsProcessingException(self.writeFeatureError(sink, parameters, "OUTPUT"))
        if not sink.flushBuffer():
            raise QgsProcessingException(self.writeFeatureError(sink, parameters, "OUTPUT"))
        return {"OUTPUT": target, "SHEET_COUNT": len(rows)}


def sheets_of(geometries: np.ndarray, scale: int) -> tuple[list[str], np.ndarray]:
    """Return the numbers and outlines (polygons, EPSG:4490) of the sheets that geometries reach into.

    A geometry that only touches a sheet's edge is not on it, unless it is a point: that belongs to the sheet
    north and east of it. Raises MapSheetError.
    """
    west, south, east, north = (float(bound) for bound in shapely.total_bounds(geometries))
    numbers = sheets_covering((west, south, east, north), scale)
    outlines = np.array(
        [shapely.box(*(float(bound) for bound in sheet_bounds(number))) for number in numbers], dtype=object
    )
    touched = np.unique(shapely.STRtree(outlines).query(geometries, predicate="intersects")[1])
    return [numbers[index] for index in touched], outlines[touched]

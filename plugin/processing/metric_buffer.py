"""`mine_restoration:metric_buffer`."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyproj
import shapely
from qgis.core import (
    Qgis,
    QgsExpressionContext,
    QgsFeatureRequest,
    QgsField,
    QgsFields,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
    QgsProcessingParameters,
    QgsProperty,
    QgsPropertyDefinition,
)
from qgis.PyQt.QtCore import QMetaType

from ..domain.progress import CancelledError
from ..geometry.buffers import BufferResult, metric_buffer
from ..geometry.errors import UnsupportedExtentError
from ..geometry.projection import WORKSPACE_CRS
from ..geometry.sound_buffers import ARC_SHARE
from ..qgis_bridge.layer_to_geometries import LayerArrays, read_layer, write_features
from ..qgis_bridge.problem_words import said
from ..qgis_bridge.translation import tr
from .algorithm import MineRestorationAlgorithm, Parameters, Results

DEFAULT_SEGMENTS = 27
"""Segments a quarter circle that keep an outline within 0.1 % of the distance."""

HALF_ROUND_DEG = 180.0


@dataclass(frozen=True)
class Buffers:
    """What was read, its buffers, and the same outlines in the layer's own CRS."""

    arrays: LayerArrays
    result: BufferResult
    outlines: np.ndarray


class MetricBuffer(MineRestorationAlgorithm):
    """Buffers any layer by a distance in metres on the ellipsoid."""

    ID = "metric_buffer"
    GROUP = "geometry"

    def displayName(self) -> str:
        """Return the name in the Toolbox."""
        return tr("Buffer in metres")

    def shortHelpString(self) -> str:
        """Return what the algorithm does."""
        return tr(
            "Buffers a layer in any coordinate reference system by a distance in metres on the "
            "ellipsoid, exact to some millionths, with round ends. An outline of n segments a quarter "
            "circle is never nearer than distance × cos(3π/8n): 0.1 % short at 27 segments. "
            "Optionally the buffers are merged, all into one or by the values of a field. Invalid "
            "input is repaired and told; the output has the layer's own coordinate reference system."
        )

    def initAlgorithm(self, configuration: Parameters | None = None) -> None:
        """Declare the parameters and results."""
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                "INPUT", tr("Layer"), [QgsProcessing.SourceType.TypeVectorAnyGeometry]
            )
        )
        distance = QgsProcessingParameterNumber(
            "DISTANCE", tr("Distance (m)"), Qgis.ProcessingNumberParameterType.Double, 100.0, minValue=0.0
        )
        distance.setIsDynamic(True)
        distance.setDynamicPropertyDefinition(
            QgsPropertyDefinition(
                "DISTANCE", tr("Distance (m)"), QgsPropertyDefinition.StandardPropertyTemplate.DoublePositive
            )
        )
        distance.setDynamicLayerParameterName("INPUT")
        self.addParameter(distance)
        self.addParameter(QgsProcessingParameterBoolean("DISSOLVE", tr("Merge the buffers"), False))
        self.addParameter(
            QgsProcessingParameterField(
                "CLASS_FIELD", tr("Merge by the values of"), parentLayerParameterName="INPUT", optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterNumber(
                "SEGMENTS",
                tr("Segments a quarter circle"),
                Qgis.ProcessingNumberParameterType.Integer,
                DEFAULT_SEGMENTS,
                minValue=4,
                maxValue=500,
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                "OUTPUT", tr("Buffers"), QgsProcessing.SourceType.TypeVectorPolygon
            )
        )

    def work(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Callable[[], Buffers]:
        """Return the drawing of the buffers of what was read."""
        source = self.parameterAsSource(parameters, "INPUT", context)
        if source is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, "INPUT"))
        class_field = self.parameterAsString(parameters, "CLASS_FIELD", context)
        dissolve = self.parameterAsBoolean(parameters, "DISSOLVE", context)
        arrays = read_layer(source, feedback=feedback)
        distances = self._distances(parameters, context, source, count=len(arrays))
        if feedback.isCanceled():
            raise CancelledError
        draw = functools.partial(
            metric_buffer,
            arrays.geometries,
            distances,
            tolerance=tolerance_of(self.parameterAsInt(parameters, "SEGMENTS", context)),
            dissolve=dissolve,
            classes=arrays.columns[class_field] if dissolve and class_field else None,
            progress=lambda fraction: feedback.setProgress(100 * fraction),
            cancelled=feedback.isCanceled,
            source_crs=arrays.crs,
        )

        def draw_in_source_crs() -> Buffers:
            result = draw()
            _require_one_side(result)
            return Buffers(arrays, result, _in_source_crs(result, arrays.crs))

        return draw_in_source_crs

    def results(
        self,
        buffers: Buffers,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Results:
        """Return the layer of buffers."""
        source = self.parameterAsSource(parameters, "INPUT", context)
        if source is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, "INPUT"))
        arrays, result = buffers.arrays, buffers.result
        class_field = self.parameterAsString(parameters, "CLASS_FIELD", context)
        dissolve = self.parameterAsBoolean(parameters, "DISSOLVE", context)
        _tell(result, arrays, feedback)
        fields, rows = _attributes(source, arrays, result, dissolve=dissolve, class_field=class_field)
        sink, target = self.parameterAsSink(
            parameters, "OUTPUT", context, fields, Qgis.WkbType.MultiPolygon, source.sourceCrs()
        )
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, "OUTPUT"))
        if write_features(sink, fields, buffers.outlines, rows) != len(rows):
            raise QgsProcessingException(self.writeFeatureError(sink, parameters, "OUTPUT"))
        if not sink.flushBuffer():
            raise QgsProcessingException(self.writeFeatureError(sink, parameters, "OUTPUT"))
        return {"OUTPUT": target}

    def _distances(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        source: QgsProcessingFeatureSource,
        *,
        count: int,
    ) -> np.ndarray:
        """Return the distance of each feature in metres: one for all, or what its own values say."""
        if not QgsProcessingParameters.isDynamic(parameters, "DISTANCE"):
            return np.full(count, self.parameterAsDouble(parameters, "DISTANCE", context))
        given: QgsProperty = parameters["DISTANCE"]
        scope: QgsExpressionContext = self.createExpressionContext(parameters, context, source)
        distances: list[float] = []
        for feature in source.getFeatures(QgsFeatureRequest()):
            scope.setFeature(feature)
            value, known = given.valueAsDouble(scope, -1.0)
            if not known or not math.isfinite(value) or value < 0:
                raise QgsProcessingException(
                    tr("The feature {number} has no distance in metres; fill it in and try again.").format(
                        number=feature.id()
                    )
                )
            distances.append(float(value))
        return np.array(distances)


def tolerance_of(segments: int) -> float:
    """Return the share of the distance by which an outline of so many segments a quarter may be short."""
    # A billionth more, lest rounding asks for one segment too many.
    return (1 - math.cos(3 * math.pi / (8 * segments))) / ARC_SHARE * (1 + 1e-9)


def _attributes(
    source: QgsProcessingFeatureSource,
    arrays: LayerArrays,
    result: BufferResult,
    *,
    dissolve: bool,
    class_field: str,
) -> tuple[QgsFields, list[tuple[object, ...]]]:
    """Return the fields and rows of the output: the source's, or the class and how many features it
    merges."""
    if not dissolve:
        return source.fields(), list(zip(*arrays.columns.values(), strict=True)) if arrays.columns else [
            () for _ in range(len(arrays))
        ]
    fields = QgsFields()
    if class_field:
        fields.append(source.fields().field(class_field))
    fields.append(QgsField("features", QMetaType.Type.Int))
    members = list(arrays.columns[class_field]) if class_field else [None] * len(arrays)
    rows = [(*((name,) if class_field else ()), members.count(name)) for name in result.classes]
    return fields, rows


def _require_one_side(result: BufferResult) -> None:
    """Raise UnsupportedExtentError where a buffer reached over the antimeridian, and so round the globe."""
    bounds = shapely.bounds(result.geometries).reshape(-1, 4)
    for west, south, east, north in bounds[bounds[:, 2] - bounds[:, 0] > HALF_ROUND_DEG][:1]:
        given = (float(west), float(south), float(east), float(north))
        raise UnsupportedExtentError(given, "reaches over the antimeridian")


def _in_source_crs(result: BufferResult, crs: str) -> np.ndarray:
    """Return the buffers in the layer's own CRS, easting or longitude first."""
    source = pyproj.CRS.from_user_input(crs)
    if source.equals(pyproj.CRS.from_user_input(WORKSPACE_CRS), ignore_axis_order=True):
        return result.geometries
    transformer = pyproj.Transformer.from_crs(WORKSPACE_CRS, source, always_xy=True)

    def move(points: np.ndarray) -> np.ndarray:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1])) if len(points) else points

    return np.asarray(shapely.transform(result.geometries, move), dtype=object)


def _tell(result: BufferResult, arrays: LayerArrays, feedback: QgsProcessingFeedback) -> None:
    feedback.pushInfo(
        tr("No outline is nearer than the distance less {percent} %.").format(
            percent=f"{100 * result.tolerance:.3g}"
        )
    )
    for index, reason in zip(result.repaired.repaired, result.repaired.reasons, strict=True):
        feedback.pushWarning(
            tr("The geometry of feature {number} was invalid and was repaired: {reason}").format(
                number=int(arrays.feature_ids[index]), reason=said(reason) or reason
            )
        )
    if len(result.repaired.empty):
        feedback.pushWarning(
            tr("{count} features have no geometry and get no buffer.").format(
                count=len(result.repaired.empty)
            )
        )

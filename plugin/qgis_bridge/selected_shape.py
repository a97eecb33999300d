"""The shape that a person selected on the map, as a record holds it."""

from __future__ import annotations

import shapely
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsMapLayer,
    QgsProject,
    QgsVectorLayer,
)

from .record_reading import qgis_geometry

STORED_CRS = "EPSG:4490"


def selected_shape(layer: QgsMapLayer | None, like: shapely.Geometry | None) -> bytes | None:
    """Return the one selected feature of a layer as WKB in EPSG:4490, of many parts, in two dimensions.

    None where not exactly one feature is selected, or where it is no shape of the kind of ``like``.
    """
    if not isinstance(layer, QgsVectorLayer) or layer.selectedFeatureCount() != 1 or like is None:
        return None
    geometry = QgsGeometry(next(iter(layer.selectedFeatures())).geometry())
    if geometry.isEmpty() or geometry.type() != qgis_geometry(like).type():
        return None
    geometry.get().dropZValue()
    geometry.get().dropMValue()
    if like.geom_type.startswith("Multi"):
        geometry.convertToMultiType()
    stored = QgsCoordinateReferenceSystem(STORED_CRS)
    try:
        geometry.transform(QgsCoordinateTransform(layer.crs(), stored, QgsProject.instance()))
    except QgsCsException:
        return None
    return bytes(geometry.asWkb())

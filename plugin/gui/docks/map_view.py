"""Showing records on the map: zoomed to, and flashed once."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsProject,
    QgsRectangle,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtGui import QColor

from ...qgis_bridge.record_reading import features_where, qgis_geometry
from ...qgis_bridge.session import Session
from ..maptools.draw_tool import STORED_CRS

MARGIN = 1.6
POINT_EXTENT_DEG = 0.004
"""Half the side of what is shown around a point: about four hundred metres."""

SECOND_COLOUR = "#1f4ea8"
"""What flashes beside the records that are shown, such as the road that a pit is near to."""


def show_on_map(canvas: QgsMapCanvas, session: Session, records: Sequence[tuple[str, str]]) -> bool:
    """Return whether any of the records (table, uuid) has a place; the map then shows all of them."""
    return show_geometries(canvas, _geometries(session, records))


def flash_records(canvas: QgsMapCanvas, session: Session, records: Sequence[tuple[str, str]]) -> None:
    """Flash the records (table, uuid) once in blue where the map is; it does not move."""
    placed = [g for g in _geometries(session, records) if not g.isNull() and not g.isEmpty()]
    blue = QColor(SECOND_COLOUR)
    canvas.flashGeometries(placed, QgsCoordinateReferenceSystem(STORED_CRS), blue, _faded(blue))


def _geometries(session: Session, records: Sequence[tuple[str, str]]) -> list[QgsGeometry]:
    geometries = []
    for table, uuid in records:
        layer = session.layer(table)
        if layer is not None:
            geometries += [feature.geometry() for feature in features_where(layer, "uuid", uuid)]
    return geometries


def _faded(colour: QColor) -> QColor:
    faded = QColor(colour)
    faded.setAlpha(0)
    return faded


def show_shapes(canvas: QgsMapCanvas, shapes: Sequence[shapely.Geometry | None]) -> bool:
    """Return whether any of the shapely geometries (EPSG:4490) has a place; the map then shows them."""
    return show_geometries(canvas, [qgis_geometry(shape) for shape in shapes if shape is not None])


def show_geometries(canvas: QgsMapCanvas, geometries: Sequence[QgsGeometry]) -> bool:
    """Return whether any geometry (EPSG:4490) has a place; the map then shows them and flashes them once."""
    placed = [geometry for geometry in geometries if not geometry.isNull() and not geometry.isEmpty()]
    extent = QgsRectangle()
    extent.setNull()
    for geometry in placed:
        extent.combineExtentWith(geometry.boundingBox())
    if extent.isNull():
        return False
    extent.scale(MARGIN)
    if max(extent.width(), extent.height()) < POINT_EXTENT_DEG:
        extent = extent.buffered(POINT_EXTENT_DEG)
    stored = QgsCoordinateReferenceSystem(STORED_CRS)
    destination = canvas.mapSettings().destinationCrs()
    if destination.isValid() and destination != stored:
        try:
            transform = QgsCoordinateTransform(stored, destination, QgsProject.instance())
            extent = transform.transformBoundingBox(extent)
        except QgsCsException:
            return False
    canvas.setExtent(extent)
    canvas.refresh()
    canvas.flashGeometries(placed, stored)
    return True

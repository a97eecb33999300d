"""The tool that draws a point, a line or an area on the map, with the project's snapping."""

from __future__ import annotations

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
)
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool, QgsRubberBand, QgsSnapIndicator
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QKeyEvent

from ...qgis_bridge.translation import tr

STORED_CRS = "EPSG:4490"
_GEOMETRY_TYPES = {
    "point": Qgis.GeometryType.Point,
    "line": Qgis.GeometryType.Line,
    "area": Qgis.GeometryType.Polygon,
}
_FEWEST = {"point": 1, "line": 2, "area": 3}
_SHAPES_OF_TYPE = {
    Qgis.GeometryType.Point: "point",
    Qgis.GeometryType.Line: "line",
    Qgis.GeometryType.Polygon: "area",
}


def shape_of_layer(geometry_type: Qgis.GeometryType) -> str:
    """Return ``point``, ``line`` or ``area`` for a layer's geometry type."""
    return _SHAPES_OF_TYPE[geometry_type]


def hint_for(shape: str) -> str:
    """Return the sentence that says how to draw a point, line or area."""
    if shape == "point":
        return tr("Click the place on the map. Esc cancels.")
    if shape == "line":
        return tr(
            "Click along the line; right click or double click ends it. Backspace takes back a "
            "point, Esc cancels."
        )
    return tr(
        "Click around the area; right click or double click closes it. Backspace takes back a "
        "point, Esc cancels."
    )


class DrawTool(QgsMapTool):
    """Draws one geometry and hands it over.

    ``drawn`` carries a Point, MultiLineString or MultiPolygon in EPSG:4490; ``refused`` a sentence that
    says why
    what was drawn cannot be used (the drawing stays, to be corrected); ``cancelled`` follows Esc.
    """

    drawn = pyqtSignal(QgsGeometry)
    refused = pyqtSignal(str)
    cancelled = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas, shape: str) -> None:
        super().__init__(canvas)
        self.shape = shape
        self._points: list[QgsPointXY] = []
        self._band = _rubber_band(canvas, _GEOMETRY_TYPES[shape])
        self._indicator = QgsSnapIndicator(canvas)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def flags(self) -> QgsMapTool.Flag:
        """Return flags that let QGIS treat this as a tool that edits."""
        return QgsMapTool.Flag.EditTool

    @property
    def points(self) -> tuple[QgsPointXY, ...]:
        """The points drawn so far, in the map's CRS."""
        return tuple(self._points)

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:
        """Take a point on a left click, end on a right click."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._add(event.snapPoint())
        elif event.button() == Qt.MouseButton.RightButton:
            self._finish()

    def canvasDoubleClickEvent(self, event: QgsMapMouseEvent) -> None:
        """End the drawing; the first click of the two has taken its point already."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._finish()

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        """Show where a click would snap, and the line to it."""
        point = event.snapPoint()
        self._indicator.setMatch(event.mapPointMatch())
        self._show(point)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Backspace takes back the last point, Esc cancels, Enter ends."""
        key = event.key()
        if key == Qt.Key.Key_Backspace:
            self._take_back()
        elif key == Qt.Key.Key_Escape:
            self.clear()
            self.cancelled.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish()
        else:
            return
        event.ignore()  # as the tools of QGIS do: it keeps the canvas from acting on the key as well

    def deactivate(self) -> None:
        """Put the tool away, with what was not finished."""
        self.clear()
        super().deactivate()

    def dispose(self) -> None:
        """Take what the tool shows off the canvas; the canvas owns it and would keep it."""
        scene = self.canvas().scene()
        if not sip.isdeleted(self._band):
            scene.removeItem(self._band)
        self._indicator.setVisible(False)

    def clear(self) -> None:
        """Forget what was drawn so far."""
        self._points.clear()
        self._band.reset(_GEOMETRY_TYPES[self.shape])
        self._indicator.setVisible(False)

    def _add(self, point: QgsPointXY) -> None:
        if self._points and self._points[-1] == point:
            return
        self._points.append(point)
        self._show(point)
        if self.shape == "point":
            self._finish()

    def _take_back(self) -> None:
        if self._points:
            self._points.pop()
        self._show(self._points[-1] if self._points else None)

    def _show(self, cursor: QgsPointXY | None) -> None:
        self._band.reset(_GEOMETRY_TYPES[self.shape])
        if self.shape == "point":
            return
        for point in self._points:
            self._band.addPoint(point, False)
        if cursor is not None and self._points:
            self._band.addPoint(cursor, False)
        self._band.updatePosition()
        self._band.update()

    def _finish(self) -> None:
        if len(self._points) < _FEWEST[self.shape]:
            self.refused.emit(
                tr("A line needs at least two points; go on clicking.")
                if self.shape == "line"
                else tr("An area needs at least three points; go on clicking.")
            )
            return
        geometry = _geometry(self.shape, self._points)
        if not geometry.isGeosValid():
            self.refused.emit(
                tr("The outline crosses itself; take back points with Backspace until it does not.")
            )
            return
        try:
            self._to_stored_crs(geometry)
        except QgsCsException:
            self.refused.emit(
                tr("The place cannot be turned into CGCS2000 coordinates; choose another map projection.")
            )
            return
        self.clear()
        self.drawn.emit(geometry)

    def _to_stored_crs(self, geometry: QgsGeometry) -> None:
        source = self.canvas().mapSettings().destinationCrs()
        target = QgsCoordinateReferenceSystem(STORED_CRS)
        if source.isValid() and source != target:
            transform = QgsCoordinateTransform(source, target, QgsProject.instance())
            if geometry.transform(transform) != Qgis.GeometryOperationResult.Success:
                raise QgsCsException(source.authid())


def _rubber_band(canvas: QgsMapCanvas, geometry_type: Qgis.GeometryType) -> QgsRubberBand:
    band = QgsRubberBand(canvas, geometry_type)
    band.setStrokeColor(QColor(200, 40, 40))
    band.setFillColor(QColor(200, 40, 40, 50))
    band.setWidth(2)
    return band


def _geometry(shape: str, points: list[QgsPointXY]) -> QgsGeometry:
    if shape == "point":
        return QgsGeometry.fromPointXY(points[0])
    if shape == "line":
        return QgsGeometry.fromMultiPolylineXY([points])
    return QgsGeometry.fromMultiPolygonXY([[[*points, points[0]]]])

"""A small picture of geometries on one common scale: where a conflict lies, and what a zone looks like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qgis.core import QgsGeometry, QgsRectangle, QgsWkbTypes
from qgis.PyQt.QtCore import QPointF, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from qgis.PyQt.QtWidgets import QSizePolicy, QWidget

from ...qgis_bridge.translation import tr

MARGIN_PX = 8
POINT_RADIUS_PX = 5


@dataclass(frozen=True, kw_only=True)
class Outline:
    """One geometry of the picture (EPSG:4490), its colour and its name in the legend."""

    geometry: QgsGeometry
    colour: QColor
    label: str
    dashed: bool = False


class GeometryPreview(QWidget):
    """Draws outlines over one another, each in its colour, with a legend."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outlines: tuple[Outline, ...] = ()
        self.setMinimumHeight(110)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(tr("Picture of the shapes"))

    def sizeHint(self) -> QSize:
        """Return a size that leaves room for the rest of a dock."""
        return QSize(240, 130)

    def show_outlines(self, outlines: Sequence[Outline]) -> None:
        """Draw these outlines; those without a geometry stand in the legend alone."""
        self._outlines = tuple(outlines)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the outlines and the legend."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self.palette().base())
        bounds = self._bounds()
        legend_height = painter.fontMetrics().height() + 4 if self._outlines else 0
        if bounds is not None:
            area = QRectF(self.rect()).adjusted(MARGIN_PX, MARGIN_PX, -MARGIN_PX, -MARGIN_PX - legend_height)
            for outline in self._outlines:
                _draw(painter, outline, bounds, area)
        self._draw_legend(painter, legend_height)
        painter.end()

    def _bounds(self) -> QgsRectangle | None:
        bounds = QgsRectangle()
        bounds.setNull()
        for outline in self._outlines:
            if not outline.geometry.isNull():
                bounds.combineExtentWith(outline.geometry.boundingBox())
        if bounds.isNull():
            return None
        if max(bounds.width(), bounds.height()) == 0:
            bounds.grow(0.0005)
        return bounds

    def _draw_legend(self, painter: QPainter, height: int) -> None:
        x, y = MARGIN_PX, self.height() - height
        for outline in self._outlines:
            painter.setPen(QPen(outline.colour, 3, _pen_style(outline)))
            painter.drawLine(x, y + height // 2, x + 16, y + height // 2)
            painter.setPen(self.palette().text().color())
            text = outline.label if not outline.geometry.isNull() else tr("{} (none)").format(outline.label)
            painter.drawText(x + 20, y + painter.fontMetrics().ascent() + 1, text)
            x += 20 + painter.fontMetrics().horizontalAdvance(text) + 14


def _pen_style(outline: Outline) -> Qt.PenStyle:
    return Qt.PenStyle.DashLine if outline.dashed else Qt.PenStyle.SolidLine


def _draw(painter: QPainter, outline: Outline, bounds: QgsRectangle, area: QRectF) -> None:
    if outline.geometry.isNull():
        return
    scale = min(area.width() / max(bounds.width(), 1e-12), area.height() / max(bounds.height(), 1e-12))
    centre = bounds.center()

    def place(x: float, y: float) -> QPointF:
        return QPointF(
            area.center().x() + (x - centre.x()) * scale, area.center().y() - (y - centre.y()) * scale
        )

    fill = QColor(outline.colour)
    fill.setAlpha(45)
    painter.setPen(QPen(outline.colour, 2, _pen_style(outline)))
    kind = QgsWkbTypes.geometryType(outline.geometry.wkbType())
    for part in outline.geometry.asGeometryCollection() or [outline.geometry]:
        polygon = QPolygonF([place(vertex.x(), vertex.y()) for vertex in part.vertices()])
        if kind == QgsWkbTypes.GeometryType.PolygonGeometry:
            painter.setBrush(fill)
            painter.drawPolygon(polygon)
        elif kind == QgsWkbTypes.GeometryType.LineGeometry:
            painter.drawPolyline(polygon)
        else:
            painter.setBrush(outline.colour)
            painter.drawEllipse(polygon.first(), POINT_RADIUS_PX, POINT_RADIUS_PX)

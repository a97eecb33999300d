"""The shapes of one record laid over the map, for as long as somebody looks at it."""

from __future__ import annotations

from collections.abc import Iterable

from qgis.core import QgsCoordinateReferenceSystem
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QWidget

from ..maptools.draw_tool import STORED_CRS
from ..widgets.geometry_preview import Outline

WIDTH_PX = 3
FILL_ALPHA = 30


def in_sight(widget: QWidget) -> bool:
    """Return whether a person sees the widget: one in a dock behind another tab counts as visible for Qt."""
    return widget.isVisible() and not widget.visibleRegion().isEmpty()


class OutlineMarks:
    """Draws outlines over the map, each in its colour; those it drew before go."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        self._canvas = canvas
        self._bands: list[QgsRubberBand] = []

    @property
    def outlines(self) -> tuple[QgsRubberBand, ...]:
        """Return what is drawn now."""
        return tuple(self._bands)

    def show(self, outlines: Iterable[Outline]) -> None:
        """Draw the outlines that have a geometry."""
        self.clear()
        for outline in outlines:
            if outline.geometry.isNull():
                continue
            band = QgsRubberBand(self._canvas, outline.geometry.type())
            fill = QColor(outline.colour)
            fill.setAlpha(FILL_ALPHA)
            band.setStrokeColor(outline.colour)
            band.setFillColor(fill)
            band.setWidth(WIDTH_PX)
            band.setLineStyle(Qt.PenStyle.DashLine if outline.dashed else Qt.PenStyle.SolidLine)
            band.setToGeometry(outline.geometry, QgsCoordinateReferenceSystem(STORED_CRS))
            self._bands.append(band)

    def clear(self) -> None:
        """Take what was drawn off the map."""
        for band in self._bands:
            if not sip.isdeleted(band) and not sip.isdeleted(self._canvas):
                self._canvas.scene().removeItem(band)
        self._bands.clear()

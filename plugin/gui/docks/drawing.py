"""Drawing on the map for a dock: the tool is set, the earlier one comes back afterwards."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import QgsGeometry
from qgis.gui import QgsMapCanvas, QgsMapTool
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..maptools.draw_tool import DrawTool, hint_for


class Drawing(QObject):
    """One drawing at a time; ``started`` and ``ended`` let the dock show what to do."""

    started = pyqtSignal(str)
    ended = pyqtSignal()
    refused = pyqtSignal(str)

    def __init__(self, canvas: QgsMapCanvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._tool: DrawTool | None = None
        self._earlier: QgsMapTool | None = None

    @property
    def tool(self) -> DrawTool | None:
        """The tool that is drawing, or None."""
        return self._tool

    def start(self, shape: str, then: Callable[[QgsGeometry], None], *, what: str = "") -> None:
        """Let the person draw a point, line or area; ``then`` gets the geometry (EPSG:4490)."""
        self.stop()
        self._earlier = self._canvas.mapTool()
        tool = DrawTool(self._canvas, shape)
        tool.drawn.connect(lambda geometry: self._finish(then, geometry))
        tool.cancelled.connect(self.stop)
        tool.refused.connect(self.refused)
        tool.deactivated.connect(self._on_deactivated)
        self._tool = tool
        self._canvas.setMapTool(tool)
        self._canvas.setFocus()
        self.started.emit(f"{what}: {hint_for(shape)}" if what else hint_for(shape))

    def stop(self) -> None:
        """End the drawing without a result."""
        tool, self._tool = self._tool, None
        if tool is None:
            return
        if not sip.isdeleted(self._canvas) and self._canvas.mapTool() is tool:
            if self._earlier is not None and not sip.isdeleted(self._earlier):
                self._canvas.setMapTool(self._earlier)
            else:
                self._canvas.unsetMapTool(tool)
        self._put_away(tool)

    def _finish(self, then: Callable[[QgsGeometry], None], geometry: QgsGeometry) -> None:
        self.stop()
        then(geometry)

    def _on_deactivated(self) -> None:
        if self._tool is not None and self.sender() is self._tool:
            tool, self._tool = self._tool, None
            self._put_away(tool)

    def _put_away(self, tool: DrawTool) -> None:
        if not sip.isdeleted(self._canvas):
            tool.dispose()
        tool.deleteLater()
        self.ended.emit()

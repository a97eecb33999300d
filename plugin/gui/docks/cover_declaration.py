"""The word of a person up to where the protected objects are complete: the map's extent, or no word."""

from __future__ import annotations

import shapely
from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsCsException, QgsProject
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QMenu, QToolButton, QWidget

from ...qgis_bridge.session import Session
from ...qgis_bridge.translation import tr
from ...workflows.cover import declare_cover
from ..maptools.draw_tool import STORED_CRS
from ..messages import Messages


class CoverDeclaration(QObject):
    """A button with two answers; ``changed`` follows each."""

    changed = pyqtSignal()

    def __init__(self, iface: QgisInterface, session: Session, messages: Messages, parent: QWidget) -> None:
        super().__init__(parent)
        self._iface, self._session, self._messages = iface, session, messages
        self.button = QToolButton(parent)
        self.button.setText(tr("Complete where?"))
        self.button.setToolTip(
            tr("Say in which area all protected objects are known, so that only what is missing is warned of")
        )
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.button)
        menu.addAction(tr("They are complete within what the map shows")).triggered.connect(self.within_map)
        menu.addAction(tr("Tell it from where the objects end")).triggered.connect(self.forget)
        self.button.setMenu(menu)

    def within_map(self, *_: object) -> None:
        """Keep the map's extent as the area in which all protected objects are known."""
        canvas = self._iface.mapCanvas()
        source = canvas.mapSettings().destinationCrs()
        stored = QgsCoordinateReferenceSystem(STORED_CRS)
        try:
            transform = QgsCoordinateTransform(source, stored, QgsProject.instance())
            extent = transform.transformBoundingBox(canvas.extent())
        except QgsCsException:
            self._messages.warn(tr("The map shows more than the globe; zoom in and try again."))
            return
        area = shapely.box(extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum())
        self._keep(area, tr("Protected objects count as complete within what the map shows."))

    def forget(self, *_: object) -> None:
        """Take the word back."""
        self._keep(None, tr("Where objects are complete is told from where they end."))

    def _keep(self, area: shapely.Geometry | None, sentence: str) -> None:
        workspace = self._session.workspace
        if workspace is None:
            return
        with self._messages.told():
            declare_cover(workspace, area)
            self._messages.done(sentence)
        self.changed.emit()

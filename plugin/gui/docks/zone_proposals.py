"""Zones proposed but not kept yet: computed beside the window, shown on the map, then written or
forgotten."""

from __future__ import annotations

from dataclasses import replace

from qgis.core import Qgis, QgsCoordinateReferenceSystem
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QDate, QObject, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor

from ...qgis_bridge.record_reading import qgis_geometry
from ...qgis_bridge.session import Session
from ...qgis_bridge.translation import tr
from ...store.records import Record
from ...workflows.numbers import provisional_numbers
from ...workflows.treatment import propose_zones, save_proposed
from ..maptools.draw_tool import STORED_CRS
from ..messages import Messages
from ..widgets.progress_strip import ProgressStrip
from ..widgets.zone_form import TABLE


class ZoneProposals(QObject):
    """One set of proposals at a time."""

    proposed = pyqtSignal(int, float)
    ended = pyqtSignal()

    def __init__(
        self,
        session: Session,
        progress: ProgressStrip,
        messages: Messages,
        canvas: QgsMapCanvas,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._progress, self._messages, self._canvas = session, progress, messages, canvas
        self._zones: list[Record] = []
        self._band: QgsRubberBand | None = None

    @property
    def zones(self) -> tuple[Record, ...]:
        """What is proposed."""
        return tuple(self._zones)

    def propose(self, *, gap_m: float, min_area_hm2: float) -> None:
        """Compute proposals in the background."""
        workspace = self._session.workspace
        if workspace is None:
            return
        self.discard()
        pattern = tr("Zone {number}")
        self._progress.run(
            tr("Proposing zones"),
            lambda progress: propose_zones(
                workspace, gap_m=gap_m, min_area_hm2=min_area_hm2, name_pattern=pattern, progress=progress
            ),
            on_done=self._show,
            on_error=self._messages.error,
        )

    def keep(self) -> None:
        """Write the proposals into the workspace."""
        workspace = self._session.workspace
        if workspace is None or not self._zones:
            return
        with self._messages.told():
            year, count = QDate.currentDate().year(), len(self._zones)
            numbers = provisional_numbers(workspace, TABLE, year=year, count=count)
            save_proposed(
                workspace,
                [
                    replace(zone, values={**zone.values, "number": number})
                    for zone, number in zip(self._zones, numbers, strict=True)
                ],
            )
            self._messages.done(tr("{} zones are in the plan.").format(len(self._zones)))
            self.discard()
            self._session.reload((TABLE,))

    def discard(self) -> None:
        """Forget the proposals and take them off the map."""
        self._zones = []
        if self._band is not None and not sip.isdeleted(self._band):
            self._canvas.scene().removeItem(self._band)
        self._band = None
        self.ended.emit()

    def _show(self, zones: list[Record]) -> None:
        if not zones:
            self._messages.hint(
                tr("No zone can be proposed: record problems first, or allow a wider gap or smaller zones.")
            )
            return
        self._zones = zones
        self._band = QgsRubberBand(self._canvas, Qgis.GeometryType.Polygon)
        self._band.setStrokeColor(QColor(20, 120, 60))
        self._band.setFillColor(QColor(20, 120, 60, 40))
        self._band.setLineStyle(Qt.PenStyle.DashLine)
        self._band.setWidth(2)
        for zone in zones:
            self._band.addGeometry(qgis_geometry(zone.geometry), QgsCoordinateReferenceSystem(STORED_CRS))
        area = sum(float(zone.values.get("area_hm2") or 0.0) for zone in zones)
        self.proposed.emit(len(zones), area)

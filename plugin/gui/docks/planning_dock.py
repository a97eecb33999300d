"""The planning dock 治理规划: treatment zones, drawn or proposed, and what each of them holds."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import QgsGeometry
from qgis.gui import QgisInterface, QgsDockWidget
from qgis.PyQt.QtCore import QDate, QModelIndex, Qt, QTimer
from qgis.PyQt.QtWidgets import QWidget

from ...qgis_bridge.editing import RecordEditor
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.record_reading import shapely_geometry
from ...qgis_bridge.session import Session
from ...qgis_bridge.translation import tr
from ...store.records import Record
from ...workflows.numbers import provisional_number
from ...workflows.reading import code_lists, treatment_zones
from ...workflows.treatment import contents_of, zone_derived
from ..dialogs.questions import ask_delete
from ..messages import Messages
from ..models.row_filter import RowFilter
from ..models.table_model import ROW_ROLE, TableModel
from ..models.zone_tables import contents_chart, contents_text, zone_columns
from ..settings import remember, remembered
from ..widgets.bar_chart import BarChart
from ..widgets.dock_body import DockBody
from ..widgets.progress_strip import ProgressStrip
from ..widgets.tab_order import follow_layout
from ..widgets.zone_form import TABLE, ZoneForm
from .drawing import Drawing
from .map_view import show_shapes
from .new_values import new_values
from .zone_proposals import ZoneProposals

REFRESH_DELAY_MS = 80
TYPING_PAUSE_MS = 700
WIDTHS = (84, 84, 76, 48, 56, 48, 48)


class PlanningDock(QgsDockWidget):
    """A list of zones above two tabs: what the chosen zone holds, and its attributes."""

    def __init__(self, iface: QgisInterface, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(tr("Planning"), parent)
        self.setObjectName("MineRestorationPlanningDock")
        self._iface, self._session = iface, session
        self.ui = DockBody("planning_dock")
        self.setWidget(self.ui)
        self.ask = ask_delete
        self.messages = Messages(iface)
        self.editor = RecordEditor(session)
        self.progress = ProgressStrip()
        self.ui.progressPlace.addWidget(self.progress)
        self.chart = BarChart()
        self.ui.chartPlace.addWidget(self.chart)
        self.ui.chartPlace.addStretch(1)
        self.drawing = Drawing(iface.mapCanvas(), self)
        self.proposals = ZoneProposals(session, self.progress, self.messages, iface.mapCanvas(), self)
        self.labels: Labels | None = None
        self.form: ZoneForm | None = None
        self.zones: TableModel[Record] = TableModel([], self)
        self.shown = RowFilter(self.zones, self)
        self.ui.table.setModel(self.shown)
        self.ui.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.ui.table.verticalHeader().setDefaultSectionSize(self.ui.table.fontMetrics().height() + 8)
        self.ui.splitter.setSizes([200, 300])
        self._on_form: str | None = None
        self._timer = self._single_shot(REFRESH_DELAY_MS, self.refresh)
        self._pending = self._single_shot(TYPING_PAUSE_MS, self.apply_form)
        self._connect()
        self._on_workspace()

    def _single_shot(self, milliseconds: int, slot: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(slot)
        return timer

    def _connect(self) -> None:
        ui = self.ui
        self._session.workspaceChanged.connect(self._on_workspace)
        self._session.recordsChanged.connect(self._on_records)
        ui.drawButton.clicked.connect(self.draw)
        ui.proposeButton.clicked.connect(self.propose)
        ui.keepButton.clicked.connect(self.proposals.keep)
        ui.cancelButton.clicked.connect(self._cancel)
        ui.saveButton.clicked.connect(self.save)
        ui.undoButton.clicked.connect(self.undo)
        ui.redoButton.clicked.connect(self.redo)
        ui.deleteButton.clicked.connect(self.delete)
        ui.table.selectionModel().currentRowChanged.connect(lambda index, _: self._show_zone(index))
        self.drawing.started.connect(self._show_drawing)
        self.drawing.ended.connect(ui.hintFrame.hide)
        self.drawing.refused.connect(self.messages.warn)
        self.proposals.proposed.connect(self._show_proposals)
        self.proposals.ended.connect(ui.hintFrame.hide)
        self.progress.busyChanged.connect(lambda _: self._update_buttons())
        ui.gapSpin.setValue(remembered("planning/gap_m", 300))
        ui.areaSpin.setValue(remembered("planning/min_area_hm2", 0.0))
        ui.hintFrame.hide()

    # the list

    def _on_workspace(self) -> None:
        self.drawing.stop()
        self.proposals.discard()
        workspace = self._session.workspace
        self.labels = None
        if workspace is not None:
            with self.messages.told():
                self.labels = Labels(code_lists(workspace), workspace.schema)
                self.zones.set_columns(zone_columns(self.labels))
                self._build_form()
        for column, width in enumerate(WIDTHS):
            self.ui.table.setColumnWidth(column, width)
        self.refresh()

    def _build_form(self) -> None:
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
        self.form = ZoneForm(self.labels)
        self.form.changed.connect(self._pending.start)
        self.form.changed.connect(self._update_buttons)
        self._on_form = None
        self.ui.attributesPlace.addWidget(self.form)
        follow_layout(self.ui)

    def _on_records(self, table: str) -> None:
        if table == TABLE or table.startswith("problem_"):
            self._timer.start()

    def refresh(self) -> None:
        """Read the zones anew, open edits included."""
        workspace = self._session.workspace
        chosen = self.zone()
        zones: list[Record] = []
        if workspace is not None:
            with self.messages.told():
                zones = self._with_open_edits(treatment_zones(workspace))
        self.zones.set_rows(zones)
        self.ui.listStack.setCurrentWidget(self.ui.table if zones else self.ui.emptyPage)
        self.ui.emptyLabel.setText(
            tr("No workspace is open; open or create one in the survey dock.")
            if workspace is None
            else tr(
                "No zone yet: draw one, or let zones be proposed from problems that lie near one another."
            )
        )
        if chosen is None or not self.select(chosen.uuid):
            self._show_zone(QModelIndex())
        self._update_buttons()

    def _with_open_edits(self, zones: list[Record]) -> list[Record]:
        by_uuid = {zone.uuid: zone for zone in zones}
        for table, uuid in self._session.busy_rows():
            if table == TABLE:
                record = self.editor.record(TABLE, uuid)
                if record is None:
                    by_uuid.pop(uuid, None)
                else:
                    by_uuid[uuid] = record
        return list(by_uuid.values())

    def zone(self) -> Record | None:
        """Return the chosen zone."""
        index = self.ui.table.currentIndex()
        return index.data(ROW_ROLE) if index.isValid() else None

    def select(self, uuid: str) -> bool:
        """Return whether the zone is in the list; it is then chosen."""
        for place, zone in enumerate(self.zones.rows):
            if zone.uuid == uuid:
                self.ui.table.setCurrentIndex(self.shown.mapFromSource(self.zones.index(place, 0)))
                return True
        return False

    def _show_zone(self, index: QModelIndex) -> None:
        zone: Record | None = index.data(ROW_ROLE) if index.isValid() else None
        self.ui.tabs.setVisible(zone is not None)
        workspace = self._session.workspace
        if zone is None or workspace is None or self.labels is None:
            self.chart.show_groups(())
            self.ui.contentsLabel.clear()
            self._update_buttons()
            return
        with self.messages.told():
            contents = contents_of(workspace, zone.geometry)
            self.ui.contentsLabel.setText(contents_text(contents))
            self.chart.show_groups(contents_chart(contents, self.labels))
        self._load_form(zone)
        if self.ui.table.hasFocus():
            show_shapes(self._iface.mapCanvas(), [zone.geometry])
        self._update_buttons()

    def _update_buttons(self) -> None:
        ui, ready = self.ui, self.labels is not None and not self.progress.is_busy
        ui.drawButton.setEnabled(ready)
        ui.proposeButton.setEnabled(ready)
        ui.deleteButton.setEnabled(ready and self.zone() is not None)
        ui.saveButton.setEnabled(ready and (self._session.has_unsaved_edits() or self._pending.isActive()))
        ui.undoButton.setEnabled(self.editor.can_undo())
        ui.redoButton.setEnabled(self.editor.can_redo())

    # drawing and proposing

    def draw(self) -> None:
        """Let the person draw a zone; it is an open edit until it is saved."""
        self.drawing.start("area", self._drawn, what=tr("Treatment zone"))

    def _drawn(self, geometry: QgsGeometry) -> None:
        with self.messages.told():
            workspace = self._session.require_workspace()
            name = tr("Zone {}").format(len(self.zones.rows) + 1)
            number = provisional_number(workspace, TABLE, year=QDate.currentDate().year())
            values = new_values(self.labels, TABLE, {"name": name, "number": number, "origin": "drawn"})
            derived = zone_derived(workspace, shapely_geometry(geometry))
            uuid = self.editor.add(TABLE, geometry, {**values, **derived})
            self.refresh()
            self.select(uuid)
            self.ui.tabs.setCurrentWidget(self.ui.attributesTab)

    def propose(self) -> None:
        """Propose zones in the background and show them on the map before they are kept."""
        gap, area = self.ui.gapSpin.value(), self.ui.areaSpin.value()
        remember("planning/gap_m", gap)
        remember("planning/min_area_hm2", area)
        self.proposals.propose(gap_m=gap, min_area_hm2=area)

    def _show_proposals(self, count: int, area_hm2: float) -> None:
        self.ui.hintLabel.setText(
            tr("{} zones are proposed, {} hm² together; look at them on the map.").format(
                count, f"{area_hm2:,.1f}"
            )
        )
        self.ui.keepButton.show()
        self.ui.hintFrame.show()

    def _show_drawing(self, hint: str) -> None:
        self.ui.hintLabel.setText(hint)
        self.ui.keepButton.hide()
        self.ui.hintFrame.show()

    def _cancel(self) -> None:
        self.drawing.stop()
        self.proposals.discard()

    # changing

    def _load_form(self, zone: Record) -> None:
        """Show a zone's attributes; what is being written about the same zone is left alone."""
        if zone.uuid == self._on_form:
            written = self.form.values()
            if self._pending.isActive() or all(zone.values.get(name) == written[name] for name in written):
                return
        self.apply_form()
        self._on_form = zone.uuid
        self.form.load(zone.values)

    def apply_form(self) -> None:
        """Put what was written into the edit buffer: after a pause, and before another zone is shown."""
        if not self._pending.isActive() and self.sender() is not self._pending:
            return
        self._pending.stop()
        if self._on_form is None or self.form is None:
            return
        with self.messages.told():
            self.editor.update(TABLE, self._on_form, self.form.values())
        self._update_buttons()

    def save(self) -> None:
        """Write all open edits to the file."""
        with self.messages.told():
            self.apply_form()
            self.editor.save()
            self.messages.done(tr("Saved."))
        self.refresh()

    def undo(self) -> None:
        """Take back the newest change that is not saved."""
        self.editor.undo()
        self.refresh()

    def redo(self) -> None:
        """Make the change again that was taken back."""
        self.editor.redo()
        self.refresh()

    def delete(self) -> None:
        """Delete the chosen zone after a question; it is an open edit until it is saved."""
        zone = self.zone()
        if zone is None or not self.ask(self.ui, [str(zone.values.get("name") or "")], {}):
            return
        with self.messages.told():
            self.editor.delete(TABLE, zone.uuid)
        self.refresh()

    def unload(self) -> None:
        """Let go of the map; to be called before the plugin is unloaded."""
        self._cancel()
        self.progress.cancel()

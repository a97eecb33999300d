"""The review 审核: what waits by county and state, before and after on the map, one or many steps at once."""

from __future__ import annotations

from collections.abc import Callable

from qgis.gui import QgsMapCanvas
from qgis.PyQt import uic
from qgis.PyQt.QtCore import QSortFilterProxyModel, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QHideEvent, QShowEvent
from qgis.PyQt.QtWidgets import QHeaderView, QWidget

from ... import paths
from ...domain.errors import MineRestorationError
from ...domain.review import Action, Role
from ...qgis_bridge.error_text import sentence_of
from ...qgis_bridge.hub_place import hub_place
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.session import Session
from ...qgis_bridge.tasks import run_in_background
from ...qgis_bridge.translation import tr
from ...workflows.review import ReviewRow, review_rows, take_step
from ...workflows.review_compare import Comparison, before_and_after
from ..colours import BASE_COLOUR, MINE_COLOUR
from ..messages import Messages
from ..models.review_tables import (
    DifferenceRow,
    difference_columns,
    difference_rows,
    review_columns,
    since_text,
)
from ..models.table_model import ROW_ROLE, SORT_ROLE, TableModel
from ..settings import remember, remembered
from ..widgets.elide_left import ElideLeft
from ..widgets.geometry_preview import GeometryPreview, Outline
from .conflict_page import shape_of
from .map_view import show_on_map
from .outline_marks import OutlineMarks

REFRESH_DELAY_MS = 60
LEAST_PREVIEW_PX = 80
_WIDTHS = (60, 84, 110, 92, 60, 110)
_UP: dict[str, Action] = {
    "surveyor": "submit",
    "county_reviewer": "forward",
    "city_reviewer": "forward",
    "province_reviewer": "accept",
}
_HANDED_IN_BY: dict[str, tuple[str, ...]] = {"surveyor": ("draft", "returned")}
"""Roles for whom other records wait than those to forward or accept."""
WAITING = ""


class ReviewPage(QWidget):
    """Lists, compares, and takes steps; ``stepped`` follows every step."""

    stepped = pyqtSignal()

    def __init__(
        self, session: Session, messages: Messages, canvas: QgsMapCanvas, *, address: Callable[[], str]
    ) -> None:
        super().__init__()
        uic.loadUi(str(paths.form("review_page")), self)
        self._session, self._messages, self._canvas, self._address = session, messages, canvas, address
        self._labels: Labels | None = None
        self._asked = 0
        self.model: TableModel[ReviewRow] = TableModel([], self)
        self.differences: TableModel[DifferenceRow] = TableModel(difference_columns(), self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.model)
        self._sorted.setSortRole(SORT_ROLE)
        self.table.setModel(self._sorted)
        self.table.setItemDelegateForColumn(2, ElideLeft(self.table))
        self.differenceTable.setModel(self.differences)
        for table in (self.table, self.differenceTable):
            table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 8)
        self.preview = GeometryPreview()
        self.preview.setMinimumHeight(LEAST_PREVIEW_PX)
        self.marks = OutlineMarks(canvas)
        self.previewPlace.addWidget(self.preview)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REFRESH_DELAY_MS)
        self._timer.timeout.connect(self.refresh)
        self._fill()
        self._connect()

    def _fill(self) -> None:
        for role, text in (
            ("surveyor", tr("Surveyor")),
            ("county_reviewer", tr("County reviewer")),
            ("city_reviewer", tr("City reviewer")),
            ("province_reviewer", tr("Province reviewer")),
        ):
            self.roleCombo.addItem(text, role)
        self.roleCombo.setCurrentIndex(
            max(0, self.roleCombo.findData(remembered("review/role", "county_reviewer")))
        )
        self.nameEdit.setText(remembered("review/name", ""))

    def _connect(self) -> None:
        self._session.recordsChanged.connect(lambda _: self._timer.start())
        self.roleCombo.currentIndexChanged.connect(self._on_role)
        self.nameEdit.editingFinished.connect(lambda: remember("review/name", self.nameEdit.text().strip()))
        self.stateCombo.currentIndexChanged.connect(lambda _: self.refresh())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._on_selection())
        self.reasonEdit.textChanged.connect(lambda _: self._update_buttons())
        self.upButton.clicked.connect(lambda: self.step(self.up_action()))
        self.backButton.clicked.connect(self._step_back)
        self.zoomButton.clicked.connect(self.zoom_to)

    def showEvent(self, event: QShowEvent) -> None:
        """Read the list whenever the page comes into sight."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave nothing on the map of a record that nobody looks at."""
        super().hideEvent(event)
        self.marks.clear()

    def unload(self) -> None:
        """Stop what waits to happen."""
        self._timer.stop()
        self.marks.clear()

    # the list

    def set_labels(self, labels: Labels | None) -> None:
        """Show codes by these labels; without a workspace there is nothing to show."""
        self._labels = labels
        chosen = self.stateCombo.currentData()
        self.stateCombo.blockSignals(True)
        self.stateCombo.clear()
        self.stateCombo.addItem(tr("Waiting for me"), WAITING)
        for code, text in labels.choices("review_state") if labels is not None else ():
            self.stateCombo.addItem(text, code)
        self.stateCombo.setCurrentIndex(max(0, self.stateCombo.findData(chosen)))
        self.stateCombo.blockSignals(False)
        if labels is not None:
            self.model.set_columns(review_columns(labels))
            for column, width in enumerate(_WIDTHS):
                self.table.setColumnWidth(column, width)
            header = self.differenceTable.horizontalHeader()
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.refresh()

    def role(self) -> Role:
        """Return the level the person acts as."""
        return self.roleCombo.currentData()

    def _on_role(self, *_: object) -> None:
        remember("review/role", self.role())
        self.refresh()

    def refresh(self) -> None:
        """Read the list anew; what was chosen stays chosen where it is still there."""
        self._timer.stop()
        workspace, rows = self._session.workspace, []
        chosen = {row.key for row in self.selected()}
        if workspace is not None and self._labels is not None:
            with self._messages.told():
                state = self.stateCombo.currentData()
                states = (state,) if state else _HANDED_IN_BY.get(self.role())
                rows = review_rows(workspace, [self.role()], states=states)
        self.model.set_rows(rows)
        self.content.setVisible(bool(rows))
        self.emptyLabel.setVisible(not rows)
        self.emptyLabel.setText(self._empty_text())
        self.countLabel.setText(tr("{} records").format(len(rows)) if rows else "")
        self._choose(chosen)
        self._on_selection()

    def _empty_text(self) -> str:
        workspace = self._session.workspace
        if workspace is None:
            return tr("No workspace is open; open or create one in the survey dock.")
        if self.stateCombo.currentData():
            return tr("No record of {} is in this state.").format(workspace.county_name)
        return tr("Nothing of {} waits for you. Sync to see what others handed in since.").format(
            workspace.county_name
        )

    def _choose(self, keys: set[tuple[str, str]]) -> None:
        flags = self.table.selectionModel().SelectionFlag
        wanted = [place for place, row in enumerate(self.model.rows) if row.key in keys]
        for place in wanted or ([0] if self.model.rows else []):
            index = self._sorted.mapFromSource(self.model.index(place, 0))
            self.table.selectionModel().select(index, flags.Select | flags.Rows)

    def selected(self) -> list[ReviewRow]:
        """Return the chosen records."""
        return [index.data(ROW_ROLE) for index in self.table.selectionModel().selectedRows()]

    # before and after

    def _on_selection(self) -> None:
        self._update_buttons()
        self.marks.clear()
        self._asked += 1
        rows, workspace = self.selected(), self._session.workspace
        one = len(rows) == 1
        for widget in (self.sinceLabel, self.differenceTable, self.preview):
            widget.setVisible(one)
        if not one or workspace is None:
            return
        row, asked = rows[0], self._asked
        self.sinceLabel.setText(tr("Looking at the hub"))
        self.differences.set_rows(())
        self.preview.show_outlines(())
        try:
            hub = hub_place(self._address())
        except MineRestorationError as error:
            self._show_error(error, asked)
            return
        run_in_background(
            tr("Looking at the hub"),
            lambda _: before_and_after(workspace, hub, row.table, row.uuid),
            on_done=lambda found: self._show(found, row, asked),
            on_error=lambda error: self._show_error(error, asked),
        )

    def _show(self, found: Comparison, row: ReviewRow, asked: int) -> None:
        if asked != self._asked or self._labels is None:
            return
        self.sinceLabel.setText(since_text(found))
        self.differences.set_rows(difference_rows(found, row.table, self._labels))
        outlines = [
            Outline(geometry=shape_of(found.before), colour=BASE_COLOUR, label=tr("Before"), dashed=True),
            Outline(geometry=shape_of(found.after), colour=MINE_COLOUR, label=tr("Now")),
        ]
        outlines = outlines if found.before is not None else outlines[1:]
        self.preview.show_outlines(outlines)
        if self.isVisible():
            self.marks.show(outlines)

    def _show_error(self, error: MineRestorationError, asked: int) -> None:
        if asked == self._asked:
            self.sinceLabel.setText(sentence_of(error))

    def zoom_to(self) -> None:
        """Show the chosen records on the map."""
        show_on_map(self._canvas, self._session, [row.key for row in self.selected()])

    # steps

    def up_action(self) -> Action:
        """Return the step that takes records on."""
        return _UP[self.role()]

    def back_action(self) -> Action:
        """Return the step that gives the chosen records back."""
        actions = [row.actions for row in self.selected()]
        if all("return" in own for own in actions) or not actions:
            return "return"
        return "withdraw" if all("withdraw" in own for own in actions) else "reopen"

    def _step_back(self) -> None:
        action = self.back_action()
        if action != "withdraw" and not self.reasonEdit.text().strip():
            self._messages.hint(tr("Write the reason first: it goes back to the surveyor with the record."))
            self.reasonEdit.setFocus()
            return
        self.step(action)

    def step(self, action: Action) -> None:
        """Take a step with all chosen records; those that may not take it stay and are told about."""
        workspace, keys = self._session.workspace, [row.key for row in self.selected()]
        if workspace is None or not keys:
            return
        with self._messages.told():
            outcome = take_step(
                workspace,
                action,
                keys,
                roles=[self.role()],
                reviewer=self.nameEdit.text().strip(),
                reason=self.reasonEdit.text(),
                busy=self._session.busy_rows(),
            )
            self._session.reload(tuple({table for table, _ in outcome.done}))
            if outcome.done:
                self.reasonEdit.clear()
                self._messages.done(
                    tr("{} records: done. The next sync tells the others.").format(len(outcome.done))
                )
            for error in list(outcome.refused.values())[:1]:
                self._messages.warn(
                    tr("{} records stay as they are: {}").format(len(outcome.refused), sentence_of(error))
                )
        self.refresh()
        self.stepped.emit()

    def _update_buttons(self) -> None:
        rows, names = self.selected(), action_names()
        up, back = self.up_action(), self.back_action()
        many = f" ({len(rows)})" if len(rows) > 1 else ""
        self.upButton.setText(names[up] + many)
        self.backButton.setText(names[back] + many)
        self.upButton.setEnabled(any(up in row.actions for row in rows))
        self.backButton.setEnabled(any(back in row.actions for row in rows))
        self.reasonEdit.setVisible(self.role() != "surveyor")
        self.zoomButton.setEnabled(bool(rows))


def action_names() -> dict[str, str]:
    """Return what a button says for each step."""
    return {
        "submit": tr("Submit"),
        "withdraw": tr("Withdraw"),
        "forward": tr("Pass and forward"),
        "return": tr("Return"),
        "accept": tr("Accept"),
        "reopen": tr("Reopen"),
    }

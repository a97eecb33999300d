"""The review 审核: what waits by county and state, before and after on the map, one or many steps at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qgis.gui import QgsMapCanvas
from qgis.PyQt import uic
from qgis.PyQt.QtCore import QSortFilterProxyModel, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QHideEvent, QShowEvent
from qgis.PyQt.QtWidgets import QWidget

from ... import paths
from ...domain.errors import MineRestorationError
from ...domain.review import Action, Role
from ...qgis_bridge.border_text import county_names
from ...qgis_bridge.error_text import sentence_of
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.session import Session
from ...qgis_bridge.tasks import run_in_background
from ...qgis_bridge.translation import tr
from ...store.schema import load_schema
from ...workflows.area_review import AreaQueue
from ...workflows.reading import shipped_code_lists
from ...workflows.review import ReviewOutcome, ReviewRow
from ..messages import Messages
from ..models.review_tables import review_columns
from ..models.table_model import ROW_ROLE, SORT_ROLE, TableModel
from ..settings import remember, remembered
from ..widgets.elide_left import ElideLeft
from .map_view import show_on_map, show_shapes
from .outline_marks import in_sight
from .review_before_after import BeforeAfter
from .review_borders import BorderButton, Proposals, SharedByOthers
from .review_filters import ReviewFilters
from .review_places import AtHub, DistantPlace, InWorkspace, action_names, up_action, up_action_of

REFRESH_DELAY_MS = 60
_COUNTY = 0
_WIDTHS = (54, 62, 84, 72, 60, 110)

WAITING = ""
HERE, HUB, SHARED, PROPOSED = "", "hub", "shared", "proposed"


class ReviewPage(QWidget):
    """Lists, compares, and takes steps; ``stepped`` follows every step that a sync has to tell."""

    stepped = pyqtSignal()

    def __init__(
        self, session: Session, messages: Messages, canvas: QgsMapCanvas, *, address: Callable[[], str]
    ) -> None:
        super().__init__()
        uic.loadUi(str(paths.form("review_page")), self)
        self._session, self._messages, self._canvas = session, messages, canvas
        self._workspace, self._hub = InWorkspace(session, address), AtHub(address)
        self._places: dict[str, DistantPlace] = {
            HUB: self._hub,
            SHARED: SharedByOthers(address),
            PROPOSED: Proposals(session, address),
        }
        self._labels: Labels | None = None
        self._listed: tuple[ReviewRow, ...] = ()
        self._counties: dict[str, str] = {}
        self._asked = 0
        self._trouble = ""
        self._answering: DistantPlace | None = None
        self.model: TableModel[ReviewRow] = TableModel([], self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.model)
        self._sorted.setSortRole(SORT_ROLE)
        self.table.setModel(self._sorted)
        self.table.setItemDelegateForColumn(2, ElideLeft(self.table))
        self.comparison = BeforeAfter(self, canvas)
        self.filters = ReviewFilters(self, self._show_rows)
        self.border = BorderButton(self.borderButton, session, messages, canvas, address=address)
        for table in (self.table, self.differenceTable):
            table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 8)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REFRESH_DELAY_MS)
        self._timer.timeout.connect(self.refresh)
        self._fill()
        self._connect()

    @property
    def differences(self) -> TableModel:
        """What differs in the chosen record."""
        return self.comparison.differences

    @property
    def preview(self) -> QWidget:
        """The picture of the chosen record's shapes."""
        return self.comparison.preview

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
        self.placeCombo.addItem(tr("This workspace"), HERE)
        self.placeCombo.addItem(tr("All counties, at the hub"), HUB)
        self.placeCombo.addItem(tr("Shared by other counties"), SHARED)
        self.placeCombo.addItem(tr("Proposals across the line"), PROPOSED)
        self.placeCombo.setCurrentIndex(max(0, self.placeCombo.findData(remembered("review/place", HERE))))
        self.nameEdit.setText(remembered("review/name", ""))

    def _connect(self) -> None:
        self._session.recordsChanged.connect(lambda _: self.refresh_soon())
        self.roleCombo.currentIndexChanged.connect(self._on_role)
        self.placeCombo.currentIndexChanged.connect(self._on_place)
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
        self.comparison.marks.clear()

    def refresh_soon(self) -> None:
        """Read the list in a moment, where somebody looks at it."""
        if in_sight(self):
            self._timer.start()

    def unload(self) -> None:
        """Stop what waits to happen; an answer that is still on its way is shown to nobody."""
        self._timer.stop()
        self._asked += 1
        self.comparison.clear()

    # the list

    def set_labels(self, labels: Labels | None) -> None:
        """Show codes by these labels; without a workspace by those that are installed."""
        self._labels = labels if labels is not None else Labels(shipped_code_lists(), load_schema())
        chosen = self.stateCombo.currentData()
        self.stateCombo.blockSignals(True)
        self.stateCombo.clear()
        self.stateCombo.addItem(tr("Waiting for me"), WAITING)
        for code, text in self._labels.choices("review_state"):
            self.stateCombo.addItem(text, code)
        self.stateCombo.setCurrentIndex(max(0, self.stateCombo.findData(chosen)))
        self.stateCombo.blockSignals(False)
        self.model.set_columns(review_columns(self._labels))
        for column, width in enumerate(_WIDTHS):
            self.table.setColumnWidth(column, width)
        self.comparison.fit_columns()
        self.refresh()

    def role(self) -> Role:
        """Return the level the person acts as."""
        return self.roleCombo.currentData()

    def distant(self) -> DistantPlace | None:
        """Return the list of the hub that is shown; None where it is that of the workspace."""
        return self._places.get(self.placeCombo.currentData()) if self._hub.is_offered() else None

    def is_at_hub(self) -> bool:
        """Return whether a list of the hub is shown, and not that of the workspace."""
        return self.distant() is not None

    def _on_role(self, *_: object) -> None:
        remember("review/role", self.role())
        self.refresh()

    def _on_place(self, *_: object) -> None:
        remember("review/place", self.placeCombo.currentData())
        self._listed = ()
        self.refresh()

    def refresh(self) -> None:
        """Read the list anew; what was chosen stays chosen where it is still there."""
        self._timer.stop()
        self._asked += 1
        place = self.distant()
        at_hub = place is not None
        self.placeCombo.setVisible(self._hub.is_offered())
        for widget in (self.roleLabel, self.roleCombo, self.nameLabel, self.nameEdit, self.stateCombo):
            widget.setVisible(not at_hub)
        self.table.setColumnHidden(_COUNTY, not at_hub)
        if place is not None:
            self._refresh_from_hub(place)
            return
        self._trouble = ""
        rows: list[ReviewRow] = []
        if self._session.workspace is not None and self._labels is not None:
            with self._messages.told():
                rows = self._workspace.rows(self.role(), self.stateCombo.currentData() or WAITING)
        self._listed = tuple(rows)
        self._fill_filters()
        self._show_rows()

    def _refresh_from_hub(self, place: DistantPlace) -> None:
        asked = self._asked
        try:
            work = place.queue()
        except MineRestorationError as error:
            self._show_trouble(error, asked)
            return
        self._trouble = "" if self._listed else tr("Looking at the hub")
        run_in_background(
            tr("Looking at the hub"),
            lambda _: work(),
            on_done=lambda found: self._show_queue(found, asked),
            on_error=lambda error: self._show_trouble(error, asked),
        )
        self._show_rows()

    def _show_queue(self, found: AreaQueue, asked: int) -> None:
        if asked != self._asked:
            return
        self._trouble, self._listed, self._counties = "", found.rows, dict(found.counties)
        self._fill_filters()
        self._show_rows()

    def _fill_filters(self) -> None:
        if self._labels is not None:
            self.filters.fill(self._listed, self._labels, {**county_names(), **self._counties})
        self.filters.show(county=self.is_at_hub(), problem=len(self._listed) > 1)

    def _show_trouble(self, error: MineRestorationError, asked: int) -> None:
        if asked == self._asked:
            self._trouble, self._listed = sentence_of(error), ()
            self._fill_filters()
            self._show_rows()

    def _show_rows(self) -> None:
        rows = self.filters.passing(self._listed)
        chosen = {row.key for row in self.selected()}
        self.model.set_rows(rows)
        self.content.setVisible(bool(rows))
        self.emptyLabel.setVisible(not rows)
        self.emptyLabel.setText(self._trouble or self._empty_text())
        self.countLabel.setText(tr("{} records").format(len(rows)) if rows else "")
        self._choose(chosen)
        self._on_selection()

    def _empty_text(self) -> str:
        workspace, place = self._session.workspace, self.distant()
        if self._listed:
            return tr("No record of the list is like this; choose another type or grade.")
        if place is not None:
            return place.empty_text()
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

    def _on_selection(self) -> None:
        self._update_buttons()
        rows = self.selected()
        if len(rows) != 1 or self._labels is None:
            self.comparison.clear()
            return
        place = self.distant() or self._workspace
        self.comparison.ask(lambda: place.compare(rows[0]), rows[0].table, self._labels)

    def zoom_to(self) -> None:
        """Show the chosen records on the map; one that no layer holds, by its shapes."""
        if not show_on_map(self._canvas, self._session, [(row.table, row.uuid) for row in self.selected()]):
            show_shapes(self._canvas, self.comparison.shapes)

    # steps

    def up_action(self) -> Action:
        """Return the step that takes records on."""
        return up_action_of(self.selected()) if self.is_at_hub() else up_action(self.role())

    def back_action(self) -> Action:
        """Return the step that gives the chosen records back."""
        actions = [row.actions for row in self.selected()]
        if all("return" in own for own in actions) or not actions:
            return "return"
        return "withdraw" if all("withdraw" in own for own in actions) else "reopen"

    def _step_back(self) -> None:
        action = self.back_action()
        place = self.distant()
        needs_reason = action != "withdraw" and (place is None or place.asks_reason)
        if needs_reason and not self.reasonEdit.text().strip():
            self._messages.hint(tr("Write the reason first: it goes back to the surveyor with the record."))
            self.reasonEdit.setFocus()
            return
        self.step(action)

    def step(self, action: Action) -> None:
        """Take a step with all chosen records; those that may not take it stay and are told about."""
        rows, reason = self.selected(), self.reasonEdit.text()
        if not rows or self.is_answering:
            return
        place = self.distant()
        if place is not None:
            self._step_at_hub(place, action, rows, reason)
            return
        if self._session.workspace is None:
            return
        with self._messages.told():
            reviewer = self.nameEdit.text().strip()
            outcome = self._workspace.step(action, rows, role=self.role(), reviewer=reviewer, reason=reason)
            self._tell(outcome, tr("{} records: done. The next sync tells the others."))
        self.refresh()
        self.stepped.emit()

    def _step_at_hub(
        self, place: DistantPlace, action: Action, rows: Sequence[ReviewRow], reason: str
    ) -> None:
        with self._messages.told():
            work = place.step(action, rows, reason=reason)
            self._answering = place
            self._update_buttons()
            run_in_background(
                tr("Answering at the hub"), lambda _: work(), on_done=self._answered, on_error=self._failed
            )

    @property
    def is_answering(self) -> bool:
        """Whether a step at the hub is under way."""
        return self._answering is not None

    def _answered(self, outcome: ReviewOutcome) -> None:
        place, self._answering = self._answering, None
        if place is not None:
            self._tell(outcome, place.after(outcome))
        self.refresh()
        self.stepped.emit()

    def _failed(self, error: MineRestorationError) -> None:
        self._answering = None
        self._messages.error(error)
        self.refresh()

    def _tell(self, outcome: ReviewOutcome, done: str) -> None:
        if outcome.done:
            self.reasonEdit.clear()
            self._messages.done(done.format(len(outcome.done)))
        for error in list(outcome.refused.values())[:1]:
            self._messages.warn(
                tr("{} records stay as they are: {}").format(len(outcome.refused), sentence_of(error))
            )

    def _update_buttons(self) -> None:
        rows, place = self.selected(), self.distant()
        names = action_names() if place is None else place.names()
        many = f" ({len(rows)})" if len(rows) > 1 else ""
        answered = place is None or place.is_answered
        for button, action in ((self.upButton, self.up_action()), (self.backButton, self.back_action())):
            button.setVisible(answered)
            button.setText(names.get(action, "") + many)
            button.setEnabled(not self.is_answering and any(action in row.actions for row in rows))
        gives_reasons = self.role() != "surveyor" if place is None else place.asks_reason
        self.reasonEdit.setVisible(gives_reasons)
        self.zoomButton.setEnabled(bool(rows))
        self.border.show("share" if place is None else place.border_action, rows, self._labels)

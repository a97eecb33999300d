"""The dialog that shows with which counties a record is shared, and gives or takes back a grant."""

from __future__ import annotations

from collections.abc import Callable

from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ...domain.errors import MineRestorationError
from ...qgis_bridge.border_text import county_label, county_names
from ...qgis_bridge.error_text import sentence_of
from ...qgis_bridge.tasks import BackgroundTask, run_in_background
from ...qgis_bridge.translation import tr
from ...store.workspace import Workspace
from ...sync.addresses import HubPlace
from ...workflows.grants import Grant, Shared, SharedRecord, grants_of, share
from ..models.border_tables import grant_columns, grant_names
from ..models.table_model import TableModel
from ..widgets.field_editors import CodeEditor

Grants = tuple[Shared, ...]


class SharingDialog(QDialog):
    """Lists a record's grants; every change runs in the background and can be undone."""

    def __init__(
        self,
        place: HubPlace,
        record: SharedRecord,
        *,
        workspace: Workspace | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Share across the county line"))
        self._place, self._record, self._workspace = place, record, workspace
        self._task: BackgroundTask[Grants] | None = None
        self._undo: tuple[str, Grant | None] | None = None
        self._make_table()
        self._make_grant()
        self._lay_out()
        self.resize(560, 340)
        self._ask(lambda: grants_of(place, record), tr("Looking at the hub"))

    def _make_table(self) -> None:
        self.model: TableModel[Shared] = TableModel(grant_columns(), self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setAlternatingRowColors(True)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().setVisible(False)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._update())

    def _make_grant(self) -> None:
        self.county_editor = CodeEditor(choices=county_choices(self._record.county))
        self.county_editor.setAccessibleName(tr("County"))
        self.county_editor.combo.currentTextChanged.connect(lambda _: self._update())
        self.may_combo = QComboBox()
        self.may_combo.setAccessibleName(tr("It may"))
        for may, name in grant_names().items():
            self.may_combo.addItem(name, may)
        self.share_button = QPushButton(tr("Grant"))
        self.withdraw_button = QPushButton(tr("Withdraw"))
        self.undo_button = QPushButton(tr("Undo"))
        self.close_button = QPushButton(tr("Close"))
        for button in (self.share_button, self.withdraw_button, self.undo_button, self.close_button):
            button.setAutoDefault(False)
        self.share_button.clicked.connect(self.grant)
        self.withdraw_button.clicked.connect(self.withdraw)
        self.undo_button.clicked.connect(self.undo)
        self.close_button.clicked.connect(self.reject)
        self.status_label = QLabel()
        self.status_label.setWordWrap(True)
        self.status_label.setMinimumHeight(2 * self.fontMetrics().lineSpacing() + 4)

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        head = QLabel(
            tr(
                "{} of {} and its photos are seen by these counties. It stays the record of {}; nobody else"
                " sees it."
            ).format(
                self._record.title or tr("(none)"),
                county_label(self._record.county),
                county_label(self._record.county),
            )
        )
        head.setWordWrap(True)
        box.addWidget(head)
        box.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.addWidget(QLabel(tr("Share with")))
        row.addWidget(self.county_editor, 1)
        row.addWidget(self.may_combo)
        row.addWidget(self.share_button)
        box.addLayout(row)
        box.addWidget(self.status_label)
        row = QHBoxLayout()
        row.addWidget(self.withdraw_button)
        row.addWidget(self.undo_button)
        row.addStretch(1)
        row.addWidget(self.close_button)
        box.addLayout(row)

    # what a person does

    def grant(self) -> None:
        """Share the record with the county that is chosen or typed."""
        county = str(self.county_editor.value() or self.county_editor.combo.currentText().strip())
        may: Grant = self.may_combo.currentData()
        done = tr("{} may see this record now: {}.").format(county_label(county), grant_names()[may])
        self._set(county, may, done)

    def withdraw(self) -> None:
        """Take the chosen grant back."""
        for grant in self._chosen():
            done = tr("{} does not see this record any more.")
            self._set(grant.to_county, None, done.format(county_label(grant.to_county)))

    def undo(self) -> None:
        """Bring back what was before the last change; once more brings the change back."""
        if self._undo is not None:
            self._set(*self._undo, tr("Undone."))

    def _set(self, county: str, may: Grant | None, done: str) -> None:
        before = next((one.may for one in self.model.rows if one.to_county == county), None)
        place, record, workspace = self._place, self._record, self._workspace

        def changed() -> None:
            self._undo = (county, before)

        self._ask(lambda: share(place, record, county, may, workspace=workspace), done, changed)

    # the hub's answers

    @property
    def is_asking(self) -> bool:
        """Whether the hub has not answered yet."""
        return self._task is not None

    def _ask(self, work: Callable[[], Grants], done: str, changed: Callable[[], None] | None = None) -> None:
        if self._task is not None:
            return
        self._done, self._changed = ("" if changed is None else done), changed
        self.status_label.setText(tr("Looking at the hub"))
        self._task = run_in_background(
            tr("Looking at the hub"), lambda _: work(), on_done=self._answered, on_error=self._refused
        )
        self._update()

    def _answered(self, grants: Grants) -> None:
        self._task = None
        if self._changed is not None:
            self._changed()
        self.model.set_rows(grants)
        self.status_label.setText(self._done or self._state_text())
        self._update()

    def _refused(self, error: MineRestorationError) -> None:
        self._task = None
        self.status_label.setText(sentence_of(error))
        self._update()

    def _state_text(self) -> str:
        return "" if self.model.rows else tr("It is shared with no county.")

    def _chosen(self) -> list[Shared]:
        return [self.model.row(index.row()) for index in self.table.selectionModel().selectedRows()]

    def _update(self) -> None:
        idle = self._task is None
        self.share_button.setEnabled(idle and bool(self.county_editor.combo.currentText().strip()))
        self.withdraw_button.setEnabled(idle and bool(self._chosen()))
        self.undo_button.setEnabled(idle and self._undo is not None)


def county_choices(county: str) -> list[tuple[str, str]]:
    """Return code and name of the counties of the same province, those of the same city first.

    A county of a province without others, such as the sample county, gets those of the whole country.
    """
    others = [code for code in county_names() if code != county]
    near = [code for code in others if code[:2] == county[:2]] or others
    near.sort(key=lambda code: (code[:4] != county[:4], code))
    return [(code, f"{county_label(code)} {code}") for code in near]

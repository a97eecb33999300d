"""The dialog in which a county proposes other values for a record that another county shares with it."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ...domain.changes import Value
from ...domain.errors import MineRestorationError
from ...qgis_bridge.border_text import county_label
from ...qgis_bridge.error_text import sentence_of
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.tasks import BackgroundTask, run_in_background
from ...qgis_bridge.translation import tr
from ...sync.addresses import HubPlace
from ...workflows.borders import ForeignRow, proposable_columns, propose
from ..widgets.field_editors import FieldEditor, TextEditor
from ..widgets.form_choices import editor_for
from ..widgets.form_fields import is_asked

_OF_MANY_CODES = frozenset({"criteria"})
"""Columns that hold a list of codes: they are spoken of in the note."""


class ProposeDialog(QDialog):
    """The fields of a shared record; what is changed in them goes to its county as a proposal."""

    def __init__(
        self,
        place: HubPlace,
        row: ForeignRow,
        labels: Labels,
        *,
        shape: bytes | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Propose changes to {}").format(county_label(row.county)))
        self._place, self._row, self._shape = place, row, shape
        self._task: BackgroundTask[str] | None = None
        self.editors: dict[str, FieldEditor] = {}
        box = QVBoxLayout(self)
        head = QLabel(
            tr("{} belongs to {}. What you change here is proposed; {} takes it over, or declines.").format(
                row.title or tr("(none)"), county_label(row.county), county_label(row.county)
            )
        )
        head.setWordWrap(True)
        box.addWidget(head)
        box.addWidget(self._fields(labels), 1)
        self._make_rest(box)
        self.resize(460, 520)
        self._update()

    def _fields(self, labels: Labels) -> QScrollArea:
        table = labels.schema.table(self._row.table)
        body = QWidget()
        form = QFormLayout(body)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for name in proposable_columns(table):
            column = table.column(name)
            if name in _OF_MANY_CODES or not is_asked(table, column, self._row.values):
                continue
            editor = editor_for(column, labels)
            editor.set_value(self._row.values.get(name))
            editor.setAccessibleName(labels.column(table.name, name))
            editor.changed.connect(self._update)
            form.addRow(labels.column(table.name, name), editor)
            self.editors[name] = editor
        self._before = {name: editor.value() for name, editor in self.editors.items()}
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(body)
        return area

    def _make_rest(self, box: QVBoxLayout) -> None:
        self.shape_check = QCheckBox(tr("Propose the shape that is selected on the map"))
        self.shape_check.setEnabled(self._shape is not None)
        self.shape_check.setToolTip(tr("Draw it in a layer of your own, and select it alone"))
        self.shape_check.toggled.connect(lambda _: self._update())
        self.note_edit = TextEditor(placeholder=tr("Why, and how it was measured"))
        self.note_edit.setAccessibleName(tr("Note"))
        self.status_label = QLabel()
        self.status_label.setWordWrap(True)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.propose_button = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.propose_button.setText(tr("Propose"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Cancel"))
        self.buttons.accepted.connect(self.propose)
        self.buttons.rejected.connect(self.reject)
        for widget in (self.shape_check, self.note_edit, self.status_label, self.buttons):
            box.addWidget(widget)

    def values(self) -> dict[str, Value]:
        """Return what was changed, by column; a shape as WKB in ``geom``."""
        values = {
            name: editor.value()
            for name, editor in self.editors.items()
            if editor.value() != self._before[name]
        }
        return {**values, "geom": self._shape} if self.shape_check.isChecked() else values

    def propose(self) -> None:
        """Send the proposal in the background; the dialog closes when the hub has it."""
        if self._task is not None:
            return
        place, row, values = self._place, self._row, self.values()
        note = str(self.note_edit.value() or "")
        self.status_label.setText(tr("Sending the proposal"))
        self._task = run_in_background(
            tr("Sending the proposal"),
            lambda _: propose(place, row, values, note),
            on_done=self._proposed,
            on_error=self._refused,
        )
        self._update()

    @property
    def is_sending(self) -> bool:
        """Whether the hub has not answered yet."""
        return self._task is not None

    def _proposed(self, _identity: str) -> None:
        self._task = None
        self.accept()

    def _refused(self, error: MineRestorationError) -> None:
        self._task = None
        self.status_label.setText(sentence_of(error))
        self._update()

    def _update(self) -> None:
        self.propose_button.setEnabled(self._task is None and bool(self.values()))

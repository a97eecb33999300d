"""The form of one record: it asks what the record's table and type need, and gives out what was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qgis.PyQt import uic
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QWidget

from ... import paths
from ...domain.changes import Value
from ...qgis_bridge.labels import Labels
from ...store.schema import Column, Table
from .child_rows import ChildRows, LandRows, MineRows
from .criteria_list import CriteriaList
from .field_editors import CodeEditor, FieldEditor
from .form_choices import editor_for, grading_statements, indented_choices
from .form_fields import (
    COLLAPSED,
    ELEMENTS_OF_CLASS,
    SECTION_ORDER,
    WITHOUT_LAND,
    is_asked,
    problem_class,
    section_title,
)
from .form_section import FormSection
from .photo_box import PhotoBox
from .tab_order import follow_layout

CRITERIA = "criteria"


@dataclass(frozen=True, kw_only=True)
class FormContent:
    """What a form shows and gives out: the values of a row, and the rows that hang on it."""

    table: str
    values: Mapping[str, Value] = field(default_factory=dict)
    children: Mapping[str, Sequence[Mapping[str, Value]]] = field(default_factory=dict)


class RecordForm(QWidget):
    """Editors for one record at a time; ``changed`` follows every change by the person."""

    changed = pyqtSignal()
    refused = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        uic.loadUi(str(paths.form("record_form")), self)
        self._labels: Labels | None = None
        self._table: Table | None = None
        self._family = ""
        self._kept: dict[str, Value] = {}
        self._sections: dict[str, FormSection] = {}
        self._editors: dict[str, FieldEditor] = {}
        self._child_rows: dict[str, ChildRows] = {}
        self.criteria: CriteriaList | None = None
        self.photos: PhotoBox | None = None
        self._loading = False

    @property
    def table(self) -> str:
        """The table of the record on the form."""
        return self._table.name if self._table else ""

    def editor(self, column: str) -> FieldEditor:
        """Return the editor of a column."""
        return self._editors[column]

    def child_rows(self, table: str) -> ChildRows:
        """Return the rows of a child table."""
        return self._child_rows[table]

    def load(self, content: FormContent, labels: Labels, mines: Sequence[tuple[str, str]]) -> None:
        """Show a record; the form is built anew where the table is of another family or the labels
        changed."""
        self._loading = True
        table = labels.schema.table(content.table)
        if table.family != self._family or labels is not self._labels:
            self._build(table, labels)
        self._table = table
        self._kept = {k: v for k, v in content.values.items() if k not in self._editors and k != CRITERIA}
        mine_rows = self._child_rows.get("problem_mine")
        if isinstance(mine_rows, MineRows):
            mine_rows.set_mines(mines)
        for column, editor in self._editors.items():
            editor.set_value(content.values.get(column))
        if self.criteria is not None:
            self.criteria.set_value(content.values.get(CRITERIA))
        for name, rows in self._child_rows.items():
            rows.set_values(content.children.get(name, ()))
        self._ask_what_is_needed()
        for section in self._sections.values():
            section.collapse_at_start()
        self.scroll.verticalScrollBar().setValue(0)
        follow_layout(self)
        self._loading = False

    def values(self) -> dict[str, Value]:
        """Return the row's values: those that were written, and those that the form does not ask for as
        they were."""
        values = {**self._kept, **{column: editor.value() for column, editor in self._editors.items()}}
        if self.criteria is not None:
            values[CRITERIA] = self.criteria.value()
        return values

    def children(self) -> dict[str, list[dict[str, Value]]]:
        """Return the rows of each child table that the form edits."""
        return {name: rows.values() for name, rows in self._child_rows.items()}

    def blank_required(self) -> list[str]:
        """Return the columns that must be filled in and are not."""
        if self._table is None:
            return []
        values = self.values()
        return [
            column.name
            for column in self._table.data_columns
            if column.required and column.name in self._editors and values.get(column.name) in (None, "")
        ]

    def _build(self, table: Table, labels: Labels) -> None:
        self._labels, self._family = labels, table.family
        self._clear()
        for section in SECTION_ORDER:
            columns = [c for c in table.data_columns if c.section == section and not c.several]
            if columns or (table.family == "problem" and section in ("land", "criteria", "mines", "photos")):
                box = FormSection(section_title(section), collapsed=section in COLLAPSED)
                self._sections[section] = box
                self.sections.addWidget(box)
                for column in columns:
                    self._add_field(box, table, column)
        if table.family == "problem":
            self._add_problem_parts(table)
        self.sections.addStretch(1)

    def _clear(self) -> None:
        while self.sections.count():
            item = self.sections.takeAt(0)
            if item.widget() is not None:
                item.widget().hide()
                item.widget().deleteLater()
        self._sections.clear()
        self._editors.clear()
        self._child_rows.clear()
        self.criteria = None
        self.photos = None

    def _add_field(self, box: FormSection, table: Table, column: Column) -> None:
        editor = editor_for(column, self._labels)
        editor.changed.connect(self._on_changed)
        box.add_field(
            column.name, self._labels.column(table.name, column.name), editor, required=column.required
        )
        self._editors[column.name] = editor
        if table.family == "problem" and column.name == "type":
            editor.changed.connect(self._ask_what_is_needed)

    def _add_problem_parts(self, table: Table) -> None:
        labels = self._labels
        land = LandRows(indented_choices(labels, "land_use"), labels.choices("land_damage_degree"))
        mines = MineRows(())
        self.criteria = CriteriaList(grading_statements(labels))
        self.photos = PhotoBox()
        self._child_rows = {"problem_land": land, "problem_mine": mines}
        for section, widget in (
            ("land", land),
            ("mines", mines),
            ("criteria", self.criteria),
            ("photos", self.photos),
        ):
            self._sections[section].add_wide(widget)
            widget.changed.connect(self._on_changed)
        for rows in self._child_rows.values():
            rows.rowAdded.connect(lambda: follow_layout(self))
        self.photos.refused.connect(self.refused)

    def _ask_what_is_needed(self) -> None:
        values = self.values()
        for section in self._sections.values():
            section.show_fields(
                frozenset(
                    column.name
                    for column in self._labels.schema.table(self._any_table()).data_columns
                    if is_asked(self._labels.schema.table(self._any_table()), column, values)
                )
            )
        if self._family == "problem":
            kind = problem_class(str(values.get("type") or ""))
            self._sections["land"].setVisible(
                kind not in WITHOUT_LAND or bool(self._child_rows["problem_land"].values())
            )
            self.criteria.offer(ELEMENTS_OF_CLASS.get(kind, ("hazard", "aquifer", "landscape", "land")))

    def _any_table(self) -> str:
        if self._table is not None and self._table.family == self._family:
            return self._table.name
        return next(t.name for t in self._labels.schema.tables.values() if t.family == self._family)

    def _on_changed(self) -> None:
        if not self._loading:
            self.changed.emit()


def focus_first(form: RecordForm, column: str) -> None:
    """Put the cursor into a column's editor, if the form has it."""
    try:
        editor = form.editor(column)
    except KeyError:
        return
    editor.setFocus()
    if isinstance(editor, CodeEditor) and editor.combo.isEditable():
        editor.combo.lineEdit().selectAll()

"""Rows that hang on a record, one under the other: land damaged by class, and mines with their share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ...domain.changes import Value
from ...qgis_bridge.translation import tr
from .field_editors import CodeEditor, FieldEditor, NumberEditor


class ChildRow(QWidget):
    """One row: an editor for each column and a button that takes the row away."""

    changed = pyqtSignal()
    removed = pyqtSignal(object)

    def __init__(self, editors: Mapping[str, FieldEditor], stretches: Sequence[int], parent: QWidget) -> None:
        super().__init__(parent)
        self._editors = dict(editors)
        self._kept: dict[str, Value] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for (_, editor), stretch in zip(self._editors.items(), stretches, strict=True):
            row.addWidget(editor, stretch)
            editor.changed.connect(self.changed)
        button = QToolButton()
        button.setAutoRaise(True)
        button.setIcon(QgsApplication.getThemeIcon("/mActionDeleteSelected.svg"))
        button.setToolTip(tr("Take this row away"))
        button.setAccessibleName(tr("Take this row away"))
        button.clicked.connect(lambda: self.removed.emit(self))
        row.addWidget(button)

    def editor(self, column: str) -> FieldEditor:
        """Return the editor of a column."""
        return self._editors[column]

    def load(self, values: Mapping[str, Value]) -> None:
        """Show the values of a row, and keep those that have no editor (its uuid among them)."""
        self._kept = {key: value for key, value in values.items() if key not in self._editors}
        for column, editor in self._editors.items():
            editor.set_value(values.get(column))

    def values(self) -> dict[str, Value]:
        """Return the row with what the person wrote."""
        return {**self._kept, **{column: editor.value() for column, editor in self._editors.items()}}


class ChildRows(QWidget):
    """Rows with a button that adds one; a row without its first column counts as empty and is not given
    out."""

    changed = pyqtSignal()
    rowAdded = pyqtSignal()

    def __init__(
        self, key_column: str, empty_text: str, add_text: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._key_column = key_column
        self._rows: list[ChildRow] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(3)
        self._empty = QLabel(empty_text)
        self._empty.setWordWrap(True)
        self._empty.setEnabled(False)
        self._list = QVBoxLayout()
        self._list.setSpacing(3)
        self.add_button = QToolButton()
        self.add_button.setText(add_text)
        self.add_button.setIcon(QgsApplication.getThemeIcon("/symbologyAdd.svg"))
        self.add_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.add_button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.add_button.clicked.connect(self._add_by_hand)
        box.addWidget(self._empty)
        box.addLayout(self._list)
        box.addWidget(self.add_button)

    @property
    def rows(self) -> tuple[ChildRow, ...]:
        """The rows as they stand."""
        return tuple(self._rows)

    def set_values(self, rows: Sequence[Mapping[str, Value]]) -> None:
        """Show these rows in place of the earlier ones."""
        for row in list(self._rows):
            self._drop(row)
        for values in rows:
            self.add_row(values)
        self._empty.setVisible(not self._rows)

    def values(self) -> list[dict[str, Value]]:
        """Return the rows that are not empty."""
        return [row.values() for row in self._rows if row.values().get(self._key_column) not in (None, "")]

    def add_row(self, values: Mapping[str, Value] | None = None) -> ChildRow:
        """Add a row and return it."""
        row = self._make_row()
        row.load(values or {})
        row.changed.connect(self.changed)
        row.removed.connect(self._remove)
        self._rows.append(row)
        self._list.addWidget(row)
        self._empty.setVisible(False)
        self.rowAdded.emit()
        return row

    def _make_row(self) -> ChildRow:
        return ChildRow({}, (), self)

    def _add_by_hand(self) -> None:
        self.add_row().editor(self._key_column).setFocus()

    def _remove(self, row: ChildRow) -> None:
        self._drop(row)
        self._empty.setVisible(not self._rows)
        self.changed.emit()

    def _drop(self, row: ChildRow) -> None:
        self._rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()


class LandRows(ChildRows):
    """Land damaged, by class: rows of ``problem_land``."""

    def __init__(
        self,
        land_classes: Sequence[tuple[str, str]],
        degrees: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("land_use", tr("No land recorded yet; the grade needs it."), tr("Add land"), parent)
        self._land_classes = land_classes
        self._degrees = degrees

    def _make_row(self) -> ChildRow:
        area = NumberEditor(unit="hm²")
        area.edit.setPlaceholderText(tr("Area"))
        return ChildRow(
            {
                "land_use": CodeEditor(choices=self._land_classes),
                "area_hm2": area,
                "degree": CodeEditor(choices=self._degrees),
            },
            (5, 4, 3),
            self,
        )


class MineRows(ChildRows):
    """Mines that caused a problem, with their shares: rows of ``problem_mine``."""

    def __init__(self, mines: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(
            "mine_uuid",
            tr("No mine linked; without one the responsibility stays open."),
            tr("Link a mine"),
            parent,
        )
        self._mines = mines

    def set_mines(self, mines: Sequence[tuple[str, str]]) -> None:
        """Offer these mines (uuid, label) in rows added from now on."""
        self._mines = mines

    def _make_row(self) -> ChildRow:
        share = NumberEditor(unit="%")
        share.edit.setPlaceholderText(tr("Share"))
        return ChildRow({"mine_uuid": CodeEditor(choices=self._mines), "share_percent": share}, (5, 2), self)

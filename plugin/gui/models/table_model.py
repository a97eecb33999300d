"""A read-only table of frozen rows: the base of every list in the docks."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from qgis.PyQt.QtGui import QColor

Row = TypeVar("Row")
ROW_ROLE = int(Qt.ItemDataRole.UserRole)
SORT_ROLE = ROW_ROLE + 1


@dataclass(frozen=True, kw_only=True)
class ColumnSpec(Generic[Row]):
    """A column: its heading, the text of a cell, and where they differ its sort key, background and
    tooltip."""

    heading: str
    text: Callable[[Row], str]
    sort: Callable[[Row], Any] | None = None
    background: Callable[[Row], QColor | None] | None = None
    tooltip: Callable[[Row], str] | None = None
    numeric: bool = False


class TableModel(QAbstractTableModel, Generic[Row]):
    """Rows shown through column descriptions; ``ROW_ROLE`` gives the row itself.

    A cell's text and sort key are made once: sorting and filtering ask for them a dozen times.
    """

    def __init__(self, columns: Sequence[ColumnSpec[Row]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._rows: list[Row] = []
        self._texts: dict[tuple[int, int], str] = {}
        self._keys: dict[tuple[int, int], Any] = {}

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, in the order in which they were given."""
        return tuple(self._rows)

    def row(self, index: int) -> Row:
        """Return one row by its place."""
        return self._rows[index]

    def text(self, row: int, column: int) -> str:
        """Return what a cell shows."""
        cell = (row, column)
        if cell not in self._texts:
            self._texts[cell] = self._columns[column].text(self._rows[row])
        return self._texts[cell]

    def _sort_key(self, row: int, column: int) -> Any:
        cell = (row, column)
        if cell not in self._keys:
            sort = self._columns[column].sort
            self._keys[cell] = sort(self._rows[row]) if sort else natural_key(self.text(row, column))
        return self._keys[cell]

    def _forget_cells(self) -> None:
        self._texts.clear()
        self._keys.clear()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows in place of the earlier ones."""
        self.beginResetModel()
        self._rows = list(rows)
        self._forget_cells()
        self.endResetModel()

    def set_columns(self, columns: Sequence[ColumnSpec[Row]]) -> None:
        """Show the rows through other columns."""
        self.beginResetModel()
        self._columns = tuple(columns)
        self._forget_cells()
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Return the heading of a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].heading
        return None

    def data(self, index: QModelIndex, role: int = 0) -> Any:
        """Return what a cell shows, sorts by, or stands for."""
        if not index.isValid():
            return None
        if role == SORT_ROLE:
            return self._sort_key(index.row(), index.column())
        row, column = self._rows[index.row()], self._columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tooltip(row) if column.tooltip else self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole and column.numeric:
            return int(Qt.AlignmentFlag.AlignRight) | int(Qt.AlignmentFlag.AlignVCenter)
        return self._colour(column, row, role)

    def _colour(self, column: ColumnSpec[Row], row: Row, role: int) -> QColor | None:
        background = column.background(row) if column.background else None
        if background is None:
            return None
        if role == Qt.ItemDataRole.BackgroundRole:
            return background
        return QColor("black") if role == Qt.ItemDataRole.ForegroundRole else None


def natural_key(text: str) -> str:
    """Return a text by which "Zone 2" comes before "Zone 10".

    >>> natural_key("Zone 2") < natural_key("Zone 10")
    True
    """
    return re.sub(r"\d+", lambda number: number[0].zfill(12), text.casefold())

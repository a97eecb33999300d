"""A filter over a table of rows: by typed words and by a test on the row itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.PyQt.QtCore import QModelIndex, QObject, QSortFilterProxyModel, Qt

from .table_model import SORT_ROLE, TableModel


class RowFilter(QSortFilterProxyModel):
    """Lets through the rows that hold every typed word and pass the test."""

    def __init__(self, model: TableModel[Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._words: tuple[str, ...] = ()
        self._test: Callable[[Any], bool] | None = None
        self.setSourceModel(model)
        self.setSortRole(SORT_ROLE)
        self.setSortCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    def set_text(self, text: str) -> None:
        """Let through only rows that hold every word of ``text``."""
        self._words = tuple(text.casefold().split())
        self.invalidateFilter()

    def set_test(self, test: Callable[[Any], bool] | None) -> None:
        """Let through only rows that pass ``test``; None lets all through."""
        self._test = test
        self.invalidateFilter()

    def filterAcceptsRow(self, row: int, parent: QModelIndex) -> bool:
        """Return whether a row of the table is shown."""
        if self._test is not None and not self._test(self._model.row(row)):
            return False
        if not self._words:
            return True
        cells = (self._model.text(row, column) for column in range(self._model.columnCount()))
        text = " ".join(cells).casefold()
        return all(word in text for word in self._words)

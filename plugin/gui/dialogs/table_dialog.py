"""A window with one table to read: versions of a rule, differences, what an import refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ...qgis_bridge.translation import tr
from ..models.table_model import ColumnSpec, TableModel


class TableDialog(QDialog):
    """A heading, a table, and *Close*; an ``action`` is one more button, which accepts the dialog."""

    def __init__(
        self,
        title: str,
        text: str,
        columns: Sequence[ColumnSpec[Any]],
        rows: Sequence[Any],
        *,
        action: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.model: TableModel[Any] = TableModel(columns, self)
        self.model.set_rows(rows)
        label = QLabel(text)
        label.setWordWrap(True)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setAlternatingRowColors(True)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().setVisible(False)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.table.resizeColumnsToContents()
        box = QVBoxLayout(self)
        box.addWidget(label)
        box.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        self.action_button = QPushButton(action)
        self.action_button.setVisible(bool(action))
        self.action_button.clicked.connect(self.accept)
        self.close_button = QPushButton(tr("Close"))
        self.close_button.clicked.connect(self.reject)
        row.addWidget(self.action_button)
        row.addWidget(self.close_button)
        box.addLayout(row)
        self.resize(720, 360)

    def chosen(self) -> list[Any]:
        """Return the rows that are selected, or all where none is."""
        picked = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return [self.model.row(row) for row in picked] or list(self.model.rows)

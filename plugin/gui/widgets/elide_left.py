"""Cells whose end tells them apart: numbers of one county begin alike, so their beginning gives way."""

from __future__ import annotations

from qgis.PyQt.QtCore import QModelIndex, Qt
from qgis.PyQt.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem


class ElideLeft(QStyledItemDelegate):
    """Shortens texts at their beginning."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Have the style cut on the left."""
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideLeft

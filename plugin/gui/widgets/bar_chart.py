"""A plain bar chart: a title, and one labelled bar for each count or area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qgis.PyQt.QtCore import QRect, QSize, Qt
from qgis.PyQt.QtGui import QColor, QFont, QPainter, QPaintEvent
from qgis.PyQt.QtWidgets import QSizePolicy, QWidget

LABEL_SHARE = 0.42
"""The part of the width that labels may take."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar: what it stands for, how long it is, how its value is written, its colour."""

    label: str
    value: float
    text: str
    colour: QColor


@dataclass(frozen=True, kw_only=True)
class BarGroup:
    """Bars of one unit, drawn on one scale under one title."""

    title: str
    bars: tuple[Bar, ...]


class BarChart(QWidget):
    """Groups of horizontal bars under one another; each group has its own scale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: tuple[BarGroup, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_groups(self, groups: Sequence[BarGroup]) -> None:
        """Draw these groups; a group without bars is left out."""
        self._groups = tuple(group for group in groups if group.bars)
        self.setMinimumHeight(self.sizeHint().height())
        self.setAccessibleDescription(
            "\n".join(f"{g.title}: " + ", ".join(f"{b.label} {b.text}" for b in g.bars) for g in self._groups)
        )
        self.updateGeometry()
        self.update()

    @property
    def groups(self) -> tuple[BarGroup, ...]:
        """What is drawn."""
        return self._groups

    def sizeHint(self) -> QSize:
        """Return the height that all bars need."""
        rows = sum(len(group.bars) + 1 for group in self._groups)
        return QSize(260, rows * self._row_height() + 6 * len(self._groups))

    def _row_height(self) -> int:
        return self.fontMetrics().height() + 6

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the groups."""
        painter = QPainter(self)
        top = 0
        for group in self._groups:
            top = self._paint_group(painter, group, top) + 6
        painter.end()

    def _paint_group(self, painter: QPainter, group: BarGroup, top: int) -> int:
        height = self._row_height()
        bold = QFont(self.font())
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(self.palette().text().color())
        painter.drawText(QRect(0, top, self.width(), height), Qt.AlignmentFlag.AlignVCenter, group.title)
        painter.setFont(self.font())
        longest = max(bar.value for bar in group.bars) or 1.0
        label_width = self._label_width(group)
        text_width = max(self.fontMetrics().horizontalAdvance(bar.text) for bar in group.bars) + 6
        room = max(self.width() - label_width - text_width - 8, 10)
        for bar in group.bars:
            top += height
            label = self.fontMetrics().elidedText(bar.label, Qt.TextElideMode.ElideRight, label_width - 6)
            painter.drawText(QRect(0, top, label_width, height), Qt.AlignmentFlag.AlignVCenter, label)
            length = int(room * bar.value / longest)
            painter.fillRect(QRect(label_width, top + 3, max(length, 1), height - 6), bar.colour)
            painter.drawText(
                QRect(label_width + length + 4, top, text_width, height),
                Qt.AlignmentFlag.AlignVCenter,
                bar.text,
            )
        return top + height

    def _label_width(self, group: BarGroup) -> int:
        needed = max(self.fontMetrics().horizontalAdvance(bar.label) for bar in group.bars) + 10
        return min(needed, int(self.width() * LABEL_SHARE))

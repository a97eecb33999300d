"""A tick with a long text that wraps, and a coloured tag in front of it."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QMouseEvent
from qgis.PyQt.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QWidget


class WrappedCheck(QWidget):
    """A check box whose text may take several lines; a click on the text ticks it too."""

    toggled_by_hand = pyqtSignal()

    def __init__(self, text: str, tag: str, colour: QColor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.box = QCheckBox()
        self.box.setAccessibleName(text)
        self.box.clicked.connect(self.toggled_by_hand)
        self.setFocusProxy(self.box)
        label = QLabel(text)
        label.setWordWrap(True)
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label, 1)
        row.addWidget(coloured_tag(tag, colour), 0, Qt.AlignmentFlag.AlignTop)

    def is_checked(self) -> bool:
        """Return whether it is ticked."""
        return bool(self.box.isChecked())

    def set_checked(self, checked: bool) -> None:
        """Tick it or not, without a signal."""
        self.box.setChecked(checked)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tick on a click anywhere in the row."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.box.click()


def coloured_tag(text: str, colour: QColor) -> QLabel:
    """Return a small label with a coloured background and black text."""
    tag = QLabel(text)
    paint_tag(tag, text, colour)
    return tag


def paint_tag(tag: QLabel, text: str, colour: QColor) -> None:
    """Give a label a text on a coloured background."""
    tag.setText(text)
    tag.setStyleSheet(f"background: {colour.name()}; color: black; border-radius: 3px; padding: 1px 6px;")

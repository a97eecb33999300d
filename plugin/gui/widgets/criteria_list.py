"""The statements of the grading table as ticks: those that hold for a problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ...qgis_bridge.translation import tr
from .wrapped_check import WrappedCheck


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement: its code, its text, the grade it leads to, its element, and the colour of the grade."""

    code: str
    text: str
    grade: str
    element: str
    colour: QColor


class CriteriaList(QWidget):
    """Statements with ticks; ticked ones of elements that are not offered stay, so that nothing is lost."""

    changed = pyqtSignal()

    def __init__(self, statements: Sequence[Statement], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        self._checks: dict[str, WrappedCheck] = {}
        self._elements = {statement.code: statement.element for statement in statements}
        self._unknown: list[str] = []
        self._empty = QLabel(tr("The grading table has no statements for this type."))
        self._empty.setWordWrap(True)
        self._empty.setEnabled(False)
        box.addWidget(self._empty)
        for statement in statements:
            check = WrappedCheck(statement.text, statement.grade, statement.colour)
            check.toggled_by_hand.connect(self.changed)
            self._checks[statement.code] = check
            box.addWidget(check)
        line = QFrame()
        line.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        box.addWidget(line)
        box.setAlignment(Qt.AlignmentFlag.AlignTop)

    def offer(self, elements: Sequence[str]) -> None:
        """Offer the statements of these elements; ticked ones of others stay visible."""
        shown = 0
        for code, check in self._checks.items():
            visible = self._elements[code] in elements or check.is_checked()
            check.setVisible(visible)
            shown += visible
        self._empty.setVisible(shown == 0)

    def value(self) -> str | None:
        """Return the ticked codes joined by ``;``, or None."""
        codes = [code for code, check in self._checks.items() if check.is_checked()] + self._unknown
        return ";".join(codes) or None

    def set_value(self, value: object) -> None:
        """Tick the codes of a text joined by ``;``; codes without a statement are kept."""
        codes = [code for code in str(value or "").split(";") if code]
        self._unknown = [code for code in codes if code not in self._checks]
        for code, check in self._checks.items():
            check.set_checked(code in codes)

    def check(self, code: str) -> WrappedCheck:
        """Return the tick of one statement."""
        return self._checks[code]

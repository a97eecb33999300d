"""The colours of the three grades and of the two flags, dark enough for black text to be read on them."""

from __future__ import annotations

from qgis.PyQt.QtGui import QColor

GRADE_COLOURS = {"YZ": QColor("#f4a3a0"), "JYZ": QColor("#fbd08a"), "JQ": QColor("#cfe8b4")}
"""Backgrounds of the impact grades: severe, moderate, slight."""
UNDECIDED = QColor("#e2e2e2")
BAR_COLOURS = (QColor("#5b8db8"), QColor("#86a95a"), QColor("#c79a4b"), QColor("#9b7bb0"))
MINE_COLOUR = QColor("#1b6ca8")
THEIRS_COLOUR = QColor("#b8501b")
BASE_COLOUR = QColor("#8a8a8a")
CHOSEN_COLOUR = QColor("#cfe8b4")
"""Behind the value that is to hold."""
RETURNED_COLOUR = QColor("#f7c9a9")
"""Behind the state of a record that was given back."""


def grade_colour(grade: str | None) -> QColor:
    """Return the background of a grade, grey where there is none yet."""
    return GRADE_COLOURS.get(grade or "", UNDECIDED)

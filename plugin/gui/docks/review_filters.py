"""The boxes that narrow the list of a review: by county, by what a record is, by the grade of a problem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from qgis.PyQt.QtWidgets import QComboBox, QWidget

from ...qgis_bridge.labels import Labels
from ...qgis_bridge.translation import tr
from ...workflows.review import ReviewRow
from ..models.review_tables import GRADE_ORDER, type_of

ALL = "*"
LEAST_LETTERS = 6
"""How much of a type is seen in its box where the dock is narrow."""


class ReviewFilters:
    """Runs the boxes of the page; each names what is in the list, with how many records of it."""

    def __init__(self, page: QWidget, changed: Callable[[], None]) -> None:
        self._county, self._type, self._grade = page.countyCombo, page.typeCombo, page.gradeCombo
        self._county.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for combo in (self._type, self._grade):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(LEAST_LETTERS)
        for combo in self._combos:
            combo.currentIndexChanged.connect(lambda _: changed())

    @property
    def _combos(self) -> tuple[QComboBox, ...]:
        return self._county, self._type, self._grade

    def show(self, *, county: bool, problem: bool) -> None:
        """Show the boxes that there is a use for."""
        self._county.setVisible(county)
        self._type.setVisible(problem)
        self._grade.setVisible(problem)

    def fill(self, rows: Sequence[ReviewRow], labels: Labels, counties: Mapping[str, str]) -> None:
        """Offer what is in the list; what was chosen stays chosen where it is still there."""
        _fill(
            self._county,
            tr("All counties ({})").format(len(rows)),
            {county: counties.get(county, county) for county in sorted({row.county for row in rows})},
            Counter(row.county for row in rows),
        )
        kinds = {_kind(row): type_of(row, labels) for row in sorted(rows, key=_kind)}
        _fill(self._type, tr("All types"), kinds, Counter(map(_kind, rows)))
        grades = sorted({row.grade for row in rows}, key=lambda grade: GRADE_ORDER.get(grade, 3))
        names = {grade: labels.code("impact_grade", grade) or tr("Without a grade") for grade in grades}
        _fill(self._grade, tr("All grades"), names, Counter(row.grade for row in rows))

    def passing(self, rows: Sequence[ReviewRow]) -> list[ReviewRow]:
        """Return the rows that every box lets through."""
        county, kind, grade = (combo.currentData() for combo in self._combos)
        return [
            row
            for row in rows
            if county in (None, ALL, row.county)
            and kind in (None, ALL, _kind(row))
            and grade in (None, ALL, row.grade)
        ]


def _kind(row: ReviewRow) -> str:
    return row.type or row.table


def _fill(combo: QComboBox, every: str, names: Mapping[str, str], counts: Mapping[str, int]) -> None:
    chosen = combo.currentData()
    combo.blockSignals(True)
    combo.clear()
    combo.addItem(every, ALL)
    for code, name in names.items():
        combo.addItem(f"{name} ({counts[code]})", code)
    combo.setCurrentIndex(max(0, combo.findData(chosen)))
    combo.blockSignals(False)

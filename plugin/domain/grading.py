"""Grade of impact 影响程度分级 of DZ/T 0223-2011, appendix E, table E.1: one indicator decides 就高."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from .bounds import Bounds
from .errors import RuleTableError
from .provenance import Provenance, provenance
from .reasons import Reason
from .rows import Row, required

GRADES = ("YZ", "JYZ", "JQ")
"""The grades of the list ``impact_grade``, the heaviest first: 严重, 较严重, 较轻."""

_TABLE = "grading_rules"


@dataclass(frozen=True, kw_only=True)
class GradingRule(Provenance):
    """One row of table E.1: a range of one indicator, or a statement that holds or does not."""

    rule_id: str
    element: str
    grade: str
    indicator: str
    kind: str
    bounds: Bounds

    @classmethod
    def from_row(cls, row: Row) -> GradingRule:
        """Return the rule of a row; raise :class:`RuleTableError` where it cannot be read."""
        rule = cls(
            rule_id=required(row, "rule_id", _TABLE),
            element=required(row, "element", _TABLE),
            grade=required(row, "grade", _TABLE),
            indicator=required(row, "indicator", _TABLE),
            kind=required(row, "kind", _TABLE),
            bounds=Bounds.from_row(row, _TABLE),
            **provenance(row, _TABLE),
        )
        if rule.grade not in GRADES:
            raise RuleTableError(_TABLE, rule.rule_id, f"has the grade “{rule.grade}”, none of {GRADES}")
        if rule.kind not in {"range", "statement"}:
            raise RuleTableError(_TABLE, rule.rule_id, f"is a “{rule.kind}”, not a range or statement")
        return rule

    def reason(self, value: float | None) -> Reason:
        """Return why this row counts, for the recorded value (None for a statement)."""
        return self.as_reason(
            self.rule_id, topic=self.element, value=value, threshold=str(self.bounds), outcome=self.grade
        )


@dataclass(frozen=True, kw_only=True)
class GradingInput:
    """What is known of a problem.

    ``indicators`` by key: ``cropland_hm2 forest_grass_hm2 wasteland_hm2 loss_wan_yuan
    threatened_people inflow_m3_d``; ``criteria`` are the statements (list ``grading_criterion``)
    that hold; ``elements`` limits the question, empty asks all four.
    """

    indicators: Mapping[str, float] = field(default_factory=dict)
    criteria: frozenset[str] = frozenset()
    elements: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class GradeResult:
    """A grade of the list ``impact_grade`` or None, every row that matched (the heaviest first), and
    the indicators that were asked but not recorded."""

    grade: str | None
    reasons: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def deciding(self) -> tuple[Reason, ...]:
        """Return the reasons that decide: those of the grade itself."""
        return tuple(reason for reason in self.reasons if reason.outcome == self.grade)


def grade_impact(
    input: GradingInput, rules: Iterable[GradingRule], *, on: date, profile: str = "national"
) -> GradeResult:
    """Return the grade of impact with its reasons, by the rows in force on a day.

    The heaviest row that matches decides (就高原则, DZ/T 0223-2011 appendix E, note). A value that is
    not recorded, or is no number, counts as missing, never as zero.
    """
    asked = [
        rule
        for rule in rules
        if rule.holds(on=on, profile=profile) and (not input.elements or rule.element in input.elements)
    ]
    matched = [reason for rule in asked if (reason := _match(rule, input)) is not None]
    matched.sort(key=lambda reason: GRADES.index(reason.outcome))
    return GradeResult(
        grade=matched[0].outcome if matched else None, reasons=tuple(matched), missing=_missing(asked, input)
    )


def _match(rule: GradingRule, input: GradingInput) -> Reason | None:
    """Return the reason of a rule that the input meets."""
    if rule.kind == "statement":
        return rule.reason(None) if rule.rule_id in input.criteria else None
    value = input.indicators.get(rule.indicator)
    if value is None or math.isnan(value) or not rule.bounds.hold(value):
        return None
    return rule.reason(value)


def _missing(asked: Sequence[GradingRule], input: GradingInput) -> tuple[str, ...]:
    """Return the indicators of the asked rules that the input does not hold, in the table's order."""
    missing: dict[str, None] = {}
    for rule in asked:
        value = input.indicators.get(rule.indicator)
        if rule.kind == "range" and (value is None or math.isnan(value)):
            missing[rule.indicator] = None
    return tuple(missing)

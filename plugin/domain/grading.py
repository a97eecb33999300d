"""Grade of impact 影响程度分级 of DZ/T 0223-2011, appendix E, table E.1: one indicator decides 就高."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from .errors import RuleTableError
from .reasons import Reason
from .rows import Row, applies_to, day, flag, in_force, number, required, text

GRADES = ("YZ", "JYZ", "JQ")
"""The grades of the list ``impact_grade``, the heaviest first: 严重, 较严重, 较轻."""

_TABLE = "grading_rules"


@dataclass(frozen=True, kw_only=True)
class GradingRule:
    """One row of table E.1: a range of one indicator, or a statement that holds or does not."""

    rule_id: str
    element: str
    grade: str
    indicator: str
    kind: str
    lower: float | None = None
    lower_inclusive: bool = False
    upper: float | None = None
    upper_inclusive: bool = False
    unit: str = ""
    text_zh: str = ""
    text_en: str = ""
    clause: str = ""
    profile: str = "national"
    valid_from: date | None = None
    valid_to: date | None = None
    confidence: str = "verified"

    @classmethod
    def from_row(cls, row: Row) -> GradingRule:
        """Return the rule of a row; raise :class:`RuleTableError` where it cannot be read."""
        rule = cls(
            rule_id=required(row, "rule_id", _TABLE),
            element=required(row, "element", _TABLE),
            grade=required(row, "grade", _TABLE),
            indicator=required(row, "indicator", _TABLE),
            kind=required(row, "kind", _TABLE),
            lower=number(row, "lower", _TABLE),
            lower_inclusive=flag(row, "lower_inclusive"),
            upper=number(row, "upper", _TABLE),
            upper_inclusive=flag(row, "upper_inclusive"),
            unit=text(row, "unit"),
            text_zh=text(row, "text_zh"),
            text_en=text(row, "text_en"),
            clause=required(row, "clause", _TABLE),
            profile=text(row, "profile") or "national",
            valid_from=day(row, "valid_from", _TABLE),
            valid_to=day(row, "valid_to", _TABLE),
            confidence=text(row, "confidence") or "proposed",
        )
        if rule.grade not in GRADES:
            raise RuleTableError(_TABLE, rule.rule_id, f"has the grade “{rule.grade}”, none of {GRADES}")
        if rule.kind not in {"range", "statement"}:
            raise RuleTableError(_TABLE, rule.rule_id, f"is a “{rule.kind}”, not a range or statement")
        return rule

    def holds_for(self, value: float) -> bool:
        """Return whether a value, in the rule's unit, lies within the bounds."""
        return within(
            value,
            lower=self.lower,
            lower_inclusive=self.lower_inclusive,
            upper=self.upper,
            upper_inclusive=self.upper_inclusive,
        )

    def reason(self, value: float | None) -> Reason:
        """Return why this row counts, for the recorded value (None for a statement)."""
        return Reason(
            rule_id=self.rule_id,
            topic=self.element,
            statement_en=self.text_en,
            statement_zh=self.text_zh,
            value=value,
            threshold=threshold_text(
                lower=self.lower,
                lower_inclusive=self.lower_inclusive,
                upper=self.upper,
                upper_inclusive=self.upper_inclusive,
                unit=self.unit,
            ),
            outcome=self.grade,
            clause=self.clause,
            valid_from=self.valid_from.isoformat() if self.valid_from else "",
            valid_to=self.valid_to.isoformat() if self.valid_to else "",
            confidence=self.confidence,
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
        if in_force(rule.valid_from, rule.valid_to, on)
        and applies_to(rule.profile, profile)
        and (not input.elements or rule.element in input.elements)
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
    if value is None or math.isnan(value) or not rule.holds_for(value):
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


def within(
    value: float, *, lower: float | None, lower_inclusive: bool, upper: float | None, upper_inclusive: bool
) -> bool:
    """Return whether a value lies between two bounds, each open, inclusive or exclusive.

    >>> within(2.0, lower=0, lower_inclusive=False, upper=2, upper_inclusive=True)
    True
    >>> within(0.0, lower=0, lower_inclusive=False, upper=2, upper_inclusive=True)
    False
    """
    above = lower is None or value > lower or (lower_inclusive and value == lower)
    below = upper is None or value < upper or (upper_inclusive and value == upper)
    return above and below


def threshold_text(
    *, lower: float | None, lower_inclusive: bool, upper: float | None, upper_inclusive: bool, unit: str
) -> str:
    """Return bounds as a short text.

    >>> threshold_text(lower=2, lower_inclusive=False, upper=4, upper_inclusive=True, unit="hm²")
    '> 2, ≤ 4 hm²'
    """
    parts = []
    if lower is not None:
        parts.append(f"{'≥' if lower_inclusive else '>'} {lower:g}")
    if upper is not None:
        parts.append(f"{'≤' if upper_inclusive else '<'} {upper:g}")
    return f"{', '.join(parts)} {unit}".strip()

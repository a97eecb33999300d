"""Zones 分区: what kind of treatment or control zone a place is, with the reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .grading import GRADES
from .provenance import Provenance, provenance
from .reasons import Reason
from .rows import Row, required

_TABLE = "zoning_rules"


@dataclass(frozen=True, kw_only=True)
class ZoningRule(Provenance):
    """One row: the worst grade and, as ``second``, whether the place is a priority (scheme ``plan``)
    or the forecast grade (scheme ``control``)."""

    rule_id: str
    scheme: str
    grade: str
    second: str
    zone_type: str

    @classmethod
    def from_row(cls, row: Row) -> ZoningRule:
        """Return the rule of a row; raise ``RuleTableError`` where it cannot be read."""
        return cls(
            rule_id=required(row, "rule_id", _TABLE),
            scheme=required(row, "scheme", _TABLE),
            grade=required(row, "grade", _TABLE),
            second=required(row, "second", _TABLE),
            zone_type=required(row, "zone_type", _TABLE),
            **provenance(row, _TABLE),
        )

    def reason(self) -> Reason:
        """Return why the zone is of this type."""
        return self.as_reason(
            self.rule_id, topic="zoning", value=self.grade, threshold=self.second, outcome=self.zone_type
        )


@dataclass(frozen=True, kw_only=True)
class ZoneSuggestion:
    """A code of ``zone_type`` or None, the worst grade inside, the reasons, and what is missing."""

    zone_type: str | None
    worst_grade: str | None = None
    reasons: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()


def worst_grade(grades: Iterable[str | None]) -> str | None:
    """Return the heaviest of some grades; None where there is none.

    >>> worst_grade(["JQ", None, "JYZ"]), worst_grade([])
    ('JYZ', None)
    """
    known = [grade for grade in grades if grade in GRADES]
    return min(known, key=GRADES.index) if known else None


def suggest_zone(
    grades: Iterable[str | None],
    *,
    priority_63: bool,
    rules: Iterable[ZoningRule],
    on: date,
    profile: str = "national",
) -> ZoneSuggestion:
    """Return the treatment zone that the grades of the problems inside and the place suggest."""
    worst = worst_grade(grades)
    return _suggested("plan", worst, "1" if priority_63 else "0", rules, on, profile)


def control_zone(
    present: str, forecast: str, *, rules: Iterable[ZoningRule], on: date, profile: str = "national"
) -> ZoneSuggestion:
    """Return a mine's control zone from its present and its forecast grade, DZ/T 0223-2011 8.2."""
    return _suggested("control", present, forecast, rules, on, profile)


def _suggested(
    scheme: str, grade: str | None, second: str, rules: Iterable[ZoningRule], on: date, profile: str
) -> ZoneSuggestion:
    """Return the zone of the first row that matches."""
    if grade is None:
        return ZoneSuggestion(zone_type=None, missing=("grade",))
    for rule in rules:
        matches = (rule.scheme, rule.grade, rule.second) == (scheme, grade, second)
        if matches and rule.holds(on=on, profile=profile):
            return ZoneSuggestion(zone_type=rule.zone_type, worst_grade=grade, reasons=(rule.reason(),))
    return ZoneSuggestion(zone_type=None, worst_grade=grade, missing=("legal_basis",))

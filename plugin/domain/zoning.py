"""Zones 分区: what kind of treatment or control zone a place is, with the reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .grading import GRADES
from .reasons import Reason
from .rows import Row, applies_to, day, in_force, required, text

_TABLE = "zoning_rules"


@dataclass(frozen=True, kw_only=True)
class ZoningRule:
    """One row: the worst grade and, as ``second``, whether the place is a priority (scheme ``plan``)
    or the forecast grade (scheme ``control``)."""

    rule_id: str
    scheme: str
    grade: str
    second: str
    zone_type: str
    text_en: str = ""
    text_zh: str = ""
    clause: str = ""
    profile: str = "national"
    valid_from: date | None = None
    valid_to: date | None = None
    confidence: str = "verified"

    @classmethod
    def from_row(cls, row: Row) -> ZoningRule:
        """Return the rule of a row; raise ``RuleTableError`` where it cannot be read."""
        return cls(
            rule_id=required(row, "rule_id", _TABLE),
            scheme=required(row, "scheme", _TABLE),
            grade=required(row, "grade", _TABLE),
            second=required(row, "second", _TABLE),
            zone_type=required(row, "zone_type", _TABLE),
            text_en=text(row, "text_en"),
            text_zh=text(row, "text_zh"),
            clause=required(row, "clause", _TABLE),
            profile=text(row, "profile") or "national",
            valid_from=day(row, "valid_from", _TABLE),
            valid_to=day(row, "valid_to", _TABLE),
            confidence=text(row, "confidence") or "proposed",
        )

    def reason(self) -> Reason:
        """Return why the zone is of this type."""
        return Reason(
            rule_id=self.rule_id,
            topic="zoning",
            statement_en=self.text_en,
            statement_zh=self.text_zh,
            value=self.grade,
            threshold=self.second,
            outcome=self.zone_type,
            clause=self.clause,
            valid_from=self.valid_from.isoformat() if self.valid_from else "",
            valid_to=self.valid_to.isoformat() if self.valid_to else "",
            confidence=self.confidence,
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
        if matches and in_force(rule.valid_from, rule.valid_to, on) and applies_to(rule.profile, profile):
            return ZoneSuggestion(zone_type=rule.zone_type, worst_grade=grade, reasons=(rule.reason(),))
    return ZoneSuggestion(zone_type=None, worst_grade=grade, missing=("legal_basis",))

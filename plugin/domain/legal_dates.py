"""Legal grounds with the days on which they turn: cut-off dates, and what has been law since when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .reasons import Reason, Scalar
from .rows import Row, applies_to, day, in_force, required, text

_DATES = "legal_dates"
_TERMS = "terms"


@dataclass(frozen=True, kw_only=True)
class LegalDate:
    """One ground: the day on which it turns, the code of ``responsibility`` that follows, its clause."""

    key: str
    day: date
    outcome: str = ""
    topic: str = ""
    text_en: str = ""
    text_zh: str = ""
    clause: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    confidence: str = "verified"

    @classmethod
    def from_row(cls, row: Row) -> LegalDate:
        """Return the ground of a row; raise ``RuleTableError`` where it cannot be read."""
        required(row, "date", _DATES)
        turned = day(row, "date", _DATES)
        return cls(
            key=required(row, "key", _DATES),
            day=turned if turned is not None else date.min,
            outcome=text(row, "outcome"),
            topic=text(row, "topic"),
            text_en=text(row, "text_en"),
            text_zh=text(row, "text_zh"),
            clause=required(row, "clause", _DATES),
            valid_from=day(row, "valid_from", _DATES),
            valid_to=day(row, "valid_to", _DATES),
            confidence=text(row, "confidence") or "proposed",
        )

    def reason(self, value: Scalar = None) -> Reason:
        """Return this ground as a reason, for what the record holds."""
        return Reason(
            rule_id=self.key,
            topic=self.topic,
            statement_en=self.text_en,
            statement_zh=self.text_zh,
            value=value,
            threshold=self.day.isoformat(),
            outcome=self.outcome,
            clause=self.clause,
            valid_from=(self.valid_from or self.day).isoformat(),
            valid_to=self.valid_to.isoformat() if self.valid_to else "",
            confidence=self.confidence,
        )


@dataclass(frozen=True, kw_only=True)
class Term:
    """One term of the law: how long, how much, by which day of the year."""

    key: str
    value: str
    unit: str
    comparison: str
    topic: str = ""
    text_en: str = ""
    text_zh: str = ""
    clause: str = ""
    profile: str = "national"
    valid_from: date | None = None
    valid_to: date | None = None
    confidence: str = "verified"

    @classmethod
    def from_row(cls, row: Row) -> Term:
        """Return the term of a row; raise ``RuleTableError`` where it cannot be read."""
        return cls(
            key=required(row, "key", _TERMS),
            value=required(row, "value", _TERMS),
            unit=required(row, "unit", _TERMS),
            comparison=text(row, "comparison"),
            topic=text(row, "topic"),
            text_en=text(row, "text_en"),
            text_zh=text(row, "text_zh"),
            clause=required(row, "clause", _TERMS),
            profile=text(row, "profile") or "national",
            valid_from=day(row, "valid_from", _TERMS),
            valid_to=day(row, "valid_to", _TERMS),
            confidence=text(row, "confidence") or "proposed",
        )

    def reason(self) -> Reason:
        """Return this term as a reason."""
        return Reason(
            rule_id=self.key,
            topic=self.topic,
            statement_en=self.text_en,
            statement_zh=self.text_zh,
            threshold=f"{self.value} {self.unit}",
            clause=self.clause,
            valid_from=self.valid_from.isoformat() if self.valid_from else "",
            valid_to=self.valid_to.isoformat() if self.valid_to else "",
            confidence=self.confidence,
        )


def grounds_in_force(dates: Iterable[LegalDate], *, on: date) -> dict[str, LegalDate]:
    """Return the grounds that hold on a day, by key; where two hold, the later one."""
    held: dict[str, LegalDate] = {}
    for ground in sorted(dates, key=lambda each: each.valid_from or date.min):
        if in_force(ground.valid_from, ground.valid_to, on):
            held[ground.key] = ground
    return held


def terms_in_force(
    terms: Iterable[Term], *, on: date, topic: str = "", profile: str = "national"
) -> tuple[Term, ...]:
    """Return the terms that hold on a day, of one topic or of all."""
    return tuple(
        term
        for term in terms
        if in_force(term.valid_from, term.valid_to, on)
        and applies_to(term.profile, profile)
        and (not topic or term.topic == topic)
    )

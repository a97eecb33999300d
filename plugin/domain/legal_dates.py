"""Legal grounds with the days on which they turn: cut-off dates, and what has been law since when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .provenance import Provenance, provenance
from .reasons import Reason, Scalar
from .rows import Row, day, required, text

_DATES = "legal_dates"
_TERMS = "terms"


@dataclass(frozen=True, kw_only=True)
class LegalDate(Provenance):
    """One ground: the day on which it turns, the code of ``responsibility`` that follows, its clause."""

    key: str
    day: date
    outcome: str = ""
    topic: str = ""

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
            **provenance(row, _DATES),
        )

    def reason(self, value: Scalar = None) -> Reason:
        """Return this ground as a reason, for what the record holds."""
        return self.as_reason(
            self.key, topic=self.topic, value=value, threshold=self.day.isoformat(), outcome=self.outcome
        )


@dataclass(frozen=True, kw_only=True)
class Term(Provenance):
    """One term of the law: how long, how much, by which day of the year."""

    key: str
    value: str
    unit: str
    comparison: str
    topic: str = ""

    @classmethod
    def from_row(cls, row: Row) -> Term:
        """Return the term of a row; raise ``RuleTableError`` where it cannot be read."""
        return cls(
            key=required(row, "key", _TERMS),
            value=required(row, "value", _TERMS),
            unit=required(row, "unit", _TERMS),
            comparison=text(row, "comparison"),
            topic=text(row, "topic"),
            **provenance(row, _TERMS),
        )

    def reason(self) -> Reason:
        """Return this term as a reason."""
        return self.as_reason(self.key, topic=self.topic, threshold=f"{self.value} {self.unit}")


def grounds_in_force(dates: Iterable[LegalDate], *, on: date) -> dict[str, LegalDate]:
    """Return the grounds that hold on a day, by key; where two hold, the later one."""
    held: dict[str, LegalDate] = {}
    for ground in sorted(dates, key=lambda each: each.valid_from or date.min):
        if ground.holds(on=on):
            held[ground.key] = ground
    return held


def terms_in_force(
    terms: Iterable[Term], *, on: date, topic: str = "", profile: str = "national"
) -> tuple[Term, ...]:
    """Return the terms that hold on a day, of one topic or of all."""
    return tuple(
        term for term in terms if term.holds(on=on, profile=profile) and (not topic or term.topic == topic)
    )

"""What every rule says of itself: its words, its clause, whose it is, since when, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from .reasons import Reason, Scalar
from .rows import Row, applies_to, day, in_force, required, text


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """The source of a row of a rule table: ``clause`` names the article, ``profile`` the nation or a
    province.

    Both days are inclusive, and open where they are None.
    """

    text_en: str = ""
    text_zh: str = ""
    clause: str = ""
    profile: str = "national"
    valid_from: date | None = None
    valid_to: date | None = None
    confidence: str = "verified"

    def holds(self, *, on: date, profile: str = "national") -> bool:
        """Return whether the row counts on a day in a workspace of this profile."""
        return in_force(self.valid_from, self.valid_to, on) and applies_to(self.profile, profile)

    def as_reason(
        self, rule_id: str, *, topic: str, value: Scalar = None, threshold: str = "", outcome: str = ""
    ) -> Reason:
        """Return the row as a reason, with its words, clause, days and confidence."""
        return Reason(
            rule_id=rule_id,
            topic=topic,
            statement_en=self.text_en,
            statement_zh=self.text_zh,
            value=value,
            threshold=threshold,
            outcome=outcome,
            clause=self.clause,
            valid_from=self.valid_from.isoformat() if self.valid_from else "",
            valid_to=self.valid_to.isoformat() if self.valid_to else "",
            confidence=self.confidence,
        )


class ProvenanceCells(TypedDict):
    """The cells of a row that make its provenance."""

    text_en: str
    text_zh: str
    clause: str
    profile: str
    valid_from: date | None
    valid_to: date | None
    confidence: str


def provenance(row: Row, table: str) -> ProvenanceCells:
    """Return the provenance of a row; raise ``RuleTableError`` where it names no clause or a day cannot be
    read.

    A row that does not say how sure it is counts as ``proposed``.
    """
    return ProvenanceCells(
        text_en=text(row, "text_en"),
        text_zh=text(row, "text_zh"),
        clause=required(row, "clause", table),
        profile=text(row, "profile") or "national",
        valid_from=day(row, "valid_from", table),
        valid_to=day(row, "valid_to", table),
        confidence=text(row, "confidence") or "proposed",
    )

"""Default half-widths 用地半宽缺省值 of roads, tunnels and rivers of which only a line is drawn.

The road rules start at the outer edge of the road land (公路安全保护条例 art. 17). Where nobody recorded how
wide that land is, a default of its class stands in; it is a row to edit, and never a legal number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .errors import RuleTableError
from .protection import ALONG_RIVER, ANY, NATIONAL
from .rows import Row, applies_to, day, in_force, number, required, text

_TABLE = "half_widths"


@dataclass(frozen=True, kw_only=True)
class HalfWidth:
    """Half the width in metres of an object's land, or of a river along which sand bans run."""

    rule_id: str
    profile: str
    protected_class: str
    condition: str
    half_width_m: float
    measured_from: str
    clause: str = ""
    text_en: str = ""
    text_zh: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    confidence: str = "proposed"

    @classmethod
    def from_row(cls, row: Row) -> HalfWidth:
        """Return the default of a row; raise :class:`RuleTableError` where it cannot be read."""
        rule_id = required(row, "rule_id", _TABLE)
        width = number(row, "half_width_m", _TABLE)
        if width is None or width < 0:
            raise RuleTableError(_TABLE, rule_id, "needs a half-width of 0 m or more")
        return cls(
            rule_id=rule_id,
            profile=text(row, "profile") or NATIONAL,
            protected_class=required(row, "protected_class", _TABLE),
            condition=text(row, "condition") or ANY,
            half_width_m=width,
            measured_from=required(row, "measured_from", _TABLE),
            clause=required(row, "clause", _TABLE),
            text_en=text(row, "text_en"),
            text_zh=text(row, "text_zh"),
            valid_from=day(row, "valid_from", _TABLE),
            valid_to=day(row, "valid_to", _TABLE),
            confidence=text(row, "confidence") or "proposed",
        )


def default_half_width_m(
    rows: Iterable[HalfWidth],
    protected_class: str,
    condition: str = "none",
    *,
    on: date,
    profile: str = NATIONAL,
    along_river: bool = False,
) -> float | None:
    """Return the default half-width in metres of an object, or None where the table has none.

    A row that names the condition goes before one for any, a province's before the national one.
    ``along_river`` asks for the half-width of a river's course instead of an object's land.

    >>> default_half_width_m([], "X1A", on=date(2026, 1, 1)) is None
    True
    """
    found = [
        row
        for row in rows
        if row.protected_class == protected_class
        and row.condition in {ANY, condition}
        and (row.measured_from == ALONG_RIVER) == along_river
        and in_force(row.valid_from, row.valid_to, on)
        and applies_to(row.profile, profile)
    ]
    best = max(
        found,
        key=lambda row: (row.condition != ANY, row.profile != NATIONAL, row.valid_from or date.min),
        default=None,
    )
    return None if best is None else best.half_width_m

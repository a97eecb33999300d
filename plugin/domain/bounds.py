"""A range of one indicator, with each bound open, inclusive or exclusive."""

from __future__ import annotations

from dataclasses import dataclass

from .rows import Row, flag, number


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """A lower and an upper bound in ``unit``; None is open.

    >>> Bounds(lower=0, upper=2, upper_inclusive=True).hold(2.0), Bounds(lower=0, upper=2).hold(0.0)
    (True, False)
    """

    lower: float | None = None
    lower_inclusive: bool = False
    upper: float | None = None
    upper_inclusive: bool = False
    unit: str = ""

    def hold(self, value: float) -> bool:
        """Return whether a value, in the unit, lies within the bounds."""
        above = self.lower is None or value > self.lower or (self.lower_inclusive and value == self.lower)
        below = self.upper is None or value < self.upper or (self.upper_inclusive and value == self.upper)
        return above and below

    def __str__(self) -> str:
        """Return the bounds as a short text.

        >>> str(Bounds(lower=2, upper=4, upper_inclusive=True, unit="hm²"))
        '> 2, ≤ 4 hm²'
        """
        parts = []
        if self.lower is not None:
            parts.append(f"{'≥' if self.lower_inclusive else '>'} {self.lower:g}")
        if self.upper is not None:
            parts.append(f"{'≤' if self.upper_inclusive else '<'} {self.upper:g}")
        return f"{', '.join(parts)} {self.unit}".strip()

    @classmethod
    def from_row(cls, row: Row, table: str) -> Bounds:
        """Return the bounds of a row; raise ``RuleTableError`` where one is no number."""
        return cls(
            lower=number(row, "lower", table),
            lower_inclusive=flag(row, "lower_inclusive"),
            upper=number(row, "upper", table),
            upper_inclusive=flag(row, "upper_inclusive"),
            unit=str(row.get("unit") or "").strip(),
        )

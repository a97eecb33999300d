"""Priority score 治理优先度: points by part, each explained; the weights are rows to edit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from .errors import RuleTableError
from .provenance import Provenance, provenance
from .reasons import Reason
from .rows import Row, number, required, text

_TABLE = "priority_weights"


@dataclass(frozen=True, kw_only=True)
class PriorityWeight(Provenance):
    """The most points of one part, and the value from which on it gets them."""

    key: str
    weight: float
    full_at: float
    unit: str = ""

    @classmethod
    def from_row(cls, row: Row) -> PriorityWeight:
        """Return the weight of a row; raise :class:`RuleTableError` where it cannot be read."""
        key = required(row, "key", _TABLE)
        weight, full_at = number(row, "weight", _TABLE), number(row, "full_at", _TABLE)
        if weight is None or weight < 0 or full_at is None or full_at <= 0:
            raise RuleTableError(_TABLE, key, "needs a weight of 0 or more and a full_at above 0")
        return cls(
            key=key,
            weight=weight,
            full_at=full_at,
            unit=text(row, "unit"),
            **provenance(row, _TABLE),
        )


@dataclass(frozen=True, kw_only=True)
class ScorePart:
    """The points of one part, of how many at most, and why."""

    key: str
    points: float
    most: float
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class PriorityScore:
    """The points in all, by part."""

    total: float
    parts: tuple[ScorePart, ...] = ()


def priority_score(
    values: Mapping[str, float],
    *,
    grade: str | None,
    priority_63: bool,
    weights: Iterable[PriorityWeight],
    on: date,
    profile: str = "national",
) -> PriorityScore:
    """Return the score of a problem or zone with its parts.

    ``values`` by key in the unit of the weights' rows: ``threatened_people loss_wan_yuan
    damaged_area_hm2``; what is not there gives no points. Points grow evenly up to ``full_at``.
    """
    known = {**values, "priority_63": 1.0 if priority_63 else 0.0}
    if grade is not None:
        known[f"grade_{grade}"] = 1.0
    parts = tuple(
        _part(weight, known[weight.key])
        for weight in weights
        if known.get(weight.key, 0.0) > 0 and weight.holds(on=on, profile=profile)
    )
    return PriorityScore(total=sum(part.points for part in parts), parts=parts)


def _part(weight: PriorityWeight, value: float) -> ScorePart:
    """Return the points that a value earns."""
    points = weight.weight * min(value / weight.full_at, 1.0)
    reason = Reason(
        rule_id=weight.key,
        topic="priority",
        statement_en=weight.text_en,
        statement_zh=weight.text_zh,
        value=value,
        threshold=f"{weight.full_at:g} {weight.unit}".strip(),
        outcome=f"{points:g}",
        clause=weight.clause,
        valid_from=weight.valid_from.isoformat() if weight.valid_from else "",
        valid_to=weight.valid_to.isoformat() if weight.valid_to else "",
        confidence=weight.confidence,
    )
    return ScorePart(key=weight.key, points=points, most=weight.weight, reason=reason)

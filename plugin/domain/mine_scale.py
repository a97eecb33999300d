"""Scale of a mine 矿山规模 from its designed output, 国土资发〔2004〕208号."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .errors import RuleTableError
from .provenance import Provenance, provenance
from .reasons import Reason
from .rows import Row, listed, number, required, text

_TABLE = "mine_scale_rules"
_BOTH_METHODS = "LD"
_SINGLE_METHODS = frozenset({"LT", "DX"})


@dataclass(frozen=True, kw_only=True)
class MineScaleRule(Provenance):
    """The lower limits of large and medium mines of some minerals, in the rule's own ``unit`` a year."""

    rule_id: str
    minerals: frozenset[str]
    mining_method: str
    large_min: float
    medium_min: float
    small_pit_max: float | None = None
    unit: str = ""

    @classmethod
    def from_row(cls, row: Row) -> MineScaleRule:
        """Return the rule of a row; raise :class:`RuleTableError` where it cannot be read."""
        rule_id = required(row, "rule_id", _TABLE)
        large, medium = number(row, "large_min", _TABLE), number(row, "medium_min", _TABLE)
        if large is None or medium is None or not 0 < medium <= large:
            raise RuleTableError(_TABLE, rule_id, "needs 0 < medium_min ≤ large_min")
        return cls(
            rule_id=rule_id,
            minerals=listed(row, "mineral"),
            mining_method=text(row, "mining_method") or "any",
            large_min=large,
            medium_min=medium,
            small_pit_max=number(row, "small_pit_max", _TABLE),
            unit=required(row, "unit", _TABLE),
            **provenance(row, _TABLE),
        )

    def scale(self, designed_output: float) -> str:
        """Return the code of ``mine_scale`` for an output in the rule's unit."""
        if designed_output >= self.large_min:
            return "D"
        if designed_output >= self.medium_min:
            return "Z"
        if self.small_pit_max is not None and designed_output <= self.small_pit_max:
            return "XK"
        return "X"

    def reason(self, designed_output: float) -> Reason:
        """Return why the scale is what it is."""
        return self.as_reason(
            self.rule_id,
            topic="mine_scale",
            value=designed_output,
            threshold=f"≥ {self.large_min:g} / ≥ {self.medium_min:g} {self.unit}",
            outcome=self.scale(designed_output),
        )


@dataclass(frozen=True, kw_only=True)
class MineScaleResult:
    """A code of ``mine_scale`` or None, the reasons, the unit that was taken, and what is missing."""

    scale: str | None
    reasons: tuple[Reason, ...] = ()
    unit: str = ""
    missing: tuple[str, ...] = ()


def mine_scale(
    designed_output: float | None,
    *,
    mineral: str | None,
    mining_method: str | None,
    rules: Iterable[MineScaleRule],
    on: date,
    profile: str = "national",
) -> MineScaleResult:
    """Return the scale of a mine; the output is taken in the unit of the mineral's row (``unit``).

    A mine worked both ways has no row of its own: its scale is given where both rows agree.
    """
    missing = tuple(
        name
        for name, value in (("designed_output", designed_output), ("mineral", mineral))
        if value is None or value == ""
    )
    if missing or designed_output is None:
        return MineScaleResult(scale=None, missing=missing)
    found = [
        rule
        for rule in rules
        if mineral in rule.minerals
        and rule.holds(on=on, profile=profile)
        and rule.mining_method in _methods(mining_method)
    ]
    scales = {rule.scale(designed_output) for rule in found}
    reasons = tuple(rule.reason(designed_output) for rule in found)
    unit = found[0].unit if found else ""
    if len(scales) == 1:
        return MineScaleResult(scale=scales.pop(), reasons=reasons, unit=unit)
    return MineScaleResult(
        scale=None, reasons=reasons, unit=unit, missing=("mining_method",) if scales else ("scale_rule",)
    )


def _methods(mining_method: str | None) -> frozenset[str]:
    """Return the methods whose rows count: the mine's own, both for a mine worked both ways or unknown."""
    if mining_method in _SINGLE_METHODS:
        return frozenset({"any", mining_method})
    if mining_method == _BOTH_METHODS or not mining_method:
        return _SINGLE_METHODS | {"any"}
    return frozenset({"any"})

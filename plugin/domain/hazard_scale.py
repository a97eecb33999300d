"""Scale of a geological hazard 地质灾害规模: by its size, the disaster it was, or the threat it is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from .bounds import Bounds
from .provenance import Provenance, provenance
from .reasons import Reason
from .rows import Row, required, text

SCALES = ("TD", "D", "Z", "X")
"""The codes of ``hazard_scale``, the largest first: 特大型, 大型, 中型, 小型."""

_TABLE = "hazard_scale_rules"
_M3_PER_WAN_M3 = 10_000.0
_HM2_PER_KM2 = 100.0


@dataclass(frozen=True, kw_only=True)
class HazardScaleRule(Provenance):
    """One band of one indicator; ``scheme`` is ``size``, ``disaster`` 灾情 or ``threat`` 险情."""

    rule_id: str
    scheme: str
    problem_type: str
    indicator: str
    scale: str
    bounds: Bounds

    @classmethod
    def from_row(cls, row: Row) -> HazardScaleRule:
        """Return the rule of a row; raise ``RuleTableError`` where it cannot be read."""
        return cls(
            rule_id=required(row, "rule_id", _TABLE),
            scheme=required(row, "scheme", _TABLE),
            problem_type=text(row, "problem_type") or "any",
            indicator=required(row, "indicator", _TABLE),
            scale=required(row, "scale", _TABLE),
            bounds=Bounds.from_row(row, _TABLE),
            **provenance(row, _TABLE),
        )

    def reason(self, value: float) -> Reason:
        """Return why the scale is this one."""
        return self.as_reason(
            self.rule_id, topic=self.scheme, value=value, threshold=str(self.bounds), outcome=self.scale
        )


@dataclass(frozen=True, kw_only=True)
class HazardScaleResult:
    """A code of ``hazard_scale`` or None, with the reasons, the largest first, and what is missing."""

    scale: str | None
    reasons: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()


def hazard_size(
    problem_type: str,
    *,
    rules: Iterable[HazardScaleRule],
    on: date,
    volume_m3: float | None = None,
    area_hm2: float | None = None,
) -> HazardScaleResult:
    """Return the scale of a hazard by its volume in m³ or its area in hm², as its type asks.

    A type without a row (an open-pit scar) has no scale and misses nothing.
    """
    measures: dict[str, float] = {}
    if volume_m3 is not None:
        measures["volume_wan_m3"] = measures["deposit_wan_m3"] = volume_m3 / _M3_PER_WAN_M3
    if area_hm2 is not None:
        measures["area_km2"] = area_hm2 / _HM2_PER_KM2
    return hazard_scale("size", measures, problem_type=problem_type, rules=rules, on=on)


def hazard_scale(
    scheme: str,
    indicators: Mapping[str, float],
    *,
    rules: Iterable[HazardScaleRule],
    on: date,
    problem_type: str = "any",
    profile: str = "national",
) -> HazardScaleResult:
    """Return the scale of a hazard in one scheme; the largest band that matches decides.

    ``disaster`` asks ``deaths`` and ``loss_wan_yuan`` (地质灾害防治条例 art. 4), ``threat`` asks
    ``people_to_move`` and ``potential_loss_wan_yuan``.
    """
    asked = [
        rule
        for rule in rules
        if rule.scheme == scheme
        and rule.problem_type in {"any", problem_type}
        and rule.holds(on=on, profile=profile)
    ]
    known = {key: value for key, value in indicators.items() if not math.isnan(value)}
    matched = [rule for rule in asked if rule.indicator in known and rule.bounds.hold(known[rule.indicator])]
    matched.sort(key=lambda rule: SCALES.index(rule.scale))
    missing = tuple(dict.fromkeys(rule.indicator for rule in asked if rule.indicator not in known))
    return HazardScaleResult(
        scale=matched[0].scale if matched else None,
        reasons=tuple(rule.reason(known[rule.indicator]) for rule in matched),
        missing=missing,
    )

"""Scale of a geological hazard 地质灾害规模: by its size, the disaster it was, or the threat it is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from .grading import threshold_text, within
from .reasons import Reason
from .rows import Row, applies_to, day, flag, in_force, number, required, text

SCALES = ("TD", "D", "Z", "X")
"""The codes of ``hazard_scale``, the largest first: 特大型, 大型, 中型, 小型."""

_TABLE = "hazard_scale_rules"
_M3_PER_WAN_M3 = 10_000.0
_HM2_PER_KM2 = 100.0


@dataclass(frozen=True, kw_only=True)
class HazardScaleRule:
    """One band of one indicator; ``scheme`` is ``size``, ``disaster`` 灾情 or ``threat`` 险情."""

    rule_id: str
    scheme: str
    problem_type: str
    indicator: str
    scale: str
    lower: float | None = None
    lower_inclusive: bool = False
    upper: float | None = None
    upper_inclusive: bool = False
    unit: str = ""
    text_en: str = ""
    text_zh: str = ""
    clause: str = ""
    profile: str = "national"
    valid_from: date | None = None
    valid_to: date | None = None
    confidence: str = "verified"

    @classmethod
    def from_row(cls, row: Row) -> HazardScaleRule:
        """Return the rule of a row; raise ``RuleTableError`` where it cannot be read."""
        return cls(
            rule_id=required(row, "rule_id", _TABLE),
            scheme=required(row, "scheme", _TABLE),
            problem_type=text(row, "problem_type") or "any",
            indicator=required(row, "indicator", _TABLE),
            scale=required(row, "scale", _TABLE),
            lower=number(row, "lower", _TABLE),
            lower_inclusive=flag(row, "lower_inclusive"),
            upper=number(row, "upper", _TABLE),
            upper_inclusive=flag(row, "upper_inclusive"),
            unit=text(row, "unit"),
            text_en=text(row, "text_en"),
            text_zh=text(row, "text_zh"),
            clause=required(row, "clause", _TABLE),
            profile=text(row, "profile") or "national",
            valid_from=day(row, "valid_from", _TABLE),
            valid_to=day(row, "valid_to", _TABLE),
            confidence=text(row, "confidence") or "proposed",
        )

    def holds_for(self, value: float) -> bool:
        """Return whether a value, in the rule's unit, lies in this band."""
        return within(
            value,
            lower=self.lower,
            lower_inclusive=self.lower_inclusive,
            upper=self.upper,
            upper_inclusive=self.upper_inclusive,
        )

    def reason(self, value: float) -> Reason:
        """Return why the scale is this one."""
        return Reason(
            rule_id=self.rule_id,
            topic=self.scheme,
            statement_en=self.text_en,
            statement_zh=self.text_zh,
            value=value,
            threshold=threshold_text(
                lower=self.lower,
                lower_inclusive=self.lower_inclusive,
                upper=self.upper,
                upper_inclusive=self.upper_inclusive,
                unit=self.unit,
            ),
            outcome=self.scale,
            clause=self.clause,
            valid_from=self.valid_from.isoformat() if self.valid_from else "",
            valid_to=self.valid_to.isoformat() if self.valid_to else "",
            confidence=self.confidence,
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
        and in_force(rule.valid_from, rule.valid_to, on)
        and applies_to(rule.profile, profile)
    ]
    known = {key: value for key, value in indicators.items() if not math.isnan(value)}
    matched = [rule for rule in asked if rule.indicator in known and rule.holds_for(known[rule.indicator])]
    matched.sort(key=lambda rule: SCALES.index(rule.scale))
    missing = tuple(dict.fromkeys(rule.indicator for rule in asked if rule.indicator not in known))
    return HazardScaleResult(
        scale=matched[0].scale if matched else None,
        reasons=tuple(rule.reason(known[rule.indicator]) for rule in matched),
        missing=missing,
    )

"""Distance rules around protected objects 三区两线: which rules hold for an object and an activity.

A rule is object × condition × activity × new or existing right × direction × distance. It leads to one of
two separate things: *priority* for treatment (国土资发〔2016〕63号) or *restriction* of mining by law.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from .codes import CodeLists
from .errors import RuleTableError
from .reasons import Reason
from .rows import Row, applies_to, day, in_force, listed, number, required, text

ANY = "any"
NO_CONDITION = "none"
NATIONAL = "national"
ALONG_RIVER = "along_river"
TUNNEL = "tunnel"

ADDS_HALF_WIDTH = frozenset(
    {"road_land_edge", "ditch_edge", "object", "tunnel", "embankment_toe", "bank_line"}
)
"""Measures that start at the outer edge of the object's land: a centre line's half-width comes on top."""

_TABLE = "distance_rules"
_BINDING = frozenset({"ban", "consult_approve", "consent", "as_designated", "viewshed"})


@dataclass(frozen=True, kw_only=True)
class DistanceRule:
    """One distance rule; ``conditions`` and ``activities`` hold ``any`` where the rule does not ask.

    ``replaces`` are ids of national rules that do not count in the rule's own profile.
    """

    rule_id: str
    profile: str
    replaces: frozenset[str] = frozenset()
    protected_class: str
    conditions: frozenset[str]
    activities: frozenset[str]
    right_age: str
    direction: str
    distance_m: float
    measured_from: str
    kind: str
    purpose: str
    legal_basis: str
    text_en: str = ""
    text_zh: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    confidence: str = "verified"

    @classmethod
    def from_row(cls, row: Row) -> DistanceRule:
        """Return the rule of a row; raise :class:`RuleTableError` where it cannot be read.

        The cells ``condition`` and ``activity`` join several codes with ``;``.
        """
        rule_id = required(row, "rule_id", _TABLE)
        distance = number(row, "distance_m", _TABLE)
        if distance is None or distance < 0:
            raise RuleTableError(_TABLE, rule_id, "needs a distance of 0 m or more")
        return cls(
            rule_id=rule_id,
            profile=text(row, "profile") or NATIONAL,
            replaces=listed(row, "replaces"),
            protected_class=required(row, "protected_class", _TABLE),
            conditions=listed(row, "condition") or frozenset({ANY}),
            activities=listed(row, "activity") or frozenset({ANY}),
            right_age=text(row, "right_age") or ANY,
            direction=text(row, "direction") or "around",
            distance_m=distance,
            measured_from=required(row, "measured_from", _TABLE),
            kind=required(row, "kind", _TABLE),
            purpose=required(row, "purpose", _TABLE),
            legal_basis=required(row, "legal_basis", _TABLE),
            text_en=text(row, "text_en"),
            text_zh=text(row, "text_zh"),
            valid_from=day(row, "valid_from", _TABLE),
            valid_to=day(row, "valid_to", _TABLE),
            confidence=text(row, "confidence") or "proposed",
        )

    def reason(self, distance_m: float | None = None) -> Reason:
        """Return this rule as a reason, for the measured distance in metres."""
        return Reason(
            rule_id=self.rule_id,
            topic=self.purpose,
            statement_en=self.text_en,
            statement_zh=self.text_zh,
            value=distance_m,
            threshold=f"≤ {self.distance_m:g} m",
            outcome=self.kind,
            clause=self.legal_basis,
            valid_from=self.valid_from.isoformat() if self.valid_from else "",
            valid_to=self.valid_to.isoformat() if self.valid_to else "",
            confidence=self.confidence,
        )


class HitFlags(NamedTuple):
    """What a hit means: a priority for treatment, a legal restriction of mining; either, both or neither."""

    priority_63: bool
    legal_restriction: bool


def rules_in_force(
    rules: Iterable[DistanceRule], *, on: date, profile: str = NATIONAL
) -> tuple[DistanceRule, ...]:
    """Return the rules of a profile that hold on a day: the national ones and, on top, the province's.

    A national rule that a rule of the province in force replaces is left out.
    """
    held = [
        rule
        for rule in rules
        if in_force(rule.valid_from, rule.valid_to, on) and applies_to(rule.profile, profile)
    ]
    replaced = {rule_id for rule in held if rule.profile != NATIONAL for rule_id in rule.replaces}
    return tuple(rule for rule in held if rule.profile != NATIONAL or rule.rule_id not in replaced)


def matching_rules(
    rules: Iterable[DistanceRule],
    *,
    protected_class: str,
    condition: str | None = None,
    activity: str | Iterable[str] = ANY,
    right_age: str = ANY,
    on: date,
    profile: str = NATIONAL,
) -> tuple[DistanceRule, ...]:
    """Return the rules that hold around an object for an activity, the widest distance first.

    ``activity`` is one code or several; ``any`` (not known) matches every rule, as does ``any`` for
    ``right_age``. ``condition`` None is ``none``: only rules that ask for no condition, or name ``none``.
    """
    activities = frozenset({activity} if isinstance(activity, str) else activity) or frozenset({ANY})
    stated = condition or NO_CONDITION
    found = [
        rule
        for rule in rules_in_force(rules, on=on, profile=profile)
        if rule.protected_class == protected_class
        and not rule.conditions.isdisjoint({ANY, stated})
        and (ANY in activities or ANY in rule.activities or not rule.activities.isdisjoint(activities))
        and (ANY in {rule.right_age, right_age} or rule.right_age == right_age)
    ]
    return tuple(sorted(found, key=lambda rule: (-rule.distance_m, rule.rule_id)))


def hit_flags(rules: Iterable[DistanceRule], *, visible: bool | None = None) -> HitFlags:
    """Return the two flags of a record that lies within the distance of these rules.

    ``visible`` says whether it is seen from the object, None where that is not computed: the radius of a
    visible range then counts for the priority, as a first approximation, but never as a legal restriction.
    """
    priority = restriction = False
    for rule in rules:
        if rule.kind == "viewshed" and visible is False:
            continue
        if rule.purpose == "priority":
            priority = True
        elif rule.purpose == "restriction" and rule.kind in _BINDING:
            restriction = restriction or rule.kind != "viewshed" or visible is True
    return HitFlags(priority, restriction)


def buffer_distance_m(rule: DistanceRule, *, half_width_m: float | None = None) -> float:
    """Return how far the rule reaches from the drawn geometry, in metres.

    Where the law measures from the outer edge of the object's land and the object is drawn as a centre
    line, its half-width comes on top (公路安全保护条例 art. 17: 100 m from the edge of the road land).
    """
    if rule.measured_from in ADDS_HALF_WIDTH and half_width_m is not None and half_width_m > 0:
        return rule.distance_m + half_width_m
    return rule.distance_m


def activity_for(
    codes: CodeLists,
    *,
    activity: str | None = None,
    problem_type: str | None = None,
    mining_method: str | None = None,
    mineral: str | None = None,
) -> frozenset[str]:
    """Return the activities that a record stands for, by the lists' columns ``default_activity``.

    A recorded activity decides; else the mine's method and its mineral, where that is taken as stone, sand
    or clay at the surface; else the type of the problem. ``{"any"}`` where nothing is known.
    """
    if activity:
        return frozenset({activity})
    method = _default_activities(codes, "mining_method", mining_method)
    found = method
    if method != frozenset({"underground"}):
        found = method | _default_activities(codes, "mineral", mineral)
    return found or _default_activities(codes, "problem_type", problem_type) or frozenset({ANY})


def _default_activities(codes: CodeLists, list_name: str, code: str | None) -> frozenset[str]:
    """Return the default activities of a code, else of the nearest code above it that has some."""
    if code is None:
        return frozenset()
    for each in codes.ancestry(list_name, code):
        found = listed(each.extra, "default_activity")
        if found:
            return found
    return frozenset()

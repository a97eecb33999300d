"""From which objects people look, and how far: groups of one class and one radius."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from ..domain.protection import ANY, DistanceRule, matching_rules
from ..geometry.arrays import IntArray
from .protection_inputs import ProtectedObjects, input_hash

VIEWSHED = "viewshed"


@dataclass(frozen=True, kw_only=True)
class SightGroup:
    """Objects (indices) of one protected class from which people look as far as ``radius_m`` metres."""

    protected_class: str
    radius_m: float
    members: IntArray


def sight_groups(
    objects: ProtectedObjects,
    rules: Sequence[DistanceRule],
    *,
    on: dt.date,
    profile: str,
    radius_m: float | None = None,
    classes: Collection[str] | None = None,
    blind: Collection[str] = (),
) -> list[SightGroup]:
    """Return the groups, by class and radius.

    An object counts that has a rule of kind ``viewshed`` in force, whatever the activity, and is in no
    ``blind`` condition such as a tunnel. Its radius is the widest of those rules, or ``radius_m``.
    """
    widest: dict[tuple[str, str], float | None] = {}
    members: dict[tuple[str, float], list[int]] = defaultdict(list)
    for index, kind in enumerate(zip(objects.classes, objects.conditions, strict=True)):
        protected_class, condition = kind
        if condition in blind or (classes is not None and protected_class not in classes):
            continue
        if kind not in widest:
            widest[kind] = _widest(rules, kind, on=on, profile=profile)
        distance = widest[kind]
        if distance is not None:
            members[protected_class, distance if radius_m is None else radius_m].append(index)
    return [
        SightGroup(protected_class=key[0], radius_m=key[1], members=np.array(members[key], dtype=np.intp))
        for key in sorted(members)
    ]


def zone_hash(objects: ProtectedObjects, protected_class: str) -> str:
    """Return the digest of the objects that a class's visible range rests on."""
    own = sorted(
        (uuid, objects.conditions[i], i)
        for i, uuid in enumerate(objects.uuids)
        if objects.classes[i] == protected_class
    )
    return input_hash([objects.geometries[i] for _, _, i in own], [(uuid, state) for uuid, state, _ in own])


def _widest(
    rules: Sequence[DistanceRule], kind: tuple[str, str], *, on: dt.date, profile: str
) -> float | None:
    found = matching_rules(
        rules,
        protected_class=kind[0],
        condition=kind[1],
        activity=ANY,
        right_age=ANY,
        on=on,
        profile=profile,
    )
    return max((rule.distance_m for rule in found if rule.kind == VIEWSHED), default=None)

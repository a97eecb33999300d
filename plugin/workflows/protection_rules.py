"""Which distance rules hold for which protected object, and how far they reach."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np

from ..domain.protection import ANY, DistanceRule, buffer_distance_m, matching_rules
from ..geometry.arrays import FloatArray
from .protection_hits import RuleBook
from .protection_inputs import ProtectedObjects, Targets
from .special_shapes import is_special

RIGHT_AGE = "existing"
"""Recorded problems and rights exist already; a proposed new right is asked about in the access check."""

ObjectRules = Mapping[int, Sequence[DistanceRule]]


def rule_book(
    objects: ProtectedObjects,
    targets: Targets,
    rules: Sequence[DistanceRule],
    *,
    profile: str,
    on: dt.date,
) -> RuleBook:
    """Return the rules that hold between each kind of object and each set of activities that occur."""
    activities = sorted(set(targets.activities), key=sorted)
    return {
        (*kind, stated): matching_rules(
            rules,
            protected_class=kind[0],
            condition=kind[1],
            activity=stated,
            right_age=RIGHT_AGE,
            on=on,
            profile=profile,
        )
        for kind, stated in product(_kinds(objects), activities)
    }


def rules_per_object(
    objects: ProtectedObjects, rules: Sequence[DistanceRule], *, profile: str, on: dt.date
) -> ObjectRules:
    """Return, for each object's index, every rule that holds for it whatever the activity."""
    by_kind = {
        kind: matching_rules(
            rules,
            protected_class=kind[0],
            condition=kind[1],
            activity=ANY,
            right_age=ANY,
            on=on,
            profile=profile,
        )
        for kind in _kinds(objects)
    }
    return {
        index: by_kind[kind]
        for index, kind in enumerate(zip(objects.classes, objects.conditions, strict=True))
    }


def reach_m(objects: ProtectedObjects, rules: ObjectRules) -> FloatArray:
    """Return, for each object, how far its widest rule reaches all around its drawn geometry, in metres."""
    return np.array(
        [
            max(
                (
                    buffer_distance_m(r, half_width_m=float(objects.half_width_m[i]))
                    for r in rules[i]
                    if not is_special(r)
                ),
                default=0.0,
            )
            for i in range(len(objects))
        ]
    )


def _kinds(objects: ProtectedObjects) -> list[tuple[str, str]]:
    return sorted(set(zip(objects.classes, objects.conditions, strict=True)))

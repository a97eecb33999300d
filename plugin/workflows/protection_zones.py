"""The zone polygons around protected objects, one for each class, distance and legal basis."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from ..domain.progress import Progress, check
from ..domain.protection import DistanceRule, buffer_distance_m
from ..geometry.areas import valid_area_hm2
from ..geometry.arrays import FloatArray, GeometryArray, IntArray
from ..geometry.repair import as_multi
from ..store.records import Record, new_uuid
from .protection_drawing import Drawing, drawn
from .protection_inputs import ProtectedObjects
from .special_shapes import SpecialShapes, is_special

ZONE_TOLERANCE = 0.001
"""Relative tolerance of a zone's outline; stated in every zone, and never on the short side beyond it."""


@dataclass(frozen=True, kw_only=True)
class ZoneGroup:
    """One zone to draw: the rules that share class, condition, distance and kind, and the objects they hold
    for."""

    rules: tuple[DistanceRule, ...]
    members: tuple[int, ...]


def zone_groups(objects: ProtectedObjects, rules: Mapping[int, Sequence[DistanceRule]]) -> list[ZoneGroup]:
    """Return the zones to draw, given the rules that hold for each object's index.

    Rules that differ in their activity alone share one polygon.
    """
    members: dict[tuple[object, ...], list[int]] = defaultdict(list)
    named: dict[tuple[object, ...], dict[str, DistanceRule]] = defaultdict(dict)
    for index, object_rules in rules.items():
        for key, rule in {_zone_key(objects.classes[index], r): r for r in reversed(object_rules)}.items():
            members[key].append(index)
            named[key][rule.rule_id] = rule
    return [ZoneGroup(rules=tuple(named[key].values()), members=tuple(members[key])) for key in members]


def draw_zones(
    objects: ProtectedObjects,
    groups: Sequence[ZoneGroup],
    *,
    profile: str,
    stamp: str,
    digests: Mapping[str, str],
    shapes: SpecialShapes,
    progress: Progress,
) -> list[Record]:
    """Return a ``protection_zone`` record (MultiPolygon, EPSG:4490) for each group; distances in metres.

    ``digests`` has the hash of each class's inputs, ``shapes`` the zones that are no distance all around.

    Progress runs by the tiles of each group. Raises :class:`~plugin.domain.progress.CancelledError`.
    """
    classes = [objects.classes[group.members[0]] for group in groups]
    outlines = _outlines(objects, groups, shapes, progress)
    drawn = np.flatnonzero(~shapely.is_missing(outlines) & ~shapely.is_empty(outlines))
    alike, place = _distinct(outlines[drawn])
    areas = valid_area_hm2(alike)[place]
    return [
        _zone(classes[i], groups[i].rules[0], outlines[i], float(area), profile, stamp, digests[classes[i]])
        for i, area in zip(drawn, areas, strict=True)
    ]


def _distinct(outlines: GeometryArray) -> tuple[GeometryArray, IntArray]:
    """Return each geometry once, and where each one stands in that array."""
    numbers = {id(outline): i for i, outline in enumerate(outlines)}
    kept = sorted(numbers.values())
    return outlines[kept], np.searchsorted(kept, [numbers[id(outline)] for outline in outlines])


def _outlines(
    objects: ProtectedObjects, groups: Sequence[ZoneGroup], shapes: SpecialShapes, progress: Progress
) -> GeometryArray:
    """Return the outline of each group, None where it has none."""
    special = np.array([is_special(group.rules[0]) for group in groups], dtype=bool)
    result = np.full(len(groups), None, dtype=object)
    for i in np.flatnonzero(special):
        check(progress)
        found = [shapes.of(member, rule) for member in groups[i].members for rule in groups[i].rules]
        whole = shapely.union_all([shape for shape in found if shape is not None])
        result[i] = as_multi(whole, "MULTIPOLYGON")
    drawings = []
    for i in np.flatnonzero(~special):
        members = np.array(groups[i].members, dtype=np.intp)
        reach = reach_m(groups[i].rules[0], objects.half_width_m[members])
        drawings.append(Drawing(members=members, reach_m=reach))
    result[~special] = drawn(objects.geometries, drawings, tolerance=ZONE_TOLERANCE, progress=progress)
    return result


def reach_m(rule: DistanceRule, half_width_m: FloatArray) -> FloatArray:
    """Return how far a rule reaches from the drawn geometry of objects of these half-widths, in metres."""
    return np.array([buffer_distance_m(rule, half_width_m=float(width)) for width in half_width_m])


def _zone_key(object_class: str, rule: DistanceRule) -> tuple[object, ...]:
    return (
        object_class,
        rule.conditions,
        rule.distance_m,
        rule.direction,
        rule.measured_from,
        rule.kind,
        rule.purpose,
    )


def _zone(
    object_class: str,
    rule: DistanceRule,
    geometry: object,
    area: float,
    profile: str,
    stamp: str,
    digest: str,
) -> Record:
    return Record(
        table="protection_zone",
        uuid=new_uuid(),
        geometry=geometry,
        values={
            "name": rule.text_zh,
            "class": object_class,
            "rule_id": rule.rule_id,
            "kind": rule.kind,
            "purpose": rule.purpose,
            "distance_m": rule.distance_m,
            "area_hm2": round(area, 4),
            "legal_basis": rule.legal_basis,
            "profile": profile,
            "tolerance": ZONE_TOLERANCE,
            "input_hash": digest,
            "computed_at": stamp,
        },
    )

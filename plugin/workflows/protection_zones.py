"""The zone polygons around protected objects, one for each class, distance and legal basis."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from ..domain.progress import Progress, check
from ..domain.protection import DistanceRule, buffer_distance_m
from ..geometry.areas import area_hm2
from ..geometry.arrays import FloatArray, GeometryArray, geometry_array
from ..geometry.buffers import metric_buffer
from ..geometry.repair import as_multi
from ..store.records import Record, new_uuid
from .progress_parts import Part
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
    zones = []
    begin = _begins(objects, groups)
    for done, group in enumerate(groups):
        check(progress)
        rule = group.rules[0]
        part = Part(progress, float(begin[done]), float(begin[done + 1]))
        part.report(0.0, rule.rule_id)
        protected_class = objects.classes[group.members[0]]
        for geometry in _outlines(objects, group, shapes, part):
            if geometry is not None and not geometry.is_empty:
                zones.append(_zone(protected_class, rule, geometry, profile, stamp, digests[protected_class]))
    areas = area_hm2(geometry_array(z.geometry for z in zones))
    return [_with_area(zone, float(area)) for zone, area in zip(zones, areas, strict=True)]


def _begins(objects: ProtectedObjects, groups: Sequence[ZoneGroup]) -> FloatArray:
    """Return at what share of the work each group begins, and the end: by the positions of its objects."""
    positions = shapely.get_num_coordinates(objects.geometries)
    work = [int(positions[list(group.members)].sum()) + 1 for group in groups]
    return np.concatenate([[0.0], np.cumsum(work) / max(sum(work), 1)])


def _outlines(
    objects: ProtectedObjects, group: ZoneGroup, shapes: SpecialShapes, progress: Progress
) -> GeometryArray:
    indices = np.array(group.members, dtype=np.intp)
    if is_special(group.rules[0]):
        found = [shapes.of(i, rule) for i in group.members for rule in group.rules]
        whole = shapely.union_all([shape for shape in found if shape is not None])
        return geometry_array([as_multi(whole, "MULTIPOLYGON")])
    return metric_buffer(
        objects.geometries[indices],
        reach_m(group.rules[0], objects.half_width_m[indices]),
        tolerance=ZONE_TOLERANCE,
        dissolve=True,
        progress=progress.report,
        cancelled=progress.cancelled,
    ).geometries


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
    object_class: str, rule: DistanceRule, geometry: object, profile: str, stamp: str, digest: str
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
            "legal_basis": rule.legal_basis,
            "profile": profile,
            "tolerance": ZONE_TOLERANCE,
            "input_hash": digest,
            "computed_at": stamp,
        },
    )


def _with_area(zone: Record, area: float) -> Record:
    return Record(
        table=zone.table,
        uuid=zone.uuid,
        geometry=zone.geometry,
        values={**zone.values, "area_hm2": round(area, 4)},
    )

"""Which record lies within which protected object's distance, how far, and how much of it overlaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from ..domain.progress import Progress, check
from ..domain.protection import ADDS_HALF_WIDTH, DistanceRule, buffer_distance_m, hit_flags
from ..geometry.areas import overlap, relation
from ..geometry.arrays import FloatArray, geometry_array
from ..geometry.buffers import metric_buffer
from ..geometry.distances import within_distance
from ..store.records import Record, new_uuid
from .protection_inputs import ProtectedObjects, Targets
from .sightings import Sight, Sights
from .visibility_groups import VIEWSHED

RuleBook = Mapping[tuple[str, str, frozenset[str]], Sequence[DistanceRule]]
"""The rules that hold for (protected class, condition, activities)."""


@dataclass(frozen=True, kw_only=True)
class _Pair:
    target: int
    source: int
    distance_m: float
    rules: tuple[DistanceRule, ...]
    sight: Sight | None
    visible: bool | None


def find_hits(
    objects: ProtectedObjects,
    targets: Targets,
    book: RuleBook,
    *,
    reach_m: FloatArray,
    sights: Sights,
    profile: str,
    stamp: str,
    progress: Progress,
) -> list[Record]:
    """Return one ``protection_hit`` record for each record and object whose rule reaches it.

    ``reach_m`` is, for each object, the largest distance of any rule in metres, half-width included.
    ``sights`` are what an earlier visible range found; where it says nothing, being seen stays unknown.
    Distances count from the edge of the object's land: a road's half-width is taken off. Raises
    :class:`~plugin.domain.progress.CancelledError`.
    """
    if not len(objects) or not len(targets):
        return []
    progress.report(0.0, "distances")
    target_index, source_index, centre_m = within_distance(targets.geometries, objects.geometries, reach_m)
    pairs = []
    for target, source, distance in zip(target_index, source_index, centre_m, strict=True):
        sight = sights.of(targets.uuids[target], objects.uuids[source])
        pair = _pair(objects, targets, book, int(target), int(source), float(distance), sight)
        if pair is not None:
            pairs.append(pair)
    check(progress)
    progress.report(0.5, "overlaps")
    overlaps, shares = _overlaps(objects, targets, pairs)
    check(progress)
    relations = relation(
        targets.geometries[np.array([p.target for p in pairs], dtype=np.intp)],
        objects.geometries[np.array([p.source for p in pairs], dtype=np.intp)],
    )
    return [
        _hit(objects, targets, pair, float(area), float(share), str(where), profile, stamp)
        for pair, area, share, where in zip(pairs, overlaps, shares, relations, strict=True)
    ]


def _pair(
    objects: ProtectedObjects,
    targets: Targets,
    book: RuleBook,
    target: int,
    source: int,
    centre_m: float,
    sight: Sight | None,
) -> _Pair | None:
    """Return the pair with the rules that reach it, the deciding one first, or None."""
    half_width = float(objects.half_width_m[source])
    key = (objects.classes[source], objects.conditions[source], targets.activities[target])
    rules = [r for r in book[key] if centre_m <= buffer_distance_m(r, half_width_m=half_width)]
    if not rules:
        return None
    asked_m = max((r.distance_m for r in rules if r.kind == VIEWSHED), default=0.0)
    visible = None if sight is None else sight.answers(asked_m)
    rules.sort(key=lambda rule: _weight(rule, visible))
    edge = half_width if rules[0].measured_from in ADDS_HALF_WIDTH else 0.0
    return _Pair(
        target=target,
        source=source,
        distance_m=max(centre_m - edge, 0.0),
        rules=tuple(rules),
        sight=sight,
        visible=visible,
    )


def _weight(rule: DistanceRule, visible: bool | None) -> tuple[bool, bool, float]:
    """Sort key: a legal restriction decides before a priority, a longer distance before a shorter one."""
    priority, restriction = hit_flags((rule,), visible=visible)
    return (not restriction, not priority, -rule.distance_m)


def _overlaps(
    objects: ProtectedObjects, targets: Targets, pairs: Sequence[_Pair]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the overlap with the deciding rule's zone in hm² and as a share, 0 for points and lines."""
    areas = np.zeros(len(pairs))
    shares = np.zeros(len(pairs))
    indices = [
        i for i, pair in enumerate(pairs) if shapely.get_dimensions(targets.geometries[pair.target]) == 2
    ]
    if not indices:
        return areas, shares
    sources = np.array([pairs[i].source for i in indices], dtype=np.intp)
    radii = np.array(
        [
            buffer_distance_m(pairs[i].rules[0], half_width_m=float(objects.half_width_m[s]))
            for i, s in zip(indices, sources, strict=True)
        ]
    )
    keys, inverse = np.unique(np.column_stack([sources, radii]), axis=0, return_inverse=True)
    zones = metric_buffer(objects.geometries[keys[:, 0].astype(np.intp)], keys[:, 1]).geometries
    covered = geometry_array(targets.geometries[pairs[i].target] for i in indices)
    found_areas, found_shares = overlap(covered, zones[np.ravel(inverse)])
    areas[indices] = found_areas
    shares[indices] = found_shares
    return areas, shares


def _hit(
    objects: ProtectedObjects,
    targets: Targets,
    pair: _Pair,
    area_hm2: float,
    share: float,
    where: str,
    profile: str,
    stamp: str,
) -> Record:
    rule = pair.rules[0]
    priority, restriction = hit_flags(pair.rules, visible=pair.visible)
    return Record(
        table="protection_hit",
        uuid=new_uuid(),
        geometry=None,
        values={
            "target_table": targets.tables[pair.target],
            "target_uuid": targets.uuids[pair.target],
            "target_name": targets.names[pair.target],
            "class": objects.classes[pair.source],
            "object_uuid": objects.uuids[pair.source],
            "object_name": objects.names[pair.source],
            "rule_id": rule.rule_id,
            "kind": rule.kind,
            "rule_distance_m": rule.distance_m,
            "distance_m": round(pair.distance_m, 2),
            "overlap_hm2": round(area_hm2, 4),
            "overlap_share": round(share, 4),
            "relation": where,
            "visible": None if pair.visible is None else int(pair.visible),
            "seen_share": None if pair.visible is None or pair.sight is None else pair.sight.share,
            "seen_from": pair.sight.stretches or None if pair.sight else None,
            "priority_63": int(priority),
            "legal_restriction": int(restriction),
            "legal_basis": rule.legal_basis,
            "profile": profile,
            "computed_at": stamp,
        },
    )

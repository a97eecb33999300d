"""Which record lies within which protected object's distance, how far, and how much of it overlaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from ..domain.progress import Progress, check
from ..domain.protection import ADDS_HALF_WIDTH, DistanceRule, buffer_distance_m, hit_flags
from ..geometry.areas import overlap, relation
from ..geometry.arrays import FloatArray, GeometryArray, IntArray, geometry_array, whole_numbers
from ..geometry.buffers import metric_buffer
from ..geometry.distances import distance_questions, gap_between
from ..geometry.parallel import slices
from ..store.records import Record, new_uuid
from .protection_inputs import ProtectedObjects, Targets
from .sightings import Sight, Sights
from .special_shapes import SpecialShapes, is_special, targets_in
from .visibility_groups import VIEWSHED

AT_ONCE = 2000
"""Candidates that are measured, cut and written up between two looks at the wish to stop."""

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
    shapes: SpecialShapes,
    sights: Sights,
    profile: str,
    stamp: str,
    progress: Progress,
) -> list[Record]:
    """Return one ``protection_hit`` record for each record and object whose rule reaches it.

    ``reach_m`` is, for each object, the largest distance of any rule in metres, half-width included;
    ``shapes`` are those of the rules along rivers and at tunnels, which reach what they touch.
    ``sights`` are what an earlier visible range found; where it says nothing, being seen stays unknown.
    Distances count from the edge of the object's land: a road's half-width is taken off. Raises
    :class:`~plugin.domain.progress.CancelledError`.
    """
    if not len(objects) or not len(targets):
        return []
    progress.report(0.0, "distances")
    near = _candidates(objects, targets, reach_m, shapes, progress)
    order = np.lexsort((near.target, near.source))
    found: list[tuple[int, int, Record]] = []
    for part in slices(len(order), AT_ONCE):
        check(progress)
        progress.report(0.3 + 0.7 * part.start / len(order), "overlaps")
        pairs = _pairs(objects, targets, book, near, order[part], sights)
        records = _records(objects, targets, pairs, shapes, profile, stamp, progress)
        found.extend((pair.target, pair.source, hit) for pair, hit in zip(pairs, records, strict=True))
    check(progress)
    found.sort(key=lambda known: known[:2])
    return [hit for _, _, hit in found]


@dataclass(frozen=True, kw_only=True)
class _Near:
    """Pairs of record and object that some rule may reach: their distance in metres.

    ``special`` has, for pairs, the rules whose shape along a river or at a tunnel the record meets.
    """

    target: IntArray
    source: IntArray
    distance_m: FloatArray
    special: Mapping[tuple[int, int], frozenset[str]]


def _candidates(
    objects: ProtectedObjects,
    targets: Targets,
    reach_m: FloatArray,
    shapes: SpecialShapes,
    progress: Progress,
) -> _Near:
    """Return every pair within the objects' reach, and those that meet a special shape, in no order."""
    asked = distance_questions(targets.geometries, around=objects.geometries)
    known = asked.read(objects.geometries, cancelled=progress.cancelled)
    target, source, metres = asked.within(known, reach_m, cancelled=progress.cancelled)
    special: dict[tuple[int, int], set[str]] = defaultdict(set)
    for inside, river, rule_id in targets_in(shapes, targets.geometries):
        special[inside, river].add(rule_id)
    check(progress)
    meeting = np.array(sorted(special), dtype=np.intp).reshape(-1, 2)
    wide = len(objects)
    far = meeting[~np.isin(meeting[:, 0] * wide + meeting[:, 1], target * wide + source)]
    gaps = gap_between(targets.geometries[far[:, 0]], objects.geometries[far[:, 1]])
    return _Near(
        target=np.concatenate([target, far[:, 0]]),
        source=np.concatenate([source, far[:, 1]]),
        distance_m=np.concatenate([metres, gaps]),
        special={pair: frozenset(rules) for pair, rules in special.items()},
    )


def _pairs(
    objects: ProtectedObjects,
    targets: Targets,
    book: RuleBook,
    near: _Near,
    chosen: IntArray,
    sights: Sights,
) -> list[_Pair]:
    """Return those of the chosen candidates that a rule reaches."""
    pairs = []
    for target, source, metres in zip(
        whole_numbers(near.target[chosen]),
        whole_numbers(near.source[chosen]),
        near.distance_m[chosen].tolist(),
        strict=True,
    ):
        special = near.special.get((target, source), frozenset())
        sight = sights.of(targets.uuids[target], objects.uuids[source])
        pair = _pair(objects, targets, book, target, source, metres, special, sight)
        if pair is not None:
            pairs.append(pair)
    return pairs


def _records(
    objects: ProtectedObjects,
    targets: Targets,
    pairs: Sequence[_Pair],
    shapes: SpecialShapes,
    profile: str,
    stamp: str,
    progress: Progress,
) -> list[Record]:
    """Return the record of each pair."""
    overlaps, shares = _overlaps(objects, targets, pairs, shapes, progress)
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
    special: frozenset[str],
    sight: Sight | None,
) -> _Pair | None:
    """Return the pair with the rules that reach it, the deciding one first, or None."""
    half_width = float(objects.half_width_m[source])
    key = (objects.classes[source], objects.conditions[source], targets.activities[target])
    rules = [
        r
        for r in book[key]
        if (
            r.rule_id in special
            if is_special(r)
            else centre_m <= buffer_distance_m(r, half_width_m=half_width)
        )
    ]
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
    objects: ProtectedObjects,
    targets: Targets,
    pairs: Sequence[_Pair],
    shapes: SpecialShapes,
    progress: Progress,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the overlap with the deciding rule's zone in hm² and as a share, 0 for points and lines."""
    areas = np.zeros(len(pairs))
    shares = np.zeros(len(pairs))
    indices = [
        i for i, pair in enumerate(pairs) if shapely.get_dimensions(targets.geometries[pair.target]) == 2
    ]
    if not indices:
        return areas, shares
    zones = rule_zones(objects, [(pairs[i].source, pairs[i].rules[0]) for i in indices], shapes, progress)
    covered = geometry_array(targets.geometries[pairs[i].target] for i in indices)
    areas[indices], shares[indices] = overlap(covered, zones)
    return areas, shares


def rule_zones(
    objects: ProtectedObjects,
    wanted: Sequence[tuple[int, DistanceRule]],
    shapes: SpecialShapes,
    progress: Progress | None = None,
) -> GeometryArray:
    """Return the zone (EPSG:4490) of a rule around an object, for each (object's index, rule).

    Raises :class:`~plugin.domain.progress.CancelledError`.
    """
    zones = geometry_array(shapes.of(i, rule) if is_special(rule) else None for i, rule in wanted)
    plain = [place for place, (_, rule) in enumerate(wanted) if not is_special(rule)]
    if plain:
        sources = np.array([wanted[i][0] for i in plain], dtype=np.intp)
        radii = np.array(
            [
                buffer_distance_m(wanted[i][1], half_width_m=float(objects.half_width_m[s]))
                for i, s in zip(plain, sources, strict=True)
            ]
        )
        keys, inverse = np.unique(np.column_stack([sources, radii]), axis=0, return_inverse=True)
        asked = progress.cancelled if progress is not None else None
        members = objects.geometries[keys[:, 0].astype(np.intp)]
        drawn = metric_buffer(members, keys[:, 1], cancelled=asked).geometries
        zones[plain] = drawn[np.ravel(inverse)]
    return zones


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

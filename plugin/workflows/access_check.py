"""Access check of a mining right 矿业权准入核查: against reserves and every other legal restriction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely

from ..domain.access import RANK, FirstEstablished, RightAge, conclusion, first_established, weightiest
from ..domain.errors import MineRestorationError
from ..domain.progress import Progress, Silent, check
from ..domain.protection import (
    ADDS_HALF_WIDTH,
    ALONG_RIVER,
    DistanceRule,
    activity_for,
    buffer_distance_m,
    matching_rules,
)
from ..geometry.areas import area_hm2, overlap
from ..geometry.arrays import geometry_array
from ..geometry.distances import within_distance
from ..geometry.river_reaches import SEARCH_M
from ..store.records import Record, read_records
from ..store.rules import read_code_lists, read_distance_rules
from ..store.workspace import Workspace
from .cover import Cover, beyond_hm2, missing_cover, read_cover
from .half_width_warnings import half_width_warnings
from .protection_hits import rule_zones
from .protection_inputs import PROTECTED_TABLES, ProtectedObjects, read_protected_objects
from .protection_rules import reach_m
from .special_shapes import SpecialShapes, is_special, special_shapes, targets_in

CONSIDERED = frozenset({"restriction", "information"})
"""Purposes that an access check looks at; a priority for treatment restricts no right."""


ALL_BUT = 0.999
"""The share of a right from which on all of it counts as beyond the county line."""

LEAST_BEYOND_HM2 = 1.0
"""Less than this beyond the county line is how two sources draw one border."""

BEYOND = "{:.1f} hm² of the right lie beyond the county line: import the protected objects that lie there."


class NoOutlineError(MineRestorationError):
    """A right without a polygon to check."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"The right “{name}” has no outline: draw it, or give the corner points in their order."
        )


class RightElsewhereError(MineRestorationError):
    """A right beyond the county of the workspace, of whose surroundings nothing is known."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"The right “{name}” lies beyond the county of this workspace and all objects that it knows: "
            "check the coordinates, or open the workspace of that county."
        )


@dataclass(frozen=True, kw_only=True)
class MiningRight:
    """The right to check: outline (polygon, EPSG:4490), what will be done there, and since when it stands.

    ``activities`` are codes of the list ``activity``; ``established_on`` is None for a new right.
    """

    name: str
    outline: shapely.Geometry
    activities: frozenset[str]
    right_age: RightAge
    established_on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class AccessFinding:
    """One rule around one object that reaches the right; areas in hm² on the ellipsoid, distances in m.

    ``overlap_share`` is the part of the right within the rule's reach, ``object_overlap_hm2`` its overlap
    with the object itself; ``condition`` is the functional zone of a reserve, ``zone`` the rule's reach
    (polygon, EPSG:4490).
    """

    object_uuid: str
    object_name: str
    protected_class: str
    condition: str
    rule: DistanceRule
    distance_m: float
    overlap_hm2: float
    overlap_share: float
    object_overlap_hm2: float
    object_established_on: dt.date | None
    first: FirstEstablished
    conclusion: str
    zone: shapely.Geometry | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class AccessOpinion:
    """The answer: the weightiest conclusion, every finding with its basis, and what could not be judged."""

    right: MiningRight
    area_hm2: float
    conclusion: str
    findings: tuple[AccessFinding, ...]
    warnings: tuple[str, ...]
    profile: str
    on: dt.date


def check_access(
    workspace: Workspace,
    right: MiningRight,
    *,
    profile: str | None = None,
    on: dt.date | None = None,
    progress: Progress | None = None,
) -> AccessOpinion:
    """Return what the restrictions in force ``on`` that day (default: today) mean for a mining right.

    Every rule of ``profile`` that fits the right's activities and age is held against every protected
    object of the workspace, wherever it lies. Nothing is written. Raises NoOutlineError for a right without
    an area, RightElsewhereError for one of whose surroundings nothing is known, CancelledError.

    Source: 国土资发〔2016〕63号 二(二)1; the clause of each restriction stands in its rule.
    """
    progress = progress or Silent()
    on, profile = on or dt.date.today(), profile or workspace.profile
    if right.outline is None or right.outline.is_empty or shapely.get_dimensions(right.outline) != 2:
        raise NoOutlineError(right.name)
    restrictions = _read(workspace, profile=profile, on=on)
    check(progress)
    findings, warnings = _hold_against(restrictions, right, profile=profile, on=on, progress=progress)
    progress.report(1.0)
    return AccessOpinion(
        right=right,
        area_hm2=round(_area_hm2(right), 4),
        conclusion=weightiest(f.conclusion for f in findings),
        findings=findings,
        warnings=warnings,
        profile=profile,
        on=on,
    )


@dataclass(frozen=True, kw_only=True)
class _Restrictions:
    """What a workspace knows of restrictions; ``designated``: since when each object is protected."""

    objects: ProtectedObjects
    rules: Sequence[DistanceRule]
    designated: Mapping[str, dt.date | None]
    cover: Cover


def _read(workspace: Workspace, *, profile: str, on: dt.date) -> _Restrictions:
    with workspace.connect() as connection:
        return _Restrictions(
            objects=read_protected_objects(connection, profile=profile, on=on),
            rules=read_distance_rules(connection),
            designated={
                r.uuid: _day(r) for table in PROTECTED_TABLES for r in read_records(connection, table)
            },
            cover=read_cover(connection),
        )


def _hold_against(
    restrictions: _Restrictions, right: MiningRight, *, profile: str, on: dt.date, progress: Progress
) -> tuple[tuple[AccessFinding, ...], tuple[str, ...]]:
    """Return the findings, the weightiest first, and what could not be judged."""
    objects = restrictions.objects
    held = _held(objects, _rules_by_kind(objects, restrictions.rules, right, profile=profile, on=on))
    near = dict(_near(objects, right, held))
    beyond = beyond_hm2(restrictions.cover, right.outline)
    if not near and beyond > ALL_BUT * _area_hm2(right):
        raise RightElsewhereError(right.name)
    around = {i: held[i] for i in near}
    shapes = special_shapes(objects, around, progress=progress)
    pairs = _reaching(objects, right, near, held, shapes)
    check(progress)
    progress.report(0.5, "overlaps")
    findings = sorted(_findings(objects, right, pairs, shapes, restrictions.designated), key=_weight)
    warnings = [*_warnings(objects, right, restrictions.cover, held, around), *shapes.warnings]
    if beyond >= LEAST_BEYOND_HM2:
        warnings.insert(0, BEYOND.format(beyond))
    return tuple(findings), tuple(warnings)


def _area_hm2(right: MiningRight) -> float:
    return float(area_hm2(geometry_array([right.outline]))[0])


def _weight(finding: AccessFinding) -> tuple[int, float, str]:
    """Sort key: the weightiest conclusion first, then the nearest object."""
    return RANK.index(finding.conclusion), finding.distance_m, finding.rule.rule_id


def right_of_mine_area(workspace: Workspace, uuid: str, *, right_age: RightAge = "existing") -> MiningRight:
    """Return the right of a licensed area of the workspace, its activities by its mine's method and mineral.

    Raises KeyError where there is no such licensed area.
    """
    with workspace.connect() as connection:
        areas = read_records(connection, "mine_area", uuids=[uuid])
        if not areas:
            raise KeyError(uuid)
        mines = read_records(connection, "mine", uuids=[str(areas[0].values.get("mine_uuid") or "")])
        codes = read_code_lists(connection)
    mine = mines[0].values if mines else {}
    name = str(mine.get("name") or areas[0].values.get("licence_number") or uuid)
    if areas[0].geometry is None:
        raise NoOutlineError(name)
    established = areas[0].values.get("established_on")
    return MiningRight(
        name=name,
        outline=areas[0].geometry,
        activities=activity_for(
            codes,
            mining_method=str(mine.get("method") or "") or None,
            mineral=str(mine.get("mineral") or "") or None,
        ),
        right_age=right_age,
        established_on=dt.date.fromisoformat(str(established)[:10]) if established else None,
    )


def _rules_by_kind(
    objects: ProtectedObjects,
    rules: Sequence[DistanceRule],
    right: MiningRight,
    *,
    profile: str,
    on: dt.date,
) -> dict[tuple[str, str], tuple[DistanceRule, ...]]:
    return {
        kind: tuple(
            rule
            for rule in matching_rules(
                rules,
                protected_class=kind[0],
                condition=kind[1],
                activity=right.activities,
                right_age=right.right_age,
                on=on,
                profile=profile,
            )
            if rule.purpose in CONSIDERED
        )
        for kind in set(zip(objects.classes, objects.conditions, strict=True))
    }


def _held(
    objects: ProtectedObjects, book: dict[tuple[str, str], tuple[DistanceRule, ...]]
) -> dict[int, tuple[DistanceRule, ...]]:
    kinds = zip(objects.classes, objects.conditions, strict=True)
    return {i: book[kind] for i, kind in enumerate(kinds)}


def _reaching(
    objects: ProtectedObjects,
    right: MiningRight,
    near: Mapping[int, float],
    held: Mapping[int, Sequence[DistanceRule]],
    shapes: SpecialShapes,
) -> list[tuple[int, DistanceRule, float]]:
    """Return (object index, rule, distance from the drawn geometry in m) for every rule that reaches the
    right."""
    met = {(i, rule_id) for _, i, rule_id in targets_in(shapes, geometry_array([right.outline]))}
    return [
        (i, rule, metres)
        for i, metres in near.items()
        for rule in held[i]
        if (
            (i, rule.rule_id) in met
            if is_special(rule)
            else metres <= buffer_distance_m(rule, half_width_m=float(objects.half_width_m[i]))
        )
    ]


def _near(
    objects: ProtectedObjects, right: MiningRight, held: Mapping[int, Sequence[DistanceRule]]
) -> list[tuple[int, float]]:
    """Return the objects whose widest rule may reach the right, and how far each is from it in metres.

    Along a river a rule reaches no further than its distance and the river's half-width.
    """
    widest_river = float(objects.river_half_width_m.max(initial=0.0)) + SEARCH_M
    reach = np.array(
        [
            max(
                (
                    buffer_distance_m(r, half_width_m=float(objects.half_width_m[i]))
                    + (2 * widest_river if r.measured_from == ALONG_RIVER else 0.0)
                    for r in held[i]
                ),
                default=-1.0,
            )
            for i in range(len(objects))
        ]
    )
    asked = np.flatnonzero(reach >= 0)
    _, found, distance = within_distance(
        geometry_array([right.outline]), objects.geometries[asked], reach[asked]
    )
    return [(int(asked[i]), float(m)) for i, m in zip(found, distance, strict=True)]


def _findings(
    objects: ProtectedObjects,
    right: MiningRight,
    pairs: Sequence[tuple[int, DistanceRule, float]],
    shapes: SpecialShapes,
    designated: Mapping[str, dt.date | None],
) -> list[AccessFinding]:
    if not pairs:
        return []
    index = np.array([i for i, _, _ in pairs], dtype=np.intp)
    half_widths = objects.half_width_m[index]
    outline = geometry_array([right.outline] * len(pairs))
    zones = rule_zones(objects, [(i, rule) for i, rule, _ in pairs], shapes)
    within, share = overlap(outline, zones)
    itself, _ = overlap(outline, objects.geometries[index])
    findings = []
    for place, (i, rule, metres) in enumerate(pairs):
        object_on = designated.get(objects.uuids[i])
        first = first_established(right.established_on, object_on)
        edge = float(half_widths[place]) if rule.measured_from in ADDS_HALF_WIDTH else 0.0
        findings.append(
            AccessFinding(
                object_uuid=objects.uuids[i],
                object_name=objects.names[i],
                protected_class=objects.classes[i],
                condition=objects.conditions[i],
                rule=rule,
                distance_m=round(max(metres - edge, 0.0), 2),
                overlap_hm2=round(float(within[place]), 4),
                overlap_share=round(float(share[place]), 4),
                object_overlap_hm2=round(float(itself[place]), 4),
                object_established_on=object_on,
                first=first,
                conclusion=conclusion(rule.kind, right_age=right.right_age, first=first),
                zone=zones[place],
            )
        )
    return findings


def _warnings(
    objects: ProtectedObjects,
    right: MiningRight,
    cover: Cover,
    held: Mapping[int, Sequence[DistanceRule]],
    around: Mapping[int, Sequence[DistanceRule]],
) -> Iterator[str]:
    """Yield what could not be judged: objects without a width near the right, and ground beyond the county
    line of which nothing is known."""
    if not len(objects):
        yield "The workspace holds no protected object: import reserves, roads, railways and rivers first."
    yield from half_width_warnings(objects, around)
    for missing in missing_cover(cover, objects, reach_m(objects, held), around=right.outline):
        yield missing.sentence()


def _day(record: Record) -> dt.date | None:
    value = str(record.values.get("designated_on") or "")[:10]
    return dt.date.fromisoformat(value) if value else None

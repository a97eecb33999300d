"""Three zones, two lines and basic farmland 三区两线及基本农田: their zones, and what lies in them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from ..domain.changes import Value
from ..domain.progress import Progress, Silent, check
from ..domain.protection import ANY, DistanceRule, buffer_distance_m, matching_rules
from ..geometry.arrays import FloatArray
from ..geometry.distances import nearest
from ..store.records import Record, replace_table, write_derived
from ..store.rules import read_code_lists, read_distance_rules
from ..store.workspace import Workspace
from .half_width_warnings import half_width_warnings
from .progress_parts import Part
from .protection_hits import RuleBook, find_hits
from .protection_inputs import (
    PROBLEM_TABLES,
    ProtectedObjects,
    Targets,
    input_hash,
    read_protected_objects,
    read_targets,
)
from .protection_zones import draw_zones, zone_groups
from .sightings import Sights, read_sights

RIGHT_AGE = "existing"
"""Recorded problems and rights exist already; a proposed new right is asked about in the access check."""


@dataclass(frozen=True, kw_only=True)
class ProtectionResult:
    """What was computed: zone and hit records as written, hits per class, and what could not be judged."""

    zones: tuple[Record, ...]
    hits: tuple[Record, ...]
    warnings: tuple[str, ...]
    per_class: Mapping[str, int] = field(default_factory=dict)
    profile: str = "national"
    input_hash: str = ""


def compute_protection(
    workspace: Workspace,
    *,
    profile: str | None = None,
    on: dt.date | None = None,
    progress: Progress | None = None,
) -> ProtectionResult:
    """Return the protection zones and hits of a workspace, after writing them into it.

    Rules of ``profile`` (default: the workspace's) stand on top of the national ones and must hold ``on``
    that day (default: today). Everything is computed first and written in short transactions. Raises
    :class:`~plugin.domain.progress.CancelledError` before anything is written.

    Source: 国土资发〔2016〕63号 二(一)3; the clause of each distance stands in its rule.
    """
    progress = progress or Silent()
    profile = profile or workspace.profile
    on = on or dt.date.today()
    stamp = dt.datetime.now(dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    with workspace.connect() as connection:
        objects = read_protected_objects(connection, profile=profile, on=on)
        targets = read_targets(connection, read_code_lists(connection))
        rules = read_distance_rules(connection)
        sights = read_sights(connection, objects, targets)
    check(progress)
    book = _rule_book(objects, targets, rules, profile=profile, on=on)
    per_object = _rules_per_object(objects, rules, profile=profile, on=on)
    digest = input_hash(
        objects.geometries, objects.classes, objects.conditions, objects.half_width_m, rules, [profile, on]
    )
    groups = zone_groups(objects, per_object)
    zones = draw_zones(
        objects,
        groups,
        profile=profile,
        stamp=stamp,
        digest=digest,
        progress=Part(progress, 0.0, 0.6),
    )
    hits = find_hits(
        objects,
        targets,
        book,
        reach_m=_reach(objects, per_object),
        sights=sights,
        profile=profile,
        stamp=stamp,
        progress=Part(progress, 0.6, 0.9),
    )
    derived = _derived(objects, targets, hits, sights)
    check(progress)
    _write(workspace, zones, hits, derived)
    progress.report(1.0)
    return ProtectionResult(
        zones=tuple(zones),
        hits=tuple(hits),
        warnings=(*_warnings(objects, per_object), *_sight_warnings(sights)),
        per_class=dict(Counter(str(h.values["class"]) for h in hits)),
        profile=profile,
        input_hash=digest,
    )


def _rule_book(
    objects: ProtectedObjects,
    targets: Targets,
    rules: Sequence[DistanceRule],
    *,
    profile: str,
    on: dt.date,
) -> RuleBook:
    activities = sorted(set(targets.activities), key=sorted)
    kinds = sorted(set(zip(objects.classes, objects.conditions, strict=True)))
    return {
        (protected_class, condition, stated): _around(
            matching_rules(
                rules,
                protected_class=protected_class,
                condition=condition,
                activity=stated,
                right_age=RIGHT_AGE,
                on=on,
                profile=profile,
            )
        )
        for (protected_class, condition), stated in product(kinds, activities)
    }


def _rules_per_object(
    objects: ProtectedObjects, rules: Sequence[DistanceRule], *, profile: str, on: dt.date
) -> dict[int, tuple[DistanceRule, ...]]:
    """Return, for each object's index, every rule that holds for it whatever the activity."""
    by_kind = {
        kind: _around(
            matching_rules(
                rules,
                protected_class=kind[0],
                condition=kind[1],
                activity=ANY,
                right_age=ANY,
                on=on,
                profile=profile,
            )
        )
        for kind in set(zip(objects.classes, objects.conditions, strict=True))
    }
    return {
        index: by_kind[kind]
        for index, kind in enumerate(zip(objects.classes, objects.conditions, strict=True))
    }


def _around(rules: Sequence[DistanceRule]) -> tuple[DistanceRule, ...]:
    """Return the rules that hold all around an object, not up or down its river alone."""
    return tuple(r for r in rules if r.direction == "around")


def _reach(objects: ProtectedObjects, per_object: Mapping[int, Sequence[DistanceRule]]) -> FloatArray:
    """Return, for each object, how far its widest rule reaches from the drawn geometry, in metres."""
    return np.array(
        [
            max(
                (buffer_distance_m(r, half_width_m=float(objects.half_width_m[i])) for r in per_object[i]),
                default=0.0,
            )
            for i in range(len(objects))
        ]
    )


def _derived(
    objects: ProtectedObjects, targets: Targets, hits: Sequence[Record], sights: Sights
) -> dict[str, dict[str, dict[str, Value]]]:
    """Return, for each problem table, the derived columns of each problem: nearest object and the two flags.

    What an outdated visible range said of a problem is taken back.
    """
    rows: dict[str, dict[str, dict[str, Value]]] = {table: {} for table in PROBLEM_TABLES}
    if not len(objects) or not len(targets):
        return rows
    index, distance = nearest(targets.geometries, objects.geometries)
    for i, table in enumerate(targets.tables):
        if table in rows:
            source = int(index[i])
            edge_m = max(float(distance[i]) - float(objects.half_width_m[source]), 0.0)
            rows[table][targets.uuids[i]] = {
                "nearest_class": objects.classes[source],
                "nearest_name": objects.names[source],
                "nearest_distance_m": round(edge_m, 2),
                "priority_63": 0,
                "legal_restriction": 0,
            }
            if targets.uuids[i] in sights.outdated:
                rows[table][targets.uuids[i]].update(visible_share=None, visible_from=None)
    for hit in hits:
        row = rows.get(str(hit.values["target_table"]), {}).get(str(hit.values["target_uuid"]))
        if row is not None:
            for flag in ("priority_63", "legal_restriction"):
                row[flag] = max(int(row[flag] or 0), int(hit.values[flag] or 0))
    return rows


def _write(
    workspace: Workspace,
    zones: Sequence[Record],
    hits: Sequence[Record],
    derived: Mapping[str, Mapping[str, Mapping[str, Value]]],
) -> None:
    with workspace.write() as connection:
        replace_table(connection, "protection_zone", zones)
        replace_table(connection, "protection_hit", hits)
        for table, rows in derived.items():
            write_derived(connection, table, rows)


def _warnings(objects: ProtectedObjects, per_object: Mapping[int, Sequence[DistanceRule]]) -> Iterator[str]:
    if not len(objects):
        yield "The workspace holds no protected object: import roads, railways, rivers and reserves first."
    yield from half_width_warnings(objects, per_object)
    silent = Counter(objects.classes[i] for i in range(len(objects)) if not per_object[i])
    for protected_class, count in sorted(silent.items()):
        yield f"{count} objects of class {protected_class} have no distance rule in this profile."


def _sight_warnings(sights: Sights) -> Iterator[str]:
    if sights.stale:
        yield (
            f"{sights.stale} sightings are out of date and do not count; compute the visible range again, "
            "then the zones."
        )

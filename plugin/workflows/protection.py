"""Three zones, two lines and basic farmland 三区两线及基本农田: their zones, and what lies in them."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..domain.changes import Value
from ..domain.progress import Progress, Silent, check
from ..geometry.distances import distance_questions
from ..store.records import Record, insert_records, read_records, replace_table, write_derived
from ..store.rules import read_code_lists, read_distance_rules
from ..store.workspace import Workspace
from .cover import Cover, cover_warnings, read_cover
from .half_width_warnings import half_width_warnings
from .progress_parts import Part
from .protection_hits import RuleBook, find_hits
from .protection_inputs import (
    PROBLEM_TABLES,
    ProtectedObjects,
    Targets,
    read_protected_objects,
    read_targets,
)
from .protection_rules import ObjectRules, reach_m, rule_book, rules_per_object
from .protection_state import Fingerprint, delete_zones, fingerprint, read_run, write_run
from .protection_zones import draw_zones, zone_groups
from .sightings import Sights, read_sights
from .special_shapes import SpecialShapes, special_shapes


@dataclass(frozen=True, kw_only=True)
class ProtectionResult:
    """What the workspace now holds: zone and hit records, hits per class, and what could not be judged.

    ``computed_classes`` are those whose zones were drawn anew; the others were kept from an earlier run.
    """

    zones: tuple[Record, ...]
    hits: tuple[Record, ...]
    warnings: tuple[str, ...]
    per_class: Mapping[str, int] = field(default_factory=dict)
    profile: str = "national"
    input_hash: str = ""
    computed_classes: tuple[str, ...] = ()


def compute_protection(
    workspace: Workspace,
    *,
    profile: str | None = None,
    on: dt.date | None = None,
    full: bool = False,
    progress: Progress | None = None,
) -> ProtectionResult:
    """Return the protection zones and hits of a workspace, after writing them into it.

    Rules of ``profile`` (default: the workspace's) stand on top of the national ones and must hold ``on``
    that day (default: today). Zones of classes whose objects and rules did not change since the last run are
    kept, and so are the hits where nothing at all changed; ``full`` computes everything anew. Everything is
    computed first and written in one short transaction. Raises
    :class:`~plugin.domain.progress.CancelledError` before anything is written.

    Source: 国土资发〔2016〕63号 二(一)3; the clause of each distance stands in its rule.
    """
    progress = progress or Silent()
    inputs = _read(workspace, profile=profile or workspace.profile, on=on or dt.date.today(), full=full)
    check(progress)
    shapes = special_shapes(inputs.objects, inputs.rules, progress=Part(progress, 0.0, 0.1))
    zones = _zones(inputs, shapes, Part(progress, 0.1, 0.6))
    hits = inputs.kept_hits
    if hits is None:
        hits = _hits(inputs, shapes, Part(progress, 0.6, 0.9))
    derived = _derived(inputs.objects, inputs.targets, hits, inputs.sights, progress)
    check(progress)
    _write(workspace, inputs, zones, hits, derived)
    progress.report(1.0)
    return ProtectionResult(
        zones=(*inputs.kept_zones, *zones),
        hits=tuple(hits),
        warnings=tuple(_warnings(inputs, shapes)),
        per_class=dict(Counter(str(h.values["class"]) for h in hits)),
        profile=inputs.now.profile,
        input_hash=inputs.now.input_hash(),
        computed_classes=tuple(sorted(inputs.stale)),
    )


@dataclass(frozen=True, kw_only=True)
class _Inputs:
    """What a workspace holds, what the last run rested on, and what it would rest on now.

    ``stale`` are the classes to draw anew, ``kept_zones`` the zones of the others; ``kept_hits`` is None
    where the hits are computed anew. ``stamp`` is the time of this run.
    """

    objects: ProtectedObjects
    targets: Targets
    rules: ObjectRules
    book: RuleBook
    sights: Sights
    cover: Cover
    before: Fingerprint | None
    now: Fingerprint
    stale: frozenset[str]
    kept_zones: tuple[Record, ...]
    kept_hits: tuple[Record, ...] | None
    stamp: str

    @property
    def lost_zones(self) -> int:
        """Return how many stored zones make room for others, or have no object any more."""
        return sum(self.now.zone_counts.values()) - len(self.kept_zones)


def _read(workspace: Workspace, *, profile: str, on: dt.date, full: bool) -> _Inputs:
    """Return the inputs; with ``full`` nothing of the last run is kept."""
    with workspace.connect() as connection:
        objects = read_protected_objects(connection, profile=profile, on=on)
        targets = read_targets(connection, read_code_lists(connection))
        rules = read_distance_rules(connection)
        sights = read_sights(connection, objects, targets)
        held = rules_per_object(objects, rules, profile=profile, on=on)
        before = None if full else read_run(connection)
        now = fingerprint(connection, objects, held, targets, sights, profile=profile)
        stale = now.stale_classes(before)
        kept = sorted(now.objects.keys() - stale)
        return _Inputs(
            objects=objects,
            targets=targets,
            rules=held,
            book=rule_book(objects, targets, rules, profile=profile, on=on),
            sights=sights,
            cover=read_cover(connection),
            before=before,
            now=now,
            stale=stale,
            kept_zones=tuple(read_records(connection, "protection_zone", where={"class": kept})),
            kept_hits=_stored_hits(connection) if now.hits_hold(before) else None,
            stamp=dt.datetime.now(dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )


def _stored_hits(connection: sqlite3.Connection) -> tuple[Record, ...]:
    return tuple(read_records(connection, "protection_hit"))


def _zones(inputs: _Inputs, shapes: SpecialShapes, progress: Progress) -> list[Record]:
    """Return the zones of the stale classes."""
    rules = {i: held for i, held in inputs.rules.items() if inputs.objects.classes[i] in inputs.stale}
    return draw_zones(
        inputs.objects,
        zone_groups(inputs.objects, rules),
        profile=inputs.now.profile,
        stamp=inputs.stamp,
        digests={c: inputs.now.zone_digest(c) for c in inputs.stale},
        shapes=shapes,
        progress=progress,
    )


def _hits(inputs: _Inputs, shapes: SpecialShapes, progress: Progress) -> tuple[Record, ...]:
    """Return every hit, computed anew."""
    found = find_hits(
        inputs.objects,
        inputs.targets,
        inputs.book,
        reach_m=reach_m(inputs.objects, inputs.rules),
        shapes=shapes,
        sights=inputs.sights,
        profile=inputs.now.profile,
        stamp=inputs.stamp,
        progress=progress,
    )
    return tuple(found)


def _derived(
    objects: ProtectedObjects, targets: Targets, hits: Sequence[Record], sights: Sights, progress: Progress
) -> dict[str, dict[str, dict[str, Value]]]:
    """Return, for each problem table, the derived columns of each problem: nearest object and the two flags.

    What an outdated visible range said of a problem is taken back. Raises CancelledError.
    """
    rows: dict[str, dict[str, dict[str, Value]]] = {table: {} for table in PROBLEM_TABLES}
    if not len(objects) or not len(targets):
        return rows
    asked = distance_questions(targets.geometries, around=objects.geometries)
    known = asked.read(objects.geometries, cancelled=progress.cancelled)
    index, distance = asked.nearest(known, cancelled=progress.cancelled)
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
    inputs: _Inputs,
    zones: Sequence[Record],
    hits: Sequence[Record],
    derived: Mapping[str, Mapping[str, Mapping[str, Value]]],
) -> None:
    """Write the zones of the stale classes, the hits where they are new, and what the run rested on."""
    changed = bool(zones) or inputs.lost_zones > 0 or inputs.kept_hits is None
    run = replace(
        inputs.now,
        computed_at=inputs.stamp if changed or inputs.before is None else inputs.before.computed_at,
        zone_counts=dict(Counter(str(z.values["class"]) for z in (*inputs.kept_zones, *zones))),
        hit_count=len(hits),
    )
    with workspace.write() as connection:
        if inputs.kept_zones:
            delete_zones(connection, kept=[z.uuid for z in inputs.kept_zones])
            insert_records(connection, zones)
        else:
            replace_table(connection, "protection_zone", zones)
        if inputs.kept_hits is None:
            replace_table(connection, "protection_hit", hits)
        for table, rows in derived.items():
            write_derived(connection, table, rows)
        write_run(connection, run)


def _warnings(inputs: _Inputs, shapes: SpecialShapes) -> Iterator[str]:
    objects, rules = inputs.objects, inputs.rules
    if not len(objects):
        yield "The workspace holds no protected object: import roads, railways, rivers and reserves first."
    yield from half_width_warnings(objects, rules)
    silent = Counter(objects.classes[i] for i in range(len(objects)) if not rules[i])
    for protected_class, count in sorted(silent.items()):
        yield f"{count} objects of class {protected_class} have no distance rule in this profile."
    yield from shapes.warnings
    yield from cover_warnings(inputs.cover, objects, reach_m(objects, rules))
    yield from _sight_warnings(inputs.sights)


def _sight_warnings(sights: Sights) -> Iterator[str]:
    if sights.stale:
        yield (
            f"{sights.stale} sightings are out of date and do not count; compute the visible range again, "
            "then the zones."
        )

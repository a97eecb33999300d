"""Whether the protection zones and hits of a workspace still answer to what it holds, and why not."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import numpy as np
import shapely

from ..domain.protection import ALONG_RIVER, DistanceRule
from ..geometry.arrays import GeometryArray, IntArray
from ..store.migrations import set_meta
from ..store.rules import read_code_lists, read_distance_rules
from ..store.sql import compose
from ..store.workspace import Workspace
from .protection_inputs import ProtectedObjects, Targets, read_protected_objects, read_targets
from .protection_rules import ObjectRules, rules_per_object
from .sightings import Sights, read_sights
from .special_shapes import is_river

RUN_KEY = "protection_run"
METHOD = "1"
"""Raised where zones or hits of the same inputs would come out otherwise than before."""


@dataclass(frozen=True, kw_only=True)
class Fingerprint:
    """Digests of what a result rests on: objects and rules by class for the zones, the rest for the hits.

    ``names`` are what a hit says of the objects, by class; ``zone_counts`` and ``hit_count`` count the rows
    of the result.
    """

    profile: str
    computed_at: str = ""
    objects: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    targets: str = ""
    sights: str = ""
    zone_counts: Mapping[str, int] = field(default_factory=dict)
    hit_count: int = 0

    def zone_digest(self, protected_class: str) -> str:
        """Return the digest that stamps the zones of a class."""
        parts = (METHOD, self.profile, self.objects[protected_class], self.rules[protected_class])
        return digest(parts)[:16]

    def input_hash(self) -> str:
        """Return one digest of everything the result rests on."""
        zones = [self.zone_digest(c) for c in sorted(self.objects)]
        names = [self.names[c] for c in sorted(self.names)]
        return digest([METHOD, self.profile, *zones, *names, self.targets, self.sights])[:16]

    def stale_classes(self, before: Fingerprint | None) -> frozenset[str]:
        """Return the classes whose zones cannot be kept from an earlier run; all where there was none."""
        if before is None or before.profile != self.profile:
            return frozenset(self.objects)
        return frozenset(
            c
            for c in self.objects
            if (self.objects[c], self.rules[c]) != (before.objects.get(c), before.rules.get(c))
            or self.zone_counts.get(c, 0) != before.zone_counts.get(c, 0)
        )

    def hits_hold(self, before: Fingerprint | None) -> bool:
        """Return whether the hits of an earlier run can be kept."""
        if before is None or self.stale_classes(before) or self.names != before.names:
            return False
        mine = (self.targets, self.sights, self.hit_count)
        return mine == (before.targets, before.sights, before.hit_count)


@dataclass(frozen=True, kw_only=True)
class StaleReason:
    """Why a result is out of date: ``never``, ``profile``, ``rules``, ``objects``, ``records``,
    ``visibility`` or ``edited`` (rows of the result were changed), and which classes."""

    kind: str
    classes: tuple[str, ...] = ()

    def sentence(self) -> str:
        """Return the reason in words."""
        named = ", ".join(self.classes)
        return {
            "never": "Zones and hits were never computed.",
            "profile": "They were computed with the rules of another profile.",
            "rules": f"The rules of {named} have changed.",
            "objects": f"The protected objects of {named} have changed.",
            "records": "Problems or mining rights have changed.",
            "visibility": "What is seen from the two lines has changed.",
            "edited": "Rows of the result itself were changed or deleted.",
        }[self.kind]


@dataclass(frozen=True, kw_only=True)
class ProtectionState:
    """Whether the stored zones and hits are current, when and with which profile they were made, and what has
    changed since."""

    computed_at: str
    profile: str
    reasons: tuple[StaleReason, ...]

    @property
    def current(self) -> bool:
        """Return whether nothing has changed since."""
        return not self.reasons


def protection_state(
    workspace: Workspace, *, profile: str | None = None, on: dt.date | None = None
) -> ProtectionState:
    """Return whether zones and hits answer to the workspace as it is, for a profile and a day.

    ``profile`` is that of the last run by default, ``on`` today. Everything is read and hashed, so it belongs
    beside the window, not into it. Nothing is written.
    """
    with workspace.connect() as connection:
        before = read_run(connection)
        asked = profile or (before.profile if before else workspace.profile)
        on = on or dt.date.today()
        objects = read_protected_objects(connection, profile=asked, on=on)
        targets = read_targets(connection, read_code_lists(connection))
        rules = rules_per_object(objects, read_distance_rules(connection), profile=asked, on=on)
        sights = read_sights(connection, objects, targets)
        now = fingerprint(connection, objects, rules, targets, sights, profile=asked)
    if before is None:
        return ProtectionState(computed_at="", profile=asked, reasons=(StaleReason(kind="never"),))
    return ProtectionState(
        computed_at=before.computed_at, profile=before.profile, reasons=tuple(_reasons(before, now))
    )


def _reasons(before: Fingerprint, now: Fingerprint) -> Iterable[StaleReason]:
    if before.profile != now.profile:
        yield StaleReason(kind="profile")
    classes = sorted(set(before.objects) | set(now.objects))
    moved = tuple(
        c
        for c in classes
        if (before.objects.get(c), before.names.get(c)) != (now.objects.get(c), now.names.get(c))
    )
    if moved:
        yield StaleReason(kind="objects", classes=moved)
    both = set(before.rules) & set(now.rules)
    ruled = tuple(sorted(c for c in both if before.rules[c] != now.rules[c]))
    if ruled:
        yield StaleReason(kind="rules", classes=ruled)
    if before.targets != now.targets:
        yield StaleReason(kind="records")
    if before.sights != now.sights and before.targets == now.targets:
        yield StaleReason(kind="visibility")
    if (dict(before.zone_counts), before.hit_count) != (dict(now.zone_counts), now.hit_count):
        yield StaleReason(kind="edited")


def fingerprint(
    connection: sqlite3.Connection,
    objects: ProtectedObjects,
    rules: ObjectRules,
    targets: Targets,
    sights: Sights,
    *,
    profile: str,
) -> Fingerprint:
    """Return the digests of the inputs as they are, with the number of rows of the result that are stored."""
    members: dict[str, list[int]] = defaultdict(list)
    for i, name in enumerate(objects.classes):
        members[name].append(i)
    held = {c: sorted({rule for i in own for rule in rules[i]}, key=_rule_key) for c, own in members.items()}
    rivers = is_river(objects)
    counts = connection.execute("SELECT class, count(*) FROM protection_zone GROUP BY class").fetchall()
    return Fingerprint(
        profile=profile,
        objects={
            c: _objects_digest(objects, np.array(own, dtype=np.intp), _along(held[c], rivers))
            for c, own in members.items()
        },
        rules={c: digest(_rule_key(rule) for rule in held[c]) for c in members},
        names={c: digest(objects.names[i] for i in own) for c, own in members.items()},
        targets=_targets_digest(targets),
        sights=digest(repr(item) for item in sorted(sights.by_pair.items(), key=lambda item: item[0])),
        zone_counts={str(c): int(n) for c, n in counts},
        hit_count=int(connection.execute("SELECT count(*) FROM protection_hit").fetchone()[0]),
    )


def _along(rules: Sequence[DistanceRule], rivers: IntArray) -> IntArray:
    return rivers if any(r.measured_from == ALONG_RIVER for r in rules) else rivers[:0]


def _objects_digest(objects: ProtectedObjects, own: IntArray, rivers: IntArray) -> str:
    described = [(objects.uuids[i], objects.conditions[i], float(objects.half_width_m[i])) for i in own]
    courses = [(objects.names[i], objects.flows[i], float(objects.river_half_width_m[i])) for i in rivers]
    return digest([repr(described), repr(courses)], objects.geometries[own], objects.geometries[rivers])


def _targets_digest(targets: Targets) -> str:
    described = zip(
        targets.tables, targets.uuids, targets.names, map(sorted, targets.activities), strict=True
    )
    return digest((repr(each) for each in described), targets.geometries)


def _rule_key(rule: DistanceRule) -> str:
    """Return a text of a rule's own cells that is the same in every process."""
    cells = ((f.name, getattr(rule, f.name)) for f in fields(rule))
    return repr([(name, sorted(v) if isinstance(v, frozenset) else str(v)) for name, v in cells])


def digest(texts: Iterable[str], *geometries: GeometryArray) -> str:
    """Return a digest of texts and geometries in their order."""
    found = hashlib.sha256()
    for text in texts:
        found.update(text.encode())
        found.update(b"\x1f")
    for array in geometries:
        for blob in shapely.to_wkb(array):
            found.update(blob or b"\x00")
    return found.hexdigest()[:32]


def read_run(connection: sqlite3.Connection) -> Fingerprint | None:
    """Return what the last run rested on, None where there was none or it cannot be read any more."""
    row = connection.execute("SELECT value FROM _meta WHERE key = ?", (RUN_KEY,)).fetchone()
    try:
        stored: Any = json.loads(str(row[0])) if row else None
        return None if stored is None or stored.pop("method", "") != METHOD else Fingerprint(**stored)
    except (ValueError, TypeError, AttributeError):
        return None


def write_run(connection: sqlite3.Connection, run: Fingerprint) -> None:
    """Keep what a run rested on, in the caller's transaction."""
    text = json.dumps({"method": METHOD, **asdict(run)}, ensure_ascii=False, sort_keys=True)
    set_meta(connection, RUN_KEY, text)


def delete_zones(connection: sqlite3.Connection, *, kept: Iterable[str]) -> None:
    """Delete all zones but those of the given uuids, in the caller's transaction."""
    stored = {str(row[0]) for row in connection.execute("SELECT uuid FROM protection_zone")}
    statement = compose("DELETE FROM {table} WHERE uuid = ?", table="protection_zone")
    connection.executemany(statement, [(uuid,) for uuid in stored - set(kept)])

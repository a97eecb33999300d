"""What an earlier visible range says of a record and an object, as long as nothing it rests on changed."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..store.records import Record, read_records
from .protection_inputs import ProtectedObjects, Targets
from .sighting_records import sighting_hash, stretch_text


@dataclass(frozen=True, kw_only=True)
class Sight:
    """Whether a record is seen from an object within ``radius_m``, how much of it, and from which stretches.

    ``share`` is 0 … 1 of the record's cells; ``stretches`` is a text in metres along the object.
    """

    visible: bool
    share: float
    radius_m: float
    stretches: str = ""

    def answers(self, distance_m: float) -> bool | None:
        """Return whether the record is seen, asked within a distance; None where the run looked less far."""
        if self.visible:
            return True
        return False if self.radius_m >= distance_m else None


@dataclass(frozen=True, kw_only=True)
class Sights:
    """The current sightings by (uuid of the record, uuid of the object).

    ``stale`` counts those whose record, object or settings changed since, ``outdated`` names the records.
    """

    by_pair: Mapping[tuple[str, str], Sight] = field(default_factory=dict)
    stale: int = 0
    outdated: frozenset[str] = frozenset()

    def of(self, target_uuid: str, object_uuid: str) -> Sight | None:
        """Return what is known of a record and an object, None where nothing is."""
        return self.by_pair.get((target_uuid, object_uuid))


def read_sights(connection: sqlite3.Connection, objects: ProtectedObjects, targets: Targets) -> Sights:
    """Return the sightings that still hold: geometry of both sides and settings are those of the run."""
    pairs: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in read_records(connection, "sighting"):
        pairs[str(record.values["target_uuid"]), str(record.values["object_uuid"])].append(record)
    if not pairs:
        return Sights()
    watched = dict(zip(targets.uuids, targets.geometries, strict=True))
    looked_from = dict(zip(objects.uuids, objects.geometries, strict=True))
    classes = dict(zip(objects.uuids, objects.classes, strict=True))
    held: dict[tuple[str, str], Sight] = {}
    outdated: set[str] = set()
    stale = 0
    for (target, source), records in pairs.items():
        values = records[0].values
        radius, settings = float(str(values["radius_m"])), str(values["settings"] or "")
        if (
            target in watched
            and classes.get(source) == values["class"]
            and values["input_hash"] == sighting_hash(watched[target], looked_from[source], radius, settings)
        ):
            held[target, source] = _sight(records, radius)
        elif target in watched:
            stale += 1
            outdated.add(target)
    return Sights(by_pair=held, stale=stale, outdated=frozenset(outdated))


def _sight(records: list[Record], radius_m: float) -> Sight:
    seeing = [r.values for r in records if r.values["visible"]]
    return Sight(
        visible=bool(seeing),
        share=float(str(records[0].values["seen_share"])),
        radius_m=radius_m,
        stretches="; ".join(stretch_text(v) for v in seeing),
    )

"""What the protection analysis reads: protected objects, the records held against them, and the rules."""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from ..domain.codes import CodeLists
from ..domain.half_widths import default_half_width_m
from ..domain.protection import NATIONAL, activity_for
from ..geometry.arrays import FloatArray, GeometryArray, geometry_array
from ..store.records import Record, read_records
from ..store.rules import read_half_widths

PROTECTED_TABLES = ("protected_point", "protected_line", "protected_area")
PROBLEM_TABLES = ("problem_point", "problem_line", "problem_area")


@dataclass(frozen=True, kw_only=True)
class ProtectedObjects:
    """Protected objects in parallel arrays: geometries in EPSG:4490, half-widths in metres (0 where
    unknown).

    ``half_width_known`` says which are recorded, ``half_width_default`` which are the default of their class;
    ``river_half_width_m`` is that of a river's course, for the bans along it.
    """

    uuids: tuple[str, ...]
    classes: tuple[str, ...]
    conditions: tuple[str, ...]
    names: tuple[str, ...]
    half_width_m: FloatArray
    half_width_known: npt.NDArray[np.bool_]
    half_width_default: npt.NDArray[np.bool_]
    river_half_width_m: FloatArray
    flows: tuple[str, ...]
    geometries: GeometryArray

    def __len__(self) -> int:
        return len(self.uuids)


@dataclass(frozen=True, kw_only=True)
class Targets:
    """Problems and mining rights in parallel arrays, with the activities each stands for."""

    tables: tuple[str, ...]
    uuids: tuple[str, ...]
    names: tuple[str, ...]
    activities: tuple[frozenset[str], ...]
    geometries: GeometryArray

    def __len__(self) -> int:
        return len(self.uuids)


def read_protected_objects(
    connection: sqlite3.Connection, *, profile: str | None = None, on: dt.date | None = None
) -> ProtectedObjects:
    """Return every protected object that has a geometry.

    An object without a recorded half-width gets the default of its class in ``profile`` (default: the
    workspace's) ``on`` that day (default: today), where there is one; else it is measured from its own line.
    """
    records = [r for t in PROTECTED_TABLES for r in read_records(connection, t) if _has_geometry(r)]
    defaults = read_half_widths(connection)
    profile = profile or profile_of(connection)
    on = on or dt.date.today()

    @cache
    def default(protected_class: str, condition: str, along_river: bool) -> float | None:
        return default_half_width_m(
            defaults, protected_class, condition, on=on, profile=profile, along_river=along_river
        )

    kinds = [(_text(r, "class"), _text(r, "condition") or "none") for r in records]
    recorded = [r.values.get("half_width_m") for r in records]
    known = np.array([v is not None for v in recorded], dtype=bool)
    stand_in = [
        None if value is not None else default(*kind, False)
        for value, kind in zip(recorded, kinds, strict=True)
    ]
    own = np.array([_number(v) for v in recorded], dtype=np.float64)
    return ProtectedObjects(
        uuids=tuple(r.uuid for r in records),
        classes=tuple(kind[0] for kind in kinds),
        conditions=tuple(kind[1] for kind in kinds),
        names=tuple(_text(r, "name") for r in records),
        half_width_m=own + np.array([v or 0.0 for v in stand_in], dtype=np.float64),
        half_width_known=known,
        half_width_default=np.array([v is not None for v in stand_in], dtype=bool),
        river_half_width_m=np.where(known, own, [default(*kind, True) or 0.0 for kind in kinds]),
        flows=tuple(_text(r, "flow") for r in records),
        geometries=geometry_array(r.geometry for r in records),
    )


def profile_of(connection: sqlite3.Connection) -> str:
    """Return the profile that the workspace was made with, ``national`` where it names none."""
    row = connection.execute("SELECT value FROM _meta WHERE key = 'profile'").fetchone()
    return str(row[0]) if row and row[0] else NATIONAL


def read_targets(connection: sqlite3.Connection, codes: CodeLists) -> Targets:
    """Return every problem, licensed area and mine without a licensed area, with its activities.

    A problem's activity is the recorded one, else the one its type implies; a right's follows the mining
    method.
    """
    problems = [r for t in PROBLEM_TABLES for r in read_records(connection, t) if _has_geometry(r)]
    mines = {r.uuid: r for r in read_records(connection, "mine")}
    rights = [r for r in read_records(connection, "mine_area") if _has_geometry(r)]
    covered = {_text(r, "mine_uuid") for r in rights}
    points = [r for r in mines.values() if r.uuid not in covered and _has_geometry(r)]
    records = [*problems, *rights, *points]
    return Targets(
        tables=tuple(r.table for r in records),
        uuids=tuple(r.uuid for r in records),
        names=tuple(_target_name(r, mines) for r in records),
        activities=tuple(_activities(r, mines, codes) for r in records),
        geometries=geometry_array(r.geometry for r in records),
    )


def input_hash(*parts: Iterable[Any]) -> str:
    """Return a digest of everything the result depends on: it tells a stale result from a current one."""
    digest = hashlib.sha256()
    for part in parts:
        for item in part:
            digest.update(shapely.to_wkb(item) if isinstance(item, shapely.Geometry) else repr(item).encode())
            digest.update(b"\x1f")
        digest.update(b"\x1e")
    return digest.hexdigest()[:16]


def _activities(record: Record, mines: dict[str, Record], codes: CodeLists) -> frozenset[str]:
    if record.table in PROBLEM_TABLES:
        return activity_for(
            codes,
            activity=_text(record, "activity") or None,
            problem_type=_text(record, "type") or None,
        )
    mine = mines.get(_text(record, "mine_uuid")) if record.table == "mine_area" else record
    if mine is None:
        return activity_for(codes)
    return activity_for(
        codes,
        mining_method=_text(mine, "method") or None,
        mineral=_text(mine, "mineral") or None,
    )


def _target_name(record: Record, mines: dict[str, Record]) -> str:
    if record.table == "mine_area":
        mine = mines.get(_text(record, "mine_uuid"))
        return _text(mine, "name") if mine else _text(record, "licence_number")
    return _text(record, "name") or _text(record, "number")


def _has_geometry(record: Record) -> bool:
    return record.geometry is not None and not record.geometry.is_empty


def _text(record: Record, column: str) -> str:
    value = record.values.get(column)
    return str(value) if value is not None else ""


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0

"""Conflicts that wait for a person: kept in the workspace, and travelling to the hub as rows of their own.

They are kept as their author saw them: `mine` is the value of the device whose edit was set aside, on every
device. A geometry is WKB.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, cast

from ..domain.changes import Conflict, ConflictKind, Value
from .errors import UnknownConflictError

Side = Literal["mine", "theirs"]
Resolution = str
"""A side, or JSON that gives a side for each column, as the conflict's author sees the sides."""
_SIDES = ("base", "mine", "theirs")


@dataclass(frozen=True, kw_only=True)
class KeptConflict:
    """A conflict as the workspace keeps it; ``id`` is its number in this workspace alone."""

    id: int
    conflict_uuid: str
    conflict: Conflict
    device: str
    at: str
    resolved_at: str | None = None
    resolution: Resolution | None = None
    sent: bool = False

    @property
    def standing(self) -> Side:
        """Return the side the record itself holds: the hub's values, or the edit where the other deleted."""
        if self.conflict.kind == "group":
            return "theirs"
        return "mine" if self.conflict.mine else "theirs"

    @property
    def whole(self) -> Side | None:
        """Return the one side that was chosen for the whole conflict, or None."""
        return None if self.resolution is None else _side_of(self.resolution)

    @property
    def chosen(self) -> dict[str, Side]:
        """Return the side that was chosen for each column; nothing while it is open."""
        columns = list(dict.fromkeys([*self.conflict.mine, *self.conflict.theirs]))
        if self.resolution is None:
            return {}
        if self.whole is not None:
            return dict.fromkeys(columns, self.whole)
        choices = _choices(self.resolution) or {}
        return {column: choices.get(column, self.standing) for column in columns}

    def side(self, side: Side) -> Mapping[str, Value]:
        """Return the values of a side; empty where that side deleted the record."""
        return self.conflict.mine if side == "mine" else self.conflict.theirs


def add(connection: sqlite3.Connection, kept: KeptConflict) -> None:
    """Keep a conflict: one row of `_sync_conflict` for each column. Its ``id`` is given by the workspace."""
    conflict = kept.conflict
    columns: Sequence[str | None] = list(dict.fromkeys([*conflict.mine, *conflict.theirs, *conflict.base]))
    connection.executemany(
        "INSERT INTO _sync_conflict (tbl, uuid, field_group, kind, col, base, mine, theirs, hub_version, at,"
        " resolved_at, resolution, conflict_uuid, device, sent)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                conflict.table,
                conflict.uuid,
                conflict.field_group,
                conflict.kind,
                column,
                *(side.get(column or "") for side in (conflict.base, conflict.mine, conflict.theirs)),
                conflict.hub_version,
                kept.at,
                kept.resolved_at,
                kept.resolution,
                kept.conflict_uuid,
                kept.device,
                int(kept.sent),
            )
            for column in columns or [None]
        ],
    )


def read(connection: sqlite3.Connection) -> list[KeptConflict]:
    """Return all conflicts, oldest first."""
    return list(_kept(connection.execute(_SELECT + " ORDER BY conflict_uuid, id").fetchall()))


def unsent(connection: sqlite3.Connection) -> list[KeptConflict]:
    """Return the conflicts that the hub does not have, or not with their resolution."""
    return list(_kept(connection.execute(_SELECT + " WHERE sent = 0 ORDER BY conflict_uuid, id").fetchall()))


def find(connection: sqlite3.Connection, conflict_uuid: str) -> KeptConflict | None:
    """Return the conflict of a uuid, or None."""
    rows = connection.execute(_SELECT + " WHERE conflict_uuid = ? ORDER BY id", (conflict_uuid,)).fetchall()
    return next(_kept(rows), None)


def get(connection: sqlite3.Connection, conflict_id: int) -> KeptConflict:
    """Return the conflict of a number in this workspace. Raises UnknownConflictError."""
    row = connection.execute(
        "SELECT conflict_uuid FROM _sync_conflict WHERE id = ?", (conflict_id,)
    ).fetchone()
    found = find(connection, row[0]) if row is not None else None
    if found is None or found.id != conflict_id:
        raise UnknownConflictError(conflict_id)
    return found


def resolution_of(choices: Mapping[str, Side]) -> Resolution:
    """Return a resolution as it is kept: one side where all columns have the same, else JSON.

    >>> resolution_of({"depth_m": "mine", "width_m": "mine"})
    'mine'
    >>> resolution_of({"width_m": "theirs", "depth_m": "mine"})
    '{"depth_m":"mine","width_m":"theirs"}'
    """
    sides = sorted(set(choices.values()))
    if len(sides) == 1:
        return sides[0]
    return json.dumps(dict(choices), sort_keys=True, separators=(",", ":"))


def settle(
    connection: sqlite3.Connection,
    conflict_uuid: str,
    *,
    resolution: Resolution | None,
    at: str | None,
    sent: bool,
) -> None:
    """Note how a conflict was resolved, or that it is open again."""
    connection.execute(
        "UPDATE _sync_conflict SET resolution = ?, resolved_at = ?, sent = ? WHERE conflict_uuid = ?",
        (resolution, at, int(sent), conflict_uuid),
    )


def mark_sent(connection: sqlite3.Connection, conflict_uuid: str, *, resolution: Resolution | None) -> None:
    """Note that the hub has a conflict, unless it was resolved otherwise in the meantime."""
    connection.execute(
        "UPDATE _sync_conflict SET sent = 1 WHERE conflict_uuid = ? AND resolution IS ?",
        (conflict_uuid, resolution),
    )


def to_values(kept: KeptConflict) -> dict[str, Value]:
    """Return the values with which a conflict travels."""
    conflict = kept.conflict
    values: dict[str, Value] = {
        "tbl": conflict.table,
        "uuid": conflict.uuid,
        "kind": conflict.kind,
        "field_group": conflict.field_group,
        "hub_version": conflict.hub_version,
        "device": kept.device,
        "at": kept.at,
        "resolved_at": kept.resolved_at,
        "resolution": kept.resolution,
    }
    for name, side in zip(_SIDES, (conflict.base, conflict.mine, conflict.theirs), strict=True):
        values.update({f"{name}:{column}": value for column, value in side.items()})
    return values


def from_values(conflict_uuid: str, values: Mapping[str, Value]) -> KeptConflict:
    """Return the conflict of the values with which it travelled."""
    sides: dict[str, dict[str, Value]] = {name: {} for name in _SIDES}
    for name, value in values.items():
        side, colon, column = name.partition(":")
        if colon and side in sides:
            sides[side][column] = value
    version = values.get("hub_version")
    resolution = values.get("resolution")
    return KeptConflict(
        id=0,
        conflict_uuid=conflict_uuid,
        conflict=Conflict(
            table=str(values.get("tbl")),
            uuid=str(values.get("uuid")),
            kind=cast(ConflictKind, values.get("kind")),
            field_group=str(values.get("field_group")),
            base=sides["base"],
            mine=sides["mine"],
            theirs=sides["theirs"],
            hub_version=version if isinstance(version, int) else 0,
        ),
        device=str(values.get("device")),
        at=str(values.get("at")),
        resolved_at=_text(values.get("resolved_at")),
        resolution=_known(resolution),
        sent=True,
    )


_SELECT = (
    "SELECT id, tbl, uuid, field_group, kind, col, base, mine, theirs, hub_version, at, resolved_at,"
    " resolution, conflict_uuid, device, sent FROM _sync_conflict"
)


def _kept(rows: Sequence[sqlite3.Row]) -> Iterator[KeptConflict]:
    for conflict_uuid, group in groupby(rows, key=lambda row: row["conflict_uuid"]):
        columns = list(group)
        first = columns[0]
        yield KeptConflict(
            id=first["id"],
            conflict_uuid=conflict_uuid,
            conflict=Conflict(
                table=first["tbl"],
                uuid=first["uuid"],
                kind=first["kind"],
                field_group=first["field_group"],
                base=_side(columns, "base", first["kind"]),
                mine=_side(columns, "mine", first["kind"]),
                theirs=_side(columns, "theirs", first["kind"]),
                hub_version=first["hub_version"] or 0,
            ),
            device=first["device"],
            at=first["at"],
            resolved_at=first["resolved_at"],
            resolution=first["resolution"],
            sent=bool(first["sent"]),
        )


def _side(rows: Sequence[sqlite3.Row], name: str, kind: str) -> dict[str, Value]:
    """Return one side's values; of a conflict about the whole row a side without any value is a delete."""
    values = {row["col"]: row[name] for row in rows if row["col"] is not None}
    if kind != "group" and all(value is None for value in values.values()):
        return {}
    return values


def _known(value: Value) -> Resolution | None:
    if not isinstance(value, str) or (_side_of(value) is None and _choices(value) is None):
        return None
    return value


def _side_of(resolution: Resolution) -> Side | None:
    return cast(Side, resolution) if resolution in ("mine", "theirs") else None


def _choices(resolution: Resolution) -> dict[str, Side] | None:
    """Return the side of each column, or None where the text is none of ours."""
    try:
        found = json.loads(resolution)
    except json.JSONDecodeError:
        return None
    if not isinstance(found, dict) or not set(found.values()) <= {"mine", "theirs"}:
        return None
    return {str(column): side for column, side in found.items()}


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None

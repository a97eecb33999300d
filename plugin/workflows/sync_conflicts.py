"""Conflicts as a person sees and decides them; a decision is an ordinary edit, logged and sent like any
other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from sqlite3 import Connection

import shapely

from ..domain.changes import ConflictKind, Value
from ..store import replica
from ..store.records import UNCHANGED, delete_record, update_record
from ..store.schema import load_schema
from ..store.workspace import Workspace
from ..sync import conflicts as kept_conflicts
from ..sync import journal
from ..sync.conflicts import KeptConflict, Side
from ..sync.errors import ConflictSettledError
from ..sync.merge_rules import GEOMETRY_COLUMN
from ..sync.operations import Key
from .sync_session import now


@dataclass(frozen=True, kw_only=True)
class ConflictView:
    """A conflict as this workspace shows it: ``mine`` is this side's answer, ``theirs`` that of the other.

    Values by column, a geometry as a shapely one in degrees of EPSG:4490 under ``geom``; a side that
    deleted the record is empty. ``standing`` is the side whose values the record holds until somebody
    decides. ``chosen`` is the side of each column once it is decided, ``resolution`` the one that all have.
    """

    id: int
    table: str
    uuid: str
    title: str
    kind: ConflictKind
    field_group: str
    base: Mapping[str, object]
    mine: Mapping[str, object]
    theirs: Mapping[str, object]
    standing: Side
    device: str
    at: str
    resolved_at: str | None
    resolution: Side | None
    chosen: Mapping[str, Side]

    @property
    def open(self) -> bool:
        """Return whether it waits for a decision."""
        return self.resolved_at is None

    @property
    def by_field(self) -> bool:
        """Return whether a side can be chosen for each column: both sides still have the record."""
        return bool(self.mine) and bool(self.theirs)


def conflicts(workspace: Workspace, *, resolved: bool = False) -> list[ConflictView]:
    """Return the conflicts that wait for a decision, oldest first; with ``resolved`` those decided as
    well."""
    with workspace.connect() as connection:
        device = journal.get_state(connection, "device")
        kept = [one for one in kept_conflicts.read(connection) if resolved or one.resolution is None]
        rows = replica.read_rows(connection, {(one.conflict.table, one.conflict.uuid) for one in kept})
    views = [
        _view(one, rows.get((one.conflict.table, one.conflict.uuid), {}), own=one.device == device)
        for one in kept
    ]
    return sorted(views, key=lambda view: (view.at, view.id))


def resolve(
    workspace: Workspace,
    conflict_id: int,
    choice: Side | Mapping[str, Side],
    *,
    busy: Collection[Key] = frozenset(),
) -> None:
    """Decide a conflict for one side, or for a side of each column, as this workspace shows them.

    Columns that a mapping leaves out keep the value that stands.

    Where the record holds that side already, the conflict is marked; otherwise the values are set, or the
    record is deleted, as an edit of today that is sent with the next sync. Raises UnknownConflictError,
    ConflictSettledError where it was decided before, the record is gone, one side deleted it and columns are
    chosen, or it is one of ``busy``, the (table, uuid) with unsaved edits.
    """
    with workspace.write() as connection:
        kept = kept_conflicts.get(connection, conflict_id)
        if kept.resolution is not None:
            raise ConflictSettledError(conflict_id, "was decided already")
        resolution, moment = _resolution(connection, kept, choice), now()
        decided = replace(kept, resolution=resolution)
        if resolution != kept.standing:
            if (kept.conflict.table, kept.conflict.uuid) in busy:
                raise ConflictSettledError(conflict_id, "is about a record with unsaved edits")
            _apply(connection, kept, _to_set(decided))
        kept_conflicts.settle(connection, kept.conflict_uuid, resolution=resolution, at=moment, sent=False)


def reopen(workspace: Workspace, conflict_id: int) -> None:
    """Undo a decision: the record gets back the values that stood before, as an edit, and the conflict is
    open.

    Raises UnknownConflictError, ConflictSettledError where it is open or the record was deleted by the
    decision.
    """
    with workspace.write() as connection:
        kept = kept_conflicts.get(connection, conflict_id)
        if kept.resolution is None:
            raise ConflictSettledError(conflict_id, "is open")
        if kept.resolution != kept.standing:
            if kept.resolution != _other(kept.standing):
                changed = [column for column, side in kept.chosen.items() if side != kept.standing]
                before = kept.side(kept.standing)
                _apply(connection, kept, {column: before.get(column) for column in changed})
            elif kept.side(_other(kept.standing)):
                _apply(connection, kept, kept.side(kept.standing))
            else:
                _bring_back(connection, kept)
        kept_conflicts.settle(connection, kept.conflict_uuid, resolution=None, at=None, sent=False)


def _resolution(connection: Connection, kept: KeptConflict, choice: Side | Mapping[str, Side]) -> str:
    """Return a choice as the conflict's author sees the sides: on other devices they change places."""
    own = kept.device == journal.get_state(connection, "device")
    if isinstance(choice, str):
        return _seen(choice, own=own)
    conflict = kept.conflict
    if not conflict.mine or not conflict.theirs:
        raise ConflictSettledError(kept.id, "is about a deleted record, which has no fields to choose from")
    differing = [
        column
        for column in dict.fromkeys([*conflict.mine, *conflict.theirs])
        if conflict.mine.get(column) != conflict.theirs.get(column)
    ]
    return kept_conflicts.resolution_of(
        {
            column: _seen(choice[column], own=own) if column in choice else kept.standing
            for column in differing
        }
    )


def _other(side: Side) -> Side:
    return "theirs" if side == "mine" else "mine"


def _to_set(decided: KeptConflict) -> Mapping[str, Value]:
    """Return the values that a decision sets; nothing where it deletes the record."""
    if decided.resolution == _other(decided.standing):
        return decided.side(_other(decided.standing))
    return {
        column: decided.side(side).get(column)
        for column, side in decided.chosen.items()
        if side != decided.standing
    }


def _apply(connection: Connection, kept: KeptConflict, values: Mapping[str, Value]) -> None:
    table, uuid = kept.conflict.table, kept.conflict.uuid
    if (table, uuid) not in replica.read_rows(connection, [(table, uuid)]):
        raise ConflictSettledError(kept.id, "is about a record that was deleted since")
    if not values:
        delete_record(connection, table, uuid)
        return
    shape = values.get(GEOMETRY_COLUMN)
    update_record(
        connection,
        table,
        uuid,
        {column: value for column, value in values.items() if column != GEOMETRY_COLUMN},
        _geometry(shape) if GEOMETRY_COLUMN in values else UNCHANGED,
        known_codes_only=False,
    )


def _bring_back(connection: Connection, kept: KeptConflict) -> None:
    """Insert the record that the decision deleted again, with its children, from the log of that delete."""
    table, uuid = kept.conflict.table, kept.conflict.uuid
    deleted = journal.deleted_rows(connection, since=kept.resolved_at or "")
    if (table, uuid) not in deleted or replica.read_rows(connection, [(table, uuid)]):
        raise ConflictSettledError(kept.id, "is about a record that is not as the decision left it")
    for key, stored in deleted.items():
        definition = load_schema().table(key[0])
        parents = {stored.get(column) for column in replica.parent_columns(definition)}
        if key == (table, uuid) or uuid in parents:
            values = {column: replica.exact_value(column, value) for column, value in stored.items()}
            replica.insert_row(connection, *key, values)


def _geometry(shape: Value) -> object:
    return shapely.from_wkb(shape) if isinstance(shape, bytes) else None


def _view(kept: KeptConflict, row: Mapping[str, Value], *, own: bool) -> ConflictView:
    conflict = kept.conflict
    mine, theirs = (conflict.mine, conflict.theirs) if own else (conflict.theirs, conflict.mine)
    return ConflictView(
        id=kept.id,
        table=conflict.table,
        uuid=conflict.uuid,
        title=_title(conflict.table, {**conflict.base, **conflict.theirs, **conflict.mine, **row}),
        kind=conflict.kind,
        field_group=conflict.field_group,
        base=_decoded(conflict.base),
        mine=_decoded(mine),
        theirs=_decoded(theirs),
        standing=_seen(kept.standing, own=own),
        device=kept.device,
        at=kept.at,
        resolved_at=kept.resolved_at,
        resolution=None if kept.whole is None else _seen(kept.whole, own=own),
        chosen={column: _seen(side, own=own) for column, side in kept.chosen.items()},
    )


def _seen(side: Side, *, own: bool) -> Side:
    return side if own else _other(side)


def _title(table: str, values: Mapping[str, Value]) -> str:
    definition = load_schema().tables.get(table)
    title = values.get(definition.title_column) if definition and definition.title_column else None
    return str(title or "")


def _decoded(values: Mapping[str, Value]) -> dict[str, object]:
    return {c: _geometry(v) if c == GEOMETRY_COLUMN else v for c, v in values.items()}

"""Receiving: pages of the hub's rows, merged with what waits here, written in short transactions."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from sqlite3 import Connection

from ..domain.changes import HubRow
from ..domain.review import SNAPSHOT, STATE
from ..store import change_log, replica
from ..store.photos import PHOTO
from ..store.schema import load_schema
from ..sync import conflicts, journal
from ..sync.conflicts import KeptConflict
from ..sync.hub import CONFLICT_TABLE
from ..sync.operations import ABSENT, Key, LocalRow, Operation
from ..sync.planner import plan
from ..sync.values import digest
from .review_snapshot import show_frozen
from .sync_photos import forget_sent
from .sync_session import Session, merge_rules, now
from .sync_windows import windows

ROWS_PER_WRITE = 200
"""How many rows one write transaction takes: QGIS cannot commit a layer while it lasts."""


@dataclass(frozen=True, kw_only=True)
class _Local:
    """What the workspace holds of the rows in question, and the place in its log up to which that is true."""

    rows: Mapping[Key, LocalRow]
    log_number: int


def pull(session: Session, *, extra: Sequence[HubRow] = ()) -> None:
    """Receive and merge what the hub has after the workspace's cursor, and ``extra`` rows it answered with.

    Rows that are open in an edit buffer, or that were edited while we planned, are deferred: the cursor stays
    before them, so that the next sync receives them again.
    """
    with session.access.read() as connection:
        cursor = journal.get_number(connection, session.cursor_key)
    session.tally.deferred.clear()
    session.tally.raced.clear()
    limit: int | None = None
    answers = list(extra)
    for window in windows(session, cursor):
        if window.rows or answers:
            deferred = _merge(
                session, [*window.rows, *answers], place=window.place if limit is None else None
            )
            limit = min([*deferred, *([limit] if limit is not None else [])], default=None)
        answers = []
        if window.place is not None:
            _note_cursor(session, window.place if limit is None else min(window.place, limit - 1))


def _note_cursor(session: Session, cursor: int) -> None:
    with session.access.read() as connection:
        if journal.get_number(connection, session.cursor_key) == cursor:
            return
    with session.access.write() as connection:
        journal.set_state(connection, session.cursor_key, cursor)


def _merge(session: Session, rows: Sequence[HubRow], *, place: int | None) -> list[int]:
    """Merge rows into the workspace; return the places in the sequence of those that were deferred.

    ``place`` is where the cursor stands with the last write of them, where none is deferred.
    """
    records = [row for row in rows if row.table != CONFLICT_TABLE]
    local = _local(session, records)
    operations = plan(local.rows, records, merge_rules())
    raced: set[Key] = set()
    waiting: set[Key] = set()
    for start in range(0, len(operations), ROWS_PER_WRITE):
        session.step(0.3, "merging")
        some, busy = operations[start : start + ROWS_PER_WRITE], frozenset(session.busy)
        ready = [operation for operation in some if not _is_busy(busy, operation, local.rows)]
        waiting |= {operation.key for operation in some} - {operation.key for operation in ready}
        whole = start + ROWS_PER_WRITE >= len(operations) and len(records) == len(rows)
        note = place if whole and not raced and not waiting else None
        raced |= _write(session, ready, local, place=note) if ready else set()
    _receive_conflicts(session, [row for row in rows if row.table == CONFLICT_TABLE])
    deferred = raced | waiting
    session.tally.deferred |= deferred
    session.tally.raced |= raced
    return [row.sequence for row in records if (row.table, row.uuid) in deferred]


def _local(session: Session, rows: Iterable[HubRow]) -> _Local:
    siblings = [table.name for table in load_schema().problem_tables]
    with session.access.read() as connection:
        changes = {(c.table, c.uuid): c for c in change_log.pending_changes(connection, after_lsn=0)}
        keys = set(changes) | {(row.table, row.uuid) for row in rows} | set(session.busy)
        keys |= {(table, uuid) for name, uuid in set(keys) if name in siblings for table in siblings}
        values = replica.read_rows(connection, keys)
        versions = journal.base_versions(connection, keys)
        number = journal.last_number(connection)
    found = {
        key: LocalRow(version=versions.get(key, 0), values=values.get(key), change=changes.get(key))
        for key in sorted(keys, key=lambda key: changes[key].last_lsn if key in changes else 0)
    }
    return _Local(rows=found, log_number=number)


def _is_busy(busy: frozenset[Key], operation: Operation, local: Mapping[Key, LocalRow]) -> bool:
    """Return whether an operation would write under an open edit buffer, its own or one of its family."""
    if operation.action == "none":
        return False
    if operation.key in busy:
        return True
    if operation.action != "delete":
        return False
    rules = merge_rules()
    mine = local.get(operation.key, ABSENT).values or {}
    parents = rules.parents_of(operation.table, mine)
    if any(uuid in parents for _, uuid in busy):
        return True
    return any(
        operation.uuid in rules.parents_of(table, local.get((table, uuid), ABSENT).values or {})
        for table, uuid in busy
    )


def _write(
    session: Session, operations: Sequence[Operation], local: _Local, *, place: int | None
) -> set[Key]:
    """Do operations in one transaction; return the rows edited since they were planned, which stay."""
    with session.access.write() as connection:
        raced = journal.touched_since(connection, local.log_number) & {o.key for o in operations}
        done = [operation for operation in operations if operation.key not in raced]
        with change_log.applying(connection):
            for operation in done:
                _act(connection, operation)
        back = [o.values for o in done if o.table == PHOTO and o.action == "insert"]
        forget_sent(connection, [row.get(name) for row in back for name in ("sha256", "thumbnail_sha256")])
        show_frozen(connection, [o.key for o in done if {STATE, SNAPSHOT} & o.values.keys()])
        versions = {operation.key: operation.version for operation in done}
        journal.set_base_versions(connection, versions, _digests(connection, done))
        settled = {operation.key: local.log_number for operation in done if operation.pending != "keep"}
        journal.acknowledge(connection, settled)
        for operation in done:
            _log_again(connection, operation)
            _keep_conflicts(connection, operation, device=session.device.uuid)
        if place is not None and not raced:
            journal.set_state(connection, session.cursor_key, place)
    tally = session.tally
    tally.conflicts += sum(len(operation.conflicts) for operation in done)
    tally.written |= {operation.key for operation in done if operation.action != "none"}
    tally.locked |= {operation.key for operation in done if operation.locked}
    return raced


def _digests(connection: Connection, done: Sequence[Operation]) -> dict[Key, bytes | None]:
    """Return what names the hub's values of the rows, as far as the workspace now knows them."""
    known = [operation for operation in done if operation.pending in ("clear", "update")]
    rows = replica.read_rows(connection, [operation.key for operation in known])
    return {
        operation.key: digest({**rows[operation.key], **operation.old}) if operation.key in rows else b""
        for operation in known
    }


def _act(connection: Connection, operation: Operation) -> None:
    if operation.action == "insert":
        replica.insert_row(connection, operation.table, operation.uuid, operation.values)
    elif operation.action == "update":
        replica.update_row(connection, operation.table, operation.uuid, operation.values)
    elif operation.action == "delete":
        replica.delete_row(connection, operation.table, operation.uuid)


def _log_again(connection: Connection, operation: Operation) -> None:
    if operation.pending == "insert":
        journal.log_again(connection, operation.key, operation="insert", old={})
    elif operation.pending == "update":
        old = {column: replica.stored_value(column, value) for column, value in operation.old.items()}
        journal.log_again(connection, operation.key, operation="update", old=old)


def _keep_conflicts(connection: Connection, operation: Operation, *, device: str) -> None:
    for conflict in operation.conflicts:
        identity = str(uuid.uuid4())
        conflicts.add(
            connection,
            KeptConflict(id=0, conflict_uuid=identity, conflict=conflict, device=device, at=now()),
        )


def _receive_conflicts(session: Session, rows: Sequence[HubRow]) -> None:
    """Keep the conflicts that came, and how those we know were resolved elsewhere."""
    if not rows:
        return
    new = 0
    with session.access.write() as connection:
        known = journal.base_versions(connection, [(CONFLICT_TABLE, row.uuid) for row in rows])
        for row in rows:
            if row.deleted or row.version <= known.get((CONFLICT_TABLE, row.uuid), 0):
                continue
            came = conflicts.from_values(row.uuid, row.values)
            ours = conflicts.find(connection, row.uuid)
            if ours is None:
                conflicts.add(connection, came)
                new += came.resolution is None
            elif came.resolution is not None or ours.resolution is None:
                conflicts.settle(
                    connection, row.uuid, resolution=came.resolution, at=came.resolved_at, sent=True
                )
            journal.set_base_versions(connection, {(CONFLICT_TABLE, row.uuid): row.version})
    session.tally.conflicts += new

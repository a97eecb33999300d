"""How the embedded hub answers a batch: row by row against the version its editor saw, in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..domain.changes import HubRow, Value
from ..domain.review import LOCKED_STATES, REASON, RETURNED, STATE
from . import embedded_rows as rows
from .batches import Batch, Change
from .embedded_rows import StoredRow
from .errors import BatchGapError, RestoredBackupError
from .hub import Accepted, PushResult, Refused, RowResult, Stale

LOCKED = "the province has accepted this record; ask for it to be reopened before changing it"
NO_REASON = "a record is returned with a reason; write it and send again"
NO_PARENT = "the record it belongs to is not in the hub"


@dataclass(frozen=True)
class Answer:
    """A result with the hub's own row that it speaks of, so that a replay can tell it again."""

    result: RowResult
    row: StoredRow | None = None


def push(connection: sqlite3.Connection, batch: Batch, *, at: str) -> PushResult:
    """Return the answer to a batch, inside the caller's write transaction.

    Raises RestoredBackupError where the number is known with another hash, BatchGapError where one lacks.
    """
    content_hash = batch.content_hash
    identity = (batch.county, batch.device, batch.device_epoch)
    known = connection.execute(
        "SELECT id, hash FROM batch WHERE county = ? AND device = ? AND device_epoch = ? AND number = ?",
        (*identity, batch.number),
    ).fetchone()
    if known is not None:
        if known[1] != content_hash:
            raise RestoredBackupError(batch.device, batch.number)
        return PushResult(rows=_stored_answer(connection, known[0]), replayed=True)
    (last,) = connection.execute(
        "SELECT coalesce(max(number), 0) FROM batch WHERE county = ? AND device = ? AND device_epoch = ?",
        identity,
    ).fetchone()
    if batch.number != last + 1:
        raise BatchGapError(batch.device, batch.number, last)
    inserted = connection.execute(
        "INSERT INTO batch (county, device, device_epoch, number, hash, at) VALUES (?, ?, ?, ?, ?, ?)",
        (*identity, batch.number, content_hash, at),
    )
    writer = BatchWriter(connection, batch, batch_id=int(inserted.lastrowid or 0), at=at)
    return PushResult(rows=writer.answer())


def order_of(changes: Sequence[Change]) -> list[int]:
    """Return the positions of changes in the order they are done: what stays first, parents first."""
    return sorted(
        range(len(changes)),
        key=lambda position: (changes[position].operation == "delete", len(changes[position].parents)),
    )


class BatchWriter:
    """The state of one batch on its way into the hub."""

    def __init__(self, connection: sqlite3.Connection, batch: Batch, *, batch_id: int, at: str) -> None:
        self._connection = connection
        self._county = batch.county
        self._changes = batch.changes
        self._batch_id = batch_id
        self._at = at
        self._deletes = {change.key: change for change in batch.changes if change.operation == "delete"}
        self._kept: set[str] = set()

    def answer(self) -> tuple[RowResult, ...]:
        """Return a result for each change; what stays is done first, then deletes, parents first."""
        answers: dict[int, RowResult] = {}
        for position in order_of(self._changes):
            change = self._changes[position]
            answer = self._delete(change) if change.operation == "delete" else self._save(change)
            if change.operation == "delete" and not isinstance(answer.result, Accepted):
                self._kept.add(change.uuid)
            self._store(position, answer)
            answers[position] = answer.result
        return tuple(answers[position] for position in range(len(self._changes)))

    def _save(self, change: Change) -> Answer:
        row = rows.find(self._connection, self._county, change.key)
        if row is not None:
            if row.version != change.base_version or (row.deleted and change.operation == "update"):
                return self._stale(row)
            values = rows.values_of(self._connection, row.id)
            if _is_locked(row, values, change):
                return self._refused(LOCKED, row)
            if _lacks_reason(values, change):
                return self._refused(NO_REASON, row)
            if not row.deleted and all(c in values and _same(values[c], v) for c, v in change.values.items()):
                return Answer(Accepted(row.version, row.sequence))
        elsewhere = self._locked_elsewhere(change) if row is None or row.deleted else None
        if elsewhere is not None:
            return self._refused(LOCKED, elsewhere)
        orphan = self._without_parent(change)
        return orphan if orphan is not None else self._write(change, row)

    def _delete(self, change: Change) -> Answer:
        row = rows.find(self._connection, self._county, change.key)
        if row is not None:
            if row.deleted:
                return Answer(Accepted(row.version, row.sequence))
            if row.version != change.base_version or not self._kept.isdisjoint(change.parents):
                return self._stale(row)
            if _is_locked(row, rows.values_of(self._connection, row.id), change):
                return self._refused(LOCKED, row)
            child = self._child_that_stays(change)
            if child is not None:
                return self._stale(child)
        return self._write(change, row)

    def _locked_elsewhere(self, change: Change) -> StoredRow | None:
        """Return the accepted row of the same record in the table of another geometry type, or None."""
        for row in rows.with_uuid(self._connection, self._county, change.uuid):
            state = rows.values_of(self._connection, row.id).get(STATE)
            if row.table != change.table and not row.deleted and state in LOCKED_STATES:
                return row
        return None

    def _child_that_stays(self, change: Change) -> StoredRow | None:
        """Return a live child that the batch does not delete, unless the record lives on in another table."""
        same = rows.with_uuid(self._connection, self._county, change.uuid)
        if any(not row.deleted and row.table != change.table for row in same):
            return None
        for child in rows.live_children(self._connection, self._county, change.uuid):
            delete = self._deletes.get((child.table, child.uuid))
            if delete is None or delete.base_version != child.version:
                return child
        return None

    def _without_parent(self, change: Change) -> Answer | None:
        """Return the answer to a row one of whose parents does not live, or None."""
        for uuid in change.parents:
            found = rows.with_uuid(self._connection, self._county, uuid)
            parents = [parent for parent in found if parent.sequence > 0]  # others have lost their values
            if not parents:
                return Answer(Refused(NO_PARENT))
            if all(parent.deleted for parent in parents):
                return self._stale(max(parents, key=lambda parent: parent.sequence))
        return None

    def _write(self, change: Change, row: StoredRow | None) -> Answer:
        written = rows.write_version(
            self._connection,
            self._county,
            key=change.key,
            previous=row,
            operation=change.operation,
            parents=change.parents,
            values=change.values,
            batch_id=self._batch_id,
            at=self._at,
        )
        return Answer(Accepted(written.version, written.sequence))

    def _stale(self, row: StoredRow) -> Answer:
        return Answer(Stale(rows.current(self._connection, row)), row)

    def _refused(self, reason: str, row: StoredRow) -> Answer:
        return Answer(Refused(reason, rows.current(self._connection, row)), row)

    def _store(self, position: int, answer: Answer) -> None:
        result = answer.result
        self._connection.execute(
            "INSERT INTO batch_result"
            " (batch_id, position, outcome, version, sequence, reason, row_id, row_version)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._batch_id,
                position,
                type(result).__name__.lower(),
                result.version if isinstance(result, Accepted) else None,
                result.sequence if isinstance(result, Accepted) else None,
                result.reason if isinstance(result, Refused) else None,
                answer.row.id if answer.row else None,
                answer.row.version if answer.row else None,
            ),
        )


def _is_locked(row: StoredRow, values: Mapping[str, Value], change: Change) -> bool:
    reopens = change.operation != "delete" and change.values.get(STATE) not in (None, *LOCKED_STATES)
    return not row.deleted and values.get(STATE) in LOCKED_STATES and not reopens


def _lacks_reason(values: Mapping[str, Value], change: Change) -> bool:
    """Return whether a change gives a record back without saying why."""
    after = {**values, **change.values}
    gives_back = values.get(STATE) != RETURNED and after.get(STATE) == RETURNED
    return gives_back and not str(after.get(REASON) or "").strip()


def _same(one: Value, other: Value) -> bool:
    return type(one) is type(other) and one == other


def _stored_answer(connection: sqlite3.Connection, batch_id: int) -> tuple[RowResult, ...]:
    stored = connection.execute(
        "SELECT outcome, version, sequence, reason, row_id, row_version FROM batch_result"
        " WHERE batch_id = ? ORDER BY position",
        (batch_id,),
    ).fetchall()
    return tuple(_result(connection, *answer) for answer in stored)


def _result(
    connection: sqlite3.Connection,
    outcome: str,
    version: int | None,
    sequence: int | None,
    reason: str | None,
    row_id: int | None,
    row_version: int | None,
) -> RowResult:
    if outcome == "accepted":
        return Accepted(version or 0, sequence or 0)
    row: HubRow | None = None
    if row_id is not None and row_version is not None:
        row = rows.at_version(connection, row_id, row_version)
    if outcome == "stale" and row is not None:
        return Stale(row)
    return Refused(reason or "", row)

"""How a mailbox answers a batch: by the embedded hub's own rules, against all letters that are there."""

from __future__ import annotations

import sqlite3

from . import embedded_rows as rows
from .batches import Batch, Change
from .embedded_push import Answer, BatchWriter
from .embedded_rows import StoredRow
from .errors import BatchGapError, RestoredBackupError
from .hub import Accepted, PushResult, Refused, RowResult, Stale
from .mailbox_fold import has_version, row_at
from .mailbox_letter import Letter, Outcome, Reference, from_bytes, outbox_of, version_of

NO_BASE = (
    "what this record was before is not in this mailbox; copy the folder it was last synchronised with"
    " into it, or synchronise with that one"
)


def answered_before(connection: sqlite3.Connection, batch: Batch) -> Letter | None:
    """Return the letter of a batch that was answered, or None where the batch is the device's next one.

    Raises RestoredBackupError where the number is taken by another batch, BatchGapError where one lacks.
    """
    outbox = (batch.county, outbox_of(batch.device, batch.device_epoch))
    taken = connection.execute(
        "SELECT batch_hash, content FROM letter WHERE county = ? AND outbox = ? AND number = ?",
        (*outbox, batch.number),
    ).fetchall()
    for content_hash, content in taken:
        if content_hash == batch.content_hash:
            return from_bytes(content)
    if taken:
        raise RestoredBackupError(batch.device, batch.number)
    (last,) = connection.execute(
        "SELECT coalesce(max(number), 0) FROM letter WHERE county = ? AND outbox = ?", outbox
    ).fetchone()
    if batch.number != last + 1:
        raise BatchGapError(batch.device, batch.number, last)
    return None


def compose(connection: sqlite3.Connection, batch: Batch, *, hub: str, at: str) -> Letter:
    """Return the letter for a device's next batch; nothing is changed in the index."""
    clock = next_clock(connection, batch.county)
    previous = connection.execute(
        "SELECT hash FROM letter WHERE county = ? AND outbox = ? AND number = ? ORDER BY hash",
        (batch.county, outbox_of(batch.device, batch.device_epoch), batch.number - 1),
    ).fetchone()
    return Letter(
        hub=hub,
        batch=batch,
        previous=previous[0] if previous else None,
        after=tips(connection, batch.county),
        clock=clock,
        at=at,
        outcomes=_judged(connection, batch, version=version_of(batch, clock), at=at),
        absorbs={},
    )


def answer_of(connection: sqlite3.Connection, letter: Letter, *, replayed: bool) -> PushResult:
    """Return what a letter that is folded in says to its device; each time the same."""
    county = letter.batch.county
    answers: list[RowResult] = []
    for change, outcome in zip(letter.batch.changes, letter.outcomes, strict=True):
        row = row_at(connection, county, outcome.row) if outcome.row else None
        if outcome.accepted is not None:
            written = row_at(connection, county, (*change.key, outcome.accepted))
            answers.append(Accepted(outcome.accepted, written.sequence if written else 0))
        elif outcome.reason is None and row is not None:
            answers.append(Stale(row))
        else:
            answers.append(Refused(outcome.reason or "", row))
    return PushResult(rows=tuple(answers), replayed=replayed)


def tips(connection: sqlite3.Connection, county: str) -> tuple[str, ...]:
    """Return the letters that no known letter comes after, in the order of their hashes."""
    found = connection.execute("SELECT hash FROM tip WHERE county = ? ORDER BY hash", (county,))
    return tuple(row[0] for row in found)


def next_clock(connection: sqlite3.Connection, county: str) -> int:
    """Return a clock that is later than every letter of the county."""
    (clock,) = connection.execute("SELECT max(clock) FROM letter WHERE county = ?", (county,)).fetchone()
    return int(clock or 0) + 1


def _judged(connection: sqlite3.Connection, batch: Batch, *, version: int, at: str) -> tuple[Outcome, ...]:
    connection.execute("SAVEPOINT judging")
    try:
        connection.execute("INSERT OR IGNORE INTO county (code) VALUES (?)", (batch.county,))
        judge = _Judge(connection, batch, at=at)
        results = judge.answer()
        return tuple(
            _outcome(result, change, judge.written, version)
            for result, change in zip(results, batch.changes, strict=True)
        )
    finally:
        connection.execute("ROLLBACK TO judging")
        connection.execute("RELEASE judging")


class _Judge(BatchWriter):
    """The embedded hub's rules, on rows that are put back afterwards."""

    def __init__(self, connection: sqlite3.Connection, batch: Batch, *, at: str) -> None:
        super().__init__(connection, batch, batch_id=0, at=at)
        self.written: set[tuple[str, str]] = set()

    def _save(self, change: Change) -> Answer:
        return self._without_base(change) or super()._save(change)

    def _delete(self, change: Change) -> Answer:
        return self._without_base(change) or super()._delete(change)

    def _without_base(self, change: Change) -> Answer | None:
        """Return the refusal of a change to a row that came with letters which are not here, or None."""
        if not change.base_version or has_version(
            self._connection, self._county, (*change.key, change.base_version)
        ):
            return None
        row = rows.find(self._connection, self._county, change.key)
        return Answer(Refused(NO_BASE)) if row is None else None

    def _write(self, change: Change, row: StoredRow | None) -> Answer:
        self.written.add(change.key)
        return super()._write(change, row)

    def _store(self, position: int, answer: Answer) -> None:
        """Keep no result: the letter does."""


def _outcome(result: RowResult, change: Change, written: set[tuple[str, str]], version: int) -> Outcome:
    if isinstance(result, Accepted):
        return Outcome(accepted=version if change.key in written else result.version)
    row: Reference | None = None
    if result.current is not None:
        key = (result.current.table, result.current.uuid)
        row = (*key, version if key in written else result.current.version)
    return Outcome(reason=result.reason if isinstance(result, Refused) else None, row=row)

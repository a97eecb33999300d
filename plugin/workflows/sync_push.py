"""Sending: what waits in the log goes to the hub in batches, each written down before it is sent.

A batch that was written down is sent again, byte for byte, until the hub has answered; the hub gives a replay
the same answer. So a crash at any point sends nothing twice and loses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from sqlite3 import Connection

from ..domain.changes import HubRow, RowChange, Value
from ..store import change_log, replica
from ..store.change_log import Pending
from ..store.photos import PHOTO
from ..store.schema import load_schema
from ..store.triggers import logged_columns
from ..sync import batches, conflicts, journal
from ..sync.batches import Batch, Change
from ..sync.conflicts import KeptConflict
from ..sync.hub import CONFLICT_TABLE, Accepted, PushResult, Refused, Stale
from ..sync.merge_rules import CLASSIFICATION_COLUMN, MergeRules, is_classified
from ..sync.operations import Key
from ..sync.values import digest
from .sync_photos import forget_sent
from .sync_session import Session, classified_among, merge_rules

IN_FLIGHT = "in_flight"
IN_FLIGHT_LOG = "in_flight_log"
BATCH_NUMBER = "batch_number"

LINK_SUFFIX = "_uuid"
"""How the columns end that name another record."""


@dataclass(frozen=True, kw_only=True)
class Collected:
    """What waits to be sent: the changes with the place in the log they reach to, and what must not go."""

    changes: tuple[Change, ...]
    log_numbers: Mapping[Key, int]
    withheld: frozenset[Key]
    without_effect: frozenset[Key]
    log_number: int


def resend(session: Session) -> list[HubRow]:
    """Send again the batch of which we do not know whether it arrived; return the rows that answered it."""
    with session.access.read() as connection:
        content = journal.get_state(connection, IN_FLIGHT)
        numbers = journal.get_state(connection, IN_FLIGHT_LOG)
    if not isinstance(content, bytes) or not isinstance(numbers, str):
        return []
    session.step(0.1, "sending again")
    batch = batches.from_bytes(content)
    return _settle(session, batch, json.loads(numbers), session.hub.push(batch))


def push(session: Session, *, rows: int = batches.ROWS_PER_BATCH) -> tuple[int, list[HubRow]]:
    """Send what waits; return the number of changes that were sent and the rows that answered stale ones.

    It goes in batches of about ``rows`` changes.
    """
    with session.access.read() as connection:
        waiting = collect(session, connection)
    session.tally.withheld |= waiting.withheld
    if waiting.without_effect:
        with session.access.write() as connection:
            journal.acknowledge(connection, dict.fromkeys(waiting.without_effect, waiting.log_number))
    answered: list[HubRow] = []
    sent = 0
    for portion in batches.portions(waiting.changes, rows=rows):
        session.step(0.5, "sending")
        numbers = [waiting.log_numbers.get(change.key, 0) for change in portion]
        batch = _write_down(session, portion, numbers)
        answered += _settle(session, batch, numbers, session.hub.push(batch))
        sent += len(portion)
    return sent, answered


def unanswered(connection: Connection) -> dict[Key, dict[str, Value]]:
    """Return what the batch in flight says of each row, as far as it was not edited after it was written."""
    content = journal.get_state(connection, IN_FLIGHT)
    numbers = journal.get_state(connection, IN_FLIGHT_LOG)
    if not isinstance(content, bytes) or not isinstance(numbers, str):
        return {}
    sent: dict[Key, dict[str, Value]] = {}
    for change, number in zip(batches.from_bytes(content).changes, json.loads(numbers), strict=True):
        if change.operation == "delete" or change.table == CONFLICT_TABLE:
            continue
        later = journal.columns_since(connection, change.key, number)
        if None not in later:
            sent[change.key] = {c: v for c, v in change.values.items() if c not in later}
    return sent


def count_waiting(connection: Connection) -> int:
    """Return how many changes of rows and conflicts wait to be sent."""
    return len(change_log.pending(connection, needed={}).changes) + len(conflicts.unsent(connection))


def withheld(session: Session) -> frozenset[Key]:
    """Return the classified rows with changes, which never go."""
    with session.access.read() as connection:
        return collect(session, connection).withheld


def collect(session: Session, connection: Connection) -> Collected:
    """Return what would be sent now, in the state of the workspace that the connection sees."""
    logged = change_log.pending(connection, needed=_deciding_columns())
    rows = _rows(connection, logged)
    kept = conflicts.unsent(connection)
    secret = _classified(connection, rows, kept)
    excluded = session.tally.deferred | set(session.tally.refused)
    changes: list[Change] = []
    rules = merge_rules()
    log_numbers: dict[Key, int] = {}
    withheld: set[Key] = set()
    for key, change in logged.changes.items():
        row = rows.get(key, {})
        log_numbers[key] = change.last_lsn
        if change.operation != "delete" and (
            is_classified(row) or (secret and not secret.isdisjoint(_links(key, row)))
        ):
            withheld.add(key)
        elif key not in excluded:
            changes.append(_change(change, row, rules))
    versions = journal.base_versions(
        connection, [(CONFLICT_TABLE, conflict.conflict_uuid) for conflict in kept]
    )
    changes += [
        _conflict_change(conflict, versions.get((CONFLICT_TABLE, conflict.conflict_uuid), 0))
        for conflict in kept
        if not _is_secret(conflict, secret, withheld)
        and (CONFLICT_TABLE, conflict.conflict_uuid) not in excluded
    ]
    return Collected(
        changes=tuple(changes),
        log_numbers=log_numbers,
        withheld=frozenset(withheld),
        without_effect=logged.without_effect,
        log_number=journal.last_number(connection),
    )


def _rows(connection: Connection, logged: Pending) -> Mapping[Key, Mapping[str, Value]]:
    """Return the rows as far as their sending needs them: whole where they go whole, else what they name."""
    whole = [
        key
        for key, change in logged.changes.items()
        if change.operation == "update" and not change.base_version
    ]
    return {**logged.rows, **replica.read_rows(connection, whole)} if whole else logged.rows


@lru_cache(maxsize=1)
def _deciding_columns() -> Mapping[str, tuple[str, ...]]:
    """Return the columns of each table that say whether a row may go, and with which others."""
    return {
        table.name: tuple(
            name
            for name in logged_columns(table)
            if name == CLASSIFICATION_COLUMN or name.endswith(LINK_SUFFIX)
        )
        for table in load_schema().tables.values()
    }


@lru_cache(maxsize=1)
def _link_columns() -> Mapping[str, tuple[str, ...]]:
    """Return the columns of each table that name another record."""
    return {
        table: tuple(name for name in columns if name != CLASSIFICATION_COLUMN)
        for table, columns in _deciding_columns().items()
    }


def _links(key: Key, row: Mapping[str, Value]) -> set[str]:
    """Return the uuids of other records that a row of a table names."""
    columns = _link_columns().get(key[0], ())
    return {value for value in map(row.get, columns) if isinstance(value, str)} if columns else set()


def _classified(
    connection: Connection, rows: Mapping[Key, Mapping[str, Value]], kept: Iterable[KeptConflict]
) -> set[str]:
    uuids = {uuid for key, row in rows.items() for uuid in _links(key, row)}
    for conflict in kept:
        uuids.add(conflict.conflict.uuid)
        for side in (conflict.conflict.base, conflict.conflict.mine, conflict.conflict.theirs):
            uuids |= _named(side)
    return classified_among(connection, uuids)


def _named(values: Mapping[str, Value]) -> set[str]:
    """Return the uuids of other records that a row names."""
    return {
        value for column, value in values.items() if column.endswith(LINK_SUFFIX) and isinstance(value, str)
    }


def _is_secret(kept: KeptConflict, secret: set[str], withheld: set[Key]) -> bool:
    conflict = kept.conflict
    sides = (conflict.base, conflict.mine, conflict.theirs)
    return (
        conflict.uuid in secret
        or (conflict.table, conflict.uuid) in withheld
        or any(is_classified(side) or not secret.isdisjoint(_named(side)) for side in sides)
    )


def _change(change: RowChange, row: Mapping[str, Value], rules: MergeRules) -> Change:
    """Return the change as it travels; a row the hub never had goes whole."""
    whole = change.operation == "insert" or (change.operation == "update" and change.base_version == 0)
    return Change(
        table=change.table,
        uuid=change.uuid,
        operation="insert" if whole else change.operation,
        base_version=change.base_version,
        parents=rules.parents_of(change.table, row or change.old),
        values=row if whole else change.new,
    )


def _conflict_change(kept: KeptConflict, version: int) -> Change:
    return Change(
        table=CONFLICT_TABLE,
        uuid=kept.conflict_uuid,
        operation="update" if version else "insert",
        base_version=version,
        values=conflicts.to_values(kept),
    )


def _write_down(session: Session, changes: Sequence[Change], numbers: Sequence[int]) -> Batch:
    """Return the batch after it is in the workspace, before anything of it is sent."""
    with session.access.write() as connection:
        number = journal.get_number(connection, BATCH_NUMBER) + 1
        batch = Batch(
            county=session.county,
            device=session.device.uuid,
            device_epoch=session.device.epoch,
            number=number,
            changes=tuple(changes),
        )
        journal.set_state(connection, BATCH_NUMBER, number)
        journal.set_state(connection, IN_FLIGHT, batches.to_bytes(batch))
        journal.set_state(connection, IN_FLIGHT_LOG, json.dumps(list(numbers)))
    return batch


def _hashes(arrived: Iterable[Change]) -> Iterator[Value]:
    """Yield the hashes of photos whose rows are new in the hub, or are there again."""
    for change in arrived:
        if change.table == PHOTO and change.operation == "insert":
            yield change.values.get("sha256")
            yield change.values.get("thumbnail_sha256")


def _digests(connection: Connection, arrived: Sequence[Change]) -> dict[Key, bytes | None]:
    """Return what names the values that the hub now has of each row; None where it was edited since."""
    updates = [change.key for change in arrived if change.operation == "update"]
    rows = replica.read_rows(connection, updates)
    edited = journal.touched_since(connection, 0)
    digests: dict[Key, bytes | None] = {}
    for change in arrived:
        if change.operation == "insert":
            digests[change.key] = digest(change.values)
        elif change.operation == "delete":
            digests[change.key] = b""
        elif change.key in rows and change.key not in edited:
            digests[change.key] = digest(rows[change.key])
    return digests


def _settle(session: Session, batch: Batch, numbers: Sequence[int], result: PushResult) -> list[HubRow]:
    """Take note of the hub's answer in one transaction; return the rows that answered stale changes."""
    versions: dict[Key, int] = {}
    acknowledged: dict[Key, int] = {}
    answered: list[HubRow] = []
    arrived: list[Change] = []
    for change, number, row in zip(batch.changes, numbers, result.rows, strict=True):
        if isinstance(row, Accepted):
            versions[change.key] = row.version
            acknowledged[change.key] = number
            arrived.append(change)
        elif isinstance(row, Stale):
            answered.append(row.current)
        elif isinstance(row, Refused):
            session.tally.refused[change.key] = row.reason
            answered += [row.current] if row.current is not None else []
    with session.access.write() as connection:
        journal.acknowledge(connection, acknowledged)
        journal.set_base_versions(connection, versions, _digests(connection, arrived), received=False)
        forget_sent(connection, _hashes(arrived))
        for change in arrived:
            if change.table == CONFLICT_TABLE:
                sent = conflicts.from_values(change.uuid, change.values)
                conflicts.mark_sent(connection, change.uuid, resolution=sent.resolution)
        journal.set_state(connection, IN_FLIGHT, None)
        journal.set_state(connection, IN_FLIGHT_LOG, None)
        if session.shared_sequence:
            _pass_over(session, connection, result)
    session.tally.pushed += sum(change.table != CONFLICT_TABLE for change in arrived)
    return answered


def _pass_over(session: Session, connection: Connection, result: PushResult) -> None:
    """Move the cursor over what was just sent, as far as the hub placed it right after what was received.

    An accepted row rests on the version that the hub has, so that there is nothing to receive of it.
    """
    cursor = start = journal.get_number(connection, session.cursor_key)
    for place in sorted(row.sequence for row in result.rows if isinstance(row, Accepted)):
        if place > cursor + 1:
            break
        cursor = max(cursor, place)
    if cursor > start:
        journal.set_state(connection, session.cursor_key, cursor)

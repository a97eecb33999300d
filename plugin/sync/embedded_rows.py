"""Reading and writing the rows of the embedded hub: as they stand, and as they were."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..domain.changes import HubRow, Value
from .hub import Page


@dataclass(frozen=True, kw_only=True)
class StoredRow:
    """A row of the hub's table `row`, without its values."""

    id: int
    table: str
    uuid: str
    version: int
    sequence: int
    deleted: bool


def find(connection: sqlite3.Connection, county: str, key: tuple[str, str]) -> StoredRow | None:
    """Return the county's row of a (table, uuid), or None."""
    found = connection.execute(
        "SELECT id, tbl, uuid, version, sequence, deleted FROM row WHERE county = ? AND tbl = ? AND uuid = ?",
        (county, *key),
    ).fetchone()
    return None if found is None else _stored(found)


def with_uuid(connection: sqlite3.Connection, county: str, uuid: str) -> list[StoredRow]:
    """Return the county's rows of a uuid: one for each geometry type the record has had."""
    rows = connection.execute(
        "SELECT id, tbl, uuid, version, sequence, deleted FROM row WHERE county = ? AND uuid = ?",
        (county, uuid),
    )
    return [_stored(row) for row in rows]


def live_children(connection: sqlite3.Connection, county: str, parent: str) -> Iterator[StoredRow]:
    """Yield the county's rows that belong to a parent and are not deleted."""
    rows = connection.execute(
        "SELECT id, tbl, uuid, version, sequence, deleted FROM row"
        " JOIN row_parent ON row_parent.row_id = row.id"
        " WHERE row_parent.county = ? AND row_parent.parent = ? AND deleted = 0 ORDER BY sequence",
        (county, parent),
    )
    for row in rows:
        yield _stored(row)


def values_of(connection: sqlite3.Connection, row_id: int) -> dict[str, Value]:
    """Return the row's values as they stand."""
    return dict(connection.execute("SELECT col, value FROM cell WHERE row_id = ?", (row_id,)).fetchall())


def current(connection: sqlite3.Connection, row: StoredRow) -> HubRow:
    """Return the row as it stands."""
    return _hub_row(row, values_of(connection, row.id))


def at_version(connection: sqlite3.Connection, row_id: int, version: int) -> HubRow:
    """Return the row as it was at a version."""
    table, uuid = connection.execute("SELECT tbl, uuid FROM row WHERE id = ?", (row_id,)).fetchone()
    sequence, operation = connection.execute(
        "SELECT sequence, operation FROM version WHERE row_id = ? AND version = ?", (row_id, version)
    ).fetchone()
    values = connection.execute(
        "SELECT col, value FROM version_cell WHERE row_id = ? AND version <= ? ORDER BY version",
        (row_id, version),
    ).fetchall()
    return HubRow(
        table=table,
        uuid=uuid,
        version=version,
        sequence=sequence,
        deleted=operation == "delete",
        values=dict(values),
    )


@dataclass(frozen=True, kw_only=True)
class EmbeddedVersion:
    """One version of a record in the embedded hub; implements `hub.PastVersion`."""

    version: int
    operation: str
    values: Mapping[str, Value]
    at: str


def history(connection: sqlite3.Connection, county: str, key: tuple[str, str]) -> list[EmbeddedVersion]:
    """Return every version of a record, oldest first."""
    row = find(connection, county, key)
    if row is None:
        return []
    values: dict[int, dict[str, Value]] = {}
    for version, column, value in connection.execute(
        "SELECT version, col, value FROM version_cell WHERE row_id = ?", (row.id,)
    ):
        values.setdefault(version, {})[column] = value
    found = connection.execute(
        "SELECT version, operation, at FROM version WHERE row_id = ? ORDER BY version", (row.id,)
    )
    return [
        EmbeddedVersion(version=version, operation=operation, values=values.get(version, {}), at=at)
        for version, operation, at in found.fetchall()
    ]


def page(connection: sqlite3.Connection, county: str, *, cursor: int, limit: int) -> Page:
    """Return up to ``limit`` rows after the cursor, in the county's sequence."""
    found = connection.execute(
        "SELECT id, tbl, uuid, version, sequence, deleted FROM row"
        " WHERE county = ? AND sequence > ? ORDER BY sequence LIMIT ?",
        (county, cursor, limit + 1),
    ).fetchall()
    rows = [_stored(row) for row in found[:limit]]
    values = _values_of_many(connection, [row.id for row in rows])
    if len(found) > limit:
        end = rows[-1].sequence
    else:
        last = connection.execute("SELECT last_sequence FROM county WHERE code = ?", (county,)).fetchone()
        end = last[0] if last else 0
    return Page(
        rows=tuple(_hub_row(row, values.get(row.id, {})) for row in rows),
        cursor=max(cursor, end),
        more=len(found) > limit,
        forgotten=_forgotten(connection, county),
    )


def forget_deleted(connection: sqlite3.Connection, county: str, *, upto: int) -> int:
    """Return how many deletions, up to a place in the sequence, were forgotten: they travel no more.

    Their values stay in the history alone; the key and the version stay, so that no number is used twice.
    """
    ids = [
        row[0]
        for row in connection.execute(
            "SELECT id FROM row WHERE county = ? AND deleted AND sequence BETWEEN 1 AND ?", (county, upto)
        )
    ]
    connection.executemany("DELETE FROM cell WHERE row_id = ?", [(one,) for one in ids])
    connection.executemany("UPDATE row SET sequence = -sequence WHERE id = ?", [(one,) for one in ids])
    return len(ids)


def _forgotten(connection: sqlite3.Connection, county: str) -> int:
    (least,) = connection.execute("SELECT min(sequence) FROM row WHERE county = ?", (county,)).fetchone()
    return max(0, -int(least or 0))


def next_sequence(connection: sqlite3.Connection, county: str) -> int:
    """Return the county's next number; it is taken for good when the transaction commits."""
    connection.execute("UPDATE county SET last_sequence = last_sequence + 1 WHERE code = ?", (county,))
    (number,) = connection.execute("SELECT last_sequence FROM county WHERE code = ?", (county,)).fetchone()
    return int(number)


def write_version(
    connection: sqlite3.Connection,
    county: str,
    *,
    key: tuple[str, str],
    previous: StoredRow | None,
    operation: str,
    parents: tuple[str, ...],
    values: Mapping[str, Value],
    batch_id: int,
    at: str,
) -> StoredRow:
    """Return the row after one more version of it, with its place in the sequence and in the history."""
    sequence = next_sequence(connection, county)
    version = previous.version + 1 if previous else 1
    deleted = operation == "delete"
    if previous is None:
        inserted = connection.execute(
            "INSERT INTO row (county, tbl, uuid, version, sequence, deleted) VALUES (?, ?, ?, ?, ?, ?)",
            (county, *key, version, sequence, int(deleted)),
        )
        row_id = int(inserted.lastrowid or 0)
    else:
        row_id = previous.id
        connection.execute(
            "UPDATE row SET version = ?, sequence = ?, deleted = ? WHERE id = ?",
            (version, sequence, int(deleted), row_id),
        )
    if not deleted:
        _write_parents(connection, county, row_id, parents)
    connection.execute(
        "INSERT INTO version (row_id, version, county, sequence, operation, batch_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (row_id, version, county, sequence, operation, batch_id, at),
    )
    _write_cells(connection, row_id, version, values)
    return StoredRow(
        id=row_id,
        table=key[0],
        uuid=key[1],
        version=version,
        sequence=sequence,
        deleted=deleted,
    )


def _write_parents(
    connection: sqlite3.Connection, county: str, row_id: int, parents: tuple[str, ...]
) -> None:
    connection.execute("DELETE FROM row_parent WHERE row_id = ?", (row_id,))
    connection.executemany(
        "INSERT OR IGNORE INTO row_parent (county, parent, row_id) VALUES (?, ?, ?)",
        [(county, parent, row_id) for parent in parents],
    )


def _write_cells(
    connection: sqlite3.Connection, row_id: int, version: int, values: Mapping[str, Value]
) -> None:
    connection.executemany(
        "INSERT INTO version_cell (row_id, version, col, value) VALUES (?, ?, ?, ?)",
        [(row_id, version, column, value) for column, value in values.items()],
    )
    connection.executemany(
        "INSERT INTO cell (row_id, col, value) VALUES (?, ?, ?)"
        " ON CONFLICT (row_id, col) DO UPDATE SET value = excluded.value",
        [(row_id, column, value) for column, value in values.items()],
    )


def _values_of_many(connection: sqlite3.Connection, row_ids: Iterable[int]) -> dict[int, dict[str, Value]]:
    values: dict[int, dict[str, Value]] = {}
    cells = connection.execute(
        "SELECT row_id, col, value FROM cell WHERE row_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(row_ids)),),
    )
    for row_id, column, value in cells:
        values.setdefault(row_id, {})[column] = value
    return values


def _stored(row: tuple[int, str, str, int, int, int]) -> StoredRow:
    identity, table, uuid, version, sequence, deleted = row
    return StoredRow(
        id=identity,
        table=table,
        uuid=uuid,
        version=version,
        sequence=sequence,
        deleted=bool(deleted),
    )


def _hub_row(row: StoredRow, values: Mapping[str, Value]) -> HubRow:
    return HubRow(
        table=row.table,
        uuid=row.uuid,
        version=row.version,
        sequence=row.sequence,
        deleted=row.deleted,
        values=values,
    )

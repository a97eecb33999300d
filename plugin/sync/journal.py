"""The workspace's own notes on sync: its state, the versions its rows rest on, and the log of what waits.

Each function works in the caller's connection and transaction, on the tables `_sync_*` of the workspace.
An acknowledged change keeps its log rows under the negative of their number: what waits is `lsn > 0`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Literal

from ..domain.changes import Value
from ..domain.row_keys import long_key, short_key
from .operations import Key

FORGOTTEN = -1
"""The version in `_sync_base` of a row that is to be received again, whatever it was."""


CHUNK = 500
"""How many values one query takes: older builds of SQLite bind 999 at most."""

_BASES = (
    "SELECT name, base.uuid, base.version, base.hash"
    " FROM _sync_base AS base JOIN _sync_table ON _sync_table.id = base.tbl"
)


def get_state(connection: sqlite3.Connection, key: str) -> Value:
    """Return a value of `_sync_state`, or None."""
    row = connection.execute("SELECT value FROM _sync_state WHERE key = ?", (key,)).fetchone()
    return None if row is None else row[0]


def get_number(connection: sqlite3.Connection, key: str) -> int:
    """Return a whole number of `_sync_state`, 0 where there is none."""
    value = get_state(connection, key)
    return value if isinstance(value, int) else 0


def set_state(connection: sqlite3.Connection, key: str, value: Value) -> None:
    """Set a value of `_sync_state`; None takes the key away."""
    connection.execute("DELETE FROM _sync_state WHERE key = ?", (key,))
    if value is not None:
        connection.execute("INSERT INTO _sync_state (key, value) VALUES (?, ?)", (key, value))


def keys_with_prefix(connection: sqlite3.Connection, prefix: str) -> set[str]:
    """Return what follows a prefix in the keys of `_sync_state`."""
    rows = connection.execute(
        "SELECT key FROM _sync_state WHERE key >= ? AND key < ?",
        (prefix, prefix[:-1] + chr(ord(prefix[-1]) + 1)),
    )
    return {row[0][len(prefix) :] for row in rows}


def last_number(connection: sqlite3.Connection) -> int:
    """Return the number of the newest log row, 0 where the log is empty."""
    row = connection.execute("SELECT max(lsn) FROM _sync_log WHERE lsn > 0").fetchone()
    return int(row[0] or 0)


def touched_since(connection: sqlite3.Connection, lsn: int) -> set[Key]:
    """Return the rows that were edited after a place in the log."""
    rows = connection.execute("SELECT DISTINCT tbl, uuid FROM _sync_log WHERE lsn > ?", (max(lsn, 0),))
    return {(row[0], row[1]) for row in rows}


def columns_since(connection: sqlite3.Connection, key: Key, lsn: int) -> set[str | None]:
    """Return the columns of a row that were edited after a place in the log; None for the row as a whole."""
    rows = connection.execute(
        "SELECT DISTINCT col, op FROM _sync_log WHERE tbl = ? AND uuid = ? AND lsn > ?", (*key, lsn)
    )
    return {None if row[1] != "U" else row[0] for row in rows}


def base_versions(connection: sqlite3.Connection, keys: Iterable[Key]) -> dict[Key, int]:
    """Return the hub's version each row rests on; rows that never met the hub are left out."""
    wanted = set(keys)
    uuids = sorted({uuid for _, uuid in wanted})
    versions: dict[Key, int] = {}
    for start in range(0, len(uuids), CHUNK):
        chunk = [short_key(uuid) for uuid in uuids[start : start + CHUNK]]
        rows = connection.execute(f"{_BASES} WHERE uuid IN ({', '.join('?' * len(chunk))})", chunk)
        for table, uuid, version, _ in rows:
            key = (table, long_key(uuid))
            if key in wanted:
                versions[key] = max(int(version), 0)
    return versions


def set_base_versions(
    connection: sqlite3.Connection,
    versions: Mapping[Key, int],
    digests: Mapping[Key, bytes | None] | None = None,
    *,
    received: bool = True,
) -> None:
    """Note the hub's version that rows rest on from now on, and what names their values at that version.

    A digest is that of `values.digest`, empty for a row that is deleted there, None where it is not known.
    What was sent, not ``received``, is no base for a row that is to be received again.
    """
    known = digests or {}
    numbers = _table_numbers(connection, {table for table, _ in versions})
    least = FORGOTTEN if received else 0
    connection.executemany(
        "INSERT INTO _sync_base (uuid, tbl, version, hash) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (uuid, tbl) DO UPDATE SET version = excluded.version, hash = excluded.hash"
        " WHERE version >= ?",
        [
            (short_key(key[1]), numbers[key[0]], version, known.get(key), least)
            for key, version in versions.items()
        ],
    )


def bases_of(connection: sqlite3.Connection, table: str) -> dict[str, tuple[int, bytes | None]]:
    """Return the version and the digest of every row of a table that has met the hub, by uuid."""
    rows = connection.execute(f"{_BASES} WHERE name = ?", (table,))
    return {long_key(uuid): (int(version), digest) for _, uuid, version, digest in rows}


def forget_bases(connection: sqlite3.Connection, keys: Iterable[Key]) -> None:
    """Let rows rest on nothing, so that whatever the hub holds of them is taken over.

    That holds until they are received: an answer to a batch that was sent before changes nothing about it.
    """
    forgotten = list(keys)
    numbers = _table_numbers(connection, {table for table, _ in forgotten})
    connection.executemany(
        "INSERT INTO _sync_base (uuid, tbl, version) VALUES (?, ?, ?)"
        " ON CONFLICT (uuid, tbl) DO UPDATE SET version = excluded.version, hash = NULL",
        [(short_key(uuid), numbers[table], FORGOTTEN) for table, uuid in forgotten],
    )


def _table_numbers(connection: sqlite3.Connection, tables: set[str]) -> dict[str, int]:
    """Return the numbers under which tables stand in `_sync_base`; a new one is given to a new table."""
    numbers = dict(connection.execute("SELECT name, id FROM _sync_table").fetchall())
    for table in sorted(tables - numbers.keys()):
        added = connection.execute("INSERT INTO _sync_table (name) VALUES (?)", (table,))
        numbers[table] = int(added.lastrowid or 0)
    return numbers


def receive_all_again(connection: sqlite3.Connection) -> None:
    """Forget how much was received, so that the next sync sees every row of the hub."""
    connection.execute("DELETE FROM _sync_state WHERE key >= 'cursor:' AND key < 'cursor;'")
    connection.execute("DELETE FROM _sync_state WHERE key >= 'acknowledged:' AND key < 'acknowledged;'")


def acknowledge(connection: sqlite3.Connection, rows: Mapping[Key, int]) -> None:
    """Take the log rows up to a number, for each (table, uuid), out of what waits; they stay as history."""
    if not rows:
        return
    waiting = connection.execute(
        "SELECT lsn, tbl, uuid FROM _sync_log WHERE lsn > 0 AND lsn <= ?", (max(rows.values()),)
    )
    done = [(row[0],) for row in waiting if row[0] <= rows.get((row[1], row[2]), 0)]
    connection.executemany("UPDATE _sync_log SET lsn = -lsn WHERE lsn = ?", done)


def deleted_rows(connection: sqlite3.Connection, *, since: str) -> dict[Key, dict[str, Value]]:
    """Return what the log kept of the rows deleted since a time: the values as their columns stored them."""
    rows: dict[Key, dict[str, Value]] = {}
    for table, uuid, column, old in connection.execute(
        "SELECT tbl, uuid, col, old FROM _sync_log WHERE op = 'D' AND at >= ? ORDER BY abs(lsn)", (since,)
    ):
        if column is None:
            rows[(table, uuid)] = {}
        elif (table, uuid) in rows:
            rows[(table, uuid)][column] = old
    return rows


def log_again(
    connection: sqlite3.Connection,
    key: Key,
    *,
    operation: Literal["insert", "update", "delete"],
    old: Mapping[str, Value],
) -> None:
    """Put a row back into what waits: as a whole, as deleted, or with columns whose base is now another.

    The values of ``old`` are as the columns store them.
    """
    if operation != "update":
        connection.execute(
            "INSERT INTO _sync_log (tbl, uuid, op, at)"
            " VALUES (?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
            (*key, "I" if operation == "insert" else "D"),
        )
    if operation == "insert":
        return
    connection.executemany(
        "INSERT INTO _sync_log (tbl, uuid, op, col, old, at)"
        " VALUES (?, ?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
        [(*key, "U" if operation == "update" else "D", column, value) for column, value in old.items()],
    )

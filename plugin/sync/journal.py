"""The workspace's own notes on sync: its state, the versions its rows rest on, and the log of what waits.

Each function works in the caller's connection and transaction, on the tables `_sync_*` of the workspace.
An acknowledged change keeps its log rows under the negative of their number: what waits is `lsn > 0`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Literal

from ..domain.changes import Value
from .operations import Key

FORGOTTEN = -1
"""The version in `_sync_base` of a row that is to be received again, whatever it was."""


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
    rows = connection.execute(
        "SELECT base.tbl, base.uuid, base.version FROM json_each(?) AS wanted"
        " JOIN _sync_base AS base ON base.tbl = json_extract(wanted.value, '$[0]')"
        " AND base.uuid = json_extract(wanted.value, '$[1]')",
        (json.dumps(sorted(keys)),),
    )
    return {(row[0], row[1]): max(int(row[2]), 0) for row in rows}


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
    connection.executemany(
        "INSERT INTO _sync_base (tbl, uuid, version, hash) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (tbl, uuid) DO UPDATE SET version = excluded.version, hash = excluded.hash"
        " WHERE version >= ?",
        [(*key, version, known.get(key), FORGOTTEN if received else 0) for key, version in versions.items()],
    )


def bases_of(connection: sqlite3.Connection, table: str) -> dict[str, tuple[int, bytes | None]]:
    """Return the version and the digest of every row of a table that has met the hub, by uuid."""
    rows = connection.execute("SELECT uuid, version, hash FROM _sync_base WHERE tbl = ?", (table,))
    return {str(row[0]): (int(row[1]), row[2]) for row in rows}


def forget_bases(connection: sqlite3.Connection, keys: Iterable[Key]) -> None:
    """Let rows rest on nothing, so that whatever the hub holds of them is taken over.

    That holds until they are received: an answer to a batch that was sent before changes nothing about it.
    """
    connection.executemany(
        "INSERT INTO _sync_base (tbl, uuid, version) VALUES (?, ?, ?)"
        " ON CONFLICT (tbl, uuid) DO UPDATE SET version = excluded.version, hash = NULL",
        [(*key, FORGOTTEN) for key in keys],
    )


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

"""The change log: whether its triggers stand, silencing them, and what the log says was done to each row."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from ..domain.changes import RowChange, Value
from . import gpkg_geometry
from .ddl import GEOMETRY_COLUMN
from .schema import Schema, Table, load_schema
from .sql import compose, marks
from .triggers import logged_columns, triggers_of
from .values import canonical

CHUNK = 500
"""How many uuids one query takes: older builds of SQLite bind 999 values at most."""


@dataclass(frozen=True, kw_only=True)
class Health:
    """Whether the change log can be trusted: a table that a tool made anew has lost its triggers."""

    missing: tuple[str, ...]
    altered: tuple[str, ...]
    tables: tuple[str, ...]
    fingerprint_matches: bool

    @property
    def ok(self) -> bool:
        """Return whether every trigger stands as it was installed."""
        return not self.missing and not self.altered and self.fingerprint_matches


def install_triggers(connection: sqlite3.Connection, schema: Schema | None = None) -> tuple[str, ...]:
    """Return the names of the triggers that were put in place because they were missing or altered.

    Notes the fingerprint of all of them in `_sync_state`. The caller holds the transaction.
    """
    wanted = _wanted(schema or load_schema())
    present = _present(connection)
    changed = tuple(name for name, sql in wanted.items() if present.get(name) != sql)
    for name in changed:
        connection.execute(compose("DROP TRIGGER IF EXISTS {name}", name=name))
        connection.execute(wanted[name])
    set_state(connection, "trigger_fingerprint", _fingerprint(wanted))
    return changed


def health(connection: sqlite3.Connection, schema: Schema | None = None) -> Health:
    """Return which triggers are missing or altered, and on which tables; costs one look at the catalogue."""
    current = schema or load_schema()
    present = _present(connection)
    missing: list[str] = []
    altered: list[str] = []
    tables: list[str] = []
    for table in current.tables.values():
        triggers = triggers_of(table)
        lost = [name for name in triggers if name not in present]
        other = [name for name, sql in triggers.items() if name in present and present[name] != sql]
        missing.extend(lost)
        altered.extend(other)
        if lost or other:
            tables.append(table.name)
    return Health(
        missing=tuple(missing),
        altered=tuple(altered),
        tables=tuple(tables),
        fingerprint_matches=get_state(connection, "trigger_fingerprint") == _fingerprint(_wanted(current)),
    )


def pending_changes(connection: sqlite3.Connection, *, after_lsn: int = 0) -> list[RowChange]:
    """Return what was done to each row after a place in the log, oldest first; one RowChange a row.

    The first old value of a column is its base, the row as it stands its new value; a value that came back
    to its base is left out, and so is a row that was made and deleted in between. A geometry is little-endian
    WKB under ``geom``: two encodings of one geometry are no change. The cost grows with the changes only.
    """
    schema = load_schema()
    logs = _read_log(connection, after_lsn, schema)
    current = {
        name: _current_rows(
            connection, schema.table(name), [log.uuid for log in logs.values() if log.table == name]
        )
        for name in {log.table for log in logs.values()}
    }
    versions = _base_versions(connection, logs)
    changes = (
        _folded(log, schema.table(log.table), current[log.table].get(log.uuid), versions.get(key, 0))
        for key, log in logs.items()
    )
    return [change for change in changes if change is not None]


@dataclass(kw_only=True)
class _RowLog:
    table: str
    uuid: str
    existed: bool
    last_lsn: int = 0
    deleted: bool = False
    old: dict[str, Value] = field(default_factory=dict)


def _read_log(
    connection: sqlite3.Connection, after_lsn: int, schema: Schema
) -> dict[tuple[str, str], _RowLog]:
    logs: dict[tuple[str, str], _RowLog] = {}
    rows = connection.execute(
        "SELECT lsn, tbl, uuid, op, col, old FROM _sync_log WHERE lsn > ? ORDER BY lsn", (after_lsn,)
    )
    for lsn, table, uuid, operation, column, old in rows:
        if table not in schema.tables:
            continue
        log = logs.get((table, uuid))
        if log is None:
            log = logs[(table, uuid)] = _RowLog(table=table, uuid=uuid, existed=operation != "I")
        log.last_lsn = lsn
        log.deleted = log.deleted or operation == "D"
        if column is not None and log.existed:
            log.old.setdefault(column, old)
    return logs


def _current_rows(
    connection: sqlite3.Connection, table: Table, uuids: list[str]
) -> dict[str, dict[str, Value]]:
    columns = logged_columns(table)
    rows: dict[str, dict[str, Value]] = {}
    for start in range(0, len(uuids), CHUNK):
        chunk = uuids[start : start + CHUNK]
        statement = compose(
            "SELECT {columns} FROM {table} WHERE uuid IN ({marks})",
            columns=["uuid", *columns],
            table=table.name,
            marks=marks(len(chunk)),
        )
        for row in connection.execute(statement, chunk):
            rows[row[0]] = dict(zip(columns, tuple(row)[1:], strict=True))
    return rows


def _base_versions(
    connection: sqlite3.Connection, logs: Mapping[tuple[str, str], _RowLog]
) -> dict[tuple[str, str], int]:
    versions: dict[tuple[str, str], int] = {}
    for key in logs:
        row = connection.execute("SELECT version FROM _sync_base WHERE tbl = ? AND uuid = ?", key).fetchone()
        if row is not None:
            versions[key] = int(row[0])
    return versions


def _folded(log: _RowLog, table: Table, row: Mapping[str, Value] | None, version: int) -> RowChange | None:
    columns = logged_columns(table)
    old = {name: log.old[name] for name in columns if name in log.old}
    if log.existed and log.deleted:
        old = {name: log.old.get(name) for name in columns}
    old = _comparable(table, old)
    new = (
        {}
        if row is None
        else _comparable(table, {name: row[name] for name in columns if not old or name in old})
    )
    if not log.existed:
        return None if row is None else _change(log, "insert", version, {}, new)
    if row is None:
        return _change(log, "delete", version, old, {}) if log.deleted else None
    changed = [name for name in old if old[name] != new[name]]
    if not changed:
        return None
    return _change(log, "update", version, {n: old[n] for n in changed}, {n: new[n] for n in changed})


def _change(
    log: _RowLog,
    operation: Literal["insert", "update", "delete"],
    version: int,
    old: Mapping[str, Value],
    new: Mapping[str, Value],
) -> RowChange:
    return RowChange(
        table=log.table,
        uuid=log.uuid,
        operation=operation,
        base_version=version,
        last_lsn=log.last_lsn,
        old=old,
        new=new,
    )


def _comparable(table: Table, values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: _comparable_value(table, name, value) for name, value in values.items()}


def _comparable_value(table: Table, name: str, value: Value) -> Value:
    if name != GEOMETRY_COLUMN:
        return canonical(table.column(name).type, value)
    return gpkg_geometry.canonical_wkb([value])[0] if isinstance(value, bytes) else None


@contextmanager
def applying(connection: sqlite3.Connection) -> Iterator[None]:
    """Silence the triggers while pulled rows are written, inside the caller's transaction.

    The flag is lowered before the transaction ends, so that no other program ever sees it raised.
    """
    connection.execute("UPDATE _sync_flag SET value = 1 WHERE name = 'applying'")
    if connection.execute("SELECT changes()").fetchone()[0] == 0:
        connection.execute("INSERT INTO _sync_flag (name, value) VALUES ('applying', 1)")
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("UPDATE _sync_flag SET value = 0 WHERE name = 'applying'")


def get_state(connection: sqlite3.Connection, key: str) -> str | int | None:
    """Return a value of `_sync_state`, or None."""
    row = connection.execute("SELECT value FROM _sync_state WHERE key = ?", (key,)).fetchone()
    return None if row is None else row[0]


def set_state(connection: sqlite3.Connection, key: str, value: str | int | None) -> None:
    """Set a value of `_sync_state`."""
    if connection.execute("UPDATE _sync_state SET value = ? WHERE key = ?", (value, key)).rowcount == 0:
        connection.execute("INSERT INTO _sync_state (key, value) VALUES (?, ?)", (key, value))


def _wanted(schema: Schema) -> dict[str, str]:
    return {name: sql for table in schema.tables.values() for name, sql in triggers_of(table).items()}


def _present(connection: sqlite3.Connection) -> dict[str, str]:
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return {row[0]: row[1] for row in rows}


def _fingerprint(triggers: dict[str, str]) -> str:
    text = "\n".join(f"{name}\t{sql}" for name, sql in sorted(triggers.items()))
    return hashlib.sha256(text.encode()).hexdigest()

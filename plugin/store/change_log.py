"""The change log: whether its triggers stand, silencing them, and what the log says was done to each row."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from ..domain.changes import RowChange, Value
from ..domain.row_keys import short_key
from . import gpkg_geometry
from .ddl import GEOMETRY_COLUMN
from .schema import Schema, Table, load_schema
from .sql import compose, marks
from .triggers import logged_columns, triggers_of
from .values import TIME, canonical

CHUNK = 500
"""How many uuids one query takes: older builds of SQLite bind 999 values at most."""


_BASES = "SELECT name, uuid, version FROM _sync_base JOIN _sync_table ON id = tbl WHERE uuid IN ({marks})"


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


@dataclass(frozen=True, kw_only=True)
class Pending:
    """What was done to rows after a place in the log, oldest first; and which of them stand as they were.

    ``rows`` are the rows as they stand, as far as they were read.
    """

    changes: tuple[RowChange, ...]
    rows: Mapping[tuple[str, str], Mapping[str, Value]]
    without_effect: frozenset[tuple[str, str]]


def pending_changes(connection: sqlite3.Connection, *, after_lsn: int = 0) -> list[RowChange]:
    """Return what was done to each row after a place in the log, oldest first; one RowChange a row.

    The first old value of a column is its base, the row as it stands its new value; a value that came back
    to its base is left out, and so is a row that was made and deleted in between. A geometry is little-endian
    WKB under ``geom``: two encodings of one geometry are no change. The cost grows with the changes only.
    """
    return list(pending(connection, after_lsn=after_lsn).changes)


def _none(_: Table) -> tuple[str, ...]:
    return ()


def pending(
    connection: sqlite3.Connection, *, after_lsn: int = 0, beside: Callable[[Table], tuple[str, ...]] = _none
) -> Pending:
    """Return the changes of :func:`pending_changes`, and which rows of the log came out as none.

    Of edited rows the changed columns are read, and ``beside`` these some of the logged ones of their table.
    """
    schema = load_schema()
    logs = _read_log(connection, after_lsn)
    versions = _base_versions(connection, logs)
    by_table: dict[str, list[_RowLog]] = {}
    for log in logs.values():
        if log.table in schema.tables:
            by_table.setdefault(log.table, []).append(log)
    changes: list[RowChange] = []
    rows: dict[tuple[str, str], dict[str, Value]] = {}
    for name, some in by_table.items():
        table = schema.table(name)
        current = _current_rows(connection, table, some, beside(table))
        _make_comparable(table, [*current.values(), *(log.old for log in some)])
        found = (
            _folded(log, table, current.get(log.uuid), versions.get((name, log.uuid), 0)) for log in some
        )
        changes += [change for change in found if change is not None]
        rows.update(((name, uuid), row) for uuid, row in current.items())
    if len(by_table) > 1:
        order = {key: place for place, key in enumerate(logs)}
        changes.sort(key=lambda change: order[(change.table, change.uuid)])
    return Pending(
        changes=tuple(changes),
        rows=rows,
        without_effect=frozenset(logs.keys() - {(change.table, change.uuid) for change in changes}),
    )


@dataclass(kw_only=True, slots=True)
class _RowLog:
    table: str
    uuid: str
    existed: bool
    last_lsn: int = 0
    deleted: bool = False
    old: dict[str, Value] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Return whether the row is compared in all its columns."""
        return self.deleted or not self.existed


def _read_log(connection: sqlite3.Connection, after_lsn: int) -> dict[tuple[str, str], _RowLog]:
    """Return what the log says of each row, in the order of its first entry."""
    logs: dict[tuple[str, str], _RowLog] = {}
    cursor = connection.cursor()
    cursor.row_factory = None
    rows = cursor.execute(
        "SELECT lsn, tbl, uuid, op, col, old FROM _sync_log WHERE lsn > ? ORDER BY lsn", (after_lsn,)
    )
    log: _RowLog | None = None
    for lsn, table, uuid, operation, column, old in rows:
        if log is None or log.uuid != uuid or log.table != table:
            log = logs.get((table, uuid))
            if log is None:
                log = logs[(table, uuid)] = _RowLog(table=table, uuid=uuid, existed=operation != "I")
        log.last_lsn = lsn
        if operation == "D":
            log.deleted = True
        if column is not None and log.existed and column not in log.old:
            log.old[column] = old
    return logs


def _current_rows(
    connection: sqlite3.Connection, table: Table, logs: Sequence[_RowLog], beside: tuple[str, ...]
) -> dict[str, dict[str, Value]]:
    """Return the rows as they stand, in the columns that their comparison needs and those ``beside`` them."""
    columns = logged_columns(table)
    touched = {name for log in logs if not log.whole for name in log.old}.union(beside)
    rows = _columns_of(connection, table, columns, [log.uuid for log in logs if log.whole])
    some = tuple(name for name in columns if name in touched)
    rows.update(_columns_of(connection, table, some, [log.uuid for log in logs if not log.whole]))
    return rows


def _columns_of(
    connection: sqlite3.Connection, table: Table, columns: tuple[str, ...], uuids: Sequence[str]
) -> dict[str, dict[str, Value]]:
    head = compose("SELECT {columns} FROM {table}", columns=["uuid", *columns], table=table.name)
    cursor = connection.cursor()
    cursor.row_factory = None
    rows: dict[str, dict[str, Value]] = {}
    wanted = sorted(uuids)
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        for row in cursor.execute(f"{head} WHERE uuid IN ({marks(len(chunk))})", chunk):
            rows[row[0]] = dict(zip(columns, row[1:], strict=True))
    return rows


def _base_versions(
    connection: sqlite3.Connection, keys: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    """Return the hub's versions by (table, uuid), also those of the same uuids in other tables."""
    uuids = sorted({uuid for _, uuid in keys})
    versions: dict[tuple[str, str], int] = {}
    for start in range(0, len(uuids), CHUNK):
        chunk = {short_key(uuid): uuid for uuid in uuids[start : start + CHUNK]}
        statement = compose(_BASES, marks=marks(len(chunk)))
        for table, key, version in connection.execute(statement, list(chunk)):
            versions[(table, chunk[key])] = max(version, 0)
    return versions


def _folded(log: _RowLog, table: Table, row: Mapping[str, Value] | None, version: int) -> RowChange | None:
    if not log.existed:
        return None if row is None else _change(log, "insert", version, {}, row)
    old = {name: log.old.get(name) for name in logged_columns(table)} if log.deleted else log.old
    if row is None:
        return _change(log, "delete", version, old, {}) if log.deleted else None
    changed = {name: value for name, value in old.items() if name in row and value != row[name]}
    if not changed:
        return None
    return _change(log, "update", version, changed, {name: row[name] for name in changed})


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


def _make_comparable(table: Table, rows: Sequence[dict[str, Value]]) -> None:
    """Write times and geometries of rows in the one way in which equal ones are equal."""
    times = [column.name for column in table.data_columns if column.type == TIME]
    for row in rows if times else ():
        for name in times:
            if name in row:
                row[name] = canonical(TIME, row[name])
    shaped = [row for row in rows if GEOMETRY_COLUMN in row] if table.geometry else []
    blobs = [blob if isinstance(blob, bytes) else None for blob in (row[GEOMETRY_COLUMN] for row in shaped)]
    for row, shape in zip(shaped, gpkg_geometry.canonical_wkb(blobs), strict=True):
        row[GEOMETRY_COLUMN] = shape


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

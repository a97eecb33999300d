"""The change log: whether its triggers stand, silencing them, and what the log says was done to each row."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeVar

from ..domain.changes import RowChange, Value
from ..domain.row_keys import short_key
from . import gpkg_geometry
from .ddl import GEOMETRY_COLUMN
from .schema import Schema, Table, load_schema
from .sql import Fragment, compose, marks
from .triggers import logged_columns, triggers_of
from .values import TIME, canonical

CHUNK = 500
"""How many uuids one query takes: older builds of SQLite bind 999 values at most."""

_BASES = (
    "SELECT uuid, version FROM _sync_base"
    " WHERE tbl = (SELECT id FROM _sync_table WHERE name = ?) AND uuid IN ({marks})"
)
_LOG = "SELECT lsn, tbl, uuid, op, col, old FROM _sync_log WHERE lsn > ?{only} ORDER BY lsn"
_FEW_OF_DELETED = " AND (op <> 'D' OR col IS NULL OR col IN ({marks}))"

T = TypeVar("T")
Key = tuple[str, str]
"""Table and uuid of a row."""


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

    changes: Mapping[Key, RowChange]
    rows: Mapping[Key, Mapping[str, Value]]
    without_effect: frozenset[Key]


def pending_changes(connection: sqlite3.Connection, *, after_lsn: int = 0) -> list[RowChange]:
    """Return what was done to each row after a place in the log, oldest first; one RowChange a row.

    The first old value of a column is its base, the row as it stands its new value; a value that came back
    to its base is left out, and so is a row that was made and deleted in between and was never at the hub. A
    geometry is little-endian WKB under ``geom``: two encodings of one geometry are no change. The cost grows
    with the changes only.
    """
    return list(pending(connection, after_lsn=after_lsn).changes.values())


def pending(
    connection: sqlite3.Connection,
    *,
    after_lsn: int = 0,
    needed: Mapping[str, tuple[str, ...]] | None = None,
) -> Pending:
    """Return the changes of :func:`pending_changes`, and which rows of the log came out as none.

    Of edited rows the changed columns are read, and those ``needed`` of their table. Where these are named, a
    delete has the values of these alone: those of deleted rows are often most of the log.
    """
    tables, wanted = load_schema().tables, needed or {}
    few = None if needed is None else {column for columns in wanted.values() for column in columns}
    logs = _read_log(connection, after_lsn, few)
    current = {
        name: _current_rows(connection, tables[name], some, wanted.get(name, ()))
        for name, some in logs.items()
        if name in tables
    }
    if few is not None and any(_one_is_back(logs[name], rows) for name, rows in current.items()):
        logs = _read_log(connection, after_lsn, None)
    changes: dict[Key, RowChange] = {}
    read: dict[Key, Mapping[str, Value]] = {}
    unchanged: set[Key] = set()
    for name, some in logs.items():
        rows = current.get(name, {})
        of_deleted = None if needed is None else wanted.get(name, ())
        for uuid, change in _fold(connection, name, some, rows, of_deleted):
            key = (name, uuid)
            if change is None:
                unchanged.add(key)
            else:
                changes[key] = change
            if uuid in rows:
                read[key] = rows[uuid]
    if len(current) > 1:
        changes = dict(sorted(changes.items(), key=lambda item: logs[item[0][0]][item[0][1]].first_lsn))
    return Pending(changes=changes, rows=read, without_effect=frozenset(unchanged))


def _fold(
    connection: sqlite3.Connection,
    name: str,
    logs: _Logs,
    rows: Mapping[str, dict[str, Value]],
    of_deleted: tuple[str, ...] | None,
) -> Iterator[tuple[str, RowChange | None]]:
    """Yield what was done to each row of a table, by uuid; a deleted one has the columns ``of_deleted``.

    Of a table that this version does not know it is nothing.
    """
    table = load_schema().tables.get(name)
    if table is None:
        yield from ((uuid, None) for uuid in logs)
        return
    versions = _base_versions(connection, name, logs)
    _make_comparable(table, logs, rows)
    columns = logged_columns(table)
    told = _Told(columns, columns if of_deleted is None else of_deleted)
    for uuid, log in logs.items():
        yield uuid, _folded((name, uuid), log, rows.get(uuid), versions.get(uuid, 0), told)


class _Told(NamedTuple):
    """The logged columns of a table, and those that are told of a row that is deleted."""

    columns: tuple[str, ...]
    of_deleted: tuple[str, ...]


@dataclass(slots=True)
class _RowLog:
    first_lsn: int
    existed: bool
    last_lsn: int = 0
    deleted: bool = False
    old: dict[str, Value] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Return whether the row is compared in all its columns."""
        return self.deleted or not self.existed


_Logs = dict[str, _RowLog]
"""What the log says of the rows of one table, by uuid, in the order of their first entries."""


def _read_log(
    connection: sqlite3.Connection, after_lsn: int, of_deleted: Collection[str] | None
) -> dict[str, _Logs]:
    """Return what the log says of each row, by table.

    Of the values of deleted rows it reads the columns ``of_deleted``, or all. They are written at once, right
    after the entry of the delete: what is left out up to the next entry is that row's.
    """
    few = sorted(of_deleted or ())
    only = Fragment("") if of_deleted is None else compose(_FEW_OF_DELETED, marks=marks(len(few)))
    rows = _tuples(connection, compose(_LOG, only=only), [after_lsn, *few])
    logs: dict[str, _Logs] = {}
    last_table = last_uuid = None
    log = _RowLog(0, existed=False)
    cut: _RowLog | None = None
    for lsn, table, uuid, operation, column, old in rows:
        if cut is not None:
            cut.last_lsn, cut = lsn - 1, None
        if uuid != last_uuid or table != last_table:
            last_table, last_uuid = table, uuid
            some = logs.setdefault(table, {})
            known = some.get(uuid)
            if known is None:
                known = some[uuid] = _RowLog(lsn, operation != "I")
            log = known
        log.last_lsn = lsn
        if operation == "D":
            log.deleted = True
            cut = None if of_deleted is None else log
        if column is not None and (log.existed or operation == "D") and column not in log.old:
            log.old[column] = old
    if cut is not None:
        cut.last_lsn = connection.execute("SELECT max(lsn) FROM _sync_log").fetchone()[0]
    return logs


def _one_is_back(logs: _Logs, rows: Mapping[str, object]) -> bool:
    """Return whether a row that was deleted is there again."""
    return any(log.deleted and log.existed and uuid in rows for uuid, log in logs.items())


def _tuples(
    connection: sqlite3.Connection, statement: str, parameters: Sequence[Value]
) -> Iterable[tuple[Any, ...]]:
    """Return the rows of a query as plain tuples, which are made faster than rows with names."""
    cursor = connection.cursor()
    cursor.row_factory = None
    return cursor.execute(statement, parameters)


def _current_rows(
    connection: sqlite3.Connection, table: Table, logs: _Logs, needed: tuple[str, ...]
) -> dict[str, dict[str, Value]]:
    """Return the rows as they stand, in the columns that their comparison needs and the ``needed`` ones."""
    columns = logged_columns(table)
    whole = [uuid for uuid, log in logs.items() if log.whole]
    edited = [uuid for uuid, log in logs.items() if not log.whole]
    touched = set(needed).union(*[logs[uuid].old for uuid in edited])
    rows = _columns_of(connection, table, columns, whole)
    rows.update(_columns_of(connection, table, tuple(name for name in columns if name in touched), edited))
    return rows


def _columns_of(
    connection: sqlite3.Connection, table: Table, columns: tuple[str, ...], uuids: Iterable[str]
) -> dict[str, dict[str, Value]]:
    head = compose("SELECT {columns} FROM {table}", columns=[*columns, "uuid"], table=table.name)
    rows: dict[str, dict[str, Value]] = {}
    for chunk in _chunks(sorted(uuids)):
        for row in _tuples(connection, f"{head} WHERE uuid IN ({marks(len(chunk))})", chunk):
            rows[row[-1]] = dict(zip(columns, row, strict=False))
    return rows


def _base_versions(connection: sqlite3.Connection, table: str, uuids: Iterable[str]) -> dict[str, int]:
    """Return the hub's versions of rows of a table, as far as they met the hub."""
    by_short_key = {short_key(uuid): uuid for uuid in sorted(uuids)}
    versions: dict[str, int] = {}
    for chunk in _chunks(list(by_short_key)):
        statement = compose(_BASES, marks=marks(len(chunk)))
        for key, version in _tuples(connection, statement, [table, *chunk]):
            versions[by_short_key[key]] = max(version, 0)
    return versions


def _chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield as many of the values as one query takes, until they are all there."""
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def _folded(
    key: Key, log: _RowLog, row: Mapping[str, Value] | None, version: int, told: _Told
) -> RowChange | None:
    """Return what the log and the row as it stands come to."""
    if not log.existed and row is not None:
        return _change(key, log, "insert", version, {}, row)
    if not log.existed and version == 0:
        return None
    if row is None:
        left = {name: log.old.get(name) for name in told.of_deleted}
        return _change(key, log, "delete", version, left, {}) if log.deleted else None
    logged = {name: log.old.get(name) for name in told.columns} if log.deleted else log.old
    old: dict[str, Value] = {}
    new: dict[str, Value] = {}
    for name, value in logged.items():
        now = row.get(name, value)
        if now != value:
            old[name], new[name] = value, now
    return _change(key, log, "update", version, old, new) if new else None


def _change(
    key: Key,
    log: _RowLog,
    operation: Literal["insert", "update", "delete"],
    version: int,
    old: Mapping[str, Value],
    new: Mapping[str, Value],
) -> RowChange:
    return RowChange(
        table=key[0],
        uuid=key[1],
        operation=operation,
        base_version=version,
        last_lsn=log.last_lsn,
        old=old,
        new=new,
    )


def _make_comparable(table: Table, logs: _Logs, current: Mapping[str, dict[str, Value]]) -> None:
    """Write times and geometries that are compared in the one way in which equal ones are equal."""
    times = [column.name for column in table.data_columns if column.type == TIME]
    many_forms = {*times, GEOMETRY_COLUMN}
    rows: list[dict[str, Value]] = []
    for uuid, log in logs.items():
        if log.whole or not many_forms.isdisjoint(log.old):
            rows += [row for row in (log.old, current.get(uuid)) if row]
    for name in times:
        for row in rows:
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

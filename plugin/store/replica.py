"""Rows as sync sees them: exact values in and out, without the checks and defaults of what a person enters.

A pulled row was checked where it was made; it is written as it came, so that replicas are equal to the byte.
A geometry is little-endian WKB under ``geom``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

import shapely

from ..domain.changes import Value
from . import gpkg_geometry
from .ddl import GEOMETRY_COLUMN
from .errors import InvalidRecordError
from .foreign_indexes import make_plain
from .schema import Table, load_schema
from .sql import assignments, compose, marks
from .triggers import logged_columns
from .values import TIME, canonical

CHUNK = 500
Key = tuple[str, str]


def read_rows(
    connection: sqlite3.Connection,
    keys: Iterable[Key],
    *,
    columns: Callable[[Table], tuple[str, ...]] = logged_columns,
) -> dict[Key, dict[str, Value]]:
    """Return the data columns and the geometry of rows by (table, uuid), comparable with `pending_changes`.

    Rows that are not there and tables that are not synced are left out; ``columns`` may choose some columns.
    """
    schema = load_schema()
    uuids: dict[str, list[str]] = {}
    for table, uuid in keys:
        if table in schema.tables and schema.table(table).synced:
            uuids.setdefault(table, []).append(uuid)
    rows: dict[Key, dict[str, Value]] = {}
    for name, wanted in uuids.items():
        definition = schema.table(name)
        for uuid, values in _read(connection, definition, wanted, columns(definition)):
            rows[(name, uuid)] = values
    return rows


def _read(
    connection: sqlite3.Connection, table: Table, uuids: Sequence[str], columns: tuple[str, ...]
) -> Iterator[tuple[str, dict[str, Value]]]:
    head = compose("SELECT {columns} FROM {table}", columns=["uuid", *columns], table=table.name)
    times = [column.name for column in table.data_columns if column.type == TIME and column.name in columns]
    cursor = connection.cursor()
    cursor.row_factory = None
    for start in range(0, len(uuids), CHUNK):
        chunk = uuids[start : start + CHUNK]
        found = cursor.execute(f"{head} WHERE uuid IN ({marks(len(chunk))})", chunk).fetchall()
        rows: list[dict[str, Value]] = [dict(zip(columns, row[1:], strict=True)) for row in found]
        if GEOMETRY_COLUMN in columns:
            place = columns.index(GEOMETRY_COLUMN) + 1
            shapes = gpkg_geometry.canonical_wkb([row[place] for row in found])
            for values, shape in zip(rows, shapes, strict=True):
                values[GEOMETRY_COLUMN] = shape
        for row, values in zip(found, rows, strict=True):
            for name in times:
                values[name] = canonical(TIME, values[name])
            yield str(row[0]), values


def read_columns(
    connection: sqlite3.Connection, table: str, columns: Sequence[str]
) -> list[tuple[Value, ...]]:
    """Return some columns of all rows of a table, as they are stored."""
    statement = compose("SELECT {columns} FROM {table} ORDER BY fid", columns=list(columns), table=table)
    return [tuple(row) for row in connection.execute(statement)]


def read_value(connection: sqlite3.Connection, table: str, uuid: str, column: str) -> Value:
    """Return one stored value of a row; None where there is no such row."""
    statement = compose("SELECT {column} FROM {table} WHERE uuid = ?", column=column, table=table)
    row = connection.execute(statement, (uuid,)).fetchone()
    return None if row is None else row[0]


def holding(connection: sqlite3.Connection, table: str, column: str) -> set[str]:
    """Return the uuids of the rows that hold something in a column, without reading what."""
    statement = compose("SELECT uuid FROM {table} WHERE {column} IS NOT NULL", table=table, column=column)
    return {str(row[0]) for row in connection.execute(statement)}


def present(connection: sqlite3.Connection, uuids: Iterable[str]) -> set[str]:
    """Return those of the uuids of which a record is here, in whatever synced table."""
    wanted = sorted(set(uuids))
    found: set[str] = set()
    for table in load_schema().tables.values() if wanted else ():
        if table.synced:
            head = compose("SELECT uuid FROM {table}", table=table.name)
            for start in range(0, len(wanted), CHUNK):
                chunk = wanted[start : start + CHUNK]
                rows = connection.execute(f"{head} WHERE uuid IN ({marks(len(chunk))})", chunk)
                found.update(str(row["uuid"]) for row in rows)
    return found


def with_value(
    connection: sqlite3.Connection,
    column: str,
    value: Value,
    uuids: Iterable[str],
    *,
    tables: Collection[str] | None = None,
) -> set[str]:
    """Return those of the uuids whose record, in any synced table or in some, has a value in a column."""
    wanted = sorted(set(uuids))
    found: set[str] = set()
    for table in load_schema().tables.values() if wanted else ():
        if not table.synced or not table.has(column) or (tables is not None and table.name not in tables):
            continue
        head = compose("SELECT uuid FROM {table} WHERE {column} IS ?", table=table.name, column=column)
        for start in range(0, len(wanted), CHUNK):
            chunk = wanted[start : start + CHUNK]
            rows = connection.execute(f"{head} AND uuid IN ({marks(len(chunk))})", [value, *chunk])
            found.update(str(row["uuid"]) for row in rows)
    return found


def insert_row(connection: sqlite3.Connection, table: str, uuid: str, values: Mapping[str, Value]) -> None:
    """Insert a row as it came; columns that did not come take their default."""
    definition = load_schema().table(table)
    row = {"uuid": uuid, **_stored(connection, definition, values)}
    statement = compose(
        "INSERT INTO {table} ({columns}) VALUES ({marks})",
        table=table,
        columns=list(row),
        marks=marks(len(row)),
    )
    _write(connection, table, uuid, statement, list(row.values()))


def update_row(connection: sqlite3.Connection, table: str, uuid: str, values: Mapping[str, Value]) -> None:
    """Set the given columns of a row; nothing happens where there is no such row."""
    row = _stored(connection, load_schema().table(table), values)
    if row:
        statement = compose(
            "UPDATE {table} SET {settings} WHERE uuid = ?", table=table, settings=assignments(row)
        )
        _write(connection, table, uuid, statement, [*row.values(), uuid])


def _write(
    connection: sqlite3.Connection, table: str, uuid: str, statement: str, values: Sequence[Value]
) -> None:
    """Write what came; a UNIQUE index that is not the workspace's own does not keep it out."""
    try:
        try:
            connection.execute(statement, values)
        except sqlite3.IntegrityError:
            if not make_plain(connection, table):
                raise
            connection.execute(statement, values)
    except sqlite3.IntegrityError as error:
        raise InvalidRecordError(table, uuid, f"it came from the hub and does not fit ({error})") from error


def delete_row(connection: sqlite3.Connection, table: str, uuid: str) -> None:
    """Delete this one row: its children have their own deletes, or are somebody's unsent work."""
    connection.execute(compose("DELETE FROM {table} WHERE uuid = ?", table=table), (uuid,))


def stored_value(column: str, value: Value) -> Value:
    """Return a value as its column stores it: WKB becomes the geometry blob, all others stay."""
    if column == GEOMETRY_COLUMN and isinstance(value, bytes):
        return gpkg_geometry.encode(shapely.from_wkb(value))
    return value


def exact_value(column: str, stored: Value) -> Value:
    """Return a stored value as sync sees it: the inverse of :func:`stored_value`."""
    if column == GEOMETRY_COLUMN and isinstance(stored, bytes):
        return gpkg_geometry.canonical_wkb([stored])[0]
    return stored


def parent_columns(table: Table) -> tuple[str, ...]:
    """Return the columns that name the rows a row cannot stand without: its parent's, then its links'."""
    schema = load_schema()
    own = [table.parent_column] if table.parent_column else []
    links = [
        column.name
        for other in schema.tables.values()
        for linked, column in schema.links(other)
        if linked.name == table.name
    ]
    return (*own, *links)


def _stored(connection: sqlite3.Connection, table: Table, values: Mapping[str, Value]) -> dict[str, Value]:
    columns = set(logged_columns(table))
    row = {name: stored_value(name, value) for name, value in values.items() if name in columns}
    shape = values.get(GEOMETRY_COLUMN)
    if table.geometry and isinstance(shape, bytes):
        _widen_extent(connection, table, shape)
    return row


def _widen_extent(connection: sqlite3.Connection, table: Table, shape: bytes) -> None:
    geometry = shapely.from_wkb(shape)
    if shapely.is_empty(geometry):
        return
    west, south, east, north = (float(value) for value in shapely.bounds(geometry))
    connection.execute(
        "UPDATE gpkg_contents SET min_x = min(coalesce(min_x, ?1), ?1), min_y = min(coalesce(min_y, ?2), ?2),"
        " max_x = max(coalesce(max_x, ?3), ?3), max_y = max(coalesce(max_y, ?4), ?4),"
        " last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE table_name = ?5",
        (west, south, east, north, table.name),
    )

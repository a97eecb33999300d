"""Whole records in and out of the workspace's tables, in the caller's connection and transaction."""

from __future__ import annotations

import sqlite3
import uuid as uuid_module
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

import shapely

from ..domain.changes import Value
from ..domain.review import LOCKED_STATES, SNAPSHOT, STATE
from . import gpkg_geometry
from .ddl import GEOMETRY_COLUMN
from .errors import InvalidRecordError
from .gpkg_geometry import Geometry
from .schema import Schema, Table, load_schema
from .sql import Fragment, assignments, compose, identifier, literal, marks
from .validation import Validator, fitted_geometries, require_uuid
from .values import TIME, canonical

CHUNK = 500
"""How many records one statement takes: older builds of SQLite bind 999 values at most."""

RESET_ON_DUPLICATE = frozenset({"number", "review", "confirmation"})
"""Field groups that belong to one record alone: a copy has no number, is a draft, and nobody confirmed it."""


class _Unchanged:
    """The type of the one value that says "leave the geometry as it is"."""


UNCHANGED: Final = _Unchanged()


@dataclass(frozen=True)
class Record:
    """One row: ``values`` by column without `fid`, `uuid` and `geom`.

    The geometry is a shapely one in degrees of EPSG:4490, None where the record is not located yet.
    """

    table: str
    uuid: str
    values: Mapping[str, Value] = field(default_factory=dict)
    geometry: Geometry | None = None


def new_uuid() -> str:
    """Return a random uuid (version 4), lower case, without braces: the identity of a new record."""
    return str(uuid_module.uuid4())


def read_records(
    connection: sqlite3.Connection,
    table: str,
    *,
    uuids: Iterable[str] | None = None,
    where: Mapping[str, Value | Sequence[Value]] | None = None,
) -> list[Record]:
    """Return the records of a table in the order they were made, with every column and the geometry.

    Times have one form, whoever wrote them (`values.canonical`). ``uuids`` and ``where`` narrow the records
    down: a column equals the value, is one of a list's values, or is NULL for None. Raises InvalidRecordError
    for an unknown table or column.
    """
    definition = Validator(connection, load_schema()).table(table)
    names = [column.name for column in definition.columns]
    times = [column.name for column in definition.columns if column.type == TIME]
    rows = _selected(connection, definition, names, uuids, where or {})
    geometries: Sequence[Any] = [None] * len(rows)
    if definition.geometry and rows:
        geometries = gpkg_geometry.decode_many([row[2] for row in rows])
    records = []
    for row, geometry in zip(rows, geometries, strict=True):
        values: dict[str, Value] = dict(zip(names, row[3:], strict=True))
        for name in times:
            values[name] = canonical(TIME, values[name])
        records.append(Record(table, row[1], values, geometry))
    return records


def _selected(
    connection: sqlite3.Connection,
    table: Table,
    names: Sequence[str],
    uuids: Iterable[str] | None,
    where: Mapping[str, Value | Sequence[Value]],
) -> list[tuple[Any, ...]]:
    """Return (fid, uuid, geometry or NULL, then the named columns) of each row, as plain tuples."""
    geometry = identifier(GEOMETRY_COLUMN) if table.geometry else Fragment("NULL")
    wanted = Fragment(f"fid, uuid, {geometry}, {compose('{names}', names=names)}")
    condition, bound = _condition(table, where)
    head = compose(
        "SELECT {columns} FROM {table} WHERE {condition}",
        columns=wanted,
        table=table.name,
        condition=condition,
    )
    cursor = connection.cursor()
    cursor.row_factory = None
    if uuids is None:
        return cursor.execute(f"{head} ORDER BY fid", bound).fetchall()
    rows: list[tuple[Any, ...]] = []
    for chunk in _chunks(list(dict.fromkeys(uuids))):
        rows.extend(cursor.execute(f"{head} AND uuid IN ({marks(len(chunk))})", [*bound, *chunk]))
    return sorted(rows, key=lambda row: int(row[0]))


def _condition(table: Table, where: Mapping[str, Value | Sequence[Value]]) -> tuple[Fragment, list[Value]]:
    terms: list[str] = ["1"]
    bound: list[Value] = []
    for name, value in where.items():
        if name != "uuid" and not table.has(name):
            raise InvalidRecordError(table.name, None, f"there is no column “{name}”")
        if value is None or isinstance(value, (int, float, str, bytes)):
            terms.append(f"{identifier(name)} IS ?")
            bound.append(value)
        else:
            terms.append(f"{identifier(name)} IN ({marks(len(value))})")
            bound.extend(value)
    return Fragment(" AND ".join(terms)), bound


def insert_records(
    connection: sqlite3.Connection, records: Iterable[Record], *, known_codes_only: bool = True
) -> None:
    """Insert records in their order; defaults fill what they leave out. Derived columns may come along.

    ``known_codes_only=False`` takes codes that this workspace's lists do not have, as rows from a hub may.
    Raises InvalidRecordError, UnknownCodeError: the caller's transaction then rolls back.
    """
    schema = load_schema()
    validator = Validator(connection, schema, known_codes_only=known_codes_only)
    for name, group in groupby(records, key=lambda record: record.table):
        table = validator.table(name)
        for chunk in _chunks(list(group)):
            _insert(connection, validator, table, chunk)


def _insert(
    connection: sqlite3.Connection, validator: Validator, table: Table, records: Sequence[Record]
) -> None:
    uuids = [record.uuid for record in records]
    for uuid in uuids:
        require_uuid(table.name, uuid)
    rows = validator.whole_rows(table, uuids, [record.values for record in records])
    names = ["uuid", *(column.name for column in table.columns)]
    blobs = _blobs(connection, table, uuids, [record.geometry for record in records])
    bound: Iterable[tuple[Value, ...]] = ((uuid, *row) for uuid, row in zip(uuids, rows, strict=True))
    if table.geometry:
        names.append(GEOMETRY_COLUMN)
        bound = ((uuid, *row, blob) for uuid, row, blob in zip(uuids, rows, blobs, strict=True))
    statement = compose(
        "INSERT INTO {table} ({columns}) VALUES ({marks})",
        table=table.name,
        columns=names,
        marks=marks(len(names)),
    )
    try:
        connection.executemany(statement, bound)
    except sqlite3.IntegrityError as error:
        raise InvalidRecordError(table.name, None, _integrity(error)) from error
    _touch(connection, table)


def update_record(
    connection: sqlite3.Connection,
    table: str,
    uuid: str,
    values: Mapping[str, Value],
    geometry: Geometry | _Unchanged | None = UNCHANGED,
    *,
    known_codes_only: bool = True,
) -> None:
    """Set the given columns, and the geometry where one is given; all others stay.

    Raises InvalidRecordError where there is no such record or a required value would be lost, and
    UnknownCodeError.
    """
    validator = Validator(connection, load_schema(), known_codes_only=known_codes_only)
    definition = validator.table(table)
    row = validator.values(definition, uuid, values)
    for name, value in row.items():
        if value is None and definition.column(name).required:
            raise InvalidRecordError(table, uuid, f"“{name}” is required and cannot be blank")
    if not isinstance(geometry, _Unchanged) and (definition.geometry or geometry is not None):
        row[GEOMETRY_COLUMN] = _blobs(connection, definition, [uuid], [geometry])[0]
    if not row:
        return
    statement = compose(
        "UPDATE {table} SET {settings} WHERE uuid = ?", table=table, settings=assignments(row)
    )
    if connection.execute(statement, [*row.values(), uuid]).rowcount == 0:
        raise InvalidRecordError(table, uuid, "there is no such record any more")
    _touch(connection, definition)


def delete_record(connection: sqlite3.Connection, table: str, uuid: str) -> None:
    """Delete a record with its children and theirs, and with the links that name it.

    Files of photos stay in the folder: a copy, an undo or the hub may still want them.
    Raises InvalidRecordError where there is no such record.
    """
    schema = load_schema()
    definition = Validator(connection, schema).table(table)
    _delete_below(connection, schema, definition, uuid)
    statement = compose("DELETE FROM {table} WHERE uuid = ?", table=table)
    if connection.execute(statement, (uuid,)).rowcount == 0:
        raise InvalidRecordError(table, uuid, "there is no such record any more")
    _touch(connection, definition)


def _delete_below(connection: sqlite3.Connection, schema: Schema, table: Table, uuid: str) -> None:
    for child, column in _dependants(schema, table):
        statement = compose("SELECT uuid FROM {table} WHERE {column} = ?", table=child.name, column=column)
        for row in connection.execute(statement, (uuid,)).fetchall():
            delete_record(connection, child.name, row["uuid"])


def _dependants(schema: Schema, table: Table) -> list[tuple[Table, str]]:
    children = [(child, str(child.parent_column)) for child in schema.children(table)]
    return children + [(other, column.name) for other, column in schema.links(table)]


def duplicate_record(connection: sqlite3.Connection, table: str, uuid: str) -> str:
    """Return the uuid of a copy of the record, whose children are copied as well, each with a new uuid.

    The copy has no number, is a draft and is confirmed by nobody; its photos are the same files.
    Raises InvalidRecordError where there is no such record.
    """
    schema = load_schema()
    originals = read_records(connection, table, uuids=[uuid])
    if not originals:
        raise InvalidRecordError(table, uuid, "there is no such record any more")
    definition = schema.table(table)
    values = dict(originals[0].values)
    values.update(
        {column.name: column.default for column in definition.columns if column.group in RESET_ON_DUPLICATE}
    )
    copy = Record(table, new_uuid(), values, originals[0].geometry)
    insert_records(connection, [copy, *_copied_children(connection, schema, definition, uuid, copy.uuid)])
    return copy.uuid


def _copied_children(
    connection: sqlite3.Connection, schema: Schema, table: Table, uuid: str, parent: str
) -> Iterator[Record]:
    for child in schema.children(table):
        column = str(child.parent_column)
        for row in read_records(connection, child.name, where={column: uuid}):
            copy = Record(child.name, new_uuid(), {**row.values, column: parent}, row.geometry)
            yield copy
            yield from _copied_children(connection, schema, child, row.uuid, copy.uuid)


def write_derived(
    connection: sqlite3.Connection,
    table: str,
    rows: Mapping[str, Mapping[str, Value]],
    *,
    frozen: bool = False,
) -> None:
    """Set derived columns of records by uuid; the change log takes no note of it.

    Records that are gone are passed over, and so are accepted ones: their values are frozen as they were
    handed in, unless ``frozen`` says that these are those. Raises InvalidRecordError where a column is not
    derived.
    """
    validator = Validator(connection, load_schema())
    definition = validator.table(table)
    derived = {column.name for column in definition.derived_columns}
    batches: dict[tuple[str, ...], list[str]] = {}
    for uuid, values in rows.items():
        foreign = sorted(values.keys() - derived)
        if foreign:
            raise InvalidRecordError(table, uuid, f"“{foreign[0]}” is no derived column")
        if values:
            batches.setdefault(tuple(values), []).append(uuid)
    melting = definition.has(SNAPSHOT) and not frozen
    statement = "UPDATE {table} SET {settings} WHERE uuid = ? AND {open}"
    open_ = _open_condition() if melting else Fragment("1")
    for names, uuids in batches.items():
        checked = validator.columns(definition, names, uuids, [rows[uuid] for uuid in uuids])
        connection.executemany(
            compose(statement, table=table, settings=assignments(names), open=open_),
            zip(*checked, uuids, strict=True),
        )


def _open_condition() -> Fragment:
    states = ", ".join(literal(state) for state in sorted(LOCKED_STATES))
    return compose(
        "({snapshot} IS NULL OR {state} NOT IN ({states}) OR {state} IS NULL)",
        snapshot=SNAPSHOT,
        state=STATE,
        states=Fragment(states),
    )


def replace_table(connection: sqlite3.Connection, table: str, records: Iterable[Record]) -> None:
    """Put the records in the place of all rows of a computed table, such as the protection zones.

    Raises InvalidRecordError where the table holds what people recorded.
    """
    definition = Validator(connection, load_schema()).table(table)
    if definition.synced:
        raise InvalidRecordError(
            table, None, "its rows are recorded by people and are not replaced as a whole"
        )
    connection.execute(compose("DELETE FROM {table}", table=table))
    connection.execute(
        "UPDATE gpkg_contents SET min_x = NULL, min_y = NULL, max_x = NULL, max_y = NULL"
        " WHERE table_name = ?",
        (table,),
    )
    _touch(connection, definition)
    insert_records(connection, records)


def _blobs(
    connection: sqlite3.Connection, table: Table, uuids: Sequence[str], geometries: Sequence[Geometry | None]
) -> list[bytes | None]:
    """Return the blobs of checked geometries, and widen the table's extent to hold them."""
    located = fitted_geometries(table, uuids, geometries)
    present = [geometry for geometry in located if geometry is not None]
    if not present:
        return [None] * len(located)
    west, south, east, north = (float(value) for value in shapely.total_bounds(present))
    connection.execute(
        "UPDATE gpkg_contents SET min_x = min(coalesce(min_x, ?1), ?1), min_y = min(coalesce(min_y, ?2), ?2),"
        " max_x = max(coalesce(max_x, ?3), ?3), max_y = max(coalesce(max_y, ?4), ?4) WHERE table_name = ?5",
        (west, south, east, north, table.name),
    )
    blobs = iter(gpkg_geometry.encode_many(present))
    return [None if geometry is None else next(blobs) for geometry in located]


def _touch(connection: sqlite3.Connection, table: Table) -> None:
    connection.execute(
        "UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE table_name = ?",
        (table.name,),
    )


def _integrity(error: sqlite3.IntegrityError) -> str:
    text = str(error)
    if text.startswith("UNIQUE constraint failed") and text.endswith(".uuid"):
        return "another record has its uuid already"
    return text


def _chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]

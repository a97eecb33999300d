"""Putting right what other tools leave of a table: its shape, its uuids, its triggers.

`ogr2ogr -overwrite` and its like make a table anew: without triggers, with fewer or other columns, at times
without the unique uuid. Everything here works inside the caller's write transaction, silenced, so that the
log takes no note of it; what the rows then differ in is told by comparing them with their bases.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..domain.changes import Value
from . import change_log, ddl, gpkg_geometry
from .ddl import GEOMETRY_COLUMN
from .records import new_uuid
from .registration import register_columns, register_table
from .schema import Schema, Table
from .sql import compose, marks
from .validation import fitted_geometries, is_uuid

REGISTERED_IN = (
    "gpkg_data_columns",
    "gpkg_extensions",
    "gpkg_geometry_columns",
    "gpkg_ogr_contents",
    "gpkg_contents",
)


@dataclass(frozen=True, kw_only=True)
class Rekeyed:
    """A row that got another uuid, and why: it had none, a malformed one, or another row's."""

    table: str
    old: str | None
    new: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Repaired:
    """What was put right: tables built anew, triggers installed, rows re-keyed."""

    rebuilt: tuple[str, ...]
    triggers: tuple[str, ...]
    rekeyed: tuple[Rekeyed, ...]


def repair(connection: sqlite3.Connection, schema: Schema) -> Repaired:
    """Return what was put right, inside the caller's transaction; rows keep all they hold.

    Raises InvalidRecordError where a row does not fit its own table any more.
    """
    rebuilt: list[str] = []
    harmed = set(change_log.health(connection, schema).tables)
    with change_log.applying(connection):
        for table in schema.tables.values():
            if faults(connection, table):
                rebuild(connection, table)
                rebuilt.append(table.name)
            elif table.name in harmed:
                _label_again(connection, table)
        rekeyed = tuple(_rekey(connection, schema))
    triggers = change_log.install_triggers(connection, schema)
    return Repaired(rebuilt=tuple(rebuilt), triggers=triggers, rekeyed=rekeyed)


def faults(connection: sqlite3.Connection, table: Table) -> list[str]:
    """Return what is wrong with a table's shape, in a few words each; nothing where it is as it was made."""
    found = connection.execute(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table.name,)
    ).fetchone()
    if found is None:
        return ["the table is gone"]
    columns = _columns(connection, table.name)
    wanted = ["fid", "uuid", *([GEOMETRY_COLUMN] if table.geometry else []), *(c.name for c in table.columns)]
    wrong = [f"the column {name} is gone" for name in wanted if name not in columns]
    if "AUTOINCREMENT" not in str(found[0]).upper():
        wrong.append("numbers of deleted rows are given again")
    if not _is_unique(connection, table.name):
        wrong.append("the uuid is not unique")
    registered = connection.execute(
        "SELECT 1 FROM gpkg_contents WHERE table_name = ?", (table.name,)
    ).fetchone()
    if registered is None:
        wrong.append("no program lists it")
    return wrong


def rebuild(connection: sqlite3.Connection, table: Table) -> int:
    """Return how many rows a table holds after it was made anew in its own shape; columns of others go."""
    rows = list(_rows(connection, table))
    if table.geometry:
        connection.execute(
            compose("DROP TABLE IF EXISTS {tree}", tree=f"rtree_{table.name}_{GEOMETRY_COLUMN}")
        )
    connection.execute(compose("DROP TABLE IF EXISTS {table}", table=table.name))
    for catalogue in REGISTERED_IN:
        if _columns(connection, catalogue):
            statement = compose("DELETE FROM {catalogue} WHERE table_name = ?", catalogue=catalogue)
            connection.execute(statement, (table.name,))
    for made in ddl.statements_of(table):
        connection.execute(made)
    register_table(connection, table)
    seen: set[object] = set()
    for row in rows:
        if row.get("uuid") in seen:
            row["uuid"] = None
        seen.add(row.get("uuid"))
        statement = compose(
            "INSERT INTO {table} ({columns}) VALUES ({marks})",
            table=table.name,
            columns=list(row),
            marks=marks(len(row)),
        )
        connection.execute(statement, list(row.values()))
    _create_index(connection, table)
    return len(rows)


def _rows(connection: sqlite3.Connection, table: Table) -> Iterator[dict[str, Value]]:
    """Yield a table's rows with the columns and values that its own shape takes."""
    present = _columns(connection, table.name)
    if not present:
        return
    shape = _geometry_column(connection, table, present)
    kept = [name for name in ("fid", "uuid", *(c.name for c in table.columns)) if name in present]
    wanted = [*kept, *([shape] if shape else [])]
    for found in connection.execute(
        compose("SELECT {columns} FROM {table}", columns=wanted, table=table.name)
    ):
        row: dict[str, Value] = {name: found[name] for name in kept}
        for column in table.columns:
            if row.get(column.name) is None and (column.default is not None or column.required):
                row[column.name] = column.default if column.default is not None else ""
        if shape and found[shape] is not None:
            geometry = gpkg_geometry.decode(found[shape])
            (fitted,) = fitted_geometries(table, [str(row.get("uuid"))], [geometry])
            row[GEOMETRY_COLUMN] = gpkg_geometry.encode(fitted)
        yield row


def _geometry_column(connection: sqlite3.Connection, table: Table, present: Mapping[str, str]) -> str | None:
    if table.geometry is None:
        return None
    registered = connection.execute(
        "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", (table.name,)
    ).fetchone()
    name = registered[0] if registered is not None else GEOMETRY_COLUMN
    return name if name in present else None


def _label_again(connection: sqlite3.Connection, table: Table) -> None:
    """Give a table that stands again as it should the labels, drop-downs and index it was made with."""
    connection.execute("DELETE FROM gpkg_data_columns WHERE table_name = ?", (table.name,))
    register_columns(connection, table, table.columns)
    _create_index(connection, table)


def _create_index(connection: sqlite3.Connection, table: Table) -> None:
    index = ddl.parent_index(table)
    name = f"{table.name}_{table.parent_column}"
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = ?", (name,))
    if index and found.fetchone() is None:
        connection.execute(index)


# -- uuids


def _rekey(connection: sqlite3.Connection, schema: Schema) -> Iterator[Rekeyed]:
    """Yield the rows that got a usable uuid of their own, with what belonged to them under the old one."""
    taken: dict[str, set[str]] = {}
    for table in schema.tables.values():
        used = taken.setdefault(table.family, set())
        rows = connection.execute(compose("SELECT fid, uuid FROM {table} ORDER BY fid", table=table.name))
        for fid, old in rows.fetchall():
            if is_uuid(old) and old not in used:
                used.add(old)
                continue
            new = _usable(old, used)
            used.add(new)
            connection.execute(
                compose("UPDATE {table} SET uuid = ? WHERE fid = ?", table=table.name), (new, fid)
            )
            if old is None:
                yield Rekeyed(table=table.name, old=None, new=new, why="it had none")
            elif is_uuid(old):
                yield Rekeyed(table=table.name, old=old, new=new, why="another record has it")
            else:
                _take_along(connection, schema, table, old=str(old), new=new)
                yield Rekeyed(table=table.name, old=str(old), new=new, why="it is malformed")


def _usable(old: object, used: set[str]) -> str:
    """Return the uuid that a malformed one means, in lower case and without braces, or a new one."""
    meant = str(old or "").strip().strip("{}").lower()
    return meant if is_uuid(meant) and meant not in used else new_uuid()


def _take_along(connection: sqlite3.Connection, schema: Schema, table: Table, *, old: str, new: str) -> None:
    """Bring children, links and what waits in the log to a record's new uuid."""
    dependants = [(child, str(child.parent_column)) for child in schema.children(table)]
    dependants += [(other, column.name) for other, column in schema.links(table)]
    for other, column in dependants:
        statement = compose(
            "UPDATE {table} SET {column} = ? WHERE {column} = ?", table=other.name, column=column
        )
        connection.execute(statement, (new, old))
    connection.execute(
        "UPDATE _sync_log SET uuid = ? WHERE tbl = ? AND uuid = ? AND lsn > 0", (new, table.name, old)
    )


def _columns(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    """Return column → declared type; nothing where there is no such table."""
    rows = connection.execute("SELECT name, type FROM pragma_table_info(?)", (table,))
    return {str(row[0]): str(row[1]) for row in rows}


def _is_unique(connection: sqlite3.Connection, table: str) -> bool:
    rows = connection.execute(
        'SELECT list.name FROM pragma_index_list(?) AS list WHERE list."unique" = 1', (table,)
    ).fetchall()
    return any(
        [row[0] for row in connection.execute("SELECT name FROM pragma_index_info(?)", (index[0],))]
        == ["uuid"]
        for index in rows
    )

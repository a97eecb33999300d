"""The SQL of the listed tables: plain strings, no connection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .gpkg_geometry import CGCS2000
from .schema import Column, Table
from .sql import Fragment, compose, identifier, literal

GEOMETRY_COLUMN = "geom"

_RTREE_PARTS = {
    "add": (
        "INSERT OR REPLACE INTO {tree} VALUES"
        " (NEW.fid, ST_MinX(NEW.{geom}), ST_MaxX(NEW.{geom}), ST_MinY(NEW.{geom}), ST_MaxY(NEW.{geom}));"
    ),
    "remove": "DELETE FROM {tree} WHERE id = OLD.fid;",
    "remove_both": "DELETE FROM {tree} WHERE id IN (OLD.fid, NEW.fid);",
    "present": "(NEW.{geom} NOTNULL AND NOT ST_IsEmpty(NEW.{geom}))",
    "absent": "(NEW.{geom} ISNULL OR ST_IsEmpty(NEW.{geom}))",
}
_RTREE_TRIGGERS = {
    "insert": "AFTER INSERT ON {table} WHEN {present} BEGIN {add} END",
    "update1": "AFTER UPDATE OF {geom} ON {table} WHEN OLD.fid = NEW.fid AND {present} BEGIN {add} END",
    "update2": "AFTER UPDATE OF {geom} ON {table} WHEN OLD.fid = NEW.fid AND {absent} BEGIN {remove} END",
    "update3": "AFTER UPDATE ON {table} WHEN OLD.fid != NEW.fid AND {present} BEGIN {remove} {add} END",
    "update4": "AFTER UPDATE ON {table} WHEN OLD.fid != NEW.fid AND {absent} BEGIN {remove_both} END",
    "delete": "AFTER DELETE ON {table} WHEN OLD.{geom} NOTNULL BEGIN {remove} END",
}


def create_table(table: Table) -> str:
    """Return the `CREATE TABLE` of a listed table: `fid`, `geom`, `uuid`, then its own columns.

    `uuid` may be NULL for as long as one statement lasts, because its trigger mints it.
    """
    parts = [] if table.geometry is None else [f"{GEOMETRY_COLUMN} {table.geometry}"]
    parts.append("uuid TEXT UNIQUE")
    parts.extend(column_definition(column) for column in table.columns)
    return _create_table(table.name, parts)


def _create_table(name: str, parts: Iterable[str]) -> str:
    key = "fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"
    return compose(
        "CREATE TABLE {name} (\n  {parts}\n)", name=name, parts=Fragment(",\n  ".join([key, *parts]))
    )


def column_definition(column: Column) -> str:
    """Return the column's part of `CREATE TABLE` or `ADD COLUMN`."""
    text = f"{identifier(column.name)} {column.type}"
    if column.required:
        text += " NOT NULL"
    if column.default is not None:
        text += f" DEFAULT {literal(column.default)}"
    return text


def add_column(table: Table, column: Column) -> str:
    """Return the `ALTER TABLE` that adds a column; SQLite refuses a required one without a default."""
    definition = Fragment(column_definition(column))
    return compose("ALTER TABLE {table} ADD COLUMN {definition}", table=table.name, definition=definition)


def create_plain_table(name: str, columns: Mapping[str, str]) -> str:
    """Return the `CREATE TABLE` of a table without uuid, such as a rule table: column → SQL type."""
    return _create_table(name, (f"{identifier(column)} {kind}" for column, kind in columns.items()))


def parent_index(table: Table) -> str | None:
    """Return the index on the column that names the parent, or None where the table has no parent."""
    if table.parent_column is None:
        return None
    return compose(
        "CREATE INDEX {name} ON {table} ({column})",
        name=f"{table.name}_{table.parent_column}",
        table=table.name,
        column=table.parent_column,
    )


def rtree(table: Table) -> list[str]:
    """Return the R-tree of a feature table and its triggers, named as OGR names them.

    Source: OGC 12-128r17 (GeoPackage 1.3), annex F.3 "RTree Spatial Indexes".
    """
    prefix = f"rtree_{table.name}_{GEOMETRY_COLUMN}"
    parts = {name: compose(text, tree=prefix, geom=GEOMETRY_COLUMN) for name, text in _RTREE_PARTS.items()}
    statements: list[str] = [
        compose("CREATE VIRTUAL TABLE {tree} USING rtree(id, minx, maxx, miny, maxy)", tree=prefix)
    ]
    statements.extend(
        compose(
            "CREATE TRIGGER {name} " + body,
            name=f"{prefix}_{event}",
            table=table.name,
            geom=GEOMETRY_COLUMN,
            **parts,
        )
        for event, body in _RTREE_TRIGGERS.items()
    )
    return statements


def statements_of(table: Table) -> list[str]:
    """Return all that makes a listed table, its indexes included."""
    statements = [create_table(table)]
    index = parent_index(table)
    if index:
        statements.append(index)
    if table.geometry:
        statements.extend(rtree(table))
    return statements


def srs_id(table: Table) -> int:
    """Return the CRS a table is registered with: EPSG:4490, or 0 for a table without geometry."""
    return CGCS2000 if table.geometry else 0

"""The SQL of the listed tables: plain strings, no connection."""

from __future__ import annotations

from collections.abc import Mapping

from .gpkg_geometry import CGCS2000
from .schema import Column, Table

GEOMETRY_COLUMN = "geom"

_SQL_TYPES = {"INTEGER": "INTEGER", "REAL": "REAL"}


def identifier(name: str) -> str:
    """Return the name quoted for SQL.

    >>> identifier("class")
    '"class"'
    """
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def literal(value: str | int | float) -> str:
    """Return the value as an SQL literal.

    >>> literal("it's")
    "'it''s'"
    """
    if isinstance(value, str):
        escaped = value.replace("'", "''")
        return f"'{escaped}'"
    return repr(value)


def create_table(table: Table) -> str:
    """Return the `CREATE TABLE` of a listed table: `fid`, `geom`, `uuid`, then its own columns.

    `uuid` may be NULL for as long as one statement lasts, because its trigger mints it.
    """
    parts = ["fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"]
    if table.geometry:
        parts.append(f"{GEOMETRY_COLUMN} {table.geometry}")
    parts.append("uuid TEXT UNIQUE")
    parts.extend(column_definition(column) for column in table.columns)
    return f"CREATE TABLE {identifier(table.name)} (\n  " + ",\n  ".join(parts) + "\n)"


def column_definition(column: Column) -> str:
    """Return the column's part of `CREATE TABLE` or `ADD COLUMN`."""
    text = f"{identifier(column.name)} {_SQL_TYPES.get(column.type, column.type)}"
    if column.required:
        text += " NOT NULL"
    if column.default is not None:
        text += f" DEFAULT {literal(column.default)}"
    return text


def add_column(table: Table, column: Column) -> str:
    """Return the `ALTER TABLE` that adds a column; a required one needs a default (SQLite refuses it otherwise)."""
    return f"ALTER TABLE {identifier(table.name)} ADD COLUMN {column_definition(column)}"


def create_plain_table(name: str, columns: Mapping[str, str]) -> str:
    """Return the `CREATE TABLE` of a table without uuid, such as a rule table: column → SQL type."""
    parts = ["fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"]
    parts.extend(f"{identifier(column)} {kind}" for column, kind in columns.items())
    return f"CREATE TABLE {identifier(name)} (\n  " + ",\n  ".join(parts) + "\n)"


def parent_index(table: Table) -> str | None:
    """Return the index on the column that names the parent, or None where the table has no parent."""
    if table.parent_column is None:
        return None
    name = identifier(f"{table.name}_{table.parent_column}")
    return f"CREATE INDEX {name} ON {identifier(table.name)} ({identifier(table.parent_column)})"


def rtree(table: Table) -> list[str]:
    """Return the R-tree of a feature table and its triggers, named as OGR names them.

    Source: OGC 12-128r17 (GeoPackage 1.3), annex F.3 "RTree Spatial Indexes".
    """
    tree, name, prefix = rtree_name(table), identifier(table.name), f"rtree_{table.name}_{GEOMETRY_COLUMN}"
    geom = identifier(GEOMETRY_COLUMN)
    add = (
        f"INSERT OR REPLACE INTO {tree} VALUES (NEW.fid, ST_MinX(NEW.{geom}), ST_MaxX(NEW.{geom}),"
        f" ST_MinY(NEW.{geom}), ST_MaxY(NEW.{geom}));"
    )
    remove = f"DELETE FROM {tree} WHERE id = OLD.fid;"
    present = f"(NEW.{geom} NOTNULL AND NOT ST_IsEmpty(NEW.{geom}))"
    absent = f"(NEW.{geom} ISNULL OR ST_IsEmpty(NEW.{geom}))"
    triggers = {
        "insert": f"AFTER INSERT ON {name} WHEN {present} BEGIN {add} END",
        "update1": f"AFTER UPDATE OF {geom} ON {name} WHEN OLD.fid = NEW.fid AND {present} BEGIN {add} END",
        "update2": f"AFTER UPDATE OF {geom} ON {name} WHEN OLD.fid = NEW.fid AND {absent} BEGIN {remove} END",
        "update3": f"AFTER UPDATE ON {name} WHEN OLD.fid != NEW.fid AND {present} BEGIN {remove} {add} END",
        "update4": (
            f"AFTER UPDATE ON {name} WHEN OLD.fid != NEW.fid AND {absent}"
            f" BEGIN DELETE FROM {tree} WHERE id IN (OLD.fid, NEW.fid); END"
        ),
        "delete": f"AFTER DELETE ON {name} WHEN OLD.{geom} NOTNULL BEGIN {remove} END",
    }
    statements = [f"CREATE VIRTUAL TABLE {tree} USING rtree(id, minx, maxx, miny, maxy)"]
    statements.extend(f'CREATE TRIGGER "{prefix}_{event}" {body}' for event, body in triggers.items())
    return statements


def rtree_name(table: Table) -> str:
    """Return the quoted name of the table's R-tree."""
    return identifier(f"rtree_{table.name}_{GEOMETRY_COLUMN}")


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

"""The rows by which any GeoPackage reader knows our tables, their labels and their drop-downs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from .ddl import GEOMETRY_COLUMN, srs_id
from .gpkg_geometry import CGCS2000
from .schema import Column, Table

_RTREE = ("gpkg_rtree_index", "http://www.geopackage.org/spec120/#extension_rtree", "write-only")


def register_table(connection: sqlite3.Connection, table: Table) -> None:
    """Register a listed table as features or attributes, with its R-tree and the labels of its columns."""
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id)"
        " VALUES (?, ?, ?, ?, ?)",
        (
            table.name,
            "features" if table.geometry else "attributes",
            table.name_zh,
            table.name_en,
            srs_id(table),
        ),
    )
    if table.geometry:
        connection.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)",
            (table.name, GEOMETRY_COLUMN, table.geometry, CGCS2000),
        )
        connection.execute(
            "INSERT INTO gpkg_extensions VALUES (?, ?, ?, ?, ?)", (table.name, GEOMETRY_COLUMN, *_RTREE)
        )
    register_columns(connection, table, table.columns)


def register_columns(connection: sqlite3.Connection, table: Table, columns: Iterable[Column]) -> None:
    """Register labels, units and code lists of columns; one that holds several codes gets no drop-down."""
    connection.executemany(
        "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description, constraint_name)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [
            (
                table.name,
                column.name,
                column.name_zh,
                f"{column.name_zh} ({column.unit})" if column.unit else column.name_zh,
                column.name_en,
                column.codes if column.codes and not column.several else None,
            )
            for column in columns
        ],
    )


def register_plain_table(connection: sqlite3.Connection, name: str, labels: Mapping[str, str]) -> None:
    """Register a table without geometry and uuid, such as a rule table, as attributes."""
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id)"
        " VALUES (?, 'attributes', ?, ?, 0)",
        (name, labels["zh"], labels["en"]),
    )


def register_domains(connection: sqlite3.Connection, lists: Iterable[str]) -> None:
    """Make the code lists field domains: drop-downs of Chinese names in any program that reads GeoPackage.

    Codes that have a domain value already keep it, so that it may be called again after new codes came.
    """
    connection.executemany(
        "INSERT INTO gpkg_data_column_constraints (constraint_name, constraint_type, value, description)"
        " SELECT list, 'enum', code, name_zh FROM code WHERE list = ?1 AND NOT EXISTS"
        " (SELECT 1 FROM gpkg_data_column_constraints WHERE constraint_name = ?1 AND value = code.code)"
        " ORDER BY fid",
        [(name,) for name in sorted(set(lists))],
    )

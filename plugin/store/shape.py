"""Whether a workspace still has every table and column it was made with: other programs take some away."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass

from . import catalogues, migrations
from .ddl import GEOMETRY_COLUMN
from .errors import IncompleteWorkspaceError
from .schema import Schema, Table
from .workspace import Workspace


@dataclass(frozen=True)
class Missing:
    """What is gone: of the tables of records, which `repair` makes anew, and of the rest, which it cannot."""

    records: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()


def missing_parts(connection: sqlite3.Connection, schema: Schema) -> Missing:
    """Return the names of tables (`photo`), views and columns (`problem_area.type`) that are gone."""
    present = _tables(connection)
    records = {
        table.name: ("fid", "uuid", *((GEOMETRY_COLUMN,) if table.geometry else ()), *_names(table))
        for table in schema.tables.values()
    }
    return Missing(records=_gone(records, present), rest=_gone(_rest(), present))


def _gone(wanted: Mapping[str, Iterable[str]], present: Mapping[str, set[str]]) -> tuple[str, ...]:
    gone: list[str] = []
    for table, columns in wanted.items():
        if table not in present:
            gone.append(table)
        else:
            gone.extend(f"{table}.{column}" for column in columns if column not in present[table])
    return tuple(gone)


def _names(table: Table) -> Iterable[str]:
    return (column.name for column in table.columns)


def _tables(connection: sqlite3.Connection) -> dict[str, set[str]]:
    """Return the tables with their columns, and the views by their names alone."""
    found: dict[str, set[str]] = {}
    for kind, name, sql in connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'view')"
    ).fetchall():
        virtual = kind == "view" or str(sql).upper().startswith("CREATE VIRTUAL")
        found[str(name)] = set() if virtual else _columns(connection, str(name))
    return found


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    return {str(row[0]) for row in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))}


@functools.lru_cache(maxsize=1)
def _rest() -> Mapping[str, Iterable[str]]:
    """Return the columns of every table that holds no records, and the view that lists the problems."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for script in sorted(migrations.sql_folder().glob("*_before.sql")):
            migrations.run_script(connection, script)
        made = _tables(connection)
    rules = {entry["table"]: catalogues.rule_columns(entry) for entry in catalogues.rule_tables()}
    return {**{name: sorted(columns) for name, columns in made.items()}, **rules, "problem": ()}


def require_whole(workspace: Workspace) -> None:
    """Raise IncompleteWorkspaceError where the workspace has lost a table or a column."""
    with workspace.connect() as connection:
        missing = missing_parts(connection, workspace.schema)
    if missing.records or missing.rest:
        raise IncompleteWorkspaceError(
            workspace.path, (*missing.records, *missing.rest), repairable=not missing.rest
        )

"""Whether a workspace still has every table and column it was made with: other programs take some away."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from ..paths import resource
from .ddl import GEOMETRY_COLUMN
from .errors import IncompleteWorkspaceError
from .schema import Schema, read_csv
from .workspace import Workspace

OWN = ("code", "_sync_log", "_sync_flag", "_sync_base", "_sync_state", "_sync_conflict", "problem")


@dataclass(frozen=True)
class Missing:
    """What is gone: of the tables of records, which `repair` makes anew, and of the rest, which it cannot."""

    records: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()


def missing_parts(connection: sqlite3.Connection, schema: Schema) -> Missing:
    """Return the names of tables (`photo`), views and columns (`problem_area.type`) that are gone."""
    catalogue = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
    present = {str(row[0]) for row in connection.execute(catalogue)}
    columns: dict[str, set[str]] = {}
    for table, column in connection.execute(
        "SELECT m.name, c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table'"
    ):
        columns.setdefault(str(table), set()).add(str(column))
    gone: list[str] = []
    for name, description in schema.tables.items():
        if name not in present:
            gone.append(name)
            continue
        shape = (GEOMETRY_COLUMN,) if description.geometry else ()
        wanted = ("fid", "uuid", *shape, *(column.name for column in description.columns))
        gone.extend(f"{name}.{column}" for column in wanted if column not in columns[name])
    others = (*OWN, *(str(row["table"]) for row in read_csv(resource("schema", "rule_tables.csv"))))
    return Missing(records=tuple(gone), rest=tuple(name for name in others if name not in present))


def require_whole(workspace: Workspace) -> None:
    """Raise IncompleteWorkspaceError where the workspace has lost a table or a column."""
    with workspace.connect() as connection:
        missing = missing_parts(connection, workspace.schema)
    if missing.records or missing.rest:
        raise IncompleteWorkspaceError(
            workspace.path, (*missing.records, *missing.rest), repairable=not missing.rest
        )

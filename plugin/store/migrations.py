"""Numbered steps from an empty file to the schema of today; a new workspace takes them all."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from ..paths import resource
from . import catalogues, change_log, ddl
from .registration import register_columns, register_domains, register_table
from .schema import Schema, Table, load_schema

_FILE = re.compile(r"(\d{4})_(before|after)\.sql")


def sql_folder() -> Path:
    """Return the folder of `NNNN_before.sql` and `NNNN_after.sql`, which say what the lists cannot."""
    return resource("sql", "gpkg")


def latest_version(schema: Schema | None = None, folder: Path | None = None) -> int:
    """Return the schema version this plugin makes: the newest `since` or the newest SQL file."""
    numbers = [
        int(match[1]) for path in (folder or sql_folder()).iterdir() if (match := _FILE.fullmatch(path.name))
    ]
    return max([(schema or load_schema()).version, *numbers])


def stored_version(connection: sqlite3.Connection) -> int:
    """Return the schema version of a file: 0 where it has none."""
    found = connection.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_meta'"
    ).fetchone()
    if found is None:
        return 0
    row = connection.execute("SELECT value FROM _meta WHERE key = 'schema_version'").fetchone()
    return 0 if row is None else int(row[0])


def migrate(
    connection: sqlite3.Connection,
    *,
    target: int | None = None,
    schema: Schema | None = None,
    folder: Path | None = None,
) -> int:
    """Return the version reached from the stored one, step by step, inside the caller's transaction."""
    whole = schema or load_schema()
    goal = latest_version(whole, folder) if target is None else target
    for version in range(stored_version(connection) + 1, goal + 1):
        _step(connection, version, whole.at(version), folder or sql_folder())
    return stored_version(connection)


def _step(connection: sqlite3.Connection, version: int, schema: Schema, folder: Path) -> None:
    run_script(connection, folder / f"{version:04d}_before.sql")
    catalogues.add_codes(connection)
    catalogues.create_rule_tables(connection)
    for table in schema.tables.values():
        if table.since == version:
            _create(connection, table)
        else:
            _extend(connection, table, version)
    lists = {c.codes for t in schema.tables.values() for c in t.columns if c.codes and not c.several}
    register_domains(connection, sorted(lists))
    run_script(connection, folder / f"{version:04d}_after.sql")
    change_log.install_triggers(connection, schema)
    set_meta(connection, "schema_version", version)


def _create(connection: sqlite3.Connection, table: Table) -> None:
    for statement in ddl.statements_of(table):
        connection.execute(statement)
    register_table(connection, table)


def _extend(connection: sqlite3.Connection, table: Table, version: int) -> None:
    added = [column for column in table.columns if column.since == version]
    for column in added:
        connection.execute(ddl.add_column(table, column))
    register_columns(connection, table, added)


def run_script(connection: sqlite3.Connection, path: Path) -> None:
    """Run the statements of an SQL file, if there is one, one by one, so that the transaction stays open."""
    if path.exists():
        for statement in _statements(path.read_text(encoding="utf-8")):
            connection.execute(statement)


def _statements(script: str) -> Iterator[str]:
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
    if pending.strip():
        yield pending


def set_meta(connection: sqlite3.Connection, key: str, value: str | int) -> None:
    """Set a value of `_meta`."""
    if connection.execute("UPDATE _meta SET value = ? WHERE key = ?", (value, key)).rowcount == 0:
        connection.execute("INSERT INTO _meta (key, value) VALUES (?, ?)", (key, value))

"""Numbered migrations: an upgraded workspace equals a fresh one."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
import shapely

from plugin.store import migrations, schema
from plugin.store.change_log import health, pending_changes
from plugin.store.connection import open_connection
from plugin.store.records import insert_records, read_records
from plugin.store.schema import Column, Schema, Table, load_schema
from plugin.store.workspace import Workspace, create_workspace, open_workspace
from tests.store.conftest import a_pit


def a_column(name: str, **settings: object) -> Column:
    like = load_schema().table("problem_area").column("note")
    return replace(like, name=name, name_zh=name, since=2, **settings)  # type: ignore[arg-type]


def a_later_schema() -> Schema:
    """Return a schema with a column more for problems, one with a default for mines, and waste piles."""
    tables: dict[str, Table] = {}
    for table in load_schema().tables.values():
        more = ()
        if table.family == "problem":
            more = (a_column("crack_width_m", type="REAL", group="size"),)
        elif table.name == "mine":
            more = (a_column("suspended", type="BOOLEAN", required=True, default=0),)
        tables[table.name] = replace(table, columns=(*table.columns, *more))
    mine = tables["mine"]
    tables["waste_pile"] = replace(
        mine, name="waste_pile", family="waste_pile", name_zh="渣堆", name_en="Waste pile", since=2
    )
    return Schema(MappingProxyType(tables))


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Schema]:
    """Let the plugin know schema 2, with an SQL file that says what the lists cannot."""
    folder = tmp_path / "sql"
    shutil.copytree(migrations.sql_folder(), folder)
    (folder / "0002_after.sql").write_text(
        "CREATE TABLE _visits (day TEXT); -- what; ever\nINSERT INTO _visits VALUES ('2024');"
    )
    found = a_later_schema()
    monkeypatch.setattr(migrations, "sql_folder", lambda: folder)
    for module in (schema, migrations):
        monkeypatch.setattr(module, "load_schema", lambda: found)
    monkeypatch.setattr("plugin.store.change_log.load_schema", lambda: found)
    monkeypatch.setattr("plugin.store.records.load_schema", lambda: found)
    yield found


def shape_of(path: Path) -> dict[str, object]:
    """Return all that makes a file's schema: columns, triggers, indexes, views, registrations."""
    with closing(sqlite3.connect(path)) as connection:
        objects = connection.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE type != 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {
            name: sorted(row[1:] for row in connection.execute(f'PRAGMA table_info("{name}")'))
            for name in names
        }
        registered = {
            name: sorted(map(str, connection.execute(f"SELECT {fields} FROM {name}")))
            for name, fields in (
                ("gpkg_contents", "table_name, data_type, identifier, srs_id"),
                ("gpkg_data_columns", "*"),
                ("gpkg_data_column_constraints", "*"),
                ("gpkg_extensions", "*"),
                ("gpkg_geometry_columns", "*"),
            )
        }
    columns = {name: [row[:-1] for row in rows] for name, rows in columns.items()}
    return {"objects": sorted(objects), "columns": columns, "registered": registered}


def test_an_upgraded_workspace_equals_a_fresh_one_and_keeps_its_records(
    blank: Path, tmp_path: Path, later: Schema
) -> None:
    old = Path(shutil.copy(blank, tmp_path / "old.gpkg"))
    upgraded = open_workspace(old)
    fresh = create_workspace(tmp_path / "fresh.gpkg", county_code="141125")
    got, wanted = shape_of(upgraded.path), shape_of(fresh.path)
    ordered = {name: sorted(row[0] for row in rows) for name, rows in got["columns"].items()}  # type: ignore[attr-defined]
    assert ordered["problem_line"].count("crack_width_m") == 1
    assert got["objects"] == wanted["objects"]
    assert got["registered"] == wanted["registered"]
    assert by_name(got) == by_name(wanted)
    with upgraded.connect() as connection:
        assert health(connection).ok
        assert connection.execute("SELECT day FROM _visits").fetchall()[0][0] == "2024"


def by_name(shape: dict[str, object]) -> dict[str, list[object]]:
    """Return the columns of each table without their order."""
    return {name: sorted(map(str, rows)) for name, rows in shape["columns"].items()}  # type: ignore[attr-defined]


def test_new_columns_are_logged_after_an_upgrade(workspace: Workspace, pit: object, later: Schema) -> None:
    upgraded = open_workspace(workspace.path)
    with upgraded.write() as connection:
        start = connection.execute("SELECT MAX(lsn) FROM _sync_log").fetchone()[0]
        connection.execute("UPDATE problem_area SET crack_width_m = 0.2")
        (change,) = pending_changes(connection, after_lsn=start)
    assert (change.old, change.new) == ({"crack_width_m": None}, {"crack_width_m": 0.2})


def test_the_file_is_backed_up_before_it_is_migrated(
    workspace: Workspace, pit: object, later: Schema
) -> None:
    open_workspace(workspace.path)
    backup = workspace.path.with_name("liulin_schema1.gpkg")
    connection = open_connection(backup, read_only=True)
    try:
        assert migrations.stored_version(connection) == 1
        assert connection.execute("SELECT COUNT(*) FROM problem_area").fetchone()[0] == 1
    finally:
        connection.close()


def test_a_migration_that_fails_leaves_the_workspace_as_it_was(
    workspace: Workspace, pit: object, later: Schema
) -> None:
    (migrations.sql_folder() / "0002_after.sql").write_text("INSERT INTO no_such_table VALUES (1);")
    with pytest.raises(sqlite3.OperationalError, match="no_such_table"):
        open_workspace(workspace.path)
    connection = open_connection(workspace.path)
    try:
        assert migrations.stored_version(connection) == 1
        assert "crack_width_m" not in {
            row[1] for row in connection.execute("PRAGMA table_info(problem_area)")
        }
    finally:
        connection.close()


def test_the_stored_version_of_an_empty_file_is_0(tmp_path: Path) -> None:
    path = tmp_path / "empty.gpkg"
    path.touch()
    connection = open_connection(path)
    try:
        assert migrations.stored_version(connection) == 0
    finally:
        connection.close()


def test_opening_a_workspace_of_today_changes_nothing(workspace: Workspace) -> None:
    with workspace.write() as connection:
        insert_records(connection, [a_pit()])
    before = workspace.path.read_bytes()
    with open_workspace(workspace.path).connect() as connection:
        assert read_records(connection, "problem_area")[0].geometry.equals(
            shapely.box(110.80, 37.40, 110.81, 37.41)
        )
    assert workspace.path.read_bytes() == before

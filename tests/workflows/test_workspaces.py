"""Creating, opening, copying and checking a workspace as a user does."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
import shapely

from plugin.store.change_log import install_triggers
from plugin.store.errors import NotAWorkspaceError, UnknownCountyError
from plugin.store.photos import add_photo, photo_path
from plugin.store.records import Record, insert_records, new_uuid, update_record, write_derived
from plugin.store.workspace import Workspace, open_workspace
from plugin.workflows import workspaces

HERE = shapely.Point(110.89, 37.43)


@pytest.fixture
def workspace(blank: Path, tmp_path: Path) -> Workspace:
    """Return a workspace of Liulin with a graded rockfall and its photo."""
    workspace = open_workspace(shutil.copyfile(blank, tmp_path / "liulin.gpkg"))
    picture = tmp_path / "a.jpg"
    picture.write_bytes(b"a picture")
    problem = Record("problem_point", new_uuid(), {"type": "P101", "name": "崩塌<1>"}, HERE)
    with workspace.write() as connection:
        insert_records(connection, [problem])
        now = connection.execute("SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now')").fetchone()[0]
        write_derived(connection, "problem_point", {problem.uuid: {"grade": "JQ", "derived_at": now}})
    add_photo(workspace, problem.uuid, picture)
    return workspace


def kinds(report: workspaces.CheckReport) -> set[tuple[str, str, str]]:
    return {(finding.severity, finding.kind, finding.table) for finding in report.errors + report.warnings}


def test_a_sound_workspace_has_nothing_to_report(workspace: Workspace) -> None:
    report = workspaces.check(workspace.path)
    assert report.ok
    assert kinds(report) == set()
    assert "Nothing is wrong" in report.html()


def test_what_is_created_can_be_opened_and_copied(tmp_path: Path) -> None:
    workspace = workspaces.create(tmp_path / "liulin.gpkg", county_code="141125")
    assert workspaces.open_(workspace.path) == workspace
    copy = workspaces.copy(workspace.path, tmp_path / "copy.gpkg")
    assert copy.workspace_uuid == workspace.workspace_uuid
    assert workspaces.check(copy.path).ok


def test_bad_input_is_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnknownCountyError):
        workspaces.create(tmp_path / "a.gpkg", county_code="000000")
    with pytest.raises(NotAWorkspaceError):
        workspaces.check(tmp_path / "a.gpkg")
    assert list(tmp_path.iterdir()) == []


def break_triggers(connection: sqlite3.Connection) -> None:
    connection.execute("DROP TRIGGER sync_log_mine_delete")


def break_uuid(connection: sqlite3.Connection) -> None:
    connection.execute("DROP TRIGGER sync_log_mine_insert")
    connection.execute("INSERT INTO mine (name, status) VALUES ('无标识', 'SC')")
    connection.execute("INSERT INTO mine (uuid, name, status) VALUES ('{A-1}', '外来', 'SC')")
    connection.execute("UPDATE mine SET geom = (SELECT geom FROM problem_point)")
    install_triggers(connection)


def break_uuid_space(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE problem_point SET derived_at = NULL")
    connection.execute("INSERT INTO problem_line (uuid, type) SELECT uuid, 'P105' FROM problem_point")


def break_parents(connection: sqlite3.Connection) -> None:
    link = {"problem_uuid": new_uuid(), "mine_uuid": new_uuid()}
    insert_records(connection, [Record("problem_mine", new_uuid(), link)])


def break_codes(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE problem_point SET type = 'P999', criteria = 'E009;E999'")


def break_geometry(connection: sqlite3.Connection) -> None:
    empty = b"GP\x00\x11" + (4490).to_bytes(4, "little") + shapely.to_wkb(shapely.Point(), byte_order=1)
    connection.execute("UPDATE problem_point SET geom = ?", (empty,))


def break_location(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE problem_point SET geom = NULL")


def break_spatial_index(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM rtree_problem_point_geom")


def break_freshness(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE problem_point SET derived_at = '2001-01-01T00:00:00Z'")
    uuid = connection.execute("SELECT uuid FROM problem_point").fetchone()[0]
    update_record(connection, "problem_point", uuid, {"depth_m": 2})


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (break_triggers, {("error", "triggers", "mine")}),
        (break_uuid, {("error", "uuid", "mine")}),
        (
            break_uuid_space,
            {
                ("error", "duplicate", "problem"),
                ("warning", "stale", "problem_point"),
                ("warning", "stale", "problem_line"),
                ("warning", "no_geometry", "problem_line"),
            },
        ),
        (break_parents, {("error", "orphan", "problem_mine")}),
        (break_codes, {("error", "unknown_code", "problem_point")}),
        (break_geometry, {("error", "empty_geometry", "problem_point")}),
        (break_location, {("warning", "no_geometry", "problem_point")}),
        (break_spatial_index, {("error", "spatial_index", "problem_point")}),
        (break_freshness, {("warning", "stale", "problem_point")}),
    ],
)
def test_the_check_finds(workspace: Workspace, damage: object, found: set[tuple[str, str, str]]) -> None:
    with workspace.write() as connection:
        damage(connection)  # type: ignore[operator]
    assert kinds(workspaces.check(workspace.path)) == found


def test_each_unknown_code_is_named_with_its_list(workspace: Workspace) -> None:
    with workspace.write() as connection:
        break_codes(connection)
    messages = [finding.message for finding in workspaces.check(workspace.path).errors]
    assert any("“P999”" in message and "problem_type" in message for message in messages)
    assert any("“E999”" in message and "grading_criterion" in message for message in messages)
    assert not any("“E009”" in message for message in messages)


def test_an_orphan_is_found_by_both_of_its_links(workspace: Workspace) -> None:
    with workspace.write() as connection:
        break_parents(connection)
    columns = {
        finding.message.split("(")[-1].split(")")[0] for finding in workspaces.check(workspace.path).errors
    }
    assert columns == {"problem_uuid", "mine_uuid"}


def test_a_missing_photo_is_a_warning_that_names_it(workspace: Workspace) -> None:
    with workspace.connect() as connection:
        row = connection.execute("SELECT sha256, original_name FROM photo").fetchone()
    photo_path(workspace, Record("photo", new_uuid(), dict(row))).unlink()
    report = workspaces.check(workspace.path)
    assert kinds(report) == {("warning", "missing_photo", "photo")}
    assert "a.jpg" in report.warnings[0].message


def test_a_damaged_page_is_an_error(workspace: Workspace) -> None:
    with workspace.connect() as connection:
        root = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'rule_grading'"
        ).fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    content = bytearray(workspace.path.read_bytes())
    content[(root - 1) * size : root * size] = bytes(size)
    workspace.path.write_bytes(content)
    report = workspaces.check(workspace.path)
    assert not report.ok
    assert {finding.kind for finding in report.errors} == {"damaged"}


def test_the_report_is_json_and_escaped_html(workspace: Workspace) -> None:
    with workspace.write() as connection:
        connection.execute("UPDATE problem_point SET type = '<script>'")
    report = workspaces.check(workspace.path)
    assert json.loads(json.dumps(report.as_dict()))["errors"][0]["kind"] == "unknown_code"
    assert "<script>" not in report.html()
    assert "&lt;script&gt;" in report.html()

"""Creating, opening and copying a workspace."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import shapely
from osgeo import gdal, ogr

from plugin.paths import resource
from plugin.store import connection as connections
from plugin.store.errors import (
    NewerWorkspaceError,
    NotAWorkspaceError,
    UnknownCountyError,
    WorkspaceExistsError,
    WorkspaceLockedError,
    WorkspaceNotWritableError,
)
from plugin.store.photos import add_photo
from plugin.store.records import Record, insert_records, new_uuid, read_records
from plugin.store.rule_versions import VERSION_COLUMNS
from plugin.store.schema import load_schema, read_csv
from plugin.store.workspace import Workspace, copy_workspace, create_workspace, open_workspace
from tests.store.conftest import a_pit


def test_a_workspace_is_found_again_from_another_folder(
    blank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(blank.parent)
    workspace = open_workspace(blank.name)
    monkeypatch.chdir(tmp_path)
    with workspace.connect() as connection:
        assert read_records(connection, "mine") == []


def test_a_new_workspace_knows_its_county(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "柳林 2024", county_code="141125")
    assert workspace.path == tmp_path / "柳林 2024.gpkg"
    assert (workspace.county_code, workspace.county_name, workspace.profile) == (
        "141125",
        "柳林县",
        "national",
    )
    assert [path.name for path in tmp_path.iterdir()] == ["柳林 2024.gpkg"]


def test_it_is_a_geopackage_of_version_1_3(workspace: Workspace) -> None:
    with workspace.connect() as connection:
        assert connection.execute("PRAGMA application_id").fetchone()[0] == int.from_bytes(b"GPKG", "big")
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 10300
        assert [row[0] for row in connection.execute("PRAGMA integrity_check")] == ["ok"]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        systems = {row[0] for row in connection.execute("SELECT srs_id FROM gpkg_spatial_ref_sys")}
        assert systems >= {-1, 0, 4326, 4490}


def test_the_validator_of_gdal_finds_nothing(workspace: Workspace, pit: Record) -> None:
    validator = pytest.importorskip(
        "osgeo_utils.samples.validate_gpkg", reason="the GDAL of this system comes without its samples"
    )
    assert validator.check(str(workspace.path), abort_at_first_error=False, extra_checks=True) == []


def test_ogr_sees_every_table_in_cgcs2000_and_none_of_the_bookkeeping(workspace: Workspace) -> None:
    source = gdal.OpenEx(str(workspace.path))
    layers = {source.GetLayer(i).GetName(): source.GetLayer(i) for i in range(source.GetLayerCount())}
    assert set(load_schema().tables) <= set(layers)
    assert not [name for name in layers if name.startswith("_") or name == "problem"]
    for name, table in load_schema().tables.items():
        reference = layers[name].GetSpatialRef()
        assert (reference.GetAuthorityCode(None) if table.geometry else reference) == (
            "4490" if table.geometry else None
        )
        assert not table.geometry or layers[name].TestCapability(ogr.OLCFastSpatialFilter)


def test_ogr_offers_the_code_lists_as_field_domains_in_chinese(workspace: Workspace) -> None:
    source = gdal.OpenEx(str(workspace.path))
    domain = source.GetFieldDomain("mine_status")
    assert domain.GetEnumeration() == {
        row["code"]: row["name_zh"] for row in read_csv(resource("codes", "mine_status.csv"))
    }
    definition = source.GetLayerByName("problem_line").GetLayerDefn()
    named = {
        definition.GetFieldDefn(i).GetName(): definition.GetFieldDefn(i).GetDomainName()
        for i in range(definition.GetFieldCount())
    }
    for column in load_schema().table("problem_line").columns:
        assert named[column.name] == ("" if column.several else column.codes or "")
    assert named["type"] == "problem_type"


def test_ogr_sees_the_defaults(workspace: Workspace) -> None:
    source = gdal.OpenEx(str(workspace.path))
    definition = source.GetLayerByName("problem_point").GetLayerDefn()
    default = {
        definition.GetFieldDefn(i).GetName(): definition.GetFieldDefn(i).GetDefault()
        for i in range(definition.GetFieldCount())
    }
    assert (default["review_state"], default["classification"], default["uuid"]) == (
        "'draft'",
        "'internal'",
        None,
    )


def test_its_code_and_rule_tables_hold_every_row_of_their_lists(workspace: Workspace) -> None:
    with workspace.connect() as connection:
        codes = connection.execute("SELECT COUNT(*) FROM code WHERE list = 'problem_type'").fetchone()[0]
        assert codes == len(read_csv(resource("codes", "problem_type.csv")))
        for row in read_csv(resource("schema", "rule_tables.csv")):
            stored = connection.execute(f'SELECT * FROM "{row["table"]}"').fetchall()
            written = read_csv(resource("rules", f"{row['source']}.csv"))
            assert len(stored) == len(written)
            history = set(VERSION_COLUMNS) if row["versioned"] else set()
            assert set(stored[0].keys()) - {"fid"} == set(written[0]) | history


def test_the_list_of_problems_holds_all_three_tables(workspace: Workspace) -> None:
    records = [
        Record("problem_point", new_uuid(), {"type": "P101"}, shapely.Point(110.9, 37.4)),
        Record(
            "problem_line", new_uuid(), {"type": "P105"}, shapely.LineString([(110.9, 37.4), (110.91, 37.4)])
        ),
        a_pit(),
    ]
    with workspace.write() as connection:
        insert_records(connection, records)
    with workspace.connect() as connection:
        listed = connection.execute("SELECT source_table, uuid, type FROM problem").fetchall()
    assert {tuple(row) for row in listed} == {(r.table, r.uuid, r.values["type"]) for r in records}


@pytest.mark.parametrize("code", ["999999", "1411", "", "柳林"])
def test_a_county_that_does_not_exist_is_refused_and_nothing_is_written(tmp_path: Path, code: str) -> None:
    with pytest.raises(UnknownCountyError, match="is not a county"):
        create_workspace(tmp_path / "a.gpkg", county_code=code)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_writable_is_refused(as_nobody: Callable[[], Path]) -> None:
    folder = as_nobody()
    with pytest.raises(WorkspaceNotWritableError, match="choose another folder"):
        create_workspace(folder / "a.gpkg", county_code="141125")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["absent/a.gpkg", "file/a.gpkg"])
def test_a_folder_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(WorkspaceNotWritableError, match="is no folder"):
        create_workspace(tmp_path / name, county_code="141125")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_file_that_exists_is_not_overwritten_unasked(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceExistsError):
        create_workspace(workspace.path, county_code="141125")
    assert open_workspace(workspace.path).workspace_uuid == workspace.workspace_uuid
    new = create_workspace(workspace.path, county_code="141125", overwrite=True)
    assert new.workspace_uuid != workspace.workspace_uuid


def test_a_failure_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("plugin.store.catalogues.create_rule_tables", fail)
    with pytest.raises(WorkspaceNotWritableError, match="disk is full"):
        create_workspace(tmp_path / "a.gpkg", county_code="141125")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_a_folder_and_a_text_are_no_workspaces(tmp_path: Path) -> None:
    text = tmp_path / "a.gpkg"
    text.write_text("no database")
    for path, problem in (
        (tmp_path / "b.gpkg", "no such file"),
        (tmp_path, "a folder"),
        (text, "no GeoPackage"),
    ):
        with pytest.raises(NotAWorkspaceError, match=problem):
            open_workspace(path)
    assert not (tmp_path / "b.gpkg").exists()


def test_a_geopackage_of_another_kind_is_no_workspace(tmp_path: Path) -> None:
    path = tmp_path / "roads.gpkg"
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    source.CreateLayer("roads", geom_type=ogr.wkbLineString)
    del source
    before = path.read_bytes()
    with pytest.raises(NotAWorkspaceError, match="of another kind"):
        open_workspace(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE _meta (name TEXT)",
        "CREATE TABLE _meta AS SELECT 'schema_version' AS key, 'draft' AS value",
        "CREATE TABLE _meta AS SELECT 'schema_version' AS key, 1 AS value",
    ],
)
def test_a_geopackage_with_another_programs_notes_is_no_workspace(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "roads.gpkg"
    ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)
    with pytest.raises(NotAWorkspaceError, match="of another kind"):
        open_workspace(path)


def test_an_sqlite_file_is_no_workspace(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE a (b)")
    with pytest.raises(NotAWorkspaceError, match="no GeoPackage"):
        open_workspace(path)


def test_a_damaged_file_is_no_workspace(workspace: Workspace) -> None:
    content = bytearray(workspace.path.read_bytes())
    content[100:4096] = bytes(3996)
    workspace.path.write_bytes(content)
    with pytest.raises(NotAWorkspaceError, match=r"damaged|another kind|no GeoPackage"):
        open_workspace(workspace.path)


def test_a_workspace_of_a_newer_schema_is_refused_unchanged(workspace: Workspace) -> None:
    with workspace.write() as connection:
        connection.execute("UPDATE _meta SET value = 999 WHERE key = 'schema_version'")
    before = workspace.path.read_bytes()
    with pytest.raises(NewerWorkspaceError, match=r"has schema 999.*update the plugin"):
        open_workspace(workspace.path)
    assert workspace.path.read_bytes() == before


@contextmanager
def an_editor_in_wal_mode(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection that leaves its writes in the `-wal`, as QGIS does while a layer is edited."""
    editor = connections.open_connection(path)
    editor.execute("PRAGMA journal_mode = WAL")
    editor.execute("PRAGMA wal_autocheckpoint = 0")
    try:
        yield editor
    finally:
        editor.close()


def test_a_copy_misses_no_record_of_a_file_that_is_open(workspace: Workspace, tmp_path: Path) -> None:
    with an_editor_in_wal_mode(workspace.path) as editor:
        insert_records(editor, [a_pit() for _ in range(20)])
        plain = Path(shutil.copy(workspace.path, tmp_path / "plain.gpkg"))
        copy = copy_workspace(workspace.path, tmp_path / "copy.gpkg")
    with connections.reading(plain) as connection:
        assert connection.execute("SELECT COUNT(*) FROM problem_area").fetchone()[0] == 0
    with copy.connect() as connection:
        assert len(read_records(connection, "problem_area")) == 20
        assert connection.execute("SELECT COUNT(*) FROM _sync_log").fetchone()[0] == 20
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.gpkg", "liulin.gpkg", "plain.gpkg"]


def test_a_copy_holds_what_was_committed_and_not_what_is_being_written(
    workspace: Workspace, tmp_path: Path
) -> None:
    with an_editor_in_wal_mode(workspace.path) as editor:
        editor.execute("BEGIN IMMEDIATE")
        insert_records(editor, [a_pit()])
        copy = copy_workspace(workspace.path, tmp_path / "copy.gpkg")
        editor.execute("COMMIT")
    with copy.connect() as connection:
        assert read_records(connection, "problem_area") == []


def test_a_copy_brings_the_photos(workspace: Workspace, pit: Record, tmp_path: Path) -> None:
    photo = tmp_path / "a.jpg"
    photo.write_bytes(b"not really a picture")
    record = add_photo(workspace, pit.uuid, photo, photo_type="QJ")
    copy = copy_workspace(workspace.path, tmp_path / "copy.gpkg")
    assert copy.photo_folder.name == "copy_photos"
    assert (copy.photo_folder / f"{record.values['sha256']}.jpg").read_bytes() == photo.read_bytes()
    with pytest.raises(WorkspaceExistsError):
        copy_workspace(workspace.path, copy.path)


def test_a_failed_copy_leaves_nothing(
    workspace: Workspace, as_nobody: Callable[[], Path], tmp_path: Path
) -> None:
    open_folder(tmp_path)
    folder = as_nobody()
    with pytest.raises(WorkspaceNotWritableError):
        copy_workspace(workspace.path, folder / "copy.gpkg")
    assert list(folder.iterdir()) == []


def open_folder(folder: Path) -> None:
    """Let other users see into a folder of pytest's."""
    for path in (folder, *list(folder.parents)[:4]):
        if path.name.startswith(("pytest", "popen", "test_")):
            path.chmod(0o755)


def test_opening_recovers_what_a_crash_left_in_the_wal(workspace: Workspace, tmp_path: Path) -> None:
    crashed = tmp_path / "crashed.gpkg"
    with an_editor_in_wal_mode(workspace.path) as editor:
        insert_records(editor, [a_pit()])
        for suffix in ("", "-wal"):
            shutil.copy(f"{workspace.path}{suffix}", f"{crashed}{suffix}")
    recovered = open_workspace(crashed)
    assert not Path(f"{crashed}-wal").exists()
    with recovered.connect() as connection:
        assert len(read_records(connection, "problem_area")) == 1
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete"


def test_opening_leaves_the_wal_of_another_program_alone(workspace: Workspace) -> None:
    with an_editor_in_wal_mode(workspace.path) as editor:
        insert_records(editor, [a_pit()])
        opened = open_workspace(workspace.path)
        with opened.connect() as connection:
            assert len(read_records(connection, "problem_area")) == 1
        insert_records(editor, [a_pit()])
    assert not Path(f"{workspace.path}-wal").exists()


def test_closing_leaves_no_journal(workspace: Workspace) -> None:
    with workspace.write() as connection:
        insert_records(connection, [a_pit()])
    assert [path.name for path in workspace.path.parent.iterdir()] == [workspace.path.name]


def test_an_error_takes_back_the_whole_transaction(workspace: Workspace) -> None:
    with pytest.raises(RuntimeError), workspace.write() as connection:
        insert_records(connection, [a_pit()])
        raise RuntimeError("the caller failed")
    with workspace.connect() as connection:
        assert read_records(connection, "problem_area") == []
        assert connection.execute("SELECT COUNT(*) FROM _sync_log").fetchone()[0] == 0


def test_a_reading_connection_refuses_to_write(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceNotWritableError), workspace.connect() as connection:
        insert_records(connection, [a_pit()])


def test_a_lock_that_lasts_is_a_sentence_and_nothing_is_changed(workspace: Workspace) -> None:
    with connections.writing(workspace.path) as holder:
        insert_records(holder, [a_pit()])
        with (
            pytest.raises(WorkspaceLockedError, match="wait a moment and try again"),
            connections.writing(workspace.path, busy_timeout_ms=10) as late,
        ):
            insert_records(late, [a_pit()])
    with workspace.connect() as connection:
        assert len(read_records(connection, "problem_area")) == 1


def test_a_read_only_file_is_read_and_not_written(blank: Path, as_nobody: Callable[[], Path]) -> None:
    folder = as_nobody.folder  # type: ignore[attr-defined]
    path = Path(shutil.copy(blank, folder / "a.gpkg"))
    path.chmod(0o444)
    as_nobody()
    workspace = open_workspace(path)
    with workspace.connect() as connection:
        assert read_records(connection, "problem_area") == []
    with pytest.raises(WorkspaceNotWritableError, match="read-only"), workspace.write():
        pass


def test_a_full_disk_is_a_sentence_and_nothing_is_changed(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceNotWritableError, match="disk is full"), workspace.write() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        insert_records(connection, [a_pit(note="很长的备注" * 2000) for _ in range(5)])
    with workspace.connect() as connection:
        assert read_records(connection, "problem_area") == []


def test_a_workspace_on_a_network_share_is_read_and_not_written(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugin.store.workspace.is_network_share", lambda path: True)
    assert open_workspace(workspace.path).on_network_share
    with pytest.raises(WorkspaceNotWritableError, match="network share"), workspace.write():
        pass

"""The change log: every edit of every editor, with the value it replaced."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace

import pytest
import shapely
from osgeo import ogr

from plugin.domain.changes import RowChange
from plugin.domain.row_keys import short_key
from plugin.store import change_log, gpkg_geometry
from plugin.store.change_log import applying, health, install_triggers, pending, pending_changes
from plugin.store.connection import open_connection
from plugin.store.records import (
    Record,
    delete_record,
    insert_records,
    new_uuid,
    read_records,
    update_record,
    write_derived,
)
from plugin.store.schema import load_schema
from plugin.store.triggers import triggers_of
from plugin.store.workspace import Workspace
from tests.store.conftest import a_pit


@pytest.fixture(params=["OFF", "ON"], ids=["recursive triggers off", "recursive triggers on"])
def editor(workspace: Workspace, request: pytest.FixtureRequest) -> Iterator[sqlite3.Connection]:
    """Return a connection of another program, which may have recursive triggers on."""
    connection = open_connection(workspace.path)
    connection.execute(f"PRAGMA recursive_triggers = {request.param}")
    connection.execute("PRAGMA synchronous = OFF")
    yield connection
    connection.close()


def log_of(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute("SELECT tbl, op, col, old FROM _sync_log ORDER BY lsn")]


def last_lsn(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT COALESCE(MAX(lsn), 0) FROM _sync_log").fetchone()[0])


def test_an_insert_without_a_uuid_gets_one_before_it_is_logged(editor: sqlite3.Connection) -> None:
    editor.execute("INSERT INTO problem_point (type) VALUES ('P101')")
    uuid = editor.execute("SELECT uuid FROM problem_point").fetchone()[0]
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", uuid)
    assert editor.execute("SELECT uuid FROM _sync_log").fetchone()[0] == uuid
    assert log_of(editor) == [("problem_point", "I", None, None)]


def test_minted_uuids_differ(editor: sqlite3.Connection) -> None:
    editor.execute("BEGIN")
    editor.executemany("INSERT INTO mine (name, status) VALUES (?, 'SC')", [(str(i),) for i in range(200)])
    assert editor.execute("SELECT COUNT(DISTINCT uuid) FROM mine").fetchone()[0] == 200


def test_a_computed_table_mints_and_does_not_log(editor: sqlite3.Connection) -> None:
    editor.execute("INSERT INTO county (code, name) VALUES ('141125', '柳林县')")
    assert editor.execute("SELECT uuid FROM county").fetchone()[0] is not None
    assert log_of(editor) == []


def test_an_update_logs_the_old_value_of_each_changed_column_in_its_own_type(
    editor: sqlite3.Connection,
) -> None:
    pit = a_pit(loss_wan_yuan=110.88333333333334, threatened_people=2**62 + 1, note="旧")
    insert_records(editor, [pit])
    start = last_lsn(editor)
    editor.execute(
        "UPDATE problem_area SET loss_wan_yuan = 1, threatened_people = 0, note = NULL, name = name,"
        " village = '新'"
    )
    rows = editor.execute(
        "SELECT col, old, typeof(old) FROM _sync_log WHERE lsn > ? AND op = 'U' ORDER BY col", (start,)
    )
    assert [tuple(row) for row in rows] == [
        ("loss_wan_yuan", 110.88333333333334, "real"),
        ("note", "旧", "text"),
        ("threatened_people", 2**62 + 1, "integer"),
        ("village", None, "null"),
    ]


def test_a_blob_is_logged_byte_for_byte(editor: sqlite3.Connection) -> None:
    pit = a_pit()
    insert_records(editor, [pit])
    old = editor.execute("SELECT geom FROM problem_area").fetchone()[0]
    editor.execute("UPDATE problem_area SET geom = ?", (gpkg_geometry.encode(shapely.box(1, 1, 2, 2)),))
    assert log_of(editor)[-1] == ("problem_area", "U", "geom", old)


def test_an_update_that_changes_nothing_logs_nothing(editor: sqlite3.Connection) -> None:
    insert_records(editor, [a_pit()])
    start = last_lsn(editor)
    editor.execute("UPDATE problem_area SET name = name, depth_m = 3.5, geom = geom, uuid = uuid")
    editor.execute("UPDATE problem_area SET fid = fid + 100")
    assert last_lsn(editor) == start


def test_a_uuid_never_changes(editor: sqlite3.Connection) -> None:
    insert_records(editor, [a_pit()])
    for value in (new_uuid(), None):
        with pytest.raises(sqlite3.IntegrityError, match="uuid of a record never changes"):
            editor.execute("UPDATE problem_area SET uuid = ?", (value,))


def test_a_row_that_came_without_a_uuid_while_the_triggers_were_lost_can_be_edited(
    editor: sqlite3.Connection,
) -> None:
    editor.execute("DROP TRIGGER sync_log_mine_insert")
    editor.execute("INSERT INTO mine (name, status) VALUES ('矿', 'SC')")
    install_triggers(editor)
    editor.execute("UPDATE mine SET note = 'x'")
    editor.execute("UPDATE mine SET uuid = ?", (new_uuid(),))
    editor.execute("UPDATE mine SET note = 'y'")
    assert log_of(editor) == [("mine", "U", "note", "x")]


def test_a_delete_logs_the_whole_row(editor: sqlite3.Connection) -> None:
    pit = a_pit(note="留")
    insert_records(editor, [pit])
    start = last_lsn(editor)
    delete_record(editor, "problem_area", pit.uuid)
    logged = {row[2]: row[3] for row in log_of(editor)[start:]}
    assert None in logged
    assert (logged["note"], logged["depth_m"], logged["type"]) == ("留", 3.5, "P104")
    assert logged["geom"] == gpkg_geometry.encode(shapely.MultiPolygon([pit.geometry]))


def test_derived_columns_stand_outside_the_log(editor: sqlite3.Connection) -> None:
    pit = a_pit()
    insert_records(editor, [pit])
    start = last_lsn(editor)
    write_derived(editor, "problem_area", {pit.uuid: {"grade": "YZ"}})
    assert last_lsn(editor) == start


def test_applying_pulled_rows_makes_no_echo_but_still_mints(editor: sqlite3.Connection) -> None:
    pit = a_pit()
    editor.execute("BEGIN IMMEDIATE")
    with applying(editor):
        insert_records(editor, [pit])
        update_record(editor, "problem_area", pit.uuid, {"depth_m": 4})
        delete_record(editor, "problem_area", pit.uuid)
        editor.execute("INSERT INTO mine (name, status) VALUES ('矿', 'SC')")
    editor.execute("COMMIT")
    assert log_of(editor) == []
    assert editor.execute("SELECT uuid FROM mine").fetchone()[0]
    insert_records(editor, [a_pit()])
    assert len(log_of(editor)) == 1


def test_a_failed_pull_does_not_leave_the_log_silent(workspace: Workspace) -> None:
    with pytest.raises(RuntimeError), workspace.write() as connection, applying(connection):
        raise RuntimeError("the hub went away")
    with workspace.write() as connection:
        insert_records(connection, [a_pit()])
        assert len(log_of(connection)) == 1


def change_of(connection: sqlite3.Connection, start: int = 0) -> RowChange:
    (change,) = pending_changes(connection, after_lsn=start)
    return change


def test_an_insert_and_its_updates_fold_into_one_insert(editor: sqlite3.Connection) -> None:
    pit = a_pit()
    insert_records(editor, [pit])
    update_record(editor, "problem_area", pit.uuid, {"depth_m": 4})
    change = change_of(editor)
    assert (change.operation, change.old, change.last_lsn) == ("insert", {}, 2)
    assert (change.new["depth_m"], change.new["type"], change.new["review_state"]) == (4.0, "P104", "draft")
    assert change.new["geom"] == shapely.to_wkb(shapely.MultiPolygon([pit.geometry]), byte_order=1)
    assert "grade" not in change.new


def test_updates_fold_to_the_first_old_and_the_last_new_value(editor: sqlite3.Connection) -> None:
    pit = a_pit()
    insert_records(editor, [pit])
    editor.execute("INSERT INTO _sync_table VALUES (1, 'problem_area')")
    editor.execute("INSERT INTO _sync_base VALUES (?, 1, 7, NULL)", (short_key(pit.uuid),))
    start = last_lsn(editor)
    for depth in (4, 5, 6):
        update_record(editor, "problem_area", pit.uuid, {"depth_m": depth})
    change = change_of(editor, start)
    assert (change.operation, change.base_version, change.last_lsn) == ("update", 7, start + 3)
    assert (change.old, change.new) == ({"depth_m": 3.5}, {"depth_m": 6.0})


def test_a_value_that_came_back_is_no_change(editor: sqlite3.Connection) -> None:
    pit = a_pit()
    insert_records(editor, [pit])
    start = last_lsn(editor)
    update_record(editor, "problem_area", pit.uuid, {"depth_m": 4, "note": "x"})
    update_record(editor, "problem_area", pit.uuid, {"depth_m": 3.5})
    assert change_of(editor, start).new == {"note": "x"}
    update_record(editor, "problem_area", pit.uuid, {"note": None})
    assert pending_changes(editor, after_lsn=start) == []


def test_a_row_that_was_made_and_deleted_is_no_change(editor: sqlite3.Connection) -> None:
    pit = a_pit()
    insert_records(editor, [pit])
    delete_record(editor, "problem_area", pit.uuid)
    assert pending_changes(editor, after_lsn=0) == []


def test_a_row_that_the_hub_has_is_deleted_though_it_was_to_go_whole_again(
    editor: sqlite3.Connection,
) -> None:
    # What a repair sends again is logged as if it were new.
    pit = a_pit()
    insert_records(editor, [pit])
    editor.execute("INSERT INTO _sync_table VALUES (1, 'problem_area')")
    editor.execute("INSERT INTO _sync_base VALUES (?, 1, 7, NULL)", (short_key(pit.uuid),))
    delete_record(editor, "problem_area", pit.uuid)
    change = change_of(editor, 0)
    assert (change.operation, change.base_version, change.old["depth_m"]) == ("delete", 7, 3.5)
    (few,) = pending(editor, needed={"problem_area": ("name",)}).changes.values()
    assert few == replace(change, old={"name": change.old["name"]})


def test_a_delete_holds_the_row_as_it_was_at_the_base(editor: sqlite3.Connection) -> None:
    pit = a_pit()
    insert_records(editor, [pit])
    start = last_lsn(editor)
    update_record(editor, "problem_area", pit.uuid, {"depth_m": 9, "note": "spät"})
    delete_record(editor, "problem_area", pit.uuid)
    change = change_of(editor, start)
    assert (change.operation, change.new) == ("delete", {})
    assert (change.old["depth_m"], change.old["note"], change.old["village"]) == (3.5, None, None)
    assert change.old.keys() == {c.name for c in load_schema().table("problem_area").data_columns} | {"geom"}


def test_a_delete_that_was_undone_is_an_update_or_nothing(editor: sqlite3.Connection) -> None:
    pit = a_pit()
    insert_records(editor, [pit])
    start = last_lsn(editor)
    (saved,) = read_records(editor, "problem_area")
    delete_record(editor, "problem_area", pit.uuid)
    insert_records(editor, [saved])
    assert pending_changes(editor, after_lsn=start) == []
    update_record(editor, "problem_area", pit.uuid, {"village": "沙曲村"})
    change = change_of(editor, start)
    assert (change.operation, change.old, change.new) == ("update", {"village": None}, {"village": "沙曲村"})


@pytest.mark.parametrize("undone", [False, True], ids=["deletes stand", "one delete was undone"])
def test_a_log_read_without_the_values_of_deletes_tells_and_reaches_as_far(
    editor: sqlite3.Connection, undone: bool
) -> None:
    pits = [a_pit(note=str(number)) for number in range(4)]
    photos = [Record("photo", new_uuid(), {"problem_uuid": pit.uuid, "sha256": "ab"}) for pit in pits]
    insert_records(editor, [*pits, *photos])
    start = last_lsn(editor)
    update_record(editor, "problem_area", pits[0].uuid, {"depth_m": 9})
    delete_record(editor, "problem_area", pits[0].uuid)
    update_record(editor, "problem_area", pits[1].uuid, {"depth_m": 9})
    saved = next(record for record in read_records(editor, "problem_area") if record.uuid == pits[2].uuid)
    delete_record(editor, "problem_area", pits[2].uuid)
    if undone:
        insert_records(editor, [saved])
        update_record(editor, "problem_area", pits[2].uuid, {"note": "again"})
    delete_record(editor, "problem_area", pits[3].uuid)

    needed = {"photo": ("problem_uuid",)}
    whole, few = (pending(editor, after_lsn=start, needed=names) for names in (None, needed))

    assert list(few.changes) == list(whole.changes)
    assert few.without_effect == whole.without_effect
    for key, change in whole.changes.items():
        names = needed.get(change.table, ()) if change.operation == "delete" else change.old
        assert few.changes[key] == replace(change, old={name: change.old[name] for name in names})


def test_another_encoding_of_the_same_geometry_and_time_is_no_change(editor: sqlite3.Connection) -> None:
    pit = a_pit()
    photo = {"problem_uuid": pit.uuid, "sha256": "ab", "taken_at": "2024-05-31T00:30:05Z"}
    insert_records(editor, [pit, Record("photo", new_uuid(), photo)])
    start = last_lsn(editor)
    without_envelope = (
        b"GP\x00\x01"
        + (4490).to_bytes(4, "little")
        + shapely.to_wkb(shapely.MultiPolygon([pit.geometry]), byte_order=0)
    )
    editor.execute("UPDATE problem_area SET geom = ?", (without_envelope,))
    editor.execute("UPDATE photo SET taken_at = '2024-05-31T00:30:05Z'")
    assert last_lsn(editor) == start + 2
    assert pending_changes(editor, after_lsn=start) == []


def test_changes_come_in_the_order_they_were_begun(editor: sqlite3.Connection) -> None:
    records = [a_pit() for _ in range(1200)]
    editor.execute("BEGIN")
    insert_records(editor, records)
    assert [change.uuid for change in pending_changes(editor, after_lsn=0)] == [r.uuid for r in records]


def test_what_ogr_inserts_updates_and_deletes_is_logged(workspace: Workspace, pit: Record) -> None:
    with workspace.connect() as connection:
        start = last_lsn(connection)
    source = ogr.Open(str(workspace.path), 1)
    layer = source.GetLayer("problem_area")
    feature = layer.GetNextFeature()
    feature["note"] = "改"
    layer.SetFeature(feature)
    made = ogr.Feature(layer.GetLayerDefn())
    made["type"] = "P102"
    made["note"] = "新"
    made["review_state"] = "draft"
    made["classification"] = "internal"
    made.SetGeometry(ogr.CreateGeometryFromWkt("MULTIPOLYGON(((110 37,111 37,111 38,110 37)))"))
    layer.CreateFeature(made)
    source.GetLayer("problem_land").DeleteFeature(1)
    del feature, made, layer, source
    with workspace.connect() as connection:
        changes = {change.operation: change for change in pending_changes(connection, after_lsn=start)}
        assert health(connection).ok
        assert [row[0] for row in connection.execute("PRAGMA integrity_check")] == ["ok"]
    assert (changes["update"].uuid, changes["update"].old, changes["update"].new) == (
        pit.uuid,
        {"note": None},
        {"note": "改"},
    )
    assert (changes["insert"].new["type"], changes["insert"].new["note"]) == ("P102", "新")
    assert changes["delete"].old["land_use"] == "0103"


def test_ogr_writes_back_a_record_of_ours_without_a_change(workspace: Workspace, pit: Record) -> None:
    with workspace.connect() as connection:
        start = last_lsn(connection)
    source = ogr.Open(str(workspace.path), 1)
    layer = source.GetLayer("problem_area")
    layer.SetFeature(layer.GetNextFeature())
    del layer, source
    with workspace.connect() as connection:
        assert last_lsn(connection) == start


def test_a_healthy_log_says_so(workspace: Workspace) -> None:
    with workspace.connect() as connection:
        assert health(connection).ok


def test_lost_and_altered_triggers_are_named_and_installed_again(workspace: Workspace) -> None:
    with workspace.write() as connection:
        for name in triggers_of(load_schema().table("mine")):
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("DROP TRIGGER sync_log_photo_delete")
        connection.execute("CREATE TRIGGER sync_log_photo_delete AFTER DELETE ON photo BEGIN SELECT 1; END")
        found = health(connection)
        assert found.missing == ("sync_log_mine_insert", "sync_log_mine_update", "sync_log_mine_delete")
        assert (found.altered, found.tables, found.ok) == (
            ("sync_log_photo_delete",),
            ("mine", "photo"),
            False,
        )
        assert set(install_triggers(connection)) == {*found.missing, *found.altered}
        assert health(connection).ok
        assert install_triggers(connection) == ()


def test_a_foreign_fingerprint_is_noticed(workspace: Workspace) -> None:
    with workspace.write() as connection:
        change_log.set_state(connection, "trigger_fingerprint", "other")
        assert not health(connection).ok
        assert change_log.get_state(connection, "absent") is None


@pytest.mark.parametrize("table", load_schema().tables.values(), ids=lambda table: table.name)
def test_the_triggers_use_no_function_that_sqlite_itself_lacks(table: object) -> None:
    for sql in triggers_of(table).values():  # type: ignore[arg-type]
        calls = set(re.findall(r"\b([a-z_]+)\(", sql))
        assert calls <= {"lower", "hex", "randomblob", "substr", "abs", "random", "strftime"}

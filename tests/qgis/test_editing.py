"""Records change in edit buffers, are undone as one and are saved in one transaction, equal to what the store
writes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import shapely
from pytestqt.qtbot import QtBot
from qgis.core import QgsProject
from qgis.PyQt.QtCore import QCoreApplication

from plugin.domain.errors import UnknownCodeError
from plugin.qgis_bridge.editing import RecordEditor
from plugin.qgis_bridge.errors import RecordMissingError
from plugin.qgis_bridge.session import Session
from plugin.store.change_log import pending_changes
from plugin.store.errors import InvalidRecordError
from plugin.store.records import (
    Record,
    delete_record,
    duplicate_record,
    insert_records,
    new_uuid,
    read_records,
    update_record,
)
from plugin.store.workspace import Workspace, copy_workspace

PIT = shapely.box(110.90, 37.40, 110.91, 37.41)
VALUES: dict[str, Any] = {
    "number": "141125P20240001",
    "type": "P104",
    "name": "三号塌陷坑",
    "damage_begin": "八十年代",
    "damage_begin_precision": "decade",
    "damage_ongoing": 1,
    "basic_farmland_occupied": 0,
    "threatened_people": 12,
    "depth_m": 8,
    "surveyed_on": "2024-05-31",
    "derived_at": "2024-05-31T08:00:00Z",
    "grade": "YZ",
    "note": "  ",
}
LAND = [{"land_use": "01", "area_hm2": 1.25}, {"land_use": "03", "area_hm2": 0.5}]


def rows(workspace: Workspace, table: str) -> list[Record]:
    with workspace.connect() as connection:
        return read_records(connection, table)


def comparable(workspace: Workspace, table: str) -> list[tuple[dict[str, Any], bytes | None]]:
    """Return a table's rows without their random uuids, with normalised geometry."""
    compared = [
        (
            {name: value for name, value in row.values.items() if not name.endswith("_uuid")},
            None if row.geometry is None else shapely.to_wkb(shapely.normalize(row.geometry)),
        )
        for row in rows(workspace, table)
    ]
    return sorted(compared, key=repr)


@pytest.fixture
def workspace(session: Session) -> Workspace:
    return session.require_workspace()


@pytest.fixture
def by_store(workspace: Workspace) -> Workspace:
    """Return a second, equal workspace, for the store to write to."""
    return copy_workspace(workspace.path, workspace.path.with_name("by_store.gpkg"))


def test_a_record_added_in_qgis_equals_one_added_by_the_store(
    editor: RecordEditor, workspace: Workspace, by_store: Workspace
) -> None:
    editor.add("problem_area", PIT, VALUES, {"problem_land": LAND})
    editor.save()
    record = Record("problem_area", new_uuid(), VALUES, PIT)
    with by_store.write() as connection:
        insert_records(connection, [record])
        insert_records(
            connection,
            [Record("problem_land", new_uuid(), {**row, "problem_uuid": record.uuid}) for row in LAND],
        )
    for table in ("problem_area", "problem_land"):
        assert comparable(workspace, table) == comparable(by_store, table), table


def test_changes_copies_and_deletions_in_qgis_equal_those_of_the_store(
    editor: RecordEditor, workspace: Workspace, by_store: Workspace
) -> None:
    first, second = (
        Record("problem_area", new_uuid(), {**VALUES, "name": name}, PIT) for name in ("甲", "乙")
    )
    land = Record("problem_land", new_uuid(), {**LAND[0], "problem_uuid": first.uuid})
    moved = shapely.box(110.92, 37.42, 110.93, 37.43)
    change = {"type": "P105", "depth_m": None, "surveyed_on": "2024-06-01", "damage_ongoing": 0}
    for target in (workspace, by_store):
        with target.write() as connection:
            insert_records(connection, [first, second, land])

    editor._session.reload()
    editor.update("problem_area", first.uuid, change, moved)
    editor.duplicate("problem_area", first.uuid)
    editor.delete("problem_area", second.uuid)
    editor.save()
    with by_store.write() as connection:
        update_record(connection, "problem_area", first.uuid, change, moved)
        duplicate_record(connection, "problem_area", first.uuid)
        delete_record(connection, "problem_area", second.uuid)
    for table in ("problem_area", "problem_land"):
        assert comparable(workspace, table) == comparable(by_store, table), table


def test_nothing_is_in_the_file_before_it_is_saved(editor: RecordEditor, workspace: Workspace) -> None:
    uuid = editor.add("problem_area", PIT, VALUES)
    assert rows(workspace, "problem_area") == []
    record = editor.record("problem_area", uuid)
    assert record is not None and record.values["name"] == "三号塌陷坑"
    editor.save()
    assert [row.uuid for row in rows(workspace, "problem_area")] == [uuid]
    assert not any(layer.isEditable() for layer in editor._session.layers.values())


def test_parent_and_children_are_saved_in_one_transaction_and_logged(
    editor: RecordEditor, workspace: Workspace
) -> None:
    uuid = editor.add("problem_area", PIT, VALUES, {"problem_land": LAND})
    editor.save()
    with workspace.connect() as connection:
        changes = pending_changes(connection, after_lsn=0)
    assert {(change.table, change.operation) for change in changes} == {
        ("problem_area", "insert"),
        ("problem_land", "insert"),
    }
    assert uuid in {change.uuid for change in changes}


def test_undo_and_redo_take_parent_and_children_together(editor: RecordEditor, session: Session) -> None:
    uuid = editor.add("problem_area", PIT, VALUES, {"problem_land": LAND})
    editor.update("problem_area", uuid, {"depth_m": 9})
    assert editor.undo()
    record = editor.record("problem_area", uuid)
    assert record is not None and record.values["depth_m"] == 8.0
    assert editor.undo()
    assert session.busy_rows() == frozenset()
    assert not editor.undo()
    assert editor.redo() and editor.redo() and not editor.redo()
    assert len(editor.children("problem_area", uuid)["problem_land"]) == 2
    record = editor.record("problem_area", uuid)
    assert record is not None and record.values["depth_m"] == 9.0


def test_what_was_drawn_by_hand_afterwards_is_undone_first(editor: RecordEditor, session: Session) -> None:
    uuid = editor.add("problem_area", PIT, VALUES)
    layer = session.layer("problem_area")
    assert layer is not None
    feature = next(layer.getFeatures())
    layer.beginEditCommand("by hand")
    assert layer.changeAttributeValue(feature.id(), layer.fields().lookupField("village"), "贺昌村")
    layer.endEditCommand()
    assert editor.undo()
    record = editor.record("problem_area", uuid)
    assert record is not None and record.values["village"] is None
    assert editor.undo()
    assert editor.record("problem_area", uuid) is None


def test_deleting_takes_children_and_links_along(editor: RecordEditor, workspace: Workspace) -> None:
    mine = editor.add("mine", shapely.Point(110.9, 37.4), {"name": "沙曲一矿", "status": "SC"})
    uuid = editor.add(
        "problem_area", PIT, VALUES, {"problem_land": LAND, "problem_mine": [{"mine_uuid": mine}]}
    )
    editor.save()
    editor.delete("mine", mine)
    assert editor.children("problem_area", uuid)["problem_mine"] == []
    editor.delete("problem_area", uuid)
    editor.save()
    for table in ("mine", "problem_area", "problem_land", "problem_mine"):
        assert rows(workspace, table) == [], table


def test_changing_the_geometry_type_keeps_uuid_photos_and_land(
    editor: RecordEditor, workspace: Workspace
) -> None:
    photo = [{"sha256": "ab" * 32, "original_name": "IMG_1.jpg"}]
    uuid = editor.add(
        "problem_point", shapely.Point(110.9, 37.4), VALUES, {"photo": photo, "problem_land": LAND}
    )
    editor.save()
    editor.change_geometry_type(uuid, "problem_line", shapely.LineString([(110.9, 37.4), (110.91, 37.4)]))
    editor.save()
    assert rows(workspace, "problem_point") == []
    (line,) = rows(workspace, "problem_line")
    assert (line.uuid, line.values["name"]) == (uuid, "三号塌陷坑")
    assert line.geometry is not None and line.geometry.geom_type == "MultiLineString"
    assert [row.values["problem_uuid"] for row in rows(workspace, "photo")] == [uuid]
    assert len(rows(workspace, "problem_land")) == 2


def test_children_are_brought_to_the_rows_of_the_form(editor: RecordEditor) -> None:
    uuid = editor.add("problem_area", PIT, VALUES, {"problem_land": LAND})
    first, second = editor.children("problem_area", uuid)["problem_land"]
    rows_of_form = [
        {"uuid": first.uuid, "land_use": "02", "area_hm2": 1.25},
        {"land_use": "04", "area_hm2": 3},
    ]
    editor.update("problem_area", uuid, {}, children={"problem_land": rows_of_form})
    after = {row.uuid: row.values for row in editor.children("problem_area", uuid)["problem_land"]}
    assert after[first.uuid]["land_use"] == "02"
    assert second.uuid not in after
    assert sorted(str(values["land_use"]) for values in after.values()) == ["02", "04"]


@pytest.mark.parametrize(
    ("values", "geometry", "children", "error"),
    [
        ({"type": "P999"}, PIT, {}, UnknownCodeError),
        ({}, PIT, {}, InvalidRecordError),
        ({"type": "P104", "colour": "red"}, PIT, {}, InvalidRecordError),
        ({"type": "P104", "surveyed_on": "yesterday"}, PIT, {}, InvalidRecordError),
        ({"type": "P104"}, shapely.Point(110.9, 37.4), {}, InvalidRecordError),
        ({"type": "P104"}, shapely.Polygon(), {}, InvalidRecordError),
        ({"type": "P104"}, shapely.box(500000, 4140000, 500100, 4140100), {}, InvalidRecordError),
        (
            {"type": "P104"},
            PIT,
            {"problem_land": [LAND[0], {"land_use": "99x", "area_hm2": 1}]},
            UnknownCodeError,
        ),
    ],
)
def test_what_the_store_would_refuse_is_refused_whole(
    editor: RecordEditor, session: Session, values: Any, geometry: Any, children: Any, error: type[Exception]
) -> None:
    with pytest.raises(error):
        editor.add("problem_area", geometry, values, children)
    assert session.busy_rows() == frozenset()
    assert not editor.can_undo()
    assert not any(layer.isEditable() for layer in session.layers.values())


def test_a_record_that_is_gone_is_named(editor: RecordEditor) -> None:
    with pytest.raises(RecordMissingError):
        editor.update("problem_area", new_uuid(), {"depth_m": 1})


def test_discarding_leaves_the_file_as_it_was(editor: RecordEditor, workspace: Workspace) -> None:
    uuid = editor.add("problem_area", PIT, VALUES)
    editor.save()
    before = rows(workspace, "problem_area")
    editor.update("problem_area", uuid, {"depth_m": 99})
    assert editor.discard()
    assert rows(workspace, "problem_area") == before
    assert not editor.can_undo()


def test_features_that_qgis_loses_in_a_failed_commit_are_put_back(
    editor: RecordEditor, session: Session, qtbot: QtBot
) -> None:
    """Buffered groups report success though the insert failed: here by a uuid that is taken."""
    uuid = editor.add("problem_area", PIT, VALUES)
    editor.save()
    editor.add("problem_point", shapely.Point(110.9, 37.4), {"type": "P6"})
    layer = session.layer("problem_area")
    assert layer is not None
    twin = next(layer.getFeatures())
    assert QgsProject.instance().startEditing(layer)
    twin.setAttribute("fid", None)
    assert layer.addFeature(twin)
    QCoreApplication.processEvents()
    with qtbot.waitSignal(session.guard.restored) as restored:
        assert QgsProject.instance().commitChanges(True, layer)[0], "QGIS says that all is well"
    assert restored.args == ["problem_area", 1]
    assert session.busy_rows() == {("problem_area", uuid)}


def test_a_saved_date_and_time_comes_back_as_it_was_given(editor: RecordEditor, workspace: Workspace) -> None:
    uuid = editor.add("problem_area", PIT, VALUES)
    before = editor.record("problem_area", uuid)
    editor.save()
    after = editor.record("problem_area", uuid)
    (stored,) = rows(workspace, "problem_area")
    assert before is not None and after is not None
    assert before.values == after.values == stored.values
    assert replace(stored, geometry=None) == replace(after, geometry=None)

"""Whole records in and out."""

from __future__ import annotations

import math
import sqlite3

import pytest
import shapely

from plugin.domain.errors import UnknownCodeError
from plugin.store.errors import InvalidRecordError
from plugin.store.records import (
    Record,
    delete_record,
    duplicate_record,
    insert_records,
    new_uuid,
    read_records,
    replace_table,
    update_record,
    write_derived,
)
from plugin.store.workspace import Workspace
from tests.store.conftest import a_pit

HERE = shapely.Point(110.89, 37.43)


def count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0])


def test_a_record_comes_back_as_it_was_written(workspace: Workspace) -> None:
    written = a_pit(
        loss_wan_yuan=110.88333333333334, threatened_people=12, damage_begin="八十年代", damage_ongoing=1
    )
    with workspace.write() as connection:
        insert_records(connection, [written])
    with workspace.connect() as connection:
        (read,) = read_records(connection, "problem_area", uuids=[written.uuid])
    assert {name: read.values[name] for name in written.values} == written.values
    assert read.geometry.equals(written.geometry)
    assert read.geometry.geom_type == "MultiPolygon"


def test_a_time_reads_the_same_with_and_without_milliseconds(workspace: Workspace, pit: Record) -> None:
    # GDAL 3.6 and 3.10 write a whole second of a GeoPackage in different ways.
    for written in ("2024-05-31T08:00:00Z", "2024-05-31T08:00:00.000Z"):
        with workspace.write() as connection:
            connection.execute("UPDATE problem_area SET derived_at = ?", (written,))
            (read,) = read_records(connection, "problem_area")
        assert read.values["derived_at"] == "2024-05-31T08:00:00.000Z"


def test_defaults_fill_what_is_left_out(workspace: Workspace, pit: Record) -> None:
    with workspace.connect() as connection:
        (read,) = read_records(connection, "problem_area")
    found = (read.values["review_state"], read.values["classification"], read.values["treatment_status"])
    assert found == ("draft", "internal", "0")
    assert read.values["note"] is None


def test_records_are_found_by_uuid_and_by_value(workspace: Workspace) -> None:
    records = [a_pit(township=name) for name in ("柳林镇", "穆村镇", "柳林镇")] + [a_pit()]
    with workspace.write() as connection:
        insert_records(connection, records)
        names = [r.uuid for r in read_records(connection, "problem_area", where={"township": "柳林镇"})]
        assert names == [records[0].uuid, records[2].uuid]
        either = read_records(connection, "problem_area", where={"township": ["柳林镇", "穆村镇"]})
        assert len(either) == 3
        assert [r.uuid for r in read_records(connection, "problem_area", where={"township": None})] == [
            records[3].uuid
        ]
        assert read_records(connection, "problem_area", uuids=[]) == []
        some = read_records(connection, "problem_area", uuids=[records[3].uuid, records[0].uuid, new_uuid()])
        assert [r.uuid for r in some] == [records[0].uuid, records[3].uuid]


def test_more_records_than_sqlite_binds_values_are_read_and_written(workspace: Workspace) -> None:
    records = [Record("mine", new_uuid(), {"name": f"矿{i}", "status": "SC"}, HERE) for i in range(1100)]
    with workspace.write() as connection:
        insert_records(connection, records)
        assert len(read_records(connection, "mine", uuids=[record.uuid for record in records])) == 1100
        assert count(connection, "rtree_mine_geom") == 1100


def test_the_extent_of_a_table_holds_its_records(workspace: Workspace) -> None:
    with workspace.write() as connection:
        insert_records(connection, [Record("mine", new_uuid(), {"name": "矿", "status": "SC"}, HERE)])
        update = shapely.Point(111.0, 37.2)
        update_record(connection, "mine", read_records(connection, "mine")[0].uuid, {}, update)
        extent = connection.execute(
            "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = 'mine'"
        ).fetchone()
    assert tuple(extent) == (110.89, 37.2, 111.0, 37.43)


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        (Record("quarry", new_uuid(), {}), "no such table"),
        (a_pit(colour="red"), "no column “colour”"),
        (a_pit(depth_m=math.nan), "finite number"),
        (a_pit(depth_m="deep"), "“depth_m” takes a number"),
        (a_pit(surveyed_on="yesterday"), "takes a date"),
        (Record("problem_area", new_uuid(), {}, a_pit().geometry), "“type” is required"),
        (Record("problem_area", "{1}", {"type": "P104"}, a_pit().geometry), "version 4 UUID"),
        (Record("problem_area", new_uuid().upper(), {"type": "P104"}, a_pit().geometry), "version 4 UUID"),
        (Record("problem_area", new_uuid(), {"type": "P104"}, shapely.Polygon()), "geometry is empty"),
        (Record("problem_area", new_uuid(), {"type": "P104"}, HERE), "is a point, the table takes a polygon"),
        (Record("problem_point", new_uuid(), {"type": "P101"}, a_pit().geometry), "the table takes a point"),
        (Record("problem_point", new_uuid(), {"type": "P101"}, shapely.Point(110.9, math.nan)), "no number"),
        (
            Record("problem_point", new_uuid(), {"type": "P101"}, shapely.Point(37489671, 4143000)),
            "not longitude and latitude",
        ),
        (
            Record("problem_point", new_uuid(), {"type": "P101"}, shapely.MultiPoint([(110, 37), (111, 37)])),
            "is a multipoint",
        ),
        (
            Record("problem_area", new_uuid(), {"type": "P104"}, shapely.GeometryCollection([HERE])),
            "is a geometrycollection",
        ),
        (Record("photo", new_uuid(), {"problem_uuid": new_uuid(), "sha256": "0"}, HERE), "takes no geometry"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.table,
)
def test_a_record_that_cannot_be_is_refused_and_nothing_is_kept(
    workspace: Workspace, record: Record, problem: str
) -> None:
    with pytest.raises(InvalidRecordError, match=problem), workspace.write() as connection:
        insert_records(connection, [a_pit(), record])
    with workspace.connect() as connection:
        assert count(connection, "problem_area") == count(connection, "_sync_log") == 0


@pytest.mark.parametrize("wrong", [{"depth_m": "deep"}, {"type": None}, {"colour": "red"}])
def test_the_one_of_many_records_that_cannot_be_is_named(
    workspace: Workspace, wrong: dict[str, object]
) -> None:
    records = [a_pit(depth_m=float(depth)) for depth in range(20)]
    records[13] = a_pit(**wrong)
    with (
        pytest.raises(InvalidRecordError, match=next(iter(wrong))) as caught,
        workspace.write() as connection,
    ):
        insert_records(connection, records)
    assert caught.value.uuid == records[13].uuid


def test_records_with_different_columns_are_written_together(workspace: Workspace) -> None:
    pits = [a_pit(depth_m=1.5), a_pit(depth_m=None, review_state=None), a_pit(note="塌陷坑")]
    with workspace.write() as connection:
        insert_records(connection, pits)
        read = read_records(connection, "problem_area")
    found = [(r.values["depth_m"], r.values["note"], r.values["review_state"]) for r in read]
    assert found == [(1.5, None, "draft"), (None, None, "draft"), (3.5, "塌陷坑", "draft")]


def test_an_unknown_code_is_refused_with_its_list(workspace: Workspace) -> None:
    unknown = pytest.raises(UnknownCodeError, match="“P999” is not in the list “problem_type”")
    with unknown as caught, workspace.write() as connection:
        insert_records(connection, [a_pit(type="P999")])
    assert (caught.value.list_name, caught.value.code) == ("problem_type", "P999")
    with workspace.connect() as connection:
        assert count(connection, "problem_area") == 0


def test_a_code_that_a_hub_knows_and_this_workspace_does_not_may_be_kept(workspace: Workspace) -> None:
    with workspace.write() as connection:
        insert_records(connection, [a_pit(type="P999")], known_codes_only=False)
        assert read_records(connection, "problem_area")[0].values["type"] == "P999"


def test_criteria_are_a_list_of_codes(workspace: Workspace) -> None:
    with workspace.write() as connection:
        codes = [
            row[0]
            for row in connection.execute("SELECT code FROM code WHERE list = 'grading_criterion' LIMIT 2")
        ]
        insert_records(connection, [a_pit(criteria=f" {codes[0]};{codes[1]} ; {codes[0]};")])
        assert read_records(connection, "problem_area")[0].values["criteria"] == ";".join(codes)
    with pytest.raises(UnknownCodeError, match="grading_criterion"), workspace.write() as connection:
        insert_records(connection, [a_pit(criteria=f"{codes[0]};E999")])


def test_a_single_part_becomes_multi_part_and_a_multi_point_of_one_a_point(workspace: Workspace) -> None:
    line = shapely.LineString([(110.9, 37.4), (110.91, 37.41)])
    with workspace.write() as connection:
        insert_records(connection, [Record("problem_line", new_uuid(), {"type": "P105"}, line)])
        one = shapely.MultiPoint([HERE])
        insert_records(connection, [Record("problem_point", new_uuid(), {"type": "P101"}, one)])
        assert read_records(connection, "problem_line")[0].geometry.geom_type == "MultiLineString"
        assert read_records(connection, "problem_point")[0].geometry == HERE


def test_a_mine_that_is_not_located_yet_is_kept(workspace: Workspace) -> None:
    with workspace.write() as connection:
        insert_records(connection, [Record("mine", new_uuid(), {"name": "无坐标", "status": "FQ"})])
        assert read_records(connection, "mine")[0].geometry is None
        assert count(connection, "rtree_mine_geom") == 0


def test_a_uuid_is_taken_once(workspace: Workspace, pit: Record) -> None:
    with pytest.raises(InvalidRecordError, match="uuid already"), workspace.write() as connection:
        insert_records(connection, [pit])


def test_an_update_sets_what_it_is_given_and_nothing_else(workspace: Workspace, pit: Record) -> None:
    with workspace.write() as connection:
        before = connection.execute("SELECT fid FROM problem_area").fetchone()[0]
        update_record(connection, "problem_area", pit.uuid, {"depth_m": 5, "name": ""})
        (read,) = read_records(connection, "problem_area")
        assert (read.values["depth_m"], read.values["name"], read.values["type"]) == (5.0, None, "P104")
        assert read.geometry.equals(pit.geometry)
        moved = shapely.box(110.9, 37.4, 110.91, 37.41)
        update_record(connection, "problem_area", pit.uuid, {}, moved)
        assert read_records(connection, "problem_area")[0].geometry.equals(moved)
        assert connection.execute("SELECT fid FROM problem_area").fetchone()[0] == before
        found = connection.execute("SELECT minx, maxx FROM rtree_problem_area_geom").fetchall()
        assert [(round(row[0], 3), round(row[1], 3)) for row in found] == [(110.9, 110.91)]


def test_a_required_value_cannot_be_blanked(workspace: Workspace, pit: Record) -> None:
    with pytest.raises(InvalidRecordError, match="“type” is required"), workspace.write() as connection:
        update_record(connection, "problem_area", pit.uuid, {"type": None})


def test_a_record_that_is_gone_is_neither_updated_nor_deleted_nor_copied(workspace: Workspace) -> None:
    with workspace.write() as connection:
        for act in (
            lambda: update_record(connection, "mine", new_uuid(), {"name": "矿"}),
            lambda: delete_record(connection, "mine", new_uuid()),
            lambda: duplicate_record(connection, "mine", new_uuid()),
        ):
            with pytest.raises(InvalidRecordError, match="no such record any more"):
                act()


def test_a_deleted_problem_takes_its_children_along(workspace: Workspace, pit: Record) -> None:
    other = a_pit()
    with workspace.write() as connection:
        mine = Record("mine", new_uuid(), {"name": "沙曲一号", "status": "SC"}, HERE)
        insert_records(connection, [other, mine])
        for uuid in (pit.uuid, other.uuid):
            link = {"problem_uuid": uuid, "mine_uuid": mine.uuid, "share_percent": 60}
            insert_records(connection, [Record("problem_mine", new_uuid(), link)])
        delete_record(connection, "problem_area", pit.uuid)
        assert count(connection, "problem_land") == 0
        assert [r.values["problem_uuid"] for r in read_records(connection, "problem_mine")] == [other.uuid]
        assert count(connection, "rtree_problem_area_geom") == 1


def test_a_deleted_mine_takes_its_area_and_its_links_along_and_leaves_the_problem(
    workspace: Workspace, pit: Record
) -> None:
    mine = Record("mine", new_uuid(), {"name": "沙曲一号", "status": "SC"}, HERE)
    with workspace.write() as connection:
        insert_records(
            connection,
            [
                mine,
                Record("mine_area", new_uuid(), {"mine_uuid": mine.uuid}, a_pit().geometry),
                Record("problem_mine", new_uuid(), {"problem_uuid": pit.uuid, "mine_uuid": mine.uuid}),
            ],
        )
        delete_record(connection, "mine", mine.uuid)
        assert count(connection, "mine_area") == count(connection, "problem_mine") == 0
        assert count(connection, "problem_area") == 1


def test_a_copy_has_its_own_children_and_no_number_or_confirmation(workspace: Workspace) -> None:
    original = a_pit(
        number="141125Q20240001", review_state="county", confirmed_by="王", responsibility_confirmed="LS2"
    )
    photo = {
        "problem_uuid": original.uuid,
        "sha256": "ab",
        "original_name": "a.jpg",
        "thumbnail": b"\xff\xd8",
    }
    with workspace.write() as connection:
        insert_records(connection, [original, Record("photo", new_uuid(), photo)])
        copied = duplicate_record(connection, "problem_area", original.uuid)
        (copy,) = read_records(connection, "problem_area", uuids=[copied])
        photos = read_records(connection, "photo")
    assert copy.geometry.equals(original.geometry)
    assert (copy.values["name"], copy.values["depth_m"]) == ("沙曲塌陷坑", 3.5)
    assert [
        copy.values[n] for n in ("number", "review_state", "confirmed_by", "responsibility_confirmed")
    ] == [
        None,
        "draft",
        None,
        None,
    ]
    assert {p.values["problem_uuid"] for p in photos} == {original.uuid, copied}
    assert len({p.uuid for p in photos}) == 2
    assert {p.values["sha256"] for p in photos} == {"ab"}


def test_derived_values_are_written_without_a_note_in_the_log(workspace: Workspace, pit: Record) -> None:
    with workspace.write() as connection:
        before = count(connection, "_sync_log")
        write_derived(
            connection,
            "problem_area",
            {pit.uuid: {"grade": "YZ", "area_hm2": 98.1}, new_uuid(): {"grade": "JQ"}},
        )
        assert read_records(connection, "problem_area")[0].values["grade"] == "YZ"
        assert count(connection, "_sync_log") == before
        with pytest.raises(InvalidRecordError, match="“depth_m” is no derived column"):
            write_derived(connection, "problem_area", {pit.uuid: {"depth_m": 1}})


def test_a_computed_table_is_replaced_as_a_whole(workspace: Workspace) -> None:
    values = {
        "class": "X1",
        "rule_id": "R",
        "purpose": "p",
        "distance_m": 1000,
        "legal_basis": "b",
        "profile": "national",
    }
    with workspace.write() as connection:
        kind = connection.execute("SELECT code FROM code WHERE list = 'rule_kind'").fetchone()[0]
        klass = connection.execute("SELECT code FROM code WHERE list = 'protected_class'").fetchone()[0]
        values |= {"kind": kind, "class": klass}
        for _ in range(2):
            replace_table(
                connection,
                "protection_zone",
                [Record("protection_zone", new_uuid(), values, a_pit().geometry) for _ in range(3)],
            )
        assert count(connection, "protection_zone") == count(connection, "rtree_protection_zone_geom") == 3
        replace_table(connection, "protection_zone", [])
        assert count(connection, "rtree_protection_zone_geom") == 0
        with pytest.raises(InvalidRecordError, match="recorded by people"):
            replace_table(connection, "problem_area", [])

"""Rows as sync sees them: exact values in and out, one row at a time."""

from __future__ import annotations

import pytest
import shapely

from plugin.store import change_log, replica
from plugin.store.errors import InvalidRecordError
from plugin.store.records import Record, insert_records, new_uuid, read_records
from plugin.store.schema import load_schema
from plugin.store.workspace import Workspace

POINT = shapely.to_wkb(shapely.Point(110.9, 37.4), byte_order=1)
PIT = {"geom": POINT, "type": "P104", "number": "0012", "depth_m": 110.88333333333334, "note": ""}
DEFAULTS = {"classification": "internal", "review_state": "draft"}


def test_a_row_comes_back_as_it_was_written_and_is_not_logged_while_applying(workspace: Workspace) -> None:
    uuid = new_uuid()
    with workspace.write() as connection, change_log.applying(connection):
        replica.insert_row(connection, "problem_point", uuid, {**PIT, **DEFAULTS})
        replica.update_row(connection, "problem_point", uuid, {"depth_m": 2.5, "unknown": 1})

    with workspace.connect() as connection:
        (row,) = replica.read_rows(connection, [("problem_point", uuid), ("problem_point", "none")]).values()
        assert change_log.pending_changes(connection, after_lsn=0) == []
        (record,) = read_records(connection, "problem_point")
        extent = connection.execute(
            "SELECT min_x, max_y FROM gpkg_contents WHERE table_name = 'problem_point'"
        ).fetchone()
    assert {column: row[column] for column in PIT} == {**PIT, "depth_m": 2.5}
    assert record.geometry == shapely.Point(110.9, 37.4)
    assert tuple(extent) == (110.9, 37.4)


def test_a_row_reads_as_the_change_log_tells_it(workspace: Workspace) -> None:
    key = ("problem_point", new_uuid())
    with workspace.write() as connection:
        replica.insert_row(connection, *key, {**PIT, **DEFAULTS})

    with workspace.connect() as connection:
        (change,) = change_log.pending_changes(connection, after_lsn=0)
        assert replica.read_rows(connection, [key]) == {key: change.new}


def test_deleting_a_row_leaves_its_children(workspace: Workspace) -> None:
    pit, land = new_uuid(), new_uuid()
    values = {"problem_uuid": pit, "land_use": "0103", "area_hm2": 1.0}
    parent = Record("problem_point", pit, {"type": "P104"}, shapely.Point(110.9, 37.4))
    with workspace.write() as connection:
        insert_records(connection, [parent])
        replica.insert_row(connection, "problem_land", land, values)
        replica.delete_row(connection, "problem_point", pit)

    with workspace.connect() as connection:
        assert set(replica.read_rows(connection, [("problem_point", pit), ("problem_land", land)])) == {
            ("problem_land", land)
        }


def test_a_row_that_does_not_fit_is_a_sentence(workspace: Workspace) -> None:
    with pytest.raises(InvalidRecordError, match="came from the hub"), workspace.write() as connection:
        replica.insert_row(connection, "problem_point", new_uuid(), {"type": None})


def test_records_of_a_value_are_found_in_every_table(workspace: Workspace) -> None:
    secret, open_ = new_uuid(), new_uuid()
    with workspace.write() as connection:
        for uuid, classification in ((secret, "classified"), (open_, "internal")):
            values = {**PIT, **DEFAULTS, "classification": classification}
            replica.insert_row(connection, "problem_point", uuid, values)

    with workspace.connect() as connection:
        asked = [secret, open_, new_uuid()]
        assert replica.with_value(connection, "classification", "classified", asked) == {secret}
        assert replica.with_value(connection, "classification", "classified", []) == set()
        assert replica.read_columns(connection, "problem_point", ["uuid", "number"]) == [
            (secret, "0012"),
            (open_, "0012"),
        ]


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("problem_mine", ("problem_uuid", "mine_uuid")),
        ("photo", ("problem_uuid",)),
        ("mine_area", ("mine_uuid",)),
        ("mine", ()),
    ],
)
def test_parents_are_the_owner_and_what_a_link_names(table: str, columns: tuple[str, ...]) -> None:
    assert replica.parent_columns(load_schema().table(table)) == columns


def test_a_stored_geometry_and_its_wkb_are_each_others_inverse() -> None:
    blob = replica.stored_value("geom", POINT)

    assert isinstance(blob, bytes) and blob[:2] == b"GP"
    assert replica.exact_value("geom", blob) == POINT
    assert replica.stored_value("note", b"GP") == replica.exact_value("note", b"GP") == b"GP"

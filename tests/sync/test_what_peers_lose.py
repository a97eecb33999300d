"""What other tools lose silently when they sync, row by row: each is a test that passes here.

The rows are those of the comparison with peers: whole files merged by row, last writer wins, numbers as keys.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
import shapely

from plugin.store.photos import add_photo
from plugin.workflows.synchronise import conflicts
from tests.sync.laptops import (
    FailingHub,
    Laptop,
    LostError,
    both_know,
    equal,
    hub_rows,
)
from tests.sync.postgres import LIULIN, ZHONGYANG, Server, lent_hub, person

PIT, LAND = "problem_point", "problem_land"


@pytest.mark.parametrize("deleter_first", [True, False])
def test_their_update_against_my_delete_keeps_their_edit_and_says_so(
    ann: Laptop, bo: Laptop, deleter_first: bool
) -> None:
    pit = both_know(ann, bo, depth_m=1.0)
    ann.delete(PIT, pit)
    bo.edit(PIT, pit, depth_m=9.0)
    for laptop in (ann, bo) if deleter_first else (bo, ann):
        laptop.sync()

    equal(ann, bo)

    assert ann.value(PIT, pit, "depth_m") == 9.0
    assert [view.kind for view in conflicts(ann.workspace)] == ["edit_delete"]
    assert [view.kind for view in conflicts(bo.workspace)] == ["edit_delete"]


def test_both_add_a_parent_and_a_child_with_the_same_fid_and_each_child_keeps_its_own(
    ann: Laptop, bo: Laptop
) -> None:
    families = {}
    for laptop, number in ((ann, "A"), (bo, "B")):
        pit = laptop.pit(number)
        families[laptop.add(LAND, problem_uuid=pit, land_use="0103", area_hm2=1.0)] = pit
        with laptop.workspace.connect() as connection:
            assert connection.execute(f"SELECT fid FROM {LAND}").fetchone()[0] == 1

    equal(ann, bo)

    for laptop in (ann, bo):
        assert {land: laptop.value(LAND, land, "problem_uuid") for land in families} == families


def test_text_keys_and_64_bit_fids_arrive_as_they_are(ann: Laptop, bo: Laptop) -> None:
    pit = ann.pit("0012-字/é", note="0x1F")
    with ann.workspace.write() as connection:
        connection.execute(f"UPDATE {PIT} SET fid = ?", (2**62 + 1,))
    photo = ann.add("photo", problem_uuid=pit, sha256="0" * 64, byte_size=2**62 + 1)

    equal(ann, bo)
    ann.edit(PIT, pit, note="0x20")
    equal(ann, bo)

    assert (bo.value(PIT, pit, "number"), bo.value(PIT, pit, "note")) == ("0012-字/é", "0x20")
    assert bo.value("photo", photo, "byte_size") == 2**62 + 1
    assert bo.value("photo", photo, "problem_uuid") == pit
    with ann.workspace.connect() as connection:
        assert connection.execute(f"SELECT fid FROM {PIT}").fetchone()[0] == 2**62 + 1


@pytest.mark.parametrize("columns", ["number", "number, type", "fid"])
def test_a_unique_column_does_not_stop_the_merge(ann: Laptop, bo: Laptop, columns: str) -> None:
    """Somebody made a column unique in their own file, where its values are; together they are not."""
    for laptop, depth in ((ann, 1.0), (bo, 2.0)):
        with laptop.workspace.write() as connection:
            connection.execute(f"CREATE UNIQUE INDEX theirs ON {PIT} ({columns})")
        laptop.pit("141125P20240001", depth_m=depth)

    equal(ann, bo)

    for laptop in (ann, bo):
        with laptop.workspace.connect() as connection:
            rows = connection.execute(f"SELECT number, depth_m FROM {PIT} ORDER BY depth_m").fetchall()
            kept = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'theirs'").fetchall()
        assert [tuple(row) for row in rows] == [("141125P20240001", 1.0), ("141125P20240001", 2.0)]
        assert len(kept) == 1


@pytest.mark.parametrize("call", range(1, 7))
@pytest.mark.parametrize("after", [False, True], ids=["before the call", "after it"])
def test_a_crash_between_two_steps_of_a_pull_doubles_nothing(
    ann: Laptop, bo: Laptop, call: int, after: bool
) -> None:
    pits = {ann.pit(str(number)) for number in range(5)}
    ann.sync()
    mine = bo.pit("mine")

    with pytest.raises(LostError):
        bo.sync_through(lambda hub: FailingHub(hub, min(call, 5), after))
    equal(ann, bo)

    with bo.workspace.connect() as connection:
        uuids = [row[0] for row in connection.execute(f"SELECT uuid FROM {PIT}")]
    assert sorted(uuids) == sorted({*pits, mine})
    assert {row.version for row in hub_rows(ann.hub).values()} == {1}


def test_concurrent_moves_of_a_geometry_are_a_conflict_and_not_the_last_ones_luck(
    ann: Laptop, bo: Laptop
) -> None:
    pit = both_know(ann, bo)
    ann.edit(PIT, pit, shapely.Point(110.91, 37.41))
    bo.edit(PIT, pit, shapely.Point(110.92, 37.42))

    equal(ann, bo)

    (seen_by_ann,), (seen_by_bo,) = conflicts(ann.workspace), conflicts(bo.workspace)
    places = {shapely.Point(110.91, 37.41), shapely.Point(110.92, 37.42)}
    assert {seen_by_ann.mine["geom"], seen_by_ann.theirs["geom"]} == places
    assert (seen_by_ann.mine["geom"], seen_by_ann.theirs["geom"]) == (
        seen_by_bo.theirs["geom"],
        seen_by_bo.mine["geom"],
    )


def test_no_view_shows_a_county_to_somebody_of_another(server: Server) -> None:
    """A view that belongs to a superuser shows everything to everybody who may look at it."""
    with lent_hub(person("ann", surveyor=LIULIN), person("team", surveyor=f"{LIULIN} {ZHONGYANG}")) as (
        running,
        database,
    ):
        insert = (
            "INSERT INTO mine_hub.stored_row (county, tbl, uuid, version, sequence, deleted, vals)"
            " VALUES (%s, 'mine', %s, 1, 1, false, '{\"name\": \"secret\"}')"
        )
        for county in (LIULIN, ZHONGYANG):
            running.run(insert, (county, f"mine of {county}"), database=database)
        views = running.run(
            "SELECT relname FROM pg_class"
            " WHERE relnamespace = 'mine_hub'::regnamespace AND relkind IN ('v', 'm')",
            database=database,
        )
        assert len(views) >= 4
        for (view,) in views:
            try:
                shown = running.run(f"SELECT * FROM mine_hub.{view}", database=database, user="ann")
            except psycopg2.errors.InsufficientPrivilege:
                continue
            assert ZHONGYANG not in str(shown), view


def test_photos_that_a_row_names_arrive_or_are_named(ann: Laptop, bo: Laptop, folder: Path) -> None:
    """Of 175 photos in a folder that a peer had synced, 15 never came, and nothing said so."""
    pit = ann.pit()
    photos = []
    for number in range(20):
        path = folder / f"{number}.jpg"
        path.write_bytes(f"photo {number}".encode())
        photos.append(add_photo(ann.workspace, pit, path))
    for photo in photos[:3]:
        next(ann.workspace.photo_folder.glob(f"{photo.values['sha256']}*")).unlink()

    ann.sync()
    result = bo.sync()

    assert (result.photos_received, result.photos_total) == (17, 20)
    assert sorted(result.photos_missing) == ["0.jpg", "1.jpg", "2.jpg"]
    assert "17 of 20 photos are here" in result.account


def test_a_value_that_json_would_round_or_refuse_arrives_bit_by_bit(ann: Laptop, bo: Laptop) -> None:
    pit = ann.pit(depth_m=110.88333333333334, volume_m3=5e-324)
    equal(ann, bo)

    assert (bo.value(PIT, pit, "depth_m"), bo.value(PIT, pit, "volume_m3")) == (110.88333333333334, 5e-324)
    with closing(sqlite3.connect(ann.hub)) as hub:
        kinds = hub.execute("SELECT DISTINCT typeof(value) FROM cell WHERE col = 'geom'").fetchall()
    assert kinds == [("blob",)]

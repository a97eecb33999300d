"""A pull that comes in many windows: what waits for its owner is held, never lost, orphaned or reparented."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely

from plugin.store.photos import add_photo
from plugin.store.records import Record, insert_records
from plugin.sync.operations import Key
from plugin.workflows import sync_windows
from plugin.workflows.synchronise import conflicts
from tests.sync.hubs import HUBS
from tests.sync.laptops import Laptop, quick_folder
from tests.sync.team import Team

PIT, AREA, LAND, PHOTO = "problem_point", "problem_area", "problem_land", "photo"
CALLS = range(2, 40)


@pytest.fixture(params=HUBS)
def team(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    """Return a team whose hub is of each kind, and whose pulls come row by row."""
    monkeypatch.setattr(sync_windows, "PAGE_ROWS", 1)
    monkeypatch.setattr(sync_windows, "PAGES_AT_ONCE", 1)
    with quick_folder() as name, HUBS[request.param](Path(name)) as place:
        yield Team(Path(name), place)


def no_orphans(laptop: Laptop) -> None:
    rows = laptop.rows()
    uuids = {uuid for _, uuid in rows}
    assert [key for key, row in rows.items() if row.get("problem_uuid") not in {None, *uuids}] == []


def parents(laptop: Laptop) -> dict[Key, object]:
    return {key: row["problem_uuid"] for key, row in laptop.rows().items() if key[0] in (LAND, PHOTO)}


def sync_with_a_kill_at_every_call(team: Team, laptop: Laptop) -> int:
    """Sync to the end after a kill at each call in turn; return how many kills there were."""
    for kills, call in enumerate(CALLS):
        died = team.sync_dying(laptop, call)
        no_orphans(laptop)
        if died is None:
            return kills
    team.sync(laptop)
    return len(CALLS)


def test_children_that_come_before_their_owner_are_held_until_it_comes(team: Team, tmp_path: Path) -> None:
    ann, bo = team.laptop("ann"), team.laptop("bo")
    pits = [ann.pit(f"141125T2024000{n}") for n in range(2)]
    (tmp_path / "a.jpg").write_bytes(b"a photo")
    for pit in pits:
        ann.add(LAND, problem_uuid=pit, land_use="0103", area_hm2=1.0)
    add_photo(ann.workspace, pits[0], tmp_path / "a.jpg")
    team.sync(ann)
    for pit in pits:  # so that the owners come last
        ann.edit(PIT, pit, depth_m=7.0)
    team.sync(ann)

    kills = sync_with_a_kill_at_every_call(team, bo)

    assert kills > 5
    assert bo.rows() == ann.rows() and parents(bo) == parents(ann)
    assert [*conflicts(bo.workspace), *conflicts(ann.workspace)] == []


def test_children_in_the_other_persons_order_meet_an_owner_that_moved_to_another_table(team: Team) -> None:
    ann, bo = team.laptop("ann"), team.laptop("bo")
    pit = ann.pit()
    land = ann.add(LAND, problem_uuid=pit, land_use="0103", area_hm2=1.0)
    team.sync(ann)
    team.sync(bo)
    bo.edit(PIT, pit, depth_m=7.0)
    _become_area(ann, pit)
    team.sync(ann)
    ann.edit(AREA, pit, threatened_people=3)  # the new row now comes after the end of the old one
    team.sync(ann)

    sync_with_a_kill_at_every_call(team, bo)
    team.sync(ann)

    assert [key[0] for key in bo.rows() if key[1] == pit] == [AREA]
    assert bo.value(LAND, land, "problem_uuid") == pit
    assert (bo.value(AREA, pit, "depth_m"), bo.value(AREA, pit, "threatened_people")) == (7.0, 3)
    assert ann.rows() == bo.rows()


def test_an_owner_and_its_children_go_together(team: Team) -> None:
    ann, bo = team.laptop("ann"), team.laptop("bo")
    gone, kept = ann.pit("141125T20240001"), ann.pit("141125T20240002")
    lands = [ann.add(LAND, problem_uuid=pit, land_use="0103", area_hm2=1.0) for pit in (gone, kept)]
    team.sync(ann)
    team.sync(bo)
    ann.delete(PIT, gone)
    ann.delete(PIT, kept)
    team.sync(ann)
    bo.edit(LAND, lands[1], area_hm2=2.0)

    sync_with_a_kill_at_every_call(team, bo)
    team.sync(ann)

    assert {uuid for _, uuid in bo.rows()} == {kept, lands[1]}
    assert bo.value(LAND, lands[1], "area_hm2") == 2.0
    assert ann.rows() == bo.rows()


def _become_area(laptop: Laptop, pit: str) -> None:
    """Let a pit become an area, as the survey dock does: the same uuid in another table."""
    record = laptop.record(PIT, pit)
    assert record is not None
    area = Record(AREA, pit, dict(record.values), shapely.box(110.9, 37.4, 110.901, 37.401))
    with laptop.workspace.write() as connection:
        connection.execute(f"DELETE FROM {PIT} WHERE uuid = ?", (pit,))
        insert_records(connection, [area])

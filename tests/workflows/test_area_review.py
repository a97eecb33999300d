"""The review of many counties at the province's hub, by who logs in, without their workspaces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import shapely

from plugin.store.records import Record, insert_records, new_uuid, read_records, update_record
from plugin.store.workspace import Workspace
from plugin.sync.addresses import HubPlace
from plugin.workflows.area_review import (
    StepRefusedError,
    compared_at_the_hub,
    take_step_at_the_hub,
    waiting_everywhere,
)
from plugin.workflows.review import RecordGoneError, take_step
from plugin.workflows.synchronise import synchronise
from tests.sync.laptops import new_workspace
from tests.sync.postgres import LIULIN, ZHONGYANG, lent_hub, person

TABLE = "problem_area"


@dataclass
class Province:
    """A hub, and the workspaces of two counties which handed pits in."""

    address: str
    workspaces: dict[str, Workspace]

    def place(self, login: str) -> HubPlace:
        return HubPlace(self.address, login, None)

    def sync(self, county: str) -> None:
        synchronise(self.workspaces[county], self.place(SURVEYORS[county]))

    def pits(self, county: str) -> list[Record]:
        with self.workspaces[county].connect() as connection:
            return read_records(connection, TABLE)


SURVEYORS = {LIULIN: "liu1", ZHONGYANG: "zhong1"}


@pytest.fixture
def province(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Province]:
    monkeypatch.setenv("MINE_RESTORATION_PROFILE", str(tmp_path / "profile"))
    people = (
        person("liu1", surveyor=LIULIN),
        person("zhong1", surveyor=ZHONGYANG),
        person("kang", county_reviewer=f"{LIULIN} {ZHONGYANG}"),
        person("sheng", province_reviewer="140000"),
        person("other", province_reviewer="650000"),
    )
    with lent_hub(*people) as (server, database):
        found = Province(server.address(database, None), {})
        for county, number in ((LIULIN, 2), (ZHONGYANG, 1)):
            workspace = new_workspace(tmp_path / f"{county}.gpkg", county)
            hand_in(workspace, number)
            found.workspaces[county] = workspace
            found.sync(county)
        yield found


def hand_in(workspace: Workspace, count: int) -> None:
    outline = shapely.MultiPolygon([shapely.box(110.878, 37.43, 110.879, 37.431)])
    pits = [
        Record(TABLE, new_uuid(), {"type": "P401", "number": f"{number}", "depth_m": 4.0}, outline)
        for number in range(1, count + 1)
    ]
    with workspace.write() as connection:
        insert_records(connection, pits)
    take_step(workspace, "submit", [(TABLE, pit.uuid) for pit in pits], roles=["surveyor"])


def test_what_waits_is_listed_county_by_county_for_who_logs_in(province: Province) -> None:
    queue = waiting_everywhere(province.place("kang"))

    assert [(row.county, row.title, row.state) for row in queue.rows] == [
        (LIULIN, "1", "submitted"),
        (LIULIN, "2", "submitted"),
        (ZHONGYANG, "1", "submitted"),
    ]
    assert queue.counties == {LIULIN: "柳林县", ZHONGYANG: "中阳县"}
    assert waiting_everywhere(province.place("sheng")).rows == ()
    assert waiting_everywhere(province.place("other")).counties == {}


def test_many_of_several_counties_are_forwarded_and_accepted_at_once(province: Province) -> None:
    for login, action in (("kang", "forward"), ("sheng", "accept")):
        rows = waiting_everywhere(province.place(login)).rows
        outcome = take_step_at_the_hub(province.place(login), action, rows)
        assert (len(outcome.done), outcome.refused) == (3, {})
    for county in SURVEYORS:
        province.sync(county)

    assert {str(pit.values["review_state"]) for county in SURVEYORS for pit in province.pits(county)} == {
        "province"
    }


def test_a_return_reaches_the_surveyor_with_its_reason_and_comes_back_compared(province: Province) -> None:
    kang = province.place("kang")
    row = waiting_everywhere(kang).rows[0]
    assert compared_at_the_hub(kang, row).since == "new"

    take_step_at_the_hub(kang, "return", [row], reason="缺照片")
    province.sync(LIULIN)
    (returned,) = [pit for pit in province.pits(LIULIN) if pit.uuid == row.uuid]
    assert (returned.values["review_state"], returned.values["return_reason"]) == ("returned", "缺照片")

    workspace = province.workspaces[LIULIN]
    with workspace.write() as connection:
        update_record(connection, TABLE, row.uuid, {"depth_m": 5.5})
    take_step(workspace, "submit", [row.key], roles=["surveyor"])
    province.sync(LIULIN)
    (again,) = [one for one in waiting_everywhere(kang).rows if one.uuid == row.uuid]
    found = compared_at_the_hub(kang, again)

    assert (found.since, found.reason) == ("returned", "缺照片")
    assert [(one.column, one.before, one.after) for one in found.differences if not one.derived] == [
        ("depth_m", 4.0, 5.5)
    ]
    assert found.before is not None and found.before.equals(found.after)


def test_what_changed_since_it_was_listed_is_not_answered_and_neither_is_what_is_not_ones_own(
    province: Province,
) -> None:
    kang = province.place("kang")
    first, second, third = waiting_everywhere(kang).rows
    take_step_at_the_hub(kang, "forward", [first])

    outcome = take_step_at_the_hub(kang, "forward", [first, second])
    foreign = take_step_at_the_hub(kang, "accept", [third])

    assert outcome.done == (second.key,)
    assert isinstance(outcome.refused[first.key], RecordGoneError)
    assert isinstance(foreign.refused[third.key], StepRefusedError)

"""Derived values follow their inputs, whoever changed them."""

from __future__ import annotations

import datetime as dt

import pytest
import shapely

from plugin.domain.progress import CancelledError
from plugin.store.change_log import pending_changes
from plugin.store.records import read_records, update_record
from plugin.store.workspace import Workspace
from plugin.workflows.recompute import recompute, recompute_changed
from tests.workflows.conftest import add, at, record, square
from tests.workflows.test_protection import Stopped

ON = dt.date(2026, 1, 1)


def test_every_problem_is_graded_and_counted(workspace: Workspace) -> None:
    pits = [record("problem_area", square(200 * i, 0, 50), type="P402") for i in range(3)]
    land = [
        record("problem_land", problem_uuid=pit.uuid, land_use="0103", area_hm2=area)
        for pit, area in zip(pits, (2.5, 0.5, 0.4), strict=True)
    ]
    add(workspace, *pits, *land, record("problem_point", shapely.Point(at(0, 900)), type="P6"))
    result = recompute(workspace, on=ON)
    assert result.graded == {"YZ": 1, "JYZ": 2, "": 1}
    assert result.responsibility == {"DD": 4}
    assert result.problems == 4


def test_an_edit_made_elsewhere_changes_the_grade_at_the_next_run_and_not_the_log(
    workspace: Workspace,
) -> None:
    pit = record("problem_area", square(0, 0, 50), type="P104", threatened_people=9)
    add(workspace, pit)
    assert recompute(workspace, on=ON).graded == {"JQ": 1}
    with workspace.write() as connection:
        update_record(connection, "problem_area", pit.uuid, {"threatened_people": 101})
    with workspace.connect() as connection:
        before = pending_changes(connection, after_lsn=0)
    assert recompute(workspace, on=ON).graded == {"YZ": 1}
    with workspace.connect() as connection:
        assert pending_changes(connection, after_lsn=0) == before


def test_mines_get_their_scale_and_licences_their_area(workspace: Workspace) -> None:
    """国土资发〔2004〕208号: underground coal of 120 万吨/年 and more is large."""
    mine = record(
        "mine",
        shapely.Point(at(0, 0)),
        name="甲矿",
        status="SC",
        mineral="COAL",
        method="DX",
        designed_output=120.0,
    )
    area = record("mine_area", square(0, 0, 1000), mine_uuid=mine.uuid)
    add(workspace, mine, area)
    assert recompute(workspace, on=ON).mines == 1
    with workspace.connect() as connection:
        assert read_records(connection, "mine")[0].values["scale"] == "D"
        assert read_records(connection, "mine_area")[0].values["area_hm2"] == pytest.approx(100, rel=0.01)


def test_an_empty_workspace_has_nothing_to_compute(workspace: Workspace) -> None:
    assert recompute(workspace, on=ON).problems == 0


def test_a_cancelled_run_stops_with_a_sentence(workspace: Workspace) -> None:
    add(workspace, record("problem_point", shapely.Point(at(0, 0)), type="P6"))
    with pytest.raises(CancelledError, match="cancelled"):
        recompute(workspace, on=ON, progress=Stopped())


def test_after_a_sync_only_what_the_rows_bear_on_is_assessed(workspace: Workspace) -> None:
    pits = [record("problem_area", square(200 * i, 0, 50), type="P402") for i in range(3)]
    land = record("problem_land", problem_uuid=pits[1].uuid, land_use="0103", area_hm2=2.5)
    add(workspace, *pits, land)

    of_one = recompute_changed(workspace, {("problem_area", pits[0].uuid), ("photo", "p")})
    of_its_land = recompute_changed(workspace, {("problem_land", land.uuid)})
    of_a_mine = recompute_changed(workspace, {("mine", "m")})
    of_lost_land = recompute_changed(workspace, {("problem_land", "gone")})
    of_nothing = recompute_changed(workspace, {("photo", "p")})

    counts = (of_one, of_its_land, of_a_mine, of_lost_land, of_nothing)
    assert [result.problems for result in counts] == [1, 1, 3, 3, 0]
    assert of_its_land.graded == {"YZ": 1}

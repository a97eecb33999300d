"""A problem's grade, duty and measures as the store saves them."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import shapely

from plugin.store.errors import UnknownCodeError
from plugin.store.records import Record, read_records
from plugin.store.workspace import Workspace
from plugin.workflows.survey import AssessmentContext, assess_problem, assess_record, save_problem
from tests.workflows.conftest import add, at, line, record, square

ON = dt.date(2026, 1, 1)


def context_of(workspace: Workspace) -> AssessmentContext:
    return AssessmentContext.load(workspace, on=ON)


def test_two_hectares_and_a_bit_of_cropland_are_severe_with_the_clause_that_says_so(
    workspace: Workspace,
) -> None:
    """Acceptance AT01: more than 2 hm² of cropland is 严重, 2.00 hm² is 较严重."""
    pit = Record("problem_area", "", {"type": "P402"}, square(0, 0, 150))
    saved = save_problem(workspace, pit, land=[("0103", 2.01)], context=context_of(workspace))
    assert saved.values["grade"] == "YZ"
    reasons = json.loads(str(saved.values["grade_reasons"]))
    assert "DZ/T 0223-2011" in reasons[0]["clause"]
    again = save_problem(workspace, saved, land=[("0103", 2.0)], context=context_of(workspace))
    assert again.values["grade"] == "JYZ"


def test_occupied_basic_farmland_is_severe_whatever_the_area(workspace: Workspace) -> None:
    saved = save_problem(
        workspace,
        Record("problem_point", "", {"type": "P403", "basic_farmland_occupied": 1}, shapely.Point(at(0, 0))),
        land=[("0103", 0.01)],
        context=context_of(workspace),
    )
    assert saved.values["grade"] == "YZ"


def test_the_heaviest_indicator_decides(workspace: Workspace) -> None:
    """Acceptance AT03: 12 threatened people make it 较严重, the loss, the inflow and the land alone 较轻."""
    values = {"type": "P104", "loss_wan_yuan": 90.0, "threatened_people": 12, "inflow_m3_d": 2800.0}
    found = assess_problem(values, square(0, 0, 20), land=[("1206", 3.0)], context=context_of(workspace))
    assert found.derived["grade"] == "JYZ"
    assert [r.value for r in found.grade.deciding] == [12]


def test_damage_that_spans_1989_is_split_for_the_land(workspace: Workspace) -> None:
    """Acceptance AT07: 1987–1995 with the obligor alive is LS3 before 1989-01-01 and new afterwards."""
    mine = record("mine", shapely.Point(at(0, 0)), name="甲矿", status="BK", obligor_state="survives")
    add(workspace, mine)
    values = {
        "type": "P402",
        "damage_begin": "1987",
        "damage_begin_precision": "year",
        "damage_end": "1995",
        "damage_end_precision": "year",
        "damage_evidence": "县志",
    }
    found = assess_problem(values, square(0, 0, 50), mines=[mine.uuid], context=context_of(workspace))
    codes = [part.code for part in found.responsibility.land]
    assert codes[0] == "LS3"
    assert codes[1].startswith("XD")
    assert found.derived["land_responsibility"] == "HH"


def test_without_a_mine_the_duty_is_undetermined_and_says_what_is_missing(workspace: Workspace) -> None:
    found = assess_problem({"type": "P301"}, square(0, 0, 50), context=context_of(workspace))
    assert found.derived["responsibility"] == "DD"
    assert "mine_status" in found.responsibility.problem.missing


def test_two_mines_with_different_answers_make_the_duty_mixed(workspace: Workspace) -> None:
    works = record("mine", shapely.Point(at(0, 0)), name="甲矿", status="SC", obligor_state="survives")
    gone = record("mine", shapely.Point(at(9, 0)), name="乙矿", status="FQ", obligor_state="extinct")
    add(workspace, works, gone)
    values = {"type": "P104", "damage_begin": "2001", "damage_begin_precision": "year"}
    alone = assess_problem(values, None, mines=[works.uuid], context=context_of(workspace))
    assert alone.derived["responsibility"] == "XD2"
    both = assess_problem(values, None, mines=[works.uuid, gone.uuid], context=context_of(workspace))
    assert both.derived["responsibility"] == "HH"
    assert "split_share" in both.responsibility.problem.missing


def test_a_date_nobody_can_read_is_named_and_counts_as_unknown(workspace: Workspace) -> None:
    values = {"type": "P301", "damage_begin": "很久以前的某天"}
    found = assess_problem(values, None, context=context_of(workspace))
    assert found.unread == ("damage_begin",)


def test_measures_and_the_nearest_object_come_with_the_record(workspace: Workspace) -> None:
    add(workspace, record("protected_line", line((0, -500), (2000, -500)), class_="X4A", name="三川河"))
    saved = save_problem(
        workspace,
        Record("problem_line", "", {"type": "P105"}, line((0, 0), (300, 0))),
        context=context_of(workspace),
    )
    assert saved.values["length_m"] == pytest.approx(300, abs=1)
    assert saved.values["area_hm2"] is None
    assert saved.values["nearest_name"] == "三川河"
    assert saved.values["nearest_distance_m"] == pytest.approx(500, abs=2)
    assert str(saved.values["map_sheet"]).startswith("J49G")  # GB/T 13989, 1:10 000


def test_saving_again_replaces_land_and_mines_and_keeps_the_uuid(workspace: Workspace) -> None:
    mine = record("mine", shapely.Point(at(0, 0)), name="甲矿", status="SC")
    add(workspace, mine)
    first = save_problem(
        workspace,
        Record("problem_point", "", {"type": "P6"}, shapely.Point(at(10, 10))),
        land=[("0103", 0.5)],
        mines=[(mine.uuid, 100.0)],
    )
    second = save_problem(workspace, first, land=[("0301", 0.7)])
    assert second.uuid == first.uuid
    with workspace.connect() as connection:
        assert [r.values["land_use"] for r in read_records(connection, "problem_land")] == ["0301"]
        assert read_records(connection, "problem_mine") == []


def test_an_unknown_code_writes_nothing(workspace: Workspace) -> None:
    with pytest.raises(UnknownCodeError):
        save_problem(
            workspace,
            Record("problem_point", "", {"type": "P999"}, shapely.Point(at(0, 0))),
            land=[("0103", 1.0)],
        )
    with workspace.connect() as connection:
        assert read_records(connection, "problem_point") == []
        assert read_records(connection, "problem_land") == []


def test_a_stored_record_is_assessed_with_its_own_land(workspace: Workspace) -> None:
    saved = save_problem(
        workspace, Record("problem_area", "", {"type": "P402"}, square(0, 0, 150)), land=[("0103", 2.5)]
    )
    assert assess_record(workspace, saved.uuid).grade.grade == "YZ"
    with pytest.raises(KeyError):
        assess_record(workspace, "nobody")

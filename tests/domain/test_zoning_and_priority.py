"""What zone a place is, and how urgent: each with its reasons."""

from __future__ import annotations

import pytest

from plugin.domain.errors import RuleTableError
from plugin.domain.priority import PriorityWeight, priority_score
from plugin.domain.zoning import ZoningRule, control_zone, suggest_zone

from .conftest import TODAY, read_table

ZONES = [ZoningRule.from_row(row) for row in read_table("rules", "zoning_rules")]
WEIGHTS = [PriorityWeight.from_row(row) for row in read_table("rules", "priority_weights")]


@pytest.mark.parametrize(
    ("grades", "priority", "expected"),
    [
        (["JQ", "YZ"], True, "GZ1"),
        (["JQ", "YZ"], False, "GZ2"),
        (["JYZ", None], True, "GZ2"),
        (["JQ"], False, "GZ3"),
    ],
)
def test_a_zone_s_type_follows_its_worst_grade_and_its_place(
    grades: list[str | None], priority: bool, expected: str
) -> None:
    found = suggest_zone(grades, priority_63=priority, rules=ZONES, on=TODAY)
    assert found.zone_type == expected
    assert found.reasons[0].clause


def test_a_zone_without_a_graded_problem_has_no_suggestion() -> None:
    found = suggest_zone([None], priority_63=True, rules=ZONES, on=TODAY)
    assert (found.zone_type, found.missing) == (None, ("grade",))


@pytest.mark.parametrize(
    ("present", "forecast", "expected"),
    [("YZ", "JQ", "F1"), ("JQ", "YZ", "F1"), ("JYZ", "JYZ", "F2"), ("JQ", "JYZ", "F2"), ("JQ", "JQ", "F3")],
)
def test_a_mine_s_control_zone_takes_the_worse_of_present_and_forecast(
    present: str, forecast: str, expected: str
) -> None:
    """DZ/T 0223-2011 8.2."""
    assert control_zone(present, forecast, rules=ZONES, on=TODAY).zone_type == expected


def test_a_score_is_the_sum_of_its_parts_and_each_says_why() -> None:
    score = priority_score(
        {"threatened_people": 50, "loss_wan_yuan": 5000},
        grade="YZ",
        priority_63=True,
        weights=WEIGHTS,
        on=TODAY,
    )
    assert {part.key: part.points for part in score.parts} == {
        "grade_YZ": 40,
        "priority_63": 20,
        "threatened_people": 10,
        "loss_wan_yuan": 10,
    }
    assert score.total == 80
    assert all(part.reason.statement_zh and part.points <= part.most for part in score.parts)


def test_the_heaviest_case_scores_100_and_nothing_known_scores_0() -> None:
    most = {"threatened_people": 1e4, "loss_wan_yuan": 1e4, "damaged_area_hm2": 1e4}
    assert priority_score(most, grade="YZ", priority_63=True, weights=WEIGHTS, on=TODAY).total == 100
    assert priority_score({}, grade=None, priority_63=False, weights=WEIGHTS, on=TODAY).total == 0


def test_a_weight_that_divides_by_nothing_is_refused() -> None:
    with pytest.raises(RuleTableError, match="grade_YZ"):
        PriorityWeight.from_row({**read_table("rules", "priority_weights")[0], "full_at": "0"})

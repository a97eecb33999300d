"""Grade of impact, DZ/T 0223-2011 appendix E, table E.1."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.errors import RuleTableError
from plugin.domain.grading import GRADES, GradeResult, GradingInput, GradingRule, grade_impact
from plugin.domain.land_classes import LandClass, land_areas
from plugin.domain.reasons import Reason

from .conftest import TODAY, read_table

RULES = [GradingRule.from_row(row) for row in read_table("rules", "grading_rules")]
WORDS = {"严重": "YZ", "较严重": "JYZ", "较轻": "JQ"}


def grade(criteria: frozenset[str] = frozenset(), **indicators: float) -> GradeResult:
    return grade_impact(GradingInput(indicators=indicators, criteria=criteria), RULES, on=TODAY)


@pytest.mark.parametrize(("area", "expected"), [(2.01, "YZ"), (2.00, "JYZ"), (0.05, "JYZ")])
def test_at01_destroyed_cropland_is_severe_above_two_hectares_and_never_slight(
    area: float, expected: str
) -> None:
    """AT01; DZ/T 0223-2011 appendix E: > 2 hm² severe, > 0 to 2 hm² moderate, no slight row."""
    result = grade(cropland_hm2=area)
    assert result.grade == expected
    assert result.deciding[0].clause == "DZ/T 0223-2011 附录E 表E.1"
    assert result.deciding[0].value == area


def test_at01_as_the_reference_data_states_it(acceptance: dict[str, dict[str, Any]]) -> None:
    case = acceptance["AT01"]
    assert grade(cropland_hm2=case["input"]["破坏耕地_hm2"]).grade == WORDS[case["expected"]]
    for condition, expected in case["also"].items():
        area = float(condition.split("=")[1])
        assert grade(cropland_hm2=area).grade == WORDS[expected.split("(")[0]]


def test_at03_one_indicator_decides() -> None:
    """AT03; appendix E, note 就高: twelve people threatened (10 to 100) decide over three slight ones."""
    result = grade(loss_wan_yuan=90, threatened_people=12, inflow_m3_d=2800, wasteland_hm2=3)
    assert result.grade == "JYZ"
    assert [reason.rule_id for reason in result.deciding] == ["E014"]
    assert [reason.rule_id for reason in result.reasons] == ["E014", "E008", "E012", "E024"]
    assert result.missing == ("cropland_hm2", "forest_grass_hm2")


def test_at03_as_the_reference_data_states_it(acceptance: dict[str, dict[str, Any]]) -> None:
    case = acceptance["AT03"]
    keys = {
        "直接经济损失_万元": "loss_wan_yuan",
        "受威胁人数": "threatened_people",
        "正常涌水量_m3d": "inflow_m3_d",
        "破坏荒地_hm2": "wasteland_hm2",
    }
    result = grade(**{keys[name]: float(value) for name, value in case["input"].items()})
    assert result.grade == WORDS[case["expected"].split("(")[0]]


@pytest.mark.parametrize(
    ("people", "expected"), [(0, "JQ"), (9, "JQ"), (10, "JYZ"), (100, "JYZ"), (101, "YZ")]
)
def test_people_threatened_change_the_grade_at_ten_and_above_one_hundred(people: int, expected: str) -> None:
    assert grade(threatened_people=people).grade == expected


@pytest.mark.parametrize(
    ("inflow", "expected"), [(2999.9, "JQ"), (3000, "JYZ"), (10000, "JYZ"), (10001, "YZ")]
)
def test_mine_inflow_changes_the_grade_at_3000_and_above_10000_cubic_metres_a_day(
    inflow: float, expected: str
) -> None:
    assert grade(inflow_m3_d=inflow).grade == expected


def test_any_basic_farmland_is_severe() -> None:
    result = grade(frozenset({"E009"}))
    assert result.grade == "YZ"
    assert result.deciding[0].confidence == "recalled"


def test_nothing_recorded_gives_no_grade_and_says_what_is_missing() -> None:
    result = grade()
    assert result.grade is None
    assert result.reasons == ()
    assert "threatened_people" in result.missing


def test_a_value_that_is_no_number_counts_as_missing() -> None:
    assert grade(loss_wan_yuan=float("nan")).missing == grade().missing


def test_only_the_asked_elements_count() -> None:
    asked = GradingInput(indicators={"cropland_hm2": 5, "inflow_m3_d": 10}, elements=frozenset({"aquifer"}))
    result = grade_impact(asked, RULES, on=TODAY)
    assert result.grade == "JQ"
    assert result.missing == ()


def test_a_row_outside_its_dates_does_not_count() -> None:
    asked = GradingInput(indicators={"cropland_hm2": 5})
    assert grade_impact(asked, RULES, on=date(2011, 8, 30)).grade is None
    ended = [replace(rule, valid_to=date(2025, 12, 31)) for rule in RULES]
    assert grade_impact(asked, ended, on=TODAY).grade is None


def test_a_row_of_another_province_does_not_count() -> None:
    provincial = replace(
        RULES[0], rule_id="S1", profile="shandong", bounds=replace(RULES[0].bounds, lower=1.0)
    )
    asked = GradingInput(indicators={"cropland_hm2": 1.5})
    assert grade_impact(asked, [provincial], on=TODAY, profile="henan").grade is None
    assert grade_impact(asked, [provincial], on=TODAY, profile="shandong").grade == "YZ"


@given(
    st.dictionaries(
        st.sampled_from(sorted({rule.indicator for rule in RULES if rule.kind == "range"})),
        st.floats(min_value=0, max_value=1e6),
    ),
    st.sets(st.sampled_from([rule.rule_id for rule in RULES if rule.kind == "statement"])),
)
def test_the_grade_is_the_heaviest_of_what_each_indicator_says_alone(
    indicators: dict[str, float], criteria: set[str]
) -> None:
    whole = grade(frozenset(criteria), **indicators)
    alone = [grade(**{key: value}).grade for key, value in indicators.items()]
    alone += [grade(frozenset({criterion})).grade for criterion in criteria]
    known = [each for each in alone if each is not None]
    assert whole.grade == (min(known, key=GRADES.index) if known else None)


def test_a_reason_says_statement_value_clause_date_and_doubt_in_both_languages() -> None:
    reason = grade(threatened_people=12).deciding[0]
    assert reason.sentence("en") == (
        "Threatened: at least 10 and at most 100 people; recorded: 12 "
        "(DZ/T 0223-2011 附录E 表E.1, in force from 2011-08-31, source not seen, to be checked)"
    )
    assert reason.sentence("zh_CN") == (
        "受威胁人数≥10且≤100 人；记录：12（DZ/T 0223-2011 附录E 表E.1，自2011-08-31起施行，来源未核，待核实）"
    )
    assert Reason.from_dict(reason.to_dict()) == reason


def test_a_row_from_the_workspace_reads_like_a_row_from_the_file() -> None:
    row: dict[str, object] = dict(read_table("rules", "grading_rules")[3])
    typed = {**row, "lower": 2.0, "lower_inclusive": 0, "upper": 4.0, "upper_inclusive": 1, "valid_to": None}
    assert GradingRule.from_row(typed) == GradingRule.from_row(row)


@pytest.mark.parametrize(
    ("column", "value"),
    [("lower", "two"), ("grade", "XX"), ("kind", "guess"), ("valid_from", "2011"), ("clause", "")],
)
def test_a_row_that_cannot_be_read_is_named_in_the_message(column: str, value: str) -> None:
    row = {**read_table("rules", "grading_rules")[0], column: value}
    with pytest.raises(RuleTableError, match="E001"):
        GradingRule.from_row(row)


def test_land_is_summed_by_the_row_that_grades_it_and_water_by_none() -> None:
    mapping = [LandClass.from_row(row) for row in read_table("rules", "land_class_mapping")]
    land = [
        ("0101", 1.0),
        ("0103", 0.5),
        ("0301", 2.0),
        ("0404", 1.0),
        ("1206", 3.0),
        ("1101", 9.0),
        ("0201", 1),
    ]
    found = land_areas([*land, ("9999", 1.0), ("0199", 0.25)], mapping, on=TODAY)
    assert found.indicators == {"cropland_hm2": 2.75, "forest_grass_hm2": 3.0, "wasteland_hm2": 3.0}
    assert found.unmapped == ("9999",)

"""Distance rules: which hold around an object for an activity, and what a hit means."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from plugin.domain.codes import CodeLists
from plugin.domain.errors import RuleTableError
from plugin.domain.protection import (
    DistanceRule,
    activity_for,
    buffer_distance_m,
    hit_flags,
    matching_rules,
)

from .conftest import TODAY, read_table

RULES = [DistanceRule.from_row(row) for row in read_table("rules", "distance_rules")]


def matching(
    protected_class: str, activity: str = "any", condition: str | None = None, **more: Any
) -> tuple[DistanceRule, ...]:
    asked = {"right_age": "existing", "on": TODAY, **more}
    return matching_rules(
        RULES, protected_class=protected_class, condition=condition, activity=activity, **asked
    )


def restrictions(*args: Any, **more: Any) -> dict[str, float]:
    return {
        rule.rule_id: rule.distance_m for rule in matching(*args, **more) if rule.purpose == "restriction"
    }


def test_at09_the_distances_of_the_road_rule_are_100_100_100_50_200_100_metres() -> None:
    """AT09; 公路安全保护条例 art. 17."""
    cases = [
        ("X1A", None),
        ("X1B", None),
        ("X1C", None),
        ("X1D", None),
        ("X1F", "road_bridge_medium"),
        ("X1G", None),
    ]
    found = [max(restrictions(c, "quarry", condition).values()) for c, condition in cases]
    assert found == [100, 100, 100, 50, 200, 100]


def test_at09_as_the_reference_data_states_it(acceptance: dict[str, dict[str, Any]]) -> None:
    classes = {
        "国道": ("X1A", None),
        "省道": ("X1B", None),
        "县道": ("X1C", None),
        "乡道": ("X1D", None),
        "桥(中型以上)": ("X1F", "road_bridge_large"),
        "隧道": ("X1G", "tunnel"),
    }
    case = acceptance["AT09"]
    found = [
        max(restrictions(classes[name][0], "open_pit", classes[name][1]).values())
        for name in case["input"]["等级"]
    ]
    assert found == case["expected"]


def test_at09_the_distance_starts_at_the_edge_of_the_road_land_so_13_m_of_half_width_make_113() -> None:
    """AT09, note: measured from the outer edge of the road land, not the centre line."""
    (rule,) = [rule for rule in matching("X1A", "quarry") if rule.purpose == "restriction"]
    assert rule.measured_from == "road_land_edge"
    assert buffer_distance_m(rule, half_width_m=13) == 113
    assert buffer_distance_m(rule) == 100


@pytest.mark.parametrize("activity", ["open_pit", "underground", "quarry", "borrow", "blasting"])
def test_the_road_rule_bans_mining_quarrying_borrowing_and_blasting(activity: str) -> None:
    assert restrictions("X1C", activity) == {"X1C-17": 100}


def test_the_road_rule_does_not_ban_sand_extraction_but_the_bridge_rule_does() -> None:
    """公路安全保护条例 art. 20: 500 m upstream, 3000/2000/1000 m downstream by bridge class."""
    assert restrictions("X1A", "sand") == {}
    rules = matching("X1F", "sand", "road_bridge_extra_large")
    assert {rule.direction: rule.distance_m for rule in rules} == {"upstream": 500, "downstream": 3000}
    assert max(restrictions("X1F", "sand", "road_bridge_large").values()) == 2000
    assert max(restrictions("X1F", "sand", "road_bridge_small").values()) == 1000


def test_a_small_road_bridge_has_no_ban_of_200_metres() -> None:
    """Art. 17(2) speaks of ferries and bridges of medium or larger class."""
    assert restrictions("X1F", "quarry", "road_bridge_small") == {}
    assert restrictions("X1F", "quarry", "ferry") == {"X1F-17": 200}
    assert restrictions("X1F", "quarry") == {"X1F-17": 200}


@pytest.mark.parametrize("activity", ["open_pit", "quarry", "blasting"])
def test_the_railway_s_1000_metres_hold_for_open_pits_quarries_and_blasting(activity: str) -> None:
    """铁路安全管理条例 art. 34: agreement and approval, not a ban."""
    (rule,) = [rule for rule in matching("X2A", activity) if rule.purpose == "restriction"]
    assert (rule.distance_m, rule.kind, rule.measured_from) == (1000, "consult_approve", "embankment_toe")


def test_an_underground_mine_near_a_railway_is_not_restricted_by_article_34() -> None:
    assert restrictions("X2A", "underground") == {}


def test_a_railway_bridge_bans_sand_by_its_length_and_an_unknown_length_is_only_shown() -> None:
    """铁路安全管理条例 art. 38."""
    assert max(restrictions("X2D", "sand", "rail_bridge_500").values()) == 3000
    assert max(restrictions("X2D", "sand", "rail_bridge_100_500").values()) == 2000
    assert max(restrictions("X2D", "sand", "rail_bridge_100").values()) == 1000
    down, up = matching("X2D", "sand")
    assert [(r.direction, r.distance_m) for r in (up, down)] == [("upstream", 500), ("downstream", 3000)]
    assert (up.kind, down.kind, hit_flags([up, down])) == ("info", "info", (False, False))


def test_the_three_zones_have_an_editable_planning_distance_that_is_a_priority_and_no_restriction() -> None:
    """63号 二(一)3: 周边 governs all three zones; no law fixes a distance."""
    for protected_class in ("Q1", "Q2", "Q3"):
        (rule,) = [r for r in matching(protected_class) if r.kind == "policy_default"]
        assert rule.distance_m > 0
        assert rule.confidence == "proposed"
        assert hit_flags([rule]) == (True, False)


def test_inside_a_reserve_mining_is_banned_and_the_place_is_a_priority() -> None:
    assert hit_flags(matching("Q1", "underground", "experimental")) == (True, True)
    assert "Q1-32A" in restrictions("Q1", "tailings", "core")
    assert "Q1-32A" in restrictions("Q1", "tailings", "unzoned")
    assert "Q1-32A" not in restrictions("Q1", "tailings", "experimental")


def test_a_new_right_in_a_reserve_needs_consent_and_an_existing_one_is_told_to_leave_in_order() -> None:
    """63号 二(二)1; 矿产资源法(2024) art. 26."""
    new = {rule.rule_id for rule in matching("Q1", "open_pit", right_age="new")}
    existing = {rule.rule_id for rule in matching("Q1", "open_pit", right_age="existing")}
    assert "Q1-63N" in new - existing
    assert "Q1-ML26" in existing - new


def test_a_tailings_pond_near_the_yangtze_is_banned_when_new() -> None:
    """长江保护法 art. 26: 3 km from the main stem, 1 km from an important tributary."""
    assert restrictions("X4D", "tailings", right_age="new") == {"X4D-26": 3000}
    assert restrictions("X4E", "tailings", right_age="new") == {"X4E-26": 1000}
    assert restrictions("X4D", "tailings", right_age="existing") == {}


def test_a_pipeline_asks_for_an_agreement_within_200_metres_and_bans_within_1000_of_its_tunnel() -> None:
    """石油天然气管道保护法 art. 33, 35."""
    assert restrictions("P1", "open_pit") == {"P1-35A": 200}
    assert restrictions("P1", "open_pit", "pipe_tunnel") == {"P1-33": 1000, "P1-35A": 200}
    assert restrictions("P1", "quarry", "pipe_station") == {"P1-35B": 500}


def test_a_province_s_rules_come_on_top_of_the_national_ones() -> None:
    assert restrictions("X1E", "quarry") == {}
    assert restrictions("X1E", "quarry", profile="henan") == {"X1E-HN42": 20}
    assert restrictions("X1E", "quarry", profile="shandong") == {"X1E-SD43": 50}
    assert set(restrictions("X1A", "open_pit", profile="shandong")) == {"X1A-17", "X1A-SD21"}


def test_a_rule_before_its_first_day_does_not_hold() -> None:
    """公路安全保护条例 is in force from 2011-07-01."""
    assert restrictions("X1A", "quarry", on=date(2011, 6, 30)) == {}
    assert restrictions("X1A", "quarry", on=date(2011, 7, 1)) == {"X1A-17": 100}


def test_an_unknown_activity_matches_every_rule_and_several_match_what_either_would() -> None:
    unknown = {rule.rule_id for rule in matching("X2A")}
    assert unknown > {rule.rule_id for rule in matching("X2A", "underground")}
    both = matching_rules(
        RULES, protected_class="X2A", activity=["underground", "blasting"], on=TODAY, right_age="any"
    )
    assert "X2A-34" in {rule.rule_id for rule in both}


def test_the_widest_rule_comes_first() -> None:
    distances = [rule.distance_m for rule in matching("X1A", "quarry")]
    assert distances == sorted(distances, reverse=True)


def test_a_visible_range_makes_a_priority_unless_terrain_hides_it_and_a_restriction_only_when_seen() -> None:
    rules = [r for r in matching("X1A", "open_pit", profile="shandong") if r.kind == "viewshed"]
    assert {rule.purpose for rule in rules} == {"priority", "restriction"}
    assert hit_flags(rules) == (True, False)
    assert hit_flags(rules, visible=True) == (True, True)
    assert hit_flags(rules, visible=False) == (False, False)


def test_a_river_is_a_priority_within_its_visible_range_of_1000_metres() -> None:
    (rule,) = matching("X4A")
    assert (rule.kind, rule.distance_m, rule.purpose) == ("viewshed", 1000, "priority")


def test_no_rule_gives_no_flag() -> None:
    flags = hit_flags([])
    assert (flags.priority_63, flags.legal_restriction) == (False, False)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"activity": "blasting", "mining_method": "DX"}, {"blasting"}),
        ({"mining_method": "DX"}, {"underground"}),
        ({"mining_method": "LD"}, {"open_pit", "underground"}),
        ({"mining_method": "JC"}, {"well"}),
        ({"mining_method": "LT", "mineral": "BUILDSTONE"}, {"open_pit", "quarry"}),
        ({"mining_method": "DX", "mineral": "LIMESTONE"}, {"underground"}),
        ({"mineral": "SAND"}, {"sand"}),
        ({"mineral": "COAL", "problem_type": "P104"}, {"underground"}),
        ({"problem_type": "P403"}, {"solid_waste"}),
        ({"problem_type": "P204"}, {"underground"}),
        ({}, {"any"}),
        ({"problem_type": "P999"}, {"any"}),
    ],
)
def test_the_activity_follows_the_record_the_mine_and_the_problem(
    codes: CodeLists, fields: dict[str, str], expected: set[str]
) -> None:
    assert activity_for(codes, **fields) == expected


@pytest.mark.parametrize(
    ("column", "value"),
    [("distance_m", "-1"), ("distance_m", ""), ("legal_basis", ""), ("distance_m", "far")],
)
def test_a_rule_that_cannot_be_read_is_named_in_the_message(column: str, value: str) -> None:
    row = {**read_table("rules", "distance_rules")[0], column: value}
    with pytest.raises(RuleTableError, match="Q1-P63"):
        DistanceRule.from_row(row)


def test_a_rule_explains_itself_with_the_distance_that_was_measured() -> None:
    (rule,) = matching("X4A")
    reason = rule.reason(312.5)
    assert reason.value == 312.5
    assert reason.threshold == "≤ 1000 m"
    assert "63号" in reason.sentence("zh")

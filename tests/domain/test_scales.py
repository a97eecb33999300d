"""Scale of a mine (国土资发〔2004〕208号) and of a hazard."""

from __future__ import annotations

import pytest

from plugin.domain.errors import RuleTableError
from plugin.domain.hazard_scale import HazardScaleRule, hazard_scale, hazard_size
from plugin.domain.mine_scale import MineScaleRule, mine_scale

from .conftest import TODAY, read_table

MINES = [MineScaleRule.from_row(row) for row in read_table("rules", "mine_scale_rules")]
HAZARDS = [HazardScaleRule.from_row(row) for row in read_table("rules", "hazard_scale_rules")]


@pytest.mark.parametrize(
    ("output", "mineral", "method", "expected"),
    [
        (120, "COAL", "DX", "D"),
        (119.9, "COAL", "DX", "Z"),
        (45, "COAL", "DX", "Z"),
        (44, "COAL", "DX", "X"),
        (4.5, "COAL", "DX", "XK"),
        (120, "COAL", "LT", "Z"),
        (400, "COAL", "LT", "D"),
        (100, "LIMESTONE", "LT", "D"),
        (5, "BUILDSTONE", "LT", "Z"),
        (10, "FLUORITE", None, "D"),
    ],
)
def test_a_mine_s_scale_follows_its_output_mineral_and_method(
    output: float, mineral: str, method: str | None, expected: str
) -> None:
    result = mine_scale(output, mineral=mineral, mining_method=method, rules=MINES, on=TODAY)
    assert result.scale == expected
    assert "208号" in result.reasons[0].clause


def test_a_coal_mine_of_unknown_method_has_a_scale_only_where_both_rows_agree() -> None:
    agreed = mine_scale(500, mineral="COAL", mining_method=None, rules=MINES, on=TODAY)
    assert (agreed.scale, agreed.missing) == ("D", ())
    open_question = mine_scale(200, mineral="COAL", mining_method="LD", rules=MINES, on=TODAY)
    assert (open_question.scale, open_question.missing) == (None, ("mining_method",))


def test_what_is_missing_is_named_and_a_mineral_without_a_row_says_so() -> None:
    assert mine_scale(None, mineral=None, mining_method=None, rules=MINES, on=TODAY).missing == (
        "designed_output",
        "mineral",
    )
    assert mine_scale(5, mineral="HG", mining_method="DX", rules=MINES, on=TODAY).missing == ("scale_rule",)


def test_the_unit_of_the_mineral_s_row_is_given() -> None:
    assert mine_scale(5, mineral="GAS", mining_method="YT", rules=MINES, on=TODAY).unit == "亿立方米/年"


def test_a_row_whose_limits_are_the_wrong_way_round_is_refused() -> None:
    row = {**read_table("rules", "mine_scale_rules")[0], "large_min": "10"}
    with pytest.raises(RuleTableError, match="COAL_UG"):
        MineScaleRule.from_row(row)


@pytest.mark.parametrize(
    ("volume_m3", "expected"), [(99_999, "X"), (100_000, "Z"), (1_000_000, "D"), (10_000_000, "TD")]
)
def test_a_landslide_is_medium_from_100_000_cubic_metres(volume_m3: float, expected: str) -> None:
    assert hazard_size("P102", rules=HAZARDS, on=TODAY, volume_m3=volume_m3).scale == expected


def test_a_ground_collapse_is_measured_by_its_area() -> None:
    result = hazard_size("P104", rules=HAZARDS, on=TODAY, area_hm2=150)
    assert result.scale == "D"
    assert result.reasons[0].value == 1.5
    assert hazard_size("P104", rules=HAZARDS, on=TODAY, volume_m3=9).missing == ("area_km2",)


def test_a_type_without_a_row_has_no_scale_and_misses_nothing() -> None:
    result = hazard_size("P301", rules=HAZARDS, on=TODAY, area_hm2=5)
    assert (result.scale, result.missing) == (None, ())


@pytest.mark.parametrize(
    ("deaths", "loss", "expected"), [(30, 0, "TD"), (29, 0, "D"), (0, 500, "D"), (3, 99, "Z"), (2, 99, "X")]
)
def test_a_disaster_is_ranked_by_deaths_or_loss_whichever_is_worse(
    deaths: int, loss: float, expected: str
) -> None:
    """地质灾害防治条例 art. 4."""
    found = hazard_scale("disaster", {"deaths": deaths, "loss_wan_yuan": loss}, rules=HAZARDS, on=TODAY)
    assert found.scale == expected

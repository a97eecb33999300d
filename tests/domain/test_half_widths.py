"""Default half-widths: the nearest row of the table, and none where the table has none."""

from __future__ import annotations

import pytest

from plugin.domain.codes import CodeLists
from plugin.domain.errors import RuleTableError
from plugin.domain.half_widths import HalfWidth, default_half_width_m

from .conftest import TODAY, read_table

ROWS = [HalfWidth.from_row(row) for row in read_table("rules", "half_widths")]


def width(protected_class: str, condition: str = "none", **more: object) -> float | None:
    return default_half_width_m(ROWS, protected_class, condition, on=TODAY, **more)  # type: ignore[arg-type]


def test_an_expressway_is_wider_than_another_national_highway() -> None:
    assert width("X1A", "expressway") == 20
    assert width("X1A") == 13


def test_a_railway_has_no_default_because_its_toe_is_not_known_from_its_class() -> None:
    assert width("X2A") is None


def test_a_rivers_width_is_asked_for_apart_from_an_objects_land() -> None:
    assert width("X4A") is None
    assert width("X4A", along_river=True) == 25


def test_a_province_goes_before_the_nation() -> None:
    own = HalfWidth(
        rule_id="HW-HN", profile="henan", protected_class="X1A", condition="any", half_width_m=15,
        measured_from="road_land_edge",
    )  # fmt: skip
    assert default_half_width_m([*ROWS, own], "X1A", on=TODAY, profile="henan") == 15
    assert default_half_width_m([*ROWS, own], "X1A", on=TODAY) == 13


def test_every_default_is_a_proposal_and_uses_codes_of_the_lists(codes: CodeLists) -> None:
    for row in ROWS:
        codes.require("protected_class", row.protected_class)
        codes.require("object_condition", row.condition)
        codes.require("measured_from", row.measured_from)
        assert row.confidence == "proposed"


def test_a_negative_half_width_is_named() -> None:
    with pytest.raises(RuleTableError, match="HW-X"):
        HalfWidth.from_row({"rule_id": "HW-X", "half_width_m": "-1"})

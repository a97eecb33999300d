"""What a person may write into the rule tables, and what is said of the rest."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.domain.codes import CodeLists
from plugin.domain.rule_checks import distance_rule_problems, half_width_problems, overlapping_days

from .conftest import read_table

SHIPPED = read_table("rules", "distance_rules")
ROAD = next(row for row in SHIPPED if row["rule_id"] == "X1A-17")
CLASSES = {row["rule_id"]: row["protected_class"] for row in SHIPPED}


def test_every_shipped_row_is_a_good_one(codes: CodeLists) -> None:
    for row in SHIPPED:
        assert distance_rule_problems(row, codes, class_of_rule=CLASSES) == ()
    for row in read_table("rules", "half_widths"):
        assert half_width_problems(row, codes) == ()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"protected_class": "X9"}, "unknown code “X9”"),
        ({"activity": "quarry;dancing"}, "unknown code “dancing”"),
        ({"condition": "purple"}, "unknown code “purple”"),
        ({"distance_m": "-5"}, "give 0 m or more"),
        ({"distance_m": "far"}, "give a number of metres"),
        ({"distance_m": "nan"}, "give 0 m or more"),
        ({"distance_m": ""}, "is empty"),
        ({"legal_basis": " "}, "legal basis is missing"),
        ({"valid_from": "2016-13-01"}, "write a day like"),
        ({"valid_from": "2020-01-01", "valid_to": "2019-01-01"}, "before its first day"),
        ({"direction": "upstream"}, "along the river"),
        ({"kind": "viewshed"}, "both or neither"),
        ({"purpose": "priority"}, "a ban has the purpose"),
        ({"confidence": "sure"}, "confidence"),
        ({"replaces": "X1B-17"}, "a national rule replaces none"),
        ({"profile": "henan", "replaces": "X1B-17"}, "a rule of the class X1B"),
        ({"profile": "henan", "replaces": "X1Z"}, "which is no rule"),
    ],
)
def test_a_wrong_cell_is_named_in_one_sentence(codes: CodeLists, changed: dict[str, Any], said: str) -> None:
    problems = distance_rule_problems({**ROAD, **changed}, codes, class_of_rule=CLASSES)
    assert len(problems) == 1 and said in problems[0].sentence(), problems


def test_two_rows_of_a_rule_may_follow_but_not_overlap_each_other() -> None:
    first = {"valid_from": "2011-07-01", "valid_to": "2025-12-31"}
    assert overlapping_days([first, {"valid_from": "2026-01-01"}]) is None
    twice = overlapping_days([first, {"valid_from": "2025-12-31"}])
    assert twice is not None and "2025-12-31" in twice.sentence()

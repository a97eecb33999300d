"""Code lists."""

from __future__ import annotations

import json

import pytest

from plugin.domain.codes import CodeLists
from plugin.domain.errors import MineRestorationError, RuleTableError, UnknownCodeError


def test_a_label_is_given_in_the_language_asked(codes: CodeLists) -> None:
    assert codes.label("impact_grade", "YZ", "zh_CN") == "严重"
    assert codes.label("impact_grade", "YZ", "en") == "Severe"


def test_an_unknown_code_is_shown_as_it_stands_but_refused_where_it_is_required(codes: CodeLists) -> None:
    assert codes.label("impact_grade", "XX", "zh") == "XX"
    assert codes.label("impact_grade", None, "zh") == ""
    with pytest.raises(UnknownCodeError, match="“XX” is not in the list “impact_grade”") as caught:
        codes.require("impact_grade", "XX")
    assert (caught.value.list_name, caught.value.code) == ("impact_grade", "XX")
    assert isinstance(caught.value, MineRestorationError)


def test_a_code_is_found_by_either_label(codes: CodeLists) -> None:
    for written in ("P105", "地裂缝", "ground fissure"):
        found = codes.find("problem_type", written)
        assert found is not None and found.code == "P105"
    assert codes.find("problem_type", "火山") is None


def test_the_ancestry_leads_from_a_code_to_its_parents(codes: CodeLists) -> None:
    assert [code.code for code in codes.ancestry("problem_type", "P105")] == ["P105", "P1"]
    assert list(codes.ancestry("problem_type", "none")) == []


def test_rows_of_a_workspace_carry_their_list_and_their_further_columns_as_json() -> None:
    row = {
        "list": "problem_type",
        "code": "P105",
        "name_zh": "地裂缝",
        "name_en": "Fissure",
        "parent": None,
        "extra": json.dumps({"geometry": "line"}),
    }
    (code,) = CodeLists.from_rows([row]).codes("problem_type")
    assert code.extra == {"geometry": "line"}
    assert code.parent == ""


def test_a_code_that_stands_twice_or_has_no_label_is_refused() -> None:
    row = {"list": "x", "code": "A", "name_zh": "甲", "name_en": "A"}
    with pytest.raises(RuleTableError, match="twice"):
        CodeLists.from_rows([row, row])
    with pytest.raises(RuleTableError, match="name_en"):
        CodeLists.from_rows([{**row, "name_en": ""}])


def test_a_parent_that_points_in_a_circle_ends() -> None:
    rows = [
        {"list": "x", "code": "A", "name_zh": "甲", "name_en": "A", "parent": "B"},
        {"list": "x", "code": "B", "name_zh": "乙", "name_en": "B", "parent": "A"},
    ]
    assert [code.code for code in CodeLists.from_rows(rows).ancestry("x", "A")] == ["A", "B"]

"""Whose column is whose."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin import paths
from plugin.exchange.errors import FieldMappingError
from plugin.exchange.field_matching import (
    aliases,
    match_fields,
    parse_mapping,
    plain_name,
    target_fields,
)

MINE = target_fields(
    "mine", [("name", ("矿山名称", "Mine name")), ("designed_output", ("设计生产能力", "Designed output"))]
)


def test_columns_are_recognised_by_name_label_and_alias_in_both_languages() -> None:
    for column in ("name", "矿山名称", "Mine name", "MINE_NAME", "KSMC"):
        assert match_fields([column], MINE).sources == {"name": column}, column


def test_units_in_brackets_case_and_width_do_not_matter() -> None:
    assert match_fields(["设计生产能力（万吨/年）"], MINE).sources == {
        "designed_output": "设计生产能力（万吨/年）"
    }
    assert plain_name("ＸＺ－ＭＣ") == "xzmc"


def test_a_position_is_found_under_its_usual_headings() -> None:
    assert match_fields(["经度", "纬度"], MINE).sources == {"@longitude": "经度", "@latitude": "纬度"}
    assert match_fields(["X", "Y"], MINE).sources == {"@x": "X", "@y": "Y"}


def test_a_better_name_wins_over_an_alias_and_no_column_serves_twice() -> None:
    match = match_fields(["name", "矿山名称", "other"], MINE)
    assert match.sources == {"name": "name"}
    assert match.unused == ("矿山名称", "other")


def test_a_mapping_overrules_names_leaves_columns_out_and_gives_values_for_all_rows() -> None:
    match = match_fields(["a", "name"], MINE, mapping={"a": "name", "name": "", "=12": "designed_output"})
    assert match.sources == {"name": "a"}
    assert match.constants == {"designed_output": "12"}
    assert match.unused == ()


def test_a_name_cut_off_by_a_shapefile_is_completed() -> None:
    assert match_fields(["designed_o"], MINE).sources == {"designed_output": "designed_o"}


@pytest.mark.parametrize("mapping", [{"nope": "name"}, {"a": "no_such_column"}])
def test_a_mapping_that_fits_nothing_is_refused_with_the_column_in_the_sentence(
    mapping: dict[str, str],
) -> None:
    with pytest.raises(FieldMappingError, match=r"nope|no_such_column"):
        match_fields(["a"], MINE, mapping=mapping)


@pytest.mark.parametrize("text", ["{", "[1]", '{"a": 1}', "null"])
def test_a_mapping_that_is_no_object_of_texts_is_refused(text: str) -> None:
    with pytest.raises(FieldMappingError, match="field mapping"):
        parse_mapping(text)


def test_no_mapping_is_an_empty_mapping() -> None:
    assert parse_mapping("") == parse_mapping(None) == parse_mapping("{}") == {}


@given(st.lists(st.text(), unique=True))
def test_every_source_column_is_used_once_or_listed_as_unused(columns: list[str]) -> None:
    match = match_fields(columns, MINE)
    assert sorted([*match.sources.values(), *match.unused]) == sorted(columns)


def test_aliases_name_columns_that_the_schema_has() -> None:
    with paths.resource("schema", "columns.csv").open(encoding="utf-8-sig", newline="") as file:
        columns = {(row["family"], row["column"]) for row in csv.DictReader(file)}
    anywhere = {column for _, column in columns}
    for family, column in aliases():
        assert column.startswith("@") or (family, column) in columns or (family == "*" and column in anywhere)

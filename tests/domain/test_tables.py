"""The CSV tables themselves: complete, unique, cited, and consistent with each other."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from plugin.domain.codes import CodeLists
from plugin.domain.grading import GRADES, GradingRule
from plugin.domain.hazard_scale import SCALES
from plugin.domain.protection import ADDS_HALF_WIDTH, DistanceRule

from .conftest import RESOURCES, read_table

CODE_FILES = sorted((RESOURCES / "codes").glob("*.csv"))
LEGAL_TABLES = (
    "distance_rules",
    "grading_rules",
    "half_widths",
    "hazard_scale_rules",
    "land_class_mapping",
    "legal_dates",
    "mine_scale_rules",
    "priority_weights",
    "terms",
    "visibility_defaults",
    "zoning_rules",
)
RULE_FILES = [RESOURCES / "rules" / f"{name}.csv" for name in LEGAL_TABLES]
CONFIDENCES = {"verified", "derived", "recalled", "proposed"}
CODE_COLUMNS = ["code", "name_zh", "name_en", "parent", "definition", "source", "confidence", "valid_from"]


def names(paths: list[Path]) -> list[str]:
    return [path.stem for path in paths]


@pytest.mark.parametrize("name", names(CODE_FILES))
def test_a_code_list_has_unique_codes_both_labels_known_parents_a_source_and_a_confidence(name: str) -> None:
    rows = read_table("codes", name)
    codes = [row["code"] for row in rows]
    assert list(rows[0])[: len(CODE_COLUMNS)] == CODE_COLUMNS
    assert len(codes) == len(set(codes))
    for row in rows:
        assert None not in row and None not in row.values(), f"{name}: ragged row {row['code']}"
        assert row["name_zh"] and row["name_en"] and row["definition"] and row["source"], row
        assert row["confidence"] in CONFIDENCES, row
        assert not row["parent"] or row["parent"] in codes, row
        assert date.fromisoformat(row["valid_from"]) <= date(2026, 1, 1)


@pytest.mark.parametrize("name", names([*CODE_FILES, *RULE_FILES]))
def test_a_table_is_utf8_without_a_byte_order_mark_and_ends_lines_with_lf(name: str) -> None:
    path = next(path for path in [*CODE_FILES, *RULE_FILES] if path.stem == name)
    content = path.read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content and content.endswith(b"\n")


@pytest.mark.parametrize("name", names(RULE_FILES))
def test_a_rule_has_a_unique_id_a_clause_both_texts_a_confidence_and_readable_dates(name: str) -> None:
    rows = read_table("rules", name)
    key = next(column for column in ("rule_id", "key", "land_use") if column in rows[0])
    ids = [row[key] for row in rows]
    assert len(ids) == len(set(ids))
    for row in rows:
        assert None not in row and None not in row.values(), f"{name}: ragged row {row[key]}"
        assert row.get("clause") or row.get("legal_basis"), row
        assert row["text_en"] and row["text_zh"], row
        assert row["confidence"] in CONFIDENCES, row
        days = [date.fromisoformat(row[column]) for column in ("valid_from", "valid_to") if row[column]]
        assert days == sorted(days)


def test_every_grading_row_of_the_reference_data_is_there_with_its_bounds(shared: Path) -> None:
    with (shared / "vocab" / "dzt0223_grading_rules.csv").open(encoding="utf-8-sig", newline="") as file:
        reference = {row["code"]: row for row in csv.DictReader(file)}
    ours = {row["rule_id"]: row for row in read_table("rules", "grading_rules")}
    assert ours.keys() == reference.keys()
    for key, row in reference.items():
        assert [ours[key][c] for c in ("kind", "lower", "lower_inclusive", "upper", "unit")] == [
            row[c] for c in ("kind", "lower", "lower_inclusive", "upper", "unit")
        ]


def test_the_statements_of_the_grading_table_are_the_code_list_of_criteria(
    codes: CodeLists, grading_rules: list[GradingRule]
) -> None:
    statements = [rule.rule_id for rule in grading_rules if rule.kind == "statement"]
    assert [code.code for code in codes.codes("grading_criterion")] == statements
    assert statements[0] == "E009" and statements[-1] == "E041"


def test_the_ranks_of_grades_and_scales_are_the_order_the_code_uses(codes: CodeLists) -> None:
    def ranked(name: str) -> tuple[str, ...]:
        return tuple(
            c.code for c in sorted(codes.codes(name), key=lambda c: int(c.extra["rank"]), reverse=True)
        )

    assert ranked("impact_grade") == GRADES
    assert ranked("hazard_scale") == SCALES


def test_a_distance_rule_uses_codes_of_the_lists(
    codes: CodeLists, distance_rules: list[DistanceRule]
) -> None:
    for rule in distance_rules:
        codes.require("profile", rule.profile)
        codes.require("protected_class", rule.protected_class)
        codes.require("right_age", rule.right_age)
        codes.require("direction", rule.direction)
        codes.require("measured_from", rule.measured_from)
        codes.require("rule_kind", rule.kind)
        codes.require("rule_purpose", rule.purpose)
        for condition in rule.conditions:
            codes.require("object_condition", condition)
        for activity in rule.activities:
            codes.require("activity", activity)


def test_every_protected_class_has_a_rule(codes: CodeLists, distance_rules: list[DistanceRule]) -> None:
    ruled = {rule.protected_class for rule in distance_rules}
    assert {code.code for code in codes.codes("protected_class")} == ruled


def test_a_distance_that_no_law_fixes_is_marked_as_proposed(distance_rules: list[DistanceRule]) -> None:
    planning = [rule for rule in distance_rules if rule.kind == "policy_default"]
    assert planning and all(rule.confidence == "proposed" for rule in planning)
    seen = [rule for rule in distance_rules if rule.kind == "viewshed"]
    assert seen and all(rule.confidence != "verified" for rule in seen)


def test_the_measures_that_start_at_the_edge_of_the_land_are_marked_in_the_list(codes: CodeLists) -> None:
    marked = {c.code for c in codes.codes("measured_from") if c.extra["adds_half_width"] == "1"}
    assert marked == ADDS_HALF_WIDTH


def test_the_other_rule_tables_use_codes_of_the_lists(codes: CodeLists) -> None:
    for row in read_table("rules", "legal_dates"):
        if row["outcome"]:
            codes.require("responsibility", row["outcome"])
    for row in read_table("rules", "mine_scale_rules"):
        for mineral in row["mineral"].split(";"):
            codes.require("mineral", mineral)
        if row["mining_method"] != "any":
            codes.require("mining_method", row["mining_method"])
    for row in read_table("rules", "hazard_scale_rules"):
        codes.require("hazard_scale", row["scale"])
    for row in read_table("rules", "zoning_rules"):
        codes.require("zone_type", row["zone_type"])
        codes.require("impact_grade", row["grade"])


def test_every_land_use_is_mapped_and_its_group_agrees_with_the_list(codes: CodeLists) -> None:
    mapping = {row["land_use"]: row for row in read_table("rules", "land_class_mapping")}
    for code in codes.codes("land_use"):
        assert mapping[code.code]["grading_group"] == code.extra["grading_group"]
    assert mapping["0201"]["setting"] == "1"
    assert mapping["0201"]["confidence"] == "proposed"


def test_default_activities_are_codes_of_the_list(codes: CodeLists) -> None:
    for name in ("problem_type", "mining_method", "mineral"):
        for code in codes.codes(name):
            for activity in filter(None, code.extra["default_activity"].split(";")):
                codes.require("activity", activity)


def test_a_fissure_is_drawn_as_a_line_and_a_pit_as_an_area(codes: CodeLists) -> None:
    assert codes.require("problem_type", "P105").extra["geometry"] == "line"
    assert codes.require("problem_type", "P301").extra["geometry"] == "area"
    assert codes.require("problem_type", "P6").extra["geometry"] == "point"
    assert {code.extra["geometry"] for code in codes.codes("problem_type")} == {"point", "line", "area"}


def test_county_codes_have_six_digits_and_a_parent_and_include_liulin() -> None:
    counties = {row["code"]: row for row in read_table("rules", "county_codes")}
    assert counties["141125"]["name_zh"] == "柳林县"
    assert counties["141125"]["parent_code"] == "141100"
    assert all(len(code) == 6 and code.isdigit() for code in counties)
    assert len(counties) > 2800

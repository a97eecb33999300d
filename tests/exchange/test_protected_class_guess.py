"""What a foreign feature protects, guessed from its tags and names."""

from __future__ import annotations

import csv

import pytest

from plugin import paths
from plugin.exchange.protected_class_guess import guess_class, guess_rules


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "motorway"}, "X1A"),
        ({"highway": "trunk"}, "X1A"),
        ({"highway": "primary"}, "X1B"),
        ({"highway": "secondary"}, "X1C"),
        ({"highway": "tertiary"}, "X1D"),
        ({"highway": "unclassified"}, "X1E"),
        ({"highway": "primary", "tunnel": "yes"}, "X1G"),
        ({"railway": "rail"}, "X2A"),
        ({"railway": "rail", "tunnel": "yes"}, "X2B"),
        ({"waterway": "river"}, "X4A"),
        ({"路线编号": "G307"}, "X1A"),
        ({"路线编号": "S218"}, "X1B"),
        ({"名称": "太中银铁路"}, "X2A"),
        ({"featurecla": "River"}, "X4A"),
    ],
)
def test_a_line_is_recognised(tags: dict[str, str], expected: str) -> None:
    guess = guess_class(tags, geometry="line")
    assert guess is not None and guess.protected_class == expected


def test_an_expressway_carries_its_condition() -> None:
    motorway, numbered = guess_class({"highway": "motorway"}), guess_class({"ref": "G20"})
    assert motorway is not None and motorway.condition == "expressway"
    assert numbered is not None and (numbered.protected_class, numbered.condition) == ("X1A", "expressway")


@pytest.mark.parametrize(
    ("row", "layer", "expected"),
    [
        ({"leisure": "nature_reserve"}, "", "Q1"),
        ({"boundary": "protected_area"}, "", "Q1"),
        ({"boundary": "protected_area", "protection_title": "风景名胜区"}, "", "Q2"),
        ({"landuse": "residential"}, "", "Q3"),
        ({}, "YJJBNTTB", "N1"),
        ({"MC": "黑茶山国家级自然保护区"}, "", "Q1"),
    ],
)
def test_an_area_is_recognised(row: dict[str, str], layer: str, expected: str) -> None:
    guess = guess_class(row, geometry="area", layer=layer)
    assert guess is not None and guess.protected_class == expected


@pytest.mark.parametrize(
    "tags", [{}, {"highway": "footway"}, {"landuse": "quarry"}, {"building": "yes"}, {"landuse": "farmland"}]
)
def test_what_is_not_protected_is_not_guessed(tags: dict[str, str]) -> None:
    assert guess_class(tags) is None


def test_the_geometry_tells_a_village_point_from_a_village_area() -> None:
    assert guess_class({"place": "village"}, geometry="point") is None


def test_a_description_that_mentions_a_road_is_no_road() -> None:
    assert (
        guess_class({"notes": "矿区位于国道三零七线以北约三公里处，交通便利，" * 2}, geometry="line") is None
    )


def test_every_guess_names_a_class_condition_and_level_of_the_code_lists() -> None:
    def codes(name: str) -> set[str]:
        with paths.resource("codes", f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            return {row["code"] for row in csv.DictReader(file)}

    classes, conditions, levels = (
        codes("protected_class"),
        codes("object_condition"),
        codes("object_level") | {""},
    )
    assert len({rule.guess_id for rule in guess_rules()}) == len(guess_rules())
    for rule in guess_rules():
        assert rule.guess.protected_class in classes, rule.guess_id
        assert rule.guess.condition in conditions, rule.guess_id
        assert rule.guess.level in levels, rule.guess_id
        assert rule.guess.confidence in {"high", "medium", "low", "recalled"}, rule.guess_id

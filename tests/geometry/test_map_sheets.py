"""Map sheets of GB/T 13989-2012."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.geometry.errors import MapSheetError
from plugin.geometry.map_sheets import DIVISIONS, sheet_bounds, sheet_number, sheet_scale, sheets_covering

SCALES = st.sampled_from(sorted(DIVISIONS))


@pytest.mark.parametrize(
    ("scale", "number"),
    [
        (1_000_000, "J50"),
        (500_000, "J50B001001"),
        (250_000, "J50C001002"),
        (100_000, "J50D002005"),
        (50_000, "J50E004010"),
        (25_000, "J50F008020"),
        (10_000, "J50G015040"),
        (5_000, "J50H030080"),
    ],
)
def test_the_worked_example_of_the_standard(scale, number):
    """A place at 116°28′25″ E, 39°22′30″ N, just inside its sheets."""
    lon = Fraction(116) + Fraction(28, 60) + Fraction(25, 3600)
    lat = Fraction(39) + Fraction(22, 60) + Fraction(31, 3600)
    assert sheet_number(lon, lat, scale) == number


def test_liulin_lies_on_j49():
    assert sheet_number(110.8833, 37.4333, 1_000_000) == "J49"


@given(st.floats(-180, 180), st.floats(0, 87.99), SCALES)
def test_a_position_lies_in_the_sheet_that_it_names(lon, lat, scale):
    number = sheet_number(lon, lat, scale)
    west, south, east, north = sheet_bounds(number)
    assert west <= Fraction(lon) <= east
    assert south <= Fraction(lat) < north
    assert sheet_number((west + east) / 2, (south + north) / 2, scale) == number
    assert sheet_scale(number) == scale


@given(st.integers(13, 23), st.integers(4, 13), SCALES)
def test_an_edge_belongs_to_the_sheet_north_and_east_of_it(column, row, scale):
    lon, lat = Fraction(column * 6 - 6 + 0), Fraction(row * 4)
    west, south, _, _ = sheet_bounds(sheet_number(lon, lat, scale))
    assert (west, south) == (lon, lat)


def test_thirds_of_a_degree_are_exact():
    """A sheet of 1:100 000 is 20′ high: its edge at 37°20′ is no binary fraction."""
    assert sheet_number(112, "112/3", 100_000) == sheet_number(112, Fraction(112, 3), 100_000) == "J49D008009"
    assert sheet_bounds("J49D008009")[1] == Fraction(112, 3)


def test_an_extent_is_covered_from_the_north_west():
    assert sheets_covering((110.9, 37.0, 111.1, 37.5), 100_000) == [
        "J49D008006",
        "J49D008007",
        "J49D009006",
        "J49D009007",
    ]


def test_an_extent_on_sheet_edges_has_only_its_own_sheets():
    bounds = sheet_bounds("J49D009010")
    assert sheets_covering(bounds, 100_000) == ["J49D009010"]
    assert len(sheets_covering(bounds, 50_000)) == 4
    assert sheets_covering((112.6, 37.1, 112.6, 37.1), 100_000) == ["J49D009010"]


@pytest.mark.parametrize(
    "number", ["", "J61", "W49", "J49D013001", "J49D000001", "J49X001001", "J49D01001", "煤矿"]
)
def test_a_number_that_is_none_is_refused(number):
    with pytest.raises(MapSheetError):
        sheet_bounds(number)


def test_places_and_scales_outside_the_division_are_refused():
    for lon, lat in ((181, 37), (112, -1), (112, 88), (float("nan"), 37), ("east", 37)):
        with pytest.raises(MapSheetError):
            sheet_number(lon, lat, 100_000)
    with pytest.raises(MapSheetError, match="no national sheet"):
        sheet_number(112, 37, 20_000)
    with pytest.raises(MapSheetError, match="no extent"):
        sheets_covering((113, 37, 112, 38), 100_000)
    with pytest.raises(MapSheetError, match="smaller scale"):
        sheets_covering((73, 18, 135, 54), 5_000)

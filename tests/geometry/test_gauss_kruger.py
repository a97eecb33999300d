"""Traditional coordinates are understood in either order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.geometry.errors import CoordinateTextError, LengthMismatchError
from plugin.geometry.gauss_kruger import (
    central_meridian,
    parse_traditional_text,
    parse_traditional_xy,
    to_traditional_xy,
    zone_number,
)


def test_liulin_and_changzhi_have_the_coordinates_of_the_registry():
    """Acceptance case AT13: EPSG:4525 and 4526 as PROJ computes them."""
    x, y = to_traditional_xy([110.8833, 112.88], [37.4333, 36.12])
    np.testing.assert_allclose(x, [4144605.743, 3999438.868], atol=0.0006)
    np.testing.assert_allclose(y, [37489671.577, 38399167.903], atol=0.0006)


def test_the_border_of_two_zones_belongs_to_the_eastern_one():
    """Acceptance case AT13: 112.5° E is exactly the border of the 3° zones 37 and 38."""
    assert zone_number([110.8833, 112.88, 112.5]).tolist() == [37, 38, 38]
    assert central_meridian([37, 38]).tolist() == [111, 114]
    assert zone_number([110.8833, 111.0, 114.0], width_deg=6).tolist() == [19, 19, 20]
    assert float(central_meridian(19, width_deg=6)) == 111


def test_either_order_gives_the_same_place():
    traditional = parse_traditional_xy([4144605.743], [37489671.577])
    swapped = parse_traditional_xy([37489671.577], [4144605.743])
    for found in (traditional, swapped):
        assert found.lon[0] == pytest.approx(110.8833, abs=1e-8)
        assert found.lat[0] == pytest.approx(37.4333, abs=1e-8)
        assert found.zone.tolist() == [37]
        assert found.zone_width_deg.tolist() == [3]
    assert traditional.northing_first.tolist() == [True]
    assert swapped.northing_first.tolist() == [False]


@settings(max_examples=60, deadline=None)
@given(st.floats(73.5, 135), st.floats(3, 54), st.sampled_from([3, 6]), st.booleans())
def test_there_and_back_is_the_same_place_in_zones_of_3_and_6_degrees(lon, lat, width, swap):
    x, y = to_traditional_xy(lon, lat, width_deg=width)
    found = parse_traditional_xy(y, x) if swap else parse_traditional_xy(x, y)
    assert found.zone_width_deg[0] == width
    assert found.lon[0] == pytest.approx(lon, abs=1e-9)
    assert found.lat[0] == pytest.approx(lat, abs=1e-9)


def test_an_easting_without_zone_needs_the_central_meridian():
    with pytest.raises(CoordinateTextError, match="no zone number"):
        parse_traditional_xy([4144605.743], [489671.577])
    for pair in ([4144605.743, 489671.577], [489671.577, 4144605.743]):
        found = parse_traditional_xy(pair[:1], pair[1:], central_meridian_deg=111.0)
        assert found.lon[0] == pytest.approx(110.8833, abs=1e-8)
        assert found.zone.tolist() == [0]


@pytest.mark.parametrize(
    "text",
    [
        "X=4144605.743, Y=37489671.577",
        "4,144,605.743 37,489,671.577",
        "３７４８９６７１．５７７；４１４４６０５．７４３",
        "4144605.743,37489671.577",
    ],
)
def test_a_typed_pair_is_read(text):
    assert parse_traditional_text(text).lon[0] == pytest.approx(110.8833, abs=1e-8)


@pytest.mark.parametrize("text", ["", "4144605.743", "1 2 3", "X=5 Y=37489671.577 Z=900", "五百", "10 20"])
def test_a_text_that_is_no_pair_is_refused(text):
    with pytest.raises(CoordinateTextError):
        parse_traditional_text(text)


def test_impossible_numbers_are_refused():
    with pytest.raises(CoordinateTextError, match="outside a Gauss"):
        parse_traditional_xy([4144605.0], [37989671.0])
    with pytest.raises(CoordinateTextError, match="not numbers"):
        parse_traditional_xy([float("nan")], [37489671.0])
    with pytest.raises(LengthMismatchError):
        parse_traditional_xy([1.0], [2.0, 3.0])

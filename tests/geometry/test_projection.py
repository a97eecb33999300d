"""One projection on the data's own middle meridian."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.geometry.errors import EmptyInputError, UnknownCrsError, UnsupportedExtentError
from plugin.geometry.projection import local_projection, to_geographic

GEOD = pyproj.Geod(a=6378137.0, rf=298.257222101)


@settings(max_examples=50, deadline=None)
@given(st.floats(73, 135), st.floats(18, 54), st.floats(-2.5, 2.5), st.floats(0, 360))
def test_a_kilometre_times_the_local_scale_is_a_kilometre_on_the_ellipsoid(lon, lat, off, azimuth):
    projection = local_projection((lon - 2.5, lat, lon + 2.5, lat))
    lon2, lat2, _ = GEOD.fwd(lon + off, lat, azimuth, 1000.0)
    x, y = projection.forward_xy([lon + off, lon2], [lat, lat2])
    planar = float(np.hypot(x[1] - x[0], y[1] - y[0]))
    assert planar / projection.scale(lon + off, lat)[0] == pytest.approx(1000.0, rel=4e-6)


def test_there_and_back_is_the_same_place():
    points = shapely.points([[110.0, 34.5], [112.25, 37.0], [114.5, 40.7]])
    projection = local_projection(shapely.total_bounds(points))
    back = shapely.get_coordinates(projection.inverse(projection.forward(points)))
    np.testing.assert_allclose(back, shapely.get_coordinates(points), atol=1e-11)


def test_the_scale_is_one_on_the_middle_meridian():
    projection = local_projection((110.0, 34.0, 114.0, 41.0))
    assert projection.middle_meridian_deg == 112.0
    np.testing.assert_allclose(projection.scale([112.0, 112.0], [34.0, 41.0]), 1.0, atol=1e-9)


def test_the_largest_scale_of_an_envelope_is_that_of_its_far_southern_corner():
    projection = local_projection((110.0, 34.0, 114.0, 41.0))
    grid_x, grid_y = np.meshgrid(np.linspace(100_000, 180_000, 9), np.linspace(3.8e6, 4.5e6, 9))
    largest = projection.largest_scale(np.array([[100_000, 3.8e6, 180_000, 4.5e6]]))[0]
    assert largest == pytest.approx(projection.scale_xy(grid_x.ravel(), grid_y.ravel()).max(), rel=1e-12)


def test_none_and_empty_geometries_pass_through():
    projection = local_projection((110.0, 34.0, 114.0, 41.0))
    forward = projection.forward([None, shapely.Point(), shapely.Point(112, 37)])
    assert forward[0] is None
    assert forward[1].is_empty
    assert forward[2].x == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ((-179.9, 50, 179.9, 52), "antimeridian"),
        ((100, 80, 101, 89), "pole"),
        ((500_000, 4_000_000, 501_000, 4_001_000), "globe"),
        ((60, 20, 120, 50), "wider than 40"),
    ],
)
def test_an_extent_that_one_projection_cannot_hold_is_refused_with_a_sentence(bounds, words):
    with pytest.raises(UnsupportedExtentError, match=words):
        local_projection(bounds)


def test_no_extent_is_refused():
    with pytest.raises(EmptyInputError):
        local_projection((float("nan"),) * 4)


def test_a_northing_first_crs_is_read_easting_first():
    """CGCS2000 / 3-degree Gauss-Kruger CM 111E lists the northing first; data in files is easting first."""
    moved = to_geographic([shapely.Point(489671.577, 4144605.743)], "EPSG:4546")[0]
    assert (moved.x, moved.y) == pytest.approx((110.8833, 37.4333), abs=1e-8)


def test_heights_are_left_out():
    assert not to_geographic([shapely.Point(112, 37, 900)], "EPSG:4490")[0].has_z


def test_an_unknown_crs_is_refused():
    with pytest.raises(UnknownCrsError, match="no such system"):
        to_geographic([shapely.Point(1, 2)], "no such system")

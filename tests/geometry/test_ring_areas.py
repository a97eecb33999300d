"""Areas of rings agree with those of geodesics, side by side."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from plugin.geometry.arrays import geometry_array
from plugin.geometry.ring_areas import SHORT_SIDE_M, ring_areas_m2

GEOD = pyproj.Geod(a=6378137.0, rf=298.257222101)


def karney(ring: shapely.LinearRing) -> float:
    return abs(GEOD.polygon_area_perimeter(*shapely.get_coordinates(ring).T)[0])


@given(
    st.floats(74.0, 135.0),
    st.floats(3.0, 53.0),
    st.floats(5.0, 4000.0),
    st.integers(60, 400),
    st.integers(0, 2**32 - 1),
)
def test_short_sides_enclose_what_geodesics_do(
    lon: float, lat: float, radius_m: float, count: int, seed: int
) -> None:
    wobble = np.random.default_rng(seed).uniform(0.9, 1.0, count)
    azimuth = np.arange(count) * 360 / count
    east, north, _ = GEOD.fwd(np.full(count, lon), np.full(count, lat), azimuth, radius_m * wobble)
    ring = shapely.linearrings(np.column_stack([east, north]))
    (found,) = ring_areas_m2(geometry_array([ring]))
    assert found == pytest.approx(karney(ring), rel=2e-8, abs=5e-3)


def test_a_ring_of_long_sides_is_that_of_geodesics_to_the_last_digit() -> None:
    rings = geometry_array(
        shapely.get_rings([shapely.box(112, 37, 113, 38), shapely.box(112, 37, 112.001, 38)])
    )
    assert ring_areas_m2(rings).tolist() == [karney(ring) for ring in rings]


def test_a_side_just_short_enough_differs_by_less_than_a_hundredth_of_a_square_metre() -> None:
    side = SHORT_SIDE_M / 111_400
    ring = shapely.get_exterior_ring(shapely.box(112, 52.9, 112 + side, 52.9 + side / 2))
    assert ring_areas_m2(geometry_array([ring]))[0] == pytest.approx(karney(ring), abs=0.01)


def test_rings_beside_each_other_keep_their_own_area() -> None:
    boxes = [shapely.box(112 + i / 100, 37, 112.003 + i / 100, 37.002) for i in range(4)]
    rings = geometry_array(shapely.get_rings(boxes))
    np.testing.assert_allclose(ring_areas_m2(rings), [karney(r) for r in rings], rtol=1e-7)

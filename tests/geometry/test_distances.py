"""Which lie within a distance, and which is nearest: on the ellipsoid, without a buffer."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.geometry.distances import gap_between, nearest, within_distance
from plugin.geometry.errors import InvalidDistanceError, LengthMismatchError

GEOD = pyproj.Geod(a=6378137.0, rf=298.257222101)


def offset(lon: float, lat: float, azimuth: float, metres: float) -> shapely.Point:
    """Return the point some metres away on the geodesic."""
    x, y, _ = GEOD.fwd(lon, lat, azimuth, metres)
    return shapely.Point(x, y)


@settings(max_examples=30, deadline=None)
@given(st.floats(73, 135), st.floats(18, 54), st.floats(0, 360), st.floats(1, 5000))
def test_a_point_is_within_its_distance_and_not_within_a_little_less(lon, lat, azimuth, metres):
    targets, sources = [offset(lon, lat, azimuth, metres)], [shapely.Point(lon, lat)]
    found, _, distance = within_distance(targets, sources, metres * (1 + 1e-6))
    assert found.tolist() == [0]
    assert distance[0] == pytest.approx(metres, rel=1e-6)
    assert len(within_distance(targets, sources, metres * (1 - 1e-6))[0]) == 0


def test_each_source_has_its_own_distance():
    targets = [offset(112, 37, 90, 150)]
    sources = [shapely.Point(112, 37), shapely.Point(112, 37), shapely.Point(112, 37)]
    target, source, _ = within_distance(targets, sources, [100.0, 150.01, 1000.0])
    assert target.tolist() == [0, 0]
    assert source.tolist() == [1, 2]


def test_a_problem_inside_a_reserve_has_distance_nought():
    reserve = shapely.box(112, 37, 112.1, 37.1)
    targets = [
        shapely.Point(112.05, 37.05),
        shapely.box(111.99, 37.04, 112.01, 37.06),
        shapely.box(112.04, 37.04, 112.05, 37.05),
    ]
    _, _, distance = within_distance(targets, [reserve], 100.0)
    assert distance.tolist() == [0.0, 0.0, 0.0]


def test_the_distance_to_a_line_is_that_to_its_nearest_place():
    road = shapely.linestrings(np.column_stack([np.full(50, 112.0), np.linspace(36.9, 37.1, 50)]))
    _, _, distance = within_distance([offset(112.0, 37.0, 90, 700)], [road], 1000.0)
    assert distance[0] == pytest.approx(700.0, abs=0.01)


def test_a_long_river_reaches_its_neighbours_at_both_ends():
    river = shapely.linestrings(np.column_stack([np.linspace(110, 114.5, 400), np.linspace(34.6, 40.6, 400)]))
    ends = [offset(110, 34.6, 270, 990), offset(114.5, 40.6, 90, 990), offset(114.5, 40.6, 60, 1010)]
    target, _, distance = within_distance(ends, [river], 1000.0)
    assert target.tolist() == [0, 1]
    np.testing.assert_allclose(distance, 990.0, rtol=1e-3)


def test_pairs_are_sorted_and_empty_geometries_are_in_none():
    points = [shapely.Point(112, 37), None, shapely.Point(), shapely.Point(112.0001, 37)]
    target, source, _ = within_distance(points, points, 100.0)
    assert list(zip(target.tolist(), source.tolist(), strict=True)) == [(0, 0), (0, 3), (3, 0), (3, 3)]
    assert len(within_distance([], points, 100.0)[0]) == 0
    assert len(within_distance(points, [None], 100.0)[0]) == 0


def test_the_nearest_source_is_found_and_the_first_of_equals_wins():
    sources = [shapely.Point(113, 37), shapely.Point(112, 37), shapely.Point(112, 37)]
    index, distance = nearest([offset(112, 37, 45, 300), None], sources)
    assert index.tolist() == [1, -1]
    assert distance[0] == pytest.approx(300, rel=1e-6)
    assert np.isnan(distance[1])
    assert nearest([shapely.Point(1, 1)], [])[0].tolist() == [-1]


def test_gaps_are_measured_pair_by_pair():
    gap = gap_between([shapely.Point(112, 37), None], [offset(112, 37, 10, 50), shapely.Point(113, 37)])
    assert gap[0] == pytest.approx(50, rel=1e-6)
    assert np.isnan(gap[1])


def test_wrong_distances_are_refused():
    points = [shapely.Point(112, 37)]
    with pytest.raises(InvalidDistanceError):
        within_distance(points, points, -1)
    with pytest.raises(LengthMismatchError):
        within_distance(points, points, [1, 2])


def test_detailed_outlines_with_holes_answer_as_their_whole_geometry():
    random = np.random.default_rng(5)
    angle = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    reach = 0.02 + 0.004 * np.sin(9 * angle) + 0.001 * random.uniform(-1, 1, 400)
    ring = np.column_stack([reach * np.cos(angle), reach * np.sin(angle)])
    reserves = [
        shapely.Polygon(np.array([112.0, 37.0]) + ring, [np.array([112.0, 37.0]) + ring[::-1] * 0.4]),
        shapely.Polygon(np.array([112.05, 37.01]) + ring),
        shapely.MultiLineString([np.array([112.02, 36.96]) + ring[:200], [(112.0, 37.0), (112.001, 37.0)]]),
    ]
    points = shapely.points(random.uniform([111.96, 36.95], [112.09, 37.05], (300, 2)))
    targets, sources = np.repeat(points, 3), np.tile(reserves, 300)
    gaps = gap_between(targets, sources).reshape(300, 3)
    index, distance = nearest(points, reserves)
    np.testing.assert_allclose(distance, gaps.min(axis=1), rtol=1e-9)
    np.testing.assert_array_equal(gaps[np.arange(300), index], gaps.min(axis=1))
    target, source, within = within_distance(points, reserves, [500.0, 1000.0, 200.0])
    expected = np.argwhere(gaps <= [500.0, 1000.0, 200.0])
    np.testing.assert_array_equal(np.column_stack([target, source]), expected)
    np.testing.assert_allclose(within, gaps[target, source], rtol=1e-9)
    assert (within == 0).any() and (within > 0).any()

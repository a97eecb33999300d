"""Near problems fall into one zone."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.geometry.areas import area_hm2
from plugin.geometry.clusters import cluster_by_gap, merged_outline
from plugin.geometry.distances import gap_between
from plugin.geometry.errors import InvalidDistanceError, LengthMismatchError

GEOD = pyproj.Geod(a=6378137.0, rf=298.257222101)


def east_of(lon: float, lat: float, metres: float) -> shapely.Point:
    """Return the point some metres to the east."""
    x, y, _ = GEOD.fwd(lon, lat, 90, metres)
    return shapely.Point(x, y)


def test_a_chain_of_near_problems_is_one_cluster_though_its_ends_are_far_apart():
    chain = [east_of(112, 37, m) for m in (0, 400, 800, 1200, 1701)]
    assert cluster_by_gap(chain, 401).tolist() == [0, 0, 0, 0, 1]


def test_the_gap_itself_still_joins():
    pair = [shapely.Point(112, 37), east_of(112, 37, 500)]
    assert cluster_by_gap(pair, 500.001).tolist() == [0, 0]
    assert cluster_by_gap(pair, 499.999).tolist() == [0, 1]


def test_labels_follow_the_first_members_and_missing_geometry_has_none():
    geoms = [
        shapely.Point(113, 37),
        None,
        shapely.Point(112, 37),
        shapely.Point(113.0001, 37),
        shapely.Point(),
    ]
    assert cluster_by_gap(geoms, 100).tolist() == [0, -1, 1, 0, -1]
    assert cluster_by_gap([], 100).tolist() == []
    assert cluster_by_gap([None], 100).tolist() == [-1]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**31), st.integers(2, 40), st.floats(10, 3000))
def test_clusters_are_those_of_single_linkage_by_every_pair(seed, count, gap):
    random = np.random.default_rng(seed)
    points = shapely.points(random.uniform([112, 37], [112.1, 37.1], (count, 2)))
    one, other = np.triu_indices(count, 1)
    near = gap_between(points[one], points[other]) <= gap
    expected = np.arange(count)
    for i, j in zip(one[near], other[near], strict=True):
        expected[expected == expected[j]] = expected[i]
    found = cluster_by_gap(points, gap)
    same_expected = expected[:, None] == expected
    np.testing.assert_array_equal(found[:, None] == found, same_expected)


def test_an_outline_holds_every_member_and_is_one_polygon():
    random = np.random.default_rng(3)
    points = list(shapely.points(random.uniform([112, 37], [112.02, 37.02], (30, 2))))
    members = [
        *points,
        shapely.box(112.03, 37, 112.04, 37.01),
        shapely.LineString([(112.02, 37.02), (112.03, 37.03)]),
    ]
    labels = cluster_by_gap(members, 600)
    outlines = merged_outline(members, labels, 600)
    assert len(outlines) == labels.max() + 1
    for label, outline in enumerate(outlines):
        assert outline.geom_type == "Polygon"
        assert outline.is_valid
        assert all(outline.covers(m) for m, own in zip(members, labels, strict=True) if own == label)
    assert (area_hm2(outlines) > 0).all()


def test_two_problems_at_the_gap_are_joined_by_a_narrow_connection():
    pair = [shapely.Point(112, 37), east_of(112, 37, 500)]
    outline = merged_outline(pair, cluster_by_gap(pair, 500.01), 500.01)[0]
    assert outline.geom_type == "Polygon"
    assert outline.covers(shapely.LineString(pair))
    assert area_hm2([outline])[0] < 500 * 250 / 1e4


def test_a_label_may_lack_members():
    outlines = merged_outline([shapely.Point(112, 37), None], np.array([1, -1]), 100)
    assert outlines[0] is None
    assert outlines[1].geom_type == "Polygon"
    assert len(merged_outline([], np.array([], dtype=int), 100)) == 0


def test_wrong_input_is_refused():
    with pytest.raises(InvalidDistanceError):
        cluster_by_gap([shapely.Point(112, 37)], float("nan"))
    with pytest.raises(LengthMismatchError):
        merged_outline([shapely.Point(112, 37)], np.array([0, 0]), 100)

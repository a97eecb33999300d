"""Areas and lengths are those on the ellipsoid."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely

from plugin.geometry.areas import area_hm2, length_m, overlap, relation
from plugin.geometry.errors import LengthMismatchError

GEOD = pyproj.Geod(a=6378137.0, rf=298.257222101)
SQUARE = shapely.box(112, 37, 112.01, 37.01)


def test_a_polygon_has_the_area_that_geographiclib_gives():
    expected = abs(GEOD.geometry_area_perimeter(SQUARE)[0]) / 1e4
    assert area_hm2([SQUARE])[0] == pytest.approx(expected, rel=1e-12)
    assert area_hm2([SQUARE.reverse()])[0] == pytest.approx(expected, rel=1e-12)


def test_holes_are_taken_off_and_parts_added():
    hole = shapely.box(112.004, 37.004, 112.006, 37.006)
    holed = shapely.difference(SQUARE, hole)
    whole, inner = area_hm2([SQUARE, hole])
    both = shapely.MultiPolygon([holed, shapely.box(113, 37, 113.01, 37.01)])
    np.testing.assert_allclose(area_hm2([holed, both]), [whole - inner, 2 * whole - inner], rtol=1e-9)


def test_points_lines_and_nothing_have_no_area():
    areas = area_hm2([shapely.Point(112, 37), shapely.LineString([(0, 0), (1, 1)]), None, shapely.Polygon()])
    assert areas.tolist() == [0, 0, 0, 0]


def test_a_bow_tie_has_the_area_of_both_halves():
    bow_tie = shapely.from_wkt("POLYGON ((112 37, 112.01 37.01, 112.01 37, 112 37.01, 112 37))")
    assert area_hm2([bow_tie])[0] == pytest.approx(area_hm2([SQUARE])[0] / 2, rel=1e-3)


def test_lengths_are_geodesic_and_part_by_part():
    lon, lat, _ = GEOD.fwd(112, 37, 30, 1000.0)
    line = shapely.LineString([(112, 37), (lon, lat)])
    two = shapely.MultiLineString([line, shapely.transform(line, lambda xy: xy + np.array([0.5, 0]))])
    np.testing.assert_allclose(
        length_m([line, two, None, shapely.Point(1, 1)]), [1000, 2000, 0, 0], rtol=1e-9
    )
    assert length_m([SQUARE])[0] == pytest.approx(abs(GEOD.geometry_length(SQUARE.exterior)), rel=1e-12)


def test_the_overlap_is_given_in_hm2_and_as_a_share():
    right = shapely.box(112.005, 37, 112.02, 37.01)
    area, share = overlap([SQUARE, SQUARE, SQUARE], [right, SQUARE, shapely.box(100, 30, 101, 31)])
    whole = area_hm2([SQUARE])[0]
    np.testing.assert_allclose(area, [whole / 2, whole, 0], rtol=1e-6)
    np.testing.assert_allclose(share, [0.5, 1, 0], rtol=1e-6)


def test_lines_overlap_by_length_and_points_by_place():
    line = shapely.LineString([(111.99, 37.005), (112.005, 37.005)])
    geoms = [line, shapely.Point(112.001, 37.001), shapely.Point(111, 37), None]
    area, share = overlap(geoms, [SQUARE] * 4)
    assert area.tolist() == [0, 0, 0, 0]
    np.testing.assert_allclose(share, [1 / 3, 1, 0, 0], rtol=1e-6)


def test_touching_polygons_have_no_common_area():
    area, share = overlap([SQUARE], [shapely.box(112.01, 37, 112.02, 37.01)])
    assert area[0] == share[0] == 0


def test_overlap_with_a_zone_of_mixed_parts_is_that_of_its_areas():
    mixed = shapely.GeometryCollection([SQUARE, shapely.Point(113, 37)])
    wide = shapely.box(111.995, 37, 112.005, 37.01)
    assert overlap([wide], [mixed])[1][0] == pytest.approx(0.5, rel=1e-6)


def test_a_relation_is_inside_touching_or_near():
    geoms = [
        shapely.Point(112.005, 37.005),
        shapely.box(111.99, 37, 112.005, 37.005),
        shapely.Point(113, 37),
        None,
    ]
    assert relation(geoms, [SQUARE] * 4).tolist() == ["inside", "touching", "near", "near"]


def test_nothing_in_gives_nothing_out():
    assert area_hm2([]).tolist() == length_m([]).tolist() == overlap([], [])[0].tolist() == []


def test_unequal_pairs_are_refused():
    with pytest.raises(LengthMismatchError):
        overlap([SQUARE], [])

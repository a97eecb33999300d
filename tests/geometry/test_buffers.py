"""Buffers hold their legal distance on the ellipsoid, whatever the input."""

from __future__ import annotations

import math

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.domain.progress import CancelledError
from plugin.geometry.areas import area_hm2
from plugin.geometry.buffers import metric_buffer
from plugin.geometry.errors import (
    InvalidDistanceError,
    InvalidToleranceError,
    LengthMismatchError,
    UnknownCrsError,
    UnsupportedExtentError,
)
from plugin.geometry.projection import local_projection

GEOD = pyproj.Geod(a=6378137.0, rf=298.257222101)
LONGITUDES = st.floats(73, 135)
LATITUDES = st.floats(18, 54)


def ground_line(lon: float, lat: float, azimuth: float, length_m: float) -> shapely.LineString:
    """Return a geodesic line, with a vertex every 500 m."""
    steps = max(int(length_m / 500), 1)
    lons, lats, _ = GEOD.fwd(
        [lon] * (steps + 1), [lat] * (steps + 1), [azimuth] * (steps + 1), np.linspace(0, length_m, steps + 1)
    )
    return shapely.linestrings(np.column_stack([lons, lats]))


def outline_distances(outline: shapely.Geometry, source: shapely.Geometry) -> np.ndarray:
    """Return the geodesic distance in metres from each outline vertex to the source.

    The nearest place is found in a local azimuthal equidistant projection, another than the code uses.
    """
    lon, lat = shapely.get_coordinates(source).mean(axis=0)
    plane = pyproj.Proj(f"+proj=aeqd +lon_0={lon} +lat_0={lat} +ellps=GRS80")

    def flat(geom: shapely.Geometry) -> shapely.Geometry:
        return shapely.transform(geom, lambda xy: np.column_stack(plane(xy[:, 0], xy[:, 1])))

    vertices = shapely.points(shapely.get_coordinates(flat(outline)))
    nearest = shapely.shortest_line(vertices, flat(source))
    ends = shapely.get_coordinates(nearest).reshape(-1, 2, 2)
    lon1, lat1 = plane(ends[:, 0, 0], ends[:, 0, 1], inverse=True)
    lon2, lat2 = plane(ends[:, 1, 0], ends[:, 1, 1], inverse=True)
    return np.asarray(GEOD.inv(lon1, lat1, lon2, lat2)[2])


def test_a_straight_railway_of_10_km_at_1000_m_covers_2314_16_hm2():
    """铁路安全管理条例第34条; acceptance case AT10."""
    railway = ground_line(112.0, 37.0, 30.0, 10_000.0)
    result = metric_buffer([railway], 1000.0)
    exact = 2 * 1000 * 10_000 / 1e4 + math.pi * 1000**2 / 1e4
    assert exact == pytest.approx(2314.16, abs=0.005)
    area = area_hm2(result.geometries)[0]
    assert exact * (1 - result.tolerance) < area < exact * (1 + 1e-5)
    finer = metric_buffer([railway], 1000.0, tolerance=1e-5)
    assert area_hm2(finer.geometries)[0] == pytest.approx(2314.16, abs=0.05)


def test_a_national_road_with_a_half_width_of_13_m_is_buffered_at_113_m():
    """公路安全保护条例第17条; acceptance case AT09: the distance counts from the edge of the road's land."""
    road = ground_line(110.9, 37.4, 90.0, 10_000.0)
    area = area_hm2(metric_buffer([road], 100.0 + 13.0).geometries)[0]
    assert area == pytest.approx((2 * 113 * 10_000 + math.pi * 113**2) / 1e4, rel=1e-3)


@settings(max_examples=25, deadline=None)
@given(LONGITUDES, LATITUDES, st.floats(0, 360), st.floats(1, 15_000), st.sampled_from([50.0, 300.0, 1000.0]))
def test_the_outline_of_a_line_anywhere_in_china_lies_at_the_legal_distance(
    lon, lat, azimuth, length, distance
):
    line = ground_line(lon, lat, azimuth, length)
    result = metric_buffer([line], distance)
    found = outline_distances(result.geometries[0], line)
    assert found.min() >= distance * (1 - result.tolerance)
    assert found.max() <= distance * (1 + 12e-6)


@settings(max_examples=15, deadline=None)
@given(LONGITUDES, LATITUDES, st.integers(0, 2**31))
def test_the_outline_of_a_winding_line_is_never_short(lon, lat, seed):
    random = np.random.default_rng(seed)
    turns = np.cumsum(random.normal(0, random.choice([0.3, 2.0]), 15))
    steps = random.choice([1.0, 30.0, 400.0], 15)[:, None] * 1e-5
    line = shapely.linestrings(
        np.array([lon, lat]) + np.cumsum(np.column_stack([np.cos(turns), np.sin(turns)]) * steps, axis=0)
    )
    result = metric_buffer([line], 200.0)
    dense = shapely.segmentize(result.geometries[0], 1e-4)
    assert outline_distances(dense, line).min() >= 200.0 * (1 - result.tolerance)


@pytest.mark.parametrize(
    "wkt",
    [
        "LINESTRING (0 1, -530 -327, -532 -325, -532 -323)",
        "LINESTRING (-20 22, 42 -477, 47 -481, 11 -471)",
        "LINESTRING (26 41, 29 43, 53 35, 26 41)",
    ],
)
def test_a_false_hole_that_geos_leaves_beside_a_short_segment_is_redrawn(wkt):
    """libgeos/geos#1217: at 1000 m GEOS 3.11 leaves holes as near as 23 m to these lines (plane metres)."""
    projection = local_projection((112.0, 37.0, 112.0, 37.0))
    northing = projection.forward_xy(112.0, 37.0)[1]
    plane = shapely.transform(shapely.from_wkt(wkt), lambda xy: xy + np.array([0, northing]))
    line = projection.inverse([plane])[0]
    outline = metric_buffer([line], 1000.0).geometries[0]
    dense = shapely.segmentize(outline, 1e-4)
    assert outline_distances(dense, line).min() >= 1000.0 * (1 - 0.001)
    assert not outline.geoms[0].interiors


def test_a_province_keeps_its_distances_at_both_edges():
    """One projection for 110–114.5° E: the edges are some 200 km from the middle meridian."""
    lines = [ground_line(lon, lat, 75.0, 8000.0) for lon in (110.0, 112.2, 114.4) for lat in (34.6, 40.6)]
    result = metric_buffer(lines, 1000.0)
    for outline, line in zip(result.geometries, lines, strict=True):
        found = outline_distances(outline, line)
        assert found.min() >= 1000 * (1 - result.tolerance)
        assert found.max() <= 1000 * (1 + 12e-6)


def test_each_feature_has_its_own_distance():
    points = shapely.points([[112.0, 37.0], [112.5, 37.0]])
    areas = area_hm2(metric_buffer(points, [100.0, 200.0]).geometries)
    np.testing.assert_allclose(areas, [math.pi, 4 * math.pi], rtol=1e-3)


def test_every_type_gives_a_valid_multipolygon():
    inputs = [
        "POINT Z (112 37 900)",
        "MULTIPOINT (112 37, 112.1 37.1)",
        "LINESTRING Z (112 37 1, 112.01 37.01 2)",
        "MULTILINESTRING ((112 37, 112.01 37.01), (112.02 37, 112.03 37.01))",
        "POLYGON ((112 37, 112.1 37, 112.1 37.1, 112 37.1, 112 37), "
        "(112.04 37.04, 112.06 37.04, 112.06 37.06, 112.04 37.04))",
        "MULTIPOLYGON (((112 37, 112.01 37, 112.01 37.01, 112 37)), "
        "((112.1 37, 112.11 37, 112.11 37.01, 112.1 37)))",
        "GEOMETRYCOLLECTION (POINT (112 37), "
        "LINESTRING (112 37, 112.1 37), POLYGON ((113 37, 113.1 37, 113.1 37.1, 113 37)))",
    ]
    result = metric_buffer(shapely.from_wkt(inputs), 500.0)
    assert {g.geom_type for g in result.geometries} == {"MultiPolygon"}
    assert shapely.is_valid(result.geometries).all()
    assert not shapely.has_z(result.geometries).any()
    assert result.repaired.clean


def test_hostile_input_is_repaired_and_reported():
    inputs = shapely.from_wkt(
        [
            "POLYGON ((112 37, 112.1 37.1, 112.1 37, 112 37.1, 112 37))",
            "LINESTRING (112 37, 112 37)",
            "LINESTRING (112 37, 112 37, 112.01 37, 112.01 37)",
            "POLYGON EMPTY",
            None,
            "POINT (112 37)",
        ]
    )
    result = metric_buffer(inputs, 100.0)
    assert [g is None for g in result.geometries] == [False, False, False, True, True, False]
    assert result.repaired.empty.tolist() == [3, 4]
    assert 0 in result.repaired.repaired
    assert "Self-intersection" in result.repaired.reasons[0]
    assert area_hm2(result.geometries[1:2])[0] == pytest.approx(math.pi, rel=1e-3)


def test_both_halves_of_a_bow_tie_are_buffered():
    bow_tie = shapely.from_wkt("POLYGON ((112 37, 112.1 37.1, 112.1 37, 112 37.1, 112 37))")
    buffered = metric_buffer([bow_tie], 50.0).geometries[0]
    assert shapely.contains_xy(buffered, [112.02, 112.08], [37.05, 37.05]).all()


def test_nothing_in_gives_nothing_out():
    assert len(metric_buffer([], 100.0).geometries) == 0
    assert metric_buffer([None], 100.0).geometries.tolist() == [None]
    assert len(metric_buffer([None], 100.0, dissolve=True).geometries) == 0


def test_a_distance_of_nought_leaves_polygons_as_they_are():
    square = shapely.box(112, 37, 112.01, 37.01)
    result = metric_buffer([square, shapely.Point(112, 37)], 0.0)
    assert area_hm2(result.geometries[:1])[0] == pytest.approx(area_hm2([square])[0], rel=1e-6)
    assert result.geometries[1] is None


def test_another_crs_gives_the_same_zone():
    """CGCS2000 3° zone with central meridian 111° E is EPSG:4546, and the zone-numbered 4525."""
    line = ground_line(110.9, 37.4, 45.0, 3000.0)
    plane = pyproj.Transformer.from_crs("EPSG:4490", "EPSG:4525", always_xy=True)
    projected = shapely.transform(line, lambda xy: np.column_stack(plane.transform(xy[:, 0], xy[:, 1])))
    own = metric_buffer([line], 1000.0).geometries[0]
    other = metric_buffer([projected], 1000.0, source_crs="EPSG:4525").geometries[0]
    assert area_hm2([shapely.symmetric_difference(own, other)])[0] < 1e-4


def test_dissolved_buffers_are_one_for_each_class_in_the_order_of_first_appearance():
    lines = [ground_line(112.0 + i * 0.005, 37.0, 90.0, 2000.0) for i in range(4)]
    result = metric_buffer(lines, 300.0, dissolve=True, classes=["road", "rail", "road", "rail"])
    assert result.classes.tolist() == ["road", "rail"]
    single = metric_buffer(lines, 300.0).geometries
    for merged, members in zip(result.geometries, (single[::2], single[1::2]), strict=True):
        union = shapely.union_all(members)
        assert area_hm2([shapely.symmetric_difference(merged, union)])[0] < area_hm2([union])[0] * 1e-5


def test_dissolving_separate_features_keeps_their_parts():
    points = shapely.points([[112.0, 37.0], [112.5, 37.0], [112.5001, 37.0]])
    merged = metric_buffer(points, 100.0, dissolve=True).geometries[0]
    assert merged.geom_type == "MultiPolygon"
    assert len(merged.geoms) == 2


def test_a_ring_road_keeps_its_hole_when_dissolved():
    angles = np.linspace(0, 2 * np.pi, 60)
    ring = shapely.linestrings(np.column_stack([112 + 0.1 * np.cos(angles), 37 + 0.08 * np.sin(angles)]))
    merged = metric_buffer([ring], 500.0, dissolve=True).geometries[0]
    assert len(merged.geoms) == 1
    assert len(merged.geoms[0].interiors) == 1
    assert not merged.contains(shapely.Point(112, 37))


@pytest.mark.parametrize("distance", [-1.0, float("nan"), float("inf")])
def test_a_distance_that_is_none_is_refused(distance):
    with pytest.raises(InvalidDistanceError, match="cannot be used"):
        metric_buffer([shapely.Point(112, 37)], distance)


@pytest.mark.parametrize("tolerance", [0.0, -0.1, 0.5, float("nan")])
def test_a_tolerance_that_cannot_be_kept_is_refused(tolerance):
    with pytest.raises(InvalidToleranceError):
        metric_buffer([shapely.Point(112, 37)], 100.0, tolerance=tolerance)


def test_parallel_arrays_of_unequal_length_are_refused():
    points = shapely.points([[112.0, 37.0], [112.5, 37.0]])
    with pytest.raises(LengthMismatchError, match="3 distances"):
        metric_buffer(points, [1.0, 2.0, 3.0])
    with pytest.raises(LengthMismatchError, match="1 classes"):
        metric_buffer(points, 1.0, dissolve=True, classes=["road"])


def test_an_unknown_crs_is_named():
    with pytest.raises(UnknownCrsError, match="EPSG:999999"):
        metric_buffer([shapely.Point(112, 37)], 100.0, source_crs="EPSG:999999")


@pytest.mark.parametrize(
    "wkt", ["POINT (0 89)", "LINESTRING (-179 50, 179 50)", "POINT (500000 4100000)", "POINT (112 -95)"]
)
def test_places_where_distances_cannot_be_drawn_are_refused(wkt):
    with pytest.raises(UnsupportedExtentError):
        metric_buffer([shapely.from_wkt(wkt)], 100.0)


def test_progress_is_told_and_a_cancelled_buffer_stops():
    points = shapely.points(np.column_stack([np.linspace(111, 112, 3000), np.full(3000, 37.0)]))
    told: list[float] = []
    metric_buffer(points, 10.0, progress=told.append)
    assert told == sorted(told)
    assert 0 < told[-1] <= 1
    with pytest.raises(CancelledError):
        metric_buffer(points, 10.0, cancelled=lambda: True)

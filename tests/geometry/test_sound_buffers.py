"""Planar buffers keep their tolerance, where GEOS alone would not."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from plugin.geometry.line_pieces import chopped, joined_end_to_end
from plugin.geometry.offset_curves import winds
from plugin.geometry.parallel import even_slices
from plugin.geometry.sound_buffers import quad_segs_for, sound_buffer


def jagged(seed: int, *, count: int, radius: float) -> shapely.Polygon:
    """Return a polygon with a rough outline, in metres."""
    random = np.random.default_rng(seed)
    k = np.arange(1, count // 2)
    waves = 0.3 * k**-1.15 * np.exp(1j * random.uniform(0, 2 * np.pi, len(k))) * count / 2
    reach = radius * (1 + np.clip(np.fft.irfft(np.concatenate([[0], waves]), count), -0.7, 3))
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    polygon = shapely.make_valid(
        shapely.Polygon(np.column_stack([reach * np.cos(angle), reach * np.sin(angle)]))
    )
    return max(shapely.get_parts(polygon), key=lambda p: p.area)


@pytest.mark.parametrize("tolerance", [0.01, 0.001, 0.0001])
def test_a_turn_of_any_angle_keeps_the_tolerance(tolerance):
    """GEOS rounds a turn to whole segments: a chord may span one and a half of them."""
    angles = np.linspace(0.001, 3.1, 300)
    lines = [shapely.LineString([(-5e3, 0), (0, 0), (5e3 * np.cos(a), 5e3 * np.sin(a))]) for a in angles]
    buffers = sound_buffer(np.array(lines), np.full(300, 1000.0), tolerance=tolerance)
    assert (shapely.distance(shapely.boundary(buffers), lines) >= 1000 * (1 - tolerance)).all()


def test_the_design_value_of_the_default_tolerance():
    assert quad_segs_for(0.001) == 27


def test_detailed_polygons_are_buffered_within_the_tolerance():
    polygons = np.array([jagged(seed, count=700, radius=2500.0) for seed in range(3)])
    radius = np.full(3, 1000.0)
    assert winds(polygons, radius).all()
    buffers = sound_buffer(polygons, radius, tolerance=0.001)
    assert (shapely.distance(shapely.boundary(buffers), polygons) >= 999.0).all()
    for outline, polygon in zip(buffers, polygons, strict=True):
        away = shapely.distance(shapely.points(shapely.get_coordinates(outline)), polygon)
        assert away.max() <= 1000.0 * (1 + 1e-6)
    exact = shapely.buffer(polygons, 1000.0, quad_segs=64)
    np.testing.assert_allclose(shapely.area(buffers), shapely.area(exact), rtol=5e-4)


def test_a_line_is_cut_beside_its_short_sides_and_nowhere_else():
    degrees = shapely.LineString(
        [(112, 37), (112.01, 37), (112.02, 37.001), (112.020001, 37.001), (112.03, 37)]
    )
    cut = chopped(np.array([degrees, shapely.Point(112, 37)], dtype=object), np.array([1000.0, 1000.0]))
    assert shapely.get_num_coordinates(cut.pieces).tolist() == [3, 2, 2, 1]
    assert cut.owner.tolist() == [0, 0, 0, 1]
    assert not cut.risky.any()
    assert shapely.union_all(cut.pieces[:3]).length == pytest.approx(degrees.length)


def test_a_line_of_short_sides_stays_whole_and_is_marked():
    line = shapely.linestrings(np.column_stack([112 + np.arange(40) * 1e-5, np.full(40, 37.0)]))
    assert chopped(np.array([line]), np.array([1000.0])).risky.tolist() == [True]
    everywhere = chopped(np.array([line]), np.array([1000.0]), everywhere=True)
    assert len(everywhere.pieces) == 39
    assert not everywhere.risky.any()


def test_joined_lines_remember_a_line_that_they_came_from():
    lines = shapely.from_wkt(
        [
            "LINESTRING (112.2 37, 112.3 37)",
            "LINESTRING (112 37, 112.1 37)",
            "POINT (113 37)",
            "LINESTRING (112.2 37, 112.1 37)",
            "LINESTRING (114 37, 114 37)",
            "LINESTRING (112.3 37, 112.4 37)",
        ]
    )
    joined, reach, origin = joined_end_to_end(lines, np.array([10.0, 10.0, 10.0, 10.0, 10.0, 20.0]))
    assert shapely.get_num_coordinates(joined).tolist() == [1, 1, 4, 2]
    assert reach.tolist() == [10.0, 10.0, 10.0, 20.0]
    assert origin[:2].tolist() == [2, 4]
    assert origin[2] in (0, 1)
    assert origin[3] == 5


def test_work_is_cut_evenly_by_its_size():
    assert even_slices(np.array([5, 5, 5, 50, 1, 1]), 10) == [slice(0, 1), slice(1, 3), slice(3, 6)]
    assert even_slices(np.array([], dtype=int), 10) == []

"""Curves that a rolling disc draws enclose the buffer: nowhere short or long, no hole lost."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.geometry import rolling_disc
from plugin.geometry.offset_curves import chords_in_a_quarter, joint_outline, rolled_buffer, winds
from plugin.geometry.rolling_disc import corners_of, touched
from plugin.geometry.stitching import each_ring

SHORTNESS = (0.00096, 0.0096, 0.000096)


def way(random: np.random.Generator, count: int) -> np.ndarray:
    """Return positions of a line in metres, from a railway to a scribble."""
    turns = np.cumsum(random.normal(0, random.choice([0.02, 0.1, 0.3, 1.0, 2.5]), count))
    sides = 10 ** random.uniform(-1, 2.5) * random.lognormal(0, random.choice([0.1, 0.5, 1.5]), (count, 1))
    steps = np.column_stack([np.cos(turns), np.sin(turns)]) * sides
    return np.cumsum(steps, axis=0) + np.array([1e5, 4e6])


def anything(random: np.random.Generator) -> shapely.Geometry:
    """Return a line, several lines, or the largest polygon of what a way encloses."""
    kind = random.integers(3)
    if kind == 0:
        return shapely.LineString(way(random, int(random.integers(2, 200))))
    if kind == 1:
        return shapely.MultiLineString([way(random, 20) for _ in range(3)])
    parts = shapely.get_parts(shapely.make_valid(shapely.Polygon(way(random, int(random.integers(4, 200))))))
    areal = parts[shapely.get_dimensions(parts) == 2]
    return max(areal, key=lambda p: p.area) if len(areal) else shapely.Point(1e5, 4e6)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from(SHORTNESS))
def test_a_rolled_buffer_is_never_short_never_long_and_fills_no_hole(seed, shortness):
    random = np.random.default_rng(seed)
    source, radius = anything(random), 10 ** random.uniform(1, 3.3)
    (outline,), _ = rolled_buffer(np.array([source]), np.array([radius]), shortness=shortness)
    floor = radius * (1 - shortness) * (1 - 1e-7)
    assert outline.is_valid
    assert shapely.distance(source, outline.boundary) >= floor
    west, south, east, north = outline.bounds
    xy = np.column_stack([random.uniform(west, east, 100), random.uniform(south, north, 100)])
    away = shapely.distance(shapely.points(xy), source)
    inside = shapely.contains_xy(outline, xy)
    assert inside[away < floor].all()
    assert not inside[away > radius * (1 + 1e-6)].any()
    corners = shapely.points(shapely.get_coordinates(outline))
    assert shapely.distance(corners, source).max() <= radius * (1 + 1e-6)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**31), st.integers(0, 4))
def test_the_outline_does_not_depend_on_how_far_the_disc_has_rolled(seed, passes):
    """Each pass leaves a curve of the same buffer, loops and all."""
    random = np.random.default_rng(seed)
    line, radius = np.array([shapely.LineString(way(random, 60))]), np.array([10 ** random.uniform(1, 3.3)])
    (whole,), _ = rolled_buffer(line, radius, shortness=0.001)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rolling_disc, "_MOST_PASSES", passes)
        (part,), _ = rolled_buffer(line, radius, shortness=0.001)
    assert shapely.distance(part.boundary, line[0]) >= radius[0] * (1 - 0.001 - 1e-7)
    assert shapely.symmetric_difference(whole, part).area <= 0.002 * radius[0] * whole.length


def test_a_disc_touches_no_corner_of_a_bay_that_is_too_narrow_for_it():
    bay = shapely.Polygon(
        [(0, 0), (0, 50), (40, 50), (45, 20), (50, 15), (55, 20), (60, 50), (100, 50), (100, 0)]
    )
    xy = shapely.get_coordinates(bay.exterior)[:-1]
    z = xy[:, 0] + 1j * xy[:, 1]
    for radius, seen in ((2.0, 9), (50.0, 6)):
        corners = touched(corners_of(z, np.zeros(9, dtype=np.intp), np.array([radius])), smallest_step=1e-6)
        assert len(corners.z) == seen
    assert corners.bridged[corners.z == 40 + 50j].all()


def test_a_bay_with_a_wide_inside_keeps_its_hole():
    """The disc of 20 m does not pass the mouth of 30 m, but fits into the bay of 100 m."""
    bay = (
        shapely.box(0, 0, 300, 300)
        .difference(shapely.box(100, 100, 200, 200))
        .difference(shapely.box(135, 150, 165, 300))
    )
    (outline,), _ = rolled_buffer(np.array([bay]), np.array([20.0]), shortness=0.001)
    assert len(outline.interiors) == 1
    assert shapely.Polygon(outline.interiors[0]).area == pytest.approx(60 * 60, rel=0.05)


def test_holes_of_polygons_shrink_and_vanish():
    frame = shapely.box(0, 0, 300, 300).difference(shapely.box(100, 100, 200, 200))
    buffers, _ = rolled_buffer(np.array([frame, frame]), np.array([20.0, 60.0]), shortness=0.001)
    assert [len(b.interiors) for b in buffers] == [1, 0]
    assert shapely.Polygon(buffers[0].interiors[0]).area == pytest.approx(60 * 60)


def test_points_lines_and_polygons_are_drawn_together():
    parts = np.array(
        [
            shapely.Point(0, 0),
            shapely.LineString([(30, 0), (40, 0), (30, 0.001), (45, 5)]),
            shapely.box(60, 60, 80, 80),
            shapely.LineString([(200, 0), (200, 0)]),
        ]
    )
    rings, _ = joint_outline(parts, np.full(4, 20.0), shortness=0.0001)
    joint = shapely.multipolygons([shapely.Polygon(ring) for ring in each_ring(rings)])
    exact = shapely.buffer(shapely.geometrycollections(parts), 20.0, quad_segs=200)
    assert len(joint.geoms) == 3
    assert shapely.symmetric_difference(joint, exact).area <= 2e-4 * exact.area


def test_straight_roads_are_left_to_geos_and_winding_rivers_and_jagged_shores_are_not():
    east = np.arange(0, 3000, 60.0)
    road = shapely.linestrings(np.column_stack([east, np.sin(east / 500) * 100]))
    river = shapely.linestrings(np.column_stack([east, np.sin(east / 60) * 60]))
    shapes = np.array([road, river, shapely.box(0, 0, 10, 10), shapely.Point(0, 0)])
    assert winds(shapes, np.full(4, 500.0)).tolist() == [False, True, False, False]


def test_repeated_positions_make_no_corners():
    z = np.array([0, 0, 1, 1 + 1j, 1j, 0, 5, 6, 6 + 1j, 5])
    corners = corners_of(z, np.array([0] * 6 + [1] * 4), np.array([1.0, 2.0]))
    assert corners.z.tolist() == [0, 1, 1 + 1j, 1j, 5, 6, 6 + 1j]
    assert corners.ring.tolist() == [0, 0, 0, 0, 1, 1, 1]
    assert corners.after.tolist() == [1, 2, 3, 0, 5, 6, 4]


def test_the_design_value_of_geos_arcs():
    assert chords_in_a_quarter(0.00096) == 27

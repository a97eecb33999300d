"""Rings cut at the edges of tiles, put together again, and taken to degrees."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.geometry.degree_rings import fitted, rings_in_degrees
from plugin.geometry.multipolygons import multipolygon
from plugin.geometry.projection import fresh_projection
from plugin.geometry.stitching import each_ring, stitched
from plugin.geometry.tile_outlines import Rings, bounds_of, clipped, rings_of, signed_areas
from plugin.geometry.tiles import TileGrid

BOX = np.array([0.0, 0.0, 10.0, 10.0])


def spots(seed: int, count: int) -> shapely.Geometry:
    """Return the union of discs and rings strewn over and around a square of 30."""
    random = np.random.default_rng(seed)
    discs = shapely.buffer(shapely.points(random.uniform(-2, 32, (count, 2))), random.uniform(0.2, 4, count))
    rings = shapely.difference(discs, shapely.buffer(shapely.centroid(discs), 0.15))
    return shapely.union_all(rings)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 60))
def test_what_is_cut_at_tiles_and_sewn_together_is_what_it_was(seed, count):
    grid = TileGrid(np.array([-7.3, 0.1, 10.2, 20.7, 40.0]), np.array([-8.1, 3.3, 17.9, 44.0]))
    whole = spots(seed, count)
    outlines = [clipped(rings_of(shapely.get_parts(whole)), box) for box in grid.boxes()]
    sewn = stitched(outlines, np.arange(len(outlines)), grid, snap=1e-9)
    assert sewn.is_valid
    assert shapely.symmetric_difference(sewn, whole).area <= 1e-9
    assert len(sewn.geoms) == shapely.get_num_geometries(whole)
    assert outlines == [], "memory is given back as soon as it can be"


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31))
def test_chains_run_along_the_outline_inside_the_box_and_end_on_its_edges(seed):
    polygons = shapely.get_parts(shapely.transform(spots(seed, 20), lambda xy: xy - 10))
    found = clipped(rings_of(polygons), BOX)
    chains = Rings(found.xy, found.size)
    ends = found.xy[np.concatenate([chains.start, chains.start + chains.size - 1])]
    assert np.isin(ends, [0.0, 10.0]).any(axis=1).all()
    lines = [shapely.linestrings(xy) for xy in [*each_ring(chains), *each_ring(found.rings)]]
    inside = shapely.clip_by_rect(shapely.boundary(shapely.union_all(polygons)), *BOX)
    assert shapely.length(lines).sum() == pytest.approx(shapely.length(inside), rel=1e-9)


def test_a_side_that_only_passes_through_a_tile_is_a_chain_of_its_own():
    found = clipped(rings_of(np.array([shapely.Polygon([(-5, 2), (20, 2), (20, 8), (-5, 8)])])), BOX)
    assert found.size.tolist() == [2, 2]
    assert sorted(map(tuple, found.xy)) == [(0.0, 2.0), (0.0, 8.0), (10.0, 2.0), (10.0, 8.0)]


def test_a_ring_that_touches_the_edge_in_one_position_stays_a_ring():
    found = clipped(rings_of(np.array([shapely.Polygon([(10, 5), (8, 6), (8, 4)])])), BOX)
    assert found.rings.size.tolist() == [4]
    assert len(found.size) == 0


def test_rings_have_the_inside_of_their_polygon_on_their_left():
    frame = shapely.box(0, 0, 9, 9).difference(shapely.box(3, 3, 6, 6))
    rings = rings_of(np.array([frame, shapely.reverse(frame)]))
    assert signed_areas(rings).tolist() == [81.0, -9.0, 81.0, -9.0]
    assert signed_areas(rings_of(np.empty(0, dtype=object))).tolist() == []


def test_holes_go_to_the_smallest_shell_around_them():
    corners = [(0, 100), (10, 90), (20, 80), (30, 70), (200, 210)]
    squares = [shapely.box(low, low, high, high) for low, high in corners]
    rings = rings_of(np.array(squares))
    listed = [[xy] if k in (0, 2, 4) else [xy[:1:-1], xy[1::-1]] for k, xy in enumerate(each_ring(rings))]
    area = np.where([True, False, True, False, True], 1, -1) * signed_areas(rings)
    made = multipolygon(listed, area, bounds_of(rings))
    assert made.is_valid
    assert sorted(p.area for p in made.geoms) == [100.0, 60.0**2 - 40.0**2, 100.0**2 - 80.0**2]


def test_no_rings_make_an_empty_multipolygon():
    assert multipolygon([], np.zeros(0), np.zeros((0, 4))).is_empty


@settings(max_examples=40, deadline=None)
@given(st.floats(74, 134), st.floats(18, 54), st.floats(500, 25_000))
def test_degrees_by_polynomial_are_those_of_proj_to_a_millimetre(lon, lat, half_m):
    projection = fresh_projection(lon)
    north = float(projection.forward_xy(lon, lat)[1])
    bounds = np.array([-half_m, north - half_m, half_m, north + half_m])
    fit = fitted(projection, bounds)
    assert fit is not None
    xy = np.random.default_rng(1).uniform(bounds[:2], bounds[2:], (500, 2))
    off_deg = np.abs(fit.degrees(xy) - np.column_stack(projection.inverse_xy(*xy.T)))
    assert off_deg.max() <= 1e-3 / 111_320


def test_where_a_polynomial_is_not_exact_proj_is_asked():
    projection = fresh_projection(112.0)
    wide = np.array([-2e6, 3e6, 2e6, 7e6])
    assert fitted(projection, wide) is None
    rings = rings_of(np.array([shapely.box(*wide)]))
    moved = rings_in_degrees(rings, projection, 1e9)
    np.testing.assert_allclose(moved.xy, np.column_stack(projection.inverse_xy(*rings.xy.T)))


def test_long_sides_get_positions_in_between_and_short_ones_do_not():
    projection = fresh_projection(112.0)
    rings = rings_of(np.array([shapely.box(-2000, 4_000_000, 2000, 4_000_100)]))
    moved = rings_in_degrees(rings, projection, 0.01)
    steps = np.diff(moved.xy, axis=0) * 111_320 * [np.cos(np.radians(36.13)), 1]
    assert len(moved.xy) == moved.size.sum() == 13
    assert np.hypot(*steps.T).max() < 850
    assert len(rings_in_degrees(rings, projection, 1.0).xy) == 5

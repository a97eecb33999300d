"""Dissolving tile by tile gives what a union of single buffers gives."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.geometry import dissolve, networks
from plugin.geometry.buffers import metric_buffer
from plugin.geometry.dissolve import dissolved
from plugin.geometry.projection import local_projection
from plugin.geometry.stitching import stitched
from plugin.geometry.tile_outlines import clipped, rings_of
from plugin.geometry.tiles import TileGrid, grid_over


@pytest.fixture
def small_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make tiles so small that a handful of lines fills many."""
    monkeypatch.setattr(networks, "VERTICES_PER_TILE", 40)
    monkeypatch.setattr(networks, "TILE_PER_RADIUS", 2.5)
    monkeypatch.setattr(dissolve, "VERTICES_PER_TILE", 400)
    monkeypatch.setattr(dissolve, "SMALLEST_TILE_M", 300.0)


def network(seed: int, *, count: int, sides: int, side_m: float, wiggle: float) -> np.ndarray:
    """Return winding lines near 112° E, 37° N, within some 6 km."""
    random = np.random.default_rng(seed)
    heading = random.uniform(0, 2 * np.pi, (count, 1)) + np.cumsum(
        random.normal(0, wiggle, (count, sides)), 1
    )
    steps = np.stack([np.cos(heading) * 1.25, np.sin(heading)], axis=-1) * side_m / 111_320
    start = random.uniform([112, 37], [112.06, 37.05], (count, 1, 2))
    return np.asarray(shapely.linestrings(start + np.cumsum(steps, axis=1)))


def plane(geoms: np.ndarray) -> np.ndarray:
    """Return the geometries in metres on the meridian of 112° E."""
    return local_projection((112.0, 37.0, 112.0, 37.0)).forward(geoms)


@pytest.mark.usefixtures("small_tiles")
@pytest.mark.parametrize(
    ("side_m", "wiggle", "distance"),
    [
        (60.0, 0.25, 100.0),
        (60.0, 0.25, 300.0),
        (200.0, 0.1, 50.0),
        (25.0, 0.9, 100.0),
        (10.0, 2.0, 200.0),
        (60.0, 0.3, 1000.0),
    ],
)
@pytest.mark.parametrize("seed", [1, 2])
def test_tiles_sewn_together_equal_the_union_of_single_buffers(seed, side_m, wiggle, distance):
    lines = network(seed, count=60, sides=25, side_m=side_m, wiggle=wiggle)
    merged = metric_buffer(lines, distance, dissolve=True).geometries[0]
    union = shapely.union_all(metric_buffer(lines, distance).geometries)
    assert merged.is_valid
    difference = shapely.area(plane([shapely.symmetric_difference(merged, union)]))[0]
    assert difference <= 1e-4 * shapely.area(plane([union]))[0]
    assert len(merged.geoms) == shapely.get_num_geometries(union)
    nearest = shapely.distance(plane([merged.boundary])[0], shapely.multilinestrings(plane(lines)))
    assert nearest >= distance * (1 - 0.001)


@pytest.mark.usefixtures("small_tiles")
@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from([5.0, 40.0, 400.0]), st.sampled_from([0.2, 1.0, 3.0]))
def test_a_dissolved_network_is_never_short(seed, side_m, wiggle):
    lines = network(seed, count=12, sides=12, side_m=side_m, wiggle=wiggle)
    merged = metric_buffer(lines, 150.0, dissolve=True).geometries[0]
    assert merged.is_valid
    assert shapely.covers(merged, shapely.multilinestrings(lines))
    nearest = shapely.distance(plane([merged.boundary])[0], shapely.multilinestrings(plane(lines)))
    assert nearest >= 150.0 * (1 - 0.001)


@pytest.mark.usefixtures("small_tiles")
def test_lines_of_several_distances_and_points_are_drawn_together():
    lines = network(5, count=40, sides=20, side_m=60.0, wiggle=0.2)
    geoms = np.concatenate(
        [lines, shapely.points(np.random.default_rng(1).uniform([112, 37], [112.06, 37.05], (30, 2)))]
    )
    distances = np.where(np.arange(70) % 2, 100.0, 113.0)
    merged = metric_buffer(geoms, distances, dissolve=True).geometries[0]
    union = shapely.union_all(metric_buffer(geoms, distances).geometries)
    assert shapely.symmetric_difference(merged, union).area <= 1e-4 * union.area


def test_lines_that_meet_end_to_end_are_drawn_as_one_and_lines_without_length_as_points():
    whole = network(3, count=1, sides=40, side_m=60.0, wiggle=0.2)[0]
    xy = shapely.get_coordinates(whole)
    parts = [shapely.linestrings(xy[begin : begin + 11]) for begin in (0, 10, 20, 30)]
    still = shapely.linestrings([[112.2, 37.0], [112.2, 37.0]])
    merged = metric_buffer([parts[0], parts[2].reverse(), still, parts[1], parts[3]], 100.0, dissolve=True)
    alone = metric_buffer([whole, shapely.Point(112.2, 37.0)], 100.0, dissolve=True)
    assert shapely.get_num_coordinates(merged.geometries) == shapely.get_num_coordinates(alone.geometries)
    assert shapely.equals_exact(merged.geometries[0].normalize(), alone.geometries[0].normalize(), 1e-9)


@pytest.mark.usefixtures("small_tiles")
def test_polygons_and_their_holes_are_merged_over_tile_edges():
    outer = shapely.Point(112.03, 37.03).buffer(0.03)
    ring = shapely.difference(outer, shapely.Point(112.03, 37.03).buffer(0.02))
    squares = [shapely.box(x, 37.03, x + 0.004, 37.034) for x in np.arange(112.0, 112.06, 0.006)]
    merged = metric_buffer([ring, *squares], 60.0, dissolve=True).geometries[0]
    union = shapely.union_all(metric_buffer([ring, *squares], 60.0).geometries)
    assert shapely.symmetric_difference(merged, union).area <= 1e-5 * union.area
    assert len(merged.geoms) == shapely.get_num_geometries(union)
    holes = [sorted(len(g.interiors) for g in shapely.get_parts(geom)) for geom in (merged, union)]
    assert holes[0] == holes[1]


@pytest.mark.usefixtures("small_tiles")
@pytest.mark.parametrize("distance", [40.0, 150.0, 400.0])
def test_small_polygons_lines_and_points_are_drawn_together(distance):
    random = np.random.default_rng(9)
    places = random.uniform([112, 37], [112.06, 37.05], (25, 2))
    blocks = shapely.buffer(shapely.points(places), random.uniform(0.001, 0.004, 25), quad_segs=3)
    courts = shapely.difference(blocks, shapely.buffer(shapely.points(places), 0.0008, quad_segs=2))
    geoms = np.concatenate([courts, network(7, count=20, sides=20, side_m=60.0, wiggle=0.4)])
    geoms = np.concatenate([geoms, shapely.points(random.uniform([112, 37], [112.06, 37.05], (9, 2)))])
    merged = metric_buffer(geoms, distance, dissolve=True).geometries[0]
    union = shapely.union_all(metric_buffer(geoms, distance).geometries)
    assert merged.is_valid
    assert shapely.symmetric_difference(merged, union).area <= 2e-4 * union.area
    assert len(merged.geoms) == shapely.get_num_geometries(union)
    holes = [sum(len(g.interiors) for g in shapely.get_parts(geom)) for geom in (merged, union)]
    assert holes[0] == holes[1]
    nearest = shapely.distance(plane([merged.boundary])[0], shapely.geometrycollections(plane(geoms)))
    assert nearest >= distance * (1 - 0.001)


def test_dissolving_nothing_gives_nothing():
    assert dissolved(np.empty(0, dtype=object)).is_empty


GRID = TileGrid(np.array([0.0, 10.0, 20.0]), np.array([0.0, 10.0]))


def sewn(
    left: list[shapely.Polygon], right: list[shapely.Polygon], *, snap: float = 0.1
) -> np.ndarray | None:
    """Return what two neighbouring tiles of 10 × 10 make together."""
    boxes = GRID.boxes()
    parts = [
        clipped(rings_of(np.array(p, dtype=object)), b) for p, b in zip((left, right), boxes, strict=True)
    ]
    whole = stitched(parts, np.array([0, 1]), GRID, snap=snap)
    return None if whole is None else shapely.get_parts(whole)


def test_two_halves_make_one():
    (whole,) = sewn([shapely.box(5, 4, 10, 6)], [shapely.box(10, 4, 15, 6)])
    assert whole.equals(shapely.box(5, 4, 15, 6))


def test_halves_that_miss_one_another_by_a_little_are_joined():
    (whole,) = sewn([shapely.box(5, 4, 10, 6)], [shapely.box(10, 4.01, 15, 6.02)])
    assert whole.is_valid
    assert whole.area == pytest.approx(10 + 5 * 2.01)


def test_what_one_tile_alone_reaches_is_closed_along_the_edge():
    left, right = sewn([shapely.box(5, 4, 10, 6), shapely.box(7, 8, 10, 9)], [shapely.box(10, 4, 15, 6)])
    assert sorted((left.area, right.area)) == [3.0, 20.0]


def test_a_gap_that_one_tile_alone_has_is_closed_along_the_edge():
    notched = [shapely.box(5, 2, 10, 8).difference(shapely.box(8, 4, 10, 6))]
    (whole,) = sewn(notched, [shapely.box(10, 2, 15, 8)])
    assert whole.is_valid
    assert whole.area == 30 - 4 + 30


def test_a_hole_over_the_edge_stays_a_hole():
    left = shapely.box(2, 2, 10, 8).difference(shapely.box(8, 4, 10, 6))
    right = shapely.box(10, 2, 18, 8).difference(shapely.box(10, 4, 12, 6))
    (whole,) = sewn([left], [right])
    assert len(whole.interiors) == 1
    assert whole.area == 16 * 6 - 8


def test_an_island_in_a_hole_is_its_own_polygon():
    frame = shapely.box(2, 1, 9, 9).difference(shapely.box(3, 2, 8, 8))
    parts = sewn([frame, shapely.box(4, 4, 6, 6)], [])
    assert sorted(p.area for p in parts) == [4.0, 56.0 - 30.0]


def test_a_tile_that_is_covered_wholly_adds_no_outline():
    grid = TileGrid(np.array([0.0, 10.0, 20.0, 30.0]), np.array([0.0, 10.0, 20.0, 30.0]))
    disc = shapely.Point(15.1, 15.2).buffer(9, quad_segs=32)
    tiles = [np.array([shapely.clip_by_rect(disc, *box)]) for box in grid.boxes()]
    outlines = [clipped(rings_of(t), box) for t, box in zip(tiles, grid.boxes(), strict=True)]
    (whole,) = stitched(outlines, np.arange(9), grid, snap=1e-6).geoms
    assert whole.is_valid
    assert whole.area == pytest.approx(disc.area, rel=1e-12)


def test_a_grid_covers_its_bounds_whatever_they_are():
    for bounds in ((0, 0, 1, 1), (0, 0, 100_000, 10), (5, 5, 5, 5), (-3e5, 3.9e6, 2e5, 4.5e6)):
        grid = grid_over(np.array(bounds, dtype=float), 50, smallest_m=10.0)
        assert grid.x[0] < bounds[0] <= bounds[2] < grid.x[-1]
        assert grid.y[0] < bounds[1] <= bounds[3] < grid.y[-1]


def test_polygons_that_share_a_border_are_merged_without_slits():
    x, y = np.linspace(112, 112.06, 4), np.linspace(37, 37.06, 4)
    squares = [shapely.box(x[i], y[k], x[i + 1], y[k + 1]) for i in range(3) for k in range(3)]
    (whole,) = metric_buffer(squares, 0.0, dissolve=True).geometries[0].geoms
    assert len(whole.interiors) == 0
    assert whole.area == pytest.approx(0.06 * 0.06, rel=1e-6)

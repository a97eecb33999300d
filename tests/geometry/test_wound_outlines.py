"""What closed curves wind around, found from their crossings, is what GEOS draws of them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.geometry import side_crossings
from plugin.geometry.multipolygons import multipolygon
from plugin.geometry.offset_curves import offset_curves
from plugin.geometry.side_crossings import Curves, crossings_of, runs_of
from plugin.geometry.stitching import each_ring
from plugin.geometry.tile_outlines import Rings, bounds_of, rings_of, signed_areas
from plugin.geometry.wound_outlines import outline_of


def clockwise(*polygons: shapely.Polygon) -> Rings:
    """Return the rings of polygons, shells clockwise and holes the other way."""
    rings = rings_of(np.array(polygons, dtype=object))
    return Rings(rings.xy[::-1], rings.size[::-1])


def area_of(rings: Rings) -> shapely.MultiPolygon:
    """Return what rings enclose; it is valid as it is."""
    found = multipolygon([[ring] for ring in each_ring(rings)], signed_areas(rings), bounds_of(rings))
    assert found.is_valid
    return found


def tangle(random: np.random.Generator, lines: int) -> tuple[np.ndarray, float]:
    """Return winding lines that cross one another, and a radius to draw their curves at."""
    ways = []
    for _ in range(lines):
        turns = np.cumsum(random.normal(0, random.choice([0.1, 0.4, 1.5]), 40))
        steps = np.column_stack([np.cos(turns), np.sin(turns)]) * random.lognormal(3, 0.5, (40, 1))
        ways.append(np.cumsum(steps, axis=0) + random.uniform(0, 800, 2) + [2e5, 4e6])
    return np.array([shapely.LineString(way) for way in ways]), 10 ** random.uniform(0.5, 2.5)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 12))
def test_curves_of_winding_lines_enclose_what_geos_draws(seed: int, lines: int) -> None:
    ways, radius = tangle(np.random.default_rng(seed), lines)
    curves = offset_curves(ways, np.full(lines, radius), shortness=0.001).rings
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(side_crossings, "_MOST_SHARED", 1e9)
        outline = outline_of(curves)
    assert outline is not None
    polygons = shapely.polygons([shapely.LinearRing(ring) for ring in each_ring(curves)])
    drawn = shapely.buffer(shapely.multipolygons(polygons), 0.0)
    found = area_of(outline)
    assert found.symmetric_difference(drawn).area <= 1e-5 * drawn.area
    assert signed_areas(outline).sum() == pytest.approx(drawn.area, rel=1e-5)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 8))
def test_every_crossing_is_found_once(seed: int, lines: int) -> None:
    ways, radius = tangle(np.random.default_rng(seed), lines)
    rings = offset_curves(ways, np.full(lines, radius), shortness=0.01).rings
    x, y = rings.xy.T - rings.xy.mean(axis=0)[:, None]
    curves = Curves(x, y, rings.size)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(side_crossings, "_MOST_SHARED", 1e9)
        found = crossings_of(curves, runs_of(curves))
    assert found is not None
    sides = np.setdiff1d(np.arange(len(x)), curves.first + curves.size - 1)
    ends = np.stack([np.column_stack([x, y])[sides], np.column_stack([x, y])[sides + 1]], axis=1)
    lines_of = shapely.linestrings(ends)
    a, b = shapely.STRtree(lines_of).query(lines_of, predicate="crosses")
    crossing = set(zip(sides[a[a < b]].tolist(), sides[b[a < b]].tolist(), strict=True))
    pairs = np.sort(np.stack([found.side, found.other], axis=1), axis=1)
    assert set(map(tuple, pairs.tolist())) == crossing
    assert len(pairs) == len(crossing)


SQUARE = shapely.box(0, 0, 100, 100)


@pytest.mark.parametrize(
    ("polygons", "enclosed", "rings"),
    [
        ([SQUARE], 10_000, 1),
        ([SQUARE, shapely.box(300, 0, 400, 100)], 20_000, 2),
        ([SQUARE, shapely.box(50, 50, 150, 150)], 17_500, 1),
        ([SQUARE, shapely.box(20, 20, 30, 30)], 10_000, 1),
        ([SQUARE.difference(shapely.box(20, 20, 80, 80)), shapely.box(40, 40, 60, 60)], 6_800, 3),
        ([SQUARE.difference(shapely.box(20, 20, 80, 80)), shapely.box(10, 10, 90, 90)], 10_000, 1),
        ([SQUARE.difference(shapely.box(20, 20, 80, 80)), shapely.box(10, 40, 90, 60)], 7_600, 3),
    ],
)
def test_apart_across_inside_and_in_a_hole(
    polygons: list[shapely.Polygon], enclosed: float, rings: int
) -> None:
    outline = outline_of(clockwise(*polygons))
    assert outline is not None
    assert signed_areas(outline).sum() == pytest.approx(enclosed)
    assert len(outline.size) == rings
    assert area_of(outline).area == pytest.approx(enclosed)


@pytest.mark.parametrize(
    ("polygons", "enclosed"),
    [
        ([SQUARE, SQUARE, SQUARE], 10_000),
        ([SQUARE, shapely.box(100, 0, 200, 100)], 20_000),
        ([SQUARE, shapely.box(50, 0, 150, 100)], 15_000),
        ([SQUARE, shapely.box(100, 100, 200, 200)], 20_000),
        ([SQUARE, shapely.Polygon([(50, 100), (30, 150), (70, 150)])], 11_000),
        ([shapely.box(x, y, x + 10, y + 10) for x in range(0, 50, 10) for y in range(0, 50, 10)], 2_500),
    ],
)
def test_curves_that_lie_on_one_another_are_moved_by_some_micrometres(
    polygons: list[shapely.Polygon], enclosed: float
) -> None:
    outline = outline_of(clockwise(*polygons))
    assert outline is not None
    assert signed_areas(outline).sum() == pytest.approx(enclosed, abs=0.1)
    assert area_of(outline).symmetric_difference(shapely.union_all(polygons)).area <= 0.1


def test_a_curve_around_a_hole_alone_is_in_doubt() -> None:
    assert outline_of(rings_of(np.array([SQUARE]))) is None


def test_curves_that_lie_many_deep_are_left_to_a_union() -> None:
    places = np.random.default_rng(4).uniform(0, 10, (300, 2))
    assert outline_of(clockwise(*shapely.buffer(shapely.points(places), 1000.0))) is None


def test_nothing_encloses_nothing() -> None:
    assert len(outline_of(Rings(np.empty((0, 2)), np.empty(0, dtype=np.intp))).size) == 0

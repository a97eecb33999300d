"""Which polygons hold points: the same as GEOS finds, on outlines and corners too."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.geometry import point_holders
from plugin.geometry.arrays import geometry_array
from plugin.geometry.point_distances import measured_sources
from plugin.geometry.point_holders import holders
from plugin.geometry.repair import repaired
from plugin.geometry.run_search import point_cells

positions = st.tuples(st.integers(0, 30), st.integers(0, 30))
polygons = st.lists(positions, min_size=3, max_size=80).map(lambda p: shapely.Polygon(p).buffer(0))
objects = st.one_of(
    polygons,
    st.lists(polygons, min_size=1, max_size=3).map(shapely.union_all),
    st.builds(lambda p, q: p.difference(q), polygons, polygons),
    st.builds(
        lambda p, q: shapely.GeometryCollection([p, shapely.LineString(q)]),
        polygons,
        st.tuples(positions, positions),
    ),
    st.just(None),
    st.just(shapely.LineString([(0, 0), (30, 30)])),
)


def held(points: np.ndarray, areas: list) -> list[tuple[int, int]]:
    """Return the pairs that the plugin finds, of point and area."""
    sources = measured_sources(repaired(areas)[0])
    cells = point_cells(points[:, 0].astype(float), points[:, 1].astype(float))
    point, area = holders(cells, sources.planar, sources.runs, sources.chords)
    pairs = list(zip(point.tolist(), area.tolist(), strict=True))
    assert pairs == sorted(pairs)
    return sorted((int(cells.origin[p]), a) for p, a in pairs)


def held_by_geos(points: np.ndarray, areas: list) -> list[tuple[int, int]]:
    """Return the pairs of point and area that meet."""
    known = repaired(areas)[0]
    known[shapely.get_dimensions(known) < 2] = None
    meets = shapely.intersects(shapely.points(points)[:, None], geometry_array(known)[None, :])
    return [tuple(pair) for pair in np.argwhere(meets).tolist()]


@settings(max_examples=60, deadline=None)
@given(st.lists(positions, min_size=1, max_size=40), st.lists(objects, min_size=1, max_size=4))
def test_points_on_corners_and_sides_are_held_as_geos_says(places, areas):
    points = np.array(places, dtype=float)
    assert held(points, areas) == held_by_geos(points, areas)


def test_detailed_outlines_hold_the_points_that_geos_says(monkeypatch):
    monkeypatch.setattr(point_holders, "MOST_PAIRS", 400)
    random = np.random.default_rng(4)
    angle = np.linspace(0, 2 * np.pi, 700, endpoint=False)
    areas = []
    for _ in range(12):
        reach = 3000 + 1200 * np.sin(7 * angle + random.uniform(0, 6)) + random.uniform(-150, 150, 700)
        ring = random.uniform(0, 9000, 2) + reach[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
        areas.append(shapely.Polygon(ring).buffer(0).difference(shapely.Point(ring.mean(axis=0)).buffer(700)))
    points = random.uniform(-3000, 12_000, (500, 2))
    corners = shapely.get_coordinates(areas[0])[::9]
    points = np.concatenate([points, corners, (corners[1:] + corners[:-1]) / 2])
    assert held(points, areas) == held_by_geos(points, areas)
    assert len(held(points, areas)) > 500


@pytest.mark.parametrize("away", [0.0, 1e-9, 2e-6, -2e-6])
def test_a_point_a_hair_beside_an_outline_is_decided_by_geos_or_as_geos_would(away):
    area = shapely.Polygon([(0, 0), (1000, 333), (700, 1200)])
    points = np.array([[500 + away, 166.5], [1000 + away, 333], [850, 766.5 + away]])
    assert held(points, [area]) == held_by_geos(points, [area])

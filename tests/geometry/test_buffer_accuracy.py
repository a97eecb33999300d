"""Every outline, whatever it surrounds and wherever in China, lies at the legal distance, within tolerance.

Distances are geodesic; the nearest place is found in an azimuthal projection that the code does not use.
"""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.geometry.buffers import metric_buffer

from .test_buffers import outline_distances

KINDS = ("point", "line", "lines", "polygon")
BENDS = (0.02, 0.1, 0.3, 1.0, 2.5)
"""Standard deviations of a turn in radians: from a railway to a hill road drawn carelessly."""

DISTANCES_M = (50.0, 100.0, 200.0, 500.0, 1000.0, 3000.0)


def any_geometry(random: np.random.Generator, kind: str) -> shapely.Geometry:
    """Return a geometry somewhere in China, its sides between a metre and some kilometres."""
    middle = np.array([random.uniform(74, 134), random.uniform(18.5, 53.5)])
    if kind == "point":
        return shapely.Point(middle)
    count, step = int(random.integers(3, 60)), 10 ** random.uniform(-5, -2)
    if kind == "polygon":
        angle = np.sort(random.uniform(0, 2 * np.pi, count))
        reach = 10 * step * random.uniform(0.3, 1.5, count)
        return shapely.make_valid(
            shapely.Polygon(middle + np.column_stack([np.cos(angle) * reach, np.sin(angle) * reach]))
        )
    turns = random.uniform(0, 2 * np.pi) + np.cumsum(random.normal(0, random.choice(BENDS), count))
    sides = np.column_stack([np.cos(turns) / np.cos(np.radians(middle[1])), np.sin(turns)])
    line = middle + np.cumsum(sides * step * random.uniform(0.2, 2, (count, 1)), axis=0)
    return shapely.LineString(line) if kind == "line" else shapely.MultiLineString([line, line + 3 * step])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from(KINDS), st.sampled_from(DISTANCES_M), st.booleans())
def test_every_outline_lies_at_the_legal_distance_within_its_tolerance(seed, kind, distance, dissolve):
    random = np.random.default_rng(seed)
    geometry = any_geometry(random, kind)
    result = metric_buffer([geometry], distance, dissolve=dissolve)
    outline, tolerance = result.geometries[0], result.tolerance
    assert outline.is_valid
    dense = shapely.segmentize(outline, distance / 111_320 / 40)
    assert outline_distances(dense, geometry).min() >= distance * (1 - tolerance)
    assert outline_distances(outline, geometry).max() <= distance * (1 + tolerance)
    west, south, east, north = outline.bounds
    places = shapely.points(
        np.column_stack([random.uniform(west, east, 200), random.uniform(south, north, 200)])
    )
    away = outline_distances(shapely.MultiPoint(places), geometry)
    inside = shapely.covers(outline, places)
    assert inside[away < distance * (1 - tolerance)].all(), "a place within the legal distance is left out"
    assert not inside[away > distance * (1 + tolerance)].any()


@pytest.mark.parametrize("latitude", [20.0, 37.0, 53.0])
def test_a_long_side_over_the_edge_of_two_tiles_is_as_straight_as_elsewhere(latitude):
    """Sides of 4 km bow by up to 0.4 m between degrees and the ground; 50 m allow 5 cm."""
    steps = np.arange(25)
    line = shapely.linestrings(
        np.column_stack([112 + steps * 3900 / 111_320 / np.cos(np.radians(latitude)), np.full(25, latitude)])
    )
    crossing = shapely.transform(line, lambda xy: xy + np.column_stack([np.zeros(25), (steps % 2) * 0.008]))
    result = metric_buffer([crossing], 50.0, dissolve=True)
    found = outline_distances(shapely.segmentize(result.geometries[0], 5e-5), crossing)
    assert found.min() >= 50.0 * (1 - result.tolerance)
    assert found.max() <= 50.0 * (1 + result.tolerance)

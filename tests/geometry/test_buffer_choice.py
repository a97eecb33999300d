"""Which of two ways a class is dissolved: everything at once, or single buffers that are merged."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from plugin.geometry.arrays import GeometryArray, geometry_array
from plugin.geometry.buffers import _few_curves_cross


def winding(side_deg: float, count: int = 60) -> GeometryArray:
    """Return lines that turn at every side, far from each other."""
    turns = np.cumsum(np.random.default_rng(7).normal(0, 0.5, (10, count)), axis=1)
    steps = np.stack([np.cos(turns), np.sin(turns)], axis=-1) * side_deg
    starts = np.column_stack([110 + np.arange(10) / 5, np.full(10, 37.0)])
    return geometry_array(shapely.linestrings(starts[i] + np.cumsum(steps[i], axis=0)) for i in range(10))


@pytest.mark.parametrize(
    ("metres", "at_once"), [(100.0, True), (500.0, True), (1000.0, False), (1500.0, False)]
)
def test_winding_lines_at_a_long_distance_are_buffered_one_by_one(metres: float, at_once: bool) -> None:
    rivers = winding(0.0005)  # sides of some 50 m: 1000 m are twenty of them
    assert _few_curves_cross(rivers, np.full(len(rivers), metres)) is at_once


def test_straight_roads_are_drawn_at_once_however_far() -> None:
    roads = winding(0.005)
    assert _few_curves_cross(roads, np.full(len(roads), 1000.0))


def test_points_and_small_polygons_are_drawn_at_once() -> None:
    villages = geometry_array(
        [shapely.Point(110, 37), shapely.Point(110.2, 37).buffer(0.01), *winding(0.005)]
    )
    assert _few_curves_cross(villages, np.full(len(villages), 1000.0))

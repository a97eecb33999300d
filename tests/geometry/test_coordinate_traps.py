"""Shifted web-map coordinates are undone with a known residual, and noticed."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.geometry.coordinate_traps import (
    bd09_to_wgs84,
    gcj02_offset_m,
    gcj02_to_wgs84,
    looks_like_gcj02,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)


def test_gcj02_moves_liulin_by_505_m():
    """Acceptance case AT14, computed with the public algorithm."""
    lon, lat = wgs84_to_gcj02(110.8833, 37.4333)
    assert float(lon) - 110.8833 == pytest.approx(0.005691, abs=1e-6)
    assert float(lat) - 37.4333 == pytest.approx(0.000429, abs=1e-6)
    assert float(gcj02_offset_m(110.8833, 37.4333)) == pytest.approx(505, abs=1)


@settings(max_examples=100, deadline=None)
@given(st.floats(73, 135), st.floats(18, 54))
def test_taking_the_shift_off_brings_the_position_back(lon, lat):
    plain = gcj02_to_wgs84(*wgs84_to_gcj02([lon], [lat]))
    assert plain.lon[0] == pytest.approx(lon, abs=1e-9)
    assert plain.lat[0] == pytest.approx(lat, abs=1e-9)
    assert plain.residual_m[0] < 1e-3
    plain = bd09_to_wgs84(*wgs84_to_bd09([lon], [lat]))
    assert plain.lon[0] == pytest.approx(lon, abs=1e-9)
    assert plain.lat[0] == pytest.approx(lat, abs=1e-9)


def test_positions_abroad_stay_as_they_are():
    lon, lat = wgs84_to_gcj02([9.5, -70.0], [47.1, -30.0])
    assert lon.tolist() == [9.5, -70.0]
    assert lat.tolist() == [47.1, -30.0]
    assert gcj02_offset_m([9.5], [47.1]).tolist() == [0.0]


def county(seed: int = 1) -> shapely.Polygon:
    """Return a ragged outline of some 40 km around Liulin."""
    random = np.random.default_rng(seed)
    angles = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    radius = 0.2 + 0.02 * np.cumsum(random.normal(0, 0.3, 200)) / 3
    return shapely.Polygon(
        np.column_stack([110.88 + radius * np.cos(angles), 37.43 + radius * np.sin(angles)])
    )


def shifted(geometry: shapely.Geometry) -> shapely.Geometry:
    """Return the geometry in GCJ-02."""
    return shapely.transform(geometry, lambda xy: np.column_stack(wgs84_to_gcj02(xy[:, 0], xy[:, 1])))


def test_a_shifted_boundary_is_noticed_against_a_true_one():
    evidence = looks_like_gcj02([shifted(county())], [county()])
    assert evidence.looks_shifted
    assert evidence.distance_unshifted_m < 1 < evidence.distance_as_is_m
    assert evidence.expected_offset_m == pytest.approx(505, abs=30)


def test_a_true_boundary_is_not_taken_for_a_shifted_one():
    assert not looks_like_gcj02([county()], [county()]).looks_shifted
    assert not looks_like_gcj02([county()], [shifted(county())]).looks_shifted


def test_nothing_to_compare_is_no_evidence():
    assert not looks_like_gcj02([], [county()]).looks_shifted
    assert not looks_like_gcj02([county()], [None]).looks_shifted

"""Observers stand along lines and shores, never further apart than asked."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely

from plugin.domain.progress import CancelledError
from plugin.geometry import observers
from plugin.geometry.arrays import geometry_array
from plugin.geometry.observers import observers_along
from plugin.geometry.projection import projection_of

GEOD = pyproj.Geod(ellps="GRS80")


def test_a_road_has_observers_at_both_ends_and_none_further_apart_than_the_spacing() -> None:
    road = shapely.LineString([(110.90, 37.40), (110.95, 37.43)])
    seen = observers_along(geometry_array([road]), 100.0)
    assert np.allclose([seen.lon[0], seen.lat[0]], road.coords[0], atol=1e-8)
    assert np.allclose([seen.lon[-1], seen.lat[-1]], road.coords[-1], atol=1e-8)
    _, _, gaps = GEOD.inv(seen.lon[:-1], seen.lat[:-1], seen.lon[1:], seen.lat[1:])
    assert max(gaps) <= 100.0
    assert min(gaps) > 90.0
    assert np.isclose(seen.along_m[-1], GEOD.geometry_length(road), rtol=1e-5)


def test_a_lake_is_looked_from_along_its_shore_and_a_point_from_itself() -> None:
    lake = shapely.box(110.90, 37.40, 110.91, 37.41)
    stand = shapely.Point(110.95, 37.45)
    seen = observers_along(geometry_array([None, lake, shapely.Point(), stand]), 250.0)
    assert set(seen.owner.tolist()) == {1, 3}
    shore = shapely.points(seen.lon[seen.owner == 1], seen.lat[seen.owner == 1])
    assert shapely.dwithin(shore, lake.boundary, 1e-5).all()
    assert (seen.owner == 3).sum() == 1


def test_parts_and_zero_length_lines_keep_their_observers() -> None:
    two = shapely.from_wkt("MULTILINESTRING ((110.9 37.4, 110.901 37.4), (110.95 37.4, 110.951 37.4))")
    still = shapely.from_wkt("LINESTRING (110.9 37.4, 110.9 37.4)")
    seen = observers_along(geometry_array([two, still]), 1000.0)
    assert seen.owner.tolist().count(0) == 4
    assert seen.owner.tolist().count(1) == 2


def test_no_line_gives_no_observer() -> None:
    assert len(observers_along(geometry_array([]), 50.0)) == 0


def test_distances_run_on_from_one_part_of_a_road_to_the_next() -> None:
    two = shapely.from_wkt("MULTILINESTRING ((110.9 37.4, 110.901 37.4), (110.95 37.4, 110.951 37.4))")
    seen = observers_along(geometry_array([two]), 1000.0)
    piece = GEOD.geometry_length(two.geoms[0])
    assert np.allclose(seen.along_m, [0, piece, piece, 2 * piece], rtol=1e-4)
    assert seen.part.tolist() == [0, 0, 1, 1]


def test_observers_of_winding_roads_stand_on_them_at_even_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Placed seven at a time, over the borders of roads, as GEOS places each alone."""
    monkeypatch.setattr(observers, "AT_ONCE", 7)
    random = np.random.default_rng(4)
    ways = np.array([110.9, 37.4]) + np.cumsum(random.normal(0, 0.01, (5, 30, 2)), axis=1)
    roads = np.asarray(shapely.linestrings(ways))
    seen = observers_along(roads, 333.0)
    plane = projection_of(roads)
    flat = plane.forward(roads)
    along = np.concatenate([np.linspace(0, r.length, int(np.ceil(r.length / 333.0)) + 1) for r in flat])
    places = shapely.line_interpolate_point(flat[seen.owner], along)
    x, y = plane.forward_xy(seen.lon, seen.lat)
    assert np.allclose(seen.along_m, along, atol=1e-6)
    assert np.allclose(shapely.get_coordinates(places), np.column_stack([x, y]), atol=1e-5)


def test_a_wish_to_stop_is_heard_while_observers_are_placed() -> None:
    road = geometry_array([shapely.LineString([(110.90, 37.40), (110.95, 37.43)])])
    with pytest.raises(CancelledError):
        observers_along(road, 1.0, cancelled=lambda: True)

"""Stretches of a river from a bridge: so far along it, no further, and as wide as the river."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely

from plugin.geometry.areas import area_hm2
from plugin.geometry.arrays import geometry_array
from plugin.geometry.projection import GRS80
from plugin.geometry.river_reaches import RiverNetwork, river_network
from plugin.geometry.tunnel_zones import tunnel_zones

ORIGIN = (110.9, 37.4)


def at(east_m: float, north_m: float) -> tuple[float, float]:
    """Return the place so far from the origin, by geodesics."""
    azimuth = math.degrees(math.atan2(east_m, north_m))
    lon, lat, _ = GRS80.fwd(*ORIGIN, azimuth, math.hypot(east_m, north_m))
    return (lon, lat)


def line(*places: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([at(*p) for p in places])


def network(
    *lines: shapely.LineString, names: list[str] | None = None, against: bool = False, known: bool = True
) -> RiverNetwork:
    count = len(lines)
    found = river_network(
        lines,
        names=names or [""] * count,
        half_width_m=np.full(count, 20.0),
        against=np.full(count, against),
        flow_known=np.full(count, known),
    )
    assert found is not None
    return found


def covers(zone: shapely.Geometry | None, *place: float) -> bool:
    assert zone is not None
    return bool(shapely.covers(zone, shapely.Point(at(*place))))


EAST = line((-5000, 0), (5000, 0))
BRIDGE = shapely.Point(at(0, 10))


def test_downstream_is_where_the_line_runs_to() -> None:
    zone = network(EAST).reach(BRIDGE, 3000, "downstream")
    assert covers(zone, 2990, 0) and not covers(zone, 3010, 0)
    assert covers(zone, 10, 0) and not covers(zone, -10, 0)
    assert float(area_hm2(geometry_array([zone]))[0]) == pytest.approx(3000 * 40 / 1e4, rel=0.001)


def test_upstream_of_a_river_that_is_drawn_against_its_flow_is_the_other_side() -> None:
    zone = network(EAST, against=True).reach(BRIDGE, 500, "upstream")
    assert covers(zone, 490, 0) and not covers(zone, 510, 0) and not covers(zone, -10, 0)


def test_where_the_flow_is_not_known_the_stretch_runs_both_ways() -> None:
    zone = network(EAST, known=False).reach(BRIDGE, 3000, "downstream")
    assert covers(zone, 2990, 0) and covers(zone, -2990, 0)


def test_a_bend_is_measured_along_the_river_not_across_it() -> None:
    bent = line((-1000, 0), (300, 0), (300, 3000))
    zone = network(bent).reach(shapely.Point(at(0, 0)), 1000, "downstream")
    assert covers(zone, 300, 690) and not covers(zone, 300, 710)


def test_the_water_is_followed_into_the_river_that_takes_it_up() -> None:
    stem = line((1000, -4000), (1000, 4000))
    brook = line((-1000, 0), (1000, 0))
    zone = network(brook, stem, names=["小沟", "三川河"]).reach(BRIDGE, 3000, "downstream")
    assert covers(zone, 500, 0)
    assert covers(zone, 1000, 1990) and not covers(zone, 1000, 2010)
    assert not covers(zone, 1000, -100)


def test_upstream_a_tributary_of_another_name_is_left_out() -> None:
    parts = [line((-1000, 0), (-200, 0)), line((-200, 0), (2000, 0)), line((-200, 900), (-200, 0))]
    zone = network(*parts, names=["清河", "清河", "浊河"]).reach(BRIDGE, 500, "upstream")
    assert covers(zone, -490, 0) and not covers(zone, -200, 100)
    unnamed = network(*parts).reach(BRIDGE, 500, "upstream")
    assert covers(unnamed, -490, 0) and covers(unnamed, -200, 100)


def test_a_ring_of_channels_around_an_island_ends() -> None:
    ring = [line((0, 0), (500, 500), (1000, 0)), line((1000, 0), (500, -500), (0, 0))]
    zone = network(*ring).reach(shapely.Point(at(10, 10)), 9000, "downstream")
    assert covers(zone, 500, 500) and covers(zone, 500, -500)


def test_a_bridge_drawn_as_a_line_counts_from_where_it_crosses() -> None:
    zone = network(EAST).reach(line((100, -200), (100, 200)), 500, "upstream")
    assert covers(zone, 90, 0) and not covers(zone, 110, 0) and covers(zone, -390, 0)


def test_a_bridge_far_from_every_river_has_no_stretch() -> None:
    assert network(EAST).reach(shapely.Point(at(0, 500)), 3000, "downstream") is None
    empty = np.zeros(0)
    none = river_network([], names=[], half_width_m=empty, against=empty > 0, flow_known=empty > 0)
    assert none is None


def test_a_tunnel_keeps_the_ground_above_it_and_100_m_around_its_mouths() -> None:
    """公路安全保护条例 art. 17 (三)."""
    (zone,) = tunnel_zones([line((0, 0), (2000, 0))], np.array([6.0]), np.array([106.0]))
    assert covers(zone, 1000, 5) and not covers(zone, 1000, 20)
    assert covers(zone, -105, 0) and covers(zone, 0, 105) and covers(zone, 2105, 0)
    assert not covers(zone, -107, 0)


def test_a_tunnel_drawn_as_a_point_is_all_mouth() -> None:
    zones = tunnel_zones([shapely.Point(at(0, 0)), None], np.array([0.0, 0.0]), np.array([100.0, 100.0]))
    assert covers(zones[0], 99, 0) and not covers(zones[0], 101, 0)
    assert zones[1] is None
    assert len(tunnel_zones([], np.zeros(0), np.zeros(0))) == 0

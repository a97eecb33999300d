"""Roads of every class, and the railway, laid over the sample county's terrain with their bridges and
tunnels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from shapely import ops

from ...geometry.arrays import whole_numbers
from .frame import Floats
from .places import Place
from .routes import Routes, joined
from .terrain import Terrain
from .water import River

HALF_WIDTH_M = {"G": 13.0, "expressway": 20.0, "S": 9.0, "X": 6.5, "Y": 4.5, "C": 3.5, "railway": 8.0}
"""Half the width of the road land, plausible for each kind."""


@dataclass(frozen=True)
class Way:
    """A road or railway, or one stretch of it: `kind` is a road letter (G S X Y C), ``expressway`` or
    ``railway``; `work` is ``open``, ``bridge`` or ``tunnel``; `line` is in metres."""

    kind: str
    name: str
    work: str
    line: Any


def lay_ways(terrain: Terrain, places: Sequence[Place], rivers: Sequence[River]) -> list[Way]:
    """Return the county's ways, the great ones first; smaller roads end where they meet the network."""
    routes = Routes(terrain)
    seat, towns = places[0], [place for place in places[1:] if place.is_town]
    villages = [place for place in places if not place.is_town]
    ways = _great_ways(terrain, routes, seat, rivers)
    layer = _RoadLayer(routes)
    middle = routes.node(*seat.centre)
    for x, y in ((1.0, 0.35), (-1.0, -0.2)):
        layer.connect("G", "G999", middle, climb_cost=26, goal=routes.edge_node(x * 20_000, y * 20_000))
    for name, x, y in (("S901", 0.25, 1.0), ("S902", -0.2, -1.0)):
        layer.connect("S", name, routes.edge_node(x * 20_000, y * 20_000), climb_cost=24)
    for number, town in enumerate(towns, start=901):
        layer.connect("X", f"X{number}", routes.node(*town.centre), climb_cost=22)
    for number, village in enumerate(villages, start=901):
        kind = "Y" if number % 3 == 0 else "C"
        layer.connect(kind, f"{kind}{number}", routes.node(*village.centre), climb_cost=18)
    return ways + layer.ways


class _RoadLayer:
    """Lays road after road: each runs to its goal, or to where it meets the roads that are there already."""

    def __init__(self, routes: Routes) -> None:
        self._routes = routes
        self.ways: list[Way] = []

    def connect(
        self, kind: str, name: str, start: int, *, climb_cost: float, goal: int | None = None
    ) -> None:
        """Add a road from a node, unless it would be shorter than two steps."""
        network = self._routes.network
        nodes = self._routes.route(
            start,
            (lambda node: node in network) if goal is None else (lambda node: node == goal),
            climb_cost=climb_cost,
        )
        if len(nodes) < 3:
            return
        points = self._routes.line(nodes)
        if goal is None and self.ways:
            points = joined(points, shapely.MultiLineString([way.line for way in self.ways]))
        network.update(nodes)
        self.ways.append(Way(kind, name, "open", shapely.LineString(points)))


def _great_ways(terrain: Terrain, routes: Routes, seat: Place, rivers: Sequence[River]) -> list[Way]:
    """Return the expressway and the railway, cut into open stretches, bridges and tunnels."""
    x, y = seat.centre
    water = shapely.MultiLineString([river.line for river in rivers])
    ways = []
    for kind, name, offset, first, last, climb_cost in (
        ("expressway", "G99演示高速", (1800.0, 1500.0), (-20_000, 7000), (20_000, -6000), 5.0),
        ("railway", "演示铁路", (-1300.0, -900.0), (3000, 19_000), (-9000, -19_000), 12.0),
    ):
        middle = routes.node(x + offset[0], y + offset[1])
        halves = []
        for end in (first, last):
            goal = {routes.edge_node(*end)}
            halves.append(routes.route(middle, goal.__contains__, climb_cost=climb_cost))
        line = shapely.LineString(_even(routes.line(halves[0][::-1] + halves[1][1:])))
        ways.extend(_stretches(kind, name, line, terrain, water))
    return ways


def _even(points: Floats) -> Floats:
    """Return the line with the wide curves of a great road: its vertices averaged over about two
    kilometres."""
    line = shapely.LineString(points)
    along = shapely.get_coordinates(shapely.line_interpolate_point(line, np.arange(0, line.length, 150.0)))
    padded = np.pad(along, ((6, 6), (0, 0)), mode="edge")
    window = np.hanning(15)[1:-1]
    even = np.column_stack(
        [np.convolve(padded[:, axis], window / window.sum(), mode="valid") for axis in (0, 1)]
    )
    return np.vstack([points[:1], even[1:], points[-1:]])


def _stretches(kind: str, name: str, line: Any, terrain: Terrain, water: Any) -> list[Way]:
    """Return the line cut where its even profile leaves the ground: deep below it a tunnel, over a river a
    bridge."""
    step = 60.0
    distance = np.arange(0.0, line.length, step)
    points = shapely.line_interpolate_point(line, distance)
    ground = terrain.height_at(shapely.get_coordinates(points))
    window = np.hanning(45)[1:-1]
    pad = len(window) // 2
    even = np.convolve(np.pad(ground, (pad, pad), mode="edge"), window / window.sum(), mode="valid")
    cover = ground - even
    work = np.zeros(distance.size, dtype=np.int64)
    work[cover > 30] = 2
    if not (work == 2).any():
        work[cover > np.quantile(cover, 0.97)] = 2
    wet = shapely.distance(points, water) < 110
    if not wet.any():
        wet = cover < np.quantile(cover, 0.02)
    work[wet] = 1
    work[_short_runs(work, 4)] = 0
    ways = []
    for first, last in _runs(work):
        end = line.length if last == distance.size else distance[last]
        stretch = ops.substring(line, float(distance[first]), float(end))
        if stretch.length > 1:
            ways.append(Way(kind, name, ("open", "bridge", "tunnel")[int(work[first])], stretch))
    return ways


def _runs(values: Any) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(values)) + 1
    bounds = [0, *whole_numbers(edges), len(values)]
    return list(pairwise(bounds))


def _short_runs(work: Any, shortest: int) -> Any:
    """Return which samples lie in a tunnel of fewer than `shortest` samples."""
    short = np.zeros(len(work), dtype=bool)
    for first, last in _runs(work):
        if work[first] == 2 and last - first < shortest:
            short[first:last] = True
    return short

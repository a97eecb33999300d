"""Ways over the terrain: the cheapest route between two places, where climbing costs more than distance."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from math import inf

import numpy as np
import shapely

from .frame import Floats
from .shapes import smoothed
from .terrain import CELL_M, COLUMNS, ROWS, Terrain

STEP = 2
"""Routes are searched on every second cell of the terrain."""
_MOVES = tuple(
    (down, right, float(np.hypot(down, right)))
    for down in (-2, -1, 0, 1, 2)
    for right in (-2, -1, 0, 1, 2)
    if (abs(down), abs(right)) in {(0, 1), (1, 0), (1, 1), (1, 2), (2, 1)}
)
_MARGIN = 2
"""Nodes around the grid that cost infinitely much: no move needs to ask where the grid ends."""


class Routes:
    """Finds routes on one terrain and remembers which nodes already carry a road."""

    def __init__(self, terrain: Terrain) -> None:
        self._terrain = terrain
        heights = terrain.heights_m[::STEP, ::STEP]
        self._rows, self._columns = heights.shape
        self._width = self._columns + 2 * _MARGIN
        toll = np.where(terrain.upstream[::STEP, ::STEP] > 2500, 1.5, 1.0)
        # Plain lists: the search touches single nodes, which arrays are slow at.
        self._heights: list[float] = np.pad(heights, _MARGIN).ravel().tolist()
        self._toll: list[float] = np.pad(toll, _MARGIN, constant_values=inf).ravel().tolist()
        self._moves = [(down * self._width + right, length) for down, right, length in _MOVES]
        self.network: set[int] = set()

    def node(self, x: float, y: float) -> int:
        """Return the node nearest to a point in metres."""
        row, column = self._terrain.cell(x, y)
        row, column = min(row // STEP, self._rows - 1), min(column // STEP, self._columns - 1)
        return (row + _MARGIN) * self._width + column + _MARGIN

    def edge_node(self, x: float, y: float) -> int:
        """Return the node at the edge of the grid where a ray from the origin through the point leaves it."""
        reach = min((COLUMNS / 2) * CELL_M / max(abs(x), 1.0), (ROWS / 2) * CELL_M / max(abs(y), 1.0))
        return self.node(x * reach, y * reach)

    def route(self, start: int, reached: Callable[[int], bool], *, climb_cost: float) -> list[int]:
        """Return the cheapest chain of nodes from `start` to the first node for which `reached` is true.

        A step costs its length times ``1 + climb_cost * gradient``; empty where nothing can be reached.
        """
        heights, toll, moves = self._heights, self._toll, self._moves
        cost = [inf] * len(heights)
        cost[start] = 0.0
        came: dict[int, int] = {}
        queue = [(0.0, start)]
        climb = climb_cost / (STEP * CELL_M)
        while queue:
            spent, node = heapq.heappop(queue)
            if spent > cost[node]:
                continue
            if node != start and reached(node):
                return self._chain(came, node)
            height = heights[node]
            for move, length in moves:
                other = node + move
                total = spent + toll[other] * (length + climb * abs(heights[other] - height))
                if total < cost[other]:
                    cost[other] = total
                    came[other] = node
                    heapq.heappush(queue, (total, other))
        return []

    def line(self, nodes: list[int]) -> Floats:
        """Return the smoothed vertices (n, 2) in metres of a chain of nodes."""
        places = [(node // self._width - _MARGIN, node % self._width - _MARGIN) for node in nodes]
        points = [self._terrain.centre(STEP * row, STEP * column) for row, column in places]
        return smoothed(np.array(points), tolerance_m=90)

    @staticmethod
    def _chain(came: dict[int, int], node: int) -> list[int]:
        chain = [node]
        while node in came:
            node = came[node]
            chain.append(node)
        return chain[::-1]


def joined(line: Floats, network: shapely.Geometry | None) -> Floats:
    """Return the line with its end led to the nearest point of the network that it is to meet."""
    if network is None or shapely.is_empty(network):
        return line
    bridge = shapely.shortest_line(shapely.Point(line[-1]), network)
    return np.vstack([line, shapely.get_coordinates(bridge)[-1:]])

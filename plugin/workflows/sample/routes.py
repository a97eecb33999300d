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


class Routes:
    """Finds routes on one terrain and remembers which cells already carry a road."""

    def __init__(self, terrain: Terrain) -> None:
        self._terrain = terrain
        heights = terrain.heights_m[::STEP, ::STEP]
        self._rows, self._columns = heights.shape
        # Plain lists: the search touches single cells, which arrays are slow at.
        self._heights: list[float] = heights.ravel().tolist()
        wet = terrain.upstream[::STEP, ::STEP] > 2500
        self._toll: list[float] = np.where(wet, 1.5, 1.0).ravel().tolist()
        self.network: set[int] = set()

    def node(self, x: float, y: float) -> int:
        """Return the node nearest to a point in metres."""
        row, column = self._terrain.cell(x, y)
        return min(row // STEP, self._rows - 1) * self._columns + min(column // STEP, self._columns - 1)

    def edge_node(self, x: float, y: float) -> int:
        """Return the node at the edge of the grid where a ray from the origin through the point leaves it."""
        reach = min((COLUMNS / 2) * CELL_M / max(abs(x), 1.0), (ROWS / 2) * CELL_M / max(abs(y), 1.0))
        return self.node(x * reach, y * reach)

    def route(self, start: int, reached: Callable[[int], bool], *, climb_cost: float) -> list[int]:
        """Return the cheapest chain of nodes from `start` to the first node for which `reached` is true.

        A step costs its length times ``1 + climb_cost * gradient``; empty where nothing can be reached.
        """
        cost = {start: 0.0}
        came: dict[int, int] = {}
        queue = [(0.0, start)]
        heights, toll, columns = self._heights, self._toll, self._columns
        while queue:
            spent, node = heapq.heappop(queue)
            if spent > cost[node]:
                continue
            if node != start and reached(node):
                return self._chain(came, node)
            row, column = divmod(node, columns)
            for down, right, length in _MOVES:
                r, c = row + down, column + right
                if not (0 <= r < self._rows and 0 <= c < columns):
                    continue
                other = r * columns + c
                gradient = abs(heights[other] - heights[node]) / (length * STEP * CELL_M)
                total = spent + length * toll[other] * (1.0 + climb_cost * gradient)
                if total < cost.get(other, inf):
                    cost[other] = total
                    came[other] = node
                    heapq.heappush(queue, (total, other))
        return []

    def line(self, nodes: list[int]) -> Floats:
        """Return the smoothed vertices (n, 2) in metres of a chain of nodes."""
        points = [
            self._terrain.centre(STEP * (node // self._columns), STEP * (node % self._columns))
            for node in nodes
        ]
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

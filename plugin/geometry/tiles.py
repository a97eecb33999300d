"""A grid of tiles that cuts a large dissolve into small ones."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely

from .arrays import FloatArray, GeometryArray, IntArray

_OFFSET_SHARE = 0.0731
"""Moves the grid off the round coordinates at which data likes to end."""


@dataclass(frozen=True)
class TileGrid:
    """The edges of tiles along x and y, ascending, in the unit of the geometries."""

    x: FloatArray
    y: FloatArray

    @property
    def columns(self) -> int:
        """How many tiles lie side by side."""
        return len(self.x) - 1

    @property
    def rows(self) -> int:
        """How many tiles lie above one another."""
        return len(self.y) - 1

    def boxes(self) -> FloatArray:
        """Return west, south, east, north of every tile, row by row from the south."""
        row, column = np.divmod(np.arange(self.rows * self.columns), self.columns)
        return np.column_stack([self.x[column], self.y[row], self.x[column + 1], self.y[row + 1]])

    def members(
        self, geoms: GeometryArray, reach: tuple[float, float] = (0.0, 0.0)
    ) -> tuple[IntArray, list[IntArray]]:
        """Return the tiles that any geometry's envelope, widened by ``reach`` along x and y, touches.

        The second list holds, for each of these tiles, the indices of its geometries.
        """
        boxes = self.boxes()
        wide = np.column_stack([boxes[:, :2] - reach, boxes[:, 2:] + reach])
        tile, member = shapely.STRtree(geoms).query(shapely.box(*wide.T))
        order = np.lexsort((member, tile))
        numbers, begin = np.unique(tile[order], return_index=True)
        return numbers, np.split(member[order], begin[1:])


def grid_over(
    bounds: FloatArray,
    tiles: float,
    *,
    unit: tuple[float, float] = (1.0, 1.0),
    smallest_m: float,
    widest_m: float = math.inf,
) -> TileGrid:
    """Return a grid of about ``tiles`` squares over ``bounds``, each ``smallest_m`` to ``widest_m`` wide.

    ``unit`` says how many of the bounds' units a metre is, along x and y.
    """
    west, south, east, north = bounds
    width, height = (east - west) / unit[0], (north - south) / unit[1]
    size = math.sqrt(max(width * height, 1.0) / max(tiles, 1.0))
    size = min(max(size, smallest_m, 1.0), widest_m)
    return TileGrid(_edges(west, east, size * unit[0]), _edges(south, north, size * unit[1]))


def _edges(low: float, high: float, size: float) -> FloatArray:
    if high - low <= size:
        return np.array([low - size * _OFFSET_SHARE, high + size * _OFFSET_SHARE])
    count = math.ceil((high - low) / size + _OFFSET_SHARE) + 1
    return low - size * _OFFSET_SHARE + size * np.arange(count)

"""The square rings of cells around an observer, cut into eight octants that look alike.

In an octant a cell lies ``ring`` cells away along one axis and ``side`` cells along the other, 0 ≤ side ≤
ring. The plane through the observer and the cell's two parents in the next inner ring, (ring − 1, side − 1)
and (ring − 1, side), is the same formula in every octant. So the parents of a whole ring are the ring before,
once as it is and once shifted by one cell: no index is looked up on the way out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from .arrays import FloatArray, IntArray

OCTANTS = 8
"""Cells that share ring and side stand next to each other: one for each octant. Cells on an axis or a
diagonal belong to two octants and are kept in both, with the same result."""

_EAST = np.array([1, 1, -1, -1, 0, 0, 0, 0], dtype=np.intp)
_SOUTH = np.array([0, 0, 0, 0, 1, 1, -1, -1], dtype=np.intp)
_EAST_SIDE = np.array([0, 0, 0, 0, 1, -1, 1, -1], dtype=np.intp)
_SOUTH_SIDE = np.array([1, -1, 1, -1, 0, 0, 0, 0], dtype=np.intp)


@dataclass(frozen=True, kw_only=True)
class SightRings:
    """Cells around an observer from the inside out: by ring, then by side, then by octant.

    ``reach`` is the number of rings around the observer's own cell. ``row`` and ``column`` are offsets from
    the observer, ``starts`` has each ring's first place and, last, the number of places. The plane's height
    at a place is ``diagonal`` × the height at (ring − 1, side − 1) + ``straight`` × that at (ring − 1, side).
    ``place_of`` has, for each cell of the window of 2 × reach + 1 rows and columns, its place, or the number
    of places where the cell is not within the radius.
    """

    reach: int
    row: IntArray
    column: IntArray
    starts: tuple[int, ...]
    diagonal: FloatArray
    straight: FloatArray
    squared_m2: FloatArray
    place_of: IntArray

    def __len__(self) -> int:
        return self.starts[-1]


def sight_rings(cell_size_m: tuple[float, float], radius_m: float, most: int | None = None) -> SightRings:
    """Return the rings of cells within ``radius_m`` metres, for cells of (width, height) metres.

    ``most`` is how many rings a grid can hold at all. Where cells are not square, an octant also keeps the
    cells that only another one has within the radius. A parent lies nearer than its child, so it is always
    kept too.
    """
    width, height = (abs(float(v)) for v in cell_size_m)
    reach = max(math.floor(radius_m / width), math.floor(radius_m / height))
    return _rings(width, height, radius_m, reach if most is None else min(reach, most))


@lru_cache(maxsize=4)
def _rings(width: float, height: float, radius_m: float, reach: int) -> SightRings:
    ring, side = _kept(reach, max(radius_m, 0.0), width, height)
    starts = np.searchsorted(ring, np.arange(reach + 2)) * OCTANTS
    column = (ring[:, None] * _EAST + side[:, None] * _EAST_SIDE).ravel()
    row = (ring[:, None] * _SOUTH + side[:, None] * _SOUTH_SIDE).ravel()
    squared = (column * width) ** 2 + (row * height) ** 2
    places = np.flatnonzero(squared <= radius_m**2)
    window = 2 * reach + 1
    place_of = np.full(window * window, len(row), dtype=np.intp)
    place_of[(row[places] + reach) * window + column[places] + reach] = places
    inner = np.maximum(ring - 1, 1)
    return SightRings(
        reach=reach,
        row=row,
        column=column,
        starts=tuple(int(s) for s in starts),
        diagonal=np.repeat(side / inner, OCTANTS),
        straight=np.repeat((ring - side) / inner, OCTANTS),
        squared_m2=squared.astype(np.float64),
        place_of=place_of,
    )


def _kept(
    reach: int, radius_m: float, width: float, height: float
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return ring and side of every cell that any octant has within the radius, by ring, then by side."""
    rings = np.arange(reach + 1)
    last = np.full(reach + 1, -1.0)
    for along, across in ((width, height), (height, width)):
        left = radius_m**2 - (rings * along) ** 2
        last = np.maximum(last, np.where(left >= 0, np.floor(np.sqrt(np.maximum(left, 0)) / across), -1))
    counts = np.minimum(last, rings).astype(np.intp) + 1
    ring = np.repeat(rings, counts)
    side = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return ring.astype(np.intp), side.astype(np.intp)

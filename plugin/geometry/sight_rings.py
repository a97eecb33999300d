"""The square rings of cells around an observer, and each cell's parents on its line of sight."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]


@dataclass(frozen=True, kw_only=True)
class SightRings:
    """Cells around an observer, ring by ring from the inside out; ring 0 is the observer's own cell.

    ``window`` is each cell's position in the flattened window of ``2 * reach + 1`` rows and columns.
    ``diagonal`` and ``straight`` are the two parents in the next inner ring, counted from that ring's first
    cell; the plane through the observer and both has, at the cell, the height ``(diagonal * minor +
    straight * rest) / inner``. ``steps`` has (first, end, slice of the ring before) from ring 2 outwards.
    """

    reach: tuple[int, int]
    window: IntArray
    starts: IntArray
    steps: tuple[tuple[int, int, slice], ...]
    diagonal: IntArray
    straight: IntArray
    minor: FloatArray
    rest: FloatArray
    inner: FloatArray
    squared_m2: FloatArray
    inside: npt.NDArray[np.bool_]


@lru_cache(maxsize=8)
def sight_rings(cell_size_m: tuple[float, float], radius_m: float) -> SightRings:
    """Return the rings of cells within ``radius_m`` metres, for cells of (width, height) metres.

    Only cells inside the radius are kept, and with them every parent: a parent lies nearer than its child.
    """
    width, height = (abs(float(v)) for v in cell_size_m)
    columns, rows = math.floor(radius_m / width), math.floor(radius_m / height)
    dx, dy = np.meshgrid(np.arange(-columns, columns + 1), np.arange(-rows, rows + 1))
    squared = (dx * width) ** 2 + (dy * height) ** 2
    ring = np.maximum(np.abs(dx), np.abs(dy))
    kept = np.flatnonzero((squared <= radius_m**2).ravel() | (ring.ravel() <= 1))
    kept = kept[np.argsort(ring.ravel()[kept], kind="stable")]
    x, y, rank = dx.ravel()[kept], dy.ravel()[kept], ring.ravel()[kept]
    starts = np.searchsorted(rank, np.arange(int(rank[-1]) + 2))
    place = np.full(dx.size, -1, dtype=np.intp)
    place[kept] = np.arange(len(kept))
    inner_starts = starts[np.maximum(rank - 1, 0)]
    wide = np.abs(x) >= np.abs(y)
    toward_x, toward_y = x - np.sign(x), y - np.sign(y)
    straight = _place(place, np.where(wide, toward_x, x), np.where(wide, y, toward_y), rows, columns)
    diagonal = _place(place, toward_x, toward_y, rows, columns)
    minor = np.minimum(np.abs(x), np.abs(y))
    return SightRings(
        reach=(rows, columns),
        window=kept,
        starts=starts,
        steps=tuple(
            (int(starts[r]), int(starts[r + 1]), slice(int(starts[r - 1]), int(starts[r])))
            for r in range(2, len(starts) - 1)
        ),
        diagonal=np.where(minor == 0, straight, diagonal) - inner_starts,
        straight=np.where(minor == rank, diagonal, straight) - inner_starts,
        minor=minor.astype(np.float64)[:, None],
        rest=(rank - minor).astype(np.float64)[:, None],
        inner=np.maximum(rank - 1, 1).astype(np.float64)[:, None],
        squared_m2=squared.ravel()[kept],
        inside=(squared <= radius_m**2).ravel()[kept],
    )


def _place(place: IntArray, x: IntArray, y: IntArray, rows: int, columns: int) -> IntArray:
    return np.asarray(place[(y + rows) * (2 * columns + 1) + (x + columns)], dtype=np.intp)

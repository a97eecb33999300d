"""Visible range 直观可视范围: how many observers see each cell of an elevation grid.

The line of sight follows the reference planes of Wang, Robinson and White ("Generating Viewsheds without
Using Sightlines", Photogrammetric Engineering & Remote Sensing 66 (2000) 87–90), the method of GDAL's
viewshed in its default *edge* mode: a cell's lowest visible height comes from two cells of the next inner
square ring alone. So a whole ring of many observers is one array operation.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count

import numpy as np
import numpy.typing as npt

from .errors import ObserverOutsideGridError
from .sight_rings import SightRings, sight_rings

FloatGrid = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]

VOID_HEIGHT_M = -1.0e9
"""Height given to cells without data: they hide nothing and are never counted as seen."""

BATCH = 12
"""Observers that share one pass: the call overhead is shared, and the rings still fit a core's cache."""


@dataclass(frozen=True, kw_only=True)
class SightLine:
    """How one looks: radius and heights above ground in metres, and the weight of the earth's curvature.

    ``curvature`` is 1 less the refraction: 0.85714 is the default of GDAL's viewshed, 0 a flat earth.
    ``earth_diameter_m`` is twice the semi-major axis of the grid's ellipsoid (CGCS2000 unless said
    otherwise).
    """

    radius_m: float
    observer_height_m: float
    target_height_m: float = 0.0
    curvature: float = 0.85714
    earth_diameter_m: float = 2 * 6378137.0


@dataclass(frozen=True, kw_only=True)
class SeenCells:
    """Counts of observers for each cell (int32, the grid's shape), and who sees which label.

    ``sightings`` has a row (observer, label) for each observer that sees a cell of a label, both sorted;
    it is empty where no labels were asked for. ``complete`` is False after a cancellation.
    """

    counts: npt.NDArray[np.int32]
    sightings: IntArray
    complete: bool


def visible_range(
    heights: FloatGrid,
    cell_size_m: tuple[float, float],
    observers: npt.ArrayLike,
    *,
    sight: SightLine,
    labels: npt.NDArray[np.int32] | None = None,
    workers: int | None = None,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> SeenCells:
    """Return which cells are seen, and from where.

    ``heights`` is a 2-D grid in metres in a projected CRS, NaN where there is no data, with cells of
    ``cell_size_m`` (width, height). ``observers`` is an (n, 2) array of rows and columns: each stands at
    the centre of its cell. ``labels`` gives cells of interest a number above 0. A cell counts as seen where
    its ground plus the target height is not below the line of sight. Raises
    :class:`ObserverOutsideGridError` for an observer outside the grid or over a cell without data.
    """
    positions = _checked(heights, np.asarray(observers, dtype=np.intp).reshape(-1, 2))
    rings = sight_rings(cell_size_m, sight.radius_m)
    rows, columns = rings.reach
    border = ((rows, rows), (columns, columns))
    ground = np.pad(
        np.where(np.isnan(heights), VOID_HEIGHT_M, heights), border, constant_values=VOID_HEIGHT_M
    )
    marked = None if labels is None else np.pad(labels, border)
    scan = _Scan(
        ground=ground,
        labels=marked,
        rings=rings,
        sight=sight,
        cancelled=cancelled or (lambda: False),
        progress=progress or (lambda _: None),
        total=max(len(positions), 1),
    )
    shares = np.array_split(np.arange(len(positions)), workers or cpu_count() or 1)
    with ThreadPoolExecutor(max_workers=len(shares)) as pool:
        parts = list(pool.map(lambda share: scan.run(positions, share), shares))
    counts = sum((p[0] for p in parts), np.zeros(ground.shape, dtype=np.int32))
    inside = counts[rows : rows + heights.shape[0], columns : columns + heights.shape[1]]
    pairs = [p for part in parts for p in part[1]]
    return SeenCells(
        counts=np.where(np.isnan(heights), 0, inside).astype(np.int32),
        sightings=np.concatenate(pairs) if pairs else np.empty((0, 2), dtype=np.intp),
        complete=all(p[2] for p in parts),
    )


def _checked(heights: FloatGrid, positions: IntArray) -> IntArray:
    outside = ((positions < 0) | (positions >= np.array(heights.shape))).any(axis=1)
    if outside.any():
        raise ObserverOutsideGridError(int(outside.sum()), "outside the elevation grid")
    blind = np.isnan(heights[positions[:, 0], positions[:, 1]])
    if blind.any():
        raise ObserverOutsideGridError(int(blind.sum()), "over cells without elevation")
    return positions


@dataclass
class _Scan:
    """One run over the observers; each worker keeps counts of its own, so nothing is shared but the
    ground."""

    ground: FloatGrid
    labels: npt.NDArray[np.int32] | None
    rings: SightRings
    sight: SightLine
    cancelled: Callable[[], bool]
    progress: Callable[[float], None]
    total: int
    done: int = 0

    def run(self, positions: IntArray, share: IntArray) -> tuple[npt.NDArray[np.int32], list[IntArray], bool]:
        counts = np.zeros(self.ground.shape, dtype=np.int32)
        pairs: list[IntArray] = []
        for start in range(0, len(share), BATCH):
            if self.cancelled():
                return counts, pairs, False
            batch = share[start : start + BATCH]
            for observer, seen in zip(batch, self._seen(positions[batch]), strict=True):
                window = self._window(positions[observer])
                counts[window] += seen
                if self.labels is not None:
                    found = np.unique(self.labels[window][seen])
                    found = found[found > 0]
                    pairs.append(np.column_stack([np.full(len(found), observer), found]).astype(np.intp))
            self.done += len(batch)
            self.progress(min(self.done / self.total, 1.0))
        return counts, pairs, True

    def _window(self, position: IntArray) -> tuple[slice, slice]:
        rows, columns = self.rings.reach
        row, column = int(position[0]), int(position[1])
        return slice(row, row + 2 * rows + 1), slice(column, column + 2 * columns + 1)

    def _seen(self, positions: IntArray) -> npt.NDArray[np.bool_]:
        """Return the windows of these observers as booleans, shape (observers, window rows, window
        columns)."""
        rings, sight = self.rings, self.sight
        ground = np.empty((len(rings.window), len(positions)))
        for i, position in enumerate(positions):
            window = self.ground[self._window(position)]
            ground[:, i] = window.ravel().take(rings.window)
        ground -= ground[0] + sight.observer_height_m
        ground -= (sight.curvature / sight.earth_diameter_m * rings.squared_m2)[:, None]
        seen = np.empty(ground.shape, dtype=bool)
        seen[: rings.starts[2]] = True
        for begin, end, previous in rings.steps:
            lowest = ground[previous].take(rings.diagonal[begin:end], axis=0)
            lowest *= rings.minor[begin:end]
            straight = ground[previous].take(rings.straight[begin:end], axis=0)
            straight *= rings.rest[begin:end]
            lowest += straight
            lowest /= rings.inner[begin:end]
            ring = ground[begin:end]
            np.less_equal(lowest, ring + sight.target_height_m, out=seen[begin:end])
            np.maximum(ring, lowest, out=ring)
        seen &= rings.inside[:, None]
        rows, columns = rings.reach
        shape = (len(positions), 2 * rows + 1, 2 * columns + 1)
        windows = np.zeros((shape[0], shape[1] * shape[2]), dtype=bool)
        windows[:, rings.window] = seen.T
        return windows.reshape(shape)

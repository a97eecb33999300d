"""Visible range 直观可视范围: how many observers see each cell of an elevation grid.

The line of sight follows the reference planes of Wang, Robinson and White ("Generating Viewsheds without
Using Sightlines", Photogrammetric Engineering & Remote Sensing 66 (2000) 87–90), the method of GDAL's
viewshed in its default *edge* mode: a cell's lowest visible height comes from two cells of the next inner
square ring alone. So a whole ring of many observers is one array operation.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .arrays import IntArray
from .errors import ObserverOutsideGridError
from .parallel import thread_count
from .sight_rings import sight_rings
from .sight_scan import Scan, ScanPart, padded

WATCH_S = 0.1
"""Seconds between two looks at the progress and the wish to stop."""

FloatGrid = npt.NDArray[np.float64]


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
    times: IntArray | None = None,
    workers: int | None = None,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> SeenCells:
    """Return which cells are seen, and from where.

    ``heights`` is a 2-D grid in metres in a projected CRS, NaN where there is no data, with cells of
    ``cell_size_m`` (width, height). ``observers`` is an (n, 2) array of rows and columns: each stands at
    the centre of its cell, and counts once, or ``times``. ``labels`` gives cells of interest a number above
    0. A cell counts as seen where its ground plus the target height is not below the line of sight. Raises
    :class:`ObserverOutsideGridError` for an observer outside the grid or over a cell without data.
    """
    positions = _checked(heights, np.asarray(observers, dtype=np.intp).reshape(-1, 2))
    rings = sight_rings(cell_size_m, sight.radius_m, max(heights.shape))
    scan = Scan(
        ground=padded(heights, rings.reach),
        labels=None if labels is None else np.pad(labels, rings.reach),
        rings=rings,
        drop_m=sight.curvature / sight.earth_diameter_m * rings.squared_m2,
        observer_height_m=sight.observer_height_m,
        target_height_m=sight.target_height_m,
        times=times,
    )
    parts = _watched(scan, positions, workers or thread_count(), progress, cancelled)
    inside = (
        slice(rings.reach, rings.reach + heights.shape[0]),
        slice(rings.reach, rings.reach + heights.shape[1]),
    )
    counts = np.zeros(heights.shape, dtype=np.int32)
    for part in parts:
        counts += part.counts[inside]
    counts[np.isnan(heights)] = 0
    pairs = [p for part in parts for p in part.pairs]
    return SeenCells(
        counts=counts,
        sightings=np.concatenate(pairs) if pairs else np.empty((0, 2), dtype=np.intp),
        complete=all(part.complete for part in parts),
    )


def _watched(
    scan: Scan,
    positions: IntArray,
    workers: int,
    progress: Callable[[float], None] | None,
    cancelled: Callable[[], bool] | None,
) -> list[ScanPart]:
    """Return what each worker found; progress and the wish to stop are asked on the calling thread alone."""
    if cancelled is not None and cancelled():
        scan.stop.set()
    shares = np.array_split(np.arange(len(positions)), workers)
    with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="sight") as pool:
        running = [pool.submit(scan.run, positions, share) for share in shares]
        try:
            while wait(running, timeout=WATCH_S).not_done:
                if cancelled is not None and cancelled():
                    scan.stop.set()
                if progress is not None:
                    progress(sum(scan.done) / max(len(positions), 1))
        finally:
            if not all(future.done() for future in running):
                scan.stop.set()
    return [future.result() for future in running]


def _checked(heights: FloatGrid, positions: IntArray) -> IntArray:
    outside = ((positions < 0) | (positions >= np.array(heights.shape))).any(axis=1)
    if outside.any():
        raise ObserverOutsideGridError(int(outside.sum()), "outside the elevation grid")
    blind = np.isnan(heights[positions[:, 0], positions[:, 1]])
    if blind.any():
        raise ObserverOutsideGridError(int(blind.sum()), "over cells without elevation")
    return positions

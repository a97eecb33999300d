"""A visible range of any extent: block after block of observers, each with the window of ground it needs."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt

from ..domain.progress import CancelledError
from .arrays import IntArray
from .cell_index import expanded
from .cell_sets import CellSet
from .elevation import ElevationRaster
from .sight_rings import SightRings, sight_rings
from .visible_range import SightLine, visible_range

BLOCK_CELLS = 512
"""Observers within so many rows and columns share one window of the ground."""

MOST_IN_MEMORY = 64_000_000
"""Cells of a grid that is counted in memory; a larger one is counted in a temporary file."""


@dataclass(kw_only=True)
class View:
    """What was seen of a grid, block by block.

    ``counts`` says how many observers see each cell. ``pairs`` has (observer, number of a unique cell) for
    each cell of interest that an observer sees. ``void`` marks the cells within reach that have no height.
    """

    counts: npt.NDArray[np.int32]
    pairs: list[IntArray] = field(default_factory=list)
    void: npt.NDArray[np.bool_] | None = None

    def add(self, other: View) -> None:
        """Add another view of the same grid; its pairs stay apart, as they number other observers."""
        self.counts += other.counts
        if other.void is not None:
            self.void = other.void if self.void is None else self.void | other.void

    def sightings(self) -> IntArray:
        """Return all pairs as an (n, 2) array."""
        return np.concatenate(self.pairs) if self.pairs else np.empty((0, 2), dtype=np.intp)

    @property
    def void_cells(self) -> int:
        """Return how many cells within reach have no height."""
        return 0 if self.void is None else int(np.count_nonzero(self.void))


def empty_counts(shape: tuple[int, int]) -> npt.NDArray[np.int32]:
    """Return counts of 0, in memory or, where that would be much, in a file that goes with the array."""
    if shape[0] * shape[1] <= MOST_IN_MEMORY:
        return np.zeros(shape, dtype=np.int32)
    return np.memmap(tempfile.TemporaryFile(), dtype=np.int32, mode="w+", shape=shape)


def look_from(
    raster: ElevationRaster,
    observers: IntArray,
    *,
    sight: SightLine,
    view: View,
    interest: CellSet | None = None,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Add to ``view``, whose counts have the shape of the raster's grid, what the observers see.

    ``observers`` are (n, 2) rows and columns of the grid, over cells with a height; those of one cell look
    once, and count as many. Raises
    :class:`~plugin.domain.progress.CancelledError` within a second of the wish, and
    :class:`~plugin.geometry.errors.ElevationError`.
    """
    stop, tell = cancelled or (lambda: False), progress or (lambda _: None)
    rings = sight_rings(raster.grid.cell_size_m, sight.radius_m, max(raster.grid.shape))
    done = 0
    for members in _blocks(observers):
        if stop():
            raise CancelledError
        window = _window(observers[members], rings.reach, raster.grid.shape)
        heights = raster.read(*window)
        first = np.flatnonzero(np.any(np.diff(observers[members], axis=0, prepend=-1) != 0, axis=1))
        times = np.diff(first, append=len(members))
        local = observers[members[first]] - [window[0].start, window[1].start]
        labels, numbers = _labels(interest, window)
        found = visible_range(
            heights,
            raster.grid.cell_size_m,
            local,
            sight=sight,
            labels=labels,
            times=times,
            progress=partial(_tell, tell, done / len(observers), len(members) / len(observers)),
            cancelled=stop,
        )
        if not found.complete:
            raise CancelledError
        view.counts[window] += found.counts
        if len(found.sightings):
            seen, label = found.sightings.T
            sighting, fellow = expanded(times[seen])
            seeing = members[first[seen[sighting]] + fellow]
            view.pairs.append(np.column_stack([seeing, numbers[label[sighting] - 1]]))
        _mark_voids(view, window, np.isnan(heights), local, rings, stop)
        done += len(members)


def _tell(tell: Callable[[float], None], before: float, part: float, share: float) -> None:
    tell(before + share * part)


def _mark_voids(
    view: View,
    window: tuple[slice, slice],
    void: npt.NDArray[np.bool_],
    observers: IntArray,
    rings: SightRings,
    stop: Callable[[], bool],
) -> None:
    """Mark the cells without data that lie within reach of an observer of the window.

    Raises CancelledError.
    """
    if not void.any():
        return
    side, reach = 2 * rings.reach + 1, rings.reach
    disc = (rings.place_of < len(rings)).reshape(side, side)
    within = np.zeros((void.shape[0] + 2 * reach, void.shape[1] + 2 * reach), dtype=bool)
    for row, column in observers:
        if stop():
            raise CancelledError
        within[row : row + side, column : column + side] |= disc
    if view.void is None:
        view.void = np.zeros(view.counts.shape, dtype=bool)
    view.void[window] |= void & within[reach : reach + void.shape[0], reach : reach + void.shape[1]]


def _blocks(observers: IntArray) -> list[IntArray]:
    """Return the indices of the observers of each block, nearest neighbours next to each other."""
    if not len(observers):
        return []
    row, column = observers.T
    wide = int(column.max()) // BLOCK_CELLS + 1
    block = row // BLOCK_CELLS * wide + column // BLOCK_CELLS
    order = np.argsort(block * BLOCK_CELLS**2 + row % BLOCK_CELLS * BLOCK_CELLS + column % BLOCK_CELLS)
    return np.split(order, np.flatnonzero(np.diff(block[order])) + 1)


def _window(observers: IntArray, reach: int, shape: tuple[int, int]) -> tuple[slice, slice]:
    low = np.maximum(observers.min(axis=0) - reach, 0)
    high = np.minimum(observers.max(axis=0) + reach + 1, shape)
    return slice(int(low[0]), int(high[0])), slice(int(low[1]), int(high[1]))


def _labels(
    interest: CellSet | None, window: tuple[slice, slice]
) -> tuple[npt.NDArray[np.int32] | None, IntArray]:
    """Return a grid of labels 1, 2 … for the cells of interest in the window, and the cell of each label."""
    none = np.zeros(0, dtype=np.intp)
    if interest is None:
        return None, none
    rows, columns = window
    row, column = interest.unique.T
    numbers = np.flatnonzero(
        (row >= rows.start) & (row < rows.stop) & (column >= columns.start) & (column < columns.stop)
    )
    if not len(numbers):
        return None, none
    labels = np.zeros((rows.stop - rows.start, columns.stop - columns.start), dtype=np.int32)
    labels[row[numbers] - rows.start, column[numbers] - columns.start] = np.arange(1, len(numbers) + 1)
    return labels, numbers

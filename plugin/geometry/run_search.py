"""Which runs are nearest to points, and which lie within a distance of them, found in cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .arrays import BoolArray, FloatArray, IntArray
from .cell_index import CellIndex, cell_index, even_cell_m, starts
from .chords import Chords, divided, enough_m
from .parallel import even_slices
from .segment_runs import SegmentRuns

CELLS_PER_RUN = 2.0
SAME_M = 1e-8
"""Distances that differ by less are equal: the first geometry wins."""

_RINGS = (0, 1, 2, 3, 4, 6, 8, 11, 15, 20, 28, 40, 60, 90, 130, 200)
"""How many cells around a point's own are looked through, until some run is found."""

MOST_ROWS = 48
MOST_LOOKED_AT = 400
"""Rows of cells, and runs in them, that are looked at for one point, times the patience there is with it."""

MOST_PAIRS = 500_000
"""Pairs of point and chord that are measured in one go: some ten numbers each are held."""


@dataclass(frozen=True, kw_only=True)
class NearRuns:
    """Pairs of point and run, which side of the run is nearest, and the squared distance in m²."""

    point: IntArray
    run: IntArray
    side: IntArray
    squared_gap: FloatArray

    def __getitem__(self, index: IntArray) -> NearRuns:
        return NearRuns(**{name: array[index] for name, array in vars(self).items()})


@dataclass(frozen=True, kw_only=True)
class RunGrid:
    """Runs, by the cells in which the middles of their chords lie; ``chords`` are sorted by cell.

    No chord reaches more than ``overhang_m`` from its middle along x or y.
    """

    runs: SegmentRuns
    chords: Chords
    cells: CellIndex
    overhang_m: float

    def nearest(self, x: FloatArray, y: FloatArray, *, patience: int = 1) -> NearRuns:
        """Return for points their nearest runs, of runs equally near one of the first geometry.

        Points have none that are so far away, or near so many runs, that it takes more than ``patience``.
        """
        ring = self._rings(x, y, patience)
        known = np.flatnonzero(ring >= 0)
        x, y = x[known], y[known]
        reach = self._enough(x, y, ring[known])
        point, chord, few = self._within_circle(x, y, reach, patience)
        run = self.chords.run[chord]
        gap, side = self.runs.squared_gaps(run, x[point], y[point])
        best = first_of_nearest(point, gap, self.runs.owner[run])
        return NearRuns(point=known[few], run=run[best], side=side[best], squared_gap=gap[best])

    def _rings(self, x: FloatArray, y: FloatArray, patience: int) -> IntArray:
        """Return how many cells around each point's own have few runs, but some; −1 where none do."""
        ring_of = np.full(len(x), -1, dtype=np.intp)
        column, row = self.cells.column(x), self.cells.row(y)
        outside = self.cells.outside(column, row)
        rest = np.arange(len(x))
        for ring in _RINGS:
            out = outside + ring
            seen = self.cells.count(column - out, row - out, column + out, row + out)
            few = np.flatnonzero((seen > 0) & (seen <= MOST_LOOKED_AT * patience))
            ring_of[rest[few]] = out[few]
            empty = np.flatnonzero(seen == 0)
            rest, column, row, outside = rest[empty], column[empty], row[empty], outside[empty]
            if not len(rest) or 2 * ring > MOST_ROWS * patience:
                break
        return ring_of

    def _enough(self, x: FloatArray, y: FloatArray, ring: IntArray) -> FloatArray:
        """Return a distance in metres within which each point has a run, a short one: one of its square."""
        column, row = self.cells.column(x), self.cells.row(y)
        point, line = self.cells.rows_of(row - ring, row + ring)
        point, chord = self.cells.places(point, line, (column - ring)[point], (column + ring)[point])
        most = self.chords.gaps(chord, x[point], y[point])
        most += self.chords.stray[chord]
        return np.asarray(np.minimum.reduceat(most, starts(point))) + SAME_M

    def _within_circle(
        self, x: FloatArray, y: FloatArray, reach: FloatArray, patience: int
    ) -> tuple[IntArray, IntArray, BoolArray]:
        """Return pairs of point and chord whose run may be the nearest, and which points have pairs.

        Points are numbered as given; those whose circle holds too much have none. Narrows ``reach``.
        """
        cells, out = self.cells, reach + self.overhang_m
        south, north = cells.row(y - out), cells.row(y + out)
        few = np.minimum(north, cells.rows - 1) - np.maximum(south, 0) < MOST_ROWS * patience
        seen = cells.count(cells.column(x - out), south, cells.column(x + out), north)
        few &= seen <= MOST_LOOKED_AT * patience
        kept = np.flatnonzero(few)
        asker, row = cells.rows_of(south[kept], north[kept])
        point = kept[asker]
        west, east = self._stretch_of_circle(row, x[point], y[point], reach[point])
        point, chord = cells.places(point, row, west, east)
        gap, stray = self.chords.gaps(chord, x[point], y[point]), self.chords.stray[chord]
        reach[kept] = np.minimum(np.minimum.reduceat(gap + stray, starts(point)) + SAME_M, reach[kept])
        near = np.flatnonzero(gap - stray <= reach[point])
        return point[near], chord[near], few

    def _stretch_of_circle(
        self, row: IntArray, x: FloatArray, y: FloatArray, reach: FloatArray
    ) -> tuple[IntArray, IntArray]:
        """Return the first and last column in which a circle widened by the overhang meets a row."""
        south = self.cells.south + row * self.cells.cell_m
        away = np.maximum(south - y, y - south - self.cells.cell_m) - self.overhang_m
        np.maximum(away, 0.0, out=away)
        half = np.sqrt(np.maximum(reach * reach - away * away, 0.0)) + self.overhang_m
        return self.cells.column(x - half), self.cells.column(x + half)


def run_grid(runs: SegmentRuns, chords: Chords) -> RunGrid:
    """Return the grid of runs, of which there is at least one, and their chords."""
    cell = enough_m(chords, even_cell_m(chords.x, chords.y, len(runs) * CELLS_PER_RUN))
    chords = divided(chords, runs, cell)
    cells = cell_index(chords.x, chords.y, cell)
    return RunGrid(
        runs=runs, chords=chords[cells.order], cells=cells, overhang_m=float(chords.overhang().max())
    )


@dataclass(frozen=True, kw_only=True)
class PointCells:
    """Points of a plane sorted by cell, so that neighbours are so in memory; ``origin`` is their index."""

    x: FloatArray
    y: FloatArray
    origin: IntArray
    cells: CellIndex

    def near(self, runs: SegmentRuns, chords: Chords, reach: FloatArray) -> NearRuns:
        """Return the pairs of point and run within reach, one distance in metres for each chord.

        Points are numbered as sorted.
        """
        out = chords.overhang() + reach
        west, east = self.cells.column(chords.x - out), self.cells.column(chords.x + out)
        south, north = self.cells.row(chords.y - out), self.cells.row(chords.y + out)
        seen = self.cells.count(west, south, east, north)
        near = np.flatnonzero(seen)
        found = []
        for part in even_slices(seen[near], MOST_PAIRS):
            asker, row = self.cells.rows_of(south[near[part]], north[near[part]])
            chord = near[part][asker]
            chord, point = self.cells.places(chord, row, west[chord], east[chord])
            found.append(self._within(runs, chords, reach, chord, point))
        return joined(found) if found else NONE_NEAR

    def _within(
        self, runs: SegmentRuns, chords: Chords, reach: FloatArray, chord: IntArray, point: IntArray
    ) -> NearRuns:
        """Return those pairs of chord and point that lie within the chord's reach."""
        least = chords.gaps(chord, self.x[point], self.y[point]) - chords.stray[chord]
        close = np.flatnonzero(least <= reach[chord])
        chord, point = chord[close], point[close]
        run = chords.run[chord]
        gap, side = runs.squared_gaps(run, self.x[point], self.y[point])
        close = np.flatnonzero(gap <= reach[chord] ** 2)
        return NearRuns(point=point[close], run=run[close], side=side[close], squared_gap=gap[close])


def point_cells(x: FloatArray, y: FloatArray) -> PointCells:
    """Return points, of which there is at least one, sorted into about as many cells."""
    cells = cell_index(x, y, even_cell_m(x, y, len(x)))
    return PointCells(x=x[cells.order], y=y[cells.order], origin=cells.order, cells=cells)


_NOBODY = np.empty(0, dtype=np.intp)
NONE_NEAR = NearRuns(point=_NOBODY, run=_NOBODY, side=_NOBODY, squared_gap=np.empty(0))


def joined(found: Sequence[NearRuns]) -> NearRuns:
    """Return the pairs of all."""
    return NearRuns(**{name: np.concatenate([vars(f)[name] for f in found]) for name in vars(found[0])})


def first_of_nearest(asker: IntArray, gap: FloatArray, owner: IntArray) -> IntArray:
    """Return for each asker its pair of least squared gap, that of the first owner where several have it.

    Pairs are sorted by asker.
    """
    begin = starts(asker)
    if not len(begin):
        return begin
    size = np.diff(begin, append=len(asker))
    bound = np.repeat((np.sqrt(np.minimum.reduceat(gap, begin)) + SAME_M) ** 2, size)
    near = np.flatnonzero(gap <= bound)
    begin = starts(asker[near])
    first = np.repeat(np.minimum.reduceat(owner[near], begin), np.diff(begin, append=len(near)))
    near = near[owner[near] == first]
    return np.asarray(near[starts(asker[near])])

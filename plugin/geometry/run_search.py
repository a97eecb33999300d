"""Which runs are nearest to points, and which lie within a distance of them, found in cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .arrays import BoolArray, FloatArray, IntArray
from .cell_index import CellIndex, cell_index, even_cell_m, order_of, ranges, rings_to_filled, starts
from .chords import SLACK, Chords, SingleArray, divided, enough_m
from .parallel import even_slices
from .segment_runs import SegmentRuns

CELLS_PER_CHORD = 2.0
SAME_M = 1e-8
"""Distances that differ by less are equal: the first geometry wins."""

MOST_RINGS = 60
"""How many cells around a point's own are looked through, until some chord is found."""

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

    No chord reaches more than ``overhang_m`` from its middle along x or y. ``singles`` are the chords of the
    runs one by one; ``empty_rings`` says for each cell how many rings around it are empty.
    """

    runs: SegmentRuns
    singles: Chords
    chords: Chords
    cells: CellIndex
    empty_rings: npt.NDArray[np.uint8]
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
        point, run = self._closest(point, chord, x, y)
        gap, side = self.runs.squared_gaps(run, x[point], y[point])
        best = first_of_nearest(point, gap, self.runs.owner[run])
        return NearRuns(point=known[few], run=run[best], side=side[best], squared_gap=gap[best])

    def _rings(self, x: FloatArray, y: FloatArray, patience: int) -> IntArray:
        """Return how many cells around each point's own have few chords, but some; -1 where none do."""
        column, row = self.cells.column(x), self.cells.row(y)
        empty = self.empty_rings[self.cells.cell(column, row)]
        ring = self.cells.outside(column, row) + empty
        seen = self.cells.count(column - ring, row - ring, column + ring, row + ring)
        few = (seen > 0) & (seen <= MOST_LOOKED_AT * patience) & (empty <= MOST_ROWS * patience // 2)
        return np.where(few, ring, -1)

    def _enough(self, x: FloatArray, y: FloatArray, ring: IntArray) -> FloatArray:
        """Return a distance in metres within which each point has a run, a short one: one of its square."""
        column, row = self.cells.column(x), self.cells.row(y)
        point, line = self.cells.rows_of(row - ring, row + ring)
        begin, count = self.cells.stretches(line, (column - ring)[point], (column + ring)[point])
        line, chord = ranges(begin, count)
        most = self.chords.gaps(chord, x[point][line], y[point][line])
        most += self.chords.stray[chord]
        first = (np.cumsum(count) - count)[starts(point)]
        return np.asarray(np.minimum.reduceat(most, first) * SLACK, dtype=float)

    def _within_circle(
        self, x: FloatArray, y: FloatArray, reach: FloatArray, patience: int
    ) -> tuple[IntArray, IntArray, BoolArray]:
        """Return pairs of point and chord of which some run may be the nearest, and which points have pairs.

        Points are numbered as given; those whose circle holds too much have none.
        """
        cells, out = self.cells, reach + self.overhang_m
        south, north = cells.row(y - out), cells.row(y + out)
        few = np.minimum(north, cells.rows - 1) - np.maximum(south, 0) < MOST_ROWS * patience
        seen = cells.count(cells.column(x - out), south, cells.column(x + out), north)
        few &= seen <= MOST_LOOKED_AT * patience
        kept = np.flatnonzero(few)
        asker, row = cells.rows_of(south[kept], north[kept])
        point = kept[asker]
        x, y, reach = x[point], y[point], reach[point]
        west, east = self._stretch_of_circle(row, x, y, reach)
        line, chord = ranges(*cells.stretches(row, west, east))
        least = self.chords.gaps(chord, x[line], y[line])
        least -= self.chords.stray[chord]
        near = np.flatnonzero(least <= reach.astype(np.float32)[line])
        return point[line[near]], chord[near], few

    def _closest(
        self, point: IntArray, chord: IntArray, x: FloatArray, y: FloatArray
    ) -> tuple[IntArray, IntArray]:
        """Return of pairs of point and chord, sorted by point, those of point and run that may be nearest."""
        run, gap, stray = runs_of(self.chords, self.singles, chord, x[point], y[point])
        begin = starts(point)
        if not len(begin):
            return point, chord
        reach = np.minimum.reduceat((gap + stray).min(axis=0), begin) * SLACK
        gap -= stray
        near = gap <= np.repeat(reach, np.diff(begin, append=len(point)))
        place, number = np.nonzero(near.T)
        return point[place], run[number, place]

    def _stretch_of_circle(
        self, row: IntArray, x: FloatArray, y: FloatArray, reach: FloatArray
    ) -> tuple[IntArray, IntArray]:
        """Return the first and last column in which a circle widened by the overhang meets a row."""
        south = self.cells.south + row * self.cells.cell_m
        away = np.maximum(south - y, y - south - self.cells.cell_m) - self.overhang_m
        np.maximum(away, 0.0, out=away)
        half = np.sqrt(np.maximum(reach * reach - away * away, 0.0)) + self.overhang_m
        return self.cells.column(x - half), self.cells.column(x + half)


def runs_of(
    chords: Chords, singles: Chords, chord: IntArray, x: FloatArray, y: FloatArray
) -> tuple[IntArray, SingleArray, SingleArray]:
    """Return the runs of each chord one below the other, the gaps of their own chords, and their strays.

    Of a chord with fewer runs the gap of what is not there is infinite.
    """
    first, count = chords.run[chord], chords.count[chord]
    number = np.arange(int(count.max(initial=1)))[:, None]
    run = first + np.minimum(number, count - 1)
    gap = singles.gaps(run, x, y)
    gap[number >= count] = np.inf
    return run, gap, singles.stray[run]


def run_grid(runs: SegmentRuns, singles: Chords, chords: Chords) -> RunGrid:
    """Return the grid of runs, of which there is at least one; ``singles`` are the chords of one run each."""
    cell = enough_m(chords, even_cell_m(chords.x, chords.y, len(chords) * CELLS_PER_CHORD))
    chords = divided(chords, singles, runs, cell)
    cells = cell_index(chords.x, chords.y, cell)
    return RunGrid(
        runs=runs,
        singles=singles,
        chords=chords[cells.order],
        cells=cells,
        empty_rings=rings_to_filled(cells, MOST_RINGS),
        overhang_m=float(chords.overhang().max()),
    )


@dataclass(frozen=True, kw_only=True)
class PointCells:
    """Points of a plane sorted by cell, so that neighbours are so in memory; ``origin`` is their index."""

    x: FloatArray
    y: FloatArray
    origin: IntArray
    cells: CellIndex

    def near(self, runs: SegmentRuns, singles: Chords, chords: Chords, reach: FloatArray) -> NearRuns:
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
            line, point = ranges(*self.cells.stretches(row, west[chord], east[chord]))
            found.append(self._within(runs, singles, chords, reach, chord[line], point))
        return joined(found) if found else NONE_NEAR

    def _within(
        self,
        runs: SegmentRuns,
        singles: Chords,
        chords: Chords,
        reach: FloatArray,
        chord: IntArray,
        point: IntArray,
    ) -> NearRuns:
        """Return those pairs of chord and point that lie within the chord's reach."""
        least = chords.gaps(chord, self.x[point], self.y[point])
        least -= chords.stray[chord]
        at_most = np.asarray(reach * SLACK, dtype=np.float32)
        close = np.flatnonzero(least <= at_most[chord])
        chord, point = chord[close], point[close]
        run, gap, stray = runs_of(chords, singles, chord, self.x[point], self.y[point])
        near = np.flatnonzero(gap - stray <= at_most[chord])
        near = near[self._may_be_nearest(point, runs.owner[chords.run[chord]], gap, stray, near)]
        place = near % max(len(chord), 1)
        chord, point, run = chord[place], point[place], run.ravel()[near]
        squared, side = runs.squared_gaps(run, self.x[point], self.y[point])
        close = np.flatnonzero(squared <= reach[chord] ** 2)
        return NearRuns(point=point[close], run=run[close], side=side[close], squared_gap=squared[close])

    def _may_be_nearest(
        self, point: IntArray, owner: IntArray, gap: SingleArray, stray: SingleArray, near: IntArray
    ) -> IntArray:
        """Return which of the pairs of point and run ``near`` may be the nearest of a point and a geometry.

        Points and owners are those of the columns of ``gap`` and ``stray``.
        """
        if not len(near):
            return near
        place = near % len(point)
        lowest, highest = int(owner.min()), int(owner.max())
        key = (owner[place] - lowest) * len(self.x) + point[place]
        order = order_of(key, (highest - lowest + 1) * len(self.x))
        begin = starts(key[order])
        gap, stray = gap.ravel()[near[order]], stray.ravel()[near[order]]
        enough = np.minimum.reduceat(gap + stray, begin) * SLACK
        return order[gap - stray <= np.repeat(enough, np.diff(begin, append=len(order)))]


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

"""Points, lines and outlines in a plane as runs of a few sides, and how far points are from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from .arrays import FloatArray, GeometryArray, IntArray
from .cell_index import expanded
from .repair import exploded

RUN_SIDES = 8
"""Sides of a run: longer ones stray more from their chords, shorter ones are more to look through."""

BLOCK = 1024
"""Runs whose sides are looked at in one go: as many as the processor's cache holds."""

_PLACES = np.arange(RUN_SIDES + 1)[:, None]
_ROWS = np.arange(RUN_SIDES)[:, None]

_NO_LENGTH = 1e-300
"""Stands for the length of a side without length, so that a share of it becomes 0 and not NaN."""


@dataclass(frozen=True, kw_only=True)
class SegmentRuns:
    """Runs of at most ``RUN_SIDES`` sides; ``x`` and ``y`` are the positions of all in metres.

    Run ``i`` goes from position ``begin[i]`` to ``end[i]``, both its own, and belongs to geometry
    ``owner[i]``. A point is a run whose two ends are one.
    """

    x: FloatArray
    y: FloatArray
    begin: IntArray
    end: IntArray
    owner: IntArray

    def __len__(self) -> int:
        return len(self.begin)

    def squared_gaps(self, run: IntArray, x: FloatArray, y: FloatArray) -> tuple[FloatArray, IntArray]:
        """Return the squared distance in m² of each run from its point, and which of its sides is that near.

        Of several sides the first.
        """
        squared, nearest = np.empty(len(run)), np.empty(len(run), dtype=np.intp)
        for start in range(0, len(run), BLOCK):
            block = slice(start, start + BLOCK)
            some = run[block]
            vertex = np.minimum(self.begin[some] + _PLACES, self.end[some])
            all_x, all_y = self.x[vertex], self.y[vertex]
            gap, _ = _squared_gaps(
                x[block] - all_x[:-1],
                y[block] - all_y[:-1],
                all_x[1:] - all_x[:-1],
                all_y[1:] - all_y[:-1],
            )
            squared[block], nearest[block] = _least(gap)
        return squared, nearest

    def crossings(self, run: IntArray, x: FloatArray, y: FloatArray) -> IntArray:
        """Return how many sides of each run the way east from its point crosses.

        A side has its lower end, not its upper one.
        """
        result = np.empty(len(run), dtype=np.intp)
        for start in range(0, len(run), BLOCK):
            block = slice(start, start + BLOCK)
            some = run[block]
            vertex = np.minimum(self.begin[some] + _PLACES, self.end[some])
            all_x, all_y = self.x[vertex] - x[block], self.y[vertex] - y[block]
            above = all_y > 0
            dx, dy = all_x[1:] - all_x[:-1], all_y[1:] - all_y[:-1]
            east = (all_x[:-1] * dy > all_y[:-1] * dx) == (dy > 0)
            east &= above[1:] != above[:-1]
            east.sum(axis=0, out=result[block])
        return result

    def feet(
        self, run: IntArray, side: IntArray, x: FloatArray, y: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Return the position on a side of each run that is nearest to its point."""
        begin = self.begin[run] + side
        end = np.minimum(begin + 1, self.end[run])
        from_x, from_y = self.x[begin], self.y[begin]
        dx, dy = self.x[end] - from_x, self.y[end] - from_y
        _, share = _squared_gaps(x - from_x, y - from_y, dx, dy)
        return from_x + share * dx, from_y + share * dy

    def deviation(self) -> FloatArray:
        """Return how many metres each run strays from the straight line between its ends, at most."""
        result = np.empty(len(self))
        for start in range(0, len(self), BLOCK):
            block = slice(start, start + BLOCK)
            begin, end = self.begin[block], self.end[block]
            inner = np.minimum(begin + np.arange(1, RUN_SIDES)[:, None], end)
            x, y = self.x[begin], self.y[begin]
            gap, _ = _squared_gaps(self.x[inner] - x, self.y[inner] - y, self.x[end] - x, self.y[end] - y)
            gap.max(axis=0, out=result[block])
        return np.sqrt(result)


def _squared_gaps(
    away_x: FloatArray, away_y: FloatArray, dx: FloatArray, dy: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the squared gap in m² of points from sides, and at which share of the side it is.

    ``away_x`` and ``away_y`` lead from the side's begin to the point, and are used up; ``dx`` and ``dy`` to
    its end.
    """
    length = dx * dx
    length += dy * dy
    np.maximum(length, _NO_LENGTH, out=length)
    share = away_x * dx
    product = away_y * dy
    share += product
    share /= length
    np.minimum(share, 1.0, out=share)
    np.maximum(share, 0.0, out=share)
    away_x -= np.multiply(share, dx, out=product)
    away_y -= np.multiply(share, dy, out=product)
    away_x *= away_x
    away_y *= away_y
    away_x += away_y
    return away_x, share


def _least(gap: FloatArray) -> tuple[FloatArray, IntArray]:
    """Return the least of the squared gaps in each column, and in which row the first of it is.

    Numbers that are not negative are in order as their bits are; the last three give way to the row's number.
    `argmin` along columns takes as long as all the rest.
    """
    bits = gap.view(np.int64)
    bits &= -RUN_SIDES
    bits |= _ROWS
    least = gap.min(axis=0)
    bits = least.view(np.int64)
    row = bits & (RUN_SIDES - 1)
    bits &= -RUN_SIDES
    return least, row


def segment_runs(planar: GeometryArray) -> SegmentRuns:
    """Return the runs of planar geometries of any type; None and empty ones have none."""
    parts, owner = exploded(planar)
    areal = shapely.get_dimensions(parts) == 2
    rings, polygon = shapely.get_rings(parts[areal], return_index=True)
    edges = np.concatenate([parts[~areal], rings])
    owner = np.concatenate([owner[~areal], owner[areal][polygon]])
    xy = shapely.get_coordinates(edges)
    counts = np.asarray(shapely.get_num_coordinates(edges), dtype=np.intp)
    return runs_between(np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1]), counts, owner)


def runs_between(x: FloatArray, y: FloatArray, counts: IntArray, owner: IntArray) -> SegmentRuns:
    """Return the runs of edges one after another, each of ``counts`` positions and of its ``owner``."""
    edge, begin, end = even_parts(counts - 1, RUN_SIDES)
    first = (np.cumsum(counts) - counts)[edge]
    return SegmentRuns(x=x, y=y, begin=first + begin, end=first + end, owner=owner[edge])


def even_parts(counts: IntArray, most: int) -> tuple[IntArray, IntArray, IntArray]:
    """Return parts of ranges of ``counts``, as even as can be: whose each is, where it begins and ends.

    None is longer than ``most``; a range of nothing is one part of nothing.

    >>> [a.tolist() for a in even_parts(np.array([0, 5]), 4)]
    [[0, 1, 1], [0, 0, 2], [0, 2, 5]]
    """
    parts = np.maximum(-(-counts // most), 1)
    owner, number = expanded(parts)
    return owner, number * counts[owner] // parts[owner], (number + 1) * counts[owner] // parts[owner]

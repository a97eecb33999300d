"""Straight pieces that stand for runs of sides: how far a run is from a point, to within what it strays.

What only rules out is computed in single precision, in half the time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .arrays import FloatArray, IntArray
from .cell_index import expanded, ranges
from .segment_runs import SegmentRuns, even_parts

SingleArray = npt.NDArray[np.float32]

SLACK = 1 + 4e-6
"""What a bound found by adding gap and stray is multiplied by, lest something be lost by rounding."""

_ROUNDED = 1e-6
"""Share of a gap or a chord by which its gap may be wrong, and metres added to every stray."""


@dataclass(frozen=True, kw_only=True)
class Chords:
    """For each chord the runs it stands for, its middle, half of its way from end to end, and its stray.

    It stands for ``count`` runs from ``run`` on, which follow one another. Between them and their chord lie
    at most ``stray`` metres, from either to the other, rounding included. The way is a unit vector
    (``along_x``, ``along_y``) and half a length in metres.
    """

    run: IntArray
    count: IntArray
    x: FloatArray
    y: FloatArray
    along_x: SingleArray
    along_y: SingleArray
    half: SingleArray
    stray: SingleArray

    def __len__(self) -> int:
        return len(self.run)

    def __getitem__(self, index: IntArray | slice) -> Chords:
        return Chords(**{name: array[index] for name, array in vars(self).items()})

    def overhang(self) -> FloatArray:
        """Return how many metres each chord and its run reach from the middle, along x or y, at most."""
        reach = self.half * np.maximum(np.abs(self.along_x), np.abs(self.along_y)) + self.stray
        return np.asarray(reach, dtype=float)

    def gaps(self, chord: IntArray, east: FloatArray, north: FloatArray) -> SingleArray:
        """Return the distance in metres of each chord from its point."""
        x = np.asarray(east - self.x[chord], dtype=np.float32)
        y = np.asarray(north - self.y[chord], dtype=np.float32)
        along_x, along_y, half = self.along_x[chord], self.along_y[chord], self.half[chord]
        along = x * along_x
        along += y * along_y
        np.minimum(along, half, out=along)
        np.maximum(along, np.negative(half, out=half), out=along)
        x -= np.multiply(along, along_x, out=along_x)
        y -= np.multiply(along, along_y, out=along_y)
        x *= x
        y *= y
        x += y
        return np.sqrt(x, out=x)


def chords_of(runs: SegmentRuns) -> Chords:
    """Return one chord for each run."""
    return _between(
        np.arange(len(runs), dtype=np.intp),
        np.ones(len(runs), dtype=np.intp),
        (runs.x[runs.begin], runs.y[runs.begin]),
        (runs.x[runs.end], runs.y[runs.end]),
        runs.deviation(),
    )


def bundled(chords: Chords, runs: SegmentRuns, most: int) -> Chords:
    """Return chords that stand for up to ``most`` runs each of the same line, as even as can be.

    ``chords`` are those of the runs.
    """
    if not len(runs):
        return chords
    fresh = np.concatenate([[0], np.flatnonzero(runs.begin[1:] != runs.end[:-1]) + 1, [len(runs)]])
    line, begin, end = even_parts(np.diff(fresh), most)
    begin += fresh[line]
    end += fresh[line]
    way = _between(
        begin,
        end - begin,
        (runs.x[runs.begin[begin]], runs.y[runs.begin[begin]]),
        (runs.x[runs.end[end - 1]], runs.y[runs.end[end - 1]]),
        np.maximum.reduceat(chords.stray, begin),
    )
    bundle = np.repeat(np.arange(len(begin)), end - begin)
    aside = way.gaps(bundle, runs.x[runs.end], runs.y[runs.end])
    way.stray[:] += np.maximum.reduceat(aside, begin) * SLACK
    return way


def enough_m(chords: Chords, wanted_m: float) -> float:
    """Return the shortest reach, from ``wanted_m`` on, that does not make some ten pieces of every chord."""
    return max(wanted_m, float(chords.overhang().sum()) / (8 * len(chords) + 64))


def divided(chords: Chords, singles: Chords, runs: SegmentRuns, most_m: float) -> Chords:
    """Return the chords, those that reach more than ``most_m`` from their middle replaced by shorter ones.

    Of several runs each has its own, one of ``singles``; of a run each side, or several that lie end to end
    on it.
    """
    long = (chords.overhang() > most_m) & (chords.count > 1)
    if long.any():
        _, run = ranges(chords.run[long], chords.count[long])
        chords = _joined(chords[np.flatnonzero(~long)], singles[run])
    long = chords.overhang() > most_m
    if not long.any():
        return chords
    run = chords.run[long]
    number, side = expanded(np.maximum(runs.end[run] - runs.begin[run], 1))
    run = run[number]
    start = runs.begin[run] + side
    stop = np.minimum(start + 1, runs.end[run])
    x, y = runs.x[start], runs.y[start]
    dx, dy = runs.x[stop] - x, runs.y[stop] - y
    count = np.maximum(np.ceil(np.maximum(np.abs(dx), np.abs(dy)) / (2 * most_m)), 1).astype(np.intp)
    side, piece = expanded(count)
    begin, end = piece / count[side], (piece + 1) / count[side]
    pieces = _between(
        run[side],
        np.ones(len(side), dtype=np.intp),
        (x[side] + begin * dx[side], y[side] + begin * dy[side]),
        (x[side] + end * dx[side], y[side] + end * dy[side]),
        np.zeros(len(side)),
    )
    return _joined(chords[np.flatnonzero(~long)], pieces)


def _joined(some: Chords, others: Chords) -> Chords:
    return Chords(
        **{name: np.concatenate([part, getattr(others, name)]) for name, part in vars(some).items()}
    )


def _between(
    run: IntArray,
    count: IntArray,
    begin: tuple[FloatArray, FloatArray],
    end: tuple[FloatArray, FloatArray],
    stray: FloatArray | SingleArray,
) -> Chords:
    dx, dy = end[0] - begin[0], end[1] - begin[1]
    length = np.hypot(dx, dy)
    unit = np.where(length > 0, length, 1.0)
    return Chords(
        run=run,
        count=count,
        x=(begin[0] + end[0]) / 2,
        y=(begin[1] + end[1]) / 2,
        along_x=np.asarray(dx / unit, dtype=np.float32),
        along_y=np.asarray(dy / unit, dtype=np.float32),
        half=np.asarray(length / 2, dtype=np.float32),
        stray=np.asarray(stray * SLACK + (length + 1) * _ROUNDED, dtype=np.float32),
    )

"""Where the sides of closed curves cross, found in numpy and without a doubt.

Sides lie in runs of eight along their curve, runs in the cells of a grid. Runs that share a cell are compared
by their envelopes, their sides by on which side of the other each ends. Where an end lies on another side,
but for a hundredth of a micrometre, nothing is decided: the curves are in doubt.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .arrays import BoolArray, FloatArray, IntArray
from .line_pieces import ranges

LEAST_GAP_M = 1e-8
"""What is nearer to something else than this is in doubt. Far above rounding, far below what can be seen."""

SIDES = 8
"""Sides of a run."""

_MOST_CELLS = 6
"""Cells that the envelope of a run may touch on average."""

_MOST_SHARED = 15
"""Pairs of runs in one cell for each run: above that a union is quicker, and needs less memory."""

_MOST_BEND = 2.0
"""How far unit vectors along a way that crosses itself step at least in sum: it turns by π, and a step is no
shorter than 2 / π of the angle."""


@dataclass(frozen=True)
class Curves:
    """Closed curves in plane metres near the origin: ``x``, ``y`` of all, and ``size`` positions of each.

    The last position of a curve is its first. A side is named by the position where it begins.
    """

    x: FloatArray
    y: FloatArray
    size: IntArray

    @property
    def first(self) -> IntArray:
        """Where each curve begins among the positions."""
        return np.asarray(np.cumsum(self.size) - self.size, dtype=np.intp)


@dataclass(frozen=True)
class Crossings:
    """Pairs of sides that cross: ``side`` and ``other``, and how far along each, from 0 to 1.

    ``enters`` says that ``side`` comes to the right of ``other``. ``doubtful`` are positions near which
    nothing could be decided.
    """

    side: IntArray
    other: IntArray
    share: FloatArray
    other_share: FloatArray
    enters: BoolArray
    doubtful: IntArray


@dataclass(frozen=True)
class Runs:
    """Runs of sides: the position where each begins and ends, its envelope, and the cells that they lie in.

    ``cell`` ascends; ``run`` is the run of each entry. A cell is row × ``columns`` + column.
    """

    begin: IntArray
    end: IntArray
    west: FloatArray
    south: FloatArray
    east: FloatArray
    north: FloatArray
    cell: IntArray
    run: IntArray
    corner: FloatArray
    step: float
    columns: int

    def place_of(self, x: FloatArray, y: FloatArray) -> tuple[IntArray, IntArray]:
        """Return the row and the column of the cell that each position lies in."""
        row, column = (y - self.corner[1]) * (1 / self.step), (x - self.corner[0]) * (1 / self.step)
        return row.astype(np.intp), column.astype(np.intp)


def runs_of(curves: Curves) -> Runs:
    """Return the sides of curves in runs of eight, each in every cell that its envelope touches."""
    last = curves.first + curves.size - 1
    number, curve = ranges(np.zeros(len(last), dtype=np.intp), -(-(curves.size - 1) // SIDES))
    begin = curves.first.take(curve) + number * SIDES
    end = np.minimum(begin + SIDES, last.take(curve))
    places = _places(begin, end)
    x, y = curves.x.take(places), curves.y.take(places)
    west, south = x.min(axis=0) - LEAST_GAP_M, y.min(axis=0) - LEAST_GAP_M
    east, north = x.max(axis=0) + LEAST_GAP_M, y.max(axis=0) + LEAST_GAP_M
    corner = np.array([west.min(), south.min()])
    step = float((east - west + north - south).mean())
    none = np.empty(0, dtype=np.intp)
    runs = Runs(begin, end, west, south, east, north, none, none, corner, step, 0)
    while _cells_touched(runs) > _MOST_CELLS * len(begin):
        runs = replace(runs, step=2 * runs.step)
    return _in_cells(runs)


def _places(begin: IntArray, end: IntArray) -> IntArray:
    """Return the positions of runs, a column for each; that of the end is repeated where a run is short."""
    return np.minimum(begin + np.arange(SIDES + 1)[:, None], end)


def _cells_touched(runs: Runs) -> float:
    wide, tall = (runs.east - runs.west) / runs.step + 1, (runs.north - runs.south) / runs.step + 1
    return float((wide * tall).sum())


def _in_cells(runs: Runs) -> Runs:
    """Return the runs with their cells."""
    low, left = runs.place_of(runs.west, runs.south)
    high, right = runs.place_of(runs.east, runs.north)
    wide = right - left + 1
    columns = int(right.max()) + 1
    entry, run = ranges(np.zeros(len(wide), dtype=np.intp), wide * (high - low + 1))
    row, column = np.divmod(entry, wide.take(run))
    cell = row * columns + column + (low * columns + left).take(run)
    cell, run = np.divmod(np.sort(cell * len(wide) + run), len(wide))
    return replace(runs, cell=cell, run=run, columns=columns)


def crossings_of(curves: Curves, runs: Runs) -> Crossings | None:
    """Return every crossing of two sides, each pair once; None where curves lie many deep."""
    shared = np.diff(np.flatnonzero(np.diff(runs.cell, prepend=-1, append=-1)))
    if (shared * (shared - 1)).sum() > 2 * _MOST_SHARED * len(runs.begin):
        return None
    a, b = _meeting(runs)
    bent_a, bent_b = _bent(curves, runs)
    a, b = np.concatenate([a, bent_a]), np.concatenate([b, bent_b])
    return _crossing(curves, *_pairs_of_sides(curves, runs, a, b))


def _meeting(runs: Runs) -> tuple[IntArray, IntArray]:
    """Return pairs of runs whose envelopes meet, but for neighbours along a curve."""
    found_a, found_b = [], []
    here = np.arange(len(runs.cell) - 1)
    for further in range(1, len(runs.cell)):
        here = here[: np.searchsorted(here, len(runs.cell) - further)]
        here = here[runs.cell.take(here + further) == runs.cell.take(here)]
        if not len(here):
            break
        a, b = runs.run.take(here), runs.run.take(here + further)
        west = np.maximum(runs.west.take(a), runs.west.take(b))
        meet = np.flatnonzero(west <= np.minimum(runs.east.take(a), runs.east.take(b)))
        a, b, west, cell = a[meet], b[meet], west[meet], runs.cell.take(here[meet])
        south = np.maximum(runs.south.take(a), runs.south.take(b))
        meet = south <= np.minimum(runs.north.take(a), runs.north.take(b))
        meet &= runs.end.take(a) != runs.begin.take(b)
        row, column = runs.place_of(west, south)
        meet &= row * runs.columns + column == cell
        found_a.append(a[meet])
        found_b.append(b[meet])
    return np.concatenate([*found_a, here[:0]]), np.concatenate([*found_b, here[:0]])


def _bent(curves: Curves, runs: Runs) -> tuple[IntArray, IntArray]:
    """Return pairs of a run and itself, or the one after it, that bend so much that they may cross."""
    x, y = np.diff(curves.x), np.diff(curves.y)
    length = np.sqrt(x * x + y * y)
    length[length == 0] = 1.0
    x /= length
    y /= length
    bend = np.zeros(len(curves.x))
    bend[1:-1] = np.sqrt(np.diff(x) ** 2 + np.diff(y) ** 2)
    bend = np.cumsum(bend)
    within = bend.take(runs.end - 1) - bend.take(runs.begin)
    follows = np.flatnonzero(runs.end[:-1] == runs.begin[1:])
    both = bend.take(runs.end[follows + 1] - 1) - bend.take(runs.begin[follows])
    alone, following = np.flatnonzero(within >= _MOST_BEND), follows[both >= _MOST_BEND]
    return np.concatenate([alone, following]), np.concatenate([alone, following + 1])


def _pairs_of_sides(curves: Curves, runs: Runs, a: IntArray, b: IntArray) -> tuple[IntArray, IntArray]:
    """Return pairs of sides that may cross, of pairs of runs; no neighbours along a curve."""
    in_a, in_b = _sides_in(curves, runs, a, b), _sides_in(curves, runs, b, a)
    some = np.flatnonzero(in_a.any(axis=0) & in_b.any(axis=0))
    pair, place_a, place_b = np.nonzero(in_a.T[some][:, :, None] & in_b.T[some][:, None, :])
    side, other = runs.begin[a[some]][pair] + place_a, runs.begin[b[some]][pair] + place_b
    apart = np.where(a[some][pair] == b[some][pair], other - side > 1, np.abs(other - side) > 1)
    curve = np.searchsorted(curves.first, side, side="right") - 1
    apart &= (side > curves.first[curve]) | (other != (curves.first + curves.size - 2)[curve])
    return side[apart], other[apart]


def _sides_in(curves: Curves, runs: Runs, run: IntArray, other: IntArray) -> BoolArray:
    """Return which sides of runs (in rows by their place) may reach into the envelope of another run."""
    begin, end = runs.begin.take(run), runs.end.take(run)
    places = _places(begin, end)
    x, y = curves.x.take(places), curves.y.take(places)
    found = np.maximum(x[1:], x[:-1]) >= runs.west.take(other)
    found &= np.minimum(x[1:], x[:-1]) <= runs.east.take(other)
    found &= np.maximum(y[1:], y[:-1]) >= runs.south.take(other)
    found &= np.minimum(y[1:], y[:-1]) <= runs.north.take(other)
    found &= places[1:] != places[:-1]
    return found


def _crossing(curves: Curves, side: IntArray, other: IntArray) -> Crossings:
    """Return which of the pairs of sides cross."""
    px, py, qx, qy = curves.x[side], curves.y[side], curves.x[other], curves.y[other]
    ux, uy = curves.x[side + 1] - px, curves.y[side + 1] - py
    vx, vy = curves.x[other + 1] - qx, curves.y[other + 1] - qy
    wx, wy = qx - px, qy - py
    long, other_long = np.hypot(ux, uy), np.hypot(vx, vy)
    # twice the areas of the triangles of a side and an end of the other one
    q_begin = ux * wy - uy * wx
    turn = ux * vy - uy * vx
    q_end = q_begin + turn
    p_begin = vy * wx - vx * wy
    p_end = p_begin - turn
    cross = ((q_begin > 0) != (q_end > 0)) & ((p_begin > 0) != (p_end > 0))
    near = np.minimum(np.abs(q_begin), np.abs(q_end)) < LEAST_GAP_M * long
    near |= np.minimum(np.abs(p_begin), np.abs(p_end)) < LEAST_GAP_M * other_long
    near = np.flatnonzero(near)
    ends = [
        _beside(wx, wy, ux, uy, near),
        _beside(wx + vx, wy + vy, ux, uy, near),
        _beside(-wx, -wy, vx, vy, near),
        _beside(ux - wx, uy - wy, vx, vy, near),
    ]
    doubt = near[np.logical_or.reduce(ends)]
    kept = np.flatnonzero(cross)
    return Crossings(
        side=side[kept],
        other=other[kept],
        share=p_begin[kept] / turn[kept],
        other_share=-q_begin[kept] / turn[kept],
        enters=p_begin[kept] > 0,
        doubtful=np.concatenate([side[doubt], other[doubt]]),
    )


def _beside(x: FloatArray, y: FloatArray, ux: FloatArray, uy: FloatArray, which: IntArray) -> BoolArray:
    """Return which points lie on a side from the origin along ``u``, but for the least gap."""
    x, y, ux, uy = x[which], y[which], ux[which], uy[which]
    square = ux * ux + uy * uy
    along = np.clip((x * ux + y * uy) / square, 0.0, 1.0)
    return np.asarray(np.hypot(x - along * ux, y - along * uy) < LEAST_GAP_M)

"""The outline of what closed curves wind around, from their crossings alone.

All curves together wind clockwise around every place, or not at all. Beside a curve their winding number is
one more on the right than on the left; along it that changes by one where another is crossed, and nowhere
else. It is known all along a curve once it is known at one place: the westernmost position, from where a ray
to the west counts the curves that it meets. The outline is what has nothing on its left. Between crossings
positions are copied: no graph is built, no polygon drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import BoolArray, FloatArray, IntArray, whole_numbers
from .line_pieces import ranges
from .side_crossings import LEAST_GAP_M, Crossings, Curves, Runs, crossings_of, runs_of
from .tile_outlines import Rings

_TRIES = 3
_NUDGE_M = 3e-5
"""By how much curves that touch are moved, thousands of times what leaves a doubt: they part or cross."""

_SEED = 1217


@dataclass(frozen=True)
class _Passes:
    """Every crossing as seen from each of its two curves, in the order along the curves.

    A pass lies on ``side``; ``steps`` says by how much the winding number on the left grows there. ``other``
    is the pass of the other curve, ``after`` the next one of the same curve, and ``x``, ``y`` where it is.
    """

    side: IntArray
    curve: IntArray
    steps: IntArray
    other: IntArray
    after: IntArray
    x: FloatArray
    y: FloatArray


def outline_of(rings: Rings, *, touching: bool = False, movable: bool = True) -> Rings | None:
    """Return the rings around all that closed curves wind around, in plane metres; None where in doubt.

    Curves that lie on one another are moved by some hundredths of a millimetre: all of them at once where
    they are known to be ``touching``, and none unless they are ``movable``. What is wound around lies on the
    left of the rings returned.
    """
    if not len(rings.size):
        return rings
    x, y = rings.xy.T
    middle = np.array([x.min() + x.max(), y.min() + y.max()]) / 2
    curves = Curves(x - middle[0], y - middle[1], rings.size)
    random = np.random.default_rng(_SEED)
    if touching and movable:
        curves = _nudged(curves, curves.first, random)
    for _ in range(_TRIES if movable else 1):
        runs = runs_of(curves)
        crossings = crossings_of(curves, runs)
        if crossings is None:
            return None
        passes, crowded = _passes(curves, crossings)
        doubtful = np.concatenate([crossings.doubtful, crowded])
        if not len(doubtful):
            return _outline(curves, runs, passes, middle)
        curves = _nudged(curves, doubtful, random)
    return None


def _nudged(curves: Curves, doubtful: IntArray, random: np.random.Generator) -> Curves:
    """Return the curves, those moved a little that have a doubtful position."""
    moved = np.zeros(len(curves.size), dtype=bool)
    moved[_curve_at(curves, doubtful)] = True
    moves = np.repeat(moved, curves.size)
    x, y = curves.x.copy(), curves.y.copy()
    x[moves] += random.uniform(-_NUDGE_M, _NUDGE_M, int(moves.sum()))
    y[moves] += random.uniform(-_NUDGE_M, _NUDGE_M, int(moves.sum()))
    last = curves.first + curves.size - 1
    x[last], y[last] = x[curves.first], y[curves.first]
    return Curves(x, y, curves.size)


def _curve_at(curves: Curves, position: IntArray) -> IntArray:
    return np.asarray(np.searchsorted(curves.first, position, side="right") - 1, dtype=np.intp)


def _passes(curves: Curves, crossings: Crossings) -> tuple[_Passes, IntArray]:
    """Return the passes, and sides on which two lie so close that their order is in doubt."""
    count = len(crossings.side)
    side = np.concatenate([crossings.side, crossings.other])
    share = np.concatenate([crossings.share, crossings.other_share])
    order = np.lexsort((share, side))
    place = np.empty_like(order)
    place[order] = np.arange(2 * count)
    side, share = side[order], share[order]
    curve = _curve_at(curves, side)
    starts = np.append(True, curve[1:] != curve[:-1])[: 2 * count]
    after = np.arange(1, 2 * count + 1)
    begin = np.flatnonzero(starts)
    after[np.append(begin[1:], 2 * count)[: len(begin)] - 1] = begin
    step_x, step_y = curves.x[side + 1] - curves.x[side], curves.y[side + 1] - curves.y[side]
    close = (side[1:] == side[:-1]) & (np.diff(share) * np.hypot(step_x, step_y)[1:] < LEAST_GAP_M)
    same = place[order % count] if count else order
    x, y = curves.x[side] + share * step_x, curves.y[side] + share * step_y
    steps = np.where(crossings.enters, 1, -1)
    return _Passes(
        side=side,
        curve=curve,
        steps=np.concatenate([steps, -steps])[order],
        other=place[(order + count) % max(2 * count, 1)],
        after=after,
        x=x[same],
        y=y[same],
    ), side[1:][close]


def _outline(curves: Curves, runs: Runs, passes: _Passes, middle: FloatArray) -> Rings | None:
    """Return the outline, from where the curves pass one another; None where the winding numbers disagree."""
    west = _westernmost(curves)
    outside = _wound_around(curves, runs, west) - ~_turns_clockwise(curves, west)
    left = _left_of(passes, west, outside)
    least = np.where(passes.steps > 0, left - 1, left)
    if (least != least[passes.other]).any() or (least < 0).any():
        return None
    alone = np.ones(len(curves.size), dtype=bool)
    alone[passes.curve] = False
    if (alone & (outside < 0)).any():
        return None
    return _written(curves, passes, left == 0, alone & (outside == 0), middle)


def _westernmost(curves: Curves) -> IntArray:
    """Return the position of each curve that lies furthest west, the first of them."""
    lowest = np.minimum.reduceat(curves.x, curves.first)
    at = np.flatnonzero(curves.x == np.repeat(lowest, curves.size))
    return at[np.searchsorted(at, curves.first)]


def _turns_clockwise(curves: Curves, position: IntArray) -> BoolArray:
    first = curves.first
    before = np.where(position == first, first + curves.size - 2, position - 1)
    x, y = curves.x, curves.y
    come_x, come_y = x[position] - x[before], y[position] - y[before]
    go_x, go_y = x[position + 1] - x[position], y[position + 1] - y[position]
    turn = come_x * go_y - come_y * go_x
    return np.asarray((turn < 0) | ((turn == 0) & (go_y > 0)))


def _wound_around(curves: Curves, runs: Runs, position: IntArray) -> IntArray:
    """Return how often other curves wind around a position of each curve, its westernmost."""
    x, y = curves.x[position], curves.y[position]
    row, column = runs.place_of(x, y)
    begin = np.searchsorted(runs.cell, row * runs.columns)
    end = np.searchsorted(runs.cell, row * runs.columns + column, side="right")
    entry, curve = ranges(begin, end - begin)
    run = runs.run.take(entry)
    level = y.take(curve)
    near = np.flatnonzero((runs.south.take(run) <= level) & (runs.north.take(run) >= level))
    entry, curve, run = entry[near], curve[near], run[near]
    first_column = runs.place_of(runs.west[run], runs.south[run])[1]
    asked = (row * runs.columns)[curve] + first_column == runs.cell[entry]
    asked &= _curve_at(curves, runs.begin[run]) != curve
    run, curve = run[asked], curve[asked]
    side, pair = ranges(runs.begin[run], runs.end[run] - runs.begin[run])
    curve = curve[pair]
    rises, falls = curves.y[side] <= y[curve], curves.y[side + 1] <= y[curve]
    meets = rises != falls
    side, curve, rises = side[meets], curve[meets], rises[meets]
    step_x, step_y = curves.x[side + 1] - curves.x[side], curves.y[side + 1] - curves.y[side]
    across = step_x * (y[curve] - curves.y[side]) - step_y * (x[curve] - curves.x[side])
    met = (across < 0) == rises
    return np.asarray(np.bincount(curve[met], np.where(rises[met], 1, -1), len(position)), dtype=np.intp)


def _left_of(passes: _Passes, west: IntArray, outside: IntArray) -> IntArray:
    """Return the winding number left of the curve after each pass."""
    if not len(passes.side):
        return passes.side
    begin = np.flatnonzero(np.append(True, passes.curve[1:] != passes.curve[:-1]))
    curve = passes.curve[begin]
    grown = np.cumsum(passes.steps)
    grown -= np.repeat((grown - passes.steps)[begin], np.diff(np.append(begin, len(grown))))
    last_before = np.searchsorted(passes.side, west[curve]) - 1
    there = np.where(last_before >= begin, grown[last_before], 0)
    return np.asarray(grown + np.repeat(outside[curve] - there, np.diff(np.append(begin, len(grown)))))


def _written(curves: Curves, passes: _Passes, kept: BoolArray, whole: BoolArray, middle: FloatArray) -> Rings:
    """Return the rings that kept stretches and whole curves make, turned round."""
    chain, closes = _chained(kept, passes.other[passes.after])
    curve = passes.curve[chain]
    begin, end = passes.side[chain], passes.side[passes.after[chain]]
    around = passes.after[chain] <= chain
    count = np.where(closes, 0, end - begin + np.where(around, curves.size[curve] - 1, 0)) + 1
    place, _ = ranges(begin, count)
    offset = np.cumsum(count) - count
    wraps = np.flatnonzero(around & ~closes)
    before = (curves.first + curves.size)[curve[wraps]] - begin[wraps]
    beyond, which = ranges(offset[wraps] + before, count[wraps] - before)
    place[beyond] -= (curves.size - 1)[curve[wraps[which]]]
    place[offset] = len(curves.x) + chain
    copied, _ = ranges(curves.first[whole], curves.size[whole])
    z = np.empty(len(curves.x) + len(passes.x), dtype=np.complex128)
    z.real, z.imag = np.concatenate([curves.x, passes.x]), np.concatenate([curves.y, passes.y])
    z = z.take(np.concatenate([place, copied])[::-1]) + complex(*middle)
    size = np.concatenate([np.diff(np.append(0, (offset + count)[closes])), curves.size[whole]])
    return Rings(z.view(np.float64).reshape(-1, 2), np.asarray(size[::-1], dtype=np.intp))


def _chained(kept: BoolArray, following: IntArray) -> tuple[IntArray, BoolArray]:
    """Return the kept stretches in the order of the rings that they make; each ring's first again at its end.

    The second array says which are such ends.
    """
    next_of = whole_numbers(following)
    wanted = kept.tolist()
    chain: list[int] = []
    closes: list[bool] = []
    for first in whole_numbers(np.flatnonzero(kept)):
        here = first
        while wanted[here]:
            wanted[here] = False
            chain.append(here)
            closes.append(False)
            here = next_of[here]
        if closes and not closes[-1]:
            chain.append(first)
            closes.append(True)
    return np.array(chain, dtype=np.intp), np.array(closes, dtype=bool)

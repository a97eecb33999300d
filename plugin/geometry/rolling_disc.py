"""The corners of rings that a disc rolled along their left side can touch.

Where the disc rests on two corners, what lies between them under the tangents to the disc there adds nothing
to a buffer of the disc's radius: the outline passes from one corner's arc to the other's at the middle of the
disc. On winding lines and detailed polygons that is most of all corners, and leaving them out spares GEOS the
crossing curves that make their buffers slow. Nothing is approximated: every step keeps the curve's outline.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .arrays import BoolArray, FloatArray, IntArray

ComplexArray = npt.NDArray[np.complex128]

LONGEST_WAY = 2.0
"""Radii of way along a ring that one step over may span at most: a longer bay could hide a hole."""

_MOST_PASSES = 40
_IDLE_SHARE = 0.003
"""Where no more corners than this are left to step over, a pass costs more than it saves."""

_MIXER = 2_654_435_761


@dataclass
class Corners:
    """Corners of closed rings (positions as complex numbers), and of each the next and the one before.

    ``bridged`` says that the way to the next corner is stepped over: the disc rests on both corners there.
    ``way`` is the length of the way to the next corner.
    """

    z: ComplexArray
    radius: FloatArray
    ring: IntArray
    after: IntArray
    before: IntArray
    bridged: BoolArray
    way: FloatArray

    def kept(self, which: IntArray) -> Corners:
        """Return these corners alone, in the order of their rings."""
        number = np.zeros(len(self.z), dtype=np.intp)
        number[which] = np.arange(len(which))
        return Corners(
            self.z[which],
            self.radius[which],
            self.ring[which],
            number[self.after[which]],
            number[self.before[which]],
            self.bridged[which],
            self.way[which],
        )


@dataclass(frozen=True)
class _Bays:
    """Corners ``i`` that lie right of the chord from ``a``, before them, to ``b``, after them."""

    i: IntArray
    a: IntArray
    b: IntArray
    from_a: ComplexArray
    from_b: ComplexArray
    radius: FloatArray


def corners_of(z: ComplexArray, ring: IntArray, radius: FloatArray) -> Corners:
    """Return the corners of closed rings, given one after another without their closing position.

    ``ring`` numbers the rings from 0 in ascending order; ``radius`` has one for each ring. Repeated
    positions are left out.
    """
    fresh = np.ones(len(z), dtype=bool)
    fresh[1:] = (z[1:] != z[:-1]) | (ring[1:] != ring[:-1])
    z, ring = z[fresh], ring[fresh]
    first = np.flatnonzero(np.append(True, ring[1:] != ring[:-1])) if len(z) else np.empty(0, np.intp)
    last = np.append(first[1:], len(z)) - 1
    closes = (z[first] == z[last]) & (last > first)
    if closes.any():
        open_end = np.ones(len(z), dtype=bool)
        open_end[last[closes]] = False
        return corners_of(z[open_end], ring[open_end], radius)
    after, before = np.arange(1, len(z) + 1), np.arange(-1, len(z) - 1)
    after[last], before[first] = first, last
    return Corners(z, radius[ring], ring, after, before, np.zeros(len(z), dtype=bool), np.abs(z[after] - z))


def touched(corners: Corners, *, smallest_step: float) -> Corners:
    """Return the corners that a disc of their radius touches when it rolls along the left of the rings.

    Steps below ``smallest_step`` (a share of the radius) are left to do; no outline depends on them. The
    arrays of ``corners`` are changed.
    """
    active = np.arange(len(corners.z))
    gone = np.zeros(len(corners.z), dtype=bool)
    wanted = np.zeros(len(corners.z), dtype=bool)
    for turn in range(_MOST_PASSES):
        bays = _bays(corners, active)
        hidden = _hidden(corners, bays)
        ahead, back = _moves(corners, bays, ~hidden, smallest_step)
        able = np.flatnonzero(hidden | (ahead > 0) | (back > 0))
        if len(able) <= _IDLE_SHARE * len(corners.z):
            break
        chosen = able[_apart(corners, bays.i[able], turn)]
        wanted[:] = False
        wanted[bays.i[able]] = True
        _apply(corners, bays, chosen, hidden[chosen], ahead[chosen], back[chosen])
        leaving = bays.i[chosen[hidden[chosen]]]
        gone[leaving] = True
        wanted[bays.a[chosen]] = wanted[bays.b[chosen]] = True
        wanted[leaving] = False
        active = np.flatnonzero(wanted)
    return corners.kept(np.flatnonzero(~gone))


def _bays(corners: Corners, active: IntArray) -> _Bays:
    """Return those of the active corners that are concave, seen from the left, and span no long way.

    Where the way turns back by more than a right angle nothing is stepped over: it may be a line's end.
    """
    a, b = corners.before[active], corners.after[active]
    from_a, from_b = corners.z[active] - corners.z[a], corners.z[active] - corners.z[b]
    right = from_a.real * from_b.imag - from_a.imag * from_b.real < 0
    near = corners.way[a] + corners.way[active] <= LONGEST_WAY * corners.radius[active]
    chord = from_a - from_b
    between = (_dot(from_a, chord) > 0) & (_dot(from_b, chord) < 0)
    own = np.flatnonzero(right & near & between)
    i = active[own]
    return _Bays(i, a[own], b[own], from_a[own], from_b[own], corners.radius[i])


def _hidden(corners: Corners, bays: _Bays) -> BoolArray:
    """Return which corners, with both ways beside them, lie under the disc that rests on ``a`` and ``b``."""
    chord = bays.from_a - bays.from_b
    square = chord.real**2 + chord.imag**2
    reach = bays.radius**2
    rests = (square < 4 * reach) & (square > 0)
    rise = np.sqrt(np.where(rests, reach / np.where(rests, square, 1.0) - 0.25, 0.0))
    middle = chord * (0.5 + 1j * rise)
    off = bays.from_a - middle
    under = off.real**2 + off.imag**2 >= reach
    leaves_a = corners.bridged[bays.a] | (_dot(bays.from_a, middle) <= 0)
    leaves_b = corners.bridged[bays.i] | (_dot(bays.from_b, middle - chord) <= 0)
    return np.asarray(rests & under & leaves_a & leaves_b)


def _moves(corners: Corners, bays: _Bays, free: BoolArray, smallest: float) -> tuple[FloatArray, FloatArray]:
    """Return how far a corner may move towards ``b``, and towards ``a``: along a side that shows in part.

    The disc rests on the corner at one end and on the side there. 0 where it may not move.
    """
    ahead = np.where(
        free & ~corners.bridged[bays.i], _shift(bays.from_a, -bays.from_b, bays.radius, 1j, smallest), 0
    )
    beside = _spot(bays.from_a, -bays.from_b, ahead, bays.radius, 1j)
    ahead[~corners.bridged[bays.a] & (_dot(bays.from_a, beside) > 0)] = 0
    free = free & (ahead <= 0)
    back = np.where(
        free & ~corners.bridged[bays.a], _shift(bays.from_b, -bays.from_a, bays.radius, -1j, smallest), 0
    )
    beside = _spot(bays.from_b, -bays.from_a, back, bays.radius, -1j)
    back[~corners.bridged[bays.i] & (_dot(bays.from_b, beside) > 0)] = 0
    return ahead, back


def _shift(
    arm: ComplexArray, side: ComplexArray, radius: FloatArray, left: complex, smallest: float
) -> FloatArray:
    """Return how far along ``side``, from its start, the disc rests on it and on the corner at −``arm``."""
    length = np.abs(side)
    along = side / np.where(length > 0, length, 1.0)
    onward = _dot(arm, along)
    under = onward**2 - (arm.real**2 + arm.imag**2) - 2 * radius * _dot(arm, along * left)
    shift = np.sqrt(np.maximum(under, 0.0)) - onward
    good = (under >= 0) & (shift > smallest * radius) & (shift < length)
    return np.where(good, shift, 0.0)


def _spot(
    arm: ComplexArray, side: ComplexArray, shift: FloatArray, radius: FloatArray, left: complex
) -> ComplexArray:
    """Return the middle of that disc, seen from the corner at −``arm``."""
    length = np.abs(side)
    along = side / np.where(length > 0, length, 1.0)
    return np.asarray(arm + along * (shift + radius * left))


def _apart(corners: Corners, i: IntArray, turn: int) -> BoolArray:
    """Return which of the corners to take in this turn: never two neighbours."""
    rank = np.full(len(corners.z), -1, dtype=np.int64)
    rank[i] = (i * _MIXER + turn * 40_503) % 4_294_967_291
    own = rank[i]
    return np.asarray((own > rank[corners.before[i]]) & (own > rank[corners.after[i]]))


def _apply(
    corners: Corners, bays: _Bays, chosen: IntArray, hidden: BoolArray, ahead: FloatArray, back: FloatArray
) -> None:
    """Leave out the hidden corners and move the others."""
    i, a, b = bays.i[chosen], bays.a[chosen], bays.b[chosen]
    out = i[hidden]
    corners.bridged[a[hidden]] = True
    corners.way[a[hidden]] += corners.way[out]
    corners.after[a[hidden]] = b[hidden]
    corners.before[b[hidden]] = a[hidden]
    on = ahead > 0
    _slide(corners, i[on], bays.from_b[chosen[on]], ahead[on])
    corners.bridged[a[on]] = True
    corners.way[i[on]] -= ahead[on]
    corners.way[a[on]] += ahead[on]
    off = back > 0
    _slide(corners, i[off], bays.from_a[chosen[off]], back[off])
    corners.bridged[i[off]] = True
    corners.way[i[off]] += back[off]
    corners.way[a[off]] -= back[off]


def _slide(corners: Corners, i: IntArray, arm: ComplexArray, far: FloatArray) -> None:
    corners.z[i] -= arm / np.abs(arm) * far


def _dot(p: ComplexArray, q: ComplexArray) -> FloatArray:
    return np.asarray(p.real * q.real + p.imag * q.imag)

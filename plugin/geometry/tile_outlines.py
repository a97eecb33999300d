"""What of an outline lies inside one tile: rings that stay inside it, and chains that reach its edge."""

from __future__ import annotations

import mmap
from dataclasses import dataclass

import numpy as np
import shapely

from .arrays import BoolArray, FloatArray, GeometryArray, IntArray

SMALLEST_AREA = 1e-15
"""Rings around less than this (in the square of the unit) are dropped; 10⁻⁵ m² in degrees."""


@dataclass(frozen=True)
class Rings:
    """Closed rings: the positions of all, one after another, and how many each has.

    Shells have the inside on their left, holes on their left the outside of the hole.
    """

    xy: FloatArray
    size: IntArray

    @property
    def start(self) -> IntArray:
        """Where each ring begins among the positions."""
        return np.asarray(np.cumsum(self.size) - self.size, dtype=np.intp)


@dataclass(frozen=True)
class TileOutline:
    """What one tile adds: rings that stay inside it, and chains (positions and sizes) that reach its edge.

    Rings that turn left are shells, the others holes; chains run as the ring that they come from. ``area`` is
    that of each ring as :func:`signed_areas`, ``ring_bounds`` and ``chain_bounds`` are as :func:`bounds_of`.
    """

    rings: Rings
    area: FloatArray
    ring_bounds: FloatArray
    xy: FloatArray
    size: IntArray
    chain_bounds: FloatArray


@dataclass(frozen=True)
class _Sides:
    """Sides that lie inside the tile, in part or whole, and which begin at its edge.

    ``changed`` are the places among them of those cut, ``begin`` and ``end`` what is left of these.
    """

    number: IntArray
    begin_cut: BoolArray
    changed: IntArray
    begin: FloatArray
    end: FloatArray


def rings_of(polygons: GeometryArray) -> Rings:
    """Return the rings of polygons, with the inside of their polygon on their left."""
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    shell = np.ones(len(rings), dtype=bool)
    shell[1:] = polygon[1:] != polygon[:-1]
    xy = shapely.get_coordinates(rings)
    found = Rings(xy, np.asarray(shapely.get_num_coordinates(rings), dtype=np.intp))
    wrong = (signed_areas(found) > 0) != shell
    if wrong.any():
        first = np.repeat(found.start, found.size)
        last = np.repeat(found.start + found.size - 1, found.size)
        here = np.arange(len(xy))
        found = Rings(xy[np.where(np.repeat(wrong, found.size), first + last - here, here)], found.size)
    return found


def turned(rings: Rings) -> Rings:
    """Return the rings walked the other way, in the opposite order."""
    return Rings(rings.xy[::-1], rings.size[::-1])


def signed_areas(rings: Rings) -> FloatArray:
    """Return the area that each ring encloses, negative where it turns right."""
    if not len(rings.size):
        return np.zeros(0)
    x = rings.xy[:, 0] - np.repeat(rings.xy[rings.start, 0], rings.size)
    y = rings.xy[:, 1] - np.repeat(rings.xy[rings.start, 1], rings.size)
    cross = np.zeros(len(x))
    cross[:-1] = x[:-1] * y[1:] - x[1:] * y[:-1]
    cross[rings.start + rings.size - 1] = 0.0
    return np.asarray(np.add.reduceat(cross, rings.start) / 2)


def bounds_of(rings: Rings) -> FloatArray:
    """Return west, south, east, north of each ring."""
    if not len(rings.size):
        return np.zeros((0, 4))
    x, y = rings.xy.T
    least, most = np.minimum.reduceat, np.maximum.reduceat
    start = rings.start
    return np.column_stack([least(x, start), least(y, start), most(x, start), most(y, start)])


def clipped(rings: Rings, box: FloatArray) -> TileOutline:
    """Return what of rings lies inside a box (west, south, east, north)."""
    bounds = bounds_of(rings)
    low, high = bounds[:, :2], bounds[:, 2:]
    within = _inside(low, box) & _inside(high, box)
    own = _chosen(rings, within)
    crossing = _from_outside(_chosen(rings, _overlaps(low, high, box) & ~within), box)
    sides = _sides_in(crossing, box)
    starts = np.ones(len(sides.number), dtype=bool)
    starts[1:] = (np.diff(sides.number) != 1) | sides.begin_cut[1:]
    place = np.arange(len(starts)) + np.cumsum(starts)
    source = np.empty(len(starts) + int(starts.sum()), dtype=np.intp)
    source[place] = sides.number + 1
    source[place[starts] - 1] = sides.number[starts]
    xy = _rows(crossing.xy, source)
    xy[place[sides.changed]] = sides.end
    first = starts[sides.changed]
    xy[place[sides.changed[first]] - 1] = sides.begin[first]
    begin = np.flatnonzero(starts)
    size = np.diff(np.append(begin, len(starts))) + 1
    return _told_apart(own, Rings(xy, np.asarray(size, dtype=np.intp)))


def _told_apart(own: Rings, chains: Rings) -> TileOutline:
    """Return the outline, with chains that touch the edge in one position only as rings."""
    closed = (chains.xy[chains.start] == chains.xy[chains.start + chains.size - 1]).all(axis=1)
    open_chains = _chosen(chains, ~closed)
    if closed.any():
        more = _chosen(chains, closed)
        own = Rings(np.concatenate([own.xy, more.xy]), np.concatenate([own.size, more.size]))
    area = signed_areas(own)
    large = np.abs(area) > SMALLEST_AREA
    own = _chosen(own, large)
    return TileOutline(
        rings=Rings(_set_aside(own.xy), own.size),
        area=area[large],
        ring_bounds=bounds_of(own),
        xy=_set_aside(open_chains.xy),
        size=open_chains.size,
        chain_bounds=bounds_of(open_chains),
    )


def _set_aside(xy: FloatArray) -> FloatArray:
    """Return a copy whose memory goes back to the system as soon as it is let go of.

    A thread keeps what it frees for itself: of a province's tiles that would be a hundred megabytes.
    """
    if not xy.size:
        return xy
    copy = np.frombuffer(mmap.mmap(-1, xy.nbytes), dtype=np.float64).reshape(xy.shape)
    copy[:] = xy
    return copy


def _rows(xy: FloatArray, which: IntArray | BoolArray) -> FloatArray:
    """Return some positions: as complex numbers they are copied twice as fast."""
    found = np.ascontiguousarray(xy).view(np.complex128)[:, 0][which]
    return found.view(np.float64).reshape(-1, 2)


def _overlaps(low: FloatArray, high: FloatArray, box: FloatArray) -> BoolArray:
    """Return which envelopes share inner places with the box."""
    return np.asarray(
        (low[:, 0] < box[2]) & (low[:, 1] < box[3]) & (high[:, 0] > box[0]) & (high[:, 1] > box[1])
    )


def _inside(xy: FloatArray, box: FloatArray) -> BoolArray:
    """Return which positions lie inside the box, not on its edge."""
    x, y = xy[:, 0], xy[:, 1]
    return np.asarray((x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3]))


def _chosen(rings: Rings, which: BoolArray) -> Rings:
    if which.all():
        return rings
    return Rings(_rows(rings.xy, np.repeat(which, rings.size)), rings.size[which])


def _from_outside(rings: Rings, box: FloatArray) -> Rings:
    """Return rings of which some position lies outside a box, turned so that they begin at such a one."""
    if not len(rings.size):
        return rings
    outside = np.flatnonzero(~_inside(rings.xy, box))
    first = outside[np.searchsorted(outside, rings.start)]
    source = np.arange(len(rings.xy)) + np.repeat(first - rings.start, rings.size)
    end = rings.start + rings.size - 1
    source -= np.where(source >= np.repeat(end, rings.size), np.repeat(rings.size - 1, rings.size), 0)
    return Rings(_rows(rings.xy, source), rings.size)


def _sides_in(rings: Rings, box: FloatArray) -> _Sides:
    """Return the sides of rings inside the box, cut at its edges (after Liang and Barsky, 1984)."""
    xy = rings.xy
    inside = _inside(xy, box)
    same = np.ones(max(len(xy) - 1, 0), dtype=bool)
    same[(rings.start + rings.size - 1)[:-1]] = False
    whole = same & inside[1:] & inside[:-1]
    number = np.flatnonzero(same & ~whole)
    low, high = np.minimum(xy[number + 1], xy[number]), np.maximum(xy[number + 1], xy[number])
    number = number[_overlaps(low, high, box)]
    begin, end = xy[number], xy[number + 1]
    enter, leave, enter_edge, leave_edge = _cut_at(begin, end, box)
    step = end - begin
    cut_begin = _on_edge(begin + enter[:, None] * step, enter_edge, enter > 0, box)
    cut_end = _on_edge(begin + leave[:, None] * step, leave_edge, leave < 1, box)
    cut_begin[enter <= 0], cut_end[leave >= 1] = begin[enter <= 0], end[leave >= 1]
    kept = enter < leave
    number, cut_begin, cut_end, enters = number[kept], cut_begin[kept], cut_end[kept], (enter > 0)[kept]
    whole[number] = True
    chosen = np.flatnonzero(whole)
    changed = np.searchsorted(chosen, number)
    begin_cut = np.zeros(len(chosen), dtype=bool)
    begin_cut[changed] = enters
    return _Sides(chosen, begin_cut, changed, cut_begin, cut_end)


def _cut_at(
    begin: FloatArray, end: FloatArray, box: FloatArray
) -> tuple[FloatArray, FloatArray, IntArray, IntArray]:
    """Return at which share of sides they enter and leave the box, and over which of its four edges.

    They enter after they leave where they miss the box or run along an edge.
    """
    step = end - begin
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = (box[:2] - begin) / step, (box[2:] - begin) / step
    still = step == 0
    outside = (still & ((begin <= box[:2]) | (begin >= box[2:]))).any(axis=1)
    into = np.where(still, -np.inf, np.minimum(low, high))
    out = np.where(still, np.inf, np.maximum(low, high))
    axis_in, axis_out = into.argmax(axis=1), out.argmin(axis=1)
    row = np.arange(len(begin))
    enter, leave = np.maximum(into[row, axis_in], 0.0), np.minimum(out[row, axis_out], 1.0)
    enter_edge = axis_in + 2 * (step[row, axis_in] < 0)
    leave_edge = axis_out + 2 * (step[row, axis_out] > 0)
    return np.where(outside, 1.0, enter), np.where(outside, 0.0, leave), enter_edge, leave_edge


def _on_edge(xy: FloatArray, edge: IntArray, cut: BoolArray, box: FloatArray) -> FloatArray:
    """Return the positions with the coordinate of the edge that they are cut at exactly that of the box."""
    rows = np.flatnonzero(cut)
    xy[rows, edge[rows] % 2] = box[edge[rows]]
    return xy

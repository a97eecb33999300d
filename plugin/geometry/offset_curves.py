"""Planar buffers from offset curves that a rolling disc has already freed of most crossings.

A line is walked there and back, a polygon around; on the left of the way runs the curve at the radius: arcs
at corners that stick out, straight sides, and single positions where a disc rests on two places at once. What
still crosses itself winds around the buffer in one sense only (its winding number counts the parts of the
line within the radius), so that what it winds around is the buffer: GEOS's buffer of nought keeps that, and
:mod:`.wound_outlines` finds it for many curves at once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely

from .arrays import BoolArray, FloatArray, GeometryArray, IntArray
from .dissolve import valid_polygons
from .line_pieces import ranges
from .repair import exploded
from .rolling_disc import ComplexArray, Corners, corners_of, touched
from .tile_outlines import Rings, rings_of
from .wound_outlines import outline_of

FINE_SHARE = 0.02
"""Share of the shortness that goes to positions which lie on top of one another but for this."""

LEAST_HIDDEN = 0.4
"""Radius × turning / way: about the share of a curve that lies inside the buffer."""

LEAST_TURN = 0.15
"""Radians of turning for each position."""

WILDEST_LOOP = 2.0
"""Radians by which a way may turn left where its curve makes a loop, before the outcome is checked."""

_TINY_TURN = 1e-9
_HAIRPIN = -1 + 1e-9
_DENTS = 2.0
"""By how many times the shortness of arcs a loop is dented."""


@dataclass(frozen=True)
class OffsetCurves:
    """Closed curves that wind clockwise around the buffers of planar geometries, and may cross themselves.

    ``part`` is the geometry of each ring. ``wild`` says which geometries have loops so sharp that what is
    made of them should be looked at.
    """

    rings: Rings
    part: IntArray
    wild: BoolArray


def rolled_buffer(
    geoms: GeometryArray, radius: FloatArray, *, shortness: float
) -> tuple[GeometryArray, BoolArray]:
    """Return the round buffers of planar geometries, one for each, and which should be checked.

    Arcs lie inside the true circle by at most ``shortness`` (a share of the radius), nothing lies outside.
    ``radius`` > 0 in the plane's unit.
    """
    parts, owner = exploded(geoms)
    curves = offset_curves(parts, radius[owner], shortness=shortness)
    number = np.repeat(np.arange(len(curves.part)), curves.rings.size)
    polygons = np.empty(len(parts), dtype=object)
    polygons[curves.part] = shapely.polygons(shapely.linearrings(curves.rings.xy, indices=number))
    for i in np.flatnonzero(shapely.get_num_interior_rings(parts) > 0):
        free = _free_in_holes(parts[i], float(radius[owner[i]]), shortness)
        polygons[i] = shapely.difference(shapely.buffer(polygons[i], 0.0), shapely.union_all(free))
    polygons, index = shapely.get_parts(polygons, return_index=True)
    result = np.full(len(geoms), None, dtype=object)
    shapely.multipolygons(polygons, indices=owner[index], out=result)
    wild = np.bincount(owner, curves.wild, len(geoms)) > 0
    return np.asarray(shapely.buffer(result, 0.0), dtype=object), wild


def joint_outline(
    parts: GeometryArray, radius: FloatArray, *, shortness: float
) -> tuple[Rings | None, IntArray]:
    """Return the rings around all that lies within its radius of planar points, lines and polygons.

    The second array names the parts that they should be checked for. None where curves touch so that what
    they enclose is in doubt. The inside lies left of the rings.
    """
    curves = offset_curves(parts, radius, shortness=shortness)
    holed = np.flatnonzero(shapely.get_num_interior_rings(parts) > 0)
    free = [rings_of(_free_in_holes(parts[i], float(radius[i]), shortness)) for i in holed]
    rings = Rings(
        np.concatenate([curves.rings.xy, *(f.xy for f in free)]),
        np.concatenate([curves.rings.size, *(f.size for f in free)]),
    )
    found = outline_of(rings)
    if found is None and not len(holed):
        found = _cleaned_by_geos(rings)
    return found, np.flatnonzero(curves.wild)


def _cleaned_by_geos(rings: Rings) -> Rings:
    """Return what closed curves wind around as GEOS finds it, slower, whatever lies on one another."""
    number = np.repeat(np.arange(len(rings.size)), rings.size)
    curves = shapely.polygons(shapely.linearrings(rings.xy, indices=number))
    return rings_of(valid_polygons(shapely.get_parts(shapely.buffer(shapely.multipolygons(curves), 0.0))))


def offset_curves(parts: GeometryArray, radius: FloatArray, *, shortness: float) -> OffsetCurves:
    """Return the outer curves around planar points, lines and polygons, one for each."""
    wild = np.zeros(len(parts), dtype=bool)
    dimension = shapely.get_dimensions(parts)
    still = (dimension == 0) | ((dimension == 1) & (shapely.length(parts) == 0))
    drawn, order = [_circles(parts[still], radius[still], shortness)], [np.flatnonzero(still)]
    for walk, kind in ((_there_and_back, 1), (_around, 2)):
        own = np.flatnonzero(~still & (dimension == kind))
        if len(own):
            corners = corners_of(*walk(parts[own]), radius[own])
            step = FINE_SHARE * shortness / 4
            rings, wild[own] = _drawn(touched(corners, smallest_step=step), shortness)
            drawn.append(rings)
            order.append(own)
    joined = Rings(np.concatenate([d.xy for d in drawn]), np.concatenate([d.size for d in drawn]))
    return OffsetCurves(joined, np.concatenate(order), wild)


def _circles(still: GeometryArray, radius: FloatArray, shortness: float) -> Rings:
    """Return circles around points, and around lines without length."""
    spots = shapely.get_point(shapely.linestrings(shapely.bounds(still).reshape(-1, 2, 2)), 0)
    quad_segs = max(math.ceil(math.pi / 4 / math.acos(1 - shortness)), 2)
    circles = shapely.get_exterior_ring(shapely.buffer(spots, radius, quad_segs=quad_segs))
    return Rings(
        shapely.get_coordinates(circles), np.asarray(shapely.get_num_coordinates(circles), dtype=np.intp)
    )


def winds(geoms: GeometryArray, radius: FloatArray) -> BoolArray:
    """Return which planar geometries turn so much that rolling a disc pays; on others GEOS is faster.

    They turn within their radius, so that most of their curves are hidden, or so much at a corner that arcs
    make up most of their outline: GEOS needs half as many chords again.
    """
    xy, index = shapely.get_coordinates(geoms, return_index=True)
    if len(xy) < 3:
        return np.zeros(len(geoms), dtype=bool)
    z = xy[:, 0] + 1j * xy[:, 1]
    side = np.diff(z)
    turn = np.abs(np.angle(side[1:] * side[:-1].conj()))
    turn[(index[2:] != index[:-2]) | (side[1:] == 0) | (side[:-1] == 0)] = 0.0
    turning = np.bincount(index[1:-1], turn, len(geoms))
    turning[shapely.get_dimensions(geoms) == 2] -= 2 * np.pi
    hidden = radius * turning / 2 > LEAST_HIDDEN * shapely.length(geoms)
    return np.asarray(hidden | (turning > LEAST_TURN * shapely.get_num_coordinates(geoms)))


def chords_in_a_quarter(shortness: float) -> int:
    """Return GEOS's segments per quarter circle for arcs that are short by ``shortness`` at most.

    A turn is rounded to a whole number of segments: a chord may span one and a half of them.
    """
    return max(math.ceil(3 * math.pi / (8 * math.acos(1 - shortness))), 2)


def _there_and_back(lines: GeometryArray) -> tuple[ComplexArray, IntArray]:
    """Return the positions of lines walked to their end and back, and the number of each one's line."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    count = np.bincount(line, minlength=len(lines))
    first = np.cumsum(count) - count
    walk = np.maximum(2 * count - 2, 1)
    ring = np.repeat(np.arange(len(lines), dtype=np.intp), walk)
    step = np.arange(len(ring)) - (np.cumsum(walk) - walk)[ring]
    at = first[ring] + np.where(step < count[ring], step, 2 * count[ring] - 2 - step)
    return xy[at, 0] + 1j * xy[at, 1], ring


def _around(polygons: GeometryArray) -> tuple[ComplexArray, IntArray]:
    """Return the positions of outer rings, clockwise so that the outside is on the left, without the last."""
    outer = shapely.get_exterior_ring(polygons)
    turned = shapely.is_ccw(outer)
    outer[turned] = shapely.reverse(outer[turned])
    xy, ring = shapely.get_coordinates(outer, return_index=True)
    inner = np.ones(len(xy), dtype=bool)
    inner[np.cumsum(np.bincount(ring)) - 1] = False
    return xy[inner, 0] + 1j * xy[inner, 1], ring[inner]


def _drawn(corners: Corners, shortness: float) -> tuple[Rings, BoolArray]:
    """Return the closed curves left of rings, and which have sharp loops.

    Positions nearer than ``fine`` (a share of the radius) to the one before are left out.
    """
    fine = FINE_SHARE * shortness
    turns = _turns(corners, 2 * math.acos(1 - shortness + fine), 4 * fine)
    rings = int(corners.ring[-1]) + 1
    wild = np.zeros(rings, dtype=bool)
    wild[corners.ring[turns.wild]] = True
    z = _positions(corners, turns, 1 - _DENTS * shortness)
    size = np.bincount(corners.ring, turns.count, rings).astype(np.intp)
    nearest = fine * corners.radius[np.searchsorted(corners.ring, np.arange(rings))]
    return _closed(*_without_near(z, size, nearest), nearest), wild


def _positions(corners: Corners, turns: _Turns, dented: float) -> ComplexArray:
    """Return the positions of the curves, corner by corner, inside loops at ``dented`` of the radius."""
    begin = np.cumsum(turns.count) - turns.count
    z = np.repeat(corners.z + turns.last_arm, turns.count)
    own = np.flatnonzero(turns.skipped == 0)
    z[begin[own]] = corners.z[own] + turns.first_arm[own]
    begin -= turns.skipped
    arcs = np.flatnonzero((turns.last > 1) & ~turns.loop)
    number, which = ranges(np.ones(len(arcs), dtype=np.intp), turns.last[arcs] - 1)
    which = arcs.take(which)
    angle = turns.chord.take(which) * number
    arm = turns.first_arm.take(which) * (np.cos(angle) - 1j * np.sin(angle))
    z[begin.take(which) + number] = corners.z.take(which) + arm
    loops = np.flatnonzero(turns.loop)
    z[begin[loops] + 1] = corners.z[loops] + turns.first_arm[loops] * dented
    z[begin[loops] + 2] = corners.z[loops] + turns.last_arm[loops] * dented
    return z


def _without_near(z: ComplexArray, size: IntArray, nearest: FloatArray) -> tuple[ComplexArray, IntArray]:
    """Return the positions of rings but for those as near to the one before, and how many each ring has."""
    step = np.diff(z)
    near = np.flatnonzero(step.real**2 + step.imag**2 <= nearest.max() ** 2) + 1
    ring = np.searchsorted(np.cumsum(size), near, side="right")
    own = (np.abs(step[near - 1]) <= nearest[ring]) & (near > (np.cumsum(size) - size)[ring])
    kept = np.ones(len(z), dtype=bool)
    kept[near[own]] = False
    return z[kept], size - np.bincount(ring[own], minlength=len(size))


def _closed(z: ComplexArray, size: IntArray, nearest: FloatArray) -> Rings:
    """Return the rings with the first position of each also at its end, instead of a last one as near."""
    first = np.cumsum(size) - size
    size = size - (np.abs(z[first + size - 1] - z[first]) <= nearest)
    place, _ = ranges(first, size + 1)
    place[np.cumsum(size + 1) - 1] = first
    return Rings(z.take(place).view(np.float64).reshape(-1, 2), np.asarray(size + 1, dtype=np.intp))


@dataclass(frozen=True)
class _Turns:
    """Of each corner how many positions its curve has, and where they are, as arms from the corner.

    Positions are numbered from 0 to ``last``; where ``skipped`` is 1 the corner before has drawn the first.
    """

    count: IntArray
    skipped: IntArray
    last: IntArray
    first_arm: ComplexArray
    last_arm: ComplexArray
    chord: FloatArray
    loop: BoolArray
    wild: BoolArray


def _turns(corners: Corners, step: float, slight: float) -> _Turns:
    """Return how the curve passes each corner: by an arc, by the crossing of two sides, or by a loop.

    Loops that turn by less than ``slight`` are drawn as crossings: they are no further off than its square.
    """
    side = corners.z[corners.after] - corners.z
    length = np.abs(side)
    normal = 1j * side / np.where(length > 0, length, 1.0)
    half = side / (2 * corners.radius)
    rise = normal * np.sqrt(np.maximum(1 - half.real**2 - half.imag**2, 0.0))
    leaving = np.where(corners.bridged, rise + half, normal)
    coming = np.where(corners.bridged, rise - half, normal)[corners.before]
    turn = leaving * coming.conj()
    convex = (turn.imag < 0) | (turn.real < _HAIRPIN)
    angle = np.arctan2(np.abs(turn.imag), turn.real)
    tiny = angle < np.where(convex, _TINY_TURN, slight)
    sides_cross = _sides_cross(corners, turn, convex, length)
    alone = tiny | sides_cross
    loop = ~(convex | alone)
    chords = np.maximum(np.ceil(angle / step - _TINY_TURN), 1)
    last = np.where(alone, 0, np.where(convex, chords, 3)).astype(np.intp)
    skipped = (corners.bridged[corners.before] & ~sides_cross).astype(np.intp)
    cut = alone & ~convex
    crossing = (coming + leaving) / np.where(cut, 1 + turn.real, 1.0)
    return _Turns(
        count=last + 1 - skipped,
        skipped=skipped,
        last=last,
        first_arm=np.asarray(np.where(cut, crossing, coming) * corners.radius, dtype=np.complex128),
        last_arm=np.asarray(leaving * corners.radius, dtype=np.complex128),
        chord=angle / np.maximum(last, 1),
        loop=loop,
        wild=loop & (angle > WILDEST_LOOP),
    )


def _sides_cross(corners: Corners, turn: ComplexArray, convex: BoolArray, length: FloatArray) -> BoolArray:
    """Return which concave corners have a curve on both sides that is long enough for the two to cross."""
    plain = ~corners.bridged
    concave = ~convex & plain & plain[corners.before]
    used = np.where(concave, corners.radius * turn.imag / np.where(concave, 1 + turn.real, 1.0), 0.0)
    fits = plain & (used + used[corners.after] <= length)
    return np.asarray(concave & fits & fits[corners.before])


def _free_in_holes(polygon: shapely.Polygon, radius: float, shortness: float) -> GeometryArray:
    """Return what the holes of a polygon leave free, as polygons."""
    holes = shapely.polygons(shapely.get_rings(polygon)[1:])
    free = shapely.buffer(holes, -radius, quad_segs=chords_in_a_quarter(shortness))
    return np.asarray(shapely.get_parts(free[~shapely.is_empty(free)]), dtype=object)

"""Planar buffers that are never short by more than their tolerance.

GEOS draws arcs as chords inside the true circle. An arc of n segments a quarter is short by 1 − cos(π/4n) at
most, but a turn is rounded to a whole number of segments, so a chord may span one and a half: 1 − cos(3π/8n).
GEOS also drops shallow vertices on the inside of bends; that makes an outline longer there, never shorter (up
to about 1 %). Where offset curves of short segments cross, GEOS can leave a false hole (libgeos/geos#1217);
such a buffer is found by its distance and drawn anew from single segments. What winds within the radius is
drawn from curves that a rolling disc has found (:mod:`.offset_curves`): faster, and without these faults.
"""

from __future__ import annotations

import numpy as np
import shapely
from shapely import GeometryType

from .arrays import BoolArray, FloatArray, GeometryArray, IntArray
from .errors import InvalidToleranceError, UnsoundBufferError
from .line_pieces import SHORT_SHARE
from .offset_curves import chords_in_a_quarter, rolled_buffer, winds
from .repair import exploded, simple_parts

ARC_SHARE = 0.96
"""Share of the tolerance that arcs may use; the rest is for straight sides drawn in degrees."""

SMALLEST_TOLERANCE = 1e-6
LARGEST_TOLERANCE = 0.05
_ROUNDING = 1e-7


def quad_segs_for(tolerance: float) -> int:
    """Return the segments per quarter circle that keep an outline within ``tolerance``.

    ``tolerance`` is a share of the distance. Raises InvalidToleranceError outside 0.000001 … 0.05.

    >>> quad_segs_for(0.001)
    27
    """
    if not SMALLEST_TOLERANCE <= tolerance <= LARGEST_TOLERANCE:
        raise InvalidToleranceError(tolerance, SMALLEST_TOLERANCE, LARGEST_TOLERANCE)
    return chords_in_a_quarter(tolerance * ARC_SHARE)


def sound_buffer(
    geoms: GeometryArray, radius: FloatArray, *, tolerance: float, index: IntArray | None = None
) -> GeometryArray:
    """Return the round buffers of planar geometries, none nearer than radius × (1 − ``tolerance``).

    Any type; ``radius`` in the plane's unit, > 0. ``index`` names the features in the error. Raises
    UnsoundBufferError where no way of drawing gives a sound outline, and InvalidToleranceError.
    """
    quad_segs = quad_segs_for(tolerance)
    floor = radius * (1 - tolerance * ARC_SHARE - _ROUNDING)
    result = np.full(len(geoms), None, dtype=object)
    winding = np.flatnonzero(winds(geoms, radius))
    rolled, wild = rolled_buffer(geoms[winding], radius[winding], shortness=tolerance * ARC_SHARE)
    good = ~wild
    good[wild] = _holds(rolled[wild], geoms[winding[wild]], floor[winding[wild]])
    result[winding[good]] = rolled[good]
    rest = np.setdiff1d(np.arange(len(geoms)), winding[good])
    result[rest] = shapely.buffer(geoms[rest], radius[rest], quad_segs=quad_segs)
    risky = rest[_has_short_segments(geoms[rest], radius[rest])]
    for i in risky[_too_near(result[risky], geoms[risky], floor[risky])]:
        redrawn = _from_segments(geoms[i], float(radius[i]), quad_segs)
        if _too_near(np.array([redrawn]), geoms[i : i + 1], floor[i : i + 1])[0]:
            raise UnsoundBufferError(int(i if index is None else index[i]))
        result[i] = redrawn
    return result


def _has_short_segments(geoms: GeometryArray, radius: FloatArray) -> BoolArray:
    """Return which geometries have a side so short beside the radius that GEOS may draw them wrongly."""
    xy, index = shapely.get_coordinates(geoms, return_index=True)
    result = np.zeros(len(geoms), dtype=bool)
    if len(xy):
        side = np.hypot(*np.diff(xy, axis=0).T)
        short = (index[1:] == index[:-1]) & (side < SHORT_SHARE * radius[index[1:]])
        result[index[1:][short]] = True
    return result


def _too_near(outlines: GeometryArray, geoms: GeometryArray, floor: FloatArray) -> BoolArray:
    if not len(geoms):
        return np.zeros(0, dtype=bool)
    edges = shapely.boundary(outlines)
    return np.asarray(shapely.dwithin(geoms, edges, floor) | shapely.is_empty(outlines))


def _holds(outlines: GeometryArray, geoms: GeometryArray, floor: FloatArray) -> BoolArray:
    """Return which outlines hold their geometry with no part of their edge nearer than ``floor``."""
    parts, owner = exploded(geoms)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    x, y = xy[np.searchsorted(part, np.arange(len(parts)))].T
    good = np.ones(len(geoms), dtype=bool)
    good[owner[~shapely.intersects_xy(outlines[owner], x, y)]] = False
    edges = shapely.boundary(outlines)
    shapely.prepare(edges)
    return np.asarray(good & ~shapely.dwithin(edges, geoms, floor))


def is_sound(edges: shapely.Geometry, sources: GeometryArray, radius: FloatArray, tolerance: float) -> bool:
    """Return whether no edge of a planar outline is nearer to any source than its tolerance allows."""
    shapely.prepare(edges)
    floor = radius * (1 - tolerance * ARC_SHARE - _ROUNDING)
    return not bool(shapely.dwithin(edges, sources, floor).any())


def _from_segments(geom: shapely.Geometry, radius: float, quad_segs: int) -> shapely.Geometry:
    """Return the union of the buffers of a geometry's single segments, and of its polygons' insides."""
    pieces: list[shapely.Geometry] = []
    for part in simple_parts(geom):
        kind = shapely.get_type_id(part)
        if kind == GeometryType.POLYGON:
            pieces.append(part)
        curves = shapely.get_rings(part) if kind == GeometryType.POLYGON else np.array([part])
        for curve in curves:
            xy = shapely.get_coordinates(curve)
            segments = np.stack([xy[:-1], xy[1:]], axis=1) if len(xy) > 1 else xy[:, None].repeat(2, axis=1)
            pieces.extend(shapely.buffer(shapely.linestrings(segments), radius, quad_segs=quad_segs))
    return shapely.union_all(pieces)

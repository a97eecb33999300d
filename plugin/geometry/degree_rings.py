"""Planar rings of a tile taken to degrees, by a polynomial instead of PROJ's series where it is as exact."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .arrays import FloatArray
from .line_pieces import ranges
from .projection import LocalProjection
from .tile_outlines import Rings

MOST_OFF_DEG = 1e-9
"""How far a polynomial may be off PROJ: 0.1 mm on the ground."""

_EARTH_RADIUS_M = 6_356_000.0
_NODES = 9
_WORTH_FITTING = 3000
_AT_ONCE = 8192
_POWERS = (
    ((1, 0), (1, 1), (1, 2), (1, 3), (1, 4), (3, 0), (3, 1), (3, 2)),
    (
        (0, 0),
        (0, 1),
        (0, 2),
        (0, 3),
        (0, 4),
        (0, 5),
        (2, 0),
        (2, 1),
        (2, 2),
        (2, 3),
        (4, 0),
        (4, 1),
    ),
)
"""Exponents of easting and northing for the longitude, which is odd in the easting, and the even latitude."""


@dataclass(frozen=True)
class DegreesFit:
    """Longitude and latitude of plane positions in a rectangle, as polynomials in easting and northing.

    ``lon`` and ``lat`` have rows of coefficients: one for each power of the squared easting.
    """

    middle: FloatArray
    half: FloatArray
    meridian_deg: float
    lon: FloatArray
    lat: FloatArray

    def degrees(self, xy: FloatArray) -> FloatArray:
        """Return longitude and latitude in degrees of plane positions in metres."""
        result = np.empty_like(xy)
        for start in range(0, len(xy), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            u = xy[part, 0] / self.half[0]
            v = (xy[part, 1] - self.middle[1]) / self.half[1]
            square = u * u
            result[part, 0] = self.meridian_deg + u * _in_both(self.lon, square, v)
            result[part, 1] = _in_both(self.lat, square, v)
        return result


def fitted(projection: LocalProjection, plane_bounds: FloatArray) -> DegreesFit | None:
    """Return the polynomials over a rectangle (plane metres); None where they are off by more than 0.1 mm.

    They are fitted at one grid of places and compared with PROJ at another, twice as fine, edges included.
    """
    east = max(float(np.abs(plane_bounds[[0, 2]]).max()), 1.0)
    south, north = float(plane_bounds[1]), float(plane_bounds[3])
    middle = np.array([0.0, (south + north) / 2])
    half = np.array([east, max((north - south) / 2, 1.0)])
    nodes = np.cos(np.pi * (np.arange(_NODES) + 0.5) / _NODES)
    u, v = (grid.ravel() for grid in np.meshgrid(nodes[nodes > 0], nodes))
    lon, lat = projection.inverse_xy(u * half[0], middle[1] + v * half[1])
    fit = DegreesFit(
        middle,
        half,
        projection.middle_meridian_deg,
        _coefficients(u, v, lon - projection.middle_meridian_deg, 0),
        _coefficients(u, v, lat, 1),
    )
    checks = np.linspace(-1, 1, 2 * _NODES)
    xy = np.stack(
        [grid.ravel() for grid in np.meshgrid(checks * half[0], middle[1] + checks * half[1])], axis=1
    )
    off = np.abs(fit.degrees(xy) - np.column_stack(projection.inverse_xy(*xy.T))).max()
    return fit if off <= MOST_OFF_DEG else None


def rings_in_degrees(rings: Rings, projection: LocalProjection, sagitta_m: float) -> Rings:
    """Return planar rings in degrees, positions added where sides would bow by more than ``sagitta_m``."""
    if not len(rings.xy):
        return rings
    x, y = rings.xy[:, 0], rings.xy[:, 1]
    bounds = np.array([x.min(), y.min(), x.max(), y.max()])
    dense = _densified(rings, longest_side(projection, bounds[1], bounds[3], sagitta_m))
    fit = fitted(projection, bounds) if len(dense.xy) >= _WORTH_FITTING else None
    if fit is None:
        return Rings(np.column_stack(projection.inverse_xy(*dense.xy.T)), dense.size)
    return Rings(fit.degrees(dense.xy), dense.size)


def longest_side(projection: LocalProjection, south: float, north: float, sagitta_m: float) -> float:
    """Return how long a side between two plane northings may be in metres.

    Between two positions a map draws a straight line in degrees, which bows away from the straight line on
    the ground by L² tan φ / 8R.
    """
    _, latitudes = projection.inverse_xy(np.zeros(2), np.array([south, north]))
    steepness = max(float(np.tan(np.radians(np.abs(latitudes))).max()), 0.1)
    return math.sqrt(8 * _EARTH_RADIUS_M * max(sagitta_m, 1e-4) / steepness)


def _densified(rings: Rings, longest: float) -> Rings:
    """Return the rings with positions added evenly on sides above ``longest``."""
    step = np.diff(rings.xy, axis=0)
    square = step[:, 0] ** 2 + step[:, 1] ** 2
    square[(rings.start + rings.size - 1)[:-1]] = 0.0
    far = np.flatnonzero(square > longest**2)
    if not len(far):
        return rings
    count = np.ones(len(rings.xy), dtype=np.intp)
    count[far] = np.ceil(np.sqrt(square[far]) / longest)
    number, side = ranges(np.zeros(len(count), dtype=np.intp), count)
    xy = rings.xy[side]
    share = number / count[side]
    added = share > 0
    xy[added] += share[added, None] * step[side[added]]
    return Rings(xy, np.add.reduceat(count, rings.start))


def _coefficients(u: FloatArray, v: FloatArray, value: FloatArray, which: int) -> FloatArray:
    """Return the coefficients that fit values best, as rows by the power of u² and columns by that of v."""
    powers = np.array(_POWERS[which])
    terms = u[:, None] ** powers[:, 0] * v[:, None] ** powers[:, 1]
    found, *_ = np.linalg.lstsq(terms, value, rcond=None)
    rows = np.zeros((int(powers[:, 0].max()) // 2 + 1, int(powers[:, 1].max()) + 1))
    rows[powers[:, 0] // 2, powers[:, 1]] = found
    return rows


def _in_both(rows: FloatArray, square: FloatArray, v: FloatArray) -> FloatArray:
    """Return the value of a polynomial in two variables, by Horner's rule."""
    total: FloatArray | float = 0.0
    for row in rows[::-1]:
        used = np.trim_zeros(row, "b")
        inner: FloatArray | float = 0.0
        for coefficient in used[::-1]:
            inner = inner * v + coefficient
        total = total * square + inner
    return np.asarray(total)

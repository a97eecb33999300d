"""The area that rings enclose on the ellipsoid of CGCS2000, many positions at a time."""

from __future__ import annotations

import numpy as np
import shapely

from .arrays import FloatArray, GeometryArray
from .projection import GRS80

SHORT_SIDE_M = 500.0
"""Up to this length a geodesic and a great circle of the authalic sphere enclose less than 0.01 m² between
them: they bow apart by e² L² tan φ / 8 R, which is 0.03 mm."""

_E = float(np.sqrt(GRS80.es))
_M_PER_RADIAN = GRS80.a * 1.01
"""No shorter than any radian of the meridian (the longest, at the pole, is 1.0034 a) or of the equator."""


def ring_areas_m2(rings: GeometryArray) -> FloatArray:
    """Return the area in m² that each closed ring (EPSG:4490) encloses; sides are geodesics.

    Rings of short sides are summed as strips down to the equator, on the sphere that has the area of the
    ellipsoid; a ring with a longer side, or over the antimeridian, goes the way of Karney 2013, Algorithms
    for geodesics, doi:10.1007/s00190-012-0578-z.

    >>> ring_areas_m2(np.empty(0, dtype=object)).tolist()
    []
    """
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    if not len(xy):
        return np.zeros(len(rings))
    along = ring[1:] == ring[:-1]
    lon, lat = np.radians(xy).T
    east, north = np.diff(lon), np.diff(lat)
    long = along & (np.hypot(east * np.cos(lat[:-1]), north) * _M_PER_RADIAN > SHORT_SIDE_M)
    half = _half_tangent(lat)
    strips = np.arctan(np.tan(east / 2) * (half[1:] + half[:-1]) / (1 + half[1:] * half[:-1]))
    areas = np.abs(np.bincount(ring[1:][along], 2 * strips[along], len(rings))) * _authalic_radius_m() ** 2
    for i in np.unique(ring[1:][long]):
        areas[i] = abs(GRS80.polygon_area_perimeter(*shapely.get_coordinates(rings[i]).T)[0])
    return np.asarray(areas, dtype=float)


def _half_tangent(lat: FloatArray) -> FloatArray:
    """Return tan β/2 of the authalic latitude β (Snyder 1987, 3-11 and 3-12) of latitudes in radians."""
    sine = np.clip(_zone(np.sin(lat)) / _zone(np.ones(1)), -1.0, 1.0)
    return np.asarray(sine / (1 + np.sqrt(1 - sine**2)))


def _authalic_radius_m() -> float:
    return float(GRS80.a * np.sqrt(_zone(np.ones(1))[0] / 2))


def _zone(sine: FloatArray) -> FloatArray:
    """Return Snyder's q: the share of the ellipsoid's surface from the equator to a latitude."""
    flat = _E * sine
    return np.asarray((1 - GRS80.es) * (sine / (1 - flat**2) + np.arctanh(flat) / _E))

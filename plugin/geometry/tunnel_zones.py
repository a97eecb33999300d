"""The ground above a tunnel, and what lies near its mouths."""

from __future__ import annotations

import numpy as np
import shapely

from .arrays import FloatArray, Geometries, GeometryArray, geometry_array
from .buffers import metric_buffer

NARROWEST_M = 1.0
"""Half of the ground above a tunnel of which no width is known at all."""


def tunnel_zones(tunnels: Geometries, half_width_m: FloatArray, mouth_m: FloatArray) -> GeometryArray:
    """Return for each tunnel (EPSG:4490) the ground within its half-width above it, and within ``mouth_m`` of
    its mouths.

    A tunnel is a line whose loose ends are its mouths; drawn as a point, or as an area whose mouths are not
    known, all of it counts as one. Metres on the ellipsoid; MultiPolygon or Polygon, None for None.

    Source: 公路安全保护条例 art. 17 (三), 公路隧道上方和洞口外.
    """
    array = geometry_array(tunnels)
    if not len(array):
        return array
    linear = shapely.get_dimensions(array) == 1
    mouths = array.copy()
    mouths[linear] = shapely.boundary(shapely.line_merge(array[linear]))
    mouths[shapely.is_empty(mouths)] = None
    above = array.copy()
    above[~linear] = None
    parts = metric_buffer(
        np.concatenate([above, mouths]),
        np.concatenate([np.maximum(half_width_m, NARROWEST_M), np.asarray(mouth_m, dtype=float)]),
    ).geometries
    zones = np.asarray(shapely.union(parts[: len(array)], parts[len(array) :]), dtype=object)
    alone = shapely.is_missing(zones)
    zones[alone] = np.where(
        shapely.is_missing(parts[: len(array)]), parts[len(array) :], parts[: len(array)]
    )[alone]
    return zones

"""Where people stand and look: positions along lines, shores and at points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from .arrays import FloatArray, GeometryArray, IntArray
from .projection import projection_of


@dataclass(frozen=True, kw_only=True)
class Observers:
    """Positions in degrees (EPSG:4490), the feature each belongs to, and how far along it stands (m)."""

    lon: FloatArray
    lat: FloatArray
    owner: IntArray
    along_m: FloatArray

    def __len__(self) -> int:
        return len(self.lon)


def observers_along(geoms: GeometryArray, spacing_m: float) -> Observers:
    """Return observers on the geometries (EPSG:4490), at most ``spacing_m`` metres apart along a line.

    A line has one at each end; a polygon is looked from along its outline (a lake's shore); a point is one
    observer. Empty and missing geometries give none.
    """
    present = np.flatnonzero(~shapely.is_missing(geoms) & ~shapely.is_empty(geoms))
    if not len(present):
        nothing = np.zeros(0)
        return Observers(lon=nothing, lat=nothing, owner=np.zeros(0, dtype=np.intp), along_m=nothing)
    projection = projection_of(geoms[present])
    plane = projection.forward(geoms[present])
    shores = np.where(shapely.get_dimensions(plane) == 2, shapely.boundary(plane), plane)
    parts, index = shapely.get_parts(shores, return_index=True)
    dots = shapely.get_type_id(parts) == 0
    lines, line_owner = parts[~dots], index[~dots]
    lengths = shapely.length(lines)
    steps = np.maximum(np.ceil(lengths / spacing_m).astype(np.intp), 1)
    line = np.repeat(np.arange(len(lines)), steps + 1)
    number = np.arange(len(line)) - np.repeat(np.cumsum(steps + 1) - (steps + 1), steps + 1)
    along = lengths[line] * number / steps[line]
    points = np.concatenate([shapely.line_interpolate_point(lines[line], along), parts[dots]])
    x, y = shapely.get_x(points), shapely.get_y(points)
    lon, lat = projection.inverse_xy(x, y)
    owner = present[np.concatenate([line_owner[line], index[dots]])]
    return Observers(
        lon=lon, lat=lat, owner=owner, along_m=np.concatenate([along, np.zeros(int(dots.sum()))])
    )

"""Where people stand and look: positions along lines, shores and at points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from .arrays import FloatArray, GeometryArray, IntArray
from .projection import projection_of
from .repair import exploded


@dataclass(frozen=True, kw_only=True)
class Observers:
    """Positions in degrees (EPSG:4490), the feature each belongs to, and how far along it stands (m).

    ``part`` numbers the unbroken lines, shores and points, over all features; distances run on from one part
    of a feature to its next. Observers of a part stand next to each other, in its direction.
    """

    lon: FloatArray
    lat: FloatArray
    owner: IntArray
    along_m: FloatArray
    part: IntArray

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
        none = np.zeros(0, dtype=np.intp)
        return Observers(lon=nothing, lat=nothing, owner=none, along_m=nothing, part=none)
    projection = projection_of(geoms[present])
    pieces, piece_owner = exploded(projection.forward(geoms[present]))
    areal = shapely.get_dimensions(pieces) == 2
    pieces[areal] = shapely.boundary(pieces[areal])
    parts, index = shapely.get_parts(pieces, return_index=True)
    index = piece_owner[index]
    dots = shapely.get_type_id(parts) == 0
    lines, line_owner = parts[~dots], index[~dots]
    lengths = shapely.length(lines)
    steps = np.maximum(np.ceil(lengths / spacing_m).astype(np.intp), 1)
    line = np.repeat(np.arange(len(lines)), steps + 1)
    number = np.arange(len(line)) - np.repeat(np.cumsum(steps + 1) - (steps + 1), steps + 1)
    along = lengths[line] * number / steps[line]
    points = np.concatenate([shapely.line_interpolate_point(lines[line], along), parts[dots]])
    lon, lat = projection.inverse_xy(shapely.get_x(points), shapely.get_y(points))
    before = np.cumsum(lengths) - lengths
    first = np.searchsorted(line_owner, line_owner)
    dot_count = int(dots.sum())
    return Observers(
        lon=lon,
        lat=lat,
        owner=present[np.concatenate([line_owner[line], index[dots]])],
        along_m=np.concatenate([along + (before - before[first])[line], np.zeros(dot_count)]),
        part=np.concatenate([line, len(lines) + np.arange(dot_count)]),
    )

"""Where people stand and look: positions along lines, shores and at points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from ..domain.progress import CancelledError
from .arrays import FloatArray, GeometryArray, IntArray
from .parallel import AskCancelled, slices
from .projection import projection_of
from .repair import exploded

AT_ONCE = 200_000
"""Observers that are placed between two looks at the wish to stop."""


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


def observers_along(
    geoms: GeometryArray, spacing_m: float, *, cancelled: AskCancelled | None = None
) -> Observers:
    """Return observers on the geometries (EPSG:4490), at most ``spacing_m`` metres apart along a line.

    A line has one at each end; a polygon is looked from along its outline (a lake's shore); a point is one
    observer. Empty and missing geometries give none. Raises
    :class:`~plugin.domain.progress.CancelledError`.
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
    is_line = shapely.get_type_id(parts) != 0
    dots = parts[~is_line]
    ways = _ways(parts[is_line], index[is_line], spacing_m)
    standing = ways.count
    lon, lat, along = (np.empty(standing + len(dots)) for _ in range(3))
    for some in slices(standing, AT_ONCE):
        if cancelled is not None and cancelled():
            raise CancelledError
        x, y, along[some] = ways.places(some)
        lon[some], lat[some] = projection.inverse_xy(x, y)
    lon[standing:], lat[standing:] = projection.inverse_xy(shapely.get_x(dots), shapely.get_y(dots))
    along[standing:] = 0.0
    line = np.repeat(np.arange(len(ways.steps)), ways.steps + 1)
    return Observers(
        lon=lon,
        lat=lat,
        owner=present[np.concatenate([ways.owner[line], index[~is_line]])],
        along_m=along,
        part=np.concatenate([line, len(ways.steps) + np.arange(len(dots))]),
    )


@dataclass(frozen=True, kw_only=True)
class _Ways:
    """Lines of a plane one after another: ``way`` are metres from the first on at each position.

    ``begin`` and ``end`` are those of each line. Between two lines lies a gap of a metre. ``steps`` and
    ``owner`` are the pieces of each line between its observers, and its geometry; ``before`` the metres of
    earlier lines of that geometry.
    """

    x: FloatArray
    y: FloatArray
    way: FloatArray
    begin: FloatArray
    end: FloatArray
    lengths: FloatArray
    steps: IntArray
    owner: IntArray
    before: FloatArray

    @property
    def count(self) -> int:
        """Return how many observers stand on the lines."""
        return int(self.steps.sum()) + len(self.steps)

    def places(self, some: slice) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return plane x and y of some observers, and how far along their geometry they stand."""
        number = np.arange(some.start, some.stop)
        after = np.cumsum(self.steps + 1)
        line = np.searchsorted(after, number, side="right")
        number -= (after - self.steps - 1)[line]
        along = self.lengths[line] * number / self.steps[line]
        at = np.minimum(self.begin[line] + along, self.end[line])
        return np.interp(at, self.way, self.x), np.interp(at, self.way, self.y), along + self.before[line]


def _ways(lines: GeometryArray, owner: IntArray, spacing_m: float) -> _Ways:
    xy = shapely.get_coordinates(lines)
    counts = np.asarray(shapely.get_num_coordinates(lines), dtype=np.intp)
    last = np.cumsum(counts) - 1
    first = last - counts + 1
    sides = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T)
    sides[first] = 1.0
    way = np.cumsum(sides)
    lengths = way[last] - way[first]
    before = np.cumsum(lengths) - lengths
    return _Ways(
        x=xy[:, 0],
        y=xy[:, 1],
        way=way,
        begin=way[first],
        end=way[last],
        lengths=lengths,
        steps=np.maximum(np.ceil(lengths / spacing_m).astype(np.intp), 1),
        owner=owner,
        before=before - before[np.searchsorted(owner, owner)],
    )

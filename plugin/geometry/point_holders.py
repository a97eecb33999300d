"""Which polygons hold points of a plane: how often a way east from a point crosses their outlines."""

from __future__ import annotations

import numpy as np
import shapely
from shapely import GeometryType

from .arrays import GeometryArray, IntArray
from .cell_index import order_of, ranges, starts
from .chords import Chords
from .parallel import AskCancelled, even_slices, on_threads
from .run_search import MOST_PAIRS, PointCells
from .segment_runs import SegmentRuns
from .tree_distances import held_by

_CLOSE_M = 1e-6
"""Points nearer to an outline are asked of GEOS, which decides without rounding."""

_NOBODY = np.empty(0, dtype=np.intp)

Crossings = tuple[IntArray, IntArray, IntArray]
"""Point, geometry, and the crossings of its outline; a million more where the point is close to it."""

_CLOSE = 1_000_000


def holders(
    cells: PointCells,
    planar: GeometryArray,
    runs: SegmentRuns,
    chords: Chords,
    cancelled: AskCancelled | None = None,
) -> tuple[IntArray, IntArray]:
    """Return the pairs of point, numbered as sorted by cells, and area that meet, sorted by both.

    ``planar`` are valid geometries, ``runs`` and ``chords`` theirs. Raises CancelledError.
    """
    kind = shapely.get_type_id(planar)
    polygon = (kind == GeometryType.POLYGON) | (kind == GeometryType.MULTIPOLYGON)
    point, area = _in_polygons(
        cells, planar, runs, chords[np.flatnonzero(polygon[runs.owner[chords.run]])], cancelled
    )
    mixed = np.flatnonzero(kind == GeometryType.GEOMETRYCOLLECTION)
    if not len(mixed):
        return point, area
    others = held_by(shapely.STRtree(shapely.points(cells.x, cells.y)), planar[mixed])
    point, area = np.concatenate([point, others[0]]), np.concatenate([area, mixed[others[1]]])
    order = np.lexsort((area, point))
    return point[order], area[order]


def _in_polygons(
    cells: PointCells,
    planar: GeometryArray,
    runs: SegmentRuns,
    chords: Chords,
    cancelled: AskCancelled | None,
) -> tuple[IntArray, IntArray]:
    """Return the pairs of point and polygon that meet, sorted by both; ``chords`` are those of polygons."""
    if not len(chords):
        return _NOBODY, _NOBODY
    out = chords.overhang() + _CLOSE_M
    west = cells.cells.column(shapely.bounds(planar)[:, 0][runs.owner[chords.run]])
    asker, row = cells.cells.rows_of(cells.cells.row(chords.y - out), cells.cells.row(chords.y + out))
    begin, count = cells.cells.stretches(row, west[asker], cells.cells.column(chords.x + out)[asker])

    def crossed(part: slice) -> Crossings:
        line, point = ranges(begin[part], count[part])
        return _crossings(cells, runs, chords, asker[part][line], point)

    found = on_threads(crossed, even_slices(count, MOST_PAIRS // 2), cancelled=cancelled)
    point, area, crossings = (np.concatenate(column) for column in zip(*found, strict=True))
    key = point * len(planar) + area
    order = order_of(key, len(cells.x) * len(planar))
    key = key[order]
    first = starts(key)
    crossings = np.add.reduceat(crossings[order], first) if len(first) else _NOBODY
    point, area = np.divmod(key[first], len(planar))
    inside = crossings % 2 == 1
    close = np.flatnonzero(crossings >= _CLOSE)
    inside[close] = shapely.intersects(
        planar[area[close]], shapely.points(cells.x[point[close]], cells.y[point[close]])
    )
    return point[inside], area[inside]


def _crossings(
    cells: PointCells, runs: SegmentRuns, chords: Chords, chord: IntArray, point: IntArray
) -> Crossings:
    """Return how often the ways east from points cross the runs of chords, which lie on one row of cells.

    Of a chord that lies wholly east of its point the ends tell.
    """
    out = chords.overhang()[chord] + _CLOSE_M
    level = np.flatnonzero(np.abs(cells.y[point] - chords.y[chord]) <= out)
    chord, point, out = chord[level], point[level], out[level]
    east = chords.x[chord] - cells.x[point]
    beyond = np.flatnonzero(east > out)
    first, last = (
        runs.begin[chords.run[chord[beyond]]],
        runs.end[(chords.run + chords.count - 1)[chord[beyond]]],
    )
    y = cells.y[point[beyond]]
    beyond = beyond[(runs.y[first] > y) != (runs.y[last] > y)]
    near = np.flatnonzero(np.abs(east) <= out)
    pair, run = ranges(chords.run[chord[near]], chords.count[chord[near]])
    by = point[near][pair]
    x, y = cells.x[by], cells.y[by]
    crossings = runs.crossings(run, x, y)
    crossings[runs.squared_gaps(run, x, y)[0] <= _CLOSE_M**2] += _CLOSE
    met = np.flatnonzero(crossings)
    return (
        np.concatenate([point[beyond], by[met]]),
        np.concatenate([runs.owner[chords.run[chord[beyond]]], runs.owner[run[met]]]),
        np.concatenate([np.ones(len(beyond), dtype=np.intp), crossings[met]]),
    )

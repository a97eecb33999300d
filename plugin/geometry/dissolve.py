"""Overlapping outlines merged tile by tile.

A union of everything at once grows faster than its input; a union in each tile does not, and tiles run on
threads. Tiles are cut along their edges and sewn together.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import shapely
from shapely import GeometryType

from .arrays import FloatArray, GeometryArray, IntArray
from .multipolygons import multipolygon
from .parallel import AskCancelled, ReportProgress, aside, on_threads
from .stitching import each_ring, stitched
from .tile_outlines import Rings, TileOutline, bounds_of, clipped, rings_of, signed_areas, turned
from .tiles import TileGrid, grid_over
from .wound_outlines import outline_of

VERTICES_PER_TILE = 30_000
SMALLEST_TILE_M = 1000.0
_SNAP_M = 1e-3


def dissolved(
    outlines: GeometryArray,
    *,
    movable: bool = False,
    progress: ReportProgress | None = None,
    cancelled: AskCancelled | None = None,
) -> shapely.MultiPolygon:
    """Return what planar polygons (metres) make together, holes kept. Raises CancelledError.

    Where they are ``movable`` positions may be off by some hundredths of a millimetre: that is quicker, but
    polygons that share a border would leave slits.
    """
    if not len(outlines):
        return shapely.MultiPolygon()
    tiles = shapely.get_num_coordinates(outlines).sum() / VERTICES_PER_TILE
    grid = grid_over(shapely.total_bounds(outlines), tiles, smallest_m=SMALLEST_TILE_M)
    numbers, members = grid.members(outlines)
    boxes = grid.boxes()[numbers]

    def merge(i: int) -> Rings:
        rings = turned(rings_of(outlines[members[i]]))
        found = outline_of(rings, touching=True, movable=movable)
        return rings_of(merged_in_box(outlines[members[i]], boxes[i])) if found is None else found

    return in_tiles(merge, grid, numbers, snap=_SNAP_M, progress=progress, cancelled=cancelled)


def in_tiles(
    draw: Callable[[int], Rings],
    grid: TileGrid,
    numbers: IntArray,
    *,
    snap: float,
    progress: ReportProgress | None,
    cancelled: AskCancelled | None,
) -> shapely.MultiPolygon:
    """Return what the polygons make together that ``draw`` gives for each of the tiles ``numbers``.

    ``draw`` gets the position of a tile among them; what reaches beyond the tile is cut off, and the rest
    sewn together. Where the ends of neighbours do not pair within ``snap``, everything is merged by a union.
    """
    boxes = grid.boxes()[numbers]
    if grid.rows * grid.columns == 1:
        return _polygons(on_threads(draw, range(len(numbers)), progress=progress, cancelled=cancelled)[0])

    def outline(i: int) -> TileOutline:
        return clipped(draw(i), boxes[i])

    def merge(i: int) -> GeometryArray:
        return merged_in_box(shapely.get_parts(_polygons(draw(i))), boxes[i])

    outlines = on_threads(outline, range(len(numbers)), progress=progress, cancelled=cancelled)
    whole = aside(lambda: stitched(outlines, numbers, grid, snap=snap), cancelled=cancelled)
    if whole is None:
        tiles = on_threads(merge, range(len(numbers)), cancelled=cancelled)
        whole = shapely.multipolygons(shapely.get_parts(shapely.union_all(np.concatenate(tiles))))
    return whole


def _polygons(rings: Rings) -> shapely.MultiPolygon:
    return multipolygon([[ring] for ring in each_ring(rings)], signed_areas(rings), bounds_of(rings))


def merged_in_box(outlines: GeometryArray, box: FloatArray) -> GeometryArray:
    """Return the valid polygons of the union of outlines, cut at the edges of a box."""
    cut = shapely.clip_by_rect(outlines, *box)
    cut = cut[~shapely.is_empty(cut)]
    parts = shapely.get_parts(np.array([shapely.union_all(cut)])) if len(cut) > 1 else shapely.get_parts(cut)
    return valid_polygons(parts)


def valid_polygons(parts: GeometryArray) -> GeometryArray:
    """Return polygons, what is not valid of them made so."""
    wrong = ~shapely.is_valid(parts)
    if wrong.any():
        mended = shapely.get_parts(shapely.get_parts(shapely.make_valid(parts[wrong])))
        parts = np.concatenate([parts[~wrong], mended])
    return np.asarray(parts[shapely.get_type_id(parts) == GeometryType.POLYGON], dtype=object)

"""Overlapping outlines merged tile by tile.

A union of everything at once grows faster than its input; a union in each tile does not, and tiles run on
threads. Tiles are cut along their edges and sewn together.
"""

from __future__ import annotations

import numpy as np
import shapely
from shapely import GeometryType

from .arrays import FloatArray, GeometryArray
from .parallel import AskCancelled, ReportProgress, on_threads
from .stitching import stitched
from .tiles import grid_over

VERTICES_PER_TILE = 15_000
SMALLEST_TILE_M = 1000.0
_SNAP_M = 1e-3


def dissolved(
    outlines: GeometryArray,
    *,
    progress: ReportProgress | None = None,
    cancelled: AskCancelled | None = None,
) -> GeometryArray:
    """Return the polygons that planar polygons (metres) make together, holes kept. Raises CancelledError."""
    if not len(outlines):
        return outlines
    tiles = shapely.get_num_coordinates(outlines).sum() / VERTICES_PER_TILE
    grid = grid_over(shapely.total_bounds(outlines), tiles, smallest_m=SMALLEST_TILE_M)
    numbers, members = grid.members(outlines)
    boxes = grid.boxes()[numbers]

    def merge(i: int) -> GeometryArray:
        return merged_in_box(outlines[members[i]], boxes[i])

    merged = on_threads(merge, range(len(numbers)), progress=progress, cancelled=cancelled)
    polygons = np.concatenate(merged)
    if grid.rows * grid.columns == 1:
        return polygons
    return stitched(polygons, np.repeat(numbers, [len(m) for m in merged]), grid, snap=_SNAP_M)


def merged_in_box(outlines: GeometryArray, box: FloatArray) -> GeometryArray:
    """Return the valid polygons of the union of outlines, cut at the edges of a box."""
    cut = shapely.clip_by_rect(outlines, *box)
    cut = cut[~shapely.is_empty(cut)]
    parts = shapely.get_parts(np.array([shapely.union_all(cut)])) if len(cut) > 1 else shapely.get_parts(cut)
    wrong = ~shapely.is_valid(parts)
    if wrong.any():
        mended = shapely.get_parts(shapely.get_parts(shapely.make_valid(parts[wrong])))
        parts = np.concatenate([parts[~wrong], mended])
    return np.asarray(parts[shapely.get_type_id(parts) == GeometryType.POLYGON], dtype=object)

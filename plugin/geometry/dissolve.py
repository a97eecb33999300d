"""Overlapping polygons merged into one outline for each group."""

from __future__ import annotations

import numpy as np
import shapely

from .arrays import GeometryArray, IntArray
from .parallel import AskCancelled, ReportProgress, on_threads


def dissolved(
    outlines: GeometryArray,
    groups: IntArray,
    count: int,
    *,
    progress: ReportProgress | None = None,
    cancelled: AskCancelled | None = None,
) -> GeometryArray:
    """Return for each of ``count`` groups the union of its planar polygons, None where a group has none."""

    def merge(group: int) -> shapely.Geometry | None:
        members = outlines[groups == group]
        return shapely.union_all(members) if len(members) else None

    result = np.full(count, None, dtype=object)
    result[:] = on_threads(merge, range(count), progress=progress, cancelled=cancelled)
    return result

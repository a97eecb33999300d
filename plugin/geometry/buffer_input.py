"""What is to be buffered made ready: in degrees, valid, without repeats; in slices that can be stopped."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from .arrays import BoolArray, Geometries, GeometryArray, geometry_array
from .line_pieces import segment_lengths
from .parallel import AskCancelled, even_slices, on_threads
from .projection import LocalProjection, fresh_projection, to_geographic
from .repair import RepairReport, repaired

LONGEST_SIDE_M = 4000.0
_POSITIONS_AT_ONCE = 100_000


def made_ready(
    geoms: Geometries, crs: Any, *, cancelled: AskCancelled | None
) -> tuple[GeometryArray, RepairReport]:
    """Return the geometries, valid, 2-D, in degrees (EPSG:4490), and the report of what was wrong.

    Raises UnknownCrsError, UnsupportedExtentError, CancelledError.
    """
    originals = geometry_array(geoms)
    if not len(originals):
        return repaired(to_geographic(originals, crs))

    def make(part: slice) -> tuple[GeometryArray, RepairReport]:
        array, report = repaired(to_geographic(originals[part], crs))
        twice = _repeats(array)
        array[twice] = shapely.remove_repeated_points(array[twice])
        return array, report

    parts = even_slices(shapely.get_num_coordinates(originals), _POSITIONS_AT_ONCE)
    made = on_threads(make, parts, cancelled=cancelled)
    reports = [report for _, report in made]
    return np.concatenate([array for array, _ in made]), RepairReport(
        repaired=np.concatenate([r.repaired + p.start for r, p in zip(reports, parts, strict=True)]),
        reasons=tuple(reason for r in reports for reason in r.reasons),
        empty=np.concatenate([r.empty + p.start for r, p in zip(reports, parts, strict=True)]),
    )


def straight_on_the_ground(
    projection: LocalProjection, array: GeometryArray, *, cancelled: AskCancelled | None
) -> GeometryArray:
    """Return the geometries with positions on long sides: they are straight in every tile's projection then.

    Raises CancelledError.
    """

    def densify(part: slice) -> GeometryArray:
        local = fresh_projection(projection.middle_meridian_deg)
        found = array[part]
        long = _has_long_sides(found)
        if long.any():
            found = found.copy()
            plane = shapely.segmentize(local.forward(found[long]), LONGEST_SIDE_M)
            found[long] = local.inverse(plane)
        return found

    parts = even_slices(shapely.get_num_coordinates(array), _POSITIONS_AT_ONCE)
    return np.concatenate(on_threads(densify, parts, cancelled=cancelled))


def _repeats(array: GeometryArray) -> BoolArray:
    """Return which geometries have a position twice in a row."""
    xy, index = shapely.get_coordinates(array, return_index=True)
    twice = (xy[1:, 0] == xy[:-1, 0]) & (xy[1:, 1] == xy[:-1, 1]) & (index[1:] == index[:-1])
    result = np.zeros(len(array), dtype=bool)
    result[index[1:][twice]] = True
    return result


def _has_long_sides(array: GeometryArray) -> BoolArray:
    xy, index = shapely.get_coordinates(array, return_index=True)
    far = (index[1:] == index[:-1]) & (segment_lengths(xy) > LONGEST_SIDE_M)
    result = np.zeros(len(array), dtype=bool)
    result[index[1:][far]] = True
    return result

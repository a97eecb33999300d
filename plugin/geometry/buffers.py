"""Buffers at a distance in metres on the ellipsoid, around geometries in degrees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from .arrays import FloatArray, Geometries, GeometryArray, IntArray, geometry_array
from .dissolve import dissolved
from .errors import InvalidDistanceError, LengthMismatchError
from .parallel import AskCancelled, ReportProgress, on_threads, slices
from .projection import WORKSPACE_CRS, LocalProjection, projection_of, to_geographic
from .repair import RepairReport, repaired
from .scale_strips import cut_by_scale
from .sound_buffers import ARC_SHARE, quad_segs_for, sound_buffer

DEFAULT_TOLERANCE = 0.001
_CHUNK = 500
_SCALE_ROUNDING = 1e-7
_EARTH_RADIUS_M = 6_356_000.0


@dataclass(frozen=True, kw_only=True)
class BufferResult:
    """Buffers (MultiPolygon or None, EPSG:4490), and how exact they are.

    Without dissolve ``geometries`` and ``classes`` run parallel to the input; with dissolve there is one
    geometry for each class. No outline lies nearer to its feature than distance × (1 − ``tolerance``);
    straight sides are exact to 10 ppm.
    """

    geometries: GeometryArray
    classes: npt.NDArray[np.object_]
    tolerance: float
    quad_segs: int
    repaired: RepairReport


def metric_buffer(
    geoms: Geometries,
    distance_m: npt.ArrayLike,
    *,
    tolerance: float = DEFAULT_TOLERANCE,
    dissolve: bool = False,
    classes: Sequence[object] | npt.NDArray[np.object_] | None = None,
    progress: ReportProgress | None = None,
    cancelled: AskCancelled | None = None,
    source_crs: Any = WORKSPACE_CRS,
) -> BufferResult:
    """Return the buffers of ``geoms`` at ``distance_m`` metres on the ellipsoid of CGCS2000, with round ends.

    ``geoms``: any types, also mixed, 3-D, multi, None; straight lines are straight on the ground.
    ``distance_m``: one number or one for each; at 0 a polygon stays itself and others give None. Invalid
    input is repaired, missing input gives None; both stand in ``repaired``. With ``dissolve`` the buffers of
    one class are merged, in the order in which the classes first appear (all in one where ``classes`` is
    None). ``progress`` hears 0 … 1. Raises InvalidDistanceError, InvalidToleranceError, LengthMismatchError,
    UnknownCrsError, UnsupportedExtentError, UnsoundBufferError, CancelledError.
    """
    quad_segs = quad_segs_for(tolerance)
    array, report = repaired(to_geographic(geoms, source_crs))
    distances = _distances(distance_m, len(array))
    names = _classes(classes, len(array))
    if len(report.empty) == len(array):
        merged = np.empty(0, dtype=object) if dissolve else array
        result, names = merged, names[: len(merged)]
    else:
        projection = projection_of(array)
        outlines, owner = _buffer_pieces(
            projection, array, distances, tolerance=tolerance, progress=progress, cancelled=cancelled
        )
        if dissolve:
            groups, names = _group(names, owner)
            plane = dissolved(outlines, groups, len(names), progress=progress, cancelled=cancelled)
            step = _finest(distances)
        else:
            plane = _one_for_each(outlines, owner, len(array))
            step = distances
        result = _to_degrees(projection, plane, step * tolerance * (1 - ARC_SHARE))
    return BufferResult(
        geometries=result, classes=names, tolerance=tolerance, quad_segs=quad_segs, repaired=report
    )


def _buffer_pieces(
    projection: LocalProjection,
    array: GeometryArray,
    distances: FloatArray,
    *,
    tolerance: float,
    progress: ReportProgress | None,
    cancelled: AskCancelled | None,
) -> tuple[GeometryArray, IntArray]:
    """Return planar buffers of pieces that each have one scale, and the index of the feature of each."""
    pieces, owner = cut_by_scale(shapely.remove_repeated_points(projection.forward(array)), distances)
    radius = distances[owner]
    kept = (radius > 0) | (shapely.get_dimensions(pieces) == 2)
    pieces, owner, radius = pieces[kept], owner[kept], radius[kept]
    radius = radius * projection.largest_scale(shapely.bounds(pieces), radius / 2) * (1 + _SCALE_ROUNDING)

    def draw(part: slice) -> GeometryArray:
        outlines = np.array(pieces[part])
        drawn = radius[part] > 0
        outlines[drawn] = sound_buffer(
            outlines[drawn], radius[part][drawn], tolerance=tolerance, index=owner[part][drawn]
        )
        return outlines

    half = None if progress is None else lambda share: progress(share / 2)
    drawn = on_threads(draw, slices(len(pieces), _CHUNK), progress=half, cancelled=cancelled)
    return np.concatenate([*drawn, np.empty(0, dtype=object)]), owner


def _one_for_each(outlines: GeometryArray, owner: IntArray, count: int) -> GeometryArray:
    """Return the union of the outlines of each feature, None where it has none."""
    result = np.full(count, None, dtype=object)
    order = np.argsort(owner, kind="stable")
    features, start = np.unique(owner[order], return_index=True)
    for feature, members in zip(features, np.split(order, start[1:]), strict=True):
        result[feature] = outlines[members[0]] if len(members) == 1 else shapely.union_all(outlines[members])
    return result


def _to_degrees(projection: LocalProjection, plane: GeometryArray, sagitta_m: FloatArray) -> GeometryArray:
    """Return planar polygons as valid MultiPolygons in degrees.

    Between two positions a map draws a straight line in degrees, which bows away from the straight line on
    the ground by L² tan φ / 8R; long sides are densified so that this stays below ``sagitta_m``.
    """
    bounds = shapely.total_bounds(plane)
    _, latitudes = projection.inverse_xy(np.zeros(2), bounds[[1, 3]])
    steepness = max(float(np.tan(np.radians(np.abs(latitudes))).max()), 0.1) if len(plane) else 1.0
    step = np.sqrt(8 * _EARTH_RADIUS_M * np.maximum(sagitta_m, 1e-4) / steepness)

    def turn(part: slice) -> GeometryArray:
        dense = shapely.segmentize(plane[part], np.broadcast_to(step, plane.shape)[part])
        degrees = projection.inverse(dense)
        wrong = ~shapely.is_valid(degrees) & ~shapely.is_missing(degrees)
        degrees[wrong] = shapely.make_valid(degrees[wrong])
        return degrees

    chunks = [turn(part) for part in slices(len(plane), _CHUNK)]
    return _multipolygons(np.concatenate([*chunks, np.empty(0, dtype=object)]))


def _multipolygons(geoms: GeometryArray) -> GeometryArray:
    parts, owner = shapely.get_parts(geoms, return_index=True)
    inner, index = shapely.get_parts(parts, return_index=True)
    areal = shapely.get_dimensions(inner) == 2
    result = np.full(len(geoms), None, dtype=object)
    if areal.any():
        shapely.multipolygons(inner[areal], indices=owner[index][areal], out=result)
    return result


def _distances(distance_m: npt.ArrayLike, count: int) -> FloatArray:
    given = np.asarray(distance_m, dtype=float)
    if given.ndim and len(given) != count:
        raise LengthMismatchError("distances", len(given), count)
    wrong = np.flatnonzero(~np.isfinite(given) | (given < 0))
    if len(wrong):
        raise InvalidDistanceError(float(given.flat[wrong[0]]), int(wrong[0]) if given.ndim else None)
    return np.array(np.broadcast_to(given, count), dtype=float)


def _classes(
    classes: Sequence[object] | npt.NDArray[np.object_] | None, count: int
) -> npt.NDArray[np.object_]:
    if classes is None:
        return np.full(count, None, dtype=object)
    if len(classes) != count:
        raise LengthMismatchError("classes", len(classes), count)
    return geometry_array(classes)


def _group(names: npt.NDArray[np.object_], owner: IntArray) -> tuple[IntArray, npt.NDArray[np.object_]]:
    """Return the group of each piece, and the name of each group, in the order of first appearance."""
    numbers: dict[object, int] = {}
    used = np.unique(owner)
    feature_group = np.zeros(len(names), dtype=np.intp)
    for feature in used:
        feature_group[feature] = numbers.setdefault(names[feature], len(numbers))
    return feature_group[owner], geometry_array(numbers)


def _finest(distances: FloatArray) -> FloatArray:
    positive = distances[distances > 0]
    return np.array([positive.min() if len(positive) else 1.0])

"""Buffers at a distance in metres on the ellipsoid, around geometries in degrees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from .arrays import FloatArray, Geometries, GeometryArray, IntArray, geometry_array
from .buffer_input import made_ready, straight_on_the_ground
from .degree_rings import longest_side
from .dissolve import dissolved, valid_polygons
from .errors import LengthMismatchError, UnsoundBufferError
from .line_pieces import METRES_PER_DEGREE, LinePieces, chopped, joined_end_to_end, segment_lengths
from .metres import metres_for_each
from .networks import dissolved_network
from .parallel import AskCancelled, ReportProgress, even_slices, on_threads
from .projection import WORKSPACE_CRS, LocalProjection, fresh_projection, projection_of
from .repair import RepairReport, exploded
from .scale_strips import cut_by_scale
from .sound_buffers import ARC_SHARE, quad_segs_for, sound_buffer

DEFAULT_TOLERANCE = 0.001
_CHUNK = 20_000
"""Positions that a thread buffers at a time."""

_VERTICES_AT_ONCE = 100_000
"""Positions of outlines that a thread takes to degrees at a time."""

_JOINED_AT_ONCE = 150_000
_NEIGHBOURHOOD_DEG = 0.2
"""How wide a neighbourhood is whose lines are joined together."""

_SMALL_POLYGON_DEG = 0.05
_SCALE_ROUNDING = 1e-7
MOST_SIDES_PER_DISTANCE = 14.0
"""Above this many sides of lines within one distance, curves cross so often that single buffers are faster:
three to twenty-seven times, measured on rivers at 800 m to 1500 m; below it, up to twice as slow."""

MOST_DEEP = 3.0
"""Above this many buffers on top of one another, on average, single buffers are faster."""


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
    array, report = made_ready(geoms, source_crs, cancelled=cancelled)
    distances = metres_for_each(distance_m, len(array))
    names = _classes(classes, len(array))
    job = _Job(tolerance=tolerance, progress=progress, cancelled=cancelled)
    if len(report.empty) == len(array):
        result, names = (array[:0], names[:0]) if dissolve else (array, names)
    elif dissolve:
        result, names = _one_for_each_class(array, distances, names, job)
    else:
        result = _one_for_each(array, distances, job)
    return BufferResult(
        geometries=result, classes=names, tolerance=tolerance, quad_segs=quad_segs, repaired=report
    )


@dataclass(frozen=True, kw_only=True)
class _Job:
    tolerance: float
    progress: ReportProgress | None
    cancelled: AskCancelled | None

    def share(self, first: float, last: float) -> _Job:
        """Return the job whose progress runs from ``first`` to ``last`` of this one's."""
        told = self.progress
        if told is None:
            return self
        return replace(self, progress=lambda done: told(first + (last - first) * done))


def _one_for_each(array: GeometryArray, distances: FloatArray, job: _Job) -> GeometryArray:
    """Return a MultiPolygon in degrees for each geometry, None where it has none."""
    projection = projection_of(array)
    outlines, owner = _buffer_pieces(projection, array, distances, job.share(0.0, 0.5))
    order = np.argsort(owner, kind="stable")
    outlines, owner = outlines[order], owner[order]
    sagitta = distances * job.tolerance * (1 - ARC_SHARE)

    def finish(features: slice) -> GeometryArray:
        begin, end = np.searchsorted(owner, [features.start, features.stop])
        own = owner[begin:end] - features.start
        plane = _merged_by_owner(outlines[begin:end], own, features.stop - features.start)
        local = fresh_projection(projection.middle_meridian_deg)
        return _multipolygons(_mended(_to_degrees(local, plane, sagitta[features])))

    vertices = np.bincount(owner, shapely.get_num_coordinates(outlines), len(array)).astype(np.intp)
    rest = job.share(0.5, 1.0)
    finished = on_threads(
        finish, even_slices(vertices, _VERTICES_AT_ONCE), progress=rest.progress, cancelled=job.cancelled
    )
    return np.concatenate([*finished, np.empty(0, dtype=object)])


def _one_for_each_class(
    array: GeometryArray, distances: FloatArray, names: npt.NDArray[np.object_], job: _Job
) -> tuple[GeometryArray, npt.NDArray[np.object_]]:
    """Return one MultiPolygon in degrees for each class, and the classes in order of appearance.

    ``array`` is emptied, and memory given back as soon as it can be: a province's geometries take much.
    """
    projection = projection_of(array)
    parts, owner = exploded(straight_on_the_ground(projection, array, cancelled=job.cancelled))
    array[:] = None
    kept = (shapely.get_dimensions(parts) == 2) | (distances[owner] > 0)
    parts, owner = parts[kept], owner[kept]
    groups, found = _group(names, owner)
    result = np.full(len(found), None, dtype=object)
    for group in range(len(found)):
        members = groups == group
        part = job.share(group / len(found), (group + 1) / len(found))
        lots = [parts[members]]
        parts[members] = None
        try:
            result[group] = _dissolved_class(projection, lots.pop(), distances[owner[members]], part)
        except UnsoundBufferError as error:
            raise UnsoundBufferError(int(owner[members][error.index])) from error
    return result, found


def _dissolved_class(
    projection: LocalProjection, parts: GeometryArray, distances: FloatArray, job: _Job
) -> shapely.MultiPolygon:
    """Return the dissolved polygons in degrees around points, lines and polygons in degrees."""
    sagitta = job.tolerance * (1 - ARC_SHARE) * _finest(distances)
    if not _few_curves_cross(parts, distances):
        first, rest = job.share(0.0, 0.5), job.share(0.5, 1.0)
        outlines, _ = _buffer_pieces(projection, parts, distances, first)
        movable = bool((distances > 0).all())
        merged = dissolved(outlines, movable=movable, progress=rest.progress, cancelled=job.cancelled)
        return _polygons_to_degrees(projection, merged, sagitta, job)
    network, reach = _network(parts, distances, job)
    return dissolved_network(
        network,
        reach,
        sagitta_m=sagitta,
        tolerance=job.tolerance,
        progress=job.progress,
        cancelled=job.cancelled,
    )


def _network(parts: GeometryArray, distances: FloatArray, job: _Job) -> tuple[LinePieces, FloatArray]:
    """Return geometries in degrees as pieces that are fast to draw, and the distance of each piece.

    ``parts`` is emptied on the way. Lines are joined with their neighbours, some thousands at a time.
    """
    corner = np.floor(shapely.bounds(parts)[:, :2] / _NEIGHBOURHOOD_DEG)
    order = np.lexsort((corner[:, 0], corner[:, 1]))

    def make(run: slice) -> tuple[LinePieces, FloatArray]:
        own = order[run]
        areal = own[shapely.get_dimensions(parts[own]) == 2]
        linear = own[shapely.get_dimensions(parts[own]) < 2]
        lines, reach, origin = joined_end_to_end(parts[linear], distances[linear])
        network = chopped(lines, reach)
        made = LinePieces(
            pieces=np.concatenate([network.pieces, parts[areal]]),
            owner=np.concatenate([linear[origin[network.owner]], areal]),
            risky=np.concatenate([network.risky, np.ones(len(areal), dtype=bool)]),
        )
        parts[own] = None
        return made, np.concatenate([reach[network.owner], distances[areal]])

    runs = even_slices(shapely.get_num_coordinates(parts[order]), _JOINED_AT_ONCE)
    made = on_threads(make, runs, cancelled=job.cancelled)
    networks = [network for network, _ in made]
    return LinePieces(
        pieces=np.concatenate([n.pieces for n in networks]),
        owner=np.concatenate([n.owner for n in networks]),
        risky=np.concatenate([n.risky for n in networks]),
    ), np.concatenate([reach for _, reach in made])


def _few_curves_cross(parts: GeometryArray, distances: FloatArray) -> bool:
    """Return whether drawing everything at once is faster than merging single buffers.

    It is where distances are not long beside the sides of the lines, buffers do not lie many deep, and no
    polygon is so large that it reaches into many tiles.
    """
    areal = shapely.get_dimensions(parts) == 2
    west, south, east, north = shapely.bounds(parts[areal]).reshape(-1, 4).T
    if (distances[areal] == 0).any() or (np.maximum(east - west, north - south) > _SMALL_POLYGON_DEG).any():
        return False
    xy, index = shapely.get_coordinates(parts, return_index=True)
    sides = index[1:] == index[:-1]
    length = (
        np.bincount(index[1:][sides], segment_lengths(xy)[sides], len(parts))
        if len(xy) > 1
        else np.zeros(len(parts))
    )
    count = np.bincount(index[1:][sides], minlength=len(parts))[~areal]
    if (distances[~areal] * count).sum() > MOST_SIDES_PER_DISTANCE * length[~areal].sum() and count.any():
        return False
    west, south, east, north = shapely.total_bounds(parts) * METRES_PER_DEGREE
    extent = (east - west) * np.cos(np.radians(south / METRES_PER_DEGREE)) * (north - south)
    covered = float((np.where(areal, 1, 2) * distances * length + np.pi * distances**2).sum())
    return bool(covered <= MOST_DEEP * max(extent, 1.0))


def _buffer_pieces(
    projection: LocalProjection, array: GeometryArray, distances: FloatArray, job: _Job
) -> tuple[GeometryArray, IntArray]:
    """Return planar buffers of pieces that each have one scale, and the index of the feature of each."""
    if not len(array):
        return array, np.empty(0, dtype=np.intp)

    def draw(part: slice) -> tuple[GeometryArray, IntArray]:
        local = fresh_projection(projection.middle_meridian_deg)
        pieces, owner = cut_by_scale(local.forward(array[part]), distances[part])
        owner = owner + part.start
        radius = distances[owner]
        kept = (radius > 0) | (shapely.get_dimensions(pieces) == 2)
        pieces, owner, radius = pieces[kept], owner[kept], radius[kept]
        radius = radius * local.largest_scale(shapely.bounds(pieces), radius / 2) * (1 + _SCALE_ROUNDING)
        drawn = radius > 0
        pieces[drawn] = sound_buffer(
            pieces[drawn], radius[drawn], tolerance=job.tolerance, index=owner[drawn]
        )
        return pieces, owner

    parts = even_slices(shapely.get_num_coordinates(array), _CHUNK)
    made = on_threads(draw, parts, progress=job.progress, cancelled=job.cancelled)
    return np.concatenate([pieces for pieces, _ in made]), np.concatenate([owner for _, owner in made])


def _merged_by_owner(outlines: GeometryArray, owner: IntArray, count: int) -> GeometryArray:
    """Return the union of the outlines of each feature, None where it has none."""
    result = np.full(count, None, dtype=object)
    order = np.argsort(owner, kind="stable")
    features, start = np.unique(owner[order], return_index=True)
    for feature, members in zip(features, np.split(order, start[1:]), strict=True):
        result[feature] = outlines[members[0]] if len(members) == 1 else shapely.union_all(outlines[members])
    return result


def _to_degrees(projection: LocalProjection, plane: GeometryArray, sagitta_m: FloatArray) -> GeometryArray:
    """Return planar polygons in degrees.

    Long sides are densified so that no side bows by more than ``sagitta_m``.
    """
    if not len(plane) or shapely.is_missing(plane).all():
        return plane
    south, north = shapely.total_bounds(plane)[[1, 3]]
    step = longest_side(projection, south, north, 1.0) * np.sqrt(np.maximum(sagitta_m, 1e-4))
    parts, owner = shapely.get_parts(plane, return_index=True)
    rings, polygon = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    far = (ring[1:] == ring[:-1]) & (np.hypot(*np.diff(xy, axis=0).T) > step[owner[polygon]][ring[1:]])
    long = np.unique(owner[polygon[ring[1:][far]]])
    dense = plane.copy()
    dense[long] = shapely.segmentize(plane[long], step[long])
    return projection.inverse(dense)


def _polygons_to_degrees(
    projection: LocalProjection, plane: shapely.MultiPolygon, sagitta_m: float, job: _Job
) -> shapely.MultiPolygon:
    """Return planar polygons in degrees, all in one."""
    parts = shapely.get_parts(plane)

    def move(some: slice) -> GeometryArray:
        local = fresh_projection(projection.middle_meridian_deg)
        own = parts[some]
        return valid_polygons(_to_degrees(local, own, np.full(len(own), sagitta_m)))

    runs = even_slices(shapely.get_num_coordinates(parts), _VERTICES_AT_ONCE)
    moved = on_threads(move, runs, cancelled=job.cancelled)
    return shapely.multipolygons(np.concatenate([*moved, parts[:0]]))


def _mended(geoms: GeometryArray) -> GeometryArray:
    """Return the polygons, made valid where rounding to degrees has made two sides meet."""
    wrong = ~shapely.is_valid(geoms) & ~shapely.is_missing(geoms)
    result = geoms.copy()
    result[wrong] = shapely.make_valid(geoms[wrong])
    return result


def _multipolygons(geoms: GeometryArray) -> GeometryArray:
    parts, owner = shapely.get_parts(geoms, return_index=True)
    inner, index = shapely.get_parts(parts, return_index=True)
    areal = shapely.get_dimensions(inner) == 2
    result = np.full(len(geoms), None, dtype=object)
    if areal.any():
        shapely.multipolygons(inner[areal], indices=owner[index][areal], out=result)
    return result


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


def _finest(distances: FloatArray) -> float:
    positive = distances[distances > 0]
    return float(positive.min()) if len(positive) else 1.0

"""Questions about distance, answered on the tree without drawing a buffer."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from .arrays import FloatArray, Geometries, GeometryArray, IntArray
from .errors import InvalidDistanceError, LengthMismatchError
from .line_pieces import short_runs
from .parallel import on_threads, slices
from .projection import GRS80, LocalProjection, projection_of
from .repair import exploded, repaired

_SLACK = 1 + 1e-6
_CHUNK = 10_000
_NEAREST_SIDES = 8
_WITHIN_SIDES = 32
"""Sides of the pieces that lines and outlines are cut into: a distance to many sides takes long."""


def within_distance(
    targets: Geometries, sources: Geometries, distance_m: npt.ArrayLike
) -> tuple[IntArray, IntArray, FloatArray]:
    """Return the pairs not further apart than ``distance_m``: target index, source index, distance in metres.

    Both sides any type, EPSG:4490; ``distance_m`` one number or one for each source. The distance is that of
    the geodesic between the two nearest positions (within 10 ppm of the shortest), 0 where they touch or one
    holds the other. Missing and empty geometries are in no pair. Pairs are sorted by target, then source.
    Raises InvalidDistanceError, LengthMismatchError, UnsupportedExtentError.
    """
    target_array, _ = repaired(targets)
    source_array, _ = repaired(sources)
    reach = _reach(distance_m, len(source_array))
    if not _any(target_array) or not _any(source_array):
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp), np.empty(0)
    projection = projection_of(target_array, source_array)
    plane_targets, plane_sources = projection.forward(target_array), projection.forward(source_array)
    planar_reach = reach * projection.largest_scale(shapely.bounds(plane_sources), reach) * _SLACK
    target_index, source_index, piece, gap = _pairs_within(plane_targets, plane_sources, planar_reach)
    distance = np.zeros(len(gap))
    apart = gap > 0
    distance[apart] = gaps(projection, plane_targets[target_index[apart]], piece[apart])
    kept = distance <= reach[source_index]
    return target_index[kept], source_index[kept], distance[kept]


def nearest(targets: Geometries, sources: Geometries) -> tuple[IntArray, FloatArray]:
    """Return for each target the index of its nearest source and the geodesic distance in metres.

    Any types, EPSG:4490; 0 inside, −1 and NaN where a target is empty or there is no source; the first of
    equally near sources. Raises UnsupportedExtentError.
    """
    target_array, _ = repaired(targets)
    source_array, _ = repaired(sources)
    index = np.full(len(target_array), -1, dtype=np.intp)
    distance = np.full(len(target_array), np.nan)
    if not _any(target_array) or not _any(source_array):
        return index, distance
    projection = projection_of(target_array, source_array)
    plane_targets, plane_sources = projection.forward(target_array), projection.forward(source_array)
    held_target, held_source = _held(plane_targets, plane_sources)
    index[held_target[::-1]] = held_source[::-1]
    distance[held_target] = 0.0
    rest = np.flatnonzero((index < 0) & ~shapely.is_missing(plane_targets))
    pieces, owner = _runs(plane_sources, _NEAREST_SIDES)
    found_target, found_piece = _nearest_pieces(plane_targets[rest], pieces)
    order = np.lexsort((owner[found_piece], found_target))
    first, position = np.unique(found_target[order], return_index=True)
    closest = found_piece[order][position]
    index[rest[first]] = owner[closest]
    distance[rest[first]] = gaps(projection, plane_targets[rest[first]], pieces[closest])
    return index, distance


def _held(targets: GeometryArray, sources: GeometryArray) -> tuple[IntArray, IntArray]:
    """Return the pairs of target and areal source that meet, sorted by target, then source."""
    areal = np.flatnonzero(shapely.get_dimensions(sources) == 2)
    source, target = shapely.STRtree(targets).query(sources[areal], predicate="intersects")
    order = np.lexsort((source, target))
    return target[order], areal[source[order]]


def _runs(geoms: GeometryArray, most_sides: int) -> tuple[GeometryArray, IntArray]:
    """Return points, and lines and outlines of areas in runs, and the index of each one's geometry."""
    parts, owner = exploded(geoms)
    areal = shapely.get_dimensions(parts) == 2
    rings, polygon = shapely.get_rings(parts[areal], return_index=True)
    edges = np.concatenate([parts[~areal], rings])
    runs, edge = short_runs(edges, most_sides)
    return runs, np.concatenate([owner[~areal], owner[areal][polygon]])[edge]


def _pairs_within(
    targets: GeometryArray, sources: GeometryArray, reach: FloatArray
) -> tuple[IntArray, IntArray, GeometryArray, FloatArray]:
    """Return the pairs of target and source within reach, the piece of the source that is nearest, its gap.

    Planar; sorted by target, then source. The piece of an area that holds its target is the area itself.
    """
    held_target, held_source = _held(targets, sources)
    runs, owner = _runs(sources, _WITHIN_SIDES)
    tree = shapely.STRtree(targets)
    parts = slices(len(runs), _CHUNK) or [slice(0, 0)]
    found = on_threads(
        lambda part: tree.query(runs[part], predicate="dwithin", distance=np.nan_to_num(reach)[owner[part]]),
        parts,
    )
    run = np.concatenate([pair[0] + part.start for pair, part in zip(found, parts, strict=True)])
    near = np.concatenate([pair[1] for pair in found])
    gap = np.concatenate([np.zeros(len(held_target)), shapely.distance(targets[near], runs[run])])
    target = np.concatenate([held_target, near])
    source = np.concatenate([held_source, owner[run]])
    piece = np.concatenate([sources[held_source], runs[run]])
    order = np.lexsort((gap, source, target))
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (np.diff(target[order]) != 0) | (np.diff(source[order]) != 0)
    chosen = order[fresh]
    return target[chosen], source[chosen], piece[chosen], gap[chosen]


def _nearest_pieces(targets: GeometryArray, pieces: GeometryArray) -> tuple[IntArray, IntArray]:
    """Return the pairs of target and nearest piece, equally near ones all."""
    tree = shapely.STRtree(pieces)
    parts = slices(len(targets), _CHUNK) or [slice(0, 0)]
    found = on_threads(lambda part: tree.query_nearest(targets[part], all_matches=True), parts)
    target = np.concatenate([pair[0] + part.start for pair, part in zip(found, parts, strict=True)])
    return target, np.concatenate([pair[1] for pair in found])


def gap_between(one: Geometries, other: Geometries) -> FloatArray:
    """Return the geodesic distance in metres between paired geometries (EPSG:4490).

    0 where they meet, NaN for None.
    """
    first, _ = repaired(one)
    second, _ = repaired(other)
    result = np.full(len(first), np.nan)
    known = np.flatnonzero(~shapely.is_missing(first) & ~shapely.is_missing(second))
    if len(known):
        projection = projection_of(first, second)
        result[known] = gaps(projection, projection.forward(first[known]), projection.forward(second[known]))
    return result


def gaps(projection: LocalProjection, one: GeometryArray, other: GeometryArray) -> FloatArray:
    """Return the geodesic distance in metres between paired planar geometries, 0 where they meet."""
    result = np.zeros(len(one))
    apart = np.flatnonzero(shapely.distance(one, other) > 0)
    if len(apart):
        shortest = shapely.get_coordinates(shapely.shortest_line(one[apart], other[apart])).reshape(-1, 2, 2)
        lon, lat = projection.inverse_xy(shortest[..., 0].ravel(), shortest[..., 1].ravel())
        _, _, result[apart] = GRS80.inv(lon[::2], lat[::2], lon[1::2], lat[1::2])
    return result


def _reach(distance_m: npt.ArrayLike, count: int) -> FloatArray:
    given = np.asarray(distance_m, dtype=float)
    if given.ndim and len(given) != count:
        raise LengthMismatchError("distances", len(given), count)
    wrong = np.flatnonzero(~np.isfinite(given) | (given < 0))
    if len(wrong):
        raise InvalidDistanceError(float(given.flat[wrong[0]]), int(wrong[0]) if given.ndim else None)
    return np.array(np.broadcast_to(given, count), dtype=float)


def _any(array: GeometryArray) -> bool:
    return bool((~shapely.is_missing(array)).any())

"""Near geometries put together: single linkage by gap, and one outline that holds each cluster."""

from __future__ import annotations

import numpy as np
import shapely

from .arrays import Geometries, GeometryArray, IntArray
from .distances import gaps
from .errors import InvalidDistanceError, LengthMismatchError
from .parallel import slices
from .projection import LocalProjection, projection_of
from .repair import repaired

_CHUNK = 2000
_SLACK = 1 + 1e-6
_QUAD_SEGS = 8
NARROWEST_SHARE = 0.05
"""Half the width of a connection, and the margin around a member, as a share of the gap."""


def cluster_by_gap(geoms: Geometries, gap_m: float) -> IntArray:
    """Return a cluster label for each geometry (single linkage by gap).

    Two whose gap is at most ``gap_m`` metres share a label, and so do chains of them. Any types, EPSG:4490.
    Labels count from 0 in the order of each cluster's first member; −1 for None and empty. Raises
    InvalidDistanceError, UnsupportedExtentError.

    >>> cluster_by_gap([], 100).tolist()
    []
    """
    _check_gap(gap_m)
    array, report = repaired(geoms)
    labels = np.full(len(array), -1, dtype=np.intp)
    members = np.setdiff1d(np.arange(len(array)), report.empty)
    if not len(members):
        return labels
    projection = projection_of(array)
    plane = projection.forward(array[members])
    tree = shapely.STRtree(plane)
    reach = gap_m * projection.largest_scale(shapely.bounds(plane), gap_m) * _SLACK
    roots: IntArray = np.arange(len(members), dtype=np.intp)
    for part in slices(len(members), _CHUNK):
        one, other = tree.query(plane[part], predicate="dwithin", distance=reach[part])
        one = one + part.start
        later = (one < other) & (roots[one] != roots[other])
        one, other = one[later], other[later]
        linked = gaps(projection, plane[one], plane[other]) <= gap_m
        roots = _joined(roots, one[linked], other[linked])
    _, labels[members] = np.unique(roots, return_inverse=True)
    return labels


def merged_outline(geoms: Geometries, labels: IntArray, gap_m: float) -> GeometryArray:
    """Return one polygon (EPSG:4490) for each label 0 … n, holding every member of its cluster.

    Members are joined by connections, bays and gaps narrower than ``gap_m`` metres are filled. Every member
    keeps a margin of 5 % of the gap, so that points and lines have an area. Raises InvalidDistanceError,
    LengthMismatchError, UnsupportedExtentError.
    """
    _check_gap(gap_m)
    array, _ = repaired(geoms)
    labels = np.asarray(labels)
    if len(labels) != len(array):
        raise LengthMismatchError("labels", len(labels), len(array))
    count = int(labels.max(initial=-1)) + 1
    result = np.full(count, None, dtype=object)
    if not count:
        return result
    projection = projection_of(array)
    plane = projection.forward(array)
    present = np.flatnonzero((labels >= 0) & ~shapely.is_missing(plane))
    order = present[np.argsort(labels[present], kind="stable")]
    found, start = np.unique(labels[order], return_index=True)
    for label, members in zip(found, np.split(order, start[1:]), strict=True):
        result[label] = _outline(projection, plane[members], gap_m)
    return projection.inverse(result)


def _outline(projection: LocalProjection, members: GeometryArray, gap_m: float) -> shapely.Polygon:
    scale = float(projection.largest_scale(shapely.total_bounds(members))[0])
    margin = max(gap_m * NARROWEST_SHARE, 1.0) * scale
    covered = shapely.union_all(shapely.buffer(members, margin, quad_segs=_QUAD_SEGS))
    joined = _connected(covered, margin)
    half = gap_m / 2 * scale
    closed = shapely.buffer(shapely.buffer(joined, half, quad_segs=_QUAD_SEGS), -half, quad_segs=_QUAD_SEGS)
    outline = shapely.union(closed, joined)
    if outline.geom_type == "Polygon":
        return outline
    parts = shapely.get_parts(outline)
    return parts[np.argmax(shapely.area(parts))] if len(parts) else joined


def _connected(covered: shapely.Geometry, margin: float) -> shapely.Geometry:
    """Return ``covered`` as one polygon: each part is joined to its nearest, again and again.

    The links are those of a spanning tree after Borůvka.
    """
    while covered.geom_type == "MultiPolygon":
        parts = shapely.get_parts(covered)
        one, other = shapely.STRtree(parts).query_nearest(parts, exclusive=True, all_matches=False)
        links = shapely.buffer(shapely.shortest_line(parts[one], parts[other]), margin, quad_segs=_QUAD_SEGS)
        covered = shapely.union_all([covered, *links])
    return covered


def _joined(roots: IntArray, one: IntArray, other: IntArray) -> IntArray:
    """Return for each element the smallest it is linked with, given the roots so far and new links."""
    while True:
        low = np.minimum(roots[one], roots[other])
        lowered = roots.copy()
        np.minimum.at(lowered, roots[one], low)
        np.minimum.at(lowered, roots[other], low)
        settled = lowered[lowered]
        while not np.array_equal(settled, lowered):
            lowered, settled = settled, settled[settled]
        roots = settled[roots]
        if (roots[one] == roots[other]).all():
            return roots


def _check_gap(gap_m: float) -> None:
    if not np.isfinite(gap_m) or gap_m < 0:
        raise InvalidDistanceError(float(gap_m))

"""Distances between planar geometries of any type, found on a tree of pieces of lines and outlines."""

from __future__ import annotations

import numpy as np
import shapely

from .arrays import FloatArray, GeometryArray, IntArray
from .line_pieces import short_runs
from .parallel import AskCancelled, on_threads, slices
from .repair import exploded

_CHUNK = 2000
_NEAREST_SIDES = 8
_WITHIN_SIDES = 32
"""Sides of the pieces that lines and outlines are cut into: a distance to many sides takes long."""


def held_by(
    targets: shapely.STRtree, sources: GeometryArray, *, least_dimension: int = 2
) -> tuple[IntArray, IntArray]:
    """Return the pairs of target on the tree and areal source that meet, sorted by target, then source.

    With a ``least_dimension`` of 0 the sources are of any type.
    """
    areal = np.flatnonzero(shapely.get_dimensions(sources) >= least_dimension)
    parts = slices(len(areal), _CHUNK) or [slice(0, 0)]
    found = on_threads(lambda part: targets.query(sources[areal[part]], predicate="intersects"), parts)
    source = np.concatenate([pair[0] + part.start for pair, part in zip(found, parts, strict=True)])
    target = np.concatenate([pair[1] for pair in found])
    order = np.lexsort((source, target))
    return target[order], areal[source[order]]


def pairs_within(
    targets: GeometryArray, sources: GeometryArray, reach: FloatArray, cancelled: AskCancelled | None = None
) -> tuple[IntArray, IntArray, GeometryArray]:
    """Return the pairs of target and source within reach, and the piece of the source that is nearest.

    ``reach`` has a distance in the plane for each source, NaN for None. Sorted by target, then source. The
    piece of an area that holds its target is the area itself.
    """
    tree = shapely.STRtree(targets)
    held_target, held_source = held_by(tree, sources)
    runs, owner = pieces_of(sources, _WITHIN_SIDES)
    known = np.nan_to_num(reach)
    parts = slices(len(runs), _CHUNK) or [slice(0, 0)]
    found = on_threads(
        lambda part: tree.query(runs[part], predicate="dwithin", distance=known[owner[part]]),
        parts,
        cancelled=cancelled,
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
    return target[chosen], source[chosen], piece[chosen]


def nearest_pieces(
    targets: GeometryArray, sources: GeometryArray, cancelled: AskCancelled | None = None
) -> tuple[IntArray, GeometryArray]:
    """Return for each target, none of them missing, its nearest source and the nearest piece of that.

    Of sources equally near the first. An area counts by its outline.
    """
    pieces, owner = pieces_of(sources, _NEAREST_SIDES)
    tree = shapely.STRtree(pieces)
    parts = slices(len(targets), _CHUNK) or [slice(0, 0)]
    found = on_threads(
        lambda part: tree.query_nearest(targets[part], all_matches=True), parts, cancelled=cancelled
    )
    target = np.concatenate([pair[0] + part.start for pair, part in zip(found, parts, strict=True)])
    piece = np.concatenate([pair[1] for pair in found])
    order = np.lexsort((owner[piece], target))
    _, position = np.unique(target[order], return_index=True)
    closest = piece[order][position]
    return owner[closest], pieces[closest]


def pieces_of(geoms: GeometryArray, most_sides: int) -> tuple[GeometryArray, IntArray]:
    """Return points, and lines and outlines of areas in pieces, and the index of each one's geometry."""
    parts, owner = exploded(geoms)
    areal = shapely.get_dimensions(parts) == 2
    rings, polygon = shapely.get_rings(parts[areal], return_index=True)
    edges = np.concatenate([parts[~areal], rings])
    runs, edge = short_runs(edges, most_sides)
    return runs, np.concatenate([owner[~areal], owner[areal][polygon]])[edge]

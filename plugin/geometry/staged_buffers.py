"""Wide buffers of detailed polygons in two stages.

The offset curve of a jagged outline crosses itself as often as sides lie within the distance, and GEOS nodes
all of it. A first, narrow stage drops what the outline's bays hide; what is left has fewer positions for the
wide stage. Radii add up exactly; the tolerance is shared out to the arcs of both stages, and what simplifying
may take off is added to the radius.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import shapely
from shapely import GeometryType

from .arrays import BoolArray, FloatArray, GeometryArray
from .line_pieces import short_runs

FEWEST_POSITIONS = 300
FEWEST_SIDES_WITHIN = 20.0


class _Stage(NamedTuple):
    """One stage: its share of the radius, and shares of the tolerance for its arcs and for simplifying."""

    radius: float
    arcs: float
    simplify: float


STAGES = (_Stage(radius=0.1, arcs=0.1, simplify=0.1), _Stage(radius=0.9, arcs=0.9, simplify=0.4))
"""Measured: a third stage saves 5 % of the time and leaves half as many positions again."""

_SIDES_PER_RUN = 4


def worth_staging(geoms: GeometryArray, radius: FloatArray) -> BoolArray:
    """Return which planar geometries are polygons of many sides that are short beside the radius."""
    positions = shapely.get_num_coordinates(geoms)
    return np.asarray(
        (shapely.get_type_id(geoms) == GeometryType.POLYGON)
        & (positions >= FEWEST_POSITIONS)
        & (radius * positions >= FEWEST_SIDES_WITHIN * shapely.length(geoms))
    )


def staged_buffer(geoms: GeometryArray, radius: FloatArray, *, shortness: float) -> GeometryArray:
    """Return the buffers of planar polygons, nowhere nearer than radius × (1 − ``shortness``).

    Outlines reach out to radius × (1 + ``shortness``). A polygon whose simplified outline crosses itself
    may come out wrong: :func:`holds_at_distance` tells.
    """
    outlines = geoms
    for stage in STAGES:
        moved = radius * shortness * stage.simplify
        simpler = shapely.simplify(outlines, moved, preserve_topology=False)
        quad_segs = _quad_segs(shortness * stage.arcs / stage.radius)
        outlines = np.asarray(
            shapely.buffer(simpler, radius * stage.radius + moved, quad_segs=quad_segs), dtype=object
        )
    return outlines


def holds_at_distance(outlines: GeometryArray, geoms: GeometryArray, floor: FloatArray) -> BoolArray:
    """Return which outlines hold their polygon with no part of their edge nearer than ``floor``."""
    if not len(geoms):
        return np.zeros(0, dtype=bool)
    corner = shapely.get_coordinates(shapely.get_point(shapely.get_exterior_ring(geoms), 0))
    good = np.asarray(shapely.intersects_xy(outlines, corner[:, 0], corner[:, 1]))
    parts, owner = shapely.get_parts(outlines, return_index=True)
    edges, part = shapely.get_rings(parts, return_index=True)
    owner = owner[part]
    first = shapely.get_coordinates(shapely.get_point(edges, 0))
    good[owner[shapely.intersects_xy(geoms[owner], first[:, 0], first[:, 1])]] = False
    edge_runs, edge = short_runs(edges, _SIDES_PER_RUN)
    rings, polygon = shapely.get_rings(geoms, return_index=True)
    runs, ring = short_runs(rings, _SIDES_PER_RUN)
    source = polygon[ring]
    near, close = shapely.STRtree(edge_runs).query(runs, predicate="dwithin", distance=floor[source])
    own = source[near] == owner[edge[close]]
    good[source[near[own]]] = False
    return good


def _quad_segs(shortness: float) -> int:
    return max(math.ceil(3 * math.pi / (8 * math.acos(1 - shortness))), 2)

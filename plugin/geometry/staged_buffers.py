"""Wide buffers of detailed polygons in two stages.

The offset curve of a jagged outline crosses itself as often as sides lie within the distance, and GEOS nodes
all of it. A first, narrow stage drops what the outline's bays hide; what is left has fewer positions for the
wide stage. Radii add up exactly; the tolerance is shared out to the arcs of both stages, and what simplifying
may take off is added to the radius.
"""

from __future__ import annotations

import math

import numpy as np
import shapely
from shapely import GeometryType

from .arrays import BoolArray, FloatArray, GeometryArray

FEWEST_POSITIONS = 300
FEWEST_SIDES_WITHIN = 20.0
FIRST_STAGE = 0.08
"""Share of the radius that the first stage draws."""

_FIRST_BUDGET = 0.3
"""Share of the tolerance that the arcs of the first stage may use."""

_SIMPLIFY_SHARE = 0.1
"""Share of the tolerance by which positions may move before each stage."""


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

    Outlines reach out to radius × (1 + 0.4 ``shortness``). A polygon whose simplified outline crosses itself
    may come out wrong: :func:`holds_at_distance` tells.
    """
    moved = radius * shortness * _SIMPLIFY_SHARE
    stages = ((FIRST_STAGE, _FIRST_BUDGET), (1 - FIRST_STAGE, 1 - _FIRST_BUDGET))
    outlines = geoms
    for share, budget in stages:
        simpler = shapely.simplify(outlines, moved, preserve_topology=False)
        outlines = np.asarray(
            shapely.buffer(simpler, radius * share + moved, quad_segs=_quad_segs(shortness * budget / share)),
            dtype=object,
        )
    return outlines


def holds_at_distance(outlines: GeometryArray, geoms: GeometryArray, floor: FloatArray) -> BoolArray:
    """Return which outlines hold their polygon with no part of their edge nearer than ``floor``."""
    corner = shapely.get_coordinates(shapely.get_point(shapely.get_exterior_ring(geoms), 0))
    inside = shapely.intersects_xy(outlines, corner[:, 0], corner[:, 1])
    return np.asarray(inside & ~shapely.dwithin(geoms, shapely.boundary(outlines), floor))


def _quad_segs(shortness: float) -> int:
    return max(math.ceil(3 * math.pi / (8 * math.acos(1 - shortness))), 2)

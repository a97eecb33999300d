"""Features cut into strips of the projection in which one scale is good enough."""

from __future__ import annotations

import numpy as np
import shapely

from .arrays import BoolArray, FloatArray, GeometryArray, IntArray
from .repair import exploded

SCALE_BUDGET = 7e-6
"""How much k may differ within a strip; the rest of the 10 ppm is for its change along the radius itself."""

_SMALLEST_RADIUS_M = 6_335_000.0
_FAR_M = 1.2e7
_LOST = 1e-6


def cut_by_scale(geoms: GeometryArray, distance_m: FloatArray) -> tuple[GeometryArray, IntArray]:
    """Return pieces of the geometries, and for each the index of its geometry.

    ``geoms`` are valid and in the plane of a LocalProjection, ``distance_m`` their distances. Lines and
    polygons are cut where k would change by more than SCALE_BUDGET within a piece, but not narrower than half
    of the shortest distance. k is 1 + x²/2R², so the cuts follow the easting alone. None and empty geometries
    give no piece.
    """
    edges = _strip_edges(geoms, distance_m)
    present = np.flatnonzero(~(shapely.is_missing(geoms) | shapely.is_empty(geoms)))
    crossing = _crosses(geoms[present], edges)
    whole, wide = present[~crossing], present[crossing]
    parts, owner = exploded(geoms[wide])
    owner = wide[owner]
    split = _crosses(parts, edges)
    pieces, piece_of = _cut(parts[split], edges)
    return (
        np.concatenate([geoms[whole], parts[~split], pieces]),
        np.concatenate([whole, owner[~split], owner[split][piece_of]]),
    )


def _strip_edges(geoms: GeometryArray, distance_m: FloatArray) -> FloatArray:
    bounds = shapely.total_bounds(geoms)
    if not np.isfinite(bounds).all():
        return np.zeros(0)
    furthest = float(max(abs(bounds[0]), abs(bounds[2])))
    narrowest = max(float(distance_m.min()) / 2, 100.0)
    count = int(furthest**2 / (2 * _SMALLEST_RADIUS_M**2 * SCALE_BUDGET)) + 1
    ideal = _SMALLEST_RADIUS_M * np.sqrt(2 * SCALE_BUDGET * np.arange(1, count + 1))
    kept = []
    last = 0.0
    for edge in ideal:
        if edge - last >= narrowest:
            kept.append(edge)
            last = edge
    outward = np.array(kept)
    return np.concatenate([-outward[::-1], outward])


def _crosses(geoms: GeometryArray, edges: FloatArray) -> BoolArray:
    bounds = shapely.bounds(geoms).reshape(-1, 4)
    return np.asarray(
        np.searchsorted(edges, bounds[:, 0], side="right") < np.searchsorted(edges, bounds[:, 2], side="left")
    )


def _cut(parts: GeometryArray, edges: FloatArray) -> tuple[GeometryArray, IntArray]:
    if not len(parts):
        return np.empty(0, dtype=object), np.empty(0, dtype=np.intp)
    bounds = shapely.bounds(parts)
    first = np.searchsorted(edges, bounds[:, 0], side="right")
    last = np.searchsorted(edges, bounds[:, 2], side="left")
    limits = np.concatenate([[-_FAR_M], edges, [_FAR_M]])
    found: list[GeometryArray] = []
    owner: list[IntArray] = []
    for strip in range(int(first.min()), int(last.max()) + 1):
        here = (first <= strip) & (strip <= last)
        west, east = float(limits[strip]), float(limits[strip + 1])
        members = np.flatnonzero(here)
        found.append(_within(parts[members], west, east))
        owner.append(members)
    return _checked(parts, np.concatenate(found), np.concatenate(owner))


def _within(parts: GeometryArray, west: float, east: float) -> GeometryArray:
    """Return what of lines, or of polygons, lies between two eastings, valid."""
    cut = np.asarray(shapely.clip_by_rect(parts, west, -_FAR_M, east, _FAR_M), dtype=object)
    wrong = ~shapely.is_valid(cut)
    cut[wrong] = shapely.intersection(parts[wrong], shapely.box(west, -_FAR_M, east, _FAR_M))
    return cut


def _checked(parts: GeometryArray, pieces: GeometryArray, owner: IntArray) -> tuple[GeometryArray, IntArray]:
    """Return the pieces, or the whole part where its pieces do not add up.

    Clipping loses a line that runs along a cut.
    """
    size = np.where(shapely.get_dimensions(parts) == 2, shapely.area(parts), shapely.length(parts))
    piece_size = np.where(
        shapely.get_dimensions(parts)[owner] == 2, shapely.area(pieces), shapely.length(pieces)
    )
    lost = np.abs(np.bincount(owner, piece_size, len(parts)) - size) > _LOST * size
    kept = ~lost[owner] & ~shapely.is_empty(pieces)
    whole = np.flatnonzero(lost)
    return np.concatenate([pieces[kept], parts[whole]]), np.concatenate([owner[kept], whole])

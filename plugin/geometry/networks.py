"""Dissolved buffers of networks of lines, and of small polygons, without a buffer of any single one.

GEOS draws the buffer of a whole multiline at once, nodes its curves once and keeps what lies outside: many
times faster than the union of single buffers, as long as few curves cross. Each tile has its own Transverse
Mercator on its own middle meridian, where the scale is 1 within 8 ppm; so one radius holds in the whole tile.
"""

from __future__ import annotations

import math

import numpy as np
import shapely

from .arrays import BoolArray, FloatArray, GeometryArray, IntArray
from .degree_rings import rings_in_degrees
from .dissolve import in_tiles, valid_polygons
from .line_pieces import METRES_PER_DEGREE, LinePieces, chopped
from .offset_curves import joint_outline, winds
from .parallel import AskCancelled, ReportProgress
from .projection import LocalProjection, fresh_projection
from .sound_buffers import ARC_SHARE, is_sound, quad_segs_for, sound_buffer
from .tile_outlines import Rings, rings_of
from .tiles import TileGrid, grid_over

VERTICES_PER_TILE = 16_000
WIDEST_TILE_M = 40_000.0
TILE_PER_RADIUS = 6.0
_SMALLEST_EARTH_RADIUS_M = 6_335_000.0
_SNAP_SHARE = 0.02
"""GEOS simplifies by 1 % of the radius, and may do so differently on both sides of an edge."""

_WINDOW = 1.5
"""How many radii beyond its edges a tile takes lines from: their cut ends then show in no tile."""


def dissolved_network(
    network: LinePieces,
    radius_m: FloatArray,
    *,
    sagitta_m: float,
    tolerance: float,
    progress: ReportProgress | None = None,
    cancelled: AskCancelled | None = None,
) -> shapely.MultiPolygon:
    """Return the polygons of all within its radius of the pieces (points, lines, polygons), in degrees.

    ``radius_m`` has one for each piece; by ``sagitta_m`` sides may bow, drawn straight in degrees.
    Raises CancelledError and UnsoundBufferError.
    """
    reach = float(radius_m.max())
    grid, margin = _grid(network.pieces, reach)
    numbers, members = grid.members(network.pieces, margin)
    boxes = grid.boxes()[numbers]

    def draw(i: int) -> Rings:
        box = boxes[i]
        projection = fresh_projection(float(box[0] + box[2]) / 2)
        here, radii = _in_window(projection, network, radius_m, members[i], window=_widened(box, margin))
        half_width_m = float(box[2] - box[0]) / 2 * METRES_PER_DEGREE
        radius = radii * (1 + (half_width_m + radii) ** 2 / (2 * _SMALLEST_EARTH_RADIUS_M**2))
        return rings_in_degrees(_outline(projection, here, radius, tolerance), projection, sagitta_m)

    snap = _SNAP_SHARE * reach / METRES_PER_DEGREE
    return in_tiles(draw, grid, numbers, snap=snap, progress=progress, cancelled=cancelled)


def _grid(pieces: GeometryArray, reach_m: float) -> tuple[TileGrid, tuple[float, float]]:
    """Return the grid in degrees, and how far in degrees a tile looks for pieces."""
    bounds = shapely.total_bounds(pieces)
    furthest = min(float(np.abs(bounds[[1, 3]]).max()) + 1, 85.0)
    middle = math.cos(math.radians((bounds[1] + bounds[3]) / 2))
    margin_y = reach_m * _WINDOW / METRES_PER_DEGREE
    margin = (margin_y / math.cos(math.radians(furthest)), margin_y)
    grid = grid_over(
        bounds + np.array([-margin[0], -margin[1], margin[0], margin[1]]),
        int(shapely.get_num_coordinates(pieces).sum()) / VERTICES_PER_TILE,
        unit=(1 / METRES_PER_DEGREE / middle, 1 / METRES_PER_DEGREE),
        smallest_m=min(TILE_PER_RADIUS * reach_m, WIDEST_TILE_M),
        widest_m=WIDEST_TILE_M,
    )
    return grid, margin


def _widened(box: FloatArray, margin: tuple[float, float]) -> FloatArray:
    return np.asarray(box + np.array([-margin[0], -margin[1], margin[0], margin[1]]))


def _in_window(
    projection: LocalProjection,
    network: LinePieces,
    radius_m: FloatArray,
    members: IntArray,
    *,
    window: FloatArray,
) -> tuple[LinePieces, FloatArray]:
    """Return what of the members comes into a window (degrees), planar, lines cut around it, and their radii.

    Lines are cut in the plane: a side is straight there, and a cut in degrees would lie beside it. Polygons
    stay whole.
    """
    here, radii = _chosen(network, members), radius_m[members]
    bounds = shapely.bounds(here.pieces)
    outside = (bounds[:, :2] < window[:2]).any(axis=1) | (bounds[:, 2:] > window[2:]).any(axis=1)
    outside &= shapely.get_dimensions(here.pieces) < 2
    plane = projection.forward(here.pieces)
    edge = projection.forward([shapely.segmentize(shapely.box(*window), (window[3] - window[1]) / 16)])
    clipped = shapely.clip_by_rect(plane[outside], *shapely.total_bounds(edge))
    cut, origin = shapely.get_parts(clipped, return_index=True)
    index = np.concatenate([np.flatnonzero(~outside), np.flatnonzero(outside)[origin]])
    kept = _chosen(here, index)
    pieces = np.concatenate([plane[~outside], cut])
    filled = ~shapely.is_empty(pieces)
    return (
        LinePieces(pieces=pieces[filled], owner=kept.owner[filled], risky=kept.risky[filled]),
        radii[index][filled],
    )


def _chosen(network: LinePieces, which: IntArray | BoolArray) -> LinePieces:
    return LinePieces(pieces=network.pieces[which], owner=network.owner[which], risky=network.risky[which])


def _outline(projection: LocalProjection, network: LinePieces, radius: FloatArray, tolerance: float) -> Rings:
    """Return the rings around many planar geometries at once, nowhere short; the inside is on their left.

    They are drawn by GEOS where the lines are rather straight, and where a quicker way is in doubt.
    """
    plane = network.pieces
    positions = shapely.get_num_coordinates(plane)
    if 2 * positions[network.risky | winds(plane, radius)].sum() > positions.sum():
        rings, doubtful = joint_outline(plane, radius, shortness=tolerance * ARC_SHARE)
        if rings is not None and (
            not len(doubtful) or is_sound(_edges(rings), plane[doubtful], radius[doubtful], tolerance)
        ):
            return rings
    drawn = [
        _drawn_by_geos(projection, _chosen(network, radius == r), float(r), tolerance)
        for r in np.unique(radius)
    ]
    outline = drawn[0] if len(drawn) == 1 else shapely.union_all(drawn)
    return rings_of(valid_polygons(shapely.get_parts(outline)))


def _edges(rings: Rings) -> shapely.MultiLineString:
    number = np.repeat(np.arange(len(rings.size)), rings.size)
    return shapely.multilinestrings(shapely.linestrings(rings.xy, indices=number))


def _drawn_by_geos(
    projection: LocalProjection, network: LinePieces, radius: float, tolerance: float
) -> shapely.Geometry:
    """Return the planar buffer of many planar geometries at once, nowhere short."""
    plane, reach, quad_segs = network.pieces, np.full(len(network.pieces), radius), quad_segs_for(tolerance)
    outline = shapely.buffer(_collected(plane), radius, quad_segs=quad_segs)
    risky = network.risky
    if not risky.any() or is_sound(shapely.boundary(outline), plane[risky], reach[risky], tolerance):
        return outline
    lines = np.flatnonzero(risky & (shapely.get_dimensions(plane) == 1))
    cut = chopped(projection.inverse(plane[lines]), reach[lines], everywhere=True)
    pieces = np.concatenate([np.delete(plane, lines), projection.forward(cut.pieces)])
    outline = shapely.buffer(_collected(pieces), radius, quad_segs=quad_segs)
    if is_sound(shapely.boundary(outline), plane, reach, tolerance):
        return outline
    return shapely.union_all(sound_buffer(plane, reach, tolerance=tolerance, index=network.owner))


def _collected(parts: GeometryArray) -> shapely.Geometry:
    """Return points, lines and polygons as one geometry that GEOS buffers in one go."""
    dimension = shapely.get_dimensions(parts)
    makers = (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)
    found = [make(parts[dimension == kind]) for kind, make in enumerate(makers) if (dimension == kind).any()]
    return found[0] if len(found) == 1 else shapely.geometrycollections(found)

"""Tiles of a dissolved outline sewn together along their edges, without another union.

Each tile's polygons are cut exactly at the tile's edges. Outline along an edge is dropped; what remains are
chains that start and end on an edge. Along one edge the chains that leave a tile meet, in order, those that
enter its neighbour. The linked chains close to rings, which are shells or holes by their orientation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from .arrays import BoolArray, FloatArray, GeometryArray, IntArray, whole_numbers
from .tiles import TileGrid

_NO_LINK = -1
_SMALLEST_AREA = 1e-15


@dataclass(frozen=True)
class TileOutline:
    """What one tile adds: rings that stay inside it, and chains (positions and sizes) that reach its edge.

    ``shell`` says which rings are shells, with the inside on their left; holes run the other way, and chains
    as the ring that they come from.
    """

    rings: GeometryArray
    shell: BoolArray
    xy: FloatArray
    size: IntArray


@dataclass(frozen=True)
class _Chains:
    """The chains of all tiles: positions, and of each chain its first position, its size and its tile."""

    xy: FloatArray
    start: IntArray
    size: IntArray
    tile: IntArray


def outline_in(polygons: GeometryArray, box: FloatArray) -> TileOutline:
    """Return the outline of valid polygons that are cut exactly at the edges of a box."""
    rings = _oriented_rings(polygons)
    bounds = shapely.bounds(rings).reshape(-1, 4)
    reaches = (bounds == box).any(axis=1)
    xy, ring = shapely.get_coordinates(rings[reaches], return_index=True)
    sides = np.column_stack([xy[:, i % 2] == box[i] for i in range(4)])
    same_ring = ring[1:] == ring[:-1]
    inner = np.flatnonzero(same_ring & ~(sides[1:] & sides[:-1]).any(axis=1))
    own = rings[~reaches]
    own = own[shapely.area(shapely.polygons(own)) > _SMALLEST_AREA]
    if not len(inner):
        return TileOutline(own, shapely.is_ccw(own), xy[:0], inner)
    follows = np.zeros(len(inner), dtype=bool)
    follows[1:] = (np.diff(inner) == 1) & (ring[inner[1:]] == ring[inner[:-1]])
    begin = np.flatnonzero(~follows)
    size = np.diff(np.concatenate([begin, [len(inner)]])) + 1
    on_edge = np.asarray(sides.any(axis=1), dtype=np.bool_)
    runs = _joined_over_seam(inner[begin], size, ring, on_edge)
    return _told_apart(own, xy, runs, on_edge)


def stitched(
    outlines: list[TileOutline], tiles: IntArray, grid: TileGrid, *, snap: float
) -> GeometryArray | None:
    """Return the polygons that the tiles' outlines make together; None where their ends do not pair.

    ``tiles`` is the tile of each outline. Outlines of neighbours may miss one another by ``snap`` along their
    common edge. The list ``outlines`` is empty afterwards: a province's take hundreds of megabytes.
    """
    size = np.concatenate([o.size for o in outlines])
    chains = _Chains(
        xy=np.concatenate([o.xy for o in outlines]),
        start=np.cumsum(size) - size,
        size=size,
        tile=np.repeat(tiles, [len(o.size) for o in outlines]),
    )
    own = np.concatenate([o.rings for o in outlines])
    shell = np.concatenate([o.shell for o in outlines])
    outlines.clear()
    link = _links(chains, grid, snap)
    if link is None:
        return None
    rings, turns_left = _rings_of(chains, link)
    del chains
    return _assembled(np.concatenate([own, rings]), np.concatenate([shell, turns_left]))


def _oriented_rings(polygons: GeometryArray) -> GeometryArray:
    """Return the rings with the inside of their polygon on their left."""
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    shell = np.ones(len(rings), dtype=bool)
    shell[1:] = polygon[1:] != polygon[:-1]
    turned = shapely.is_ccw(rings) != shell
    rings[turned] = shapely.reverse(rings[turned])
    return np.asarray(rings, dtype=object)


def _joined_over_seam(start: IntArray, size: IntArray, ring: IntArray, on_edge: BoolArray) -> list[IntArray]:
    """Return the positions of each run; those that only the start of their ring cuts in two are joined."""
    runs = [np.arange(s, s + n) for s, n in zip(whole_numbers(start), whole_numbers(size), strict=True)]
    first = np.insert(ring[1:] != ring[:-1], 0, True)
    last = np.append(ring[1:] != ring[:-1], True)
    end = start + size - 1
    heads = np.flatnonzero(first[start] & ~on_edge[start])
    tails = np.flatnonzero(last[end] & ~on_edge[end])
    pairs = list(zip(whole_numbers(heads), whole_numbers(tails), strict=True))
    for head, tail in pairs:
        if head != tail:
            runs[tail] = np.concatenate([runs[tail], runs[head][1:]])
    dropped = {head for head, tail in pairs if head != tail}
    return [run for i, run in enumerate(runs) if i not in dropped]


def _told_apart(
    rings: GeometryArray, xy: FloatArray, runs: list[IntArray], on_edge: BoolArray
) -> TileOutline:
    """Return the outline, with runs that touch the edge in one position only, or not at all, as rings."""
    closed = [r for r in runs if not on_edge[r[0]] or (xy[r[0]] == xy[r[-1]]).all()]
    chains = [r for r in runs if on_edge[r[0]] and not (xy[r[0]] == xy[r[-1]]).all()]
    own = [shapely.linearrings(xy[r]) for r in closed]
    positions = np.concatenate([*chains, np.empty(0, dtype=np.intp)])
    rings = np.concatenate([rings, np.array(own, dtype=object)])
    return TileOutline(
        rings=rings,
        shell=shapely.is_ccw(rings),
        xy=xy[positions],
        size=np.array([len(r) for r in chains], dtype=np.intp),
    )


def _links(chains: _Chains, grid: TileGrid, snap: float) -> IntArray | None:
    """Return for each chain the chain that goes on where it ends; None where ends do not pair."""
    link = np.full(len(chains.start), _NO_LINK, dtype=np.intp)
    if not len(link):
        return link
    first, last = chains.xy[chains.start], chains.xy[chains.start + chains.size - 1]
    start_edge, start_at = _edge_of(first, chains.tile, grid)
    end_edge, end_at = _edge_of(last, chains.tile, grid)
    if (start_edge < 0).any() or (end_edge < 0).any():
        return None
    # An end meets a start of the other side of its edge: ends carry their own side, starts the opposite one.
    side = chains.tile
    far = _neighbour(start_edge, side, grid)
    ends = np.lexsort((end_at, side, end_edge))
    starts = np.lexsort((start_at, far, start_edge))
    same = (
        (end_edge[ends] == start_edge[starts])
        & (side[ends] == far[starts])
        & (np.abs(end_at[ends] - start_at[starts]) <= snap)
    )
    if same.all():
        link[ends] = starts
        return link
    return _links_by_hand(link, (end_edge, end_at, side), (start_edge, start_at, far), snap)


def _links_by_hand(
    link: IntArray,
    end: tuple[IntArray, FloatArray, IntArray],
    start: tuple[IntArray, FloatArray, IntArray],
    snap: float,
) -> IntArray | None:
    """Link edge by edge; what one side alone reaches is closed along the edge. None where that fails."""
    for edge in np.unique(np.concatenate([end[0], start[0]])):
        ends, starts = np.flatnonzero(end[0] == edge), np.flatnonzero(start[0] == edge)
        free = set(whole_numbers(starts))
        for e in whole_numbers(ends[np.argsort(end[1][ends])]):
            near = [s for s in free if start[2][s] == end[2][e] and abs(start[1][s] - end[1][e]) <= snap]
            if near:
                link[e] = min(near, key=lambda s: abs(start[1][s] - end[1][e]))
                free.discard(int(link[e]))
        for e in whole_numbers(ends[link[ends] == _NO_LINK]):
            own = [s for s in free if start[2][s] != end[2][e]]
            if not own:
                return None
            link[e] = min(own, key=lambda s: abs(start[1][s] - end[1][e]))
            free.discard(int(link[e]))
        if free:
            return None
    return link


def _edge_of(xy: FloatArray, tile: IntArray, grid: TileGrid) -> tuple[IntArray, FloatArray]:
    """Return the number of the grid edge that each position lies on, and where along it; −1 elsewhere.

    A corner of a tile counts as elsewhere.
    """
    row, column = np.divmod(tile, grid.columns)
    west, east = xy[:, 0] == grid.x[column], xy[:, 0] == grid.x[column + 1]
    south, north = xy[:, 1] == grid.y[row], xy[:, 1] == grid.y[row + 1]
    upright = row * (grid.columns + 1) + np.where(east, column + 1, column)
    level = np.where(north, row + 1, row) * grid.columns + column + grid.rows * (grid.columns + 1)
    vertical, horizontal = west | east, south | north
    edge = np.where(vertical, upright, level)
    return np.where(vertical != horizontal, edge, -1), np.where(vertical, xy[:, 1], xy[:, 0])


def _neighbour(edge: IntArray, tile: IntArray, grid: TileGrid) -> IntArray:
    """Return the tile on the other side of an edge of ``tile``."""
    upright = edge < grid.rows * (grid.columns + 1)
    row, column = np.divmod(tile, grid.columns)
    east = edge - row * (grid.columns + 1) == column + 1
    north = (edge - grid.rows * (grid.columns + 1)) // grid.columns == row + 1
    step = np.where(upright, np.where(east, 1, -1), np.where(north, grid.columns, -grid.columns))
    return np.asarray(tile + step, dtype=np.intp)


def _rings_of(chains: _Chains, link: IntArray) -> tuple[GeometryArray, BoolArray]:
    """Return the closed rings (LinearRing) that the linked chains make, and which turn left."""
    first, last = whole_numbers(chains.start), whole_numbers(chains.start + chains.size)
    following = whole_numbers(link)
    seen = [False] * len(following)
    found: list[shapely.Geometry] = []
    turns_left: list[bool] = []
    for chain in range(len(following)):
        runs = []
        while not seen[chain]:
            seen[chain] = True
            runs.append(chains.xy[first[chain] : last[chain]])
            chain = following[chain]
        if not runs:
            continue
        xy = np.concatenate(runs)
        area = _signed_area(xy)
        if abs(area) > _SMALLEST_AREA:
            found.append(shapely.linearrings(_without_repeats(xy)))
            turns_left.append(area > 0)
    return np.array(found, dtype=object), np.array(turns_left, dtype=bool)


def _signed_area(xy: FloatArray) -> float:
    """Return the area that positions enclose, negative where they turn right."""
    x, y = xy[:, 0] - xy[0, 0], xy[:, 1] - xy[0, 1]
    return float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2


def _without_repeats(xy: FloatArray) -> FloatArray:
    fresh = np.ones(len(xy), dtype=bool)
    fresh[1:] = (xy[1:] != xy[:-1]).any(axis=1)
    return np.asarray(xy[fresh])


def _assembled(rings: GeometryArray, shell: BoolArray) -> GeometryArray:
    """Return polygons of the rings: shells have the inside on their left, others are holes in the nearest."""
    shells, holes = shapely.polygons(rings[shell]), rings[~shell]
    if not len(holes):
        return np.asarray(shells, dtype=object)
    inside, hole = _containing(shells, holes)
    order = np.argsort(inside, kind="stable")
    with_holes, begin = np.unique(inside[order], return_index=True)
    outer = rings[shell]
    del rings
    for s, members in zip(with_holes, np.split(order, begin[1:]), strict=True):
        shells[s] = None
        shells[s] = shapely.polygons(outer[s], holes=holes[hole[members]])
    return np.asarray(shells, dtype=object)


def _containing(shells: GeometryArray, holes: GeometryArray) -> tuple[IntArray, IntArray]:
    """Return pairs of shell and hole: for each hole the smallest shell that holds it."""
    corners = shapely.get_point(holes, 0)
    shell, hole = shapely.STRtree(corners).query(shells, predicate="intersects")
    order = np.lexsort((shapely.area(shells[shell]), hole))
    _, first = np.unique(hole[order], return_index=True)
    return shell[order][first], hole[order][first]

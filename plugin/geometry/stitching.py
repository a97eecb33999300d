"""Tiles of a dissolved outline sewn together along their edges, without another union.

Each tile's polygons are cut exactly at the tile's edges. Outline along an edge is dropped; what remains are
chains that start and end on an edge. Along one edge the chains that leave a tile meet, in order, those that
enter its neighbour. The linked chains close to rings, which are shells or holes by their orientation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from .arrays import BoolArray, FloatArray, GeometryArray, IntArray
from .line_pieces import ranges
from .tiles import TileGrid

_NO_LINK = -1
_SMALLEST_AREA = 1e-15


@dataclass(frozen=True)
class _Chains:
    """Runs of outline inside tiles: positions, and of each run its first position, its size and its tile."""

    xy: FloatArray
    start: IntArray
    size: IntArray
    tile: IntArray


def stitched(polygons: GeometryArray, tile: IntArray, grid: TileGrid, *, snap: float) -> GeometryArray:
    """Return the polygons that the tiles' polygons make together.

    ``tile`` is the tile of each polygon. Outlines of neighbours may miss one another by ``snap`` along
    their common edge. Where ends do not pair, the tiles are merged by a union instead.
    """
    rings, closed = _split(polygons, tile, grid)
    linked = _links(closed, grid, snap)
    if linked is None:
        return np.asarray(shapely.get_parts(shapely.union_all(polygons)), dtype=object)
    sewn = _rings_of(closed, linked)
    return _assembled(np.concatenate([rings, sewn]))


def _split(polygons: GeometryArray, tile: IntArray, grid: TileGrid) -> tuple[GeometryArray, _Chains]:
    """Return the rings that stay inside their tile, and the chains of those that reach its edges."""
    rings, xy, ring, ring_tile = _oriented_rings(polygons, tile)
    boxes = grid.boxes()[ring_tile][ring]
    sides = np.column_stack([xy[:, i % 2] == boxes[:, i] for i in range(4)])
    same_ring = ring[1:] == ring[:-1]
    on_edge = same_ring & (sides[1:] & sides[:-1]).any(axis=1)
    reaches = np.zeros(len(rings), dtype=bool)
    reaches[ring[1:][on_edge]] = True
    inner = np.flatnonzero(same_ring & ~on_edge & reaches[ring[1:]])
    if not len(inner):
        return rings[~reaches], _Chains(xy, inner, inner, inner)
    follows = np.zeros(len(inner), dtype=bool)
    follows[1:] = (np.diff(inner) == 1) & (ring[inner[1:]] == ring[inner[:-1]])
    begin = np.flatnonzero(~follows)
    start = inner[begin]
    size = np.diff(np.concatenate([begin, [len(inner)]])) + 1
    chains = _Chains(xy, start, size, ring_tile[ring[start]])
    return rings[~reaches], _joined_over_seam(chains, ring, sides)


def _oriented_rings(
    polygons: GeometryArray, tile: IntArray
) -> tuple[GeometryArray, FloatArray, IntArray, IntArray]:
    """Return the rings with the inside on their left, their positions, the ring of each, each ring's tile."""
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    shell = np.ones(len(rings), dtype=bool)
    shell[1:] = polygon[1:] != polygon[:-1]
    turned = shapely.is_ccw(rings) != shell
    rings[turned] = shapely.reverse(rings[turned])
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    return rings, xy, ring, tile[polygon]


def _joined_over_seam(chains: _Chains, ring: IntArray, sides: BoolArray) -> _Chains:
    """Return the chains with those joined that only the first position of their ring cuts in two."""
    end = chains.start + chains.size - 1
    ends_at_seam = np.append(ring[1:] != ring[:-1], True)[end]
    starts_at_seam = np.insert(ring[1:] != ring[:-1], 0, True)[chains.start]
    free = ~sides[chains.start].any(axis=1)
    head = np.flatnonzero(starts_at_seam & free)
    if not len(head):
        return chains
    tail_of = dict(zip(ring[end[ends_at_seam]].tolist(), np.flatnonzero(ends_at_seam).tolist(), strict=True))
    tail = np.array([tail_of[r] for r in ring[chains.start[head]].tolist()], dtype=np.intp)
    index, _ = ranges(chains.start, chains.size)
    pieces = np.split(index, np.cumsum(chains.size)[:-1])
    for h, t in zip(head.tolist(), tail.tolist(), strict=True):
        pieces[t] = np.concatenate([pieces[t], pieces[h][1:]])
    kept = np.setdiff1d(np.arange(len(pieces)), head)
    size = np.array([len(pieces[k]) for k in kept], dtype=np.intp)
    xy = chains.xy[np.concatenate([pieces[k] for k in kept])]
    return _Chains(xy, np.cumsum(size) - size, size, chains.tile[kept])


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
        free = set(starts.tolist())
        for e in ends[np.argsort(end[1][ends])].tolist():
            near = [s for s in free if start[2][s] == end[2][e] and abs(start[1][s] - end[1][e]) <= snap]
            if near:
                link[e] = min(near, key=lambda s: abs(start[1][s] - end[1][e]))
                free.discard(int(link[e]))
        for e in ends[link[ends] == _NO_LINK].tolist():
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


def _rings_of(chains: _Chains, link: IntArray) -> GeometryArray:
    """Return the closed rings (LinearRing) that the linked chains make."""
    order: list[int] = []
    sizes: list[int] = []
    following = link.tolist()
    seen = [False] * len(following)
    for chain in range(len(following)):
        if seen[chain]:
            continue
        before = len(order)
        while not seen[chain]:
            seen[chain] = True
            order.append(chain)
            chain = following[chain]
        sizes.append(len(order) - before)
    if not order:
        return np.empty(0, dtype=object)
    turn = np.array(order, dtype=np.intp)
    index, owner = ranges(chains.start[turn], chains.size[turn])
    ring = np.repeat(np.arange(len(sizes), dtype=np.intp), sizes)[owner]
    xy = chains.xy[index]
    fresh = np.ones(len(xy), dtype=bool)
    fresh[1:] = (xy[1:] != xy[:-1]).any(axis=1) | (ring[1:] != ring[:-1])
    xy, ring = xy[fresh], ring[fresh]
    enough = np.bincount(ring)[ring] >= 3
    return np.asarray(shapely.linearrings(xy[enough], indices=_renumbered(ring[enough])), dtype=object)


def _renumbered(sorted_numbers: IntArray) -> IntArray:
    """Return ascending numbers without gaps in their place."""
    if not len(sorted_numbers):
        return sorted_numbers
    return np.concatenate([[0], np.cumsum(np.diff(sorted_numbers) != 0)])


def _assembled(rings: GeometryArray) -> GeometryArray:
    """Return polygons of the rings: shells have the inside on their left, others are holes in the nearest."""
    solid = shapely.area(shapely.polygons(rings)) > _SMALLEST_AREA
    rings = rings[solid]
    shell = shapely.is_ccw(rings)
    shells, holes = shapely.polygons(rings[shell]), rings[~shell]
    if not len(holes):
        return np.asarray(shells, dtype=object)
    inside, hole = _containing(shells, holes)
    order = np.argsort(inside, kind="stable")
    with_holes, begin = np.unique(inside[order], return_index=True)
    for s, members in zip(with_holes, np.split(order, begin[1:]), strict=True):
        shells[s] = shapely.polygons(rings[shell][s], holes=holes[hole[members]])
    return np.asarray(shells, dtype=object)


def _containing(shells: GeometryArray, holes: GeometryArray) -> tuple[IntArray, IntArray]:
    """Return pairs of shell and hole: for each hole the smallest shell that holds it."""
    corners = shapely.get_point(holes, 0)
    shell, hole = shapely.STRtree(corners).query(shells, predicate="intersects")
    order = np.lexsort((shapely.area(shells[shell]), hole))
    _, first = np.unique(hole[order], return_index=True)
    return shell[order][first], hole[order][first]

"""Tiles of a dissolved outline sewn together along their edges, without another union.

Each tile's polygons are cut exactly at the tile's edges. Outline along an edge is dropped; what remains are
chains that start and end on an edge. Along one edge the chains that leave a tile meet, in order, those that
enter its neighbour. The linked chains close to rings, which are shells or holes by their orientation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely

from .arrays import FloatArray, IntArray, whole_numbers
from .multipolygons import multipolygon
from .tile_outlines import SMALLEST_AREA, Rings, TileOutline, signed_areas
from .tiles import TileGrid

_NO_LINK = -1


@dataclass(frozen=True)
class _Chains:
    """The chains of all tiles: their positions, the first and the last one, bounds, and the tile of each."""

    runs: list[FloatArray]
    first: FloatArray
    last: FloatArray
    bounds: FloatArray
    tile: IntArray


@dataclass(frozen=True)
class _SewnRing:
    """A ring of chains: its positions in runs, the area that it encloses, and its bounds (one row)."""

    runs: list[FloatArray]
    area: float
    bounds: FloatArray


def stitched(
    outlines: list[TileOutline], tiles: IntArray, grid: TileGrid, *, snap: float
) -> shapely.MultiPolygon | None:
    """Return the polygons that the tiles' outlines make together; None where their ends do not pair.

    ``tiles`` is the tile of each outline. Outlines of neighbours may miss one another by ``snap`` along their
    common edge. The list ``outlines`` is empty afterwards: a province's take hundreds of megabytes.
    """
    chains = _chains(outlines, tiles)
    link = _links(chains, grid, snap)
    if link is None:
        return None
    rings = [[ring] for o in outlines for ring in each_ring(o.rings)]
    area = np.concatenate([o.area for o in outlines])
    bounds = np.concatenate([o.ring_bounds for o in outlines])
    outlines.clear()
    sewn = [_sewn(chains, numbers) for numbers in _cycles(link)]
    del chains
    sewn = [ring for ring in sewn if abs(ring.area) > SMALLEST_AREA]
    rings.extend(ring.runs for ring in sewn)
    area = np.concatenate([area, [ring.area for ring in sewn]])
    bounds = np.concatenate([bounds, *(ring.bounds for ring in sewn)])
    del sewn
    return multipolygon(rings, area, bounds)


def _chains(outlines: list[TileOutline], tiles: IntArray) -> _Chains:
    parts = [Rings(o.xy, o.size) for o in outlines]
    return _Chains(
        runs=[run for part in parts for run in each_ring(part)],
        first=np.concatenate([p.xy[p.start] for p in parts]),
        last=np.concatenate([p.xy[p.start + p.size - 1] for p in parts]),
        bounds=np.concatenate([o.chain_bounds for o in outlines]),
        tile=np.repeat(tiles, [len(p.size) for p in parts]),
    )


def each_ring(rings: Rings) -> Iterator[FloatArray]:
    """Yield the positions of each ring."""
    for start, size in zip(whole_numbers(rings.start), whole_numbers(rings.size), strict=True):
        yield rings.xy[start : start + size]


def _links(chains: _Chains, grid: TileGrid, snap: float) -> IntArray | None:
    """Return for each chain the chain that goes on where it ends; None where ends do not pair."""
    link = np.full(len(chains.tile), _NO_LINK, dtype=np.intp)
    if not len(link):
        return link
    start_edge, start_at = _edge_of(chains.first, chains.tile, grid)
    end_edge, end_at = _edge_of(chains.last, chains.tile, grid)
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


def _cycles(link: IntArray) -> Iterator[list[int]]:
    """Yield the chains of each closed ring that linked chains make."""
    following = whole_numbers(link)
    seen = [False] * len(following)
    for chain in range(len(following)):
        found: list[int] = []
        while not seen[chain]:
            seen[chain] = True
            found.append(chain)
            chain = following[chain]
        if found:
            yield found


def _sewn(chains: _Chains, numbers: list[int]) -> _SewnRing:
    """Return the ring that chains make, one after another; nothing is copied."""
    runs: list[FloatArray] = []
    for number in numbers:
        run = chains.runs[number]
        runs.append(run[1:] if runs and (runs[-1][-1] == run[0]).all() else run)
    if (runs[-1][-1] != runs[0][0]).any():
        runs.append(runs[0][:1])
    size = np.array([sum(len(run) for run in runs)])
    low, high = chains.bounds[numbers, :2].min(axis=0), chains.bounds[numbers, 2:].max(axis=0)
    return _SewnRing(
        runs, float(signed_areas(Rings(np.concatenate(runs), size))[0]), np.concatenate([low, high])[None]
    )

"""Which cells of a grid a geometry takes: those whose centre lies inside, or at least its own."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely

from .arrays import Geometries, IntArray
from .grids import Grid
from .repair import exploded, repaired

MOST_CELLS = 1_000_000
"""Cells of an envelope that are all asked; of a larger one every second, third … row and column is."""


@dataclass(frozen=True, kw_only=True)
class CellSet:
    """Cells of several geometries: ``owner`` (index of the geometry), ``row`` and ``column`` in parallel.

    A cell that two geometries share stands there twice; cells may lie outside the grid. ``number`` tells
    which of the ``unique`` (row, column) pairs it is.
    """

    owner: IntArray
    row: IntArray
    column: IntArray
    unique: IntArray
    number: IntArray

    def __len__(self) -> int:
        return len(self.owner)


def cells_of(grid: Grid, geoms: Geometries) -> CellSet:
    """Return the cells of each geometry (EPSG:4490, any type; None and empty have none).

    A polygon takes the cells whose centre lies inside, a line those it runs through, a point its own; a
    polygon between centres takes the cell of a position inside it.
    """
    array, _ = repaired(geoms)
    parts, part_owner = exploded(grid.to_plane(array))
    owners: list[IntArray] = [np.zeros(0, dtype=np.intp)]
    cells: list[IntArray] = [np.zeros((0, 2), dtype=np.intp)]
    for part, owner in zip(parts, part_owner, strict=True):
        if part is None or part.is_empty:
            continue
        taken = _part_cells(grid, part)
        owners.append(np.full(len(taken), owner, dtype=np.intp))
        cells.append(taken)
    return _cell_set(np.concatenate(owners), np.concatenate(cells))


def _cell_set(owner: IntArray, cells: IntArray) -> CellSet:
    """Return the set, each cell once for each owner, by one number a cell: rows are far slower to compare."""
    low = cells.min(axis=0) if len(cells) else np.zeros(2, dtype=np.intp)
    width = int(cells[:, 1].max() - low[1]) + 1 if len(cells) else 1
    places, number = np.unique((cells[:, 0] - low[0]) * width + cells[:, 1] - low[1], return_inverse=True)
    keys = np.unique(owner * len(places) + np.ravel(number))
    owner, number = np.divmod(keys, max(len(places), 1))
    unique = np.column_stack(np.divmod(places, width)) + low
    row, column = unique[number].T
    return CellSet(owner=owner, row=row, column=column, unique=unique, number=number)


def _part_cells(grid: Grid, part: shapely.Geometry) -> IntArray:
    dimension = int(shapely.get_dimensions(part))
    if dimension == 2:
        inside = _inside(grid, part)
        if len(inside):
            return inside
        part = shapely.point_on_surface(part)
    elif dimension == 1:
        part = shapely.segmentize(part, min(grid.cell_size_m) / 2)
    xy = shapely.get_coordinates(part)
    return np.unique(grid.plane_cells(xy[:, 0], xy[:, 1]), axis=0)


def _inside(grid: Grid, polygon: shapely.Geometry) -> IntArray:
    """Return the cells within the polygon's envelope whose centre lies in the polygon."""
    west, south, east, north = polygon.bounds
    first, last = grid.plane_cells([west, east], [north, south])
    step = math.ceil(math.sqrt(np.prod((last - first + 1).astype(float)) / MOST_CELLS)) or 1
    rows, columns = np.mgrid[first[0] : last[0] + 1 : step, first[1] : last[1] + 1 : step]
    shapely.prepare(polygon)
    within = shapely.contains_xy(polygon, *grid.centres(rows.ravel(), columns.ravel()))
    return np.column_stack([rows.ravel()[within], columns.ravel()[within]]).astype(np.intp)


def owners_seen(cells: CellSet, pairs: IntArray) -> IntArray:
    """Return (observer, entry) for pairs of (observer, number of a unique cell); entries index ``cells``.

    A cell that several geometries share gives a row for each of them.
    """
    order = np.argsort(cells.number, kind="stable")
    starts = np.searchsorted(cells.number[order], np.arange(len(cells.unique) + 1))
    counts = np.diff(starts)[pairs[:, 1]]
    observer = np.repeat(pairs[:, 0], counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    entry = order[np.repeat(starts[pairs[:, 1]], counts) + within]
    return np.column_stack([observer, entry]).astype(np.intp)

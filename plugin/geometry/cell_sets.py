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
    keyed = np.unique(np.column_stack([np.concatenate(owners), np.concatenate(cells)]), axis=0)
    unique, number = np.unique(keyed[:, 1:], axis=0, return_inverse=True)
    return CellSet(
        owner=keyed[:, 0],
        row=keyed[:, 1],
        column=keyed[:, 2],
        unique=unique,
        number=np.ravel(number).astype(np.intp),
    )


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

"""A multipolygon put together from rings at once, without the copies that GEOS makes on the way."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
import shapely

from .arrays import FloatArray, IntArray, whole_numbers

_LITTLE_ENDIAN = 1
_POLYGON, _MULTIPOLYGON = 3, 6
_MOST_PREPARED = 200_000
"""Positions of a shell that is prepared to be asked often: the tree takes some hundred bytes for each."""


Runs = list[FloatArray]
"""The positions of a closed ring, in one or more runs."""


def multipolygon(rings: list[Runs], area: FloatArray) -> shapely.MultiPolygon:
    """Return the polygons of closed rings: of positive ``area`` shells, the others are holes.

    A hole belongs to the smallest shell around it. The list ``rings`` is empty afterwards.
    """
    shells, holes = np.flatnonzero(area > 0), np.flatnonzero(area <= 0)
    members = _holes_of(rings, shells, holes, area)
    parts: list[bytes | memoryview] = [struct.pack("<BII", _LITTLE_ENDIAN, _MULTIPOLYGON, len(shells))]
    for shell, own in zip(whole_numbers(shells), members, strict=True):
        parts.append(struct.pack("<BII", _LITTLE_ENDIAN, _POLYGON, 1 + len(own)))
        for ring in (shell, *own):
            parts.append(struct.pack("<I", sum(len(run) for run in rings[ring])))
            parts.extend(np.ascontiguousarray(run, dtype="<f8").data.cast("B") for run in rings[ring])
    rings.clear()
    written = b"".join(parts)
    parts.clear()
    return shapely.from_wkb(written)


def _holes_of(rings: Sequence[Runs], shells: IntArray, holes: IntArray, area: FloatArray) -> list[list[int]]:
    """Return for each shell the numbers of its holes."""
    members: list[list[int]] = [[] for _ in shells]
    if not len(holes):
        return members
    spots = np.array([rings[hole][0][0] for hole in whole_numbers(holes)])
    around, hole = _around(rings, shells, spots, area)
    order = np.lexsort((area[shells[around]], hole))
    _, first = np.unique(hole[order], return_index=True)
    for shell, inner in zip(
        whole_numbers(around[order[first]]), whole_numbers(hole[order[first]]), strict=True
    ):
        members[shell].append(int(holes[inner]))
    return members


def _around(
    rings: Sequence[Runs], shells: IntArray, spots: FloatArray, area: FloatArray
) -> tuple[IntArray, IntArray]:
    """Return pairs of shell and position inside it, at least the smallest shell of each position.

    Only envelopes are asked of the largest shell that may hold a position: if no other does, it must.
    """
    bounds = np.array([_bounds(rings[s]) for s in whole_numbers(shells)])
    points = shapely.points(spots)
    shell, spot = shapely.STRtree(points).query(shapely.box(*bounds.T))
    order = np.lexsort((-area[shells[shell]], spot))
    shell, spot = shell[order], spot[order]
    holds = np.append(True, spot[1:] != spot[:-1])
    for s in np.unique(shell[~holds]):
        own = np.flatnonzero((shell == s) & ~holds)
        polygon = shapely.Polygon(np.concatenate(rings[shells[s]]))
        if shapely.get_num_coordinates(polygon) <= _MOST_PREPARED:
            shapely.prepare(polygon)
        holds[own] = shapely.intersects(polygon, points[spot[own]])
    return np.asarray(shell[holds], dtype=np.intp), np.asarray(spot[holds], dtype=np.intp)


def _bounds(runs: Runs) -> tuple[float, float, float, float]:
    return (
        min(run[:, 0].min() for run in runs),
        min(run[:, 1].min() for run in runs),
        max(run[:, 0].max() for run in runs),
        max(run[:, 1].max() for run in runs),
    )

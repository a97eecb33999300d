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


def multipolygon(rings: list[FloatArray], area: FloatArray) -> shapely.MultiPolygon:
    """Return the polygons of closed rings (positions): of positive ``area`` shells, the others are holes.

    A hole belongs to the smallest shell around it. The list ``rings`` is empty afterwards.
    """
    shells, holes = np.flatnonzero(area > 0), np.flatnonzero(area <= 0)
    members = _holes_of(rings, shells, holes, area)
    parts: list[bytes | memoryview] = [struct.pack("<BII", _LITTLE_ENDIAN, _MULTIPOLYGON, len(shells))]
    for shell, own in zip(whole_numbers(shells), members, strict=True):
        parts.append(struct.pack("<BII", _LITTLE_ENDIAN, _POLYGON, 1 + len(own)))
        for ring in (shell, *own):
            parts.append(struct.pack("<I", len(rings[ring])))
            parts.append(np.ascontiguousarray(rings[ring], dtype="<f8").data.cast("B"))
    rings.clear()
    written = b"".join(parts)
    parts.clear()
    return shapely.from_wkb(written)


def _holes_of(
    rings: Sequence[FloatArray], shells: IntArray, holes: IntArray, area: FloatArray
) -> list[list[int]]:
    """Return for each shell the numbers of its holes."""
    members: list[list[int]] = [[] for _ in shells]
    if not len(holes):
        return members
    spots = np.array([rings[hole][0] for hole in whole_numbers(holes)])
    around, hole = _around(rings, shells, spots, area)
    order = np.lexsort((area[shells[around]], hole))
    _, first = np.unique(hole[order], return_index=True)
    for shell, inner in zip(
        whole_numbers(around[order[first]]), whole_numbers(hole[order[first]]), strict=True
    ):
        members[shell].append(int(holes[inner]))
    return members


def _around(
    rings: Sequence[FloatArray], shells: IntArray, spots: FloatArray, area: FloatArray
) -> tuple[IntArray, IntArray]:
    """Return pairs of shell and position inside it, at least the smallest shell of each position.

    Only envelopes are asked of the largest shell that may hold a position: if no other does, it must.
    """
    columns = [rings[s].T for s in whole_numbers(shells)]
    bounds = np.array([(x.min(), y.min(), x.max(), y.max()) for x, y in columns])
    points = shapely.points(spots)
    shell, spot = shapely.STRtree(points).query(shapely.box(*bounds.T))
    order = np.lexsort((-area[shells[shell]], spot))
    shell, spot = shell[order], spot[order]
    holds = np.append(True, spot[1:] != spot[:-1])
    for s in np.unique(shell[~holds]):
        own = np.flatnonzero((shell == s) & ~holds)
        polygon = shapely.Polygon(rings[shells[s]])
        if len(rings[shells[s]]) <= _MOST_PREPARED:
            shapely.prepare(polygon)
        holds[own] = shapely.intersects(polygon, points[spot[own]])
    return np.asarray(shell[holds], dtype=np.intp), np.asarray(spot[holds], dtype=np.intp)

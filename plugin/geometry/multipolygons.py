"""A multipolygon put together from rings at once, without the copies that GEOS makes on the way."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
import shapely

from .arrays import BoolArray, FloatArray, IntArray, whole_numbers
from .parallel import on_threads

_LITTLE_ENDIAN = 1
_POLYGON, _MULTIPOLYGON = 3, 6
_MOST_PREPARED = 200_000
"""Positions of a shell that is prepared to be asked often: the tree takes some hundred bytes for each."""


Runs = list[FloatArray]
"""The positions of a closed ring, in one or more runs."""


def multipolygon(rings: list[Runs], area: FloatArray, bounds: FloatArray) -> shapely.MultiPolygon:
    """Return the polygons of closed rings: of positive ``area`` shells, the others are holes.

    A hole belongs to the smallest shell around it. ``bounds`` are west, south, east, north of each ring. The
    list ``rings`` is empty afterwards.
    """
    shells, holes = np.flatnonzero(area > 0), np.flatnonzero(area <= 0)
    members = _holes_of(rings, shells, holes, area, bounds)
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


def _holes_of(
    rings: Sequence[Runs], shells: IntArray, holes: IntArray, area: FloatArray, bounds: FloatArray
) -> list[list[int]]:
    """Return for each shell the numbers of its holes."""
    members: list[list[int]] = [[] for _ in shells]
    if not len(holes):
        return members
    spots = np.array([rings[hole][0][0] for hole in whole_numbers(holes)])
    around, hole = _around(rings, shells, spots, area, bounds[shells])
    order = np.lexsort((area[shells[around]], hole))
    _, first = np.unique(hole[order], return_index=True)
    for shell, inner in zip(
        whole_numbers(around[order[first]]), whole_numbers(hole[order[first]]), strict=True
    ):
        members[shell].append(int(holes[inner]))
    return members


def _around(
    rings: Sequence[Runs], shells: IntArray, spots: FloatArray, area: FloatArray, bounds: FloatArray
) -> tuple[IntArray, IntArray]:
    """Return pairs of shell and position inside it, at least the smallest shell of each position.

    Only envelopes are asked of the largest shell that may hold a position: if no other does, it must.
    """
    points = shapely.points(spots)
    shell, spot = shapely.STRtree(points).query(shapely.box(*bounds.T))
    order = np.lexsort((-area[shells[shell]], spot))
    shell, spot = shell[order], spot[order]
    holds = np.append(True, spot[1:] != spot[:-1])
    asked = np.flatnonzero(~holds)
    asked = asked[np.argsort(shell[asked], kind="stable")]
    begin = np.flatnonzero(np.diff(shell[asked], prepend=-1))

    def inside(pairs: IntArray) -> BoolArray:
        polygon = shapely.polygons(np.concatenate(rings[shells[shell[pairs[0]]]]))
        if shapely.get_num_coordinates(polygon) <= _MOST_PREPARED:
            shapely.prepare(polygon)
        return np.asarray(shapely.intersects(polygon, points[spot[pairs]]))

    if len(asked):
        holds[asked] = np.concatenate(on_threads(inside, np.split(asked, begin[1:])))
    return np.asarray(shell[holds], dtype=np.intp), np.asarray(spot[holds], dtype=np.intp)

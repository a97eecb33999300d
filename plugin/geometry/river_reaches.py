"""Stretches of rivers up- and downstream of a place on them, as wide as the river.

A river flows as its line is drawn, unless it is marked as drawn the other way: that is how OpenStreetMap and
the national maps digitise rivers. Downstream the water is followed into whatever river takes it up; upstream
the same river is followed (the same record or name), and every river that meets there only where it has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
import shapely.ops

from .arrays import BoolArray, FloatArray, Geometries, GeometryArray, IntArray, geometry_array
from .projection import LocalProjection, projection_of
from .repair import exploded, repaired

SNAP_M = 2.0
"""Two ends of lines that are not further apart meet."""

SEARCH_M = 150.0
"""How far from the river's line a bridge may be drawn that crosses it, the river's half-width not counted."""

_EVEN_M = 1e-6


@dataclass(frozen=True)
class _Piece:
    """Part of a line, from one place along it to another, in plane metres."""

    line: int
    begin: float
    end: float


@dataclass(frozen=True, kw_only=True)
class RiverNetwork:
    """Single lines in plane metres, each drawn with its flow, and the river that each is of."""

    projection: LocalProjection
    lines: GeometryArray
    lengths: FloatArray
    owner: IntArray
    names: tuple[str, ...]
    half_width_m: FloatArray
    flow_known: BoolArray
    tree: shapely.STRtree = field(repr=False)
    mouths: shapely.STRtree = field(repr=False)

    def reach(self, place: shapely.Geometry, distance_m: float, direction: str) -> shapely.Geometry | None:
        """Return the stretch of river (polygon, EPSG:4490) within a distance along it from where a bridge
        crosses.

        ``place`` is the bridge, any type; ``direction`` is "upstream", "downstream" or "around". Where the
        flow is not known the stretch runs both ways. None where no river is near. Distances are metres on the
        ellipsoid, along the river's line.
        """
        plane = self.projection.forward(geometry_array([place]))[0]
        pieces: list[_Piece] = []
        for line, at in self._crossings(plane):
            centre = shapely.get_coordinates(shapely.line_interpolate_point(self.lines[line], at))[0]
            plane_m = distance_m * float(self.projection.scale_xy(centre[:1], centre[1:])[0])
            both = direction == "around" or not self.flow_known[line]
            if both or direction == "downstream":
                pieces += self._walk(line, at, plane_m, downstream=True)
            if both or direction == "upstream":
                pieces += self._walk(line, at, plane_m, downstream=False)
        if not pieces:
            return None
        return self.projection.inverse(geometry_array([self._outline(pieces)]))[0]

    def _crossings(self, bridge: shapely.Geometry) -> list[tuple[int, float]]:
        """Return the lines that a bridge crosses, else the nearest one, and where along each."""
        crossed = self.tree.query(bridge, predicate="intersects")
        if not len(crossed):
            found, gap = self.tree.query_nearest(bridge, return_distance=True, all_matches=False)
            crossed = found[gap <= SEARCH_M + self.half_width_m[found]]
        places = []
        for line in sorted(int(i) for i in crossed):
            nearest = shapely.get_coordinates(shapely.shortest_line(self.lines[line], bridge))[0]
            places.append((line, float(shapely.line_locate_point(self.lines[line], shapely.Point(nearest)))))
        return places

    def _walk(self, line: int, at: float, left: float, *, downstream: bool) -> list[_Piece]:
        """Return the pieces within ``left`` plane metres of a place, with or against the flow."""
        waiting, seen, pieces = [(line, at, left)], set(), []
        while waiting:
            line, at, left = waiting.pop()
            if (line, round(at)) in seen or left <= _EVEN_M:
                continue
            seen.add((line, round(at)))
            end = min(at + left, float(self.lengths[line])) if downstream else max(at - left, 0.0)
            if abs(end - at) > _EVEN_M:
                pieces.append(_Piece(line, min(at, end), max(at, end)))
            step = self._further_down if downstream else self._further_up
            waiting.extend(step(line, at, end, left))
        return pieces

    def _further_down(
        self, line: int, at: float, end: float, left: float
    ) -> Iterator[tuple[int, float, float]]:
        if end < self.lengths[line]:
            return
        for other, place in self._meeting(line, at_end=True):
            if place < self.lengths[other] - SNAP_M:
                yield other, place, left - (end - at)

    def _further_up(
        self, line: int, at: float, end: float, left: float
    ) -> Iterator[tuple[int, float, float]]:
        mouths = self.mouths.query(self.lines[line], predicate="dwithin", distance=SNAP_M)
        for other in (int(i) for i in mouths if i != line):
            place = float(shapely.line_locate_point(self.lines[line], self._end(other)))
            if end <= place <= at and place > SNAP_M and self._is_same_river(line, other):
                yield other, float(self.lengths[other]), left - (at - place)
        if end > 0:
            return
        meeting = [(o, p) for o, p in self._meeting(line, at_end=False) if p > SNAP_M]
        same = [(o, p) for o, p in meeting if self._is_same_river(line, o)]
        for other, place in same or meeting:
            yield other, place, left - at

    def _meeting(self, line: int, *, at_end: bool) -> Iterator[tuple[int, float]]:
        """Return the other lines at the end or the start of a line, and where along each."""
        point = shapely.get_point(self.lines[line], -1 if at_end else 0)
        for other in sorted(int(i) for i in self.tree.query(point, predicate="dwithin", distance=SNAP_M)):
            if other != line:
                yield other, float(shapely.line_locate_point(self.lines[other], point))

    def _end(self, line: int) -> shapely.Geometry:
        return shapely.get_point(self.lines[line], -1)

    def _is_same_river(self, one: int, other: int) -> bool:
        if self.owner[one] == self.owner[other]:
            return True
        return bool(self.names[one]) and self.names[one] == self.names[other]

    def _outline(self, pieces: Sequence[_Piece]) -> shapely.Geometry:
        """Return the pieces widened by their rivers' half-widths; the ends of the stretch are cut square."""
        wide = np.array([max(float(self.half_width_m[p.line]), 1.0) for p in pieces])
        cut = [shapely.ops.substring(self.lines[p.line], p.begin, p.end) for p in pieces]
        lines = geometry_array(cut)
        strips = [
            shapely.buffer(
                shapely.line_merge(shapely.union_all(lines[wide == width])), width, cap_style="flat"
            )
            for width in np.unique(wide)
        ]
        ends = shapely.get_coordinates([shapely.get_point(c, i) for c in cut for i in (0, -1)])
        _, first, count = np.unique(np.round(ends), axis=0, return_index=True, return_counts=True)
        joints = shapely.points(ends[first[count > 1]])
        discs = shapely.buffer(joints, wide[first[count > 1] // 2])
        return shapely.union_all([*strips, *discs])


def river_network(
    rivers: Geometries,
    *,
    names: Sequence[str],
    half_width_m: FloatArray,
    against: BoolArray,
    flow_known: BoolArray,
) -> RiverNetwork | None:
    """Return the network of rivers (lines, EPSG:4490), or None where there is none.

    Parallel arrays: ``names`` may be blank; ``half_width_m`` is half of each river's width; ``against`` marks
    those drawn against their flow, ``flow_known`` those whose flow is known. Raises UnsupportedExtentError.
    """
    array, _ = repaired(rivers)
    parts, owner = exploded(array)
    linear = shapely.get_dimensions(parts) == 1
    parts, owner = parts[linear], owner[linear]
    if not len(parts):
        return None
    projection = projection_of(parts)
    lines = projection.forward(parts)
    lines = np.where(against[owner], shapely.reverse(lines), lines)
    return RiverNetwork(
        projection=projection,
        lines=lines,
        lengths=np.asarray(shapely.length(lines)),
        owner=owner,
        names=tuple(names[i].strip() for i in owner),
        half_width_m=np.asarray(half_width_m, dtype=float)[owner],
        flow_known=np.asarray(flow_known, dtype=bool)[owner],
        tree=shapely.STRtree(lines),
        mouths=shapely.STRtree(shapely.get_point(lines, -1)),
    )

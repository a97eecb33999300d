"""Distances of many points from lines, outlines and points in a plane, in numpy; see :mod:`.run_search`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import shapely

from .arrays import FloatArray, GeometryArray, IntArray
from .cell_index import order_of, starts
from .chords import Chords, bundled, chords_of, divided, enough_m
from .parallel import AskCancelled, on_threads, slices, thread_count
from .plane_lengths import PlaneLengths, plane_lengths
from .point_holders import holders
from .projection import LocalProjection
from .run_search import SAME_M, NearRuns, PointCells, joined, point_cells, run_grid
from .segment_runs import SegmentRuns, segment_runs

_POINTS_AT_ONCE = 8192
_CHORDS_AT_ONCE = 4096
"""What one thread looks at in one go: enough that threads seldom wait for Python, and caches hold it."""

BUNDLE = 4
"""Runs that one chord stands for at first: fewer chords to look through, which stray more."""

_FEW, _PATIENCE = 0.02, 20
"""Where fewer points than this share of the runs are left, looking longer takes less than making a tree."""

_WIDE = 8
"""Cells of points that a chord may reach from its middle: a longer one would have all points near."""

_BEYOND_M = 25_000.0
"""How far around the points lengths come from the scale alone."""


@dataclass(frozen=True, kw_only=True, eq=False)
class MeasuredSources:
    """Sources repaired and in the plane of the questions, and their sides in runs.

    ``singles`` are the chords of the runs, ``chords`` those of several runs that follow one another.
    """

    planar: GeometryArray
    runs: SegmentRuns
    singles: Chords
    chords: Chords


def measured_sources(planar: GeometryArray) -> MeasuredSources:
    """Return valid geometries of the plane, any type or None, as questions need them."""
    runs = segment_runs(planar)
    singles = chords_of(runs)
    return MeasuredSources(planar=planar, runs=runs, singles=singles, chords=bundled(singles, runs, BUNDLE))


@dataclass(frozen=True, kw_only=True, eq=False)
class PointQuestions:
    """Points, of which there is at least one, sorted by cells; answers number them as sorted."""

    cells: PointCells
    lengths: PlaneLengths = field(repr=False)

    def within(
        self, sources: MeasuredSources, reach: FloatArray, cancelled: AskCancelled | None
    ) -> tuple[IntArray, IntArray, FloatArray]:
        """Return the pairs within reach: point, source, and the geodesic distance in metres; in no order.

        ``reach`` is a distance in the plane for each source. Raises CancelledError.
        """
        runs = sources.runs
        chords = divided(
            sources.chords, sources.singles, runs, enough_m(sources.chords, _WIDE * self.cells.cells.cell_m)
        )

        def near(part: slice) -> NearRuns:
            some = chords[part]
            return self.cells.near(runs, sources.singles, some, reach[runs.owner[some.run]])

        found = on_threads(near, slices(len(chords), _CHORDS_AT_ONCE), cancelled=cancelled)
        held, holder = self._held(sources, cancelled)
        no_run = np.zeros(len(held), dtype=np.intp)
        inside = NearRuns(point=held, run=no_run, side=no_run, squared_gap=np.full(len(held), -1.0))
        pairs = joined([inside, *found])
        owner = runs.owner[pairs.run]
        owner[: len(held)] = holder
        key = pairs.point * len(sources.planar) + owner
        order = order_of(key, len(self.cells.x) * len(sources.planar))
        order = order[_least_of_each(key[order], pairs.squared_gap[order])]
        distance = np.zeros(len(order))
        apart = np.flatnonzero(pairs.squared_gap[order] > 0)
        distance[apart] = self._lengths(runs, pairs[order[apart]])
        return pairs.point[order], owner[order], distance

    def nearest(
        self, sources: MeasuredSources, cancelled: AskCancelled | None
    ) -> tuple[IntArray, FloatArray]:
        """Return for each point the index of its nearest source, and the geodesic distance in metres.

        −1 and NaN where a tree finds it faster. Raises CancelledError.
        """
        index = np.full(len(self.cells.x), -1, dtype=np.intp)
        distance = np.full(len(self.cells.x), np.nan)
        held, holder = self._held(sources, cancelled)
        index[held[::-1]], distance[held] = holder[::-1], 0.0
        self._put_first_that_meets(sources, index)
        outside = np.flatnonzero(index < 0)
        runs = sources.runs
        grid = run_grid(runs, sources.singles, sources.chords)

        def answer(point: IntArray, patience: int = 1) -> None:
            found = grid.nearest(self.cells.x[point], self.cells.y[point], patience=patience)
            found = replace(found, point=point[found.point])
            index[found.point] = runs.owner[found.run]
            distance[found.point] = self._lengths(runs, found)

        on_threads(answer, [outside[s] for s in _blocks(len(outside))], cancelled=cancelled)
        left = np.flatnonzero(index < 0)
        if len(left) <= len(runs) * _FEW:
            for some in slices(len(left), _POINTS_AT_ONCE // _PATIENCE):
                answer(left[some], _PATIENCE)
        return index, distance

    def _held(self, sources: MeasuredSources, cancelled: AskCancelled | None) -> tuple[IntArray, IntArray]:
        return holders(self.cells, sources.planar, sources.runs, sources.chords, cancelled)

    def _put_first_that_meets(self, sources: MeasuredSources, index: IntArray) -> None:
        """Give points within an area the first point or line that they lie on, where that comes before it."""
        if index.max() <= 0:
            return
        dimension = shapely.get_dimensions(sources.planar)[sources.runs.owner]
        thin = sources.singles[np.flatnonzero(dimension < 2)]
        found = self.cells.near(sources.runs, sources.singles, thin, np.full(len(thin), SAME_M))
        owner = sources.runs.owner[found.run]
        before = np.flatnonzero(owner < index[found.point])
        np.minimum.at(index, found.point[before], owner[before])

    def _lengths(self, runs: SegmentRuns, pairs: NearRuns) -> FloatArray:
        """Return the geodesic distance in metres of each point from its run, 0 where they meet."""
        x, y = self.cells.x[pairs.point], self.cells.y[pairs.point]
        foot_x, foot_y = runs.feet(pairs.run, pairs.side, x, y)
        length = self.lengths.geodesic(x, y, foot_x, foot_y)
        length[pairs.squared_gap <= 0] = 0.0
        return length


def point_questions(points: GeometryArray, projection: LocalProjection) -> PointQuestions | None:
    """Return the points of the plane of a projection made ready to be asked about; None without any."""
    if not len(points):
        return None
    xy = shapely.get_coordinates(points)
    cells = point_cells(np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1]))
    west, south, east, north = shapely.total_bounds(points)
    around = (west - _BEYOND_M, south - _BEYOND_M, east + _BEYOND_M, north + _BEYOND_M)
    return PointQuestions(
        cells=cells,
        lengths=plane_lengths(projection, around),
    )


def _blocks(size: int) -> list[slice]:
    """Return slices of about ``_POINTS_AT_ONCE``, as many for each thread and all alike."""
    threads = thread_count()
    rounds = -(-size // (_POINTS_AT_ONCE * threads))
    return slices(size, max(-(-size // max(rounds * threads, 1)), 1))


def _least_of_each(key: IntArray, gap: FloatArray) -> IntArray:
    """Return the first place of the least gap of each number in sorted ``key``."""
    begin = starts(key)
    if not len(begin):
        return begin
    least = np.flatnonzero(gap <= np.repeat(np.minimum.reduceat(gap, begin), np.diff(begin, append=len(key))))
    return np.asarray(least[starts(key[least])])

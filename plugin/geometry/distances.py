"""Questions about distance, answered without drawing a buffer: what is near, and what is nearest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely import GeometryType

from .arrays import FloatArray, Geometries, GeometryArray, IntArray, geometry_array
from .metres import metres_for_each
from .parallel import AskCancelled, on_threads, slices
from .point_distances import MeasuredSources, PointQuestions, measured_sources, point_questions
from .projection import GRS80, LocalProjection, fresh_projection, projection_of
from .repair import repaired
from .tree_distances import held_by, nearest_pieces, pairs_within

_SLACK = 1 + 1e-6
_READ_AT_ONCE = 5000

Pairs = tuple[IntArray, IntArray, FloatArray]
"""Target index, source index, distance in metres."""


@dataclass(frozen=True, kw_only=True, eq=False)
class DistanceQuestions:
    """Targets made ready once, to be asked about many sets of sources: see :func:`distance_questions`.

    ``points`` are the targets that are points, in an order of their own, and ``place`` their indices;
    ``others`` are the indices of what is neither a point nor missing.
    """

    targets: GeometryArray
    projection: LocalProjection | None
    planar: GeometryArray
    points: PointQuestions | None
    place: IntArray
    others: IntArray

    def read(self, sources: Geometries, *, cancelled: AskCancelled | None = None) -> MeasuredSources:
        """Return the sources (any type, EPSG:4490) as :meth:`within` and :meth:`nearest` need them.

        Raises UnsupportedExtentError, CancelledError.
        """
        array = geometry_array(sources)

        def each(step: Callable[[GeometryArray], GeometryArray]) -> GeometryArray:
            parts = [array[s] for s in slices(len(array), _READ_AT_ONCE)]
            return np.concatenate(on_threads(step, parts, cancelled=cancelled)) if parts else array

        array = each(lambda some: repaired(some)[0])
        if self.projection is not None and _any(array):
            meridian = self.projection.middle_meridian_deg
            projection_of(self.targets, array)
            array = each(lambda some: fresh_projection(meridian).forward(some))
        return measured_sources(array)

    def within(
        self,
        sources: Geometries | MeasuredSources,
        distance_m: npt.ArrayLike,
        *,
        cancelled: AskCancelled | None = None,
    ) -> Pairs:
        """Return the pairs of target and source not further apart than ``distance_m``.

        As :func:`within_distance`. Raises also CancelledError.
        """
        known = self._known(sources)
        reach = metres_for_each(distance_m, len(known.planar))
        found = [(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp), np.empty(0))]
        if self.projection is not None and len(known.runs):
            bounds = shapely.total_bounds(known.planar)
            planar_reach = reach * self.projection.largest_scale(bounds, reach.max()) * _SLACK
            if self.points is not None:
                point, source, distance = self.points.within(known, planar_reach, cancelled)
                found.append((self.place[point], source, distance))
            if len(self.others):
                other, source, piece = pairs_within(
                    self.planar[self.others], known.planar, planar_reach, cancelled
                )
                other = self.others[other]
                found.append((other, source, gaps(self.projection, self.planar[other], piece)))
        target, source, distance = (np.concatenate(column) for column in zip(*found, strict=True))
        kept = np.flatnonzero(distance <= reach[source])
        order = kept[np.lexsort((source[kept], target[kept]))]
        return target[order], source[order], distance[order]

    def nearest(
        self, sources: Geometries | MeasuredSources, *, cancelled: AskCancelled | None = None
    ) -> tuple[IntArray, FloatArray]:
        """Return for each target the index of its nearest source and the geodesic distance in metres.

        As :func:`nearest`. Raises also CancelledError.
        """
        known = self._known(sources)
        index = np.full(len(self.targets), -1, dtype=np.intp)
        distance = np.full(len(self.targets), np.nan)
        if self.projection is None or not len(known.runs):
            return index, distance
        if self.points is not None:
            index[self.place], distance[self.place] = self.points.nearest(known, cancelled)
        if len(self.others):
            held, holder = held_by(shapely.STRtree(self.planar[self.others]), known.planar, least_dimension=0)
            held = self.others[held]
            index[held[::-1]], distance[held] = holder[::-1], 0.0
        rest = np.flatnonzero((index < 0) & ~shapely.is_missing(self.planar))
        if len(rest):
            index[rest], piece = nearest_pieces(self.planar[rest], known.planar, cancelled)
            distance[rest] = gaps(self.projection, self.planar[rest], piece)
        return index, distance

    def _known(self, sources: Geometries | MeasuredSources) -> MeasuredSources:
        return sources if isinstance(sources, MeasuredSources) else self.read(sources)


def distance_questions(targets: Geometries, *, around: Geometries = ()) -> DistanceQuestions:
    """Return the targets (any type, EPSG:4490) made ready to be asked about many sets of sources.

    Points are sorted into cells, and many are answered for at once. What is nearest is judged in the plane
    around the middle meridian of the targets and of the geometries ``around``. Raises UnsupportedExtentError.
    """
    array, _ = repaired(targets)
    is_point = shapely.get_type_id(array) == GeometryType.POINT
    place = np.flatnonzero(is_point)
    projection, planar, points = None, array, None
    if _any(array):
        beside = geometry_array(around)
        projection = projection_of(array, beside) if len(beside) else projection_of(array)
        planar = projection.forward(array)
        points = point_questions(planar[place], projection)
    return DistanceQuestions(
        targets=array,
        projection=projection,
        planar=planar,
        points=points,
        place=place if points is None else place[points.cells.origin],
        others=np.flatnonzero(~is_point & ~shapely.is_missing(array)),
    )


def within_distance(targets: Geometries, sources: Geometries, distance_m: npt.ArrayLike) -> Pairs:
    """Return the pairs not further apart than ``distance_m``: target index, source index, distance in metres.

    Both sides any type, EPSG:4490; ``distance_m`` one number or one for each source. The distance is that of
    the geodesic between the two nearest positions (within 10 ppm of the shortest), 0 where they touch or one
    holds the other. Missing and empty geometries are in no pair. Pairs are sorted by target, then source.
    Raises InvalidDistanceError, LengthMismatchError, UnsupportedExtentError.
    """
    array, _ = repaired(sources)
    return distance_questions(targets, around=array).within(array, distance_m)


def nearest(targets: Geometries, sources: Geometries) -> tuple[IntArray, FloatArray]:
    """Return for each target the index of its nearest source and the geodesic distance in metres.

    Any types, EPSG:4490; 0 inside, −1 and NaN where a target is empty or there is no source; the first of
    equally near sources. Raises UnsupportedExtentError.
    """
    array, _ = repaired(sources)
    return distance_questions(targets, around=array).nearest(array)


def gap_between(one: Geometries, other: Geometries) -> FloatArray:
    """Return the geodesic distance in metres between paired geometries (EPSG:4490).

    0 where they meet, NaN for None.
    """
    first, _ = repaired(one)
    second, _ = repaired(other)
    result = np.full(len(first), np.nan)
    known = np.flatnonzero(~shapely.is_missing(first) & ~shapely.is_missing(second))
    if len(known):
        projection = projection_of(first, second)
        result[known] = gaps(projection, projection.forward(first[known]), projection.forward(second[known]))
    return result


def gaps(projection: LocalProjection, one: GeometryArray, other: GeometryArray) -> FloatArray:
    """Return the geodesic distance in metres between paired planar geometries, 0 where they meet."""
    result = np.zeros(len(one))
    apart = np.flatnonzero(shapely.distance(one, other) > 0)
    if len(apart):
        shortest = shapely.get_coordinates(shapely.shortest_line(one[apart], other[apart])).reshape(-1, 2, 2)
        lon, lat = projection.inverse_xy(shortest[..., 0].ravel(), shortest[..., 1].ravel())
        _, _, result[apart] = GRS80.inv(lon[::2], lat[::2], lon[1::2], lat[1::2])
    return result


def _any(array: GeometryArray) -> bool:
    return bool((~shapely.is_missing(array)).any())

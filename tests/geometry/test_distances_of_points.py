"""Points are answered for in numpy: the same as asking GEOS about every pair."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plugin.domain.progress import CancelledError
from plugin.geometry import distances, point_distances, run_search
from plugin.geometry.chords import chords_of
from plugin.geometry.distances import distance_questions, gap_between, gaps, nearest, within_distance
from plugin.geometry.errors import UnsupportedExtentError
from plugin.geometry.plane_lengths import plane_lengths
from plugin.geometry.projection import GRS80, local_projection, projection_of
from plugin.geometry.run_search import run_grid
from plugin.geometry.segment_runs import segment_runs

CORNER = np.array([112.0, 37.0])
STEP = 1 / 1024
"""About a hundred metres, and exact in binary, so that equal distances are equal."""


def moved(place: np.ndarray, east: float, north: float) -> np.ndarray:
    """Return the position some degrees away."""
    return place + np.array([east, north])


places = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda p: CORNER + np.array(p) * STEP)


def _square(place: np.ndarray, size: int) -> shapely.Polygon:
    west, south = place
    hole = shapely.box(west + STEP, south + STEP, west + 2 * STEP, south + 2 * STEP)
    square = shapely.box(west, south, west + size * STEP, south + size * STEP)
    return square.difference(hole) if size > 3 else square


lines = st.lists(places, min_size=2, max_size=30).map(shapely.LineString)
sources = st.lists(
    st.one_of(
        places.map(shapely.Point),
        lines,
        st.lists(lines, min_size=1, max_size=3).map(shapely.MultiLineString),
        st.builds(_square, places, st.integers(1, 12)),
        st.just(None),
        st.just(shapely.Point()),
        places.map(lambda p: shapely.LineString([p, moved(p, 30.0, 0.0)])),
    ),
    min_size=1,
    max_size=8,
)
points = st.lists(st.one_of(places.map(shapely.Point), st.just(None)), min_size=1, max_size=12)


def every_gap(targets: list, objects: list) -> np.ndarray:
    """Return the distance of every target from every object, measured by GEOS; NaN where one is missing."""
    pairs = [(t, s) for t in targets for s in objects]
    with np.errstate(invalid="ignore"):
        every = gap_between([t for t, _ in pairs], [s for _, s in pairs])
    return every.reshape(len(targets), len(objects))


@settings(max_examples=40, deadline=None)
@given(points, sources)
@example([shapely.Point(CORNER)], [shapely.Point(CORNER), shapely.box(*CORNER, *(CORNER + STEP))])
def test_the_nearest_to_a_point_is_the_one_geos_finds(targets, objects):
    every = every_gap(targets, objects)
    index, distance = nearest(targets, objects)
    for gap, found, metres in zip(every, index, distance, strict=True):
        if np.isnan(gap).all():
            assert found == -1 and np.isnan(metres)
            continue
        assert metres == pytest.approx(np.nanmin(gap), abs=1e-6)
        assert gap[found] == pytest.approx(np.nanmin(gap), abs=1e-6)
        assert found <= np.flatnonzero(gap <= np.nanmin(gap))[0]


@settings(max_examples=40, deadline=None)
@given(points, sources, st.lists(st.sampled_from([0.0, 50.0, 100.0, 999.0, 5000.0]), min_size=8, max_size=8))
def test_the_sources_within_the_distance_of_a_point_are_those_geos_finds(targets, objects, distances):
    reach = np.array(distances[: len(objects)])
    every = every_gap(targets, objects)
    target, source, distance = within_distance(targets, objects, reach)
    found = set(zip(target.tolist(), source.tolist(), strict=True))
    assert len(found) == len(target)
    assert {tuple(p) for p in np.argwhere(every <= reach - 1e-6).tolist()} <= found
    assert found <= {tuple(p) for p in np.argwhere(every <= reach + 1e-6).tolist()}
    np.testing.assert_allclose(distance, every[target, source], rtol=0, atol=1e-6)


def test_the_first_of_roads_that_meet_in_the_nearest_place_wins():
    joint = CORNER + 10 * STEP
    roads = [
        shapely.LineString([moved(joint, 0, 5 * STEP), moved(joint, 5 * STEP, 3 * STEP), joint]),
        shapely.LineString([joint, moved(joint, 9 * STEP, 7 * STEP)]),
        shapely.LineString([moved(joint, 3 * STEP, 9 * STEP), joint]),
    ]
    place = [shapely.Point(joint - 3 * STEP), shapely.Point(joint)]
    assert nearest(place, roads)[0].tolist() == [0, 0]
    assert nearest(place, roads[::-1])[0].tolist() == [0, 0]


def test_the_first_wins_of_a_road_and_the_areas_it_crosses():
    area = shapely.box(*CORNER, *(CORNER + 4 * STEP))
    road = shapely.LineString([CORNER + k * STEP for k in range(9)])
    away = shapely.Point(CORNER - 9 * STEP)
    targets = [shapely.Point(CORNER + STEP), shapely.Point(CORNER), shapely.box(*CORNER, *(CORNER + STEP))]
    for objects, first in (([road, area], 0), ([area, road], 0), ([away, road, area], 1), ([away, area], 1)):
        index, distance = nearest(targets, objects)
        assert index.tolist() == [first] * 3
        assert distance.tolist() == [0.0] * 3


def test_many_points_are_answered_for_as_geos_does_near_and_far_from_a_dense_town():
    random = np.random.default_rng(3)
    town = CORNER + random.normal(0, 0.002, (900, 1, 2)) + random.normal(0, 0.0005, (900, 12, 2))
    far = [
        shapely.LineString([CORNER - 1.5, moved(CORNER, 1.5, -1.4)]),
        shapely.Point(moved(CORNER, 0.2, 0.7)),
    ]
    objects = np.array([*shapely.linestrings(town), *far])
    spots = np.concatenate([CORNER + random.normal(0, s, (150, 2)) for s in (0.002, 0.02, 0.7)])
    targets = shapely.points(spots)
    plane = projection_of(targets, objects)
    flat_targets, flat_objects = plane.forward(targets), plane.forward(objects)
    index, distance = nearest(targets, objects)
    _, gap = shapely.STRtree(flat_objects).query_nearest(
        flat_targets, all_matches=False, return_distance=True
    )
    np.testing.assert_allclose(shapely.distance(flat_targets, flat_objects[index]), gap, rtol=0, atol=1e-6)
    np.testing.assert_allclose(distance, gaps(plane, flat_targets, flat_objects[index]), rtol=0, atol=1e-6)
    target, source, within = within_distance(targets, objects, 20.0)
    close = shapely.STRtree(flat_objects).query(flat_targets, predicate="dwithin", distance=20.05)
    assert len(target) == int((gaps(plane, flat_targets[close[0]], flat_objects[close[1]]) <= 20.0).sum())
    expected = gaps(plane, flat_targets[target], flat_objects[source])
    np.testing.assert_allclose(within, expected, rtol=0, atol=1e-6)


def test_points_far_from_a_few_sources_need_no_tree(monkeypatch):
    monkeypatch.setattr(distances, "nearest_pieces", None)
    random = np.random.default_rng(8)
    targets = shapely.points(CORNER + random.uniform(-1, 1, (300, 2)))
    for objects in ([shapely.Point(CORNER)], [shapely.Point(CORNER + k * STEP) for k in range(3)]):
        index, distance = nearest(targets, objects)
        every = every_gap(list(targets), objects)
        np.testing.assert_allclose(distance, every.min(axis=1), rtol=0, atol=1e-6)
        assert (every[np.arange(300), index] <= every.min(axis=1) + 1e-6).all()


def test_a_line_across_the_country_is_cut_into_few_pieces():
    line = shapely.LineString([(-1_500_000.0, 4_000_000.0), (1_500_000.0, 4_100_000.0)])
    runs = segment_runs(np.array([line]))
    grid = run_grid(runs, chords_of(runs), chords_of(runs))
    assert 10 < len(grid.chords) < 200
    x, y = np.array([0.0, -1_600_000.0, 700_000.0]), np.array([4_000_000.0, 4_000_000.0, 4_300_000.0])
    found = grid.nearest(x, y)
    assert found.point.tolist() == [0, 1, 2]
    np.testing.assert_allclose(np.sqrt(found.squared_gap), shapely.distance(line, shapely.points(x, y)))


def test_long_lines_and_crowds_are_measured_a_few_pairs_at_a_time(monkeypatch):
    monkeypatch.setattr(run_search, "MOST_PAIRS", 50)
    monkeypatch.setattr(point_distances, "_WIDE", 2)
    random = np.random.default_rng(9)
    crowd = np.concatenate([random.normal(0, 0.001, (200, 2)), random.uniform(-0.3, 0.3, (100, 2))])
    targets = shapely.points(CORNER + crowd)
    ends = CORNER + random.uniform(-0.4, 0.4, (20, 2, 2))
    target, source, _ = within_distance(targets, shapely.linestrings(ends), 700.0)
    every = every_gap(list(targets), list(shapely.linestrings(ends)))
    assert list(zip(target, source, strict=True)) == [tuple(p) for p in np.argwhere(every <= 700.0)]


def test_points_and_areas_are_asked_about_together_and_again():
    targets = [
        shapely.Point(CORNER),
        shapely.box(*CORNER, *(CORNER + STEP)),
        None,
        shapely.Point(CORNER + STEP),
    ]
    asked = distance_questions(targets)
    road = [shapely.LineString([moved(CORNER, 0, 3 * STEP), moved(CORNER, STEP, 3 * STEP)])]
    every = every_gap(targets, road)[:, 0]
    for known in (road, asked.read(road)):
        index, distance = asked.nearest(known)
        assert index.tolist() == [0, 0, -1, 0]
        np.testing.assert_allclose(distance, every, rtol=1e-6)
        assert asked.within(known, 250.0)[0].tolist() == [1, 3]
    assert asked.nearest([None, shapely.Point()])[0].tolist() == [-1] * 4
    assert len(asked.within([], 10.0)[0]) == 0
    assert distance_questions([None]).nearest(road)[0].tolist() == [-1]


def test_sources_too_far_away_for_one_plane_are_refused():
    with pytest.raises(UnsupportedExtentError):
        distance_questions([shapely.Point(73, 30)]).read([shapely.Point(120, 30)])


def test_a_wish_to_stop_is_heard():
    asked = distance_questions([shapely.Point(CORNER)])
    with pytest.raises(CancelledError):
        asked.nearest([shapely.Point(CORNER)], cancelled=lambda: True)
    with pytest.raises(CancelledError):
        asked.within([shapely.Point(CORNER)], 10.0, cancelled=lambda: True)


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from([(110.3, 34.6, 114.3, 40.6), (112.0, 37.0, 112.1, 37.1), (73.0, 18.0, 110.0, 53.0)]),
    st.integers(0, 2**32),
    st.floats(0.001, 30_000),
)
@example((110.0, 60.0, 116.0, 83.0), 1, 20_000.0)
@example((100.0, -5.0, 104.0, 5.0), 2, 20_000.0)
def test_lengths_from_the_scale_are_those_of_geodesics(bounds, seed, metres):
    west, south, east, north = bounds
    random = np.random.default_rng(seed)
    plane = local_projection(bounds)
    x, y = plane.forward_xy(random.uniform(west, east, 200), random.uniform(south, north, 200))
    turn = random.uniform(0, 2 * np.pi, 200)
    to_x, to_y = x + metres * np.cos(turn), y + metres * np.sin(turn)
    lengths = plane_lengths(plane, (x.min(), y.min(), x.max(), y.max()))
    _, _, expected = GRS80.inv(*plane.inverse_xy(x, y), *plane.inverse_xy(to_x, to_y))
    np.testing.assert_allclose(lengths.geodesic(x, y, to_x, to_y), expected, rtol=0, atol=1e-6)

"""Chords stand for runs of sides: what they stray from them bounds every distance."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.geometry.arrays import geometry_array
from plugin.geometry.cell_index import cell_index, order_of, rings_to_filled
from plugin.geometry.chords import SLACK, bundled, chords_of, divided
from plugin.geometry.segment_runs import RUN_SIDES, segment_runs

positions = st.tuples(st.integers(0, 50), st.integers(0, 50))
lines = st.lists(positions, min_size=2, max_size=90).map(shapely.LineString)
shapes = st.one_of(lines, positions.map(shapely.Point), positions.map(lambda p: shapely.Point(p).buffer(9)))


@settings(max_examples=40, deadline=None)
@given(st.lists(shapes, min_size=1, max_size=4), st.integers(1, 5), st.floats(1, 60), positions)
def test_what_a_chord_stands_for_is_no_further_from_any_point_than_it_strays(objects, most, reach, place):
    runs = segment_runs(geometry_array(objects))
    singles = chords_of(runs)
    bundles = bundled(singles, runs, most)
    assert (runs.end - runs.begin <= RUN_SIDES).all()
    assert bundles.count.sum() == len(runs) and (bundles.count <= most).all()
    for chords in (bundles, divided(bundles, singles, runs, reach)):
        everyone = np.arange(len(chords))
        x, y = (np.full(len(chords), float(c)) for c in place)
        gap = chords.gaps(everyone, x, y)
        near = np.full(len(objects), np.inf)
        for k in everyone:
            stood_for = [
                np.column_stack([runs.x[b : e + 1], runs.y[b : e + 1]])
                for b, e in zip(
                    runs.begin[chords.run[k] :][: chords.count[k]],
                    runs.end[chords.run[k] :][: chords.count[k]],
                    strict=True,
                )
            ]
            xy = np.concatenate(stood_for)
            line = shapely.LineString(xy) if len(xy) > 1 else shapely.Point(xy[0])
            with np.errstate(invalid="ignore"):
                away = shapely.Point(place).distance(line)
            assert away <= float(gap[k] + chords.stray[k]) * SLACK
            near[runs.owner[chords.run[k]]] = min(near[runs.owner[chords.run[k]]], gap[k] - chords.stray[k])
        edges = [s.exterior if s.geom_type == "Polygon" else s for s in objects]
        with np.errstate(invalid="ignore"):
            assert (near <= shapely.distance(np.array(edges), shapely.Point(place)) * SLACK + 1e-9).all()


@given(st.lists(st.integers(0, 40), min_size=1, max_size=60), st.sampled_from([40, 2**60]))
def test_numbers_are_put_in_order_as_a_stable_sort_does(numbers, most):
    array = np.array(numbers, dtype=np.intp)
    assert order_of(array, most).tolist() == np.argsort(array, kind="stable").tolist()


def test_empty_rings_are_those_around_each_cell():
    cells = cell_index(np.array([0.5, 9.5]), np.array([0.5, 4.5]), 1.0)
    rings = rings_to_filled(cells, 3).reshape(cells.rows, cells.columns)
    assert (cells.rows, cells.columns) == (5, 10)
    assert rings[0].tolist() == [0, 1, 2, 3, 3, 3, 3, 3, 3, 3]
    assert rings[4].tolist() == [3, 3, 3, 3, 3, 3, 3, 2, 1, 0]
    assert rings[2].tolist() == [2, 2, 2, 3, 3, 3, 3, 2, 2, 2]

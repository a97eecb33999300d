"""Input is read and repaired in slices, which are one again in the report, and which a person can stop."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import shapely

from plugin.domain.progress import CancelledError
from plugin.geometry import buffer_input
from plugin.geometry.buffer_input import made_ready, straight_on_the_ground
from plugin.geometry.buffers import metric_buffer
from plugin.geometry.projection import projection_of

BOW_TIE = "POLYGON ((112 37, 112.1 37.1, 112.1 37, 112 37.1, 112 37))"
HOSTILE = [
    "POINT Z (112 37 5)",
    BOW_TIE,
    None,
    "LINESTRING (112 37, 112 37, 112.01 37)",
    "POLYGON EMPTY",
    BOW_TIE,
    "LINESTRING (112 37, 112.01 37)",
]


def test_slices_are_one_in_the_array_and_the_report(monkeypatch):
    geoms = shapely.from_wkt(HOSTILE)
    whole, whole_report = made_ready(geoms, "EPSG:4490", cancelled=None)
    monkeypatch.setattr(buffer_input, "_POSITIONS_AT_ONCE", 3)
    array, report = made_ready(geoms, "EPSG:4490", cancelled=lambda: False)
    assert shapely.equals_exact(array, whole, 0.0)[[0, 1, 3, 5, 6]].all()
    assert report.repaired.tolist() == whole_report.repaired.tolist() == [1, 5]
    assert report.reasons == whole_report.reasons
    assert report.empty.tolist() == whole_report.empty.tolist() == [2, 4]
    assert shapely.get_num_coordinates(array[[3, 6]]).tolist() == [2, 2]
    assert not shapely.has_z(array).any()


def test_only_long_sides_get_positions():
    lines = shapely.from_wkt(["LINESTRING (112 37, 112.2 37)", "LINESTRING (112 37, 112.01 37)"])
    long, short = straight_on_the_ground(projection_of(lines), lines, cancelled=None)
    assert shapely.get_num_coordinates(long) == 6
    assert short == lines[1]


@pytest.mark.parametrize("dissolve", [True, False])
def test_a_wish_to_stop_is_heard_while_the_input_is_read(monkeypatch, dissolve):
    begun, may_end = threading.Event(), threading.Event()
    repaired = buffer_input.repaired

    def slow(array):
        begun.set()
        may_end.wait(30)
        return repaired(array)

    monkeypatch.setattr(buffer_input, "repaired", slow)
    lines = np.array([shapely.LineString([(112, 37), (112.01, 37)])] * 4)
    with pytest.raises(CancelledError):
        metric_buffer(lines, 100.0, dissolve=dissolve, cancelled=begun.is_set)
    may_end.set()

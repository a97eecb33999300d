"""A class in which nothing is left. Other hostile input stands beside what reads it."""

from __future__ import annotations

import shapely

from plugin.geometry.buffers import metric_buffer


def test_a_class_in_which_nothing_is_left_has_no_zone_and_the_others_keep_theirs():
    places = [shapely.Point(112, 37), None, shapely.from_wkt("LINESTRING EMPTY"), shapely.Point(112.1, 37)]
    result = metric_buffer(places, 100.0, dissolve=True, classes=["village", "river", "river", "village"])
    assert result.classes.tolist() == ["village"]
    assert len(result.geometries[0].geoms) == 2
    assert result.repaired.empty.tolist() == [1, 2]

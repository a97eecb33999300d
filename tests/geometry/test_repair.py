"""Invalid geometry is repaired and reported, never silently dropped."""

from __future__ import annotations

import pytest
import shapely

from plugin.geometry.errors import IncompatibleGeometryError
from plugin.geometry.repair import as_multi, repaired


def test_a_self_crossing_polygon_becomes_the_areas_it_encloses():
    geoms, report = repaired([shapely.from_wkt("POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))")])
    assert geoms[0].is_valid
    assert geoms[0].area == pytest.approx(2.0)
    assert report.repaired.tolist() == [0]
    assert not report.clean


def test_a_polygon_with_a_spike_stays_a_polygon():
    geoms, report = repaired([shapely.from_wkt("POLYGON ((0 0, 2 0, 2 2, 5 2, 2 2, 0 2, 0 0))")])
    assert geoms[0].geom_type in {"Polygon", "MultiPolygon"}
    assert geoms[0].area == pytest.approx(4.0)
    assert report.repaired.tolist() == [0]


def test_a_polygon_without_area_is_kept_as_what_is_left_of_it():
    geoms, report = repaired([shapely.from_wkt("POLYGON ((0 0, 2 0, 0 0, 0 0))")])
    assert not geoms[0].is_empty
    assert report.repaired.tolist() == [0]


def test_missing_empty_and_infinite_geometries_are_reported():
    inputs = [None, shapely.Point(), shapely.Point(float("inf"), 0), shapely.Point(1, 2)]
    geoms, report = repaired(inputs)
    assert report.empty.tolist() == [0, 1, 2]
    assert geoms[3] == shapely.Point(1, 2)


def test_valid_input_is_untouched_but_for_its_height():
    geoms, report = repaired([shapely.Point(1, 2, 3)])
    assert geoms[0] == shapely.Point(1, 2)
    assert not geoms[0].has_z
    assert report.clean


@pytest.mark.parametrize(
    ("wkt", "kind", "expected"),
    [
        ("POLYGON Z ((0 0 1, 1 0 1, 1 1 1, 0 0 1))", "MULTIPOLYGON", "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))"),
        ("LINESTRING (0 0, 1 1)", "MULTILINESTRING", "MULTILINESTRING ((0 0, 1 1))"),
        ("LINEARRING (0 0, 1 0, 1 1, 0 0)", "MULTILINESTRING", "MULTILINESTRING ((0 0, 1 0, 1 1, 0 0))"),
        ("MULTIPOINT (3 4)", "POINT", "POINT (3 4)"),
        (
            "GEOMETRYCOLLECTION (POLYGON ((0 0, 1 0, 1 1, 0 0)))",
            "MULTIPOLYGON",
            "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))",
        ),
    ],
)
def test_a_geometry_takes_the_type_of_its_table(wkt, kind, expected):
    assert as_multi(shapely.from_wkt(wkt), kind) == shapely.from_wkt(expected)


def test_nothing_stays_nothing():
    assert as_multi(None, "POINT") is None
    assert as_multi(shapely.Polygon(), "MULTIPOLYGON") is None


@pytest.mark.parametrize(
    ("wkt", "kind"),
    [
        ("POINT (0 0)", "MULTIPOLYGON"),
        ("MULTIPOINT (0 0, 1 1)", "POINT"),
        ("GEOMETRYCOLLECTION (POINT (0 0), LINESTRING (0 0, 1 1))", "MULTILINESTRING"),
        ("POINT (0 0)", "CIRCLE"),
    ],
)
def test_a_geometry_that_would_lose_something_is_refused(wkt, kind):
    with pytest.raises(IncompatibleGeometryError):
        as_multi(shapely.from_wkt(wkt), kind)

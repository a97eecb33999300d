"""Geometry blobs, compared with what OGR writes and reads."""

from __future__ import annotations

import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from osgeo import ogr

from plugin.store import gpkg_geometry
from plugin.store.workspace import Workspace
from tests.store.conftest import a_pit

degrees = st.tuples(st.floats(-180, 180, allow_nan=False), st.floats(-90, 90, allow_nan=False))
points = degrees.map(shapely.Point)
lines = st.lists(degrees, min_size=2, max_size=5, unique=True).map(
    lambda part: shapely.MultiLineString([part])
)
boxes = st.tuples(degrees, degrees).map(lambda ends: shapely.MultiPolygon([shapely.box(*ends[0], *ends[1])]))


def test_the_bytes_are_those_that_ogr_writes(workspace: Workspace) -> None:
    geometry = shapely.MultiPolygon([a_pit().geometry])
    source = ogr.Open(str(workspace.path), 1)
    layer = source.GetLayer("problem_area")
    feature = ogr.Feature(layer.GetLayerDefn())
    feature["type"] = "P104"
    feature.SetGeometry(ogr.CreateGeometryFromWkb(shapely.to_wkb(geometry)))
    layer.CreateFeature(feature)
    del feature, layer, source
    with workspace.connect() as connection:
        written = connection.execute("SELECT geom FROM problem_area").fetchone()[0]
    assert gpkg_geometry.encode(geometry) == written


def test_a_point_has_no_envelope_and_a_line_has_one() -> None:
    point = gpkg_geometry.encode(shapely.Point(110.9, 37.4))
    assert point.hex() == "475000018a110000" + shapely.to_wkb(shapely.Point(110.9, 37.4), byte_order=1).hex()
    line = gpkg_geometry.encode(shapely.LineString([(110, 37), (111, 38)]))
    assert line[:4].hex() == "47500003"
    assert gpkg_geometry.envelope(line) == (110, 111, 37, 38)


def test_an_empty_geometry_is_flagged() -> None:
    blob = gpkg_geometry.encode(shapely.MultiPolygon())
    assert gpkg_geometry.is_empty(blob) == 1
    assert gpkg_geometry.envelope(blob) is None
    assert gpkg_geometry.decode(blob).is_empty


def test_null_is_neither_empty_nor_anywhere() -> None:
    assert gpkg_geometry.is_empty(None) is None
    assert gpkg_geometry.envelope(None) is None
    assert gpkg_geometry.decode_many([]).size == 0


def test_a_blob_that_is_no_geometry_has_no_extent() -> None:
    assert gpkg_geometry.envelope(b"JFIF") is None
    assert gpkg_geometry.is_empty(b"") is None


def test_heights_are_left_out() -> None:
    blob = gpkg_geometry.encode(shapely.Point(110.9, 37.4, 812.0))
    assert blob == gpkg_geometry.encode(shapely.Point(110.9, 37.4))


def test_two_encodings_of_one_geometry_compare_as_equal() -> None:
    line = shapely.LineString([(110, 37), (111, 38)])
    big_endian_without_envelope = (
        b"GP\x00\x00" + (4490).to_bytes(4, "big") + shapely.to_wkb(line, byte_order=0)
    )
    canonical = gpkg_geometry.canonical_wkb([gpkg_geometry.encode(line), big_endian_without_envelope, None])
    assert canonical[0] == canonical[1] == shapely.to_wkb(line, byte_order=1)
    assert canonical[2] is None
    assert gpkg_geometry.envelope(big_endian_without_envelope) == (110, 111, 37, 38)


@settings(max_examples=50, deadline=None)
@given(points | lines | boxes)
def test_decoding_gives_back_what_was_encoded(geometry: shapely.Geometry) -> None:
    blob = gpkg_geometry.encode(geometry)
    assert gpkg_geometry.decode(blob).equals_exact(geometry, 0)
    west, south, east, north = geometry.bounds
    assert gpkg_geometry.envelope(blob) == (west, east, south, north)

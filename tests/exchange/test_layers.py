"""Files that people hand over, read as they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely

from plugin.exchange.errors import LayerChoiceError, UnreadableFileError
from plugin.exchange.layers import layer_names, read_layer

gdal = pytest.importorskip("osgeo.gdal", reason="GDAL's Python module is not installed")
ogr = pytest.importorskip("osgeo.ogr", reason="GDAL's Python module is not installed")
osr = pytest.importorskip("osgeo.osr", reason="GDAL's Python module is not installed")


def write(
    path: Path,
    driver: str,
    layers: dict[str, list[tuple[str, str]]],
    *,
    epsg: int | None = 4490,
    options: list[str] | None = None,
) -> Path:
    """Write layers of (name, WKT) rows."""
    reference = None
    if epsg is not None:
        reference = osr.SpatialReference()
        reference.ImportFromEPSG(epsg)
    dataset = ogr.GetDriverByName(driver).CreateDataSource(str(path))
    for name, rows in layers.items():
        layer = dataset.CreateLayer(
            name, reference, ogr.wkbUnknown if driver != "ESRI Shapefile" else ogr.wkbPoint, options or []
        )
        field = ogr.FieldDefn("名称", ogr.OFTString)
        field.SetWidth(40)
        layer.CreateField(field)
        for text, wkt in rows:
            feature = ogr.Feature(layer.GetLayerDefn())
            feature.SetField(0, text)
            if wkt:
                feature.SetGeometry(ogr.CreateGeometryFromWkt(wkt))
            layer.CreateFeature(feature)
    return path


def test_a_geopackage_gives_columns_rows_geometry_and_crs(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", "GPKG", {"矿山": [("一号", "POINT Z (111 37 5)"), ("二号", "")]})
    table = read_layer(path)
    assert (table.name, table.columns, table.crs, len(table)) == ("矿山", ("名称",), "EPSG:4490", 2)
    assert table.rows[0] == {"名称": "一号"}
    assert table.geometries[0].wkt == "POINT (111 37)"
    assert table.geometries[1] is None


@pytest.mark.parametrize("encoding", ["CP936", "UTF-8"])
def test_a_shapefile_without_cpg_keeps_its_chinese(tmp_path: Path, encoding: str) -> None:
    path = write(
        tmp_path / "k.shp",
        "ESRI Shapefile",
        {"k": [("柳林县煤矿", "POINT (111 37)")]},
        options=[f"ENCODING={encoding}"],
    )
    path.with_suffix(".cpg").unlink(missing_ok=True)
    dbf = path.with_suffix(".dbf")
    raw = bytearray(dbf.read_bytes())
    raw[29] = 0
    dbf.write_bytes(raw)
    table = read_layer(path)
    assert list(table.rows[0].values()) == ["柳林县煤矿"]
    assert table.columns == ("名称",)


def test_a_shapefile_without_prj_has_no_crs(tmp_path: Path) -> None:
    rows = {"k": [("a", "POINT (111 37)")]}
    # Without an encoding GDAL 3.6 writes "??" as the name of the field, 3.10 raises.
    path = write(tmp_path / "k.shp", "ESRI Shapefile", rows, epsg=None, options=["ENCODING=UTF-8"])
    assert read_layer(path).crs is None


def test_geojson_is_wgs84_and_types_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    feature = {
        "type": "Feature",
        "properties": {"n": 7, "f": 1.5, "t": "001", "d": "2024-05-06"},
        "geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]},
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    table = read_layer(path)
    assert table.crs == "EPSG:4326"
    assert table.rows[0] == {"n": 7, "f": 1.5, "t": "001", "d": "2024-05-06"}
    assert table.geometries[0].equals(shapely.LineString([(1, 2), (3, 4)]))


def test_a_file_of_several_layers_asks_which(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", "GPKG", {"one": [("a", "POINT (1 1)")], "two": [("b", "POINT (1 1)")]})
    assert layer_names(path) == ["one", "two"]
    with pytest.raises(LayerChoiceError, match="one, two"):
        read_layer(path)
    with pytest.raises(LayerChoiceError, match="no layer “three”"):
        read_layer(path, layer="three")
    assert read_layer(path, layer="two").rows[0] == {"名称": "b"}


@pytest.mark.parametrize("name", ["absent.gpkg", "absent.csv", "absent.xlsx"])
def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableFileError, match=name):
        read_layer(tmp_path / name)


@pytest.mark.parametrize("name", ["noise.gpkg", "noise.shp", "noise.geojson", "noise.xlsx", "noise.csv"])
def test_noise_is_a_sentence(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"\xff\xfe\x00\xd8" * 40 if name.endswith("csv") else b"\x00\x01noise" * 40)
    with pytest.raises(UnreadableFileError, match=name):
        read_layer(path)


def test_a_curve_comes_as_a_line_and_an_empty_geometry_stays_empty(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.gpkg", "GPKG", {"a": [("c", "CIRCULARSTRING (0 0, 1 1, 2 0)"), ("e", "POLYGON EMPTY")]}
    )
    table = read_layer(path)
    assert table.geometries[0].geom_type == "LineString"
    assert table.geometries[1].is_empty


def test_reading_leaves_the_error_handling_of_other_plugins_alone(tmp_path: Path) -> None:
    before = gdal.GetUseExceptions()
    with pytest.raises(UnreadableFileError):
        read_layer(tmp_path / "absent.shp")
    assert gdal.GetUseExceptions() == before


def test_openstreetmap_extract_comes_as_one_table_with_its_tags_as_columns(shared: Path) -> None:
    table = read_layer(shared / "data" / "osm" / "liechtenstein-2013-08-03.osm.pbf")
    assert (table.kind, table.crs) == ("OSM", "EPSG:4326")
    assert sum(1 for row in table.rows if row.get("leisure") == "nature_reserve") == 4
    assert (
        sum(
            1
            for row, shape in zip(table.rows, table.geometries, strict=True)
            if row.get("landuse") == "quarry" and shape.geom_type == "MultiPolygon"
        )
        == 3
    )
    assert "oneway" in table.columns and "other_tags" not in table.columns

"""Elevation models of any CRS become one metric grid, and say what they do not cover."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyproj
import pytest

from plugin.geometry.elevation import read_elevation
from plugin.geometry.errors import ElevationError
from plugin.geometry.gdal_rasters import write_grid

gdal = pytest.importorskip("osgeo.gdal", reason="GDAL's Python bindings come with QGIS")
gdal.UseExceptions()

AROUND_LIULIN = (110.88, 37.42, 110.92, 37.45)


def raster(path: Path, values: np.ndarray, *, crs: str, origin: tuple[float, float], cell: float) -> Path:
    """Write a GeoTIFF with its upper left corner at ``origin``."""
    rows, columns = values.shape
    out = gdal.GetDriverByName("GTiff").Create(str(path), columns, rows, 1, gdal.GDT_Float32)
    if crs:
        out.SetProjection(pyproj.CRS(crs).to_wkt())
    out.SetGeoTransform((origin[0], cell, 0, origin[1], 0, -cell))
    out.GetRasterBand(1).SetNoDataValue(-9999)
    out.GetRasterBand(1).WriteArray(values)
    out.FlushCache()
    return path


def slope_east(lon_step: float, columns: int = 200, rows: int = 160) -> np.ndarray:
    return np.tile(1000 + np.arange(columns) * lon_step, (rows, 1))


def test_a_model_in_degrees_becomes_square_metres_on_the_middle_meridian(tmp_path: Path) -> None:
    third_of_a_second = 1 / 3600
    path = raster(
        tmp_path / "degrees.tif",
        slope_east(1.0, 220, 180),
        crs="EPSG:4326",
        origin=(110.87, 37.46),
        cell=third_of_a_second,
    )
    elevation = read_elevation(path, AROUND_LIULIN)
    assert elevation.resampled
    width, height = elevation.cell_size_m
    assert width == height == pytest.approx(24.58, abs=0.1)  # 1" of longitude at 37.4°N
    cell = elevation.cells([110.9], [37.435])[0]
    assert elevation.heights[cell[0], cell[1]] == pytest.approx(1000 + (110.9 - 110.87) * 3600, abs=1.5)


def test_a_model_in_a_gauss_kruger_zone_keeps_its_own_cells(tmp_path: Path) -> None:
    x, y = pyproj.Transformer.from_crs("EPSG:4490", "EPSG:4546", always_xy=True).transform(110.87, 37.46)
    path = raster(tmp_path / "gk.tif", slope_east(1.0), crs="EPSG:4546", origin=(x, y), cell=30.0)
    elevation = read_elevation(path, AROUND_LIULIN)
    assert not elevation.resampled
    assert elevation.cell_size_m == (30.0, 30.0)
    assert np.isclose((elevation.west - x) % 30.0, 0.0) or np.isclose((elevation.west - x) % 30.0, 30.0)


def test_web_mercator_is_not_taken_for_metres(tmp_path: Path) -> None:
    x, y = pyproj.Transformer.from_crs("EPSG:4490", "EPSG:3857", always_xy=True).transform(110.87, 37.46)
    path = raster(tmp_path / "web.tif", slope_east(1.0), crs="EPSG:3857", origin=(x, y), cell=38.0)
    elevation = read_elevation(path, AROUND_LIULIN)
    assert elevation.resampled
    assert elevation.cell_size_m[0] == pytest.approx(38.0 * np.cos(np.radians(37.435)), rel=0.01)


def test_voids_and_places_outside_have_no_ground(tmp_path: Path) -> None:
    values = slope_east(1.0)
    values[40:60, 40:60] = -9999
    x, y = pyproj.Transformer.from_crs("EPSG:4490", "EPSG:4546", always_xy=True).transform(110.87, 37.46)
    path = raster(tmp_path / "holes.tif", values, crs="EPSG:4546", origin=(x, y), cell=30.0)
    elevation = read_elevation(path, AROUND_LIULIN)
    assert 0 < elevation.void_share < 0.1
    lon, lat = pyproj.Transformer.from_crs("EPSG:4546", "EPSG:4490", always_xy=True).transform(
        [x + 50 * 30, x + 30 * 30], [y - 50 * 30, y - 70 * 30]
    )
    assert elevation.has_ground(elevation.cells(lon, lat)).tolist() == [False, True]
    assert elevation.has_ground(elevation.cells([111.5], [37.4])).tolist() == [False]


@pytest.mark.parametrize(
    ("crs", "origin", "message"),
    [("", (110.87, 37.46), "no coordinate reference system"), ("EPSG:4326", (90.0, 30.0), "does not cover")],
)
def test_a_model_without_crs_or_elsewhere_is_refused(
    tmp_path: Path, crs: str, origin: tuple[float, float], message: str
) -> None:
    path = raster(tmp_path / "bad.tif", slope_east(1.0), crs=crs, origin=origin, cell=1 / 3600)
    with pytest.raises(ElevationError, match=message):
        read_elevation(path, AROUND_LIULIN)


def test_a_file_that_is_no_raster_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dem.tif").write_text("no raster")
    with pytest.raises(ElevationError, match="cannot be read as an elevation model"):
        read_elevation(tmp_path / "dem.tif", AROUND_LIULIN)


def test_counts_are_written_on_the_same_grid(tmp_path: Path) -> None:
    x, y = pyproj.Transformer.from_crs("EPSG:4490", "EPSG:4546", always_xy=True).transform(110.87, 37.46)
    path = raster(tmp_path / "gk.tif", slope_east(1.0), crs="EPSG:4546", origin=(x, y), cell=30.0)
    elevation = read_elevation(path, AROUND_LIULIN)
    counts = np.arange(elevation.heights.size, dtype=np.int32).reshape(elevation.heights.shape)
    write_grid(tmp_path / "counts.tif", elevation, counts)
    back = gdal.Open(str(tmp_path / "counts.tif"))
    assert back.GetGeoTransform() == elevation.geotransform
    assert np.array_equal(back.ReadAsArray(), counts)

"""An elevation model as a grid in plane metres, read from any raster that GDAL opens."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj

from .arrays import FloatArray, IntArray
from .errors import ElevationError
from .projection import WORKSPACE_CRS, Bounds, known_crs, local_projection

SCALE_TOLERANCE = 0.002
"""A grid whose own projection is this near to true scale is read as it is, without resampling."""


@dataclass(frozen=True, kw_only=True)
class Elevation:
    """Heights in metres on a north-up grid, NaN where there is no data.

    ``west`` and ``north`` are the outer corner in plane coordinates of ``crs``; cells are ``cell_size_m``
    (width, height) metres. ``void_share`` is the share of cells without data, ``resampled`` whether the
    raster was reprojected.
    """

    heights: npt.NDArray[np.float64]
    west: float
    north: float
    cell_size_m: tuple[float, float]
    crs: pyproj.CRS
    void_share: float
    resampled: bool

    def cells(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> IntArray:
        """Return (n, 2) rows and columns of positions in degrees (EPSG:4490); they may lie outside the
        grid."""
        x, y = self.plane(lon, lat)
        rows = np.floor((self.north - y) / self.cell_size_m[1])
        columns = np.floor((x - self.west) / self.cell_size_m[0])
        return np.column_stack([rows, columns]).astype(np.intp)

    def plane(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return plane coordinates in the grid's CRS, easting first, of positions in degrees (EPSG:4490)."""
        transformer = pyproj.Transformer.from_crs(known_crs(WORKSPACE_CRS), self.crs, always_xy=True)
        x, y = transformer.transform(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
        return np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)

    def has_ground(self, cells: IntArray) -> npt.NDArray[np.bool_]:
        """Return whether each (row, column) lies on the grid and has a height."""
        shape = np.array(self.heights.shape)
        on_grid = ((cells >= 0) & (cells < shape)).all(axis=1)
        inside = np.where(on_grid[:, None], cells, 0)
        return np.asarray(on_grid & ~np.isnan(self.heights[inside[:, 0], inside[:, 1]]))

    @property
    def geotransform(self) -> tuple[float, float, float, float, float, float]:
        """GDAL's six numbers of the grid."""
        return (self.west, self.cell_size_m[0], 0.0, self.north, 0.0, -self.cell_size_m[1])


def read_elevation(path: str | Path, bounds: Bounds) -> Elevation:
    """Return the heights within ``bounds`` (west, south, east, north in degrees, EPSG:4490).

    A raster in a metric projection near true scale keeps its own cells; any other is resampled (bilinear)
    to the Transverse Mercator on the middle meridian of ``bounds``, with cells of its own size. Raises
    :class:`~plugin.geometry.errors.ElevationError` for a file that is no raster, has no CRS, or lies
    elsewhere.
    """
    gdal = _gdal()
    raster = _opened(gdal, Path(path))
    projection = raster.GetProjection()
    if not projection:
        raise ElevationError(path, "has no coordinate reference system; assign one in QGIS first")
    crs = known_crs(projection)
    target, resampled = (crs, False) if _is_metric(raster, crs, bounds) else (_plane_crs(bounds), True)
    window = _plane_bounds(target, bounds)
    options: dict[str, Any] = {"format": "MEM", "outputType": gdal.GDT_Float64, "dstNodata": float("nan")}
    if resampled:
        size = _cell_size_m(raster, crs, bounds)
        warped = gdal.Warp(
            "",
            raster,
            dstSRS=target.to_wkt(),
            outputBounds=window,
            xRes=size,
            yRes=size,
            resampleAlg="bilinear",
            multithread=True,
            **options,
        )
    else:
        warped = gdal.Warp("", raster, outputBounds=_aligned(raster, window), **options)
    heights = np.asarray(warped.GetRasterBand(1).ReadAsArray(), dtype=np.float64)
    west, width, _, north, _, height = warped.GetGeoTransform()
    void = np.isnan(heights)
    if void.all():
        raise ElevationError(path, "does not cover the place; choose an elevation model of this county")
    return Elevation(
        heights=heights,
        west=west,
        north=north,
        cell_size_m=(abs(width), abs(height)),
        crs=target,
        void_share=float(void.mean()),
        resampled=resampled,
    )


def write_grid(path: str | Path, elevation: Elevation, values: npt.NDArray[np.int32]) -> None:
    """Write counts on the elevation's grid as a compressed GeoTIFF (Int32). Raises ElevationError."""
    gdal = _gdal()
    rows, columns = values.shape
    try:
        out = gdal.GetDriverByName("GTiff").Create(
            str(path), columns, rows, 1, gdal.GDT_Int32, ["COMPRESS=DEFLATE", "TILED=YES"]
        )
        out.SetProjection(elevation.crs.to_wkt())
        out.SetGeoTransform(elevation.geotransform)
        out.GetRasterBand(1).WriteArray(values)
        out.FlushCache()
    except RuntimeError as error:
        raise ElevationError(path, f"cannot be written ({error}); choose another folder") from error


def _gdal() -> Any:
    try:
        gdal = import_module("osgeo.gdal")
    except ImportError as error:
        raise ElevationError(
            "osgeo.gdal", "is missing; run this with the Python that comes with QGIS"
        ) from error
    gdal.UseExceptions()
    return gdal


def _opened(gdal: Any, path: Path) -> Any:
    try:
        raster = gdal.OpenEx(str(path), gdal.OF_RASTER)
    except RuntimeError as error:
        raise ElevationError(
            path, "cannot be read as an elevation model; choose a GeoTIFF or another raster"
        ) from error
    if raster.RasterCount < 1:
        raise ElevationError(path, "has no band of heights")
    return raster


def _is_metric(raster: Any, crs: pyproj.CRS, bounds: Bounds) -> bool:
    transform = raster.GetGeoTransform()
    if not crs.is_projected or crs.axis_info[0].unit_conversion_factor != 1 or transform[2] or transform[4]:
        return False
    lon, lat = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    factors = pyproj.Proj(crs).get_factors(lon, lat)
    scales = (factors.meridional_scale, factors.parallel_scale)
    return all(abs(float(k) - 1) <= SCALE_TOLERANCE for k in scales)


def _plane_crs(bounds: Bounds) -> pyproj.CRS:
    meridian = local_projection(bounds).middle_meridian_deg
    return pyproj.CRS.from_proj4(f"+proj=tmerc +lon_0={meridian!r} +k=1 +ellps=GRS80 +units=m +no_defs")


def _plane_bounds(crs: pyproj.CRS, bounds: Bounds) -> tuple[float, float, float, float]:
    transformer = pyproj.Transformer.from_crs(known_crs(WORKSPACE_CRS), crs, always_xy=True)
    west, south, east, north = transformer.transform_bounds(*bounds)
    return float(west), float(south), float(east), float(north)


def _cell_size_m(raster: Any, crs: pyproj.CRS, bounds: Bounds) -> float:
    """Return the smaller side of a cell in metres on the ground, at the middle of the bounds."""
    transform = raster.GetGeoTransform()
    lon, lat = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    to_raster = pyproj.Transformer.from_crs(known_crs(WORKSPACE_CRS), crs, always_xy=True)
    x, y = to_raster.transform(lon, lat)
    corners_x = np.array([x, x + transform[1], x])
    corners_y = np.array([y, y, y + transform[5]])
    lons, lats = to_raster.transform(corners_x, corners_y, direction="INVERSE")
    _, _, sides = pyproj.Geod(ellps="GRS80").inv([lons[0]] * 2, [lats[0]] * 2, lons[1:], lats[1:])
    return float(min(sides))


def _aligned(raster: Any, window: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Return the window widened to the raster's own cell edges and cut to its extent."""
    left, width, _, top, _, height = raster.GetGeoTransform()
    height = abs(height)
    first, last = np.floor((window[0] - left) / width), np.ceil((window[2] - left) / width)
    upper, lower = np.floor((top - window[3]) / height), np.ceil((top - window[1]) / height)
    first, last = np.clip([first, last], 0, raster.RasterXSize)
    upper, lower = np.clip([upper, lower], 0, raster.RasterYSize)
    if last <= first or lower <= upper:
        raise ElevationError(
            raster.GetDescription(), "does not cover the place; choose an elevation model of this county"
        )
    return (
        float(left + first * width),
        float(top - lower * height),
        float(left + last * width),
        float(top - upper * height),
    )

"""GDAL's rasters: opened, written, and turned into outlines, with errors of this package."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .errors import ElevationError
from .grids import Grid

UNSEEN = 0
"""Count of a cell that nobody sees, written as the raster's value for "no data": the map shows through."""


def load_gdal() -> Any:
    """Return GDAL's Python module, with exceptions on. Raises ElevationError where it is not installed."""
    try:
        gdal = import_module("osgeo.gdal")
    except ImportError as error:
        raise ElevationError(
            "osgeo.gdal", "is missing; run this with the Python that comes with QGIS"
        ) from error
    gdal.UseExceptions()
    return gdal


def opened_raster(path: str | Path) -> Any:
    """Return a dataset with at least one band. Raises ElevationError."""
    gdal = load_gdal()
    try:
        raster = gdal.OpenEx(str(path), gdal.OF_RASTER)
    except RuntimeError as error:
        raise ElevationError(
            path, "cannot be read as an elevation model; choose a GeoTIFF or another raster"
        ) from error
    if raster.RasterCount < 1:
        raise ElevationError(path, "has no band of heights")
    return raster


def write_grid(path: str | Path, grid: Grid, values: npt.NDArray[np.int32]) -> None:
    """Write counts on a grid as a compressed GeoTIFF (Int32, ``UNSEEN`` is no data).

    Raises :class:`~plugin.geometry.errors.ElevationError`.
    """
    gdal = load_gdal()
    rows, columns = values.shape
    try:
        out = gdal.GetDriverByName("GTiff").Create(
            str(path), columns, rows, 1, gdal.GDT_Int32, ["COMPRESS=DEFLATE", "TILED=YES", "BIGTIFF=IF_SAFER"]
        )
        out.SetProjection(grid.crs.to_wkt())
        out.SetGeoTransform(grid.geotransform)
        out.GetRasterBand(1).SetNoDataValue(UNSEEN)
        out.GetRasterBand(1).WriteArray(values)
        out.FlushCache()
    except RuntimeError as error:
        raise ElevationError(path, f"cannot be written ({error}); choose another folder") from error

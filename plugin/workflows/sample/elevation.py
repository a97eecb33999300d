"""The sample county's terrain as a GeoTIFF."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...exchange.gdal_access import load_gdal
from .frame import Frame
from .terrain import CELL_M, COLUMNS, ROWS, Terrain

CELL_DEGREES_EAST, CELL_DEGREES_NORTH = 0.001, 0.0008
"""About 88 m both ways at the county's latitude."""


def write_dem(path: Path, terrain: Terrain, frame: Frame, *, seed: int) -> Path:
    """Return `path`, written as a 16-bit GeoTIFF in EPSG:4490 with heights in metres; an existing file is
    replaced.

    :raises exchange.errors.MissingLibraryError: where GDAL's Python module is not installed.
    """
    gdal, _, osr = load_gdal()
    half = np.array([(COLUMNS - 1) * CELL_M / 2, (ROWS - 1) * CELL_M / 2])
    west, south = frame.degrees(-half[None, :])[0]
    east, north = frame.degrees(half[None, :])[0]
    columns, rows = int((east - west) / CELL_DEGREES_EAST), int((north - south) / CELL_DEGREES_NORTH)
    longitude = west + (np.arange(columns) + 0.5) * CELL_DEGREES_EAST
    latitude = north - (np.arange(rows) + 0.5) * CELL_DEGREES_NORTH
    x = (longitude - frame.longitude) * frame.metres_per_degree_east
    y = (latitude - frame.latitude) * frame.metres_per_degree_north
    heights = np.rint(terrain.heights_of(x, y)).astype(np.int16)
    options = ["COMPRESS=DEFLATE", "PREDICTOR=2", "ZLEVEL=9", "TILED=YES"]
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), columns, rows, 1, gdal.GDT_Int16, options)
    dataset.SetGeoTransform((float(west), CELL_DEGREES_EAST, 0.0, float(north), 0.0, -CELL_DEGREES_NORTH))
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(4490)
    dataset.SetProjection(reference.ExportToWkt())
    dataset.SetMetadata(
        {"DESCRIPTION": f"Synthetic terrain of the sample county, seed {seed}", "SYNTHETIC": "YES"}
    )
    band = dataset.GetRasterBand(1)
    band.SetNoDataValue(-32768)
    band.SetUnitType("m")
    band.WriteArray(heights)
    band.FlushCache()
    return path

"""The outline of what is seen, as polygons on the map."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import numpy as np
import numpy.typing as npt
import shapely

from ..domain.progress import CancelledError
from .arrays import GeometryArray
from .gdal_rasters import load_gdal
from .grids import Grid
from .repair import exploded


def seen_outline(
    grid: Grid, seen: npt.NDArray[np.bool_], *, cancelled: Callable[[], bool] | None = None
) -> shapely.MultiPolygon:
    """Return the outline (MultiPolygon, EPSG:4490, edges along cells) of the cells that are seen.

    ``seen`` has the grid's shape. Cells that meet at a corner alone belong to different polygons. Nothing
    seen gives an empty MultiPolygon. Raises :class:`~plugin.domain.progress.CancelledError`.
    """
    if not seen.any():
        return shapely.MultiPolygon()
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    top, left = int(rows[0]), int(columns[0])
    part = np.ascontiguousarray(seen[top : rows[-1] + 1, left : columns[-1] + 1], dtype=np.uint8)
    width, height = grid.cell_size_m
    corner = (grid.west + left * width, width, 0.0, grid.north - top * height, 0.0, -height)
    polygons = _polygons(part, corner, cancelled or (lambda: False))
    return _valid(grid.to_degrees(polygons))


def _polygons(
    values: npt.NDArray[np.uint8], geotransform: tuple[float, ...], cancelled: Callable[[], bool]
) -> GeometryArray:
    """Return one polygon for each group of cells that share edges, in plane coordinates."""
    gdal = load_gdal()
    ogr = import_module("osgeo.ogr")
    raster = gdal.GetDriverByName("MEM").Create("", values.shape[1], values.shape[0], 1, gdal.GDT_Byte)
    raster.SetGeoTransform(geotransform)
    raster.GetRasterBand(1).WriteArray(values)
    source = ogr.GetDriverByName("Memory").CreateDataSource("")
    layer = source.CreateLayer("seen", None, ogr.wkbPolygon)
    band = raster.GetRasterBand(1)
    try:
        gdal.Polygonize(band, band, layer, -1, [], callback=lambda *_: 0 if cancelled() else 1)
    except RuntimeError as error:
        if cancelled():
            raise CancelledError from error
        raise
    if cancelled():
        raise CancelledError
    outlines = [bytes(feature.GetGeometryRef().ExportToWkb()) for feature in layer]
    return np.asarray(shapely.from_wkb(np.array(outlines, dtype=object)), dtype=object)


def _valid(geoms: GeometryArray) -> shapely.MultiPolygon:
    """Return the polygons as one valid MultiPolygon: rings that touch themselves at a corner are parted."""
    mended, broken = geoms.copy(), ~shapely.is_valid(geoms)
    mended[broken] = shapely.make_valid(geoms[broken])
    parts, _ = exploded(mended)
    return shapely.multipolygons(parts[shapely.get_dimensions(parts) == 2])

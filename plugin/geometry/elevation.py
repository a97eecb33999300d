"""An elevation model as a grid in plane metres, read from any raster that GDAL opens."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from ..domain.progress import CancelledError
from .arrays import BoolArray, FloatArray, IntArray
from .errors import ElevationError
from .gdal_rasters import load_gdal, opened_raster
from .grids import Grid
from .parallel import AskCancelled
from .projection import Bounds, known_crs, local_projection, transformer_to_degrees

SCALE_TOLERANCE = 0.002
"""A grid whose own projection is this near to true scale is read as it is, without resampling."""

POSSIBLE_M = (-1000.0, 9000.0)
"""Heights outside are no ground on this earth: a value for "no data" that the file does not declare."""

UNDECLARED_VOID_M = -32768
"""What 16-bit models hold where they have no data, whether they declare it or not."""

ELSEWHERE = "does not cover the place; choose an elevation model of this county"
EDGE_STEPS = 20
"""Pieces of each edge of a raster's outline, which is no straight line in another CRS."""


@dataclass(frozen=True, kw_only=True)
class Elevation(Grid):
    """Heights in metres on a grid, NaN where there is no data.

    ``void_share`` is the share of cells without data, ``resampled`` whether the raster was reprojected.
    """

    heights: npt.NDArray[np.float64]
    void_share: float
    resampled: bool

    def has_ground(self, cells: IntArray) -> BoolArray:
        """Return whether each (row, column) lies on the grid and has a height."""
        on_grid = self.holds(cells)
        inside = np.where(on_grid[:, None], cells, 0)
        return np.asarray(on_grid & ~np.isnan(self.heights[inside[:, 0], inside[:, 1]]))


@dataclass(frozen=True, kw_only=True)
class ElevationRaster:
    """An elevation model that is read window by window, so that a province's needs no more memory.

    ``grid`` is the part of it that was asked for; ``footprint`` is the outline of the whole raster
    (polygon, EPSG:4490); ``resampled`` says whether it is reprojected or coarsened on the way,
    ``own_cell_m`` how wide the file's own cells are.
    """

    path: Path
    grid: Grid
    footprint: shapely.Polygon
    resampled: bool
    own_cell_m: float
    _dataset: Any = field(repr=False, compare=False)
    _offset: tuple[int, int] = field(repr=False, compare=False)

    def read(self, rows: slice, columns: slice) -> npt.NDArray[np.float64]:
        """Return the heights in metres of a window of the grid, NaN where there is no data.

        Raises :class:`~plugin.geometry.errors.ElevationError` where the file cannot be read.
        """
        try:
            values = self._dataset.GetRasterBand(1).ReadAsArray(
                self._offset[1] + columns.start,
                self._offset[0] + rows.start,
                columns.stop - columns.start,
                rows.stop - rows.start,
            )
        except RuntimeError as error:
            raise ElevationError(self.path, f"cannot be read to its end ({error})") from error
        heights = np.asarray(values, dtype=np.float64)
        nodata = self._dataset.GetRasterBand(1).GetNoDataValue()
        low, high = POSSIBLE_M
        void = ~((heights >= low) & (heights <= high))
        if nodata is not None:
            void |= heights == nodata
        return np.where(void, np.nan, heights)

    def heights_at(
        self, cells: IntArray, *, block: int = 1024, cancelled: AskCancelled | None = None
    ) -> FloatArray:
        """Return the height at each (row, column), NaN outside the grid and where there is no data.

        Raises :class:`~plugin.domain.progress.CancelledError`.
        """
        found = np.full(len(cells), np.nan)
        inside = np.flatnonzero(self.grid.holds(cells))
        number = cells[inside, 0] // block * (self.grid.shape[1] // block + 1) + cells[inside, 1] // block
        order = np.argsort(number, kind="stable")
        for members in np.split(inside[order], np.flatnonzero(np.diff(number[order])) + 1):
            if cancelled is not None and cancelled():
                raise CancelledError
            if not len(members):
                continue
            low, high = cells[members].min(axis=0), cells[members].max(axis=0) + 1
            heights = self.read(slice(int(low[0]), int(high[0])), slice(int(low[1]), int(high[1])))
            found[members] = heights[cells[members, 0] - low[0], cells[members, 1] - low[1]]
        return found


def open_elevation(
    path: str | Path, bounds: Bounds, *, crs: str | None = None, finest_m: float = 0.0
) -> ElevationRaster:
    """Return the elevation model within ``bounds`` (west, south, east, north in degrees, EPSG:4490).

    A raster in a metric projection near true scale keeps its own cells; any other is resampled (bilinear)
    to the Transverse Mercator on the middle meridian of ``bounds``, with cells of its own size. Cells finer
    than ``finest_m`` metres are averaged to that. ``crs`` is that of a file which does not name its own.
    Raises :class:`~plugin.geometry.errors.ElevationError` for a file that is no raster, has no CRS, or lies
    elsewhere.
    """
    source = opened_raster(path)
    projection = source.GetProjection() or crs
    if not projection:
        raise ElevationError(path, "has no coordinate reference system; assign one in QGIS first")
    own = known_crs(projection)
    footprint = _footprint(path, source, own)
    wanted = _common(footprint.bounds, bounds)
    if wanted is None:
        raise ElevationError(path, ELSEWHERE)
    metric, own_cell_m = _is_metric(source, own, wanted), _cell_size_m(source, own, wanted)
    plane = own if metric else _plane_crs(bounds)
    if metric and own_cell_m >= finest_m:
        west, south, east, north = _aligned(source, _plane_bounds(own, wanted))
        dataset = source
    else:
        dataset = _warped(path, source, own, wanted, plane, size_m=max(own_cell_m, finest_m))
        west, south, east, north = 0, 0, dataset.RasterXSize, dataset.RasterYSize
    left, width, _, top, _, height = dataset.GetGeoTransform()
    grid = Grid(
        west=left + west * width,
        north=top + south * height,
        cell_size_m=(abs(width), abs(height)),
        crs=plane,
        shape=(north - south, east - west),
    )
    return ElevationRaster(
        path=Path(path),
        grid=grid,
        footprint=footprint,
        resampled=dataset is not source,
        own_cell_m=own_cell_m,
        _dataset=dataset,
        _offset=(south, west),
    )


def read_elevation(path: str | Path, bounds: Bounds) -> Elevation:
    """Return all heights within ``bounds`` (west, south, east, north in degrees, EPSG:4490) at once.

    As :func:`open_elevation`; also raises :class:`~plugin.geometry.errors.ElevationError` where there is no
    height at all.
    """
    raster = open_elevation(path, bounds)
    grid = raster.grid
    heights = raster.read(slice(0, grid.shape[0]), slice(0, grid.shape[1]))
    void = np.isnan(heights)
    if void.all():
        raise ElevationError(path, ELSEWHERE)
    return Elevation(
        west=grid.west,
        north=grid.north,
        cell_size_m=grid.cell_size_m,
        crs=grid.crs,
        shape=grid.shape,
        heights=heights,
        void_share=float(void.mean()),
        resampled=raster.resampled,
    )


def _warped(
    path: str | Path, source: Any, crs: pyproj.CRS, bounds: Bounds, target: pyproj.CRS, *, size_m: float
) -> Any:
    """Return the raster in another CRS and with cells of ``size_m``, resampled only where it is read."""
    gdal = load_gdal()
    finer = _cell_size_m(source, crs, bounds) < size_m
    declared = source.GetRasterBand(1).GetNoDataValue()
    try:
        return gdal.Warp(
            "",
            source,
            format="VRT",
            srcSRS=crs.to_wkt(),
            dstSRS=target.to_wkt(),
            outputBounds=_plane_bounds(target, bounds),
            xRes=size_m,
            yRes=size_m,
            resampleAlg="average" if finer else "bilinear",
            outputType=gdal.GDT_Float64,
            srcNodata=UNDECLARED_VOID_M if declared is None else declared,
            dstNodata=float("nan"),
        )
    except RuntimeError as error:
        raise ElevationError(path, f"cannot be reprojected ({error}); reproject it in QGIS first") from error


def _footprint(path: str | Path, raster: Any, crs: pyproj.CRS) -> shapely.Polygon:
    """Return the outline of the raster in degrees (EPSG:4490)."""
    across, down = raster.RasterXSize, raster.RasterYSize
    step = np.linspace(0.0, 1.0, EDGE_STEPS + 1)
    columns = np.concatenate([step, np.ones_like(step), step[::-1], np.zeros_like(step)]) * across
    rows = np.concatenate([np.zeros_like(step), step, np.ones_like(step), step[::-1]]) * down
    left, width, skew_x, top, skew_y, height = raster.GetGeoTransform()
    x, y = left + columns * width + rows * skew_x, top + columns * skew_y + rows * height
    lon, lat = transformer_to_degrees(crs).transform(x, y)
    ring = np.column_stack([lon, lat])
    if not np.isfinite(ring).all():
        raise ElevationError(path, "lies outside its own coordinate reference system; assign the right one")
    return shapely.make_valid(shapely.Polygon(ring))


def _common(a: Bounds, b: Bounds) -> Bounds | None:
    west, south, east, north = max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])
    return (west, south, east, north) if west < east and south < north else None


def _is_metric(raster: Any, crs: pyproj.CRS, bounds: Bounds) -> bool:
    left, _, skew_x, _, skew_y, height = raster.GetGeoTransform()
    if not crs.is_projected or crs.axis_info[0].unit_conversion_factor != 1:
        return False
    if skew_x or skew_y or height >= 0 or not np.isfinite(left):
        return False
    lon, lat = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    factors = pyproj.Proj(crs).get_factors(lon, lat)
    scales = (factors.meridional_scale, factors.parallel_scale)
    return all(abs(float(k) - 1) <= SCALE_TOLERANCE for k in scales)


def _plane_crs(bounds: Bounds) -> pyproj.CRS:
    meridian = local_projection(bounds).middle_meridian_deg
    return pyproj.CRS.from_proj4(f"+proj=tmerc +lon_0={meridian!r} +k=1 +ellps=GRS80 +units=m +no_defs")


def _plane_bounds(crs: pyproj.CRS, bounds: Bounds) -> tuple[float, float, float, float]:
    west, south, east, north = transformer_to_degrees(crs).transform_bounds(*bounds, direction="INVERSE")
    return float(west), float(south), float(east), float(north)


def _cell_size_m(raster: Any, crs: pyproj.CRS, bounds: Bounds) -> float:
    """Return the smaller side of a cell in metres on the ground, at the middle of the bounds."""
    transform = raster.GetGeoTransform()
    lon, lat = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    to_degrees = transformer_to_degrees(crs)
    x, y = to_degrees.transform(lon, lat, direction="INVERSE")
    corners_x = np.array([x, x + transform[1], x + transform[2]])
    corners_y = np.array([y, y + transform[4], y + transform[5]])
    lons, lats = to_degrees.transform(corners_x, corners_y)
    _, _, sides = pyproj.Geod(ellps="GRS80").inv([lons[0]] * 2, [lats[0]] * 2, lons[1:], lats[1:])
    return float(min(sides))


def _aligned(raster: Any, window: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
    """Return first column, first row, and the ends of both, of the raster's own cells that the window
    meets."""
    left, width, _, top, _, height = raster.GetGeoTransform()
    height = abs(height)
    first, last = np.floor((window[0] - left) / width), np.ceil((window[2] - left) / width)
    upper, lower = np.floor((top - window[3]) / height), np.ceil((top - window[1]) / height)
    first, last = np.clip([first, last], 0, raster.RasterXSize)
    upper, lower = np.clip([upper, lower], 0, raster.RasterYSize)
    if last <= first or lower <= upper:
        raise ElevationError(raster.GetDescription(), ELSEWHERE)
    return int(first), int(upper), int(last), int(lower)

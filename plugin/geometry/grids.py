"""A north-up grid of cells in a plane CRS: where a position lies, and where a cell is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from .arrays import BoolArray, FloatArray, Geometries, GeometryArray, IntArray, geometry_array
from .projection import transformer_to_degrees


@dataclass(frozen=True, kw_only=True)
class Grid:
    """``shape`` (rows, columns) cells of ``cell_size_m`` (width, height) metres.

    ``west`` and ``north`` are the outer corner in plane coordinates of ``crs``, easting first.
    """

    west: float
    north: float
    cell_size_m: tuple[float, float]
    crs: pyproj.CRS
    shape: tuple[int, int]

    @property
    def geotransform(self) -> tuple[float, float, float, float, float, float]:
        """GDAL's six numbers of the grid."""
        return (self.west, self.cell_size_m[0], 0.0, self.north, 0.0, -self.cell_size_m[1])

    @property
    def cell_area_hm2(self) -> float:
        """Return the area of one cell in hm² of the plane."""
        return self.cell_size_m[0] * self.cell_size_m[1] / 10_000.0

    def cells(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> IntArray:
        """Return (n, 2) rows and columns of positions in degrees (EPSG:4490); they may lie outside the
        grid."""
        return self.plane_cells(*self.plane(lon, lat))

    def plane_cells(self, x: npt.ArrayLike, y: npt.ArrayLike) -> IntArray:
        """Return (n, 2) rows and columns of plane positions; they may lie outside the grid."""
        rows = np.floor((self.north - np.asarray(y, dtype=float)) / self.cell_size_m[1])
        columns = np.floor((np.asarray(x, dtype=float) - self.west) / self.cell_size_m[0])
        return np.column_stack([rows, columns]).astype(np.intp)

    def centres(self, rows: npt.ArrayLike, columns: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return plane coordinates of the middle of cells."""
        x = self.west + (np.asarray(columns, dtype=float) + 0.5) * self.cell_size_m[0]
        y = self.north - (np.asarray(rows, dtype=float) + 0.5) * self.cell_size_m[1]
        return x, y

    def holds(self, cells: IntArray) -> BoolArray:
        """Return whether each (row, column) lies on the grid."""
        return np.asarray(((cells >= 0) & (cells < np.array(self.shape))).all(axis=1))

    def plane(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return plane coordinates in the grid's CRS, easting first, of positions in degrees (EPSG:4490)."""
        lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
        x, y = transformer_to_degrees(self.crs).transform(lon, lat, direction="INVERSE")
        return np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)

    def to_plane(self, geoms: Geometries) -> GeometryArray:
        """Return the geometries (EPSG:4490) in plane coordinates, 2-D."""
        return self._moved(geoms, "INVERSE")

    def to_degrees(self, geoms: Geometries) -> GeometryArray:
        """Return the geometries (plane coordinates) in longitude, latitude degrees (EPSG:4490), 2-D."""
        return self._moved(geoms, "FORWARD")

    def _moved(self, geoms: Geometries, direction: str) -> GeometryArray:
        transformer = transformer_to_degrees(self.crs)

        def move(xy: FloatArray) -> FloatArray:
            if not len(xy):
                return xy
            return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1], direction=direction))

        return np.asarray(shapely.transform(geometry_array(geoms), move), dtype=object)

"""What every visible range needs: how one looks, where the observers stand, and what has no elevation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
import shapely

from ..domain.errors import MineRestorationError
from ..domain.progress import CancelledError
from ..domain.visibility import VisibilityDefaults
from ..geometry.areas import area_hm2
from ..geometry.arrays import BoolArray, FloatArray, GeometryArray, IntArray, geometry_array
from ..geometry.buffers import metric_buffer
from ..geometry.elevation import ElevationRaster
from ..geometry.errors import EmptyInputError
from ..geometry.grids import Grid
from ..geometry.observers import AT_ONCE, Observers, observers_along
from ..geometry.parallel import slices
from ..geometry.projection import Bounds
from ..geometry.visible_range import SightLine

METRES_PER_DEGREE = 110_000.0
"""A little less than a degree of latitude has anywhere: what is widened by it is never too small."""

MOST_RADIUS_M = 100_000.0
"""No eye on the ground sees further on this earth; a larger radius is a slip of the keyboard."""


MOST_RINGS = 1200
"""Rings of cells around an observer that fit the memory of a laptop; a finer model is averaged to that."""


NO_HEIGHT = "has no height where anyone stands; choose one that covers the input"
"""What is wrong with an elevation model in which every observer stands on a void."""


class UnusableSightError(MineRestorationError):
    """A radius, height or spacing with which nothing can be seen."""

    def __init__(self, what: str, value: float, wanted: str) -> None:
        self.what = what
        self.value = value
        super().__init__(f"The {what} {value:g} cannot be used; give {wanted}.")


@dataclass(frozen=True, kw_only=True)
class SightSettings:
    """How one looks: heights above the ground and spacing in metres, the weight of the curvature (0 … 1)."""

    observer_height_m: float
    target_height_m: float
    spacing_m: float
    curvature: float

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not np.isfinite(value) or value < 0 or (field.name == "spacing_m" and value == 0):
                raise UnusableSightError(field.name, value, "a number that is not below 0")

    @classmethod
    def of(
        cls,
        defaults: VisibilityDefaults,
        *,
        observer_height_m: float | None = None,
        target_height_m: float | None = None,
        spacing_m: float | None = None,
        curvature: float | None = None,
    ) -> SightSettings:
        """Return the defaults with what is given in their place. Raises UnusableSightError."""
        return cls(
            observer_height_m=_given(observer_height_m, defaults.observer_height_m),
            target_height_m=_given(target_height_m, defaults.target_height_m),
            spacing_m=_given(spacing_m, defaults.spacing_m),
            curvature=_given(curvature, defaults.curvature),
        )

    def sight(self, radius_m: float) -> SightLine:
        """Return the line of sight within a radius in metres. Raises UnusableSightError."""
        if not 0 < radius_m <= MOST_RADIUS_M:
            raise UnusableSightError("radius_m", radius_m, f"metres from 1 to {MOST_RADIUS_M:g}")
        return SightLine(
            radius_m=radius_m,
            observer_height_m=self.observer_height_m,
            target_height_m=self.target_height_m,
            curvature=self.curvature,
        )


def _given(value: float | None, default: float) -> float:
    return default if value is None else value


@dataclass(frozen=True, kw_only=True)
class Lookouts:
    """Observers with their cells (row, column) of the grid, and whether there is a height to stand on."""

    observers: Observers
    cells: IntArray
    grounded: BoolArray

    def points(self, grid: Grid, some: slice) -> GeometryArray:
        """Return the middle of the cells of some observers as points of the plane."""
        row, column = self.cells[some].T
        return np.asarray(shapely.points(*grid.centres(row, column)), dtype=object)


def sight_bounds(geoms: GeometryArray, radius_m: float) -> Bounds:
    """Return west, south, east, north (degrees) of the geometries (EPSG:4490), widened by a radius.

    Raises EmptyInputError where there is no geometry.
    """
    west, south, east, north = (float(b) for b in shapely.total_bounds(geoms))
    if not np.isfinite([west, south, east, north]).all():
        raise EmptyInputError("look from")
    up = radius_m / METRES_PER_DEGREE
    across = up / max(np.cos(np.radians(min(max(abs(south), abs(north)) + up, 89.0))), 0.01)
    return west - across, south - up, east + across, north + up


def coarser(model: ElevationRaster) -> str | None:
    """Return a sentence where a model is read in larger cells than its own, else None."""
    cell = model.grid.cell_size_m[0]
    if cell <= model.own_cell_m * 1.01:
        return None
    return (
        f"The elevation model is read in cells of {cell:.2f} m, not its own of {model.own_cell_m:.2f} m, "
        "because the radius is large."
    )


def stand(
    raster: ElevationRaster,
    geoms: GeometryArray,
    spacing_m: float,
    *,
    cancelled: Callable[[], bool] | None = None,
) -> Lookouts:
    """Return observers along the geometries (EPSG:4490), at most ``spacing_m`` metres apart.

    Raises :class:`~plugin.domain.progress.CancelledError`.
    """
    observers = observers_along(geoms, spacing_m, cancelled=cancelled)
    cells = np.empty((len(observers), 2), dtype=np.intp)
    for some in slices(len(observers), AT_ONCE):
        if cancelled is not None and cancelled():
            raise CancelledError
        cells[some] = raster.grid.cells(observers.lon[some], observers.lat[some])
    heights = raster.heights_at(cells, cancelled=cancelled)
    return Lookouts(observers=observers, cells=cells, grounded=~np.isnan(heights))


def beyond_hm2(
    raster: ElevationRaster,
    geoms: GeometryArray,
    radius_m: FloatArray,
    *,
    cancelled: Callable[[], bool] | None = None,
) -> float:
    """Return the area in hm² within ``radius_m`` of the geometries (EPSG:4490) that lies beyond the grid.

    Raises :class:`~plugin.domain.progress.CancelledError`.
    """
    rows, columns = raster.grid.shape
    west, north = raster.grid.west, raster.grid.north
    width, height = raster.grid.cell_size_m
    frame = shapely.segmentize(
        shapely.box(west, north - rows * height, west + columns * width, north),
        max(rows * height, columns * width) / 20,
    )
    covered = shapely.intersection(raster.grid.to_degrees([frame])[0], raster.footprint)
    boxes = geometry_array(
        None
        if shapely.is_missing(g) or shapely.is_empty(g)
        else shapely.box(*sight_bounds(geometry_array([g]), float(r)))
        for g, r in zip(geoms, radius_m, strict=True)
    )
    shapely.prepare(covered)
    outside = np.flatnonzero(~shapely.is_missing(boxes) & ~shapely.contains(covered, boxes))
    if not len(outside):
        return 0.0
    reached = metric_buffer(geoms[outside], radius_m[outside], dissolve=True, cancelled=cancelled).geometries
    return float(area_hm2(shapely.difference(reached, covered)).sum())

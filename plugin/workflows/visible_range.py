"""The visible range of any lines, areas or points over an elevation model, as a raster and an outline."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from ..domain.progress import Progress, Silent, check
from ..domain.visibility import VisibilityDefaults, VisibilitySetting, visibility_defaults
from ..geometry.arrays import Geometries, GeometryArray, geometry_array
from ..geometry.elevation import ElevationRaster
from ..geometry.errors import ElevationError
from ..geometry.gdal_rasters import write_grid
from ..geometry.repair import repaired
from ..geometry.sight_blocks import View
from ..paths import resource
from ..store.schema import read_csv
from .progress_parts import Part
from .sight_run import NO_HEIGHT, Lookouts, SightSettings, stand
from .sight_views import model_around, seen_of, sight_warnings, uncovered_hm2, view_from


@dataclass(frozen=True, kw_only=True)
class VisibleRange:
    """What was seen: the raster of counts, the outline (MultiPolygon, EPSG:4490), areas in hm².

    ``most_observers`` is the largest count; ``uncovered_hm2`` is the area within the radius that has no
    elevation.
    """

    raster: Path
    observers: int
    most_observers: int
    seen: shapely.MultiPolygon
    seen_hm2: float
    uncovered_hm2: float
    warnings: tuple[str, ...]


def national_defaults(on: dt.date | None = None) -> VisibilityDefaults:
    """Return the plugin's own settings of the visible range, for work outside a workspace."""
    rows = [VisibilitySetting.from_row(r) for r in read_csv(resource("rules", "visibility_defaults.csv"))]
    return visibility_defaults(rows, on=on or dt.date.today())


def draw_visible_range(
    geoms: Geometries,
    dem: Path | str,
    raster: Path | str,
    *,
    radius_m: float,
    settings: SightSettings,
    outline: bool = True,
    dem_crs: str | None = None,
    progress: Progress | None = None,
) -> VisibleRange:
    """Return the visible range of the geometries (any type, EPSG:4490), after writing its raster of counts.

    The raster is a GeoTIFF (Int32) on the grid of the elevation model, or on a metric one where that is in
    degrees. ``outline`` False leaves the outline empty. ``dem_crs`` is that of a model which does not name
    its own. Raises
    :class:`~plugin.geometry.errors.ElevationError`, :class:`~plugin.geometry.errors.EmptyInputError`,
    :class:`~plugin.workflows.sight_run.UnusableSightError` and
    :class:`~plugin.domain.progress.CancelledError`, before anything is written.
    """
    progress = progress or Silent()
    look = _look(dem, geoms, radius_m, settings=settings, crs=dem_crs, progress=progress)
    seen, seen_hm2 = look.outline(progress) if outline else (shapely.MultiPolygon(), look.cells_hm2)
    uncovered = look.uncovered_hm2(radius_m, progress)
    check(progress)
    write_grid(raster, look.model.grid, look.view.counts)
    progress.report(1.0)
    standing = int(look.lookouts.grounded.sum())
    blind = len(look.lookouts.grounded) - standing
    return VisibleRange(
        raster=Path(raster),
        observers=standing,
        most_observers=int(look.view.counts.max()),
        seen=seen,
        seen_hm2=seen_hm2,
        uncovered_hm2=uncovered,
        warnings=tuple(sight_warnings(look.model, blind, uncovered, look.empty)),
    )


@dataclass(frozen=True, kw_only=True)
class _Look:
    """What is seen from geometries over an elevation model; ``empty`` of them were left out."""

    model: ElevationRaster
    sources: GeometryArray
    lookouts: Lookouts
    view: View
    empty: int

    @property
    def cells_hm2(self) -> float:
        """Return the area of the cells that are seen, in hm²."""
        return float(np.count_nonzero(self.view.counts)) * self.model.grid.cell_area_hm2

    def outline(self, progress: Progress) -> tuple[shapely.MultiPolygon, float]:
        """Return the outline of what is seen (EPSG:4490), and its area in hm²."""
        progress.report(0.9, "outline")
        return seen_of(self.model, self.view, progress.cancelled)

    def uncovered_hm2(self, radius_m: float, progress: Progress) -> float:
        """Return how much within sight the model does not cover, in hm²."""
        radii = np.full(len(self.sources), radius_m)
        return uncovered_hm2(self.model, self.sources, radii, self.view, progress.cancelled)


def _look(
    dem: Path | str,
    geoms: Geometries,
    radius_m: float,
    *,
    settings: SightSettings,
    crs: str | None,
    progress: Progress,
) -> _Look:
    sight = settings.sight(radius_m)
    sources, report = repaired(geometry_array(geoms))
    model = model_around(dem, sources, radius_m, crs=crs)
    lookouts = stand(model, sources, settings.spacing_m, cancelled=progress.cancelled)
    if not lookouts.grounded.any():
        raise ElevationError(dem, NO_HEIGHT)
    check(progress)
    view = view_from(model, lookouts, sight, progress=Part(progress, 0.0, 0.9), message="observers")
    return _Look(model=model, sources=sources, lookouts=lookouts, view=view, empty=len(report.empty))

"""The visible range of any lines, areas or points over an elevation model, as a raster and an outline."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from ..domain.progress import Progress, Silent, check
from ..domain.visibility import VisibilityDefaults, VisibilitySetting, visibility_defaults
from ..geometry.arrays import Geometries, geometry_array
from ..geometry.errors import ElevationError
from ..geometry.gdal_rasters import write_grid
from ..geometry.repair import repaired
from ..paths import resource
from ..store.schema import read_csv
from .progress_parts import Part
from .sight_run import SightSettings, stand
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
    sight = settings.sight(radius_m)
    sources, report = repaired(geometry_array(geoms))
    model = model_around(dem, sources, radius_m, crs=dem_crs)
    lookouts = stand(model, sources, settings.spacing_m, cancelled=progress.cancelled)
    if not lookouts.grounded.any():
        raise ElevationError(dem, "has no height where anyone stands; choose one that covers the input")
    check(progress)
    view = view_from(model, lookouts, sight, progress=Part(progress, 0.0, 0.9), message="observers")
    seen, seen_hm2 = shapely.MultiPolygon(), float(np.count_nonzero(view.counts)) * model.grid.cell_area_hm2
    if outline:
        progress.report(0.9, "outline")
        seen, seen_hm2 = seen_of(model, view, progress.cancelled)
    uncovered = uncovered_hm2(model, sources, np.full(len(sources), radius_m), view, progress.cancelled)
    check(progress)
    write_grid(raster, model.grid, view.counts)
    progress.report(1.0)
    blind = int((~lookouts.grounded).sum())
    return VisibleRange(
        raster=Path(raster),
        observers=int(lookouts.grounded.sum()),
        most_observers=int(view.counts.max()),
        seen=seen,
        seen_hm2=seen_hm2,
        uncovered_hm2=uncovered,
        warnings=tuple(sight_warnings(model, blind, uncovered, len(report.empty))),
    )

"""The visible range of any lines, areas or points over an elevation model, as a raster and an outline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from ..domain.progress import Progress, Silent, check
from ..domain.visibility import VisibilityDefaults, VisibilitySetting, visibility_defaults
from ..geometry.areas import area_hm2
from ..geometry.arrays import Geometries, geometry_array
from ..geometry.elevation import ElevationRaster, open_elevation
from ..geometry.errors import ElevationError
from ..geometry.gdal_rasters import write_grid
from ..geometry.repair import repaired
from ..geometry.seen_areas import seen_outline
from ..geometry.sight_blocks import View, empty_counts, look_from
from ..paths import resource
from ..store.schema import read_csv
from .sight_run import MOST_RINGS, SightSettings, beyond_hm2, coarser, sight_bounds, stand


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
    bounds = sight_bounds(sources, radius_m)
    model = open_elevation(dem, bounds, crs=dem_crs, finest_m=radius_m / MOST_RINGS)
    lookouts = stand(model, sources, settings.spacing_m, cancelled=progress.cancelled)
    if not lookouts.grounded.any():
        raise ElevationError(dem, "has no height where anyone stands; choose one that covers the input")
    check(progress)
    view = View(counts=empty_counts(model.grid.shape))
    look_from(
        model,
        lookouts.cells[lookouts.grounded],
        sight=sight,
        view=view,
        progress=lambda share: progress.report(0.9 * share, "observers"),
        cancelled=progress.cancelled,
    )
    seen = shapely.MultiPolygon()
    if outline:
        progress.report(0.9, "outline")
        seen = seen_outline(model.grid, view.counts > 0, cancelled=progress.cancelled)
    beyond = beyond_hm2(model, sources, np.full(len(sources), radius_m), cancelled=progress.cancelled)
    uncovered = beyond + view.void_cells * model.grid.cell_area_hm2
    check(progress)
    write_grid(raster, model.grid, view.counts)
    progress.report(1.0)
    return VisibleRange(
        raster=Path(raster),
        observers=int(lookouts.grounded.sum()),
        most_observers=int(view.counts.max()),
        seen=seen,
        seen_hm2=float(np.count_nonzero(view.counts)) * model.grid.cell_area_hm2
        if not outline
        else float(area_hm2(geometry_array([seen]))[0]),
        uncovered_hm2=uncovered,
        warnings=tuple(sight_warnings(model, int((~lookouts.grounded).sum()), uncovered, len(report.empty))),
    )


def sight_warnings(model: ElevationRaster, blind: int, uncovered_hm2: float, empty: int = 0) -> Iterator[str]:
    """Yield what a person should know of a visible range: who stands nowhere, and what is not covered."""
    coarse = coarser(model)
    if coarse:
        yield coarse
    if empty:
        yield f"{empty} features have no geometry and were left out."
    if blind:
        yield f"{blind} observers stand where the elevation model has no height; they were left out."
    if uncovered_hm2 >= 0.01:
        yield f"{uncovered_hm2:.2f} hm² within the radius have no elevation; nothing is said about them."

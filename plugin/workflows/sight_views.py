"""One look over an elevation model, for any geometries and for a workspace: model, view, what is not seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import shapely

from ..domain.progress import Progress
from ..geometry.areas import area_hm2
from ..geometry.arrays import FloatArray, GeometryArray, geometry_array
from ..geometry.cell_sets import CellSet
from ..geometry.elevation import ElevationRaster, open_elevation
from ..geometry.seen_areas import seen_outline
from ..geometry.sight_blocks import View, empty_counts, look_from
from ..geometry.visible_range import SightLine
from .sight_run import MOST_RINGS, Lookouts, beyond_hm2, coarser, sight_bounds


def model_around(
    dem: Path | str, geoms: GeometryArray, radius_m: float, *, crs: str | None
) -> ElevationRaster:
    """Return the elevation model around geometries (EPSG:4490), as far as people look from them.

    Raises ElevationError, EmptyInputError.
    """
    bounds = sight_bounds(geoms, radius_m)
    return open_elevation(dem, bounds, crs=crs, finest_m=radius_m / MOST_RINGS)


def view_from(
    model: ElevationRaster,
    lookouts: Lookouts,
    sight: SightLine,
    *,
    interest: CellSet | None = None,
    progress: Progress,
    message: str,
) -> View:
    """Return what the lookouts that stand on the ground see; pairs name them by their place among all.

    Raises :class:`~plugin.domain.progress.CancelledError`.
    """
    view = View(counts=empty_counts(model.grid.shape))
    standing = np.flatnonzero(lookouts.grounded)
    look_from(
        model,
        lookouts.cells[standing],
        sight=sight,
        view=view,
        interest=interest,
        progress=lambda share: progress.report(share, message),
        cancelled=progress.cancelled,
    )
    view.pairs = [np.column_stack([standing[p[:, 0]], p[:, 1]]) for p in view.pairs]
    return view


def seen_of(
    model: ElevationRaster, view: View, cancelled: Callable[[], bool]
) -> tuple[shapely.MultiPolygon, float]:
    """Return the outline of what is seen (EPSG:4490) and its area in hm²."""
    outline = seen_outline(model.grid, view.counts > 0, cancelled=cancelled)
    return outline, float(area_hm2(geometry_array([outline]))[0])


def uncovered_hm2(
    model: ElevationRaster,
    geoms: GeometryArray,
    radius_m: FloatArray,
    view: View,
    cancelled: Callable[[], bool],
) -> float:
    """Return the area in hm² within the radii that has no elevation: beyond the model, and its voids."""
    beyond = beyond_hm2(model, geoms, radius_m, cancelled=cancelled)
    return beyond + view.void_cells * model.grid.cell_area_hm2


def sight_warnings(model: ElevationRaster, blind: int, uncovered: float, empty: int = 0) -> Iterator[str]:
    """Yield what a person should know of a visible range: who stands nowhere, and what is not covered.

    ``uncovered`` is in hm².
    """
    coarse = coarser(model)
    if coarse:
        yield coarse
    if empty:
        yield f"{empty} features have no geometry and were left out."
    if blind:
        yield f"{blind} observers stand where the elevation model has no height; they were left out."
    if uncovered >= 0.01:
        yield f"{uncovered:.2f} hm² within the radius have no elevation; nothing is said about them."

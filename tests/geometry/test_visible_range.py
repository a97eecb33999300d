"""The visible range against a walk row by row, against GDAL, and on ground whose answer is known."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from plugin.geometry.errors import ObserverOutsideGridError
from plugin.geometry.visible_range import SightLine, visible_range

Grid = npt.NDArray[np.float64]
CELL_M = (30.0, 30.0)
EYE = SightLine(radius_m=900.0, observer_height_m=1.7)


def rough_ground(size: int = 90, *, seed: int = 7) -> Grid:
    """Return fractal hills of about 100 m, always the same for a seed."""
    rng = np.random.default_rng(seed)
    frequency = np.fft.fftfreq(size)[:, None] ** 2 + np.fft.fftfreq(size)[None] ** 2
    frequency[0, 0] = 1.0
    hills = np.fft.ifft2(np.fft.fft2(rng.normal(size=(size, size))) * frequency**-1.1).real
    return np.asarray((hills - hills.mean()) / hills.std() * 40 + 1000)


def walked(heights: Grid, row: int, column: int, sight: SightLine) -> npt.NDArray[np.bool_]:
    """Return what one observer sees, cell by cell along rows: the plain reading of Wang et al. (2000)."""
    seen = np.zeros(heights.shape, dtype=bool)
    eye = heights[row, column] + sight.observer_height_m
    line = np.full(heights.shape, np.nan)
    order = sorted(np.ndindex(*heights.shape), key=lambda c: max(abs(c[0] - row), abs(c[1] - column)))
    for r, c in order:
        y, x = r - row, c - column
        squared = (x * CELL_M[0]) ** 2 + (y * CELL_M[1]) ** 2
        if squared > sight.radius_m**2:
            continue
        ground = heights[r, c] - eye - sight.curvature / sight.earth_diameter_m * squared
        major, minor = max(abs(x), abs(y)), min(abs(x), abs(y))
        lowest = ground
        if major > 1:
            diagonal = line[r - np.sign(y), c - np.sign(x)]
            straight = line[r, c - np.sign(x)] if abs(x) > abs(y) else line[r - np.sign(y), c]
            straight = diagonal if minor == major else straight
            diagonal = straight if minor == 0 else diagonal
            lowest = (diagonal * minor + straight * (major - minor)) / (major - 1)
        seen[r, c] = lowest <= ground + sight.target_height_m
        line[r, c] = max(ground, lowest)
    return seen


@pytest.mark.parametrize(("row", "column"), [(45, 45), (0, 0), (89, 3), (12, 88)])
def test_one_observer_sees_the_cells_of_the_row_by_row_walk(row: int, column: int) -> None:
    ground = rough_ground()
    seen = visible_range(ground, CELL_M, [(row, column)], sight=EYE)
    assert np.array_equal(seen.counts > 0, walked(ground, row, column, EYE))


def lifted_as_before_gdal_3_9(ground: Grid, row: int, column: int, drop_m: float) -> tuple[Grid, Grid]:
    """Return the ground as GDAL before 3.9 takes it, and which cells that touches.

    It lifts the three cells above and the three below an observer to the observer's own ground, where they
    are lower, and calls them hidden: from a slope nothing below is seen. Later versions do as we do.
    """
    lifted, touched = ground.copy(), np.zeros(ground.shape, dtype=bool)
    for r, c in ((r, c) for r in (row - 1, row + 1) for c in (column - 1, column, column + 1)):
        drop = drop_m * ((r - row) ** 2 + (c - column) ** 2)
        if 0 <= r < len(ground) and 0 <= c < ground.shape[1] and ground[r, c] - drop < ground[row, column]:
            lifted[r, c], touched[r, c] = ground[row, column] + drop, True
    return lifted, touched


def test_one_observer_sees_the_cells_of_gdals_viewshed() -> None:
    gdal = pytest.importorskip("osgeo.gdal", reason="GDAL's Python bindings come with QGIS")
    osr = pytest.importorskip("osgeo.osr", reason="GDAL's Python bindings come with QGIS")
    gdal.UseExceptions()
    ground = rough_ground(200)
    grid = gdal.GetDriverByName("MEM").Create("", 200, 200, 1, gdal.GDT_Float64)
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(4546)
    grid.SetProjection(crs.ExportToWkt())
    grid.SetGeoTransform((500000, 30, 0, 4000000, 0, -30))
    grid.GetRasterBand(1).WriteArray(ground)
    sight = SightLine(radius_m=1500.0, observer_height_m=1.7)
    for row, column in [(100, 100), (60, 140), (130, 70), (10, 190), (199, 0)]:
        out = gdal.ViewshedGenerate(
            grid.GetRasterBand(1), "MEM", "", [], 500015 + column * 30, 3999985 - row * 30,
            1.7, 0, 1, 0, 0, -1, 0.85714, gdal.GVM_Edge, 1500, heightMode=gdal.GVOT_NORMAL,
        )  # fmt: skip
        theirs = np.zeros(ground.shape, dtype=bool)
        left = round((out.GetGeoTransform()[0] - 500000) / 30)
        top = round((4000000 - out.GetGeoTransform()[3]) / 30)
        theirs[top : top + out.RasterYSize, left : left + out.RasterXSize] = out.ReadAsArray()
        taken, touched = ground, np.zeros(ground.shape, dtype=bool)
        if int(gdal.VersionInfo("VERSION_NUM")) < 3_09_00_00:
            drop_m = sight.curvature / sight.earth_diameter_m * CELL_M[0] ** 2
            taken, touched = lifted_as_before_gdal_3_9(ground, row, column, drop_m)
        ours = visible_range(taken, CELL_M, [(row, column)], sight=sight).counts > 0
        assert np.array_equal(ours[~touched], theirs[~touched])


def test_from_a_slope_one_sees_the_valley_below() -> None:
    """A fall of 20 m in each cell: GDAL before 3.9 hides all of it behind the cell beside the observer."""
    slope = np.tile(2000.0 - 20.0 * np.arange(40)[:, None], (1, 41))
    counts = visible_range(slope, CELL_M, [(5, 20)], sight=EYE).counts
    assert counts[6:30, 20].all()


def test_counts_add_up_over_observers_and_over_workers() -> None:
    ground = rough_ground()
    observers = [(45, 45), (45, 45), (10, 80), (70, 20)]
    alone = sum(visible_range(ground, CELL_M, [o], sight=EYE).counts for o in observers)
    for workers in (1, 3):
        together = visible_range(ground, CELL_M, observers, sight=EYE, workers=workers)
        assert np.array_equal(together.counts, alone)
        assert together.complete


def test_a_wall_hides_what_lies_behind_it() -> None:
    flat = np.full((41, 41), 500.0)
    flat[:, 25] = 560.0
    sight = SightLine(radius_m=600.0, observer_height_m=2.0, curvature=0.0)
    seen = visible_range(flat, CELL_M, [(20, 20)], sight=sight).counts
    assert seen[20, 24] == seen[20, 25] == 1
    assert seen[20, 26] == seen[20, 35] == 0
    assert seen[20, 5] == 1


def test_the_earth_curves_away_from_a_low_eye() -> None:
    flat = np.zeros((1, 601))
    observer = [(0, 0)]
    far = SightLine(radius_m=18000.0, observer_height_m=1.7)
    horizon_m = np.sqrt(1.7 * far.earth_diameter_m / far.curvature)
    counts = visible_range(flat, CELL_M, observer, sight=far).counts[0]
    assert counts[: int(horizon_m / 30) - 1].all()
    assert not counts[int(horizon_m / 30) + 2 :].any()


def test_cells_without_data_hide_nothing_and_are_not_counted() -> None:
    flat = np.full((21, 21), 100.0)
    flat[10, 14] = np.nan
    sight = SightLine(radius_m=300.0, observer_height_m=2.0)
    seen = visible_range(flat, CELL_M, [(10, 10)], sight=sight).counts
    assert seen[10, 14] == 0
    assert seen[10, 18] == 1


def test_labels_tell_which_observer_sees_which_record() -> None:
    flat = np.full((41, 41), 500.0)
    flat[:, 25] = 560.0
    labels = np.zeros(flat.shape, dtype=np.int32)
    labels[20, 24], labels[20, 30] = 1, 2
    sight = SightLine(radius_m=600.0, observer_height_m=2.0)
    found = visible_range(flat, CELL_M, [(20, 20), (20, 35)], sight=sight, labels=labels)
    assert found.sightings.tolist() == [[0, 1], [1, 2]]


def test_an_observer_without_ground_is_refused_with_a_sentence() -> None:
    with pytest.raises(ObserverOutsideGridError, match="1 observers stand outside the elevation grid"):
        visible_range(rough_ground(), CELL_M, [(95, 4)], sight=EYE)
    holed = rough_ground()
    holed[4, 4] = np.nan
    with pytest.raises(ObserverOutsideGridError, match="without elevation"):
        visible_range(holed, CELL_M, [(4, 4)], sight=EYE)


def test_no_observer_sees_nothing_and_a_cancelled_run_says_so() -> None:
    ground = rough_ground()
    assert not visible_range(ground, CELL_M, [], sight=EYE).counts.any()
    assert not visible_range(ground, CELL_M, [(5, 5)], sight=EYE, cancelled=lambda: True).complete

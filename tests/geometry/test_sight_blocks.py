"""Blocks, cells of interest, stretches and outlines of a visible range."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely

from plugin.domain.progress import CancelledError
from plugin.geometry import sight_blocks
from plugin.geometry.areas import area_hm2
from plugin.geometry.arrays import geometry_array
from plugin.geometry.cell_sets import cells_of, owners_seen
from plugin.geometry.elevation import ElevationRaster, open_elevation
from plugin.geometry.grids import Grid
from plugin.geometry.observers import observers_along
from plugin.geometry.seen_areas import seen_outline
from plugin.geometry.sight_blocks import View, empty_counts, look_from
from plugin.geometry.stretches import stretches
from plugin.geometry.visible_range import SightLine, visible_range
from tests.geometry.test_elevation import raster
from tests.geometry.test_visible_range import rough_ground

gdal = pytest.importorskip("osgeo.gdal", reason="GDAL's Python bindings come with QGIS")
CORNER = (110.87, 37.46)
EYE = SightLine(radius_m=900.0, observer_height_m=1.7)


def opened(path: Path, values: np.ndarray) -> ElevationRaster:
    """Return a model in CGCS2000 Gauss-Kruger cells of 30 m with its corner near Liulin."""
    x, y = pyproj.Transformer.from_crs("EPSG:4490", "EPSG:4546", always_xy=True).transform(*CORNER)
    file = raster(path / "dem.tif", values, crs="EPSG:4546", origin=(x, y), cell=30.0)
    return open_elevation(file, (110.8, 37.2, 111.2, 37.6))


def a_grid(shape: tuple[int, int] = (40, 60)) -> Grid:
    return Grid(west=500_000, north=4_140_000, cell_size_m=(30, 30), crs=pyproj.CRS("EPSG:4546"), shape=shape)


def degrees(grid: Grid, geometry: shapely.Geometry) -> shapely.Geometry:
    return grid.to_degrees([geometry])[0]


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sight_blocks, "BLOCK_CELLS", 25)


@pytest.mark.usefixtures("small_blocks")
def test_blocks_give_the_counts_and_sightings_of_the_whole_grid_also_where_many_stand_in_a_cell(
    tmp_path: Path,
) -> None:
    ground = rough_ground(120).astype(np.float32).astype(np.float64)
    model = opened(tmp_path, ground)
    rng = np.random.default_rng(3)
    observers = rng.integers(0, 120, size=(40, 2))
    crowd = np.repeat(observers[9:10], 300, axis=0)
    observers = np.concatenate([observers, observers[:7], observers[3:5], crowd])
    corner = shapely.box(
        *(np.array(model.grid.centres(70, 40)) - 200), *(np.array(model.grid.centres(70, 40)) + 200)
    )
    interest = cells_of(model.grid, [degrees(model.grid, corner)])
    view = View(counts=empty_counts(model.grid.shape))
    look_from(model, observers, sight=EYE, view=view, interest=interest)
    labels = np.zeros(ground.shape, dtype=np.int32)
    labels[interest.unique[:, 0], interest.unique[:, 1]] = np.arange(1, len(interest.unique) + 1)
    whole = visible_range(ground, (30, 30), observers, sight=EYE, labels=labels)
    assert np.array_equal(view.counts, whole.counts)
    ours = {(int(o), int(c) + 1) for o, c in view.sightings()}
    assert ours == {(int(o), int(c)) for o, c in whole.sightings}
    assert ours


def test_a_run_stops_when_it_is_told_to(tmp_path: Path) -> None:
    model = opened(tmp_path, rough_ground(60))
    view = View(counts=empty_counts(model.grid.shape))
    with pytest.raises(CancelledError):
        look_from(model, np.array([[30, 30]]), sight=EYE, view=view, cancelled=lambda: True)


def test_cells_without_height_within_reach_are_counted_and_others_are_not(tmp_path: Path) -> None:
    ground = rough_ground(90)
    ground[40:44, 40:45] = -9999
    ground[0:5, 80:90] = -9999
    model = opened(tmp_path, ground)
    view = View(counts=empty_counts(model.grid.shape))
    look_from(model, np.array([[50, 50]]), sight=EYE, view=view)
    assert view.void_cells == 20


def test_a_polygon_takes_the_cells_whose_centre_lies_inside() -> None:
    grid = a_grid()
    x, y = grid.centres(10, 20)
    block = shapely.box(x - 20, y - 50, x + 50, y + 20)
    found = cells_of(grid, [degrees(grid, block)])
    assert {(int(r), int(c)) for r, c in found.unique} == {(10, 20), (10, 21), (11, 20), (11, 21)}


def test_a_pit_between_centres_and_a_point_take_their_own_cell_and_a_line_those_it_runs_through() -> None:
    grid = a_grid()
    x, y = (float(v) for v in grid.centres(10, 20))
    pit = shapely.box(x + 3, y + 3, x + 6, y + 6)
    line = shapely.LineString([(x, y), (x + 95, y)])
    found = cells_of(grid, [degrees(grid, g) for g in (pit, shapely.Point(x, y), line)] + [None])
    by_owner = {o: found.column[found.owner == o].tolist() for o in range(4)}
    assert by_owner == {0: [20], 1: [20], 2: [20, 21, 22, 23], 3: []}
    assert len(found.unique) == 4


def test_a_cell_that_two_problems_share_counts_for_both() -> None:
    grid = a_grid()
    x, y = (float(v) for v in grid.centres(10, 20))
    wide, narrow = shapely.box(x - 40, y - 10, x + 40, y + 10), shapely.box(x - 10, y - 10, x + 10, y + 10)
    found = cells_of(grid, [degrees(grid, wide), degrees(grid, narrow)])
    middle = int(np.flatnonzero((found.unique == [10, 20]).all(axis=1))[0])
    seen = owners_seen(found, np.array([[7, middle]]))
    assert sorted(found.owner[seen[:, 1]].tolist()) == [0, 1]
    assert set(seen[:, 0].tolist()) == {7}


def test_a_huge_polygon_is_sampled_instead_of_filling_the_memory() -> None:
    grid = a_grid()
    found = cells_of(grid, [shapely.box(105, 30, 115, 40)])
    assert 100_000 < len(found) < 1_100_000


def test_the_outline_has_the_area_of_the_seen_cells_with_holes_and_corners() -> None:
    grid = a_grid()
    seen = np.zeros(grid.shape, dtype=bool)
    seen[5:20, 5:30] = True
    seen[10, 10] = seen[11, 11] = seen[15:17, 15:18] = False
    seen[30, 40] = seen[31, 41] = True
    outline = seen_outline(grid, seen)
    assert outline.geom_type == "MultiPolygon"
    assert shapely.is_valid(outline)
    assert len(outline.geoms) == 3
    (hm2,) = area_hm2(geometry_array([outline]))
    assert hm2 == pytest.approx(seen.sum() * grid.cell_area_hm2, rel=2e-3)


def test_nothing_seen_is_an_empty_outline_and_an_outline_can_be_cancelled() -> None:
    grid = a_grid()
    assert seen_outline(grid, np.zeros(grid.shape, dtype=bool)).is_empty
    with pytest.raises(CancelledError):
        seen_outline(grid, np.ones(grid.shape, dtype=bool), cancelled=lambda: True)


def test_observers_that_follow_each_other_make_one_stretch_and_a_gap_makes_two() -> None:
    road = shapely.LineString([(110.90, 37.40), (110.911305, 37.40)])
    observers = observers_along(geometry_array([road]), 100.2)
    assert len(observers) == 11
    found = stretches(observers, np.array([0, 1, 5, 6, 7]))
    assert [(round(s.from_m, -1), round(s.to_m, -1)) for s in found] == [(0, 150), (450, 750)]
    assert found[1].observers.tolist() == [5, 6, 7]


def test_a_stretch_ends_where_a_part_of_the_road_ends() -> None:
    two = shapely.from_wkt("MULTILINESTRING ((110.9 37.4, 110.901 37.4), (110.95 37.4, 110.951 37.4))")
    observers = observers_along(geometry_array([two]), 1000.0)
    assert len(stretches(observers, np.array([0, 1, 2]))) == 2


def test_a_lookout_is_a_stretch_without_length() -> None:
    observers = observers_along(geometry_array([shapely.Point(110.9, 37.4)]), 100.0)
    (found,) = stretches(observers, np.array([0]))
    assert found.from_m == found.to_m == 0.0

"""The visible range of a county's roads beside one GDAL viewshed an observer: run with `make bench`.

10,000 observers along winding roads, 5 km radius, 30 m cells. `gdal_viewshed` runs as one process for each
observer, as many at a time as there are processors, and GDAL's function in threads of this process; both are
measured on a sample and scaled. MINE_RESTORATION_BENCH_SHARE sets how many observers there are (1 = all),
at least 1000: fewer do not fill the batches that ours works in.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from plugin.geometry.elevation import open_elevation
from plugin.geometry.parallel import thread_count
from plugin.geometry.sight_blocks import View, empty_counts, look_from
from plugin.geometry.visible_range import SightLine, visible_range
from tests.benchmarks.measuring import load, record
from tests.geometry.test_visible_range import lifted_as_before_gdal_3_9

gdal = pytest.importorskip("osgeo.gdal", reason="GDAL's Python bindings come with QGIS")
osr = pytest.importorskip("osgeo.osr", reason="GDAL's Python bindings come with QGIS")

SHARE = float(os.environ.get("MINE_RESTORATION_BENCH_SHARE", "0.05"))
OBSERVERS, FEWEST, SAMPLE, SIDE, TURNS = 10_000, 1000, 40, 2400, 5
CELL_M, RADIUS_M, EYE_M = 30.0, 5000.0, 1.6
WEST, NORTH = 480_000.0, 4_180_000.0
SIGHT = SightLine(radius_m=RADIUS_M, observer_height_m=EYE_M)


@pytest.fixture(scope="module")
def ground() -> np.ndarray:
    """Fractal hills of 250 m, 72 km wide, as 32-bit heights."""
    random = np.random.default_rng(63)
    frequency = np.fft.fftfreq(SIDE)[:, None] ** 2 + np.fft.fftfreq(SIDE)[None] ** 2
    frequency[0, 0] = 1.0
    hills = np.fft.ifft2(np.fft.fft2(random.normal(size=(SIDE, SIDE))) * frequency**-1.1).real
    return np.asarray(hills / hills.std() * 250 + 1000, dtype=np.float32)


@pytest.fixture(scope="module")
def dem(ground: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench") / "dem.tif"
    file = gdal.GetDriverByName("GTiff").Create(str(path), SIDE, SIDE, 1, gdal.GDT_Float32, ["TILED=YES"])
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(4546)
    file.SetProjection(crs.ExportToWkt())
    file.SetGeoTransform((WEST, CELL_M, 0, NORTH, 0, -CELL_M))
    file.GetRasterBand(1).WriteArray(ground)
    file.FlushCache()
    return path


def road_cells(count: int) -> np.ndarray:
    """Return rows and columns of observers 100 m apart along roads of 20 km."""
    random = np.random.default_rng(7)
    roads = -(-count // 200)
    heading = random.uniform(0, 2 * np.pi, (roads, 1)) + np.cumsum(
        random.normal(0, 0.15, (roads, 200)), axis=1
    )
    start = random.uniform(0.1, 0.9, (roads, 1, 2)) * SIDE * CELL_M
    steps = 100.0 * np.stack([np.sin(heading), np.cos(heading)], axis=-1)
    cells = ((start + np.cumsum(steps, axis=1)).reshape(-1, 2) // CELL_M).astype(np.intp)
    return np.clip(cells, 0, SIDE - 1)[:count]


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def place(cell: np.ndarray) -> tuple[float, float]:
    return WEST + (int(cell[1]) + 0.5) * CELL_M, NORTH - (int(cell[0]) + 0.5) * CELL_M


def by_process(dem: Path, cell: np.ndarray, out: Path) -> None:
    x, y = place(cell)
    subprocess.run(
        ["gdal_viewshed", "-q", "-ox", str(x), "-oy", str(y), "-oz", str(EYE_M), "-md", str(RADIUS_M),
         str(dem), str(out)],
        check=True,
    )  # fmt: skip


def in_process(dem: Path, cells: np.ndarray) -> list[tuple[np.ndarray, int, int]]:
    """Return GDAL's cells that are seen, with the first row and column of each answer."""
    model = gdal.Open(str(dem))
    found = []
    for cell in cells:
        x, y = place(cell)
        out = gdal.ViewshedGenerate(
            model.GetRasterBand(1), "MEM", "", [], x, y, EYE_M, 0, 1, 0, 0, -1, 0.85714, gdal.GVM_Edge,
            RADIUS_M, heightMode=gdal.GVOT_NORMAL,
        )  # fmt: skip
        left, top = out.GetGeoTransform()[0], out.GetGeoTransform()[3]
        found.append((out.ReadAsArray() > 0, round((NORTH - top) / CELL_M), round((left - WEST) / CELL_M)))
    return found


def bench_ten_thousand_observers_along_roads(ground: np.ndarray, dem: Path, tmp_path: Path) -> None:
    gdal.UseExceptions()
    count, workers = max(int(OBSERVERS * SHARE), FEWEST), thread_count()
    cells = road_cells(count)
    chosen = cells[:: max(count // SAMPLE, 1)][:SAMPLE]

    def ours(some: np.ndarray) -> None:
        model = open_elevation(dem, (-180.0, -80.0, 180.0, 80.0))
        look_from(model, some, sight=SIGHT, view=View(counts=empty_counts(model.grid.shape)))

    def threads(some: np.ndarray) -> None:
        list(pool.map(lambda share: in_process(dem, share), np.array_split(some, workers)))

    def processes(some: np.ndarray) -> None:
        list(pool.map(lambda job: by_process(dem, job[1], tmp_path / f"{job[0]}.tif"), enumerate(some)))

    ways = {"numpy rings (the plugin)": (ours, cells), "GDAL's viewshed in threads": (threads, chosen)}
    if shutil.which("gdal_viewshed"):
        ways["gdal_viewshed, a process an observer"] = (processes, chosen)
    spent = dict.fromkeys(ways, 0.0)
    with ThreadPoolExecutor(workers) as pool:
        for turn in range(TURNS):  # in turns, so that a busy machine is as busy for all of them
            for name, (work, some) in ways.items():
                spent[name] += seconds(partial(work, np.array_split(some, TURNS)[turn]))
    lines = [(name, spent[name] / len(some)) for name, (_, some) in ways.items()]
    taken = lines[0][1]
    lines.extend(compiled(ground.astype(np.float64), cells, workers))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024)
    print(f"\n{count} observers, {RADIUS_M:g} m, {CELL_M:g} m cells, {workers} workers, peak {peak:.0f} MB")
    for name, each in lines:
        row = "gdal_viewshed" if name.startswith("gdal_viewshed") else name
        figures = {"ms_an_observer": 1000 * each, "times_ours": each / taken, "load": load()}
        record("visible range", row, figures)
        print(f"  {name:45} {1000 * each:8.2f} ms an observer, {each * OBSERVERS:8.1f} s for 10,000,"
              f" {each / taken:6.1f} × ours")  # fmt: skip
    print(agreement(ground, dem, chosen))


def compiled(ground: np.ndarray, cells: np.ndarray, workers: int) -> list[tuple[str, float]]:
    """Return what numba takes, where it is installed; its cells must be ours."""
    try:
        from tests.benchmarks.compiled_rings import compiled_counts
    except ImportError:
        return []
    few = cells[:SAMPLE]
    theirs = compiled_counts(ground, CELL_M, few, RADIUS_M, EYE_M)
    assert np.array_equal(theirs, visible_range(ground, (CELL_M, CELL_M), few, sight=SIGHT).counts)
    shares = np.array_split(cells[:1000], workers)
    with ThreadPoolExecutor(workers) as pool:
        taken = seconds(
            lambda: list(pool.map(lambda s: compiled_counts(ground, CELL_M, s, RADIUS_M, EYE_M), shares))
        )
    return [("the same rings compiled by numba", taken / len(cells[:1000]))]


def agreement(ground: np.ndarray, dem: Path, cells: np.ndarray) -> str:
    """Return how many cells are those of GDAL's viewshed, as it is and without its flaw before 3.9."""
    asked = differing = flawless = 0
    heights = ground.astype(np.float64)
    drop_m = SIGHT.curvature / SIGHT.earth_diameter_m * CELL_M**2
    for cell, (theirs, top, left) in zip(cells, in_process(dem, cells), strict=True):
        row, column = (int(v) for v in cell)
        area = slice(top, top + theirs.shape[0]), slice(left, left + theirs.shape[1])
        ours = visible_range(heights, (CELL_M, CELL_M), cell[None], sight=SIGHT).counts[area] > 0
        asked += ours.size
        differing += int((ours != theirs).sum())
        lifted, touched = lifted_as_before_gdal_3_9(heights, row, column, drop_m)
        ours = visible_range(lifted, (CELL_M, CELL_M), cell[None], sight=SIGHT).counts[area] > 0
        flawless += int((ours != theirs)[~touched[area]].sum())
    return (
        f"  cells unlike GDAL {gdal.__version__}: {differing} of {asked} ({100 * differing / asked:.4f} %); "
        f"with the neighbours of an observer lifted as GDAL before 3.9 does: {flawless}"
    )

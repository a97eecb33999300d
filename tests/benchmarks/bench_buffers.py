"""Dissolved buffers beside QGIS, PostGIS, geopandas and GEOS alone, class by class: run with `make bench`.

MINE_RESTORATION_BENCH_SHARE sets the size (1 = the province, 0.01 = a county),
MINE_RESTORATION_BENCH_PEERS which peers run.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import shapely

from plugin.geometry.buffers import metric_buffer
from plugin.geometry.projection import projection_of
from plugin.geometry.sound_buffers import quad_segs_for
from tests.benchmarks import peers
from tests.benchmarks.measuring import PEERS, SHARE, Taken, area_name, best_of, load, record
from tests.benchmarks.province import CLASSES, COUNTY_SHARE, ProtectedClass

AREA = area_name(SHARE)


@pytest.mark.parametrize("protected", CLASSES, ids=lambda c: c.name)
def bench_dissolve(
    protected: ProtectedClass,
    qgis: peers.Qgis | None,
    postgis: peers.Postgis | None,
    geopandas: peers.Geopandas | None,
) -> None:
    """Buffer one class and merge all: ours in degrees to 0.1 %, the peers in the plane to 1.2 %."""
    geoms, distance = protected.objects(SHARE), protected.distance_m
    plane = projection_of(geoms).forward(geoms)
    ours = best_of(lambda: metric_buffer(geoms, distance, dissolve=True))
    figures: dict[str, float | str | None] = {
        "features": len(geoms),
        "positions": int(shapely.get_num_coordinates(geoms).sum()),
        "distance_m": distance,
        **_both("ours", ours),
    }
    if "geos" in PEERS:
        fine = quad_segs_for(0.001)
        figures.update(_both("geos", best_of(lambda: peers.geos_alone(plane, distance))))
        figures.update(_both("geos_fine", best_of(lambda: peers.geos_alone(plane, distance, fine))))
    if qgis is not None:
        layer = qgis.layer(plane)
        figures.update(_both("qgis", best_of(lambda: qgis.dissolve(layer, distance))))
    if postgis is not None:
        postgis.load(plane)
        figures["postgis_s"] = best_of(lambda: postgis.dissolve(distance)).wall_s
    if geopandas is not None:
        figures.update(_both("geopandas", best_of(lambda: geopandas.dissolve(plane, distance))))
    if ours.wall_s < 60:
        again = best_of(lambda: metric_buffer(geoms, distance, dissolve=True))
        figures["ours_s"] = min(ours.wall_s, again.wall_s)
        figures["ours_cpu_s"] = min(ours.cpu_s, again.cpu_s)
    figures["load"] = load()
    record(f"dissolve {AREA}", protected.name, figures)
    print(f"\n{AREA}, {protected.name}: {_said(figures)}")


def bench_memory() -> None:
    """The most memory that the classes need one after another, in a process of their own."""
    root = Path(__file__).resolve().parents[2]
    answer = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.alone", str(SHARE)],
        cwd=root,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    for row, figures in json.loads(answer.stdout).items():
        record(f"memory {AREA}", row, figures)
        print(f"\n{AREA}, {row}: {figures}")


def bench_growth() -> None:
    """The time exponent from a county to what is measured, all classes together."""
    shares = (COUNTY_SHARE, max(SHARE, 4 * COUNTY_SHARE))
    sums = []
    for share in shares:
        sets = [(c.objects(share), c.distance_m) for c in CLASSES]
        taken = best_of(lambda sets=sets: [metric_buffer(g, d, dissolve=True) for g, d in sets])
        sums.append((sum(len(g) for g, _ in sets), taken))
    (few, small), (many, large) = sums
    exponent = float(np.log(large.wall_s / small.wall_s) / np.log(many / few))
    in_cpu = float(np.log(large.cpu_s / small.cpu_s) / np.log(many / few))
    figures = {"small_s": small.wall_s, "large_s": large.wall_s, "exponent": exponent, "cpu_exponent": in_cpu}
    record("growth", area_name(shares[1]), figures)
    print(f"\ngrowth, county to {area_name(shares[1])}: {figures}")


def _both(name: str, taken: Taken) -> dict[str, float]:
    return {f"{name}_s": taken.wall_s, f"{name}_cpu_s": taken.cpu_s}


def _said(figures: dict[str, float | str | None]) -> str:
    ours = figures["ours_s"]
    parts = [f"{figures['features']} features, {figures['positions']} positions, ours {ours:.2f} s"]
    for name in ("qgis", "postgis", "geopandas", "geos", "geos_fine"):
        theirs = figures.get(f"{name}_s")
        if isinstance(theirs, float) and isinstance(ours, float):
            parts.append(f"{name} {theirs:.2f} s = {theirs / ours:.2f}×")
    return ", ".join(parts)

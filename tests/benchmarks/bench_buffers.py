"""Dissolved buffers beside QGIS, GEOS alone and a plain union, on seeded networks: run with `make bench`.

Each line says how many features and positions went in, the seconds of each way, and how many times as long it
takes as ours. The sets are synthetic, and of the shape of a province's roads and rivers;
MINE_RESTORATION_BENCH_SHARE sets their size (1 = a province).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pytest
import shapely

from plugin.geometry.buffers import metric_buffer
from plugin.geometry.distances import nearest, within_distance
from plugin.geometry.parallel import thread_count
from plugin.geometry.projection import projection_of

SHARE = float(os.environ.get("MINE_RESTORATION_BENCH_SHARE", "0.05"))
PROVINCE = (110.3, 34.6, 114.3, 40.6)


@dataclass(frozen=True)
class Network:
    """Winding lines: how many in a province, their sides, and the distance of their class."""

    name: str
    count: int
    sides: int
    side_m: float
    wiggle: float
    distance_m: float


NETWORKS = (
    Network("expressway", 8_444, 25, 80.0, 0.05, 1000.0),
    Network("national", 14_514, 25, 80.0, 0.1, 500.0),
    Network("county roads", 110_610, 25, 60.0, 0.25, 100.0),
    Network("major rivers", 4_912, 60, 60.0, 0.25, 1000.0),
    Network("streams", 36_597, 40, 30.0, 0.3, 200.0),
)


def lines_of(network: Network, share: float = SHARE) -> np.ndarray:
    """Return a seeded network in degrees, as dense as a province's on a part of its area."""
    random = np.random.default_rng(63)
    count = max(int(network.count * share), 1)
    west, south, east, north = PROVINCE
    size = np.array([east - west, north - south]) * np.sqrt(share)
    heading = random.uniform(0, 2 * np.pi, (count, 1))
    heading = heading + np.cumsum(random.normal(0, network.wiggle, (count, network.sides)), axis=1)
    steps = np.stack([np.cos(heading) * 1.25, np.sin(heading)], axis=-1) * network.side_m / 111_320
    start = np.array([west, south]) + random.uniform(0, 1, (count, 1, 2)) * size
    return np.asarray(shapely.linestrings(start + np.cumsum(steps, axis=1)))


def jagged_polygons(share: float = SHARE) -> np.ndarray:
    """Return seeded reserves of 1250 positions, 2000 in a province, in degrees."""
    random = np.random.default_rng(63)
    count, positions = max(int(2000 * share), 1), 1250
    k = np.arange(1, positions // 2)
    angle = np.linspace(0, 2 * np.pi, positions, endpoint=False)
    west, south, east, north = PROVINCE
    found = []
    for _ in range(count):
        waves = 0.3 * k**-1.15 * np.exp(1j * random.uniform(0, 2 * np.pi, len(k))) * positions / 2
        bumps = np.clip(np.fft.irfft(np.concatenate([[0], waves]), positions), -0.7, 3)
        reach = random.uniform(1500, 5000) / 111_320 * (1 + bumps)
        centre = np.array([west, south]) + random.uniform(0, 1, 2) * np.sqrt(share) * [
            east - west,
            north - south,
        ]
        outline = centre + np.column_stack([reach * np.cos(angle) * 1.25, reach * np.sin(angle)])
        found.append(shapely.make_valid(shapely.Polygon(outline)))
    return np.array(found, dtype=object)


def seconds(work: Callable[[], object]) -> float:
    """Return the wall-clock seconds that the work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@pytest.fixture(scope="module")
def qgis_buffer() -> Iterator[Callable[[np.ndarray, float], float] | None]:
    """Return what measures native:buffer with dissolve on planar geometries; None where there is no QGIS."""
    try:
        from qgis.core import QgsApplication, QgsFeature, QgsGeometry, QgsVectorLayer
    except ImportError:
        yield None
        return
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QgsApplication([], False)
    application.initQgis()
    from qgis.analysis import QgsNativeAlgorithms
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback

    registry = QgsApplication.processingRegistry()
    registry.addProvider(QgsNativeAlgorithms(registry))

    def measure(plane: np.ndarray, distance_m: float) -> float:
        kind = "Polygon" if (shapely.get_dimensions(plane) == 2).all() else "LineString"
        layer = QgsVectorLayer(f"{kind}?crs=EPSG:4546", "source", "memory")
        features = []
        for wkb in shapely.to_wkb(plane):
            geometry = QgsGeometry()
            geometry.fromWkb(wkb)
            feature = QgsFeature()
            feature.setGeometry(geometry)
            features.append(feature)
        layer.dataProvider().addFeatures(features)
        algorithm = registry.createAlgorithmById("native:buffer")
        context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
        parameters = {
            "INPUT": layer,
            "DISTANCE": distance_m,
            "SEGMENTS": 5,
            "DISSOLVE": True,
            "OUTPUT": "memory:",
        }
        return seconds(lambda: algorithm.run(parameters, context, feedback))

    yield measure
    application.exitQgis()


def geos_alone(plane: np.ndarray, distance_m: float) -> None:
    """Buffer every geometry on the same threads as ours, with five segments a quarter, and merge nothing."""
    chunks = np.array_split(plane, max(len(plane) // 500, 1))
    with ThreadPoolExecutor(thread_count()) as pool:
        list(pool.map(lambda chunk: shapely.buffer(chunk, distance_m, quad_segs=5), chunks))


def compare(
    name: str, geoms: np.ndarray, distance_m: float, qgis_buffer: Callable[..., float] | None
) -> None:
    """Print ours, GEOS alone and QGIS for one class."""
    plane = projection_of(geoms).forward(geoms)
    ours = seconds(lambda: metric_buffer(geoms, distance_m, dissolve=True))
    alone = seconds(lambda: geos_alone(plane, distance_m))
    positions = shapely.get_num_coordinates(geoms).sum()
    text = f"{name}: {len(geoms)} features, {positions} positions, {distance_m:.0f} m"
    text += f" | ours {ours:.2f} s | GEOS buffers alone {alone:.2f} s, ours {ours / max(alone, 1e-9):.1f}×"
    if qgis_buffer is not None:
        qgis = qgis_buffer(plane, distance_m)
        text += f" | QGIS buffer and dissolve {qgis:.2f} s, {qgis / ours:.1f}×"
    print(text)


@pytest.mark.parametrize("network", NETWORKS, ids=lambda n: n.name)
def bench_dissolved_networks(network, qgis_buffer):
    compare(network.name, lines_of(network), network.distance_m, qgis_buffer)


def bench_dissolved_reserves(qgis_buffer):
    compare("reserves", jagged_polygons(), 1000.0, qgis_buffer)


def bench_growth_with_the_size_of_the_data():
    """The time exponent between a tenth and the whole of the share."""
    network = NETWORKS[2]
    small, large = lines_of(network, SHARE / 10), lines_of(network)
    metric_buffer(small, network.distance_m, dissolve=True)
    times = [seconds(lambda g=g: metric_buffer(g, network.distance_m, dissolve=True)) for g in (small, large)]
    exponent = np.log(times[1] / times[0]) / np.log(len(large) / len(small))
    print(
        f"growth: {len(small)} → {len(large)} features, {times[0]:.2f} → {times[1]:.2f} s"
        f", exponent {exponent:.2f}"
    )


def bench_questions_about_distance():
    """100,000 points against every network: which lie within its distance, and what is nearest."""
    west, south, east, north = PROVINCE
    size = np.array([east - west, north - south]) * np.sqrt(SHARE)
    points = shapely.points(
        np.array([west, south]) + np.random.default_rng(4).uniform(0, 1, (100_000, 2)) * size
    )
    for network in NETWORKS:
        lines = lines_of(network)
        within = seconds(lambda lines=lines, n=network: within_distance(points, lines, n.distance_m))
        near = seconds(lambda lines=lines: nearest(points, lines))
        print(
            f"{network.name}: 100000 points, {len(lines)} lines"
            f" | within {within:.2f} s | nearest {near:.2f} s"
        )

"""A seeded province to measure on: roads, railways, rivers, reserves, settlements, points and polygons.

The sets are synthetic, of the size and shape of Shanxi's: 163,000 traffic lines, 50,000 rivers, 2,000
reserves of up to 16,000 positions, 12,000 settlements, and to ask about them 100,000 points and 20,000
polygons. A share of 1 is the province, 0.01 a county: as dense, on a part of the area. Everything is in
degrees, EPSG:4490; the same share gives the same sets everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely

PROVINCE = (110.3, 34.6, 114.3, 40.6)
COUNTY_SHARE = 0.01
_SEED = 63
_METRES_PER_DEGREE = 111_320.0
_WIDER = 1.25
"""How much longer a degree is along a meridian than along a parallel here, near 37° N."""


@dataclass(frozen=True)
class Network:
    """Winding lines: how many in a province, the sides of each, how it turns, and how many follow on."""

    count: int
    sides: int
    side_m: float
    wiggle: float
    in_a_row: int

    def lines(self, share: float, seed: int) -> np.ndarray:
        """Return the lines; ``in_a_row`` of them meet end to end, as roads and rivers are cut in maps."""
        random = np.random.default_rng([_SEED, seed])
        rows = max(round(self.count * share / self.in_a_row), 1)
        sides = self.sides * self.in_a_row
        heading = random.uniform(0, 2 * np.pi, (rows, 1))
        heading = heading + np.cumsum(random.normal(0, self.wiggle, (rows, sides)), axis=1)
        side = random.lognormal(0, 0.35, (rows, sides, 1)) * self.side_m / _METRES_PER_DEGREE
        steps = np.stack([np.cos(heading) * _WIDER, np.sin(heading)], axis=-1) * side
        way = np.concatenate([np.zeros((rows, 1, 2)), np.cumsum(steps, axis=1)], axis=1)
        way += _places(random, rows, share)[:, None]
        parts = np.arange(self.in_a_row)[:, None] * self.sides + np.arange(self.sides + 1)
        return np.asarray(shapely.linestrings(way[:, parts].reshape(-1, self.sides + 1, 2)))


@dataclass(frozen=True)
class Outlines:
    """Polygons: how many in a province, their positions (typical and at most), and how they are laid out."""

    count: int
    positions: int
    spread: float
    most_positions: int
    radius_m: float
    roughness: float

    def polygons(self, share: float, seed: int) -> np.ndarray:
        """Return polygons; those of more positions are larger, and the largest of all is always there."""
        random = np.random.default_rng([_SEED, seed])
        count = max(round(self.count * share), 1)
        sizes = self.positions * random.lognormal(-(self.spread**2) / 2, self.spread, count)
        sizes = np.clip(sizes, 8, self.most_positions).astype(int)
        sizes[0] = self.most_positions if self.spread else self.positions
        places = _places(random, count, share)
        found = np.array([self._outline(random, n, p) for n, p in zip(sizes, places, strict=True)])
        wrong = ~shapely.is_valid(found)
        found[wrong] = shapely.make_valid(found[wrong])
        return found

    def _outline(self, random: np.random.Generator, positions: int, place: np.ndarray) -> shapely.Polygon:
        k = np.arange(1, positions // 2)
        phase = np.exp(1j * random.uniform(0, 2 * np.pi, len(k)))
        waves = np.concatenate([[0], 0.3 * k**-self.roughness * phase * positions / 2])
        bumps = np.clip(np.fft.irfft(waves, positions), -0.7, 3)
        radius = self.radius_m * np.sqrt(positions / self.positions) * random.uniform(0.6, 1.5)
        angle = np.linspace(0, 2 * np.pi, positions, endpoint=False)
        reach = radius / _METRES_PER_DEGREE * (1 + bumps)
        return shapely.Polygon(
            place + np.column_stack([reach * np.cos(angle) * _WIDER, reach * np.sin(angle)])
        )


@dataclass(frozen=True)
class ProtectedClass:
    """A class of protected objects, the distance it is kept at, and what draws its objects."""

    name: str
    distance_m: float
    draw: Callable[[float, int], np.ndarray]
    seed: int

    def objects(self, share: float) -> np.ndarray:
        """Return the objects of this share of a province."""
        return self.draw(share, self.seed)


CLASSES = tuple(
    ProtectedClass(name, distance_m, draw, seed)
    for seed, (name, distance_m, draw) in enumerate(
        [
            ("railways", 1000.0, Network(4_096, 30, 90.0, 0.04, 8).lines),
            ("expressways", 1000.0, Network(8_448, 25, 80.0, 0.05, 8).lines),
            ("national roads", 500.0, Network(14_512, 25, 80.0, 0.1, 8).lines),
            ("provincial roads", 200.0, Network(25_600, 25, 70.0, 0.15, 8).lines),
            ("county roads", 100.0, Network(110_608, 25, 60.0, 0.25, 4).lines),
            ("major rivers", 1000.0, Network(4_912, 60, 60.0, 0.25, 8).lines),
            ("streams", 200.0, Network(45_088, 40, 30.0, 0.3, 4).lines),
            ("reserves", 1000.0, Outlines(2_000, 1_250, 0.8, 16_000, 4_000.0, 1.5).polygons),
            ("settlements", 300.0, Outlines(12_000, 40, 0.5, 400, 250.0, 1.5).polygons),
        ]
    )
)


def asked_points(share: float, count: int = 100_000) -> np.ndarray:
    """Return the places of problems; ``count`` of them whatever the share."""
    return np.asarray(shapely.points(_places(np.random.default_rng([_SEED, 90]), count, share)))


def asked_polygons(share: float) -> np.ndarray:
    """Return the outlines of mines and problems, 20,000 in a province."""
    return Outlines(20_000, 12, 0.4, 60, 200.0, 1.5).polygons(share, 91)


def _places(random: np.random.Generator, count: int, share: float) -> np.ndarray:
    west, south, east, north = PROVINCE
    size = np.array([east - west, north - south]) * np.sqrt(share)
    return np.array([west, south]) + random.uniform(0, 1, (count, 2)) * size

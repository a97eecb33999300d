"""The same rings compiled by numba, to measure what a compiler would gain: no part of the plugin."""

from __future__ import annotations

import math

import numba
import numpy as np

STEPS = np.array(
    [
        (1, 0, 0, 1), (1, 0, 0, -1), (-1, 0, 0, 1), (-1, 0, 0, -1),
        (0, 1, 1, 0), (0, 1, -1, 0), (0, -1, 1, 0), (0, -1, -1, 0),
    ]
)  # fmt: skip


@numba.njit(nogil=True)
def _count(ground, reach, positions, steps, last, cell_m, curve, eye_m, counts):  # type: ignore[no-untyped-def]
    line = np.empty((2, reach + 2))
    square = cell_m * cell_m
    for row, column in positions:
        r0, c0 = row + reach, column + reach
        eye = ground[r0, c0] + eye_m
        counts[r0, c0] += 1
        for octant in range(8):
            mx, my, nx, ny = steps[octant]
            twin, upright = octant % 2 == 1, octant >= 4
            inner = 0
            for k in range(2):
                y, x = r0 + my + ny * k, c0 + mx + nx * k
                line[0, k] = ground[y, x] - eye - curve * (1 + k) * square
                if not (k == 0 and twin) and not (k == 1 and upright):
                    counts[y, x] += 1
            for ring in range(2, reach + 1):
                outer = 1 - inner
                for k in range(last[ring] + 1):
                    y, x = r0 + my * ring + ny * k, c0 + mx * ring + nx * k
                    height = ground[y, x] - eye - curve * ((ring * ring + k * k) * square)
                    if k == 0:
                        low = line[inner, 0] * ring / (ring - 1.0)
                    elif k == ring:
                        low = line[inner, ring - 1] * ring / (ring - 1.0)
                    else:
                        low = (line[inner, k - 1] * k + line[inner, k] * (ring - k)) / (ring - 1.0)
                    if low <= height and not (k == 0 and twin) and not (k == ring and upright):
                        counts[y, x] += 1
                    line[outer, k] = height if height > low else low
                inner = outer


def compiled_counts(
    heights: np.ndarray, cell_m: float, positions: np.ndarray, radius_m: float, eye_m: float
) -> np.ndarray:
    """Return how many observers see each cell of a square grid without voids."""
    reach = int(radius_m // cell_m)
    last = np.array([min(r, math.isqrt(int((radius_m / cell_m) ** 2 - r * r))) for r in range(reach + 1)])
    ground = np.pad(heights, reach, constant_values=-1e9)
    counts = np.zeros(ground.shape, dtype=np.int32)
    _count(ground, reach, positions, STEPS, last, cell_m, 0.85714 / (2 * 6378137.0), eye_m, counts)
    return counts[reach:-reach, reach:-reach]

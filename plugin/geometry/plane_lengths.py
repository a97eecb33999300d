"""How long the geodesic between two positions of a plane is, from the scale along the way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import BoolArray, FloatArray
from .projection import GRS80, LocalProjection, local_projection

_RADIUS_M = 6.37e6
"""Of the sphere that stands for the ellipsoid in what is itself a correction of parts of a million."""

_FAR_M = 12_000.0
"""Longer ones are asked of PROJ: the scale changes too unevenly along them to be exact to a micrometre."""

_MOST_FIT_ERROR = 2e-11
_POWERS_X, _POWERS_Y = 3, 6
_SAMPLES = 16
_STEP_M = 2000.0
"""Steps between whose ends the scale is measured; two of them cancel what the way bends."""


@dataclass(frozen=True, kw_only=True)
class PlaneLengths:
    """Geodesic lengths in a part of the plane, where a metre is 1 + x² times a polynomial on the ellipsoid.

    The geodesic of a Transverse Mercator bends away from the middle meridian: over d metres it is
    d³·(x·n/R²)²/24 shorter than the straight line, n the northing's share of the way.
    """

    projection: LocalProjection
    half_width_m: float
    middle_y_m: float
    half_height_m: float
    coefficients: FloatArray | None

    def geodesic(self, x0: FloatArray, y0: FloatArray, x1: FloatArray, y1: FloatArray) -> FloatArray:
        """Return the length in metres of the geodesics between paired positions, to a micrometre."""
        if self.coefficients is None or not len(x0):
            return self._by_proj(x0, y0, x1, y1)
        dx, dy = x1 - x0, y1 - y0
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        length = np.hypot(dx, dy)
        bend = x * dy
        bend *= bend
        bend *= length / (24 * _RADIUS_M**4)
        mean = self._metre(x, y)
        mean += self._second_order(x, y, dx, dy, self.coefficients)
        length *= mean
        length -= bend
        far = np.flatnonzero((length > _FAR_M) | self._outside(x0, y0) | self._outside(x1, y1))
        length[far] = self._by_proj(x0[far], y0[far], x1[far], y1[far])
        return length

    def _metre(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """Return how many metres of the ellipsoid a metre of the plane is at positions: 1/k."""
        u, v = x * (1 / self.half_width_m), (y - self.middle_y_m) * (1 / self.half_height_m)
        u *= u
        result = np.zeros_like(u)
        for powers in self.coefficients[::-1] if self.coefficients is not None else ():
            inner = np.full_like(v, powers[-1])
            for coefficient in powers[-2::-1]:
                inner *= v
                inner += coefficient
            result *= u
            result += inner
        result *= u
        result += 1
        return result

    def _second_order(
        self, x: FloatArray, y: FloatArray, dx: FloatArray, dy: FloatArray, c: FloatArray
    ) -> FloatArray:
        """Return by how much the mean of 1/k along the way is more than 1/k in its middle."""
        bent = c[0, 0] + (y - self.middle_y_m) * (c[0, 1] / self.half_height_m)
        bent += (6 * c[1, 0] / self.half_width_m**2) * (x * x)
        bent *= dx
        bent += (2 * c[0, 1] / self.half_height_m) * (x * dy)
        bent *= dx
        bent *= 1 / (12 * self.half_width_m**2)
        return np.asarray(bent)

    def _outside(self, x: FloatArray, y: FloatArray) -> BoolArray:
        away = np.abs(x) > self.half_width_m
        away |= np.abs(y - self.middle_y_m) > self.half_height_m
        return np.asarray(away)

    def _by_proj(self, x0: FloatArray, y0: FloatArray, x1: FloatArray, y1: FloatArray) -> FloatArray:
        """Return the lengths from PROJ, with this thread's own copy of the projection."""
        if not len(x0):
            return np.empty(0)
        meridian = self.projection.middle_meridian_deg
        own = local_projection((meridian, 0.0, meridian, 0.0))
        begin, end = own.inverse_xy(x0, y0), own.inverse_xy(x1, y1)
        _, _, length = GRS80.inv(*begin, *end)
        return np.asarray(length)


def plane_lengths(projection: LocalProjection, bounds_m: tuple[float, float, float, float]) -> PlaneLengths:
    """Return the lengths in a projection's plane, fast within ``bounds_m`` (xmin, ymin, xmax, ymax).

    Where the scale does not follow its polynomial to 2·10⁻¹¹, in too wide a part, lengths come from PROJ.
    """
    west, south, east, north = bounds_m
    width, height = max(abs(west), abs(east), 1000.0), max((north - south) / 2, 1000.0)
    middle = (south + north) / 2
    fit = _Fit(projection, width, middle, height)
    u, v, asked = fit.samples(_SAMPLES)
    powers = [u**i * v**j for i in range(_POWERS_X) for j in range(_POWERS_Y)]
    solution, *_ = np.linalg.lstsq(np.column_stack(powers), asked / u, rcond=None)
    coefficients = solution.reshape(_POWERS_X, _POWERS_Y)
    lengths = PlaneLengths(
        projection=projection,
        half_width_m=width,
        middle_y_m=middle,
        half_height_m=height,
        coefficients=coefficients,
    )
    u, v, asked = fit.samples(_SAMPLES + 3)
    error = lengths._metre(np.sqrt(u) * width, middle + v * height) - 1 - asked
    if np.abs(error).max() <= _MOST_FIT_ERROR:
        return lengths
    return PlaneLengths(
        projection=projection, half_width_m=width, middle_y_m=middle, half_height_m=height, coefficients=None
    )


@dataclass(frozen=True)
class _Fit:
    projection: LocalProjection
    width: float
    middle: float
    height: float

    def samples(self, count: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return squared easting and northing as shares of the part, and how a metre differs from 1 there."""
        node = np.cos((np.arange(count) + 0.5) * np.pi / count)
        u, v = (a.ravel() for a in np.meshgrid((node + 1) / 2, node))
        lon, lat = self.projection.inverse_xy(np.sqrt(u) * self.width, self.middle + v * self.height)
        near, far = self._stretched(lon, lat, _STEP_M), self._stretched(lon, lat, 2 * _STEP_M)
        return u, v, 3 / (4 * near - far) - 1

    def _stretched(self, lon: FloatArray, lat: FloatArray, step_m: float) -> FloatArray:
        """Return the mean scale from a step south to a step north; PROJ's own differs by some 10⁻⁹."""
        ends = []
        for azimuth in (0.0, 180.0):
            to_lon, to_lat, _ = GRS80.fwd(lon, lat, np.full_like(lon, azimuth), np.full_like(lon, step_m))
            ends.append(self.projection.forward_xy(to_lon, to_lat))
        return np.hypot(ends[0][0] - ends[1][0], ends[0][1] - ends[1][1]) / (2 * step_m)

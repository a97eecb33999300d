"""Shifted coordinates of Chinese web maps: GCJ-02 and BD-09 to CGCS2000 and back, and how to notice them.

GCJ-02 is the obfuscated datum of Amap, Tencent and DataV boundaries, BD-09 Baidu's second shift on top. The
formulae are the public ones (eviltransform; GeoHey coord-convert; wandergis/coordtransform), accurate to some
centimetres of the official plug-in. CGCS2000 and WGS 84 differ by centimetres and count as one here. All
functions take and give degrees, longitude first, as arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from .arrays import BoolArray, FloatArray, Geometries
from .distances import nearest
from .gauss_kruger import parse_traditional_text as parse_traditional_text
from .gauss_kruger import parse_traditional_xy as parse_traditional_xy
from .projection import GRS80
from .repair import repaired

_KRASSOVSKY_A = 6378245.0
_KRASSOVSKY_E2 = 0.00669342162296594323
_BAIDU_PI = np.pi * 3000.0 / 180.0
_CHINA = (72.004, 0.8293, 137.8347, 55.8271)
"""West, south, east, north of the rectangle in which the public algorithm shifts."""

_ITERATIONS = 30
_PRECISION_DEG = 1e-12


@dataclass(frozen=True, kw_only=True)
class Unshifted:
    """CGCS2000 positions in degrees, and how far each misses when it is shifted again, in metres."""

    lon: FloatArray
    lat: FloatArray
    residual_m: FloatArray


@dataclass(frozen=True, kw_only=True)
class ShiftEvidence:
    """What speaks for GCJ-02: the mean distance to the reference as it is, and with the shift taken off."""

    looks_shifted: bool
    distance_as_is_m: float
    distance_unshifted_m: float
    expected_offset_m: float


def wgs84_to_gcj02(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return GCJ-02 longitude and latitude (火星坐标); positions outside China's rectangle stay as they are.

    >>> wgs84_to_gcj02([], [])[0].tolist()
    []
    """
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    shift_lon, shift_lat = _gcj02_shift(lon, lat)
    inside = _in_china(lon, lat)
    return np.where(inside, lon + shift_lon, lon), np.where(inside, lat + shift_lat, lat)


def gcj02_to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Unshifted:
    """Return the CGCS2000/WGS 84 positions of GCJ-02 ones, by iteration, with the residual in metres."""
    target_lon, target_lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    guess_lon, guess_lat = target_lon.copy(), target_lat.copy()
    for _ in range(_ITERATIONS):
        shifted_lon, shifted_lat = wgs84_to_gcj02(guess_lon, guess_lat)
        step_lon, step_lat = target_lon - shifted_lon, target_lat - shifted_lat
        guess_lon, guess_lat = guess_lon + step_lon, guess_lat + step_lat
        if max(np.abs(step_lon).max(initial=0), np.abs(step_lat).max(initial=0)) < _PRECISION_DEG:
            break
    again_lon, again_lat = wgs84_to_gcj02(guess_lon, guess_lat)
    return Unshifted(
        lon=guess_lon, lat=guess_lat, residual_m=_apart(again_lon, again_lat, target_lon, target_lat)
    )


def gcj02_to_bd09(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return BD-09 longitude and latitude (百度坐标) of GCJ-02 positions."""
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BAIDU_PI)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BAIDU_PI)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def bd09_to_gcj02(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return GCJ-02 longitude and latitude of BD-09 positions, by iteration."""
    target_lon, target_lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    guess_lon, guess_lat = target_lon - 0.0065, target_lat - 0.006
    for _ in range(_ITERATIONS):
        shifted_lon, shifted_lat = gcj02_to_bd09(guess_lon, guess_lat)
        guess_lon = guess_lon + target_lon - shifted_lon
        guess_lat = guess_lat + target_lat - shifted_lat
    return guess_lon, guess_lat


def wgs84_to_bd09(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return BD-09 longitude and latitude of CGCS2000/WGS 84 positions."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def bd09_to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Unshifted:
    """Return the CGCS2000/WGS 84 positions of BD-09 ones, with the residual in metres."""
    plain = gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))
    again_lon, again_lat = wgs84_to_bd09(plain.lon, plain.lat)
    residual = _apart(again_lon, again_lat, np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
    return Unshifted(lon=plain.lon, lat=plain.lat, residual_m=residual)


def gcj02_offset_m(lon: npt.ArrayLike, lat: npt.ArrayLike) -> FloatArray:
    """Return how far GCJ-02 moves each CGCS2000/WGS 84 position, in metres; 0 outside China."""
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    return _apart(*wgs84_to_gcj02(lon, lat), lon, lat)


def looks_like_gcj02(candidate: Geometries, reference: Geometries) -> ShiftEvidence:
    """Return whether ``candidate`` fits ``reference`` better with the GCJ-02 shift taken off.

    Both show the same boundary, the reference in EPSG:4490. It compares the outlines' vertices of
    ``candidate`` with the outlines of ``reference``: shifted data lies some 100–700 m off along its whole
    length. It counts as shifted when taking the shift off at least halves the mean distance, and the mean
    distance as it is exceeds a quarter of the shift there.
    """
    candidate_array, _ = repaired(candidate)
    reference_array, _ = repaired(reference)
    xy = _outline_vertices(shapely.get_coordinates(candidate_array))
    areal = shapely.get_dimensions(reference_array) == 2
    outlines = np.where(areal, shapely.boundary(reference_array), reference_array)
    plain = gcj02_to_wgs84(xy[:, 0], xy[:, 1])
    as_is = _mean(nearest(shapely.points(xy), outlines)[1])
    unshifted = _mean(nearest(shapely.points(plain.lon, plain.lat), outlines)[1])
    expected = _mean(gcj02_offset_m(plain.lon, plain.lat))
    return ShiftEvidence(
        looks_shifted=bool(expected > 0 and as_is > expected / 4 and unshifted < as_is / 2),
        distance_as_is_m=as_is,
        distance_unshifted_m=unshifted,
        expected_offset_m=expected,
    )


def _outline_vertices(xy: FloatArray, most: int = 2000) -> FloatArray:
    """Return at most ``most`` positions, evenly taken."""
    return xy if len(xy) <= most else xy[np.linspace(0, len(xy) - 1, most).astype(int)]


def _mean(distances: FloatArray) -> float:
    return float(np.nanmean(distances)) if np.isfinite(distances).any() else float("nan")


def _in_china(lon: FloatArray, lat: FloatArray) -> BoolArray:
    west, south, east, north = _CHINA
    return np.asarray((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))


def _gcj02_shift(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the shift in degrees; the polynomial and the waves are those of the public algorithm."""
    x, y = lon - 105.0, lat - 35.0
    root = 0.2 * np.sqrt(np.abs(x))
    wave_x = (20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.5 * root + wave_x
    east += (20 * np.sin(np.pi * x) + 40 * np.sin(np.pi / 3 * x)) * 2 / 3
    east += (150 * np.sin(np.pi / 12 * x) + 300 * np.sin(np.pi / 30 * x)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + root + wave_x
    north += (20 * np.sin(np.pi * y) + 40 * np.sin(np.pi / 3 * y)) * 2 / 3
    north += (160 * np.sin(np.pi / 12 * y) + 320 * np.sin(np.pi / 30 * y)) * 2 / 3
    latitude = np.radians(lat)
    magic = 1 - _KRASSOVSKY_E2 * np.sin(latitude) ** 2
    east_radius = _KRASSOVSKY_A / np.sqrt(magic) * np.cos(latitude)
    north_radius = _KRASSOVSKY_A * (1 - _KRASSOVSKY_E2) / magic**1.5
    return np.degrees(east / east_radius), np.degrees(north / north_radius)


def _apart(lon1: FloatArray, lat1: FloatArray, lon2: FloatArray, lat2: FloatArray) -> FloatArray:
    _, _, distance = GRS80.inv(
        np.atleast_1d(lon1), np.atleast_1d(lat1), np.atleast_1d(lon2), np.atleast_1d(lat2)
    )
    return np.asarray(distance, dtype=float).reshape(np.shape(lon1))

"""Traditional Gauss–Krüger coordinates: X northing, Y easting with zone number, in either order."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyproj

from .arrays import FloatArray, IntArray
from .errors import CoordinateTextError, LengthMismatchError
from .per_thread import cached_per_thread

FALSE_EASTING_M = 500_000.0
_ZONE_UNIT = 1_000_000.0
_ZONES_6_DEG = range(13, 24)
_ZONES_3_DEG = range(24, 46)
_NORTHING_M = (0.0, 6_700_000.0)
_EASTING_M = (100_000.0, 900_000.0)
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?:\D|$))")


@dataclass(frozen=True, kw_only=True)
class TraditionalPositions:
    """Positions in CGCS2000 degrees, and how their numbers were understood.

    Zone and zone width are 0 where the central meridian was given instead.     ``northing_first`` says for
    each whether the first number was X, the northing (the traditional order).
    """

    lon: FloatArray
    lat: FloatArray
    zone: IntArray
    zone_width_deg: IntArray
    central_meridian_deg: FloatArray
    northing_first: npt.NDArray[np.bool_]


def zone_number(lon: npt.ArrayLike, *, width_deg: int = 3) -> IntArray:
    """Return the Gauss–Krüger zone number (带号) of each longitude; a border belongs to the zone east of it.

    Zones of 3° are centred on 3°·n, zones of 6° on 6°·n − 3° (GB/T 22021-2008).

    >>> zone_number([112.4999, 112.5]).tolist()
    [37, 38]
    """
    degrees = np.asarray(lon, dtype=float)
    shift = 1.5 if width_deg == 3 else 6.0
    return np.asarray(np.floor((degrees + shift) / width_deg), dtype=np.intp)


def central_meridian(zone: npt.ArrayLike, *, width_deg: int = 3) -> FloatArray:
    """Return the central meridian in degrees of each zone number."""
    number = np.asarray(zone, dtype=float)
    return np.asarray(number * 3 if width_deg == 3 else number * 6 - 3, dtype=float)


def parse_traditional_xy(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    *,
    central_meridian_deg: float | None = None,
) -> TraditionalPositions:
    """Return longitude and latitude of plane coordinates in metres, in whichever order they come.

    One of each pair is the easting with its zone number in front (37489671 is zone 37, 489671 m), the other
    the northing. Zones 13–23 are 6° zones, 24–45 are 3° zones; that is how they are told apart in China.
    Eastings without zone need ``central_meridian_deg``. Raises CoordinateTextError and LengthMismatchError.
    """
    one = np.atleast_1d(np.asarray(first, dtype=float))
    other = np.atleast_1d(np.asarray(second, dtype=float))
    if one.shape != other.shape:
        raise LengthMismatchError("second coordinates", len(other), len(one))
    northing_first = other > one
    if central_meridian_deg is not None:
        northing_first = one > other
        northing_first = np.where(_has_zone(one) | _has_zone(other), other > one, northing_first)
    northing, easting = np.where(northing_first, one, other), np.where(northing_first, other, one)
    zoned = _has_zone(easting)
    zone = np.where(zoned, np.floor_divide(easting, _ZONE_UNIT), 0).astype(np.intp)
    width = np.where(zone >= _ZONES_3_DEG.start, 3, np.where(zone > 0, 6, 0)).astype(np.intp)
    local = np.where(zoned, easting - zone * _ZONE_UNIT, easting)
    _check(one, other, northing, local, zoned | (central_meridian_deg is not None))
    meridian = np.where(
        width == 3,
        central_meridian(zone),
        np.where(width == 6, central_meridian(zone, width_deg=6), central_meridian_deg or 0.0),
    )
    lon, lat = np.empty(one.shape), np.empty(one.shape)
    for degrees in np.unique(meridian):
        here = meridian == degrees
        lon[here], lat[here] = _gauss_kruger(float(degrees))(local[here], northing[here], inverse=True)
    return TraditionalPositions(
        lon=lon,
        lat=lat,
        zone=zone,
        zone_width_deg=width,
        central_meridian_deg=np.asarray(meridian, dtype=float),
        northing_first=np.asarray(northing_first, dtype=bool),
    )


def to_traditional_xy(
    lon: npt.ArrayLike, lat: npt.ArrayLike, *, width_deg: int = 3
) -> tuple[FloatArray, FloatArray]:
    """Return X (northing) and Y (easting with the zone number in front) in metres of CGCS2000 degrees."""
    degrees = np.atleast_1d(np.asarray(lon, dtype=float))
    latitude = np.atleast_1d(np.asarray(lat, dtype=float))
    zone = zone_number(degrees, width_deg=width_deg)
    x, y = np.empty(degrees.shape), np.empty(degrees.shape)
    for number in np.unique(zone):
        here = zone == number
        meridian = float(central_meridian(number, width_deg=width_deg))
        easting, x[here] = _gauss_kruger(meridian)(degrees[here], latitude[here])
        y[here] = easting + number * _ZONE_UNIT
    return x, y


def parse_traditional_text(text: str, *, central_meridian_deg: float | None = None) -> TraditionalPositions:
    """Return the one position that a text such as “X=4144605.743, Y=37489671.577” names.

    Full-width digits, labels, thousands separators and either order are understood. Raises
    CoordinateTextError.
    """
    plain = _THOUSANDS.sub("", unicodedata.normalize("NFKC", text))
    numbers = [float(n) for n in _NUMBER.findall(plain)]
    if len(numbers) != 2:
        raise CoordinateTextError(text, "are not two numbers; write them like X=4144605.743 Y=37489671.577")
    return parse_traditional_xy([numbers[0]], [numbers[1]], central_meridian_deg=central_meridian_deg)


def _has_zone(value: FloatArray) -> npt.NDArray[np.bool_]:
    zone = np.floor_divide(np.nan_to_num(value), _ZONE_UNIT)
    return np.asarray((zone >= _ZONES_6_DEG.start) & (zone < _ZONES_3_DEG.stop))


def _check(
    one: FloatArray,
    other: FloatArray,
    northing: FloatArray,
    easting: FloatArray,
    placed: npt.NDArray[np.bool_],
) -> None:
    bad = ~np.isfinite(one) | ~np.isfinite(other)
    _refuse(one, other, bad, "are not numbers; write metres such as 4144605.743 and 37489671.577")
    _refuse(
        one,
        other,
        ~placed,
        "carry no zone number; choose the central meridian, or write the easting with its zone",
    )
    outside = (northing < _NORTHING_M[0]) | (northing > _NORTHING_M[1])
    outside |= (easting < _EASTING_M[0]) | (easting > _EASTING_M[1])
    _refuse(
        one, other, outside, "lie outside a Gauss–Krüger zone in China; check the digits and the zone number"
    )


def _refuse(one: FloatArray, other: FloatArray, wrong: npt.NDArray[np.bool_], problem: str) -> None:
    for i in np.flatnonzero(wrong)[:1]:
        raise CoordinateTextError(f"{one[i]:.3f}, {other[i]:.3f}", problem)


@cached_per_thread(maxsize=64)
def _gauss_kruger(meridian_deg: float) -> pyproj.Proj:
    return pyproj.Proj(
        f"+proj=tmerc +algo=poder_engsager +lat_0=0 +lon_0={meridian_deg!r} +k=1 "
        f"+x_0={FALSE_EASTING_M} +y_0=0 +ellps=GRS80 +units=m"
    )

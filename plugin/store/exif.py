"""What a camera wrote into a photo: when, where and in which direction; and a small picture of it.

Pillow comes with QGIS on most platforms, but not with every Python: without it a photo is kept all the same,
and its date, position and thumbnail stay blank.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

CHINA_TIME = timezone(timedelta(hours=8))
"""The one civil time of the country: what a camera means that states no offset."""

THUMBNAIL_PX = 256

_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_DATE_TIME, _DATE_TIME_ORIGINAL, _OFFSET_TIME_ORIGINAL = 0x0132, 0x9003, 0x9011
_LATITUDE_REF, _LATITUDE, _LONGITUDE_REF, _LONGITUDE, _DIRECTION = 1, 2, 3, 4, 17
_UNREADABLE = (OSError, ValueError, TypeError, SyntaxError, ZeroDivisionError, KeyError, ArithmeticError)


@dataclass(frozen=True, kw_only=True)
class PhotoFacts:
    """What is known of a photo; angles in degrees, longitude and latitude in WGS 84, the thumbnail a JPEG."""

    taken_at: datetime | None = None
    longitude: float | None = None
    latitude: float | None = None
    azimuth_deg: float | None = None
    thumbnail: bytes | None = None


def read_facts(path: Path) -> PhotoFacts:
    """Return what the photo says of itself; every part that is absent or unreadable is None."""
    image_module = _pillow("PIL.Image")
    if image_module is None:
        return PhotoFacts()
    try:
        with image_module.open(path) as image:
            exif = image.getexif()
            details, position = exif.get_ifd(_EXIF_IFD), exif.get_ifd(_GPS_IFD)
            stamp = details.get(_DATE_TIME_ORIGINAL) or exif.get(_DATE_TIME)
            return PhotoFacts(
                taken_at=_moment(stamp, details.get(_OFFSET_TIME_ORIGINAL)),
                longitude=_angle(position, _LONGITUDE, _LONGITUDE_REF, "W"),
                latitude=_angle(position, _LATITUDE, _LATITUDE_REF, "S"),
                azimuth_deg=_direction(position.get(_DIRECTION)),
                thumbnail=_thumbnail(image),
            )
    except _UNREADABLE:
        return PhotoFacts()


def _pillow(name: str) -> Any:
    with contextlib.suppress(ImportError):
        return importlib.import_module(name)
    return None


def _moment(stamp: object, offset: object) -> datetime | None:
    found = re.fullmatch(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)", str(stamp or "").strip("\0 "))
    if found is None:
        return None
    try:
        moment = datetime(*(int(part) for part in found.groups()))  # type: ignore[arg-type]
    except ValueError:
        return None
    return moment.replace(tzinfo=_offset(str(offset or "")))


def _offset(text: str) -> timezone:
    found = re.fullmatch(r"([+-])(\d\d):(\d\d)", text.strip("\0 "))
    if found is None:
        return CHINA_TIME
    size = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(-size if found[1] == "-" else size) if size < timedelta(hours=24) else CHINA_TIME


def _angle(position: Mapping[int, Any], tag: int, reference: int, negative: str) -> float | None:
    parts = position.get(tag)
    if parts is None or len(parts) != 3:
        return None
    with contextlib.suppress(*_UNREADABLE):
        degrees, minutes, seconds = (float(part) for part in parts)
        angle = degrees + minutes / 60 + seconds / 3600
        if 0 <= angle <= 180:
            return -angle if str(position.get(reference, "")).strip("\0 ").upper() == negative else angle
    return None


def _direction(value: Any) -> float | None:
    with contextlib.suppress(*_UNREADABLE):
        if value is not None and 0 <= float(value) <= 360:
            return float(value) % 360
    return None


def _thumbnail(image: Any) -> bytes:
    """Return a JPEG of at most 256 px, turned upright as the camera's orientation says."""
    operations = _pillow("PIL.ImageOps")
    image.draft("RGB", (THUMBNAIL_PX * 2, THUMBNAIL_PX * 2))
    upright = operations.exif_transpose(image)
    upright.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX))
    buffer = io.BytesIO()
    upright.convert("RGB").save(buffer, "JPEG", quality=75)
    return buffer.getvalue()

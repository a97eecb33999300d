"""The geometry blob of a GeoPackage, byte for byte as OGR writes it.

Source: OGC 12-128r17 (GeoPackage 1.3), 2.1.3 "BLOB format".
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely

CGCS2000 = 4490

_MAGIC = b"GP"
_EMPTY = 0b0001_0000
_ENVELOPE_XY = 0b0000_0010
_LITTLE_ENDIAN = 0b0000_0001
_ENVELOPE_BYTES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_HEADER = struct.Struct("<2sBBi")
_ENVELOPE = {"little": struct.Struct("<4d"), "big": struct.Struct(">4d")}
_WKB_POINT = {b"\x01": struct.Struct("<BI2d"), b"\x00": struct.Struct(">BI2d")}

Geometry = Any
"""A shapely geometry."""


def encode(geometry: Geometry, *, srs_id: int = CGCS2000) -> bytes:
    """Return the GeoPackage blob of a shapely geometry: little endian, 2-D, in degrees of the given CRS.

    Points and empty geometries have no envelope, all others carry the xy envelope, as OGR writes them.
    """
    return encode_many([geometry], srs_id=srs_id)[0]


def encode_many(geometries: Iterable[Geometry], *, srs_id: int = CGCS2000) -> list[bytes]:
    """Return the GeoPackage blobs of shapely geometries, in their order.

    >>> encode_many([])
    []
    """
    array = shapely.force_2d(np.asarray(list(geometries), dtype=object))
    bodies = shapely.to_wkb(array, byte_order=1, include_srid=False)
    kinds, empties, bounds = shapely.get_type_id(array), shapely.is_empty(array), shapely.bounds(array)
    blobs: list[bytes] = []
    for body, kind, empty, (west, south, east, north) in zip(bodies, kinds, empties, bounds, strict=True):
        if empty:
            blobs.append(_HEADER.pack(_MAGIC, 0, _LITTLE_ENDIAN | _EMPTY, srs_id) + body)
        elif kind == 0:
            blobs.append(_HEADER.pack(_MAGIC, 0, _LITTLE_ENDIAN, srs_id) + body)
        else:
            header = _HEADER.pack(_MAGIC, 0, _LITTLE_ENDIAN | _ENVELOPE_XY, srs_id)
            blobs.append(header + _ENVELOPE["little"].pack(west, east, south, north) + body)
    return blobs


def decode(blob: bytes | None) -> Geometry:
    """Return the shapely geometry of a GeoPackage blob, or None for NULL.

    >>> decode(None) is None
    True
    """
    return decode_many([blob])[0]


def decode_many(blobs: Sequence[bytes | None]) -> Any:
    """Return a numpy array of shapely geometries, None where the blob is NULL.

    Raises ValueError where a blob is no GeoPackage geometry.
    """
    bodies = np.array([None if blob is None else wkb(blob) for blob in blobs], dtype=object)
    return shapely.from_wkb(bodies)


def wkb(blob: bytes) -> bytes:
    """Return the ISO WKB inside a GeoPackage blob, in the byte order it was written with.

    Raises ValueError where the blob has no GeoPackage header.
    """
    if len(blob) < _HEADER.size or blob[:2] != _MAGIC:
        raise ValueError("the blob has no GeoPackage header")
    envelope = _ENVELOPE_BYTES.get((blob[3] >> 1) & 0b111)
    if envelope is None:
        raise ValueError("the blob has an envelope of an unknown kind")
    return bytes(blob[_HEADER.size + envelope :])


def canonical_wkb(blobs: Sequence[bytes | None]) -> list[bytes | None]:
    """Return little-endian 2-D WKB for each blob, so that two encodings of one geometry compare as equal."""
    if not blobs:
        return []
    return list(shapely.to_wkb(shapely.force_2d(decode_many(blobs)), byte_order=1, include_srid=False))


def is_empty(blob: bytes | None) -> int | None:
    """Return 1 where the header says that the geometry is empty, else 0; None for NULL (`ST_IsEmpty`)."""
    if blob is None or len(blob) < _HEADER.size or blob[:2] != _MAGIC:
        return None
    return int(bool(blob[3] & _EMPTY))


def envelope(blob: bytes | None) -> tuple[float, float, float, float] | None:
    """Return (min x, max x, min y, max y) from the header, or from the coordinates where it has none.

    None for NULL, for an empty geometry and for a blob that is no GeoPackage geometry.
    """
    if blob is None or len(blob) < _HEADER.size or blob[:2] != _MAGIC or blob[3] & _EMPTY:
        return None
    if (blob[3] >> 1) & 0b111:
        order = _ENVELOPE["little" if blob[3] & _LITTLE_ENDIAN else "big"]
        west, east, south, north = order.unpack_from(blob, _HEADER.size)
        return west, east, south, north
    point = _WKB_POINT.get(bytes(blob[8:9]))
    if point is not None and len(blob) >= _HEADER.size + point.size:
        _, kind, x, y = point.unpack_from(blob, _HEADER.size)
        if kind % 1000 == 1:
            return x, x, y, y
    west, south, east, north = shapely.bounds(decode(blob))
    return float(west), float(east), float(south), float(north)

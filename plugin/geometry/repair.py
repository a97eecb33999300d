"""Invalid geometry made valid and reported, 3-D made 2-D, and types coerced without loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import GeometryType

from .arrays import BoolArray, Geometries, GeometryArray, IntArray, geometry_array
from .errors import IncompatibleGeometryError


@dataclass(frozen=True, kw_only=True)
class RepairReport:
    """What was done to the input, by index: which were made valid and why, and which are missing or empty."""

    repaired: IntArray
    reasons: tuple[str, ...]
    empty: IntArray

    @property
    def clean(self) -> bool:
        """Whether every geometry was there and valid."""
        return not len(self.repaired) and not len(self.empty)


def repaired(geoms: Geometries) -> tuple[GeometryArray, RepairReport]:
    """Return the geometries, valid and 2-D, and the report of what was wrong.

    Any type, any CRS. Nothing is dropped: a self-crossing polygon becomes the areas it encloses
    (``make_valid``), None and empty geometries become None and stand in the report. Coordinates that are not
    finite make a geometry count as empty.

    >>> repaired([])[1].clean
    True
    """
    originals = geometry_array(geoms)
    array = np.asarray(shapely.force_2d(originals), dtype=object)
    empty = shapely.is_missing(array) | shapely.is_empty(array) | ~_finite(array)
    array[empty] = None
    wrong = np.flatnonzero(~empty & ~shapely.is_valid(array))
    reasons = tuple(str(r) for r in shapely.is_valid_reason(array[wrong]))
    array[wrong] = shapely.make_valid(array[wrong])
    array[wrong] = [
        _same_dimension(new, old) for new, old in zip(array[wrong], originals[wrong], strict=True)
    ]
    return array, RepairReport(repaired=wrong, reasons=reasons, empty=np.flatnonzero(empty))


def as_multi(geom: shapely.Geometry | None, kind: str) -> shapely.Geometry | None:
    """Return the geometry, 2-D, as ``kind``: "MULTIPOLYGON", "MULTILINESTRING" or "POINT"; None stays None.

    Single parts are wrapped, collections give up the parts of the wanted dimension if all have it; a point of
    several becomes their first only if there is one. Raises IncompatibleGeometryError where something would
    be lost.
    """
    if geom is None or geom.is_empty:
        return None
    flat = shapely.force_2d(geom)
    wanted = kind.upper()
    dimension = {"POINT": 0, "MULTILINESTRING": 1, "MULTIPOLYGON": 2}.get(wanted)
    parts = simple_parts(flat)
    if dimension is None or (shapely.get_dimensions(parts) != dimension).any():
        raise IncompatibleGeometryError(geom.geom_type, wanted)
    if wanted == "POINT":
        if len(parts) != 1:
            raise IncompatibleGeometryError(f"{geom.geom_type} of {len(parts)} points", wanted)
        return parts[0]
    if wanted == "MULTILINESTRING":
        return shapely.multilinestrings([shapely.linestrings(shapely.get_coordinates(p)) for p in parts])
    return shapely.multipolygons(parts)


def simple_parts(geom: shapely.Geometry) -> GeometryArray:
    """Return the points, lines and polygons that a geometry is made of, at every depth."""
    parts, _ = exploded(geometry_array([geom]))
    return parts


def exploded(geoms: GeometryArray) -> tuple[GeometryArray, IntArray]:
    """Return the non-empty points, lines and polygons of all, and the index of each one's geometry."""
    owner = np.arange(len(geoms), dtype=np.intp)
    parts = geoms
    kinds = shapely.get_type_id(parts)
    while ((kinds < 0) | (kinds > GeometryType.POLYGON)).any():
        parts, index = shapely.get_parts(parts, return_index=True)
        owner = owner[index]
        kinds = shapely.get_type_id(parts)
    filled = ~shapely.is_empty(parts)
    return np.asarray(parts[filled], dtype=object), owner[filled]


def _finite(array: GeometryArray) -> BoolArray:
    xy, index = shapely.get_coordinates(array, return_index=True)
    result = np.ones(len(array), dtype=bool)
    result[index[~np.isfinite(xy).all(axis=1)]] = False
    return result


def _same_dimension(new: shapely.Geometry, old: shapely.Geometry) -> shapely.Geometry:
    """Return ``new`` without the slivers of lower dimension that ``make_valid`` adds to a polygon."""
    if new.geom_type != "GeometryCollection" or old.geom_type == "GeometryCollection":
        return new
    parts = simple_parts(new)
    kept = parts[shapely.get_dimensions(parts) == shapely.get_dimensions(old)]
    if not len(kept):
        return new
    return shapely.multipolygons(kept) if shapely.get_dimensions(old) == 2 else shapely.union_all(kept)

"""Areas, lengths and overlaps on the ellipsoid of CGCS2000."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from shapely import GeometryType

from .arrays import BoolArray, FloatArray, Geometries, GeometryArray, geometry_array
from .errors import LengthMismatchError
from .projection import GRS80
from .repair import exploded, repaired
from .ring_areas import ring_areas_m2

M2_PER_HM2 = 10_000.0

INSIDE = "inside"
TOUCHING = "touching"
NEAR = "near"


def area_hm2(geoms: Geometries) -> FloatArray:
    """Return the ellipsoidal area of each geometry in hm² (公顷), holes taken off.

    Points, lines and None have 0. EPSG:4490; edges are geodesics. The area of a self-crossing ring is that of
    the areas it encloses.

    >>> area_hm2([]).tolist()
    []
    """
    array, _ = repaired(geoms)
    return valid_area_hm2(array)


def valid_area_hm2(array: GeometryArray) -> FloatArray:
    """Return what `area_hm2` does, of geometries that are known to be valid, such as buffers."""
    parts, owner = exploded(array)
    areal = shapely.get_type_id(parts) == GeometryType.POLYGON
    rings, polygon = shapely.get_rings(parts[areal], return_index=True)
    if not len(rings):
        return np.zeros(len(array))
    first = np.ones(len(rings), dtype=bool)
    first[1:] = polygon[1:] != polygon[:-1]
    signed = np.where(first, 1.0, -1.0) * ring_areas_m2(rings)
    return np.asarray(np.bincount(owner[areal][polygon], signed, len(array))) / M2_PER_HM2


def length_m(geoms: Geometries) -> FloatArray:
    """Return the ellipsoidal length in metres of each line, and of each polygon's outlines.

    Points and None have 0. EPSG:4490; edges are geodesics.

    >>> length_m([None]).tolist()
    [0.0]
    """
    array = np.asarray(shapely.force_2d(geometry_array(geoms)), dtype=object)
    parts, owner = exploded(array)
    areal = shapely.get_type_id(parts) == GeometryType.POLYGON
    rings, polygon = shapely.get_rings(parts[areal], return_index=True)
    linear = shapely.get_dimensions(parts) == 1
    curves = np.concatenate([parts[linear], rings])
    curve_owner = np.concatenate([owner[linear], owner[areal][polygon]])
    xy, curve = shapely.get_coordinates(curves, return_index=True)
    if len(xy) < 2:
        return np.zeros(len(array))
    _, _, step = GRS80.inv(xy[:-1, 0], xy[:-1, 1], xy[1:, 0], xy[1:, 1])
    joined = curve[1:] == curve[:-1]
    return np.asarray(
        np.bincount(curve_owner[curve[1:][joined]], np.asarray(step)[joined], len(array)), dtype=float
    )


def overlap(a: Geometries, b: Geometries) -> tuple[FloatArray, FloatArray]:
    """Return for each pair the overlap in hm², and the share of ``a`` that lies in ``b`` (0 … 1).

    Parallel arrays of any types, EPSG:4490. A line's share is by length, a point's 0 or 1; both overlap with
    0 hm². None gives 0. Raises LengthMismatchError.
    """
    first, second = _repaired_once(a), _repaired_once(b)
    _same_length(first, second)
    common = np.full(len(first), None, dtype=object)
    meet = np.flatnonzero(shapely.intersects(second, first))
    covered = shapely.covers(second[meet], first[meet])
    common[meet[covered]] = first[meet[covered]]
    common[meet[~covered]] = shapely.intersection(
        _collected(first[meet[~covered]]), _collected(second[meet[~covered]])
    )
    areas = area_hm2(common)
    dimension = shapely.get_dimensions(first)
    whole = np.where(dimension == 2, area_hm2(first), np.where(dimension == 1, length_m(first), 1.0))
    linear_share = np.where(shapely.get_dimensions(common) >= 1, length_m(common), 0.0)
    point_share = _meeting(len(first), meet).astype(float)
    part = np.where(dimension == 2, areas, np.where(dimension == 1, linear_share, point_share))
    share = np.divide(part, whole, out=np.zeros(len(first)), where=whole > 0)
    return np.where(dimension == 2, areas, 0.0), np.clip(share, 0.0, 1.0)


def relation(a: Geometries, b: Geometries) -> npt.NDArray[np.str_]:
    """Return for each pair how ``a`` lies to ``b``: "inside", "touching" or "near".

    Inside: no part of ``a`` is outside; touching: any common position. Parallel arrays of any types, same
    CRS; a pair with None is "near". Raises LengthMismatchError.
    """
    first, second = _repaired_once(a), _repaired_once(b)
    _same_length(first, second)
    inside = shapely.covers(second, first)
    meets = shapely.intersects(second, first)
    return np.where(inside, INSIDE, np.where(meets, TOUCHING, NEAR))


def _repaired_once(geoms: Geometries) -> GeometryArray:
    """Return the geometries valid and prepared; one that stands in many pairs is the same object in all."""
    array = geometry_array(geoms)
    _, first, place = np.unique(
        np.array([id(g) for g in array], dtype=np.int64), return_index=True, return_inverse=True
    )
    distinct, _ = repaired(array[first])
    shapely.prepare(distinct)
    return np.asarray(distinct[place], dtype=object)


def _collected(array: GeometryArray) -> GeometryArray:
    """Return the geometries with mixed collections dissolved to their parts of the highest dimension."""
    mixed = np.flatnonzero(shapely.get_type_id(array) == GeometryType.GEOMETRYCOLLECTION)
    result = array.copy()
    for i in mixed:
        parts, _ = exploded(array[i : i + 1])
        dimension = shapely.get_dimensions(parts)
        result[i] = shapely.union_all(parts[dimension == dimension.max()])
    return result


def _same_length(first: GeometryArray, second: GeometryArray) -> None:
    if len(first) != len(second):
        raise LengthMismatchError("geometries to compare", len(second), len(first))


def _meeting(count: int, meet: npt.NDArray[np.intp]) -> BoolArray:
    result = np.zeros(count, dtype=bool)
    result[meet] = True
    return result

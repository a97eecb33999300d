"""Coordinates that web maps shifted (GCJ-02): noticed on import, taken off where it is certain, else told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from ..exchange.source_table import SourceTable
from ..geometry.coordinate_traps import gcj02_offset_m, gcj02_to_wgs84, looks_like_gcj02

GeometryArray = npt.NDArray[np.object_]
TRAPS = ("auto", "gcj02", "none")
_SHIFTED_CRS = re.compile(r"GCJ-?02|火星", re.IGNORECASE)
_CRS_COLUMNS = ("坐标系", "坐标系统", "crs", "coord_sys", "coordsys")
_PORTAL_COLUMNS = frozenset({"adcode", "acroutes", "childrennum", "subfeatureindex"})
_NEAR_DEG = 0.008
"""Features are beside the county line within this: a little more than the largest shift, about 700 m."""
_FEWEST = 3
_FEWEST_SHARE = 0.02
_RETURNED_SHARE = 0.75
_MOVED_OUT_SHARE = 0.25


def judge(
    source: SourceTable, geometries: GeometryArray, *, trap: str, county: Any | None, is_county: bool
) -> tuple[bool, str]:
    """Return whether to take the GCJ-02 shift off, and the sentence about it (Chinese and English), or
    nothing.

    `trap` is ``gcj02`` where the user declares it, ``none`` to leave all as it is, ``auto`` to take it off
    where the source declares it or, for a county's outline, where it fits the workspace's `county` better
    without. Where features only look shifted, nothing is moved and the sentence says what to do.
    """
    if trap == "none":
        return False, ""
    if trap == "gcj02":
        return True, "按声明消除 GCJ-02 偏移。 The GCJ-02 shift was taken off, as declared."
    if _declares(source):
        return True, "来源注明 GCJ-02，已消除偏移。 The source declares GCJ-02; the shift was taken off."
    if is_county and county is not None:
        candidates = _same_area(geometries, county)
        evidence = looks_like_gcj02(candidates, [county]) if candidates else None
        if evidence is not None and evidence.looks_shifted:
            as_is, unshifted = evidence.distance_as_is_m, evidence.distance_unshifted_m
            return True, _outline_sentence(as_is, unshifted)
    if county is not None and (sentence := _sticks_out(geometries, county)):
        return False, sentence
    is_portal = bool({column.lower() for column in source.columns} & _PORTAL_COLUMNS)
    return False, _portal_sentence() if is_portal and not _says_unshifted(source) else ""


def without_gcj02(geometries: Sequence[Any] | GeometryArray) -> GeometryArray:
    """Return the geometries (EPSG:4490 degrees) with the GCJ-02 shift taken off; None stays None."""

    def back(points: Any) -> Any:
        plain = gcj02_to_wgs84(points[:, 0], points[:, 1])
        return np.column_stack([plain.lon, plain.lat])

    return np.asarray(shapely.transform(np.asarray(geometries, dtype=object), back), dtype=object)


def _same_area(geometries: GeometryArray, county: Any) -> list[Any]:
    """Return the geometries that show the county: those that share half of what both cover together."""
    found = []
    for geometry in geometries:
        if geometry is None or not shapely.intersects(shapely.box(*geometry.bounds), county):
            continue
        shared = shapely.intersection(geometry, county).area
        if shared > 0.5 * (geometry.area + county.area - shared):
            found.append(geometry)
    return found


def _declares(source: SourceTable) -> bool:
    """Return whether the CRS or a column about it says GCJ-02."""
    if source.crs and _SHIFTED_CRS.search(source.crs):
        return True
    columns = [column for column in source.columns if column.lower() in _CRS_COLUMNS]
    return any(
        _SHIFTED_CRS.search(str(row.get(column, ""))) for row in source.rows[:50] for column in columns
    )


def _says_unshifted(source: SourceTable) -> bool:
    return any("shifted" in str(value) for row in source.rows[:5] for value in row.values())


def _sticks_out(geometries: GeometryArray, county: Any) -> str:
    """Return a warning where features beside the county line lie outside it, but inside without the shift."""
    located = [geometry for geometry in geometries if geometry is not None]
    if len(located) < _FEWEST:
        return ""
    points = shapely.point_on_surface(np.array(located, dtype=object))
    inside = shapely.contains(county, points)
    near = points[~inside][shapely.distance(points[~inside], county) < _NEAR_DEG]
    if len(near) < max(_FEWEST, _FEWEST_SHARE * len(points)):
        return ""
    returned = int(shapely.contains(county, without_gcj02(near)).sum())
    moved_out = int((~shapely.contains(county, without_gcj02(points[inside]))).sum())
    if returned < _RETURNED_SHARE * len(near) or moved_out > _MOVED_OUT_SHARE * returned:
        return ""
    middle = shapely.get_coordinates(near).mean(axis=0)
    return _outside_sentence(len(near), returned, float(gcj02_offset_m([middle[0]], [middle[1]])[0]))


def _outline_sentence(as_is_m: float, unshifted_m: float) -> str:
    return (
        f"界线平均偏移 {as_is_m:.0f} m，消除 GCJ-02 偏移后为 {unshifted_m:.0f} m，已消除。 "
        f"The outline lay {as_is_m:.0f} m off, {unshifted_m:.0f} m without the GCJ-02 shift; "
        "it was taken off."
    )


def _outside_sentence(outside: int, returned: int, metres: float) -> str:
    return (
        f"{outside} 个要素紧贴县界之外，消除 GCJ-02 偏移（约 {metres:.0f} m）后 {returned} 个在县内；"
        "如来自网络地图，请以 SOURCE_CRS_TRAP = gcj02 重新导入。 "
        f"{outside} features lie just outside the county, {returned} of them inside once the GCJ-02 shift "
        f"({metres:.0f} m) is taken off; if the source is a web map, import it with SOURCE_CRS_TRAP = gcj02."
    )


def _portal_sentence() -> str:
    return (
        "字段与地图门户 (DataV/高德) 的界线相同，此类数据多为 GCJ-02；"
        "如是，请以 SOURCE_CRS_TRAP = gcj02 重新导入。 "
        "The columns are those of web map portals (DataV, Amap), whose boundaries are mostly GCJ-02, "
        "some 500 m off; if this one is, import it with SOURCE_CRS_TRAP = gcj02."
    )

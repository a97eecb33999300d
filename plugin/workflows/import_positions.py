"""Where imported rows lie: positions from columns, any CRS to EPSG:4490, shifted coordinates, broken
geometry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from ..domain.changes import Value
from ..exchange.errors import MissingCrsError
from ..exchange.field_matching import FieldMatch
from ..exchange.source_table import SourceTable
from ..geometry.errors import GeometryError
from ..geometry.gauss_kruger import parse_traditional_xy
from ..geometry.projection import LATITUDE_LIMIT_DEG, WIDTH_LIMIT_DEG, to_geographic
from ..geometry.repair import repaired
from . import import_traps

FAR = "it lies too far from the county; check its coordinates, or its coordinate reference system"
FAR_DEG = WIDTH_LIMIT_DEG / 2
"""Records this far east and west of the county's middle still lie in one projection together."""

GeometryArray = npt.NDArray[np.object_]
_DEGREES_TEXT = re.compile(r"(\d{1,3})[°度:：]\s*(\d{1,2})[′'分:：]\s*(\d{1,2}(?:\.\d+)?)\s*[″\"秒]?")


@dataclass(frozen=True, kw_only=True)
class Positions:
    """One geometry in EPSG:4490 or None a row, the row's problem where there is one, and what a person
    must know."""

    geometries: GeometryArray
    problems: Mapping[int, str]
    repaired: Mapping[int, str]
    warnings: tuple[str, ...]
    shifted: bool


def locate(
    source: SourceTable, match: FieldMatch, *, trap: str, county: Any | None, is_county: bool
) -> Positions:
    """Return where the rows of a source lie.

    `trap` is ``gcj02`` to take the GCJ-02 shift off, ``none`` to leave all as it is, ``auto`` to take it off
    where the source declares it or, for a county's outline, where it fits the workspace's `county` better
    without; else to warn.

    :raises exchange.errors.MissingCrsError: where geometries come without a CRS.
    :raises geometry.errors.UnknownCrsError, UnsupportedExtentError: where the CRS cannot be used.
    """
    problems: dict[int, str] = {}
    warnings: list[str] = []
    if source.has_geometry:
        if source.crs is None:
            raise MissingCrsError(source.name)
        geometries = to_geographic(source.geometries, source.crs)
    else:
        geometries, problems, notes = _from_columns(source, match)
        warnings.extend(notes)
    sound, report = repaired(geometries)
    mended = {int(row): why for row, why in zip(report.repaired, report.reasons, strict=True)}
    shift, reason = import_traps.judge(source, sound, trap=trap, county=county, is_county=is_county)
    if reason:
        warnings.append(reason)
    if shift:
        sound = import_traps.without_gcj02(sound)
    if county is not None:
        problems = {**dict.fromkeys(_far_from(county, sound), FAR), **problems}
    return Positions(
        geometries=sound, problems=problems, repaired=mended, warnings=tuple(warnings), shifted=shift
    )


def _far_from(county: Any, geometries: GeometryArray) -> list[int]:
    """Return the rows with which nothing could be measured any more: a projection reaches only so far."""
    west, south, east, north = shapely.bounds(geometries).reshape(-1, 4).T
    middle = float(shapely.centroid(county).x)
    wide = np.maximum(np.abs(west - middle), np.abs(east - middle)) > FAR_DEG
    high = np.maximum(np.abs(south), np.abs(north)) > LATITUDE_LIMIT_DEG
    return [int(row) for row in np.flatnonzero(wide | high)]


def has_position(match: FieldMatch) -> bool:
    """Return whether some columns say where the rows lie."""
    found = match.sources
    pairs = (("@longitude", "@latitude"), ("@x", "@y"))
    return "@wkt" in found or any(a in found and b in found for a, b in pairs)


def _from_columns(source: SourceTable, match: FieldMatch) -> tuple[GeometryArray, dict[int, str], list[str]]:
    """Return points (or what WKT says) from the columns of a sheet, taken as CGCS2000."""
    geometries = np.full(len(source), None, dtype=object)
    problems: dict[int, str] = {}
    if not has_position(match):
        return geometries, problems, []
    for row, values in enumerate(source.rows):
        try:
            geometries[row] = _position(values, match.sources)
        except (ValueError, GeometryError, shapely.errors.ShapelyError) as error:
            problems[row] = f"its position cannot be read: {str(error).rstrip('.')}"
    return (
        geometries,
        problems,
        ["坐标列按 CGCS2000 读取 Coordinates in columns are taken as CGCS2000 (EPSG:4490)."],
    )


def _position(values: Mapping[str, Value], sources: Mapping[str, str]) -> Any | None:
    if "@longitude" in sources and "@latitude" in sources:
        pair = values.get(sources["@longitude"]), values.get(sources["@latitude"])
        if None in pair:
            return None
        longitude, latitude = (_degrees(value) for value in pair)
        return _point(longitude, latitude)
    if "@x" in sources and "@y" in sources:
        pair = values.get(sources["@x"]), values.get(sources["@y"])
        if None in pair:
            return None
        first, second = (_degrees(value) for value in pair)
        if max(abs(first), abs(second)) <= 180:
            return _point(max(first, second), min(first, second))
        found = parse_traditional_xy([first], [second])
        return shapely.Point(float(found.lon[0]), float(found.lat[0]))
    text = values.get(sources["@wkt"])
    return shapely.from_wkt(str(text)) if text else None


def _point(longitude: float, latitude: float) -> Any:
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ValueError(f"{longitude}, {latitude} lies outside the globe")
    return shapely.Point(longitude, latitude)


def _degrees(value: Value) -> float:
    """Return a number of degrees or metres, also of a text like 111°12′30″."""
    if isinstance(value, int | float):
        return float(value)
    text = str(value).strip()
    found = _DEGREES_TEXT.search(text)
    if found:
        return int(found[1]) + int(found[2]) / 60 + float(found[3]) / 3600
    return float(text.strip("°度EN东北经纬 "))

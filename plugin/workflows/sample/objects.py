"""Protected objects of the sample county: what the three zones, the two lines and basic farmland are made
of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from ...domain.changes import Value
from . import names
from .drafts import Draft, mint
from .places import Place, highland
from .roads import HALF_WIDTH_M, Way
from .shapes import blob
from .terrain import Terrain
from .water import River

SOURCE = "合成数据 synthetic"
_ROAD_CLASS = {"expressway": "X1A", "G": "X1A", "S": "X1B", "X": "X1C", "Y": "X1D", "C": "X1E"}
_LEVEL = {
    "expressway": "national",
    "G": "national",
    "S": "province",
    "X": "county",
    "Y": "township",
    "C": "none",
}


def protect(
    rng: np.random.Generator,
    terrain: Terrain,
    county: Any,
    places: Sequence[Place],
    rivers: Sequence[River],
    ways: Sequence[Way],
    fields: Sequence[Any],
) -> list[Draft]:
    """Return the drafts of all protected objects, in metres; a reserve reaches across the county line."""
    drafts = [_way(rng, way) for way in ways]
    for name, river in zip(names.RIVER_NAMES, rivers, strict=False):
        half_width = round(12 + float(np.sqrt(river.upstream)) / 4)
        drafts.append(
            _object(
                rng, "protected_line", river.line, {"class": "X4A", "name": name, "half_width_m": half_width}
            )
        )
    for place in places:
        drafts.append(_object(rng, "protected_area", place.outline, {"class": "Q3", "name": place.name}))
    for number, field in enumerate(fields, start=1):
        drafts.append(_object(rng, "protected_area", field, {"class": "N1", "name": f"基本农田{number:03d}"}))
    drafts.extend(_zones(rng, terrain, county, places, rivers))
    return drafts


def _way(rng: np.random.Generator, way: Way) -> Draft:
    """Return a stretch of road or railway with the class and condition that its bridges and tunnels have
    in law."""
    length = way.line.length
    if way.kind == "railway":
        kind = {"open": "X2A", "bridge": "X2D", "tunnel": "X2B"}[way.work]
        bridge = (
            "rail_bridge_500"
            if length >= 500
            else "rail_bridge_100_500"
            if length >= 100
            else "rail_bridge_100"
        )
    else:
        kind = {"open": _ROAD_CLASS[way.kind], "bridge": "X1F", "tunnel": "X1G"}[way.work]
        bridge = (
            "road_bridge_extra_large"
            if length > 1000
            else "road_bridge_large"
            if length >= 100
            else "road_bridge_medium"
        )
    open_condition = "expressway" if way.kind == "expressway" else "none"
    word = {"open": "", "bridge": "大桥", "tunnel": "隧道"}[way.work]
    values: dict[str, Value] = {
        "class": kind,
        "name": way.name + word,
        "level": _LEVEL.get(way.kind, "national"),
        "condition": {"open": open_condition, "bridge": bridge, "tunnel": "tunnel"}[way.work],
        "half_width_m": HALF_WIDTH_M[way.kind],
    }
    return _object(rng, "protected_line", way.line, values)


def _zones(
    rng: np.random.Generator, terrain: Terrain, county: Any, places: Sequence[Place], rivers: Sequence[River]
) -> list[Draft]:
    high = highland(terrain, county, near_edge=True)
    gorge = highland(terrain, county, near_edge=False)
    head = rivers[min(2, len(rivers) - 1)].line
    spring = shapely.line_interpolate_point(shapely.intersection(head, county), 0.25, normalized=True)
    temple = places[min(9, len(places) - 1)].centre
    peak = shapely.Point(high)
    return [
        _object(
            rng, "protected_area", blob(rng, high, 2300, stretch=1.4, vertices=48),
            {
                "class": "Q1", "name": names.RESERVE_NAME, "level": "province",
                "condition": "unzoned", "designated_on": "2002-06-18",
            },
        ),
        _object(
            rng, "protected_area", blob(rng, gorge, 1500, stretch=2.0, vertices=40),
            {"class": "Q2", "name": names.SCENIC_NAME, "level": "province", "designated_on": "2009-04-20"},
        ),
        _object(
            rng, "protected_area", blob(rng, (spring.x, spring.y), 420, stretch=1.5),
            {"class": "P5", "name": "清沟水源保护区", "level": "county", "designated_on": "2010-09-01"},
        ),
        _object(
            rng, "protected_area", shapely.Point(temple).buffer(90),
            {"class": "P2", "name": "演示古寺保护范围", "level": "province", "designated_on": "1996-01-12"},
        ),
        _object(rng, "protected_point", peak, {"class": "P3", "name": "黑茶岭三角点", "level": "national"}),
    ]  # fmt: skip


def _object(rng: np.random.Generator, table: str, geometry: Any, values: dict[str, Value]) -> Draft:
    filled: dict[str, Value] = {"source": SOURCE, "source_date": "2024-06-30", **values}
    return Draft(table=table, uuid=mint(rng), values=filled, geometry=geometry)

"""Some forty mines of the sample county, of every status, with their licensed areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from ...domain.changes import Value
from . import names
from .drafts import Draft, iso_day, mint, pick
from .places import Place
from .shapes import corner_polygon

STATUSES = {"SC": 16, "ZJ": 5, "FQ": 11, "ZGB": 6, "TC": 2, "BK": 2}
"""How many mines of each status: in all some forty."""


@dataclass(frozen=True)
class MineralKind:
    """What mines of one mineral are like: method, output (10,000 t a year), licensed area (hm²), corners,
    name."""

    method: str
    output: tuple[float, float]
    area_hm2: tuple[float, float]
    word: str
    company: str


KINDS: Mapping[str, MineralKind] = {
    "COAL": MineralKind("DX", (45, 240), (250, 900), "煤矿", "煤业有限公司"),
    "LIMESTONE": MineralKind("LT", (10, 80), (6, 40), "石灰岩矿", "石料有限公司"),
    "BUILDSTONE": MineralKind("LT", (5, 40), (4, 25), "采石场", "建材有限公司"),
    "BRICKCLAY": MineralKind("LT", (3, 12), (3, 12), "砖厂粘土矿", "砖业有限公司"),
    "AL": MineralKind("LD", (10, 60), (40, 160), "铝土矿", "矿业有限公司"),
    "FE": MineralKind("DX", (10, 50), (60, 220), "铁矿", "矿业有限公司"),
}
_SHARES = {"COAL": 0.42, "LIMESTONE": 0.2, "BUILDSTONE": 0.16, "BRICKCLAY": 0.1, "AL": 0.07, "FE": 0.05}
_AGES = {
    "SC": (1978, 2012),
    "ZJ": (2021, 2024),
    "FQ": (1956, 1988),
    "ZGB": (1972, 1998),
    "TC": (1990, 2010),
    "BK": (1968, 1985),
}


@dataclass(frozen=True)
class Mine:
    """A mine as the problems need to know it; `area` and `centre` are in metres."""

    uuid: str
    name: str
    status: str
    mineral: str
    method: str
    centre: tuple[float, float]
    area: Any
    opened_year: int
    closed_year: int | None
    township: str
    village: str


def open_mines(
    rng: np.random.Generator, county: Any, places: Sequence[Place], roads: Any
) -> tuple[list[Mine], list[Draft]]:
    """Return the mines and their drafts (tables ``mine`` and ``mine_area``).

    `roads` holds the main roads: some quarries lie beside them, as they do where the law has to say
    something.
    """
    statuses = [status for status, count in STATUSES.items() for _ in range(count)]
    mines: list[Mine] = []
    drafts: list[Draft] = []
    occupied: list[Any] = [place.outline for place in places if place.is_town]
    for index, status in enumerate(statuses):
        mineral = pick(rng, _SHARES) if index >= len(KINDS) else list(KINDS)[index]
        centre, area = _ground(rng, county, roads, occupied, KINDS[mineral], small=status in {"FQ", "ZGB"})
        occupied.append(area)
        mine, rows = _mine(rng, index, status, mineral, centre, area, places)
        mines.append(mine)
        drafts.extend(rows)
    return mines, drafts


def _ground(
    rng: np.random.Generator,
    county: Any,
    roads: Any,
    occupied: Sequence[Any],
    kind: MineralKind,
    *,
    small: bool,
) -> tuple[tuple[float, float], Any]:
    """Return the middle and the area of a mine on ground that no other mine holds."""
    inner = shapely.buffer(county, -700)
    west, south, east, north = shapely.bounds(inner)
    taken = shapely.union_all(np.array(occupied, dtype=object))
    size = float(rng.uniform(*kind.area_hm2)) * (0.35 if small else 1.0)
    near_road = kind.method == "LT" and rng.random() < 0.5
    for _ in range(400):
        if near_road:
            along = shapely.line_interpolate_point(roads, float(rng.uniform(0, roads.length)))
            x, y = along.x + float(rng.normal(0, 350)), along.y + float(rng.normal(0, 350))
        else:
            x, y = float(rng.uniform(west, east)), float(rng.uniform(south, north))
        area = corner_polygon(rng, (x, y), size, corners=int(rng.integers(5, 12)))
        if shapely.contains(inner, area) and shapely.distance(area, taken) > 150:
            return (float(area.centroid.x), float(area.centroid.y)), area
        size *= 0.992
    return (float(area.centroid.x), float(area.centroid.y)), area


def _mine(
    rng: np.random.Generator,
    index: int,
    status: str,
    mineral: str,
    centre: tuple[float, float],
    area: Any,
    places: Sequence[Place],
) -> tuple[Mine, list[Draft]]:
    kind = KINDS[mineral]
    village = min(
        places, key=lambda place: float(np.hypot(place.centre[0] - centre[0], place.centre[1] - centre[1]))
    )
    opened = iso_day(rng, *_AGES[status])
    closed = _closing_day(rng, status, int(opened[:4]))
    work = names.work_name(index)
    licence = _licence_number(rng, opened) if status not in {"FQ"} else None
    mine = Mine(
        mint(rng), f"{work}{kind.word}", status, mineral, kind.method, centre, area,
        int(opened[:4]), int(closed[:4]) if closed else None, village.township, village.name,
    )  # fmt: skip
    values: dict[str, Value] = {
        "number": f"999901K2024{index + 1:04d}",
        "name": mine.name,
        "enterprise": f"{work}{kind.company}（合成）",
        "licence_number": licence,
        "status": status,
        "mineral": mineral,
        "method": kind.method,
        "designed_output": round(
            float(rng.uniform(*kind.output)) * (0.2 if status in {"FQ", "ZGB"} else 1.0), 1
        ),
        "opened_on": opened,
        "closed_on": closed,
        "township": mine.township,
        "village": mine.village,
        "surveyor": names.PEOPLE[index % len(names.PEOPLE)],
        "surveyed_on": iso_day(rng, 2024, 2024),
        "note": "合成数据 synthetic",
        **_duty(rng, status, work, kind),
    }
    rows = [Draft(table="mine", uuid=mine.uuid, values=values, geometry=shapely.Point(centre))]
    if status in {"SC", "ZJ", "TC", "BK"} or (status == "ZGB" and rng.random() < 0.5):
        area_values: dict[str, Value] = {
            "mine_uuid": mine.uuid,
            "licence_number": licence,
            "established_on": opened,
            "expires_on": closed or f"{int(rng.integers(2026, 2046))}-12-31",
        }
        rows.append(Draft(table="mine_area", uuid=mint(rng), values=area_values, geometry=area))
    return mine, rows


def _duty(rng: np.random.Generator, status: str, work: str, kind: MineralKind) -> dict[str, Value]:
    """Return who answers for a mine of this status, with the document that closed it where one did."""
    state = {
        "FQ": {"extinct": 0.6, "unidentifiable": 0.25, "unknown": 0.15},
        "ZGB": {"survives": 0.4, "extinct": 0.4, "unknown": 0.2},
        "SC": {"survives": 0.85, "transferred": 0.15},
    }.get(status, {"survives": 1.0})
    values: dict[str, Value] = {"obligor_state": pick(rng, state)}
    if values["obligor_state"] in {"survives", "transferred"}:
        values["obligor"] = f"{work}{kind.company}（合成）"
    if values["obligor_state"] == "transferred":
        values["transferee"] = f"{work}整合{kind.company}（合成）"
        values["transferred_on"] = iso_day(rng, 2009, 2019)
    if status == "ZGB":
        values["status_document"] = (
            f"演示政发〔{int(rng.integers(2003, 2017))}〕{int(rng.integers(1, 60))}号（合成）"
        )
    return values


def _closing_day(rng: np.random.Generator, status: str, opened_year: int) -> str | None:
    if status == "FQ":
        return iso_day(rng, opened_year + 4, 1999)
    if status == "ZGB":
        return iso_day(rng, max(opened_year + 3, 2001), 2016)
    if status == "BK":
        return iso_day(rng, 2008, 2019)
    return None


def _licence_number(rng: np.random.Generator, opened: str) -> str:
    """Return a licence number of the right form, ``C`` and 22 digits, that begins with no real authority's
    code."""
    year = max(2008, int(opened[:4]))
    kind = f"{int(rng.integers(1, 8))}{int(rng.integers(1, 10))}30"
    return f"C999901{year}{opened[5:7]}{kind}{int(rng.integers(0, 10**6)):06d}"

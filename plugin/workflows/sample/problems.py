"""Three hundred problems of the sample county, of every type, with land, mines, dates and effects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from ...domain.changes import Value
from . import names
from .drafts import Draft, iso_day, mint, pick
from .kinds import KINDS, ProblemKind
from .mines import Mine
from .shapes import blob, walk

_DECADES = {1950: "五十年代", 1960: "六十年代", 1970: "七十年代", 1980: "八十年代", 1990: "九十年代"}
_EVIDENCE = ("村民证言", "采掘工程平面图", "历史影像", "企业台账", "县志记载")


def find_problems(rng: np.random.Generator, mines: Sequence[Mine], county: Any, farmland: Any) -> list[Draft]:
    """Return the problems with the rows of damaged land and of the mines that caused them.

    `farmland` is the permanent basic farmland as one geometry, in metres like everything here.
    """
    drafts: list[Draft] = []
    number = 0
    shapely.prepare(farmland)
    for code, kind in KINDS.items():
        hosts = _hosts(code, kind, mines)
        for _ in range(kind.count):
            number += 1
            mine = hosts[int(rng.integers(len(hosts)))]
            geometry = _shape(rng, kind, mine, county)
            drafts.extend(_problem(rng, number, code, kind, mine, geometry, farmland))
            drafts.extend(_causes(rng, drafts, mine, mines))
    return drafts


def _hosts(code: str, kind: ProblemKind, mines: Sequence[Mine]) -> list[Mine]:
    """Return the mines where problems of this kind can be; old mines come twice, open shafts are only
    there."""
    fitting = [mine for mine in mines if mine.method in kind.hosts.split() and mine.status != "ZJ"]
    old = [mine for mine in fitting if mine.status in {"FQ", "ZGB", "BK"}]
    if code == "P6" and old:
        return old
    new = (
        [mine for mine in mines if mine.status == "ZJ"]
        if kind.activity in {"construction", "open_pit"}
        else []
    )
    return [*fitting, *old, *new]


def _shape(rng: np.random.Generator, kind: ProblemKind, mine: Mine, county: Any) -> Any:
    """Return the problem's geometry: a point, a line or an area at or near its mine, inside the county."""
    inside = shapely.buffer(county, -150)
    west, south, east, north = shapely.bounds(shapely.buffer(mine.area, 120))
    for _ in range(60):
        x, y = float(rng.uniform(west, east)), float(rng.uniform(south, north))
        if kind.shape == "point":
            shape = shapely.Point(x, y)
        elif kind.shape == "line":
            shape = walk(rng, (x, y), float(rng.uniform(*kind.size)))
        else:
            size = float(kind.size[0] + (kind.size[1] - kind.size[0]) * rng.random() ** 1.8)
            size = min(size, float(np.sqrt(mine.area.area)) * 0.6)
            shape = blob(rng, (x, y), size, stretch=float(rng.uniform(1, 2.2)), vertices=18)
        if shapely.distance(shape, mine.area) < 150 and shapely.contains(inside, shape):
            return shape
    return shapely.Point(mine.centre) if kind.shape == "point" else blob(rng, mine.centre, kind.size[0])


def _problem(
    rng: np.random.Generator, number: int, code: str, kind: ProblemKind, mine: Mine, shape: Any, farmland: Any
) -> list[Draft]:
    table = {"Point": "problem_point", "LineString": "problem_line"}.get(shape.geom_type, "problem_area")
    area_hm2 = float(shape.area) / 10_000
    key = mint(rng)
    on_farmland = table == "problem_area" and float(shapely.intersection(shape, farmland).area) > 200
    values: dict[str, Value] = {
        "number": f"999901W2024{number:04d}",
        "type": code,
        "name": f"{mine.name}{number}号点",
        "township": mine.township,
        "village": mine.village,
        "activity": _activity(kind, mine),
        "land_damage_type": kind.damage or None,
        "basic_farmland_occupied": int(on_farmland) if kind.damage else None,
        "criteria": _criteria(rng, kind),
        "treatment_status": pick(rng, {"0": 0.68, "1": 0.08, "2": 0.09, "3": 0.03, "4": 0.05, "6": 0.07}),
        "position_method": pick(rng, {"gps": 0.6, "rtk": 0.15, "imagery": 0.25}),
        "position_accuracy_m": round(float(rng.uniform(0.5, 10)), 1),
        "surveyor": names.PEOPLE[number % len(names.PEOPLE)],
        "surveyed_on": iso_day(rng, 2024, 2024),
        "note": "合成数据 synthetic",
        **_size(rng, kind, area_hm2),
        **_time(rng, mine),
        **_effects(rng, code, kind),
    }
    rows = [Draft(table=table, uuid=key, values=values, geometry=shape)]
    if kind.land:
        rows.extend(
            _land(rng, key, kind, area_hm2 if table == "problem_area" else float(rng.uniform(0.02, 0.5)))
        )
    return rows


def _activity(kind: ProblemKind, mine: Mine) -> str:
    if kind.activity == "open_pit" and mine.mineral in {"LIMESTONE", "BUILDSTONE"}:
        return "quarry"
    if kind.activity == "open_pit" and mine.mineral == "BRICKCLAY":
        return "borrow"
    return kind.activity


def _criteria(rng: np.random.Generator, kind: ProblemKind) -> str | None:
    """Return one or two statements of the grading table, the milder ones more often, or None."""
    if not kind.criteria or rng.random() < 0.3:
        return None
    weights = {code: 1.0 + position for position, code in enumerate(kind.criteria)}
    return pick(rng, weights)


def _size(rng: np.random.Generator, kind: ProblemKind, area_hm2: float) -> dict[str, Value]:
    if kind.shape == "point":
        height = round(float(rng.uniform(*kind.size)), 1)
        if kind.activity == "open_pit":
            volume = round(float(rng.lognormal(np.log(1500), 1.3)))
            return {"height_m": height, "width_m": round(height * 1.4, 1), "volume_m3": volume}
        return {"depth_m": height}
    if kind.depth_m is None:
        return {"measured_area_hm2": round(area_hm2, 4) or None}
    depth = round(float(rng.uniform(*kind.depth_m)), 1)
    if kind.shape == "line":
        return {"depth_m": depth, "width_m": round(float(rng.uniform(0.05, 0.9)), 2)}
    return {
        "depth_m": depth,
        "measured_area_hm2": round(area_hm2, 4),
        "volume_m3": round(area_hm2 * 10_000 * depth * 0.4),
    }


def _time(rng: np.random.Generator, mine: Mine) -> dict[str, Value]:
    """Return when the damage began and ended, as exactly as anyone knows it; sometimes nobody does."""
    first, last = mine.opened_year, mine.closed_year or 2023
    if rng.random() < 0.06:
        return {"damage_begin_precision": "unknown", "damage_end_precision": "unknown"}
    begin = int(rng.integers(first, max(first + 1, min(last, first + 18))))
    text, precision = _when(rng, begin)
    values: dict[str, Value] = {"damage_begin": text, "damage_begin_precision": precision}
    if mine.closed_year is None and rng.random() < 0.6:
        values["damage_ongoing"] = 1
    else:
        end = min(last, begin + int(rng.integers(1, 12)))
        exact = precision != "decade" or end // 10 == begin // 10
        values["damage_end"], values["damage_end_precision"] = (
            (text, precision) if exact and precision == "decade" else _when(rng, end, after=begin)
        )
    if rng.random() < 0.7:
        values["damage_evidence"] = _EVIDENCE[int(rng.integers(len(_EVIDENCE)))]
    return values


def _when(rng: np.random.Generator, year: int, *, after: int | None = None) -> tuple[str, str]:
    """Return a year as a survey writes it: old ones by the decade, new ones to the month or day."""
    decade = year // 10 * 10
    if decade in _DECADES and rng.random() < 0.35 and (after is None or after < decade):
        return _DECADES[decade], "decade"
    if year < 1995 or rng.random() < 0.4 or after == year:
        return (str(year), "year") if after != year else (f"{year}-12", "month")
    if rng.random() < 0.6:
        return f"{year}-{int(rng.integers(1, 13)):02d}", "month"
    return iso_day(rng, year, year), "day"


def _effects(rng: np.random.Generator, code: str, kind: ProblemKind) -> dict[str, Value]:
    values: dict[str, Value] = {}
    if kind.people and rng.random() < 0.65:
        people = int(rng.gamma(0.7, kind.people / 0.7))
        values["threatened_people"] = people
        if people:
            values["threatened_objects"] = f"居民{people}人，房屋{max(1, people // 3)}间"
    if kind.loss_wan_yuan and rng.random() < 0.7:
        values["loss_wan_yuan"] = round(float(rng.gamma(0.6, kind.loss_wan_yuan / 0.6)), 1)
    if code.startswith("P2") or code == "P501":
        values["inflow_m3_d"] = round(float(rng.lognormal(np.log(1800), 1.1)), 0)
    return values


def _land(rng: np.random.Generator, problem: str, kind: ProblemKind, area_hm2: float) -> list[Draft]:
    """Return one or two rows of damaged land whose areas add up to the damaged area."""
    first = int(rng.integers(len(kind.land)))
    second = int(rng.integers(len(kind.land)))
    share = float(rng.uniform(0.55, 0.9)) if first != second else 1.0
    parts = {kind.land[first]: share} | ({kind.land[second]: 1 - share} if first != second else {})
    return [
        Draft(
            table="problem_land",
            uuid=mint(rng),
            values={
                "problem_uuid": problem,
                "land_use": land_use,
                "area_hm2": round(area_hm2 * part, 4),
                "degree": pick(rng, {"QD": 0.4, "ZD": 0.35, "ZHD": 0.25}),
            },
        )
        for land_use, part in parts.items()
        if round(area_hm2 * part, 4) > 0
    ]


def _causes(
    rng: np.random.Generator, drafts: Sequence[Draft], mine: Mine, mines: Sequence[Mine]
) -> list[Draft]:
    """Return the links of the problem drafted last to what caused it: mostly one mine, sometimes two,
    sometimes none."""
    problem = next(
        draft
        for draft in reversed(drafts)
        if draft.table.startswith("problem_") and draft.geometry is not None
    )
    shares: Mapping[str, float | None]
    draw = rng.random()
    if draw < 0.08:
        return []
    if draw < 0.18:
        other = min(
            (m for m in mines if m is not mine),
            key=lambda m: float(shapely.distance(m.area, problem.geometry)),
        )
        part = float(rng.integers(5, 9) * 10)
        shares = {mine.uuid: part, other.uuid: 100 - part}
    else:
        shares = {mine.uuid: 100.0}
    return [
        Draft(
            table="problem_mine",
            uuid=mint(rng),
            values={"problem_uuid": problem.uuid, "mine_uuid": key, "share_percent": share},
        )
        for key, share in shares.items()
    ]

"""Where people live and farm in the sample county: towns, villages, farmland, a reserve and a scenic area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely import ops

from . import names
from .frame import Floats
from .shapes import blob
from .terrain import CELL_M, COLUMNS, ROWS, Terrain, blur
from .water import River


@dataclass(frozen=True)
class Place:
    """A town or village: its name, its township, the middle and the outline in metres."""

    name: str
    township: str
    centre: tuple[float, float]
    outline: Any
    is_town: bool


def settle(rng: np.random.Generator, terrain: Terrain, county: Any) -> list[Place]:
    """Return the towns, the county seat first, then the villages; each belongs to the nearest town."""
    ground = _suitability(terrain, county)
    towns = _sites(rng, ground, terrain, count=len(names.TOWN_NAMES), apart_m=6500)
    size = np.array([terrain.upstream[_window(terrain, site)].max() for site in towns])
    distance = np.hypot(*np.array(towns).T)
    seat = int(np.argmax(np.log(size) - distance / 9000))
    towns.insert(0, towns.pop(seat))
    places = [
        Place(name, name, site, blob(rng, site, 950 if number == 0 else 420, stretch=1.7), True)
        for number, (name, site) in enumerate(zip(names.TOWN_NAMES, towns, strict=False))
    ]
    sites = _sites(rng, ground, terrain, count=78, apart_m=1500, away_from=towns)
    for name, site in zip(names.village_names(rng, len(sites)), sites, strict=True):
        nearest = min(places[: len(towns)], key=lambda town: np.hypot(*(np.subtract(town.centre, site))))
        outline = blob(rng, site, float(rng.uniform(80, 190)), stretch=1.6)
        places.append(Place(name, nearest.township, site, outline, False))
    return places


def farmland(
    rng: np.random.Generator, rivers: Sequence[River], places: Sequence[Place], county: Any
) -> list[Any]:
    """Return polygons of permanent basic farmland on the valley floors, in metres, clear of river and
    settlements."""
    kept_out = shapely.union_all(
        [shapely.buffer(place.outline, 60) for place in places]
        + [shapely.buffer(river.line, 45) for river in rivers]
    )
    fields: list[Any] = []
    for river in rivers:
        inside = shapely.intersection(river.line, shapely.buffer(county, -200))
        for piece in shapely.get_parts(inside):
            for start in np.arange(500.0, piece.length - 1500, float(rng.uniform(2200, 3200))):
                stretch = ops.substring(piece, start, start + float(rng.uniform(700, 1500)))
                strip = shapely.buffer(stretch, float(rng.uniform(110, 260)), cap_style="round")
                rest = shapely.get_parts(shapely.difference(strip, kept_out))
                fields.extend(shapely.simplify(part, 8) for part in rest if part.area > 30_000)
    return fields


def highland(terrain: Terrain, county: Any, *, near_edge: bool) -> tuple[float, float]:
    """Return a high place in metres: at the county's edge, or inside it near the steepest valley side."""
    field = blur(terrain.heights_m if near_edge else terrain.slope(), 8.0)
    inside = (
        _inside(county) & ~_inside(shapely.buffer(county, -1500))
        if near_edge
        else _inside(county.buffer(-5000))
    )
    row, column = divmod(int(np.argmax(np.where(inside, field, -np.inf))), COLUMNS)
    return terrain.centre(row, column)


def _suitability(terrain: Terrain, county: Any) -> Floats:
    streams = blur((terrain.upstream > 60).astype(np.float64), 2.0) + 2 * blur(
        (terrain.upstream > 900).astype(np.float64), 4.0
    )
    level = np.exp(-6.0 * blur(terrain.slope(), 1.0))
    ground = np.clip(streams, 0, None) * level
    ground[~_inside(shapely.buffer(county, -900))] = 0.0
    ground[blur((terrain.upstream > 2500).astype(np.float64), 0.7) > 0.25] *= 0.05  # not in the river's bed
    return np.asarray(ground)


def _inside(area: Any) -> Any:
    rows, columns = np.mgrid[0:ROWS, 0:COLUMNS]
    x, y = (columns - (COLUMNS - 1) / 2) * CELL_M, ((ROWS - 1) / 2 - rows) * CELL_M
    shapely.prepare(area)
    return shapely.contains_xy(area, x, y)


def _sites(
    rng: np.random.Generator,
    ground: Floats,
    terrain: Terrain,
    *,
    count: int,
    apart_m: float,
    away_from: Sequence[tuple[float, float]] = (),
) -> list[tuple[float, float]]:
    """Return up to `count` places at least `apart_m` from each other, drawn by how well the ground suits."""
    weight = ground.ravel() ** 1.5
    order = rng.choice(
        weight.size, size=min(4000, int(np.count_nonzero(weight))), replace=False, p=weight / weight.sum()
    )
    chosen: list[tuple[float, float]] = []
    taken = list(away_from)
    for cell in order:
        x, y = terrain.centre(*divmod(int(cell), COLUMNS))
        site = (x + float(rng.uniform(-60, 60)), y + float(rng.uniform(-60, 60)))
        if all(np.hypot(site[0] - other[0], site[1] - other[1]) >= apart_m for other in taken):
            chosen.append(site)
            taken.append(site)
        if len(chosen) == count:
            break
    return chosen


def _window(terrain: Terrain, site: tuple[float, float]) -> tuple[slice, slice]:
    row, column = terrain.cell(*site)
    return slice(max(0, row - 5), row + 6), slice(max(0, column - 5), column + 6)

"""Rivers of the sample county: the lines along which the terrain drains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from .shapes import smoothed
from .terrain import COLUMNS, Terrain

RIVER_CELLS = 500
"""A stream is drawn as a river from where this many cells drain through it (16 km²)."""


@dataclass(frozen=True)
class River:
    """A river from its head to its mouth: the line in metres and the cells that drain through its mouth."""

    line: Any
    upstream: float


def find_rivers(terrain: Terrain, county: Any, *, most: int = 9) -> list[River]:
    """Return the rivers that reach into the county, the largest first; each flows down the terrain's
    valleys."""
    upstream = terrain.upstream.ravel()
    taken = np.zeros(upstream.size, dtype=bool)
    donors: dict[int, list[int]] = {}
    for cell in np.flatnonzero(upstream >= RIVER_CELLS):
        if terrain.receiver[cell] != cell:
            donors.setdefault(int(terrain.receiver[cell]), []).append(int(cell))
    mouths = [int(cell) for cell in np.flatnonzero(upstream >= RIVER_CELLS) if terrain.receiver[cell] == cell]
    rivers = []
    while mouths:
        mouths.sort(key=lambda cell: (-upstream[cell], cell))
        mouth = mouths.pop(0)
        cells = [mouth]
        while choices := [cell for cell in donors.get(cells[-1], []) if not taken[cell]]:
            choices.sort(key=lambda cell: (-upstream[cell], cell))
            mouths.extend(choices[1:])
            taken[choices[:1]] = True
            cells.append(choices[0])
        receiver = int(terrain.receiver[mouth])
        if receiver != mouth:
            cells.insert(0, receiver)
        if len(cells) < 12:
            continue
        points = np.array([terrain.centre(*divmod(cell, COLUMNS)) for cell in reversed(cells)])
        line = shapely.LineString(smoothed(points, tolerance_m=60))
        if line.intersects(county):
            rivers.append(River(line, float(upstream[mouth])))
    rivers.sort(key=lambda river: -river.upstream)
    return rivers[:most]

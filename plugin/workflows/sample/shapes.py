"""Irregular shapes in metres: smoothed lines, blobs and corner polygons, as surveyors and licences draw
them."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from .frame import Floats


def smoothed(points: Floats, *, rounds: int = 2, tolerance_m: float = 40.0) -> Floats:
    """Return a line's vertices (n, 2) with its corners cut `rounds` times (Chaikin), its ends kept."""
    line = shapely.get_coordinates(shapely.LineString(points).simplify(tolerance_m))
    for _ in range(rounds):
        if len(line) < 3:
            break
        near, far = line[:-1] * 0.75 + line[1:] * 0.25, line[:-1] * 0.25 + line[1:] * 0.75
        cut = np.stack([near, far], axis=1).reshape(-1, 2)
        line = np.vstack([line[:1], cut[1:-1], line[-1:]])
    return np.asarray(line)


def blob(
    rng: np.random.Generator,
    centre: tuple[float, float],
    radius_m: float,
    *,
    stretch: float = 1.0,
    roughness: float = 0.22,
    vertices: int = 24,
) -> Any:
    """Return a valid polygon around `centre`: a stretched, turned circle with a wavering edge."""
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    radius: Floats = np.ones(vertices)
    for wave in range(2, 7):
        radius += (
            roughness / wave * 1.6 * rng.standard_normal() * np.cos(wave * angle + rng.uniform(0, 2 * np.pi))
        )
    radius = radius_m * np.clip(radius, 0.45, 1.7)
    x, y = radius * np.cos(angle) * np.sqrt(stretch), radius * np.sin(angle) / np.sqrt(stretch)
    turn = rng.uniform(0, np.pi)
    ring = np.column_stack([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)])
    return _valid(shapely.Polygon(ring + np.asarray(centre)))


def corner_polygon(
    rng: np.random.Generator, centre: tuple[float, float], area_hm2: float, *, corners: int
) -> Any:
    """Return a polygon of straight sides and `corners` corner points with the given area, like a licensed
    area."""
    steps = rng.uniform(0.7, 1.3, corners)
    angle = np.cumsum(steps) / steps.sum() * 2 * np.pi + rng.uniform(0, np.pi)
    radius = rng.uniform(0.75, 1.25, corners)
    ring = np.column_stack([radius * np.cos(angle) * rng.uniform(1.0, 1.5), radius * np.sin(angle)])
    polygon = shapely.Polygon(ring)
    factor = float(np.sqrt(area_hm2 * 10_000 / polygon.area))
    return _valid(shapely.transform(polygon, lambda points: points * factor + np.asarray(centre)))


def walk(
    rng: np.random.Generator,
    start: tuple[float, float],
    length_m: float,
    *,
    heading: float | None = None,
    step_m: float = 25.0,
    waver: float = 0.25,
) -> Any:
    """Return a wavering line of about `length_m` from `start`, such as a fissure."""
    steps = max(3, round(length_m / step_m))
    first = rng.uniform(0, 2 * np.pi) if heading is None else heading
    headings = first + np.cumsum(rng.normal(0, waver, steps))
    moves = length_m / steps * np.column_stack([np.cos(headings), np.sin(headings)])
    return shapely.LineString(np.vstack([np.asarray([start]), np.asarray(start) + np.cumsum(moves, axis=0)]))


def county_outline(rng: np.random.Generator, *, half_width_m: float, half_height_m: float) -> Any:
    """Return the county's boundary: an irregular polygon within about the given half extents."""
    count = 320
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    radius = np.ones(count)
    for wave in range(2, 40):
        radius += 0.16 / wave**0.95 * rng.standard_normal() * np.cos(wave * angle + rng.uniform(0, 2 * np.pi))
    radius = np.clip(radius / radius.max(), 0.5, 1.0)
    return _valid(
        shapely.Polygon(
            np.column_stack([half_width_m * radius * np.cos(angle), half_height_m * radius * np.sin(angle)])
        )
    )


def _valid(polygon: Any) -> Any:
    """Return the polygon, or the largest part of what a self-crossing outline encloses."""
    if polygon.is_valid:
        return polygon
    parts = shapely.get_parts(polygon.buffer(0))
    return parts[int(np.argmax(shapely.area(parts)))]

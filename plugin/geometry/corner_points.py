"""Corner points 拐点 of a mining right as people paste them, made an outline or told what is wrong."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from .areas import area_hm2
from .arrays import BoolArray, FloatArray, geometry_array
from .errors import CoordinateTextError, CornerListError
from .gauss_kruger import parse_traditional_xy
from .projection import GRS80

SAME_CORNER_M = 0.02
"""Two corners that follow each other no further apart than this are one."""

FURTHEST_M = 200_000.0
"""A corner further than this from the others has a wrong digit."""

_LEAST_HM2 = 1e-4
_LON, _LAT = (73.0, 136.0), (3.0, 54.0)
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_DIGIT, _LETTER = re.compile(r"\d"), re.compile(r"[^\W\d_]")
_NAME = re.compile(r"([^\W\d_]{1,4}\d{1,4})(?=[\s,:、])")
_LARGEST_LABEL = 10_000
_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?(?!\d)")
_DEGREES = re.compile(
    r"(\d+(?:\.\d+)?)\s*[°º度]\s*(?:(\d+(?:\.\d+)?)\s*['′’分]\s*)?"
    r"(?:(\d+(?:\.\d+)?)\s*(?:\"|″|”|''|′′|’’|秒))?"
)


@dataclass(frozen=True, kw_only=True)
class CornerOutline:
    """An outline (Polygon, or MultiPolygon of several rings; CGCS2000 degrees), and what was taken for
    granted."""

    outline: shapely.Geometry
    corners: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Corner:
    label: str
    first: float
    second: float
    line: str


def parse_corners(text: str, *, central_meridian_deg: float | None = None) -> CornerOutline:
    """Return the outline that a list of corner points gives, one corner in a line (or between semicolons).

    A corner is a longitude and a latitude in degrees (decimal or 110°53′20″), or a traditional X (northing)
    and Y (easting, with its zone number in front unless ``central_meridian_deg`` is given), in either order;
    a number or name of the corner may stand before them, a height behind. A blank line begins another ring.
    The last corner may repeat the first. Raises CoordinateTextError for a line that is no corner, and
    CornerListError for too few corners, sides that cross, or a corner far from all others.
    """
    blocks = _blocks(text)
    if not blocks:
        raise CornerListError("none")
    if any(len(block) < 3 for block in blocks):
        blocks = [[corner for block in blocks for corner in block]]
    notes: list[str] = []
    rings = [_ring(block, central_meridian_deg, notes) for block in blocks]
    polygons = [shapely.Polygon(ring) for ring in rings]
    outline = polygons[0] if len(polygons) == 1 else _together(polygons)
    return CornerOutline(
        outline=outline, corners=sum(len(r) for r in rings), notes=tuple(dict.fromkeys(notes))
    )


def _blocks(text: str) -> list[list[_Corner]]:
    """Return the corners of each run of lines; headings before the first corner are passed over."""
    blocks: list[list[_Corner]] = [[]]
    for line in re.split(r"[\n;；]", text.replace("\r", "\n")):
        plain = unicodedata.normalize("NFKC", line).strip()
        if not plain:
            if blocks[-1]:
                blocks.append([])
        elif _DIGIT.search(plain):
            for label, first, second in _pairs(plain, heading=not blocks[0]):
                blocks[-1].append(_Corner(label or str(len(blocks[-1]) + 1), first, second, line.strip()))
    return [block for block in blocks if block]


def _pairs(line: str, *, heading: bool) -> Iterator[tuple[str, float, float]]:
    """Yield the label (or "") and the two numbers of each corner in a line; nothing for a ``heading``."""
    named = _NAME.match(line)
    name, rest = (named[1], line[named.end() :]) if named else ("", line)
    rest = _THOUSANDS.sub(lambda found: found[0].replace(",", ""), rest)
    sexagesimal = [_decimal(found) for found in _DEGREES.finditer(rest)]
    numbers = [float(n) for n in _NUMBER.findall(rest)]
    if len(sexagesimal) == 2:
        before = _NUMBER.search(rest[: next(_DEGREES.finditer(rest)).start()])
        yield name or (before[0] if before else ""), sexagesimal[0], sexagesimal[1]
    elif len(numbers) == 2:
        yield name, numbers[0], numbers[1]
    elif len(numbers) in {3, 4} and numbers[0].is_integer() and 0 <= numbers[0] < _LARGEST_LABEL:
        yield f"{numbers[0]:g}", numbers[1], numbers[2]
    elif len(numbers) > 4 and len(numbers) % 3 == 0 and _counts_up(numbers[::3]):
        for i in range(0, len(numbers), 3):
            yield f"{numbers[i]:g}", numbers[i + 1], numbers[i + 2]
    elif len(numbers) > 4 and len(numbers) % 2 == 0:
        for i in range(0, len(numbers), 2):
            yield "", numbers[i], numbers[i + 1]
    elif not (heading and _LETTER.search(line)):
        raise CoordinateTextError(
            line, "are no corner point; write a number, X and Y, or longitude and latitude, in each line"
        )


def _counts_up(numbers: Sequence[float]) -> bool:
    return all(b - a == 1 for a, b in itertools.pairwise(numbers))


def _decimal(found: re.Match[str]) -> float:
    degrees, minutes, seconds = (float(part or 0) for part in found.groups())
    if minutes >= 60 or seconds >= 60:
        raise CoordinateTextError(found[0], "have minutes or seconds of 60 or more; check the digits")
    return degrees + minutes / 60 + seconds / 3600


def _ring(corners: Sequence[_Corner], meridian: float | None, notes: list[str]) -> FloatArray:
    """Return the positions (n, 2) of a ring without its repeated last corner. Raises CornerListError."""
    xy = _positions(corners, meridian, notes)
    labels = [corner.label for corner in corners]
    following = np.roll(xy, -1, axis=0)
    _, _, gap = GRS80.inv(xy[:, 0], xy[:, 1], following[:, 0], following[:, 1])
    same = np.asarray(gap) <= SAME_CORNER_M
    if same[:-1].any():
        doubled = ", ".join(labels[i + 1] for i in np.flatnonzero(same[:-1]))
        notes.append(f"Corner {doubled} repeats the one before it and was left out.")
    kept = np.flatnonzero(~same)
    xy, labels = xy[kept], [labels[i] for i in kept]
    if len(xy) < 3:
        raise CornerListError("few", number=len(xy))
    _require_near(xy, labels)
    _require_simple(xy, labels)
    if area_hm2(geometry_array([shapely.Polygon(xy)]))[0] < _LEAST_HM2:
        raise CornerListError("flat")
    return xy


def _positions(corners: Sequence[_Corner], meridian: float | None, notes: list[str]) -> FloatArray:
    first = np.array([c.first for c in corners])
    second = np.array([c.second for c in corners])
    degrees = (np.abs(first) <= 180) & (np.abs(second) <= 180)
    if degrees.any() and not degrees.all():
        odd = corners[int(np.flatnonzero(degrees != degrees[0])[0])]
        raise CoordinateTextError(
            odd.line, "are of another kind than those before; give all in degrees, or all in metres"
        )
    if not degrees.all():
        found = parse_traditional_xy(first, second, central_meridian_deg=meridian)
        if not found.northing_first.all():
            notes.append("The easting Y stands before the northing X.")
        return np.column_stack([found.lon, found.lat])
    latitude_first = _within(first, _LAT) & _within(second, _LON)
    longitude_first = _within(first, _LON) & _within(second, _LAT)
    for i in np.flatnonzero(~latitude_first & ~longitude_first)[:1]:
        raise CoordinateTextError(
            corners[i].line, "lie outside China; give longitude and latitude in degrees"
        )
    if latitude_first.any():
        notes.append("The latitude stands before the longitude.")
    return np.where(
        latitude_first[:, None], np.column_stack([second, first]), np.column_stack([first, second])
    )


def _within(values: FloatArray, bounds: tuple[float, float]) -> BoolArray:
    return (values >= bounds[0]) & (values <= bounds[1])


def _require_near(xy: FloatArray, labels: Sequence[str]) -> None:
    middle = np.median(xy, axis=0)
    _, _, away = GRS80.inv(xy[:, 0], xy[:, 1], np.full(len(xy), middle[0]), np.full(len(xy), middle[1]))
    worst = int(np.argmax(away))
    if away[worst] > FURTHEST_M:
        raise CornerListError("far", first=labels[worst], number=float(away[worst]) / 1000)


def _require_simple(xy: FloatArray, labels: Sequence[str]) -> None:
    """Raise CornerListError naming the first two sides that cross or touch."""
    if shapely.is_valid(shapely.Polygon(xy)):
        return
    count = len(xy)
    sides = shapely.linestrings(np.stack([xy, np.roll(xy, -1, axis=0)], axis=1))
    one, other = shapely.STRtree(sides).query(sides, predicate="intersects")
    apart = (other - one) % count
    crossing = sorted(
        (int(a), int(b)) for a, b, d in zip(one, other, apart, strict=True) if 1 < d < count - 1 and a < b
    )
    named = [f"{labels[i]}–{labels[(i + 1) % count]}" for i in (crossing[0] if crossing else (0, 1))]
    raise CornerListError("crossing", first=named[0], second=named[1])


def _together(polygons: Sequence[shapely.Polygon]) -> shapely.Geometry:
    """Return several rings as one outline; a ring inside another is a hole."""
    whole = polygons[0]
    for polygon in polygons[1:]:
        if shapely.contains_properly(whole, polygon):
            whole = shapely.difference(whole, polygon)
        elif shapely.relate_pattern(whole, polygon, "T********"):
            raise CornerListError("rings")
        else:
            whole = shapely.union(whole, polygon)
    return whole

"""National map sheets after GB/T 13989-2012, by exact fractions.

A sheet of 1:1 000 000 is 6° by 4°: a letter counts the 4° rows from the equator, a number the 6° columns from
180° W. Larger scales divide it; their code letter, three-digit row from the north and three-digit column from
the west follow: J49D003006.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from .errors import MapSheetError

Position = float | int | Fraction | str
Bounds = tuple[Fraction, Fraction, Fraction, Fraction]

DIVISIONS = {
    1_000_000: ("", 1),
    500_000: ("B", 2),
    250_000: ("C", 4),
    100_000: ("D", 12),
    50_000: ("E", 24),
    25_000: ("F", 48),
    10_000: ("G", 96),
    5_000: ("H", 192),
}
"""For each scale its code letter, and into how many rows and columns a sheet of 1:1 000 000 is divided."""

ROW_HEIGHT_DEG = 4
COLUMN_WIDTH_DEG = 6
ROW_LETTERS = "ABCDEFGHIJKLMNOPQRSTUV"
MOST_SHEETS = 200_000
_NUMBER = re.compile(r"([A-V])(\d{2})(?:([B-H])(\d{3})(\d{3}))?")


@dataclass(frozen=True)
class _Sheet:
    row: int
    column: int
    divisions: int
    inner_row: int
    inner_column: int


def sheet_number(lon: Position, lat: Position, scale: int) -> str:
    """Return the sheet number (图幅编号) of the sheet that holds a position, in degrees, northern hemisphere.

    ``scale`` is the denominator, 5000 … 1000000. A position on a common edge belongs to the sheet north and
    east of it. Floats are taken at their exact value; give a Fraction or a text where an edge is a third of a
    degree. Raises MapSheetError.

    >>> sheet_number(112.5, 37.0, 100_000)
    'J49D009010'
    """
    code, divisions = _division(scale)
    x, y = _degrees(lon), _degrees(lat)
    if not -180 <= x <= 180 or not 0 <= y < ROW_HEIGHT_DEG * len(ROW_LETTERS):
        raise MapSheetError(f"{lon}, {lat}", "lies outside the sheet division; give degrees, longitude first")
    x = min(x, Fraction(180) - Fraction(COLUMN_WIDTH_DEG, 2 * divisions))
    row = y // ROW_HEIGHT_DEG
    column = (x + 180) // COLUMN_WIDTH_DEG
    up = (y - row * ROW_HEIGHT_DEG) * divisions // ROW_HEIGHT_DEG
    right = (x + 180 - column * COLUMN_WIDTH_DEG) * divisions // COLUMN_WIDTH_DEG
    return _written(_Sheet(row, column, divisions, divisions - up, right + 1), code)


def sheet_bounds(number: str) -> Bounds:
    """Return west, south, east, north of a sheet as exact fractions of a degree. Raises MapSheetError.

    >>> [str(b) for b in sheet_bounds("J49D009010")]
    ['225/2', '37', '113', '112/3']
    """
    sheet = _read(number)
    width = Fraction(COLUMN_WIDTH_DEG, sheet.divisions)
    height = Fraction(ROW_HEIGHT_DEG, sheet.divisions)
    west = -180 + sheet.column * COLUMN_WIDTH_DEG + (sheet.inner_column - 1) * width
    south = sheet.row * ROW_HEIGHT_DEG + (sheet.divisions - sheet.inner_row) * height
    return west, south, west + width, south + height


def sheet_scale(number: str) -> int:
    """Return the denominator of the scale that a sheet number belongs to. Raises MapSheetError."""
    divisions = _read(number).divisions
    return next(scale for scale, (_, count) in DIVISIONS.items() if count == divisions)


def sheets_covering(bounds: tuple[Position, Position, Position, Position], scale: int) -> list[str]:
    """Return the numbers of the sheets that an extent (west, south, east, north, degrees) reaches into.

    Row by row from the north, each from the west; sheets that it only touches at their edge are left out,
    unless the extent is a point or a line there. Raises MapSheetError, also where there would be more than
    200 000.
    """
    _, divisions = _division(scale)
    west, south, east, north = (_degrees(b) for b in bounds)
    if west > east or south > north:
        raise MapSheetError(bounds, "is no extent; give west, south, east, north in degrees")
    width, height = Fraction(COLUMN_WIDTH_DEG, divisions), Fraction(ROW_HEIGHT_DEG, divisions)
    columns = _steps(west, east, width)
    rows = _steps(south, north, height)
    if len(columns) * len(rows) > MOST_SHEETS:
        raise MapSheetError(bounds, f"covers more than {MOST_SHEETS} sheets; choose a smaller scale")
    half_width, half_height = width / 2, height / 2
    return [
        sheet_number(c * width + half_width, r * height + half_height, scale)
        for r in reversed(rows)
        for c in columns
    ]


def _steps(low: Fraction, high: Fraction, size: Fraction) -> range:
    first, last = low // size, -(-high // size)
    return range(first, max(last, first + 1))


def _division(scale: int) -> tuple[str, int]:
    if scale not in DIVISIONS:
        known = ", ".join(f"1:{s}" for s in DIVISIONS)
        raise MapSheetError(f"1:{scale}", f"has no national sheet division; choose one of {known}")
    return DIVISIONS[scale]


def _degrees(value: Position) -> Fraction:
    try:
        return Fraction(value)
    except (ValueError, OverflowError, TypeError) as error:
        raise MapSheetError(value, "is no number of degrees; write it like 112.5") from error


def _written(sheet: _Sheet, code: str) -> str:
    base = f"{ROW_LETTERS[sheet.row]}{sheet.column + 1:02d}"
    return f"{base}{code}{sheet.inner_row:03d}{sheet.inner_column:03d}" if code else base


def _read(number: str) -> _Sheet:
    match = _NUMBER.fullmatch(number.strip().upper())
    if match is None:
        raise MapSheetError(number, "is no sheet number; write it like J49D009010")
    letter, column, code, inner_row, inner_column = match.groups()
    divisions = next(count for known, count in DIVISIONS.values() if known == (code or ""))
    sheet = _Sheet(
        ROW_LETTERS.index(letter), int(column) - 1, divisions, int(inner_row or 1), int(inner_column or 1)
    )
    inside = 1 <= sheet.inner_row <= divisions and 1 <= sheet.inner_column <= divisions
    if not (0 <= sheet.column < 60 and inside):
        raise MapSheetError(number, "names a row or column that does not exist at its scale")
    return sheet

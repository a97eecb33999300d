"""Record numbers 统一编号: a pattern the province can edit; identity is the hidden uuid.

A number that a device gives itself carries the device's suffix until the hub allocates the final one,
so that twenty laptops that start from one copied file never mint the same number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from string import Formatter

from .errors import InvalidNumberError

DEFAULT_PATTERN = "{county}{letter}{year:04d}{serial:04d}"
"""Six-digit county code, type letter, year, four digits."""

TYPE_LETTERS = {"mine": "K", "problem": "W", "protected_object": "B", "treatment_zone": "Z"}
"""The type letter by family of tables: 矿山 K, 问题 W, 保护对象 B, 治理分区 Z."""

_FIELDS = {
    "county": r"(?P<county>\d{6})",
    "letter": r"(?P<letter>[A-Z])",
    "year": r"(?P<year>\d{4})",
    "serial": r"(?P<serial>\d+)",
}
_SUFFIX = re.compile(r"-(?P<device>[A-Z0-9]{1,8})$")


@dataclass(frozen=True, kw_only=True)
class NumberParts:
    """What a number says; ``device`` is None once the hub allocated it."""

    county: str
    letter: str
    year: int
    serial: int
    device: str | None = None

    @property
    def is_provisional(self) -> bool:
        """Return whether a device gave the number to itself."""
        return self.device is not None


def make_number(parts: NumberParts, *, pattern: str = DEFAULT_PATTERN) -> str:
    """Return the number, with the device's suffix where it is provisional.

    Raises :class:`InvalidNumberError` where the pattern or a part cannot be used.

    >>> make_number(NumberParts(county="141125", letter="W", year=2026, serial=7, device="D3"))
    '141125W20260007-D3'
    """
    _matcher(pattern)
    if not re.fullmatch(r"\d{6}", parts.county):
        raise InvalidNumberError(parts.county, "does not begin with a county code of six digits")
    if not re.fullmatch(r"[A-Z]", parts.letter) or not 1000 <= parts.year <= 9999 or parts.serial < 1:
        raise InvalidNumberError(f"{parts.letter}{parts.year}{parts.serial}", "has a part out of range")
    number = pattern.format(county=parts.county, letter=parts.letter, year=parts.year, serial=parts.serial)
    if parts.device is None:
        return number
    suffix = f"-{parts.device}"
    if not _SUFFIX.fullmatch(suffix):
        raise InvalidNumberError(number + suffix, "has a device suffix that is not 1 to 8 capitals or digits")
    return number + suffix


def parse_number(number: str, *, pattern: str = DEFAULT_PATTERN) -> NumberParts | None:
    """Return the parts of a number, or None where it does not follow the pattern.

    >>> parse_number("141125W20260007").serial, parse_number("7")
    (7, None)
    """
    suffix = _SUFFIX.search(number)
    device = suffix["device"] if suffix else None
    found = _matcher(pattern).fullmatch(number[: suffix.start()] if suffix else number)
    if not found:
        return None
    return NumberParts(
        county=found["county"],
        letter=found["letter"],
        year=int(found["year"]),
        serial=int(found["serial"]),
        device=device,
    )


def next_number(
    existing: Iterable[str | None],
    *,
    county: str,
    letter: str,
    year: int,
    device: str | None = None,
    pattern: str = DEFAULT_PATTERN,
) -> str:
    """Return the next free number of a county, type and year; other numbers and None are passed over."""
    taken = 0
    for number in existing:
        parts = None if number is None else parse_number(number, pattern=pattern)
        if parts and (parts.county, parts.letter, parts.year) == (county, letter, year):
            taken = max(taken, parts.serial)
    parts = NumberParts(county=county, letter=letter, year=year, serial=taken + 1, device=device)
    return make_number(parts, pattern=pattern)


def _matcher(pattern: str) -> re.Pattern[str]:
    """Return the expression that a pattern's numbers match; raise where the pattern cannot be used."""
    expression, seen = "", []
    try:
        for literal, name, specification, conversion in Formatter().parse(pattern):
            expression += re.escape(literal)
            if name is None:
                continue
            if name not in _FIELDS or conversion or not re.fullmatch(r"(0\dd)?", specification or ""):
                raise InvalidNumberError(pattern, f"has the part “{{{name}}}”, which no number pattern knows")
            seen.append(name)
            expression += _FIELDS[name]
    except ValueError:
        raise InvalidNumberError(pattern, "has a brace that is not closed") from None
    if sorted(seen) != sorted(_FIELDS):
        raise InvalidNumberError(pattern, "needs {county}, {letter}, {year} and {serial} once each")
    return re.compile(expression)

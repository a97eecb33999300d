"""Cells of code and rule tables as typed values.

A row may come from a CSV file (every cell a text) or from the workspace (cells typed by SQLite);
both read the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from .errors import RuleTableError

Row = Mapping[str, object]


def text(row: Row, column: str) -> str:
    """Return the cell as a text without outer blanks; an absent or empty cell is ``""``.

    >>> text({"unit": " hm² "}, "unit"), text({}, "unit"), text({"unit": None}, "unit")
    ('hm²', '', '')
    """
    value = row.get(column)
    return "" if value is None else str(value).strip()


def required(row: Row, column: str, table: str) -> str:
    """Return the cell as a text; raise :class:`RuleTableError` where it is empty."""
    value = text(row, column)
    if not value:
        raise RuleTableError(table, row_name(row), f"has no {column}")
    return value


def number(row: Row, column: str, table: str) -> float | None:
    """Return the cell as a number, or None where it is empty; raise :class:`RuleTableError` otherwise."""
    value = text(row, column)
    if not value:
        return None
    try:
        return float(value)
    except ValueError:
        raise RuleTableError(table, row_name(row), f"has “{value}” where {column} needs a number") from None


def flag(row: Row, column: str) -> bool:
    """Return whether the cell says yes: ``1``, ``1.0`` or ``true``.

    >>> flag({"x": "1"}, "x"), flag({"x": 0}, "x"), flag({}, "x")
    (True, False, False)
    """
    return text(row, column).lower() in {"1", "1.0", "true"}


def day(row: Row, column: str, table: str) -> date | None:
    """Return the cell as a day, or None where it is empty; raise :class:`RuleTableError` otherwise."""
    value = row.get(column)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    written = text(row, column)
    if not written:
        return None
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        problem = f"has “{written}” where {column} needs a day like 2016-07-01"
        raise RuleTableError(table, row_name(row), problem) from None


def listed(row: Row, column: str) -> frozenset[str]:
    """Return the codes of a cell that joins several with ``;``.

    >>> sorted(listed({"activity": "quarry; blasting"}, "activity"))
    ['blasting', 'quarry']
    """
    return frozenset(part.strip() for part in text(row, column).split(";") if part.strip())


def row_name(row: Row) -> str:
    """Return what a message calls the row: its id, key or code."""
    for column in ("rule_id", "key", "code", "land_use"):
        if text(row, column):
            return text(row, column)
    return "without an id"


def in_force(valid_from: date | None, valid_to: date | None, on: date) -> bool:
    """Return whether a row holds on a day; an absent bound is open, both bounds are inclusive.

    >>> in_force(date(2025, 7, 1), None, date(2025, 6, 30))
    False
    """
    return (valid_from is None or valid_from <= on) and (valid_to is None or on <= valid_to)


def applies_to(rule_profile: str, profile: str) -> bool:
    """Return whether a row of one profile counts in a workspace of another: national rows always do."""
    return rule_profile in {"", "national", profile}

"""SQL composed of fixed templates and quoted names; values are always bound, never composed in.

Only trigger bodies, which cannot bind values, take literals.
"""

from __future__ import annotations

from collections.abc import Iterable


class Fragment(str):
    """SQL that was composed here and may stand in another template as it is."""

    __slots__ = ()


def identifier(name: str) -> Fragment:
    """Return the name quoted for SQL.

    >>> str(identifier("class"))
    '"class"'
    """
    escaped = name.replace('"', '""')
    return Fragment(f'"{escaped}"')


def literal(value: str | int | float) -> Fragment:
    """Return the value as an SQL literal.

    >>> str(literal("it's"))
    "'it''s'"
    """
    if isinstance(value, str):
        escaped = value.replace("'", "''")
        return Fragment(f"'{escaped}'")
    return Fragment(repr(value))


def marks(count: int) -> Fragment:
    """Return as many placeholders for bound values.

    >>> str(marks(3))
    '?, ?, ?'
    """
    return Fragment(", ".join("?" * count))


def assignments(names: Iterable[str]) -> Fragment:
    """Return `"name" = ?` for each name, joined by commas."""
    return Fragment(", ".join(f"{identifier(name)} = ?" for name in names))


def compose(template: str, **parts: str | Iterable[str]) -> Fragment:
    """Return the template with its parts: fragments as they are, a name quoted, several with commas.

    >>> str(compose("SELECT {columns} FROM {table}", columns=["uuid", "class"], table="mine"))
    'SELECT "uuid", "class" FROM "mine"'
    """
    return Fragment(template.format(**{key: _part(part) for key, part in parts.items()}))


def _part(part: str | Iterable[str]) -> str:
    if isinstance(part, Fragment):
        return part
    if isinstance(part, str):
        return identifier(part)
    return ", ".join(identifier(name) for name in part)

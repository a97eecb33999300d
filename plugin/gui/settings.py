"""What the windows remember between two sessions of QGIS, all under ``mine_restoration/``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from qgis.core import QgsSettings

PREFIX = "mine_restoration/"
RECENT_LIMIT = 8

T = TypeVar("T", str, int, float, bool)


def remembered(key: str, default: T) -> T:
    """Return the remembered value of ``key``, or ``default``, in the type of the default."""
    value = QgsSettings().value(PREFIX + key, default, type=type(default))
    return default if value is None else value


def remember(key: str, value: str | int | float | bool) -> None:
    """Keep ``value`` for the next session."""
    QgsSettings().setValue(PREFIX + key, value)


def remembered_list(key: str) -> list[str]:
    """Return the remembered texts of ``key``, none where nothing is remembered."""
    value = QgsSettings().value(PREFIX + key, [])
    if isinstance(value, str):
        return [value] if value else []
    return [str(item) for item in value or []]


def remember_list(key: str, values: Sequence[str]) -> None:
    """Keep a list of texts for the next session."""
    QgsSettings().setValue(PREFIX + key, list(values))


def remember_recent(key: str, value: str) -> list[str]:
    """Return the list of recent values after putting ``value`` first, without repeats, at most eight."""
    recent = [value, *(item for item in remembered_list(key) if item != value)][:RECENT_LIMIT]
    remember_list(key, recent)
    return recent

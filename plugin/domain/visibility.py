"""How one looks for a visible range 直观可视范围: heights, spacing and curvature, as rows to edit.

What is seen from the two lines 两线 is treated first (国土资发〔2016〕63号 二(一)3), but no law names a
height, a spacing or a refraction. So each of them is a setting with its source and its confidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .errors import RuleTableError
from .provenance import Provenance, provenance
from .rows import Row, required, text

_TABLE = "visibility_defaults"


@dataclass(frozen=True, kw_only=True)
class VisibilitySetting(Provenance):
    """One row: a key, its value as it is written, where it comes from and since when it holds."""

    key: str
    value: str
    unit: str = ""

    @classmethod
    def from_row(cls, row: Row) -> VisibilitySetting:
        """Return the setting of a row; raise :class:`RuleTableError` where it cannot be read."""
        return cls(
            key=required(row, "key", _TABLE),
            value=required(row, "value", _TABLE),
            unit=text(row, "unit"),
            **provenance(row, _TABLE),
        )


@dataclass(frozen=True, kw_only=True)
class VisibilityDefaults:
    """The settings that hold: radius, heights and spacing in metres, the weight of the earth's curvature
    (0 … 1), and the conditions of an object out of which nobody looks, such as a tunnel.

    The radius is for work outside a workspace; in one, each distance rule has its own.
    """

    radius_m: float
    observer_height_m: float
    target_height_m: float
    spacing_m: float
    curvature: float
    blind_conditions: frozenset[str]


def visibility_defaults(
    settings: Iterable[VisibilitySetting], *, on: date, profile: str = "national"
) -> VisibilityDefaults:
    """Return the settings of a profile that hold on a day; a province's row goes before the national one.

    Raises :class:`RuleTableError` where a setting is missing, no number, or below 0.
    """
    held: dict[str, str] = {}
    for row in sorted(settings, key=lambda s: (s.profile != "national", s.valid_from or date.min)):
        if row.holds(on=on, profile=profile):
            held[row.key] = row.value
    spacing = _number(held, "spacing_m")
    if spacing <= 0:
        raise RuleTableError(_TABLE, "spacing_m", "needs a spacing above 0 m")
    return VisibilityDefaults(
        radius_m=_number(held, "radius_m"),
        observer_height_m=_number(held, "observer_height_m"),
        target_height_m=_number(held, "target_height_m"),
        spacing_m=spacing,
        curvature=_number(held, "curvature"),
        blind_conditions=frozenset(filter(None, held.get("blind_conditions", "").split(";"))),
    )


def _number(held: dict[str, str], key: str) -> float:
    written = held.get(key, "")
    try:
        value = float(written)
    except ValueError:
        raise RuleTableError(_TABLE, key, f"has “{written}” where a number is needed") from None
    if value < 0:
        raise RuleTableError(_TABLE, key, "needs a value of 0 or more")
    return value

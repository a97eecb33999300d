"""Land classes 地类 as the grading table counts them; what it has no row for is a setting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from .provenance import Provenance, provenance
from .rows import Row, flag, required, text

_TABLE = "land_class_mapping"


@dataclass(frozen=True, kw_only=True)
class LandClass(Provenance):
    """How damaged land of one class counts; ``indicator`` is empty where its area is not graded.

    ``setting`` marks a class the standard has no row for (园地, farm facilities): a county may change it.
    """

    land_use: str
    grading_group: str
    indicator: str = ""
    setting: bool = False

    @classmethod
    def from_row(cls, row: Row) -> LandClass:
        """Return the mapping of a row; raise ``RuleTableError`` where it cannot be read."""
        return cls(
            land_use=required(row, "land_use", _TABLE),
            grading_group=required(row, "grading_group", _TABLE),
            indicator=text(row, "indicator"),
            setting=flag(row, "setting"),
            **provenance(row, _TABLE),
        )


@dataclass(frozen=True, kw_only=True)
class LandAreas:
    """Hectares by grading indicator, and the land classes that no row maps."""

    indicators: Mapping[str, float]
    unmapped: tuple[str, ...] = ()


def land_areas(land: Iterable[tuple[str, float]], mapping: Iterable[LandClass], *, on: date) -> LandAreas:
    """Return the damaged hectares by grading indicator, from pairs of land class and area in hm².

    A class without a row of its own counts as the class above it (``0101`` as ``01``).

    >>> land_areas([], [], on=date(2026, 1, 1))
    LandAreas(indicators={}, unmapped=())
    """
    known = {row.land_use: row for row in mapping if row.holds(on=on)}
    areas: dict[str, float] = {}
    unmapped: dict[str, None] = {}
    for land_use, area_hm2 in land:
        row = known.get(land_use) or known.get(land_use[:2])
        if row is None:
            unmapped[land_use] = None
        elif row.indicator:
            areas[row.indicator] = areas.get(row.indicator, 0.0) + area_hm2
    return LandAreas(indicators=areas, unmapped=tuple(unmapped))

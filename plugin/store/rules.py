"""Code lists and rules as the workspace holds them, read as the domain's own types.

They are read from the workspace, not from the plugin, because a province or a county may edit them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TypeVar

from ..domain.codes import CodeLists
from ..domain.grading import GradingRule
from ..domain.half_widths import HalfWidth
from ..domain.hazard_scale import HazardScaleRule
from ..domain.land_classes import LandClass
from ..domain.legal_dates import LegalDate, Term
from ..domain.mine_scale import MineScaleRule
from ..domain.protection import DistanceRule
from ..domain.rows import Row
from ..domain.visibility import VisibilitySetting
from ..domain.zoning import ZoningRule
from .rule_versions import current_rows
from .sql import compose

_T = TypeVar("_T")


def read_code_lists(connection: sqlite3.Connection) -> CodeLists:
    """Return every code list. Raises RuleTableError where a code has no label."""
    return CodeLists.from_rows(_rows(connection, "code"))


def read_grading_rules(connection: sqlite3.Connection) -> tuple[GradingRule, ...]:
    """Return the rules of the impact grade (DZ/T 0223-2011, annex E) of all dates and profiles."""
    return _read(connection, "rule_grading", GradingRule.from_row)


def read_distance_rules(connection: sqlite3.Connection) -> tuple[DistanceRule, ...]:
    """Return the distance rules of all dates and profiles, distances in metres; no superseded versions."""
    return _read_current(connection, "rule_distance", DistanceRule.from_row)


def read_half_widths(connection: sqlite3.Connection) -> tuple[HalfWidth, ...]:
    """Return the default half-widths of all dates and profiles, in metres; no superseded versions."""
    return _read_current(connection, "rule_half_width", HalfWidth.from_row)


def read_legal_dates(connection: sqlite3.Connection) -> tuple[LegalDate, ...]:
    """Return the days on which the law turns, such as 1989-01-01 for damaged land."""
    return _read(connection, "rule_date", LegalDate.from_row)


def read_terms(connection: sqlite3.Connection) -> tuple[Term, ...]:
    """Return the terms of the law, such as the days of a notice."""
    return _read(connection, "rule_term", Term.from_row)


def read_mine_scale_rules(connection: sqlite3.Connection) -> tuple[MineScaleRule, ...]:
    """Return the rules of the mine scale by mineral and designed output."""
    return _read(connection, "rule_mine_scale", MineScaleRule.from_row)


def read_hazard_scale_rules(connection: sqlite3.Connection) -> tuple[HazardScaleRule, ...]:
    """Return the rules of the scale of a geological hazard."""
    return _read(connection, "rule_hazard_scale", HazardScaleRule.from_row)


def read_land_class_mapping(connection: sqlite3.Connection) -> tuple[LandClass, ...]:
    """Return how damaged land of each class counts in the impact grade."""
    return _read(connection, "rule_land_class", LandClass.from_row)


def read_zoning_rules(connection: sqlite3.Connection) -> tuple[ZoningRule, ...]:
    """Return the rules by which a treatment zone gets its type."""
    return _read(connection, "rule_zoning", ZoningRule.from_row)


def read_visibility_settings(connection: sqlite3.Connection) -> tuple[VisibilitySetting, ...]:
    """Return the settings of the visible range of all dates and profiles."""
    return _read(connection, "rule_visibility", VisibilitySetting.from_row)


def _read(connection: sqlite3.Connection, table: str, from_row: Callable[[Row], _T]) -> tuple[_T, ...]:
    return tuple(from_row(row) for row in _rows(connection, table))


def _read_current(
    connection: sqlite3.Connection, table: str, from_row: Callable[[Row], _T]
) -> tuple[_T, ...]:
    return tuple(from_row(row) for row in current_rows(connection, table))


def _rows(connection: sqlite3.Connection, table: str) -> list[Row]:
    return [
        dict(row) for row in connection.execute(compose("SELECT * FROM {table} ORDER BY fid", table=table))
    ]

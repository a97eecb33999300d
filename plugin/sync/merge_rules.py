"""What the planner must know of the tables: which columns belong together, and which row belongs to which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..domain.changes import Value
from ..domain.review import LOCKED_STATES, STATE

GEOMETRY_COLUMN = "geom"
CLASSIFICATION_COLUMN = "classification"
CLASSIFIED = "classified"
"""The classification (密级 涉密) of what never leaves this computer."""


@dataclass(frozen=True, kw_only=True)
class MergeRules:
    """The columns of each table with their field group, and the columns that name a row's parents.

    A row cannot stand without its parents: a photo without its problem, a link without problem or mine.

    Columns that are not listed are not merged: they come from a newer version and stay in the hub.
    """

    groups: Mapping[str, Mapping[str, str]]
    parents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    locked_states: frozenset[str] = LOCKED_STATES

    def known(self, table: str, values: Mapping[str, Value]) -> dict[str, Value]:
        """Return the values of the columns that this version knows."""
        columns = self.groups.get(table, {})
        return {column: value for column, value in values.items() if column in columns}

    def grouped(self, table: str) -> dict[str, list[str]]:
        """Return field group → its columns, in the order of the table."""
        grouped: dict[str, list[str]] = {}
        for column, group in self.groups.get(table, {}).items():
            grouped.setdefault(group, []).append(column)
        return grouped

    def parents_of(self, table: str, values: Mapping[str, Value]) -> tuple[str, ...]:
        """Return the uuids of the rows without which a row cannot stand, that of its owner first."""
        columns = self.parents.get(table)
        if not columns:
            return ()
        uuids = (values.get(column) for column in columns)
        return tuple(uuid for uuid in uuids if isinstance(uuid, str))

    def locked(self, values: Mapping[str, Value]) -> bool:
        """Return whether a row of these values may be changed by its review alone."""
        return values.get(STATE) in self.locked_states


def is_classified(values: Mapping[str, Value]) -> bool:
    """Return whether a row of these values never leaves this computer."""
    return values.get(CLASSIFICATION_COLUMN) == CLASSIFIED

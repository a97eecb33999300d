"""Merging one row by field groups, so that no half-row is invented."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..domain.changes import Value
from .merge_rules import CLASSIFICATION_COLUMN, MergeRules, is_classified


@dataclass(frozen=True, kw_only=True)
class GroupConflict:
    """A field group that both sides changed to different values."""

    group: str
    base: Mapping[str, Value]
    mine: Mapping[str, Value]
    theirs: Mapping[str, Value]


@dataclass(frozen=True, kw_only=True)
class Merged:
    """How one row comes together.

    ``write`` are the hub's values to take over; ``pending`` the columns that are still to be sent, with the
    hub's value of each as their new base; ``conflicts`` what was set aside.
    """

    write: Mapping[str, Value]
    pending: Mapping[str, Value]
    conflicts: tuple[GroupConflict, ...]


def merge_row(
    rules: MergeRules,
    table: str,
    *,
    base: Mapping[str, Value],
    mine: Mapping[str, Value],
    theirs: Mapping[str, Value],
) -> Merged:
    """Return the merge of a row: a group changed on one side goes through, on both the hub's value stands.

    A missing value counts as NULL; a column the hub does not hold counts as unchanged there. A record that is
    classified here stays so, whatever the hub says.
    """
    write: dict[str, Value] = {}
    pending: dict[str, Value] = {}
    conflicts: list[GroupConflict] = []
    for group, columns in rules.grouped(table).items():
        there = {column: theirs.get(column, base.get(column)) for column in columns}
        here = {column: mine.get(column) for column in columns}
        was = {column: base.get(column) for column in columns}
        if here == there:
            continue
        if there == was or (CLASSIFICATION_COLUMN in columns and is_classified(here)):
            pending.update(_different(columns, there, here))
            continue
        write.update(_different(columns, there, here))
        if here != was:
            conflicts.append(GroupConflict(group=group, base=was, mine=here, theirs=there))
    return Merged(write=write, pending=pending, conflicts=tuple(conflicts))


def changed_groups(
    rules: MergeRules, table: str, one: Mapping[str, Value], other: Mapping[str, Value]
) -> list[tuple[str, list[str]]]:
    """Return the (group, columns) whose values differ between two states of a row."""
    return [
        (group, columns)
        for group, columns in rules.grouped(table).items()
        if any(one.get(column) != other.get(column) for column in columns)
    ]


def _different(
    columns: Iterable[str], one: Mapping[str, Value], other: Mapping[str, Value]
) -> dict[str, Value]:
    return {column: one[column] for column in columns if one[column] != other[column]}

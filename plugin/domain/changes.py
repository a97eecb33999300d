"""What a change of a row is, on its way between a workspace and a hub."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Value = None | int | float | str | bytes
"""A column's value as SQLite types it; a geometry is ISO WKB bytes under the key ``geom``."""

ConflictKind = Literal["group", "edit_delete", "parent"]


@dataclass(frozen=True, kw_only=True)
class RowChange:
    """What a workspace did to one row since it last equalled the hub's row.

    ``old`` holds the value each changed column had at the base, ``new`` its value now;
    for an insert ``old`` is empty, for a delete ``new`` is empty and ``old`` is the whole row.
    """

    table: str
    uuid: str
    operation: Literal["insert", "update", "delete"]
    base_version: int
    last_lsn: int
    old: Mapping[str, Value] = field(default_factory=dict)
    new: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class HubRow:
    """One row as the hub holds it: its version, its place in the county's sequence, its values."""

    table: str
    uuid: str
    version: int
    sequence: int
    deleted: bool
    values: Mapping[str, Value]


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Two answers to one question, both kept until a person chooses."""

    table: str
    uuid: str
    kind: ConflictKind
    field_group: str
    base: Mapping[str, Value]
    mine: Mapping[str, Value]
    theirs: Mapping[str, Value]
    hub_version: int

"""What a PostGIS hub tells beside the rows of a sync: reviews, history, grants across borders, counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..domain.changes import HubRow, Value

Grant = Literal["read", "propose"]


@dataclass(frozen=True, kw_only=True)
class WaitingRecord:
    """A record that waits for a reviewer; ``actions`` are what the person may do: forward, return, accept.

    ``type`` and ``grade`` are codes, and empty where there is none; ``reviewed_at`` is in ISO 8601.
    """

    county: str
    table: str
    uuid: str
    version: int
    sequence: int
    state: str
    title: str
    actions: tuple[str, ...]
    type: str
    grade: str
    reviewed_at: str
    reviewed_by: str


@dataclass(frozen=True, kw_only=True)
class RowVersion:
    """One version of a record: the values it brought, who brought it and when (ISO 8601, UTC offset)."""

    version: int
    sequence: int
    operation: str
    values: Mapping[str, Value]
    login: str
    at: str


@dataclass(frozen=True, kw_only=True)
class Shared:
    """A record that a county shares with another: what that may do, who granted it and when (ISO 8601)."""

    table: str
    uuid: str
    title: str
    to_county: str
    may: Grant
    by: str
    at: str


@dataclass(frozen=True, kw_only=True)
class SharedRow:
    """A record of another county, and what its owner lets us do with it."""

    owner: str
    may: Grant
    row: HubRow


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Values that one county proposes for another's record, seen at ``version``; open, taken or declined."""

    owner: str
    id: str
    table: str
    uuid: str
    from_county: str
    version: int
    values: Mapping[str, Value]
    note: str
    login: str
    at: str
    state: str


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many problems of a county are alike in grade, responsibility and state, and their area in hm²."""

    county: str
    grade: str | None
    responsibility: str | None
    state: str | None
    problems: int
    area_hm2: float | None

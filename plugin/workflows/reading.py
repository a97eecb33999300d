"""What lists and forms show: rows of a workspace as frozen values, read in one short connection."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import shapely

from .. import paths
from ..domain.changes import Value
from ..domain.codes import CodeLists
from ..domain.protection import DistanceRule
from ..store.records import Record, read_records
from ..store.rules import read_code_lists, read_distance_rules
from ..store.schema import read_csv
from ..store.workspace import Workspace

PROBLEM_TABLES = ("problem_point", "problem_line", "problem_area")
PROTECTED_TABLES = ("protected_point", "protected_line", "protected_area")
LISTED_TABLES = ("mine", *PROBLEM_TABLES)

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class ListRow:
    """One line of the survey list: a mine or a problem; ``bounds`` are degrees in EPSG:4490, None without a
    geometry."""

    table: str
    uuid: str
    number: str
    name: str
    type: str
    grade: str
    responsibility: str
    township: str
    status: str
    review_state: str
    return_reason: str
    bounds: Bounds | None


@dataclass(frozen=True, kw_only=True)
class MineChoice:
    """A mine as it is offered for a link: its uuid, name and number."""

    uuid: str
    name: str
    number: str


@dataclass(frozen=True, kw_only=True)
class County:
    """A county of the national list: its six-digit code and its name."""

    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A set of rules: the national ones, or a province's on top; ``prefix`` begins the codes of its
    counties."""

    code: str
    name_zh: str
    name_en: str
    prefix: str

    def label(self, language: str) -> str:
        """Return the Chinese name for ``zh``, else the English one."""
        return self.name_zh if language.startswith("zh") else self.name_en


def list_rows(workspace: Workspace) -> list[ListRow]:
    """Return every mine and problem of the workspace, mines first, each table in the order of its numbers."""
    with workspace.connect() as connection:
        records = [r for table in LISTED_TABLES for r in read_records(connection, table)]
    return sort_rows(list_row(record) for record in records)


def sort_rows(rows: Iterable[ListRow]) -> list[ListRow]:
    """Return rows in the order of the survey list."""
    return sorted(rows, key=lambda row: (row.table != "mine", row.number or "~", row.name, row.uuid))


def mine_choices(workspace: Workspace) -> list[MineChoice]:
    """Return the mines that a problem can be linked to, by name."""
    with workspace.connect() as connection:
        mines = read_records(connection, "mine")
    choices = [MineChoice(uuid=m.uuid, name=_text(m, "name"), number=_text(m, "number")) for m in mines]
    return sorted(choices, key=lambda choice: choice.name)


def code_lists(workspace: Workspace) -> CodeLists:
    """Return the code lists that the workspace carries."""
    with workspace.connect() as connection:
        return read_code_lists(connection)


@lru_cache(maxsize=1)
def shipped_code_lists() -> CodeLists:
    """Return the code lists that are installed, for who has no workspace open."""
    return CodeLists.from_lists(
        {path.stem: read_csv(path) for path in sorted(paths.resource("codes").glob("*.csv"))}
    )


def distance_rules(workspace: Workspace) -> list[DistanceRule]:
    """Return every distance rule that the workspace carries, of all profiles and dates."""
    with workspace.connect() as connection:
        return list(read_distance_rules(connection))


def protection_hits(workspace: Workspace) -> list[Record]:
    """Return the hits of the last computation, nearest first within each class."""
    with workspace.connect() as connection:
        hits = read_records(connection, "protection_hit")
    return sorted(hits, key=lambda h: (_text(h, "class"), float(h.values.get("distance_m") or 0.0)))


def treatment_zones(workspace: Workspace) -> list[Record]:
    """Return the treatment zones (MultiPolygon, EPSG:4490) by name."""
    with workspace.connect() as connection:
        zones = read_records(connection, "treatment_zone")
    return sorted(zones, key=lambda z: (_text(z, "number") or "~", _text(z, "name")))


def count_protected(workspace: Workspace) -> Mapping[str, int]:
    """Return how many protected objects the workspace holds, per protected class."""
    counts: dict[str, int] = {}
    with workspace.connect() as connection:
        for table in PROTECTED_TABLES:
            for record in read_records(connection, table):
                key = _text(record, "class")
                counts[key] = counts.get(key, 0) + 1
    return counts


@lru_cache(maxsize=1)
def counties() -> tuple[County, ...]:
    """Return the counties of the national list in the order of their codes. Source: GB/T 2260, 民政部."""
    with paths.resource("rules", "county_codes.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(County(code=row["code"], name=row["name_zh"]) for row in csv.DictReader(file))


@lru_cache(maxsize=1)
def profiles() -> tuple[Profile, ...]:
    """Return the profiles that the installed rules have, before any workspace is open."""
    with paths.resource("codes", "profile.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(
            Profile(
                code=row["code"],
                name_zh=row["name_zh"],
                name_en=row["name_en"],
                prefix=row.get("county_prefix") or "",
            )
            for row in csv.DictReader(file)
        )


def list_row(record: Record) -> ListRow:
    """Return a mine or problem as a line of the survey list."""
    mine = record.table == "mine"
    return ListRow(
        table=record.table,
        uuid=record.uuid,
        number=_text(record, "number"),
        name=_text(record, "name"),
        type="" if mine else _text(record, "type"),
        grade="" if mine else _text(record, "grade"),
        responsibility=""
        if mine
        else _text(record, "responsibility_confirmed") or _text(record, "responsibility"),
        township=_text(record, "township"),
        status=_text(record, "status" if mine else "treatment_status"),
        review_state=_text(record, "review_state"),
        return_reason=_text(record, "return_reason"),
        bounds=_bounds(record.geometry),
    )


def _bounds(geometry: shapely.Geometry | None) -> Bounds | None:
    if geometry is None or geometry.is_empty:
        return None
    west, south, east, north = shapely.bounds(geometry)
    return float(west), float(south), float(east), float(north)


def _text(record: Record, column: str) -> str:
    value: Value = record.values.get(column)
    return "" if value is None else str(value)

"""The workspace's tables as data: what `resources/schema/*.csv` describes, read once."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from ..domain.errors import RuleTableError
from ..paths import resource

PROBLEM = "problem"
"""The family of the three problem tables; as a parent it means any of them."""

LIST_SEPARATOR = ";"
"""What stands between the codes of a column that holds several."""

_SEVERAL_CODES = frozenset({"grading_criterion"})
_TYPES = frozenset({"TEXT", "REAL", "INTEGER", "BOOLEAN", "DATE", "DATETIME", "BLOB"})


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: `derived` ones are recomputed and stand outside the change log."""

    name: str
    type: str
    codes: str | None
    unit: str | None
    name_zh: str
    name_en: str
    required: bool
    derived: bool
    group: str | None
    default: str | int | float | None
    since: int
    section: str

    @property
    def several(self) -> bool:
        """Return whether the column holds several codes joined by `;`."""
        return self.codes in _SEVERAL_CODES


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table with its columns beside `fid`, `uuid` and `geom`, which every table (with a geometry) has."""

    name: str
    family: str
    geometry: str | None
    columns: tuple[Column, ...]
    synced: bool
    parent_table: str | None
    parent_column: str | None
    title_column: str | None
    name_zh: str
    name_en: str
    since: int
    _by_name: Mapping[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "_by_name", MappingProxyType({column.name: column for column in self.columns})
        )

    def __hash__(self) -> int:
        """Return the hash of the name: that of 60 columns takes longer than what is kept by it."""
        return hash(self.name)

    @property
    def labels(self) -> Mapping[str, str]:
        """Return the table's name by language, `zh` and `en`."""
        return {"zh": self.name_zh, "en": self.name_en}

    @property
    def data_columns(self) -> tuple[Column, ...]:
        """Return the columns a person fills in: those the change log watches."""
        return tuple(column for column in self.columns if not column.derived)

    @property
    def derived_columns(self) -> tuple[Column, ...]:
        """Return the columns that are recomputed."""
        return tuple(column for column in self.columns if column.derived)

    def has(self, column: str) -> bool:
        """Return whether the table has the column."""
        return column in self._by_name

    def column(self, name: str) -> Column:
        """Return the column; raises KeyError where there is none of that name."""
        return self._by_name[name]


@dataclass(frozen=True)
class Schema:
    """All tables by name, in the order of the list: parents before children."""

    tables: Mapping[str, Table]

    def table(self, name: str) -> Table:
        """Return the table; raises KeyError where there is none of that name."""
        return self.tables[name]

    @property
    def version(self) -> int:
        """Return the newest `since` of any table or column."""
        tables = self.tables.values()
        return max((max(t.since, *(c.since for c in t.columns)) for t in tables), default=0)

    @property
    def problem_tables(self) -> tuple[Table, ...]:
        """Return the problem tables, one for each geometry type, which share one uuid space."""
        return tuple(table for table in self.tables.values() if table.family == PROBLEM)

    def parents(self, table: Table) -> tuple[Table, ...]:
        """Return the tables that may hold the parent of a row: none, one, or the problem tables."""
        if table.parent_table is None:
            return ()
        if table.parent_table in self.tables:
            return (self.tables[table.parent_table],)
        return tuple(other for other in self.tables.values() if other.family == table.parent_table)

    def children(self, table: Table) -> tuple[Table, ...]:
        """Return the tables whose rows belong to the table's rows, such as the photos of a problem."""
        return tuple(other for other in self.tables.values() if table in self.parents(other))

    def links(self, table: Table) -> tuple[tuple[Table, Column], ...]:
        """Return (table, column) of rows that cannot stand without a row of this table, its children aside.

        These are the required columns `<table>_uuid`, such as the mine in the link between problem and mine.
        """
        name = f"{table.name}_uuid"
        return tuple(
            (other, other.column(name))
            for other in self.tables.values()
            if other.parent_column != name and other.has(name) and other.column(name).required
        )

    def at(self, version: int) -> Schema:
        """Return the schema as it was at a version, without later tables and columns."""
        tables = {
            table.name: replace(
                table, columns=tuple(column for column in table.columns if column.since <= version)
            )
            for table in self.tables.values()
            if table.since <= version
        }
        return Schema(MappingProxyType(tables))


@lru_cache(maxsize=1)
def load_schema() -> Schema:
    """Return the schema that the plugin's own lists describe."""
    return read_schema(resource("schema", "tables.csv"), resource("schema", "columns.csv"))


def read_schema(tables_csv: Path, columns_csv: Path) -> Schema:
    """Return the schema of two lists. Raises RuleTableError where a row cannot be used."""
    families: dict[str, list[Column]] = {}
    for row in read_csv(columns_csv):
        families.setdefault(row["family"], []).append(_column(row))
    tables = {row["table"]: _table(row, families.get(row["family"], ())) for row in read_csv(tables_csv)}
    return Schema(MappingProxyType(tables))


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return the rows of a UTF-8 CSV file with a heading line, with or without a byte order mark."""
    state = path.stat()
    return [dict(row) for row in _parsed(path, state.st_mtime_ns, state.st_size)]


@lru_cache(maxsize=128)
def _parsed(path: Path, _modified_ns: int, _size: int) -> tuple[dict[str, str], ...]:
    """Return the rows of a file that stays as it is: the plugin's own lists are read for every workspace."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(
            {key: (value or "").strip() for key, value in row.items() if key} for row in csv.DictReader(file)
        )


def _column(row: Mapping[str, str]) -> Column:
    kind = row["type"]
    if kind not in _TYPES:
        raise RuleTableError("columns", f"{row['family']}.{row['column']}", f"has the unknown type “{kind}”")
    return Column(
        name=row["column"],
        type=kind,
        codes=row["codes"] or None,
        unit=row["unit"] or None,
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        required=row["required"] == "1",
        derived=row["derived"] == "1",
        group=row["sync_group"] or None,
        default=_default(row["default"], kind),
        since=int(row["since"]),
        section=row["section"],
    )


def _default(text: str, kind: str) -> str | int | float | None:
    if not text:
        return None
    if kind in ("INTEGER", "BOOLEAN"):
        return int(text)
    return float(text) if kind == "REAL" else text


def _table(row: Mapping[str, str], columns: Iterable[Column]) -> Table:
    return Table(
        name=row["table"],
        family=row["family"],
        geometry=row["geometry"] or None,
        columns=tuple(columns),
        synced=row["synced"] == "1",
        parent_table=row["parent_table"] or None,
        parent_column=row["parent_column"] or None,
        title_column=row["title_column"] or None,
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        since=int(row["since"]),
    )

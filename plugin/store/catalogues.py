"""Code lists and rule tables on their way from `resources/*.csv` into a workspace."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ..domain.changes import Value
from ..domain.errors import RuleTableError
from ..paths import resource
from . import ddl
from .errors import UnknownCountyError
from .registration import register_plain_table
from .rule_versions import VERSION_COLUMNS
from .schema import read_csv
from .sql import compose, marks

_CODE_COLUMNS = ("code", "name_zh", "name_en", "parent", "definition", "source", "confidence", "valid_from")
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def add_codes(connection: sqlite3.Connection, folder: Path | None = None) -> None:
    """Put every list of `resources/codes` into the table `code`; a code that is there already stays as it is.

    Further columns of a list are kept as JSON in `extra`. Raises RuleTableError where a list lacks a heading.
    """
    for path in sorted((folder or resource("codes")).glob("*.csv")):
        rows = read_csv(path)
        if rows and not {"code", "name_zh"} <= rows[0].keys():
            raise RuleTableError(path.stem, "heading", "lacks the columns code and name_zh")
        connection.executemany(
            "INSERT INTO code"
            " (list, code, name_zh, name_en, parent, definition, source, confidence, valid_from, extra)"
            " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10"
            " WHERE NOT EXISTS (SELECT 1 FROM code WHERE list = ?1 AND code = ?2)",
            [(path.stem, *(row.get(name) or None for name in _CODE_COLUMNS), _extra(row)) for row in rows],
        )


def _extra(row: Mapping[str, str]) -> str | None:
    extra = {name: value for name, value in row.items() if name not in _CODE_COLUMNS and value}
    return json.dumps(extra, ensure_ascii=False, sort_keys=True) if extra else None


def rule_tables() -> tuple[Mapping[str, str], ...]:
    """Return the rule tables as `resources/schema/rule_tables.csv` lists them, each with its source."""
    return tuple(read_csv(resource("schema", "rule_tables.csv")))


def rule_columns(entry: Mapping[str, str]) -> tuple[str, ...]:
    """Return the columns of a rule table, of its source and of its versions."""
    types, _ = shipped_rows(entry["table"], entry["source"])
    return (*types, *(VERSION_COLUMNS if entry["versioned"] else ()))


def create_rule_tables(connection: sqlite3.Connection) -> None:
    """Create, register and fill the rule tables; one that a migration made before stays as it is."""
    present = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for entry in rule_tables():
        if entry["table"] not in present:
            _create_rule_table(connection, entry)


def _create_rule_table(connection: sqlite3.Connection, entry: Mapping[str, str]) -> None:
    table = entry["table"]
    types, rows = shipped_rows(table, entry["source"])
    history = VERSION_COLUMNS if entry["versioned"] else {}
    connection.execute(ddl.create_plain_table(table, {**types, **history}))
    register_plain_table(connection, table, {"zh": entry["name_zh"], "en": entry["name_en"]})
    if entry["versioned"]:
        rows = [{**row, "revision": 1} for row in rows]
    names = list(rows[0])
    connection.executemany(
        compose(
            "INSERT INTO {table} ({columns}) VALUES ({marks})",
            table=table,
            columns=names,
            marks=marks(len(names)),
        ),
        [[row[name] for name in names] for row in rows],
    )


def shipped_rows(table: str, source: str) -> tuple[dict[str, str], list[dict[str, Value]]]:
    """Return the columns with their SQL types, and the typed rows, of a rule table as the plugin ships it.

    ``source`` is the stem of its file in `resources/rules`. Raises RuleTableError where that has no rows.
    """
    path = resource("rules", f"{source}.csv")
    texts = read_csv(path) if path.exists() else []
    if not texts:
        raise RuleTableError(table, path.name, "has no rows or is missing from the installation")
    types = {name: column_type(name, [row.get(name, "") for row in texts]) for name in texts[0]}
    return types, [{name: typed(row.get(name, ""), kind) for name, kind in types.items()} for row in texts]


def column_type(name: str, texts: Sequence[str]) -> str:
    """Return the SQL type that all the non-blank texts of a column have: codes with leading zeros are text.

    A number is REAL even where today's rows are whole, because a person may edit them; flags are INTEGER.

    >>> column_type("distance_m", ["200", ""]), column_type("upper_inclusive", ["0", "1"])
    ('REAL', 'INTEGER')
    >>> column_type("land_use", ["01", "0101"]), column_type("valid_to", [])
    ('TEXT', 'DATE')
    """
    filled = {text for text in texts if text}
    if name.startswith("valid_") or (filled and all(_DATE.fullmatch(text) for text in filled)):
        return "DATE"
    if filled and filled <= {"0", "1"}:
        return "INTEGER"
    return "REAL" if filled and all(_NUMBER.fullmatch(text) for text in filled) else "TEXT"


def typed(text: str, kind: str) -> Value:
    """Return a text as a value of an SQL type; an empty one is None."""
    if not text:
        return None
    if kind == "INTEGER":
        return int(text)
    return float(text) if kind == "REAL" else text


def county_name(code: str) -> str:
    """Return the name of a county by its six-digit code (GB/T 2260). Raises UnknownCountyError."""
    for row in _counties(read_csv(resource("rules", "county_codes.csv"))):
        if row["code"] == code:
            return row["name_zh"]
    raise UnknownCountyError(code)


def _counties(rows: Iterable[Mapping[str, str]]) -> Iterable[Mapping[str, str]]:
    return (row for row in rows if row.get("level", "county") == "county")

"""The triggers of the change log, as SQL.

They use built-in functions only and no syntax newer than SQLite 3.26, so that phones and old tools can edit
the file. There is one trigger for each event, because SQLite does not define an order among several. They are
kept short, because every program that opens the file parses all of them first.
"""

from __future__ import annotations

from functools import lru_cache

from .ddl import GEOMETRY_COLUMN
from .schema import Table
from .sql import Fragment, compose, literal

_SILENT = Fragment("EXISTS (SELECT 1 FROM _sync_flag WHERE name = 'applying' AND value = 1)")
_NOW = Fragment("strftime('%Y-%m-%dT%H:%M:%fZ', 'now')")
_NEW_UUID = Fragment(
    "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)"
    " || '-' || substr('89ab', 1 + (abs(random()) % 4), 1) || substr(hex(randomblob(2)), 2)"
    " || '-' || hex(randomblob(6)))"
)
_MINT = "UPDATE {table} SET uuid = {new_uuid} WHERE fid = NEW.fid AND uuid IS NULL;"
_MINT_ONLY = "CREATE TRIGGER {name} AFTER INSERT ON {table} WHEN NEW.uuid IS NULL BEGIN {mint} END"
_INSERT = (
    "CREATE TRIGGER {name} AFTER INSERT ON {table} BEGIN {mint}"
    " INSERT INTO _sync_log (tbl, uuid, op, at) SELECT {tbl}, uuid, 'I', {now}"
    " FROM {table} WHERE fid = NEW.fid AND NOT {silent}; END"
)
_UPDATE = (
    "CREATE TRIGGER {name} AFTER UPDATE OF {watched} ON {table}"
    " WHEN COALESCE(OLD.uuid, NEW.uuid) IS NOT NULL AND NOT {silent} BEGIN"
    " SELECT RAISE(ABORT, 'the uuid of a record never changes')"
    " WHERE OLD.uuid IS NOT NULL AND OLD.uuid IS NOT NEW.uuid;"
    " INSERT INTO _sync_log (tbl, uuid, op, col, old, at)"
    " SELECT {tbl}, NEW.uuid, 'U', col, old, {now} FROM ({values}); END"
)
_UPDATE_VALUE = "SELECT {col} AS col, OLD.{column} AS old WHERE OLD.{column} IS NOT NEW.{column}"
_DELETE = (
    "CREATE TRIGGER {name} AFTER DELETE ON {table} WHEN OLD.uuid IS NOT NULL AND NOT {silent} BEGIN"
    " INSERT INTO _sync_log (tbl, uuid, op, at) VALUES ({tbl}, OLD.uuid, 'D', {now});"
    " INSERT INTO _sync_log (tbl, uuid, op, col, old, at)"
    " SELECT {tbl}, OLD.uuid, 'D', col, old, {now} FROM ({values}) WHERE old IS NOT NULL; END"
)
_DELETE_VALUE = "SELECT {col} AS col, OLD.{column} AS old"


@lru_cache(maxsize=128)
def logged_columns(table: Table) -> tuple[str, ...]:
    """Return the columns the log watches: the data columns, and the geometry where there is one."""
    columns = tuple(column.name for column in table.data_columns)
    return (GEOMETRY_COLUMN, *columns) if table.geometry else columns


@lru_cache(maxsize=128)
def triggers_of(table: Table) -> dict[str, str]:
    """Return name → `CREATE TRIGGER` of a listed table; one that is not synced only has its uuid minted."""
    if not table.synced:
        name = f"mint_{table.name}_uuid"
        return {name: compose(_MINT_ONLY, name=name, table=table.name, mint=_mint(table))}
    kinds = {"insert": (_INSERT, ""), "update": (_UPDATE, _UPDATE_VALUE), "delete": (_DELETE, _DELETE_VALUE)}
    return {
        f"sync_log_{table.name}_{event}": _trigger(table, event, text, value)
        for event, (text, value) in kinds.items()
    }


def _trigger(table: Table, event: str, text: str, value: str) -> str:
    columns = logged_columns(table)
    values = (compose(value, col=literal(column), column=column) for column in columns)
    return compose(
        text,
        name=f"sync_log_{table.name}_{event}",
        table=table.name,
        tbl=literal(table.name),
        watched=["uuid", *columns],
        values=Fragment(" UNION ALL ".join(values)),
        now=_NOW,
        silent=_SILENT,
        mint=_mint(table),
    )


def _mint(table: Table) -> Fragment:
    return compose(_MINT, table=table.name, new_uuid=_NEW_UUID)

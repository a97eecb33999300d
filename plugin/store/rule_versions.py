"""Versions of rule rows: a change closes the old row and adds a new one, so that history is never lost.

Rule tables stand outside the change log and are not synced: a county's edits stay in its own workspace, and
travel as a file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..domain.changes import Value
from .errors import StaleRuleError
from .sql import compose

if TYPE_CHECKING:
    import sqlite_utils.db

VERSION_COLUMNS = {
    "revision": "INTEGER",
    "changed_at": "DATETIME",
    "changed_by": "TEXT",
    "change_reason": "TEXT",
    "superseded_at": "DATETIME",
}
"""What a versioned rule table has beside its own columns; a row whose ``superseded_at`` is NULL counts."""


@dataclass(frozen=True, kw_only=True)
class RuleVersion:
    """One version of a rule: its own cells, and who made it when and why (empty for one as delivered)."""

    values: Mapping[str, Value]
    revision: int
    changed_at: str = ""
    changed_by: str = ""
    change_reason: str = ""
    superseded_at: str = ""

    @property
    def rule_id(self) -> str:
        """Return the id that all versions of a rule share."""
        return str(self.values.get("rule_id") or "")

    @property
    def counts(self) -> bool:
        """Return whether no later version has taken its place."""
        return not self.superseded_at


def current_rows(connection: sqlite3.Connection, table: str) -> list[dict[str, Value]]:
    """Return the rows of a versioned rule table that no later version has replaced, in their order."""
    head = compose("SELECT * FROM {table} WHERE superseded_at IS NULL ORDER BY fid", table=table)
    return [dict(row) for row in connection.execute(head)]


def versions(connection: sqlite3.Connection, table: str, *, history: bool = True) -> list[RuleVersion]:
    """Return every version of every rule in the order they were made, or those that count alone."""
    rows = _table(connection, table).rows_where(None if history else "superseded_at IS NULL", order_by="fid")
    return [_version(row) for row in rows]


def _table(connection: sqlite3.Connection, name: str) -> sqlite_utils.db.Table:
    """Return the table as sqlite-utils sees it; the pragma that OGR needs stays, no plugins are loaded."""
    from sqlite_utils import Database

    return Database(connection, recursive_triggers=False, execute_plugins=False).table(name)


def _version(row: Mapping[str, Value]) -> RuleVersion:
    own = {name: value for name, value in row.items() if name not in VERSION_COLUMNS and name != "fid"}
    return RuleVersion(
        values=own,
        revision=int(row["revision"] or 1),
        **{name: str(row[name] or "") for name in VERSION_COLUMNS if name != "revision"},
    )


def supersede(
    connection: sqlite3.Connection, table: str, replaced: Iterable[RuleVersion], *, at: str
) -> None:
    """Mark versions as superseded; their cells stay. Raises StaleRuleError where one no longer counts."""
    statement = compose(
        "UPDATE {table} SET superseded_at = ?"
        " WHERE rule_id = ? AND coalesce(revision, 1) = ? AND superseded_at IS NULL",
        table=table,
    )
    for version in replaced:
        if connection.execute(statement, (at, version.rule_id, version.revision)).rowcount == 0:
            raise StaleRuleError(version.rule_id)


def add_versions(
    connection: sqlite3.Connection,
    table: str,
    rows: Sequence[Mapping[str, Value]],
    *,
    by: str,
    reason: str,
    at: str,
) -> None:
    """Insert rows as the newest versions of their rules, each with who made it when and why."""
    last = {
        str(row["rule_id"]): int(row["last"] or 0)
        for row in connection.execute(
            compose(
                "SELECT rule_id, max(coalesce(revision, 1)) AS last FROM {table} GROUP BY rule_id",
                table=table,
            )
        )
    }
    records = []
    for row in rows:
        rule_id = str(row["rule_id"])
        last[rule_id] = last.get(rule_id, 0) + 1
        stamped = {"revision": last[rule_id], "changed_at": at, "changed_by": by, "change_reason": reason}
        records.append({**row, **stamped})
    if records:
        _table(connection, table).insert_all(records)
    connection.execute(
        "UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE table_name = ?",
        (table,),
    )

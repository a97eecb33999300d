"""What is wrong with a workspace's contents: checks that answer with findings and change nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from . import change_log, migrations
from .ddl import GEOMETRY_COLUMN
from .schema import LIST_SEPARATOR, Schema, Table
from .shape import missing_parts
from .sql import Fragment, compose
from .validation import is_uuid

GRACE_S = 60
"""How much later than a computation a change may be logged that it knew of: one save does both."""

Kind = Literal[
    "damaged",
    "incomplete",
    "schema",
    "triggers",
    "uuid",
    "duplicate",
    "orphan",
    "unknown_code",
    "empty_geometry",
    "spatial_index",
    "no_geometry",
    "missing_photo",
    "stale",
]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong, in one sentence, with the records it concerns."""

    kind: Kind
    severity: Literal["error", "warning"]
    message: str
    table: str = ""
    uuids: tuple[str, ...] = ()


def all_findings(connection: sqlite3.Connection, schema: Schema) -> list[Finding]:
    """Return every finding about the database itself; the photos' files are looked at elsewhere."""
    damaged = list(_integrity(connection))
    if damaged:
        return damaged
    incomplete = list(_missing_parts(connection, schema))
    if incomplete:
        return incomplete
    findings = [*_version(connection), *_triggers(connection, schema), *_duplicates(connection, schema)]
    for table in schema.tables.values():
        for check in (_uuids, _geometries, _spatial_index, _codes, _never_computed, _changed_since):
            findings.extend(check(connection, schema, table))
        findings.extend(_orphans(connection, schema, table))
    return findings


def _integrity(connection: sqlite3.Connection) -> Iterator[Finding]:
    for row in connection.execute("PRAGMA integrity_check(5)"):
        if row[0] != "ok":
            yield Finding(
                kind="damaged",
                severity="error",
                message=f"The file is damaged ({row[0]}); restore a backup or copy what can be read.",
            )


def _missing_parts(connection: sqlite3.Connection, schema: Schema) -> Iterator[Finding]:
    missing = missing_parts(connection, schema)
    for name in (*missing.records, *missing.rest):
        way_on = "open a copy" if name in missing.rest else "open the workspace in QGIS and repair it"
        yield Finding(
            kind="incomplete",
            severity="error",
            table=name.partition(".")[0],
            message=f"“{name}” is gone: another program took it away; {way_on}.",
        )


def _version(connection: sqlite3.Connection) -> Iterator[Finding]:
    found, wanted = migrations.stored_version(connection), migrations.latest_version()
    if found != wanted:
        message = f"The schema is {found}, this plugin makes {wanted}; open the workspace again."
        yield Finding(kind="schema", severity="error", message=message)


def _triggers(connection: sqlite3.Connection, schema: Schema) -> Iterator[Finding]:
    health = change_log.health(connection, schema)
    for table in health.tables:
        yield Finding(
            kind="triggers",
            severity="error",
            table=table,
            message=f"Edits of “{table}” are not logged: another program made it anew or changed triggers;"
            " audit the table before the next sync.",
        )
    if not health.tables and not health.fingerprint_matches:
        message = "The change log's triggers are not those that were installed; audit before the next sync."
        yield Finding(kind="triggers", severity="error", message=message)


def _uuids(connection: sqlite3.Connection, schema: Schema, table: Table) -> Iterator[Finding]:
    rows = connection.execute(compose("SELECT uuid FROM {table}", table=table.name))
    wrong = [str(row[0]) for row in rows if not is_uuid(row[0])]
    if wrong:
        message = f"{len(wrong)} record(s) of “{table.name}” have no usable uuid; they would not sync."
        yield Finding(kind="uuid", severity="error", table=table.name, uuids=tuple(wrong), message=message)


def _duplicates(connection: sqlite3.Connection, schema: Schema) -> Iterator[Finding]:
    rows = connection.execute("SELECT uuid FROM problem GROUP BY uuid HAVING COUNT(*) > 1")
    twice = tuple(str(row[0]) for row in rows)
    if twice:
        message = f"{len(twice)} uuid(s) stand in more than one problem table; delete one record of each."
        yield Finding(kind="duplicate", severity="error", table="problem", uuids=twice, message=message)


def _orphans(connection: sqlite3.Connection, schema: Schema, table: Table) -> Iterator[Finding]:
    references = [(str(table.parent_column), schema.parents(table))] if table.parent_column else []
    for other in schema.tables.values():
        references += [(column.name, (other,)) for child, column in schema.links(other) if child == table]
    for column, parents in references:
        uuids = " UNION ALL ".join(
            compose("SELECT uuid FROM {parent}", parent=parent.name) for parent in parents
        )
        statement = compose(
            "SELECT uuid FROM {table} WHERE {column} IS NOT NULL AND {column} NOT IN ({uuids})",
            table=table.name,
            column=column,
            uuids=Fragment(uuids),
        )
        lost = tuple(str(row[0]) for row in connection.execute(statement))
        if lost:
            message = (
                f"{len(lost)} record(s) of “{table.name}” belong to nothing ({column}); delete or link them."
            )
            yield Finding(kind="orphan", severity="error", table=table.name, uuids=lost, message=message)


def _codes(connection: sqlite3.Connection, schema: Schema, table: Table) -> Iterator[Finding]:
    for column in table.columns:
        if column.codes is None:
            continue
        known = {
            row[0] for row in connection.execute("SELECT code FROM code WHERE list = ?", (column.codes,))
        }
        statement = compose(
            "SELECT {column} AS value, uuid FROM {table} WHERE {column} IS NOT NULL",
            column=column.name,
            table=table.name,
        )
        unknown: dict[str, list[str]] = {}
        for value, uuid in connection.execute(statement):
            for code in str(value).split(LIST_SEPARATOR) if column.several else [str(value)]:
                if code not in known:
                    unknown.setdefault(code, []).append(str(uuid))
        for code, uuids in unknown.items():
            message = (
                f"{len(uuids)} record(s) of “{table.name}” have the code “{code}” in “{column.name}”,"
                f" which is not in the list “{column.codes}”; choose one of its codes."
            )
            yield Finding(
                kind="unknown_code", severity="error", table=table.name, uuids=tuple(uuids), message=message
            )


def _geometries(connection: sqlite3.Connection, schema: Schema, table: Table) -> Iterator[Finding]:
    if table.geometry is None:
        return
    statement = compose(
        "SELECT uuid, {geom} IS NULL FROM {table} WHERE {geom} IS NULL OR ST_IsEmpty({geom}) IS NOT 0",
        geom=GEOMETRY_COLUMN,
        table=table.name,
    )
    rows = connection.execute(statement).fetchall()
    absent = tuple(str(row[0]) for row in rows if row[1])
    empty = tuple(str(row[0]) for row in rows if not row[1])
    if empty:
        message = (
            f"{len(empty)} record(s) of “{table.name}” have an empty geometry; draw it or delete the record."
        )
        yield Finding(kind="empty_geometry", severity="error", table=table.name, uuids=empty, message=message)
    if absent:
        message = (
            f"{len(absent)} record(s) of “{table.name}” are not located; no distance or zone counts them."
        )
        yield Finding(kind="no_geometry", severity="warning", table=table.name, uuids=absent, message=message)


def _spatial_index(connection: sqlite3.Connection, schema: Schema, table: Table) -> Iterator[Finding]:
    if table.geometry is None:
        return
    statement = compose(
        "SELECT COUNT(*) FROM {table} AS t LEFT JOIN {tree} AS i ON i.id = t.fid"
        " WHERE (i.id IS NULL) = (ST_IsEmpty(t.{geom}) IS 0)",
        table=table.name,
        tree=f"rtree_{table.name}_{GEOMETRY_COLUMN}",
        geom=GEOMETRY_COLUMN,
    )
    wrong = connection.execute(statement).fetchone()[0]
    if wrong:
        message = f"The spatial index of “{table.name}” misses {wrong} record(s); rebuild it in QGIS."
        yield Finding(kind="spatial_index", severity="error", table=table.name, message=message)


def _never_computed(connection: sqlite3.Connection, schema: Schema, table: Table) -> Iterator[Finding]:
    if not table.has("derived_at"):
        return
    statement = compose("SELECT uuid FROM {table} WHERE derived_at IS NULL", table=table.name)
    found = tuple(str(row[0]) for row in connection.execute(statement))
    if found:
        message = f"{len(found)} record(s) of “{table.name}” have no grade and duty yet; recompute."
        yield Finding(kind="stale", severity="warning", table=table.name, uuids=found, message=message)


def _changed_since(connection: sqlite3.Connection, schema: Schema, table: Table) -> Iterator[Finding]:
    """Find records that were edited after their computation, themselves or in their children."""
    if not table.has("derived_at"):
        return
    sources = [compose("SELECT uuid AS log_uuid, uuid AS own_uuid FROM {table}", table=table.name)]
    sources += [
        compose("SELECT uuid, {column} FROM {child}", column=str(child.parent_column), child=child.name)
        for child in schema.children(table)
    ]
    statement = compose(
        "SELECT t.uuid FROM {table} AS t JOIN ({sources}) AS s ON s.own_uuid = t.uuid"
        " JOIN _sync_log AS l ON l.uuid = s.log_uuid WHERE t.derived_at IS NOT NULL"
        " GROUP BY t.uuid HAVING julianday(MAX(l.at)) > julianday(t.derived_at) + ? / 86400.0",
        table=table.name,
        sources=Fragment(" UNION ALL ".join(sources)),
    )
    found = tuple(str(row[0]) for row in connection.execute(statement, (GRACE_S,)))
    if found:
        message = (
            f"{len(found)} record(s) of “{table.name}” changed after their grade was computed; recompute."
        )
        yield Finding(kind="stale", severity="warning", table=table.name, uuids=found, message=message)

"""Audit and repair: what changed while the change log was not watching, told to a person who decides.

A tool that makes a table anew takes the triggers with it. Then every row is compared with the hash of what
the hub last had of it. Nothing of what is found is sent, and nothing is given up, before somebody says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Literal

from ..domain.changes import RowChange, Value
from ..store import change_log, repair, replica
from ..store.errors import StoreError
from ..store.repair import Rekeyed
from ..store.schema import load_schema
from ..store.workspace import Workspace
from ..sync import journal
from ..sync.values import digest
from . import sync_push
from .sync_session import Access

Key = tuple[str, str]
What = Literal["added", "changed", "deleted"]
Choice = Literal["send", "restore"]


@dataclass(frozen=True, kw_only=True)
class Unseen:
    """A row that differs from what the hub last had of it, though the log says nothing."""

    table: str
    uuid: str
    title: str
    what: What

    @property
    def key(self) -> Key:
        """Return table and uuid."""
        return self.table, self.uuid


@dataclass(frozen=True, kw_only=True)
class AuditReport:
    """What an audit found and a repair puts right.

    ``rebuilt`` are tables of another shape, ``triggers`` those that are missing or altered, ``unseen`` the
    rows that a person decides about, ``unknown`` counts rows whose earlier state was never noted.
    """

    rebuilt: tuple[str, ...]
    triggers: tuple[str, ...]
    rekeyed: tuple[Rekeyed, ...]
    unseen: tuple[Unseen, ...]
    unknown: int

    @property
    def ok(self) -> bool:
        """Return whether nothing is to be repaired or decided."""
        return not (self.rebuilt or self.triggers or self.rekeyed or self.unseen)

    def counts(self) -> dict[tuple[str, What], int]:
        """Return how many rows of each table were added, changed or deleted."""
        return dict(Counter((row.table, row.what) for row in self.unseen))


class AuditOutdatedError(StoreError):
    """A workspace that changed between its audit and its repair: the decisions are about something else."""

    def __init__(self, workspace: Workspace) -> None:
        self.path = workspace.path
        super().__init__(
            f"“{workspace.path.name}” changed after it was audited; nothing was repaired, audit it again."
        )


class RecordsBeingEditedError(StoreError):
    """Unsaved edits in layers of the tables that are to be repaired."""

    def __init__(self, workspace: Workspace, count: int) -> None:
        self.count = count
        super().__init__(
            f"{count} records of “{workspace.path.name}” have unsaved edits; save or discard them,"
            " then repair the workspace."
        )


def audit(workspace: Workspace) -> AuditReport:
    """Return what changed unseen; nothing is changed. Costs a look at every row."""
    with closing(Access(workspace)) as access, access.try_out() as connection:
        return _repair_and_compare(connection)


def repair_workspace(
    workspace: Workspace,
    report: AuditReport,
    choice: Choice | Mapping[Key, Choice],
    *,
    busy: Collection[Key] = frozenset(),
) -> AuditReport:
    """Return the report that was acted upon, in one transaction: shape, uuids and triggers as they should be.

    ``choice`` says for all rows or for each: `send` them as edits of this workspace with the next sync, or
    `restore` what the hub holds. Rows that a mapping leaves out are restored; what they held here stays in
    the workspace's history. Raises AuditOutdatedError where the workspace is not as it was audited,
    RecordsBeingEditedError.
    """
    if busy:
        raise RecordsBeingEditedError(workspace, len(busy))
    with closing(Access(workspace)) as access, access.write() as connection:
        found = _repair_and_compare(connection)
        if _comparable(found) != _comparable(report):
            raise AuditOutdatedError(workspace)
        chosen = (
            dict.fromkeys((row.key for row in found.unseen), choice) if isinstance(choice, str) else choice
        )
        restored = [row for row in found.unseen if chosen.get(row.key, "restore") == "restore"]
        for row in found.unseen:
            if chosen.get(row.key, "restore") == "send":
                _send(connection, row)
        for row in _children_first(restored):
            _restore(connection, row)
        if restored:
            journal.receive_all_again(connection)
    return found


def _repair_and_compare(connection: Connection) -> AuditReport:
    schema = load_schema()
    repaired = repair.repair(connection, schema)
    unseen: list[Unseen] = []
    unknown = 0
    waiting = {(change.table, change.uuid): change for change in change_log.pending_changes(connection)}
    unanswered = sync_push.unanswered(connection)
    for table in schema.tables.values():
        if table.synced:
            sent = {key[1]: columns for key, columns in unanswered.items() if key[0] == table.name}
            rows, lost = _compare(
                connection, table.name, {k[1]: c for k, c in waiting.items() if k[0] == table.name}, sent
            )
            unseen += rows
            unknown += lost
    return AuditReport(
        rebuilt=repaired.rebuilt,
        triggers=repaired.triggers,
        rekeyed=repaired.rekeyed,
        unseen=tuple(unseen),
        unknown=unknown,
    )


def _compare(
    connection: Connection,
    table: str,
    waiting: Mapping[str, RowChange],
    sent: Mapping[str, Mapping[str, Value]],
) -> tuple[list[Unseen], int]:
    """Return the rows that differ, and how many cannot be judged; ``sent`` went with a batch in flight."""
    bases = journal.bases_of(connection, table)
    title = load_schema().table(table).title_column or "uuid"
    found: list[Unseen] = []
    unknown = 0
    here: set[str] = set()
    for uuid, values in _all_rows(connection, table):
        here.add(uuid)
        change = waiting.get(uuid)
        _, known = bases.get(uuid, (0, b""))
        if any(values.get(column) != value for column, value in sent.get(uuid, {}).items()):
            found.append(_unseen(table, uuid, values.get(title), "changed"))
            continue
        if change is not None and change.operation == "insert":
            continue
        if known == b"":
            found.append(_unseen(table, uuid, values.get(title), "added"))
        elif known is None:
            unknown += 1
        elif digest({**values, **(change.old if change is not None else {})}) != known:
            found.append(_unseen(table, uuid, values.get(title), "changed"))
    expected = {uuid for uuid, (version, known) in bases.items() if version > 0 and known != b""}
    for uuid in sorted((expected | sent.keys()) - here):
        if not (uuid in waiting and waiting[uuid].operation == "delete"):
            found.append(_unseen(table, uuid, None, "deleted"))
    return found, unknown


def _all_rows(connection: Connection, table: str) -> Iterator[tuple[str, dict[str, Value]]]:
    uuids = [str(row[0]) for row in replica.read_columns(connection, table, ["uuid"])]
    for start in range(0, len(uuids), replica.CHUNK):
        rows = replica.read_rows(connection, [(table, uuid) for uuid in uuids[start : start + replica.CHUNK]])
        for (_, uuid), values in rows.items():
            yield uuid, values


def _unseen(table: str, uuid: str, title: Value, what: What) -> Unseen:
    return Unseen(table=table, uuid=uuid, title=str(title or ""), what=what)


def _comparable(report: AuditReport) -> tuple[object, ...]:
    """Return what two audits of one state have in common: minted uuids differ each time."""
    minted = {(row.table, row.new) for row in report.rekeyed}
    kept = sorted((row.table, row.uuid, row.what) for row in report.unseen if row.key not in minted)
    return report.rebuilt, sorted((row.table, str(row.old)) for row in report.rekeyed), kept


# -- what was decided


def _send(connection: Connection, row: Unseen) -> None:
    """Let a row wait to be sent, as a whole: what it was before is not known column by column."""
    _settle_log(connection, row.key)
    journal.log_again(connection, row.key, operation="delete" if row.what == "deleted" else "insert", old={})


def _restore(connection: Connection, row: Unseen) -> None:
    """Let the hub's row come back with the next sync; what stood here goes into the history."""
    held = replica.read_rows(connection, [row.key]).get(row.key, {})
    stored = {
        column: replica.stored_value(column, value) for column, value in held.items() if value is not None
    }
    if row.what == "added":
        with change_log.applying(connection):
            replica.delete_row(connection, *row.key)
        journal.log_again(connection, row.key, operation="delete", old=stored)
    elif row.what == "changed":
        journal.log_again(connection, row.key, operation="update", old=stored)
    _settle_log(connection, row.key)
    journal.forget_bases(connection, [row.key])


def _settle_log(connection: Connection, key: Key) -> None:
    journal.acknowledge(connection, {key: journal.last_number(connection)})


def _children_first(rows: Iterable[Unseen]) -> list[Unseen]:
    schema = load_schema()
    return sorted(rows, key=lambda row: schema.table(row.table).parent_table is None)

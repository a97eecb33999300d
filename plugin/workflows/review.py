"""Review 审核 as a person does it: what waits, and steps taken with one record or many at once.

A step is an ordinary edit of the record's field group `review`; it is logged, sent and merged like any other,
and so a return arrives on the surveyor's device with its reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from sqlite3 import Connection

from ..domain.changes import Value
from ..domain.errors import MineRestorationError
from ..domain.review import (
    DRAFT,
    MOMENT,
    REASON,
    REVIEWER,
    SNAPSHOT,
    STATE,
    Action,
    Role,
    allowed_actions,
    next_state,
    waiting_states,
)
from ..store.records import Record, read_records, update_record, write_derived
from ..store.schema import load_schema
from ..store.workspace import Workspace
from .review_snapshot import Assessor, show_frozen
from .survey import stamp

Key = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class ReviewRow:
    """A record in the list of a reviewer; ``actions`` are the steps that the reader may take with it.

    ``version`` is the one that the hub showed; a record of the workspace has none.
    """

    county: str
    table: str
    uuid: str
    title: str
    name: str
    type: str
    grade: str
    state: str
    reason: str
    reviewed_by: str
    reviewed_at: str
    actions: tuple[Action, ...]
    version: int = 0

    @property
    def key(self) -> Key:
        """Return table and uuid."""
        return self.table, self.uuid


@dataclass(frozen=True, kw_only=True)
class ReviewOutcome:
    """The records that took the step, and why the others did not (an English sentence each)."""

    done: tuple[Key, ...]
    refused: Mapping[Key, MineRestorationError] = field(default_factory=dict)


class RecordBeingEditedError(MineRestorationError):
    """A record with unsaved edits: a step of its review would be lost under them."""

    def __init__(self, table: str, uuid: str) -> None:
        self.table = table
        self.uuid = uuid
        super().__init__(
            f"The record {uuid} of {table} has unsaved edits; save or discard them, then try again."
        )


class RecordGoneError(MineRestorationError):
    """A record that was deleted, or taken further, since the list was read."""

    def __init__(self, table: str, uuid: str) -> None:
        self.table = table
        self.uuid = uuid
        super().__init__(
            f"The record {uuid} of {table} is no longer as it was listed; refresh the list and choose again."
        )


def reviewed_tables() -> tuple[str, ...]:
    """Return the tables whose records are reviewed."""
    tables = load_schema().tables.values()
    return tuple(table.name for table in tables if table.synced and table.has(SNAPSHOT))


def review_rows(
    workspace: Workspace, roles: Collection[Role], *, states: Collection[str] | None = None
) -> list[ReviewRow]:
    """Return the records that wait for somebody with these roles, by state and title.

    ``states`` asks for others, such as the returned ones.
    """
    wanted = waiting_states(roles) if states is None else frozenset(states)
    if not wanted:
        return []
    with workspace.connect() as connection:
        records = [
            record
            for table in reviewed_tables()
            for record in read_records(connection, table, where={STATE: sorted(wanted)})
        ]
    rows = [_row(workspace, record, roles) for record in records]
    return sorted(rows, key=lambda row: (row.county, row.state, row.title, row.uuid))


def count_states(workspace: Workspace) -> dict[str, int]:
    """Return how many records are in each state of the review."""
    counts: Counter[str] = Counter()
    with workspace.connect() as connection:
        for table in reviewed_tables():
            counts.update(str(row.values.get(STATE) or DRAFT) for row in read_records(connection, table))
    return dict(counts)


def take_step(
    workspace: Workspace,
    action: Action,
    keys: Iterable[Key],
    *,
    roles: Collection[Role],
    reviewer: str = "",
    reason: str = "",
    busy: Collection[Key] = frozenset(),
) -> ReviewOutcome:
    """Return which records took a step of the review; all that may are written in one transaction.

    Submitting, forwarding and accepting store the record's results with it. ``busy`` are the (table, uuid)
    with unsaved edits, which are refused. Nothing is raised for a record that may not take the step: it is
    among the refused with its reason.
    """
    wanted = list(dict.fromkeys(keys))
    assessor = Assessor(workspace)
    refused: dict[Key, MineRestorationError] = {}
    with workspace.connect() as connection:
        records = _records(connection, wanted)
    steps: dict[Key, tuple[dict[str, Value], dict[str, Value]]] = {}
    for key in wanted:
        try:
            steps[key] = _step(assessor, records, key, action, roles=roles, reason=reason, busy=busy)
        except MineRestorationError as error:
            refused[key] = error
    done: list[Key] = []
    with workspace.write() as connection:
        now = _records(connection, steps)
        for key, (values, derived) in steps.items():
            if key not in now or now[key].values.get(STATE) != records[key].values.get(STATE):
                refused[key] = RecordGoneError(*key)
                continue
            values = {**values, REVIEWER: reviewer or None, MOMENT: stamp()}
            update_record(connection, *key, values, known_codes_only=False)
            write_derived(connection, key[0], {key[1]: derived})
            done.append(key)
        show_frozen(connection, done)
    return ReviewOutcome(done=tuple(done), refused=refused)


def _step(
    assessor: Assessor,
    records: Mapping[Key, Record],
    key: Key,
    action: Action,
    *,
    roles: Collection[Role],
    reason: str,
    busy: Collection[Key],
) -> tuple[dict[str, Value], dict[str, Value]]:
    """Return the review columns to set, and the derived columns to write before they are frozen."""
    if key not in records:
        raise RecordGoneError(*key)
    if key in busy:
        raise RecordBeingEditedError(*key)
    record = records[key]
    state = next_state(str(record.values.get(STATE) or DRAFT), action, roles, reason=reason)
    values: dict[str, Value] = {STATE: state, REASON: reason.strip() or None}
    if action not in ("submit", "forward", "accept"):
        return values, {}
    snapshot, derived = assessor.snapshot(record)
    return {**values, SNAPSHOT: snapshot}, derived


def _records(connection: Connection, keys: Iterable[Key]) -> dict[Key, Record]:
    by_table: dict[str, list[str]] = {}
    for table, uuid in keys:
        by_table.setdefault(table, []).append(uuid)
    return {
        (table, record.uuid): record
        for table, uuids in by_table.items()
        for record in read_records(connection, table, uuids=uuids)
    }


def _row(workspace: Workspace, record: Record, roles: Collection[Role]) -> ReviewRow:
    values = record.values
    title = values.get(workspace.schema.table(record.table).title_column or "name")
    state = str(values.get(STATE) or DRAFT)
    return ReviewRow(
        county=workspace.county_code,
        table=record.table,
        uuid=record.uuid,
        title=str(title or values.get("name") or ""),
        name=str(values.get("name") or ""),
        type=str(values.get("type") or ""),
        grade=str(values.get("grade") or ""),
        state=state,
        reason=str(values.get(REASON) or ""),
        reviewed_by=str(values.get(REVIEWER) or ""),
        reviewed_at=str(values.get(MOMENT) or ""),
        actions=allowed_actions(state, roles),
    )

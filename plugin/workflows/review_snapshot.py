"""Results as they were handed in: the derived columns of a record as one value beside its review.

Derived columns stand outside the log; what a reviewer accepts must not change when a rule or a neighbour
does. So a record that is handed in carries its results, with the rule profile, the day and the hash of the
inputs, and once it is accepted these are what its derived columns show, on every device.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from sqlite3 import Connection

from ..domain.changes import Value
from ..domain.review import LOCKED_STATES, SNAPSHOT, STATE
from ..store.records import Record, read_records, write_derived
from ..store.schema import Table, load_schema
from ..store.workspace import Workspace
from .assessment import AssessmentContext, assess_problem
from .protection_inputs import PROBLEM_TABLES
from .survey import land_pair, own_values, stamp

Key = tuple[str, str]

PROFILE, INPUTS = "derived_profile", "derived_input_hash"


def snapshot_text(table: Table, values: Mapping[str, Value]) -> str:
    """Return the derived columns of a record that hold something, as JSON with sorted keys."""
    derived = {
        column.name: values.get(column.name)
        for column in table.derived_columns
        if values.get(column.name) is not None and not isinstance(values.get(column.name), bytes)
    }
    return json.dumps(derived, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_snapshot(text: object) -> dict[str, Value]:
    """Return the derived columns of a snapshot; nothing where there is none or it cannot be read.

    >>> read_snapshot('{"grade":"YZ"}')
    {'grade': 'YZ'}
    >>> read_snapshot(None)
    {}
    """
    try:
        found = json.loads(text) if isinstance(text, str) else {}
    except json.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


class Assessor:
    """Snapshots of records as the rules see them, each set of rules read once."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._contexts: dict[dt.date | None, AssessmentContext] = {}

    def snapshot(self, record: Record) -> tuple[str, dict[str, Value]]:
        """Return a record's snapshot and the derived columns in it that are to be written anew.

        A snapshot whose inputs have not changed since it was made is kept as it is.
        """
        table = self._workspace.schema.table(record.table)
        kept = read_snapshot(record.values.get(SNAPSHOT))
        if record.table not in PROBLEM_TABLES:
            return snapshot_text(table, record.values), {}
        day = _day(kept)
        if kept and self._assess(record, day).get(INPUTS) == kept.get(INPUTS):
            return str(record.values[SNAPSHOT]), {}
        derived = {**self._assess(record, None), "derived_at": stamp()}
        return snapshot_text(table, {**record.values, **derived}), derived

    def _assess(self, record: Record, day: dt.date | None) -> dict[str, Value]:
        if day not in self._contexts:
            self._contexts[day] = AssessmentContext.load(self._workspace, on=day)
        with self._workspace.connect() as connection:
            land = read_records(connection, "problem_land", where={"problem_uuid": record.uuid})
            mines = read_records(connection, "problem_mine", where={"problem_uuid": record.uuid})
        found = assess_problem(
            own_values(self._workspace, record),
            record.geometry,
            land=[land_pair(row) for row in land],
            mines=[str(row.values["mine_uuid"]) for row in mines],
            context=self._contexts[day],
        )
        return dict(found.derived)


def show_frozen(connection: Connection, keys: Iterable[Key]) -> int:
    """Return how many of the records are accepted, and now show the results they were accepted with."""
    wanted: dict[str, list[str]] = {}
    for table, uuid in keys:
        wanted.setdefault(table, []).append(uuid)
    count = 0
    for table, uuids in wanted.items():
        definition = load_schema().table(table)
        if not definition.has(SNAPSHOT):
            continue
        found = read_records(connection, table, uuids=uuids, where={STATE: sorted(LOCKED_STATES)})
        known = {column.name for column in definition.derived_columns}
        rows = {record.uuid: read_snapshot(record.values.get(SNAPSHOT)) for record in found}
        rows = {uuid: {c: v for c, v in row.items() if c in known} for uuid, row in rows.items() if row}
        write_derived(connection, table, rows, frozen=True)
        count += len(rows)
    return count


def _day(snapshot: Mapping[str, Value]) -> dt.date | None:
    """Return the day whose rules a snapshot was made with: the end of `derived_profile`."""
    try:
        return dt.date.fromisoformat(str(snapshot.get(PROFILE) or "").rpartition(" ")[2])
    except ValueError:
        return None

"""Recording a problem: one way to its derived values, whether a dock's edit buffer or the store saves it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from ..domain.changes import Value
from ..store.records import (
    Record,
    delete_record,
    insert_records,
    new_uuid,
    read_records,
    update_record,
    write_derived,
)
from ..store.workspace import Workspace
from .assessment import Assessment, AssessmentContext, assess_problem
from .protection_inputs import PROBLEM_TABLES

__all__ = ["Assessment", "AssessmentContext", "assess_problem", "assess_record", "save_problem"]


def save_problem(
    workspace: Workspace,
    record: Record,
    *,
    land: Sequence[tuple[str, float]] = (),
    mines: Sequence[tuple[str, float | None]] = (),
    context: AssessmentContext | None = None,
) -> Record:
    """Return the problem as saved, with its derived columns, in one transaction with its land and its mines.

    ``record`` is a row of ``problem_point``, ``problem_line`` or ``problem_area``; an empty uuid makes a
    new one, a known uuid replaces its values, its land (class, hm²) and its mines (uuid, share in %).
    Raises the store's errors for what it cannot hold, such as UnknownCodeError; nothing is then written.
    """
    context = context or AssessmentContext.load(workspace)
    problem = record if record.uuid else replace(record, uuid=new_uuid())
    assessment = assess_problem(
        problem.values, problem.geometry, land=land, mines=[m for m, _ in mines], context=context
    )
    children = [
        *(_child("problem_land", problem.uuid, land_use=use, area_hm2=area) for use, area in land),
        *(_child("problem_mine", problem.uuid, mine_uuid=mine, share_percent=share) for mine, share in mines),
    ]
    derived = {**assessment.derived, "derived_at": stamp()}
    with workspace.write() as connection:
        if read_records(connection, problem.table, uuids=[problem.uuid]):
            update_record(connection, problem.table, problem.uuid, problem.values, geometry=problem.geometry)
            for table in ("problem_land", "problem_mine"):
                for child in read_records(connection, table, where={"problem_uuid": problem.uuid}):
                    delete_record(connection, table, child.uuid)
        else:
            insert_records(connection, [problem])
        insert_records(connection, children)
        write_derived(connection, problem.table, {problem.uuid: derived})
        return read_records(connection, problem.table, uuids=[problem.uuid])[0]


def assess_record(workspace: Workspace, uuid: str, *, context: AssessmentContext | None = None) -> Assessment:
    """Return the assessment of a stored problem with its stored land and mines. Raises KeyError for no such
    problem."""
    context = context or AssessmentContext.load(workspace)
    with workspace.connect() as connection:
        found = [r for t in PROBLEM_TABLES for r in read_records(connection, t, uuids=[uuid])]
        if not found:
            raise KeyError(uuid)
        land = read_records(connection, "problem_land", where={"problem_uuid": uuid})
        mines = read_records(connection, "problem_mine", where={"problem_uuid": uuid})
    return assess_problem(
        own_values(workspace, found[0]),
        found[0].geometry,
        land=[land_pair(r) for r in land],
        mines=[str(r.values["mine_uuid"]) for r in mines],
        context=context,
    )


def own_values(workspace: Workspace, record: Record) -> dict[str, Value]:
    """Return the values that a person recorded, without the derived columns."""
    derived = {c.name for c in workspace.schema.table(record.table).derived_columns}
    return {name: value for name, value in record.values.items() if name not in derived}


def land_pair(record: Record) -> tuple[str, float]:
    """Return (land class, hm²) of a row of ``problem_land``."""
    area = record.values.get("area_hm2")
    return str(record.values["land_use"]), float(area) if isinstance(area, int | float) else 0.0


def stamp() -> str:
    """Return the present moment as a GeoPackage holds it, in UTC."""
    return f"{dt.datetime.now(dt.timezone.utc):%Y-%m-%dT%H:%M:%S.000Z}"


def _child(table: str, problem_uuid: str, **values: Value) -> Record:
    return Record(table, new_uuid(), {"problem_uuid": problem_uuid, **values})

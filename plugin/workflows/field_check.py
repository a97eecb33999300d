"""The check before the survey party leaves: what each problem still lacks."""

from __future__ import annotations

from dataclasses import dataclass

from ..store.records import Record, read_records
from ..store.workspace import Workspace
from .reading import PROBLEM_TABLES

GAPS = (
    "geometry",
    "type",
    "damage_begin",
    "damage_evidence",
    "mine",
    "photo",
    "surveyor",
    "surveyed_on",
    "position_accuracy_m",
    "grade",
    "responsibility",
)
"""What can be missing, in the order in which it is told; what is seen in the field only comes first."""

UNDECIDED = "DD"
"""待认定, a code of the list ``responsibility``."""


@dataclass(frozen=True, kw_only=True)
class Gap:
    """One problem that is not complete, and what it lacks, as codes of :data:`GAPS`."""

    table: str
    uuid: str
    number: str
    type: str
    missing: tuple[str, ...]


def missing_before_leaving(workspace: Workspace) -> list[Gap]:
    """Return the problems that lack something which only a visit can give, those that lack most first."""
    with workspace.connect() as connection:
        problems = [r for table in PROBLEM_TABLES for r in read_records(connection, table)]
        linked = {str(r.values["problem_uuid"]) for r in read_records(connection, "problem_mine")}
        pictured = {str(r.values["problem_uuid"]) for r in read_records(connection, "photo")}
    gaps = [
        Gap(
            table=problem.table,
            uuid=problem.uuid,
            number=str(problem.values.get("number") or ""),
            type=str(problem.values.get("type") or ""),
            missing=_missing(problem, linked=problem.uuid in linked, pictured=problem.uuid in pictured),
        )
        for problem in problems
    ]
    return sorted(
        (gap for gap in gaps if gap.missing), key=lambda gap: (-len(gap.missing), gap.number, gap.uuid)
    )


def _missing(problem: Record, *, linked: bool, pictured: bool) -> tuple[str, ...]:
    present = {
        "geometry": problem.geometry is not None and not problem.geometry.is_empty,
        "mine": linked,
        "photo": pictured,
        "responsibility": problem.values.get("responsibility") not in (None, "", UNDECIDED),
    }
    return tuple(gap for gap in GAPS if not present.get(gap, problem.values.get(gap) not in (None, "")))

"""Derived values are recomputed, never trusted: every problem's grade, duty and measures anew."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ..domain.changes import Value
from ..domain.mine_scale import mine_scale
from ..domain.progress import Progress, Silent, check
from ..geometry.areas import area_hm2
from ..geometry.arrays import geometry_array
from ..geometry.map_sheets import sheet_number
from ..store.records import Record, read_records, write_derived
from ..store.rules import read_mine_scale_rules
from ..store.workspace import Workspace
from ..sync.hub import CONFLICT_TABLE
from .assessment import SHEET_SCALE, AssessmentContext, assess_problem, nearest_objects
from .protection_inputs import PROBLEM_TABLES
from .survey import land_pair, own_values, stamp

BATCH = 200
"""Problems written in one transaction: it lasts milliseconds, so that a layer in QGIS can be saved
meanwhile."""

_CHILD_TABLES = ("problem_land", "problem_mine")
_WITHOUT_INFLUENCE = frozenset({"photo", "treatment_zone", CONFLICT_TABLE})
"""Tables of which no problem's grade or duty depends."""


@dataclass(frozen=True, kw_only=True)
class RecomputeResult:
    """How many records have which grade and which responsibility, and what could not be read (uuid,
    column)."""

    graded: Mapping[str, int]
    responsibility: Mapping[str, int]
    problems: int
    mines: int
    unread: tuple[tuple[str, str], ...] = ()


def recompute_changed(
    workspace: Workspace, changed: Collection[tuple[str, str]], *, progress: Progress | None = None
) -> RecomputeResult:
    """Return the counts after writing the derived values that rows (table, uuid) bear on, after a sync.

    A problem bears on itself; what was deleted, and rows of mines, protected objects or rules, on all.
    """
    tables = {table for table, _ in changed} - _WITHOUT_INFLUENCE
    if tables - {*PROBLEM_TABLES, *_CHILD_TABLES}:
        return recompute(workspace, progress=progress)
    named = {uuid for table, uuid in changed if table in PROBLEM_TABLES}
    children = {table: [uuid for own, uuid in changed if own == table] for table in _CHILD_TABLES}
    with workspace.connect() as connection:
        for table, uuids in children.items():
            found = read_records(connection, table, uuids=uuids)
            if len(found) < len(set(uuids)):
                return recompute(workspace, progress=progress)
            named.update(str(record.values["problem_uuid"]) for record in found)
    return recompute(workspace, progress=progress, only=named)


def recompute(
    workspace: Workspace,
    *,
    on: dt.date | None = None,
    only: Collection[str] | None = None,
    progress: Progress | None = None,
) -> RecomputeResult:
    """Return the counts after writing every derived value of a workspace, by the rules in force ``on`` that
    day.

    ``only`` are the uuids of the problems to be assessed where not all are; mines are computed then as well.
    Problems without a grade count under the empty code. Raises
    :class:`~plugin.domain.progress.CancelledError` between two batches; what was written stays right.
    """
    progress = progress or Silent()
    context = AssessmentContext.load(workspace, on=on)
    with workspace.connect() as connection:
        problems = [r for t in PROBLEM_TABLES for r in read_records(connection, t, uuids=only)]
        land = _by_problem(read_records(connection, "problem_land"))
        links = _by_problem(read_records(connection, "problem_mine"))
    grades: Counter[str] = Counter()
    duties: Counter[str] = Counter()
    unread: list[tuple[str, str]] = []
    for start in range(0, len(problems), BATCH):
        check(progress)
        progress.report(start / len(problems))
        rows: dict[str, dict[str, Mapping[str, Value]]] = defaultdict(dict)
        batch = problems[start : start + BATCH]
        near = nearest_objects([p.geometry for p in batch], context.protected)
        for problem, nearest in zip(batch, near, strict=True):
            found = assess_problem(
                own_values(workspace, problem),
                problem.geometry,
                land=[land_pair(r) for r in land[problem.uuid]],
                mines=[str(r.values["mine_uuid"]) for r in links[problem.uuid]],
                context=context,
                near=nearest,
            )
            grades[found.grade.grade or ""] += 1
            duties[found.responsibility.problem.code] += 1
            unread.extend((problem.uuid, column) for column in found.unread)
            rows[problem.table][problem.uuid] = {**found.derived, "derived_at": stamp()}
        with workspace.write() as connection:
            for table, values in rows.items():
                write_derived(connection, table, values)
    mines = _recompute_mines(workspace, context)
    progress.report(1.0)
    return RecomputeResult(
        graded=dict(grades),
        responsibility=dict(duties),
        problems=len(problems),
        mines=mines,
        unread=tuple(unread),
    )


def _recompute_mines(workspace: Workspace, context: AssessmentContext) -> int:
    with workspace.connect() as connection:
        rules = list(read_mine_scale_rules(connection))
        areas = read_records(connection, "mine_area")
    mines = {
        uuid: {
            "scale": mine_scale(
                _number(mine.values.get("designed_output")),
                mineral=_text(mine.values.get("mineral")),
                mining_method=_text(mine.values.get("method")),
                rules=rules,
                on=context.on,
                profile=context.profile,
            ).scale,
            "map_sheet": _sheet(mine),
        }
        for uuid, mine in context.mines.items()
    }
    sizes = area_hm2(geometry_array(r.geometry for r in areas))
    with workspace.write() as connection:
        write_derived(connection, "mine", mines)
        write_derived(
            connection,
            "mine_area",
            {r.uuid: {"area_hm2": round(float(size), 4)} for r, size in zip(areas, sizes, strict=True)},
        )
    return len(mines)


def _by_problem(records: Iterable[Record]) -> defaultdict[str, list[Record]]:
    grouped: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        grouped[str(record.values["problem_uuid"])].append(record)
    return grouped


def _sheet(mine: Record) -> str | None:
    if mine.geometry is None or mine.geometry.is_empty:
        return None
    return sheet_number(mine.geometry.x, mine.geometry.y, SHEET_SCALE)


def _number(value: Value) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _text(value: Value) -> str | None:
    return str(value) if value else None

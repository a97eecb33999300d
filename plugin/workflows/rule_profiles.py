"""Rule profiles 规则方案 in the workspace: rules changed, added, retired and compared, each with its history.

A change never overwrites: the row before it stays as a superseded version. A law that turns on a day closes
the old row the day before and opens a new one, so that a survey of that time is judged by its own rules.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..domain.changes import Value
from ..domain.errors import MineRestorationError
from ..domain.rows import day
from ..domain.rule_checks import (
    RuleProblem,
    distance_rule_problems,
    half_width_problems,
    overlapping_days,
)
from ..store.catalogues import shipped_rows, typed
from ..store.rule_versions import RuleVersion, add_versions, supersede, versions
from ..store.rules import read_code_lists
from ..store.workspace import Workspace

DISTANCES = "rule_distance"
HALF_WIDTHS = "rule_half_width"
SOURCES = {DISTANCES: "distance_rules", HALF_WIDTHS: "half_widths"}
_CHECKS: dict[str, Callable[..., tuple[RuleProblem, ...]]] = {
    DISTANCES: distance_rule_problems,
    HALF_WIDTHS: half_width_problems,
}

Rows = Sequence[Mapping[str, Value]]


class InvalidRuleError(MineRestorationError):
    """Rules that cannot be kept; ``problems`` has each thing that is wrong, and nothing was written."""

    def __init__(self, problems: Sequence[RuleProblem]) -> None:
        self.problems = tuple(problems)
        more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"The rules were not changed. {problems[0].sentence()}{more}")


class UnknownRuleError(MineRestorationError):
    """A rule that the workspace does not have."""

    def __init__(self, rule_id: str) -> None:
        self.rule_id = rule_id
        super().__init__(f"There is no rule “{rule_id}” in the workspace; choose one of the list, or add it.")


@dataclass(frozen=True, kw_only=True)
class RuleDifference:
    """How a rule of the workspace differs from the plugin's: ``changed``, ``added`` here or ``missing`` here.

    ``columns`` gives for each column that differs what the plugin has and what stands here.
    """

    rule_id: str
    kind: str
    columns: Mapping[str, tuple[Value, Value]]


def list_rules(workspace: Workspace, *, table: str = DISTANCES, history: bool = False) -> list[RuleVersion]:
    """Return the rules of all profiles and dates that count, or with ``history`` every version there was."""
    with workspace.connect() as connection:
        return versions(connection, table, history=history)


def rule_history(workspace: Workspace, rule_id: str, *, table: str = DISTANCES) -> list[RuleVersion]:
    """Return every version of one rule, the oldest first; nothing for a rule that does not exist."""
    return [v for v in list_rules(workspace, table=table, history=True) if v.rule_id == rule_id]


def change_rule(
    workspace: Workspace,
    rule_id: str,
    changes: Mapping[str, Value],
    *,
    by: str,
    reason: str,
    revision: int | None = None,
    effective_from: dt.date | None = None,
    table: str = DISTANCES,
) -> RuleVersion:
    """Return the new version of a rule; the one before stays in its history.

    ``revision`` says which version was looked at (default: the last one). With ``effective_from`` the old row
    holds until the day before, else it is corrected for all its days. Raises UnknownRuleError,
    InvalidRuleError, StaleRuleError.
    """
    with workspace.write() as connection:
        old = _version_of(connection, table, rule_id, revision)
        new = {**old.values, **changes, "rule_id": rule_id}
        rows: list[Mapping[str, Value]] = [new]
        if effective_from is not None:
            _require_later(old, effective_from)
            closed = {**old.values, "valid_to": (effective_from - dt.timedelta(days=1)).isoformat()}
            rows = [closed, {**new, "valid_from": effective_from.isoformat()}]
        _replace(connection, table, [old], rows, by=by, reason=reason)
        return versions(connection, table, history=False)[-1]


def add_rule(
    workspace: Workspace, values: Mapping[str, Value], *, by: str, reason: str, table: str = DISTANCES
) -> RuleVersion:
    """Return the first version of a rule that a person adds. Raises InvalidRuleError."""
    with workspace.write() as connection:
        rule_id = str(values.get("rule_id") or "")
        if any(v.rule_id == rule_id for v in versions(connection, table, history=False)):
            raise InvalidRuleError([RuleProblem(kind="exists", rule_id=rule_id)])
        _replace(connection, table, [], [values], by=by, reason=reason)
        return versions(connection, table, history=False)[-1]


def retire_rule(
    workspace: Workspace,
    rule_id: str,
    *,
    by: str,
    reason: str,
    last_day: dt.date | None = None,
    revision: int | None = None,
    table: str = DISTANCES,
) -> None:
    """Take a rule out: it holds until ``last_day``, or without one not at all, as if it had never been right.

    Its versions stay in the history. Raises UnknownRuleError, InvalidRuleError, StaleRuleError.
    """
    with workspace.write() as connection:
        old = _version_of(connection, table, rule_id, revision)
        rows = [] if last_day is None else [{**old.values, "valid_to": last_day.isoformat()}]
        _replace(connection, table, [old], rows, by=by, reason=reason)


def compare_rules(workspace: Workspace, *, table: str = DISTANCES) -> list[RuleDifference]:
    """Return how the rules that count here differ from those the plugin ships, by rule id."""
    shipped = {str(row["rule_id"]): row for row in shipped_rows(table, SOURCES[table])[1]}
    here: dict[str, list[Mapping[str, Value]]] = defaultdict(list)
    for version in list_rules(workspace, table=table):
        here[version.rule_id].append(version.values)
    return [
        difference
        for rule_id in [*shipped, *(i for i in here if i not in shipped)]
        if (difference := _difference(rule_id, shipped.get(rule_id), here.get(rule_id, []))) is not None
    ]


def reset_rules(
    workspace: Workspace,
    *,
    by: str,
    reason: str,
    rule_ids: Iterable[str] | None = None,
    table: str = DISTANCES,
) -> int:
    """Return how many rules were set back to what the plugin ships: those named, or every one that differs.

    A rule that was added here is taken out. What stood before stays in the history.
    """
    wanted = None if rule_ids is None else set(rule_ids)
    differing = {d.rule_id for d in compare_rules(workspace, table=table)}
    differing &= wanted if wanted is not None else differing
    shipped = [row for row in shipped_rows(table, SOURCES[table])[1] if row["rule_id"] in differing]
    with workspace.write() as connection:
        old = [v for v in versions(connection, table, history=False) if v.rule_id in differing]
        _replace(connection, table, old, shipped, by=by, reason=reason)
    return len(differing)


def write_rules(connection: sqlite3.Connection, table: str, rows: Rows, *, by: str, reason: str) -> None:
    """Put rows in the place of all current versions of their rules, in the caller's transaction.

    Raises InvalidRuleError where a row is wrong; then nothing is written.
    """
    named = {str(row.get("rule_id") or "") for row in rows}
    old = [v for v in versions(connection, table, history=False) if v.rule_id in named]
    _replace(connection, table, old, rows, by=by, reason=reason)


def checked(
    connection: sqlite3.Connection, table: str, rows: Rows, *, numbers: Sequence[int] = ()
) -> list[RuleProblem]:
    """Return each thing that is wrong with rows, with the rule's id and, where given, the row's number."""
    codes = read_code_lists(connection)
    known = {v.rule_id: str(v.values["protected_class"]) for v in versions(connection, table, history=False)}
    known |= {str(row.get("rule_id") or ""): str(row.get("protected_class") or "") for row in rows}
    return [
        replace(problem, rule_id=str(row.get("rule_id") or "?"), row=number)
        for row, number in zip(rows, numbers or [0] * len(rows), strict=True)
        for problem in _CHECKS[table](row, codes, class_of_rule=known)
    ]


def as_typed(table: str, row: Mapping[str, Value]) -> dict[str, Value]:
    """Return the cells of a row that belong to the table, as its columns' types; what cannot be is left as
    it is, for the check to name."""
    types, _ = shipped_rows(table, SOURCES[table])
    return {name: _as(row.get(name), kind) for name, kind in types.items()}


def _as(value: Value, kind: str) -> Value:
    text = "" if value is None else str(value).strip()
    try:
        return typed(text, kind)
    except ValueError:
        return text


def _replace(
    connection: sqlite3.Connection,
    table: str,
    old: Sequence[RuleVersion],
    rows: Rows,
    *,
    by: str,
    reason: str,
) -> None:
    problems = [] if by.strip() else [RuleProblem(kind="nobody")]
    problems += [] if reason.strip() else [RuleProblem(kind="no_reason")]
    clean = [as_typed(table, row) for row in rows]
    problems += checked(connection, table, clean)
    gone = {(v.rule_id, v.revision) for v in old}
    staying = [v for v in versions(connection, table, history=False) if (v.rule_id, v.revision) not in gone]
    for rule_id in dict.fromkeys(str(r["rule_id"] or "") for r in clean):
        together = [v.values for v in staying if v.rule_id == rule_id]
        twice = overlapping_days([*together, *(r for r in clean if str(r["rule_id"] or "") == rule_id)])
        problems += [replace(twice, rule_id=rule_id)] if twice else []
    if problems:
        raise InvalidRuleError(problems)
    at = f"{dt.datetime.now(dt.timezone.utc):%Y-%m-%dT%H:%M:%SZ}"
    supersede(connection, table, old, at=at)
    add_versions(connection, table, clean, by=by.strip(), reason=reason.strip(), at=at)


def _version_of(
    connection: sqlite3.Connection, table: str, rule_id: str, revision: int | None
) -> RuleVersion:
    found = [v for v in versions(connection, table, history=False) if v.rule_id == rule_id]
    if revision is not None:
        found = [v for v in found if v.revision == revision]
    if not found:
        raise UnknownRuleError(rule_id)
    return max(found, key=lambda v: (str(v.values.get("valid_from") or ""), v.revision))


def _require_later(old: RuleVersion, effective_from: dt.date) -> None:
    begin, end = (day(old.values, column, SOURCES[DISTANCES]) for column in ("valid_from", "valid_to"))
    if (begin and effective_from <= begin) or (end and effective_from > end):
        raise InvalidRuleError(
            [RuleProblem(kind="outside", rule_id=old.rule_id, value=effective_from.isoformat())]
        )


def _difference(
    rule_id: str, shipped: Mapping[str, Value] | None, here: Sequence[Mapping[str, Value]]
) -> RuleDifference | None:
    if shipped is None:
        return RuleDifference(rule_id=rule_id, kind="added", columns={})
    if not here:
        return RuleDifference(rule_id=rule_id, kind="missing", columns={})
    columns = {n: (value, here[-1].get(n)) for n, value in shipped.items() if here[-1].get(n) != value}
    if not columns and len(here) == 1:
        return None
    return RuleDifference(rule_id=rule_id, kind="changed", columns=columns)

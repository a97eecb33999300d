"""Rule profiles out of a workspace and into another: CSV, XLSX or JSON, checked row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..domain.changes import Value
from ..domain.rule_checks import RuleProblem, overlapping_days
from ..exchange.rule_files import read_rows, write_rows
from ..store.code_rows import remove_code
from ..store.rule_versions import VERSION_COLUMNS, versions
from ..store.workspace import Workspace
from .rule_profiles import DISTANCES, as_typed, checked, list_rules, write_rules
from .rule_provinces import CARRIED, PROFILES, add_carried, carried, province_profiles


@dataclass(frozen=True, kw_only=True)
class RuleImport:
    """What an import did, by rule, and which profiles it added; with ``problems`` nothing was written."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    problems: tuple[RuleProblem, ...] = ()
    profiles: tuple[str, ...] = ()


def export_rules(
    workspace: Workspace,
    path: Path,
    *,
    profile: str | None = None,
    history: bool = False,
    table: str = DISTANCES,
) -> int:
    """Return how many rules were written to `.csv`, `.xlsx` or `.json`: of one profile, or of all.

    With ``history`` every version comes along, with who made it when and why. Names and region of a profile
    that was added here stand beside its rules. Raises UnwritableFileError.
    """
    found = [
        v
        for v in list_rules(workspace, table=table, history=history)
        if profile is None or v.values.get("profile") == profile
    ]
    names = carried(province_profiles(workspace))
    rows: list[Mapping[str, Value]] = [
        {
            **v.values,
            **names.get(str(v.values.get("profile")), {}),
            **({name: getattr(v, name) or None for name in VERSION_COLUMNS} if history else {}),
        }
        for v in found
    ]
    further = CARRIED if any(CARRIED[0] in row for row in rows) else ()
    return write_rows(path, [*as_typed(table, {}), *further, *(VERSION_COLUMNS if history else ())], rows)


def import_rules(
    workspace: Workspace, path: Path, *, by: str, reason: str, table: str = DISTANCES
) -> RuleImport:
    """Return what came in from a file that :func:`export_rules` or a person wrote.

    A rule that differs gets a new version, a new one is added, and rules that the file does not name stay.
    A profile that the file carries and this workspace does not have is added. Rows are checked first: where
    one is wrong, every problem is told and nothing is written. Superseded versions in the file are passed
    over. Raises UnreadableFileError, InvalidRuleError (who or why is empty).
    """
    lines = [(n, row) for n, row in enumerate(read_rows(path), start=2) if not row.get("superseded_at")]
    rows = [as_typed(table, dict(row)) for _, row in lines]
    by_rule: dict[str, list[dict[str, Value]]] = defaultdict(list)
    for row in rows:
        by_rule[str(row["rule_id"] or "")].append(row)
    with workspace.write() as connection:
        profiles = add_carried(connection, [row for _, row in lines], by=by, reason=reason)
        problems = checked(connection, table, rows, numbers=[n for n, _ in lines])
        for rule_id, group in by_rule.items():
            twice = overlapping_days(group)
            problems += [replace(twice, rule_id=rule_id)] if twice else []
        if problems:
            for code in profiles:
                remove_code(connection, PROFILES, code)
            return RuleImport(problems=tuple(problems))
        here: dict[str, list[Mapping[str, Value]]] = defaultdict(list)
        for version in versions(connection, table, history=False):
            here[version.rule_id].append(version.values)
        unchanged = tuple(i for i, group in by_rule.items() if _same(here.get(i, []), group))
        coming = {i: group for i, group in by_rule.items() if i not in unchanged}
        if coming:
            write_rules(
                connection, table, [r for group in coming.values() for r in group], by=by, reason=reason
            )
    return RuleImport(
        added=tuple(i for i in coming if i not in here),
        changed=tuple(i for i in coming if i in here),
        unchanged=unchanged,
        profiles=profiles,
    )


def _same(here: list[Mapping[str, Value]], coming: list[dict[str, Value]]) -> bool:
    def order(row: Mapping[str, Value]) -> str:
        return str(row.get("valid_from") or "")

    return sorted(map(dict, here), key=order) == sorted(coming, key=order)

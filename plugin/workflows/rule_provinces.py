"""Province profiles 省级规则方案: added to a workspace on top of the national rules, renamed, taken out.

A profile is a code of the list ``profile``; its rules are rows of the rule tables under that code. It
travels in the files of :mod:`~plugin.workflows.rule_exchange`.
"""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..domain.codes import Code
from ..domain.errors import MineRestorationError
from ..domain.protection import NATIONAL
from ..store.code_rows import add_code, remove_code, rename_code
from ..store.rule_versions import versions
from ..store.rules import read_code_lists
from ..store.workspace import Workspace
from .reading import counties
from .rule_profiles import DISTANCES, HALF_WIDTHS

PROFILES = "profile"
REGION, HISTORY, OWN = "county_prefix", "history", "own"
"""Columns of their own that profiles have: whose counties they are for, who did what, added here."""

CARRIED = ("profile_zh", "profile_en", "profile_region")
"""Columns of a file by which a profile that was added in a workspace travels to another."""

_REGION = re.compile(r"\d{2}|\d{4}|\d{6}")
_SENTENCES = {
    "no_name": "it has no Chinese name; give one, such as 河北省",
    "name_taken": "there is a profile “{value}” already; choose it, or give another name",
    "region": "“{value}” is no province, city or county; give the first two, four or six digits of its "
    "county codes, such as 13",
    "region_taken": "the profile “{value}” is for these counties already; add rules to it",
    "nobody": "nobody is named; say who does this",
    "no_reason": "no reason is given; say why",
    "unknown": "there is no profile “{value}” in the workspace",
    "shipped": "“{value}” comes with the plugin and stays as it is",
    "in_use": "rules of “{value}” stand in the workspace or its history; retire them and leave the profile",
}


class InvalidProfileError(MineRestorationError):
    """A profile that cannot be added, renamed or taken out; ``problems`` are (kind, value) of all reasons."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        self.problems = tuple(problems)
        kind, value = self.problems[0]
        super().__init__(f"The profile was not changed: {_SENTENCES[kind].format(value=value)}.")


@dataclass(frozen=True, kw_only=True)
class ProvinceProfile:
    """A profile of the workspace: names, the first digits of its counties' codes, and how many rules it has.

    ``own`` says that it was added here; ``history`` has a line for each thing that was done to it.
    """

    code: str
    name_zh: str
    name_en: str
    region: str
    rules: int
    own: bool
    history: tuple[str, ...] = ()


def province_profiles(workspace: Workspace) -> tuple[ProvinceProfile, ...]:
    """Return the profiles of the workspace, the national one first, with the number of rules that count."""
    with workspace.connect() as connection:
        return _profiles(connection)


def profile_problems(
    workspace: Workspace, *, name_zh: str, region: str, renamed: str | None = None
) -> tuple[tuple[str, str], ...]:
    """Return what keeps a profile from having a name and a region, as (kind, value); nothing where all is
    well. ``renamed`` is the code of the profile that gets them."""
    with workspace.connect() as connection:
        others = [p for p in _profiles(connection) if p.code != renamed]
    return tuple(_problems(others, name_zh.strip(), region.strip(), kept=renamed is not None))


def add_profile(
    workspace: Workspace, *, name_zh: str, region: str, by: str, reason: str, name_en: str = ""
) -> ProvinceProfile:
    """Return the profile that was added, without rules yet: the national ones hold until it has its own.

    ``region`` is what the codes of its counties begin with (GB/T 2260): two digits of a province, four of a
    city. Raises InvalidProfileError.
    """
    name_zh, name_en, region = name_zh.strip(), name_en.strip(), region.strip()
    with workspace.write() as connection:
        present = _profiles(connection)
        problems = [*_problems(present, name_zh, region), *_unsigned(by, reason)]
        if problems:
            raise InvalidProfileError(problems)
        code = _code_for(name_en, region, {p.code for p in present})
        history = _line("+", name_zh, by, reason)
        add_code(connection, _code(code, name_zh, name_en or name_zh, region, history))
        return _named(_profiles(connection), code)


def rename_profile(
    workspace: Workspace, code: str, *, name_zh: str, by: str, reason: str, name_en: str = ""
) -> ProvinceProfile:
    """Return the profile with other names; its code, region and rules stay. Raises InvalidProfileError."""
    name_zh = name_zh.strip()
    with workspace.write() as connection:
        old = _own(_profiles(connection), code)
        others = [p for p in _profiles(connection) if p.code != code]
        problems = [*_problems(others, name_zh, old.region, kept=True), *_unsigned(by, reason)]
        if problems:
            raise InvalidProfileError(problems)
        history = "\n".join((*old.history, _line("→", name_zh, by, reason)))
        rename_code(connection, _code(code, name_zh, name_en.strip() or name_zh, old.region, history))
        return _named(_profiles(connection), code)


def remove_profile(workspace: Workspace, code: str) -> None:
    """Take a profile out that was added here and never had a rule. Raises InvalidProfileError."""
    with workspace.write() as connection:
        _own(_profiles(connection), code)
        if any(_counts(connection, history=True)[table][code] for table in (DISTANCES, HALF_WIDTHS)):
            raise InvalidProfileError([("in_use", code)])
        remove_code(connection, PROFILES, code)


def carried(profiles: Sequence[ProvinceProfile]) -> dict[str, dict[str, str]]:
    """Return, for each code of a profile that was added here, the cells by which a file carries it."""
    return {
        p.code: dict(zip(CARRIED, (p.name_zh, p.name_en, p.region), strict=True)) for p in profiles if p.own
    }


def add_carried(
    connection: sqlite3.Connection, rows: Sequence[Mapping[str, object]], *, by: str, reason: str
) -> tuple[str, ...]:
    """Return the codes of the profiles that rows of a file carry and this workspace did not have, added in
    the caller's transaction; those that say too little stay unknown."""
    added: list[str] = []
    present = _profiles(connection)
    for row in rows:
        code, name_zh, name_en, region = (str(row.get(name) or "").strip() for name in ("profile", *CARRIED))
        known = any(p.code == code for p in present)
        if code and name_zh and not known and not list(_problems(present, name_zh, region)):
            history = _line("+", name_zh, by, reason)
            add_code(connection, _code(code, name_zh, name_en or name_zh, region, history))
            added.append(code)
            present = _profiles(connection)
    return tuple(added)


def _profiles(connection: sqlite3.Connection) -> tuple[ProvinceProfile, ...]:
    counted = Counter[str]()
    for counts in _counts(connection, history=False).values():
        counted.update(counts)
    return tuple(
        ProvinceProfile(
            code=code.code,
            name_zh=code.name_zh,
            name_en=code.name_en,
            region=code.extra.get(REGION, ""),
            rules=counted[code.code],
            own=OWN in code.extra,
            history=tuple(code.extra.get(HISTORY, "").splitlines()),
        )
        for code in read_code_lists(connection).codes(PROFILES)
    )


def _counts(connection: sqlite3.Connection, *, history: bool) -> dict[str, Counter[str]]:
    found = {table: versions(connection, table, history=history) for table in (DISTANCES, HALF_WIDTHS)}
    return {
        table: Counter(str(version.values.get("profile") or "") for version in rows)
        for table, rows in found.items()
    }


def _problems(
    others: Sequence[ProvinceProfile], name_zh: str, region: str, *, kept: bool = False
) -> Sequence[tuple[str, str]]:
    """Return what is wrong with a name and a region beside the others; a region that is ``kept`` is not
    looked at."""
    found = []
    if not name_zh:
        found.append(("no_name", ""))
    found += [("name_taken", p.name_zh) for p in others if p.name_zh == name_zh]
    if not kept:
        if not _REGION.fullmatch(region) or not any(c.code.startswith(region) for c in counties()):
            found.append(("region", region))
        found += [("region_taken", p.name_zh) for p in others if p.region and p.region == region]
    return found


def _unsigned(by: str, reason: str) -> Sequence[tuple[str, str]]:
    return [(kind, "") for kind, text in (("nobody", by), ("no_reason", reason)) if not text.strip()]


def _own(profiles: Sequence[ProvinceProfile], code: str) -> ProvinceProfile:
    found = _named(profiles, code)
    if not found.own:
        raise InvalidProfileError([("shipped", found.name_zh)])
    return found


def _named(profiles: Sequence[ProvinceProfile], code: str) -> ProvinceProfile:
    found = next((p for p in profiles if p.code == code), None)
    if found is None:
        raise InvalidProfileError([("unknown", code)])
    return found


def _code(code: str, name_zh: str, name_en: str, region: str, history: str) -> Code:
    return Code(
        list_name=PROFILES,
        code=code,
        name_zh=name_zh,
        name_en=name_en,
        parent=NATIONAL,
        confidence="proposed",
        valid_from=dt.date.today().isoformat(),
        extra={REGION: region, HISTORY: history, OWN: "1"},
    )


def _code_for(name_en: str, region: str, taken: set[str]) -> str:
    """Return a code of small letters: from the English name, else from the region."""
    first = re.sub(r"[^a-z0-9]+", "_", name_en.lower()).strip("_")
    wanted = first if first[:1].isalpha() else f"region_{region}"
    return wanted if wanted not in taken else f"{wanted}_{region}"


def _line(sign: str, name: str, by: str, reason: str) -> str:
    words = " ".join(f"{by.strip()}: {reason.strip()}".split())
    return f"{dt.datetime.now(dt.timezone.utc):%Y-%m-%dT%H:%M:%SZ} {sign} {name} ({words})"

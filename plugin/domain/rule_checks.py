"""What is wrong with a row of a rule table before it is written, each thing with its sentence."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from .codes import CodeLists
from .errors import RuleTableError
from .protection import ALONG_RIVER, NATIONAL
from .rows import Row, day, listed, number, text

CONFIDENCES = frozenset({"verified", "derived", "recalled", "proposed"})
_SINGLE = {
    "profile": "profile",
    "protected_class": "protected_class",
    "right_age": "right_age",
    "direction": "direction",
    "measured_from": "measured_from",
    "kind": "rule_kind",
    "purpose": "rule_purpose",
}
_SEVERAL = {"condition": "object_condition", "activity": "activity"}
_TABLE = "distance_rules"


@dataclass(frozen=True, kw_only=True)
class RuleProblem:
    """One thing that is wrong with a rule: its kind, the column and the value, and which rule or row it is.

    ``other`` is what the kind needs beside the value: the name of a code list, a first day, a class.
    """

    kind: str
    column: str = ""
    value: str = ""
    other: str = ""
    rule_id: str = ""
    row: int = 0

    def sentence(self) -> str:
        """Return in one English sentence what is wrong, where, and what to do."""
        text = _SENTENCES[self.kind].format(column=self.column, value=self.value, other=self.other)
        where = f"Rule {self.rule_id}: " if self.rule_id else ""
        return f"Row {self.row}, {where[:1].lower()}{where[1:]}{text}" if self.row else f"{where}{text}"


_SENTENCES = {
    "nobody": "nobody is named; say who changes the rules.",
    "no_reason": "no reason is given; say why the rules change.",
    "exists": "there is a rule of this id already; give another id, or change that one.",
    "no_basis": "the legal basis is missing; give its source, such as 公路安全保护条例 第17条.",
    "empty": "“{column}” is empty; fill it in.",
    "unknown_code": "“{column}” has the unknown code “{value}”; choose one of the list {other}.",
    "no_number": "“{column}” is “{value}”; give a number of metres.",
    "negative": "“{column}” is {value}; give 0 m or more.",
    "no_day": "“{column}” is “{value}”; write a day like 2016-07-01.",
    "ends_first": "it ends on {value}, before its first day {other}; correct one of them.",
    "confidence": "“confidence” is “{value}”; write one of {other}.",
    "along_river": "it reaches {value}; set “measured_from” to {other}, along the river.",
    "viewshed": "a visible range is of the kind “viewshed” and measured as “visible”; set both or neither.",
    "ban_purpose": "a ban has the purpose “restriction”; change the kind or the purpose.",
    "national_replaces": "a national rule replaces none; change the other rule itself, or choose a "
    "province's profile.",
    "replaces_unknown": "it replaces “{value}”, which is no rule; give the id of a national rule.",
    "replaces_class": "it replaces “{value}”, which is a rule of the class {other}.",
    "twice": "it stands twice for {value}; end one row the day before the other begins.",
    "outside": "the new version would hold from {value}, which is not within the days of the old one; "
    "choose a later day, or correct the rule.",
}


def distance_rule_problems(
    row: Row, codes: CodeLists, *, class_of_rule: Mapping[str, str] | None = None
) -> tuple[RuleProblem, ...]:
    """Return each thing that keeps a row from being a distance rule; nothing where it is one.

    ``class_of_rule`` gives the protected class of each rule known, for the column ``replaces``.
    """
    return (
        *_missing(row, ("rule_id", *_SINGLE, "legal_basis")),
        *_unknown_codes(row, codes, _SINGLE),
        *_bad_number(row, "distance_m"),
        *_bad_days(row),
        *_bad_confidence(row),
        *_at_odds(row),
        *_bad_replacement(row, class_of_rule or {}),
    )


def half_width_problems(row: Row, codes: CodeLists, **_: object) -> tuple[RuleProblem, ...]:
    """Return each thing that keeps a row from being a default half-width; nothing where it is one."""
    single = {name: _SINGLE[name] for name in ("profile", "protected_class", "measured_from")}
    return (
        *_missing(row, ("rule_id", *single, "clause")),
        *_unknown_codes(row, codes, single),
        *_bad_number(row, "half_width_m"),
        *_bad_days(row),
        *_bad_confidence(row),
    )


def overlapping_days(rows: Sequence[Row]) -> RuleProblem | None:
    """Return the problem where two rows of one rule hold on the same day, else None."""
    spans = []
    for row in rows:
        try:
            first, last = day(row, "valid_from", _TABLE), day(row, "valid_to", _TABLE)
        except RuleTableError:
            return None
        spans.append((first or date.min, last or date.max))
    spans.sort()
    for (_, last), (first, _) in itertools.pairwise(spans):
        if first <= last:
            return RuleProblem(kind="twice", value=first.isoformat())
    return None


def _missing(row: Row, columns: tuple[str, ...]) -> Iterator[RuleProblem]:
    for column in columns:
        if not text(row, column):
            kind = "no_basis" if column in {"legal_basis", "clause"} else "empty"
            yield RuleProblem(kind=kind, column=column)


def _unknown_codes(row: Row, codes: CodeLists, single: Mapping[str, str]) -> Iterator[RuleProblem]:
    asked = [(column, listing, text(row, column)) for column, listing in single.items()]
    asked += [(c, listing, code) for c, listing in _SEVERAL.items() for code in sorted(listed(row, c))]
    for column, listing, code in asked:
        if code and codes.get(listing, code) is None:
            yield RuleProblem(kind="unknown_code", column=column, value=code, other=listing)


def _bad_number(row: Row, column: str) -> Iterator[RuleProblem]:
    try:
        value = number(row, column, _TABLE)
    except RuleTableError:
        yield RuleProblem(kind="no_number", column=column, value=text(row, column))
        return
    if value is None:
        yield RuleProblem(kind="empty", column=column)
    elif not 0 <= value < float("inf"):
        yield RuleProblem(kind="negative", column=column, value=f"{value:g}")


def _bad_days(row: Row) -> Iterator[RuleProblem]:
    found = []
    for column in ("valid_from", "valid_to"):
        try:
            found.append(day(row, column, _TABLE))
        except RuleTableError:
            yield RuleProblem(kind="no_day", column=column, value=text(row, column))
            return
    first, last = found
    if first and last and last < first:
        yield RuleProblem(kind="ends_first", value=last.isoformat(), other=first.isoformat())


def _bad_confidence(row: Row) -> Iterator[RuleProblem]:
    confidence = text(row, "confidence")
    if confidence and confidence not in CONFIDENCES:
        yield RuleProblem(kind="confidence", value=confidence, other=", ".join(sorted(CONFIDENCES)))


def _at_odds(row: Row) -> Iterator[RuleProblem]:
    direction, measured, kind = text(row, "direction"), text(row, "measured_from"), text(row, "kind")
    if direction in {"upstream", "downstream"} and measured != ALONG_RIVER:
        yield RuleProblem(kind="along_river", value=direction, other=ALONG_RIVER)
    if (kind == "viewshed") != (measured == "visible"):
        yield RuleProblem(kind="viewshed")
    if kind == "ban" and text(row, "purpose") not in {"", "restriction"}:
        yield RuleProblem(kind="ban_purpose")


def _bad_replacement(row: Row, class_of_rule: Mapping[str, str]) -> Iterator[RuleProblem]:
    replaced = sorted(listed(row, "replaces"))
    if replaced and text(row, "profile") in {"", NATIONAL}:
        yield RuleProblem(kind="national_replaces")
        return
    for rule_id in replaced:
        if rule_id not in class_of_rule:
            yield RuleProblem(kind="replaces_unknown", value=rule_id)
        elif class_of_rule[rule_id] != text(row, "protected_class"):
            yield RuleProblem(kind="replaces_class", value=rule_id, other=class_of_rule[rule_id])

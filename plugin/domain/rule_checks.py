"""What is wrong with a row of a rule table before it is written: a sentence for each thing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
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


def distance_rule_problems(
    row: Row, codes: CodeLists, *, class_of_rule: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Return a sentence for each thing that keeps a row from being a distance rule; nothing where it is one.

    ``class_of_rule`` gives the protected class of each rule known, for the column ``replaces``.
    """
    return (
        *_missing(
            row, ("rule_id", *_SINGLE, "legal_basis"), "give its source, such as 公路安全保护条例 第17条"
        ),
        *_unknown_codes(row, codes, _SINGLE),
        *_bad_number(row, "distance_m"),
        *_bad_days(row),
        *_bad_confidence(row),
        *_at_odds(row),
        *_bad_replacement(row, class_of_rule or {}),
    )


def half_width_problems(row: Row, codes: CodeLists, **_: object) -> tuple[str, ...]:
    """Return a sentence for each thing that keeps a row from being a default half-width."""
    single = {name: _SINGLE[name] for name in ("profile", "protected_class", "measured_from")}
    return (
        *_missing(row, ("rule_id", *single, "clause"), "give its source, such as JTG B01-2014"),
        *_unknown_codes(row, codes, single),
        *_bad_number(row, "half_width_m"),
        *_bad_days(row),
        *_bad_confidence(row),
    )


def overlapping_days(rows: list[Row]) -> str | None:
    """Return a sentence where two rows of one rule hold on the same day, else None."""
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
            return f"it stands twice for {first.isoformat()}; end one row the day before the other begins."
    return None


def _missing(row: Row, columns: tuple[str, ...], source_hint: str) -> Iterator[str]:
    for column in columns:
        if not text(row, column):
            if column in {"legal_basis", "clause"}:
                yield f"the legal basis is missing; {source_hint}."
            else:
                yield f"“{column}” is empty; fill it in."


def _unknown_codes(row: Row, codes: CodeLists, single: Mapping[str, str]) -> Iterator[str]:
    asked = [(column, listing, text(row, column)) for column, listing in single.items()]
    asked += [(c, listing, code) for c, listing in _SEVERAL.items() for code in sorted(listed(row, c))]
    for column, listing, code in asked:
        if code and codes.get(listing, code) is None:
            yield f"“{column}” has the unknown code “{code}”; choose one of the list {listing}."


def _bad_number(row: Row, column: str) -> Iterator[str]:
    try:
        value = number(row, column, _TABLE)
    except RuleTableError:
        yield f"“{column}” is “{text(row, column)}”; give a number of metres."
        return
    if value is None:
        yield f"“{column}” is empty; give a number of metres, 0 for the object itself."
    elif not 0 <= value < float("inf"):
        yield f"“{column}” is {value:g}; give 0 m or more."


def _bad_days(row: Row) -> Iterator[str]:
    found = []
    for column in ("valid_from", "valid_to"):
        try:
            found.append(day(row, column, _TABLE))
        except RuleTableError:
            yield f"“{column}” is “{text(row, column)}”; write a day like 2016-07-01."
            return
    first, last = found
    if first and last and last < first:
        yield f"it ends on {last.isoformat()}, before its first day {first.isoformat()}; correct one of them."


def _bad_confidence(row: Row) -> Iterator[str]:
    confidence = text(row, "confidence")
    if confidence and confidence not in CONFIDENCES:
        yield f"“confidence” is “{confidence}”; write {', '.join(sorted(CONFIDENCES))}."


def _at_odds(row: Row) -> Iterator[str]:
    direction, measured, kind = text(row, "direction"), text(row, "measured_from"), text(row, "kind")
    if direction in {"upstream", "downstream"} and measured != ALONG_RIVER:
        yield f"it reaches {direction}; set “measured_from” to {ALONG_RIVER}, along the river."
    if (kind == "viewshed") != (measured == "visible"):
        yield "a visible range is of the kind “viewshed” and measured as “visible”; set both or neither."
    if kind == "ban" and text(row, "purpose") not in {"", "restriction"}:
        yield "a ban has the purpose “restriction”; change the kind or the purpose."


def _bad_replacement(row: Row, class_of_rule: Mapping[str, str]) -> Iterator[str]:
    replaced = sorted(listed(row, "replaces"))
    if replaced and text(row, "profile") in {"", NATIONAL}:
        yield "a national rule replaces none; change the other rule itself, or choose a province's profile."
        return
    for rule_id in replaced:
        if rule_id not in class_of_rule:
            yield f"it replaces “{rule_id}”, which is no rule; give the id of a national rule."
        elif class_of_rule[rule_id] != text(row, "protected_class"):
            yield f"it replaces “{rule_id}”, which is a rule of the class {class_of_rule[rule_id]}."

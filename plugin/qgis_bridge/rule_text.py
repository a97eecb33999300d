"""What is wrong with a rule, why zones are out of date, and what corner points lack, for the person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..domain.rule_checks import RuleProblem
from ..workflows.protection_state import StaleReason
from .labels import Labels
from .listing import clauses, listed
from .problem_words import said
from .translation import tr


def rule_column(name: str) -> str:
    """Return the label of a column of the rule tables."""
    names = {
        "rule_id": tr("Id"),
        "profile": tr("Profile"),
        "replaces": tr("Replaces"),
        "protected_class": tr("Class"),
        "condition": tr("Condition"),
        "activity": tr("Activity"),
        "right_age": tr("Right"),
        "direction": tr("Direction"),
        "distance_m": tr("Distance (m)"),
        "half_width_m": tr("Half-width (m)"),
        "measured_from": tr("Measured from"),
        "kind": tr("Kind"),
        "purpose": tr("Purpose"),
        "legal_basis": tr("Legal basis"),
        "clause": tr("Source"),
        "text_zh": tr("Text (Chinese)"),
        "text_en": tr("Text (English)"),
        "valid_from": tr("Valid from"),
        "valid_to": tr("Valid to"),
        "confidence": tr("Confidence"),
    }
    return names.get(name, name)


def rule_problem_text(problem: RuleProblem) -> str:
    """Return a problem of a rule, led by its row and its id where they are known."""
    say = _PROBLEMS.get(problem.kind)
    text = problem.sentence() if say is None else say(problem)
    if problem.row:
        return tr("Row {}, {}: {}").format(problem.row, problem.rule_id, text)
    return f"{problem.rule_id}: {text}" if problem.rule_id else text


_PROBLEMS: Mapping[str, Callable[[RuleProblem], str]] = {
    "nobody": lambda p: tr("say who changes the rules"),
    "no_reason": lambda p: tr("say why the rules change"),
    "exists": lambda p: tr("a rule of this id exists already; give another id, or change that one"),
    "no_basis": lambda p: tr("the legal basis is missing"),
    "empty": lambda p: tr("“{}” is empty").format(rule_column(p.column)),
    "unknown_code": lambda p: tr("“{}” has the unknown code “{}”").format(rule_column(p.column), p.value),
    "no_number": lambda p: tr("“{}” is “{}”; give a number of metres").format(rule_column(p.column), p.value),
    "negative": lambda p: tr("“{}” is {}; give 0 m or more").format(rule_column(p.column), p.value),
    "no_day": lambda p: tr("“{}” is “{}”; write a day like 2016-07-01").format(
        rule_column(p.column), p.value
    ),
    "ends_first": lambda p: tr("it ends on {}, before its first day {}").format(p.value, p.other),
    "confidence": lambda p: tr("the confidence “{}” is none of {}").format(p.value, p.other),
    "along_river": lambda p: tr("a rule up or down a river is measured along the river"),
    "viewshed": lambda p: tr("a visible range is measured by line of sight, and nothing else is"),
    "ban_purpose": lambda p: tr("a ban has the purpose of a legal restriction"),
    "national_replaces": lambda p: tr("a national rule replaces none; choose a province's profile"),
    "replaces_unknown": lambda p: tr("it replaces “{}”, which is no rule").format(p.value),
    "replaces_class": lambda p: tr("it replaces “{}”, a rule of another class").format(p.value),
    "twice": lambda p: tr("it stands twice for {}; end one row the day before the other begins").format(
        p.value
    ),
    "outside": lambda p: tr("{} is not within the days of the old version").format(p.value),
}


def profile_problem_text(kind: str, value: str) -> str:
    """Return what keeps a province's profile from being added, renamed or taken out."""
    say: Mapping[str, Callable[[], str]] = {
        "no_name": lambda: tr("give a Chinese name"),
        "name_taken": lambda: tr("there is a profile “{}” already").format(value),
        "region": lambda: tr("“{}” begins no county code; give two, four or six digits, such as 13").format(
            value
        ),
        "region_taken": lambda: tr("“{}” is the profile of this region already; add rules to it").format(
            value
        ),
        "nobody": lambda: tr("say who changes the rules"),
        "no_reason": lambda: tr("say why the rules change"),
        "unknown": lambda: tr("there is no profile “{}”").format(value),
        "shipped": lambda: tr("“{}” comes with the plugin and stays as it is").format(value),
        "in_use": lambda: tr("rules of “{}” stand in the workspace or its history").format(value),
    }
    return say[kind]()


def stale_text(reason: StaleReason, labels: Labels) -> str:
    """Return why zones and hits are out of date, in a few words."""
    named = listed(labels.code("protected_class", code) for code in reason.classes)
    say: Mapping[str, Callable[[], str]] = {
        "never": lambda: tr("zones were never computed"),
        "profile": lambda: tr("another profile was used"),
        "rules": lambda: tr("the rules of {} changed").format(named),
        "objects": lambda: tr("protected objects changed ({})").format(named),
        "records": lambda: tr("problems or mining rights changed"),
        "visibility": lambda: tr("the visible range changed"),
        "edited": lambda: tr("rows of the result were changed"),
    }
    return say[reason.kind]()


def corner_text(error: Any) -> str:
    """Return why corner points make no outline, and what to do."""
    say: Mapping[str, Callable[[], str]] = {
        "none": lambda: tr("Paste one corner point in each line, such as 1, 4144605.743, 37489671.577."),
        "few": lambda: tr("There are {} different corner points; give at least 3 in their order.").format(
            f"{error.number:.0f}"
        ),
        "far": lambda: tr(
            "The corner point {} lies {} km from the others; check its digits and its zone."
        ).format(error.first, f"{error.number:.0f}"),
        "flat": lambda: tr("All corner points lie on one line; check their digits."),
        "crossing": lambda: tr(
            "The side {} meets the side {}; check the order of the corner points and their digits."
        ).format(error.first, error.second),
        "rings": lambda: tr("Two rings of corner points overlap; check which belong together."),
    }
    return say[error.kind]()


def invalid_rule(error: Any) -> str:
    """Return the first thing that is wrong with rules, and how many more there are."""
    first, more = rule_problem_text(error.problems[0]), len(error.problems) - 1
    if more:
        return tr("The rules were not changed: {} (and {} more).").format(first, more)
    return tr("The rules were not changed: {}.").format(first)


def invalid_profile(error: Any) -> str:
    """Return all that is wrong with a profile."""
    told = clauses(profile_problem_text(kind, value) for kind, value in error.problems)
    return tr("The profile was not changed: {}.").format(told)


def unknown_rule(error: Any) -> str:
    """Return that a rule is gone."""
    return tr("There is no rule “{}” any more; the list is read again.").format(error.rule_id)


def stale_rule(error: Any) -> str:
    """Return that somebody else was faster."""
    return tr("The rule “{}” was changed meanwhile; look at it again and change that.").format(error.rule_id)


def unwritable_file(error: Any) -> str:
    """Return that a file cannot be written."""
    return tr("“{}” cannot be written ({}); choose another name or folder.").format(
        error.path, said(error.problem) or error.problem
    )


def no_outline(error: Any) -> str:
    """Return that a right has nothing to check."""
    return tr("The right “{}” has no outline: draw it, or give its corner points in their order.").format(
        error.name
    )


def right_elsewhere(error: Any) -> str:
    """Return that nothing is known around a right."""
    return tr(
        "The right “{}” lies beyond the county of this workspace and all objects that it knows: check the"
        " coordinates, or open the workspace of that county."
    ).format(error.name)


def coordinate_text(error: Any) -> str:
    """Return that a line is no corner point."""
    return tr(
        "“{}” is no pair of coordinates that can be read; check the line, and that Y has its zone number in"
        " front, such as 37489671.577."
    ).format(error.text)


def picture(error: Any) -> str:
    """Return that a sheet or a map cannot be written."""
    return tr("“{}” cannot be written; check the folder, or close the file where it is open.").format(
        error.path
    )


RULE_SENTENCES: Mapping[str, Callable[[Any], str]] = {
    "InvalidRuleError": invalid_rule,
    "InvalidProfileError": invalid_profile,
    "UnknownRuleError": unknown_rule,
    "StaleRuleError": stale_rule,
    "UnwritableFileError": unwritable_file,
    "CornerListError": corner_text,
    "CoordinateTextError": coordinate_text,
    "NoOutlineError": no_outline,
    "RightElsewhereError": right_elsewhere,
    "PictureError": picture,
}
"""The sentences of errors around rules and the access check, by the name of their class."""

"""Which protected class a foreign feature belongs to: guessed from its tags, codes and names, with a
confidence."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .. import paths
from ..domain.changes import Value

_LONGEST_NAME = 40
"""A longer text is a description, which may speak of anything."""


@dataclass(frozen=True, kw_only=True)
class ClassGuess:
    """A guessed class with the condition and level that go with it, and what the guess rests on."""

    protected_class: str
    condition: str
    level: str
    confidence: str
    because: str


@dataclass(frozen=True, kw_only=True)
class GuessRule:
    """One row of `resources/rules/class_guesses.csv`.

    ``match`` is ``tag`` or ``field`` (a column's whole value), ``text`` (any text value) or ``layer`` (the
    layer's name).
    """

    guess_id: str
    match: str
    keys: tuple[str, ...]
    value: re.Pattern[str]
    also_key: str
    also_value: re.Pattern[str] | None
    geometry: str
    guess: ClassGuess


@lru_cache(maxsize=1)
def guess_rules() -> tuple[GuessRule, ...]:
    """Return the rules in the order in which they are tried."""
    with paths.resource("rules", "class_guesses.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(_rule(row) for row in csv.DictReader(file))


def guess_class(
    row: Mapping[str, Value],
    *,
    geometry: str = "",
    layer: str = "",
    rules: Sequence[GuessRule] | None = None,
) -> ClassGuess | None:
    """Return the class of the first rule that fits a feature, or None where nothing tells.

    `geometry` is ``point``, ``line`` or ``area``, empty where it does not matter.

    >>> guess_class({"highway": "primary"}, geometry="line").protected_class
    'X1B'
    >>> guess_class({}) is None
    True
    """
    for rule in guess_rules() if rules is None else rules:
        if rule.geometry and geometry and rule.geometry != geometry:
            continue
        because = _fits(rule, row, layer)
        if because:
            found = rule.guess
            return ClassGuess(
                protected_class=found.protected_class,
                condition=found.condition,
                level=found.level,
                confidence=found.confidence,
                because=because,
            )
    return None


def _fits(rule: GuessRule, row: Mapping[str, Value], layer: str) -> str:
    """Return what fits the rule, as “key=value”, or nothing."""
    if rule.match == "layer":
        return f"layer={layer}" if layer and rule.value.fullmatch(layer) else ""
    if rule.also_value is not None and not rule.also_value.fullmatch(_text(row.get(rule.also_key))):
        return ""
    keys = row.keys() if rule.match == "text" else rule.keys
    for key in keys:
        value = _text(row.get(key))
        if value and (rule.match != "text" or len(value) <= _LONGEST_NAME) and rule.value.fullmatch(value):
            return f"{key}={value}"
    return ""


def _text(value: Value) -> str:
    return "" if value is None or isinstance(value, bytes) else str(value)


def _rule(row: Mapping[str, str]) -> GuessRule:
    also = row["also_value"]
    return GuessRule(
        guess_id=row["guess_id"],
        match=row["match"],
        keys=tuple(row["key"].split("|")),
        value=re.compile(row["value"], re.IGNORECASE | re.DOTALL),
        also_key=row["also_key"],
        also_value=re.compile(also, re.IGNORECASE) if also else None,
        geometry=row["geometry"],
        guess=ClassGuess(
            protected_class=row["protected_class"],
            condition=row["condition"] or "none",
            level=row["level"],
            confidence=row["confidence"],
            because="",
        ),
    )

"""The project's own code and rule tables, read from their CSV files."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from plugin.domain.codes import CodeLists
from plugin.domain.grading import GradingRule
from plugin.domain.legal_dates import LegalDate, Term
from plugin.domain.protection import DistanceRule

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
TODAY = date(2026, 1, 1)
"""A fixed day on which every current law is in force."""


def read_table(folder: str, name: str) -> list[dict[str, str]]:
    """Return the rows of one CSV file of resources/."""
    with (RESOURCES / folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def rows() -> Callable[[str], list[dict[str, str]]]:
    """Return a reader of the rule tables by name."""
    return lambda name: read_table("rules", name)


@pytest.fixture(scope="session")
def codes() -> CodeLists:
    """Return all code lists."""
    names = sorted(path.stem for path in (RESOURCES / "codes").glob("*.csv"))
    return CodeLists.from_lists({name: read_table("codes", name) for name in names})


@pytest.fixture(scope="session")
def grading_rules() -> list[GradingRule]:
    """Return table E.1."""
    return [GradingRule.from_row(row) for row in read_table("rules", "grading_rules")]


@pytest.fixture(scope="session")
def distance_rules() -> list[DistanceRule]:
    """Return the distance rules."""
    return [DistanceRule.from_row(row) for row in read_table("rules", "distance_rules")]


@pytest.fixture(scope="session")
def legal_dates() -> list[LegalDate]:
    """Return the legal dates and grounds."""
    return [LegalDate.from_row(row) for row in read_table("rules", "legal_dates")]


@pytest.fixture(scope="session")
def terms() -> list[Term]:
    """Return the legal terms."""
    return [Term.from_row(row) for row in read_table("rules", "terms")]


@pytest.fixture(scope="session")
def acceptance(shared: Path) -> dict[str, dict[str, Any]]:
    """Return the acceptance cases by id, from the reference data; skipped where that is absent."""
    cases = json.loads((shared / "mission" / "acceptance.json").read_text(encoding="utf-8"))
    return {case["id"]: case for case in cases}

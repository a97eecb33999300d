"""What a run of the long tests says: how far it has come, and where the kills of each piece of work fell."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import pytest

from tests.soak import death_slices, slices
from tests.soak.kills import SEED, Tally

KEPT = "kills"
_NOTE: dict[str, Callable[[dict[str, object]], str]] = {"slice": slices.note, "deaths": death_slices.note}
_COLUMNS = ("work", "hub", "kills", "before", "during", "after", "torn", "failed")


@pytest.fixture
def tally(record_property: Callable[[str, object], None]) -> Iterator[Callable[[str, str], Tally]]:
    """Return a maker of tallies, which the account at the end shows."""
    made: list[Tally] = []

    def make(work: str, hub: str) -> Tally:
        made.append(Tally(work, hub))
        return made[-1]

    yield make
    for one in made:
        record_property(KEPT, {**asdict(one), "kills": one.kills})


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Write a slice of long lives or of deaths down as done; say how far the run has come."""
    if report.when != "call" or not report.passed or "PYTEST_XDIST_WORKER" in os.environ:
        return
    for name, value in report.user_properties:
        if name in _NOTE and isinstance(value, dict):
            print(f"\n{_NOTE[name](value)}", flush=True)


def pytest_report_header() -> str:
    """Return the seed, which gives the same moments again."""
    return f"MINE_RESTORATION_SEED={SEED}"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print how far the long lives and the deaths have come, and a line for each piece of work and hub."""
    for run in (slices, death_slices):
        if run.done_slices():
            terminalreporter.write_line(run.progress())
    rows = [
        dict(value)
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "teardown"
        for name, value in report.user_properties
        if name == KEPT
    ]
    if not rows:
        return
    terminalreporter.section("kills")
    terminalreporter.write_line(
        " ".join(f"{name:>9}" for name in _COLUMNS).replace("work", "work".ljust(18), 1)
    )
    for row in sorted(rows, key=lambda row: (row["work"], row["hub"])):
        cells = [f"{row['work']:<22}", *(f"{row[name]!s:>9}" for name in _COLUMNS[1:])]
        steps = ", ".join(f"{step} {n}" for step, n in row["steps"].items())
        terminalreporter.write_line(" ".join(cells) + f"   {steps}")
    total, during = (sum(row[name] for row in rows) for name in ("kills", "during"))
    terminalreporter.write_line(f"{total} kills, {during} of them in the middle of the work")

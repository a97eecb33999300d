"""The slices of a run of long lives: which there are, which are done, and how far the run has come."""

from __future__ import annotations

import csv
import hashlib
import os
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tests.soak.kills import SEED

ROOT = Path(__file__).resolve().parents[2]
DONE = ROOT / "build" / "soak" / "lives.csv"
STEPS = int(os.environ.get("MINE_RESTORATION_STEPS", "20000"))
NUMBER = int(
    os.environ.get("MINE_RESTORATION_LIVES", "1" if "MINE_RESTORATION_STEPS" in os.environ else SEED)
)
STEPS_PER_SLICE = 2500
COLUMNS = ("code", "number", "place", "hub", "lives", "steps", "seconds")
FOLDERS = ("plugin/domain", "plugin/store", "plugin/sync", "plugin/workflows", "resources/sql", "tests/sync")
TURNS = ("embedded mailbox embedded embedded mailbox embedded postgis embedded mailbox embedded " * 2).split()
TURNS[-1] = "postgis"
"""Which hub has its turn: of twenty slices the embedded one has eleven, the mailbox six, PostGIS three."""


@dataclass(frozen=True, kw_only=True)
class Slice:
    """Some steps on one hub; ``number`` is that of the run, ``place`` that of the slice."""

    number: int
    place: int
    hub: str
    steps: int = min(STEPS, STEPS_PER_SLICE)

    def __str__(self) -> str:
        """Return its name, by which it can be run alone."""
        return f"s{self.place:06}-{self.hub}"

    @property
    def seed(self) -> int:
        """Return the seed of its lives."""
        return self.number * 1_000_000 + self.place

    def account(self, steps: int, lives: int, seconds: float) -> dict[str, object]:
        """Return its line in the file of what is done."""
        values = (code(), self.number, self.place, self.hub, lives, steps, f"{seconds:.1f}")
        return dict(zip(COLUMNS, values, strict=True))


def all_slices() -> list[Slice]:
    """Return the slices of the run."""
    count = -(-STEPS // STEPS_PER_SLICE)
    return [Slice(number=NUMBER, place=place, hub=TURNS[place % len(TURNS)]) for place in range(count)]


def remaining() -> list[Slice]:
    """Return the slices of the run that are still to be done."""
    done = {int(row["place"]) for row in done_slices()}
    return [one for one in all_slices() if one.place not in done]


def done_slices() -> list[dict[str, str]]:
    """Return the lines of what is done of the run, with the code as it stands."""
    if not DONE.is_file():
        return []
    with DONE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if (row["code"], row["number"]) == (code(), str(NUMBER))]


def note(account: dict[str, object]) -> str:
    """Return how far the run has come, after a slice was written down as done."""
    DONE.parent.mkdir(parents=True, exist_ok=True)
    is_new = not DONE.is_file()
    with DONE.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        if is_new:
            writer.writeheader()
        writer.writerow(account)
    return progress()


def progress() -> str:
    """Return how many steps and lives are done of the run, and on which hubs."""
    rows = done_slices()
    steps: Counter[str] = Counter()
    for row in rows:
        steps[row["hub"]] += int(row["steps"])
    hubs = ", ".join(f"{hub} {count:,}" for hub, count in sorted(steps.items()))
    lives, seconds = sum(int(row["lives"]) for row in rows), sum(float(row["seconds"]) for row in rows)
    return (
        f"lives {NUMBER}: {sum(steps.values()):,} of {STEPS:,} steps in {lives:,} lives and {seconds:,.0f} s"
        f" of one core ({hubs}); {len(rows)} of {len(all_slices())} slices"
    )


@lru_cache(maxsize=1)
def code() -> str:
    """Return what names the code that is tested, and the tests."""
    digest = hashlib.sha256()
    for folder in (
        "plugin/domain",
        "plugin/store",
        "plugin/sync",
        "plugin/workflows",
        "resources",
        "tests/sync",
    ):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".sql", ".csv"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]

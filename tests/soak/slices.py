"""The slices of a run of long lives: which there are, which are done, and how far the run has come."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass

from tests.soak.kills import SEED
from tests.soak.ledger import Ledger, code

STEPS = int(os.environ.get("MINE_RESTORATION_STEPS", "20000"))
NUMBER = int(
    os.environ.get("MINE_RESTORATION_LIVES", "1" if "MINE_RESTORATION_STEPS" in os.environ else SEED)
)
STEPS_PER_SLICE = 2500
LEDGER = Ledger("lives.csv", ("code", "number", "place", "hub", "lives", "steps", "seconds"))
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
        return dict(zip(LEDGER.columns, values, strict=True))


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
    return LEDGER.rows(code=code(), number=NUMBER)


def note(account: dict[str, object]) -> str:
    """Return how far the run has come, after a slice was written down as done."""
    LEDGER.note(account)
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

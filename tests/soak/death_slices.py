"""The slices of a run of deaths: each is a part of the moments of one piece of work at one hub."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tests.soak.ledger import Ledger, code

LEDGER = Ledger("deaths.csv", ("code", "work", "hub", "part", "deaths", "seconds"))
ALSO = (
    "tests/soak/death_slices.py",
    "tests/soak/sticks.py",
    "tests/soak/test_deaths_at_hubs.py",
    "tests/workflows/plays.py",
)
PARTS = 8


@dataclass(frozen=True, kw_only=True)
class DeathSlice:
    """Each eighth moment of a piece of work, from the ``part``-th on."""

    work: str
    hub: str
    part: int

    def __str__(self) -> str:
        """Return its name, by which it can be run alone."""
        return f"{self.work.replace(' ', '_')}-{self.hub}-{self.part}"

    def moments(self, count: int) -> range:
        """Return the numbers of the events to die at, of as many as there are."""
        return range(1 + self.part, count + 1, PARTS)

    def account(self, deaths: int, seconds: float) -> dict[str, object]:
        """Return its line in the file of what is done."""
        values = (_code(), self.work, self.hub, self.part, deaths, f"{seconds:.1f}")
        return dict(zip(LEDGER.columns, values, strict=True))


def remaining(works: Iterable[tuple[str, str]]) -> list[DeathSlice]:
    """Return the slices of works at hubs that are still to be done with the code as it stands."""
    done = {(row["work"], row["hub"], int(row["part"])) for row in done_slices()}
    every = [DeathSlice(work=work, hub=hub, part=part) for work, hub in works for part in range(PARTS)]
    return [one for one in every if (one.work, one.hub, one.part) not in done]


def done_slices() -> list[dict[str, str]]:
    """Return the lines of what is done with the code as it stands."""
    return LEDGER.rows(code=_code())


def note(account: dict[str, object]) -> str:
    """Return how far the run has come, after a slice was written down as done."""
    LEDGER.note(account)
    return progress()


def progress() -> str:
    """Return how many deaths each piece of work has died at each hub, and how many slices of it are done."""
    deaths: Counter[tuple[str, str]] = Counter()
    slices: Counter[tuple[str, str]] = Counter()
    for row in done_slices():
        key = row["work"], row["hub"]
        deaths[key] += int(row["deaths"])
        slices[key] += 1
    told = [f"{work} at {hub} {deaths[work, hub]} ({slices[work, hub]}/{PARTS})" for work, hub in deaths]
    return f"deaths: {sum(deaths.values()):,} in all; {', '.join(told)}"


def _code() -> str:
    return code(ALSO)

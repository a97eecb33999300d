"""How many random steps the lives of laptops take: a few by themselves, as many as asked in CI and soak.

`MINE_RESTORATION_STEPS=20000` is the number of steps of all machines together; they are seeded, so that a
life that fails fails again. `MINE_RESTORATION_SEED` gives other lives. A failing life is
shown whole; `MINE_RESTORATION_SHRINK=1` looks for the shortest one that fails, which takes its time.
"""

from __future__ import annotations

import os
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings

STEPS = int(os.environ.get("MINE_RESTORATION_STEPS", "0"))
SEED = os.environ.get("MINE_RESTORATION_SEED")
STEPS_PER_LIFE = 100 if STEPS else 25
PHASES = [
    Phase.explicit,
    Phase.generate,
    *([Phase.shrink] if os.environ.get("MINE_RESTORATION_SHRINK") else []),
]


def live(machine: Any, *, share: float, lives: int) -> Any:
    """Return the test case of a machine that takes its share of the steps, or a few short lives."""
    wanted = round(STEPS * share / STEPS_PER_LIFE)
    machine.TestCase.settings = settings(
        max_examples=max(1, wanted) if STEPS else lives,
        stateful_step_count=STEPS_PER_LIFE,
        deadline=None,
        derandomize=SEED is None,
        database=None,
        print_blob=True,
        phases=PHASES,
        suppress_health_check=list(HealthCheck),
    )
    case = machine.TestCase
    if SEED is not None:
        case.runTest = seed(int(SEED))(case.runTest)
    return case

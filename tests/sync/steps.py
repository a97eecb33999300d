"""How many random steps the lives of laptops take: a few by themselves, as many as asked in CI and soak.

`MINE_RESTORATION_STEPS=20000` is the number of steps of all machines together; they are seeded, so that a
life that fails fails again. `MINE_RESTORATION_SEED` gives other lives. A failing life is shown whole;
`MINE_RESTORATION_SHRINK=1` looks for the shortest one that fails, which takes its time. A million steps go in
slices: `tests.soak.test_long_lives`.
"""

from __future__ import annotations

import os
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

STEPS = int(os.environ.get("MINE_RESTORATION_STEPS", "0"))
SEED = os.environ.get("MINE_RESTORATION_SEED")
STEPS_PER_LIFE, LIVES_AT_ONCE = 100, 20
PHASES = [
    Phase.explicit,
    Phase.generate,
    *([Phase.shrink] if os.environ.get("MINE_RESTORATION_SHRINK") else []),
]


def live(machine: Any, *, share: float, lives: int) -> Any:
    """Return the test case of a machine that takes its share of the steps, or a few short lives."""
    case = machine.TestCase
    case.settings = _settings(lives, 25)
    seed(int(SEED or 0))(machine)
    if STEPS:

        def run_all(_: Any) -> None:
            run_steps(machine, steps=round(STEPS * share), number=int(SEED or 0))

        case.runTest = run_all
    return case


def run_steps(machine: Any, *, steps: int, number: int) -> tuple[int, int]:
    """Return how many steps were taken, at least those wanted, and in how many lives.

    The number seeds them: the same number gives the same lives. A life ends by itself before its hundredth
    step as often as not.
    """
    taken = lives = 0
    while taken < steps:
        one = type(machine.__name__, (machine,), {"steps": 0, "lives": 0})
        seed(f"{number} {lives}")(one)
        wanted = -(-(steps - taken) // STEPS_PER_LIFE)
        run_state_machine_as_test(one, settings=_settings(min(wanted, LIVES_AT_ONCE), STEPS_PER_LIFE))
        taken, lives = taken + int(one.steps), lives + int(one.lives)
    return taken, lives


def _settings(lives: int, steps_per_life: int) -> settings:
    return settings(
        max_examples=lives,
        stateful_step_count=steps_per_life,
        deadline=None,
        database=None,
        print_blob=True,
        phases=PHASES,
        suppress_health_check=list(HealthCheck),
    )

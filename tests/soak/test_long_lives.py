"""Random lives of laptops by the million steps, in slices that say how far they have come.

    MINE_RESTORATION_STEPS=1000000 make soak ARGS="-k long_lives"

takes that many steps on the three hubs together; `MINE_RESTORATION_LIVES` gives other lives than 1. Without
a number of steps it takes as many as CI, other lives each time.

Each slice has a seed of its own; what is done stands in `build/soak/lives.csv`, and a run that was stopped
goes on with the next slice as long as neither the plugin nor these tests have changed. A slice that failed
fails again: `ARGS="-k 'long_lives and s000042-mailbox'"`.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.soak.slices import Slice, remaining
from tests.sync.steps import run_steps
from tests.sync.test_mailbox_state_machine import LivesOnSticks
from tests.sync.test_state_machine import Lives
from tests.sync.test_state_machine_postgis import PostgisLives

MACHINES = {"embedded": Lives, "mailbox": LivesOnSticks, "postgis": PostgisLives}
del Lives, LivesOnSticks, PostgisLives  # pytest would collect them here as well


@pytest.mark.parametrize("one", remaining(), ids=str)
def test_long_lives(one: Slice, record_property: Callable[[str, object], None]) -> None:
    begun = time.monotonic()
    steps, lives = run_steps(MACHINES[one.hub], steps=one.steps, number=one.seed)
    record_property("slice", one.account(steps, lives, time.monotonic() - begun))

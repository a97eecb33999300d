"""Work on a workspace alone, killed with signal 9: it is as it was or as it should be, and then syncs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.soak.kills import KILLS, Killing, Tally, Work
from tests.sync.stages import HUBS, everything_whole, settled, stage
from tests.workflows.plays import MIDDLE, PLAYS

MANY = 60
CASES = [(what, hub) for what in PLAYS for hub in (HUBS if what in ("migration", "repair") else HUBS[:1])]


@pytest.mark.parametrize(("what", "hub"), CASES)
def test_work_on_a_workspace_that_is_killed_is_completed_by_the_next_try(
    what: str, hub: str, tally: Callable[[str, str], Tally]
) -> None:
    play = PLAYS[what]
    killing = Killing(Work(name=what, do=play.work, middle=frozenset({MIDDLE})), tally(what, hub))
    with stage(hub, play.prepared(MANY)) as here:
        with here.scene() as scene:
            before = play.before(scene.folder)
            killing.undisturbed(scene.folder)
            with play.around():
                play.complete(scene.folder)
                expected = settled(scene)
        for number in range(KILLS):
            with here.scene() as scene, killing.tally.one_more():
                child = killing.kill(scene.folder)
                everything_whole(scene)
                play.holds(scene, before)
                with play.around():
                    play.complete(scene.folder)
                    found = settled(scene)
                for part, value in expected.items():
                    assert found[part] == value, f"{part}: {killing.told(number, child)}"
    killing.tally.require()

"""Work on a workspace that dies at any commit or operation on a file: all is old or new, and goes on."""

from __future__ import annotations

import pytest

from tests.sync.deaths import dies, events_of, places
from tests.sync.stages import settled, stage
from tests.workflows.plays import PLAYS, silent

MANY = {"decision": 3}


@pytest.mark.parametrize("what", PLAYS)
def test_work_on_a_workspace_that_dies_at_any_moment_is_completed_by_the_next_try(what: str) -> None:
    play = PLAYS[what]
    with stage("embedded", play.prepared(MANY.get(what, 4))) as here:
        with here.scene() as scene:
            before = play.before(scene.folder)
            events = events_of(lambda: play.work(scene.folder, silent), scene.folder)
            with play.around():
                play.complete(scene.folder)
                expected = settled(scene)
        assert events
        for number in places(len(events)):
            with here.scene() as scene:
                died = dies(lambda: play.work(scene.folder, silent), scene.folder, number)
                assert died
                play.holds(scene, before)
                with play.around():
                    play.complete(scene.folder)
                    assert settled(scene) == expected, f"event {number}, {died}"

"""Laptops killed with signal 9 while they sync: the old or the new state, and the next sync completes it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from tests.soak.kills import KILLS, Killing, Tally, Work
from tests.sync.stages import HUBS, Prepare, everything_whole, settled, stage
from tests.workflows import plays

ROWS = 300
"""How many rows keep a sync busy for a while; of a mailbox, which takes longer, a fifth."""

PHOTO_BYTES = 3 * 1024 * 1024 + 3
"""Three pieces of a megabyte, and one more."""


PHOTO_STEPS = ("sending thumbnails", "sending photos", "receiving thumbnails", "receiving photos")
WORKS: dict[str, tuple[Callable[..., None], Work]] = {
    "push": (plays.something_to_push, Work(name="push", do=plays.sync, middle=frozenset({"sending"}))),
    "pull": (
        plays.something_to_pull,
        Work(name="pull", do=plays.sync, middle=frozenset({"receiving", "merging"})),
    ),
    "photo": (plays.photos, Work(name="photo", do=plays.sync, middle=frozenset(PHOTO_STEPS))),
    "merge": (
        plays.both_and_conflicts,
        Work(name="merge", do=plays.sync, middle=frozenset({"receiving", "merging", "sending"})),
    ),
}


def prepared(what: str, hub: str) -> tuple[Prepare, Work]:
    """Return what prepares a piece of work that takes a while, and the work."""
    prepare, work = WORKS[what]
    many = PHOTO_BYTES if what == "photo" else ROWS // 5 if hub == "mailbox" else ROWS
    return partial(prepare, many), work


@pytest.mark.parametrize("hub", HUBS)
@pytest.mark.parametrize("what", WORKS)
def test_a_sync_that_is_killed_is_completed_by_the_next(
    what: str, hub: str, tally: Callable[[str, str], Tally]
) -> None:
    prepare, work = prepared(what, hub)
    killing = Killing(work, tally(what, hub))
    with stage(hub, prepare) as here:
        with here.scene() as scene:
            killing.undisturbed(scene.folder)
            expected = settled(scene)
        for number in range(KILLS):
            with here.scene() as scene, killing.tally.one_more():
                child = killing.kill(scene.folder)
                everything_whole(scene)
                found = settled(scene)
                for part, value in expected.items():
                    assert found[part] == value, f"{part}: {killing.told(number, child)}"
    killing.tally.require()

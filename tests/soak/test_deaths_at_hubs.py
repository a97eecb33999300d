"""A laptop that dies at every statement, operation on a file and call of the mailbox's and PostGIS' hub.

    make soak ARGS="-k deaths_at_hubs"

goes through all moments of one piece of work after the other, in slices: what is done stands in
`build/soak/deaths.csv`, and a run that was stopped goes on with the next slice as long as neither the plugin
nor these tests have changed. After a call is before what follows it: the work ends by writing down that it
came to its end, so that something follows the last call as well.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from plugin.sync.addresses import HubPlace
from plugin.sync.hub_installer import HubInstaller
from plugin.workflows.area_review import take_step_at_the_hub, waiting_everywhere
from tests.soak.death_slices import DeathSlice, remaining
from tests.soak.sticks import much_on_both_sides, settled_on_both_sides, there_and_back
from tests.sync.deaths import EVERY, dies, events_of
from tests.sync.laptops import LIULIN, Laptop
from tests.sync.postgres import person
from tests.sync.stages import TEAM, Prepare, Scene, everything_whole, settled, stage
from tests.workflows import plays

MANY = 6
PHOTO_BYTES = 2 * 1024 * 1024 + 3
"""Two pieces of a megabyte, and one more."""

REVIEWER = "kang"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


@dataclass(frozen=True, kw_only=True)
class Life:
    """What is prepared, what is done when the laptop dies, and what there is when all was tried again."""

    prepare: Prepare
    work: Callable[[Path], None]
    settle: Callable[[Scene], dict[str, Any]] = settled
    hubs: tuple[str, ...] = ("mailbox", "postgis")


def submit(folder: Path) -> None:
    """Submit what is still a draft, and sync."""
    plays.submit(folder)
    plays.sync(folder)


def pits_to_forward(ann: Laptop, bo: Laptop, folder: Path) -> None:
    """Let the hub have pits that wait for the county's reviewer."""
    with HubInstaller(str(bo.hub).replace(f"{TEAM}@", "postgres@")) as installer:
        installer.create_person(person(REVIEWER, county_reviewer=LIULIN))
    plays.pits_to_submit(MANY, ann, bo, folder)
    (folder / "hub.txt").write_text(str(bo.hub), encoding="utf-8")
    submit(folder)


def forward(folder: Path) -> None:
    """Forward all that waits at the hub, as the county's reviewer; receive that as its surveyor."""
    address = (folder / "hub.txt").read_text(encoding="utf-8").replace(f"{TEAM}@", f"{REVIEWER}@")
    place = HubPlace(address, None, None)
    outcome = take_step_at_the_hub(place, "forward", waiting_everywhere(place).rows)
    assert not outcome.refused
    plays.sync(folder)


def again(work: Callable[[Path], None]) -> Callable[[Scene], dict[str, Any]]:
    """Return what does the work once more before all settles."""

    def settle(scene: Scene) -> dict[str, Any]:
        work(scene.folder)
        return settled(scene)

    return settle


def forwarded(scene: Scene) -> dict[str, Any]:
    """Return what there is once the reviewer went through the list again; the hub's clock is left out."""
    found = again(forward)(scene)
    for values in found["rows"].values():
        assert values["review_state"] == "county"
        assert _TIME.fullmatch(str(values.pop("reviewed_at")))
    found["history"] = [_TIME.sub("some time", version) for version in found["history"]]
    return found


LIVES = {
    "push": Life(prepare=partial(plays.something_to_push, MANY), work=plays.sync),
    "pull": Life(prepare=partial(plays.something_to_pull, MANY), work=plays.sync),
    "photo": Life(prepare=partial(plays.photos, PHOTO_BYTES), work=plays.sync),
    "merge": Life(prepare=partial(plays.both_and_conflicts, MANY), work=plays.sync),
    "review": Life(prepare=partial(plays.pits_to_submit, MANY), work=submit, settle=again(submit)),
    "review at the hub": Life(prepare=pits_to_forward, work=forward, settle=forwarded, hubs=("postgis",)),
    "stick": Life(
        prepare=much_on_both_sides, work=there_and_back, settle=settled_on_both_sides, hubs=("mailbox",)
    ),
}
WORKS = [(work, hub) for work, life in LIVES.items() for hub in life.hubs]


def to_its_end(work: Callable[[Path], None], folder: Path) -> None:
    """Do the work, and write down that it came to its end."""
    work(folder)
    (folder / "end.txt").write_text("all is done", encoding="utf-8")


@pytest.mark.parametrize("one", remaining(WORKS), ids=str)
def test_work_that_dies_at_any_moment_is_completed_by_the_next_try(
    one: DeathSlice, record_property: Callable[[str, object], None]
) -> None:
    assert EVERY, "make soak sets MINE_RESTORATION_EVERY_STATEMENT"
    begun, life = time.monotonic(), LIVES[one.work]
    with stage(one.hub, life.prepare) as here:
        with here.scene() as scene:
            events = events_of(lambda: to_its_end(life.work, scene.folder), scene.folder)
            expected = life.settle(scene)
        for number in one.moments(len(events)):
            with here.scene() as scene:
                died = dies(lambda: to_its_end(life.work, scene.folder), scene.folder, number)
                assert died
                everything_whole(scene)
                assert life.settle(scene) == expected, f"event {number} of {len(events)}, {died}"
    deaths = len(one.moments(len(events)))
    record_property("deaths", one.account(deaths, time.monotonic() - begun))

"""Laptops killed with signal 9 while they sync: the old or the new state, and the next sync completes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from plugin.store.photos import add_photo
from plugin.store.workspace import open_workspace
from plugin.workflows.synchronise import synchronise
from tests.soak.kills import KILLS, Killing, Tally, Telling, Work
from tests.soak.stages import HUBS, PIT, Prepare, a_picture, everything_whole, settled, some_pits, stage
from tests.sync.laptops import Laptop

ROWS = 300
PHOTO_BYTES = 3 * 1024 * 1024 + 3
"""Three pieces of a megabyte, and one more."""


def rows_for(laptop: Laptop) -> int:
    """Return how many rows keep a sync busy for a while; every change is a file of a mailbox."""
    return ROWS // 5 if Path(laptop.hub).is_dir() else ROWS


def something_to_push(ann: Laptop, bo: Laptop, folder: Path) -> None:
    pits = some_pits(bo, "bo", rows_for(bo))
    bo.sync()
    for pit in pits[::3]:
        bo.edit(PIT, pit, depth_m=4.5)
    bo.delete(PIT, pits[1])
    some_pits(bo, "later", rows_for(bo))


def something_to_pull(ann: Laptop, bo: Laptop, folder: Path) -> None:
    pits = some_pits(ann, "ann", rows_for(ann))
    ann.sync()
    bo.sync()
    for pit in pits[::3]:
        ann.edit(PIT, pit, depth_m=4.5)
    ann.delete(PIT, pits[1])
    some_pits(ann, "later", rows_for(ann))
    ann.sync()


def photos(ann: Laptop, bo: Laptop, folder: Path) -> None:
    for laptop, name in ((ann, "ann"), (bo, "bo")):
        pit = laptop.pit(name)
        for number in range(2):
            picture = a_picture(folder, f"{name}{number}", PHOTO_BYTES)
            add_photo(laptop.workspace, pit, picture)
            picture.unlink()
    ann.sync()


def both_and_conflicts(ann: Laptop, bo: Laptop, folder: Path) -> None:
    pits = some_pits(ann, "both", rows_for(ann))
    ann.sync()
    bo.sync()
    for laptop, depth in ((ann, 2.0), (bo, 3.0)):
        for pit in pits[:20]:
            laptop.edit(PIT, pit, depth_m=depth)
    ann.delete(PIT, pits[30])
    bo.edit(PIT, pits[31], threatened_people=3)
    ann.delete(PIT, pits[31])
    bo.add("problem_land", problem_uuid=pits[30], land_use="0103", area_hm2=1.5)
    ann.sync()


def sync(folder: Path, tell: Telling) -> None:
    """Let the second laptop sync with the hub whose address stands in `hub.txt`."""
    home = folder / "bo"
    address = (folder / "hub.txt").read_text(encoding="utf-8")
    synchronise(open_workspace(home / "county.gpkg"), address, profile_folder=home / "profile", progress=tell)


PHOTO_STEPS = ("sending thumbnails", "sending photos", "receiving thumbnails", "receiving photos")
PREPARED: dict[str, tuple[Prepare, Work]] = {
    "push": (something_to_push, Work(name="push", do=sync, middle=frozenset({"sending"}))),
    "pull": (something_to_pull, Work(name="pull", do=sync, middle=frozenset({"receiving", "merging"}))),
    "photo": (photos, Work(name="photo", do=sync, middle=frozenset(PHOTO_STEPS))),
    "merge": (
        both_and_conflicts,
        Work(name="merge", do=sync, middle=frozenset({"receiving", "merging", "sending"})),
    ),
}


@pytest.mark.parametrize("hub", HUBS)
@pytest.mark.parametrize("what", PREPARED)
def test_a_sync_that_is_killed_is_completed_by_the_next(
    what: str, hub: str, tally: Callable[[str, str], Tally]
) -> None:
    prepare, work = PREPARED[what]
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

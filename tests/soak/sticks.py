"""Two mailboxes and the stick that carries between them: the share of one laptop, the branch of the other.

They are one mailbox in three folders. A person copies them by hand, file by file, and may stop in the middle
of one: half a file is left then, which the next copy brings on as it is.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from plugin.store.photos import add_photo
from plugin.store.workspace import open_workspace
from plugin.workflows.sync_account import SyncResult
from plugin.workflows.synchronise import synchronise
from tests.sync.laptops import Laptop
from tests.sync.stages import PIT, Scene, a_picture, equal_rows, outcome

SHARE, STICK, BRANCH = "share", "stick", "branch"
PLACES = {"ann": SHARE, "bo": BRANCH}
PHOTO_BYTES = 1024 * 1024 + 3
"""A piece of a megabyte, and one more."""


def much_on_both_sides(ann: Laptop, bo: Laptop, folder: Path) -> None:
    """Let both have edits, conflicts of every kind and a photo that the other has not heard of."""
    fought, shared, gone, parent = (ann.pit(n, depth_m=1.0) for n in ("fought", "shared", "gone", "parent"))
    ann.sync()
    bo.sync()
    for place in (STICK, BRANCH):
        shutil.copytree(folder / SHARE, folder / place)
    for laptop, name in ((ann, "ann"), (bo, "bo")):
        picture = a_picture(folder, name, PHOTO_BYTES)
        add_photo(laptop.workspace, laptop.pit(f"{name}'s"), picture)
        picture.unlink()
    ann.edit(PIT, fought, depth_m=2.0)
    ann.edit(PIT, shared, depth_m=2.0)
    ann.edit(PIT, gone, depth_m=2.0)
    ann.delete(PIT, parent)
    bo.edit(PIT, fought, depth_m=3.0)
    bo.edit(PIT, shared, threatened_people=5)
    bo.delete(PIT, gone)
    bo.add("problem_land", problem_uuid=parent, land_use="0103", area_hm2=1.5)


def there_and_back(folder: Path) -> None:
    """Let both sync where they are; bring what the branch has to the share, and back what came of it."""
    sync_at_place(folder, "ann")
    sync_at_place(folder, "bo")
    carry(folder / BRANCH, folder / STICK)
    carry(folder / STICK, folder / SHARE)
    sync_at_place(folder, "ann")
    carry(folder / SHARE, folder / STICK)
    carry(folder / STICK, folder / BRANCH)
    sync_at_place(folder, "bo")


def sync_at_place(folder: Path, who: str) -> SyncResult:
    """Let a laptop sync with its mailbox."""
    home = folder / who
    workspace = open_workspace(home / "county.gpkg")
    return synchronise(workspace, folder / PLACES[who], profile_folder=home / "profile")


def carry(source: Path, target: Path) -> None:
    """Copy into a folder what it lacks or has otherwise, each file in two halves."""
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        place, content = target / file.relative_to(source), file.read_bytes()
        if place.is_file() and place.read_bytes() == content:
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content[: len(content) // 2])
        with place.open("ab") as rest:
            rest.write(content[len(content) // 2 :])


def settled_on_both_sides(scene: Scene) -> dict[str, Any]:
    """Return what there is on both sides once all was carried; nothing may be left over, or twice."""
    folder = scene.folder
    for _ in range(3):
        there_and_back(folder)
    for who in PLACES:
        last = sync_at_place(folder, who)
        assert (last.pushed, last.pulled, last.conflicts) == (0, 0, 0), last.account
    sides = {who: (str(folder / place), _laptop(folder, who)) for who, place in PLACES.items()}
    laptops = [laptop for _, laptop in sides.values()]
    assert letters(folder / SHARE) == letters(folder / BRANCH)
    found = [
        {"rows": equal_rows(address, laptop, *laptops), **outcome(address, laptop)}
        for address, laptop in sides.values()
    ]
    assert [side["rows"] for side in found] == [found[0]["rows"]] * 2
    return {"sides": found}


def letters(mailbox: Path) -> dict[str, bytes]:
    """Return the content of every letter in a mailbox."""
    return {str(path.relative_to(mailbox)): path.read_bytes() for path in mailbox.glob("*/letters/*/*.json")}


def _laptop(folder: Path, who: str) -> Laptop:
    home = folder / who
    return Laptop(open_workspace(home / "county.gpkg"), home / "profile", folder / PLACES[who])

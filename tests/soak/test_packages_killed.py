"""Packages whose way is killed with signal 9: there is none or a whole one, and the next try completes it.

The export and the receipt are killed at the laptop, the import at the office, whose hub is of each kind.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from plugin.store.photos import add_photo
from plugin.store.workspace import open_workspace
from plugin.sync.package_errors import ReplayedPackageError
from plugin.sync.package_keys import KeyRing
from plugin.sync.package_verify import open_package
from plugin.workflows.packages import (
    HUB_SCOPE,
    export_package,
    import_package,
    import_package_to_hub,
    make_key,
    trust_card,
    write_key_card,
    write_receipt_again,
)
from plugin.workflows.sync_account import SyncResult
from tests.soak.kills import KILLS, Killing, Tally, Telling, Work
from tests.sync.laptops import LIULIN, Laptop
from tests.sync.stages import (
    HUBS,
    PIT,
    Scene,
    a_picture,
    equal_rows,
    everything_whole,
    outcome,
    some_pits,
    stage,
)

PHOTO_BYTES = 2 * 1024 * 1024 + 3
FIRST, RECEIPT = "1.mrpkg", "1.receipt.mrpkg"


def profiles(folder: Path) -> tuple[Path, Path]:
    """Return the profiles of the laptop and of the office."""
    return folder / "ann" / "profile", folder / "office-profile"


def address_in(folder: Path) -> str:
    """Return the address of the hub of a scene."""
    return (folder / "hub.txt").read_text(encoding="utf-8")


def much_to_send(ann: Laptop, bo: Laptop, folder: Path) -> None:
    """Let the laptop know the office, and have changes that meet an edit, a delete and a photo there."""
    ann_profile, office = profiles(folder)
    for scope, mine, others in ((LIULIN, ann_profile, office), (HUB_SCOPE, office, ann_profile)):
        make_key(scope, profile_folder=mine)
        said = write_key_card(scope, folder / "card", profile_folder=mine)
        trust_card(folder / "card", said, profile_folder=others)
    pits = some_pits(ann, "both", 60)
    ann.sync()
    bo.sync()
    for pit in pits[:20]:
        bo.edit(PIT, pit, depth_m=3.0)
        ann.edit(PIT, pit, depth_m=2.0)
    bo.delete(PIT, pits[20])
    ann.edit(PIT, pits[20], depth_m=2.0)
    for laptop in (bo, ann):
        name = laptop.profile.parent.name
        some_pits(laptop, name, 40)
        picture = a_picture(folder, name, PHOTO_BYTES)
        add_photo(laptop.workspace, laptop.pit(f"{name} with a photo"), picture)
        picture.unlink()
    bo.sync()


def exported(ann: Laptop, bo: Laptop, folder: Path) -> None:
    """Prepare that and export it."""
    much_to_send(ann, bo, folder)
    (folder / "hub.txt").write_text(str(ann.hub), encoding="utf-8")
    export(folder)


def taken_in(ann: Laptop, bo: Laptop, folder: Path) -> None:
    """Prepare that, export it, and take it in at the office."""
    exported(ann, bo, folder)
    take_in(folder)


def export(folder: Path, tell: Telling | None = None, *, name: str = FIRST) -> None:
    workspace = open_workspace(folder / "ann" / "county.gpkg")
    export_package(workspace, folder / name, profile_folder=profiles(folder)[0], progress=tell)


def take_in(folder: Path, tell: Telling | None = None, *, name: str = FIRST) -> None:
    package, office = folder / name, profiles(folder)[1]
    receipt = package.with_suffix(".receipt.mrpkg")
    address = address_in(folder)
    try:
        import_package_to_hub(address, package, receipt, profile_folder=office, progress=tell)
    except ReplayedPackageError:
        if not receipt.exists():
            write_receipt_again(address, package, receipt, profile_folder=office)


def receive(folder: Path, tell: Telling | None = None, *, name: str = RECEIPT) -> SyncResult:
    workspace = open_workspace(folder / "ann" / "county.gpkg")
    return import_package(workspace, folder / name, profile_folder=profiles(folder)[0], progress=tell)


EXPORT_STEPS = frozenset({"collecting changes", "sending", "sending again", "packing photos"})
IMPORT_STEPS = frozenset({"storing changes", "storing photos", "writing the receipt"})
RECEIPT_STEPS = frozenset(
    {"taking the receipt in", "sending again", "receiving", "merging", "sending photos", "receiving photos"}
)
PREPARED = {
    "export": (much_to_send, Work(name="export", do=export, middle=EXPORT_STEPS)),
    "import": (exported, Work(name="import", do=take_in, middle=IMPORT_STEPS)),
    "receipt": (taken_in, Work(name="receipt", do=receive, middle=RECEIPT_STEPS)),
}


def completed(scene: Scene) -> dict[str, Any]:
    """Return what there is once somebody has gone on, and check that nothing is left over."""
    folder = scene.folder
    if not (folder / RECEIPT).exists():
        export(folder)
        take_in(folder)
    with suppress(ReplayedPackageError):
        receive(folder)
    for name in ("2", "3"):
        export(folder, name=f"{name}.mrpkg")
        take_in(folder, name=f"{name}.mrpkg")
        last = receive(folder, name=f"{name}.receipt.mrpkg")
    assert (last.pushed, last.pulled, last.conflicts, last.photos_missing) == (0, 0, 0, ())
    ann, bo = scene.laptop("ann"), scene.laptop("bo")
    bo.sync()
    return {"rows": equal_rows(scene.address, ann, bo), **outcome(scene.address, ann, bo)}


def packages_whole(folder: Path) -> None:
    """Assert that every package that has its name can be opened: signed, and whole to the last byte."""
    ann, office = profiles(folder)
    for package in folder.glob("*.mrpkg"):
        with open_package(package, KeyRing((ann if "receipt" in package.name else office) / "keys")):
            pass


@pytest.mark.parametrize("hub", HUBS)
@pytest.mark.parametrize("what", PREPARED)
def test_a_package_that_is_killed_on_its_way_is_completed_by_the_next_try(
    what: str, hub: str, tally: Callable[[str, str], Tally]
) -> None:
    prepare, work = PREPARED[what]
    killing = Killing(work, tally(what, hub))
    with stage(hub, prepare) as here:
        with here.scene() as scene:
            killing.undisturbed(scene.folder)
            expected = completed(scene)
        for number in range(KILLS):
            with here.scene() as scene, killing.tally.one_more():
                child = killing.kill(scene.folder)
                everything_whole(scene)
                packages_whole(scene.folder)
                found = completed(scene)
                for part, value in expected.items():
                    assert found[part] == value, f"{part}: {killing.told(number, child)}"
    killing.tally.require()

"""Packages and mailboxes in a process that is killed at random: the old state or the new one is there.

Run by `make soak`. In CI the faults are injected in process (tests/workflows/test_packages_faults.py,
tests/sync/test_mailbox_hub.py). `SOAK_KILLS` sets how often, `SOAK_SEED` when.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from plugin.store.photos import add_photo
from plugin.store.workspace import open_workspace
from plugin.sync.mailbox_hub import create_mailbox
from plugin.sync.package_keys import KeyRing
from plugin.sync.package_verify import open_package
from plugin.workflows.synchronise import conflicts
from tests.sync.laptops import Laptop, quick_folder
from tests.workflows.parcels import Office
from tests.workflows.test_packages_faults import EXPECTED, outcome, scene, whole_way

KILLS = int(os.environ.get("SOAK_KILLS", "50"))
SEED = int(os.environ.get("SOAK_SEED", "1"))
ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Do in this process what the test kills: `python -m tests.soak.test_packages_killed packages FOLDER`."""
    what, folder = sys.argv[1], Path(sys.argv[2])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    if what == "packages":
        office = Office(folder, folder / "hub.mrhub", folder / "office-profile")
        workspace = open_workspace(folder / "ann" / "county.gpkg")
        whole_way(folder, office, Laptop(workspace, folder / "ann" / "profile", office.hub))
    else:
        workspace = open_workspace(folder / "ann" / "county.gpkg")
        Laptop(workspace, folder / "ann" / "profile", folder / "a").sync()
    sys.stdout.write("done\n")


def killed(what: str, folder: Path, delay: float) -> bool:
    """Return whether a process was killed on its way, so long after it was ready."""
    command = [sys.executable, "-m", "tests.soak.test_packages_killed", what, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        return "done" not in process.stdout.read()


def duration(what: str, folder: Path) -> float:
    """Return how many seconds the process takes where nobody kills it."""
    begin = 0.0
    command = [sys.executable, "-m", "tests.soak.test_packages_killed", what, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        begin = time.monotonic()
        process.stdout.read()
    assert process.returncode == 0
    return time.monotonic() - begin


@pytest.fixture(scope="module")
def chance() -> random.Random:
    """Return the moments, the same for the same seed."""
    return random.Random(SEED)


def test_export_import_and_receipt_survive_kills_at_random_moments(chance: random.Random) -> None:
    with scene() as (folder, office, ann):
        whole = duration("packages", folder)
    deaths = 0
    for _ in range(KILLS):
        with scene() as (folder, office, ann):
            deaths += killed("packages", folder, chance.uniform(0, whole))
            for package in folder.glob("*.mrpkg"):
                ring = KeyRing((ann.profile if "receipt" in package.name else office.profile) / "keys")
                with open_package(package, ring):
                    pass
            for draft in folder.glob(".*.part"):
                draft.unlink()
            assert outcome(folder, office, ann) == EXPECTED
    assert deaths > KILLS // 4


def test_a_sync_over_a_mailbox_survives_kills_at_random_moments(chance: random.Random) -> None:
    with quick_folder() as name:
        whole = duration("mailbox", _mailbox(Path(name))[0])
    deaths = 0
    for _ in range(KILLS):
        with quick_folder() as name:
            folder, ann, bo = _mailbox(Path(name))
            deaths += killed("mailbox", folder, chance.uniform(0, whole))
            ann.sync()
            bo.sync()
            ann.sync()
            assert ann.rows() == bo.rows()
            assert [view.kind for view in conflicts(ann.workspace)] == ["group"]
            assert [view.kind for view in conflicts(bo.workspace)] == ["group"]
            assert bo.sync().photos_missing == ()
    assert deaths > KILLS // 4


def _mailbox(folder: Path) -> tuple[Path, Laptop, Laptop]:
    """Return a folder in which ann has something to send that meets what bo sent before."""

    create_mailbox(folder / "a", index_folder=folder / "made").close()
    ann, bo = (Laptop.empty(folder, person, folder / "a") for person in ("ann", "bo"))
    pit = ann.pit(depth_m=1.0)
    ann.sync()
    bo.sync()
    bo.edit("problem_point", pit, depth_m=2.0)
    bo.sync()
    ann.edit("problem_point", pit, depth_m=3.0)
    (folder / "a.jpg").write_bytes(os.urandom(2_500_000))
    add_photo(ann.workspace, ann.pit("with a photo"), folder / "a.jpg")
    return folder, ann, bo


if __name__ == "__main__":
    main()

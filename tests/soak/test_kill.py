"""kill -9 at random moments: the old or the new state, and the next try completes, once and whole.

`MINE_RESTORATION_KILLS` says how often each piece of work is killed (50), `MINE_RESTORATION_SEED` at which
moments (a new one each time, told on a failure).
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import shapely

from plugin.store.photos import add_photo, missing_photos
from plugin.store.records import Record, insert_records, new_uuid
from plugin.store.workspace import open_workspace
from plugin.sync.addresses import make_hub, open_hub
from plugin.sync.embedded_hub import create_hub
from plugin.workflows.audit import audit
from plugin.workflows.synchronise import conflicts, synchronise
from tests.soak import worker
from tests.sync.laptops import LIULIN, SYNCED, Laptop, quick_folder
from tests.sync.postgres import lent_hub, person

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("MINE_RESTORATION_KILLS", "50"))
SEED = int(os.environ.get("MINE_RESTORATION_SEED", str(random.randrange(10**9))))
PIT = "problem_point"
ROWS = 300
PHOTO_BYTES = 5 * 1024 * 1024 + 3


@dataclass
class Scene:
    """Two laptops in a folder, and the address of their hub."""

    folder: Path
    address: str

    def laptop(self, name: str) -> Laptop:
        home = self.folder / name
        return Laptop(open_workspace(home / "county.gpkg"), home / "profile", self.address)  # type: ignore[arg-type]


def many_pits(laptop: Laptop, prefix: str) -> None:
    """Save as many pits as keep a sync busy for a while; every change is a file of a mailbox."""
    count = ROWS // 8 if Path(laptop.hub).is_dir() else ROWS
    records = [
        Record(
            PIT,
            new_uuid(),
            {"type": "P104", "number": f"{prefix}{n}", "depth_m": 10 + n / 7},
            shapely.Point(110.9, 37.4),
        )
        for n in range(count)
    ]
    with laptop.workspace.write() as connection:
        insert_records(connection, records)


def something_to_push(ann: Laptop, bo: Laptop, folder: Path) -> None:
    many_pits(bo, "bo")


def something_to_pull(ann: Laptop, bo: Laptop, folder: Path) -> None:
    many_pits(ann, "ann")
    ann.sync()


def photos(ann: Laptop, bo: Laptop, folder: Path) -> None:
    for laptop, name in ((ann, "ann"), (bo, "bo")):
        for number in range(2):
            path = folder / f"{name}{number}.jpg"
            path.write_bytes(random.Random(f"{name}{number}").randbytes(PHOTO_BYTES))
            add_photo(laptop.workspace, laptop.pit(f"{name}{number}"), path)
    ann.sync()


def both_and_a_conflict(ann: Laptop, bo: Laptop, folder: Path) -> None:
    many_pits(ann, "both")
    ann.sync()
    bo.sync()
    pits = [uuid for _, uuid in bo.rows()]
    for laptop, depth in ((ann, 2.0), (bo, 3.0)):
        for pit in pits[:30]:
            laptop.edit(PIT, pit, depth_m=depth)
    ann.delete(PIT, pits[30])
    bo.edit(PIT, pits[30], depth_m=9.0)
    bo.add("problem_land", problem_uuid=pits[30], land_use="0103", area_hm2=1.5)
    ann.sync()


PREPARE: dict[str, Callable[[Laptop, Laptop, Path], None]] = {
    "push": something_to_push,
    "pull": something_to_pull,
    "photo": photos,
    "merge": both_and_a_conflict,
}
HUBS = ("embedded", "mailbox", "postgis")


@contextmanager
def scenes(kind: str, prepare: Callable[[Laptop, Laptop, Path], None]) -> Iterator[Callable[[], Scene]]:
    """Yield a maker of scenes that all begin alike. A database is made anew for each, a file is copied."""
    with quick_folder() as name, ExitStack() as stack:
        folder = Path(name)
        count = 0

        def make() -> Scene:
            nonlocal count
            count += 1
            place = folder / f"scene{count}"
            place.mkdir()
            address = new_hub(kind, place, stack)
            (place / "hub.txt").write_text(address, encoding="utf-8")
            scene = Scene(place, address)
            ann, bo = (Laptop.empty(place, who, address) for who in ("ann", "bo"))  # type: ignore[arg-type]
            prepare(ann, bo, place)
            return scene

        yield make


def new_hub(kind: str, place: Path, stack: ExitStack) -> str:
    if kind == "embedded":
        create_hub(place / "hub.mrhub").close()
        return str(place / "hub.mrhub")
    if kind == "mailbox":
        (place / "share").mkdir()
        make_hub(place / "share").close()
        return str(place / "share")
    server, database = stack.enter_context(lent_hub(person("team", surveyor=LIULIN)))
    return server.address(database, "team")


def start(work: str, folder: Path) -> subprocess.Popen[str]:
    """Return the worker when its work begins."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.soak.worker", work, str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None and process.stdout.readline() == "begins\n", process.communicate()[1]
    return process


def duration(work: str, folder: Path) -> float:
    """Return how many seconds the work takes when nobody disturbs it."""
    output, errors = start(work, folder).communicate(timeout=120)
    assert output.startswith("took "), errors
    return float(output.removeprefix("took "))


def kill(work: str, folder: Path, after: float) -> bool:
    """Return whether the worker was killed before it was done."""
    process = start(work, folder)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    return process.returncode == -signal.SIGKILL


def whole(path: Path) -> None:
    """Assert that an SQLite file is whole after what a crash left was rolled back."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def settled(scene: Scene) -> dict[str, Any]:
    """Return what there is once both have synced, and check that nothing is left over or twice.

    A hub that counts gives a row one version a change; a mailbox names versions, and joins them.
    """
    ann, bo = scene.laptop("ann"), scene.laptop("bo")
    for laptop in (bo, ann, bo, ann):
        last = synchronise(laptop.workspace, scene.address, profile_folder=laptop.profile)
    assert (last.pushed, last.pulled, last.conflicts) == (0, 0, 0)
    assert missing_photos(ann.workspace) == missing_photos(bo.workspace) == []
    with closing(open_hub(scene.address, profile_folder=bo.profile)) as hub:
        rows = hub.pull(LIULIN, 0, 1_000_000).rows
    living = {
        (row.table, row.uuid): dict(row.values) for row in rows if not row.deleted and row.table in SYNCED
    }
    assert ann.rows() == bo.rows() == living
    audits = [audit(laptop.workspace) for laptop in (ann, bo)]
    assert all(report.ok and report.unknown == 0 for report in audits)
    return {
        "rows": len(living),
        "numbers": sorted(str(values.get("number")) for values in living.values()),
        "versions": dict(
            Counter(
                (row.table, 0 if Path(scene.address).is_dir() else row.version, row.deleted)
                for row in rows
                if row.table in SYNCED
            )
        ),
        "conflicts": dict(Counter(view.kind for view in conflicts(bo.workspace))),
        "seen by ann": dict(Counter(view.kind for view in conflicts(ann.workspace))),
    }


@pytest.mark.parametrize("hub", HUBS)
@pytest.mark.parametrize("what", PREPARE)
def test_a_sync_that_is_killed_is_completed_by_the_next(what: str, hub: str) -> None:
    chance = random.Random(f"{SEED} {what} {hub}")
    with scenes(hub, PREPARE[what]) as make:
        undisturbed = make()
        seconds = duration("exchange", undisturbed.folder)
        expected = settled(undisturbed)
        killed = 0
        for number in range(KILLS):
            scene = make()
            after = chance.uniform(0, seconds * 1.05)
            killed += kill("exchange", scene.folder, after)
            whole(scene.folder / "bo" / "county.gpkg")
            if hub == "embedded":
                whole(Path(scene.address))
            found = settled(scene)
            assert found == expected, f"MINE_RESTORATION_SEED={SEED}, kill {number} after {after:.4f} s"
            shutil.rmtree(scene.folder)
        assert killed > KILLS * 0.6, "most were killed in the middle of their work"


def contents(path: Path) -> tuple[int, int]:
    """Return the schema version of a workspace and its number of pits."""
    with closing(sqlite3.connect(path)) as connection:
        (version,) = connection.execute("SELECT value FROM _meta WHERE key = 'schema_version'").fetchone()
        (pits,) = connection.execute(f"SELECT COUNT(*) FROM {PIT}").fetchone()
    return int(version), pits


def test_a_migration_that_is_killed_leaves_the_old_or_the_new_schema() -> None:
    chance = random.Random(f"{SEED} migration")
    with scenes("embedded", something_to_push) as make:
        scene = make()
        original = scene.folder / "bo" / "county.gpkg"
        template = scene.folder / "template.gpkg"
        shutil.copyfile(original, template)
        old = contents(template)
        seconds = duration("migrate", scene.folder)
        new = contents(original)
        assert new == (old[0] + 1, old[1])
        killed = 0
        for number in range(KILLS):
            shutil.copyfile(template, original)
            after = chance.uniform(0, seconds * 1.05)
            killed += kill("migrate", scene.folder, after)
            whole(original)
            told = f"MINE_RESTORATION_SEED={SEED}, kill {number} after {after:.4f} s"
            assert contents(original) in (old, new), told
            duration("migrate", scene.folder)
            assert contents(original) == new, told
        assert killed > KILLS * 0.6


def test_a_repair_that_is_killed_leaves_the_workspace_as_it_was_or_repaired() -> None:
    chance = random.Random(f"{SEED} repair")
    with scenes("embedded", something_to_pull) as make:
        scene = make()
        bo = scene.laptop("bo")
        bo.sync()
        path = bo.workspace.path
        with bo.workspace.write() as connection:
            connection.execute(f"DROP TRIGGER sync_log_{PIT}_update")
            connection.execute(f"UPDATE {PIT} SET depth_m = depth_m + 1 WHERE number LIKE 'ann1%'")
        template = scene.folder / "template.gpkg"
        shutil.copyfile(path, template)
        seconds = duration("repair", scene.folder)
        for number in range(KILLS):
            shutil.copyfile(template, path)
            after = chance.uniform(0, seconds * 1.05)
            kill("repair", scene.folder, after)
            whole(path)
            told = f"MINE_RESTORATION_SEED={SEED}, kill {number} after {after:.4f} s"
            report = audit(open_workspace(path))
            assert report.ok or len(report.unseen) == 111, told
            duration("repair", scene.folder)
            assert audit(open_workspace(path)).ok, told


def test_every_piece_of_work_is_killed_here() -> None:
    assert set(worker.WORK) == {"exchange", "migrate", "repair"}

"""PostgreSQL killed with signal 9 while a laptop syncs: nothing is lost, and the next sync completes it.

The signal meets the server's first process, or the one that serves the laptop. One test kills it while two
laptops sync all the time, the others in the middle of each piece of work.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import pytest

from plugin.store.photos import add_photo
from plugin.store.workspace import open_workspace
from plugin.sync.errors import SyncError
from plugin.sync.hub_installer import HubInstaller
from tests.soak import test_packages_killed as packages
from tests.soak import test_syncs_killed as syncs
from tests.soak.kills import KILLS, SEED, Killing, Tally, start
from tests.sync.laptops import SYNCED, Laptop, quick_folder
from tests.sync.postgres import LIULIN, Server, person, running_server
from tests.sync.stages import Scene as Play
from tests.sync.stages import everything_whole, settled, stage

DURABLE = {"synchronous_commit": "on", "full_page_writes": "on"}
"""What is answered is in the server's files; they outlive the process without fsync."""

PEOPLE = ("ann", "bo")


@pytest.fixture(scope="module")
def durable() -> Iterator[Server]:
    """Return a server that may be killed: it forgets nothing that it answered."""
    with running_server() as server:
        server.stop()
        server.start(**DURABLE)
        yield server


def serving(server: Server, database: str) -> list[int]:
    """Return the processes that serve a database; nobody is asked, so that it takes no time."""
    assert server.process is not None
    first = server.process.pid
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    found = []
    for process in children:
        try:
            if database in Path(f"/proc/{process}/cmdline").read_text().split():
                found.append(int(process))
        except OSError:
            continue
    return found


def kill_first(server: Server) -> None:
    """Kill the server's first process, and start another one when its children are gone."""
    process = server.process
    assert process is not None
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    for _ in range(600):  # the processes that served laptops end by themselves, and free the memory
        if not _alive(server):
            break
        time.sleep(0.05)
    server.start(**DURABLE)


def kill_one(server: Server, process: int) -> None:
    """Kill a process that serves a laptop; the server then ends all others, and recovers."""
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:  # it was done, and nothing happened to the server
        return
    while Path(f"/proc/{process}").exists():  # until the first process knows, it lets others in
        time.sleep(0.01)
    for _ in range(600):
        try:
            server.run("SELECT 1")
        except Exception:  # noqa: BLE001 - it recovers
            time.sleep(0.02)
        else:
            return


def _alive(server: Server) -> bool:
    """Return whether a process still works in the server's folder."""
    data = server.folder / "data"
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if (entry / "cwd").readlink() == data:
                    return True
            except OSError:
                continue
    return False


WORKS = {
    **{what: syncs.prepared(what, "postgis") for what in syncs.WORKS},
    "import": packages.PREPARED["import"],
}


@pytest.mark.parametrize("what", WORKS)
def test_work_whose_server_is_killed_is_completed_by_the_next_try(
    what: str, durable: Server, tally: Callable[[str, str], Tally]
) -> None:
    prepare, work = WORKS[what]
    complete = packages.completed if what == "import" else settled
    killing = Killing(work, tally(what, "its server"))
    chance = random.Random(f"{SEED} {what}")
    with stage("postgis", prepare, server=durable) as here:
        with here.scene() as play:
            killing.undisturbed(play.folder)
            expected = complete(play)
        for number in range(KILLS):
            with here.scene() as play, killing.tally.one_more():
                child = start(work, play.folder)
                killing.await_moment(child)
                processes = serving(durable, database_of(play))
                child.listen()
                killing.count(child, play.folder)
                if processes and chance.random() < 0.5:
                    kill_one(durable, processes[0])
                else:
                    kill_first(durable)
                child.join()
                assert "Traceback" not in child.failure, child.failure
                everything_whole(play)
                found = complete(play)
                for part, value in expected.items():
                    assert found[part] == value, f"{part}: {killing.told(number, child)}"
                no_gap(durable, database_of(play))
    killing.tally.require()


def database_of(play: Play) -> str:
    """Return the name of the database of a scene."""
    return play.address.partition("?")[0].rpartition("/")[2]


def no_gap(server: Server, database: str) -> None:
    """Assert that the county's sequence has no gap, and no place twice."""
    counted = "SELECT count(*), count(DISTINCT sequence), max(sequence) FROM mine_hub.row_version"
    last = "SELECT last_sequence, last_sequence, last_sequence FROM mine_hub.county WHERE last_sequence > 0"
    assert server.run(counted, database=database) == server.run(last, database=database)


# -- two laptops that never rest


@dataclass
class Scene:
    """A server of its own, and two laptops that sync with it."""

    server: Server
    database: str
    laptops: list[Laptop]

    def kill(self, chance: random.Random) -> bool:
        """Return whether a process was killed: the first, or one that serves a laptop (all then restart)."""
        if chance.random() < 0.5:
            kill_first(self.server)
            return True
        processes = serving(self.server, self.database)
        if not processes:
            return False
        kill_one(self.server, chance.choice(processes))
        return True


@contextmanager
def scene() -> Iterator[Scene]:
    """Yield a new server with a hub, and two laptops."""
    with running_server() as server, quick_folder() as name:
        server.stop()
        server.start(**DURABLE)
        database = server.new_database()
        with HubInstaller(server.address(database)) as installer:
            installer.install()
            installer.create_counties({LIULIN: "柳林县"})
            for login in PEOPLE:
                installer.create_person(person(login, surveyor=LIULIN))
        folder = Path(name)
        laptops = [Laptop.empty(folder, login, server.address(database, login)) for login in PEOPLE]
        for laptop in laptops:  # several threads use it: no connection is kept
            laptop.workspace = open_workspace(laptop.workspace.path)
        yield Scene(server, database, laptops)


def work(laptop: Laptop, folder: Path, stop: Event, seed: int, told: list[SyncError]) -> None:
    """Record, edit, photograph and sync until it is enough; what a sync says is kept."""
    chance = random.Random(seed)
    mine: list[str] = []
    for number in range(10_000):
        if stop.is_set():
            return
        if not mine or chance.random() < 0.4:
            mine.append(laptop.pit(f"141125T{seed}{number:07}", depth_m=float(number)))
        else:
            laptop.edit("problem_point", chance.choice(mine), depth_m=float(number))
        if number % 10 == 0:
            picture = folder / f"{seed}-{number}.jpg"
            picture.write_bytes(chance.randbytes(300_000))
            add_photo(laptop.workspace, mine[-1], picture)
        try:
            laptop.sync()
        except SyncError as error:
            told.append(error)


def test_a_server_that_is_killed_loses_nothing_that_was_answered_and_takes_nothing_twice(
    tally: Callable[[str, str], Tally],
) -> None:
    chance, counted = random.Random(SEED), tally("two at once", "its server")
    with scene() as here, quick_folder() as pictures:
        stop, told = Event(), []
        threads = [
            Thread(target=work, args=(laptop, Path(pictures), stop, seed, told))
            for seed, laptop in enumerate(here.laptops, 1)
        ]
        for thread in threads:
            thread.start()
        while counted.during < KILLS:
            time.sleep(chance.uniform(0.05, 0.6))
            counted.during += here.kill(chance)
        stop.set()
        for thread in threads:
            thread.join()
        for _ in range(2):
            results = [laptop.sync() for laptop in here.laptops]

        ann, bo = here.laptops
        assert ann.rows() == bo.rows()
        assert [result.photos_missing for result in results] == [(), ()]
        stored = here.server.run(
            "SELECT tbl, uuid FROM mine_hub.stored_row WHERE NOT deleted", database=here.database
        )
        assert {key for key in stored if key[0] in SYNCED} == set(ann.rows())
        assert len(stored) == len(set(stored))
        no_gap(here.server, here.database)
        assert told, "no sync met a server that was gone"

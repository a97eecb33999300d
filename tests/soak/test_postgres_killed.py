"""PostgreSQL killed at random while laptops sync: what was answered stays, and the next sync goes on.

`kill -9` meets the server's first process, or one of those that serve a laptop. Run by `make soak`;
`SOAK_KILLS` sets how often, `SOAK_SEED` when.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import pytest

from plugin.store.photos import add_photo
from plugin.sync.errors import SyncError
from plugin.sync.hub_installer import HubInstaller
from tests.sync.laptops import SYNCED, Laptop, quick_folder
from tests.sync.postgres import LIULIN, Server, person, running_server

KILLS = int(os.environ.get("SOAK_KILLS", "50"))
SEED = int(os.environ.get("SOAK_SEED", "1"))
DURABLE = {"synchronous_commit": "on", "full_page_writes": "on"}
"""What is answered is in the server's files; they outlive the process without fsync."""

PEOPLE = ("ann", "bo")


@dataclass
class Scene:
    """A server of its own, and two laptops that sync with it."""

    server: Server
    database: str
    laptops: list[Laptop]

    def kill(self, chance: random.Random) -> bool:
        """Return whether a process was killed: the first, or one that serves a laptop (all then restart)."""
        if chance.random() < 0.5:
            return self._kill_first()
        serving = self.server.run(
            "SELECT pid FROM pg_stat_activity WHERE usename = ANY (%s)", (list(PEOPLE),)
        )
        if not serving:
            return False
        try:
            os.kill(chance.choice(serving)[0], signal.SIGKILL)
        except ProcessLookupError:
            return False
        self._wait()
        return True

    def _kill_first(self) -> bool:
        process = self.server.process
        assert process is not None
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
        for _ in range(200):  # the processes that served laptops end by themselves, and free the memory
            if not _alive(self.server):
                break
            time.sleep(0.05)
        self.server.start(**DURABLE)
        return True

    def _wait(self) -> None:
        for _ in range(200):
            try:
                self.server.run("SELECT 1")
            except Exception:  # noqa: BLE001 - it recovers
                time.sleep(0.05)
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


def test_a_server_that_is_killed_loses_nothing_that_was_answered_and_takes_nothing_twice() -> None:
    chance = random.Random(SEED)
    with scene() as here, quick_folder() as pictures:
        stop, told = Event(), []
        threads = [
            Thread(target=work, args=(laptop, Path(pictures), stop, seed, told))
            for seed, laptop in enumerate(here.laptops, 1)
        ]
        for thread in threads:
            thread.start()
        killed = 0
        while killed < KILLS:
            time.sleep(chance.uniform(0.05, 0.6))
            killed += here.kill(chance)
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
        assert here.server.run(
            "SELECT count(*), count(DISTINCT sequence), max(sequence) FROM mine_hub.row_version",
            database=here.database,
        ) == here.server.run(
            "SELECT last_sequence, last_sequence, last_sequence FROM mine_hub.county", database=here.database
        )
        assert told, "no sync met a server that was gone"


if __name__ == "__main__":
    pytest.main([__file__])

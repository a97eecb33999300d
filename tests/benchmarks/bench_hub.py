"""The PostGIS hub with 500,000 rows in 20 counties, row security on: what a push and a pull of 100 take.

`ARGS=-k hub make bench` prints a line for each figure. `MINE_RESTORATION_BENCH_ROWS` takes another size.
"""

from __future__ import annotations

import os
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import shapely

from plugin.sync.batches import Batch, Change
from plugin.sync.hub_installer import HubInstaller
from plugin.sync.postgis_hub import PostgisHub
from tests.benchmarks.measuring import load, record
from tests.sync.postgres import Server, person, running_server

ROWS = int(os.environ.get("MINE_RESTORATION_BENCH_ROWS", "500000"))
COUNTIES = [f"1411{number:02}" for number in range(1, 21)]
COUNTY = COUNTIES[7]
TIMES = 200
GOAL_PUSH_MS, GOAL_PULL_MS = 10, 3

FILL = """
INSERT INTO mine_hub.stored_row (county, tbl, uuid, version, sequence, deleted, vals)
SELECT c, 'problem_point', gen_random_uuid()::text, 1, n, false,
       jsonb_build_object(
           'number', c || 'T' || n, 'review_state', 'draft', 'geom', jsonb_build_object('blob', encode(
               ST_AsBinary(ST_MakePoint(110 + random(), 37 + random()), 'NDR'), 'base64')))
       || (SELECT jsonb_object_agg('column_' || k, CASE k %% 3
               WHEN 0 THEN to_jsonb('文字 ' || n)
               WHEN 1 THEN to_jsonb(n)
               ELSE jsonb_build_object('real', (n * 1.1)::text) END) FROM generate_series(1, 20) k)
FROM unnest(%s::text[]) c, generate_series(1, %s) n;
UPDATE mine_hub.stored_row SET geom = mine_hub.geometry_of(vals);
"""


@dataclass(frozen=True)
class Filled:
    """A hub with its rows."""

    server: Server
    database: str


@pytest.fixture(scope="module")
def filled() -> Iterator[Filled]:
    """Return a hub with all rows, on a server that waits for its disk as a real one does."""
    with running_server() as server:
        server.stop()
        server.start(fsync="on", synchronous_commit="on", full_page_writes="on", shared_buffers="1GB")
        name = server.new_database()
        with HubInstaller(server.address(name)) as installer:
            installer.install()
            installer.create_counties({code: code for code in COUNTIES})
            installer.create_person(person("ann", surveyor=COUNTY))
        server.run(FILL, (COUNTIES, ROWS // len(COUNTIES)), database=name)
        server.run("UPDATE mine_hub.county SET last_sequence = %s", (ROWS // len(COUNTIES),), database=name)
        server.run("VACUUM ANALYZE", database=name)
        yield Filled(server, name)


@dataclass(frozen=True)
class Milliseconds:
    """The median and the least of many runs: the least is what it takes where nothing else runs.

    ``cpu`` is the processor time of one run, of the client and of the server together.
    """

    median: float
    least: float
    cpu: float

    def __str__(self) -> str:
        """Return all."""
        return f"{self.median:.1f} ms (at best {self.least:.1f}, processors {self.cpu:.1f})"

    def note(self, name: str) -> None:
        """Record both."""
        figures = {f"{name}_ms": self.median, f"{name}_least_ms": self.least, f"{name}_cpu_ms": self.cpu}
        record("sync hub", f"{ROWS:,} rows", {**figures, "load": load()})


def _ms(server: Server, call: Callable[[], Callable[[], object]]) -> Milliseconds:
    """Return what many runs take of what ``call`` has made ready."""
    taken, client = [], 0.0
    before = _sessions_ms(server)
    for _ in range(TIMES):
        ready = call()
        start, cpu = time.perf_counter(), time.process_time()
        ready()
        taken.append((time.perf_counter() - start) * 1000)
        client += (time.process_time() - cpu) * 1000
    spent = (client + _sessions_ms(server) - before) / TIMES
    return Milliseconds(statistics.median(taken), min(taken), spent)


def _sessions_ms(server: Server) -> float:
    """Return the processor time of the hub's sessions so far, where Linux tells it."""
    sessions = server.run("SELECT pid FROM pg_stat_activity WHERE usename = 'ann'")
    files = [Path(f"/proc/{pid}/schedstat") for (pid,) in sessions]
    return sum(int(file.read_text().split()[0]) for file in files if file.exists()) / 1e6


def bench_hub_pull_100(filled: Filled) -> None:
    """Print what a page of 100 rows takes, from the call to the rows in Python."""
    with closing(PostgisHub(filled.server.address(filled.database, "ann"))) as hub:
        cursor = hub.hello(COUNTY).last_sequence - 100
        taken = _ms(filled.server, lambda: lambda: hub.pull(COUNTY, cursor, 100))
    taken.note("pull")
    print(f"\nPostGIS hub, {ROWS:,} rows: pull 100 in {taken} (goal {GOAL_PULL_MS} ms)")


def bench_hub_push_100(filled: Filled) -> None:
    """Print what 100 edits of rows take, and 100 new rows, from the call to the answer.

    A sync has written its batch down before it sends it; what packing takes is a figure of `bench_sync`.
    """
    with closing(PostgisHub(filled.server.address(filled.database, "ann"))) as hub:
        rows = hub.pull(COUNTY, 1000, 100).rows
        versions = {row.uuid: row.version for row in rows}
        numbers = iter(range(1, 10_000))

        def packed(changes: list[Change]) -> Callable[[], object]:
            batch = Batch(
                county=COUNTY, device="bench", device_epoch="1", number=next(numbers), changes=tuple(changes)
            )
            assert batch.content
            return lambda: hub.push(batch)

        def edit() -> Callable[[], object]:
            ready = packed(
                [
                    Change(
                        table="problem_point",
                        uuid=uuid_,
                        operation="update",
                        base_version=version,
                        values={"column_1": version, "column_3": f"edit {version}"},
                    )
                    for uuid_, version in versions.items()
                ]
            )
            for uuid_ in versions:
                versions[uuid_] += 1
            return ready

        values = {**rows[0].values, "geom": shapely.to_wkb(shapely.Point(110.9, 37.4))}

        def add() -> Callable[[], object]:
            return packed(
                [
                    Change(
                        table="problem_point",
                        uuid=str(uuid.uuid4()),
                        operation="insert",
                        base_version=0,
                        values=values,
                    )
                    for _ in range(100)
                ]
            )

        edited, added = _ms(filled.server, edit), _ms(filled.server, add)
    edited.note("push")
    added.note("push_new")
    print(
        f"\nPostGIS hub, {ROWS:,} rows: push 100 edits in {edited}, 100 new rows in {added}",
        end="",
    )
    print(f" (goal {GOAL_PUSH_MS} ms)")

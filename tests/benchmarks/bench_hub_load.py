"""The hub under load: 100 counties, 20 devices each, a million problems, many who push and pull at once.

`MINE_RESTORATION_LOAD_ROWS`, `_LOAD_CLIENTS` and `_LOAD_SECONDS` take other sizes. A client is a process of
its own that plays one device after another: connect, hello, pull a page, push 10 edits, ack, leave.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing

from plugin.sync.batches import Batch, Change
from plugin.sync.hub import Accepted, Stale
from plugin.sync.hub_installer import HubInstaller
from plugin.sync.postgis_hub import PostgisHub
from tests.benchmarks.bench_hub import FILL
from tests.benchmarks.measuring import load, record
from tests.sync.postgres import person, running_server

ROWS = int(os.environ.get("MINE_RESTORATION_LOAD_ROWS", "1000000"))
CLIENTS = int(os.environ.get("MINE_RESTORATION_LOAD_CLIENTS", "20"))
SECONDS = float(os.environ.get("MINE_RESTORATION_LOAD_SECONDS", "20"))
COUNTIES = [f"14{city:02}{county:02}" for city in range(1, 11) for county in range(21, 31)]
DEVICES = 20
EDITS = 10


def play(address: str, client: int, seconds: float) -> tuple[list[float], int, int]:
    """Return how long each device's sync took, and how many of its edits were accepted and were too late."""
    chance = random.Random(client)
    taken, accepted, late = [], 0, 0
    numbers: dict[tuple[str, str], int] = {}
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        county, device = chance.choice(COUNTIES), f"{client}-{chance.randrange(DEVICES)}"
        start = time.perf_counter()
        with closing(PostgisHub(address)) as hub:
            info = hub.hello(county)
            page = hub.pull(county, max(0, info.last_sequence - 200), 100)
            number = numbers[county, device] = numbers.get((county, device), 0) + 1
            changes = tuple(
                Change(
                    table=row.table,
                    uuid=row.uuid,
                    operation="update",
                    base_version=row.version,
                    values={"column_1": row.version, "column_3": f"{device} {number}"},
                )
                for row in chance.sample(page.rows, EDITS)
            )
            rows = hub.push(
                Batch(county=county, device=device, device_epoch="1", number=number, changes=changes)
            ).rows
            hub.ack(device, county, page.cursor)
        taken.append(time.perf_counter() - start)
        accepted += sum(isinstance(row, Accepted) for row in rows)
        late += sum(isinstance(row, Stale) for row in rows)
    return taken, accepted, late


def bench_hub_load() -> None:
    """Print how many syncs a second the hub serves, and what the slow ones take."""
    with running_server() as server:
        server.stop()
        server.start(
            fsync="on", synchronous_commit="on", full_page_writes="on", shared_buffers="2GB", autovacuum="on"
        )
        name = server.new_database()
        with HubInstaller(server.address(name)) as installer:
            installer.install()
            installer.create_counties({code: code for code in COUNTIES})
            installer.create_person(person("team", contractor=" ".join(COUNTIES)))
        server.run(FILL, (COUNTIES, ROWS // len(COUNTIES)), database=name)
        server.run("UPDATE mine_hub.county SET last_sequence = %s", (ROWS // len(COUNTIES),), database=name)
        server.run("VACUUM ANALYZE", database=name)
        start = time.perf_counter()
        with ProcessPoolExecutor(CLIENTS) as pool:
            futures = [pool.submit(play, server.address(name, "team"), n, SECONDS) for n in range(CLIENTS)]
            answers = [future.result() for future in futures]
        lasted = time.perf_counter() - start
        gaps = server.run(
            "SELECT count(*) FROM mine_hub.county c WHERE last_sequence - %s <>"
            " (SELECT count(*) FROM mine_hub.row_version v WHERE v.county = c.county)",
            (ROWS // len(COUNTIES),), database=name,
        )  # fmt: skip
        begun = time.perf_counter()
        server.run("SELECT count(*) FROM mine_hub.problem_statistics", database=name)
        counted = time.perf_counter() - begun
    taken = sorted(second for answer in answers for second in answer[0])
    accepted, late = sum(answer[1] for answer in answers), sum(answer[2] for answer in answers)
    assert gaps == [(0,)]
    figures = {
        "counties": len(COUNTIES),
        "clients": CLIENTS,
        "syncs_a_second": len(taken) / lasted,
        "median_s": statistics.median(taken),
        "within_s_95": taken[int(len(taken) * 0.95)],
        "statistics_s": counted,
        "load": load(),
    }
    record("sync hub load", f"{ROWS:,} rows", figures)
    print(
        f"\nPostGIS hub, {ROWS:,} rows, {len(COUNTIES)} counties, {CLIENTS} clients for {SECONDS:.0f} s:"
        f" {len(taken) / lasted:.0f} syncs a second ({accepted:,} edits accepted, {late} too late),"
        f" median {statistics.median(taken) * 1000:.0f} ms,"
        f" 95 % within {taken[int(len(taken) * 0.95)] * 1000:.0f} ms;"
        f" statistics of all rows in {counted:.1f} s"
    )

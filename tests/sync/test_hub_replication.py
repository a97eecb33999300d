"""One server outgrown: each city has its own hub, the province a copy of all. Three servers here."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass

import pytest

from plugin.paths import resource
from plugin.sync.batches import Batch, Change
from plugin.sync.hub import Accepted
from plugin.sync.hub_installer import HubInstaller
from plugin.sync.postgis_errors import HubRightsError
from plugin.sync.postgis_hub import PostgisHub
from tests.sync.postgres import Server, person, running_server

LIULIN, CHENGQU = "141125", "140302"
"""A county of 吕梁市 and one of 阳泉市."""


@dataclass(frozen=True)
class Province:
    """The servers of two cities and that of the province, each with its hub in one database."""

    cities: dict[str, tuple[Server, str]]
    centre: tuple[Server, str]

    def push(self, county: str, number: int, *changes: Change) -> None:
        """Send a batch to the hub of the city."""
        server, database = self.cities[county]
        batch = Batch(county=county, device="ann", device_epoch="1", number=number, changes=changes)
        with closing(PostgisHub(server.address(database, "ann"))) as hub:
            assert all(isinstance(row, Accepted) for row in hub.push(batch).rows)

    def seen(self) -> PostgisHub:
        """Return the province's copy as its reviewer sees it."""
        server, database = self.centre
        return PostgisHub(server.address(database, "sheng"))


def hub_on(server: Server, *, county: str | None) -> tuple[Server, str]:
    database = server.new_database()
    with HubInstaller(server.address(database)) as installer:
        installer.install()
        if county is not None:
            installer.create_counties({county: county})
            installer.create_person(person("ann", surveyor=county))
            installer.create_person(person("kang", county_reviewer=county))
        installer.create_person(person("sheng", province_reviewer="140000"))
    return server, database


@pytest.fixture
def province() -> Iterator[Province]:
    """Return two cities whose rows flow to the province."""
    with ExitStack() as stack:
        servers = [stack.enter_context(running_server()) for _ in range(3)]
        for server in servers:
            server.stop()
            server.start(
                wal_level="logical",
                shared_buffers="32MB",
                wal_retrieve_retry_interval="50ms",
                max_logical_replication_workers="10",
                max_sync_workers_per_subscription="4",
            )
        cities = {
            county: hub_on(server, county=county)
            for county, server in zip((LIULIN, CHENGQU), servers[:2], strict=True)
        }
        centre, copy = hub_on(servers[2], county=None)
        centre.run("SELECT mine_hub.set_copy(true)", database=copy)
        publish = resource("sql", "postgis", "replication", "publish.sql").read_text(encoding="utf-8")
        # From PostgreSQL 16 on rows are written as the owner of their table, whom row security keeps out.
        [(version,)] = centre.run("SELECT current_setting('server_version_num')::int")
        options = " WITH (run_as_owner = true)" if version >= 160000 else ""
        for county, (server, database) in cities.items():
            server.run(publish, database=database)
            centre.run(
                f"CREATE SUBSCRIPTION city_{county} CONNECTION"
                f" 'host={server.socket} dbname={database} user=postgres' PUBLICATION mine_hub_rows{options}",
                database=copy,
            )
        yield Province(cities, (centre, copy))


def eventually(check: Callable[[], bool]) -> bool:
    for _ in range(200):
        if check():
            return True
        time.sleep(0.05)
    return False


def insert(uuid: str, **values: str) -> Change:
    return Change(table="problem_point", uuid=uuid, operation="insert", base_version=0, values=values)


def test_the_provinces_copy_has_what_every_citys_hub_has_and_is_written_there_alone(
    province: Province,
) -> None:
    province.push(LIULIN, 1, insert("a", name="x", review_state="submitted"), insert("b", name="y"))
    province.push(CHENGQU, 1, insert("a", name="z", review_state="submitted"))
    province.push(LIULIN, 2, Change(table="problem_point", uuid="b", operation="delete", base_version=1))

    def first_copy_is_done() -> bool:
        """Each table is copied by itself at first; from then on transactions arrive whole."""
        server, database = province.centre
        waiting = "SELECT count(*) FROM pg_subscription_rel WHERE srsubstate <> 'r'"
        return server.run(waiting, database=database) == [(0,)]

    assert eventually(first_copy_is_done)
    with closing(province.seen()) as copy:
        for county, (server, database) in province.cities.items():
            with closing(PostgisHub(server.address(database, "ann"))) as home:
                expected = home.pull(county, 0, 99)
                assert eventually(lambda c=county, e=expected: copy.pull(c, 0, 99) == e)
        assert [(c.county, c.state, c.problems) for c in copy.statistics("140000")] == [
            (CHENGQU, "submitted", 1),
            (LIULIN, "submitted", 1),
        ]
        assert [v.login for v in copy.history(LIULIN, "problem_point", "b")] == ["ann", "ann"]
        with pytest.raises(HubRightsError, match="a copy for reading"):
            copy.push(Batch(county=LIULIN, device="d", device_epoch="1", number=1, changes=()))

    server, database = province.cities[LIULIN]
    with closing(PostgisHub(server.address(database, "kang"))) as home:
        home.review(LIULIN, "forward", [("problem_point", "a", 1)])
    with closing(PostgisHub(server.address(database, "sheng"))) as home:
        home.review(LIULIN, "accept", [("problem_point", "a", 2)])
    with closing(province.seen()) as copy:
        accepted = (LIULIN, "province", 1)
        assert eventually(
            lambda: accepted in [(c.county, c.state, c.problems) for c in copy.statistics("140000")]
        )

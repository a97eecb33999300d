"""The embedded hub: versions, sequence, history, replays, borders, photos, and files that are no hub."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from plugin.sync import embedded_rows
from plugin.sync.embedded_hub import EmbeddedHub, create_hub
from plugin.sync.errors import (
    CountyUnknownError,
    HubExistsError,
    HubNotFoundError,
    HubUnavailableError,
    NewerHubError,
    NotAHubError,
)
from plugin.sync.hub import Accepted
from tests.sync.hubs import LIULIN, ZHONGYANG
from tests.sync.senders import Sender, delete, insert, update


@pytest.fixture
def hub(folder: Path) -> Iterator[EmbeddedHub]:
    """Return a new hub."""
    with create_hub(folder / "province.mrhub") as hub:
        yield hub


def test_the_history_holds_every_version(hub: EmbeddedHub) -> None:
    ann = Sender(hub)
    ann.push(insert("a", name="x", note="n"))
    ann.push(update("a", 1, name="y"))
    ann.push(delete("a", 2))

    with closing(sqlite3.connect(hub.path)) as connection:
        past = [embedded_rows.at_version(connection, 1, version) for version in (1, 2, 3)]

    assert [(row.values["name"], row.deleted) for row in past] == [("x", False), ("y", False), ("y", True)]


def test_the_hub_tells_what_a_record_was_before(hub: EmbeddedHub) -> None:
    ann = Sender(hub)
    ann.push(insert("a", name="x", depth=1.5))
    ann.push(update("a", 1, depth=2.5))
    ann.push(delete("a", 2))

    versions = hub.history(LIULIN, "mine", "a")

    assert [(v.version, v.operation, dict(v.values)) for v in versions] == [
        (1, "insert", {"name": "x", "depth": 1.5}),
        (2, "update", {"depth": 2.5}),
        (3, "delete", {}),
    ]
    assert hub.history(ZHONGYANG, "mine", "a") == []


def test_a_push_that_fails_in_the_middle_leaves_nothing(
    hub: EmbeddedHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = Sender(hub)
    batch = ann.batch(*(insert(str(number)) for number in range(3)))
    write = embedded_rows.write_version
    monkeypatch.setattr(
        embedded_rows,
        "write_version",
        lambda *a, **k: write(*a, **k) if k["key"][1] != "2" else (_ for _ in ()).throw(OSError("power")),
    )
    with pytest.raises(OSError, match="power"):
        hub.push(batch)
    monkeypatch.undo()

    assert hub.hello(LIULIN).last_sequence == 0
    assert hub.push(batch).rows == (Accepted(1, 1), Accepted(1, 2), Accepted(1, 3))


def test_a_device_reports_how_far_it_is(hub: EmbeddedHub) -> None:
    hub.ack("ann", LIULIN, 4)
    hub.ack("ann", LIULIN, 7)

    with closing(sqlite3.connect(hub.path)) as connection:
        assert connection.execute("SELECT device, cursor FROM device").fetchall() == [("ann", 7)]


def test_only_the_counties_it_was_made_for_are_served(folder: Path) -> None:
    with create_hub(folder / "closed.mrhub", counties=[LIULIN]) as hub:
        assert hub.hello(LIULIN).last_sequence == 0
        for call in (
            lambda: hub.hello(ZHONGYANG),
            lambda: hub.pull(ZHONGYANG, 0, 1),
            lambda: hub.push(Sender(hub, ZHONGYANG).batch()),
            lambda: hub.blobs_missing(ZHONGYANG, []),
            lambda: hub.blob_get(ZHONGYANG, "0", 0, 1),
            lambda: hub.ack("ann", ZHONGYANG, 0),
        ):
            with pytest.raises(CountyUnknownError, match="ask who runs it to add the county"):
                call()


def test_a_county_code_that_is_none_is_refused_by_an_open_hub(hub: EmbeddedHub) -> None:
    with pytest.raises(CountyUnknownError):
        hub.hello("柳林")


def test_files_that_are_no_hub_are_told_apart(folder: Path) -> None:
    (folder / "text.mrhub").write_text("no database at all, but long enough to have a header" * 20)
    with closing(sqlite3.connect(folder / "other.sqlite")) as connection:
        connection.execute("CREATE TABLE t (x)")
    create_hub(folder / "newer.mrhub").close()
    with closing(sqlite3.connect(folder / "newer.mrhub")) as connection:
        connection.execute("PRAGMA user_version = 99")

    with pytest.raises(HubNotFoundError):
        EmbeddedHub(folder / "none.mrhub")
    with pytest.raises(NotAHubError, match="it is no database"):
        EmbeddedHub(folder / "text.mrhub")
    with pytest.raises(NotAHubError, match="a database of another kind"):
        EmbeddedHub(folder / "other.sqlite")
    with pytest.raises(NewerHubError, match="has format 99, this plugin knows up to 1"):
        EmbeddedHub(folder / "newer.mrhub")


def test_a_new_hub_never_takes_the_place_of_a_file(folder: Path) -> None:
    (folder / "kept.mrhub").write_text("mine")

    with pytest.raises(HubExistsError, match="left as it is"):
        create_hub(folder / "kept.mrhub")
    with pytest.raises(HubUnavailableError, match="cannot be created"):
        create_hub(folder / "no folder" / "x.mrhub")

    assert (folder / "kept.mrhub").read_text() == "mine"
    assert [path.name for path in folder.iterdir()] == ["kept.mrhub"]


def test_a_hub_that_another_program_writes_says_so(hub: EmbeddedHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plugin.sync.embedded_hub.BUSY_TIMEOUT_S", 0.05)
    with EmbeddedHub(hub.path) as second, closing(sqlite3.connect(hub.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(HubUnavailableError, match="another program is writing it"):
            second.push(Sender(second).batch())


def test_a_conflict_can_be_read_with_any_tool(hub: EmbeddedHub) -> None:
    values = {"tbl": "mine", "uuid": "a", "kind": "group", "field_group": "name"}
    Sender(hub).push(replace(insert("k", "_sync_conflict"), values=values))

    with closing(sqlite3.connect(hub.path)) as connection:
        row = connection.execute("SELECT county, tbl, uuid, kind, field_group FROM conflict").fetchone()
    assert row == (LIULIN, "mine", "a", "group", "name")

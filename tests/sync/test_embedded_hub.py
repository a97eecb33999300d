"""The embedded hub: versions, sequence, history, replays, borders, photos, and files that are no hub."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from plugin.domain.changes import Value
from plugin.sync import embedded_rows
from plugin.sync.batches import Batch, Change
from plugin.sync.embedded_hub import EmbeddedHub, create_hub
from plugin.sync.errors import (
    BatchGapError,
    CountyUnknownError,
    DamagedBlobError,
    HubExistsError,
    HubNotFoundError,
    HubUnavailableError,
    NewerHubError,
    NotAHubError,
    RestoredBackupError,
)
from plugin.sync.hub import Accepted, Hub, Refused, Stale
from tests.sync.laptops import quick_folder

LIULIN, ZHONGYANG = "141125", "141129"


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder that is quick to write."""
    with quick_folder() as name:
        yield Path(name)


@pytest.fixture
def hub(folder: Path) -> Iterator[EmbeddedHub]:
    """Return a new hub."""
    with create_hub(folder / "province.mrhub") as hub:
        yield hub


class Sender:
    """A device that numbers its batches."""

    def __init__(self, hub: Hub, county: str = LIULIN, device: str = "ann") -> None:
        self.hub, self.county, self.device, self.number = hub, county, device, 0

    def batch(self, *changes: Change) -> Batch:
        """Return the next batch."""
        self.number += 1
        return Batch(
            county=self.county,
            device=self.device,
            device_epoch="1",
            number=self.number,
            changes=changes,
        )

    def push(self, *changes: Change) -> tuple[Accepted | Stale | Refused, ...]:
        """Send the next batch."""
        return self.hub.push(self.batch(*changes)).rows


def insert(uuid: str, table: str = "mine", parents: tuple[str, ...] = (), **values: Value) -> Change:
    return Change(table=table, uuid=uuid, operation="insert", base_version=0, parents=parents, values=values)


def update(uuid: str, base: int, **values: Value) -> Change:
    return Change(table="mine", uuid=uuid, operation="update", base_version=base, values=values)


def delete(uuid: str, base: int, table: str = "mine", parents: tuple[str, ...] = ()) -> Change:
    return Change(table=table, uuid=uuid, operation="delete", base_version=base, parents=parents)


def test_values_come_back_with_their_own_types(hub: EmbeddedHub) -> None:
    values: dict[str, Value] = {
        "real": 110.88333333333334,
        "whole_real": 5.0,
        "integer": 2**62,
        "text": "塌陷",
        "digits": "0012",
        "blob": b"\x00\xff",
        "nothing": None,
    }

    Sender(hub).push(insert("a", **values))

    (row,) = hub.pull(LIULIN, 0, 10).rows
    assert dict(row.values) == values
    assert {c: type(v) for c, v in row.values.items()} == {c: type(v) for c, v in values.items()}


def test_an_edit_of_an_old_version_is_stale_and_shows_the_row_as_it_is(hub: EmbeddedHub) -> None:
    ann, bo = Sender(hub), Sender(hub, device="bo")
    assert ann.push(insert("a", name="x", note="n")) == (Accepted(1, 1),)
    assert ann.push(update("a", 1, name="y")) == (Accepted(2, 2),)

    (answer,) = bo.push(update("a", 1, name="z"))

    assert isinstance(answer, Stale)
    assert (answer.current.version, answer.current.values) == (2, {"name": "y", "note": "n"})


def test_a_replay_gets_the_answer_it_had_though_the_row_went_on(hub: EmbeddedHub) -> None:
    ann, bo = Sender(hub), Sender(hub, device="bo")
    ann.push(insert("a", name="x"), insert("locked", review_state="province"))
    ann.push(update("a", 1, name="y"))
    batch = bo.batch(
        insert("b"), update("a", 1, name="z"), update("locked", 1, name="no"), insert("c", "photo", ("none",))
    )
    first = hub.push(batch)
    ann.push(update("a", 2, name="later"), delete("locked", 9))

    again = hub.push(batch)

    assert [type(row) for row in first.rows] == [Accepted, Stale, Refused, Refused]
    assert again.rows == first.rows
    assert (first.replayed, again.replayed) == (False, True)
    assert hub.hello(LIULIN).last_sequence == 5


def test_the_same_number_with_other_content_is_a_restored_backup(hub: EmbeddedHub) -> None:
    ann = Sender(hub)
    batch = ann.batch(insert("a"))
    hub.push(batch)

    with pytest.raises(RestoredBackupError, match="older copy"):
        hub.push(replace(batch, changes=(insert("b"),)))
    with pytest.raises(BatchGapError, match="Batch 3"):
        hub.push(replace(batch, number=3))

    assert [row.uuid for row in hub.pull(LIULIN, 0, 10).rows] == ["a"]


def test_the_sequence_of_a_county_has_no_gap_and_tells_each_row_once(hub: EmbeddedHub) -> None:
    ann, other = Sender(hub), Sender(hub, ZHONGYANG)
    ann.push(insert("a"), insert("b"))
    other.push(insert("a"))
    ann.push(update("a", 1, name="y"), update("b", 7, name="stale"))
    ann.push(delete("b", 1))

    rows = hub.pull(LIULIN, 0, 10).rows

    assert [(row.uuid, row.version, row.sequence, row.deleted) for row in rows] == [
        ("a", 2, 3, False),
        ("b", 2, 4, True),
    ]
    with closing(sqlite3.connect(hub.path)) as connection:
        taken = connection.execute("SELECT sequence FROM version WHERE county = ? ORDER BY 1", (LIULIN,))
        assert [row[0] for row in taken] == [1, 2, 3, 4]


def test_pages_follow_each_other_until_there_is_no_more(hub: EmbeddedHub) -> None:
    Sender(hub).push(*(insert(str(number)) for number in range(5)))

    pages = [hub.pull(LIULIN, cursor, 2) for cursor in (0, 2, 4, 5)]

    assert [(len(page.rows), page.cursor, page.more) for page in pages] == [
        (2, 2, True),
        (2, 4, True),
        (1, 5, False),
        (0, 5, False),
    ]


def test_the_history_holds_every_version(hub: EmbeddedHub) -> None:
    ann = Sender(hub)
    ann.push(insert("a", name="x", note="n"))
    ann.push(update("a", 1, name="y"))
    ann.push(delete("a", 2))

    with closing(sqlite3.connect(hub.path)) as connection:
        past = [embedded_rows.at_version(connection, 1, version) for version in (1, 2, 3)]

    assert [(row.values["name"], row.deleted) for row in past] == [("x", False), ("y", False), ("y", True)]


def test_the_same_values_again_are_no_new_version(hub: EmbeddedHub) -> None:
    ann = Sender(hub)
    ann.push(insert("a", x=5))

    assert ann.push(update("a", 1, x=5)) == (Accepted(1, 1),)
    assert ann.push(update("a", 1, x=5.0)) == (Accepted(2, 2),)


def test_deleting_twice_is_deleting_once_and_a_deleted_row_can_come_back(hub: EmbeddedHub) -> None:
    ann = Sender(hub)
    ann.push(insert("a", name="x"))
    ann.push(delete("a", 1))

    assert ann.push(delete("a", 1)) == (Accepted(2, 2),)
    (stale,) = ann.push(update("a", 2, name="y"))
    assert isinstance(stale, Stale) and stale.current.deleted
    assert ann.push(replace(insert("a", name="y"), base_version=2)) == (Accepted(3, 3),)


def test_a_parent_with_a_child_its_deleter_had_not_seen_stays_with_all_its_children(hub: EmbeddedHub) -> None:
    ann, bo = Sender(hub), Sender(hub, device="bo")
    ann.push(insert("p"), insert("old", "photo", ("p",)))
    bo.push(insert("new", "photo", ("p",)))

    answers = ann.push(delete("old", 1, "photo", ("p",)), delete("p", 1))

    assert [type(answer) for answer in answers] == [Stale, Stale]
    assert isinstance(answers[1], Stale) and answers[1].current.uuid == "new"
    assert not any(row.deleted for row in hub.pull(LIULIN, 0, 10).rows)
    answers = ann.push(delete("p", 1), delete("old", 1, "photo", ("p",)), delete("new", 1, "photo", ("p",)))
    assert [type(answer) for answer in answers] == [Accepted, Accepted, Accepted]


def test_a_child_of_a_deleted_parent_is_stale_and_shows_the_parent(hub: EmbeddedHub) -> None:
    ann = Sender(hub)
    ann.push(insert("p", name="x"))
    ann.push(delete("p", 1))

    (answer,) = ann.push(insert("c", "photo", ("p",)))
    (unknown,) = ann.push(insert("c", "photo", ("nobody",)))

    assert isinstance(answer, Stale)
    assert (answer.current.uuid, answer.current.deleted, answer.current.values) == ("p", True, {"name": "x"})
    assert unknown == Refused("the record it belongs to is not in the hub")


def test_a_record_that_moves_to_another_table_keeps_its_children(hub: EmbeddedHub) -> None:
    ann = Sender(hub)
    ann.push(insert("p", "problem_point"), insert("c", "photo", ("p",)))

    answers = ann.push(insert("p", "problem_area"), delete("p", 1, "problem_point"))

    assert [type(answer) for answer in answers] == [Accepted, Accepted]


def test_an_accepted_record_is_locked_until_its_review_changes(hub: EmbeddedHub) -> None:
    ann = Sender(hub)
    ann.push(insert("a", name="x", review_state="province"))

    edit, gone = ann.push(update("a", 1, name="y"), delete("a", 1))
    reopened, after = ann.push(update("a", 1, review_state="returned", return_reason="no depth")) + ann.push(
        update("a", 2, name="y")
    )

    assert isinstance(edit, Refused) and "ask for it to be reopened" in edit.reason
    assert edit.current is not None and edit.current.values["name"] == "x"
    assert isinstance(gone, Refused)
    assert (reopened, after) == (Accepted(2, 2), Accepted(3, 3))


def test_an_accepted_record_is_not_unlocked_by_a_detour(hub: EmbeddedHub) -> None:
    ann = Sender(hub)
    ann.push(insert("a", name="x", review_state="province"))

    answers = ann.push(
        update("a", 1, name="y", review_state="province"),
        update("a", 1, name="y", review_state=None),
        insert("a", table="problem_area", name="y", review_state="draft"),
    )

    assert [type(answer) for answer in answers] == [Refused] * 3


def test_a_record_is_given_back_only_with_a_reason(hub: EmbeddedHub) -> None:
    ann = Sender(hub)
    ann.push(insert("a", name="x", review_state="submitted"))

    (without,) = ann.push(update("a", 1, review_state="returned", return_reason=" "))
    (with_reason,) = ann.push(update("a", 1, review_state="returned", return_reason="缺照片"))

    assert isinstance(without, Refused) and "with a reason" in without.reason
    assert with_reason == Accepted(2, 2)


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


def test_counties_share_a_uuid_without_knowing(hub: EmbeddedHub) -> None:
    here, there = Sender(hub), Sender(hub, ZHONGYANG, device="ann")
    here.push(insert("a", name="ours"))

    assert there.push(update("a", 1, name="theirs")) == (Accepted(1, 1),)

    assert [row.values["name"] for row in hub.pull(LIULIN, 0, 9).rows] == ["ours"]
    assert [row.values["name"] for row in hub.pull(ZHONGYANG, 0, 9).rows] == ["theirs"]


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


def test_a_photo_counts_when_all_its_pieces_have_its_hash(hub: EmbeddedHub) -> None:
    content = os.urandom(2500)
    sha256 = hashlib.sha256(content).hexdigest()
    assert hub.blobs_missing(LIULIN, [sha256]) == {sha256: 0}

    assert hub.blob_put(LIULIN, sha256, 0, content[:1000], size=2500) == 1000
    assert hub.blob_put(LIULIN, sha256, 0, content[:1000], size=2500) == 1000
    assert hub.blob_put(LIULIN, sha256, 2000, content[2000:], size=2500) == 1000
    assert hub.blobs_missing(LIULIN, [sha256]) == {sha256: 1000}
    assert hub.blob_get(LIULIN, sha256, 0, 100) == b""
    assert hub.blob_put(LIULIN, sha256, 1000, content[1000:], size=2500) == 2500

    assert hub.blobs_missing(LIULIN, [sha256]) == {}
    assert hub.blobs_missing(ZHONGYANG, [sha256]) == {sha256: 0}
    assert hub.blob_get(LIULIN, sha256, 0, 9999) == content
    assert hub.blob_get(LIULIN, sha256, 900, 200) == content[900:1100]
    assert hub.blob_get(LIULIN, sha256, 2500, 10) == b""


def test_a_photo_with_other_content_is_dropped_and_can_be_sent_again(hub: EmbeddedHub) -> None:
    sha256 = hashlib.sha256(b"right").hexdigest()

    with pytest.raises(DamagedBlobError, match="other content"):
        hub.blob_put(LIULIN, sha256, 0, b"wrong", size=5)
    with pytest.raises(DamagedBlobError, match="another size"):
        hub.blob_put(LIULIN, sha256, 0, b"too long", size=5)

    assert hub.blobs_missing(LIULIN, [sha256]) == {sha256: 0}
    assert hub.blob_put(LIULIN, sha256, 0, b"right", size=5) == 5


def test_an_empty_photo_is_whole_at_once(hub: EmbeddedHub) -> None:
    sha256 = hashlib.sha256(b"").hexdigest()

    assert hub.blob_put(LIULIN, sha256, 0, b"", size=0) == 0
    assert hub.blobs_missing(LIULIN, [sha256]) == {}


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

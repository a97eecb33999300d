"""What every hub promises: versions, sequence, history, replays, parents, borders and photos."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugin.domain.changes import Value
from plugin.sync.errors import BatchGapError, CountyUnknownError, DamagedBlobError, RestoredBackupError
from plugin.sync.hub import CONFLICT_TABLE, Accepted, Hub, Refused, Stale
from tests.sync.hubs import HUBS, LIULIN, ZHONGYANG, HubPlace
from tests.sync.laptops import quick_folder
from tests.sync.senders import Sender, delete, insert, update

NOWHERE = "149998"


@pytest.fixture(params=HUBS)
def place(request: pytest.FixtureRequest) -> Iterator[HubPlace]:
    """Return where a new hub is."""
    with quick_folder() as folder, HUBS[request.param](Path(folder)) as place:
        yield place


@pytest.fixture
def hub(place: HubPlace) -> Iterator[Hub]:
    """Return a new hub."""
    with closing(place()) as hub:
        yield hub


def test_values_come_back_with_their_own_types(hub: Hub) -> None:
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


def test_an_edit_of_an_old_version_is_stale_and_shows_the_row_as_it_is(hub: Hub) -> None:
    ann, bo = Sender(hub), Sender(hub, device="bo")
    assert ann.push(insert("a", name="x", note="n")) == (Accepted(1, 1),)
    assert ann.push(update("a", 1, name="y")) == (Accepted(2, 2),)

    (answer,) = bo.push(update("a", 1, name="z"))

    assert isinstance(answer, Stale)
    assert (answer.current.version, answer.current.values) == (2, {"name": "y", "note": "n"})


def test_a_replay_gets_the_answer_it_had_though_the_row_went_on(hub: Hub) -> None:
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


def test_the_same_number_with_other_content_is_a_restored_backup(hub: Hub) -> None:
    ann = Sender(hub)
    batch = ann.batch(insert("a"))
    hub.push(batch)

    with pytest.raises(RestoredBackupError, match="older copy"):
        hub.push(replace(batch, changes=(insert("b"),)))
    with pytest.raises(BatchGapError, match="Batch 3"):
        hub.push(replace(batch, number=3))

    assert [row.uuid for row in hub.pull(LIULIN, 0, 10).rows] == ["a"]


def test_the_sequence_of_a_county_has_no_gap_and_tells_each_row_once(hub: Hub) -> None:
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
    assert hub.hello(LIULIN).last_sequence == 4


def test_pages_follow_each_other_until_there_is_no_more(hub: Hub) -> None:
    Sender(hub).push(*(insert(str(number)) for number in range(5)))

    pages = [hub.pull(LIULIN, cursor, 2) for cursor in (0, 2, 4, 5)]

    assert [(len(page.rows), page.cursor, page.more) for page in pages] == [
        (2, 2, True),
        (2, 4, True),
        (1, 5, False),
        (0, 5, False),
    ]


def test_the_same_values_again_are_no_new_version(hub: Hub) -> None:
    ann = Sender(hub)
    ann.push(insert("a", x=5))

    assert ann.push(update("a", 1, x=5)) == (Accepted(1, 1),)
    assert ann.push(update("a", 1, x=5.0)) == (Accepted(2, 2),)


def test_deleting_twice_is_deleting_once_and_a_deleted_row_can_come_back(hub: Hub) -> None:
    ann = Sender(hub)
    ann.push(insert("a", name="x"))
    ann.push(delete("a", 1))

    assert ann.push(delete("a", 1)) == (Accepted(2, 2),)
    (stale,) = ann.push(update("a", 2, name="y"))
    assert isinstance(stale, Stale) and stale.current.deleted
    assert ann.push(replace(insert("a", name="y"), base_version=2)) == (Accepted(3, 3),)


def test_a_parent_with_a_child_its_deleter_had_not_seen_stays_with_all_its_children(hub: Hub) -> None:
    ann, bo = Sender(hub), Sender(hub, device="bo")
    ann.push(insert("p"), insert("old", "photo", ("p",)))
    bo.push(insert("new", "photo", ("p",)))

    answers = ann.push(delete("old", 1, "photo", ("p",)), delete("p", 1))

    assert [type(answer) for answer in answers] == [Stale, Stale]
    assert isinstance(answers[1], Stale) and answers[1].current.uuid == "new"
    assert not any(row.deleted for row in hub.pull(LIULIN, 0, 10).rows)
    answers = ann.push(delete("p", 1), delete("old", 1, "photo", ("p",)), delete("new", 1, "photo", ("p",)))
    assert [type(answer) for answer in answers] == [Accepted, Accepted, Accepted]


def test_a_child_of_a_deleted_parent_is_stale_and_shows_the_parent(hub: Hub) -> None:
    ann = Sender(hub)
    ann.push(insert("p", name="x"))
    ann.push(delete("p", 1))

    (answer,) = ann.push(insert("c", "photo", ("p",)))
    (unknown,) = ann.push(insert("c", "photo", ("nobody",)))

    assert isinstance(answer, Stale)
    assert (answer.current.uuid, answer.current.deleted, answer.current.values) == ("p", True, {"name": "x"})
    assert unknown == Refused("the record it belongs to is not in the hub")


def test_a_record_that_moves_to_another_table_keeps_its_children(hub: Hub) -> None:
    ann = Sender(hub)
    ann.push(insert("p", "problem_point"), insert("c", "photo", ("p",)))

    answers = ann.push(insert("p", "problem_area"), delete("p", 1, "problem_point"))

    assert [type(answer) for answer in answers] == [Accepted, Accepted]


def test_an_accepted_record_is_locked_until_its_review_changes(hub: Hub) -> None:
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


def test_counties_share_a_uuid_without_knowing(hub: Hub) -> None:
    here, there = Sender(hub), Sender(hub, ZHONGYANG, device="ann")
    here.push(insert("a", name="ours"))

    assert there.push(insert("a", name="theirs")) == (Accepted(1, 1),)

    assert [row.values["name"] for row in hub.pull(LIULIN, 0, 9).rows] == ["ours"]
    assert [row.values["name"] for row in hub.pull(ZHONGYANG, 0, 9).rows] == ["theirs"]


def test_an_update_of_what_a_county_lacks_is_answered_alike_whether_another_has_it(hub: Hub) -> None:
    here, there = Sender(hub), Sender(hub, ZHONGYANG, device="ann")
    here.push(insert("a", name="ours"))

    of_another, of_nobody = there.push(update("a", 1, name="theirs"), update("b", 1, name="theirs"))

    assert type(of_another) is type(of_nobody)
    if isinstance(of_another, Accepted) and isinstance(of_nobody, Accepted):
        assert of_another.version == of_nobody.version
        assert abs(of_another.sequence - of_nobody.sequence) == 1
    else:
        assert of_another == of_nobody
    assert [row.values["name"] for row in hub.pull(LIULIN, 0, 9).rows] == ["ours"]


def test_a_photo_counts_when_all_its_pieces_have_its_hash(hub: Hub) -> None:
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


def test_a_photo_with_other_content_is_dropped_and_can_be_sent_again(hub: Hub) -> None:
    sha256 = hashlib.sha256(b"right").hexdigest()

    with pytest.raises(DamagedBlobError, match="other content"):
        hub.blob_put(LIULIN, sha256, 0, b"wrong", size=5)
    with pytest.raises(DamagedBlobError, match="another size"):
        hub.blob_put(LIULIN, sha256, 0, b"too long", size=5)

    assert hub.blobs_missing(LIULIN, [sha256]) == {sha256: 0}
    assert hub.blob_put(LIULIN, sha256, 0, b"right", size=5) == 5


def test_an_empty_photo_is_whole_at_once(hub: Hub) -> None:
    sha256 = hashlib.sha256(b"").hexdigest()

    assert hub.blob_put(LIULIN, sha256, 0, b"", size=0) == 0
    assert hub.blobs_missing(LIULIN, [sha256]) == {}


def test_a_record_is_given_back_only_with_a_reason(hub: Hub) -> None:
    ann = Sender(hub)
    ann.push(insert("a", name="x", review_state="submitted"))

    (without,) = ann.push(update("a", 1, review_state="returned", return_reason=" "))
    (with_reason,) = ann.push(update("a", 1, review_state="returned", return_reason="缺照片"))

    assert isinstance(without, Refused) and "with a reason" in without.reason
    assert with_reason == Accepted(2, 2)


def test_an_accepted_record_is_not_unlocked_by_a_detour(hub: Hub) -> None:
    ann = Sender(hub)
    ann.push(insert("a", name="x", review_state="province"))

    answers = ann.push(
        update("a", 1, name="y", review_state="province"),
        insert("a", table="problem_area", name="y", review_state="draft"),
    )

    assert [type(answer) for answer in answers] == [Refused, Refused]


def test_a_change_of_the_review_that_changes_nothing_else_is_kept_with_its_reason(hub: Hub) -> None:
    ann = Sender(hub)
    ann.push(insert("a", name="x", review_state="submitted", return_reason=None))

    assert ann.push(update("a", 1, review_state="returned", return_reason="no photo")) == (Accepted(2, 2),)

    (row,) = hub.pull(LIULIN, 0, 10).rows
    assert row.values["return_reason"] == "no photo"


def test_conflicts_travel_as_rows_of_their_own(hub: Hub) -> None:
    values: dict[str, Value] = {
        "tbl": "mine",
        "uuid": "a",
        "kind": "group",
        "mine:depth_m": 110.88333333333334,
    }

    Sender(hub).push(replace(insert("k", CONFLICT_TABLE), values=values))

    (row,) = hub.pull(LIULIN, 0, 10).rows
    assert (row.table, row.values) == (CONFLICT_TABLE, values)


def test_a_hub_that_is_opened_again_goes_on_where_it_was(place: HubPlace) -> None:
    with closing(place()) as hub:
        first = hub.hello(LIULIN)
        Sender(hub).push(insert("a"))
    with closing(place()) as hub:
        again = hub.hello(LIULIN)

    assert (again.hub_uuid, again.format, again.last_sequence) == (first.hub_uuid, first.format, 1)


def test_a_cursor_beyond_the_end_stays_where_it_is(hub: Hub) -> None:
    page = hub.pull(LIULIN, 7, 10)

    assert (page.rows, page.cursor, page.more) == ((), 7, False)


def test_a_row_that_was_changed_comes_once_and_in_its_new_place(hub: Hub) -> None:
    ann = Sender(hub)
    ann.push(insert("a"), insert("b"), insert("c"))
    cursor = hub.pull(LIULIN, 0, 2).cursor
    ann.push(update("a", 1, name="y"))

    assert [(row.uuid, row.sequence) for row in hub.pull(LIULIN, cursor, 9).rows] == [("c", 3), ("a", 4)]


def test_many_changes_at_once_are_answered_in_their_order(hub: Hub) -> None:
    ann = Sender(hub)
    changes = [insert(f"{number:04}", name=f"n{number}") for number in range(500)]
    ann.push(*changes[:250])

    answers = ann.push(*changes)

    assert [type(answer) for answer in answers] == [Stale] * 250 + [Accepted] * 250
    assert answers[-1] == Accepted(1, 500)


def test_parents_may_come_in_the_batch_of_their_children_and_after_them(hub: Hub) -> None:
    answers = Sender(hub).push(insert("c", "photo", ("p",)), insert("p", "problem_point"))

    assert answers == (Accepted(1, 2), Accepted(1, 1))


def test_a_child_that_is_saved_in_the_batch_that_deletes_its_parent_keeps_it(hub: Hub) -> None:
    ann = Sender(hub)
    ann.push(insert("p"))

    child, parent = ann.push(insert("c", "photo", ("p",)), delete("p", 1))

    assert child == Accepted(1, 2)
    assert isinstance(parent, Stale) and parent.current.uuid == "c"


def test_a_child_that_moves_to_another_parent_lets_the_first_one_go(hub: Hub) -> None:
    ann = Sender(hub)
    ann.push(insert("p"), insert("q"), insert("c", "photo", ("p",), problem_uuid="p"))
    moved = replace(update("c", 1, problem_uuid="q"), table="photo", parents=("q",))
    assert ann.push(moved) == (Accepted(2, 4),)

    p, q = ann.push(delete("p", 1), delete("q", 1))

    assert p == Accepted(2, 5)
    assert isinstance(q, Stale)


@pytest.mark.parametrize("calls", ["hello", "pull", "push", "blobs_missing", "blob_put", "blob_get", "ack"])
def test_a_county_that_is_not_served_is_refused_by_every_call(hub: Hub, calls: str) -> None:
    call = {
        "hello": lambda: hub.hello(NOWHERE),
        "pull": lambda: hub.pull(NOWHERE, 0, 1),
        "push": lambda: hub.push(Sender(hub, NOWHERE).batch()),
        "blobs_missing": lambda: hub.blobs_missing(NOWHERE, []),
        "blob_put": lambda: hub.blob_put(NOWHERE, "0" * 64, 0, b"", size=1),
        "blob_get": lambda: hub.blob_get(NOWHERE, "0" * 64, 0, 1),
        "ack": lambda: hub.ack("ann", NOWHERE, 0),
    }[calls]

    with pytest.raises(CountyUnknownError, match="ask who runs it to add the county"):
        call()


def test_acknowledging_can_be_repeated(hub: Hub) -> None:
    hub.ack("ann", LIULIN, 4)
    hub.ack("ann", LIULIN, 4)
    hub.ack("ann", LIULIN, 7)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = (
    st.none() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | TEXTS | st.binary(max_size=12)
)


@pytest.fixture(scope="module", params=HUBS)
def one_hub(request: pytest.FixtureRequest) -> Iterator[Hub]:
    """Return a hub that all examples of a property write."""
    with quick_folder() as folder, HUBS[request.param](Path(folder)) as place, closing(place()) as hub:
        yield hub


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.dictionaries(st.sampled_from(["a", "b", "c", "geom"]), VALUES))
def test_any_value_comes_back_as_it_was(one_hub: Hub, values: dict[str, Value]) -> None:
    device = os.urandom(8).hex()
    cursor = one_hub.hello(LIULIN).last_sequence

    Sender(one_hub, device=device).push(replace(insert(device), values=values))

    (row,) = one_hub.pull(LIULIN, cursor, 10).rows
    assert row.values == values
    assert {c: type(v) for c, v in row.values.items()} == {c: type(v) for c, v in values.items()}

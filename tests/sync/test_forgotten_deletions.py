"""Deletions live until every device has received them; who comes later takes a snapshot and loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from plugin.domain.changes import HubRow
from plugin.sync.hub import Accepted, Hub, Refused, Stale
from plugin.workflows import sync_windows
from plugin.workflows.synchronise import conflicts, synchronise_with
from tests.sync.hubs import HUBS, LIULIN, HubPlace, forget_deleted
from tests.sync.laptops import FailingHub, LostError
from tests.sync.senders import Sender, delete, insert, update
from tests.sync.team import Team

PIT, LAND = "problem_point", "problem_land"


@pytest.fixture(params=HUBS)
def place(request: pytest.FixtureRequest, folder: Path) -> Iterator[HubPlace]:
    """Return where a new hub is."""
    with HUBS[request.param](folder) as place:
        yield place


@pytest.fixture
def team(folder: Path, place: HubPlace) -> Team:
    """Return a team whose hub is of each kind."""
    return Team(folder, place)


@pytest.fixture(params=[name for name in HUBS if name != "mailbox"])
def forgetful(request: pytest.FixtureRequest, folder: Path) -> Iterator[Hub]:
    """Return a new hub of a kind that forgets: a mailbox keeps every letter."""
    with HUBS[request.param](folder) as place, closing(place()) as hub:
        yield hub


def seen(rows: tuple[HubRow, ...]) -> list[tuple[str, int, int, bool]]:
    return [(row.uuid, row.version, row.sequence, row.deleted) for row in rows]


def test_a_deletion_stays_until_every_device_has_received_it(forgetful: Hub) -> None:
    hub = forgetful
    ann = Sender(hub)
    ann.push(insert("a", name="x"), insert("b", name="y"))
    ann.push(delete("a", 1))
    hub.ack("bo", LIULIN, 2)
    hub.ack("ann", LIULIN, 3)
    forget_deleted(hub, silent=False)
    assert seen(hub.pull(LIULIN, 0, 10).rows) == [("b", 1, 2, False), ("a", 2, 3, True)]

    hub.ack("bo", LIULIN, 3)
    forget_deleted(hub, silent=False)

    page = hub.pull(LIULIN, 0, 10)
    assert seen(page.rows) == [("b", 1, 2, False)]
    assert (page.cursor, page.more, page.forgotten) == (3, False, 3)
    snapshot = hub.pull(LIULIN, -4, 1)
    assert (seen(snapshot.rows), snapshot.cursor, snapshot.more) == ([("a", 2, -3, True)], -3, True)
    assert seen(hub.pull(LIULIN, -3, 9).rows) == [("b", 1, 2, False)]


def test_a_device_that_was_silent_for_longer_than_the_term_is_not_waited_for(forgetful: Hub) -> None:
    hub = forgetful
    ann = Sender(hub)
    ann.push(insert("a"), delete("z", 0))
    hub.ack("bo", LIULIN, 0)

    forget_deleted(hub, silent=True)

    assert seen(hub.pull(LIULIN, 0, 10).rows) == [("a", 1, 1, False)]


def test_no_version_of_a_forgotten_row_is_used_twice(forgetful: Hub) -> None:
    hub = forgetful
    ann = Sender(hub)
    ann.push(insert("a", name="x"), insert("p"))
    ann.push(delete("a", 1), delete("p", 1))
    forget_deleted(hub, silent=True)

    late, orphan = ann.push(update("a", 1, name="y"), insert("c", "photo", ("p",)))
    assert isinstance(late, Stale) and late.current.deleted and late.current.version == 2
    (back,) = ann.push(replace(insert("a", name="z"), base_version=late.current.version))

    assert orphan == Refused("the record it belongs to is not in the hub")
    assert back == Accepted(3, 5)
    assert seen(hub.pull(LIULIN, 0, 10).rows) == [("a", 3, 5, False)]
    assert hub.pull(LIULIN, 0, 10).forgotten == 4


def test_a_device_too_far_behind_takes_a_snapshot_and_its_own_edits_are_merged(team: Team) -> None:
    ann, bo = team.laptop("ann"), team.laptop("bo")
    gone, edited, kept = (ann.pit(f"141125T2024000{n}") for n in (1, 2, 3))
    land = ann.add(LAND, problem_uuid=gone, land_use="0103", area_hm2=1.0)
    team.sync(ann)
    team.sync(bo)
    for pit in (gone, edited):
        ann.delete(PIT, pit)
    ann.edit(PIT, kept, depth_m=3.0)
    team.sync(ann)
    bo.edit(PIT, edited, depth_m=7.0)
    bo.edit(PIT, kept, threatened_people=5)
    own = bo.pit("141125T20240009")
    can_forget = team.forget(silent=True)

    result = team.sync(bo)

    assert ("compared anew" in result.account) == can_forget
    assert bo.record(PIT, gone) is None and bo.record(LAND, land) is None
    assert (bo.value(PIT, kept, "depth_m"), bo.value(PIT, kept, "threatened_people")) == (3.0, 5)
    assert [(view.uuid, view.kind) for view in conflicts(bo.workspace)] == [(edited, "edit_delete")]
    team.sync(ann)
    assert ann.value(PIT, edited, "depth_m") == 7.0
    assert ann.record(PIT, own) is not None
    assert ann.rows() == bo.rows()
    assert "compared anew" not in team.sync(bo).account


def test_a_snapshot_that_is_cut_off_begins_again(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    ann, bo = team.laptop("ann"), team.laptop("bo")
    pits = [ann.pit(f"141125T2024000{n}") for n in range(6)]
    team.sync(ann)
    team.sync(bo)
    for pit in pits[:4]:
        ann.delete(PIT, pit)
    team.sync(ann)
    team.forget(silent=True)
    monkeypatch.setattr(sync_windows, "PAGE_ROWS", 2)
    monkeypatch.setattr(sync_windows, "PAGES_AT_ONCE", 1)

    for call in range(2, 6):
        with suppress(LostError):
            team.sync(bo, lambda hub, call=call: FailingHub(hub, call, False))
    team.sync(bo)

    assert bo.rows() == ann.rows() and len(bo.rows()) == 2


def test_a_batch_that_was_on_its_way_for_a_year_is_merged_with_the_snapshot(team: Team) -> None:
    ann, bo = team.laptop("ann"), team.laptop("bo")
    pit, other = ann.pit("141125T20240001"), ann.pit("141125T20240002")
    team.sync(ann)
    team.sync(bo)
    bo.edit(PIT, pit, depth_m=7.0)
    land = bo.add(LAND, problem_uuid=other, land_use="0103", area_hm2=1.0)
    with pytest.raises(LostError):
        team.sync(bo, lambda hub: FailingHub(hub, 3, False))
    ann.delete(PIT, pit)
    ann.delete(PIT, other)
    team.sync(ann)
    team.forget(silent=True)

    for laptop in (bo, bo, ann):
        team.sync(laptop)

    assert bo.value(PIT, pit, "depth_m") == 7.0
    assert bo.record(LAND, land) is not None and bo.record(PIT, other) is not None
    assert ann.rows() == bo.rows()


def test_a_row_that_is_being_edited_waits_through_a_snapshot(team: Team) -> None:
    ann, bo = team.laptop("ann"), team.laptop("bo")
    first, second, third = (ann.pit(f"141125T2024000{n}") for n in (1, 2, 3))
    team.sync(ann)
    team.sync(bo)
    for pit in (first, second):
        ann.delete(PIT, pit)
    ann.edit(PIT, third, depth_m=3.0)
    team.sync(ann)
    team.forget(silent=True)

    with closing(team.place()) as hub:
        waited = synchronise_with(
            bo.workspace, hub, address="the hub", busy={(PIT, first)}, profile_folder=bo.profile
        )
    assert waited.deferred == {(PIT, first)}
    assert {uuid for _, uuid in bo.rows()} == {first, third}
    bo.edit(PIT, first, depth_m=7.0)  # what was open is saved
    team.sync(bo)

    assert [(view.uuid, view.kind) for view in conflicts(bo.workspace)] == [(first, "edit_delete")]
    team.sync(ann)
    assert ann.rows() == bo.rows() and ann.value(PIT, first, "depth_m") == 7.0
    assert team.sync(bo).pulled == 0


def test_a_mailbox_forgets_nothing_since_its_letters_are_its_history(folder: Path) -> None:
    with HUBS["mailbox"](folder) as place, closing(place()) as hub:
        sender = Sender(hub)
        sender.push(insert("a"))
        sender.push(delete("a", 1))
        hub.ack("ann", LIULIN, 2)

        assert not forget_deleted(hub, silent=True)
        assert seen(hub.pull(LIULIN, 0, 10).rows) == [("a", 2, 2, True)]
        assert hub.pull(LIULIN, 0, 10).forgotten == 0

"""Two laptops, one hub: what one surveyor saves reaches the other, and nothing that was saved is lost."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import shapely

from plugin.domain.progress import CancelledError, Silent
from plugin.store import change_log
from plugin.store.photos import add_photo, missing_photos
from plugin.store.workspace import copy_workspace, open_workspace
from plugin.sync.addresses import open_hub
from plugin.sync.batches import Batch
from plugin.sync.embedded_hub import EmbeddedHub, create_hub
from plugin.sync.errors import (
    ConflictSettledError,
    CountyUnknownError,
    HubAddressError,
    HubNotFoundError,
    HubWentBackError,
    RestoredBackupError,
    WrongHubError,
)
from plugin.sync.hub import CHUNK_BYTES, PushResult
from plugin.workflows import synchronise as synchronise_module
from plugin.workflows.sync_session import Access
from plugin.workflows.synchronise import (
    ChangeLogError,
    conflicts,
    continue_as_new_device,
    reopen,
    resolve,
    synchronise,
    synchronise_with,
    waiting,
)
from tests.sync.laptops import (
    ZHONGYANG,
    FailingHub,
    Laptop,
    LostError,
    blank_workspace,
    both_know,
    equal,
    hub_rows,
)

PIT = "problem_point"


def test_what_one_laptop_saves_reaches_the_other(ann: Laptop, bo: Laptop) -> None:
    pit = ann.pit(depth_m=3.25, note="塌陷坑")
    ann.add("problem_land", problem_uuid=pit, land_use="0103", area_hm2=110.88333333333334)

    sent = ann.sync()
    received = bo.sync()

    assert (sent.pushed, sent.pulled) == (2, 0)
    assert (received.pushed, received.pulled) == (0, 2)
    assert bo.rows() == ann.rows()
    record = bo.record(PIT, pit)
    assert record is not None and record.geometry is not None
    assert record.geometry.equals(shapely.Point(110.9, 37.4))
    assert received.changed == frozenset(bo.rows())


def test_a_second_sync_has_nothing_to_do(ann: Laptop) -> None:
    ann.pit()
    ann.sync()

    again = ann.sync()

    assert (again.pushed, again.pulled, again.conflicts) == (0, 0, 0)
    assert again.account == "0 changes were sent and 0 rows were received."


def test_edits_of_different_field_groups_are_merged(ann: Laptop, bo: Laptop) -> None:
    pit = both_know(ann, bo)
    ann.edit(PIT, pit, depth_m=4.0)
    bo.edit(PIT, pit, threatened_people=12)

    equal(ann, bo)

    assert ann.value(PIT, pit, "depth_m") == 4.0
    assert ann.value(PIT, pit, "threatened_people") == 12
    assert conflicts(ann.workspace) == conflicts(bo.workspace) == []


def test_the_same_edit_on_both_sides_is_no_conflict(ann: Laptop, bo: Laptop) -> None:
    pit = both_know(ann, bo)
    ann.edit(PIT, pit, depth_m=4.0)
    bo.edit(PIT, pit, depth_m=4.0)

    equal(ann, bo)

    assert conflicts(ann.workspace) == conflicts(bo.workspace) == []


def test_edits_of_one_group_leave_the_hubs_value_and_show_the_other_on_both(ann: Laptop, bo: Laptop) -> None:
    pit = both_know(ann, bo, depth_m=1.0, volume_m3=10.0)
    ann.edit(PIT, pit, depth_m=4.0)
    bo.edit(PIT, pit, volume_m3=99.0)

    ann.sync()
    result = bo.sync()
    ann.sync()

    assert result.conflicts == 1
    assert bo.value(PIT, pit, "depth_m") == ann.value(PIT, pit, "depth_m") == 4.0
    assert bo.value(PIT, pit, "volume_m3") == ann.value(PIT, pit, "volume_m3") == 10.0
    (at_bo,), (at_ann,) = conflicts(bo.workspace), conflicts(ann.workspace)
    assert (at_bo.field_group, at_bo.kind, at_bo.title) == ("size", "group", "141125T20240001")
    assert (at_bo.base["volume_m3"], at_bo.mine["volume_m3"], at_bo.theirs["volume_m3"]) == (10.0, 99.0, 10.0)
    assert (at_bo.mine["depth_m"], at_bo.theirs["depth_m"]) == (1.0, 4.0)
    assert (at_ann.mine, at_ann.theirs) == (at_bo.theirs, at_bo.mine)
    assert (at_bo.standing, at_ann.standing) == ("theirs", "mine")
    equal(ann, bo)


def test_a_conflict_decided_for_mine_is_an_edit_that_reaches_everybody(ann: Laptop, bo: Laptop) -> None:
    pit = both_know(ann, bo, depth_m=1.0)
    ann.edit(PIT, pit, depth_m=4.0)
    bo.edit(PIT, pit, depth_m=9.0)
    ann.sync()
    bo.sync()

    resolve(bo.workspace, conflicts(bo.workspace)[0].id, "mine")
    equal(ann, bo)

    assert ann.value(PIT, pit, "depth_m") == 9.0
    assert conflicts(ann.workspace) == conflicts(bo.workspace) == []
    assert [view.resolution for view in conflicts(ann.workspace, resolved=True)] == ["theirs"]


def test_a_conflict_decided_for_theirs_only_closes_it(ann: Laptop, bo: Laptop) -> None:
    pit = both_know(ann, bo, depth_m=1.0)
    ann.edit(PIT, pit, depth_m=4.0)
    bo.edit(PIT, pit, depth_m=9.0)
    ann.sync()
    bo.sync()

    resolve(bo.workspace, conflicts(bo.workspace)[0].id, "theirs")
    with bo.workspace.connect() as connection:
        assert change_log.pending_changes(connection, after_lsn=0) == []
    equal(ann, bo)

    assert ann.value(PIT, pit, "depth_m") == 4.0
    assert conflicts(ann.workspace) == []


def test_the_other_laptop_can_give_way_too(ann: Laptop, bo: Laptop) -> None:
    pit = both_know(ann, bo, depth_m=1.0)
    ann.edit(PIT, pit, depth_m=4.0)
    bo.edit(PIT, pit, depth_m=9.0)
    ann.sync()
    bo.sync()
    ann.sync()

    resolve(ann.workspace, conflicts(ann.workspace)[0].id, "theirs")
    equal(ann, bo)

    assert bo.value(PIT, pit, "depth_m") == 9.0
    assert conflicts(bo.workspace) == []


def test_a_moved_point_in_conflict_is_shown_as_geometry_and_can_be_taken_back(
    ann: Laptop, bo: Laptop
) -> None:
    pit = both_know(ann, bo)
    ann.edit(PIT, pit, shapely.Point(110.91, 37.41))
    bo.edit(PIT, pit, shapely.Point(110.92, 37.42))
    ann.sync()
    bo.sync()

    (view,) = conflicts(bo.workspace)
    assert (view.mine["geom"], view.theirs["geom"]) == (
        shapely.Point(110.92, 37.42),
        shapely.Point(110.91, 37.41),
    )
    resolve(bo.workspace, view.id, "mine")
    equal(ann, bo)
    record = ann.record(PIT, pit)
    assert record is not None and record.geometry == shapely.Point(110.92, 37.42)


def test_a_decision_can_be_undone(ann: Laptop, bo: Laptop) -> None:
    pit = both_know(ann, bo, depth_m=1.0)
    ann.edit(PIT, pit, depth_m=4.0)
    bo.edit(PIT, pit, depth_m=9.0)
    ann.sync()
    bo.sync()
    number = conflicts(bo.workspace)[0].id

    with pytest.raises(ConflictSettledError, match="a record with unsaved edits"):
        resolve(bo.workspace, number, "mine", busy={(PIT, pit)})
    resolve(bo.workspace, number, "mine")
    with pytest.raises(ConflictSettledError, match="decided already"):
        resolve(bo.workspace, number, "theirs")
    reopen(bo.workspace, number)

    assert bo.value(PIT, pit, "depth_m") == 4.0
    assert [view.id for view in conflicts(bo.workspace)] == [number]


def test_a_conflict_is_decided_field_by_field_once_and_both_end_equal(ann: Laptop, bo: Laptop) -> None:
    pit = both_know(ann, bo, depth_m=1.0, width_m=1.0, height_m=1.0)
    ann.edit(PIT, pit, depth_m=2.0, width_m=2.0)
    bo.edit(PIT, pit, depth_m=3.0, width_m=3.0)
    ann.sync()
    bo.sync()
    ann.sync()
    (seen_by_ann,) = conflicts(ann.workspace)
    assert (seen_by_ann.mine["depth_m"], seen_by_ann.theirs["depth_m"]) == (2.0, 3.0)

    resolve(ann.workspace, seen_by_ann.id, {"depth_m": "mine", "width_m": "theirs"})
    equal(ann, bo)

    for laptop in (ann, bo):
        assert conflicts(laptop.workspace) == []
        assert (laptop.value(PIT, pit, "depth_m"), laptop.value(PIT, pit, "width_m")) == (2.0, 3.0)
    (here,) = conflicts(ann.workspace, resolved=True)
    (there,) = conflicts(bo.workspace, resolved=True)
    assert {c: here.chosen[c] for c in ("depth_m", "width_m")} == {"depth_m": "mine", "width_m": "theirs"}
    assert {c: there.chosen[c] for c in ("depth_m", "width_m")} == {"depth_m": "theirs", "width_m": "mine"}


def test_a_choice_by_field_can_be_undone(ann: Laptop, bo: Laptop) -> None:
    pit = both_know(ann, bo, depth_m=1.0, width_m=1.0)
    ann.edit(PIT, pit, depth_m=2.0, width_m=2.0)
    bo.edit(PIT, pit, depth_m=3.0, width_m=3.0)
    ann.sync()
    bo.sync()
    number = conflicts(bo.workspace)[0].id

    resolve(bo.workspace, number, {"depth_m": "mine"})
    assert (bo.value(PIT, pit, "depth_m"), bo.value(PIT, pit, "width_m")) == (3.0, 2.0)
    reopen(bo.workspace, number)

    assert (bo.value(PIT, pit, "depth_m"), bo.value(PIT, pit, "width_m")) == (2.0, 2.0)
    assert [view.id for view in conflicts(bo.workspace)] == [number]


def test_the_same_side_for_every_differing_field_is_that_side(ann: Laptop, bo: Laptop) -> None:
    pit = both_know(ann, bo, depth_m=1.0, width_m=1.0)
    ann.edit(PIT, pit, depth_m=2.0)
    bo.edit(PIT, pit, depth_m=3.0)
    ann.sync()
    bo.sync()

    resolve(bo.workspace, conflicts(bo.workspace)[0].id, {"depth_m": "mine"})

    (view,) = conflicts(bo.workspace, resolved=True)
    assert view.resolution == "mine"
    assert bo.value(PIT, pit, "depth_m") == 3.0


def test_a_deleted_record_has_no_fields_to_choose_from(ann: Laptop, bo: Laptop) -> None:
    pit = both_know(ann, bo, depth_m=1.0)
    ann.delete(PIT, pit)
    bo.edit(PIT, pit, depth_m=9.0)
    ann.sync()
    bo.sync()
    (view,) = conflicts(bo.workspace)
    assert not view.by_field

    with pytest.raises(ConflictSettledError, match="has no fields to choose from"):
        resolve(bo.workspace, view.id, {"depth_m": "mine"})
    assert [one.id for one in conflicts(bo.workspace)] == [view.id]


@pytest.mark.parametrize("deleter_first", [True, False])
def test_an_edit_against_a_delete_keeps_the_edit(ann: Laptop, bo: Laptop, deleter_first: bool) -> None:
    pit = both_know(ann, bo, depth_m=1.0)
    land = ann.add("problem_land", problem_uuid=pit, land_use="0103", area_hm2=2.0)
    equal(ann, bo)
    ann.edit(PIT, pit, depth_m=4.0)
    bo.delete(PIT, pit)

    first, second = (bo, ann) if deleter_first else (ann, bo)
    first.sync()
    result = second.sync()
    equal(ann, bo)

    assert result.conflicts >= 1
    assert bo.value(PIT, pit, "depth_m") == 4.0
    assert ("problem_land", land) in bo.rows()
    assert {view.kind for view in conflicts(ann.workspace)} == {"edit_delete"}
    (at_ann,), (at_bo,) = conflicts(ann.workspace), conflicts(bo.workspace)
    assert (at_ann.mine["depth_m"], at_ann.theirs, at_ann.standing) == (4.0, {}, "mine")
    assert (at_bo.mine, at_bo.theirs["depth_m"], at_bo.standing) == ({}, 4.0, "theirs")


def test_a_delete_can_win_and_be_undone_with_its_children(ann: Laptop, bo: Laptop) -> None:
    pit = both_know(ann, bo, depth_m=1.0)
    ann.add("problem_land", problem_uuid=pit, land_use="0103", area_hm2=2.0)
    equal(ann, bo)
    ann.edit(PIT, pit, depth_m=4.0)
    bo.delete(PIT, pit)
    equal(ann, bo)
    before = ann.rows()
    number = conflicts(bo.workspace)[0].id

    resolve(bo.workspace, number, "mine")
    equal(ann, bo)
    assert ann.rows() == {}
    reopen(bo.workspace, number)
    equal(ann, bo)

    assert ann.rows() == before


def test_both_delete_and_it_is_gone(ann: Laptop, bo: Laptop) -> None:
    pit = both_know(ann, bo)
    ann.delete(PIT, pit)
    bo.delete(PIT, pit)

    equal(ann, bo)

    assert ann.rows() == {}
    assert conflicts(ann.workspace) == conflicts(bo.workspace) == []


@pytest.mark.parametrize("deleter_first", [True, False])
def test_a_child_of_a_deleted_parent_keeps_its_parent(ann: Laptop, bo: Laptop, deleter_first: bool) -> None:
    pit = both_know(ann, bo)
    old = ann.add("problem_land", problem_uuid=pit, land_use="0201", area_hm2=1.0)
    equal(ann, bo)
    new = ann.add("problem_land", problem_uuid=pit, land_use="0103", area_hm2=2.0)
    bo.delete(PIT, pit)

    for laptop in (bo, ann) if deleter_first else (ann, bo):
        laptop.sync()
    equal(ann, bo)

    assert set(ann.rows()) == {(PIT, pit), ("problem_land", old), ("problem_land", new)}
    assert {view.kind for view in conflicts(bo.workspace)} == {"parent"}
    assert {view.kind for view in conflicts(ann.workspace)} == {"parent"}


def test_a_new_link_keeps_its_mine(ann: Laptop, bo: Laptop) -> None:
    pit = both_know(ann, bo)
    mine = ann.add("mine", shapely.Point(110.8, 37.3), name="沙曲一号", status="SC")
    equal(ann, bo)
    link = ann.add("problem_mine", problem_uuid=pit, mine_uuid=mine, share_percent=60.0)
    bo.delete("mine", mine)

    bo.sync()
    equal(ann, bo)

    assert {("mine", mine), ("problem_mine", link)} <= set(bo.rows())


def test_children_follow_their_own_parent_though_both_laptops_number_alike(ann: Laptop, bo: Laptop) -> None:
    pits = [ann.pit("A"), bo.pit("B")]
    lands = [
        laptop.add("problem_land", problem_uuid=pit, land_use="0103", area_hm2=1.0)
        for laptop, pit in zip((ann, bo), pits, strict=True)
    ]
    with ann.workspace.connect() as connection, bo.workspace.connect() as other:
        fids = [c.execute("SELECT fid FROM problem_point").fetchone()[0] for c in (connection, other)]
    assert fids[0] == fids[1]

    equal(ann, bo)

    assert [bo.value("problem_land", land, "problem_uuid") for land in lands] == pits


def test_text_keys_and_long_numbers_arrive_as_they_were(ann: Laptop, bo: Laptop) -> None:
    pit = ann.pit(number="0012-字/é", volume_m3=1e-300, measured_area_hm2=110.88333333333334)
    photo = ann.add("photo", problem_uuid=pit, sha256="0" * 64, byte_size=2**62 + 1)

    equal(ann, bo)

    assert bo.value(PIT, pit, "number") == "0012-字/é"
    assert bo.value(PIT, pit, "volume_m3") == 1e-300
    assert bo.value("photo", photo, "byte_size") == 2**62 + 1


def test_a_record_that_changed_its_geometry_type_takes_the_others_edit_along(ann: Laptop, bo: Laptop) -> None:
    pit = both_know(ann, bo, depth_m=1.0)
    original = ann.record(PIT, pit)
    assert original is not None
    values = {c: v for c, v in original.values.items() if v is not None}
    with ann.workspace.write() as connection:
        from plugin.store.records import Record, insert_records

        connection.execute("DELETE FROM problem_point WHERE uuid = ?", (pit,))
        area = shapely.box(110.9, 37.4, 110.91, 37.41)
        insert_records(connection, [Record("problem_area", pit, values, area)])
    bo.edit(PIT, pit, depth_m=7.0)

    ann.sync()
    equal(ann, bo)

    assert set(bo.rows()) == {("problem_area", pit)}
    assert bo.value("problem_area", pit, "depth_m") == 7.0


def test_rows_being_edited_are_left_alone_and_merged_next_time(ann: Laptop, bo: Laptop) -> None:
    pit = both_know(ann, bo, depth_m=1.0)
    ann.edit(PIT, pit, depth_m=4.0)
    other = ann.pit("second")
    ann.sync()

    result = bo.sync(busy={(PIT, pit)})

    assert result.deferred == {(PIT, pit)}
    assert bo.value(PIT, pit, "depth_m") == 1.0
    assert bo.record(PIT, other) is not None
    assert "1 rows are being edited" in result.account
    bo.edit(PIT, pit, depth_m=9.0)  # the buffer is saved, over the value its editor saw
    assert bo.sync().conflicts == 1
    assert bo.value(PIT, pit, "depth_m") == 4.0
    equal(ann, bo)


def test_a_row_that_is_edited_from_the_middle_of_a_sync_on_is_left_alone(ann: Laptop, bo: Laptop) -> None:
    pit = both_know(ann, bo, depth_m=1.0)
    ann.edit(PIT, pit, depth_m=4.0)
    ann.sync()
    busy: set[tuple[str, str]] = set()

    class Editor(Silent):
        def report(self, fraction: float, message: str = "") -> None:
            if message == "merging":
                busy.add((PIT, pit))

    result = synchronise(bo.workspace, bo.hub, busy=busy, progress=Editor(), profile_folder=bo.profile)

    assert result.deferred == {(PIT, pit)}
    assert bo.value(PIT, pit, "depth_m") == 1.0
    equal(ann, bo)


def test_a_delete_waits_while_the_record_or_a_child_is_being_edited(ann: Laptop, bo: Laptop) -> None:
    pit = both_know(ann, bo)
    land = ann.add("problem_land", problem_uuid=pit, land_use="0201", area_hm2=1.0)
    equal(ann, bo)
    ann.delete(PIT, pit)
    ann.sync()

    result = bo.sync(busy={("problem_land", land)})
    assert (PIT, pit) in bo.rows() and (PIT, pit) in result.deferred
    result = bo.sync(busy={(PIT, pit)})
    assert ("problem_land", land) in bo.rows()

    equal(ann, bo)
    assert bo.rows() == {}


def test_classified_records_and_what_belongs_to_them_never_go(ann: Laptop, bo: Laptop, folder: Path) -> None:
    secret = ann.pit("secret", classification="classified")
    ann.add("problem_land", problem_uuid=secret, land_use="0201", area_hm2=1.0)
    (folder / "secret.jpg").write_bytes(b"secret bytes")
    add_photo(ann.workspace, secret, folder / "secret.jpg")
    both = ann.pit("open")

    result = ann.sync()
    bo.sync()

    assert set(bo.rows()) == {(PIT, both)}
    assert set(hub_rows(ann.hub)) == {(PIT, both)}
    assert len(result.withheld) == 3
    assert "3 classified records stayed on this computer." in result.account
    assert b"secret" not in ann.hub.read_bytes()
    with ann.workspace.connect() as connection:
        assert len(change_log.pending_changes(connection, after_lsn=0)) == 3


def test_a_record_classified_later_stays_from_then_on(ann: Laptop, bo: Laptop) -> None:
    pit = both_know(ann, bo)
    ann.edit(PIT, pit, classification="classified", note="新发现")
    bo.edit(PIT, pit, classification="public", note="other")
    bo.sync()

    ann.sync()
    ann.sync()
    bo.sync()

    assert ann.value(PIT, pit, "classification") == "classified"
    assert "新发现".encode() not in ann.hub.read_bytes()
    assert bo.value(PIT, pit, "note") == "other"


def test_what_was_sent_before_it_was_classified_is_named(ann: Laptop, bo: Laptop) -> None:
    pit = both_know(ann, bo)
    ann.pit("never sent", classification="classified")
    ann.edit(PIT, pit, number="141125T20240777", classification="classified")

    for result in (ann.sync(), ann.sync()):
        assert result.sent_before == ("141125T20240777",)
        assert (
            "1 of them were sent before they were classified, and the hub and other computers still hold what"
            " was sent: 141125T20240777;" in result.account
        )
    ann.edit(PIT, pit, classification="internal")
    assert ann.sync().sent_before == ()
    bo.sync()
    assert bo.value(PIT, pit, "number") == "141125T20240777"


@pytest.mark.parametrize("arrived", [False, True])
def test_a_batch_on_its_way_is_not_sent_again_with_what_was_classified_since(
    ann: Laptop, bo: Laptop, arrived: bool
) -> None:
    both = both_know(ann, bo)
    pit = ann.pit("141125T20240777", note="underground works")
    ann.add("problem_land", problem_uuid=pit, land_use="0201", area_hm2=1.0)
    ann.edit(PIT, both, depth_m=7.0)
    calls = next(n for n in range(1, 9) if _dies_at_push(ann, n, arrived))
    assert calls
    ann.edit(PIT, pit, classification="classified")

    result = ann.sync()
    bo.sync()

    assert (b"underground works" in ann.hub.read_bytes()) is arrived
    assert result.sent_before == (("141125T20240777",) if arrived else ())
    assert len(result.taken_back) == 2 and "are not sent again" in result.account
    assert bo.value(PIT, both, "depth_m") == 7.0
    assert ann.value(PIT, pit, "classification") == "classified"
    assert ann.sync().taken_back == frozenset()


def _dies_at_push(laptop: Laptop, call: int, after: bool) -> bool:
    """Return whether a sync that dies at a call has left a batch on its way."""
    try:
        laptop.sync_through(lambda hub: FailingHub(hub, call, after))
    except LostError as error:
        return str(error) == "push"
    return False


def test_a_record_the_province_accepted_is_not_changed(ann: Laptop, bo: Laptop) -> None:
    pit = both_know(ann, bo, depth_m=1.0)
    bo.edit(PIT, pit, review_state="province")
    bo.sync()
    ann.edit(PIT, pit, depth_m=5.0)

    result = ann.sync()

    assert ann.value(PIT, pit, "depth_m") == 1.0
    assert "1 records are accepted by the province" in result.account
    assert (result.locked, result.refused) == ({(PIT, pit)}, {})
    (view,) = conflicts(ann.workspace)
    assert view.mine["depth_m"] == 5.0
    bo.delete(PIT, pit)
    bo.sync()
    equal(ann, bo)
    assert (PIT, pit) in bo.rows()
    bo.edit(PIT, pit, review_state="returned", return_reason="depth is missing")
    equal(ann, bo)
    assert ann.value(PIT, pit, "return_reason") == "depth is missing"


def test_photos_travel_in_pieces_and_are_verified(ann: Laptop, bo: Laptop, folder: Path) -> None:
    pit = ann.pit()
    original = bytes(range(256)) * (CHUNK_BYTES // 256 * 2 + 7)
    (folder / "IMG_1.JPEG").write_bytes(original)
    photo = add_photo(ann.workspace, pit, folder / "IMG_1.JPEG")
    sent = ann.sync()

    with pytest.raises(LostError):
        bo.sync_through(lambda hub: FailingHub(hub, fail_at=4, after=False))
    received = bo.sync()

    assert (sent.photos_sent, received.photos_received, received.photos_missing) == (1, 1, ())
    (arrived,) = bo.workspace.photo_folder.iterdir()
    assert arrived.name == f"{photo.values['sha256']}.jpg"
    assert arrived.read_bytes() == original
    assert missing_photos(bo.workspace) == []
    assert (ann.sync().photos_sent, bo.sync().photos_sent) == (0, 0)


def test_a_photo_that_is_nowhere_is_named(ann: Laptop, bo: Laptop, folder: Path) -> None:
    pit = ann.pit()
    for name in ("a.jpg", "b.jpg"):
        (folder / name).write_bytes(name.encode())
        add_photo(ann.workspace, pit, folder / name)
    lost = next(iter(ann.workspace.photo_folder.iterdir()))
    lost.unlink()
    ann.sync()

    result = bo.sync()

    assert (len(result.photos_missing), result.photos_total) == (1, 2)
    assert f"1 of 2 photos are here; missing: {result.photos_missing[0]}." in result.account


def test_a_photo_that_changed_on_the_disk_is_not_sent(ann: Laptop, bo: Laptop, folder: Path) -> None:
    pit = ann.pit()
    (folder / "a.jpg").write_bytes(b"original")
    add_photo(ann.workspace, pit, folder / "a.jpg")
    next(iter(ann.workspace.photo_folder.iterdir())).write_bytes(b"tampered")

    assert ann.sync().photos_sent == 0
    assert bo.sync().photos_missing == ("a.jpg",)


def test_two_counties_at_one_hub_see_nothing_of_each_other(ann: Laptop, folder: Path, hub: Path) -> None:
    ann.pit()
    ann.sync()
    neighbour = Laptop.empty(folder, "neighbour", hub, county=ZHONGYANG)

    result = neighbour.sync()
    neighbour.pit("its own")
    neighbour.sync()

    assert result.pulled == 0
    assert len(hub_rows(hub, ZHONGYANG)) == 1
    assert ann.sync().pulled == 0
    with closing(EmbeddedHub(hub)) as opened:
        assert opened.hello(ZHONGYANG).last_sequence == 1


def test_a_laptop_that_starts_from_a_copy_is_a_device_of_its_own(
    ann: Laptop, folder: Path, hub: Path
) -> None:
    pit = ann.pit()
    ann.sync()
    unsent = ann.pit("not sent yet")
    copy = folder / "copied"
    copy.mkdir()
    cleo = Laptop(copy_workspace(ann.workspace.path, copy / "county.gpkg"), copy / "profile", hub)

    cleo.edit(PIT, pit, depth_m=2.0)
    assert cleo.sync().pushed == 2
    ann.edit(PIT, pit, threatened_people=3)
    equal(ann, cleo)

    assert conflicts(ann.workspace) == conflicts(cleo.workspace) == []
    assert ann.value(PIT, pit, "depth_m") == 2.0
    assert cleo.record(PIT, unsent) is not None
    with sqlite3.connect(hub) as connection:
        assert connection.execute("SELECT COUNT(DISTINCT device) FROM batch").fetchone() == (2,)


def test_a_copy_beside_its_original_is_a_device_of_its_own_and_a_moved_file_is_not(ann: Laptop) -> None:
    ann.pit()
    ann.sync()
    beside = ann.workspace.path.with_name("copy.gpkg")
    copied = Laptop(copy_workspace(ann.workspace.path, beside), ann.profile, ann.hub)
    moved = ann.workspace.path.with_name("moved.gpkg")
    ann.workspace.path.rename(moved)
    ann.workspace = open_workspace(moved)

    copied.pit("from the copy")
    copied.sync()
    ann.pit("from the moved file")
    ann.sync()

    with sqlite3.connect(ann.hub) as connection:
        batches = connection.execute("SELECT device, COUNT(*) FROM batch GROUP BY device").fetchall()
    assert sorted(count for _, count in batches) == [1, 2]


def test_a_restored_backup_is_recognised_and_goes_on_as_a_new_device(ann: Laptop, bo: Laptop) -> None:
    pit = both_know(ann, bo, depth_m=1.0)
    backup = ann.workspace.path.with_name("backup.bin")
    shutil.copyfile(ann.workspace.path, backup)
    ann.edit(PIT, pit, depth_m=2.0)
    ann.sync()
    shutil.copyfile(backup, ann.workspace.path)
    ann.pit("made after the backup was restored")
    before = hub_rows(ann.hub)

    with pytest.raises(RestoredBackupError, match="continue it as a new device"):
        ann.sync()

    assert hub_rows(ann.hub) == before
    continue_as_new_device(ann.workspace, profile_folder=ann.profile)
    equal(ann, bo)
    assert bo.value(PIT, pit, "depth_m") == 2.0
    assert len(bo.rows()) == 2


def test_an_old_copy_of_the_hub_is_recognised(ann: Laptop) -> None:
    ann.pit()
    ann.sync()
    old = ann.hub.with_suffix(".old")
    shutil.copyfile(ann.hub, old)
    ann.pit("later")
    ann.sync()
    shutil.copyfile(old, ann.hub)

    with pytest.raises(HubWentBackError, match="ends at change 1"):
        ann.sync()


def test_another_hub_is_refused(ann: Laptop, folder: Path) -> None:
    ann.pit()
    ann.sync()
    create_hub(folder / "other.mrhub").close()

    with pytest.raises(WrongHubError, match="not the one this workspace belongs to"):
        synchronise(ann.workspace, folder / "other.mrhub", profile_folder=ann.profile)


def test_a_county_that_a_hub_does_not_serve_is_told_so(ann: Laptop, folder: Path) -> None:
    create_hub(folder / "closed.mrhub", counties=[ZHONGYANG]).close()

    with pytest.raises(CountyUnknownError, match="does not serve the county “141125”"):
        synchronise(ann.workspace, folder / "closed.mrhub", profile_folder=ann.profile)


@pytest.mark.parametrize("address", ["mysql://me:secret@province/db", "", "hub.txt", "ftp://x"])
def test_an_address_of_another_kind_says_which_kinds_there_are(ann: Laptop, address: str) -> None:
    with pytest.raises(HubAddressError, match=r"hub file on a local disk") as raised:
        synchronise(ann.workspace, address, profile_folder=ann.profile)
    assert "secret" not in str(raised.value)


def test_a_hub_file_that_is_not_there_is_told_so(ann: Laptop, folder: Path) -> None:
    with pytest.raises(HubNotFoundError, match="check the path, or create a new hub"):
        synchronise(ann.workspace, folder / "none.mrhub", profile_folder=ann.profile)


def test_a_workspace_whose_triggers_were_lost_sends_nothing(ann: Laptop) -> None:
    with ann.workspace.write() as connection:
        connection.execute("DROP TRIGGER sync_log_mine_update")

    with pytest.raises(ChangeLogError, match="no longer notes changes of mine"):
        ann.sync()


def test_waiting_counts_both_directions_and_conflicts(ann: Laptop, bo: Laptop) -> None:
    pit = both_know(ann, bo)
    ann.edit(PIT, pit, depth_m=4.0)
    assert waiting(ann.workspace, ann.hub).to_send == 1
    ann.sync()
    bo.edit(PIT, pit, depth_m=5.0)

    before = waiting(bo.workspace, bo.hub)
    bo.sync()
    after = waiting(bo.workspace, bo.hub)

    assert (before.to_send, before.to_receive, before.conflicts) == (1, 1, 0)
    assert (after.to_send, after.to_receive, after.conflicts) == (0, 0, 1)


@pytest.mark.parametrize("most_looked_at", [5_000, 0], ids=["row by row", "by numbers"])
def test_what_a_stopped_sync_has_sent_does_not_wait_to_be_received(
    ann: Laptop, bo: Laptop, monkeypatch: pytest.MonkeyPatch, most_looked_at: int
) -> None:
    monkeypatch.setattr(synchronise_module, "MAX_LOOKED_AT", most_looked_at)
    for number in ("1", "2", "3"):
        ann.pit(number)
    _stop_after_sending(ann)
    own = waiting(ann.workspace, ann.hub)
    bo.pit("of another")
    bo.sync()

    found = waiting(ann.workspace, ann.hub)

    assert (own.to_send, own.to_receive) == (0, 0)
    assert (found.to_send, found.to_receive) == (0, 1)
    equal(ann, bo)


def test_a_row_that_changed_again_after_a_stopped_sync_waits_to_be_received(ann: Laptop, bo: Laptop) -> None:
    pit = both_know(ann, bo)
    ann.edit(PIT, pit, depth_m=4.0)
    _stop_after_sending(ann)
    bo.sync()
    bo.edit(PIT, pit, depth_m=5.0)
    bo.sync()

    assert waiting(ann.workspace, ann.hub).to_receive == 1


def _stop_after_sending(laptop: Laptop) -> None:
    class Stopped(Silent):
        sent = False

        def cancelled(self) -> bool:
            return self.sent

    progress = Stopped()

    class Told(FailingHub):
        def push(self, batch: Batch) -> PushResult:
            progress.sent = True
            return self.hub.push(batch)

    with closing(open_hub(laptop.hub)) as hub, pytest.raises(CancelledError):
        synchronise_with(
            laptop.workspace,
            Told(hub, fail_at=0, after=False),
            address=str(laptop.hub),
            progress=progress,
            profile_folder=laptop.profile,
        )


def test_the_values_in_between_stay_in_the_workspaces_history(ann: Laptop) -> None:
    pit = ann.pit(depth_m=1.0)
    for depth in (2.0, 3.0):
        ann.edit(PIT, pit, depth_m=depth)
    ann.sync()

    with ann.workspace.connect() as connection:
        assert change_log.pending_changes(connection, after_lsn=0) == []
        olds = connection.execute("SELECT old FROM _sync_log WHERE col = 'depth_m' ORDER BY -lsn").fetchall()
    assert [row[0] for row in olds] == [1.0, 2.0]


def test_an_edit_saved_while_the_sync_plans_is_not_overwritten(ann: Laptop, bo: Laptop) -> None:
    pit = both_know(ann, bo, depth_m=1.0)
    ann.edit(PIT, pit, depth_m=4.0)
    ann.sync()

    class Editing(FailingHub):
        def __getattr__(self, name: str) -> object:
            method = super().__getattr__(name)
            if name != "pull" or self.calls > 2:
                return method

            def pull_then_edit(*args: object) -> object:
                page = method(*args)
                original = Access.write

                @contextmanager
                def edit_first(access: Access):  # type: ignore[no-untyped-def]
                    Access.write = original  # type: ignore[method-assign]
                    bo.edit(PIT, pit, depth_m=9.0)
                    with original(access) as connection:
                        yield connection

                Access.write = edit_first  # type: ignore[method-assign,assignment]
                return page

            return pull_then_edit

    result = bo.sync_through(lambda hub: Editing(hub, fail_at=0, after=False))

    assert result.conflicts == 1
    assert {view.mine["depth_m"] for view in conflicts(bo.workspace)} == {9.0}
    equal(ann, bo)


def test_a_person_can_stop_at_any_step_and_go_on_later(ann: Laptop, bo: Laptop) -> None:
    ann.pit("first")
    ann.sync()
    bo.pit("second")

    class Impatient(Silent):
        def __init__(self, patience: int) -> None:
            self.patience = patience

        def cancelled(self) -> bool:
            self.patience -= 1
            return self.patience < 0

    for patience in range(4):
        with pytest.raises(CancelledError):
            synchronise(bo.workspace, bo.hub, progress=Impatient(patience), profile_folder=bo.profile)

    equal(ann, bo)
    assert len(bo.rows()) == 2


def test_a_blank_workspace_is_never_changed_by_these_tests() -> None:
    assert Laptop(open_workspace(blank_workspace("141125")), Path(), Path()).rows() == {}

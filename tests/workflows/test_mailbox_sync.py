"""Whole laptops over mailboxes: sticks that are copied by hand, photos, conflicts on both sides, faults."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from plugin.store.photos import add_photo
from plugin.sync.batches import Batch
from plugin.sync.errors import WrongHubError
from plugin.sync.hub import PushResult
from plugin.sync.mailbox_hub import MailboxHub, create_mailbox
from plugin.workflows.synchronise import conflicts, resolve, synchronise_with, waiting
from tests.sync.laptops import Laptop, LostError

PIT = "problem_point"


@pytest.fixture
def hub(folder: Path) -> Path:
    """Return the folder of a mailbox, the hub of these tests."""
    create_mailbox(folder / "a", index_folder=folder / "made").close()
    return folder / "a"


def other_stick(folder: Path, laptop: Laptop) -> Path:
    """Return a copy of the mailbox that the laptop uses from now on."""
    shutil.copytree(folder / "a", folder / "b")
    laptop.hub = folder / "b"
    return laptop.hub


def copy_both_ways(folder: Path) -> None:
    """Copy each stick into the other."""
    shutil.copytree(folder / "a", folder / "b", dirs_exist_ok=True)
    shutil.copytree(folder / "b", folder / "a", dirs_exist_ok=True)


def test_records_and_photos_go_through_a_folder(ann: Laptop, bo: Laptop, tmp_path: Path) -> None:
    pit = ann.pit(depth_m=1.5)
    (tmp_path / "a.jpg").write_bytes(b"a photo" * 1000)
    add_photo(ann.workspace, pit, tmp_path / "a.jpg")

    sent, received = ann.sync(), bo.sync()

    assert (sent.pushed, sent.photos_sent) == (2, 1)
    assert (received.pulled, received.photos_received, received.photos_missing) == (2, 1, ())
    assert ann.rows() == bo.rows()
    assert (ann.sync().pulled, bo.sync().pushed) == (0, 0)


def test_two_sticks_that_are_copied_by_hand_make_both_laptops_equal(
    folder: Path, ann: Laptop, bo: Laptop
) -> None:
    fought, shared, gone = (ann.pit(number, depth_m=1.0) for number in ("fought", "shared", "gone"))
    ann.sync()
    bo.sync()
    other_stick(folder, bo)
    ann.edit(PIT, fought, depth_m=2.0)
    ann.edit(PIT, shared, depth_m=2.0)
    ann.edit(PIT, gone, depth_m=2.0)
    ann.sync()
    bo.edit(PIT, fought, depth_m=3.0)
    bo.edit(PIT, shared, threatened_people=5)
    bo.delete(PIT, gone)
    bo.sync()

    copy_both_ways(folder)
    ann.sync()
    bo.sync()

    assert ann.rows() == bo.rows()
    assert (ann.value(PIT, shared, "depth_m"), ann.value(PIT, shared, "threatened_people")) == (2.0, 5)
    for laptop in (ann, bo):
        assert sorted(view.kind for view in conflicts(laptop.workspace)) == ["edit_delete", "group"]
    by_ann = {view.kind: view for view in conflicts(ann.workspace)}["group"]
    by_bo = {view.kind: view for view in conflicts(bo.workspace)}["group"]
    assert (by_ann.mine, by_ann.theirs) == (by_bo.theirs, by_bo.mine)
    assert by_ann.mine["depth_m"] == 2.0


@pytest.mark.parametrize("left", [None, 0, 100], ids=["none of it", "its name", "a part of it"])
def test_a_photo_that_a_copy_by_hand_cut_off_is_sent_again(
    left: int | None, ann: Laptop, bo: Laptop, tmp_path: Path
) -> None:
    (tmp_path / "a.jpg").write_bytes(b"a photo" * 1000)
    add_photo(ann.workspace, ann.pit(depth_m=1.5), tmp_path / "a.jpg")
    ann.sync()
    (whole,) = Path(ann.hub).glob("*/photos/*/*")
    content = whole.read_bytes()
    whole.unlink()
    if left is not None:
        whole.write_bytes(content[:left])

    without = bo.sync()
    again = ann.sync()
    received = bo.sync()

    assert without.photos_missing == ("a.jpg",)
    assert (again.photos_sent, received.photos_received, received.photos_missing) == (1, 1, ())
    assert whole.read_bytes() == content
    assert ann.sync().photos_sent == 0


def test_a_laptop_that_goes_to_the_other_stick_takes_its_photos_along(
    folder: Path, ann: Laptop, bo: Laptop, tmp_path: Path
) -> None:
    other_stick(folder, bo)
    (tmp_path / "a.jpg").write_bytes(b"a photo" * 1000)
    add_photo(ann.workspace, ann.pit(depth_m=1.5), tmp_path / "a.jpg")
    ann.sync()

    ann.hub = bo.hub
    ann.sync()

    assert bo.sync().photos_missing == ()


def test_a_conflict_of_two_sticks_is_decided_once(folder: Path, ann: Laptop, bo: Laptop) -> None:
    pit = ann.pit(depth_m=1.0)
    ann.sync()
    bo.sync()
    other_stick(folder, bo)
    for laptop, depth in ((ann, 2.0), (bo, 3.0)):
        laptop.edit(PIT, pit, depth_m=depth)
        laptop.sync()
    copy_both_ways(folder)
    for laptop in (ann, bo):
        laptop.sync()

    (view,) = conflicts(ann.workspace)
    resolve(ann.workspace, view.id, "mine")
    ann.sync()
    copy_both_ways(folder)
    bo.sync()

    assert conflicts(bo.workspace) == []
    assert bo.value(PIT, pit, "depth_m") == ann.value(PIT, pit, "depth_m") == 2.0


def test_laptops_that_start_from_a_copy_go_their_own_ways_on_two_sticks(folder: Path, ann: Laptop) -> None:
    unsent = ann.pit("not sent yet", depth_m=1.0)
    cleo = Laptop.with_copy_of(ann.workspace.path, folder, "cleo", ann.hub)
    other_stick(folder, cleo)
    ann.sync()
    cleo.edit(PIT, unsent, threatened_people=4)
    cleo.sync()

    copy_both_ways(folder)
    for laptop in (ann, cleo, ann):
        laptop.sync()
    copy_both_ways(folder)
    for laptop in (ann, cleo):
        laptop.sync()

    assert ann.rows() == cleo.rows()
    assert len(ann.rows()) == 1


def test_what_waits_is_counted(
    ann: Laptop, bo: Laptop, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in ("1", "2"):
        ann.pit(number)
    ann.sync()
    bo.pit("3")
    monkeypatch.setenv("MINE_RESTORATION_PROFILE", str(bo.profile))

    found = waiting(bo.workspace, bo.hub)

    assert (found.to_send, found.to_receive, found.conflicts) == (1, 2, 0)


def test_another_mailbox_is_refused(ann: Laptop, folder: Path) -> None:
    ann.pit()
    ann.sync()
    create_mailbox(folder / "other", index_folder=folder / "made").close()
    ann.hub = folder / "other"

    with pytest.raises(WrongHubError, match="not the one this workspace belongs to"):
        ann.sync()


def test_a_sync_that_dies_after_its_letter_was_written_goes_on(ann: Laptop, bo: Laptop) -> None:
    pit = ann.pit(depth_m=1.0)

    class DyingMailbox(MailboxHub):
        def push(self, batch: Batch) -> PushResult:
            super().push(batch)
            raise LostError("push")

    with (
        closing(DyingMailbox(ann.hub, index_folder=ann.profile / "mailboxes")) as hub,
        pytest.raises(LostError),
    ):
        synchronise_with(ann.workspace, hub, address=str(ann.hub), profile_folder=ann.profile)
    shutil.rmtree(ann.profile / "mailboxes")

    assert ann.sync().pushed == 1
    bo.sync()
    assert bo.value(PIT, pit, "depth_m") == 1.0
    assert len(list(ann.hub.glob("*/letters/*/*.json"))) == 1

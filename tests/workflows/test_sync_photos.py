"""Photos on their way: thumbnails first, pieces that resume, missing ones named, unwanted bytes collected."""

from __future__ import annotations

import io
from contextlib import closing
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from plugin.store.photos import add_photo, missing_photos
from plugin.store.records import read_records
from plugin.sync.embedded_hub import EmbeddedHub
from plugin.sync.hub import CHUNK_BYTES
from plugin.workflows.synchronise import waiting
from tests.sync.laptops import LIULIN, FailingHub, Laptop, LostError

Image = pytest.importorskip("PIL.Image", reason="Pillow makes the pictures of these tests")

PIT, PHOTO = "problem_point", "photo"
NOW = datetime(2026, 5, 4, tzinfo=timezone.utc)


def picture(folder: Path, name: str, *, size: int = 0) -> Path:
    """Return a JPEG, made longer than one piece where ``size`` says so."""
    buffer = io.BytesIO()
    Image.new("RGB", (600, 400), tuple(sha256(name.encode()).digest()[:3])).save(buffer, "JPEG")
    path = folder / name
    path.write_bytes(buffer.getvalue() + b"\0" * max(0, size - len(buffer.getvalue())))
    return path


def thumbnails(laptop: Laptop) -> dict[str, Any]:
    with laptop.workspace.connect() as connection:
        return {
            str(row.values["original_name"]): row.values["thumbnail"]
            for row in read_records(connection, PHOTO)
        }


class Recording:
    """A hub that notes which bytes are asked for."""

    def __init__(self, hub: EmbeddedHub) -> None:
        self.hub = hub
        self.asked: list[tuple[str, str]] = []

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.hub, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            if name in ("blob_put", "blob_get"):
                self.asked.append((name, args[1]))
            return method(*args, **kwargs)

        return call


def recorded(laptop: Laptop) -> list[tuple[str, str]]:
    hubs: list[Recording] = []
    laptop.sync_through(lambda hub: hubs.append(Recording(hub)) or hubs[0])
    return list(dict.fromkeys(hubs[0].asked))


def test_all_thumbnails_go_and_come_before_the_first_original(ann: Laptop, bo: Laptop, folder: Path) -> None:
    pit = ann.pit()
    photos = [add_photo(ann.workspace, pit, picture(folder, f"{n}.jpg")) for n in ("a", "bb", "ccc")]
    small = {str(photo.values["thumbnail_sha256"]) for photo in photos}

    sent, received = recorded(ann), recorded(bo)

    assert {sha256 for _, sha256 in sent[:3]} == {sha256 for _, sha256 in received[:3]} == small
    assert len(sent) == len(received) == 6
    assert thumbnails(bo) == thumbnails(ann)
    assert all(thumbnails(bo).values())


def test_thumbnails_are_seen_though_the_network_goes_before_the_originals_come(
    ann: Laptop, bo: Laptop, folder: Path
) -> None:
    pit = ann.pit()
    for name in ("a.jpg", "bb.jpg"):
        add_photo(ann.workspace, pit, picture(folder, name))
    ann.sync()

    class NoOriginals(Recording):
        def __getattr__(self, name: str) -> Any:
            if name == "blob_get" and len(set(self.asked)) == 2:
                raise LostError(name)
            return super().__getattr__(name)

    with pytest.raises(LostError):
        bo.sync_through(NoOriginals)

    assert thumbnails(bo) == thumbnails(ann)
    found = waiting(bo.workspace, bo.hub)
    assert (found.photos_here, found.photos_total) == (0, 2)
    assert bo.sync().photos_missing == ()
    found = waiting(bo.workspace, bo.hub)
    assert (found.photos_here, found.photos_total) == (2, 2)


def test_photos_that_a_stopped_sync_did_not_send_are_told_to_wait(
    ann: Laptop, bo: Laptop, folder: Path
) -> None:
    pit = ann.pit()
    for name in ("a.jpg", "bb.jpg", "ccc.jpg"):
        add_photo(ann.workspace, pit, picture(folder, name))

    class SecondOriginalLost(Recording):
        def __getattr__(self, name: str) -> Any:
            if name == "blob_put" and len(set(self.asked)) == 4:
                raise LostError(name)
            return super().__getattr__(name)

    with pytest.raises(LostError):
        ann.sync_through(SecondOriginalLost)
    found = waiting(ann.workspace, ann.hub)
    assert (found.to_send, found.photos_to_send, found.photos_here) == (0, 3, 3)

    assert bo.sync().photos_received == 1
    assert waiting(bo.workspace, bo.hub).photos_to_send == 0
    assert ann.sync().photos_sent == 2
    assert waiting(ann.workspace, ann.hub).photos_to_send == 0
    assert bo.sync().photos_missing == ()
    assert waiting(bo.workspace, bo.hub).photos_to_send == 0


@pytest.mark.parametrize("sending", [True, False], ids=["sending", "receiving"])
def test_a_photo_goes_on_with_the_piece_after_the_last_that_arrived(
    ann: Laptop, bo: Laptop, folder: Path, sending: bool
) -> None:
    add_photo(ann.workspace, ann.pit(), picture(folder, "long.jpg", size=3 * CHUNK_BYTES + 17))
    laptop = ann if sending else bo
    if not sending:
        ann.sync()

    class Dying(FailingHub):
        def __getattr__(self, name: str) -> Any:
            method = getattr(self.hub, name)

            def call(*args: Any, **kwargs: Any) -> Any:
                if name in ("blob_put", "blob_get") and args[2] == 2 * CHUNK_BYTES:
                    raise LostError(name)
                return method(*args, **kwargs)

            return call

    with pytest.raises(LostError):
        laptop.sync_through(lambda hub: Dying(hub, 0, False))

    class Counting(Recording):
        def __getattr__(self, name: str) -> Any:
            method = getattr(self.hub, name)

            def call(*args: Any, **kwargs: Any) -> Any:
                if name in ("blob_put", "blob_get"):
                    self.asked.append((name, str(args[2])))
                return method(*args, **kwargs)

            return call

    hubs: list[Counting] = []
    laptop.sync_through(lambda hub: hubs.append(Counting(hub)) or hubs[0])
    bo.sync()

    assert str(0) not in {offset for _, offset in hubs[0].asked}
    assert missing_photos(bo.workspace) == []


def test_photos_that_are_nowhere_are_counted_and_named(ann: Laptop, bo: Laptop, folder: Path) -> None:
    pit = ann.pit()
    for number in range(3):
        add_photo(ann.workspace, pit, picture(folder, f"{'x' * number}p.jpg"))
    lost = missing = add_photo(ann.workspace, pit, picture(folder, "沉陷坑.jpg"))
    for path in ann.workspace.photo_folder.glob(f"{lost.values['sha256']}*"):
        path.unlink()

    ann.sync()
    result = bo.sync()

    assert (result.photos_total, result.photos_missing) == (4, ("沉陷坑.jpg",))
    assert "3 of 4 photos are here; missing: 沉陷坑.jpg." in result.account
    assert thumbnails(bo)[str(missing.values["original_name"])] is not None


def collected(hub: Path, days: int) -> int:
    with closing(EmbeddedHub(hub)) as opened:
        return len(opened.collect_blobs(LIULIN, at=NOW + timedelta(days=days), grace=timedelta(days=30)))


def test_bytes_that_no_photo_names_are_collected_after_a_time_of_grace(
    ann: Laptop, bo: Laptop, folder: Path
) -> None:
    pit = ann.pit()
    gone = add_photo(ann.workspace, pit, picture(folder, "gone.jpg"))
    add_photo(ann.workspace, pit, picture(folder, "kept"))
    ann.sync()
    bo.sync()
    ann.delete(PHOTO, gone.uuid)
    ann.sync()

    assert [collected(ann.hub, day) for day in (0, 29, 30, 31)] == [0, 0, 2, 0]
    with closing(EmbeddedHub(ann.hub)) as hub:
        assert str(gone.values["sha256"]) in hub.blobs_missing(LIULIN, [str(gone.values["sha256"])])


def test_bytes_of_a_photo_that_came_back_stay(ann: Laptop, bo: Laptop, folder: Path) -> None:
    pit = ann.pit()
    photo = add_photo(ann.workspace, pit, picture(folder, "a.jpg"))
    ann.sync()
    bo.sync()
    ann.delete(PHOTO, photo.uuid)
    bo.edit(PHOTO, photo.uuid, caption="seen from the north")
    ann.sync()
    assert collected(ann.hub, 0) == 0

    bo.sync()

    assert [collected(ann.hub, day) for day in (30, 60, 90)] == [0, 0, 0]


def test_bytes_that_were_collected_are_sent_again_with_a_row_that_comes_back(
    ann: Laptop, bo: Laptop, folder: Path
) -> None:
    pit = ann.pit()
    photo = add_photo(ann.workspace, pit, picture(folder, "a.jpg"))
    ann.sync()
    bo.sync()
    bo.edit(PHOTO, photo.uuid, caption="seen from the north")
    ann.delete(PHOTO, photo.uuid)
    ann.sync()
    assert [collected(ann.hub, day) for day in (0, 30)] == [0, 2]

    bo.sync()

    with closing(EmbeddedHub(ann.hub)) as hub:
        assert hub.blobs_missing(LIULIN, [str(photo.values["sha256"])]) == {}

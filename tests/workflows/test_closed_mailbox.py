"""A mailbox on a read-only share, a write-protected stick or a full one: reading goes on, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.store.photos import add_photo, photo_path
from plugin.sync.mailbox_hub import create_mailbox
from tests.sync.laptops import Laptop, quick_folder
from tests.sync.small_disks import SmallDisk, small_disk

PIT = "problem_point"


@pytest.fixture
def stick() -> Iterator[SmallDisk]:
    """Return a stick with a mailbox on it."""
    with quick_folder() as name, small_disk(Path(name) / "stick", megabytes=4) as disk:
        create_mailbox(disk.path / "mail", index_folder=Path(name) / "made").close()
        yield disk


@pytest.fixture
def team(stick: SmallDisk) -> tuple[Laptop, Laptop]:
    """Return two laptops that have met at the stick, and a photo that waits there for the second."""
    folder = stick.path.parent
    ann = Laptop.empty(folder, "ann", stick.path / "mail")
    bo = Laptop.empty(folder, "bo", stick.path / "mail")
    (folder / "a.jpg").write_bytes(b"a photo" * 1000)
    add_photo(ann.workspace, ann.pit("141125T20240001"), folder / "a.jpg")
    ann.sync()
    return ann, bo


def files(stick: SmallDisk) -> set[str]:
    mail = stick.path / "mail"
    return {str(path.relative_to(mail)) for path in mail.rglob("*") if path.is_file()}


def photos_of(laptop: Laptop) -> list[bool]:
    return [
        photo_path(laptop.workspace, record).is_file()
        for table, uuid in laptop.rows()
        if table == "photo" and (record := laptop.record(table, uuid)) is not None
    ]


def test_a_write_protected_stick_is_read_and_what_waits_is_sent_the_next_time(
    stick: SmallDisk, team: tuple[Laptop, Laptop]
) -> None:
    ann, bo = team
    own = bo.pit("141125T20240002")
    before = files(stick)
    stick.close()

    for _ in range(2):
        result = bo.sync()
        assert result.pushed == 0 and "the folder is read-only" in result.account
        assert "what waits here is kept" in result.account
    assert {uuid for _, uuid in ann.rows()} < {uuid for _, uuid in bo.rows()}
    assert photos_of(bo) == [True]
    assert files(stick) == before

    stick.close(writable=True)
    assert bo.sync().pushed == 1
    ann.sync()
    assert ann.record(PIT, own) is not None and ann.rows() == bo.rows()


def test_who_has_nothing_to_send_reads_a_write_protected_stick_without_a_word(
    stick: SmallDisk, team: tuple[Laptop, Laptop]
) -> None:
    ann, bo = team
    stick.close()

    result = bo.sync()

    assert (result.pulled, result.closed) == (2, None)
    assert bo.rows() == ann.rows() and photos_of(bo) == [True]
    stick.close(writable=True)
    assert bo.sync().pulled == 0


def test_a_full_stick_is_read_and_takes_the_letters_when_there_is_room(
    stick: SmallDisk, team: tuple[Laptop, Laptop]
) -> None:
    ann, bo = team
    own = bo.pit("141125T20240002", note="x" * 20_000)
    (stick.path.parent / "b.jpg").write_bytes(bytes(range(256)) * 800)
    add_photo(bo.workspace, own, stick.path.parent / "b.jpg")
    before = files(stick)
    stick.fill()

    result = bo.sync()

    assert "the disk is full" in result.account and result.closed is not None
    assert photos_of(bo).count(True) == 2
    assert files(stick) - {"ballast"} == before

    stick.free()
    stick.fill(but=100_000)  # room for the letter, not for the photo
    half = bo.sync()
    assert half.pushed == 2 and half.photos_sent == 0 and half.closed is not None
    stick.free()
    assert bo.sync().closed is None
    ann.sync()
    assert ann.rows() == bo.rows() and photos_of(ann) == [True, True]
    assert not [name for name in files(stick) if name.endswith(".part")]

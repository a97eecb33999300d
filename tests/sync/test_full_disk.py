"""A real disk that is full: a sentence, everything as it was, and the next try completes with room."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import shapely

from plugin.domain.errors import MineRestorationError
from plugin.store import migrations
from plugin.store.photos import add_photo, photo_path
from plugin.store.records import Record, insert_records, new_uuid
from plugin.store.workspace import copy_workspace, create_workspace, open_workspace
from plugin.sync.embedded_hub import create_hub
from plugin.sync.mailbox_hub import create_mailbox
from tests.sync.laptops import LIULIN, Laptop, blank_workspace, live_rows, quick_folder
from tests.sync.postgres import Server, new_hub, person
from tests.sync.small_disks import SmallDisk, small_disk
from tests.workflows.parcels import Office, receive, send

PIT = "problem_point"
ROOMS = (0, 4096, 20_000, 60_000, 200_000, 500_000, 900_000, 1_400_000, 2_500_000)
"""Bytes left free, one try after the other, until the work succeeds."""


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    """Return a disk of 8 MB."""
    with quick_folder() as name, small_disk(Path(name) / "disk", megabytes=8) as disk:
        yield disk


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """Return a folder where there is room."""
    with quick_folder() as name:
        yield Path(name)


def work_until_there_is_room(
    disk: SmallDisk, work: Callable[[], object], whole: Callable[[], object] = lambda: None
) -> list[str]:
    """Return the sentences of the tries that found the disk full; after each, all must be as it was."""
    sentences: list[str] = []
    before = whole()
    for room in ROOMS:
        disk.free()
        disk.fill(but=room)
        try:
            work()
        except MineRestorationError as error:
            sentences.append(str(error))
            disk.free()
            assert whole() == before
        else:
            break
    disk.free()
    assert sentences, "the disk was never full"
    assert all("full" in sentence and sentence.endswith(".") for sentence in sentences), sentences
    return sentences


def rows_of(laptop: Laptop) -> Callable[[], object]:
    """Return what reads a workspace whole, which must be sound."""

    def read() -> object:
        with closing(sqlite3.connect(laptop.workspace.path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return laptop.rows(), sorted(p.name for p in laptop.workspace.photo_folder.glob("*"))

    return read


def test_a_save_of_many_records(disk: SmallDisk) -> None:
    laptop = Laptop.empty(disk.path, "ann", "no hub")
    laptop.pit("before")
    records = [
        Record(
            PIT,
            new_uuid(),
            {"type": "P104", "number": str(n), "note": "x" * 5000},
            shapely.Point(110.9, 37.4),
        )
        for n in range(60)
    ]

    def save() -> None:
        with laptop.workspace.write() as connection:
            insert_records(connection, records)

    work_until_there_is_room(disk, save, rows_of(laptop))

    assert len(laptop.rows()) == 61


def test_a_new_workspace_and_a_copy(disk: SmallDisk, elsewhere: Path) -> None:
    def files() -> list[str]:
        return sorted(path.name for path in disk.path.iterdir())

    work_until_there_is_room(
        disk, lambda: create_workspace(disk.path / "new.gpkg", county_code=LIULIN), files
    )
    original = open_workspace(blank_workspace(LIULIN))
    work_until_there_is_room(disk, lambda: copy_workspace(original.path, disk.path / "copy.gpkg"), files)

    assert open_workspace(disk.path / "copy.gpkg").county_code == LIULIN


def test_a_photo(disk: SmallDisk, elsewhere: Path) -> None:
    laptop = Laptop.empty(disk.path, "ann", "no hub")
    pit = laptop.pit()
    (elsewhere / "a.jpg").write_bytes(bytes(range(256)) * 1600)

    work_until_there_is_room(
        disk, lambda: add_photo(laptop.workspace, pit, elsewhere / "a.jpg"), rows_of(laptop)
    )

    assert len(list(laptop.workspace.photo_folder.glob("*.jpg"))) == 1


def busy_laptop(folder: Path, hub: Path | str, *, source: Path, name: str = "ann") -> Laptop:
    """Return a laptop with some records and a photo to send."""
    laptop = Laptop.empty(folder, name, hub)
    for number in range(30):
        pit = laptop.pit(f"141125T2024{number:04}", note="x" * 4000)
    (source / "a.jpg").write_bytes(bytes(range(256)) * 1600)
    add_photo(laptop.workspace, pit, source / "a.jpg")
    return laptop


@pytest.mark.parametrize("kind", ["embedded", "mailbox"])
def test_a_sync_to_a_hub_whose_disk_is_full(disk: SmallDisk, elsewhere: Path, kind: str) -> None:
    hub = disk.path / "hub"
    if kind == "embedded":
        hub = hub.with_suffix(".mrhub")
        create_hub(hub).close()
    else:
        create_mailbox(hub, index_folder=elsewhere / "made").close()
    sync_until_there_is_room(disk, elsewhere, hub)


@pytest.fixture
def database(server: Server) -> Iterator[tuple[SmallDisk, str]]:
    """Return a hub in PostgreSQL whose files are on a disk of their own."""
    _, name = new_hub(person("ann", surveyor=LIULIN))
    with small_disk(server.folder / "small", megabytes=80) as disk:
        place = disk.path / "tables"
        place.mkdir()
        if server.user is not None:
            shutil.chown(place, server.user)
        server.run(f"CREATE TABLESPACE small LOCATION '{place}'")
        server.run(f'ALTER DATABASE "{name}" SET TABLESPACE small')
        try:
            yield disk, server.address(name, "ann")
        finally:
            disk.free()
            server.run(f'DROP DATABASE "{name}" WITH (FORCE)')
            server.run("DROP TABLESPACE small")
    (server.folder / "small").rmdir()


def test_a_sync_to_a_server_whose_disk_is_full(database: tuple[SmallDisk, str], elsewhere: Path) -> None:
    disk, address = database

    sync_until_there_is_room(disk, elsewhere, address)


def sync_until_there_is_room(disk: SmallDisk, elsewhere: Path, hub: Path | str) -> None:
    """Sync a laptop to a hub on a disk with more and more room; what another one then receives is all."""
    ann, bo = busy_laptop(elsewhere, hub, source=elsewhere), Laptop.empty(elsewhere, "bo", hub)
    sentences: list[str] = []
    for room in ROOMS:
        disk.free()
        disk.fill(but=room)
        try:
            closed = ann.sync().closed
        except MineRestorationError as error:
            closed = error
        if closed is None:
            break
        sentences.append(str(closed))
        rows_of(ann)()
    disk.free()

    assert len(sentences) >= 3 and all("full" in sentence for sentence in sentences)
    assert ann.sync().photos_missing == ()
    bo.sync()
    assert ann.rows() == bo.rows() and len(bo.rows()) == 31
    assert len(list(bo.workspace.photo_folder.glob("*.jpg"))) == 1


def test_a_sync_of_a_workspace_whose_disk_is_full(disk: SmallDisk, elsewhere: Path) -> None:
    create_hub(elsewhere / "hub.mrhub").close()
    ann = busy_laptop(elsewhere, elsewhere / "hub.mrhub", source=elsewhere)
    ann.sync()
    bo = Laptop.empty(disk.path, "bo", elsewhere / "hub.mrhub")
    own = bo.pit("141125T20249999", note="y" * 4000)

    def sound() -> None:
        rows_of(bo)()

    work_until_there_is_room(disk, bo.sync, sound)

    assert bo.sync().photos_missing == ()
    ann.sync()
    assert ann.rows() == bo.rows() == live_rows(bo.hub)
    assert ann.record(PIT, own) is not None
    assert all(
        photo_path(bo.workspace, r).is_file() for t, u in bo.rows() if t == "photo" and (r := bo.record(t, u))
    )


def test_packages_out_in_and_back(disk: SmallDisk, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office.new(disk.path)
    ann = busy_laptop(elsewhere, office.hub, source=elsewhere)
    office.meet(ann)
    monkeypatch.setattr(tempfile, "tempdir", str(disk.path))

    def files() -> list[str]:
        return sorted(path.name for path in disk.path.iterdir())

    work_until_there_is_room(disk, lambda: send(ann, disk.path / "1.mrpkg"), files)
    work_until_there_is_room(disk, lambda: office.take_in(disk.path / "1.mrpkg"), files)
    assert len(live_rows(office.hub)) == 31
    assert receive(ann, disk.path / "1.receipt.mrpkg").pushed == 31


def test_a_receipt_into_a_workspace_whose_disk_is_full(disk: SmallDisk, elsewhere: Path) -> None:
    office = Office.new(elsewhere)
    ann = busy_laptop(elsewhere, office.hub, source=elsewhere)
    ann.sync()
    bo = Laptop.empty(disk.path, "bo", office.hub)
    bo.pit("141125T20249999")
    office.meet(bo)
    send(bo, elsewhere / "1.mrpkg")
    receipt = office.take_in(elsewhere / "1.mrpkg").receipt

    def sound() -> None:
        rows_of(bo)()

    work_until_there_is_room(disk, lambda: receive(bo, receipt), sound)

    ann.sync()
    assert bo.rows() == ann.rows() and len(bo.rows()) == 32


def test_a_migration(disk: SmallDisk, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = elsewhere / "sql"
    shutil.copytree(migrations.sql_folder(), folder)
    (folder / "0002_after.sql").write_text(
        "CREATE TABLE _visits (day TEXT);\nINSERT INTO _visits VALUES (hex(zeroblob(150000)));"
    )
    laptop = Laptop.empty(disk.path, "ann", "no hub")
    laptop.pit(note="x" * 5000)
    monkeypatch.setattr(migrations, "sql_folder", lambda: folder)

    work_until_there_is_room(disk, lambda: open_workspace(laptop.workspace.path), rows_of(laptop))

    with closing(sqlite3.connect(laptop.workspace.path)) as connection:
        assert connection.execute("SELECT length(day) FROM _visits").fetchone() == (300_000,)
    assert len(laptop.rows()) == 1

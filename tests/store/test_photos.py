"""Photos: originals beside the workspace, rows and thumbnails in it."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.errors import UnknownCodeError
from plugin.store import exif
from plugin.store.errors import InvalidRecordError, WorkspaceNotWritableError
from plugin.store.photos import (
    UnreadablePhotoError,
    add_photo,
    export_name,
    file_digest,
    missing_photos,
    photo_path,
    prepare_photo,
)
from plugin.store.records import Record, duplicate_record, insert_records, new_uuid, read_records
from plugin.store.workspace import Workspace

PIL_IMAGE = pytest.importorskip(
    "PIL.Image", reason="Pillow makes the test's photo; without it EXIF is not read"
)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Return a photo of 31 May 2024, 08:30:05 China time, at 110°53′0″E 37°26′30″N, looking to 45.5°."""
    path = tmp_path / "IMG_0001.JPEG"
    details = PIL_IMAGE.Exif()
    details[0x8769] = {0x9003: "2024:05:31 08:30:05"}
    details[0x8825] = {1: "N", 2: (37.0, 26.0, 30.0), 3: "E", 4: (110.0, 53.0, 0.0), 17: 45.5}
    PIL_IMAGE.new("RGB", (1600, 1200), "brown").save(path, "JPEG", exif=details)
    return path


def test_a_photo_says_when_where_and_in_which_direction(
    workspace: Workspace, pit: Record, photo: Path
) -> None:
    record = add_photo(workspace, pit.uuid, photo, photo_type="QJ", caption="全景")
    with workspace.connect() as connection:
        (read,) = read_records(connection, "photo")
    assert read.values == record.values
    assert read.values["taken_at"] == "2024-05-31T00:30:05.000Z"
    assert read.values["longitude"] == pytest.approx(110 + 53 / 60)
    assert read.values["latitude"] == pytest.approx(37 + 26 / 60 + 30 / 3600)
    assert (read.values["azimuth_deg"], read.values["sequence"], read.values["caption"]) == (45.5, 1, "全景")


def test_the_original_is_kept_byte_for_byte_under_its_sha256(
    workspace: Workspace, pit: Record, photo: Path
) -> None:
    record = add_photo(workspace, pit.uuid, photo)
    original = workspace.photo_folder / f"{file_digest(photo)}.jpg"
    assert photo_path(workspace, record) == original
    assert original.read_bytes() == photo.read_bytes()
    assert [path.name for path in workspace.photo_folder.iterdir()] == [original.name]


def test_the_thumbnail_is_a_small_jpeg(workspace: Workspace, pit: Record, photo: Path) -> None:
    thumbnail = add_photo(workspace, pit.uuid, photo).values["thumbnail"]
    assert isinstance(thumbnail, bytes)
    with PIL_IMAGE.open(io.BytesIO(thumbnail)) as image:
        assert (image.format, image.size) == ("JPEG", (256, 192))


def test_what_a_person_says_goes_before_what_the_camera_wrote(
    workspace: Workspace, pit: Record, photo: Path
) -> None:
    record = add_photo(workspace, pit.uuid, photo, azimuth_deg=0.0, taken_at=datetime(2024, 6, 1, 12, 0))
    assert (record.values["azimuth_deg"], record.values["taken_at"]) == (0.0, "2024-06-01T04:00:00.000Z")


def test_the_same_file_twice_is_stored_once(workspace: Workspace, pit: Record, photo: Path) -> None:
    first, second = add_photo(workspace, pit.uuid, photo), add_photo(workspace, pit.uuid, photo)
    assert len(list(workspace.photo_folder.iterdir())) == 1
    assert (first.values["sequence"], second.values["sequence"]) == (1, 2)


def test_a_copied_problem_shows_the_same_photo(workspace: Workspace, pit: Record, photo: Path) -> None:
    add_photo(workspace, pit.uuid, photo)
    with workspace.write() as connection:
        duplicate_record(connection, "problem_area", pit.uuid)
    assert missing_photos(workspace) == []
    assert len(list(workspace.photo_folder.iterdir())) == 1


def test_a_file_without_exif_is_kept_all_the_same(workspace: Workspace, pit: Record, tmp_path: Path) -> None:
    scan = tmp_path / "扫描件.png"
    scan.write_bytes(b"no picture at all")
    record = add_photo(workspace, pit.uuid, scan)
    assert (record.values["taken_at"], record.values["thumbnail"]) == (None, None)
    assert photo_path(workspace, record).read_bytes() == b"no picture at all"


def test_without_pillow_a_photo_is_kept_without_date_and_thumbnail(
    workspace: Workspace, pit: Record, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exif, "_pillow", lambda name: None)
    record = add_photo(workspace, pit.uuid, photo)
    assert (record.values["taken_at"], record.values["thumbnail"]) == (None, None)
    assert photo_path(workspace, record).is_file()


@pytest.mark.parametrize("broken", [{0x9003: "0000:00:00 00:00:00"}, {0x9003: "soon"}, {0x9011: "+99:99"}])
def test_a_broken_date_is_no_date(tmp_path: Path, broken: dict[int, str]) -> None:
    path = tmp_path / "a.jpg"
    details = PIL_IMAGE.Exif()
    details[0x8769] = broken
    details[0x8825] = {1: "N", 2: (97.0, 0.0, 0.0, 0.0), 17: 999.0}
    PIL_IMAGE.new("RGB", (20, 20)).save(path, "JPEG", exif=details)
    facts = exif.read_facts(path)
    assert (facts.taken_at, facts.latitude, facts.azimuth_deg) == (None, None, None)
    assert facts.thumbnail is not None


def test_a_missing_and_an_empty_file_are_refused(workspace: Workspace, pit: Record, tmp_path: Path) -> None:
    empty = tmp_path / "empty.jpg"
    empty.touch()
    for path, problem in ((empty, "it is empty"), (tmp_path / "absent.jpg", "No such file")):
        with pytest.raises(UnreadablePhotoError, match=problem):
            add_photo(workspace, pit.uuid, path)
    assert not workspace.photo_folder.exists()


def test_a_photo_of_no_problem_or_of_an_unknown_type_leaves_no_row(
    workspace: Workspace, pit: Record, photo: Path
) -> None:
    with pytest.raises(InvalidRecordError, match="there is no problem"):
        add_photo(workspace, new_uuid(), photo)
    assert not workspace.photo_folder.exists()
    with pytest.raises(UnknownCodeError, match="photo_type"):
        add_photo(workspace, pit.uuid, photo, photo_type="selfie")
    with workspace.connect() as connection:
        assert read_records(connection, "photo") == []


def test_an_editor_may_save_the_row_itself(workspace: Workspace, pit: Record, photo: Path) -> None:
    record = prepare_photo(workspace, pit.uuid, photo)
    with workspace.connect() as connection:
        assert read_records(connection, "photo") == []
    with workspace.write() as connection:
        insert_records(connection, [record])
    assert missing_photos(workspace) == []


def test_lost_and_truncated_originals_are_named(workspace: Workspace, pit: Record, photo: Path) -> None:
    lost = add_photo(workspace, pit.uuid, photo)
    other = photo.with_name("b.jpg")
    other.write_bytes(photo.read_bytes() + b"more")
    truncated = add_photo(workspace, pit.uuid, other)
    photo_path(workspace, lost).unlink()
    photo_path(workspace, truncated).write_bytes(b"")
    assert {(m.uuid, m.original_name) for m in missing_photos(workspace)} == {
        (lost.uuid, "IMG_0001.JPEG"),
        (truncated.uuid, "b.jpg"),
    }
    add_photo(workspace, pit.uuid, other)
    assert [m.uuid for m in missing_photos(workspace)] == [lost.uuid]


def test_a_folder_that_cannot_be_written_is_a_sentence(
    workspace: Workspace, pit: Record, photo: Path
) -> None:
    (workspace.path.parent / "liulin_photos").write_text("a file where the folder should be")
    with pytest.raises(WorkspaceNotWritableError):
        add_photo(workspace, pit.uuid, photo)


@given(
    number=st.text(max_size=20),
    kind=st.text(max_size=8),
    azimuth=st.floats(0, 360),
    sequence=st.integers(1, 999),
)
def test_an_export_name_always_has_five_parts_and_is_a_file_name(
    number: str, kind: str, azimuth: float, sequence: int
) -> None:
    name = export_name(number, kind, azimuth, "2024-05-31T00:30:05.000Z", sequence)
    assert len(name.removesuffix(".jpg").split("_")) == 5
    assert not set(name) & set('\\/:*?"<>|\n')
    assert name.split("_")[3] == "20240531083005"

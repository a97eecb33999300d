"""Photos: originals beside the workspace by their SHA-256, rows and thumbnails in it."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from dataclasses import dataclass
from datetime import datetime, timezone
from hashlib import sha256
from pathlib import Path

from .. import drafts
from ..domain.file_problems import problem_of
from .errors import InvalidRecordError, StoreError, WorkspaceNotWritableError
from .exif import CHINA_TIME, read_facts
from .records import Record, insert_records, new_uuid, read_records
from .workspace import Workspace

PHOTO = "photo"
_EXTENSIONS = {".jpeg": ".jpg", ".jpe": ".jpg", ".tif": ".tif", ".tiff": ".tif"}
_SAFE_EXTENSION = re.compile(r"\.[a-z0-9]{1,5}")
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f_]+')
_BLOCK = 1 << 20


class UnreadablePhotoError(StoreError):
    """A photo file that cannot be taken in."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        super().__init__(f"The photo “{path}” cannot be added: {problem}; choose another file.")


@dataclass(frozen=True, kw_only=True)
class MissingPhoto:
    """A photo that has a row but whose original is not in the folder, or is not the file it was."""

    uuid: str
    problem_uuid: str
    original_name: str
    path: Path


def add_photo(
    workspace: Workspace,
    problem_uuid: str,
    file: Path | str,
    *,
    photo_type: str | None = None,
    caption: str | None = None,
    azimuth_deg: float | None = None,
    taken_at: datetime | None = None,
) -> Record:
    """Return the record of a photo after its file is in the folder and its row in the workspace.

    What is not given is read from the file (EXIF): time (stored in UTC), position, azimuth in degrees. The
    original is copied byte for byte. Raises UnreadablePhotoError, InvalidRecordError where there is no such
    problem, UnknownCodeError, WorkspaceNotWritableError.
    """
    require_problem(workspace, problem_uuid)
    record = prepare_photo(
        workspace,
        problem_uuid,
        file,
        photo_type=photo_type,
        caption=caption,
        azimuth_deg=azimuth_deg,
        taken_at=taken_at,
    )
    with workspace.write() as connection:
        insert_records(connection, [record])
    return record


def prepare_photo(
    workspace: Workspace,
    problem_uuid: str,
    file: Path | str,
    *,
    photo_type: str | None = None,
    caption: str | None = None,
    azimuth_deg: float | None = None,
    taken_at: datetime | None = None,
) -> Record:
    """Return the record of a photo whose file is in the folder but whose row is still to be saved.

    For an editor that saves rows itself; see :func:`add_photo`. The problem may be one that is not saved yet.
    """
    source = Path(file)
    digest, size = _store_original(workspace, source)
    facts = read_facts(source)
    moment = taken_at or facts.taken_at
    return Record(
        PHOTO,
        new_uuid(),
        {
            "problem_uuid": problem_uuid,
            "sha256": digest,
            "byte_size": size,
            "original_name": source.name,
            "photo_type": photo_type,
            "azimuth_deg": facts.azimuth_deg if azimuth_deg is None else azimuth_deg,
            "taken_at": None if moment is None else _utc(moment),
            "longitude": facts.longitude,
            "latitude": facts.latitude,
            "sequence": _next_sequence(workspace, problem_uuid),
            "caption": caption,
            "thumbnail": facts.thumbnail,
            "thumbnail_sha256": None if facts.thumbnail is None else sha256(facts.thumbnail).hexdigest(),
        },
    )


def _utc(moment: datetime) -> str:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=CHINA_TIME)
    return f"{aware.astimezone(timezone.utc):%Y-%m-%dT%H:%M:%S}.000Z"


def _next_sequence(workspace: Workspace, problem_uuid: str) -> int:
    with workspace.connect() as connection:
        row = connection.execute(
            "SELECT COALESCE(MAX(sequence), 0) + 1 FROM photo WHERE problem_uuid = ?", (problem_uuid,)
        ).fetchone()
    return int(row[0])


def require_problem(workspace: Workspace, problem_uuid: str) -> None:
    """Raise InvalidRecordError where no problem of any geometry has the uuid."""
    with workspace.connect() as connection:
        found = connection.execute("SELECT 1 FROM problem WHERE uuid = ?", (problem_uuid,)).fetchone()
    if found is None:
        raise InvalidRecordError(PHOTO, None, f"there is no problem {problem_uuid}")


def photo_path(workspace: Workspace, record: Record) -> Path:
    """Return where the original of a photo's record is, or would be."""
    digest, original = str(record.values["sha256"]), str(record.values["original_name"] or "")
    return workspace.photo_folder / (digest + extension_of(original))


def extension_of(name: str) -> str:
    """Return the extension an original keeps in the folder.

    >>> extension_of("IMG_1.JPEG"), extension_of("scan.png"), extension_of("no extension")
    ('.jpg', '.png', '.jpg')
    """
    suffix = Path(name).suffix.lower()
    return _EXTENSIONS.get(suffix, suffix if _SAFE_EXTENSION.fullmatch(suffix) else ".jpg")


def missing_photos(workspace: Workspace) -> list[MissingPhoto]:
    """Return the photos whose original is not in the folder or has another size than its row says."""
    with workspace.connect() as connection:
        records = read_records(connection, PHOTO)
    return [
        MissingPhoto(
            uuid=record.uuid,
            problem_uuid=str(record.values["problem_uuid"]),
            original_name=str(record.values["original_name"] or ""),
            path=path,
        )
        for record, path in ((record, photo_path(workspace, record)) for record in records)
        if not path.is_file() or record.values["byte_size"] not in (None, path.stat().st_size)
    ]


def _store_original(workspace: Workspace, source: Path) -> tuple[str, int]:
    """Return SHA-256 and size of a file after it is in the photo folder under that name."""
    try:
        digest, size = file_digest(source), source.stat().st_size
    except OSError as error:
        raise UnreadablePhotoError(source, error.strerror or str(error)) from error
    if size == 0:
        raise UnreadablePhotoError(source, "it is empty")
    target = workspace.photo_folder / f"{digest}{extension_of(source.name)}"
    if target.is_file() and target.stat().st_size == size:
        return digest, size
    draft = drafts.draft_of(target)
    try:
        target.parent.mkdir(exist_ok=True)
        _copy_durably(source, draft)
        draft.replace(target)
    except OSError as error:
        raise WorkspaceNotWritableError(target.parent, problem_of(error)) from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
    return digest, size


def _copy_durably(source: Path, target: Path) -> None:
    with source.open("rb") as reader, target.open("xb") as writer:
        shutil.copyfileobj(reader, writer, _BLOCK)
        writer.flush()
        os.fsync(writer.fileno())


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file in lower-case hexadecimal digits, read block by block."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def export_name(
    number: str | None,
    photo_type: str | None,
    azimuth_deg: float | None,
    taken_at: str | datetime | None,
    sequence: int | None,
    *,
    extension: str = ".jpg",
) -> str:
    """Return the name a photo gets on export: `编号_类型_方位角_yyyymmddHHMMSS_序号.jpg`.

    The time is that of China; a part that is not known is `0`, so that the five parts stay countable.

    >>> export_name("141125P20240001", "QJ", 45.4, "2024-05-31T00:30:05.000Z", 2)
    '141125P20240001_QJ_045_20240531083005_02.jpg'
    >>> export_name(None, None, None, None, None)
    '0_0_0_0_01.jpg'
    """
    azimuth = "0" if azimuth_deg is None else f"{round(azimuth_deg) % 360:03d}"
    parts = (_safe(number), _safe(photo_type), azimuth, _stamp(taken_at), f"{sequence or 1:02d}")
    return "_".join(parts) + extension


def _safe(text: str | None) -> str:
    return _FORBIDDEN.sub("-", text or "").strip(" .-") or "0"


def _stamp(moment: str | datetime | None) -> str:
    if isinstance(moment, str):
        try:
            moment = datetime.fromisoformat(moment[:19]).replace(tzinfo=timezone.utc)
        except ValueError:
            return "0"
    if moment is None:
        return "0"
    return f"{moment.astimezone(CHINA_TIME):%Y%m%d%H%M%S}"

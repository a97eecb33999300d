"""The bytes of photos: sent and received by their hash, in pieces that resume, verified at the end."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..store import exif, photos, replica
from ..store.errors import WorkspaceNotWritableError
from ..store.records import Record, write_derived
from ..sync import journal
from ..sync.errors import DamagedBlobError
from ..sync.hub import CHUNK_BYTES
from .sync_session import Session, classified_among

SENT = "blob:"
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class _Photo:
    uuid: str
    sha256: str
    name: str
    path: Path
    thumbnail: bool


@dataclass(frozen=True, kw_only=True)
class PhotoTally:
    """How many photos went and came, and the names of those whose bytes are nowhere yet."""

    sent: int
    received: int
    total: int
    missing: tuple[str, ...]


def exchange(session: Session) -> PhotoTally:
    """Send the originals the hub lacks and receive those this workspace lacks, of the rows both have.

    Photos of classified records stay here. Raises WorkspaceNotWritableError.
    """
    every, shared = _photos(session)
    sent = _send(session, [photo for photo in shared if photo.path.is_file()])
    received: list[_Photo] = []
    for photo in shared:
        if not photo.path.is_file():
            session.step(0.9, "receiving photos")
            received += [photo] if _receive(session, photo) else []
    _make_thumbnails(session, [photo for photo in received if not photo.thumbnail])
    missing = tuple(photo.name for photo in every if not photo.path.is_file())
    return PhotoTally(sent=sent, received=len(received), total=len(every), missing=missing)


def _photos(session: Session) -> tuple[list[_Photo], list[_Photo]]:
    """Return all photos, and those whose rows the hub has and may have."""
    workspace = session.workspace
    with session.access.read() as connection:
        rows = replica.read_columns(
            connection, photos.PHOTO, ["uuid", "problem_uuid", "sha256", "original_name", "thumbnail"]
        )
        secret = classified_among(connection, {str(row[1]) for row in rows})
        known = journal.base_versions(connection, [(photos.PHOTO, str(row[0])) for row in rows])
    every: list[_Photo] = []
    shared: list[_Photo] = []
    for uuid, problem, sha256, name, thumbnail in rows:
        if not isinstance(sha256, str) or _HASH.fullmatch(sha256) is None:
            continue
        record = Record(photos.PHOTO, str(uuid), {"sha256": sha256, "original_name": name})
        photo = _Photo(
            uuid=str(uuid),
            sha256=sha256,
            name=str(name or sha256),
            path=photos.photo_path(workspace, record),
            thumbnail=thumbnail is not None,
        )
        every.append(photo)
        if problem not in secret and (photos.PHOTO, photo.uuid) in known:
            shared.append(photo)
    return every, shared


def _send(session: Session, here: list[_Photo]) -> int:
    with session.access.read() as connection:
        done = journal.keys_with_prefix(connection, SENT)
    candidates = {photo.sha256: photo for photo in here if photo.sha256 not in done}
    if not candidates:
        return 0
    session.step(0.7, "sending photos")
    wanted = session.hub.blobs_missing(session.county, candidates)
    sent: list[str] = []
    for sha256, offset in wanted.items():
        session.step(0.8, "sending photos")
        with suppress(DamagedBlobError):
            _send_one(session, candidates[sha256], offset)
            sent.append(sha256)
    there = [sha256 for sha256 in candidates if sha256 not in wanted] + sent
    with session.access.write() as connection:
        for sha256 in there:
            journal.set_state(connection, SENT + sha256, 1)
    return len(sent)


def _send_one(session: Session, photo: _Photo, offset: int) -> None:
    if photos.file_digest(photo.path) != photo.sha256:
        raise DamagedBlobError(photo.sha256, "is not the file it was when it was added")
    size = photo.path.stat().st_size
    with photo.path.open("rb") as file:
        while True:
            file.seek(offset)
            piece = file.read(CHUNK_BYTES)
            received = session.hub.blob_put(session.county, photo.sha256, offset, piece, size=size)
            if received >= size:
                return
            if received <= offset and piece:
                raise DamagedBlobError(photo.sha256, "does not arrive whole")
            offset = received
            session.step(0.8, "sending photos")


def _receive(session: Session, photo: _Photo) -> bool:
    """Return whether a photo's original is in the folder now: whole, verified, and under its own name."""
    part = photo.path.with_name(f".{photo.sha256}.part")
    try:
        part.parent.mkdir(exist_ok=True)
        offset = part.stat().st_size if part.is_file() else 0
        with part.open("ab") as file:
            for piece in _pieces(session, photo.sha256, offset):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if part.stat().st_size == 0:
            part.unlink()
            return False
        if photos.file_digest(part) != photo.sha256:
            part.unlink()
            return False
        part.replace(photo.path)
    except OSError as error:
        raise WorkspaceNotWritableError(photo.path.parent, error.strerror or str(error)) from error
    return True


def _pieces(session: Session, sha256: str, offset: int) -> Iterator[bytes]:
    while piece := session.hub.blob_get(session.county, sha256, offset, CHUNK_BYTES):
        yield piece
        offset += len(piece)
        session.step(0.9, "receiving photos")


def _make_thumbnails(session: Session, without: list[_Photo]) -> None:
    made = {photo.uuid: {"thumbnail": exif.read_facts(photo.path).thumbnail} for photo in without}
    made = {uuid: values for uuid, values in made.items() if values["thumbnail"] is not None}
    if made:
        with session.access.write() as connection:
            write_derived(connection, photos.PHOTO, made)

"""The bytes of photos: sent and received by their hash, in pieces that resume, verified at the end.

All thumbnails go first, in both directions.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from sqlite3 import Connection
from typing import Protocol

from .. import drafts
from ..domain.changes import Value
from ..domain.file_problems import problem_of
from ..store import photos, replica
from ..store.errors import WorkspaceNotWritableError
from ..store.records import Record
from ..store.workspace import Workspace
from ..sync import journal
from ..sync.errors import DamagedBlobError
from ..sync.hub import CHUNK_BYTES
from . import sync_thumbnails
from .sync_session import Session, classified_among
from .sync_thumbnails import Thumbnail

SENT = "blob:"
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class _Photo:
    uuid: str
    sha256: str
    name: str
    path: Path
    thumbnail: Thumbnail | None


@dataclass(frozen=True, kw_only=True)
class PhotoTally:
    """How many photos went and came, and the names of those whose bytes are nowhere yet.

    ``thumbnails`` is how many came ahead of their originals.
    """

    thumbnails: int
    sent: int
    received: int
    total: int
    missing: tuple[str, ...]


def exchange(session: Session) -> PhotoTally:
    """Send the originals the hub lacks and receive those this workspace lacks, of the rows both have.

    Photos of classified records stay here. Raises WorkspaceNotWritableError.
    """
    every, shared = _photos(session)
    small = [photo.thumbnail for photo in shared if photo.thumbnail is not None]
    sent = 0
    with session.sending():
        _note_sent(session, sync_thumbnails.send(session, small, done=_sent(session)))
    came = sync_thumbnails.receive(session, small)
    with session.sending():
        sent = _send(session, [photo for photo in shared if photo.path.is_file()])
    received: list[_Photo] = []
    for photo in shared:
        if not photo.path.is_file():
            session.step(0.9, "receiving photos")
            received += [photo] if _receive(session, photo) else []
    bare = [photo for photo in received if photo.thumbnail is None]
    sync_thumbnails.make(session, {photo.uuid: photo.path for photo in bare})
    missing = tuple(photo.name for photo in every if not photo.path.is_file())
    return PhotoTally(thumbnails=came, sent=sent, received=len(received), total=len(every), missing=missing)


def count(workspace: Workspace) -> tuple[int, int]:
    """Return how many originals of the workspace's photos are here, and how many photos it has."""
    with workspace.connect() as connection:
        rows = replica.read_columns(connection, photos.PHOTO, ["uuid", "sha256", "original_name"])
    paths = [
        photos.photo_path(
            workspace, Record(photos.PHOTO, str(uuid), {"sha256": sha256, "original_name": name})
        )
        for uuid, sha256, name in rows
    ]
    return sum(path.is_file() for path in paths), len(paths)


class SharingHub(Protocol):
    """A hub in which a county shares records, and their photos, with another."""

    def shared_photo_get(self, county: str, owner: str, sha256: str, offset: int, size: int) -> bytes:
        """Return up to ``size`` bytes of a photo of a shared record; empty at its end or without a grant."""


def fetch_shared(hub: SharingHub, county: str, *, owner: str, sha256: str, file: Path) -> bool:
    """Return whether a photo of a record that ``owner`` shares with a county is in a file now, verified.

    A piece that is there already is not fetched again. Raises WorkspaceNotWritableError.
    """
    get = partial(hub.shared_photo_get, county, owner)
    return _fetch(partial(_pieces, get, sha256, lambda: None), sha256, file)


def forget_sent(connection: Connection, hashes: Iterable[Value]) -> None:
    """Let photos be offered to the hub again: rows that came back may have lost their bytes there."""
    for sha256 in hashes:
        if isinstance(sha256, str):
            journal.set_state(connection, SENT + sha256, None)


def _photos(session: Session) -> tuple[list[_Photo], list[_Photo]]:
    """Return all photos, and those whose rows the hub has and may have."""
    workspace = session.workspace
    with session.access.read() as connection:
        rows = replica.read_columns(
            connection,
            photos.PHOTO,
            ["uuid", "problem_uuid", "sha256", "original_name", "thumbnail_sha256"],
        )
        pictured = replica.holding(connection, photos.PHOTO, "thumbnail")
        secret = classified_among(connection, {str(row[1]) for row in rows})
        known = journal.base_versions(connection, [(photos.PHOTO, str(row[0])) for row in rows])
    every: list[_Photo] = []
    shared: list[_Photo] = []
    for uuid, problem, sha256, name, small in rows:
        if not isinstance(sha256, str) or _HASH.fullmatch(sha256) is None:
            continue
        record = Record(photos.PHOTO, str(uuid), {"sha256": sha256, "original_name": name})
        photo = _Photo(
            uuid=str(uuid),
            sha256=sha256,
            name=str(name or sha256),
            path=photos.photo_path(workspace, record),
            thumbnail=_thumbnail(str(uuid), small, here=str(uuid) in pictured),
        )
        every.append(photo)
        if problem not in secret and (photos.PHOTO, photo.uuid) in known:
            shared.append(photo)
    return every, shared


def _thumbnail(uuid: str, sha256: Value, *, here: bool) -> Thumbnail | None:
    if not isinstance(sha256, str) or _HASH.fullmatch(sha256) is None:
        return None
    return Thumbnail(uuid=uuid, sha256=sha256, here=here)


def _send(session: Session, here: list[_Photo]) -> int:
    done = _sent(session)
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
    _note_sent(session, there)
    return len(sent)


def _sent(session: Session) -> set[str]:
    """Return the hashes that the hub is known to have."""
    with session.access.read() as connection:
        return journal.keys_with_prefix(connection, SENT)


def _note_sent(session: Session, hashes: Sequence[str]) -> None:
    if hashes:
        with session.access.write() as connection:
            for sha256 in hashes:
                journal.set_state(connection, SENT + sha256, 1)


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
    get = partial(session.hub.blob_get, session.county)
    step = partial(session.step, 0.9, "receiving photos")
    return _fetch(partial(_pieces, get, photo.sha256, step), photo.sha256, photo.path)


def _fetch(pieces: Callable[[int], Iterator[bytes]], sha256: str, target: Path) -> bool:
    part = drafts.piece_of(target, sha256)
    try:
        part.parent.mkdir(exist_ok=True)
        offset = part.stat().st_size if part.is_file() else 0
        with part.open("ab") as file:
            for piece in pieces(offset):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if part.stat().st_size == 0:
            part.unlink()
            return False
        if photos.file_digest(part) != sha256:
            part.unlink()
            return False
        part.replace(target)
    except OSError as error:
        raise WorkspaceNotWritableError(target.parent, problem_of(error)) from error
    return True


def _pieces(
    get: Callable[[str, int, int], bytes], sha256: str, step: Callable[[], None], offset: int
) -> Iterator[bytes]:
    while piece := get(sha256, offset, CHUNK_BYTES):
        yield piece
        offset += len(piece)
        step()

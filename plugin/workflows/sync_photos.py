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
from ..sync.hub import CHUNK_BYTES, JoiningHub
from . import sync_thumbnails
from .sync_session import Session, classified_among
from .sync_thumbnails import Thumbnail

SENT = "blob:"
SENDING, RECEIVING = (0.7, 0.85), (0.85, 1.0)
"""Which part of a sync's progress the originals take: they take the longest."""

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
    _forget_lost(session, {photo.sha256 for photo in shared} | {one.sha256 for one in small})
    sent = 0
    with session.sending():
        _note_sent(session, sync_thumbnails.send(session, small, done=_sent(session)))
    came = sync_thumbnails.receive(session, small)
    with session.sending():
        sent = _send(session, [photo for photo in shared if photo.path.is_file()])
    received = _receive(session, [photo for photo in shared if not photo.path.is_file()])
    bare = [photo for photo in received if photo.thumbnail is None]
    sync_thumbnails.make(session, {photo.uuid: photo.path for photo in bare})
    missing = tuple(photo.name for photo in every if not photo.path.is_file())
    return PhotoTally(thumbnails=came, sent=sent, received=len(received), total=len(every), missing=missing)


@dataclass(frozen=True, kw_only=True)
class PhotoCount:
    """Of ``total`` photos the originals of ``here`` are in the workspace; ``to_send`` of these the hub lacks.

    As far as is known here: a photo that another device sent already counts until the next sync.
    """

    here: int
    total: int
    to_send: int


def count(workspace: Workspace) -> PhotoCount:
    """Return how many photos are here and go to the hub with the next sync; classified ones never go."""
    with workspace.connect() as connection:
        rows = replica.read_columns(
            connection, photos.PHOTO, ["uuid", "problem_uuid", "sha256", "original_name"]
        )
        secret = classified_among(connection, {str(row[1]) for row in rows})
        sent = journal.keys_with_prefix(connection, SENT)
    here = to_send = 0
    for uuid, problem, sha256, name in rows:
        record = Record(photos.PHOTO, str(uuid), {"sha256": sha256, "original_name": name})
        if photos.photo_path(workspace, record).is_file():
            here += 1
            to_send += problem not in secret and sha256 not in sent
    return PhotoCount(here=here, total=len(rows), to_send=to_send)


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


def _forget_lost(session: Session, hashes: set[str]) -> None:
    """Let photos be offered again that were sent, and are not in this copy of a mailbox, or cut off."""
    if not isinstance(session.hub, JoiningHub):
        return
    lost = session.hub.lost_photos(session.county, hashes & _sent(session))
    if lost:
        with session.access.write() as connection:
            forget_sent(connection, lost)


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
    for number, (sha256, offset) in enumerate(wanted.items()):
        step = partial(_step, session, "sending photos", SENDING, number, len(wanted))
        step()
        with suppress(DamagedBlobError):
            _send_one(session, candidates[sha256], offset, step)
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


def _step(session: Session, stage: str, share: tuple[float, float], number: int, count: int) -> None:
    begin, end = share
    session.step(begin + (end - begin) * number / count, f"{stage} {number + 1}/{count}")


def _send_one(session: Session, photo: _Photo, offset: int, step: Callable[[], None]) -> None:
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
            step()


def _receive(session: Session, lacking: Sequence[_Photo]) -> list[_Photo]:
    """Return the photos whose originals are in the folder now: whole, verified, under their own names."""
    get = partial(session.hub.blob_get, session.county)
    received: list[_Photo] = []
    for number, photo in enumerate(lacking):
        step = partial(_step, session, "receiving photos", RECEIVING, number, len(lacking))
        step()
        if photo.path.is_file():  # a photo of two records
            continue
        if _fetch(partial(_pieces, get, photo.sha256, step), photo.sha256, photo.path):
            received.append(photo)
            _note_sent(session, [photo.sha256])
    return received


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

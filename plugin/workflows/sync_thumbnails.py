"""Thumbnails go and come before the originals: on a slow network everybody soon sees what is on the way.

They stand in the row, but travel as bytes by their own hash, as the originals do: a row stays small.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256 as hash_of
from pathlib import Path

from ..store import exif, photos, replica
from ..store.records import write_derived
from ..sync.errors import DamagedBlobError
from ..sync.hub import CHUNK_BYTES
from .sync_session import Session

ROWS_PER_WRITE = 50


@dataclass(frozen=True, kw_only=True)
class Thumbnail:
    """The thumbnail of a photo's row, by its hash; ``here``: the row holds its bytes."""

    uuid: str
    sha256: str
    here: bool


def send(session: Session, thumbnails: Sequence[Thumbnail], *, done: set[str]) -> list[str]:
    """Return the hashes of the thumbnails that the hub has now; those in ``done`` are not asked about."""
    candidates = {one.sha256: one for one in thumbnails if one.here and one.sha256 not in done}
    if not candidates:
        return []
    session.step(0.6, "sending thumbnails")
    wanted = session.hub.blobs_missing(session.county, candidates)
    there = [sha256 for sha256 in candidates if sha256 not in wanted]
    for sha256, offset in wanted.items():
        session.step(0.6, "sending thumbnails")
        content = _content(session, candidates[sha256])
        if hash_of(content).hexdigest() == sha256:
            with suppress(DamagedBlobError):
                _put(session, sha256, content, offset)
                there.append(sha256)
    return there


def receive(session: Session, thumbnails: Sequence[Thumbnail]) -> int:
    """Return how many thumbnails came and stand in their rows now."""
    came: dict[str, dict[str, bytes]] = {}
    count = 0
    for one in thumbnails:
        if one.here:
            continue
        session.step(0.65, "receiving thumbnails")
        content = _received(session, one.sha256)
        if content is not None:
            came[one.uuid] = {"thumbnail": content}
        if len(came) >= ROWS_PER_WRITE:
            count += _write(session, came)
            came = {}
    return count + _write(session, came)


def make(session: Session, originals: dict[str, Path]) -> None:
    """Make the thumbnails of photos that came without one: photo's uuid → its original."""
    made = {uuid: exif.read_facts(path).thumbnail for uuid, path in originals.items()}
    _write(session, {uuid: {"thumbnail": content} for uuid, content in made.items() if content is not None})


def _write(session: Session, rows: dict[str, dict[str, bytes]]) -> int:
    if rows:
        with session.access.write() as connection:
            write_derived(connection, photos.PHOTO, rows)
    return len(rows)


def _content(session: Session, thumbnail: Thumbnail) -> bytes:
    with session.access.read() as connection:
        content = replica.read_value(connection, photos.PHOTO, thumbnail.uuid, "thumbnail")
    return content if isinstance(content, bytes) else b""


def _put(session: Session, sha256: str, content: bytes, offset: int) -> None:
    while True:
        piece = content[offset : offset + CHUNK_BYTES]
        received = session.hub.blob_put(session.county, sha256, offset, piece, size=len(content))
        if received >= len(content):
            return
        if received <= offset and piece:
            raise DamagedBlobError(sha256, "does not arrive whole")
        offset = received


def _received(session: Session, sha256: str) -> bytes | None:
    """Return the bytes that have the hash, or None where the hub lacks them or has others."""
    content = b""
    while piece := session.hub.blob_get(session.county, sha256, len(content), CHUNK_BYTES):
        content += piece
        if hash_of(content).hexdigest() == sha256:
            return content
    return None

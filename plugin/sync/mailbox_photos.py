"""Photos in a mailbox: pieces that arrive in order, one whole file when they have the hash."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from . import durable_files
from .errors import DamagedBlobError
from .hub import CHUNK_BYTES
from .mailbox_folder import MailboxFolder

_PIECE = re.compile(r"([0-9]+)-([0-9]+)-([0-9]+)")
_HASH = re.compile(r"[0-9a-f]{64}")


def received(folder: MailboxFolder, county: str, sha256: str) -> int | None:
    """Return how many bytes of a photo are there, or None where it is whole and its hash is right."""
    if _HASH.fullmatch(sha256) is None:
        return 0
    with folder.translated():
        whole = _whole(folder, county, sha256)
        if whole is not None and _digest(_content(whole)) == sha256:
            _drop(folder.pieces(county, sha256))
            return None
        pieces = _pieces(folder.pieces(county, sha256))
        size = max((announced for announced, *_ in pieces), default=0)
        return sum(length for _, length, _ in _line(pieces, size))


def lost(folder: MailboxFolder, county: str, hashes: Iterable[str]) -> frozenset[str]:
    """Return the hashes whose photos are not here under their size; no photo is read for that."""
    wanted = frozenset(hashes)
    with folder.translated():
        places = {folder.photos(county, sha256) for sha256 in wanted}
        files = [path for place in places if place.is_dir() for path in place.iterdir()]
        named = [(path, *path.name.rpartition("-")) for path in files]
        here = {sha256 for path, sha256, _, size in named if size == str(path.stat().st_size)}
    return wanted - here


def put(folder: MailboxFolder, county: str, sha256: str, *, offset: int, content: bytes, size: int) -> int:
    """Return the bytes that are there now. Raises DamagedBlobError, after which none of them are.

    A piece that is there already, or that comes too early, changes nothing.
    """
    if _HASH.fullmatch(sha256) is None:
        raise DamagedBlobError(sha256, "has no hash that can name it")
    with folder.writing():
        if _whole(folder, county, sha256) is not None and received(folder, county, sha256) is None:
            return size
        place = folder.pieces(county, sha256)
        pieces = _pieces(place)
        line = _line(pieces, size)
        there = sum(length for _, length, _ in line)
        if any(announced != size for announced, *_ in pieces) or there + len(content) > size:
            _drop(place)
            raise DamagedBlobError(sha256, "has another size than announced")
        if offset != there:
            return there
        if content:
            name = f"{size}-{offset}-{len(content)}"
            durable_files.write_whole(place / name, content)
            line.append((offset, len(content), place / name))
        there += len(content)
        if there == size:
            _complete(folder, county, sha256, size=size, pieces=[path for *_, path in line])
        return there


def get(folder: MailboxFolder, county: str, sha256: str, *, offset: int, size: int) -> bytes:
    """Return up to ``size`` bytes of a whole photo; empty at its end and where it is not whole."""
    if _HASH.fullmatch(sha256) is None:
        return b""
    with folder.translated():
        whole = _whole(folder, county, sha256)
        if whole is None:
            return b""
        with whole.open("rb") as file:
            file.seek(offset)
            return file.read(size)


def _complete(folder: MailboxFolder, county: str, sha256: str, *, size: int, pieces: list[Path]) -> None:
    place = folder.pieces(county, sha256)
    if _digest(piece for path in pieces for piece in _content(path)) != sha256:
        _drop(place)
        raise DamagedBlobError(sha256, "arrived with other content than its hash names")
    durable_files.write_whole(
        folder.photo(county, sha256, size), (piece for path in pieces for piece in _content(path))
    )
    _drop(place)


def _whole(folder: MailboxFolder, county: str, sha256: str) -> Path | None:
    """Return the file of a whole photo: one of the size that its name says."""
    place = folder.photos(county, sha256)
    if not place.is_dir():
        return None
    for path in sorted(place.glob(f"{sha256}-*")):
        if path.name.rpartition("-")[2] == str(path.stat().st_size):
            return path
    return None


def _pieces(place: Path) -> list[tuple[int, int, int, Path]]:
    """Return size, start, length and path of the pieces of which every byte is there."""
    if not place.is_dir():
        return []
    found: list[tuple[int, int, int, Path]] = []
    for path in place.iterdir():
        match = _PIECE.fullmatch(path.name)
        if match and path.stat().st_size == int(match[3]):
            found.append((int(match[1]), int(match[2]), int(match[3]), path))
    return found


def _line(pieces: list[tuple[int, int, int, Path]], size: int) -> list[tuple[int, int, Path]]:
    """Return the pieces that follow each other from the beginning, without a gap."""
    by_start: dict[int, tuple[int, Path]] = {}
    for announced, start, length, path in sorted(pieces):
        if announced == size and length > 0:
            by_start[start] = (length, path)
    line: list[tuple[int, int, Path]] = []
    end = 0
    while end in by_start:
        length, path = by_start[end]
        line.append((end, length, path))
        end += length
    return line


def _content(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(CHUNK_BYTES):
            yield piece


def _digest(pieces: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def _drop(place: Path) -> None:
    with suppress(OSError):
        shutil.rmtree(place)

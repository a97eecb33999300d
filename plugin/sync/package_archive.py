"""The ZIP of a package, of which every byte is accounted for.

Any program opens it, but only one sequence of bytes holds given members: headers are fixed, nothing lies
before, between or after. So a byte changed anywhere is found, and there is no room for tricks.
"""

from __future__ import annotations

import hashlib
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from .package_errors import DamagedPackageError, HostilePackageError

STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION, _UTF8, _DATE = 20, 0x0800, 0x0021
_REGULAR = (stat.S_IFREG | 0o644) << 16
_BLOCK = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a package may hold at most."""

    members: int = 20_000
    member_bytes: int = 512 * 1024 * 1024
    total_bytes: int = 3 * 1024 * 1024 * 1024
    expansion: int = 200

    def harmless(self, size: int, packed: int) -> bool:
        """Return whether a member swells within measure."""
        return size <= self.member_bytes and size <= self.expansion * max(packed, 1024)


@dataclass(frozen=True, kw_only=True)
class Member:
    """One file of a package: ``size`` unpacked, ``packed`` in the ZIP, and the hash of its packed bytes."""

    name: str
    method: int
    size: int
    packed: int
    sha256: str
    crc: int
    start: int


class ArchiveWriter:
    """Writes members one after the other into an open file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.members: list[Member] = []

    def add(self, name: str, pieces: Iterable[bytes], *, method: int = STORED) -> Member:
        """Return the member after it is written; its header is put in when its size is known."""
        begin = self._file.tell()
        start = begin + _LOCAL.size + len(name.encode())
        self._file.seek(start)
        digest, crc, size, packed = hashlib.sha256(), 0, 0, 0
        for raw, block in _packed(pieces, method):
            crc, size, packed = zlib.crc32(raw, crc), size + len(raw), packed + len(block)
            digest.update(block)
            self._file.write(block)
        member = Member(
            name=name,
            method=method,
            size=size,
            packed=packed,
            sha256=digest.hexdigest(),
            crc=crc,
            start=start,
        )
        self._file.seek(begin)
        self._file.write(_local_header(member))
        self._file.seek(start + packed)
        self.members.append(member)
        return member

    def finish(self) -> None:
        """Write the directory at the end."""
        self._file.write(_directory(self.members, self._file.tell()))


def read_archive(path: Path, *, allowed: re.Pattern[str], limits: Limits) -> tuple[Member, ...]:
    """Return the members of a package after every byte of the file was looked at; nothing is extracted.

    Raises HostilePackageError for names, counts and sizes that no package has, DamagedPackageError for
    everything else that is not exactly as it was written.
    """
    infos = _listed(path, limits)
    _require_harmless(path, infos, allowed=allowed, limits=limits)
    try:
        with path.open("rb") as file:
            end, members = 0, []
            for info in infos:
                if info.header_offset != end:
                    raise DamagedPackageError(path, "its members do not follow each other")
                members.append(_member(path, file, info))
                end = members[-1].start + members[-1].packed
            file.seek(end)
            directory = _directory(members, end)
            if file.read(len(directory) + 1) != directory:
                raise DamagedPackageError(path, "its directory does not fit its content")
    except OSError as error:
        raise DamagedPackageError(path, f"it cannot be read ({error.strerror})") from error
    return tuple(members)


def content(path: Path, member: Member, *, limit: int) -> bytes:
    """Return the whole content of a member, unpacked. Raises HostilePackageError beyond the limit."""
    if member.size > limit:
        raise HostilePackageError(path, f"its member {member.name} is too large")
    packed = b"".join(pieces(path, member))
    return packed if member.method == STORED else _inflated(path, member, packed)


def pieces(path: Path, member: Member, *, offset: int = 0, size: int | None = None) -> Iterator[bytes]:
    """Yield the packed bytes of a member from an offset, at most ``size``, block by block."""
    left = max(0, min(member.packed - offset, member.packed if size is None else size))
    with path.open("rb") as file:
        file.seek(member.start + offset)
        while left > 0:
            block = file.read(min(_BLOCK, left))
            if not block:
                return
            left -= len(block)
            yield block


def first_look(path: Path, name: str, *, limit: int) -> bytes | None:
    """Return a stored member before the file was looked at as a whole, or None; trust nothing in it."""
    for info in _listed(path, Limits()):
        if info.filename == name and info.compress_type == STORED and info.file_size <= limit:
            try:
                with zipfile.ZipFile(path) as archive, archive.open(info) as file:
                    return file.read(limit)
            except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError) as error:
                raise DamagedPackageError(path, f"its member {name} cannot be read") from error
    return None


def _listed(path: Path, limits: Limits) -> list[zipfile.ZipInfo]:
    try:
        if path.stat().st_size > limits.total_bytes:
            raise HostilePackageError(path, "it is larger than any package")
        with zipfile.ZipFile(path) as archive:
            return archive.infolist()
    except FileNotFoundError as error:
        raise DamagedPackageError(path, "there is no such file", remedy="choose another file") from error
    except (zipfile.BadZipFile, struct.error, ArithmeticError, ValueError, RuntimeError, EOFError) as error:
        raise DamagedPackageError(path, "it is cut off, damaged or no package at all") from error
    except OSError as error:
        raise DamagedPackageError(path, f"it cannot be read ({error.strerror})") from error


def _require_harmless(
    path: Path, infos: Sequence[zipfile.ZipInfo], *, allowed: re.Pattern[str], limits: Limits
) -> None:
    if len(infos) > limits.members:
        raise HostilePackageError(path, f"it holds {len(infos)} members, more than any package")
    seen: set[str] = set()
    for info in infos:
        name = info.orig_filename
        if stat.S_ISLNK(info.external_attr >> 16):
            raise HostilePackageError(path, f"its member “{name}” is a link to another file")
        if _leads_out(name):
            raise HostilePackageError(path, f"its member “{name}” would be written outside of it")
        if name in seen:
            raise HostilePackageError(path, f"its member “{name}” is there twice")
        if info.flag_bits & 0x1:
            raise HostilePackageError(path, f"its member “{name}” is locked with a password")
        if allowed.fullmatch(name) is None or info.compress_type not in (STORED, DEFLATED):
            raise HostilePackageError(path, f"its member “{name}” is not one that packages have")
        if not limits.harmless(info.file_size, info.compress_size):
            raise HostilePackageError(path, f"its member “{name}” would swell beyond measure")
        seen.add(name)
    if sum(info.file_size for info in infos) > limits.total_bytes:
        raise HostilePackageError(path, "its members together are larger than any package")


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ":" in name or "\0" in name or ".." in parts


def _member(path: Path, file: BinaryIO, info: zipfile.ZipInfo) -> Member:
    start = info.header_offset + _LOCAL.size + len(info.orig_filename.encode())
    digest, crc, left = hashlib.sha256(), 0, info.compress_size
    packed: list[bytes] = []
    file.seek(start)
    while left > 0:
        block = file.read(min(_BLOCK, left))
        if not block:
            raise DamagedPackageError(path, "it is cut off")
        left -= len(block)
        digest.update(block)
        if info.compress_type == DEFLATED:
            packed.append(block)
        else:
            crc = zlib.crc32(block, crc)
    member = Member(
        name=info.orig_filename,
        method=info.compress_type,
        size=info.file_size,
        packed=info.compress_size,
        sha256=digest.hexdigest(),
        crc=crc,
        start=start,
    )
    if info.compress_type == DEFLATED:
        crc = zlib.crc32(_inflated(path, member, b"".join(packed)))
        member = replace(member, crc=crc)
    file.seek(info.header_offset)
    header = _local_header(member)
    if file.read(len(header)) != header:
        raise DamagedPackageError(path, f"its member {member.name} was changed")
    return member


def _inflated(path: Path, member: Member, packed: bytes) -> bytes:
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        unpacked = engine.decompress(packed, member.size + 1)
    except zlib.error as error:
        raise DamagedPackageError(path, f"its member {member.name} cannot be unpacked") from error
    if len(unpacked) != member.size or not engine.eof or engine.unused_data or engine.unconsumed_tail:
        raise DamagedPackageError(path, f"its member {member.name} has another size than it says")
    return unpacked


def _packed(source: Iterable[bytes], method: int) -> Iterator[tuple[bytes, bytes]]:
    if method == STORED:
        yield from ((piece, piece) for piece in source)
        return
    engine = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    for piece in source:
        yield piece, engine.compress(piece)
    yield b"", engine.flush()


def _local_header(member: Member) -> bytes:
    name = member.name.encode()
    return (
        _LOCAL.pack(
            b"PK\x03\x04",
            _VERSION,
            _UTF8,
            member.method,
            0,
            _DATE,
            member.crc,
            member.packed,
            member.size,
            len(name),
            0,
        )
        + name
    )


def _directory(members: Sequence[Member], offset: int) -> bytes:
    entries = b"".join(_entry(member) for member in members)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(members), len(members), len(entries), offset, 0)
    return entries + end


def _entry(member: Member) -> bytes:
    name = member.name.encode()
    return (
        _CENTRAL.pack(
            b"PK\x01\x02",
            3 << 8 | _VERSION,
            _VERSION,
            _UTF8,
            member.method,
            0,
            _DATE,
            member.crc,
            member.packed,
            member.size,
            len(name),
            0,
            0,
            0,
            0,
            _REGULAR,
            member.start - _LOCAL.size - len(name),
        )
        + name
    )

"""Writing a package: changes or a receipt, photos, manifest and signature in one ZIP, sealed where wanted.

`package_verify.open_package` is the way back.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from .. import drafts
from ..domain.file_problems import problem_of
from . import durable_files, package_crypto
from .package_archive import DEFLATED, ArchiveWriter, Limits
from .package_errors import PackageKeyError, PackageNotWrittenError
from .package_keys import KeyPair, PublicKey
from .package_manifest import CHANGES, FORMAT, MANIFEST, PHOTO, SEAL, SEALED, SIGNATURE, Manifest
from .values import canonical

MARGIN_BYTES, MARGIN_MEMBERS = 64 * 1024 * 1024, 10
"""What is left for manifest, signature and directory below the limits of `package_archive`."""

TOO_LARGE = "its changes are more than one package takes"


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A photo that goes along: its hash, its size, and its bytes when they are asked for."""

    sha256: str
    size: int
    pieces: Callable[[], Iterable[bytes]]


def write_package(
    path: Path,
    manifest: Manifest,
    *,
    lines: Iterable[bytes],
    photos: Iterable[Photo],
    key: KeyPair,
    seal_for: PublicKey | None = None,
    before_publishing: Callable[[Manifest], None] = lambda _: None,
) -> Manifest:
    """Return the manifest as it was signed, after the package has appeared under its name, whole.

    ``seal_for`` encrypts it so that only the holder of that key can read it. ``before_publishing`` is called
    when everything is on the disk and only the name is missing. Raises PackageNotWrittenError,
    PackageKeyError; then no package is there, and what stood there still stands.
    """
    draft = drafts.draft_of(path)
    try:
        durable_files.make_folder(path.parent)
        if seal_for is None:
            signed = _write_plain(draft, manifest, lines=lines, photos=photos, key=key)
        else:
            with drafts.scratch_folder() as folder:
                plain = folder / "plain"
                signed = _write_plain(plain, manifest, lines=lines, photos=photos, key=key)
                _write_sealed(draft, plain, seal_for)
        before_publishing(signed)
        durable_files.take_name(draft, path)
        durable_files.flush_folder(path.parent)
        drafts.sweep_beside(path)
    except OSError as error:
        raise PackageNotWrittenError(path, problem_of(error)) from error
    finally:
        with suppress(OSError):
            durable_files.remove(draft)
    return signed


def _write_plain(
    draft: Path, manifest: Manifest, *, lines: Iterable[bytes], photos: Iterable[Photo], key: KeyPair
) -> Manifest:
    durable_files.close_to_others(draft)
    with draft.open("r+b") as file:
        writer = _with_changes(draft, file, list(lines))
        for photo in photos:
            if _has_room(writer, file.tell(), photo):
                writer.add(PHOTO + photo.sha256, photo.pieces())
        members = {member.name: (member.size, member.packed, member.sha256) for member in writer.members}
        signed = replace(manifest, members=members)
        content = signed.to_bytes()
        writer.add(MANIFEST, [content])
        signature = {"key": key.public.plain(), "signature": key.sign(content).hex()}
        writer.add(SIGNATURE, [canonical(signature)])
        writer.finish()
        file.flush()
        durable_files.flush(file.fileno())
    return signed


def _with_changes(draft: Path, file: BinaryIO, lines: list[bytes]) -> ArchiveWriter:
    """Return the writer of a package that begins with its changes; what packs too well goes unpacked."""
    writer = ArchiveWriter(file)
    member = writer.add(CHANGES, lines, method=DEFLATED)
    if member.size > Limits().member_bytes:
        raise PackageNotWrittenError(draft, TOO_LARGE)
    if not Limits().harmless(member.size, member.packed):
        file.seek(0)
        file.truncate()
        writer = ArchiveWriter(file)
        writer.add(CHANGES, lines)
    return writer


def _has_room(writer: ArchiveWriter, end: int, photo: Photo) -> bool:
    limits = Limits()
    room = end + photo.size < limits.total_bytes - MARGIN_BYTES and photo.size <= limits.member_bytes
    return room and len(writer.members) < limits.members - MARGIN_MEMBERS


def cannot_encrypt() -> PackageKeyError:
    """Return the error of a key, here or on the other side, that signs and cannot seal."""
    return PackageKeyError(
        "The package cannot be encrypted: that needs the Python package “cryptography” on both sides",
        "install it and make new keys, or export without encryption",
    )


def _write_sealed(draft: Path, plain: Path, recipient: PublicKey) -> None:
    if not recipient.exchange or not package_crypto.has_cryptography():
        raise cannot_encrypt()
    ephemeral = os.urandom(32)
    seal = canonical(
        {
            "format": FORMAT,
            "alg": "x25519-chacha20poly1305",
            "recipient": recipient.fingerprint,
            "ephemeral": package_crypto.exchange_public(ephemeral).hex(),
        }
    )
    durable_files.close_to_others(draft)
    with draft.open("r+b") as file, plain.open("rb") as source:
        writer = ArchiveWriter(file)
        blocks = iter(lambda: source.read(package_crypto.SEAL_BLOCK), b"")
        writer.add(SEAL, [seal])
        writer.add(SEALED, package_crypto.seal(blocks, recipient.exchange, ephemeral=ephemeral, context=seal))
        writer.finish()
        file.flush()
        durable_files.flush(file.fileno())

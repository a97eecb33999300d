"""Opening a package: everything is verified before anything of it is used, and nothing is extracted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ..drafts import scratch_folder
from . import package_archive, package_crypto, package_manifest
from .errors import DamagedBatchError
from .package_archive import Limits, Member
from .package_content import Reply, Request, read_reply, read_request
from .package_crypto import SealBrokenError
from .package_errors import (
    CryptographyMissingError,
    DamagedPackageError,
    ForgedPackageError,
    NewerPackageError,
    PackageKeyError,
    UnknownKeyError,
    WrongRecipientError,
)
from .package_keys import HUB, KeyRing, PublicKey, TrustedKey
from .package_manifest import (
    CHANGES,
    FORMAT,
    MANIFEST,
    MANIFEST_BYTES,
    NAMES,
    PHOTO,
    SEAL,
    SEAL_NAMES,
    SEALED,
    SIGNATURE,
    Manifest,
)
from .values import canonical

SMALL_BYTES = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class Package:
    """A package that is what its signature says; its bytes stay in the file ``place``."""

    path: Path
    place: Path
    manifest: Manifest
    members: dict[str, Member]
    key: TrustedKey
    sealed: bool

    def request(self) -> Request:
        """Return what a device asks. Raises DamagedPackageError."""
        try:
            return read_request(self._changes())
        except DamagedBatchError as error:
            raise DamagedPackageError(self.path, error.problem) from error

    def reply(self) -> Reply:
        """Return what a hub answers. Raises DamagedPackageError."""
        try:
            return read_reply(self._changes())
        except DamagedBatchError as error:
            raise DamagedPackageError(self.path, error.problem) from error

    def photo_size(self, sha256: str) -> int | None:
        """Return the size of a photo, or None where it is not in the package."""
        member = self.members.get(PHOTO + sha256)
        return None if member is None else member.size

    def photo(self, sha256: str, offset: int, size: int) -> bytes:
        """Return up to ``size`` bytes of a photo; empty at its end and where it is not in the package."""
        member = self.members.get(PHOTO + sha256)
        if member is None:
            return b""
        return b"".join(package_archive.pieces(self.place, member, offset=offset, size=size))

    def _changes(self) -> bytes:
        member = self.members.get(CHANGES)
        if member is None:
            raise DamagedPackageError(self.path, f"it holds no {CHANGES}")
        return package_archive.content(self.place, member, limit=Limits().member_bytes)


@contextmanager
def open_package(path: Path, keys: KeyRing, *, limits: Limits | None = None) -> Iterator[Package]:
    """Yield a package after every byte of it was verified; nothing is written but a sealed one's plain copy.

    Raises the errors of `package_errors`: whatever is raised, nothing was taken from the package.
    """
    limits = limits or Limits()
    with _plain(path, keys, limits=limits) as place:
        yield _verified(path, place, keys, limits=limits, sealed=place != path)


@contextmanager
def _plain(path: Path, keys: KeyRing, *, limits: Limits) -> Iterator[Path]:
    """Yield the file itself or, where it is sealed, a copy that was opened."""
    sealed = package_archive.first_look(path, SEAL, limit=SMALL_BYTES)
    if sealed is None:
        yield path
        return
    with scratch_folder() as folder:
        place = folder / path.name
        _unseal(path, place, sealed, keys, limits=limits)
        yield place


def _verified(path: Path, place: Path, keys: KeyRing, *, limits: Limits, sealed: bool) -> Package:
    _require_known_format(path, package_archive.first_look(place, MANIFEST, limit=MANIFEST_BYTES))
    members = {
        member.name: member for member in package_archive.read_archive(place, allowed=NAMES, limits=limits)
    }
    if MANIFEST not in members or SIGNATURE not in members:
        raise DamagedPackageError(path, "it holds no manifest or no signature")
    content = package_archive.content(place, members[MANIFEST], limit=MANIFEST_BYTES)
    signature = package_archive.content(place, members[SIGNATURE], limit=SMALL_BYTES)
    try:
        manifest = package_manifest.from_bytes(content)
    except ValueError as error:
        raise DamagedPackageError(path, f"its manifest cannot be read: {error}") from error
    key = _signed_by(path, keys, content, signature, manifest=manifest)
    held = {name: member for name, member in members.items() if name not in (MANIFEST, SIGNATURE)}
    if not manifest.fits(held):
        raise ForgedPackageError(path, "its members are not those that were signed")
    for name, member in held.items():
        if name.startswith(PHOTO) and member.sha256 != name[len(PHOTO) :]:
            raise ForgedPackageError(
                path, f"the photo {name[len(PHOTO) :]} has other content than its name says"
            )
    return Package(path=path, place=place, manifest=manifest, members=held, key=key, sealed=sealed)


def _require_known_format(path: Path, document: bytes | None) -> None:
    found = None if document is None else package_manifest.format_of(document)
    if found is not None and found > FORMAT:
        raise NewerPackageError(path, f"it has format {found}, this plugin knows up to {FORMAT}")


def _signed_by(
    path: Path, keys: KeyRing, content: bytes, signature: bytes, *, manifest: Manifest
) -> TrustedKey:
    try:
        document = json.loads(signature)
        public, signed = PublicKey.from_plain(document["key"]), bytes.fromhex(document["signature"])
        if canonical({"key": public.plain(), "signature": signed.hex()}) != signature:
            raise ValueError("it is not in the canonical form")
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedPackageError(path, f"its signature cannot be read ({error})") from error
    key = keys.trusted(public.fingerprint)
    if key is None or scope_of(manifest) not in key.scopes or key.public != public:
        raise UnknownKeyError(
            path, public.fingerprint, scope_of(manifest), shared=public.alg == package_crypto.HMAC
        )
    try:
        good = key.verify(content, signed)
    except PackageKeyError as error:
        if public.alg in package_crypto.NEEDS_CRYPTOGRAPHY:
            raise CryptographyMissingError(path, "checking its signature") from error
        raise
    if not good:
        raise ForgedPackageError(path, "its signature does not belong to its content")
    return key


def scope_of(manifest: Manifest) -> str:
    """Return whom a package's key must speak for: the county that changes, or the hub that answers."""
    return HUB if manifest.kind == "receipt" else manifest.county


def signer_of(path: Path, keys: KeyRing) -> PublicKey | None:
    """Return the key that a package says it is signed with, for a person to compare; trust nothing in it.

    A sealed one is opened with the ring's key first. Raises as open_package.
    """
    with _plain(path, keys, limits=Limits()) as place:
        content = package_archive.first_look(place, SIGNATURE, limit=SMALL_BYTES)
    try:
        return None if content is None else PublicKey.from_plain(json.loads(content)["key"])
    except (ValueError, KeyError, TypeError):
        return None


def _unseal(path: Path, place: Path, seal: bytes, keys: KeyRing, *, limits: Limits) -> None:
    _require_known_format(path, seal)
    if not package_crypto.has_cryptography():
        raise CryptographyMissingError(path, "opening an encrypted package")
    whole = replace(limits, member_bytes=limits.total_bytes)
    members = {m.name: m for m in package_archive.read_archive(path, allowed=SEAL_NAMES, limits=whole)}
    try:
        document = json.loads(seal)
        recipient, ephemeral = str(document["recipient"]), bytes.fromhex(document["ephemeral"])
        if document["alg"] != "x25519-chacha20poly1305" or canonical(document) != seal:
            raise ValueError("an unknown seal")
        blocks: Iterable[bytes] = package_archive.pieces(path, members[SEALED])
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedPackageError(path, f"its seal cannot be read ({error})") from error
    own = next((key for key in keys.own_by_scope().values() if key.public.fingerprint == recipient), None)
    if own is None or not own.exchange_secret:
        raise WrongRecipientError(path, f"it is encrypted for the holder of the key {recipient}")
    try:
        with place.open("wb") as file:
            for block in package_crypto.unseal(
                blocks, own.exchange_secret, ephemeral_public=ephemeral, context=seal
            ):
                file.write(block)
    except SealBrokenError as error:
        raise DamagedPackageError(path, "what is encrypted in it was changed or cut off") from error
    except OSError as error:
        raise DamagedPackageError(
            path, f"there is no room to decrypt it ({error.strerror})", remedy="make room and import it again"
        ) from error

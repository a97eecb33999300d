"""What a package says of itself, as canonical bytes: they are what is signed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal, cast

from .package_archive import Member
from .values import canonical

FORMAT = 1
MANIFEST, SIGNATURE, CHANGES = "manifest.json", "signature.json", "changes.ndjson"
PHOTO = "photos/"
SEAL, SEALED = "seal.json", "sealed.bin"
NAMES = re.compile(r"manifest\.json|signature\.json|changes\.ndjson|photos/[0-9a-f]{64}")
SEAL_NAMES = re.compile(r"seal\.json|sealed\.bin")
MANIFEST_BYTES = 16 * 1024 * 1024
SUFFIX = ".mrpkg"

Kind = Literal["changes", "receipt"]


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """Whose changes a package holds and for whom; ``members`` are name → unpacked size, packed size, hash.

    ``first`` and ``last`` are the numbers of the device's batches (0: none); ``previous`` is the hash of the
    device's package before; ``answers`` that of the package a receipt is for; ``cursor`` how much of the hub
    the device has, ``schema`` the hash of its tables' description.
    """

    kind: Kind
    county: str
    hub: str | None
    device: str
    device_epoch: str
    first: int
    last: int
    cursor: int
    schema: str
    previous: str | None
    answers: str | None
    recipient: str | None
    at: str
    members: Mapping[str, tuple[int, int, str]]

    @property
    def hash(self) -> str:
        """Return the SHA-256 of the canonical bytes: the package's name among all others."""
        return hashlib.sha256(self.to_bytes()).hexdigest()

    @property
    def photos(self) -> tuple[str, ...]:
        """Return the hashes of the photos in the package."""
        return tuple(name[len(PHOTO) :] for name in self.members if name.startswith(PHOTO))

    def to_bytes(self) -> bytes:
        """Return the canonical bytes."""
        plain = {field.name: getattr(self, field.name) for field in fields(self)}
        members = {name: list(facts) for name, facts in self.members.items()}
        return canonical({**plain, "members": members, "format": FORMAT})

    def fits(self, members: Mapping[str, Member]) -> bool:
        """Return whether exactly these members are there, byte for byte."""
        found = {name: (m.size, m.packed, m.sha256) for name, m in members.items()}
        return found == dict(self.members)


def format_of(content: bytes) -> int | None:
    """Return the format that a manifest or a seal says it has, or None where it says none."""
    try:
        found = json.loads(content)["format"]
    except (ValueError, KeyError, TypeError):
        return None
    return found if isinstance(found, int) else None


def from_bytes(content: bytes) -> Manifest:
    """Return the manifest of its canonical bytes. Raises ValueError where they are none."""
    try:
        document = json.loads(content)
        if document.pop("format") != FORMAT or document["kind"] not in ("changes", "receipt"):
            raise ValueError("another format")
        for name in ("county", "device", "device_epoch", "schema", "at"):
            _require(document[name], str)
        for name in ("first", "last", "cursor"):
            _require(document[name], int)
        for name in ("hub", "previous", "answers", "recipient"):
            _require(document[name], str | None)
        members = {
            str(name): (int(size), int(packed), str(sha256))
            for name, (size, packed, sha256) in document.pop("members").items()
        }
        kind = cast(Kind, document.pop("kind"))
        manifest = Manifest(kind=kind, members=members, **document)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"a field is missing or wrong ({error})") from error
    if manifest.to_bytes() != content:
        raise ValueError("it is not in the canonical form")
    return manifest


def _require(value: object, kind: object) -> None:
    if not isinstance(value, kind) or isinstance(value, bool):  # type: ignore[arg-type]
        raise ValueError("a field is of a wrong kind")

"""Signatures and seals: Ed25519, X25519 and ChaCha20-Poly1305 through `cryptography`, HMAC-SHA256 without it.

A further signature, such as SM2, is a further entry in `SIGNERS` with its own ``alg``.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from .package_errors import PackageKeyError

SIGNED = b"mine-restoration package\n"
"""What stands before everything that is signed, so that no signature serves for anything else."""

SEAL_BLOCK = 1024 * 1024
TAG_BYTES = 16


class SealBrokenError(Exception):
    """Sealed bytes that were changed, or sealed for somebody else."""


class Signer(Protocol):
    """One kind of signature."""

    def new_secret(self) -> bytes:
        """Return a new secret key."""

    def public_of(self, secret: bytes) -> bytes:
        """Return what others need to check a signature; empty where they need the secret itself."""

    def sign(self, secret: bytes, content: bytes) -> bytes:
        """Return the signature of some content."""

    def verify(self, key: bytes, content: bytes, signature: bytes) -> bool:
        """Return whether a signature is of this key and content."""


class HmacSigner:
    """HMAC-SHA256: both sides hold the same secret."""

    def new_secret(self) -> bytes:
        """Return 32 random bytes."""
        return os.urandom(32)

    def public_of(self, secret: bytes) -> bytes:
        """Return nothing: there is no public part."""
        return b""

    def sign(self, secret: bytes, content: bytes) -> bytes:
        """Return the code of some content."""
        return hmac.new(secret, SIGNED + content, hashlib.sha256).digest()

    def verify(self, key: bytes, content: bytes, signature: bytes) -> bool:
        """Return whether the code is of this secret and content."""
        return len(key) >= 32 and hmac.compare_digest(self.sign(key, content), signature)


class Ed25519Signer:
    """Ed25519: the secret stays with who signs."""

    def new_secret(self) -> bytes:
        """Return 32 random bytes."""
        return os.urandom(32)

    def public_of(self, secret: bytes) -> bytes:
        """Return the public key of a secret."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return _raw(Ed25519PrivateKey.from_private_bytes(secret).public_key())

    def sign(self, secret: bytes, content: bytes) -> bytes:
        """Return the signature of some content."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return bytes(Ed25519PrivateKey.from_private_bytes(secret).sign(SIGNED + content))

    def verify(self, key: bytes, content: bytes, signature: bytes) -> bool:
        """Return whether a signature is of this public key and content."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(key).verify(signature, SIGNED + content)
        except (InvalidSignature, ValueError):
            return False
        return True


HMAC, ED25519 = "hmac-sha256", "ed25519"
SIGNERS: dict[str, Signer] = {HMAC: HmacSigner(), ED25519: Ed25519Signer()}
NEEDS_CRYPTOGRAPHY = frozenset({ED25519})


def has_cryptography() -> bool:
    """Return whether the package `cryptography` can be used."""
    try:
        import cryptography.hazmat.primitives.asymmetric.ed25519
        import cryptography.hazmat.primitives.ciphers.aead  # noqa: F401
    except ImportError:
        return False
    return True


def new_exchange_secret() -> bytes:
    """Return a new secret to which packages can be sealed."""
    return os.urandom(32)


def exchange_public(secret: bytes) -> bytes:
    """Return the X25519 public key of a secret."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return _raw(X25519PrivateKey.from_private_bytes(secret).public_key())


def seal(pieces: Iterable[bytes], recipient: bytes, *, ephemeral: bytes, context: bytes) -> Iterator[bytes]:
    """Yield the sealed blocks of some content for an X25519 public key.

    ``ephemeral`` is a secret that is used once; ``context`` must be the same when it is opened.
    """
    cipher = _cipher(ephemeral, recipient, context)
    for number, (block, last) in enumerate(each_with_end(_blocks(pieces))):
        yield bytes(cipher.encrypt(_nonce(number, last=last), block, None))


def unseal(
    pieces: Iterable[bytes], secret: bytes, *, ephemeral_public: bytes, context: bytes
) -> Iterator[bytes]:
    """Yield the content of sealed blocks. Raises SealBrokenError before any block that is not as it was."""
    from cryptography.exceptions import InvalidTag

    try:
        cipher = _cipher(secret, ephemeral_public, context)
        sealed = each_with_end(_blocks(pieces, SEAL_BLOCK + TAG_BYTES))
        for number, (block, last) in enumerate(sealed):
            yield bytes(cipher.decrypt(_nonce(number, last=last), block, None))
    except (InvalidTag, ValueError) as error:
        raise SealBrokenError from error


def each_with_end(blocks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield each block with whether it is the last.

    >>> list(each_with_end([b"a", b"b"]))
    [(b'a', False), (b'b', True)]
    """
    previous: bytes | None = None
    for block in blocks:
        if previous is not None:
            yield previous, False
        previous = block
    yield previous or b"", True


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _cipher(secret: bytes, public: bytes, context: bytes) -> Any:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    shared = X25519PrivateKey.from_private_bytes(secret).exchange(X25519PublicKey.from_public_bytes(public))
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=SIGNED + context).derive(shared)
    return ChaCha20Poly1305(key)


def _blocks(pieces: Iterable[bytes], size: int = SEAL_BLOCK) -> Iterator[bytes]:
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= size:
            yield bytes(held[:size])
            del held[:size]
    if held:
        yield bytes(held)


def _raw(public: Any) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return bytes(public.public_bytes(Encoding.Raw, PublicFormat.Raw))


def require(alg: str) -> Signer:
    """Return the signer of an algorithm. Raises PackageKeyError where it is unknown or cannot be used."""
    signer = SIGNERS.get(alg)
    if signer is None:
        raise PackageKeyError(f"The signature “{alg}” is not known to this version", "update the plugin")
    if alg in NEEDS_CRYPTOGRAPHY and not has_cryptography():
        raise PackageKeyError(
            f"The signature “{alg}” needs the Python package “cryptography”, which is not installed",
            "install it, or use a shared county key",
        )
    return signer

"""The keys of a person's profile: own ones, and those of others that are trusted after a telephone call.

A key is named by its fingerprint. Secrets are files that only their owner can read.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..domain.file_problems import problem_of
from . import devices, durable_files, package_crypto
from .package_crypto import ED25519, HMAC
from .package_errors import PackageKeyError
from .values import canonical

HUB = "hub"
"""The scope of a key that signs receipts; every other scope is the code of a county."""

_SCOPE = re.compile(r"hub|[0-9]{6}")
_FINGERPRINT = re.compile(r"[0-9A-F]{4}(-[0-9A-F]{4}){7}")


@dataclass(frozen=True, kw_only=True)
class PublicKey:
    """What others may know of a key: how it signs, with what that is checked, and to what one seals.

    ``mark`` names a key that has no public part.
    """

    alg: str
    sign: bytes
    exchange: bytes
    mark: bytes = b""

    @property
    def fingerprint(self) -> str:
        """Return 128 bits of the key's hash, in eight groups that can be read out."""
        digits = hashlib.sha256(canonical(self.plain())).hexdigest()[:32].upper()
        return "-".join(digits[start : start + 4] for start in range(0, 32, 4))

    def plain(self) -> dict[str, str]:
        """Return the JSON form."""
        return {
            "alg": self.alg,
            "sign": self.sign.hex(),
            "exchange": self.exchange.hex(),
            "mark": self.mark.hex(),
        }

    @classmethod
    def from_plain(cls, plain: object) -> PublicKey:
        """Return the key of its JSON form. Raises ValueError."""
        if not isinstance(plain, Mapping) or set(plain) != {"alg", "sign", "exchange", "mark"}:
            raise ValueError("a key is damaged")
        parts = {name: bytes.fromhex(str(plain[name])) for name in ("sign", "exchange", "mark")}
        return cls(alg=str(plain["alg"]), **parts)


@dataclass(frozen=True, kw_only=True)
class KeyPair:
    """A key of one's own, or one that both sides hold."""

    public: PublicKey
    secret: bytes
    exchange_secret: bytes

    @property
    def shared(self) -> bool:
        """Return whether the other side must hold the same secret."""
        return self.public.alg == HMAC

    def sign(self, content: bytes) -> bytes:
        """Return the signature of some content."""
        return package_crypto.require(self.public.alg).sign(self.secret, content)


@dataclass(frozen=True, kw_only=True)
class TrustedKey:
    """A key of somebody else, and whom it may speak for: counties by their codes, or the hub."""

    public: PublicKey
    scopes: frozenset[str]
    secret: bytes = b""

    def verify(self, content: bytes, signature: bytes) -> bool:
        """Return whether a signature is of this key. Raises PackageKeyError where it cannot be checked."""
        signer = package_crypto.require(self.public.alg)
        return signer.verify(self.secret or self.public.sign, content, signature)


class KeyRing:
    """The keys in a folder of the profile."""

    def __init__(self, folder: Path | None = None) -> None:
        """Use the folder, by default `keys` in the person's profile; it need not be there."""
        self.folder = folder or devices.profile_folder() / "keys"

    def make(self, scope: str, *, alg: str | None = None) -> KeyPair:
        """Return a new own key for a county or the hub. Raises PackageKeyError where there is one.

        By default it signs with Ed25519 where `cryptography` is installed, else with a shared secret.
        """
        _require_scope(scope)
        if self.own(scope) is not None:
            raise PackageKeyError(f"There is a key for “{scope}” already", "use it, or take it away by hand")
        alg = alg or (ED25519 if package_crypto.has_cryptography() else HMAC)
        signer = package_crypto.require(alg)
        secret = signer.new_secret()
        exchange = package_crypto.new_exchange_secret() if package_crypto.has_cryptography() else b""
        pair = _pair(alg, secret, exchange)
        self._write(self._own_file(scope), _plain_pair(pair, scope))
        return pair

    def own(self, scope: str) -> KeyPair | None:
        """Return the own key for a county or the hub, or None. Raises PackageKeyError where it is damaged."""
        document = self._read(self._own_file(scope))
        return None if document is None else _pair_of(document)

    def own_by_scope(self) -> dict[str, KeyPair]:
        """Return all own keys by whom they speak for. Raises PackageKeyError where one is damaged."""
        files = sorted((self.folder / "own").glob("*.json")) if self.folder.is_dir() else []
        found = {file.stem: self._read(file) for file in files}
        return {scope: _pair_of(document) for scope, document in found.items() if document is not None}

    def card(self, scope: str) -> bytes:
        """Return what to give the other side: the public key, or of a shared key the secret itself.

        Raises PackageKeyError where there is no such key.
        """
        pair = self.own(scope)
        if pair is None:
            raise PackageKeyError(f"There is no key for “{scope}” on this computer", "make one first")
        document: dict[str, object] = {"card": 1, "scope": scope, "public": pair.public.plain()}
        if pair.shared:
            document["secret"] = pair.secret.hex()
        return canonical(document)

    def trust(self, card: bytes, fingerprint: str, *, scopes: Iterable[str] | None = None) -> TrustedKey:
        """Return the key of a card after it is trusted; the fingerprint is what the other side read out.

        Raises PackageKeyError where it is another one.
        """
        try:
            document = json.loads(card)
            public = PublicKey.from_plain(document["public"])
            secret = bytes.fromhex(str(document.get("secret", "")))
            scope = str(document["scope"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise PackageKeyError("The file holds no key", "ask for the key card again") from error
        return self.trust_key(public, fingerprint, scopes=scopes or [scope], secret=secret)

    def trust_key(
        self, public: PublicKey, fingerprint: str, *, scopes: Iterable[str], secret: bytes = b""
    ) -> TrustedKey:
        """Return a key after it is trusted to speak for some counties or for the hub."""
        said = re.sub(r"[^0-9A-F]", "", fingerprint.upper())
        if said != public.fingerprint.replace("-", ""):
            raise PackageKeyError(
                f"The fingerprint of the key is {public.fingerprint}, not the one that was given",
                "compare it with the sender by telephone and do not trust it before they agree",
            )
        if public.alg == HMAC and _pair(HMAC, secret, b"").public.mark != public.mark:
            raise PackageKeyError("The card of a shared key lacks its secret", "ask for the key card again")
        for scope in scopes:
            _require_scope(scope)
        known = self.trusted(public.fingerprint)
        every = frozenset(scopes) | (known.scopes if known else frozenset())
        document = {"public": public.plain(), "scopes": sorted(every), "secret": secret.hex()}
        self._write(self._trusted_file(public.fingerprint), document)
        return TrustedKey(public=public, scopes=every, secret=secret)

    def trusted(self, fingerprint: str) -> TrustedKey | None:
        """Return the trusted key of a fingerprint, or None. One's own are trusted for their own scope."""
        if _FINGERPRINT.fullmatch(fingerprint) is None:
            return None
        document = self._read(self._trusted_file(fingerprint))
        if document is None:
            return self._own_as_trusted(fingerprint)
        try:
            return TrustedKey(
                public=PublicKey.from_plain(document["public"]),
                scopes=_scopes(document["scopes"]),
                secret=bytes.fromhex(str(document["secret"])),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise PackageKeyError(f"The trusted key {fingerprint} is damaged", "trust it again") from error

    def all_trusted(self) -> list[TrustedKey]:
        """Return the keys of others that are trusted here."""
        files = sorted((self.folder / "trusted").glob("*.json")) if self.folder.is_dir() else []
        found = (self.trusted(file.stem) for file in files)
        return [key for key in found if key is not None]

    def forget(self, fingerprint: str) -> None:
        """Trust a key no more."""
        if _FINGERPRINT.fullmatch(fingerprint):
            durable_files.remove(self._trusted_file(fingerprint))

    def signing_key(self, scope: str, county: str) -> KeyPair | None:
        """Return the key with which to sign for a scope: the own one, else one shared with the county."""
        own = self.own(scope)
        if own is not None:
            return own
        for key in self.all_trusted():
            if key.secret and county in key.scopes:
                return KeyPair(public=key.public, secret=key.secret, exchange_secret=b"")
        return None

    def _own_as_trusted(self, fingerprint: str) -> TrustedKey | None:
        for scope, pair in self.own_by_scope().items():
            if pair.public.fingerprint == fingerprint:
                scopes = frozenset({scope, HUB} if pair.shared else {scope})
                secret = pair.secret if pair.shared else b""
                return TrustedKey(public=pair.public, scopes=scopes, secret=secret)
        return None

    def _own_file(self, scope: str) -> Path:
        _require_scope(scope)
        return self.folder / "own" / f"{scope}.json"

    def _trusted_file(self, fingerprint: str) -> Path:
        return self.folder / "trusted" / f"{fingerprint}.json"

    def _read(self, file: Path) -> dict[str, object] | None:
        try:
            document = json.loads(file.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise PackageKeyError(
                f"The key file “{file}” cannot be read ({error})", "put its backup back"
            ) from error
        return document if isinstance(document, dict) else {}

    def _write(self, file: Path, document: Mapping[str, object]) -> None:
        try:
            durable_files.write_whole(file, canonical(document), private=True)
        except OSError as error:
            problem = problem_of(error)
            raise PackageKeyError(
                f"The key file “{file}” cannot be written ({problem})", "mend that"
            ) from error


def _pair(alg: str, secret: bytes, exchange: bytes) -> KeyPair:
    signer = package_crypto.require(alg)
    public = signer.public_of(secret)
    mark = b"" if public else hashlib.sha256(package_crypto.SIGNED + b"mark" + secret).digest()[:16]
    return KeyPair(
        public=PublicKey(
            alg=alg,
            sign=public,
            exchange=package_crypto.exchange_public(exchange) if exchange else b"",
            mark=mark,
        ),
        secret=secret,
        exchange_secret=exchange,
    )


def _plain_pair(pair: KeyPair, scope: str) -> dict[str, object]:
    return {
        "scope": scope,
        "public": pair.public.plain(),
        "secret": pair.secret.hex(),
        "exchange_secret": pair.exchange_secret.hex(),
    }


def _pair_of(document: Mapping[str, object]) -> KeyPair:
    try:
        secret, exchange = (bytes.fromhex(str(document[name])) for name in ("secret", "exchange_secret"))
        public = PublicKey.from_plain(document["public"])
        return KeyPair(public=public, secret=secret, exchange_secret=exchange)
    except (ValueError, KeyError, TypeError) as error:
        raise PackageKeyError("A key of this computer is damaged", "put its backup back") from error


def _scopes(plain: object) -> frozenset[str]:
    if not isinstance(plain, list):
        raise ValueError("the scopes of a key are damaged")
    return frozenset(str(scope) for scope in plain)


def _require_scope(scope: str) -> None:
    if _SCOPE.fullmatch(scope) is None:
        raise PackageKeyError(
            f"“{scope}” is neither a county nor the hub", "give a six-digit county code, or “hub”"
        )

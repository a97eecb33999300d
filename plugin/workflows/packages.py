"""Packages for places without a network: export, import, receipt, and the keys they are signed with.

A county exports what waits; the hub imports it and writes a receipt with its answer and what is new there;
the county imports the receipt. Only the receipt, or the hub itself, acknowledges.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from ..domain.file_problems import problem_of
from ..domain.progress import Progress, Silent
from ..store.workspace import Workspace
from ..sync import devices, durable_files, journal
from ..sync.batches import Batch
from ..sync.errors import DamagedBlobError
from ..sync.hub import Hub, HubInfo, Page, PushResult
from ..sync.operations import Key
from ..sync.package_content import Reply
from ..sync.package_crypto import HMAC
from ..sync.package_errors import (
    PackageKeyError,
    ReplayedPackageError,
    WrongCountyError,
    WrongRecipientError,
)
from ..sync.package_keys import HUB as HUB_SCOPE
from ..sync.package_keys import KeyRing
from ..sync.package_verify import Package, open_package, signer_of
from . import sync_photos, sync_pull, sync_push
from .package_export import OUT, ExportResult, export_package
from .package_hub import HubImport, import_package_to_hub, write_receipt_again
from .sync_account import SyncResult, result_of
from .sync_session import Access, Session, Tally
from .synchronise import HUB, identify, require_healthy_log

__all__ = [
    "HUB_SCOPE",
    "ExportResult",
    "HubImport",
    "KeyFacts",
    "export_package",
    "import_package",
    "import_package_to_hub",
    "known_keys",
    "make_key",
    "own_key",
    "trust_card",
    "trust_sender",
    "waiting_for_receipt",
    "write_key_card",
    "write_receipt_again",
]


def import_package(
    workspace: Workspace,
    file: Path | str,
    *,
    busy: Iterable[Key] = frozenset(),
    progress: Progress | None = None,
    profile_folder: Path | None = None,
) -> SyncResult:
    """Return the account of a receipt that was taken in: what the hub answered is settled, what is new there
    is merged as in a sync, with conflicts kept on both sides.

    Raises the errors of `sync.package_errors`: whatever is refused has changed nothing. Stopped in between,
    importing again completes it.
    """
    profile = profile_folder or devices.profile_folder()
    progress = progress or Silent()
    with (
        open_package(Path(file), KeyRing(profile / "keys")) as package,
        closing(Access(workspace)) as access,
    ):
        require_healthy_log(workspace, access)
        _require_for(workspace, access, package, profile)
        reply = package.reply()
        tally = Tally(more=reply.more)
        session = Session(
            workspace=workspace,
            access=access,
            hub=_ReceiptHub(package, reply),
            hub_uuid=reply.hub,
            device=identify(workspace, access, profile),
            busy=frozenset(busy),
            progress=progress,
            tally=tally,
        )
        return _take_in(session, package)


def waiting_for_receipt(workspace: Workspace) -> int:
    """Return how many exported packages have no receipt yet."""
    with closing(Access(workspace)) as access, access.read() as connection:
        return len(journal.keys_with_prefix(connection, OUT))


def _require_for(workspace: Workspace, access: Access, package: Package, profile: Path) -> None:
    manifest, path = package.manifest, package.path
    if manifest.county != workspace.county_code:
        raise WrongCountyError(path, manifest.county, workspace.county_code)
    if manifest.kind != "receipt":
        raise WrongRecipientError(path, "it holds a device's changes, which are taken in at the hub")
    with access.read() as connection:
        device = journal.get_state(connection, "device")
        epoch = journal.get_state(connection, "device_epoch")
        hub = journal.get_state(connection, HUB)
        open_ = journal.get_state(connection, f"{OUT}{manifest.answers}")
    known = isinstance(device, str) and devices.is_known(profile, device, workspace.path)
    if (manifest.device, manifest.device_epoch) != (device, epoch) or not known:
        raise WrongRecipientError(path, "it answers another workspace or another computer")
    if isinstance(hub, str) and hub != manifest.hub:
        raise WrongRecipientError(path, f"it is of the hub {manifest.hub}, not of this workspace's hub {hub}")
    if open_ is None:
        raise ReplayedPackageError(path, "it was taken in already, or answers a package that is settled")


def _take_in(session: Session, package: Package) -> SyncResult:
    manifest = package.manifest
    session.step(0.1, "taking the receipt in")
    with session.access.write() as connection:
        journal.set_state(connection, HUB, session.hub_uuid)
    answered = []
    with suppress(_OtherBatchError):
        answered = sync_push.resend(session)
    sync_pull.pull(session, extra=answered)
    photos = sync_photos.exchange(session)
    with session.access.write() as connection:
        for package_hash in journal.keys_with_prefix(connection, OUT):
            number = journal.get_number(connection, OUT + package_hash)
            if package_hash == manifest.answers or 0 < number <= manifest.last:
                journal.set_state(connection, OUT + package_hash, None)
    session.progress.report(1.0, "done")
    return result_of(session, photos)


class _OtherBatchError(Exception):
    """The batch in flight is not the one the receipt answers."""


class _ReceiptHub(Hub):
    """A receipt in the place of the hub, so that it is taken in by the steps of a sync."""

    def __init__(self, package: Package, reply: Reply) -> None:
        self._package, self._reply = package, reply

    def hello(self, county: str) -> HubInfo:
        """Return who wrote the receipt."""
        return HubInfo(
            hub_uuid=self._reply.hub,
            format=1,
            last_sequence=self._reply.cursor,
            shared_sequence=self._reply.shared_sequence,
        )

    def push(self, batch: Batch) -> PushResult:
        """Return what the hub answered to this batch."""
        if batch.content_hash != self._reply.batch_hash:
            raise _OtherBatchError
        return self._reply.results

    def pull(self, county: str, cursor: int, limit: int) -> Page:
        """Return the rows that are new, at once; none, where something between is not in the receipt."""
        reply = self._reply
        if not reply.shared_sequence:
            end = reply.cursor if cursor == reply.since else cursor
            return Page(rows=reply.rows if cursor != reply.cursor else (), cursor=end, more=reply.more)
        if not reply.since <= cursor <= reply.cursor:
            return Page(rows=(), cursor=cursor, more=False)
        rows = tuple(row for row in reply.rows if abs(row.sequence) > cursor)
        return Page(rows=rows, cursor=reply.cursor, more=reply.more)

    def ack(self, device: str, county: str, cursor: int) -> None:
        """Tell nobody: the next package says how far this device is."""

    def blobs_missing(self, county: str, hashes: Iterable[str]) -> Mapping[str, int]:
        """Return the photos that the hub did not have when it wrote the receipt."""
        return {sha256: 0 for sha256 in hashes if sha256 not in self._reply.photos_there}

    def blob_put(self, county: str, sha256: str, offset: int, content: bytes, *, size: int) -> int:
        """Raise DamagedBlobError: a photo goes with the next package."""
        raise DamagedBlobError(sha256, "goes with the next package")

    def blob_get(self, county: str, sha256: str, offset: int, size: int) -> bytes:
        """Return up to ``size`` bytes of a photo in the receipt."""
        return self._package.photo(sha256, offset, size)

    def close(self) -> None:
        """Hold nothing open."""
        return


# -- keys


@dataclass(frozen=True, kw_only=True)
class KeyFacts:
    """A key as a person sees it; an ``own`` one signs, the others are trusted for their scopes."""

    fingerprint: str
    alg: str
    scopes: tuple[str, ...]
    own: bool
    can_encrypt: bool

    @property
    def shared(self) -> bool:
        """Whether its card is the secret itself, to be carried from hand to hand."""
        return self.alg == HMAC


def make_key(scope: str, *, alg: str | None = None, profile_folder: Path | None = None) -> KeyFacts:
    """Return the new key of a county (by its code) or of the hub (`HUB_SCOPE`). Raises PackageKeyError."""
    pair = _ring(profile_folder).make(scope, alg=alg)
    return KeyFacts(
        fingerprint=pair.public.fingerprint,
        alg=pair.public.alg,
        scopes=(scope,),
        own=True,
        can_encrypt=bool(pair.public.exchange),
    )


def own_key(scope: str, *, profile_folder: Path | None = None) -> KeyFacts:
    """Return the key of a county or of the hub in this profile, a new one where there is none."""
    for key in known_keys(profile_folder=profile_folder):
        if key.own and scope in key.scopes:
            return key
    return make_key(scope, profile_folder=profile_folder)


def known_keys(*, profile_folder: Path | None = None) -> list[KeyFacts]:
    """Return the keys of this profile, own ones first. Raises PackageKeyError where one is damaged."""
    ring = _ring(profile_folder)
    own = [
        KeyFacts(
            fingerprint=pair.public.fingerprint,
            alg=pair.public.alg,
            scopes=(scope,),
            own=True,
            can_encrypt=bool(pair.public.exchange),
        )
        for scope, pair in ring.own_by_scope().items()
    ]
    trusted = [
        KeyFacts(
            fingerprint=key.public.fingerprint,
            alg=key.public.alg,
            scopes=tuple(sorted(key.scopes)),
            own=False,
            can_encrypt=bool(key.public.exchange),
        )
        for key in ring.all_trusted()
    ]
    return own + trusted


def write_key_card(scope: str, file: Path | str, *, profile_folder: Path | None = None) -> str:
    """Return the fingerprint to read out by telephone, after the key's card is written for the other side.

    The card of a shared key (HMAC) is the secret itself: it goes from hand to hand. Raises PackageKeyError.
    """
    ring = _ring(profile_folder)
    card = ring.card(scope)
    try:
        durable_files.write_whole(Path(file), card, private=True)
    except OSError as error:
        raise PackageKeyError(
            f"The key card “{file}” cannot be written ({problem_of(error)})",
            "choose another place",
        ) from error
    pair = ring.own(scope)
    return pair.public.fingerprint if pair else ""


def trust_card(
    file: Path | str,
    fingerprint: str,
    *,
    scopes: Iterable[str] | None = None,
    profile_folder: Path | None = None,
) -> str:
    """Return the fingerprint of a card's key after it is trusted; ``fingerprint`` is what the sender said.

    Raises PackageKeyError where they differ.
    """
    try:
        card = Path(file).read_bytes()
    except OSError as error:
        problem = problem_of(error)
        raise PackageKeyError(
            f"The key card “{file}” cannot be read ({problem})", "choose it again"
        ) from error
    return _ring(profile_folder).trust(card, fingerprint, scopes=scopes).public.fingerprint


def trust_sender(
    file: Path | str, fingerprint: str, *, scope: str, profile_folder: Path | None = None
) -> str:
    """Return the fingerprint of the key a package is signed with, after it is trusted for a county or hub.

    ``fingerprint`` is what the sender said by telephone. Raises PackageKeyError where they differ.
    """
    ring = _ring(profile_folder)
    public = signer_of(Path(file), ring)
    if public is None:
        raise PackageKeyError(
            f"The package “{file}” does not say with which key it is signed", "ask for a key card"
        )
    return ring.trust_key(public, fingerprint, scopes=[scope]).public.fingerprint


def _ring(profile_folder: Path | None) -> KeyRing:
    return KeyRing((profile_folder or devices.profile_folder()) / "keys")

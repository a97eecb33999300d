"""Exporting what waits in a workspace as a package, for a place without a network.

The batch is written down in the workspace as for any sync, and stays there until a receipt or the hub itself
has answered: exporting acknowledges nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from sqlite3 import Connection
from typing import cast

from ..domain.progress import Progress, Silent
from ..paths import resource
from ..store import photos as stored_photos
from ..store import replica
from ..store.records import Record
from ..store.workspace import Workspace
from ..sync import devices, journal, package_crypto
from ..sync.batches import Batch
from ..sync.hub import CHUNK_BYTES, Hub, PushResult
from ..sync.operations import Key
from ..sync.package_content import Request, request_lines
from ..sync.package_errors import PackageKeyError
from ..sync.package_keys import HUB as HUB_SCOPE
from ..sync.package_keys import KeyPair, KeyRing, PublicKey
from ..sync.package_manifest import Manifest
from ..sync.packages import Photo, cannot_encrypt, write_package
from . import sync_classified, sync_push
from .sync_photos import SENT
from .sync_session import PACKAGE_OUT, Access, Session, Tally, classified_among, cursor_key, now
from .synchronise import HUB, identify_to_send, require_healthy_log

ROWS_PER_PACKAGE = 100_000
"""How many changes one package takes; the others go when its receipt has come."""

PHOTOS_PER_PACKAGE = 15_000
PHOTO_BYTES = 2 * 1024 * 1024 * 1024
"""How many bytes of photos one package takes by default; the others go with the next."""

OUT = PACKAGE_OUT
LAST = "package_last"


@dataclass(frozen=True, kw_only=True)
class ExportResult:
    """What went into a package: ``changes`` of rows and conflicts, ``photos``; and what did not.

    ``sent_before`` are the numbers of those of which the hub has what was sent before they were classified;
    ``taken_back`` are those in a package that was written earlier, which must not be brought to the hub.
    ``again`` says that the changes were exported before and no receipt has come; ``later`` changes wait until
    it has. ``withheld`` rows are classified. ``fingerprint`` is that of the signing key. ``account`` are
    English sentences, one a line.
    """

    path: Path
    changes: int
    photos: int
    photos_left: int
    withheld: frozenset[Key]
    sent_before: tuple[str, ...] = ()
    taken_back: frozenset[Key] = frozenset()
    again: bool
    later: int
    encrypted: bool
    fingerprint: str
    package_hash: str
    account: str


@dataclass(frozen=True)
class _PostedError(Exception):
    """The batch that would be sent: it goes into the package instead."""

    batch: Batch


class _Postbox:
    """Stands where the hub stands, and takes the batch out of the sync's hands."""

    def push(self, batch: Batch) -> PushResult:
        """Raise the batch."""
        raise _PostedError(batch)


def export_package(
    workspace: Workspace,
    file: Path | str,
    *,
    encrypt: bool = False,
    photo_bytes: int = PHOTO_BYTES,
    progress: Progress | None = None,
    profile_folder: Path | None = None,
) -> ExportResult:
    """Return the account of what was written into a package file; a file that stands there is replaced.

    It is signed with the county's key of the profile, and encrypted to the hub's trusted key where asked.
    Classified records never go. Exported again before a receipt has come, it holds the same changes.
    Raises PackageKeyError, PackageNotWrittenError, ChangeLogError, CancelledError.
    """
    profile = profile_folder or devices.profile_folder()
    ring = KeyRing(profile / "keys")
    key = ring.own(workspace.county_code)
    if key is None:
        raise PackageKeyError(
            f"There is no key of the county {workspace.county_code} on this computer",
            "make one and give its card to the hub, then export again",
        )
    recipient = _recipient(ring) if encrypt else None
    with closing(Access(workspace)) as access:
        require_healthy_log(workspace, access)
        session = _session(workspace, access, profile, progress or Silent())
        return _export(session, Path(file), key=key, recipient=recipient, photo_bytes=photo_bytes)


def _export(
    session: Session, path: Path, *, key: KeyPair, recipient: PublicKey | None, photo_bytes: int
) -> ExportResult:
    session.step(0.0, "collecting changes")
    batch, again = _batch(session)
    here, wanted = _photos(session, batch)
    chosen = _fitting(here, photo_bytes)
    request = Request(batch=batch, photos_here=tuple(photo.sha256 for photo in here), photos_wanted=wanted)
    written = write_package(
        path,
        _manifest(session, batch, recipient),
        lines=request_lines(request),
        photos=_watched(session, chosen),
        key=key,
        seal_for=recipient,
        before_publishing=partial(_note, session.access, batch),
    )
    left = len(here) - len(written.photos)
    return _result(
        session, path, written, batch=batch, again=again, left=left, fingerprint=key.public.fingerprint
    )


def schema_hash() -> str:
    """Return the hash of the description of the workspace's tables, by which versions are told apart."""
    return _schema_hash()


@lru_cache(maxsize=1)
def _schema_hash() -> str:
    digest = hashlib.sha256()
    for name in ("tables.csv", "columns.csv"):
        digest.update(resource("schema", name).read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def _recipient(ring: KeyRing) -> PublicKey:
    hubs = [key.public for key in ring.all_trusted() if HUB_SCOPE in key.scopes]
    able = [public for public in hubs if public.exchange and package_crypto.has_cryptography()]
    if able:
        return able[0]
    if hubs or not package_crypto.has_cryptography():
        raise cannot_encrypt()
    raise PackageKeyError("There is no trusted key of a hub to encrypt for", "trust the hub's key card first")


def _session(workspace: Workspace, access: Access, profile: Path, progress: Progress) -> Session:
    with access.read() as connection:
        hub = journal.get_state(connection, HUB)
    device, taken_back = identify_to_send(workspace, access, profile)
    return Session(
        workspace=workspace,
        access=access,
        hub=cast(Hub, _Postbox()),
        hub_uuid=hub if isinstance(hub, str) else "",
        device=device,
        busy=frozenset(),
        progress=progress,
        tally=Tally(taken_back=taken_back),
    )


def _batch(session: Session) -> tuple[Batch | None, bool]:
    """Return the batch to send, and whether it was written down before and is not answered yet."""
    try:
        sync_push.resend(session)
    except _PostedError as posted:
        session.tally.withheld |= sync_push.withheld(session)
        return posted.batch, True
    try:
        sync_push.push(session, rows=ROWS_PER_PACKAGE)
    except _PostedError as posted:
        return posted.batch, False
    return None, False


def _photos(session: Session, batch: Batch | None) -> tuple[list[Photo], tuple[str, ...]]:
    """Return the photos to offer, and the hashes of those whose originals are not here."""
    going = (
        {change.uuid for change in batch.changes if change.table == stored_photos.PHOTO} if batch else set()
    )
    with session.access.read() as connection:
        rows = replica.read_columns(
            connection, stored_photos.PHOTO, ["uuid", "problem_uuid", "sha256", "original_name"]
        )
        secret = classified_among(connection, {str(row[1]) for row in rows})
        known = journal.base_versions(connection, [(stored_photos.PHOTO, str(row[0])) for row in rows])
        done = journal.keys_with_prefix(connection, SENT)
    here: dict[str, Photo] = {}
    wanted: set[str] = set()
    for uuid, problem, sha256, name in rows:
        shared = uuid in going or (stored_photos.PHOTO, str(uuid)) in known
        if not isinstance(sha256, str) or not shared or problem in secret:
            continue
        values = {"sha256": sha256, "original_name": name}
        path = stored_photos.photo_path(session.workspace, Record(stored_photos.PHOTO, str(uuid), values))
        if not path.is_file():
            wanted.add(sha256)
        elif sha256 not in done and stored_photos.file_digest(path) == sha256:
            here[sha256] = Photo(sha256=sha256, size=path.stat().st_size, pieces=partial(_pieces, path))
    return [here[sha256] for sha256 in sorted(here)], tuple(sorted(wanted))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(CHUNK_BYTES):
            yield piece


def _fitting(photos: list[Photo], limit: int) -> list[Photo]:
    chosen: list[Photo] = []
    for photo in photos:
        if photo.size <= limit and len(chosen) < PHOTOS_PER_PACKAGE:
            chosen.append(photo)
            limit -= photo.size
    return chosen


def _watched(session: Session, photos: list[Photo]) -> Iterator[Photo]:
    for number, photo in enumerate(photos):
        session.step(0.1 + 0.9 * number / len(photos), "packing photos")
        yield photo


def _manifest(session: Session, batch: Batch | None, recipient: PublicKey | None) -> Manifest:
    with session.access.read() as connection:
        previous = journal.get_state(connection, LAST)
        cursor = journal.get_number(connection, cursor_key(session.hub_uuid))
    number = batch.number if batch else 0
    return Manifest(
        kind="changes",
        county=session.county,
        hub=session.hub_uuid or None,
        device=session.device.uuid,
        device_epoch=session.device.epoch,
        first=number,
        last=number,
        cursor=cursor,
        schema=schema_hash(),
        previous=previous if isinstance(previous, str) else None,
        answers=None,
        recipient=recipient.fingerprint if recipient else None,
        at=now(),
        members={},
    )


def _note(access: Access, batch: Batch | None, manifest: Manifest) -> None:
    """Remember a package before it appears: its receipt will name it."""
    with access.write() as connection:
        journal.set_state(connection, OUT + manifest.hash, batch.number if batch else 0)
        journal.set_state(connection, LAST, manifest.hash)


def count_later(connection: Connection, batch: Batch | None) -> int:
    """Return how many changes wait that are not in a batch."""
    there = {change.key for change in batch.changes} if batch else set()
    return max(0, sync_push.count_waiting(connection) - len(there))


def _result(
    session: Session,
    path: Path,
    manifest: Manifest,
    *,
    batch: Batch | None,
    again: bool,
    left: int,
    fingerprint: str,
) -> ExportResult:
    with session.access.read() as connection:
        later = count_later(connection, batch) - len(session.tally.withheld)
    changes = len(batch.changes) if batch else 0
    photos = len(manifest.photos)
    sentences = [
        f"{changes} changes and {photos} photos are in the package; they count as sent when its receipt has"
        " come back."
    ]
    if again:
        sentences.append("These changes were exported before; the hub takes them in once.")
    if later > 0:
        sentences.append(f"{later} later changes wait until the receipt has come.")
    if left:
        sentences.append(f"{left} photos did not fit and go with the next package.")
    if session.tally.withheld:
        sentences.append(f"{len(session.tally.withheld)} classified records stayed on this computer.")
    sent_before = sync_classified.known_to_the_hub(session)
    sentences += sync_classified.sentences(sent_before, session.tally.taken_back)
    session.progress.report(1.0, "done")
    return ExportResult(
        path=path,
        changes=changes,
        photos=photos,
        photos_left=left,
        withheld=frozenset(session.tally.withheld),
        sent_before=sent_before,
        taken_back=session.tally.taken_back,
        again=again,
        later=max(later, 0),
        encrypted=manifest.recipient is not None,
        fingerprint=fingerprint,
        package_hash=manifest.hash,
        account="\n".join(sentences),
    )

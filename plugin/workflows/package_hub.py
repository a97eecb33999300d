"""Taking packages in at the hub, and writing the receipts that go back with what the device lacks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ..domain.changes import HubRow
from ..domain.file_problems import problem_of
from ..domain.progress import Progress, Silent, check
from ..drafts import scratch_folder
from ..sync import devices, durable_files
from ..sync.addresses import HubAddress, open_hub
from ..sync.errors import HubUnavailableError
from ..sync.hub import CHUNK_BYTES, Accepted, Hub, HubInfo, PushResult, Refused, Stale
from ..sync.package_content import Reply, Request, reply_lines
from ..sync.package_errors import (
    PackageKeyError,
    PackageRefusedError,
    ReplayedPackageError,
    WrongRecipientError,
)
from ..sync.package_keys import HUB as HUB_SCOPE
from ..sync.package_keys import KeyPair, KeyRing
from ..sync.package_manifest import Manifest
from ..sync.package_verify import Package, open_package
from ..sync.packages import Photo, write_package
from ..sync.values import canonical
from .package_export import PHOTO_BYTES, PHOTOS_PER_PACKAGE, schema_hash
from .sync_session import now

PAGE_ROWS = 1000
ROWS_PER_RECEIPT = 100_000
BYTES_PER_RECEIPT = 128 * 1024 * 1024
"""How many rows, and bytes of their texts and geometries, one receipt takes back."""

PHOTO_TABLE, PHOTO_HASH = "photo", "sha256"


@dataclass(frozen=True, kw_only=True)
class HubImport:
    """What a package brought to the hub and what its receipt takes back.

    ``accepted`` changes are in the hub, ``stale`` ones met something newer and are merged by their author,
    ``refused`` ones carry a reason. ``rows_back`` and ``photos_back`` go with the receipt;
    where ``more`` rows or ``photos_left`` did not fit, they go with the next.
    """

    county: str
    device: str
    accepted: int
    stale: int
    refused: int
    photos: int
    rows_back: int
    photos_back: int
    more: bool
    photos_left: int
    receipt: Path
    account: str


def import_package_to_hub(
    hub_address: HubAddress,
    file: Path | str,
    receipt: Path | str,
    *,
    user: str | None = None,
    password: str | None = None,
    progress: Progress | None = None,
    profile_folder: Path | None = None,
) -> HubImport:
    """Return the account of a device's package after the hub has it and its receipt is written.

    ``user`` and ``password`` are for a PostGIS hub. Everything is verified first. Raises the errors of
    `sync.package_errors`: whatever is refused has changed nothing. Stopped in between, importing again
    completes it, once.
    """
    with closing(open_hub(hub_address, user=user, password=password, profile_folder=profile_folder)) as hub:
        return import_with(
            hub, Path(file), Path(receipt), progress=progress, profile_folder=profile_folder, again=False
        )


def write_receipt_again(
    hub_address: HubAddress,
    file: Path | str,
    receipt: Path | str,
    *,
    user: str | None = None,
    password: str | None = None,
    progress: Progress | None = None,
    profile_folder: Path | None = None,
) -> HubImport:
    """Return the account of a package that was imported before, with a new receipt for a lost one."""
    with closing(open_hub(hub_address, user=user, password=password, profile_folder=profile_folder)) as hub:
        return import_with(
            hub, Path(file), Path(receipt), progress=progress, profile_folder=profile_folder, again=True
        )


def import_with(
    hub: Hub,
    file: Path,
    receipt: Path,
    *,
    progress: Progress | None = None,
    profile_folder: Path | None = None,
    again: bool = False,
) -> HubImport:
    """Return the account of importing into a hub that is open; see :func:`import_package_to_hub`."""
    profile = profile_folder or devices.profile_folder()
    ring, progress = KeyRing(profile / "keys"), progress or Silent()
    progress.report(0.0, "verifying")
    with open_package(file, ring) as package:
        check(progress)
        manifest = package.manifest
        if manifest.kind != "changes":
            raise WrongRecipientError(file, "it is a receipt, which is for the county's own workspace")
        request = package.request()
        _require_own_batch(package, request)
        info = hub.hello(manifest.county)
        if manifest.hub is not None and manifest.hub != info.hub_uuid:
            raise WrongRecipientError(file, f"it is for the hub {manifest.hub}, this one is {info.hub_uuid}")
        note = profile / "packages" / info.hub_uuid / f"{manifest.hash}.json"
        if not again and note.is_file():
            raise ReplayedPackageError(
                file,
                f"it was taken in already ({_taken_at(note)})",
                remedy="nothing needs to be done; write its receipt again if that was lost",
            )
        key = ring.signing_key(HUB_SCOPE, manifest.county)
        if key is None:
            raise PackageKeyError(
                "There is no key of the hub on this computer", "make one and give its card to the counties"
            )
        done = _take_in(hub, package, request, progress)
        result = _Answer(hub, info, package, request, done, progress).write(receipt, key)
        _remember(note, result)
        progress.report(1.0, "done")
        return result


def _require_own_batch(package: Package, request: Request) -> None:
    """Check that the batch is the one whose numbers, device and county the manifest was signed for."""
    manifest, batch = package.manifest, request.batch
    expected = (manifest.county, manifest.device, manifest.device_epoch, manifest.first, manifest.last)
    if batch is None:
        fits = (manifest.first, manifest.last) == (0, 0)
    else:
        found = (batch.county, batch.device, batch.device_epoch, batch.number, batch.number)
        fits = found == expected
    if not fits:
        raise PackageRefusedError(package.path, "its changes are not those its manifest speaks of")


def _taken_at(note: Path) -> str:
    try:
        return str(json.loads(note.read_bytes())["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return "the time is not known"


def _remember(note: Path, result: HubImport) -> None:
    try:
        durable_files.write_whole(note, canonical({"at": now(), "receipt": str(result.receipt)}))
    except OSError as error:
        raise HubUnavailableError(str(note.parent), problem_of(error)) from error


@dataclass(frozen=True, kw_only=True)
class _Done:
    result: PushResult
    photos: int


def _take_in(hub: Hub, package: Package, request: Request, progress: Progress) -> _Done:
    """Return the hub's answer to the batch, after the photos of the package are there too."""
    progress.report(0.2, "storing changes")
    result = PushResult(rows=()) if request.batch is None else hub.push(request.batch)
    county, arrived = package.manifest.county, 0
    for sha256, there in hub.blobs_missing(county, package.manifest.photos).items():
        check(progress)
        progress.report(0.4, "storing photos")
        size, offset = package.photo_size(sha256) or 0, there
        while True:
            piece = package.photo(sha256, offset, CHUNK_BYTES)
            received = hub.blob_put(county, sha256, offset, piece, size=size)
            if received >= size or (received <= offset and piece):
                break
            offset = received
        arrived += 1
    hub.ack(package.manifest.device, county, package.manifest.cursor)
    return _Done(result=result, photos=arrived)


class _Answer:
    """What goes back to the device."""

    def __init__(
        self, hub: Hub, info: HubInfo, package: Package, request: Request, done: _Done, progress: Progress
    ) -> None:
        self._hub, self._info, self._package, self._request = hub, info, package, request
        self._done, self._progress = done, progress
        self._county = package.manifest.county
        self._photos_left = 0
        self._more = False

    def write(self, path: Path, key: KeyPair) -> HubImport:
        """Return the account after the receipt has appeared."""
        self._progress.report(0.6, "writing the receipt")
        rows, cursor, self._more = self._rows()
        photos = self._package.manifest.photos
        offered = {*self._request.photos_here, *photos}
        missing = set(self._hub.blobs_missing(self._county, sorted(offered)))
        reply = Reply(
            hub=self._info.hub_uuid,
            batch_hash=self._request.batch.content_hash if self._request.batch else None,
            results=self._done.result,
            since=self._package.manifest.cursor,
            cursor=cursor,
            shared_sequence=self._info.shared_sequence,
            rows=rows,
            photos_there=frozenset(offered - missing),
            more=self._more,
        )
        sealed = self._package.sealed
        with scratch_folder() as folder:
            back = list(self._photos_back(rows, folder))
            written = write_package(
                path,
                self._manifest(sealed),
                lines=reply_lines(reply),
                photos=back,
                key=key,
                seal_for=self._package.key.public if sealed else None,
            )
        return self._account(path, written, rows)

    def _rows(self) -> tuple[tuple[HubRow, ...], int, bool]:
        """Return the rows after the package's cursor, how far they go, and whether more follow.

        With them go the keys of what was deleted and forgotten since.
        """
        known = self._package.manifest.cursor
        rows: list[HubRow] = []
        cursor = covered = known
        more, size = True, 0
        while more and (cursor < 0 or (len(rows) < ROWS_PER_RECEIPT and size < BYTES_PER_RECEIPT)):
            check(self._progress)
            page = self._hub.pull(self._county, cursor, PAGE_ROWS)
            if page.forgotten > max(cursor, covered):
                rows, size, covered, cursor = [], 0, page.forgotten, -page.forgotten - 1
                continue
            rows += [row for row in page.rows if row.sequence > 0 or -row.sequence > known]
            size += sum(_size(row) for row in page.rows)
            back = cursor < 0 <= page.cursor
            cursor, more = max(page.cursor, known) if back else page.cursor, page.more
        return tuple(rows), cursor, more

    def _manifest(self, sealed: bool) -> Manifest:
        asked = self._package.manifest
        return replace(
            asked,
            kind="receipt",
            hub=self._info.hub_uuid,
            schema=schema_hash(),
            previous=None,
            answers=asked.hash,
            recipient=self._package.key.public.fingerprint if sealed else None,
            at=now(),
            members={},
        )

    def _photos_back(self, rows: tuple[HubRow, ...], folder: Path) -> Iterator[Photo]:
        """Yield the photos that the device lacks, each after its bytes were checked."""
        named = {row.values.get(PHOTO_HASH) for row in rows if row.table == PHOTO_TABLE and not row.deleted}
        lacking = (named | set(self._request.photos_wanted)) - set(self._request.photos_here)
        count, room = 0, PHOTO_BYTES
        for sha256 in sorted(one for one in lacking if isinstance(one, str)):
            check(self._progress)
            if count >= PHOTOS_PER_PACKAGE or room <= 0:
                self._photos_left += 1
                continue
            file, digest, offset = folder / sha256, hashlib.sha256(), 0
            with file.open("wb") as target:
                while piece := self._hub.blob_get(self._county, sha256, offset, CHUNK_BYTES):
                    digest.update(piece)
                    target.write(piece)
                    offset += len(piece)
            if offset and digest.hexdigest() == sha256:
                count, room = count + 1, room - offset
                yield Photo(sha256=sha256, size=offset, pieces=partial(_content, file))

    def _account(self, path: Path, written: Manifest, rows: tuple[HubRow, ...]) -> HubImport:
        results = self._done.result.rows
        accepted, stale, refused = (
            sum(isinstance(row, kind) for row in results) for kind in (Accepted, Stale, Refused)
        )
        sentences = [
            f"The package of the county {self._county} was taken in: {accepted} changes and"
            f" {self._done.photos} photos.",
            f"The receipt takes {len(rows)} rows and {len(written.photos)} photos back.",
        ]
        if self._done.result.replayed:
            sentences.insert(0, "The hub had these changes already; nothing was changed twice.")
        if stale:
            sentences.append(f"{stale} changes met newer ones; their author merges them with the receipt.")
        if refused:
            sentences.append(f"{refused} changes were refused; the receipt says why.")
        if self._more:
            sentences.append("More rows did not fit; the device exports once more for them.")
        if self._photos_left:
            sentences.append(f"{self._photos_left} photos did not fit and go with the next receipt.")
        return HubImport(
            county=self._county,
            device=self._package.manifest.device,
            accepted=accepted,
            stale=stale,
            refused=refused,
            photos=self._done.photos,
            rows_back=len(rows),
            photos_back=len(written.photos),
            more=self._more,
            photos_left=self._photos_left,
            receipt=path,
            account="\n".join(sentences),
        )


def _size(row: HubRow) -> int:
    return sum(len(value) for value in row.values.values() if isinstance(value, str | bytes))


def _content(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        while piece := source.read(CHUNK_BYTES):
            yield piece

"""What every hub offers, whether a file on this disk, a mailbox folder or the province's PostGIS."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from ..domain.changes import HubRow, Value
from .batches import Batch
from .merge_rules import MergeRules

CHUNK_BYTES = 1024 * 1024
"""Size of the pieces in which the bytes of a photo travel: 1 MiB."""

CONFLICT_TABLE = "_sync_conflict"
"""The name under which conflicts travel: to a hub a conflict is a row like any other, with its history."""


@dataclass(frozen=True, kw_only=True)
class HubInfo:
    """Who answers, in which format, and the last number of the county's sequence.

    Without ``shared_sequence`` each computer counts for itself: a cursor may be larger than the last number
    here, and differences of two numbers say nothing.
    """

    hub_uuid: str
    format: int
    last_sequence: int
    shared_sequence: bool = True


@dataclass(frozen=True)
class Accepted:
    """The change is in the hub; the row's new version and its place in the county's sequence."""

    version: int
    sequence: int


@dataclass(frozen=True)
class Stale:
    """The change was not applied, since the hub holds something its editor had not seen: ``current``.

    That is the row itself, the deleted parent of a new row, or the child that a deleted row still has.
    """

    current: HubRow


@dataclass(frozen=True)
class Refused:
    """The change was not applied and will not be: the reason, and the row as it stands where there is one."""

    reason: str
    current: HubRow | None = None


RowResult = Accepted | Stale | Refused


@dataclass(frozen=True, kw_only=True)
class PushResult:
    """The hub's answer to a batch: a result for each change, in order. A replay gets the same answer."""

    rows: tuple[RowResult, ...]
    replayed: bool = False


@dataclass(frozen=True, kw_only=True)
class Forgetting:
    """How many deletions of a county were forgotten, and how many devices were silent for too long."""

    county: str
    forgotten: int
    behind: int


@dataclass(frozen=True, kw_only=True)
class Page:
    """The rows that changed after a cursor, in the county's sequence; ``more``: another page follows.

    Deletions up to the place ``forgotten`` may be missing. A device that has not come so far takes a
    snapshot: it pulls from before the beginning, where keys and versions of what was forgotten stand under
    the negatives of their places.
    """

    rows: tuple[HubRow, ...]
    cursor: int
    more: bool
    forgotten: int = 0


class Hub(Protocol):
    """A place where the workspaces of a county meet. A call names its county and sees nothing of another.

    All calls are safe to repeat. They raise the errors of `sync.errors`, HubUnavailableError above all.
    """

    def hello(self, county: str) -> HubInfo:
        """Return who the hub is. Raises CountyUnknownError, NewerHubError."""

    def push(self, batch: Batch) -> PushResult:
        """Return a result for each change; everything of one batch is stored in one transaction.

        Raises RestoredBackupError where the hub knows the batch's number with another hash, BatchGapError.
        """

    def pull(self, county: str, cursor: int, limit: int) -> Page:
        """Return the rows after the cursor as they stand now, deleted ones with their last values."""

    def ack(self, device: str, county: str, cursor: int) -> None:
        """Take note that a device has received everything up to a cursor."""

    def blobs_missing(self, county: str, hashes: Iterable[str]) -> Mapping[str, int]:
        """Return the hashes whose bytes the county does not have whole, with the bytes it has of each."""

    def blob_put(self, county: str, sha256: str, offset: int, content: bytes, *, size: int) -> int:
        """Return how many bytes the hub now has of a photo of ``size`` bytes; the last piece is verified.

        Raises DamagedBlobError where the whole does not have the hash; the pieces are then dropped.
        """

    def blob_get(self, county: str, sha256: str, offset: int, size: int) -> bytes:
        """Return up to ``size`` bytes from the offset; empty at the end, and where the hub lacks any."""

    def close(self) -> None:
        """Release what the hub holds open."""


class PastVersion(Protocol):
    """One version of a record: the values it brought, and when."""

    @property
    def version(self) -> int:
        """Return the number of the version."""

    @property
    def operation(self) -> str:
        """Return `insert`, `update` or `delete`."""

    @property
    def values(self) -> Mapping[str, Value]:
        """Return the values that this version brought."""

    @property
    def at(self) -> str:
        """Return when it arrived (ISO 8601, UTC)."""


@runtime_checkable
class RememberingHub(Protocol):
    """A hub that tells what a record was before."""

    def history(self, county: str, table: str, uuid: str) -> Sequence[PastVersion]:
        """Return every version of a record, oldest first; none where there is no such record."""


@runtime_checkable
class JoiningHub(Protocol):
    """A hub without a server: one record may have been changed in two places that did not meet.

    What was sent to it may be gone again: in another copy of it, or where a copy by hand was stopped.
    """

    def join(self, county: str, rules: MergeRules) -> int:
        """Return how many such branches were brought together; what disagrees is kept as conflicts."""

    def lost_photos(self, county: str, hashes: Iterable[str]) -> frozenset[str]:
        """Return the hashes of photos that are not here, or cut off, by the sizes of their files alone."""

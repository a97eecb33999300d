"""A letter: one immutable file of a mailbox, with a device's batch and the answer it got.

Letters name those that their author had seen, so any set of them has one order of cause and effect.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from . import batches
from .batches import Batch
from .errors import DamagedBatchError
from .values import canonical

FORMAT = 1
JOIN = "join"
"""The device and the outbox of letters that bring branches together; their number is their clock."""

CLOCK_BITS, HASH_BITS = 24, 38
NAME_HASH_DIGITS = 32

Reference = tuple[str, str, int]
"""Table, uuid and version: a row as it was."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The answer to one change: accepted at a version, stale against a row, or refused with a reason."""

    accepted: int | None = None
    reason: str | None = None
    row: Reference | None = None


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A batch, its outcomes, the letters its author had seen last (``after``), and a clock that counts them.

    ``previous`` is the same device's letter before; ``absorbs`` holds, by position, the versions of the same
    row that a join brings into its own. A change that was written has the letter's own version.
    """

    hub: str
    batch: Batch
    previous: str | None
    after: tuple[str, ...]
    clock: int
    at: str
    outcomes: tuple[Outcome, ...]
    absorbs: Mapping[int, tuple[int, ...]]

    @cached_property
    def content(self) -> bytes:
        """Return the canonical bytes."""
        return to_bytes(self)

    @cached_property
    def hash(self) -> str:
        """Return the SHA-256 of the canonical bytes, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def name(self) -> str:
        """Return the file's name, which says what must be in it."""
        return f"{self.batch.number:010d}-{self.hash[:NAME_HASH_DIGITS]}.json"

    @property
    def outbox(self) -> str:
        """Return the folder in which the letters of this device and epoch lie; joins share one."""
        if self.batch.device == JOIN:
            return JOIN
        return outbox_of(self.batch.device, self.batch.device_epoch)

    @property
    def version(self) -> int:
        """Return the version of every row that the letter writes."""
        return version_of(self.batch, self.clock)

    @property
    def causes(self) -> frozenset[str]:
        """Return the letters that must be known before this one."""
        return frozenset(self.after) | ({self.previous} if self.previous else frozenset())


def version_of(batch: Batch, clock: int) -> int:
    """Return the version that a batch gives its rows: later causes are greater, and no two are the same.

    The upper 24 bits are the clock, the lower 38 are of the batch's hash: letters that did not know of each
    other have an order too, and everybody finds the same.
    """
    digest = hashlib.sha256(f"{batch.county}/{batch.content_hash}".encode()).digest()
    return (clock << HASH_BITS) | (int.from_bytes(digest[:8], "big") >> (64 - HASH_BITS))


def outbox_of(device: str, epoch: str) -> str:
    """Return a short name for a device's folder that every file system can keep.

    >>> outbox_of("ann", "1")
    '62d7109354543206'
    """
    return hashlib.sha256(f"{device}/{epoch}".encode()).hexdigest()[:16]


def to_bytes(letter: Letter) -> bytes:
    """Return the canonical UTF-8 bytes of a letter."""
    return canonical(
        {
            "format": FORMAT,
            "hub": letter.hub,
            "batch": json.loads(batches.to_bytes(letter.batch)),
            "previous": letter.previous,
            "after": list(letter.after),
            "clock": letter.clock,
            "at": letter.at,
            "outcomes": [_plain(outcome) for outcome in letter.outcomes],
            "absorbs": [[position, list(versions)] for position, versions in sorted(letter.absorbs.items())],
        }
    )


def from_bytes(content: bytes) -> Letter:
    """Return the letter of its canonical bytes. Raises DamagedBatchError where they are none."""
    try:
        document = json.loads(content)
        if document["format"] != FORMAT:
            raise DamagedBatchError("it is of another format than this version knows")
        letter = Letter(
            hub=str(document["hub"]),
            batch=batches.from_bytes(canonical(document["batch"])),
            previous=None if document["previous"] is None else str(document["previous"]),
            after=tuple(str(one) for one in document["after"]),
            clock=int(document["clock"]),
            at=str(document["at"]),
            outcomes=tuple(_outcome(one) for one in document["outcomes"]),
            absorbs={int(place): _numbers(versions) for place, versions in document["absorbs"]},
        )
    except (UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedBatchError(f"a letter of the mailbox is damaged ({error})") from error
    if letter.content != content or len(letter.outcomes) != len(letter.batch.changes):
        raise DamagedBatchError("a letter of the mailbox is not in the canonical form")
    if not 0 < letter.clock < 1 << CLOCK_BITS:
        raise DamagedBatchError("the clock of a letter is out of range")
    return letter


def _plain(outcome: Outcome) -> dict[str, object]:
    return {
        "accepted": outcome.accepted,
        "reason": outcome.reason,
        "row": list(outcome.row) if outcome.row else None,
    }


def _outcome(plain: Mapping[str, object]) -> Outcome:
    accepted, reason, row = plain["accepted"], plain["reason"], plain["row"]
    if not isinstance(accepted, int | None) or not isinstance(reason, str | None):
        raise DamagedBatchError("an answer in a letter is of an unknown kind")
    reference: Reference | None = None
    if isinstance(row, list):
        table, uuid, version = row
        reference = (str(table), str(uuid), int(version))
    return Outcome(accepted=accepted, reason=reason, row=reference)


def _numbers(versions: Iterable[object]) -> tuple[int, ...]:
    return tuple(int(str(version)) for version in versions)

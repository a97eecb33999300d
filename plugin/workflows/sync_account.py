"""The account of a sync: what went, what came, what stayed and why, in numbers and in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..sync.errors import HubNotWritableError
from ..sync.operations import Key
from . import sync_classified
from .sync_photos import PhotoTally
from .sync_session import Session


@dataclass(frozen=True, kw_only=True)
class SyncResult:
    """What one sync did.

    ``pushed`` and ``pulled`` are rows, ``conflicts`` new ones for a person to decide, ``photos_missing``
    the names of photos whose originals are nowhere yet. ``deferred`` rows are open in an edit buffer,
    ``withheld`` ones are classified, and ``sent_before`` the numbers of those that were sent before they
    were; ``taken_back`` are such changes that were on their way, and are not sent again. ``locked`` ones
    are accepted by the province and took no edit, ``refused`` ones carry the hub's reason. ``changed`` are
    the rows written here: their layers are to be reloaded and their derived columns recomputed. ``account``
    are English sentences, one a line. ``closed`` says why nothing could be sent to a hub that could be read.
    """

    pushed: int
    pulled: int
    conflicts: int
    photos_sent: int
    photos_received: int
    photos_total: int
    photos_missing: tuple[str, ...]
    deferred: frozenset[Key]
    withheld: frozenset[Key]
    sent_before: tuple[str, ...] = ()
    taken_back: frozenset[Key] = frozenset()
    snapshot: bool = False
    closed: HubNotWritableError | None = None
    more: bool = False
    locked: frozenset[Key]
    refused: Mapping[Key, str]
    changed: frozenset[Key]
    account: str


def result_of(session: Session, photos: PhotoTally) -> SyncResult:
    """Return the account of a session that has come to its end."""
    tally = session.tally
    sent_before = sync_classified.known_to_the_hub(session)
    refused = {key: reason for key, reason in tally.refused.items() if key not in tally.locked}
    return SyncResult(
        pushed=tally.pushed,
        pulled=len(tally.written),
        conflicts=tally.conflicts,
        photos_sent=photos.sent,
        photos_received=photos.received,
        photos_total=photos.total,
        photos_missing=photos.missing,
        deferred=frozenset(tally.deferred),
        withheld=frozenset(tally.withheld),
        sent_before=sent_before,
        taken_back=tally.taken_back,
        snapshot=tally.snapshot,
        closed=tally.closed,
        more=tally.more,
        locked=frozenset(tally.locked),
        refused=refused,
        changed=frozenset(tally.written),
        account="\n".join(_sentences(session, photos, refused, sent_before)),
    )


def _sentences(
    session: Session, photos: PhotoTally, refused: Mapping[Key, str], sent_before: Sequence[str]
) -> list[str]:
    tally = session.tally
    sentences = [f"{tally.pushed} changes were sent and {len(tally.written)} rows were received."]
    if tally.closed is not None:
        sentences.append(str(tally.closed))
    if tally.more:
        sentences.append("The receipt holds a part of what is new at the hub; export once more for the rest.")
    if tally.snapshot:
        sentences.append(
            "The hub has forgotten deletions that this computer had not received;"
            " everything was compared anew."
        )
    if photos.sent or photos.received:
        sentences.append(f"{photos.sent} photos were sent and {photos.received} were received.")
    if photos.thumbnails:
        sentences.append(f"{photos.thumbnails} thumbnails came ahead of their photos.")
    if photos.missing:
        arrived = photos.total - len(photos.missing)
        sentences.append(
            f"{arrived} of {photos.total} photos are here; missing: {', '.join(photos.missing[:10])}."
        )
    if tally.conflicts:
        sentences.append(f"{tally.conflicts} conflicts wait for a decision; both values are kept.")
    if tally.locked:
        sentences.append(
            f"{len(tally.locked)} records are accepted by the province and were not changed;"
            " your values are kept as conflicts."
        )
    if tally.deferred:
        sentences.append(f"{len(tally.deferred)} rows are being edited and will be merged at the next sync.")
    if tally.withheld:
        sentences.append(f"{len(tally.withheld)} classified records stayed on this computer.")
    sentences += sync_classified.sentences(sent_before, tally.taken_back)
    sentences += [
        f"The row {uuid} of {table} was refused: {reason}." for (table, uuid), reason in refused.items()
    ]
    return sentences

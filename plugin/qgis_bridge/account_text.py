"""What a sync or a package did, in plain words of the interface's language: for docks and algorithms."""

from __future__ import annotations

from ..workflows.packages import ExportResult, HubImport
from ..workflows.synchronise import SyncResult, Waiting
from .error_text import sentence_of, table_name
from .listing import listed
from .problem_text import problem_text
from .translation import tr

NAMED_PHOTOS = 20
NAMED_RECORDS = 10


def account_lines(result: SyncResult) -> list[str]:
    """Return what one sync did, a sentence a line."""
    lines = [tr("{} changes were sent, {} rows were received.").format(result.pushed, result.pulled)]
    if result.closed is not None:
        lines.append(sentence_of(result.closed))
    if result.more:
        lines.append(tr("The receipt holds a part of what is new at the hub; export once more for the rest."))
    if result.snapshot:
        lines.append(
            tr(
                "The hub has forgotten deletions that this computer had not received; everything was compared"
                " anew."
            )
        )
    lines += photo_lines(result)
    if result.conflicts:
        lines.append(
            tr("{} new conflicts wait for a decision; both values are kept.").format(result.conflicts)
        )
    if result.deferred:
        lines.append(
            tr("{} rows are being edited here; they are merged at the next sync.").format(
                len(result.deferred)
            )
        )
    if result.withheld:
        lines.append(tr("{} classified records stayed on this computer.").format(len(result.withheld)))
    lines += _classified_lines(result)
    if result.locked:
        lines.append(
            tr(
                "{} records are accepted by the province and were not changed; your values are kept as"
                " conflicts."
            ).format(len(result.locked))
        )
    for (table, _), reason in list(result.refused.items())[:3]:
        lines.append(tr("The hub refused a row of “{}”: {}").format(table_name(table), problem_text(reason)))
    if len(result.refused) > 3:
        lines.append(tr("… and {} more rows were refused.").format(len(result.refused) - 3))
    return lines


def _classified_lines(result: SyncResult | ExportResult) -> list[str]:
    """Return what a person must know of records that were sent before they were classified."""
    lines: list[str] = []
    if result.sent_before:
        lines.append(
            tr(
                "{} of them were sent before they were classified; the hub and other computers still hold"
                " what was sent: {}. Tell who runs the hub, and your office for secrecy."
            ).format(len(result.sent_before), listed(result.sent_before[:NAMED_RECORDS]))
        )
    if result.taken_back:
        lines.append(
            tr(
                "{} changes of records that are classified by now were on their way and are not sent again."
                " If you wrote a package before, destroy it."
            ).format(len(result.taken_back))
        )
    return lines


def photo_lines(result: SyncResult) -> list[str]:
    """Return how many photos went and came, how many are here, and the names of those that are missing."""
    lines: list[str] = []
    if result.photos_sent or result.photos_received:
        moved = tr("{} photos were sent, {} were received.")
        lines.append(moved.format(result.photos_sent, result.photos_received))
    if result.photos_total:
        here = result.photos_total - len(result.photos_missing)
        lines.append(tr("{} of {} photos are here.").format(here, result.photos_total))
    if result.photos_missing:
        lines.append(tr("Missing: {}").format(listed(result.photos_missing[:NAMED_PHOTOS])))
    if len(result.photos_missing) > NAMED_PHOTOS:
        lines.append(tr("… and {} more photos.").format(len(result.photos_missing) - NAMED_PHOTOS))
    return lines


def waiting_text(waiting: Waiting) -> str:
    """Return in numbers what waits in each direction; what a hub has that was not asked is not known."""
    if waiting.to_receive is None:
        text = tr("To send: {}").format(waiting.to_send)
    else:
        text = tr("To send: {} · to receive: {}").format(waiting.to_send, waiting.to_receive)
    if waiting.photos_to_send:
        text += " · " + tr("photos to send: {}").format(waiting.photos_to_send)
    if waiting.packages:
        text += " · " + tr("packages without a receipt: {}").format(waiting.packages)
    if waiting.photos_here < waiting.photos_total:
        text += " · " + tr("{} of {} photos are here.").format(waiting.photos_here, waiting.photos_total)
    return text


def export_lines(result: ExportResult) -> list[str]:
    """Return what one export did, a sentence a line."""
    lines = [
        tr("{} changes and {} photos are in the package “{}”.").format(
            result.changes, result.photos, result.path.name
        ),
        tr("They count as sent when its receipt was imported."),
    ]
    if result.again:
        lines.append(tr("The same changes were exported before; the hub takes them in once."))
    if result.later:
        lines.append(tr("{} later changes wait until the receipt has come.").format(result.later))
    if result.photos_left:
        lines.append(tr("{} photos did not fit and go with the next package.").format(result.photos_left))
    if result.withheld:
        lines.append(tr("{} classified records stayed on this computer.").format(len(result.withheld)))
    lines += _classified_lines(result)
    lines.append(tr("Signed with the key {}.").format(result.fingerprint))
    return lines


def hub_lines(result: HubImport) -> list[str]:
    """Return what a county's package brought to the hub, a sentence a line."""
    lines = [
        tr("The package of the county {} was taken in: {} changes, {} photos.").format(
            result.county, result.accepted, result.photos
        ),
        tr("The receipt “{}” takes {} rows and {} photos back.").format(
            result.receipt.name, result.rows_back, result.photos_back
        ),
    ]
    if result.stale:
        lines.append(tr("{} changes met newer ones; their author merges them.").format(result.stale))
    if result.refused:
        lines.append(tr("{} changes were refused; the receipt says why.").format(result.refused))
    if result.more:
        lines.append(tr("More rows did not fit into the receipt; the county exports once more for them."))
    if result.photos_left:
        lines.append(tr("{} photos did not fit and go with the next receipt.").format(result.photos_left))
    return lines

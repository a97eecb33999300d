"""The account of a sync in plain words, in the language of the interface."""

from __future__ import annotations

from ...qgis_bridge.labels import Labels
from ...qgis_bridge.translation import tr
from ...workflows.synchronise import SyncResult, Waiting

NAMED_PHOTOS = 3


def account_lines(result: SyncResult, labels: Labels) -> list[str]:
    """Return what one sync did, a sentence a line."""
    lines = [tr("{} changes were sent, {} rows were received.").format(result.pushed, result.pulled)]
    lines.append(photos_line(result))
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
    for (table, _), reason in list(result.refused.items())[:3]:
        lines.append(tr("The hub refused a row of “{}”: {}").format(labels.table(table), reason))
    if len(result.refused) > 3:
        lines.append(tr("… and {} more rows were refused.").format(len(result.refused) - 3))
    return [line for line in lines if line]


def photos_line(result: SyncResult) -> str:
    """Return how many of the photos are here, and which are missing."""
    if not result.photos_total:
        return ""
    here = result.photos_total - len(result.photos_missing)
    line = tr("{} of {} photos are here.").format(here, result.photos_total)
    if result.photos_missing:
        names = ", ".join(result.photos_missing[:NAMED_PHOTOS])
        line += " " + tr("Missing: {}").format(
            names + (" …" if len(result.photos_missing) > NAMED_PHOTOS else "")
        )
    return line


def waiting_text(waiting: Waiting) -> str:
    """Return in numbers what waits in each direction."""
    text = tr("To send: {} · to receive: {}").format(waiting.to_send, waiting.to_receive)
    if waiting.photos_here < waiting.photos_total:
        text += " · " + tr("{} of {} photos are here.").format(waiting.photos_here, waiting.photos_total)
    return text

"""What the sync dock does in the background: look at the hub, and exchange records with it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass

from ...domain.errors import MineRestorationError
from ...domain.progress import CancelledError, Progress
from ...store.workspace import Workspace
from ...sync.addresses import HubPlace
from ...workflows.recompute import recompute_changed
from ...workflows.synchronise import (
    SyncResult,
    Waiting,
    require_watching,
    synchronise,
    waiting,
    waiting_here,
)


@dataclass(frozen=True)
class Look:
    """What waits, and what kept the hub from being asked."""

    waiting: Waiting
    error: MineRestorationError | None = None


@dataclass(frozen=True)
class _Share:
    """A stretch of a longer progress."""

    whole: Progress
    begin: float
    end: float

    def report(self, fraction: float, message: str = "") -> None:
        """Report a fraction of the stretch."""
        self.whole.report(self.begin + (self.end - self.begin) * fraction, message)

    def cancelled(self) -> bool:
        """Return whether the person asked to stop."""
        return self.whole.cancelled()


def look_at(workspace: Workspace, hub: HubPlace | None) -> Look:
    """Return what waits; where the hub is not named or does not answer, what waits here.

    Raises ChangeLogError first, since then the numbers mean nothing.
    """
    require_watching(workspace)
    if hub is None:
        return Look(waiting_here(workspace))
    try:
        return Look(waiting(workspace, hub))
    except MineRestorationError as error:
        return Look(waiting_here(workspace), error)


def sync_job(
    workspace: Workspace, hub: HubPlace, busy: Collection[tuple[str, str]]
) -> Callable[[Progress], SyncResult]:
    """Return the sync, in which what came is graded anew; ``busy`` rows wait for the next one."""

    def job(progress: Progress) -> SyncResult:
        result = synchronise(workspace, hub, busy=busy, progress=_Share(progress, 0.0, 0.7))
        if result.changed:
            with suppress(CancelledError):  # the records are here; grades can be computed at any time
                recompute_changed(workspace, result.changed, progress=_Share(progress, 0.7, 1.0))
        return result

    return job

"""What can go wrong with a PostGIS hub beside what goes wrong with every hub, and by which signs."""

from __future__ import annotations

from .batches import Batch
from .errors import (
    BatchGapError,
    CountyUnknownError,
    DamagedBatchError,
    HubNotWritableError,
    HubUnavailableError,
    NotAHubError,
    RestoredBackupError,
    SyncError,
)
from .postgis_address import PostgisAddress


class NoHubInDatabaseError(NotAHubError):
    """A database in which no hub was installed, or one that is not there."""


class HubLoginError(SyncError):
    """A login that the server does not let in."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(
            f"The hub “{address}” does not let you in: the login or its password is wrong, or may not use"
            " this database; correct the connection, or ask who runs the hub."
        )


class HubRightsError(SyncError):
    """Something that the person's role does not allow."""

    def __init__(self, address: str, problem: str) -> None:
        self.address = address
        self.problem = problem
        super().__init__(
            f"The hub “{address}” refuses this: {problem}; nothing was changed, ask who runs the hub"
            " for the right."
        )


class HubOutdatedError(SyncError):
    """A hub whose tables and functions are older than this plugin needs."""

    def __init__(self, address: str, found: int, needed: int) -> None:
        self.address = address
        self.found = found
        self.needed = needed
        super().__init__(
            f"The hub “{address}” has version {found}, this plugin needs {needed}; ask who runs the hub to"
            " upgrade it, nothing was exchanged."
        )


_CLOSED_TO_WRITING = {"53100": "its disk is full", "25006": "it is a copy for reading only"}
_UNAVAILABLE = {
    "53300": "too many people are connected at once",
    "57014": "it took too long to answer",
    "55P03": "others write to this county without a pause",
    "57P01": "it is shutting down",
    "57P02": "it is restarting after a fault",
    "57P03": "it is starting up",
    "40P01": "two writers were in each other's way",
    "40001": "two writers were in each other's way",
}
_NOT_A_HUB = ("3F000", "42883", "42P01")
"""No schema, function or table of that name."""

_DAMAGED = ("MH422", "22P02", "22P05", "22021", "22023", "22003", "23502", "23514")


def from_sqlstate(
    state: str,
    *,
    address: PostgisAddress,
    county: str | None = None,
    batch: Batch | None = None,
    detail: str | None = None,
    text: str = "",
) -> SyncError:
    """Return the error that a state of PostgreSQL or of the hub's own functions (`MH…`) means."""
    shown = address.shown
    if state == "MH404":
        return CountyUnknownError(county or "", shown)
    if state == "MH409" and batch is not None:
        return RestoredBackupError(batch.device, batch.number)
    if state == "MH410" and batch is not None:
        return BatchGapError(batch.device, batch.number, int(detail or 0))
    if batch is not None and state in _DAMAGED:
        return DamagedBatchError(text if state == "MH422" else "the hub cannot read its text")
    if state.startswith("MH"):
        return HubRightsError(shown, text)
    if state in _NOT_A_HUB:
        return NoHubInDatabaseError(shown, "this database has no hub in it")
    if state == "42501":
        return HubRightsError(shown, "your login is not one of the hub's people")
    if state.startswith("28"):
        return HubLoginError(shown)
    if state == "3D000":
        return NoHubInDatabaseError(shown, "there is no such database")
    if state in _CLOSED_TO_WRITING:
        return HubNotWritableError(shown, _CLOSED_TO_WRITING[state])
    return HubUnavailableError(shown, _UNAVAILABLE.get(state) or f"it reports an error ({state})")

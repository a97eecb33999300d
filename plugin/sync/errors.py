"""What can go wrong between a workspace and a hub, each as one sentence a person can act on."""

from __future__ import annotations

from ..domain.errors import MineRestorationError


class SyncError(MineRestorationError):
    """Anything that fails between a workspace and a hub."""


class HubAddressError(SyncError):
    """An address that names no hub this version can reach."""

    def __init__(self, address: str, problem: str) -> None:
        self.address = address
        self.problem = problem
        super().__init__(f"“{address}” is no hub address that can be used: {problem}.")


class HubNotFoundError(SyncError):
    """A hub file that is not there."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(f"There is no hub at “{address}”; check the path, or create a new hub there.")


class NotAHubError(SyncError):
    """A file that is something else than a hub."""

    def __init__(self, address: str, problem: str) -> None:
        self.address = address
        self.problem = problem
        super().__init__(f"“{address}” is no hub file: {problem}; choose the hub's own file.")


class HubExistsError(SyncError):
    """A file stands where a new hub should go."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(
            f"“{address}” exists already and was left as it is; choose another name for the new hub."
        )


class NewerHubError(SyncError):
    """A hub of a format that a later version of the plugin made."""

    def __init__(self, address: str, found: int, supported: int) -> None:
        self.address = address
        self.found = found
        self.supported = supported
        super().__init__(
            f"The hub “{address}” has format {found}, this plugin knows up to {supported};"
            " update the plugin, then sync again."
        )


class HubUnavailableError(SyncError):
    """A hub that does not answer: locked for too long, on a full disk, or out of reach."""

    def __init__(self, address: str, problem: str) -> None:
        self.address = address
        self.problem = problem
        super().__init__(
            f"The hub “{address}” does not answer: {problem}; nothing was lost, mend that and sync again."
        )


class HubNotWritableError(HubUnavailableError):
    """A hub that can be read while nothing can be written to it: it is read-only, or full."""

    def __init__(self, address: str, problem: str) -> None:
        SyncError.__init__(
            self,
            f"Nothing can be written to the hub “{address}”: {problem}; what waits here is kept,"
            " mend that and sync again.",
        )
        self.address = address
        self.problem = problem


class CountyUnknownError(SyncError):
    """A county that the hub does not serve."""

    def __init__(self, county: str, address: str) -> None:
        self.county = county
        self.address = address
        super().__init__(
            f"The hub “{address}” does not serve the county “{county}”; choose your county's hub"
            " or ask who runs it to add the county."
        )


class WrongHubError(SyncError):
    """A hub that is not the one this workspace has synced with."""

    def __init__(self, address: str, expected: str, found: str) -> None:
        self.address = address
        self.expected = expected
        self.found = found
        super().__init__(
            f"The hub “{address}” is not the one this workspace belongs to"
            f" (it is {found}, expected {expected});"
            " nothing was exchanged, choose the hub it was synced with before."
        )


class HubWentBackError(SyncError):
    """A hub that knows less than this workspace has already received from it."""

    def __init__(self, address: str, cursor: int, last_sequence: int) -> None:
        self.address = address
        self.cursor = cursor
        self.last_sequence = last_sequence
        super().__init__(
            f"The hub “{address}” ends at change {last_sequence}, but this workspace has received"
            f" up to {cursor}: an old copy of the hub was put back;"
            " nothing was exchanged, bring the newest copy of the hub."
        )


class RestoredBackupError(SyncError):
    """A batch number that the hub knows with other content: the workspace is an older copy of itself."""

    def __init__(self, device: str, number: int) -> None:
        self.device = device
        self.number = number
        super().__init__(
            f"The hub already has another batch {number} of this device: this workspace is an older copy"
            " (a restored backup) of one that has synced since; nothing was sent,"
            " continue it as a new device and sync again."
        )


class BatchGapError(SyncError):
    """A batch whose predecessor the hub has not seen."""

    def __init__(self, device: str, number: int, last: int) -> None:
        self.device = device
        self.number = number
        self.last = last
        super().__init__(
            f"Batch {number} of this device arrived, but the hub's last one is {last}; nothing was stored,"
            " continue the workspace as a new device and sync again."
        )


class DamagedBatchError(SyncError):
    """Bytes that are no batch, or not the one their hash names."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(f"A batch cannot be read: {problem}; nothing was changed, send it again.")


class DamagedBlobError(SyncError):
    """Bytes of a photo that do not belong to its hash."""

    def __init__(self, sha256: str, problem: str) -> None:
        self.sha256 = sha256
        self.problem = problem
        super().__init__(f"The photo {sha256} {problem}; it does not count as received and is sent again.")


class UnknownConflictError(SyncError):
    """A conflict that the workspace does not hold."""

    def __init__(self, conflict_id: int) -> None:
        self.conflict_id = conflict_id
        super().__init__(
            f"There is no conflict {conflict_id} in this workspace; refresh the list and choose again."
        )


class ConflictSettledError(SyncError):
    """A conflict that somebody has answered already, or one that is still open."""

    def __init__(self, conflict_id: int, problem: str) -> None:
        self.conflict_id = conflict_id
        super().__init__(f"The conflict {conflict_id} {problem}; refresh the list and choose again.")

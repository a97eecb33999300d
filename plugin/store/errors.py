"""What can go wrong with a workspace, each as one sentence a person can act on."""

from __future__ import annotations

from pathlib import Path

from ..domain.errors import MineRestorationError, UnknownCodeError

__all__ = [
    "IncompleteWorkspaceError",
    "InvalidRecordError",
    "NewerWorkspaceError",
    "NotAWorkspaceError",
    "StaleRuleError",
    "StoreError",
    "UnknownCodeError",
    "UnknownCountyError",
    "WorkspaceExistsError",
    "WorkspaceLockedError",
    "WorkspaceNotWritableError",
]


SHOWN_PARTS = 3


class StoreError(MineRestorationError):
    """Anything that fails in the workspace file."""


class NotAWorkspaceError(StoreError):
    """A path that holds no survey workspace."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        self.problem = problem
        super().__init__(
            f"“{path}” cannot be opened as a workspace: {problem}; choose a workspace or create one."
        )


class NewerWorkspaceError(StoreError):
    """A workspace that a later version of the plugin made."""

    def __init__(self, path: Path, found: int, supported: int) -> None:
        self.path = path
        self.found = found
        self.supported = supported
        super().__init__(
            f"The workspace “{path}” has schema {found}, this plugin knows up to {supported};"
            " update the plugin, then open it again."
        )


class IncompleteWorkspaceError(StoreError):
    """A workspace from which another program took tables or columns."""

    def __init__(self, path: Path, parts: tuple[str, ...], *, repairable: bool) -> None:
        self.path = path
        self.parts = parts
        self.repairable = repairable
        way_on = "check and repair it in the survey dock" if repairable else "open a copy of it"
        super().__init__(
            f"The workspace “{path}” has lost what belongs to it ({shortened(parts)}); {way_on}."
        )


def shortened(parts: tuple[str, ...]) -> str:
    """Return the first of several names, and how many more there are."""
    return ", ".join(parts[:SHOWN_PARTS]) + (" …" if len(parts) > SHOWN_PARTS else "")


class WorkspaceNotWritableError(StoreError):
    """A path that nothing can be written to."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        self.problem = problem
        super().__init__(
            f"“{path}” cannot be written: {problem}; choose another folder or mend that, then try again."
        )


class WorkspaceExistsError(WorkspaceNotWritableError):
    """A file stands where a new workspace should go."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "a file of this name exists already and would be lost")


class WorkspaceLockedError(StoreError):
    """Another program held the workspace for longer than we wait."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"The workspace “{path}” is being written by another program; nothing was changed,"
            " wait a moment and try again."
        )


class UnknownCountyError(StoreError):
    """A county code that is not in the list of county codes (GB/T 2260)."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(
            f"“{code}” is not a county in the list of administrative codes;"
            " give the six-digit code of a county, such as 141125."
        )


class InvalidRecordError(StoreError):
    """A record that the workspace does not take."""

    def __init__(self, table: str, uuid: str | None, problem: str) -> None:
        self.table = table
        self.uuid = uuid
        self.problem = problem
        record = f"The record {uuid} of “{table}”" if uuid else f"A record of “{table}”"
        super().__init__(f"{record} cannot be saved: {problem}; correct it and save again.")


class StaleRuleError(StoreError):
    """A rule that somebody else changed since it was read."""

    def __init__(self, rule_id: str) -> None:
        self.rule_id = rule_id
        super().__init__(
            f"The rule “{rule_id}” was changed meanwhile; look at its latest version and change that."
        )

"""What can go wrong where QGIS and the workspace meet, each as one sentence a person can act on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..domain.errors import MineRestorationError


class BridgeError(MineRestorationError):
    """Anything that QGIS refuses to do with a workspace."""


class NoWorkspaceError(BridgeError):
    """Something was asked of a session that holds no workspace."""

    def __init__(self) -> None:
        super().__init__("No workspace is open; open or create one first.")


class LayerMissingError(BridgeError):
    """The layer of a table is not, or no longer, in the project."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(
            f"The layer of “{table}” is not in the project; open the workspace again to bring it back."
        )


class LayerUnreadableError(BridgeError):
    """A table that QGIS cannot open as a layer."""

    def __init__(self, path: Path, table: str, reason: str) -> None:
        self.path = path
        self.table = table
        self.reason = reason
        super().__init__(
            f"QGIS cannot open the table “{table}” of “{path}” ({reason or 'no reason given'});"
            " check the workspace, or open a copy of it."
        )


class LayerNotEditableError(BridgeError):
    """A layer that QGIS does not let edit."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(
            f"The layer of “{table}” cannot be edited; check that the workspace is not read-only"
            " and that its layer is not set to read-only in the project."
        )


class EditRefusedError(BridgeError):
    """A change that the edit buffer of a layer did not take."""

    def __init__(self, table: str, uuid: str, action: str) -> None:
        self.table = table
        self.uuid = uuid
        self.action = action
        super().__init__(
            f"QGIS refused to {action} the record {uuid} of “{table}”; nothing was changed,"
            " save or discard the open edits and try again."
        )


class RecordMissingError(BridgeError):
    """A record that is not in its layer, nor in the layer's open edits."""

    def __init__(self, table: str, uuid: str) -> None:
        self.table = table
        self.uuid = uuid
        super().__init__(f"The record {uuid} of “{table}” does not exist any more; refresh the list.")


class SaveFailedError(BridgeError):
    """A commit that QGIS or SQLite refused; the edits are still open."""

    def __init__(self, path: Path, reasons: Sequence[str], *, locked: bool) -> None:
        self.path = path
        self.reasons = tuple(reasons)
        self.locked = locked
        why = (
            "another program is writing to it" if locked else "; ".join(self.reasons) or "no reason was given"
        )
        super().__init__(
            f"The edits of “{path}” could not be saved ({why}); they are kept, save them again in a moment."
        )


class UnsavedEditsError(BridgeError):
    """A workspace that cannot be closed because edits are open in it."""

    def __init__(self, path: Path, count: int) -> None:
        self.path = path
        self.count = count
        super().__init__(f"“{path}” has {count} unsaved records; save or discard them before you close it.")


class ProjectNotStoredError(BridgeError):
    """A QGIS project or style that could not be written into the workspace."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(
            f"The QGIS project could not be stored in “{path}” ({reason});"
            " close other programs that use it and try again."
        )


class PictureError(BridgeError):
    """A map that could not be drawn or written."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"The map “{path}” could not be made: {reason}; check the folder and try again.")


class MissingCrsError(BridgeError):
    """A layer of which nobody knows where on earth it lies."""

    def __init__(self, layer: str) -> None:
        self.layer = layer
        super().__init__(
            f"The layer “{layer}” has no coordinate reference system;"
            " set one in its properties and run this again."
        )


class UnexpectedError(BridgeError):
    """A fault of the program itself, on its way to a person; the traceback is in the log."""

    def __init__(self, work: str, cause: Exception) -> None:
        self.work = work
        self.cause = cause
        super().__init__(
            f"“{work}” ended unexpectedly ({cause or type(cause).__name__});"
            " the log panel has the details, report them and try again."
        )


class RasterNotAFileError(BridgeError):
    """A raster layer that is no file on this machine."""

    def __init__(self, layer: str) -> None:
        self.layer = layer
        super().__init__(
            f"The layer “{layer}” is no file on this machine; export it as a GeoTIFF and use that."
        )

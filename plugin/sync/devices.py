"""Which device a workspace is: one file on one profile of one computer.

Copying one file is how twenty laptops start, so the identity is kept outside the file: a file whose device
this profile does not know, or knows at another path that still exists, is a new device.
"""

from __future__ import annotations

import json
import os
import sys
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .. import drafts
from ..domain.file_problems import problem_of
from .errors import SyncError

PROFILE_VARIABLE = "MINE_RESTORATION_PROFILE"
"""Environment variable that names the profile's folder."""


class ProfileNotWritableError(SyncError):
    """The folder of the profile cannot keep the device's identity."""

    def __init__(self, folder: Path, problem: str) -> None:
        self.folder = folder
        super().__init__(
            f"The folder “{folder}” cannot keep this device's identity: {problem}; nothing was exchanged,"
            f" make it writable or name another one in {PROFILE_VARIABLE}."
        )


@dataclass(frozen=True)
class Device:
    """A device and its epoch; the numbers of its batches count within the epoch."""

    uuid: str
    epoch: str


def new_device() -> Device:
    """Return a device that never was before."""
    return Device(str(uuid.uuid4()), new_epoch())


def new_epoch() -> str:
    """Return an epoch that never was before."""
    return str(uuid.uuid4())


def profile_folder() -> Path:
    """Return the folder in which this person's devices are kept, as the platform places such data."""
    named = os.environ.get(PROFILE_VARIABLE)
    if named:
        return Path(named)
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or home / "AppData" / "Roaming") / "mine_restoration"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "mine_restoration"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "mine_restoration"


def is_known(folder: Path, device: str, workspace: Path) -> bool:
    """Return whether the profile knows the workspace file as this device.

    A file that was moved is still the device it was; a copy beside its original is not.
    """
    recorded = _recorded_path(folder, device)
    if recorded is None:
        return False
    here = workspace.resolve()
    if recorded == here:
        return True
    if recorded.exists():
        return False
    remember(folder, device, workspace)
    return True


def remember(folder: Path, device: str, workspace: Path) -> None:
    """Note that a workspace file is a device. Raises ProfileNotWritableError."""
    target = _file(folder, device)
    draft = drafts.draft_of(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"workspace": str(workspace.resolve())}, ensure_ascii=False)
        draft.write_text(text, encoding="utf-8")
        draft.replace(target)
        drafts.sweep_beside(target)
    except OSError as error:
        raise ProfileNotWritableError(folder, problem_of(error)) from error
    finally:
        with suppress(OSError):
            draft.unlink()


def _recorded_path(folder: Path, device: str) -> Path | None:
    try:
        document = json.loads(_file(folder, device).read_text(encoding="utf-8"))
        return Path(document["workspace"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _file(folder: Path, device: str) -> Path:
    return folder / "devices" / f"{uuid.UUID(device)}.json"

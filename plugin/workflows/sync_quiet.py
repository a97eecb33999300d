"""Whether a sync has nothing to do, told by the times of the workspace's file: reading it takes far longer.

A sync that found nothing to send, to receive or to tell leaves a note: how the file stood, and how far the
hub was. While both are as they were, its account holds. The note lives as long as the program.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, fields
from pathlib import Path

from ..store.workspace import Workspace
from ..sync import devices
from ..sync.hub import HubInfo
from .sync_account import SyncResult

SETTLED_NS = 3_000_000_000
"""For how long a file must not have been written before its times tell of the next write: they are rounded,
by two seconds at most."""

_HEADER_BYTES = 100
_ALWAYS_SAID = frozenset({"photos_total", "account"})

State = tuple[object, ...]
_Place = tuple[Path, str, Path]


@dataclass(frozen=True, kw_only=True)
class _Note:
    state: State
    info: HubInfo
    device: str
    result: SyncResult


_NOTES: dict[_Place, _Note] = {}


def state_of(workspace: Workspace) -> State | None:
    """Return what changes with every write into the workspace and its folder of photos.

    None where that cannot be told: it was written a moment ago, or is in a state that times do not tell.
    """
    path = workspace.path
    names = (path, *(path.with_name(path.name + suffix) for suffix in ("-wal", "-journal")))
    found = [_times(name) for name in (*names, workspace.photo_folder)]
    newest = max((times[0] for times in found if times is not None), default=0)
    if found[0] is None or time.time_ns() - newest < SETTLED_NS:
        return None
    if sys.platform == "win32":
        return _told_by_header(path, found)
    return tuple(found)


def known_result(
    workspace: Workspace, address: str, info: HubInfo, *, profile: Path, state: State | None
) -> SyncResult | None:
    """Return the account of the sync before, where this one would find what that one found; else None."""
    note = _NOTES.get((workspace.path, address, profile))
    if note is None or state is None or (note.state, note.info) != (state, info):
        return None
    return note.result if devices.is_known(profile, note.device, workspace.path) else None


def note_result(
    workspace: Workspace,
    address: str,
    info: HubInfo,
    *,
    profile: Path,
    state: State | None,
    device: str,
    result: SyncResult,
) -> None:
    """Note a sync that found nothing, where nobody wrote meanwhile; ``state`` is from before it began."""
    place = (workspace.path, address, profile)
    _NOTES.pop(place, None)
    news = any(getattr(result, field.name) for field in fields(result) if field.name not in _ALWAYS_SAID)
    told = "\n" in result.account
    if news or told or state is None or not info.shared_sequence or state_of(workspace) != state:
        return
    _NOTES[place] = _Note(state=state, info=info, device=device, result=result)


def _times(path: Path) -> tuple[int, ...] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino, status.st_dev


def _told_by_header(path: Path, times: list[tuple[int, ...] | None]) -> State | None:
    """Return the state with SQLite's count of changes; Windows may write the time of an open file late.

    Elsewhere the file must not be opened beside SQLite, whose locks its closing would lift.
    """
    if times[1] is not None:
        return None
    try:
        with path.open("rb") as file:
            return (*times, file.read(_HEADER_BYTES))
    except OSError:
        return None

"""Drafts: what is being written beside its place, and what a process that was killed has left of them.

A draft is renamed when it is whole, or removed on an error; only a process that is killed leaves one. It is
swept away when nobody has touched it for so long that its writer is dead; another's draft on a share is then
the same as one's own. A writer that did sleep so long fails as on a disk that was taken away.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SUFFIX = ".part"
"""How the name of a draft ends; whoever reads a folder passes over it."""

DEAD_AFTER_S = 86_400.0
"""How long nobody has touched a draft whose writer is dead: a day."""

FORSAKEN_AFTER_S = 30 * DEAD_AFTER_S
"""How long nobody has gone on with a photo that has come in part: the next sync goes on where it stopped."""

_SCRATCH = "mine_restoration_scratch_"
_DRAFT_NAME = re.compile(rf"\.[0-9a-f]{{32}}{re.escape(SUFFIX)}(-wal|-shm|-journal)?")
_PIECE_NAME = re.compile(rf"\.[0-9a-f]{{64}}{re.escape(SUFFIX)}")
_SCRATCH_NAME = re.compile(rf"{_SCRATCH}[a-z0-9_]+")
_SWEPT: set[Path] = set()


def draft_of(path: Path) -> Path:
    """Return a name beside a file or folder under which it can be written."""
    return path.with_name(f".{uuid.uuid4().hex}{SUFFIX}")


def piece_of(path: Path, sha256: str) -> Path:
    """Return the name beside a file under which its bytes come in, in more than one sync if need be."""
    return path.with_name(f".{sha256}{SUFFIX}")


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Yield a folder that is there for a while, for its owner's eyes alone.

    Those that killed processes have left are swept away, once in the life of this process.
    """
    with tempfile.TemporaryDirectory(prefix=_SCRATCH) as name:
        folder = Path(name)
        if _is_first(folder.parent):
            _sweep(folder.parent, {_SCRATCH_NAME: DEAD_AFTER_S}, now=time.time())
        yield folder


def sweep(folder: Path, *, now: float | None = None) -> None:
    """Remove the drafts in a folder whose writers are dead; what cannot be removed stays.

    ``now``: seconds by the clock of the folder's disk; by default by that of this computer.
    """
    ages = {_DRAFT_NAME: DEAD_AFTER_S, _PIECE_NAME: FORSAKEN_AFTER_S}
    _sweep(folder, ages, now=time.time() if now is None else now)


def sweep_beside(written: Path) -> None:
    """Sweep the folder of a file that was written just now; a folder once in the life of this process.

    The file's own time is the clock, since that of a share may be far from ours.
    """
    if _is_first(written.parent):
        with suppress(OSError):
            sweep(written.parent, now=written.stat().st_mtime)


def _is_first(folder: Path) -> bool:
    """Return whether this process has not swept a folder yet; from now on it has."""
    new = folder not in _SWEPT
    _SWEPT.add(folder)
    return new


def _sweep(folder: Path, ages: dict[re.Pattern[str], float], *, now: float) -> None:
    found: list[tuple[Path, float]] = []
    with suppress(OSError), os.scandir(folder) as entries:
        found = [
            (folder / entry.name, age)
            for entry in entries
            for name, age in ages.items()
            if name.fullmatch(entry.name)
        ]
    for path, age in found:
        with suppress(OSError):
            if now - _touched(path) > age:
                _remove(path)


def _touched(path: Path) -> float:
    """Return when a file was last touched: a copy keeps the time of its original, not that of its making."""
    status = path.lstat()
    return max(status.st_mtime, status.st_ctime)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()

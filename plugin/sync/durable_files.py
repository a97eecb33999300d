"""Files that appear whole or not at all: written aside, flushed to the disk, then renamed."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from .. import drafts


def write_whole(path: Path, content: bytes | Iterable[bytes], *, private: bool = False) -> None:
    """Write a file that appears under its name when every byte is on the disk; the folder is made if need be.

    What stands there is replaced; a ``private`` file is for its owner's eyes alone, where the system can do
    that. Raises OSError, after which the old file or none is there.
    """
    make_folder(path.parent)
    draft = drafts.draft_of(path)
    try:
        if private:
            close_to_others(draft)
        write_draft(draft, [content] if isinstance(content, bytes) else content)
        take_name(draft, path)
        flush_folder(path.parent)
        drafts.sweep_beside(path)
    finally:
        with suppress(OSError):
            remove(draft)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, where they are not there."""
    folder.mkdir(parents=True, exist_ok=True)


def write_draft(draft: Path, pieces: Iterable[bytes]) -> None:
    """Write a file and wait until it is on the disk."""
    with draft.open("wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        flush(file.fileno())


def close_to_others(draft: Path) -> None:
    """Make an empty file that nobody but its owner can read."""
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def flush(descriptor: int) -> None:
    """Wait until the bytes of an open file are on the disk."""
    os.fsync(descriptor)


def take_name(draft: Path, path: Path) -> None:
    """Give a file its name, in one step."""
    draft.replace(path)


def flush_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, where the system offers that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def remove(path: Path) -> None:
    """Remove a file that may be gone already."""
    path.unlink(missing_ok=True)


def closed_to_writing(error: OSError) -> bool:
    """Return whether a place could not be written though it may well be read: read-only, or full."""
    return error.errno in (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

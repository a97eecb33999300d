"""Why a file could not be read or written, in words that a person understands on every system."""

from __future__ import annotations

import errno


def problem_of(error: OSError) -> str:
    """Return in words why a file could not be read or written."""
    return {
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "the disk is full",
        errno.EROFS: "the folder is read-only",
        errno.EACCES: "your rights do not allow it",
        errno.EPERM: "your rights do not allow it",
        errno.ENOENT: "the folder is not there (was the stick or the share taken away?)",
        errno.EIO: "the disk reports an error",
        errno.ENODEV: "the stick or the share was taken away",
    }.get(error.errno or 0, error.strerror or str(error))

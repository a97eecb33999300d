"""Whether a path is on a network share, where SQLite's locks do not hold and two writers destroy the file."""

from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath

_REMOTE_FILE_SYSTEMS = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "afs",
        "ncpfs",
        "fuse.sshfs",
        "fuse.davfs",
        "davfs",
        "ceph",
        "glusterfs",
    }
)
_MOUNTS = Path("/proc/self/mounts")
_DRIVE_REMOTE = 4


def is_network_share(path: Path) -> bool:
    """Return whether the path is known to be on another machine; False where the system does not tell."""
    absolute = path.absolute()
    if sys.platform == "win32":
        return absolute.drive.startswith("\\\\") or _is_remote_drive(absolute.anchor)
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return file_system_of(PurePosixPath(absolute.as_posix()), mounts) in _REMOTE_FILE_SYSTEMS


def file_system_of(path: PurePosixPath, mounts: str) -> str:
    """Return the type of the file system that holds the path, by the lines of `/proc/self/mounts`.

    >>> mounts = "/dev/sda / ext4 rw 0 0\\n//nas/x /mnt/share cifs rw 0 0"
    >>> file_system_of(PurePosixPath("/mnt/share/a.gpkg"), mounts)
    'cifs'
    """
    best, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        point = PurePosixPath(fields[1].replace("\\040", " "))
        depth = len(point.parts)
        if depth >= best and (path == point or point in path.parents):
            best, kind = depth, fields[2]
    return kind


def _is_remote_drive(anchor: str) -> bool:
    import ctypes

    windll = getattr(ctypes, "windll", None)
    return windll is not None and bool(windll.kernel32.GetDriveTypeW(anchor) == _DRIVE_REMOTE)

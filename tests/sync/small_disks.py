"""Real small disks for the tests: a file system in memory of a few megabytes, full, freed, or read-only."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

BALLAST = "ballast"


@dataclass(frozen=True)
class SmallDisk:
    """A disk of its own, mounted at a folder."""

    path: Path

    def fill(self, *, but: int = 0) -> None:
        """Leave only so many bytes free."""
        free = shutil.disk_usage(self.path).free - but
        with (self.path / BALLAST).open("ab") as file:
            file.truncate(file.tell())
            for size in (65536, 4096):
                while shutil.disk_usage(self.path).free - but >= size and free > 0:
                    file.write(b"\0" * size)
                    file.flush()

    def free(self) -> None:
        """Make room again."""
        (self.path / BALLAST).unlink(missing_ok=True)

    def close(self, *, writable: bool = False) -> None:
        """Let the disk be read-only, or writable again."""
        _run("mount", "-o", f"remount,{'rw' if writable else 'ro'}", str(self.path))


@contextmanager
def small_disk(path: Path, *, megabytes: int) -> Iterator[SmallDisk]:
    """Yield a disk mounted at a new folder; skips the test where nobody may mount one."""
    path.mkdir()
    try:
        _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(path))
    except (OSError, subprocess.CalledProcessError) as error:
        path.rmdir()
        pytest.skip(f"this account may not mount a disk ({error})")
    try:
        yield SmallDisk(path)
    finally:
        _run("umount", "-l", str(path))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)

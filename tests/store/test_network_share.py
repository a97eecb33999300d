"""Network shares, as `/proc/self/mounts` names them."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from plugin.store import network_share

MOUNTS = """/dev/sda1 / ext4 rw 0 0
nas:/surveys /mnt/surveys nfs4 rw 0 0
//server/my\\040share /mnt/my\\040share cifs rw 0 0
/dev/sdb1 /mnt/surveys/stick vfat rw 0 0
broken
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/a.gpkg", "ext4"),
        ("/mnt/surveys/liulin.gpkg", "nfs4"),
        ("/mnt/my share/liulin.gpkg", "cifs"),
        ("/mnt/surveys/stick/liulin.gpkg", "vfat"),
        ("/mnt/surveys2/liulin.gpkg", "ext4"),
    ],
)
def test_the_deepest_mount_point_decides(path: str, kind: str) -> None:
    assert network_share.file_system_of(PurePosixPath(path), MOUNTS) == kind


def test_a_share_is_told_from_a_local_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    monkeypatch.setattr(network_share, "_MOUNTS", mounts)
    monkeypatch.setattr("sys.platform", "linux")
    assert not network_share.is_network_share(Path("/mnt/surveys/liulin.gpkg"))
    mounts.write_text(MOUNTS)
    assert network_share.is_network_share(Path("/mnt/surveys/liulin.gpkg"))
    assert not network_share.is_network_share(Path("/home/liulin.gpkg"))

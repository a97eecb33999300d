"""A device is one workspace file on one profile: copies are new devices, moved files are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugin.sync import devices
from plugin.sync.devices import ProfileNotWritableError, is_known, new_device, profile_folder, remember


def test_a_file_is_the_device_its_profile_remembers(tmp_path: Path) -> None:
    workspace, profile, device = tmp_path / "a.gpkg", tmp_path / "profile", new_device()
    workspace.touch()
    assert not is_known(profile, device.uuid, workspace)

    remember(profile, device.uuid, workspace)

    assert is_known(profile, device.uuid, workspace)
    assert not is_known(tmp_path / "another profile", device.uuid, workspace)


def test_a_copy_is_not_the_device_but_a_moved_file_is(tmp_path: Path) -> None:
    workspace, copy, profile, device = tmp_path / "a", tmp_path / "b", tmp_path / "p", new_device()
    workspace.touch()
    copy.touch()
    remember(profile, device.uuid, workspace)

    assert not is_known(profile, device.uuid, copy)
    workspace.unlink()
    assert is_known(profile, device.uuid, copy)
    workspace.touch()
    assert not is_known(profile, device.uuid, workspace)


def test_a_damaged_note_makes_a_new_device(tmp_path: Path) -> None:
    device = new_device()
    remember(tmp_path, device.uuid, tmp_path / "a")
    next((tmp_path / "devices").iterdir()).write_text("{")

    assert not is_known(tmp_path, device.uuid, tmp_path / "a")


def test_a_profile_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(ProfileNotWritableError, match="name another one in MINE_RESTORATION_PROFILE"):
        remember(tmp_path / "file", new_device().uuid, tmp_path / "a")


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("linux", "data/mine_restoration"),
        ("darwin", "home/Library/Application Support/mine_restoration"),
        ("win32", "roaming/mine_restoration"),
    ],
)
def test_the_profile_is_where_the_platform_keeps_such_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, expected: str
) -> None:
    monkeypatch.delenv(devices.PROFILE_VARIABLE, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "roaming"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    monkeypatch.setattr("sys.platform", platform)

    assert profile_folder() == tmp_path / expected
    monkeypatch.setenv(devices.PROFILE_VARIABLE, str(tmp_path / "named"))
    assert profile_folder() == tmp_path / "named"

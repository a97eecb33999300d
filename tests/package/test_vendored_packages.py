"""The packages that the release archive carries are used where the installation lacks them, only there."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from plugin import paths


def bundle(folder: Path, **versions: str) -> Path:
    for name, version in versions.items():
        info = folder / f"{name}-{version}.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: {version}\n"
        )
    return folder


@pytest.fixture(autouse=True)
def restored_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))


def test_they_go_first_where_an_installed_package_is_older_by_a_major_version(tmp_path: Path) -> None:
    vendor = bundle(tmp_path / "vendor", sqlite_utils="99.0")
    assert paths.use_vendored_packages(vendor)
    assert sys.path[0] == str(vendor)


def test_they_go_last_where_only_another_package_is_missing(tmp_path: Path) -> None:
    vendor = bundle(tmp_path / "vendor", sqlite_utils="3.0", a_package_nobody_has="1.0")
    assert paths.use_vendored_packages(vendor)
    assert sys.path[-1] == str(vendor)


def test_they_are_left_alone_where_everything_is_installed(tmp_path: Path) -> None:
    vendor = bundle(tmp_path / "vendor", sqlite_utils="3.0")
    assert not paths.use_vendored_packages(vendor)
    assert str(vendor) not in sys.path


def test_a_source_tree_carries_none(tmp_path: Path) -> None:
    assert not paths.use_vendored_packages(tmp_path / "vendor")


def test_they_are_added_once(tmp_path: Path) -> None:
    vendor = bundle(tmp_path / "vendor", sqlite_utils="99.0")
    assert paths.use_vendored_packages(vendor)
    assert not paths.use_vendored_packages(vendor)
    assert sys.path.count(str(vendor)) == 1

"""The release archive, unpacked into an empty profile, in a QGIS process of its own: what a user installs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from plugin.qgis_bridge.startup_check import BUNDLED

TIME_LIMIT_S = 120
# QGIS itself imports shapely where it finds one, and lives as long as nobody asks it for anything.
DEADLY_SHAPELY = "import os\ndef __getattr__(name):\n    if not name.startswith('__'):\n        os.abort()\n"


@pytest.fixture(scope="module")
def archive(repository: Path) -> Path:
    """Return the archive as `make package` builds it."""
    subprocess.run([sys.executable, ".ci/package.py"], cwd=repository, check=True, capture_output=True)
    (built,) = (repository / "build").glob("mine_restoration-*.zip")
    return built


@dataclass(frozen=True)
class Installed:
    """A profile with the archive in it, and a folder of packages that stand in for the distribution's."""

    profiles: Path
    packages: Path
    repository: Path

    def start(self, picture: Path, *, packages: Path | None = None) -> dict[str, Any]:
        """Return what QGIS told after it had started, shown the docks and quit without an error."""
        result = self.profiles.parent / "result.json"
        environment = {
            **os.environ,
            "MINE_RESTORATION_RESULT": str(result),
            "MINE_RESTORATION_PICTURE": str(picture),
            "MINE_RESTORATION_BUNDLED": " ".join(BUNDLED),
            "PYTHONPATH": str(packages or self.packages),
            "PYTHONNOUSERSITE": "1",
            "XDG_RUNTIME_DIR": str(self.profiles.parent),
        }
        for name in ("QGIS_CUSTOM_CONFIG_PATH", "PYTEST_CURRENT_TEST", "PROJ_DATA"):
            environment.pop(name, None)
        command = ["qgis", "--profiles-path", str(self.profiles.parent), "--profile", "release", "--nologo"]
        command += [
            "--noversioncheck",
            "--code",
            str(self.repository / "tests" / "package" / "drive_qgis.py"),
        ]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=TIME_LIMIT_S)
        assert result.is_file(), done.stderr[-4000:]
        told: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
        assert "error" not in told, told["error"]
        assert done.returncode == 0, done.stderr[-4000:]
        return told


@pytest.fixture
def installed(archive: Path, repository: Path, tmp_path: Path) -> Installed:
    """Return an empty Chinese profile with the archive installed and enabled."""
    profiles = tmp_path / "profiles"
    command = [
        sys.executable,
        ".ci/profile_folder.py",
        str(profiles),
        "--name",
        "release",
        "--plugin",
        str(archive),
    ]
    subprocess.run(command, cwd=repository, check=True)
    return Installed(profiles, only_shapely(tmp_path), repository)


def only_shapely(folder: Path) -> Path:
    """Return a folder with the environment's shapely and numpy alone: what a newer distribution has."""
    packages = folder / "packages"
    packages.mkdir()
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if path.name.split("-")[0].split(".")[0] in {"shapely", "numpy"}:
            (packages / path.name).symlink_to(path)
    return packages


def test_the_archive_holds_the_plugin_and_nothing_of_its_workshop(archive: Path) -> None:
    with zipfile.ZipFile(archive) as content:
        names = content.namelist()
    assert {name.split("/")[0] for name in names} == {"mine_restoration"}
    inside = {name.split("/")[1] for name in names}
    assert {"metadata.txt", "__init__.py", "plugin", "resources", "i18n", "LICENSE"} <= inside
    assert not inside & {"tests", "docs", "Makefile", "pyproject.toml", "build"}
    assert "mine_restoration/i18n/mine_restoration_zh_CN.qm" in names
    assert not [name for name in names if name.endswith((".pyc", ".ts", ".so", ".pyd"))]
    assert archive.stat().st_size < 20_000_000


def test_the_same_sources_give_the_same_archive(archive: Path, repository: Path) -> None:
    before = archive.read_bytes()
    subprocess.run([sys.executable, ".ci/package.py"], cwd=repository, check=True, capture_output=True)
    assert archive.read_bytes() == before


def test_qgis_loads_the_unpacked_archive_shows_its_docks_and_unloads_it(
    installed: Installed, screenshots: Path
) -> None:
    picture = screenshots / "release_archive.png"
    told = installed.start(picture)
    plugins = installed.profiles / "release" / "python" / "plugins"
    assert told["active"]
    assert told["folder"] == str(plugins / "mine_restoration")
    assert told["messages"] == []
    assert told["docks"] == ["调查", "三区两线", "治理规划", "同步"]
    assert told["tabbed"] == 3
    assert told["height"] <= 768
    assert "metric_buffer" in told["algorithms"]
    assert told["unloaded"] and not told["provider_left"]
    assert picture.stat().st_size > 10_000


def test_the_bundled_packages_serve_where_the_machine_has_none(installed: Installed, tmp_path: Path) -> None:
    told = installed.start(tmp_path / "picture.png")
    assert BUNDLED
    assert set(told["bundled"]) == set(BUNDLED)
    for file in told["bundled"].values():
        assert file.startswith(str(installed.profiles))


def test_the_start_up_check_asks_for_every_package_that_the_archive_carries(archive: Path) -> None:
    with zipfile.ZipFile(archive) as content:
        names = content.namelist()
    assert {
        name
        for name in ("sqlite_utils", "openpyxl")
        if f"mine_restoration/vendor/{name}/__init__.py" in names
    } == set(BUNDLED)


def test_a_shapely_with_its_own_geos_is_named_in_the_window_and_qgis_lives(
    installed: Installed, tmp_path: Path, screenshots: Path
) -> None:
    packages = tmp_path / "wheel"
    (packages / "shapely" / "geometry").mkdir(parents=True)
    (packages / "shapely" / "__init__.py").write_text(DEADLY_SHAPELY)
    (packages / "shapely" / "geometry" / "__init__.py").write_text("class base:\n    BaseGeometry = object\n")
    (packages / "shapely.libs").mkdir()
    told = installed.start(screenshots / "startup_check.png", packages=packages)
    assert told["docks"] == [] and told["algorithms"] == []
    assert [message for message in told["messages"] if "GEOS" in message]
    assert told["unloaded"]

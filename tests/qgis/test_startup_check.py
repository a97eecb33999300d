"""The start-up check reads installations on disk: each test lays one out, of files that nobody may import."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugin.qgis_bridge.startup_check import Problem, find_problems

KILLS_THE_PROCESS = "import os\nos.abort()\n"


class Installation:
    """A folder of packages, as pip or a distribution would lay it out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, version in (
            ("numpy", "1.26.4"),
            ("shapely", "2.0.6"),
            ("pyproj", "3.6.1"),
            ("openpyxl", "3.1.5"),
            ("sqlite_utils", "4.2.1"),
        ):
            self.install(name, version)

    def install(self, name: str, version: str) -> Path:
        """Return the folder of the package, which ends the process if anybody imports it."""
        package = self.folder / name
        package.mkdir(exist_ok=True)
        (package / "__init__.py").write_text(KILLS_THE_PROCESS)
        for old in self.folder.glob(f"{name}-*.dist-info"):
            (old / "METADATA").unlink()
            old.rmdir()
        info = self.folder / f"{name}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        return package

    def remove(self, name: str) -> None:
        (self.folder / name / "__init__.py").unlink()
        (self.folder / name).rmdir()

    def problems(self, platform: str = "linux", geos: str = "3.11.1") -> list[Problem]:
        return find_problems(
            search_path=[str(self.folder)],
            platform=platform,
            geos_of_qgis="3.11.1-CAPI-1.17.1",
            geos_of_shapely=lambda: geos,
        )


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(tmp_path)


def test_an_installation_that_fits_has_no_problem(installation: Installation) -> None:
    assert installation.problems() == []


def test_the_installation_that_runs_these_tests_has_no_problem() -> None:
    assert find_problems() == []


def test_a_missing_shapely_is_named_with_the_command_that_brings_it(installation: Installation) -> None:
    installation.remove("shapely")
    (problem,) = installation.problems()
    assert problem.component == "shapely"
    assert problem.sentence == "shapely is not installed."
    assert "--no-binary shapely 'shapely>=2,<3' 'numpy<2'" in problem.remedy


def test_a_shapely_older_than_two_is_named_with_its_version(installation: Installation) -> None:
    installation.install("shapely", "1.8.5")
    (problem,) = installation.problems()
    assert "version 1.8.5, and version 2 or later is needed" in problem.sentence


@pytest.mark.parametrize("folder", ["shapely.libs", "Shapely.libs", "shapely/.libs"])
def test_a_wheel_with_its_own_geos_is_named_and_never_imported(
    installation: Installation, folder: str
) -> None:
    (installation.folder / folder).mkdir()
    (problem,) = find_problems(search_path=[str(installation.folder)], platform="linux")
    assert "a wheel with a GEOS library of its own" in problem.sentence
    assert str(installation.folder / "shapely") in problem.sentence
    assert "uninstall --break-system-packages shapely" in problem.remedy


def test_the_wheel_in_front_counts_not_the_sound_package_behind_it(tmp_path: Path) -> None:
    front, behind = tmp_path / "user", tmp_path / "system"
    front.mkdir()
    behind.mkdir()
    Installation(behind)
    wheel = Installation(front)
    (wheel.folder / "shapely.libs").mkdir()
    found = find_problems(search_path=[str(front), str(behind)], platform="linux")
    assert [problem.component for problem in found] == ["shapely"]


def test_a_wheel_is_no_problem_on_windows_where_libraries_are_not_shared(installation: Installation) -> None:
    (installation.folder / "shapely.libs").mkdir()
    assert installation.problems(platform="win32", geos="3.13.0") == []


def test_two_versions_of_geos_in_one_process_are_named(installation: Installation) -> None:
    (problem,) = installation.problems(geos="3.13.1")
    assert (
        problem.sentence
        == "shapely uses GEOS 3.13.1, and QGIS uses GEOS 3.11.1: the two do not fit together."
    )


def test_a_shapely_that_cannot_be_loaded_is_named_with_the_reason(installation: Installation) -> None:
    def broken() -> str:
        raise ImportError("libgeos_c.so.1: cannot open shared object file")

    (problem,) = find_problems(
        search_path=[str(installation.folder)],
        platform="linux",
        geos_of_qgis="3.11.1",
        geos_of_shapely=broken,
    )
    assert problem.sentence == "shapely cannot be loaded: libgeos_c.so.1: cannot open shared object file"


@pytest.mark.parametrize("folder", ["pyproj.libs", "pyproj/proj_dir"])
def test_a_pyproj_wheel_is_named_with_the_package_to_use_instead(
    installation: Installation, folder: str
) -> None:
    (installation.folder / folder).mkdir()
    (problem,) = installation.problems()
    assert problem.component == "pyproj"
    assert "apt install python3-pyproj" in problem.remedy


def test_a_missing_or_old_package_of_the_archive_is_named(installation: Installation) -> None:
    installation.install("openpyxl", "2.6")
    (problem,) = installation.problems()
    assert "version 2.6, and version 3.1 or later is needed" in problem.sentence
    installation.remove("openpyxl")
    (problem,) = installation.problems()
    assert problem.sentence == "openpyxl is not installed."
    assert "release archive, which brings openpyxl along" in problem.remedy


def test_an_empty_installation_names_each_package_once(tmp_path: Path) -> None:
    found = find_problems(search_path=[str(tmp_path)], platform="win32")
    assert [problem.component for problem in found] == [
        "shapely",
        "pyproj",
        "numpy",
        "openpyxl",
        "sqlite_utils",
    ]
    assert "OSGeo4W" in found[0].remedy

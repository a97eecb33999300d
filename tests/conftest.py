"""What every test may use: folders, the reference data where it exists, and the marker of tests in QGIS."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says more about what else the machine does than about the code.
settings.register_profile("untimed", settings.default, deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parent.parent
LONGEST = (
    "test_state_machine.py",
    "test_mailbox_state_machine.py",
    "test_state_machine_postgis.py",
    "test_synchronise_faults.py",
    "test_synchronise.py",
    "test_workspace_faults.py",
    "test_distances_of_points.py",
    "test_rule_profiles.py",
    "test_demo.py",
    "test_hub_replication.py",
    "test_sample_county.py",
    "test_review.py",
    "test_packages.py",
    "test_mailbox_hub.py",
    "test_dissolve.py",
    "test_packages_faults.py",
    "test_postgis_hub.py",
    "test_hub_conformance.py",
    "test_postgis_check.py",
    "test_hub_installer.py",
)
NEEDS_QGIS = ("qgis", "gui", "processing", "package")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that need QGIS by their folder; without QGIS they are an error, never skipped."""
    for item in items:
        parts = item.path.relative_to(ROOT).parts
        if len(parts) > 2 and parts[1] in NEEDS_QGIS:
            if not config.pluginmanager.hasplugin("pytest_qgis"):
                raise pytest.UsageError(f"{item.nodeid} needs QGIS: run it with make test ARGS={item.nodeid}")
            item.add_marker(pytest.mark.qgis)
    items.sort(key=lambda item: _turn(item.path.name))


def _turn(file: str) -> int:
    """Return when a file has its turn: the longest first, so that no core waits for one at the end."""
    return LONGEST.index(file) if file in LONGEST else len(LONGEST)


@pytest.fixture(scope="module", autouse=True)
def qt_garbage(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail where a module's tests leave objects of Qt to the garbage collector."""
    if request.config.pluginmanager.hasplugin("pytest_qgis"):
        from tests.qt_garbage import no_qt_garbage

        with no_qt_garbage():
            yield
    else:
        yield


@pytest.fixture(scope="session")
def repository() -> Path:
    """Return the root of the repository, which is the plugin's package."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of reference data beside the repository; the test is skipped where there is none."""
    folder = Path(os.environ.get("MINE_RESTORATION_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(
            "the reference data is not beside the repository; MINE_RESTORATION_SHARED may name its folder"
        )
    return folder


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Return the folder in which tests leave pictures of windows to look at."""
    folder = ROOT / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder

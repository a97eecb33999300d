"""What every test may use: folders, the reference data where it exists, and the marker of tests in QGIS."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says more about what else the machine does than about the code.
settings.register_profile("untimed", settings.default, deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parent.parent
NEEDS_QGIS = ("qgis", "gui", "processing", "package")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that need QGIS by their folder; without QGIS they are an error, never skipped."""
    for item in items:
        parts = item.path.relative_to(ROOT).parts
        if len(parts) > 2 and parts[1] in NEEDS_QGIS:
            if not config.pluginmanager.hasplugin("pytest_qgis"):
                raise pytest.UsageError(f"{item.nodeid} needs QGIS: run it with make test ARGS={item.nodeid}")
            item.add_marker(pytest.mark.qgis)


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

"""The root of the repository is loaded as QGIS loads a plugin: as a package called mine_restoration."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsApplication

NAME = "mine_restoration"


@pytest.fixture
def package(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Return the imported package; its modules are forgotten afterwards."""
    (tmp_path / NAME).symlink_to(repository, target_is_directory=True)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield importlib.import_module(NAME)
    for module in [name for name in sys.modules if name.split(".")[0] == NAME]:
        del sys.modules[module]


def test_importing_the_root_imports_nothing_of_the_plugin(package: Any) -> None:
    assert callable(package.classFactory)
    assert f"{NAME}.plugin" not in sys.modules


def test_every_import_of_the_root_stands_inside_the_function(repository: Path) -> None:
    tree = ast.parse((repository / "__init__.py").read_text(encoding="utf-8"))
    assert not [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]


def test_without_a_window_the_algorithms_are_registered_and_removed_again(
    package: Any, qgis_app: Any
) -> None:
    plugin = package.classFactory(None)
    plugin.initProcessing()
    provider = QgsApplication.processingRegistry().providerById(NAME)
    assert provider is not None
    assert "metric_buffer" in [algorithm.name() for algorithm in provider.algorithms()]
    plugin.unload()
    assert QgsApplication.processingRegistry().providerById(NAME) is None


def test_in_a_window_the_four_docks_appear_and_go(package: Any, qgis_iface: Any) -> None:
    plugin = package.classFactory(qgis_iface)
    plugin.initGui()
    assert [type(dock).__name__ for dock in plugin.docks] == [
        "SurveyDock",
        "ProtectionDock",
        "PlanningDock",
        "SyncDock",
    ]
    assert plugin.session is not None
    plugin.unload()
    assert plugin.docks == ()
    assert plugin.session is None

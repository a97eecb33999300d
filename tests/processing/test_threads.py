"""QGIS runs algorithms in threads that Qt made; there pyproj 3.7 loses its context, and QGIS its life."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyproj
import pytest
from pytestqt.qtbot import QtBot
from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProject,
    QgsVectorLayer,
)

from plugin.processing.algorithm import MineRestorationAlgorithm
from plugin.processing.provider import MineRestorationProvider
from plugin.store.workspace import create_workspace
from tests.workflows.conftest import add, record, square
from tests.workflows.test_protection import problem
from tests.workflows.test_visibility import ROAD, dem_of

from .conftest import RecordedFeedback
from .test_provider import INTERFACE

PROJ = [
    (pyproj.Transformer, "from_crs"),
    (pyproj.Transformer, "transform"),
    (pyproj.CRS, "__init__"),
    (pyproj.Proj, "__init__"),
    (pyproj.Proj, "__call__"),
    (pyproj.Geod, "__init__"),
    (pyproj.Geod, "inv"),
    (pyproj.Geod, "fwd"),
    (pyproj.Geod, "line_lengths"),
]


@pytest.fixture
def proj_threads(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Return the names of the threads that call pyproj, filled while the test runs."""
    names: set[str] = set()

    def watched(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            names.add(threading.current_thread().name)
            return function(*arguments, **named)

        return call

    for owner, name in PROJ:
        found = watched(getattr(owner, name))
        is_static = isinstance(vars(owner).get(name), staticmethod)
        monkeypatch.setattr(owner, name, staticmethod(found) if is_static else found)
    yield names


PROJECTING = (
    "import_records", "protection_zones", "metric_buffer", "visible_range", "visibility", "treatment_zones",
    "map_sheet",
)  # fmt: skip


def parameters_of(name: str, folder: Path) -> dict[str, object]:
    """Return parameters with which an algorithm of `PROJECTING` has something to compute; others may end with
    a sentence, and do that in the right thread."""
    workspace = create_workspace(folder / "liulin.gpkg", county_code="141125")
    add(
        workspace,
        record("protected_line", ROAD, class_="X1A", name="G307"),
        problem("problem_area", square(600, 200, 100), activity="open_pit"),
    )
    path = str(workspace.path)
    layer = f"{path}|layername=protected_line"
    needs_dem = {"visible_range", "visibility"}
    dem = str(dem_of(folder)) if name in needs_dem else ""
    given: dict[str, dict[str, object]] = {
        "create_workspace": {"COUNTY_CODE": "141125", "OUTPUT": str(folder / "new.gpkg")},
        "import_records": {"WORKSPACE": path, "INPUT": layer, "TARGET": "protected_object"},
        "metric_buffer": {"INPUT": layer, "DISTANCE": 100.0, "OUTPUT": "TEMPORARY_OUTPUT"},
        "visible_range": {
            "INPUT": layer, "DEM": dem, "RADIUS": 500, "OUTPUT": str(folder / "c.tif"),
            "SEEN": "TEMPORARY_OUTPUT",
        },
        "visibility": {"WORKSPACE": path, "DEM": dem, "RADIUS": 500},
        "treatment_zones": {"WORKSPACE": path, "GAP": 100.0, "MIN_AREA": 0.0},
        "map_sheet": {"INPUT": layer, "OUTPUT": "TEMPORARY_OUTPUT"},
        "sync": {"WORKSPACE": path, "HUB": str(folder / "no.mrhub")},
    }  # fmt: skip
    return given.get(name, {"WORKSPACE": path})


@pytest.mark.parametrize("name", INTERFACE)
def test_no_algorithm_calls_proj_in_a_thread_of_qt(
    name: str,
    provider: MineRestorationProvider,
    qgis_new_project: None,
    tmp_path: Path,
    proj_threads: set[str],
    qtbot: QtBot,
) -> None:
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    feedback = RecordedFeedback()
    algorithm = provider.algorithm(name)
    given = parameters_of(name, tmp_path)
    task = QgsProcessingAlgRunnerTask(algorithm, given, context, feedback)
    proj_threads.clear()
    with qtbot.waitSignal(task.executed, timeout=60_000) as signal:
        assert QgsApplication.taskManager().addTask(task)
    ok, results = signal.args
    assert ok or name not in PROJECTING, feedback.lines
    for value in results.values():
        layer = context.takeResultLayer(value) if isinstance(value, str) else None
        assert layer is None or (isinstance(layer, QgsVectorLayer) and layer.featureCount() > 0)
    # Python calls a thread that it did not make a dummy.
    assert not [name for name in proj_threads if name.startswith("Dummy")]
    if name in PROJECTING:
        assert any(n.startswith("mine_restoration") for n in proj_threads)


def test_no_algorithm_goes_round_the_thread(provider: MineRestorationProvider) -> None:
    for algorithm in provider.algorithms():
        kind = type(algorithm)
        assert issubclass(kind, MineRestorationAlgorithm), kind
        assert kind.processAlgorithm is MineRestorationAlgorithm.processAlgorithm, kind
        assert kind.work is not MineRestorationAlgorithm.work, kind
        assert kind.results is not MineRestorationAlgorithm.results, kind

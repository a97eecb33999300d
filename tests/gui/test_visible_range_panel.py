"""The visible range in the protection dock: model, settings, results, and hits that are hidden."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from qgis.core import QgsRasterLayer
from qgis.gui import QgisInterface

from plugin.geometry.errors import ElevationError
from plugin.gui.docks.protection_dock import ProtectionDock
from plugin.gui.settings import remembered
from plugin.qgis_bridge.error_text import sentence_of
from plugin.qgis_bridge.session import Session
from plugin.store.records import read_records
from tests.workflows.conftest import record, square
from tests.workflows.test_protection import problem
from tests.workflows.test_visibility import ROAD, dem_of

from .conftest import settle
from .test_protection_dock import write


@pytest.fixture
def dock(qgis_iface: QgisInterface, open_session: Session, qtbot: object) -> Iterator[ProtectionDock]:
    """A highway, a pit before the ridge and one behind it."""
    write(
        open_session,
        [
            record("protected_line", ROAD, class_="X1A", name="G307"),
            problem("problem_area", square(600, 200, 100), activity="open_pit"),
            problem("problem_area", square(600, 700, 100), activity="underground", kind="P104"),
        ],
    )
    dock = ProtectionDock(qgis_iface, open_session)
    qtbot.addWidget(dock)
    dock.show()
    settle()
    yield dock
    dock.unload()


def wait(dock: ProtectionDock, qtbot: object) -> None:
    qtbot.waitUntil(lambda: not dock.progress.is_busy, timeout=30000)
    settle()


def test_without_a_model_the_panel_asks_for_one_and_settings_are_the_workspaces(dock: ProtectionDock) -> None:
    panel = dock.visible_range
    assert not panel.ui.computeButton.isEnabled()
    assert "Choose an elevation model" in panel.ui.introLabel.text()
    assert panel.ui.observerSpin.value() == 1.6
    assert panel.ui.spacingSpin.value() == 100
    assert panel.ui.radiusSpin.text() == "by the rule"


def test_a_pit_behind_the_ridge_is_shown_as_hidden_and_is_no_priority(
    dock: ProtectionDock, open_session: Session, tmp_path: Path, qtbot: object
) -> None:
    panel = dock.visible_range
    panel._choose(str(dem_of(tmp_path)))
    assert panel.ui.computeButton.isEnabled()
    panel.compute()
    qtbot.waitUntil(lambda: bool(dock.hits.rows) and not dock.progress.is_busy, timeout=30000)
    settle()
    assert len(panel.zones.rows) == 1
    told = {h.values["target_name"]: (h.values["visible"], h.values["priority_63"]) for h in dock.hits.rows}
    assert told == {"open_pit": (1, 1), "underground": (0, 0)}
    shown = {dock.hits.text(row, 1): dock.hits.text(row, 4) for row in range(len(dock.hits.rows))}
    assert shown == {"open_pit": "100 %", "underground": "hidden"}
    raster = open_session.workspace.path.with_name("liulin_visible_range.tif")
    [layer] = [
        each
        for each in open_session.project.mapLayers().values()
        if isinstance(each, QgsRasterLayer) and Path(each.source()) == raster
    ]
    assert layer.renderer().classificationMin() == 1
    assert layer.renderer().classificationMax() > 10
    assert open_session.layer("visible_zone").featureCount() == 1
    panel.compute()
    wait(dock, qtbot)
    assert sum(isinstance(e, QgsRasterLayer) for e in open_session.project.mapLayers().values()) == 2


def test_a_moved_road_marks_its_range_as_out_of_date(
    dock: ProtectionDock, open_session: Session, tmp_path: Path, qtbot: object
) -> None:
    panel = dock.visible_range
    panel.ui.rasterFile.setFilePath("")
    panel._choose(str(dem_of(tmp_path)))
    panel.compute()
    qtbot.waitUntil(lambda: bool(dock.hits.rows) and not dock.progress.is_busy, timeout=30000)
    with open_session.workspace.write() as connection:
        [road] = read_records(connection, "protected_line")
        connection.execute("UPDATE protected_line SET condition = 'bridge' WHERE uuid = ?", (road.uuid,))
    panel.refresh()
    assert "out of date" in panel.ui.noteLabel.text()


def test_a_cancelled_run_says_so_and_leaves_no_range(
    dock: ProtectionDock, open_session: Session, tmp_path: Path, qtbot: object
) -> None:
    panel = dock.visible_range
    panel._choose(str(dem_of(tmp_path)))
    panel.compute()
    dock.progress.cancel()
    wait(dock, qtbot)
    assert not panel.zones.rows
    assert panel.ui.computeButton.isEnabled()


def test_a_model_without_heights_is_refused_and_the_last_counts_stay_on_the_map(
    dock: ProtectionDock, open_session: Session, qgis_iface: QgisInterface, tmp_path: Path, qtbot: object
) -> None:
    panel = dock.visible_range
    panel._choose(str(dem_of(tmp_path)))
    panel.compute()
    qtbot.waitUntil(lambda: bool(dock.hits.rows) and not dock.progress.is_busy, timeout=30000)
    chosen = f"visible_range/dem/{open_session.workspace.workspace_uuid}"
    assert remembered(chosen, "") == str(tmp_path / "dem.tif")
    void = tmp_path / "void"
    void.mkdir()
    panel._choose(str(dem_of(void, lambda east, north: np.full(east.shape, -9999.0))))
    panel.compute()
    wait(dock, qtbot)
    assert len(panel.zones.rows) == 1
    raster = open_session.workspace.path.with_name("liulin_visible_range.tif")
    [layer] = [e for e in open_session.project.mapLayers().values() if Path(e.source()) == raster]
    assert layer.renderer().classificationMax() > 10
    assert remembered(chosen, "") == str(tmp_path / "dem.tif"), "the next start offers one that served"


def test_a_model_that_cannot_be_used_is_told_in_one_sentence() -> None:
    error = ElevationError("dem.tif", "does not cover the place; choose an elevation model of this county")
    assert sentence_of(error) == (
        "The elevation model “dem.tif” cannot be used:"
        " it does not cover the place; choose one of this county."
    )

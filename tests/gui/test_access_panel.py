"""The access check in the dock, and the banner of outdated zones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from qgis.gui import QgisInterface

from plugin.gui.docks.protection_dock import ProtectionDock
from plugin.qgis_bridge.session import Session
from plugin.store.records import Record, delete_record, new_uuid

from .conftest import settle
from .test_protection_dock import PIT_BESIDE_THE_ROAD, compute, national_road, pit, write

RESERVE = shapely.MultiPolygon([shapely.box(110.90, 37.40, 110.92, 37.42)])
ACROSS = shapely.MultiPolygon([shapely.box(110.91, 37.41, 110.93, 37.43)])
CORNERS = "1 110.91 37.41\n2 110.93 37.41\n3 110.93 37.43\n4 110.91 37.43"


@pytest.fixture
def dock(qgis_iface: QgisInterface, open_session: Session, qtbot: object) -> Iterator[ProtectionDock]:
    dock = ProtectionDock(qgis_iface, open_session)
    qtbot.addWidget(dock)
    dock.show()
    dock.ui.tabs.setCurrentWidget(dock.access)
    settle()
    yield dock
    dock.unload()


def reserve() -> Record:
    values = {"class": "Q1", "condition": "core", "name": "庞泉沟", "designated_on": "1986-07-09"}
    return Record("protected_area", new_uuid(), values, RESERVE)


def check(dock: ProtectionDock, qtbot: object) -> None:
    dock.access.check()
    qtbot.waitUntil(lambda: not dock.progress.is_busy, timeout=20000)
    settle()


def test_pasted_corner_points_are_checked_shown_and_printed(
    dock: ProtectionDock, open_session: Session, qgis_iface: QgisInterface, qtbot: object, tmp_path: Path
) -> None:
    write(open_session, [reserve()])
    panel = dock.access
    assert not panel.ui.checkButton.isEnabled()
    panel.ui.cornersEdit.setPlainText(CORNERS)
    panel.ui.nameEdit.setText("甲矿")
    panel.activities.set_value("open_pit")
    check(dock, qtbot)
    assert panel.opinion is not None and panel.opinion.conclusion == "prohibited"
    assert "No new right" in panel.ui.answerLabel.text()
    assert panel.findings.text(0, 2) == "Nature reserve, Core zone"
    panel.ui.findingTable.setCurrentIndex(panel.findings.index(0, 0))
    middle = qgis_iface.mapCanvas().extent().center()
    assert (middle.x(), middle.y()) == pytest.approx((110.92, 37.42), abs=0.002)
    panel.save_to(tmp_path / "sheet.pdf")
    panel.save_to(tmp_path / "sheet.html")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert "甲矿" in (tmp_path / "sheet.html").read_text("utf-8")


def test_a_licensed_area_is_checked_with_its_day_and_its_mines_activity(
    dock: ProtectionDock, open_session: Session, qtbot: object
) -> None:
    mine = Record("mine", new_uuid(), {"name": "沙曲一号", "method": "DX", "status": "SC"})
    values = {"mine_uuid": mine.uuid, "established_on": "1980-05-01"}
    write(open_session, [reserve(), mine, Record("mine_area", new_uuid(), values, ACROSS)])
    panel = dock.access
    qtbot.waitUntil(lambda: panel.ui.whatCombo.findText("沙曲一号") >= 0, timeout=3000)
    panel.ui.whatCombo.setCurrentIndex(panel.ui.whatCombo.findText("沙曲一号"))
    panel.ui.whatCombo.activated.emit(panel.ui.whatCombo.currentIndex())
    assert panel.activities.value() == "underground"
    check(dock, qtbot)
    assert panel.opinion is not None and panel.opinion.conclusion == "existing_to_handle"
    assert panel.findings.text(0, 5) == "the right"


def test_the_selected_polygon_of_a_layer_is_checked(
    dock: ProtectionDock, open_session: Session, qgis_iface: QgisInterface, qtbot: object
) -> None:
    write(open_session, [reserve(), pit("pit", ACROSS.geoms[0])])
    layer = open_session.layer("problem_area")
    layer.selectAll()
    qgis_iface.setActiveLayer(layer)
    dock.access.ui.whatCombo.setCurrentIndex(1)
    dock.access.ui.whatCombo.activated.emit(1)
    check(dock, qtbot)
    assert dock.access.opinion is not None and dock.access.opinion.conclusion == "prohibited"


def test_a_slip_in_the_corner_points_is_told_and_nothing_is_shown(
    dock: ProtectionDock, qtbot: object, qgis_iface: QgisInterface
) -> None:
    dock.access.ui.cornersEdit.setPlainText("1 110.91 37.41\n2 110.93 37.41")
    check(dock, qtbot)
    assert dock.access.opinion is None
    told = qgis_iface.messageBar().currentItem()
    assert told is None or "corner points" in told.text()


def test_an_opinion_stands_only_for_what_the_fields_ask(
    dock: ProtectionDock, open_session: Session, qtbot: object
) -> None:
    write(open_session, [reserve()])
    panel = dock.access
    panel.ui.cornersEdit.setPlainText(CORNERS)
    check(dock, qtbot)
    assert panel.ui.saveButton.isEnabled() and panel.ui.answerLabel.isVisible()
    assert len(panel.marks.outlines) == 1
    panel.ui.cornersEdit.setPlainText(CORNERS.replace("110.93", "110.94"))
    assert not panel.ui.saveButton.isEnabled() and not panel.ui.answerLabel.isVisible()
    assert "check again" in panel.ui.noteLabel.text() and not panel.marks.outlines
    panel.ui.cornersEdit.setPlainText(CORNERS)
    assert panel.ui.saveButton.isEnabled() and len(panel.marks.outlines) == 1
    dock.ui.tabs.setCurrentWidget(dock.ui.hitsTab)
    assert not panel.marks.outlines
    dock.ui.tabs.setCurrentWidget(panel)
    assert len(panel.marks.outlines) == 1
    dock.visibilityChanged.emit(False)
    assert not panel.marks.outlines, "the dock went behind another one"
    dock.visibilityChanged.emit(True)
    assert len(panel.marks.outlines) == 1
    panel.ui.cornersEdit.setPlainText("1 110.91 37.41")
    check(dock, qtbot)
    assert panel.opinion is None and not panel.ui.saveButton.isEnabled()
    assert not panel.ui.noteLabel.text()


def test_the_banner_says_why_zones_are_out_of_date_and_recomputes_them(
    dock: ProtectionDock, open_session: Session, qtbot: object
) -> None:
    road = national_road()
    write(open_session, [road, pit("near", PIT_BESIDE_THE_ROAD)])
    compute(dock, qtbot)
    qtbot.waitUntil(lambda: dock.banner.state is not None and dock.banner.state.current, timeout=8000)
    assert not dock.banner.isVisible()
    with open_session.workspace.write() as connection:
        delete_record(connection, "protected_line", road.uuid)
    write(open_session, [reserve()])
    qtbot.waitUntil(dock.banner.isVisible, timeout=8000)
    assert "protected objects changed (Nature reserve, National highway)" in dock.banner.label.text()
    dock.banner.button.click()
    qtbot.waitUntil(lambda: not dock.progress.is_busy, timeout=20000)
    qtbot.waitUntil(lambda: not dock.banner.isVisible(), timeout=8000)

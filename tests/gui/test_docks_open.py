"""Every dock opens: without a workspace it says what to do next, with one it shows what is in it."""

from __future__ import annotations

import pytest
from qgis.gui import QgisInterface, QgsDockWidget
from qgis.PyQt.QtWidgets import QLabel

from plugin.gui.docks.planning_dock import PlanningDock
from plugin.gui.docks.protection_dock import ProtectionDock
from plugin.gui.docks.survey_dock import SurveyDock
from plugin.gui.docks.sync_dock import SyncDock
from plugin.qgis_bridge.session import Session

from .conftest import settle

DOCKS = (SurveyDock, ProtectionDock, PlanningDock, SyncDock)
NEXT_STEP = {
    SurveyDock: "create one to begin",
    ProtectionDock: "open or create one in the survey dock",
    PlanningDock: "open or create one in the survey dock",
    SyncDock: "open or create one in the survey dock",
}


def _texts(dock: QgsDockWidget) -> str:
    return "\n".join(label.text() for label in dock.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize("kind", DOCKS)
def test_a_dock_without_a_workspace_says_what_to_do_next(
    kind: type, qgis_iface: QgisInterface, session: Session, qtbot: object
) -> None:
    dock = kind(qgis_iface, session)
    qtbot.addWidget(dock)
    dock.show()
    settle()
    assert NEXT_STEP[kind] in _texts(dock)


@pytest.mark.parametrize("kind", DOCKS)
def test_a_dock_fits_beside_the_map_of_a_small_laptop(
    kind: type, qgis_iface: QgisInterface, open_session: Session, qtbot: object
) -> None:
    dock = kind(qgis_iface, open_session)
    qtbot.addWidget(dock)
    dock.show()
    settle()
    smallest = dock.minimumSizeHint()
    assert smallest.width() <= 480
    assert smallest.height() <= 560


def test_all_docks_follow_when_the_workspace_is_closed(
    qgis_iface: QgisInterface, open_session: Session, qtbot: object
) -> None:
    docks = [kind(qgis_iface, open_session) for kind in DOCKS]
    for dock in docks:
        qtbot.addWidget(dock)
        dock.show()
    settle()
    open_session.close()
    settle()
    for dock in docks:
        assert NEXT_STEP[type(dock)] in _texts(dock)


def test_what_waits_in_a_workspace_that_was_closed_meanwhile_is_told_to_nobody(
    qgis_iface: QgisInterface, open_session: Session, qtbot: object
) -> None:
    dock = SyncDock(qgis_iface, open_session)
    qtbot.addWidget(dock)
    dock.show()
    closed = open_session.workspace
    open_session.close()
    settle()
    dock.waiting._answered(closed, lambda: dock.ui.waitingLabel.setText("To send: 3"))
    assert NEXT_STEP[SyncDock] in dock.ui.waitingLabel.text()

"""A workspace open in QGIS, and helpers that draw on the canvas as a hand with a mouse does."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsPointXY, QgsProject, QgsRectangle, QgsSettings
from qgis.gui import QgisInterface, QgsMapCanvas
from qgis.PyQt.QtCore import QCoreApplication, QPoint, Qt
from qgis.PyQt.QtTest import QTest

from plugin.gui.docks.protection_dock import ProtectionDock
from plugin.qgis_bridge.project_file import write_project
from plugin.qgis_bridge.session import Session
from plugin.store.workspace import create_workspace

COUNTY = "141125"
CENTRE = (110.88, 37.43)
SIZE_PX = 600


@pytest.fixture(autouse=True)
def nothing_remembered(qgis_iface: object) -> None:
    """Start every test with the settings of a first start."""
    QgsSettings().remove("mine_restoration")


@pytest.fixture(autouse=True)
def own_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the devices of a test in the test's own folder."""
    monkeypatch.setenv("MINE_RESTORATION_PROFILE", str(tmp_path / "profile"))


@pytest.fixture
def project(qgis_iface: object) -> Iterator[QgsProject]:
    """Return the empty project, emptied again afterwards."""
    instance = QgsProject.instance()
    instance.clear()
    yield instance
    # QGIS keeps the group of edit buffers of a project that is cleared while it is edited, and edits
    # nothing afterwards.
    editable = [layer for layer in instance.mapLayers().values() if layer.isEditable()]
    if editable:
        instance.rollBack(True, editable[0])
    instance.clear()


@pytest.fixture
def session(project: QgsProject) -> Iterator[Session]:
    """Return a session without a workspace."""
    made = Session()
    yield made
    made.deleteLater()


@pytest.fixture
def workspace_path(tmp_path: Path) -> Path:
    """Return where a test makes its workspace."""
    return tmp_path / "liulin.gpkg"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace of Liulin with its styles and project, made once and copied for every test."""
    path = tmp_path_factory.mktemp("template") / "liulin.gpkg"
    create_workspace(path, county_code=COUNTY)
    write_project(path)
    return path


@pytest.fixture
def open_session(session: Session, template: Path, workspace_path: Path, canvas: QgsMapCanvas) -> Session:
    """Return a session with a new workspace of Liulin, the map over it."""
    shutil.copyfile(template, workspace_path)
    session.open(workspace_path)
    return session


@pytest.fixture
def rules_dock(qgis_iface: QgisInterface, open_session: Session, qtbot: object) -> Iterator[ProtectionDock]:
    """Return the protection dock, its page of rules shown."""
    dock = ProtectionDock(qgis_iface, open_session)
    qtbot.addWidget(dock)
    dock.show()
    dock.ui.tabs.setCurrentWidget(dock.ui.rulesTab)
    settle()
    yield dock
    dock.unload()


@pytest.fixture
def canvas(qgis_iface: object, project: QgsProject) -> QgsMapCanvas:
    """Return the canvas over a square kilometre of Liulin, in geographic CGCS2000."""
    canvas = qgis_iface.mapCanvas()
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4490"))
    canvas.setFixedSize(SIZE_PX, SIZE_PX)
    canvas.window().show()
    canvas.show()
    settle()
    show(canvas, 0.01)
    return canvas


def show(canvas: QgsMapCanvas, size_deg: float) -> None:
    """Show a square around the centre."""
    half = size_deg / 2
    x, y = CENTRE
    canvas.setExtent(QgsRectangle(x - half, y - half, x + half, y + half))


class Hand:
    """Draws with mouse and keys on the canvas, in degrees."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        self._canvas = canvas

    def click(self, x: float, y: float, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        """Click on a place."""
        viewport = self._canvas.viewport()
        place = self._place(x, y)
        QTest.mouseMove(viewport, place)
        QTest.mouseClick(viewport, button, Qt.KeyboardModifier.NoModifier, place)

    def double_click(self, x: float, y: float) -> None:
        """Double click on a place: press, release, double click."""
        self.click(x, y)
        QTest.mouseDClick(
            self._canvas.viewport(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            self._place(x, y),
        )

    def key(self, key: Qt.Key) -> None:
        """Press a key over the map."""
        QTest.keyClick(self._canvas, key)

    def draw(self, points: list[tuple[float, float]]) -> None:
        """Click the points and end with a right click."""
        for x, y in points:
            self.click(x, y)
        self.click(*points[-1], button=Qt.MouseButton.RightButton)

    def _place(self, x: float, y: float) -> QPoint:
        pixel = self._canvas.getCoordinateTransform().transform(QgsPointXY(x, y))
        return QPoint(round(pixel.x()), round(pixel.y()))


@pytest.fixture
def hand(canvas: QgsMapCanvas) -> Hand:
    """Return a hand over the canvas."""
    return Hand(canvas)


def settle() -> None:
    """Let queued signals and short timers run."""
    for _ in range(3):
        QTest.qWait(40)
        QCoreApplication.processEvents()

"""Two people edit the same pit on two laptops: both see the conflict, it is decided once, and both end equal.

`make screenshots` takes the same way in QGIS itself and keeps a picture of each stage.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from qgis.gui import QgisInterface

from plugin.gui.docks.sync_dock import SyncDock
from plugin.gui.models.conflict_tables import GEOMETRY
from plugin.qgis_bridge.editing import RecordEditor
from plugin.qgis_bridge.session import Session
from plugin.store.records import Record, insert_records, new_uuid, read_records
from plugin.store.workspace import copy_workspace, open_workspace
from plugin.sync.embedded_hub import EmbeddedHub

from .conftest import COUNTY, settle

TABLE = "problem_area"
OURS, THEIRS = 2, 3
"""The columns of the two answers."""


def outline(east: float, north: float) -> shapely.MultiPolygon:
    return shapely.MultiPolygon([shapely.box(110.8780, 37.4300, 110.8800 + east, 37.4312 + north)])


class Laptops:
    """One window in which the workspaces of two laptops are opened in turn."""

    def __init__(self, dock: SyncDock, session: Session, folder: Path, qtbot: object) -> None:
        self.dock, self.session, self.folder, self.qtbot = dock, session, folder, qtbot
        self.hub = folder / "county.mrhub"

    def open(self, name: str) -> None:
        self.session.open(self.folder / f"{name}.gpkg")
        self.dock.ui.hubWidget.setFilePath(str(self.hub))
        settle()

    def edit(self, uuid: str, shape: shapely.MultiPolygon, **values: float) -> None:
        """Change the pit as the form does: in the layer's edit buffer, then saved."""
        editor = RecordEditor(self.session)
        editor.update(TABLE, uuid, values, shape)
        editor.save()

    def sync(self) -> None:
        self.dock.ui.syncButton.click()
        self.qtbot.waitUntil(lambda: not self.dock.progress.is_busy, timeout=30000)  # type: ignore[attr-defined]
        settle()

    def choose(self, column: str) -> None:
        """Click the conflict that is about a column."""
        places = [place for place, one in enumerate(self.dock.conflicts.rows) if column in one.mine]
        self.dock.ui.conflictTable.setCurrentIndex(self.dock.conflicts.index(places[0], 0))
        settle()

    def sides(self) -> dict[str, tuple[str, str, str]]:
        return {row.column: (row.base, row.mine, row.theirs) for row in self.dock.sides.rows}

    def pit(self, name: str, uuid: str) -> tuple[object, ...]:
        with open_workspace(self.folder / f"{name}.gpkg").connect() as connection:
            (record,) = read_records(connection, TABLE, uuids=[uuid])
        return record.values["depth_m"], record.values["volume_m3"], record.geometry.wkb

    def pit_of_the_hub(self, uuid: str) -> tuple[object, ...]:
        hub = EmbeddedHub(self.hub)
        (row,) = [row for row in hub.pull(COUNTY, 0, 100).rows if row.uuid == uuid]
        hub.close()
        shape = row.values[GEOMETRY]
        return row.values["depth_m"], row.values["volume_m3"], shapely.from_wkb(shape).wkb  # type: ignore[arg-type]


def marks_with_and_without_the_dock(dock: SyncDock) -> tuple[int, int, int]:
    """Return how many outlines are on the map while the dock is there, is not, and is again."""
    counts = [len(dock.conflict_page.marks._bands)]
    for there in (False, True):
        dock.setVisible(there)
        settle()
        counts.append(len(dock.conflict_page.marks._bands))
    return counts[0], counts[1], counts[2]


@pytest.fixture
def laptops(
    qgis_iface: QgisInterface,
    open_session: Session,
    tmp_path: Path,
    qtbot: object,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Laptops]:
    monkeypatch.setenv("MINE_RESTORATION_PROFILE", str(tmp_path / "profile"))
    dock = SyncDock(qgis_iface, open_session)
    qtbot.addWidget(dock)  # type: ignore[attr-defined]
    dock.show()
    folder = tmp_path / "both"
    folder.mkdir()
    dock.create_hub(folder / "county.mrhub")
    yield Laptops(dock, open_session, folder, qtbot)
    dock.unload()


@pytest.fixture
def pit(laptops: Laptops) -> str:
    """The pit, which both laptops and the hub know."""
    values = {"type": "P401", "number": "141125P20240001", "depth_m": 4.0, "volume_m3": 9000.0}
    record = Record(TABLE, new_uuid(), values, outline(0, 0))
    first = laptops.session.workspace
    with first.write() as connection:
        insert_records(connection, [record])
    laptops.sync()
    for name in ("a", "b"):
        copy_workspace(first.path, laptops.folder / f"{name}.gpkg")
        laptops.open(name)
        laptops.sync()
    return record.uuid


def test_the_conflict_appears_on_both_is_decided_once_and_both_end_equal(laptops: Laptops, pit: str) -> None:
    laptops.open("a")
    laptops.edit(pit, outline(0.0006, 0), depth_m=5.0, volume_m3=12000.0)
    laptops.sync()
    assert laptops.dock.conflicts.rows == ()

    laptops.open("b")
    laptops.edit(pit, outline(0, 0.0006), depth_m=6.5, volume_m3=15000.0)
    laptops.sync()
    assert len(laptops.dock.conflicts.rows) == 2
    laptops.choose("depth_m")
    assert laptops.sides()["depth_m"] == ("4.0 m", "6.5 m", "5.0 m")

    laptops.open("a")
    laptops.sync()
    assert len(laptops.dock.conflicts.rows) == 2
    laptops.choose("depth_m")
    assert laptops.sides()["depth_m"] == ("4.0 m", "5.0 m", "6.5 m")
    laptops.choose(GEOMETRY)
    assert len(laptops.dock.conflict_page.preview._outlines) == 3
    assert marks_with_and_without_the_dock(laptops.dock) == (3, 0, 3)
    laptops.dock.ui.theirsButton.click()
    laptops.choose("depth_m")
    places = {row.column: place for place, row in enumerate(laptops.dock.sides.rows)}
    laptops.dock.ui.sideTable.clicked.emit(laptops.dock.sides.index(places["depth_m"], OURS))
    laptops.dock.ui.sideTable.clicked.emit(laptops.dock.sides.index(places["volume_m3"], THEIRS))
    laptops.dock.ui.fieldsButton.click()
    laptops.sync()
    assert laptops.dock.conflicts.rows == ()

    laptops.open("b")
    laptops.sync()
    assert laptops.dock.conflicts.rows == ()

    chosen = (5.0, 15000.0, outline(0, 0.0006).wkb)
    assert laptops.pit("a", pit) == laptops.pit("b", pit) == chosen
    assert laptops.pit_of_the_hub(pit)[:2] == chosen[:2]


def test_both_decide_at_once_and_the_first_decision_holds_on_both(laptops: Laptops, pit: str) -> None:
    laptops.open("a")
    laptops.edit(pit, outline(0, 0), depth_m=5.0)
    laptops.sync()
    laptops.open("b")
    laptops.edit(pit, outline(0, 0), depth_m=6.5)
    laptops.sync()
    laptops.open("a")
    laptops.sync()
    laptops.dock.ui.mineButton.click()
    laptops.open("b")
    laptops.dock.ui.mineButton.click()
    for name in ("a", "b", "a", "b"):
        laptops.open(name)
        laptops.sync()

    assert laptops.dock.conflicts.rows == ()
    assert laptops.pit("a", pit) == laptops.pit("b", pit)
    assert laptops.pit("a", pit)[0] in (5.0, 6.5)

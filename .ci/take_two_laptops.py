"""Runs inside QGIS (`qgis --code`): two laptops edit one pit, one after the other, and end equal.

The conflict appears on both, is decided once, field by field; then the record goes through review. Each stage
is a picture. Ends with an error where anything is not as it should be.
"""

import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import qgis.utils
from qgis.core import QgsProject, QgsSettings
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.utils import iface

PICTURES = Path(os.environ["MINE_RESTORATION_PICTURES"])
FOLDER = Path(tempfile.mkdtemp(prefix="two_laptops_"))
os.environ["MINE_RESTORATION_PROFILE"] = str(FOLDER / "profile")
PAUSE_MS = 1500
TABLE = "problem_area"


def prepare() -> str:
    """Make the workspace of the county with one pit, exchange it, and give the second laptop a copy."""
    import shapely
    from mine_restoration.plugin.qgis_bridge.project_file import write_project
    from mine_restoration.plugin.store.records import Record, insert_records, new_uuid
    from mine_restoration.plugin.store.workspace import copy_workspace, create_workspace
    from mine_restoration.plugin.sync.embedded_hub import create_hub
    from mine_restoration.plugin.workflows.recompute import recompute
    from mine_restoration.plugin.workflows.synchronise import synchronise

    first = create_workspace(FOLDER / "laptop_a.gpkg", county_code="141125")
    write_project(first.path)
    outline = shapely.MultiPolygon([shapely.box(110.8780, 37.4300, 110.8800, 37.4312)])
    values = {
        "type": "P401",
        "name": "一号采坑",
        "number": "141125P20240001",
        "depth_m": 4.0,
        "volume_m3": 9000.0,
    }
    pit = Record(TABLE, new_uuid(), values, outline)
    with first.write() as connection:
        insert_records(connection, [pit])
    recompute(first)
    create_hub(FOLDER / "county.mrhub").close()
    synchronise(first, FOLDER / "county.mrhub")
    copy_workspace(first.path, FOLDER / "laptop_b.gpkg")
    return pit.uuid


def steps() -> Iterator[None]:
    """Do one step at a time; between two of them the window has time to draw and to work."""
    import shapely

    window = iface.mainWindow()
    window.resize(1366, 768)
    plugin = qgis.utils.plugins["mine_restoration"]
    survey, dock = plugin.docks[0], plugin.docks[3]
    pit = prepare()

    def open_laptop(name: str) -> Iterator[None]:
        plugin.session.open(FOLDER / f"{name}.gpkg")
        dock.ui.hubWidget.setFilePath(str(FOLDER / "county.mrhub"))
        dock.show()
        dock.raise_()
        window.resizeDocks([dock], [520], Qt.Orientation.Horizontal)
        yield

    def edit(shape: shapely.Geometry, **values: float) -> None:
        survey.editor.update(TABLE, pit, values, shapely.MultiPolygon([shape]))
        survey.editor.save()

    def sync() -> Iterator[None]:
        dock.ui.syncButton.click()
        yield
        while dock.progress.is_busy:
            yield

    def picture(name: str) -> None:
        if not window.grab().save(str(PICTURES / f"{name}.png")):
            raise OSError(f"the picture “{name}” could not be written to {PICTURES}")

    yield from open_laptop("laptop_a")
    edit(shapely.box(110.8780, 37.4300, 110.8806, 37.4312), depth_m=5.0, volume_m3=12000.0)
    yield from sync()
    expect(dock.conflicts.rows == (), "the first laptop met no conflict yet")

    yield from open_laptop("laptop_b")
    edit(shapely.box(110.8780, 37.4300, 110.8800, 37.4318), depth_m=6.5, volume_m3=15000.0)
    yield from sync()
    expect(len(dock.conflicts.rows) == 2, "shape and size are in conflict on the second laptop")
    dock.conflict_page.zoom_to()
    yield
    picture("conflict_laptop_b")

    yield from open_laptop("laptop_a")
    yield from sync()
    expect(len(dock.conflicts.rows) == 2, "the conflicts appear on the first laptop as well")
    for place, conflict in enumerate(dock.conflicts.rows):
        if "geom" in conflict.mine:
            dock.ui.conflictTable.setCurrentIndex(dock.conflicts.index(place, 0))
    yield
    picture("conflict_laptop_a_shape")
    dock.ui.theirsButton.click()
    yield
    places = {row.column: place for place, row in enumerate(dock.sides.rows)}
    dock.ui.sideTable.clicked.emit(dock.sides.index(places["depth_m"], 2))
    dock.ui.sideTable.clicked.emit(dock.sides.index(places["volume_m3"], 3))
    yield
    picture("conflict_laptop_a_fields")
    dock.ui.fieldsButton.click()
    yield from sync()
    expect(dock.conflicts.rows == (), "both conflicts are decided on the first laptop")
    picture("conflict_solved_laptop_a")

    yield from open_laptop("laptop_b")
    yield from sync()
    expect(dock.conflicts.rows == (), "both conflicts are decided on the second laptop")
    picture("conflict_solved_laptop_b")
    expect_equal(pit)

    yield from review(plugin, pit, picture, open_laptop, sync)
    QgsProject.instance().setDirty(False)
    QgsSettings().setValue("app/askToSaveMemoryLayers", False)
    iface.actionExit().trigger()


def review(plugin, pit, picture, open_laptop, sync) -> Iterator[None]:
    """Hand the pit in on the second laptop, give it back on the first, and find it in the survey dock."""
    survey, dock = plugin.docks[0], plugin.docks[3]
    page = dock.review
    dock.ui.tabs.setCurrentWidget(dock.ui.reviewTab)

    def act_as(role: str) -> None:
        page.roleCombo.setCurrentIndex(page.roleCombo.findData(role))

    act_as("city_reviewer")
    yield
    picture("review_empty")
    act_as("surveyor")
    yield
    page.upButton.click()
    yield from sync()
    yield from open_laptop("laptop_a")
    yield from sync()
    act_as("county_reviewer")
    page.nameEdit.setText("康")
    yield
    yield
    expect([row.uuid for row in page.model.rows] == [pit], "the pit waits for the county")
    picture("review_county")
    page.reasonEdit.setText("缺照片，深度请复核")
    page.backButton.click()
    yield from sync()
    yield from open_laptop("laptop_b")
    yield from sync()
    survey.show()
    survey.raise_()
    survey.ui.kindCombo.setCurrentIndex(survey.ui.kindCombo.findData("returned"))
    yield
    picture("returned_in_survey_list")
    survey.open_record(TABLE, pit)
    yield
    picture("returned_in_survey_form")
    survey.editor.update(TABLE, pit, {"depth_m": 7.0})
    survey.editor.save()
    survey.show_list()
    dock.raise_()
    act_as("surveyor")
    yield
    page.upButton.click()
    yield from sync()
    yield from open_laptop("laptop_a")
    yield from sync()
    act_as("county_reviewer")
    yield
    yield
    yield
    expect("depth" in str(page.differences.rows).lower() or page.differences.rows, "what changed is shown")
    picture("review_before_after")


def expect(true: bool, what: str) -> None:
    """Stop where something is not as it should be."""
    if not true:
        raise RuntimeError(f"not so: {what}")


def expect_equal(pit: str) -> None:
    """Stop unless both laptops and the hub hold the same pit, as it was decided."""
    from mine_restoration.plugin.store.records import read_records
    from mine_restoration.plugin.store.workspace import open_workspace
    from mine_restoration.plugin.sync.embedded_hub import EmbeddedHub

    found = []
    for name in ("laptop_a", "laptop_b"):
        with open_workspace(FOLDER / f"{name}.gpkg").connect() as connection:
            (record,) = read_records(connection, TABLE, uuids=[pit])
            found.append((record.values["depth_m"], record.values["volume_m3"], record.geometry.wkt))
    with closing(EmbeddedHub(FOLDER / "county.mrhub")) as hub:
        (row,) = [row for row in hub.pull("141125", 0, 100).rows if row.uuid == pit]
    expect(found[0] == found[1], f"both laptops hold the same: {found}")
    expect(found[0][:2] == (row.values["depth_m"], row.values["volume_m3"]), f"so does the hub: {found[0]}")
    expect(found[0][:2] == (5.0, 15000.0), f"it is what was chosen: {found[0]}")


walk = steps()


def go_on() -> None:
    """Take the next step, and come back after a pause until there is none."""
    try:
        for _ in walk:
            QTimer.singleShot(PAUSE_MS, go_on)
            return
    except Exception:  # noqa: BLE001  # a dialog of QGIS would wait for a click that never comes
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)


QTimer.singleShot(PAUSE_MS, go_on)

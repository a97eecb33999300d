"""The survey dock from an empty workspace to a saved, edited, undone, duplicated and deleted problem."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import Qgis, QgsProject
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QByteArray, QDate, QMimeData, QPointF, Qt, QUrl
from qgis.PyQt.QtGui import QDropEvent, QImage, QInputMethodEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QFileDialog

from plugin.gui.dialogs.create_workspace_dialog import CreateWorkspaceDialog
from plugin.gui.dialogs.questions import CANCEL, DISCARD
from plugin.gui.dialogs.repair_dialog import RepairDialog
from plugin.gui.docks.survey_dock import SurveyDock
from plugin.gui.settings import remember_list
from plugin.gui.widgets.photo_strip import PhotoStrip
from plugin.qgis_bridge.project_file import project_uri
from plugin.qgis_bridge.session import Session
from plugin.store.records import Record, insert_records, new_uuid, read_records
from plugin.store.workspace import open_workspace

from .conftest import CENTRE, Hand, settle, show

PIT = [(110.878, 37.428), (110.882, 37.428), (110.882, 37.432), (110.878, 37.432)]
FISSURE = [(110.8785, 37.4285), (110.8800, 37.4300), (110.8815, 37.4305)]


@pytest.fixture
def dock(qgis_iface: QgisInterface, open_session: Session, qtbot: object) -> Iterator[SurveyDock]:
    dock = SurveyDock(qgis_iface, open_session)
    qtbot.addWidget(dock)
    dock.form_page.ask = lambda _: DISCARD
    dock.actions_on_records.ask = lambda *_: True
    dock.show()
    settle()
    yield dock
    dock.unload()


@pytest.fixture
def mine_uuid(open_session: Session) -> str:
    """Return a producing mine whose enterprise survives, in the workspace."""
    mine = Record(
        "mine",
        new_uuid(),
        {"name": "沙曲一矿", "status": "SC", "obligor_state": "survives", "number": "141125K20240001"},
    )
    with open_session.workspace.write() as connection:
        insert_records(connection, [mine])
    open_session.reload(("mine",))
    return mine.uuid


def stored(session: Session, table: str) -> list[Record]:
    """Return what the file holds, read past QGIS."""
    with session.workspace.connect() as connection:
        return read_records(connection, table)


def draw_pit(dock: SurveyDock, hand: Hand, type_code: str = "P401") -> None:
    dock.draw_problem(dock.labels.codes.require("problem_type", type_code), "area")
    hand.draw(PIT)
    settle()


def write(dock: SurveyDock, column: str, text: str) -> None:
    """Type a text into the editor of a column."""
    edit = dock.form.editor(column).edit
    edit.setFocus()
    if text.isascii():
        QTest.keyClicks(edit, text)
    else:  # Chinese comes from an input method
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(edit, event)


def drop(strip: PhotoStrip, files: list[Path]) -> None:
    """Drop files on the strip of photos."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    middle = QPointF(strip.rect().center())
    no_key, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    strip.dropEvent(QDropEvent(middle, Qt.DropAction.CopyAction, data, left, no_key))


def test_a_drawn_pit_is_saved_as_it_was_written_and_graded(
    dock: SurveyDock, hand: Hand, open_session: Session, mine_uuid: str
) -> None:
    draw_pit(dock, hand)
    write(dock, "name", "一号采坑")
    write(dock, "township", "金家庄镇")
    write(dock, "depth_m", "12.5")
    write(dock, "damage_begin", "2005")
    dock.form.editor("damage_ongoing").box.click()
    land = dock.form.child_rows("problem_land").add_row()
    land.editor("land_use").set_value("0103")
    land.editor("area_hm2").set_value(2.01)
    link = dock.form.child_rows("problem_mine").add_row()
    link.editor("mine_uuid").set_value(mine_uuid)
    link.editor("share_percent").set_value(100)
    QTest.mouseClick(dock.form.saveButton, Qt.MouseButton.LeftButton)
    (pit,) = stored(open_session, "problem_area")
    assert pit.values["name"] == "一号采坑"
    assert pit.values["depth_m"] == 12.5
    assert pit.values["activity"] == "open_pit"
    # 2.01 hm² of cropland: 严重, DZ/T 0223-2011 appendix E (acceptance case AT01)
    assert pit.values["grade"] == "YZ"
    # a mine that produces: its enterprise, 国土资发〔2016〕63号 二(一)2
    assert pit.values["responsibility"] == "XD2"
    assert pit.values["area_hm2"] == pytest.approx(15.7, abs=0.5)
    assert pit.geometry.geom_type == "MultiPolygon"
    (damaged,) = stored(open_session, "problem_land")
    assert (damaged.values["land_use"], damaged.values["area_hm2"]) == ("0103", 2.01)
    (cause,) = stored(open_session, "problem_mine")
    assert (cause.values["mine_uuid"], cause.values["share_percent"]) == (mine_uuid, 100.0)
    assert not dock.form_page.is_dirty


def test_new_problems_are_numbered_on_and_the_number_says_which_device_gave_it(
    dock: SurveyDock, hand: Hand, open_session: Session
) -> None:
    year = QDate.currentDate().year()
    for serial in (1, 2):
        draw_pit(dock, hand)
        assert dock.form_page.save()
        number = dock.form.editor("number").value()
        # six-digit county, letter W, year, four digits, and the device's suffix until the hub allocates one
        assert re.fullmatch(rf"141125W{year}000{serial}-[A-Z0-9]{{3}}", str(number))
    assert len({r.values["number"] for r in stored(open_session, "problem_area")}) == 2


def test_grade_and_responsibility_follow_what_is_typed(dock: SurveyDock, hand: Hand, qtbot: object) -> None:
    draw_pit(dock, hand, "P104")
    assert dock.form_page.panel.grade_tag.text() == "not graded yet"
    write(dock, "loss_wan_yuan", "600")
    # a loss of more than 500 万元 is 严重
    qtbot.waitUntil(lambda: dock.form_page.panel.grade_tag.text() == "Severe", timeout=2000)
    assert "DZ/T 0223-2011" in dock.form_page.panel.reasons.toPlainText()


def test_the_form_asks_only_what_the_type_needs(dock: SurveyDock, hand: Hand) -> None:
    draw_pit(dock, hand, "P201")
    assert dock.form.editor("inflow_m3_d").isVisibleTo(dock.form)
    assert not dock.form.editor("height_m").isVisibleTo(dock.form)
    assert not dock.form.editor("threatened_people").isVisibleTo(dock.form)
    dock.form.editor("type").set_value("P102")
    dock.form.editor("type").changed.emit()
    assert not dock.form.editor("inflow_m3_d").isVisibleTo(dock.form)
    assert dock.form.editor("height_m").isVisibleTo(dock.form)
    assert dock.form.editor("threatened_people").isVisibleTo(dock.form)


def test_a_fissure_is_drawn_as_a_line_and_a_mine_as_a_point(
    dock: SurveyDock, hand: Hand, open_session: Session
) -> None:
    dock.draw_problem(dock.labels.codes.require("problem_type", "P105"), "line")
    hand.draw(FISSURE)
    assert dock.form_page.save()
    dock.draw_mine()
    hand.click(*CENTRE)
    write(dock, "name", "双柳煤矿")
    dock.form.editor("status").set_value("SC")
    assert dock.form_page.save()
    (fissure,) = stored(open_session, "problem_line")
    assert fissure.values["length_m"] == pytest.approx(355, abs=15)
    (mine,) = stored(open_session, "mine")
    assert mine.values["name"] == "双柳煤矿"
    assert (mine.geometry.x, mine.geometry.y) == pytest.approx(CENTRE, abs=0.00003)


def test_a_required_field_left_blank_is_told_in_a_sentence_and_nothing_is_written(
    dock: SurveyDock, hand: Hand, open_session: Session, qgis_iface: QgisInterface
) -> None:
    dock.draw_mine()
    hand.click(*CENTRE)
    assert not dock.form_page.save()
    told = qgis_iface.messageBar().get_messages(Qgis.MessageLevel.Warning)
    assert told[-1].endswith("Fill in first: Mine name, Status.")
    assert stored(open_session, "mine") == []
    write(dock, "name", "双柳煤矿")
    dock.form.editor("status").set_value("SC")
    assert dock.form_page.save()
    assert len(stored(open_session, "mine")) == 1


def test_an_edited_problem_keeps_what_the_form_does_not_show(
    dock: SurveyDock, hand: Hand, open_session: Session
) -> None:
    draw_pit(dock, hand)
    assert dock.form_page.save()
    dock.form_page.leave()
    settle()
    (row,) = dock.list_page.rows
    dock.open_row(row)
    write(dock, "village", "穆村")
    assert dock.form_page.is_dirty
    assert dock.form_page.save()
    (pit,) = stored(open_session, "problem_area")
    assert pit.values["village"] == "穆村"
    assert pit.values["type"] == "P401"
    assert pit.uuid == row.uuid


def test_leaving_with_unsaved_changes_asks_and_cancel_stays(
    dock: SurveyDock, hand: Hand, open_session: Session
) -> None:
    draw_pit(dock, hand)
    dock.form_page.ask = lambda _: CANCEL
    QTest.mouseClick(dock.form.backButton, Qt.MouseButton.LeftButton)
    assert dock.ui.pages.currentWidget() is dock.form
    dock.form_page.ask = lambda _: DISCARD
    QTest.mouseClick(dock.form.backButton, Qt.MouseButton.LeftButton)
    assert dock.ui.pages.currentWidget() is dock.ui.listPage
    assert stored(open_session, "problem_area") == []


def test_a_copy_has_children_of_its_own_and_delete_can_be_undone(
    dock: SurveyDock, hand: Hand, open_session: Session
) -> None:
    draw_pit(dock, hand)
    row = dock.form.child_rows("problem_land").add_row()
    row.editor("land_use").set_value("0103")
    row.editor("area_hm2").set_value(1.5)
    assert dock.form_page.save()
    original = dock.form_page.uuid
    dock.form_page.leave()
    settle()
    dock.list_page.select(original)
    dock.duplicate_selected()
    assert dock.form_page.uuid != original
    dock.form_page.leave()
    dock.actions_on_records.save()
    land = stored(open_session, "problem_land")
    assert len(land) == 2
    assert {r.values["problem_uuid"] for r in land} == {r.uuid for r in stored(open_session, "problem_area")}
    settle()
    dock.list_page.select(original)
    dock.delete_selected()
    assert original not in {row.uuid for row in dock.list_page.rows}
    dock.actions_on_records.undo()
    assert original in {row.uuid for row in dock.list_page.rows}
    dock.list_page.select(original)
    dock.delete_selected()
    dock.actions_on_records.save()
    (twin,) = stored(open_session, "problem_area")
    (land,) = stored(open_session, "problem_land")
    assert land.values["problem_uuid"] == twin.uuid


def test_the_question_before_a_delete_names_what_goes_with_the_record(
    dock: SurveyDock, hand: Hand, open_session: Session
) -> None:
    asked: list[tuple[list[str], dict[str, int]]] = []
    dock.actions_on_records.ask = lambda _, names, children: asked.append((names, children)) or False
    draw_pit(dock, hand)
    row = dock.form.child_rows("problem_land").add_row()
    row.editor("land_use").set_value("0103")
    row.editor("area_hm2").set_value(1.5)
    assert dock.form_page.save()
    dock._delete_form()
    names, children = asked[0]
    assert names[0].startswith("Land excavated 141125W")
    assert children["Land damaged"] == 1
    assert len(stored(open_session, "problem_area")) == 1


def test_tab_goes_through_the_form_from_top_to_bottom_and_then_to_save(dock: SurveyDock, hand: Hand) -> None:
    draw_pit(dock, hand)
    row = dock.form.child_rows("problem_land").add_row()
    order = [dock.form.editor("name").edit]
    while (following := order[-1].nextInFocusChain()) is not order[0]:
        order.append(following)
    places = [
        order.index(widget)
        for widget in (
            dock.form.editor("name").edit,
            dock.form.editor("township").edit,
            dock.form.editor("depth_m").edit,
            row.editor("area_hm2").edit,
            dock.form.editor("damage_begin").edit,
            dock.form.saveButton,
        )
    ]
    assert places == sorted(places)


def test_a_pit_that_becomes_a_point_keeps_its_uuid_and_its_land(
    dock: SurveyDock, hand: Hand, open_session: Session
) -> None:
    draw_pit(dock, hand)
    row = dock.form.child_rows("problem_land").add_row()
    row.editor("land_use").set_value("0103")
    row.editor("area_hm2").set_value(1.5)
    assert dock.form_page.save()
    uuid = dock.form_page.uuid
    dock.change_geometry_type("point")
    hand.click(*CENTRE)
    settle()
    assert stored(open_session, "problem_area") == []
    (point,) = stored(open_session, "problem_point")
    assert point.uuid == uuid
    assert point.values["area_hm2"] is None
    assert [r.values["problem_uuid"] for r in stored(open_session, "problem_land")] == [uuid]


def test_a_photo_dropped_on_the_form_is_saved_with_the_problem(
    dock: SurveyDock, hand: Hand, open_session: Session, tmp_path: Path
) -> None:
    picture = tmp_path / "pit.png"
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    assert image.save(str(picture))
    draw_pit(dock, hand)
    drop(dock.form.photos.strip, [picture, tmp_path / "notes.txt"])
    assert dock.form_page.save()
    (photo,) = stored(open_session, "photo")
    assert photo.values["problem_uuid"] == dock.form_page.uuid
    assert photo.values["original_name"] == "pit.png"
    assert (open_session.workspace.photo_folder / f"{photo.values['sha256']}.png").is_file()
    assert [shown.uuid for shown in dock.form.photos.strip.photos()] == [photo.uuid]
    assert dock.form.photos.strip.item(0).text() == "pit.png"
    (open_session.workspace.photo_folder / f"{photo.values['sha256']}.png").unlink()
    dock.open_record("problem_area", str(dock.form_page.uuid))
    assert dock.form.photos.strip.item(0).text() == "(not here) pit.png"
    dock.form.photos.strip.selectAll()
    dock.form.photos.strip.remove_selected()
    assert dock.form_page.save()
    assert stored(open_session, "photo") == []


def test_the_list_filters_as_is_typed_and_follows_the_map(
    dock: SurveyDock, hand: Hand, open_session: Session, mine_uuid: str
) -> None:
    draw_pit(dock, hand)
    assert dock.form_page.save()
    dock.form_page.leave()
    settle()
    assert dock.list_page.filter.rowCount() == 2
    QTest.keyClicks(dock.ui.filterEdit, "excavated")
    assert dock.list_page.filter.rowCount() == 1
    dock.ui.filterEdit.clear()
    dock.ui.followButton.setChecked(True)
    assert dock.list_page.filter.rowCount() == 1  # the mine has no place yet
    canvas = dock._iface.mapCanvas()
    extent = canvas.extent()
    extent.setXMinimum(extent.xMinimum() + 1)
    extent.setXMaximum(extent.xMaximum() + 1)
    canvas.setExtent(extent)
    settle()
    settle()
    assert dock.list_page.filter.rowCount() == 0
    assert "Nothing matches" in dock.ui.emptyLabel.text()
    show(canvas, 0.01)


def test_the_check_before_leaving_lists_what_a_problem_lacks(dock: SurveyDock, hand: Hand) -> None:
    draw_pit(dock, hand)
    assert dock.form_page.save()
    dock.form_page.leave()
    dock.check_before_leaving()
    (gap,) = dock._leaving.model.rows
    assert {"damage_begin", "mine", "photo"} <= set(gap.missing)
    assert "geometry" not in gap.missing
    dock._leaving.hide()


def test_the_dialog_fills_in_name_profile_and_file_from_the_county_code(
    qtbot: object, tmp_path: Path, session: Session
) -> None:
    dialog = CreateWorkspaceDialog()
    qtbot.addWidget(dialog)
    dialog.countyEdit.setText("999999")
    assert "six digits" in dialog.problemLabel.text()
    dialog.countyEdit.setText("141125 柳林县")
    assert dialog.nameEdit.text() == "柳林县"
    assert dialog.profileCombo.currentData() == "shanxi"
    assert dialog.fileWidget.filePath().endswith("141125_柳林县.gpkg")
    dialog.fileWidget.setFilePath(str(tmp_path / "new.gpkg"))
    assert dialog.problemLabel.text() == ""
    answer = dialog.answer()
    workspace = session.create(answer.path, answer.county_code, answer.county_name, answer.profile)
    assert (workspace.county_code, workspace.county_name, workspace.profile) == ("141125", "柳林县", "shanxi")


def test_a_file_that_is_no_workspace_is_told_in_a_sentence(
    qgis_iface: QgisInterface, session: Session, qtbot: object, tmp_path: Path
) -> None:
    remember_list("recent_workspaces", [])
    dock = SurveyDock(qgis_iface, session)
    qtbot.addWidget(dock)
    wrong = tmp_path / "wrong.gpkg"
    wrong.write_bytes(bytes(QByteArray(b"not a database")))
    assert not dock.workspaces.open(wrong)
    told = qgis_iface.messageBar().get_messages(Qgis.MessageLevel.Critical)
    assert "cannot be opened as a workspace: it is no GeoPackage" in told[-1]
    assert session.workspace is None
    dock.unload()


def test_a_workspace_that_lost_a_table_is_told_repaired_and_opened(
    dock: SurveyDock,
    open_session: Session,
    qgis_iface: QgisInterface,
    template: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "lost.gpkg"
    shutil.copyfile(template, path)
    with open_workspace(path).write() as connection:
        connection.execute("DROP TABLE photo")
    answers = iter([RepairDialog.reject, RepairDialog.repair])

    def answer(dialog: RepairDialog) -> int:
        next(answers)(dialog)
        return dialog.result()

    monkeypatch.setattr(RepairDialog, "exec", answer)
    assert not dock.workspaces.open(path)
    told = qgis_iface.messageBar().get_messages(Qgis.MessageLevel.Critical)
    assert "has lost what belongs to it (Photo)" in told[-1]
    assert dock.workspaces.open(path)
    assert open_session.require_workspace().path == path
    assert open_session.layer("photo") is not None


def test_a_copy_shows_its_own_records_in_bare_qgis(
    dock: SurveyDock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "another name.gpkg"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    dock.workspaces.copy()
    project = QgsProject()
    assert project.read(project_uri(target))
    sources = {layer.source().partition("|")[0] for layer in project.mapLayers().values()}
    assert sources == {str(target)}

"""A session opens a workspace beside whatever else the user has in the project."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from pytestqt.qtbot import QtBot
from qgis.core import Qgis, QgsProject, QgsVectorLayer

from plugin.qgis_bridge import project_file, settings
from plugin.qgis_bridge.editing import RecordEditor
from plugin.qgis_bridge.errors import LayerMissingError, NoWorkspaceError, UnsavedEditsError
from plugin.qgis_bridge.project_file import project_uri
from plugin.qgis_bridge.session import Session
from plugin.store.records import Record, insert_records, new_uuid, write_derived
from plugin.store.schema import load_schema
from plugin.store.workspace import copy_workspace, create_workspace

PIT = shapely.box(110.90, 37.40, 110.91, 37.41)


def basemap() -> QgsVectorLayer:
    return QgsVectorLayer("Point?crs=EPSG:4326&field=name:string", "my own layer", "memory")


def test_opening_shows_every_table_in_one_group_and_remembers_the_workspace(session: Session) -> None:
    assert session.layers.keys() == load_schema().tables.keys()
    groups = [node.name() for node in QgsProject.instance().layerTreeRoot().children()]
    assert groups == ["柳林县矿山地质环境"]
    assert session.workspace is not None
    assert settings.last_workspace() == session.workspace.path
    assert QgsProject.instance().transactionMode() == Qgis.TransactionMode.BufferedGroups
    assert not QgsProject.instance().isDirty()


def test_creating_makes_a_workspace_and_opens_it(session: Session, tmp_path: Path) -> None:
    workspace = session.create(tmp_path / "new", "141125", "柳林县（试）")
    assert workspace.path == tmp_path / "new.gpkg"
    assert session.workspace == workspace
    layer = session.layer("mine")
    assert layer is not None and Path(layer.source().split("|")[0]) == workspace.path


def test_the_users_other_layers_and_their_way_of_saving_are_left_alone(workspace_path: Path) -> None:
    project = QgsProject.instance()
    project.clear()
    own = basemap()
    project.addMapLayer(own)
    session = Session()
    session.open(workspace_path)
    assert project.transactionMode() == Qgis.TransactionMode.Disabled
    editor = RecordEditor(session)
    uuid = editor.add("problem_area", PIT, {"type": "P104"}, {"photo": [{"sha256": "ab"}]})
    assert not own.isEditable()
    editor.save()
    assert editor.record("problem_area", uuid) is not None
    assert session.close()
    assert list(project.mapLayers().values()) == [own]
    project.clear()


def test_the_stored_project_opened_by_hand_is_used_and_not_doubled(workspace_path: Path) -> None:
    project = QgsProject.instance()
    assert project.read(project_uri(workspace_path))
    before = set(project.mapLayers())
    session = Session()
    session.open(workspace_path)
    assert set(project.mapLayers()) == before
    assert {layer.id() for layer in session.layers.values()} == before
    session.close()
    project.clear()


def test_a_layer_that_the_user_removes_is_missed_and_comes_back_with_opening(session: Session) -> None:
    layer = session.layer("mine")
    assert layer is not None
    QgsProject.instance().removeMapLayer(layer.id())
    assert session.layer("mine") is None
    with pytest.raises(LayerMissingError):
        RecordEditor(session).add("mine", shapely.Point(110.9, 37.4), {"name": "沙曲一矿", "status": "SC"})
    session.open(session.require_workspace().path)
    assert session.layer("mine") is not None
    assert len(QgsProject.instance().mapLayers()) == len(load_schema().tables)


def test_a_new_project_closes_the_workspace(session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.workspaceChanged):
        QgsProject.instance().clear()
    assert session.workspace is None
    assert session.layers == {}
    with pytest.raises(NoWorkspaceError):
        session.require_workspace()


def test_closing_gives_the_project_back_as_it_was(session: Session) -> None:
    assert session.close()
    project = QgsProject.instance()
    assert project.mapLayers() == {}
    assert project.layerTreeRoot().children() == []
    assert project.transactionMode() == Qgis.TransactionMode.Disabled


def test_closing_keeps_layers_with_unsaved_edits(session: Session) -> None:
    layer = session.layer("problem_area")
    assert layer is not None
    RecordEditor(session).add("problem_area", PIT, {"type": "P104"})
    assert not session.close()
    assert session.workspace is None
    assert layer.isEditable() and len(layer.editBuffer().addedFeatures()) == 1
    assert QgsProject.instance().rollBack(True, layer)[0]


def test_another_workspace_is_not_opened_over_unsaved_edits(session: Session, tmp_path: Path) -> None:
    other = copy_workspace(session.require_workspace().path, tmp_path / "other.gpkg")
    RecordEditor(session).add("problem_area", PIT, {"type": "P104"})
    with pytest.raises(UnsavedEditsError, match="1 unsaved"):
        session.open(other.path)
    assert session.require_workspace().path != other.path


def test_rows_with_open_edits_are_busy(session: Session, editor: RecordEditor) -> None:
    kept = editor.add(
        "problem_area", PIT, {"type": "P104"}, {"problem_land": [{"land_use": "01", "area_hm2": 1}]}
    )
    gone = editor.add("mine", shapely.Point(110.9, 37.4), {"name": "沙曲一矿", "status": "SC"})
    editor.save()
    assert session.busy_rows() == frozenset()
    new = editor.add("problem_point", shapely.Point(110.9, 37.4), {"type": "P6"})
    editor.update("problem_area", kept, {"depth_m": 12.5})
    editor.delete("mine", gone)
    assert session.busy_rows() == {("problem_point", new), ("problem_area", kept), ("mine", gone)}


def test_what_is_written_beside_the_layers_shows_after_a_reload(session: Session, qtbot: QtBot) -> None:
    workspace = session.require_workspace()
    layer = session.layer("problem_area")
    assert layer is not None and layer.featureCount() == 0
    record = Record("problem_area", new_uuid(), {"type": "P104"}, PIT)
    with workspace.write() as connection:
        insert_records(connection, [record])
        write_derived(connection, "problem_area", {record.uuid: {"grade": "YZ"}})
    with qtbot.waitSignal(session.recordsChanged) as heard:
        session.reload(["problem_area"])
    assert heard.args == ["problem_area"]
    assert layer.featureCount() == 1
    assert next(layer.getFeatures())["grade"] == "YZ"
    assert session.extent().contains(110.905, 37.405)


def test_a_workspace_that_cannot_be_mended_now_opens_with_its_symbols(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = create_workspace(tmp_path / "plain.gpkg", county_code="141125")
    monkeypatch.setattr(project_file, "is_locked", lambda path: True)
    session.open(plain.path)
    layer = session.layer("problem_point")
    assert layer is not None and layer.renderer().classAttribute() == "grade"
    assert layer.attributeAlias(layer.fields().lookupField("township")) != ""


def test_an_english_interface_gets_english_labels_and_the_file_keeps_its_chinese_ones(
    session: Session, workspace_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for language, name, grade, township in (
        ("en_GB", "Mine", "Severe", "Township"),
        ("zh_CN", "矿山", "严重", "乡镇"),
    ):
        monkeypatch.setattr("plugin.qgis_bridge.session.interface_language", lambda chosen=language: chosen)
        assert session.close()
        session.open(workspace_path)
        mine, problem = session.layer("mine"), session.layer("problem_point")
        assert mine is not None and problem is not None
        assert mine.name() == name
        assert problem.renderer().categories()[0].label() == grade
        assert problem.attributeAlias(problem.fields().lookupField("township")) == township


def test_closing_leaves_one_file_without_a_journal(
    session: Session, editor: RecordEditor, workspace_path: Path
) -> None:
    editor.add("problem_area", PIT, {"type": "P104"})
    editor.save()
    assert session.close()
    assert [path.name for path in workspace_path.parent.iterdir()] == [workspace_path.name]


def test_a_project_left_during_edits_can_be_edited_again(session: Session, workspace_path: Path) -> None:
    editor = RecordEditor(session)
    editor.add("problem_area", PIT, {"type": "P104"})
    QgsProject.instance().clear()
    session.open(workspace_path)
    uuid = editor.add("problem_area", PIT, {"type": "P104"})
    editor.save()
    assert editor.record("problem_area", uuid) is not None

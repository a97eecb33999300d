"""A workspace opens in bare QGIS, whatever happened to its file: the plugin's code is not asked here, QGIS
is.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCompoundCurve,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeature,
    QgsGeometry,
    QgsLineString,
    QgsProject,
    QgsVectorLayer,
    QgsVectorLayerUtils,
)

from plugin.qgis_bridge import stored_project
from plugin.qgis_bridge.forms import REASONS_AS_TEXT
from plugin.qgis_bridge.layers import table_of
from plugin.qgis_bridge.map_layout import LAYOUT_NAME
from plugin.qgis_bridge.project_file import PROJECT_NAME, export_qgz, project_uri, repair_project
from plugin.store.schema import load_schema
from plugin.store.workspace import open_workspace

IN_A_FRESH_QGIS = """
import json, sys
from qgis.core import QgsApplication, QgsProject
application = QgsApplication([], False)
application.initQgis()
project = QgsProject.instance()
opened = project.read(sys.argv[1])
answer = {"opened": opened, "title": project.title(), "layers": {}}
for layer in project.mapLayers().values():
    field = layer.fields().lookupField("type" if "problem" in layer.source() else "uuid")
    answer["layers"][layer.name()] = {
        "valid": layer.isValid(),
        "file": layer.source().split("|")[0],
        "alias": layer.attributeAlias(layer.fields().lookupField("type")),
        "widget": layer.editorWidgetSetup(layer.fields().lookupField("type")).type(),
    }
print(json.dumps(answer))
application.exitQgis()
"""


Reader = Callable[[str], QgsProject]
StoredReader = Callable[[Path], QgsProject]


@pytest.fixture
def read_address(qgis_app: QgsApplication) -> Iterator[Reader]:
    """Return a function that reads a project as QGIS reads it, into an instance that lives as long as the
    test.
    """
    projects: list[QgsProject] = []

    def read_into_new(address: str) -> QgsProject:
        projects.append(QgsProject())
        assert projects[-1].read(address)
        return projects[-1]

    yield read_into_new
    while projects:
        projects.pop().clear()


@pytest.fixture
def read(read_address: Reader) -> StoredReader:
    """Return a function that reads the project stored in a workspace."""
    return lambda path: read_address(project_uri(path))


def layers_of(project: QgsProject) -> dict[str, QgsVectorLayer]:
    return {str(table_of(layer)): layer for layer in project.mapLayers().values()}


def files_of(project: QgsProject) -> set[Path]:
    return {Path(layer.source().split("|")[0]) for layer in project.mapLayers().values()}


def renamed(path: Path) -> Path:
    return path.rename(path.with_name("柳林 2024 & “终稿”.gpkg"))


def copied_beside_the_original(path: Path) -> Path:
    return Path(shutil.copy(path, path.with_name("copy of it.gpkg")))


def moved(path: Path) -> Path:
    folder = path.parent / "另一个 文件夹"
    folder.mkdir()
    return path.rename(folder / path.name)


def moved_and_renamed(path: Path) -> Path:
    return moved(path).rename(path.parent / "moved.gpkg")


def test_every_table_is_a_valid_layer_in_chinese_groups(read: StoredReader, workspace_path: Path) -> None:
    project = read(workspace_path)
    assert layers_of(project).keys() == load_schema().tables.keys()
    assert all(layer.isValid() for layer in project.mapLayers().values())
    groups = [group.name() for group in project.layerTreeRoot().findGroups()]
    assert groups == ["矿山地质环境问题", "矿山", "治理规划", "三区两线", "底图", "附表"]
    assert project.title() == "柳林县矿山地质环境"
    assert project.crs().authid() == "EPSG:4490"
    assert project.transactionMode() == Qgis.TransactionMode.BufferedGroups
    assert project.layoutManager().layoutByName(LAYOUT_NAME) is not None


def test_a_problem_has_drop_downs_chinese_labels_and_a_form_with_tabs(
    read: StoredReader, workspace_path: Path
) -> None:
    layer = layers_of(read(workspace_path))["problem_area"]
    fields = layer.fields()
    kind = fields.lookupField("type")
    assert layer.attributeAlias(kind) == "问题类型"
    assert layer.attributeAlias(fields.lookupField("inflow_m3_d")) == "矿井正常涌水量 (m³/d)"
    setup = layer.editorWidgetSetup(kind)
    assert setup.type() == "ValueMap"
    assert {"地面塌陷": "P104"} in setup.config()["map"]
    form = layer.editFormConfig()
    assert form.layout() == Qgis.AttributeFormLayout.DragAndDrop
    assert [tab.name() for tab in form.tabs()] == [
        "基本信息",
        "规模",
        "损毁情况",
        "影响",
        "责任",
        "调查与审核",
        "计算结果",
        "问题与矿山关联",
        "损毁土地",
        "照片",
    ]


def test_derived_columns_are_read_only_and_a_new_row_gets_a_uuid(
    read: StoredReader, workspace_path: Path
) -> None:
    layer = layers_of(read(workspace_path))["problem_area"]
    form = layer.editFormConfig()
    for column in load_schema().table("problem_area").columns:
        assert form.readOnly(layer.fields().lookupField(column.name)) == column.derived, column.name
    uuid = layer.defaultValueDefinition(layer.fields().lookupField("uuid"))
    assert uuid.expression() == "uuid('WithoutBraces')"


def test_children_are_related_to_problems_of_every_geometry_type(
    read: StoredReader, workspace_path: Path
) -> None:
    relations = read(workspace_path).relationManager().relations()
    expected = {
        f"problem_{shape}_{child}"
        for shape in ("point", "line", "area")
        for child in ("problem_mine", "problem_land", "photo")
    }
    assert expected | {"mine_mine_area", "mine_problem_mine"} == relations.keys()
    assert all(relation.isValid() for relation in relations.values())


@pytest.mark.parametrize(
    "happening", [renamed, copied_beside_the_original, moved, moved_and_renamed], ids=lambda f: f.__name__
)
def test_after_opening_it_once_the_stored_project_reads_the_file_itself(
    read: StoredReader, workspace_path: Path, happening: Callable[[Path], Path]
) -> None:
    path = happening(workspace_path)
    repair_project(path)
    project = read(path)
    assert files_of(project) == {path}
    assert all(layer.isValid() for layer in project.mapLayers().values())
    assert layers_of(project)["mine"].renderer().classAttribute() == "status"
    assert not repair_project(path), "a second opening finds nothing to mend"


def test_a_renamed_copy_opens_in_another_qgis_process(workspace_path: Path) -> None:
    path = copied_beside_the_original(workspace_path)
    repair_project(path)
    run = subprocess.run(
        [sys.executable, "-c", IN_A_FRESH_QGIS, project_uri(path)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    answer = json.loads(run.stdout.splitlines()[-1])
    assert answer["opened"]
    assert len(answer["layers"]) == len(load_schema().tables)
    for name, layer in answer["layers"].items():
        assert layer["valid"] and layer["file"] == str(path), name
    area = answer["layers"]["矿山地质环境问题（面）"]
    assert (area["alias"], area["widget"]) == ("问题类型", "ValueMap")


def test_only_layers_of_the_workspace_are_turned_to_the_new_file(
    read: StoredReader, workspace_path: Path
) -> None:
    other = workspace_path.with_name("other.gpkg")
    shutil.copy(workspace_path, other)
    project = read(workspace_path)
    foreign = QgsVectorLayer(f"{other}|layername=county", "foreign", "ogr")
    project.addMapLayer(foreign)
    assert project.write(project_uri(workspace_path))
    path = renamed(workspace_path)
    assert repair_project(path)
    assert files_of(read(path)) == {path, other}


def test_a_workspace_without_a_project_gets_one_when_it_is_opened(workspace_path: Path) -> None:
    workspace = open_workspace(workspace_path)
    with workspace.write() as connection:
        connection.execute("DELETE FROM qgis_projects")
    assert repair_project(workspace_path)
    assert PROJECT_NAME in stored_project.read_projects(workspace)


def test_a_table_added_alone_to_any_project_has_its_symbols_and_labels(workspace_path: Path) -> None:
    layer = QgsVectorLayer(f"{workspace_path}|layername=problem_point", "alone", "ogr")
    assert layer.renderer().classAttribute() == "grade"
    assert [category.label() for category in layer.renderer().categories()] == [
        "严重",
        "较严重",
        "较轻",
        "未分级",
    ]
    assert layer.attributeAlias(layer.fields().lookupField("township")) == "乡镇"


def test_qfield_gets_a_project_file_beside_the_workspace(read_address: Reader, workspace_path: Path) -> None:
    target = export_qgz(workspace_path)
    assert target == workspace_path.with_suffix(".qgz")
    folder = workspace_path.parent / "tablet"
    folder.mkdir()
    for file in (workspace_path, target):
        shutil.move(file, folder)
    project = read_address(str(folder / target.name))
    assert files_of(project) == {folder / workspace_path.name}
    assert all(layer.isValid() for layer in project.mapLayers().values())


def test_a_code_that_is_added_later_is_in_the_drop_down_of_the_stored_project(
    read: StoredReader, workspace_path: Path
) -> None:
    with open_workspace(workspace_path).write() as connection:
        connection.execute(
            "INSERT INTO gpkg_data_column_constraints (constraint_name, constraint_type, value, description)"
            " VALUES ('problem_type', 'enum', 'P199', '新增类型')"
        )
    layers = [layers_of(read(workspace_path))["problem_area"]]
    layers.append(QgsVectorLayer(f"{workspace_path}|layername=problem_area", "alone", "ogr"))
    for layer in layers:
        setup = layer.editorWidgetSetup(layer.fields().lookupField("type"))
        assert {"新增类型": "P199"} in setup.config()["map"]


def test_the_form_tells_the_reasons_in_words(workspace_path: Path) -> None:
    layer = QgsVectorLayer(f"{workspace_path}|layername=problem_area", "alone", "ogr")
    text = f"[% {REASONS_AS_TEXT['grade_reasons']} %]"
    feature = QgsFeature(layer.fields())
    feature["grade_reasons"] = json.dumps(
        [{"statement_zh": "破坏耕地", "clause": "附录E"}, {"statement_zh": "受威胁人数", "clause": "表E.1"}]
    )
    context = QgsExpressionContext()
    context.appendScope(QgsExpressionContextUtils.layerScope(layer))
    context.setFeature(feature)
    assert QgsExpression.replaceExpressionText(text, context) == (
        "· 破坏耕地\n　（附录E）\n· 受威胁人数\n　（表E.1）"
    )


def test_the_parts_of_a_split_pit_are_saved_with_uuids_of_their_own(
    read: StoredReader, workspace_path: Path
) -> None:
    project = read(workspace_path)
    layer = next(layer for layer in layers_of(project).values() if table_of(layer) == "problem_area")
    assert project.startEditing(layer)
    pit = QgsVectorLayerUtils.createFeature(
        layer, QgsGeometry.fromWkt("MultiPolygon (((110.9 37.4, 110.91 37.4, 110.91 37.41, 110.9 37.4)))")
    )
    pit["type"], pit["number"], pit["name"] = "P401", "141125W20240001", "一号采坑"
    assert layer.addFeature(pit)
    cut = QgsCompoundCurve()
    cut.addCurve(QgsLineString([110.905, 110.905], [37.39, 37.42]))
    assert layer.splitFeatures(cut)[0] == Qgis.GeometryOperationResult.Success
    done, messages = project.commitChanges(True, layer)
    assert done, messages
    parts = list(layer.getFeatures())
    assert len(parts) == 2
    assert len({part["uuid"] for part in parts}) == 2
    assert {(part["type"], part["name"]) for part in parts} == {("P401", "一号采坑")}
    assert sorted(str(part["number"] or "") for part in parts) == ["", "141125W20240001"]
    with open_workspace(workspace_path).connect() as connection:
        logged = connection.execute("SELECT uuid FROM _sync_log WHERE op = 'I'").fetchall()
    assert {row["uuid"] for row in logged} >= {part["uuid"] for part in parts}

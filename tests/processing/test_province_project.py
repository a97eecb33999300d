"""The province's project over a real hub: opened with a login, without a password, in the same styles."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shapely
from qgis.core import (
    QgsApplication,
    QgsAuthMethodConfig,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

from plugin.qgis_bridge.province_project import SHOW_ALL, SHOW_COUNTY
from plugin.qgis_bridge.symbols import looks
from plugin.sync.hub_installer import HubInstaller
from tests.sync.laptops import Laptop
from tests.sync.postgres import LIULIN, ZHONGYANG, Server, lent_hub, person

from .conftest import Run

PASSWORD = "省厅-14"
STATES = ("已提交", "县级审核", "市级审核", "省级审核", "已退回", "草稿")


@pytest.fixture
def province(tmp_path: Path) -> Iterator[tuple[Server, str]]:
    """A hub with records of two counties in several states; sheng is its analyst."""
    boss, sheng = person("boss", admin="140000"), person("sheng", province_reviewer="140000")
    with lent_hub(boss, sheng) as (server, database):
        with HubInstaller(server.address(database)) as installer:
            installer.create_person(sheng, password=PASSWORD)
            installer.let_analyse("sheng")
        hub = server.address(database, "boss")
        for number, county in enumerate((LIULIN, ZHONGYANG)):
            laptop = Laptop.empty(tmp_path, county, hub, county=county)
            _draw(laptop, 110.85 + number / 10)
            laptop.sync()
        with server.asking_for_passwords(database):
            yield server, database


def _draw(laptop: Laptop, x: float) -> None:
    for index, state in enumerate(("submitted", "submitted", "county", "province", "draft")):
        y = 37.40 + index / 100
        frozen = f'{{"area_hm2":{index + 1}.5,"grade":"{_grade(index)}","responsibility":"LS1"}}'
        values = {"review_state": state, "derived_snapshot": frozen, "number": f"141125P202400{index:02}"}
        box = shapely.MultiPolygon([shapely.box(x, y, x + 0.012, y + 0.007)])
        laptop.add("problem_area", box, type="P401", **values)
        laptop.pit(f"141125T202400{index:02}", review_state=state, derived_snapshot=frozen)
    laptop.add("mine", shapely.Point(x + 0.02, 37.43), name="一号矿", status=looks("mine_status")[0].code)


def _grade(index: int) -> str:
    return looks("impact_grade")[index % 3].code


@pytest.fixture
def login() -> Iterator[str]:
    """The id of sheng's login in QGIS's authentication manager."""
    manager = QgsApplication.authManager()
    assert manager.setMasterPassword("the master's", True)
    stored = QgsAuthMethodConfig("Basic")
    stored.setName("sheng of the province")
    stored.setConfig("username", "sheng")
    stored.setConfig("password", PASSWORD)
    answer = manager.storeAuthenticationConfig(stored)
    identity = str((answer[1] if isinstance(answer, tuple) else stored).id())
    yield identity
    assert manager.removeAuthenticationConfig(identity)


@pytest.fixture
def opened(
    run: Callable[..., Run], province: tuple[Server, str], login: str, tmp_path: Path
) -> Iterator[QgsProject]:
    """The project that the algorithm wrote, opened again."""
    server, database = province
    path = tmp_path / "province.qgz"
    done = run("province_project", HUB=server.address(database, None), LOGIN=login, OUTPUT=str(path))
    assert done.ok, done.lines
    with zipfile.ZipFile(path) as archive:
        text = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    assert PASSWORD not in text and f"authcfg={login}" in text
    project = QgsProject.instance()
    assert project.read(str(path))
    yield project
    project.clear()


def layer_of(project: QgsProject, group: str, name: str) -> QgsVectorLayer:
    node = project.layerTreeRoot().findGroup(group)
    (layer,) = [entry.layer() for entry in node.findLayers() if entry.layer().name() == name]
    return layer


def test_the_project_shows_what_is_in_each_state_and_counts_it(opened: QgsProject) -> None:
    groups = [group.name() for group in opened.layerTreeRoot().findGroups()]
    assert groups == [*STATES, "矿山", "统计"]
    layers = list(opened.mapLayers().values())
    assert all(layer.isValid() and layer.readOnly() for layer in layers)

    area = layer_of(opened, "已提交", "矿山地质环境问题（面）")
    assert len(list(area.getFeatures())) == 4
    assert [len(list(layer_of(opened, s, area.name()).getFeatures())) for s in STATES] == [4, 2, 0, 2, 0, 2]
    assert area.renderer().classAttribute() == "grade"

    counts = list(layer_of(opened, "统计", "问题统计").getFeatures())
    assert sum(row["problems"] for row in counts) == 20
    assert {row["county"] for row in counts} == {LIULIN, ZHONGYANG}


def test_an_action_narrows_the_map_to_a_county_and_back(opened: QgsProject) -> None:
    counts = layer_of(opened, "统计", "问题统计")
    area = layer_of(opened, "已提交", "矿山地质环境问题（面）")
    commands = [action.command() for action in counts.actions().actions()]
    assert commands == [SHOW_COUNTY, SHOW_ALL]
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(counts))
    context.setFeature(next(row for row in counts.getFeatures() if row["county"] == ZHONGYANG))

    exec(QgsExpression.replaceExpressionText(commands[0], context), {})
    assert {row["county"] for row in area.getFeatures()} == {ZHONGYANG}

    exec(commands[1], {})
    assert {row["county"] for row in area.getFeatures()} == {LIULIN, ZHONGYANG}


def test_the_map_is_drawn_in_the_colours_of_the_grades(opened: QgsProject, tmp_path: Path) -> None:
    settings = QgsMapSettings()
    settings.setLayers(opened.layerTreeRoot().checkedLayers())
    settings.setDestinationCrs(opened.crs())
    settings.setExtent(QgsRectangle(opened.viewSettings().defaultViewExtent()))
    settings.setOutputSize(QSize(900, 600))
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    picture = job.renderedImage()
    assert picture.save(str(tmp_path / "province.png"))

    coloured = {picture.pixelColor(x, y).name() for x in range(0, 900, 6) for y in range(0, 600, 6)}
    assert job.errors() == []
    assert len(coloured) > 8


def test_a_part_of_the_province_may_be_asked_for(
    run: Callable[..., Run], province: tuple[Server, str], login: str, tmp_path: Path
) -> None:
    server, database = province
    path = tmp_path / "zhongyang.qgz"
    done = run(
        *("province_project",),
        HUB=f"{server.address(database, None)}&authcfg={login}",
        AREA=ZHONGYANG,
        OUTPUT=str(path),
    )
    assert done.ok, done.lines
    project = QgsProject()
    assert project.read(str(path))
    area = layer_of(project, "已提交", "矿山地质环境问题（面）")
    assert {row["county"] for row in area.getFeatures()} == {ZHONGYANG}
    project.clear()


def test_who_is_no_analyst_is_told_so(run: Callable[..., Run], tmp_path: Path) -> None:
    with lent_hub(person("liu1", surveyor=LIULIN)) as (server, database):
        failed = run("province_project", HUB=server.address(database, "liu1"), OUTPUT=str(tmp_path / "p.qgz"))
    assert not failed.ok
    assert any("analysts of a whole province" in line for line in failed.lines)
    assert not (tmp_path / "p.qgz").exists()


def test_a_workspace_syncs_with_the_login_that_the_hub_names(
    run: Callable[..., Run], province: tuple[Server, str], login: str, tmp_path: Path
) -> None:
    server, database = province
    laptop = Laptop.empty(tmp_path, "reader", "", county=LIULIN)
    done = run(
        "sync",
        WORKSPACE=str(laptop.workspace.path),
        HUB=f"{server.address(database, None)}&authcfg={login}",
    )
    assert done.ok, done.lines
    assert done.results["PULLED"] == 11

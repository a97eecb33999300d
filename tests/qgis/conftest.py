"""Workspaces and sessions for the tests in QGIS: one workspace is made, every test gets a copy of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsProject, QgsSettings

from plugin.qgis_bridge.editing import RecordEditor
from plugin.qgis_bridge.project_file import write_project
from plugin.qgis_bridge.session import Session
from plugin.store.workspace import create_workspace


@pytest.fixture(scope="session")
def template(qgis_app: QgsApplication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace of Liulin county with its project, which no test opens."""
    path = tmp_path_factory.mktemp("template") / "柳林.gpkg"
    create_workspace(path, county_code="141125")
    write_project(path)
    return path


@pytest.fixture
def workspace_path(template: Path, tmp_path: Path) -> Path:
    """Return the path of a fresh workspace in a folder of the test's own; its project names the file
    `柳林.gpkg`.
    """
    return Path(shutil.copy(template, tmp_path / template.name))


@pytest.fixture
def session(workspace_path: Path) -> Iterator[Session]:
    """Return a session in an empty project, with the fresh workspace open."""
    QgsProject.instance().clear()
    opened = Session()
    opened.open(workspace_path)
    yield opened
    RecordEditor(opened).discard()
    opened.close()
    opened.deleteLater()
    QgsProject.instance().clear()
    QgsSettings().remove("mine_restoration")


@pytest.fixture
def editor(session: Session) -> RecordEditor:
    """Return a record editor for the open session."""
    return RecordEditor(session)

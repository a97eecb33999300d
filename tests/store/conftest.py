"""A fresh workspace of Liulin (柳林县, 141125) for each test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shapely

from plugin.store.records import Record, insert_records, new_uuid
from plugin.store.workspace import Workspace, create_workspace, open_workspace

NOBODY = 65534


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace that no test changes: tests copy it."""
    return create_workspace(tmp_path_factory.mktemp("blank") / "liulin.gpkg", county_code="141125").path


@pytest.fixture
def workspace(blank: Path, tmp_path: Path) -> Workspace:
    """Return a fresh workspace."""
    return open_workspace(shutil.copy(blank, tmp_path / "liulin.gpkg"))


@pytest.fixture
def pit(workspace: Workspace) -> Record:
    """Return a subsidence pit that is saved, with one row of damaged land."""
    pit = a_pit()
    with workspace.write() as connection:
        land = {"problem_uuid": pit.uuid, "land_use": "0103", "area_hm2": 1.5}
        insert_records(connection, [pit, Record("problem_land", new_uuid(), land)])
    return pit


def a_pit(**values: object) -> Record:
    """Return a subsidence pit that is not saved."""
    filled = {"type": "P104", "name": "沙曲塌陷坑", "depth_m": 3.5, **values}
    return Record("problem_area", new_uuid(), filled, shapely.box(110.80, 37.40, 110.81, 37.41))  # type: ignore[arg-type]


@pytest.fixture
def as_nobody() -> Iterator[Callable[[], Path]]:
    """Return a function that gives up the rights of root and returns a folder that may not be written to.

    Its attribute ``folder`` is that folder, while it may still be written to.
    """
    folder = Path(tempfile.mkdtemp(prefix="unwritable_"))
    root = os.geteuid() == 0 if hasattr(os, "geteuid") else False

    def drop() -> Path:
        folder.chmod(0o555)
        if root:
            os.seteuid(NOBODY)
        return folder

    drop.folder = folder  # type: ignore[attr-defined]
    yield drop
    if root:
        os.seteuid(0)
    folder.chmod(0o755)
    shutil.rmtree(folder)

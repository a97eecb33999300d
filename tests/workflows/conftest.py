"""A small county made for the tests: a straight railway, a national road, a river and a reserve near
Liulin."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

import pytest
import shapely

from plugin.domain.changes import Value
from plugin.store.records import Record, insert_records, new_uuid
from plugin.store.workspace import Workspace, create_workspace, open_workspace
from tests.sync.laptops import OpenWorkspace
from tests.sync.two_laptops import ann, bo, folder, hub

__all__ = ["ann", "bo", "folder", "hub"]

METRE_LON = 1 / 88470.0
"""Degrees of longitude of a metre at 37.4°N, near enough to place things."""

METRE_LAT = 1 / 111000.0
ORIGIN = (110.90, 37.40)


def at(east_m: float, north_m: float) -> tuple[float, float]:
    """Return degrees of a place some metres east and north of the origin."""
    return (ORIGIN[0] + east_m * METRE_LON, ORIGIN[1] + north_m * METRE_LAT)


def square(east_m: float, north_m: float, side_m: float) -> shapely.Polygon:
    """Return a square with its lower left corner at a place."""
    return shapely.box(*at(east_m, north_m), *at(east_m + side_m, north_m + side_m))


def line(*places: tuple[float, float]) -> shapely.LineString:
    """Return a line through places in metres."""
    return shapely.LineString([at(*p) for p in places])


def record(table: str, geometry: shapely.Geometry | None = None, **values: Value) -> Record:
    """Return a record with a uuid of its own; the column ``class`` is given as ``class_``."""
    return Record(table, new_uuid(), {k.rstrip("_"): v for k, v in values.items()}, geometry)


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty workspace that no test opens: making one costs ten times a copy."""
    return create_workspace(tmp_path_factory.mktemp("blank") / "liulin.gpkg", county_code="141125").path


@pytest.fixture
def workspace(blank: Path, tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace of Liulin county, 柳林县 141125, over a connection that stays open."""
    with kept_open(shutil.copyfile(blank, tmp_path / "liulin.gpkg")) as workspace:
        yield workspace


@contextmanager
def kept_open(path: Path) -> Iterator[Workspace]:
    """Yield the workspace at a path, over a connection that stays open meanwhile."""
    workspace = open_workspace(path)
    facts = {field.name: getattr(workspace, field.name) for field in fields(Workspace)}
    kept = OpenWorkspace(**facts)
    try:
        yield kept
    finally:
        kept.close()


def add(workspace: Workspace, *records: Record) -> None:
    """Write records in one transaction."""
    with workspace.write() as connection:
        insert_records(connection, records)

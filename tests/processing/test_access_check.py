"""The access check as an algorithm: a polygon or corner points in, conclusion, table and sheets out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import shapely
from qgis.core import QgsVectorLayer

from plugin.store.records import Record, insert_records, new_uuid
from plugin.store.workspace import Workspace, create_workspace

from .conftest import Run, memory_layer

RESERVE = shapely.box(110.90, 37.40, 110.92, 37.42)
ACROSS = "Polygon ((110.91 37.41, 110.93 37.41, 110.93 37.43, 110.91 37.43, 110.91 37.41))"
CORNERS = "1, 110.91, 37.41\n2, 110.93, 37.41\n3, 110.93, 37.43\n4, 110.91, 37.43"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = create_workspace(tmp_path / "w.gpkg", county_code="141125")
    values = {"class": "Q1", "condition": "core", "name": "庞泉沟", "designated_on": "1986-07-09"}
    with made.write() as connection:
        insert_records(connection, [Record("protected_area", new_uuid(), values, RESERVE)])
    return made


def test_corner_points_across_a_reserve_are_prohibited_with_overlap_zone_and_sheets(
    run: Callable[..., Run], workspace: Workspace, tmp_path: Path
) -> None:
    done = run(
        "access_check",
        WORKSPACE=str(workspace.path),
        CORNERS=CORNERS,
        NAME="甲矿",
        ACTIVITY="open_pit",
        FINDINGS="TEMPORARY_OUTPUT",
        SHEET=str(tmp_path / "sheet.html"),
        SHEET_PDF=str(tmp_path / "sheet.pdf"),
    )
    assert done.ok, done.lines
    assert done.results["CONCLUSION"] == "prohibited"
    table: QgsVectorLayer = done.results["FINDINGS"]
    ban = next(f for f in table.getFeatures() if f["rule_id"] == "Q1-26")
    assert (ban["zone"], ban["object_name"], ban["first"]) == ("core", "庞泉沟", "unknown")
    assert ban["overlap_share"] == pytest.approx(0.25, abs=0.01)
    assert "甲矿" in (tmp_path / "sheet.html").read_text("utf-8")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")


def test_a_layer_in_another_crs_gives_the_same_answer_and_its_own_name(
    run: Callable[..., Run], workspace: Workspace
) -> None:
    layer = memory_layer("Polygon?crs=EPSG:4490&field=name:string", (ACROSS, "乙矿"))
    done = run(
        "access_check",
        WORKSPACE=str(workspace.path),
        RIGHT=layer,
        RIGHT_AGE="existing",
        ESTABLISHED_ON="1980-01-01",
        ACTIVITY="underground",
    )
    assert done.results["CONCLUSION"] == "existing_to_handle"
    assert any("乙矿" in line for line in done.lines)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "has no outline"),
        ({"CORNERS": "1 110.9 37.4\n2 110.91 37.4"}, "2 different corner points"),
        ({"CORNERS": CORNERS, "ACTIVITY": "dancing"}, "“dancing” is not in the list"),
        ({"CORNERS": CORNERS, "ESTABLISHED_ON": "soon"}, "“soon”"),
    ],
)
def test_what_cannot_be_checked_ends_with_a_sentence(
    run: Callable[..., Run], workspace: Workspace, given: dict[str, str], said: str
) -> None:
    done = run("access_check", WORKSPACE=str(workspace.path), **given)
    assert not done.ok
    assert any(said in line for line in done.lines), done.lines


def test_a_layer_with_several_polygons_asks_for_one(run: Callable[..., Run], workspace: Workspace) -> None:
    layer = memory_layer("Polygon?crs=EPSG:4490", (ACROSS,), (ACROSS,))
    done = run("access_check", WORKSPACE=str(workspace.path), RIGHT=layer)
    assert not done.ok and any("2 features" in line for line in done.lines)

"""What people do with QGIS's own tools and with others is logged as it was meant, children included."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
import shapely
from qgis.core import (
    Qgis,
    QgsCompoundCurve,
    QgsFeature,
    QgsGeometry,
    QgsLineString,
    QgsProject,
    QgsVectorLayer,
    QgsVectorLayerEditUtils,
    QgsVectorLayerUtils,
)

from plugin.qgis_bridge.project_file import write_project
from plugin.qgis_bridge.session import Session
from plugin.store.records import Record, insert_records, new_uuid, read_records
from plugin.store.workspace import Workspace, create_workspace
from plugin.sync.embedded_hub import create_hub
from plugin.workflows.synchronise import conflicts, synchronise

TABLE, LAND = "problem_area", "problem_land"


@pytest.fixture(autouse=True)
def own_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINE_RESTORATION_PROFILE", str(tmp_path / "profile"))


def pit(number: int, west: float) -> Record:
    outline = shapely.MultiPolygon([shapely.box(west, 37.43, west + 0.002, 37.432)])
    return Record(
        TABLE, new_uuid(), {"type": "P401", "name": f"{number}号采坑", "number": f"{number}"}, outline
    )


@pytest.fixture
def pits() -> tuple[Record, Record]:
    return pit(1, 110.878), pit(2, 110.880)


@pytest.fixture
def workspace(tmp_path: Path, pits: Sequence[Record]) -> Workspace:
    """Two pits side by side with the land of each, which the hub has."""
    workspace = create_workspace(tmp_path / "a.gpkg", county_code="141125")
    write_project(workspace.path)
    land = [
        Record(LAND, new_uuid(), {"problem_uuid": one.uuid, "land_use": code, "area_hm2": 1.0}, None)
        for one, code in zip(pits, ("0103", "0301"), strict=True)
    ]
    with workspace.write() as connection:
        insert_records(connection, [*pits, *land])
    create_hub(tmp_path / "county.mrhub").close()
    synchronise(workspace, tmp_path / "county.mrhub")
    return workspace


@pytest.fixture
def layer(workspace: Workspace, session: Session) -> QgsVectorLayer:
    session.open(workspace.path)
    found = session.layer(TABLE)
    assert found is not None and QgsProject.instance().startEditing(found)
    return found


def feature(layer: QgsVectorLayer, uuid: str) -> QgsFeature:
    (found,) = [one for one in layer.getFeatures() if one["uuid"] == uuid]
    return found


def save(layer: QgsVectorLayer) -> None:
    done, messages = QgsProject.instance().commitChanges(True, layer)
    assert done, messages


def families(workspace: Workspace) -> dict[str, list[str]]:
    """Return the land uses under each pit."""
    with workspace.connect() as connection:
        land = read_records(connection, LAND)
        return {
            one.uuid: sorted(str(r.values["land_use"]) for r in land if r.values["problem_uuid"] == one.uuid)
            for one in read_records(connection, TABLE)
        }


def arrived(workspace: Workspace, tmp_path: Path) -> dict[str, list[str]]:
    """Sync, and return the families as another laptop receives them."""
    synchronise(workspace, tmp_path / "county.mrhub")
    other = create_workspace(tmp_path / "other.gpkg", county_code="141125")
    synchronise(other, tmp_path / "county.mrhub")
    return families(other)


def test_a_pit_that_qgis_duplicates_brings_copies_of_its_children(
    workspace: Workspace, layer: QgsVectorLayer, pits: Sequence[Record], tmp_path: Path
) -> None:
    done, _ = QgsVectorLayerUtils.duplicateFeature(
        layer, feature(layer, pits[0].uuid), QgsProject.instance(), 0
    )
    assert done.isValid()
    save(layer)

    found = families(workspace)
    (copy,) = found.keys() - {one.uuid for one in pits}
    assert found == {pits[0].uuid: ["0103"], pits[1].uuid: ["0301"], copy: ["0103"]}
    assert arrived(workspace, tmp_path) == found


def test_a_pit_that_is_pasted_is_a_new_record_without_the_children_of_the_old(
    workspace: Workspace, layer: QgsVectorLayer, pits: Sequence[Record], tmp_path: Path
) -> None:
    old = feature(layer, pits[0].uuid)
    moved = QgsGeometry(old.geometry())
    moved.translate(0.01, 0)
    pasted = QgsVectorLayerUtils.createFeature(layer, moved, dict(enumerate(old.attributes())))
    assert layer.addFeature(pasted)
    save(layer)

    found = families(workspace)
    (new,) = found.keys() - {one.uuid for one in pits}
    assert found[new] == [] and found[pits[0].uuid] == ["0103"]
    assert arrived(workspace, tmp_path) == found


def test_a_pit_that_is_split_keeps_its_children_with_the_part_that_is_still_it(
    workspace: Workspace, layer: QgsVectorLayer, pits: Sequence[Record], tmp_path: Path
) -> None:
    cut = QgsCompoundCurve()
    cut.addCurve(QgsLineString([110.879, 110.879], [37.42, 37.44]))
    assert layer.splitFeatures(cut)[0] == Qgis.GeometryOperationResult.Success
    save(layer)

    found = families(workspace)
    assert len(found) == 3 and found[pits[0].uuid] == ["0103"]
    assert arrived(workspace, tmp_path) == found


def test_two_pits_that_are_merged_lose_no_land(
    workspace: Workspace, layer: QgsVectorLayer, pits: Sequence[Record], tmp_path: Path
) -> None:
    kept, gone = (feature(layer, one.uuid) for one in pits)
    union = QgsGeometry(kept.geometry()).combine(gone.geometry())
    union.convertToMultiType()
    done, message = QgsVectorLayerEditUtils(layer).mergeFeatures(
        kept.id(), [kept.id(), gone.id()], kept.attributes(), union
    )
    assert done, message
    save(layer)

    everything = {pits[0].uuid: ["0103"], pits[1].uuid: ["0301"]}
    assert arrived(workspace, tmp_path) == everything
    assert families(workspace) == everything
    (told,) = conflicts(workspace)
    assert (told.kind, told.uuid, told.standing) == ("parent", pits[1].uuid, "theirs")


def test_ogr2ogr_appends_and_updates_as_any_editor_does(
    workspace: Workspace, pits: Sequence[Record], tmp_path: Path
) -> None:
    ogr2ogr = shutil.which("ogr2ogr")
    if ogr2ogr is None:
        pytest.skip("ogr2ogr is not installed (gdal-bin)")
    source = tmp_path / "new.csv"
    source.write_text("type,name,number,WKT\nP104,新采坑,3,POINT (110.9 37.4)\n", encoding="utf-8")
    subprocess.run(
        [
            *(ogr2ogr, "-f", "GPKG", "-update", "-append", str(workspace.path), str(source)),
            *("-nln", "problem_point", "-a_srs", "EPSG:4490", "-oo", "KEEP_GEOM_COLUMNS=NO", "-unsetFid"),
        ],
        check=True,
        capture_output=True,
    )
    sql = f"UPDATE {TABLE} SET depth_m = 12.5 WHERE uuid = '{pits[0].uuid}'"
    subprocess.run(["ogrinfo", str(workspace.path), "-dialect", "SQLITE", "-sql", sql], check=True)

    result = synchronise(workspace, tmp_path / "county.mrhub")

    assert result.pushed == 2
    other = create_workspace(tmp_path / "other.gpkg", county_code="141125")
    synchronise(other, tmp_path / "county.mrhub")
    with other.connect() as connection:
        (point,) = read_records(connection, "problem_point")
        (changed,) = read_records(connection, TABLE, uuids=[pits[0].uuid])
    assert (point.values["name"], point.geometry) == ("新采坑", shapely.Point(110.9, 37.4))
    assert changed.values["depth_m"] == 12.5


def test_plain_sql_with_the_functions_of_a_geopackage_alone_is_logged(
    workspace: Workspace, pits: Sequence[Record], tmp_path: Path
) -> None:
    with closing(sqlite3.connect(workspace.path)) as connection, connection:
        for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):  # as the standard asks
            connection.create_function(name, 1, lambda _: 0)
        connection.execute(f"UPDATE {TABLE} SET name = '改名' WHERE uuid = ?", (pits[0].uuid,))
        connection.execute(
            f"INSERT INTO {LAND} (problem_uuid, land_use, area_hm2) VALUES (?, '0103', 2)", (pits[1].uuid,)
        )
        connection.execute(f"DELETE FROM {LAND} WHERE problem_uuid = ?", (pits[0].uuid,))

    assert arrived(workspace, tmp_path) == {pits[0].uuid: [], pits[1].uuid: ["0103", "0301"]}

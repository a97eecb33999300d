"""The algorithms on a workspace inside QGIS: layers as input, the map shows what was written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsProject, QgsVectorLayer
from shapely import LineString

from plugin.qgis_bridge.translation import load_translator
from plugin.store.records import Record, insert_records, new_uuid, read_records
from plugin.store.workspace import open_workspace

from .conftest import Run, memory_layer

PIT = "POLYGON ((110.9 37.4, 110.902 37.4, 110.902 37.402, 110.9 37.402, 110.9 37.4))"


@pytest.fixture
def path(run: Callable[..., Run], tmp_path: Path) -> Path:
    made = run("create_workspace", COUNTY_CODE="141125", OUTPUT=str(tmp_path / "w.gpkg"))
    assert made.results == {"OUTPUT": str(tmp_path / "w.gpkg")}
    return Path(made.results["OUTPUT"])


def imported(run: Callable[..., Run], path: Path, layer: object, target: str, **parameters: object) -> Run:
    return run("import_records", WORKSPACE=str(path), INPUT=layer, TARGET=target, **parameters)


def test_a_layer_of_any_crs_is_imported_and_open_layers_show_it(run: Callable[..., Run], path: Path) -> None:
    shown = QgsVectorLayer(f"{path}|layername=problem_point", "problems", "ogr")
    QgsProject.instance().addMapLayer(shown)
    assert shown.featureCount() == 0
    layer = memory_layer(
        "Point?crs=EPSG:4546&field=问题类型:string&field=调查日期:date&field=受威胁人数:integer",
        ("POINT (489671.577 4144605.743)", "崩塌", "2024-05-06", 12),
        ("POINT (489671.577 4144605.743)", "不存在", None, None),
    )
    done = imported(run, path, layer, "problem")
    assert (done.results["IMPORTED"], done.results["SKIPPED"]) == (1, 1)
    assert shown.featureCount() == 1
    [feature] = shown.getFeatures()
    assert feature.geometry().asPoint().x() == pytest.approx(110.8833, abs=1e-6)
    assert (feature["type"], feature["threatened_people"]) == ("P101", 12)
    assert feature["surveyed_on"].toString("yyyy-MM-dd") == "2024-05-06"
    assert any("“不存在” is not in the code list" in line for line in done.lines)
    assert "导入报告" in Path(done.results["REPORT"]).read_text(encoding="utf-8")


def test_a_table_without_geometry_gets_its_points_from_columns(run: Callable[..., Run], path: Path) -> None:
    layer = memory_layer(
        "None?field=问题类型:string&field=经度:double&field=纬度:double", (None, "P6", 110.9, 37.4)
    )
    assert imported(run, path, layer, "problem").results["IMPORTED"] == 1


def test_a_gbk_sheet_named_by_its_path_keeps_its_chinese(
    run: Callable[..., Run], path: Path, tmp_path: Path
) -> None:
    sheet = tmp_path / "登记表.csv"
    sheet.write_bytes("矿山名称,问题类型,经度,纬度\n一号煤矿,地面塌陷,110.9,37.4\n".encode("gbk"))
    assert imported(run, path, str(sheet), "problem").results["IMPORTED"] == 1
    with open_workspace(path).connect() as connection:
        assert read_records(connection, "problem_point")[0].values["name"] == "一号煤矿"


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"MAPPING": "{"}, "is no JSON"),
        ({"MAPPING": '{"a": "name"}'}, "names the source column “a”"),
        ({"TARGET": "mine_area", "MAPPING": '{"=x": "nope"}'}, "names the target column “nope”"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_a_sentence(
    run: Callable[..., Run], path: Path, parameters: dict[str, str], sentence: str
) -> None:
    layer = memory_layer("Point?crs=EPSG:4490&field=n:string", ("POINT (110.9 37.4)", "a"))
    done = run(
        "import_records", **{"WORKSPACE": str(path), "INPUT": layer, "TARGET": "problem", **parameters}
    )
    assert not done.ok and sentence in "\n".join(done.lines)


def test_grades_zones_and_proposals_are_computed(run: Callable[..., Run], path: Path) -> None:
    problem = memory_layer(
        "Polygon?crs=EPSG:4490&field=type:string&field=loss_wan_yuan:double", (PIT, "P301", 600.0)
    )
    imported(run, path, problem, "problem")
    road = memory_layer(
        "LineString?crs=EPSG:4490&field=class:string&field=half_width_m:double",
        ("LINESTRING (110.88 37.4025, 110.92 37.4025)", "X1C", 6.5),
    )
    imported(run, path, road, "protected_object")
    assert run("recompute", WORKSPACE=str(path)).results == {"GRADED": 1, "RESPONSIBILITY": 0, "PROBLEMS": 1}
    zones = run("protection_zones", WORKSPACE=str(path)).results
    assert zones["ZONE_COUNT"] == QgsVectorLayer(zones["ZONES"], "z", "ogr").featureCount() > 0
    assert zones["HIT_COUNT"] == QgsVectorLayer(zones["HITS"], "h", "ogr").featureCount() > 0
    # The pit's edge lies some 55 m from the middle of the road: within the 100 m of 公路安全保护条例 art. 17.
    assert (zones["RESTRICTED_COUNT"], zones["PRIORITY_COUNT"]) == (1, 0)
    with open_workspace(path).connect() as connection:
        hits = [
            hit.values for hit in read_records(connection, "protection_hit") if hit.values["class"] == "X1C"
        ]
        # A loss above 5 million yuan is severe: DZ/T 0223-2011, annex E.
        assert read_records(connection, "problem_area")[0].values["grade"] == "YZ"
    assert [hit["rule_id"] for hit in hits if hit["legal_restriction"]] == ["X1C-17"]
    assert all(40 < float(str(hit["distance_m"])) < 60 for hit in hits)
    proposed = run("treatment_zones", WORKSPACE=str(path), GAP=100, MIN_AREA=1).results
    assert proposed["ZONE_COUNT"] == QgsVectorLayer(proposed["ZONES"], "t", "ogr").featureCount() == 1


def test_a_check_of_a_sound_workspace_finds_no_error(
    run: Callable[..., Run], path: Path, tmp_path: Path
) -> None:
    done = run("check_workspace", WORKSPACE=str(path), REPORT=str(tmp_path / "check.json"))
    assert done.results["ERRORS"] == 0
    assert '"ok": true' in (tmp_path / "check.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["recompute", "protection_zones", "treatment_zones", "check_workspace"])
def test_a_file_that_is_no_workspace_is_a_sentence(
    run: Callable[..., Run], tmp_path: Path, name: str
) -> None:
    (tmp_path / "n.gpkg").write_bytes(b"no geopackage")
    done = run(name, WORKSPACE=str(tmp_path / "n.gpkg"))
    told = "\n".join(done.lines)
    assert not done.ok and "cannot be opened as a workspace" in told and "Traceback" not in told


def test_an_existing_workspace_is_not_replaced(run: Callable[..., Run], path: Path) -> None:
    done = run("create_workspace", COUNTY_CODE="141125", OUTPUT=str(path))
    assert not done.ok and "exists already" in "\n".join(done.lines)


def test_errors_are_told_in_the_language_of_qgis(run: Callable[..., Run], tmp_path: Path) -> None:
    translator = load_translator("zh_CN")
    try:
        failed = run("create_workspace", COUNTY_CODE="149999", OUTPUT=str(tmp_path / "w.gpkg"))
    finally:
        QgsApplication.removeTranslator(translator)
    assert not failed.ok
    assert any("149999" in line and "县" in line for line in failed.lines), failed.lines
    assert not (tmp_path / "w.gpkg").exists()


def test_warnings_name_classes_as_a_person_does(run: Callable[..., Run], path: Path) -> None:
    with open_workspace(path).write() as connection:
        insert_records(
            connection,
            [
                Record(
                    "protected_line",
                    new_uuid(),
                    {"class": "X1E"},
                    LineString([(110.8, 37.4), (110.9, 37.4)]),
                )
            ],
        )
    lines = run("protection_zones", WORKSPACE=str(path)).lines
    assert any("“Village road”" in line for line in lines), lines


@pytest.mark.parametrize("name", ["recompute", "protection_zones", "treatment_zones"])
def test_a_workspace_that_lost_a_table_is_a_sentence(run: Callable[..., Run], path: Path, name: str) -> None:
    with open_workspace(path).write() as connection:
        connection.execute("DROP TABLE photo")
    done = run(name, WORKSPACE=str(path))
    assert not done.ok
    assert any("has lost what belongs to it (Photo)" in line for line in done.lines), done.lines


def test_a_profile_is_named_by_code_or_label_and_a_slip_of_the_pen_is_refused(
    run: Callable[..., Run], path: Path
) -> None:
    """An unknown profile would be the national rules under another name."""
    assert run("protection_zones", WORKSPACE=str(path), PROFILE="山东省").ok
    done = run("protection_zones", WORKSPACE=str(path), PROFILE="shangdong")
    assert not done.ok
    assert "The code “shangdong” is not in the list" in "\n".join(done.lines)


def test_a_workspace_is_made_for_a_known_profile_alone(run: Callable[..., Run], tmp_path: Path) -> None:
    target = tmp_path / "w.gpkg"
    done = run("create_workspace", COUNTY_CODE="370112", PROFILE="shangdong", OUTPUT=str(target))
    assert not done.ok and not target.exists()
    assert run("create_workspace", COUNTY_CODE="370112", PROFILE="山东省", OUTPUT=str(target)).ok
    assert open_workspace(target).profile == "shandong"

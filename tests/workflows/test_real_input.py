"""The main job on real input: Liulin county with the Yellow River, and an OpenStreetMap extract of
Liechtenstein."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from plugin.exchange.layers import read_layer
from plugin.store.records import read_records
from plugin.workflows.demo_real import (
    RealInput,
    find_liulin,
    find_osm_extract,
    import_liulin,
    import_osm_extract,
)
from plugin.workflows.import_records import import_records

pytest.importorskip("osgeo.gdal", reason="GDAL's Python module is not installed")
ON = dt.date(2026, 1, 1)


@pytest.fixture(scope="module")
def liulin(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> RealInput:
    source = find_liulin(shared / "data")
    if source is None:
        pytest.skip("the reference data has no Liulin county")
    return import_liulin(source, tmp_path_factory.mktemp("liulin") / "liulin.gpkg", on=ON)


@pytest.fixture(scope="module")
def extract(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> RealInput:
    source = find_osm_extract(shared / "data")
    if source is None:
        pytest.skip("the reference data has no OpenStreetMap extract")
    return import_osm_extract(source, tmp_path_factory.mktemp("osm") / "osm.gpkg", on=ON)


def test_the_thousand_metres_of_the_yellow_river_hit_shaqu_no_1_and_shuangliu(liulin: RealInput) -> None:
    # AT16: computed independently with a 1000 m buffer in EPSG:4546.
    assert liulin.distances_m("X4A") == {1000.0}
    assert liulin.hit_names("X4A") == ["Shaqu No.1 Coal Mine", "Shuangliu Coal Mine"]
    for hit in liulin.protection.hits:
        assert 0 <= float(str(hit.values["distance_m"])) <= 1000
        assert hit.values["priority_63"] == 1 and hit.values["legal_restriction"] == 0
        assert float(str(hit.values["overlap_hm2"])) > 0


def test_liulin_has_its_boundary_eight_mines_nine_outlines_and_one_river(liulin: RealInput) -> None:
    with liulin.workspace.connect() as connection:
        counts = {
            t: len(read_records(connection, t)) for t in ("county", "mine", "mine_area", "protected_line")
        }
        methods = {record.values["method"] for record in read_records(connection, "mine")}
    assert counts == {"county": 1, "mine": 8, "mine_area": 9, "protected_line": 1}
    assert methods == {"DX"}, "“underground” is the code of underground mining"
    assert not any(result.warnings for result in liulin.imports.values())


def test_the_boundary_of_a_map_portal_is_shifted_back_onto_the_true_one(
    liulin: RealInput, shared: Path
) -> None:
    source = shared / "data" / "admin" / "shanxi_counties_gcj02.gpkg"
    if not source.is_file():
        pytest.skip("the reference data has no shifted boundaries")
    with liulin.workspace.connect() as connection:
        before = read_records(connection, "county")[0].geometry
    result = import_records(liulin.workspace, read_layer(source), target="county")
    with liulin.workspace.connect() as connection:
        after = read_records(connection, "county")[0].geometry
    assert (result.imported, result.skipped, result.shifted) == (1, 116, True)
    assert before is not None and after is not None
    assert after.hausdorff_distance(before) < 0.0005


def test_openstreetmap_gives_roads_by_class_reserves_and_quarries_with_hits(extract: RealInput) -> None:
    with extract.workspace.connect() as connection:
        lines = [str(record.values["class"]) for record in read_records(connection, "protected_line")]
        areas = [str(record.values["class"]) for record in read_records(connection, "protected_area")]
        quarries = read_records(connection, "problem_area")
    counts = {code: lines.count(code) for code in sorted(set(lines))}
    assert counts == {"X1B": 81, "X1C": 90, "X1D": 33, "X1E": 163, "X1G": 2, "X2A": 34, "X4A": 53}
    assert areas.count("Q1") == 4
    assert {record.values["type"] for record in quarries} == {"P301"} and len(quarries) == 3
    assert {"X1B", "X1C", "X4A"} <= set(extract.protection.per_class)


def test_a_quarry_beside_a_county_road_is_a_legal_restriction_within_a_hundred_metres(
    extract: RealInput,
) -> None:
    # 公路安全保护条例 art. 17 (1): 100 m beyond the outer edge of a county road's land.
    hits = [hit.values for hit in extract.protection.hits if hit.values["rule_id"] == "X1C-17"]
    assert hits
    for hit in hits:
        assert (hit["rule_distance_m"], hit["legal_restriction"]) == (100.0, 1)
        assert float(str(hit["distance_m"])) <= 100

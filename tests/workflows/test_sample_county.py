"""The synthetic county: labelled, complete, plausible, and the same for the same seed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely

from plugin.domain.progress import CancelledError
from plugin.store.records import Record, read_records
from plugin.workflows.sample import shapes
from plugin.workflows.sample.terrain import make_terrain
from plugin.workflows.sample.water import find_rivers
from plugin.workflows.sample_county import SEED, SampleCounty, make_sample_county

gdal = pytest.importorskip("osgeo.gdal", reason="GDAL's Python module is not installed")

MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> SampleCounty:
    return make_sample_county(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def records(county: SampleCounty) -> dict[str, list[Record]]:
    with county.workspace.connect() as connection:
        return {name: read_records(connection, name) for name in county.workspace.schema.tables}


def test_everything_says_that_it_is_synthetic(county: SampleCounty, records: dict[str, list[Record]]) -> None:
    assert "合成数据" in county.workspace.county_name
    assert county.workspace.county_code == "999901"
    assert {"合成数据 synthetic"} == {row.values["source"] for row in records["protected_line"]}
    assert all(
        "合成" in str(row.values["note"]) for table in ("mine", "problem_area") for row in records[table]
    )
    assert b"Synthetic picture" in next(county.workspace.photo_folder.iterdir()).read_bytes()
    assert gdal.Open(str(county.dem)).GetMetadataItem("SYNTHETIC") == "YES"


def test_three_hundred_problems_are_of_every_type(
    records: dict[str, list[Record]],
) -> None:
    types = Counter(
        row.values["type"]
        for table in ("problem_point", "problem_line", "problem_area")
        for row in records[table]
    )
    assert sum(types.values()) == 300
    assert set(types) == {
        *(f"P10{n}" for n in range(1, 8)), *(f"P20{n}" for n in range(1, 5)),
        *(f"P30{n}" for n in range(1, 7)), *(f"P40{n}" for n in range(1, 6)),
        *(f"P50{n}" for n in range(1, 4)), "P6",
    }  # fmt: skip
    assert {row.values["type"] for row in records["problem_line"]} == {"P105"}


def test_forty_two_mines_are_of_the_four_statuses_and_their_substates(
    records: dict[str, list[Record]],
) -> None:
    statuses = Counter(row.values["status"] for row in records["mine"])
    assert statuses == {"SC": 16, "FQ": 11, "ZGB": 6, "ZJ": 5, "TC": 2, "BK": 2}
    licensed = [row.geometry for row in records["mine_area"]]
    overlaps = shapely.STRtree(licensed).query(licensed, predicate="overlaps")
    assert overlaps.size == 0


def test_roads_of_every_class_and_a_railway_with_tunnel_and_bridge_are_there(
    records: dict[str, list[Record]],
) -> None:
    kinds = Counter((row.values["class"], row.values["condition"]) for row in records["protected_line"])
    roads = [("X1A", "expressway"), *((code, "none") for code in ("X1A", "X1B", "X1C", "X1D", "X1E"))]
    for expected in roads:
        assert kinds[expected] > 0, expected
    assert kinds[("X2B", "tunnel")] > 0
    assert sum(count for (kind, _), count in kinds.items() if kind == "X2D") > 0
    areas = Counter(row.values["class"] for row in records["protected_area"])
    assert areas["Q1"] == areas["Q2"] == 1
    assert areas["Q3"] > 50 and areas["N1"] > 20


def test_the_reserve_reaches_across_the_county_line(records: dict[str, list[Record]]) -> None:
    county = records["county"][0].geometry
    reserve = next(row.geometry for row in records["protected_area"] if row.values["class"] == "Q1")
    assert shapely.intersects(county, reserve) and not shapely.contains(county, reserve)


def test_damage_goes_back_to_the_eighties_and_spans_1989(records: dict[str, list[Record]]) -> None:
    rows = [
        row.values for table in ("problem_point", "problem_line", "problem_area") for row in records[table]
    ]
    assert any(
        row["damage_begin"] == "八十年代" and row["damage_begin_precision"] == "decade" for row in rows
    )
    spans = [
        row for row in rows
        if str(row["damage_begin"])[:4].isdigit() and str(row["damage_end"])[:4].isdigit()
        and int(str(row["damage_begin"])[:4]) < 1989 < int(str(row["damage_end"])[:4])
    ]  # fmt: skip
    assert spans
    assert any(row["damage_begin_precision"] == "unknown" for row in rows)


def test_land_damaged_adds_up_to_the_problem_and_links_to_mines_to_a_hundred_percent(
    records: dict[str, list[Record]],
) -> None:
    land: dict[str, float] = {}
    for row in records["problem_land"]:
        land[row.values["problem_uuid"]] = land.get(row.values["problem_uuid"], 0) + row.values["area_hm2"]
    measured = {
        row.uuid: row.values["measured_area_hm2"]
        for row in records["problem_area"]
        if row.values["measured_area_hm2"]
    }
    shared = [uuid for uuid in measured if uuid in land]
    assert len(shared) > 100
    assert all(land[uuid] == pytest.approx(measured[uuid], abs=0.001) for uuid in shared)
    shares: dict[str, float] = {}
    for row in records["problem_mine"]:
        shares[row.values["problem_uuid"]] = (
            shares.get(row.values["problem_uuid"], 0) + row.values["share_percent"]
        )
    assert set(shares.values()) == {100.0}
    assert len(shares) < 300, "some problems have no known mine"


def test_all_geometry_is_valid_and_problems_lie_in_the_county(records: dict[str, list[Record]]) -> None:
    for name, rows in records.items():
        located = [row.geometry for row in rows if row.geometry is not None]
        assert shapely.is_valid(located).all(), name
    county = records["county"][0].geometry
    for table in ("mine", "problem_point", "problem_line", "problem_area"):
        assert shapely.contains(county, [row.geometry for row in records[table]]).all(), table


def test_the_elevation_model_covers_the_county_and_the_whole_stays_small(
    county: SampleCounty, records: dict[str, list[Record]]
) -> None:
    raster = gdal.Open(str(county.dem))
    west, east_step, _, north, _, south_step = raster.GetGeoTransform()
    outline = shapely.box(
        west, north + south_step * raster.RasterYSize, west + east_step * raster.RasterXSize, north
    )
    assert shapely.contains(outline, shapely.buffer(records["county"][0].geometry, 0.01))
    heights = raster.ReadAsArray()
    assert 400 < heights.min() < 1000 < 1300 < heights.max() < 2500
    files = [path for path in county.workspace.path.parent.rglob("*") if path.is_file()]
    assert county.dem.stat().st_size < MEGABYTE
    assert sum(path.stat().st_size for path in files) < 3 * MEGABYTE


def test_the_rivers_flow_down_the_elevation_model() -> None:
    ground = np.random.default_rng([SEED, 0])
    terrain = make_terrain(ground)
    outline = shapes.county_outline(ground, half_width_m=18_800, half_height_m=16_400)
    for river in find_rivers(terrain, outline):
        along = shapely.line_interpolate_point(river.line, np.linspace(0, 1, 12), normalized=True)
        heights = terrain.height_at(shapely.get_coordinates(along))
        assert heights[0] > heights[-1]
        assert np.diff(heights).max() < 15, "water does not climb"


def test_the_same_seed_makes_the_same_records(
    county: SampleCounty, records: dict[str, list[Record]], tmp_path: Path
) -> None:
    again = make_sample_county(tmp_path)
    with again.workspace.connect() as connection:
        for table in ("mine", "problem_area", "protected_line", "problem_land"):
            assert read_records(connection, table) == records[table]
    assert again.dem.read_bytes() == county.dem.read_bytes()


def test_the_county_is_the_same_whatever_the_version_of_numpy_and_geos(
    records: dict[str, list[Record]],
) -> None:
    # The transforms of numpy 1.26 and 2.2 differ in their last digits; a uuid says what was drawn before it.
    [reserve] = [row for row in records["protected_area"] if row.values["class"] == "Q1"]
    assert (len(records["protected_line"]), len(records["protected_area"])) == (126, 199)
    assert reserve.uuid == "f1845a38-0ac0-4b70-a6d1-099866fe9de7"


def test_a_cancelled_run_leaves_no_workspace(tmp_path: Path) -> None:
    class Stopped:
        def report(self, fraction: float, message: str = "") -> None:
            """Take no note."""

        def cancelled(self) -> bool:
            return True

    with pytest.raises(CancelledError):
        make_sample_county(tmp_path, progress=Stopped())
    assert list(tmp_path.iterdir()) == []

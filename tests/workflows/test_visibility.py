"""The visible range of a small county: a road in a plain, and a ridge that hides what lies behind it."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely

from plugin.domain.errors import RuleTableError
from plugin.domain.progress import CancelledError
from plugin.geometry.areas import area_hm2
from plugin.geometry.arrays import geometry_array
from plugin.geometry.errors import ElevationError
from plugin.store.records import Record, read_records, update_record
from plugin.store.workspace import Workspace
from plugin.workflows.protection import compute_protection
from plugin.workflows.sight_run import SightSettings, UnusableSightError
from plugin.workflows.visibility import VisibilityResult, compute_visibility
from plugin.workflows.visible_range import draw_visible_range, national_defaults
from tests.geometry.test_elevation import raster
from tests.workflows.conftest import add, at, line, record, square
from tests.workflows.test_protection import Stopped, hits_of, problem

gdal = pytest.importorskip("osgeo.gdal", reason="GDAL's Python bindings come with QGIS")

ON = dt.date(2026, 1, 1)
CELL_M = 30.0
NORTH_M, WEST_M = 2500, -1500
ROWS, COLUMNS = 160, 180

Ground = Callable[[np.ndarray, np.ndarray], np.ndarray]


def plain(east: np.ndarray, north: np.ndarray) -> np.ndarray:
    return np.full(east.shape, 1000.0)


def ridge(east: np.ndarray, north: np.ndarray) -> np.ndarray:
    """A plain with a ridge 100 m high, 400 to 460 m north of the road."""
    return np.where((north > 400) & (north < 460), 1100.0, 1000.0)


def dem_of(folder: Path, ground: Ground = ridge, *, crs: str = "EPSG:4546") -> Path:
    """Write a DEM of 30 m cells from 1.5 km west to 3.9 km east and 2.3 km south to 2.5 km north."""
    x, y = pyproj.Transformer.from_crs("EPSG:4490", "EPSG:4546", always_xy=True).transform(*at(0, 0))
    east = WEST_M + (np.arange(COLUMNS) + 0.5) * CELL_M
    north = NORTH_M - (np.arange(ROWS) + 0.5) * CELL_M
    values = ground(*np.meshgrid(east, north))
    return raster(folder / "dem.tif", values, crs=crs, origin=(x + WEST_M, y + NORTH_M), cell=CELL_M)


ROAD = line((0, 0), (2000, 0))


@pytest.fixture
def county(workspace: Workspace) -> tuple[Workspace, dict[str, Record]]:
    """A national highway; a pit before the ridge, one behind it, one far away and a point beside the road."""
    records = {
        "road": record("protected_line", ROAD, class_="X1A", name="G307"),
        "front": problem("problem_area", square(600, 200, 100), activity="open_pit"),
        "behind": problem("problem_area", square(600, 700, 100), activity="open_pit"),
        "far": problem("problem_area", square(600, 1700, 100), activity="open_pit"),
        "beside": problem("problem_point", shapely.Point(at(1500, 60)), activity="quarry"),
    }
    add(workspace, *records.values())
    return workspace, records


def sightings_of(result: VisibilityResult, target: Record) -> list[Record]:
    return [s for s in result.sightings if s.values["target_uuid"] == target.uuid]


def stored(workspace: Workspace, target: Record) -> Record:
    with workspace.connect() as connection:
        return read_records(connection, target.table, uuids=[target.uuid])[0]


def test_a_pit_before_the_ridge_is_seen_whole_and_one_behind_it_not_at_all(
    county: tuple[Workspace, dict[str, Record]], tmp_path: Path
) -> None:
    workspace, records = county
    result = compute_visibility(workspace, dem_of(tmp_path), on=ON)
    (front,) = sightings_of(result, records["front"])
    (behind,) = sightings_of(result, records["behind"])
    assert (front.values["visible"], front.values["seen_share"]) == (1, 1.0)
    assert (behind.values["visible"], behind.values["seen_share"]) == (0, 0.0)
    assert front.values["object_name"] == "G307"
    assert result.warnings == ()


def test_what_lies_beyond_the_radius_is_not_judged(
    county: tuple[Workspace, dict[str, Record]], tmp_path: Path
) -> None:
    workspace, records = county
    result = compute_visibility(workspace, dem_of(tmp_path, plain), on=ON)
    assert not sightings_of(result, records["far"])
    assert stored(workspace, records["far"]).values["visible_share"] is None
    wide = compute_visibility(workspace, dem_of(tmp_path, plain), on=ON, radius_m=2000)
    assert sightings_of(wide, records["far"])[0].values["visible"] == 1


def test_the_stretch_is_that_part_of_the_road_within_the_radius(
    county: tuple[Workspace, dict[str, Record]], tmp_path: Path
) -> None:
    """From 250 m away a radius of 400 m reaches sqrt(400² - 250²) = 312 m to both sides of a point."""
    workspace, _ = county
    pit = problem("problem_point", shapely.Point(at(1000, 250)), activity="quarry")
    add(workspace, pit)
    result = compute_visibility(workspace, dem_of(tmp_path, plain), on=ON, radius_m=400, spacing_m=20)
    (seen,) = sightings_of(result, pit)
    assert seen.values["from_m"] == pytest.approx(1000 - 312, abs=40)
    assert seen.values["to_m"] == pytest.approx(1000 + 312, abs=40)


def test_on_a_plain_everything_within_the_radius_is_seen(
    county: tuple[Workspace, dict[str, Record]], tmp_path: Path
) -> None:
    """A road of 2 km and a radius of 1 km: 2·2000·1000 m² + π·1000² m² = 714.2 hm²."""
    workspace, _ = county
    result = compute_visibility(workspace, dem_of(tmp_path, plain), on=ON, curvature=0.0)
    (zone,) = result.zones
    length = 2000 * 88470 / 88545
    assert zone.values["area_hm2"] == pytest.approx((2 * length * 1000 + np.pi * 1e6) / 1e4, rel=0.01)
    assert zone.values["area_hm2"] == pytest.approx(
        float(area_hm2(geometry_array([zone.geometry]))[0]), rel=1e-4
    )
    assert zone.values["class"] == "X1A"


def test_heights_and_spacing_come_from_the_workspace_and_are_stamped(
    county: tuple[Workspace, dict[str, Record]], tmp_path: Path
) -> None:
    workspace, _ = county
    with workspace.write() as connection:
        connection.execute("UPDATE rule_visibility SET value = '2.25' WHERE key = 'observer_height_m'")
    (zone,) = compute_visibility(workspace, dem_of(tmp_path), on=ON, spacing_m=250).zones
    stamped = {k: zone.values[k] for k in ("observer_height_m", "spacing_m", "radius_m", "curvature", "dem")}
    assert stamped == {
        "observer_height_m": 2.25,
        "spacing_m": 250,
        "radius_m": 1000,
        "curvature": 0.85714,
        "dem": "dem.tif",
    }


def test_a_problem_says_how_much_of_it_is_seen_and_from_where(
    county: tuple[Workspace, dict[str, Record]], tmp_path: Path
) -> None:
    workspace, records = county
    compute_visibility(workspace, dem_of(tmp_path), on=ON)
    front, behind = stored(workspace, records["front"]), stored(workspace, records["behind"])
    assert front.values["visible_share"] == 1.0
    assert str(front.values["visible_from"]).startswith("G307 0–")
    assert behind.values["visible_share"] == 0.0
    assert behind.values["visible_from"] is None


def test_what_is_hidden_is_no_priority_and_what_is_not_computed_stays_one(
    county: tuple[Workspace, dict[str, Record]], tmp_path: Path
) -> None:
    """国土资发〔2016〕63号 二(一)3: within the visible range of a national highway."""
    workspace, records = county
    compute_protection(workspace, on=ON)
    assert [h.values["visible"] for h in hits_of(workspace, records["behind"])] == [None]
    assert stored(workspace, records["behind"]).values["priority_63"] == 1
    compute_visibility(workspace, dem_of(tmp_path), on=ON)
    compute_protection(workspace, on=ON)
    (hidden,) = hits_of(workspace, records["behind"])
    assert (hidden.values["visible"], hidden.values["priority_63"]) == (0, 0)
    assert stored(workspace, records["behind"]).values["priority_63"] == 0
    (seen,) = hits_of(workspace, records["front"])
    assert (seen.values["visible"], seen.values["priority_63"], seen.values["seen_share"]) == (1, 1, 1.0)
    assert str(seen.values["seen_from"]).endswith(" m")


def test_an_open_pit_in_sight_of_a_highway_is_restricted_in_shandong_and_a_hidden_one_is_not(
    county: tuple[Workspace, dict[str, Record]], tmp_path: Path
) -> None:
    """山东省地质环境保护条例 第21条第1款."""
    workspace, records = county
    compute_visibility(workspace, dem_of(tmp_path), on=ON, profile="shandong")
    compute_protection(workspace, on=ON, profile="shandong")
    flags = {
        name: [h.values["legal_restriction"] for h in hits_of(workspace, records[name])]
        for name in ("front", "behind")
    }
    assert flags == {"front": [1], "behind": [0]}


def test_a_moved_road_makes_its_sightings_count_no_more(
    county: tuple[Workspace, dict[str, Record]], tmp_path: Path
) -> None:
    workspace, records = county
    compute_visibility(workspace, dem_of(tmp_path), on=ON)
    with workspace.write() as connection:
        update_record(
            connection, "protected_line", records["road"].uuid, {}, geometry=line((0, 5), (2000, 5))
        )
    result = compute_protection(workspace, on=ON)
    assert any("out of date" in w for w in result.warnings)
    assert [h.values["visible"] for h in hits_of(workspace, records["behind"])] == [None]
    assert stored(workspace, records["front"]).values["visible_share"] is None


def test_a_run_that_looked_less_far_than_the_rule_does_not_call_a_record_hidden(
    county: tuple[Workspace, dict[str, Record]], tmp_path: Path
) -> None:
    workspace, records = county
    compute_visibility(workspace, dem_of(tmp_path), on=ON, radius_m=900)
    compute_protection(workspace, on=ON)
    assert [h.values["visible"] for h in hits_of(workspace, records["behind"])] == [None]
    assert [h.values["visible"] for h in hits_of(workspace, records["front"])] == [1]


def test_one_class_can_be_computed_anew_and_the_others_stay(
    county: tuple[Workspace, dict[str, Record]], tmp_path: Path
) -> None:
    workspace, records = county
    add(workspace, record("protected_line", line((0, 950), (2000, 950)), class_="X4A", name="三川河"))
    dem = dem_of(tmp_path)
    compute_visibility(workspace, dem, on=ON)
    compute_visibility(workspace, dem, on=ON, classes={"X4A"}, observer_height_m=5)
    with workspace.connect() as connection:
        zones = read_records(connection, "visible_zone")
    assert {z.values["class"]: z.values["observer_height_m"] for z in zones} == {"X1A": 1.6, "X4A": 5.0}
    behind = stored(workspace, records["behind"])
    assert str(behind.values["visible_from"]).startswith("三川河")
    assert str(stored(workspace, records["front"]).values["visible_from"]).startswith("G307")


def test_nobody_looks_out_of_a_tunnel(workspace: Workspace, tmp_path: Path) -> None:
    add(workspace, record("protected_line", ROAD, class_="X2A", condition="tunnel"))
    result = compute_visibility(workspace, dem_of(tmp_path), on=ON)
    assert result.zones == ()
    assert "import roads" in result.warnings[0]


def test_a_lake_is_looked_from_along_its_shore(workspace: Workspace, tmp_path: Path) -> None:
    pit = problem("problem_point", shapely.Point(at(700, 300)), activity="quarry")
    add(workspace, record("protected_area", square(0, 0, 500), class_="X4A", name="水库"), pit)
    result = compute_visibility(workspace, dem_of(tmp_path, plain), on=ON)
    assert sightings_of(result, pit)[0].values["visible"] == 1
    assert 19 <= result.observers <= 26


def test_the_counts_are_written_where_they_are_asked_for(
    county: tuple[Workspace, dict[str, Record]], tmp_path: Path
) -> None:
    workspace, _ = county
    result = compute_visibility(workspace, dem_of(tmp_path), on=ON, raster=tmp_path / "counts.tif")
    counts = gdal.Open(str(tmp_path / "counts.tif")).ReadAsArray()
    assert counts.max() == result.most_observers > 10
    assert result.zones[0].values["raster"] == "counts.tif"


def test_a_cancelled_run_leaves_the_last_one_as_it_was(
    county: tuple[Workspace, dict[str, Record]], tmp_path: Path
) -> None:
    workspace, _ = county
    compute_visibility(workspace, dem_of(tmp_path), on=ON)
    with pytest.raises(CancelledError):
        compute_visibility(workspace, dem_of(tmp_path), on=ON, raster=tmp_path / "no.tif", progress=Stopped())
    assert not (tmp_path / "no.tif").exists()
    with workspace.connect() as connection:
        assert read_records(connection, "visible_zone")


def test_a_model_that_is_all_void_is_refused_and_leaves_the_last_run_as_it_was(
    county: tuple[Workspace, dict[str, Record]], tmp_path: Path
) -> None:
    workspace, _ = county
    compute_visibility(workspace, dem_of(tmp_path), on=ON)
    void = tmp_path / "void"
    void.mkdir()
    dem = dem_of(void, lambda east, north: np.full(east.shape, -9999.0))
    with pytest.raises(ElevationError, match="has no height where anyone stands"):
        compute_visibility(workspace, dem, on=ON, raster=tmp_path / "no.tif")
    assert not (tmp_path / "no.tif").exists()
    with workspace.connect() as connection:
        assert read_records(connection, "visible_zone") and read_records(connection, "sighting")


def test_a_road_that_leaves_the_model_is_reported_with_the_area_that_is_not_covered(
    workspace: Workspace, tmp_path: Path
) -> None:
    pit = problem("problem_point", shapely.Point(at(3800, 700)), activity="quarry")
    add(workspace, record("protected_line", line((0, 0), (6000, 0)), class_="X1A", name="G307"), pit)
    result = compute_visibility(workspace, dem_of(tmp_path), on=ON)
    blind, uncovered = result.warnings
    assert "observers stand where the elevation model has no height" in blind
    hm2 = float(uncovered.split()[0])
    beyond = (6000 - 3900) * 2000 + np.pi * 1e6 / 2  # the stretch past the model's edge, and half a disc
    assert hm2 == pytest.approx(beyond / 1e4, rel=0.02)
    assert not sightings_of(result, pit), "hidden from inside, but nobody could look from outside"


def test_voids_are_reported_and_a_record_over_one_is_not_called_hidden(
    county: tuple[Workspace, dict[str, Record]], tmp_path: Path
) -> None:
    workspace, records = county

    def holed(east: np.ndarray, north: np.ndarray) -> np.ndarray:
        return np.where((abs(east - 650) < 60) & (abs(north - 750) < 60), -9999, ridge(east, north))

    result = compute_visibility(workspace, dem_of(tmp_path, holed), on=ON)
    assert not sightings_of(result, records["behind"])
    assert result.warnings == ("1.44 hm² within the radius have no elevation; nothing is said about them.",)


def test_a_model_elsewhere_without_crs_or_in_a_wrong_one_is_refused_with_a_sentence(
    county: tuple[Workspace, dict[str, Record]], tmp_path: Path
) -> None:
    workspace, _ = county
    for crs, message in (
        ("", "no coordinate reference"),
        ("EPSG:32651", "does not cover"),
        ("EPSG:4326", "coordinate reference system|does not cover"),
    ):
        with pytest.raises(ElevationError, match=message):
            compute_visibility(workspace, dem_of(tmp_path, crs=crs), on=ON)
    with pytest.raises(ElevationError, match="cannot be read"):
        compute_visibility(workspace, tmp_path / "none.tif", on=ON)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"radius_m": 0}, "radius_m 0"),
        ({"radius_m": 1e7}, "radius_m 1e"),
        ({"spacing_m": 0}, "spacing_m 0"),
        ({"observer_height_m": -1}, "observer_height_m -1"),
        ({"target_height_m": float("nan")}, "target_height_m nan"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_with_a_sentence(
    county: tuple[Workspace, dict[str, Record]], tmp_path: Path, given: dict[str, float], message: str
) -> None:
    with pytest.raises(UnusableSightError, match=message):
        compute_visibility(county[0], dem_of(tmp_path), on=ON, **given)


def test_a_setting_that_a_person_broke_is_named(
    county: tuple[Workspace, dict[str, Record]], tmp_path: Path
) -> None:
    workspace, _ = county
    with workspace.write() as connection:
        connection.execute("UPDATE rule_visibility SET value = 'tall' WHERE key = 'observer_height_m'")
    with pytest.raises(RuleTableError, match="observer_height_m"):
        compute_visibility(workspace, dem_of(tmp_path), on=ON)


def test_a_copied_workspace_keeps_its_sightings_current(
    county: tuple[Workspace, dict[str, Record]], tmp_path: Path
) -> None:
    workspace, records = county
    compute_visibility(workspace, dem_of(tmp_path), on=ON)
    copied = tmp_path / "copied.gpkg"
    shutil.copy(workspace.path, copied)
    compute_protection(replace(workspace, path=copied), on=ON)
    assert [h.values["visible"] for h in hits_of(replace(workspace, path=copied), records["behind"])] == [0]


# the same for any geometry, without a workspace


def test_a_lookout_sees_the_ridge_and_not_what_lies_behind(tmp_path: Path) -> None:
    result = draw_visible_range(
        [shapely.Point(at(600, 0))],
        dem_of(tmp_path),
        tmp_path / "out.tif",
        radius_m=1500,
        settings=SightSettings.of(national_defaults()),
    )
    assert result.observers == result.most_observers == 1
    behind, before = shapely.Point(at(600, 800)), shapely.Point(at(600, 200))
    assert shapely.contains(result.seen, before)
    assert not shapely.intersects(result.seen, behind)
    counts = gdal.Open(str(tmp_path / "out.tif")).ReadAsArray()
    assert result.seen_hm2 == pytest.approx((counts > 0).sum() * 0.09, rel=0.01)


def test_a_radius_smaller_than_a_cell_leaves_the_own_cell(tmp_path: Path) -> None:
    result = draw_visible_range(
        [shapely.Point(at(600, 0))],
        dem_of(tmp_path),
        tmp_path / "o.tif",
        radius_m=5,
        settings=SightSettings.of(national_defaults()),
    )
    assert result.seen_hm2 == pytest.approx(0.09, rel=0.01)


def test_a_model_of_one_cell_is_seen_from_that_cell(tmp_path: Path) -> None:
    x, y = pyproj.Transformer.from_crs("EPSG:4490", "EPSG:4546", always_xy=True).transform(*at(0, 0))
    dem = raster(tmp_path / "one.tif", np.array([[900.0]]), crs="EPSG:4546", origin=(x - 15, y + 15), cell=30)
    result = draw_visible_range(
        [shapely.Point(at(0, 0))],
        dem,
        tmp_path / "out.tif",
        radius_m=500,
        settings=SightSettings.of(national_defaults()),
    )
    assert result.seen_hm2 == pytest.approx(0.09, rel=0.01)
    assert result.uncovered_hm2 == pytest.approx(np.pi * 25 - 0.09, rel=0.02)


def test_empty_and_missing_input_is_left_out_or_refused(tmp_path: Path) -> None:
    dem, settings = dem_of(tmp_path), SightSettings.of(national_defaults())
    result = draw_visible_range(
        [None, shapely.LineString(), ROAD], dem, tmp_path / "out.tif", radius_m=500, settings=settings
    )
    assert result.observers == 22  # one at each end of 2002 m, and 20 between
    assert result.warnings[0] == "2 features have no geometry and were left out."
    with pytest.raises(Exception, match="no geometry to look from"):
        draw_visible_range([None, shapely.Point()], dem, tmp_path / "n.tif", radius_m=500, settings=settings)


def test_a_model_that_is_all_void_is_refused(tmp_path: Path) -> None:
    dem = dem_of(tmp_path, lambda east, north: np.full(east.shape, -9999.0))
    with pytest.raises(ElevationError, match="has no height where anyone stands"):
        draw_visible_range(
            [ROAD], dem, tmp_path / "out.tif", radius_m=500, settings=SightSettings.of(national_defaults())
        )


def test_a_folder_that_is_not_there_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ElevationError, match="cannot be written"):
        draw_visible_range(
            [ROAD],
            dem_of(tmp_path),
            tmp_path / "none" / "o.tif",
            radius_m=99,
            settings=SightSettings.of(national_defaults()),
        )


def test_a_model_much_finer_than_the_radius_is_averaged_and_that_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugin.workflows.sight_views.MOST_RINGS", 10)
    result = draw_visible_range(
        [shapely.Point(at(600, 0))],
        dem_of(tmp_path, plain),
        tmp_path / "out.tif",
        radius_m=1000,
        settings=SightSettings.of(national_defaults()),
    )
    assert result.warnings[0].startswith(
        "The elevation model is read in cells of 100.00 m, not its own of 30"
    )
    assert result.seen_hm2 == pytest.approx(np.pi * 100, rel=0.05)

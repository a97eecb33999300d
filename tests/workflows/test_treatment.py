"""Treatment zones gather near problems and say what they hold."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely

from plugin.store.records import Record, read_records
from plugin.store.workspace import Workspace, open_workspace
from plugin.workflows.protection import compute_protection
from plugin.workflows.recompute import recompute
from plugin.workflows.treatment import contents, propose_zones, save_proposed, save_zone
from tests.workflows.conftest import add, at, kept_open, record, square

ON = dt.date(2026, 1, 1)


@pytest.fixture(scope="module")
def original(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pits 100 m apart in a reserve, and a third 3 km away, all computed, in a file to be copied."""
    workspace = open_workspace(shutil.copyfile(blank, tmp_path_factory.mktemp("computed") / "liulin.gpkg"))
    severe = record("problem_area", square(0, 0, 100), type="P402")
    slight = record("problem_area", square(200, 0, 100), type="P104", threatened_people=3)
    alone = record("problem_point", shapely.Point(at(3000, 0)), type="P104", threatened_people=20)
    add(
        workspace,
        severe,
        slight,
        alone,
        record("problem_land", problem_uuid=severe.uuid, land_use="0103", area_hm2=2.5),
        record("protected_area", square(-100, -100, 150), class_="Q2", name="风景区"),
    )
    recompute(workspace, on=ON)
    compute_protection(workspace, on=ON)
    return workspace.path


@pytest.fixture
def county(original: Path, tmp_path: Path) -> Iterator[Workspace]:
    with kept_open(shutil.copyfile(original, tmp_path / "liulin.gpkg")) as workspace:
        yield workspace


def test_problems_within_the_gap_share_a_zone_that_covers_them(county: Workspace) -> None:
    zones = propose_zones(county, gap_m=150, on=ON)
    assert [z.values["problem_count"] for z in zones] == [2, 1]
    both = shapely.union(square(0, 0, 100), square(200, 0, 100))
    assert zones[0].geometry is not None
    assert zones[0].geometry.covers(both)
    assert zones[0].values["worst_grade"] == "YZ"
    assert zones[0].values["area_hm2"] > 2.0


def test_a_wider_gap_joins_all_and_a_narrow_one_separates_all(county: Workspace) -> None:
    assert len(propose_zones(county, gap_m=5000, on=ON)) == 1
    assert len(propose_zones(county, gap_m=50, on=ON)) == 3


def test_a_severe_problem_in_a_priority_place_makes_a_key_treatment_zone(county: Workspace) -> None:
    zone = propose_zones(county, gap_m=150, on=ON)[0]
    assert zone.values["zone_type"] == "GZ1"
    assert zone.values["zone_reasons"]


def test_small_zones_are_left_out(county: Workspace) -> None:
    zones = propose_zones(county, gap_m=150, min_area_hm2=1.0, on=ON)
    assert len(zones) == 1


def test_a_saved_zone_says_what_it_holds(county: Workspace) -> None:
    zones = propose_zones(county, gap_m=150, on=ON)
    save_proposed(county, zones)
    held = contents(county, zones[0].uuid)
    assert held.problem_count == 2
    assert held.by_grade == {"YZ": 1, "JQ": 1}
    assert held.land_hm2 == {"0103": 2.5}
    assert held.protected_overlap_hm2["Q2"] == pytest.approx(0.25, rel=0.35)
    assert held.area_hm2 == pytest.approx(float(str(zones[0].values["area_hm2"])), abs=1e-3)
    with pytest.raises(KeyError):
        contents(county, "nobody")


def test_a_zone_drawn_by_hand_gets_its_derived_values(county: Workspace) -> None:
    drawn = Record("treatment_zone", "", {"name": "北坡", "zone_type": "GZ2"}, square(-50, -50, 400))
    saved = save_zone(county, drawn)
    assert saved.values["problem_count"] == 2
    assert saved.values["zone_type"] == "GZ2"
    moved = save_zone(county, Record("treatment_zone", saved.uuid, {"name": "北坡"}, square(2900, -100, 300)))
    assert moved.values["problem_count"] == 1
    with county.connect() as connection:
        assert len(read_records(connection, "treatment_zone")) == 1


def test_a_workspace_without_problems_proposes_nothing(workspace: Workspace) -> None:
    assert propose_zones(workspace, gap_m=100) == []

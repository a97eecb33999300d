"""Zones and hits of a small county, held against the articles that name the distances."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyproj
import pytest
import shapely

from plugin.domain.progress import CancelledError, Silent
from plugin.domain.protection import DistanceRule, matching_rules
from plugin.exchange.source_table import SourceTable
from plugin.geometry.areas import area_hm2, length_m
from plugin.geometry.arrays import geometry_array
from plugin.store.records import Record, read_records
from plugin.store.rules import read_distance_rules
from plugin.store.workspace import Workspace
from plugin.workflows.import_records import import_records
from plugin.workflows.protection import compute_protection
from plugin.workflows.rule_profiles import HALF_WIDTHS, retire_rule
from tests.workflows.conftest import add, at, line, record, square

ON = dt.date(2026, 1, 1)


class Stopped:
    """A progress whose person pressed cancel."""

    def report(self, fraction: float, message: str = "") -> None:
        """Take no note."""

    def cancelled(self) -> bool:
        """Return True at once."""
        return True


def hits_of(workspace: Workspace, target: Record) -> list[Record]:
    with workspace.connect() as connection:
        return read_records(connection, "protection_hit", where={"target_uuid": target.uuid})


def problem(table: str, geometry: shapely.Geometry, *, activity: str, kind: str = "P301") -> Record:
    return record(table, geometry, type=kind, activity=activity, name=activity)


def test_a_ten_kilometre_railway_has_the_zone_of_the_regulation(workspace: Workspace) -> None:
    """铁路安全管理条例 art. 34, 1000 m with round ends: 2314.16 hm² (acceptance AT10)."""
    projected = line((0, 0), (10_000, 0))
    metres = 10_000 / _length_m(projected)
    railway = shapely.LineString([at(0, 0), at(10_000 * metres, 0)])
    add(workspace, record("protected_line", railway, class_="X2A", name="瓦日铁路"))
    result = compute_protection(workspace, on=ON)
    zone = next(z for z in result.zones if z.values["rule_id"] == "X2A-34")
    assert zone.values["area_hm2"] == pytest.approx(2314.16, rel=0.001)
    assert zone.values["kind"] == "consult_approve"
    assert "34" in str(zone.values["legal_basis"])


def _length_m(geometry: shapely.Geometry) -> float:
    return float(length_m(geometry_array([geometry]))[0])


def test_an_underground_mine_is_no_hit_of_the_railways_rule_but_an_open_pit_is(workspace: Workspace) -> None:
    """Art. 34 names open pits, quarries and blasting."""
    pit = problem("problem_area", square(500, 400, 60), activity="open_pit")
    shaft = problem("problem_area", square(800, 400, 60), activity="underground", kind="P104")
    railway = record("protected_line", line((0, 0), (3000, 0)), class_="X2A", name="瓦日铁路")
    add(workspace, pit, shaft, railway)
    compute_protection(workspace, on=ON)
    by_rule = {h.values["rule_id"]: h for h in hits_of(workspace, pit)}
    assert by_rule["X2A-34"].values["legal_restriction"] == 1
    assert all(h.values["legal_restriction"] == 0 for h in hits_of(workspace, shaft))
    assert [h.values["priority_63"] for h in hits_of(workspace, shaft)] == [1]


def test_a_fissure_within_the_railway_buffer_is_a_hit(workspace: Workspace) -> None:
    fissure = problem("problem_line", line((200, 900), (400, 940)), activity="open_pit", kind="P105")
    outside = problem("problem_line", line((200, 1100), (400, 1140)), activity="open_pit", kind="P105")
    add(workspace, fissure, outside, record("protected_line", line((0, 0), (3000, 0)), class_="X2A"))
    compute_protection(workspace, on=ON)
    assert hits_of(workspace, fissure)
    assert not hits_of(workspace, outside)


def test_the_road_rule_starts_at_the_edge_of_the_road_land(workspace: Workspace) -> None:
    """公路安全保护条例 art. 17: 100 m from the road land; a half-width of 13 m gives 113 m (acceptance
    AT09)."""
    road = record("protected_line", line((0, 0), (2000, 0)), class_="X1A", half_width_m=13.0, name="G307")
    near = problem("problem_point", shapely.Point(at(1000, 112)), activity="quarry")
    far = problem("problem_point", shapely.Point(at(1000, 116)), activity="quarry")
    add(workspace, road, near, far)
    compute_protection(workspace, on=ON)
    hit = next(h for h in hits_of(workspace, near) if h.values["legal_restriction"])
    assert hit.values["rule_id"] == "X1A-17"
    assert hit.values["distance_m"] == pytest.approx(99, abs=0.5)
    assert not any(h.values["legal_restriction"] for h in hits_of(workspace, far))


def test_the_overlap_of_a_pit_with_a_reserve_is_its_ellipsoidal_area(workspace: Workspace) -> None:
    reserve = record("protected_area", square(0, 0, 1000), class_="Q1", condition="core", name="保护区")
    pit = problem("problem_area", square(900, 900, 200), activity="open_pit")
    add(workspace, reserve, pit)
    compute_protection(workspace, on=ON)
    hit = next(h for h in hits_of(workspace, pit) if h.values["rule_id"] == "Q1-26")
    quarter = float(area_hm2(geometry_array([square(900, 900, 100)]))[0])
    assert hit.values["overlap_hm2"] == pytest.approx(quarter, abs=0.001)
    assert hit.values["overlap_share"] == pytest.approx(0.25, abs=0.001)
    assert hit.values["kind"] == "ban"
    assert (hit.values["priority_63"], hit.values["legal_restriction"]) == (1, 1)


def test_the_planning_distance_around_a_reserve_is_a_priority_but_no_restriction(
    workspace: Workspace,
) -> None:
    reserve = record("protected_area", square(0, 0, 1000), class_="Q1", condition="core", name="保护区")
    pit = problem("problem_area", square(1300, 300, 100), activity="open_pit")
    add(workspace, reserve, pit)
    compute_protection(workspace, on=ON)
    (hit,) = hits_of(workspace, pit)
    assert (hit.values["priority_63"], hit.values["legal_restriction"]) == (1, 0)
    assert hit.values["relation"] == "near"
    with workspace.connect() as connection:
        (stored,) = read_records(connection, "problem_area")
    assert stored.values["priority_63"] == 1
    assert stored.values["nearest_name"] == "保护区"
    assert stored.values["nearest_distance_m"] == pytest.approx(300, abs=2)


def test_a_rule_that_is_not_yet_in_force_gives_no_zone(workspace: Workspace) -> None:
    add(workspace, record("protected_line", line((0, 0), (2000, 0)), class_="X2A"))
    before = compute_protection(workspace, on=dt.date(2013, 1, 1))
    assert not [z for z in before.zones if z.values["rule_id"] == "X2A-34"]
    after = compute_protection(workspace, on=dt.date(2014, 1, 2))
    assert [z for z in after.zones if z.values["rule_id"] == "X2A-34"]


def test_a_province_profile_stands_on_top_of_the_national_rules(workspace: Workspace) -> None:
    """山东省农村公路条例 art. 43 bans quarrying within 50 m of village roads, which national law does not."""
    add(workspace, record("protected_line", line((0, 0), (2000, 0)), class_="X1E", name="村道"))
    national = compute_protection(workspace, on=ON)
    shandong = compute_protection(workspace, on=ON, profile="shandong")
    assert not [z for z in national.zones if z.values["class"] == "X1E"]
    assert {z.values["distance_m"] for z in shandong.zones if z.values["class"] == "X1E"} == {50.0}


def test_an_empty_workspace_says_what_to_import(workspace: Workspace) -> None:
    result = compute_protection(workspace, on=ON)
    assert result.zones == result.hits == ()
    assert "import roads" in result.warnings[0]


def test_a_road_without_a_half_width_gets_the_default_of_its_class_and_a_warning_counts_it(
    workspace: Workspace,
) -> None:
    """13 m for a national highway, 20 m for an expressway: resources/rules/half_widths.csv."""
    motorway = {"class_": "X1A", "condition": "expressway"}
    near = problem("problem_point", shapely.Point(at(1000, 112)), activity="quarry")
    far = problem("problem_point", shapely.Point(at(1000, 114)), activity="quarry")
    add(
        workspace,
        near,
        far,
        record("protected_line", line((0, 0), (2000, 0)), class_="X1A"),
        record("protected_line", line((0, 90_00), (2000, 90_00)), **motorway),
    )
    warnings = compute_protection(workspace, on=ON).warnings
    assert "2 objects got the default half-width of their class: 1 X1A (13 m), 1 X1A (20 m)." in warnings
    assert any(h.values["legal_restriction"] for h in hits_of(workspace, near))
    assert not any(h.values["legal_restriction"] for h in hits_of(workspace, far))


def test_a_road_of_a_class_without_a_default_is_measured_from_its_centre_line(workspace: Workspace) -> None:
    add(workspace, record("protected_line", line((0, 0), (2000, 0)), class_="X1A"))
    retire_rule(workspace, "HW-X1A", by="王工", reason="改用实测宽度", table=HALF_WIDTHS)
    assert any("1 roads have no half-width" in w for w in compute_protection(workspace, on=ON).warnings)


def test_only_tailings_are_kept_from_the_yangtze_and_the_yellow_river(workspace: Workspace) -> None:
    """长江保护法 art. 26 and 黄河保护法 art. 26 forbid new tailings ponds; an open pit is no hit of them."""
    book = {
        activity: {
            r.rule_id
            for c in ("X4D", "X4E", "X4F")
            for r in matching_rules(_rules(workspace), protected_class=c, activity=activity, on=ON)
            if r.purpose == "restriction"
        }
        for activity in ("tailings", "open_pit", "sand")
    }
    assert book == {"tailings": {"X4D-26", "X4E-26", "X4F-26"}, "open_pit": set(), "sand": set()}


def _rules(workspace: Workspace) -> tuple[DistanceRule, ...]:
    with workspace.connect() as connection:
        return read_distance_rules(connection)


def test_a_cancelled_run_leaves_the_zones_of_the_last_one(workspace: Workspace) -> None:
    add(workspace, record("protected_line", line((0, 0), (2000, 0)), class_="X2A"))
    compute_protection(workspace, on=ON)
    with pytest.raises(CancelledError):
        compute_protection(workspace, on=ON, progress=Stopped())
    with workspace.connect() as connection:
        assert read_records(connection, "protection_zone")


class StopsAfterTheFirstTile(Silent):
    """Notes what is told while zones are drawn, and stops soon after the first tile of a class."""

    def __init__(self) -> None:
        self.told: list[float] = []

    def report(self, fraction: float, message: str = "") -> None:
        if not message:
            self.told.append(fraction)

    def cancelled(self) -> bool:
        return any(0.1 < fraction < 0.6 for fraction in self.told)


def test_one_class_is_drawn_and_stopped_tile_by_tile(workspace: Workspace) -> None:
    """A single class of 40 km: its tiles are told one by one, and a wish to stop does not wait for them."""
    roads = [line((x, 0), (x, 40_000)) for x in range(0, 40_000, 2000)]
    add(workspace, *(record("protected_line", road, class_="X2A") for road in roads))
    progress = StopsAfterTheFirstTile()
    with pytest.raises(CancelledError):
        compute_protection(workspace, on=ON, progress=progress)
    assert 0.1 < min(f for f in progress.told if f > 0.1) < 0.5
    with workspace.connect() as connection:
        assert not read_records(connection, "protection_zone")


def test_computing_twice_replaces_the_zones_and_keeps_the_digest(workspace: Workspace) -> None:
    add(workspace, record("protected_line", line((0, 0), (2000, 0)), class_="X2A"))
    first, second = compute_protection(workspace, on=ON), compute_protection(workspace, on=ON)
    assert first.input_hash == second.input_hash
    with workspace.connect() as connection:
        assert len(read_records(connection, "protection_zone")) == len(second.zones)
    assert np.isclose(
        float(str(first.zones[0].values["area_hm2"])), float(str(second.zones[0].values["area_hm2"]))
    )


def test_layers_in_two_crs_and_in_3_d_make_one_zone(workspace: Workspace) -> None:
    """A road that reaches the workspace half in degrees and half, with heights, in a Gauss-Krüger zone."""
    west, east = line((0, 0), (1000, 0)), line((1000, 0), (2000, 0))
    transformer = pyproj.Transformer.from_crs("EPSG:4490", "EPSG:4546", always_xy=True)
    xy = np.column_stack(transformer.transform(*shapely.get_coordinates(east).T))
    plane = shapely.force_3d(shapely.linestrings(xy), 900.0)
    for geometry, crs in ((west, "EPSG:4490"), (plane, "EPSG:4546")):
        source = SourceTable(
            name="roads",
            columns=("name",),
            rows=[{"name": "G307"}],
            geometries=geometry_array([geometry]),
            crs=crs,
            kind="layer",
        )
        defaults = {"class": "X1A", "half_width_m": 13.0}
        result = import_records(workspace, source, target="protected_object", defaults=defaults)
        assert result.imported == 1
    zones = [z for z in compute_protection(workspace, on=ON).zones if z.values["distance_m"] == 100]
    assert zones
    for zone in zones:
        assert len(shapely.get_parts(zone.geometry)) == 1
        expected = (2 * 113 * 2000 + np.pi * 113**2) / 1e4
        assert float(str(zone.values["area_hm2"])) == pytest.approx(expected, rel=1e-3)

"""Sand bans along rivers and the ground above tunnels: zones, hits, and what is said where a river lacks."""

from __future__ import annotations

import datetime as dt

import shapely

from plugin.domain.changes import Value
from plugin.store.records import Record, read_records
from plugin.store.workspace import Workspace
from plugin.workflows.access_check import MiningRight, check_access
from plugin.workflows.protection import compute_protection
from tests.workflows.conftest import add, at, line, record, square

ON = dt.date(2026, 1, 1)


def pit(east_m: float, north_m: float, activity: str = "sand") -> Record:
    outline = square(east_m, north_m, 20)
    return record("problem_area", outline, type="P301", activity=activity, name=f"{activity} {east_m}")


def river(**more: Value) -> Record:
    """A river that is drawn from west to east, 40 m wide."""
    values: dict[str, Value] = {"class": "X4A", "name": "三川河", "half_width_m": 20.0}
    return record("protected_line", line((-6000, 0), (6000, 0)), **{**values, **more})


def bridge(condition: str, protected_class: str = "X2D") -> Record:
    geometry = line((0, -100), (0, 100))
    return record("protected_line", geometry, class_=protected_class, condition=condition, name="铁路桥")


def banned(workspace: Workspace) -> dict[str, str]:
    """Return the deciding rule of each banned pit by its name."""
    with workspace.connect() as connection:
        hits = read_records(connection, "protection_hit", where={"kind": "ban"})
    return {str(h.values["target_name"]): str(h.values["rule_id"]) for h in hits}


def test_a_railway_bridge_of_500_m_bans_sand_500_m_up_and_3000_m_down_the_river(workspace: Workspace) -> None:
    """铁路安全管理条例 art. 38 (一)."""
    pits = [pit(-480, 0), pit(-540, 0), pit(2970, 0), pit(3010, 0), pit(1000, 500), pit(900, 0, "quarry")]
    add(workspace, river(), bridge("rail_bridge_500"), *pits)
    result = compute_protection(workspace, on=ON)
    assert banned(workspace) == {"sand -480": "X2D-38-1U", "sand 2970": "X2D-38-1D"}
    zones = {z.values["rule_id"]: z for z in result.zones if z.values["class"] == "X2D"}
    assert 11.9 < float(str(zones["X2D-38-1D"].values["area_hm2"])) < 12.1
    assert 1.98 < float(str(zones["X2D-38-1U"].values["area_hm2"])) < 2.02


def test_a_river_drawn_against_its_flow_has_its_ban_on_the_other_side(workspace: Workspace) -> None:
    pits = [pit(-2900, 0), pit(-480, 0), pit(600, 0), pit(400, 0)]
    add(workspace, river(flow="against"), bridge("rail_bridge_500"), *pits)
    compute_protection(workspace, on=ON)
    assert set(banned(workspace)) == {"sand -2900", "sand -480", "sand 400"}


def test_a_river_of_unknown_flow_has_the_wide_ban_on_both_sides_and_a_warning(workspace: Workspace) -> None:
    add(workspace, river(flow="unknown"), bridge("rail_bridge_500"), pit(-2900, 0), pit(2900, 0))
    warnings = compute_protection(workspace, on=ON).warnings
    assert set(banned(workspace)) == {"sand -2900", "sand 2900"}
    assert any(w.startswith("1 rivers have no known flow") for w in warnings)


def test_a_bridge_of_unknown_length_informs_and_bans_nothing(workspace: Workspace) -> None:
    add(workspace, river(), bridge("none"), pit(2900, 0), pit(-700, 0))
    compute_protection(workspace, on=ON)
    assert banned(workspace) == {}
    with workspace.connect() as connection:
        hits = read_records(connection, "protection_hit", where={"class": "X2D"})
    assert [(h.values["target_name"], h.values["rule_id"]) for h in hits] == [("sand 2900", "X2D-38-ND")]


def test_a_bridge_without_a_river_is_named_in_a_warning(workspace: Workspace) -> None:
    add(workspace, bridge("rail_bridge_500"), pit(100, 0))
    warnings = compute_protection(workspace, on=ON).warnings
    assert any(w.startswith("1 bridges have no river line within 150 m (1 X2D)") for w in warnings)
    assert banned(workspace) == {}


def test_a_small_road_bridge_bans_sand_1000_m_down_but_no_quarry_beside_it(workspace: Workspace) -> None:
    """公路安全保护条例 art. 20 (三): small bridges too; art. 17 (二): the 200 m hold for medium ones."""
    pits = [pit(900, 0), pit(1100, 0), pit(100, 60, "quarry")]
    add(workspace, river(), bridge("road_bridge_small", "X1F"), *pits)
    compute_protection(workspace, on=ON)
    assert banned(workspace) == {"sand 900": "X1F-20-3D"}


def test_a_road_tunnel_bans_quarries_above_it_and_100_m_around_its_mouths(workspace: Workspace) -> None:
    """公路安全保护条例 art. 17 (三)."""
    tunnel = record("protected_line", line((0, 0), (2000, 0)), class_="X1G", half_width_m=6.0, name="隧道")
    pits = [pit(1000, 0, "quarry"), pit(1200, 40, "quarry"), pit(-100, 0, "quarry"), pit(-140, 0, "quarry")]
    add(workspace, tunnel, *pits)
    compute_protection(workspace, on=ON)
    assert set(banned(workspace)) == {"quarry 1000", "quarry -100"}


def test_the_access_check_of_a_sand_right_looks_along_the_river(workspace: Workspace) -> None:
    add(workspace, river(), bridge("rail_bridge_500"))

    def conclusion(east_m: float) -> str:
        right = MiningRight(
            name="砂场",
            outline=shapely.box(*at(east_m, -10), *at(east_m + 50, 10)),
            activities=frozenset({"sand"}),
            right_age="new",
        )
        return check_access(workspace, right, on=ON).conclusion

    assert (conclusion(2900), conclusion(3050), conclusion(-400)) == ("prohibited", "clear", "prohibited")

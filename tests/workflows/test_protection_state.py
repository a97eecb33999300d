"""A result knows what it rests on; a recompute draws only what changed, and comes out as a full one."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shapely

from plugin.store.records import Record, delete_record, read_records, update_record
from plugin.store.workspace import Workspace, open_workspace
from plugin.workflows.protection import ProtectionResult, compute_protection
from plugin.workflows.protection_state import protection_state
from plugin.workflows.rule_profiles import change_rule
from tests.workflows.conftest import add, at, kept_open, line, record, square

ON = dt.date(2026, 1, 1)
RAIL = record("protected_line", line((0, 0), (3000, 0)), class_="X2A", name="瓦日铁路")
ROAD = record("protected_line", line((0, 800), (3000, 800)), class_="X1A", half_width_m=13.0, name="G307")
RIVER = record("protected_line", line((-3000, -900), (3000, -900)), class_="X4A", name="三川河")
BRIDGE = record("protected_point", shapely.Point(at(0, -900)), class_="X1F", condition="road_bridge_large")
RESERVE = record("protected_area", square(500, 500, 600), class_="Q1", condition="core", name="保护区")
PIT = record("problem_area", square(900, 700, 200), type="P301", activity="open_pit", name="坑")
SAND = record("problem_point", shapely.Point(at(900, -895)), type="P301", activity="sand", name="砂")


@pytest.fixture(scope="module")
def original(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace in which all is computed, and that no test opens."""
    workspace = open_workspace(shutil.copyfile(blank, tmp_path_factory.mktemp("computed") / "liulin.gpkg"))
    add(workspace, RAIL, ROAD, RIVER, BRIDGE, RESERVE, PIT, SAND)
    compute_protection(workspace, on=ON)
    return workspace.path


@pytest.fixture
def computed(original: Path, tmp_path: Path) -> Iterator[Workspace]:
    with kept_open(shutil.copyfile(original, tmp_path / "liulin.gpkg")) as workspace:
        yield workspace


def reasons(workspace: Workspace, **more: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(r.kind, r.classes) for r in protection_state(workspace, on=ON, **more).reasons]


def content(result: ProtectionResult) -> tuple[list[object], list[object]]:
    """Return zones and hits without what names a single run."""

    def plain(found: Record) -> object:
        cells = {k: None if v == "" else v for k, v in found.values.items() if k != "computed_at"}
        shape = None if found.geometry is None else shapely.to_wkb(shapely.normalize(found.geometry))
        return (sorted(cells.items(), key=str), shape)

    return sorted(map(plain, result.zones), key=str), sorted(map(plain, result.hits), key=str)


def stored(workspace: Workspace) -> ProtectionResult:
    with workspace.connect() as connection:
        zones = tuple(read_records(connection, "protection_zone"))
        return ProtectionResult(
            zones=zones, hits=tuple(read_records(connection, "protection_hit")), warnings=()
        )


def move_the_road(workspace: Workspace) -> None:
    with workspace.write() as connection:
        update_record(connection, "protected_line", ROAD.uuid, {}, line((0, 600), (3000, 600)))


def widen_the_road(workspace: Workspace) -> None:
    with workspace.write() as connection:
        update_record(connection, "protected_line", ROAD.uuid, {"half_width_m": 20.0})


def rename_the_reserve(workspace: Workspace) -> None:
    with workspace.write() as connection:
        update_record(connection, "protected_area", RESERVE.uuid, {"name": "新名"})


def delete_the_railway(workspace: Workspace) -> None:
    with workspace.write() as connection:
        delete_record(connection, "protected_line", RAIL.uuid)


def turn_the_river(workspace: Workspace) -> None:
    with workspace.write() as connection:
        update_record(connection, "protected_line", RIVER.uuid, {"flow": "against"})


def move_the_pit(workspace: Workspace) -> None:
    with workspace.write() as connection:
        update_record(connection, "problem_area", PIT.uuid, {}, square(600, 600, 200))


def change_a_distance(workspace: Workspace) -> None:
    change_rule(workspace, "Q1-P63", {"distance_m": 800}, by="王工", reason="省厅通知")


def lose_a_zone(workspace: Workspace) -> None:
    with workspace.write() as connection:
        connection.execute("DELETE FROM protection_zone WHERE class = 'X1A' AND rule_id = 'X1A-17'")


CASES = [
    (move_the_road, [("objects", ("X1A",))], ("X1A",)),
    (widen_the_road, [("objects", ("X1A",))], ("X1A",)),
    (rename_the_reserve, [("objects", ("Q1",))], ()),
    (delete_the_railway, [("objects", ("X2A",))], ()),
    (turn_the_river, [("objects", ("X1F",))], ("X1F",)),
    (move_the_pit, [("records", ())], ()),
    (change_a_distance, [("rules", ("Q1",))], ("Q1",)),
    (lose_a_zone, [("edited", ())], ("X1A",)),
]


@pytest.mark.parametrize(("edit", "why", "drawn"), CASES, ids=lambda v: getattr(v, "__name__", ""))
def test_only_what_changed_is_drawn_again_and_it_comes_out_as_a_full_recompute(
    computed: Workspace,
    edit: Callable[[Workspace], None],
    why: list[tuple[str, tuple[str, ...]]],
    drawn: tuple[str, ...],
) -> None:
    edit(computed)
    assert reasons(computed) == why
    result = compute_protection(computed, on=ON)
    assert result.computed_classes == drawn
    assert reasons(computed) == []
    assert content(result) == content(stored(computed))
    assert content(result) == content(compute_protection(computed, on=ON, full=True))


def test_a_workspace_in_which_nothing_was_computed_says_so(workspace: Workspace) -> None:
    state = protection_state(workspace, on=ON)
    assert not state.current and state.reasons[0].sentence() == "Zones and hits were never computed."


def test_nothing_is_drawn_again_where_nothing_changed(computed: Workspace) -> None:
    before = stored(computed)
    result = compute_protection(computed, on=ON)
    assert result.computed_classes == () and protection_state(computed, on=ON).current
    assert [z.uuid for z in result.zones] == [z.uuid for z in before.zones]
    assert [h.uuid for h in result.hits] == [h.uuid for h in before.hits]


def test_another_profile_draws_everything_again(computed: Workspace) -> None:
    assert reasons(computed, profile="shandong")[0] == ("profile", ())
    result = compute_protection(computed, on=ON, profile="shandong")
    assert set(result.computed_classes) == {"Q1", "X1A", "X1F", "X2A", "X4A"}
    assert {z.values["profile"] for z in stored(computed).zones} == {"shandong"}


def test_a_day_on_which_other_rules_hold_makes_the_result_stale(computed: Workspace) -> None:
    """63号 came in 2016, 铁路安全管理条例 in 2014; the road rule of bridges held in 2013 already."""
    then = protection_state(computed, on=dt.date(2013, 1, 1))
    assert ("rules", ("Q1", "X1A", "X2A", "X4A")) in [(r.kind, r.classes) for r in then.reasons]


def test_each_zone_is_stamped_with_the_inputs_of_its_class(computed: Workspace) -> None:
    digests: dict[object, set[object]] = {}
    for zone in stored(computed).zones:
        digests.setdefault(zone.values["class"], set()).add(zone.values["input_hash"])
    assert all(len(found) == 1 for found in digests.values())
    assert len({next(iter(found)) for found in digests.values()}) == len(digests)

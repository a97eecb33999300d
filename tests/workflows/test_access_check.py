"""What reserves, roads and railways mean for a mining right, by kind, age and order of establishment."""

from __future__ import annotations

import datetime as dt

import pytest
import shapely

from plugin.domain.access import RightAge
from plugin.store.workspace import Workspace
from plugin.workflows.access_check import (
    MiningRight,
    NoOutlineError,
    RightElsewhereError,
    check_access,
    right_of_mine_area,
)
from tests.workflows.conftest import add, at, line, record, square

ON = dt.date(2026, 1, 1)


def right(
    outline: shapely.Geometry,
    *,
    activity: str = "open_pit",
    age: RightAge = "new",
    established_on: dt.date | None = None,
) -> MiningRight:
    return MiningRight(
        name="拟设采矿权",
        outline=outline,
        activities=frozenset({activity}),
        right_age=age,
        established_on=established_on,
    )


def reserve(workspace: Workspace) -> None:
    add(
        workspace,
        record(
            "protected_area",
            square(0, 0, 1000),
            class_="Q1",
            condition="core",
            name="庞泉沟",
            designated_on="1986-07-09",
        ),
    )


def test_a_new_right_that_reaches_into_a_reserve_is_prohibited_with_the_overlap(workspace: Workspace) -> None:
    """自然保护区条例 art. 26; 国土资发〔2016〕63号 二(二)1."""
    reserve(workspace)
    opinion = check_access(workspace, right(square(900, 0, 1000)), on=ON)
    assert opinion.conclusion == "prohibited"
    ban = next(f for f in opinion.findings if f.rule.rule_id == "Q1-26")
    assert ban.overlap_hm2 == pytest.approx(10.0, rel=0.02)
    assert ban.overlap_share == pytest.approx(0.1, rel=0.01)
    assert ban.condition == "core"


@pytest.mark.parametrize(
    ("established_on", "conclusion"),
    [
        (dt.date(1980, 1, 1), "existing_to_handle"),
        (dt.date(1999, 1, 1), "unlawful_since_start"),
        (None, "order_unknown"),
    ],
)
def test_an_existing_right_is_judged_by_which_was_first(
    workspace: Workspace, established_on: dt.date | None, conclusion: str
) -> None:
    reserve(workspace)
    asked = right(square(900, 0, 1000), age="existing", established_on=established_on)
    assert check_access(workspace, asked, on=ON).conclusion == conclusion


def test_an_open_pit_near_a_railway_needs_agreement_and_an_underground_mine_does_not(
    workspace: Workspace,
) -> None:
    """铁路安全管理条例 art. 34: agreement and approval within 1000 m, for open pits alone."""
    add(workspace, record("protected_line", line((0, 0), (3000, 0)), class_="X2A", name="瓦日铁路"))
    outline = square(500, 600, 800)
    pit = check_access(workspace, right(outline), on=ON)
    finding = next(f for f in pit.findings if f.rule.rule_id == "X2A-34")
    assert finding.conclusion == pit.conclusion == "needs_agreement"
    assert finding.distance_m == pytest.approx(600, abs=2)
    assert finding.overlap_share == pytest.approx(0.5, abs=0.01)
    assert finding.object_overlap_hm2 == 0.0
    shaft = check_access(workspace, right(outline, activity="underground"), on=ON)
    assert "X2A-34" not in {f.rule.rule_id for f in shaft.findings}


def test_a_right_far_from_everything_is_clear(workspace: Workspace) -> None:
    reserve(workspace)
    opinion = check_access(workspace, right(square(9000, 0, 500)), on=ON)
    assert opinion.conclusion == "clear"
    assert opinion.findings == ()
    assert opinion.area_hm2 == pytest.approx(25, rel=0.01)


def test_the_weightiest_finding_comes_first(workspace: Workspace) -> None:
    reserve(workspace)
    add(workspace, record("protected_line", line((0, 1500), (3000, 1500)), class_="X2A", name="瓦日铁路"))
    opinion = check_access(workspace, right(square(500, 500, 1200)), on=ON)
    assert opinion.findings[0].conclusion == "prohibited"
    assert {"prohibited", "needs_agreement"} <= {f.conclusion for f in opinion.findings}


def test_the_right_of_a_licensed_area_takes_its_activity_from_its_mine(workspace: Workspace) -> None:
    mine = record("mine", shapely.Point(at(0, 0)), name="甲矿", status="SC", method="DX", mineral="COAL")
    area = record("mine_area", square(0, 0, 500), mine_uuid=mine.uuid, established_on="2003-05-06")
    add(workspace, mine, area)
    found = right_of_mine_area(workspace, area.uuid)
    assert found.activities == frozenset({"underground"})
    assert found.established_on == dt.date(2003, 5, 6)
    with pytest.raises(KeyError):
        right_of_mine_area(workspace, "nobody")


def test_a_right_without_an_outline_is_refused_with_a_sentence(workspace: Workspace) -> None:
    with pytest.raises(NoOutlineError, match="has no outline"):
        check_access(workspace, right(shapely.Point(at(0, 0))), on=ON)


def test_a_workspace_without_objects_says_so(workspace: Workspace) -> None:
    assert "no protected object" in check_access(workspace, right(square(0, 0, 100)), on=ON).warnings[0]


def test_a_right_in_another_county_gets_no_opinion(workspace: Workspace) -> None:
    reserve(workspace)
    add(workspace, record("county", square(-2000, -2000, 8000), code="141125", name="柳林县"))
    with pytest.raises(RightElsewhereError, match="beyond the county of this workspace"):
        check_access(workspace, right(square(50_000, 0, 500)), on=ON)


def test_what_lies_beyond_the_county_line_is_told_with_its_area(workspace: Workspace) -> None:
    reserve(workspace)
    add(workspace, record("county", square(-2000, -2000, 3000), code="141125", name="柳林县"))
    opinion = check_access(workspace, right(square(900, 0, 1000)), on=ON)
    assert opinion.conclusion == "prohibited"
    assert opinion.warnings[0].startswith("90.1 hm² of the right lie beyond the county line")

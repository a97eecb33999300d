"""The opinion sheet is one page that a person can print: answer, findings, map."""

from __future__ import annotations

import datetime as dt
import warnings
from xml.etree import ElementTree

from plugin.store.workspace import Workspace
from plugin.workflows.access_check import check_access
from plugin.workflows.access_sheet import opinion_html
from tests.workflows.conftest import add, line, record, square
from tests.workflows.test_access_check import right

ON = dt.date(2026, 1, 1)


def sheet(workspace: Workspace, east_m: float) -> str:
    add(
        workspace,
        record("protected_area", square(0, 0, 1000), class_="Q1", condition="core", name="甲 & 乙保护区"),
        record("protected_line", line((-500, 1300), (3000, 1300)), class_="X2A", name="瓦日铁路"),
    )
    return opinion_html(workspace, check_access(workspace, right(square(east_m, 200, 600)), on=ON))


def test_the_sheet_names_answer_object_overlap_and_clause(workspace: Workspace) -> None:
    html = sheet(workspace, 800)
    assert "不得新设" in html
    assert "甲 &amp; 乙保护区" in html
    assert "自然保护区条例 第26条" in html
    assert "核心区" in html
    assert "柳林县 141125" in html


def test_the_map_is_well_formed_and_draws_the_right_its_objects_and_their_reach(workspace: Workspace) -> None:
    html = sheet(workspace, 800)
    svg = ElementTree.fromstring(html[html.index("<svg") : html.index("</svg>") + 6])
    paths = [p for p in svg if p.tag.endswith("path")]
    assert len(paths) >= 4
    assert all(p.get("d") for p in paths)


def test_the_legend_explains_every_colour_of_the_map(workspace: Workspace) -> None:
    html = sheet(workspace, 800)
    for colour, meaning in (
        ("#1f4ea8", "蓝色：矿业权"),
        ("#2e7d32", "绿色：保护对象"),
        ("#e07a00", "橙色虚线"),
    ):
        assert colour in html and meaning in html


def test_objects_out_of_sight_are_passed_over_without_a_warning_of_numpy(workspace: Workspace) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        far = line((-9000, 1300), (-8000, 1300)), line((500, 1300), (900, 1300))
        add(workspace, *(record("protected_line", each, class_="X2A", name="铁路") for each in far))
        opinion = check_access(workspace, right(square(0, 0, 600)), on=ON)
        assert "<svg" in opinion_html(workspace, opinion)


def test_a_clear_right_has_a_sheet_too(workspace: Workspace) -> None:
    html = sheet(workspace, 30_000)
    assert "未见冲突" in html
    assert "<svg" in html

"""What is missing beyond the county line, in hm²."""

from __future__ import annotations

import datetime as dt
import math
import warnings

import numpy as np
import pytest
import shapely

from plugin.store.workspace import Workspace
from plugin.workflows.cover import declare_cover, missing_cover, read_cover
from plugin.workflows.protection import compute_protection
from plugin.workflows.protection_inputs import read_protected_objects
from tests.workflows.conftest import add, line, record, square

ON = dt.date(2026, 1, 1)
RING_1000_M = (4 * 10_000 * 1000 + math.pi * 1000**2) / 1e4
"""The ground within 1000 m of a square county with sides of 10 km, in hm²."""


def county() -> object:
    return record("county", square(0, 0, 10_000), code="141125", name="柳林县")


def cover_warnings(workspace: Workspace) -> list[str]:
    found = compute_protection(workspace, on=ON).warnings
    return [w for w in found if "county" in w]


def missing_hm2(sentence: str) -> float:
    return float(sentence.split(" hm²")[0].rsplit(" ", 1)[1])


def test_a_railway_that_ends_at_the_county_line_leaves_the_ring_around_it_unknown(
    workspace: Workspace,
) -> None:
    add(workspace, county(), record("protected_line", line((0, 5000), (10_000, 5000)), class_="X2A"))
    (sentence,) = cover_warnings(workspace)
    assert sentence.startswith("The protected objects of X2A end at the county line")
    assert "reach 1000 m" in sentence
    assert missing_hm2(sentence) == pytest.approx(RING_1000_M, rel=0.01)


def test_a_class_that_is_known_all_around_is_not_missed(workspace: Workspace) -> None:
    rails = [line((-1500, n), (11_500, n)) for n in (-1500, 11_500)]
    add(workspace, county(), *(record("protected_line", rail, class_="X2A") for rail in rails))
    assert cover_warnings(workspace) == []


def test_a_class_that_is_known_on_one_side_alone_is_missed_on_the_others(workspace: Workspace) -> None:
    add(workspace, county(), record("protected_line", line((0, 5000), (14_000, 5000)), class_="X2A"))
    (sentence,) = cover_warnings(workspace)
    assert "not everywhere" in sentence
    assert missing_hm2(sentence) == pytest.approx(RING_1000_M, rel=0.01)


def test_a_declared_cover_decides(workspace: Workspace) -> None:
    add(workspace, county(), record("protected_line", line((0, 5000), (10_000, 5000)), class_="X2A"))
    declare_cover(workspace, square(-1100, -1100, 12_200))
    assert cover_warnings(workspace) == []
    declare_cover(workspace, square(-1100, -1100, 11_100))
    (sentence,) = cover_warnings(workspace)
    assert missing_hm2(sentence) == pytest.approx(RING_1000_M / 2, rel=0.05)
    declare_cover(workspace, None)
    assert "end at the county line" in cover_warnings(workspace)[0]


def test_without_a_boundary_it_is_said_that_nothing_can_be_said(workspace: Workspace) -> None:
    add(workspace, record("protected_line", line((0, 5000), (10_000, 5000)), class_="X2A"))
    assert cover_warnings(workspace)[0].startswith("The workspace has no county boundary")


def test_a_reserve_beyond_the_line_counts(workspace: Workspace) -> None:
    reserve = record("protected_area", square(10_300, 5000, 500), class_="Q1", name="邻县保护区")
    pit = record("problem_point", shapely.Point(square(9990, 5100, 1).bounds[:2]), type="P301", name="坑")
    add(workspace, county(), reserve, pit)
    (hit,) = compute_protection(workspace, on=ON).hits
    assert (hit.values["object_name"], hit.values["priority_63"]) == ("邻县保护区", 1)


def test_ground_in_the_middle_of_the_county_misses_nothing_and_numpy_warns_of_nothing(
    workspace: Workspace,
) -> None:
    add(workspace, county(), record("protected_line", line((0, 5000), (10_000, 5000)), class_="X2A"))
    with workspace.connect() as connection:
        cover, objects = read_cover(connection), read_protected_objects(connection)
    reach = np.full(len(objects), 1000.0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert missing_cover(cover, objects, reach, around=square(4000, 4000, 500)) == []
        (missing,) = missing_cover(cover, objects, reach, around=square(-200, 4000, 500))
    assert 0 < missing.area_hm2 < RING_1000_M

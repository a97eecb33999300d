"""What lists and forms read: rows in the order of people, counties and profiles, numbers, and gaps."""

from __future__ import annotations

import pytest
import shapely

from plugin.domain.numbering import parse_number
from plugin.store.records import Record, insert_records, new_uuid
from plugin.store.workspace import Workspace
from plugin.workflows.field_check import missing_before_leaving
from plugin.workflows.numbers import device_suffix, provisional_numbers
from plugin.workflows.reading import counties, list_rows, profiles


@pytest.fixture
def small(workspace: Workspace) -> Workspace:
    """Return a workspace with a mine and two problems, one of them complete."""
    mine = Record("mine", new_uuid(), {"name": "沙曲一矿", "status": "SC"}, shapely.Point(110.9, 37.4))
    point = shapely.Point(110.88, 37.43)
    complete = {
        "number": "141125W20260001",
        "type": "P104",
        "grade": "YZ",
        "responsibility": "XD2",
        "damage_begin": "2005",
        "damage_evidence": "台账",
        "surveyor": "张工",
        "surveyed_on": "2026-05-01",
        "position_accuracy_m": 2.0,
    }
    whole = Record("problem_point", new_uuid(), complete, point)
    bare = Record("problem_point", new_uuid(), {"type": "P101", "responsibility": "DD"}, point)
    link = Record("problem_mine", new_uuid(), {"problem_uuid": whole.uuid, "mine_uuid": mine.uuid})
    photo = {"problem_uuid": whole.uuid, "sha256": "0" * 64, "original_name": "a.jpg"}
    with workspace.write() as connection:
        insert_records(connection, [mine, whole, bare, link, Record("photo", new_uuid(), photo)])
    return workspace


def test_the_list_holds_mines_and_problems_with_their_bounds(small: Workspace) -> None:
    rows = list_rows(small)
    assert [(row.table, row.type) for row in rows] == [
        ("mine", ""),
        ("problem_point", "P104"),
        ("problem_point", "P101"),
    ]
    assert rows[1].bounds == (110.88, 37.43, 110.88, 37.43)


def test_the_check_before_leaving_passes_over_what_is_complete(small: Workspace) -> None:
    (gap,) = missing_before_leaving(small)
    assert gap.type == "P101"
    assert gap.missing == (
        "damage_begin",
        "damage_evidence",
        "mine",
        "photo",
        "surveyor",
        "surveyed_on",
        "position_accuracy_m",
        "grade",
        "responsibility",  # 待认定 counts as open
    )


def test_numbers_go_on_after_the_highest_and_name_the_device(small: Workspace) -> None:
    numbers = provisional_numbers(small, "problem_area", year=2026, count=2)
    parts = [parse_number(number) for number in numbers]
    assert [part.serial for part in parts if part is not None] == [2, 3]
    assert all(part is not None and part.is_provisional for part in parts)
    assert provisional_numbers(small, "protection_zone", year=2026, count=1) == []


def test_two_devices_have_suffixes_that_a_number_can_carry() -> None:
    first, second = device_suffix("one"), device_suffix("two")
    assert first != second
    assert first.isalnum()
    assert first.isupper() or first.isdigit()


def test_liulin_is_a_county_of_the_list_and_shanxi_its_profile() -> None:
    assert {county.code: county.name for county in counties()}["141125"] == "柳林县"
    assert [p.code for p in profiles() if p.prefix and "141125".startswith(p.prefix)] == ["shanxi"]

"""Values on their way into a column."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.store.schema import Column, load_schema
from plugin.store.values import UnfitValueError, canonical, fitted, fitted_column

PROBLEM = load_schema().table("problem_area")
PHOTO = load_schema().table("photo")


@pytest.mark.parametrize(
    ("column", "value", "stored"),
    [
        (PROBLEM.column("depth_m"), 110.88333333333334, 110.88333333333334),
        (PROBLEM.column("depth_m"), 3, 3.0),
        (PROBLEM.column("threatened_people"), 2**53 + 1, 2**53 + 1),
        (PROBLEM.column("threatened_people"), 12.0, 12),
        (PROBLEM.column("damage_ongoing"), True, 1),
        (PROBLEM.column("surveyed_on"), date(2024, 5, 31), "2024-05-31"),
        (PROBLEM.column("surveyed_on"), "2024-05-31", "2024-05-31"),
        (PROBLEM.column("damage_begin"), "八十年代", "八十年代"),
        (PROBLEM.column("note"), "  ", None),
        (PHOTO.column("taken_at"), "2024-05-31T08:30:05Z", "2024-05-31T08:30:05.000Z"),
        (PHOTO.column("taken_at"), "2024/05/31 08:30:05.5+08:00", "2024-05-31T00:30:05.500Z"),
        (
            PHOTO.column("taken_at"),
            datetime(2024, 5, 31, 8, 30, tzinfo=timezone(timedelta(hours=8))),
            "2024-05-31T00:30:00.000Z",
        ),
        (PHOTO.column("thumbnail"), bytearray(b"\x00\xff"), b"\x00\xff"),
    ],
)
def test_a_value_is_stored_as_its_column_holds_it(column: Column, value: object, stored: object) -> None:
    assert fitted(column, value) == stored
    assert type(fitted(column, value)) is type(stored)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("depth_m", math.nan),
        ("depth_m", math.inf),
        ("depth_m", "deep"),
        ("threatened_people", 1.5),
        ("threatened_people", 2**63),
        ("damage_ongoing", 2),
        ("surveyed_on", "2024-02-30"),
        ("surveyed_on", "last May"),
        ("derived_at", "noon"),
        ("note", 7),
        ("note", b"text"),
    ],
)
def test_a_value_that_the_column_cannot_hold_is_refused(column: str, value: object) -> None:
    with pytest.raises(UnfitValueError):
        fitted(PROBLEM.column(column), value)


ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 2**64),
    st.floats(),
    st.sampled_from(["", " ", "雷家碾", "2024-05-31", "2024-05-31T08:30:05Z"]),
    st.dates(),
    st.datetimes(timezones=st.sampled_from([timezone.utc, timezone(timedelta(hours=8))])),
    st.binary(max_size=3),
    st.just(bytearray(b"1")),
)
KINDS = ("depth_m", "threatened_people", "damage_ongoing", "surveyed_on", "derived_at", "note")


@given(st.sampled_from(KINDS), st.lists(ANYTHING, max_size=5))
def test_a_whole_column_is_stored_as_each_of_its_values(name: str, values: list[object]) -> None:
    column = PROBLEM.column(name)
    try:
        stored = [fitted(column, value) for value in values]
    except UnfitValueError:
        with pytest.raises(UnfitValueError):
            fitted_column(column, values)
    else:
        assert [repr(value) for value in fitted_column(column, values)] == [repr(value) for value in stored]


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(timezone.utc)))
def test_a_time_reads_the_same_however_it_was_written(moment: datetime) -> None:
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    ways = {moment.isoformat(), moment.isoformat(timespec="milliseconds"), f"{moment:%Y-%m-%d %H:%M:%S.%f}"}
    assert len({canonical("DATETIME", way) for way in ways}) == 1


def test_a_time_that_cannot_be_read_is_compared_as_it_stands() -> None:
    assert canonical("DATETIME", "noon") == "noon"
    assert canonical("TEXT", "2024-05-31T08:30:05Z") == "2024-05-31T08:30:05Z"

"""Days that are known only roughly."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.errors import UnreadableDateError
from plugin.domain.intervals import UNKNOWN, DateInterval, parse_period, parse_when


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("1985", "1985-01-01", "1985-12-31"),
        ("1985年", "1985-01-01", "1985-12-31"),
        ("一九八五年", "1985-01-01", "1985-12-31"),
        ("1985-02", "1985-02-01", "1985-02-28"),
        ("1984年2月", "1984-02-01", "1984-02-29"),
        ("1985-03-02", "1985-03-02", "1985-03-02"),
        ("1985/3/2", "1985-03-02", "1985-03-02"),
        ("1985年3月2日", "1985-03-02", "1985-03-02"),
        ("一九八五年十二月三十一日", "1985-12-31", "1985-12-31"),
        ("19850302", "1985-03-02", "1985-03-02"),
        ("１９８５年", "1985-01-01", "1985-12-31"),
        ("八十年代", "1980-01-01", "1989-12-31"),
        ("80年代", "1980-01-01", "1989-12-31"),
        ("1980年代", "1980-01-01", "1989-12-31"),
        ("1980s", "1980-01-01", "1989-12-31"),
        ("二十世纪八十年代", "1980-01-01", "1989-12-31"),
        ("20世纪80年代", "1980-01-01", "1989-12-31"),
        ("上世纪七十年代", "1970-01-01", "1979-12-31"),
        ("二十一世纪一十年代", "2010-01-01", "2019-12-31"),
        ("八十年代初", "1980-01-01", "1983-12-31"),
        ("八十年代中期", "1983-01-01", "1986-12-31"),
        ("80年代末", "1986-01-01", "1989-12-31"),
        ("late 1980s", "1986-01-01", "1989-12-31"),
        ("1985年上半年", "1985-01-01", "1985-06-30"),
        ("1985年底", "1985-10-01", "1985-12-31"),
        ("1989年1月下旬", "1989-01-21", "1989-01-31"),
        ("1985–1988-12-31", "1985-01-01", "1988-12-31"),
        ("1985-1988", "1985-01-01", "1988-12-31"),
        ("1985-88", "1985-01-01", "1988-12-31"),
        ("1985年至1988年3月", "1985-01-01", "1988-03-31"),
        ("八十年代到1995", "1980-01-01", "1995-12-31"),
        ("80年代末-90年代初", "1986-01-01", "1993-12-31"),
        ("约1985年", "1985-01-01", "1985-12-31"),
    ],
)
def test_a_text_means_these_days(text: str, earliest: str, latest: str) -> None:
    expected = DateInterval(date.fromisoformat(earliest), date.fromisoformat(latest))
    assert parse_when(text) == expected


def test_before_and_after_are_open_at_one_end_and_exclude_the_day_named() -> None:
    assert parse_when("1989年以前") == DateInterval(date.min, date(1988, 12, 31))
    assert parse_when("1989-01-01前") == DateInterval(date.min, date(1988, 12, 31))
    assert parse_when("1995年以后") == DateInterval(date(1996, 1, 1), date.max)
    assert parse_when("1995年起") == DateInterval(date(1995, 1, 1), date.max)
    assert parse_when("since 1995") == DateInterval(date(1995, 1, 1), date.max)


def test_a_period_keeps_when_it_began_apart_from_when_it_ended() -> None:
    begin, end = parse_period("1985–1988-12-31")
    assert begin == parse_when("1985")
    assert end == parse_when("1988-12-31")


@pytest.mark.parametrize(
    ("precision", "earliest", "latest"),
    [
        ("day", "1985-03-02", "1985-03-02"),
        ("month", "1985-03-01", "1985-03-31"),
        ("year", "1985-01-01", "1985-12-31"),
        ("decade", "1980-01-01", "1989-12-31"),
    ],
)
def test_a_precision_widens_what_the_text_says(precision: str, earliest: str, latest: str) -> None:
    expected = DateInterval(date.fromisoformat(earliest), date.fromisoformat(latest))
    assert parse_when("1985-03-02", precision) == expected


@pytest.mark.parametrize("text", ["", "  ", None])
def test_an_empty_text_is_unknown(text: str | None) -> None:
    assert parse_when(text) == UNKNOWN
    assert parse_when("1985", "unknown") == UNKNOWN
    assert not UNKNOWN.is_known


@pytest.mark.parametrize(
    "text",
    ["abc", "1985-13", "1985-02-30", "八年代", "1995-1988", "85", "不详", "1985--", "起", "前", "-", "至"],
)
def test_a_text_that_names_no_time_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(UnreadableDateError, match="write it like"):
        parse_when(text)


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_every_day_reads_back_in_each_way_of_writing_it(day: date) -> None:
    exact = DateInterval(day, day)
    for text in (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
    ):
        assert parse_when(text) == exact


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.dates(date(1900, 1, 1), date(2026, 1, 1)))
def test_a_period_of_two_days_reads_back(first: date, second: date) -> None:
    begin, end = sorted((first, second))
    for joint in ("–", "至", "~", " - ", "-"):
        assert parse_period(f"{begin}{joint}{end}") == (DateInterval(begin, begin), DateInterval(end, end))


@given(st.text(alphabet="0123456789-–年月日十八九世纪代初末前后至起 s.", max_size=14))
def test_any_text_gives_an_interval_in_order_or_a_sentence(text: str) -> None:
    try:
        found = parse_when(text)
    except UnreadableDateError:
        return
    assert found.earliest <= found.latest

"""Record numbers and licence numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.errors import InvalidNumberError
from plugin.domain.licence import check_licence
from plugin.domain.numbering import NumberParts, make_number, next_number, parse_number


def test_a_number_is_county_type_letter_year_and_four_digits() -> None:
    parts = NumberParts(county="141125", letter="W", year=2026, serial=7)
    assert make_number(parts) == "141125W20260007"


def test_a_device_s_own_number_is_provisional_and_says_whose_it_is() -> None:
    number = next_number([], county="141125", letter="K", year=2026, device="D3")
    assert number == "141125K20260001-D3"
    parsed = parse_number(number)
    assert parsed is not None and parsed.is_provisional and parsed.device == "D3"


def test_the_next_number_follows_the_highest_of_its_county_type_and_year() -> None:
    existing = ["141125W20260007", "141125W20260009-D1", "141125K20260044", "141125W20250099", "旧-12", None]
    assert next_number(existing, county="141125", letter="W", year=2026) == "141125W20260010"


def test_two_devices_that_start_from_one_file_never_mint_the_same_number() -> None:
    existing = ["141125W20260007"]
    minted = {
        next_number(existing, county="141125", letter="W", year=2026, device=device)
        for device in ("D1", "D2")
    }
    assert len(minted) == 2


parts = st.builds(
    NumberParts,
    county=st.from_regex(r"[0-9]{6}", fullmatch=True),
    letter=st.sampled_from("KWBZ"),
    year=st.integers(1000, 9999),
    serial=st.integers(1, 99_999),
    device=st.none() | st.from_regex(r"[A-Z0-9]{1,8}", fullmatch=True),
)


@given(
    parts,
    st.sampled_from(["{county}{letter}{year:04d}{serial:04d}", "{letter}-{county}/{year}/{serial:05d}"]),
)
def test_a_number_reads_back(number: NumberParts, pattern: str) -> None:
    assert parse_number(make_number(number, pattern=pattern), pattern=pattern) == number


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "{county}",
        "{county}{letter}{year}{serial}{x}",
        "{county",
        "{county}{county}{letter}{year}{serial}",
    ],
)
def test_a_pattern_that_cannot_number_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidNumberError):
        parse_number("141125W20260007", pattern=pattern)


@pytest.mark.parametrize(
    "bad",
    [
        NumberParts(county="14112", letter="W", year=2026, serial=1),
        NumberParts(county="141125", letter="w", year=2026, serial=1),
        NumberParts(county="141125", letter="W", year=2026, serial=0),
        NumberParts(county="141125", letter="W", year=2026, serial=1, device="笔记本"),
    ],
)
def test_a_part_out_of_range_is_refused(bad: NumberParts) -> None:
    with pytest.raises(InvalidNumberError):
        make_number(bad)


def test_a_licence_is_c_and_22_digits() -> None:
    found = check_licence("C1411252009111220045442")
    assert found.is_plain and found.area_code == "141125"


def test_more_digits_than_22_are_a_warning_not_a_refusal() -> None:
    found = check_licence("C14112520091112200454421")
    assert not found.is_plain
    assert "23" in found.warning_en and "23" in found.warning_zh


def test_an_older_number_is_a_warning_and_none_at_all_is_plain() -> None:
    assert check_licence("1400000620123").warning_zh
    assert check_licence("  ").is_plain

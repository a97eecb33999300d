"""Two determinations: the problem (63号 二(一)2) and the land (土地复垦条例实施办法 art. 28)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.intervals import DateInterval, parse_period, parse_when
from plugin.domain.legal_dates import LegalDate, Term
from plugin.domain.responsibility import (
    ResponsibilityInput,
    ResponsibilityResult,
    determine_responsibility,
)

from .conftest import TODAY, read_table

DATES = [LegalDate.from_row(row) for row in read_table("rules", "legal_dates")]
TERMS = [Term.from_row(row) for row in read_table("rules", "terms")]


def determined(
    period: str | None = None, *, on: date = TODAY, land: bool = True, **fields: object
) -> ResponsibilityResult:
    begin, end = parse_period(period)
    given_input = ResponsibilityInput(
        damage_begin=begin,
        damage_end=end,
        is_land_damage=land,
        **fields,  # type: ignore[arg-type]
    )
    return determine_responsibility(given_input, DATES, on=on, terms=TERMS)


def test_at07_land_damaged_from_1985_to_the_last_day_of_1988_is_legacy_though_the_obligor_survives() -> None:
    """AT07; 土地复垦条例实施办法 art. 28(2), the rules of 1988 took effect on 1989-01-01; notice: art. 29."""
    result = determined("1985–1988-12-31", obligor_state="survives")
    (land,) = result.land
    assert land.code == "LS3"
    assert land.period == DateInterval(date(1985, 1, 1), date(1988, 12, 31))
    assert "第28条(二)" in land.reasons[0].clause
    assert land.reasons[0].threshold == "1989-01-01"
    notice = {step.rule_id: step for step in result.next_steps}["responsibility_notice_days"]
    assert notice.threshold == "30 day"
    assert "30" in notice.sentence("zh")


def test_at07_land_damaged_from_1987_to_1995_is_split_at_the_cut_off_day() -> None:
    """AT07, also: split, not averaged."""
    before, after = determined("1987-1995", obligor_state="survives").land
    assert (before.code, before.period) == ("LS3", DateInterval(date(1987, 1, 1), date(1988, 12, 31)))
    assert (after.code, after.period) == ("XD", DateInterval(date(1989, 1, 1), date(1995, 12, 31)))


def test_at07_land_damaged_on_the_cut_off_day_itself_is_not_legacy() -> None:
    """AT07, also."""
    (land,) = determined("1989-01-01", obligor_state="survives").land
    assert land.code == "XD"
    assert "谁损毁" in land.reasons[0].statement_zh


def test_the_cut_off_day_is_the_row_s_not_the_code_s() -> None:
    moved = [
        LegalDate.from_row(
            {**row, "date": "1991-01-01"} if row["key"] == "land_reclamation_rules_in_force" else row
        )
        for row in read_table("rules", "legal_dates")
    ]
    begin, end = parse_period("1990")
    asked = ResponsibilityInput(
        damage_begin=begin, damage_end=end, obligor_state="survives", is_land_damage=True
    )
    assert [part.code for part in determine_responsibility(asked, DATES, on=TODAY).land] == ["XD"]
    assert [part.code for part in determine_responsibility(asked, moved, on=TODAY).land] == ["LS3"]


def test_a_decade_that_straddles_the_cut_off_day_is_undetermined_and_asks_for_both_dates() -> None:
    (land,) = determined("八十年代", obligor_state="survives").land
    assert land.code == "DD"
    assert land.missing == ("damage_begin", "damage_end")
    assert any("第28条" in reason.clause for reason in land.reasons)


def test_damage_that_surely_began_before_and_may_have_gone_on_leaves_only_the_later_part_open() -> None:
    begin, end = parse_when("1975"), parse_when("八十年代")
    asked = ResponsibilityInput(
        damage_begin=begin, damage_end=end, obligor_state="survives", is_land_damage=True, evidence="档案"
    )
    before, after = determine_responsibility(asked, DATES, on=TODAY).land
    assert (before.code, before.missing) == ("LS3", ())
    assert (after.code, after.missing) == ("DD", ("damage_end",))
    assert after.period == DateInterval(date(1989, 1, 1), date(1989, 12, 31))


def test_damage_that_goes_on_from_an_unknown_day_leaves_only_the_earlier_part_open() -> None:
    before, after = determined(None, damage_ongoing=True, mine_status="SC").land
    assert (before.code, before.missing) == ("DD", ("damage_begin",))
    assert (after.code, after.period.latest) == ("XD", TODAY)


def test_dates_that_contradict_each_other_count_as_not_recorded() -> None:
    asked = ResponsibilityInput(
        damage_begin=parse_when("1995"),
        damage_end=parse_when("1988"),
        obligor_state="survives",
        is_land_damage=True,
    )
    (land,) = determine_responsibility(asked, DATES, on=TODAY).land
    assert (land.code, land.missing) == ("DD", ("damage_begin", "damage_end"))


def test_a_mine_that_works_though_its_obligor_is_gone_is_a_contradiction_to_clear_up() -> None:
    result = determined("2003", mine_status="SC", obligor_state="extinct")
    assert (result.problem.code, result.problem.missing) == ("DD", ("mine_status", "obligor_state"))
    assert [part.code for part in result.land] == ["DD"]


def test_land_of_an_extinct_obligor_is_legacy_whatever_the_dates() -> None:
    (unknown,) = determined(None, obligor_state="extinct").land
    assert unknown.code == "LS4"
    before, after = determined("1987-1995", obligor_state="extinct").land
    assert (before.code, after.code) == ("LS3", "LS4")
    assert {reason.rule_id for reason in before.reasons} == {
        "land_reclamation_rules_in_force",
        "land_obligor_extinct",
    }


def test_an_obligor_of_unknown_state_leaves_later_land_undetermined() -> None:
    (land,) = determined("1995-2001").land
    assert (land.code, land.missing) == ("DD", ("obligor_state",))


def test_a_record_that_is_no_land_damage_has_no_determination_of_land() -> None:
    assert determined("1995", land=False, mine_status="SC").land == ()


@pytest.mark.parametrize(
    ("status", "obligor", "expected"),
    [
        ("ZJ", None, "XD1"),
        ("SC", None, "XD2"),
        ("TC", "survives", "XD2"),
        ("FQ", "survives", "XD3"),
        ("ZGB", "survives", "XD3"),
        ("BK", "survives", "XD3"),
        ("FQ", "extinct", "LS2"),
        ("FQ", "unidentifiable", "LS2"),
        ("FQ", "unknown", "DD"),
        ("FQ", None, "DD"),
        (None, None, "DD"),
    ],
)
def test_a_problem_caused_after_the_planned_economy_follows_the_mine_and_its_obligor(
    status: str | None, obligor: str | None, expected: str
) -> None:
    """63号 二(一)2; 矿产资源法(2024) art. 45."""
    problem = determined("2003", mine_status=status, obligor_state=obligor, evidence="影像").problem
    assert problem.code == expected
    assert problem.reasons and all(reason.clause for reason in problem.reasons)
    assert bool(problem.missing) == (expected == "DD")


def test_a_problem_from_the_planned_economy_is_legacy_and_marked_as_resting_on_a_proposed_date() -> None:
    problem = determined("1965-1971", mine_status="FQ", obligor_state="survives").problem
    assert problem.code == "LS1"
    assert problem.reasons[0].confidence == "proposed"
    assert problem.missing == ("damage_evidence",)


def test_a_problem_that_spans_the_planned_economy_is_mixed_and_asks_for_a_split() -> None:
    problem = determined("1985-2005", mine_status="SC", evidence="生产台账").problem
    assert problem.code == "HH"
    assert problem.missing == ("split_share",)
    assert {reason.outcome for reason in problem.reasons} == {"HH", "LS1", "XD2"}


def test_a_problem_whose_dates_do_not_decide_is_undetermined_and_says_which() -> None:
    problem = determined("九十年代", mine_status="SC").problem
    assert problem.code == "DD"
    assert problem.missing == ("damage_begin", "damage_end")
    assert {"LS1", "XD2", "DD"} == {reason.outcome for reason in problem.reasons}


def test_a_transfer_under_the_law_of_2024_makes_the_transferee_answer() -> None:
    """矿产资源法(2024) art. 45(2), in force 2025-07-01."""
    problem = determined(
        "2015", mine_status="FQ", obligor_state="transferred", transferee="新公司",
        right_transferred_on=date(2025, 8, 1),
    ).problem  # fmt: skip
    assert problem.code == "XD4"
    assert problem.reasons[0].value == "新公司"
    assert problem.reasons[0].valid_from == "2025-07-01"


def test_an_earlier_transfer_of_a_closed_mine_asks_for_the_contract() -> None:
    earlier = determined(
        "2015", mine_status="FQ", obligor_state="transferred", right_transferred_on=date(2019, 5, 1)
    ).problem
    assert (earlier.code, earlier.missing) == ("DD", ("transfer_terms",))
    undated = determined("2015", mine_status="FQ", obligor_state="transferred").problem
    assert (undated.code, undated.missing) == ("DD", ("transfer_date",))


def test_a_producing_mine_answers_though_its_right_was_transferred_earlier() -> None:
    problem = determined("2015", mine_status="SC", transferee="新公司").problem
    assert problem.code == "XD2"


def test_before_the_law_of_2024_an_extinguished_right_has_no_ground_in_the_table() -> None:
    problem = determined("2003", mine_status="FQ", obligor_state="survives", on=date(2025, 6, 30)).problem
    assert (problem.code, problem.missing) == ("DD", ("legal_basis",))


def test_steps_are_given_only_for_legacy() -> None:
    assert determined("2003", mine_status="SC", obligor_state="survives").next_steps == ()
    assert len(determined("1985", obligor_state="survives").next_steps) == 2


texts = st.one_of(
    st.none(),
    st.sampled_from(["八十年代", "1989年以前", "1988-12-31", "1989-01-01", "九十年代", "1995年起", "1993"]),
    st.integers(1950, 2025).map(str),
)


@given(
    texts,
    texts,
    st.booleans(),
    st.sampled_from([None, "ZJ", "SC", "FQ", "ZGB", "TC", "BK"]),
    st.sampled_from([None, "survives", "extinct", "unidentifiable", "transferred", "unknown"]),
)
def test_every_answer_has_reasons_and_an_open_answer_says_what_is_missing(
    begin: str | None, end: str | None, ongoing: bool, status: str | None, obligor: str | None
) -> None:
    asked = ResponsibilityInput(
        damage_begin=parse_when(begin),
        damage_end=parse_when(end),
        damage_ongoing=ongoing,
        mine_status=status,
        obligor_state=obligor,
        is_land_damage=True,
    )
    result = determine_responsibility(asked, DATES, on=TODAY)
    assert result.land
    for part in (result.problem, *result.land):
        assert part.reasons
        assert all(reason.clause for reason in part.reasons)
        assert part.missing or part.code != "DD"
    days = [(part.period.earliest, part.period.latest) for part in result.land]
    assert days == sorted(days)

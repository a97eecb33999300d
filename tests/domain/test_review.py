"""Who may bring a record from which state to which."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.review import (
    ADMIN,
    LOCKED_STATES,
    TRANSITIONS,
    ReasonMissingError,
    ReviewNotAllowedError,
    allowed_actions,
    is_locked,
    next_state,
    waiting_states,
)
from plugin.paths import resource
from plugin.store.schema import read_csv

ROLES: tuple[Any, ...] = tuple(dict.fromkeys(step.role for step in TRANSITIONS))
STATES = {row["code"] for row in read_csv(resource("codes", "review_state.csv"))}


def test_a_record_goes_up_level_by_level() -> None:
    state = "draft"
    passed = []
    for role, action in (
        ("surveyor", "submit"),
        ("county_reviewer", "forward"),
        ("city_reviewer", "forward"),
        ("province_reviewer", "accept"),
    ):
        state = next_state(state, action, [role])  # type: ignore[arg-type,list-item]
        passed.append(state)

    assert passed == ["submitted", "county", "city", "province"]


def test_the_city_may_be_left_out() -> None:
    assert next_state("county", "accept", ["province_reviewer"]) == "province"


@pytest.mark.parametrize(
    ("state", "role"),
    [
        ("submitted", "county_reviewer"),
        ("county", "city_reviewer"),
        ("county", "province_reviewer"),
        ("city", "province_reviewer"),
    ],
)
def test_each_level_returns_what_waits_for_it_and_says_why(state: str, role: Any) -> None:
    assert next_state(state, "return", [role], reason="缺照片") == "returned"
    with pytest.raises(ReasonMissingError):
        next_state(state, "return", [role], reason="  ")


@pytest.mark.parametrize(
    ("state", "role"),
    [("county", "county_reviewer"), ("city", "city_reviewer"), ("province", "province_reviewer")],
)
def test_the_level_that_accepted_last_takes_it_back_with_a_reason(state: str, role: Any) -> None:
    assert next_state(state, "reopen", [role], reason="new photos") == "returned"
    with pytest.raises(ReasonMissingError):
        next_state(state, "reopen", [role])


@pytest.mark.parametrize("role", ["surveyor", "contractor", "county_reviewer", "city_reviewer"])
def test_what_the_province_accepted_nobody_below_touches(role: Any) -> None:
    assert allowed_actions("province", [role]) == ()
    with pytest.raises(ReviewNotAllowedError, match="role you act in"):
        next_state("province", "reopen", [role], reason="please")


def test_a_surveyor_submits_a_returned_record_again() -> None:
    assert allowed_actions("returned", ["surveyor"]) == ("submit", "withdraw")


def test_what_waits_for_whom() -> None:
    assert waiting_states(["county_reviewer"]) == {"submitted"}
    assert waiting_states(["city_reviewer"]) == {"county"}
    assert waiting_states(["county_reviewer", "city_reviewer"]) == {"submitted", "county"}
    assert waiting_states([ADMIN]) == {"submitted", "county", "city"}


def test_only_what_the_province_accepted_is_locked() -> None:
    assert {state for state in STATES if is_locked(state)} == LOCKED_STATES == {"province"}
    assert not is_locked(None)


@given(st.sampled_from(sorted(STATES)), st.sets(st.sampled_from(ROLES)))
def test_every_allowed_step_leads_to_a_known_state_and_gives_back_only_with_a_reason(
    state: str, roles: set[Any]
) -> None:
    for action in allowed_actions(state, roles):
        reached = next_state(state, action, roles, reason="because")
        assert reached in STATES
        if reached == "returned":
            with pytest.raises(ReasonMissingError):
                next_state(state, action, roles)


def test_the_hub_of_the_province_knows_the_same_steps() -> None:
    script = resource("sql", "postgis", "0001_3_review.sql").read_text(encoding="utf-8")
    rows = re.findall(r"\('(\w+)', '(\w+)', '(\w+)', '(\w+)', (true|false)\)", script)
    ours = {(s.from_state, s.to_state, s.role, s.action, str(s.needs_reason).lower()) for s in TRANSITIONS}

    assert set(rows) == ours

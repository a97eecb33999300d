"""A record's way through review on laptops and a hub: handed in, given back, mended, accepted, frozen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely

from plugin.domain.review import ReasonMissingError, ReviewNotAllowedError
from plugin.store.records import read_records
from plugin.sync.embedded_hub import create_hub
from plugin.workflows.recompute import recompute
from plugin.workflows.review import (
    RecordBeingEditedError,
    RecordGoneError,
    ReviewOutcome,
    count_states,
    review_rows,
    take_step,
)
from plugin.workflows.review_compare import before_and_after
from plugin.workflows.review_snapshot import read_snapshot
from plugin.workflows.synchronise import conflicts
from tests.sync.laptops import Laptop, live_rows, quick_folder

PIT = "problem_point"
ROLE = {"ann": "surveyor", "kang": "county_reviewer", "shi": "city_reviewer", "sheng": "province_reviewer"}
Office = dict[str, Laptop]


@pytest.fixture
def office() -> Iterator[Office]:
    """The laptops of a surveyor and of a reviewer of each level, all at one hub."""
    with quick_folder() as name:
        folder = Path(name)
        create_hub(folder / "province.mrhub").close()
        yield {person: Laptop.empty(folder, person, folder / "province.mrhub") for person in ROLE}


def step(office: Office, person: str, action: Any, *uuids: str, reason: str = "") -> ReviewOutcome:
    """Let a person receive, take a step with pits, and send."""
    laptop = office[person]
    laptop.sync()
    keys = [(PIT, uuid) for uuid in uuids]
    outcome = take_step(
        laptop.workspace,
        action,
        keys,
        roles=[ROLE[person]],  # type: ignore[list-item]
        reviewer=person,
        reason=reason,
    )
    laptop.sync()
    return outcome


def values(laptop: Laptop, pit: str) -> dict[str, Any]:
    """Return a pit's values."""
    record = laptop.record(PIT, pit)
    assert record is not None
    return dict(record.values)


def accepted(office: Office, pit: str) -> None:
    """Bring a pit to the province."""
    for person, action in (("ann", "submit"), ("kang", "forward"), ("sheng", "accept")):
        assert not step(office, person, action, pit).refused


def test_a_return_arrives_on_the_surveyors_laptop_with_its_reason(office: Office) -> None:
    pit = office["ann"].pit(depth_m=4.0)
    step(office, "ann", "submit", pit)

    assert step(office, "kang", "return", pit, reason="缺照片").done == ((PIT, pit),)
    office["ann"].sync()

    found = values(office["ann"], pit)
    assert (found["review_state"], found["return_reason"], found["reviewed_by"]) == (
        "returned",
        "缺照片",
        "kang",
    )
    (row,) = review_rows(office["ann"].workspace, ["surveyor"], states=["returned"])
    assert (row.reason, row.actions) == ("缺照片", ("submit", "withdraw"))


def test_a_return_without_a_reason_is_refused_here_already(office: Office) -> None:
    pit = office["ann"].pit()
    step(office, "ann", "submit", pit)

    outcome = step(office, "kang", "return", pit, reason=" ")

    assert isinstance(outcome.refused[(PIT, pit)], ReasonMissingError)
    assert values(office["kang"], pit)["review_state"] == "submitted"


def test_what_was_mended_goes_up_to_the_province_and_everybody_sees_it(office: Office) -> None:
    pit = office["ann"].pit(depth_m=4.0)
    step(office, "ann", "submit", pit)
    step(office, "kang", "return", pit, reason="缺深度")
    office["ann"].sync()
    office["ann"].edit(PIT, pit, depth_m=5.5)
    accepted(office, pit)

    for laptop in office.values():
        laptop.sync()
        assert values(laptop, pit)["review_state"] == "province"
        assert values(laptop, pit)["return_reason"] is None
        assert laptop.rows() == live_rows(laptop.hub)


def test_what_waits_is_listed_by_level(office: Office) -> None:
    first, second, third = (office["ann"].pit(number) for number in ("1", "2", "3"))
    step(office, "ann", "submit", first, second)
    step(office, "kang", "forward", first)

    office["sheng"].sync()
    waiting = {
        role: [row.uuid for row in review_rows(office["sheng"].workspace, [role])]  # type: ignore[list-item]
        for role in ROLE.values()
    }

    assert waiting == {
        "surveyor": [],
        "county_reviewer": [second],
        "city_reviewer": [first],
        "province_reviewer": [first],
    }
    assert count_states(office["sheng"].workspace) == {"county": 1, "submitted": 1, "draft": 1}
    assert third not in str(waiting)


def test_many_are_accepted_at_once_and_the_others_say_why_not(office: Office) -> None:
    pits = [office["ann"].pit(str(number)) for number in range(5)]
    step(office, "ann", "submit", *pits[:4])
    step(office, "kang", "forward", *pits[:3])
    office["sheng"].sync()
    gone = "00000000-0000-4000-8000-000000000000"

    outcome = take_step(
        office["sheng"].workspace,
        "accept",
        [(PIT, pit) for pit in (*pits, gone)],
        roles=["province_reviewer"],
        busy={(PIT, pits[0])},
    )

    assert outcome.done == ((PIT, pits[1]), (PIT, pits[2]))
    assert {key[1]: type(error) for key, error in outcome.refused.items()} == {
        pits[0]: RecordBeingEditedError,
        pits[3]: ReviewNotAllowedError,
        pits[4]: ReviewNotAllowedError,
        gone: RecordGoneError,
    }


def test_an_edit_of_an_accepted_record_is_kept_as_a_conflict_and_the_record_stays(office: Office) -> None:
    pit = office["ann"].pit(depth_m=4.0)
    accepted(office, pit)
    office["ann"].edit(PIT, pit, depth_m=9.0)

    result = office["ann"].sync()

    assert result.locked == {(PIT, pit)}
    assert values(office["ann"], pit)["depth_m"] == 4.0
    (conflict,) = conflicts(office["ann"].workspace)
    assert conflict.mine["depth_m"] == 9.0


def test_a_reopened_record_is_edited_again(office: Office) -> None:
    pit = office["ann"].pit(depth_m=4.0)
    accepted(office, pit)

    assert step(office, "kang", "reopen", pit, reason="please").refused
    assert step(office, "sheng", "reopen", pit, reason="new survey").done
    office["ann"].sync()
    office["ann"].edit(PIT, pit, depth_m=9.0)

    assert office["ann"].sync().pushed == 1
    assert not conflicts(office["ann"].workspace)


def test_results_are_frozen_when_a_record_is_accepted_and_equal_on_every_laptop(office: Office) -> None:
    pit = office["ann"].pit(depth_m=4.0, threatened_people=200)
    accepted(office, pit)
    handed_in = values(office["sheng"], pit)
    assert handed_in["grade"] is not None

    for laptop in office.values():
        laptop.sync()
        recompute(laptop.workspace, on=dt.date(2030, 1, 1))
        found = values(laptop, pit)
        for column in ("grade", "grade_reasons", "derived_profile", "derived_input_hash", "derived_at"):
            assert found[column] == handed_in[column], column
    snapshot = read_snapshot(handed_in["derived_snapshot"])
    assert snapshot["derived_input_hash"] == handed_in["derived_input_hash"]
    assert str(snapshot["derived_profile"]).startswith("national ")


def test_results_of_a_reopened_record_are_computed_again(office: Office) -> None:
    pit = office["ann"].pit(depth_m=4.0)
    accepted(office, pit)
    step(office, "sheng", "reopen", pit, reason="new survey")
    office["ann"].sync()

    recompute(office["ann"].workspace, on=dt.date(2030, 1, 1))

    assert values(office["ann"], pit)["derived_profile"] == "national 2030-01-01"


def test_results_are_kept_as_handed_in_unless_the_record_was_changed_since(office: Office) -> None:
    pit = office["ann"].pit(depth_m=4.0)
    step(office, "ann", "submit", pit)
    first = values(office["ann"], pit)["derived_snapshot"]
    step(office, "kang", "forward", pit)
    assert values(office["kang"], pit)["derived_snapshot"] == first

    office["sheng"].sync()
    office["sheng"].edit(PIT, pit, threatened_people=500)
    step(office, "sheng", "accept", pit)

    second = read_snapshot(values(office["sheng"], pit)["derived_snapshot"])
    assert second["derived_input_hash"] != read_snapshot(first)["derived_input_hash"]


def test_a_reviewer_sees_what_changed_since_the_record_was_given_back(office: Office) -> None:
    pit = office["ann"].pit(depth_m=4.0)
    step(office, "ann", "submit", pit)
    step(office, "kang", "return", pit, reason="缺深度")
    office["ann"].sync()
    office["ann"].edit(PIT, pit, shapely.Point(110.95, 37.45), depth_m=5.5)
    step(office, "ann", "submit", pit)
    office["kang"].sync()

    seen = before_and_after(office["kang"].workspace, office["kang"].hub, PIT, pit)

    assert (seen.since, seen.reason) == ("returned", "缺深度")
    entered = {d.column: (d.before, d.after) for d in seen.differences if not d.derived}
    assert entered == {"depth_m": (4.0, 5.5)}
    assert seen.before is not None and seen.before.equals(shapely.Point(110.9, 37.4))
    assert seen.after is not None and seen.after.equals(shapely.Point(110.95, 37.45))


def test_a_reviewer_sees_what_changed_since_the_province_accepted(office: Office) -> None:
    pit = office["ann"].pit(depth_m=4.0)
    accepted(office, pit)
    step(office, "sheng", "reopen", pit, reason="new survey")
    office["ann"].sync()
    office["ann"].edit(PIT, pit, depth_m=9.0)
    step(office, "ann", "submit", pit)
    step(office, "kang", "forward", pit)
    office["sheng"].sync()

    seen = before_and_after(office["sheng"].workspace, office["sheng"].hub, PIT, pit)

    assert {d.column: (d.before, d.after) for d in seen.differences if not d.derived} == {
        "depth_m": (4.0, 9.0)
    }


def test_a_new_record_is_compared_with_nothing_and_without_a_hub_nothing_is_known(office: Office) -> None:
    pit = office["ann"].pit(depth_m=4.0)
    step(office, "ann", "submit", pit)

    new = before_and_after(office["ann"].workspace, office["ann"].hub, PIT, pit)
    unknown = before_and_after(office["ann"].workspace, None, PIT, pit)

    assert (new.since, new.before, unknown.since) == ("new", None, "unknown")
    assert "depth_m" in {d.column for d in new.differences}


def test_a_step_is_an_edit_that_waits_to_be_sent(office: Office) -> None:
    pit = office["ann"].pit()
    office["ann"].sync()
    take_step(office["ann"].workspace, "submit", [(PIT, pit)], roles=["surveyor"])

    assert office["ann"].sync().pushed == 1
    with office["ann"].workspace.connect() as connection:
        assert read_records(connection, PIT, where={"review_state": "submitted"})

"""A sync that dies at any commit, call or operation on a file: the next completes it, once and whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.store.photos import add_photo
from plugin.workflows.synchronise import conflicts
from tests.sync.deaths import dies, events_of, places
from tests.sync.laptops import Laptop
from tests.sync.stages import HUBS, PIT, Stage, settled, stage
from tests.workflows.plays import sync


def something_of_every_kind(ann: Laptop, bo: Laptop, folder: Path) -> None:
    """Let both have inserts, edits, deletes and photos to tell, and conflicts of every kind."""
    fought, gone, parent = (ann.pit(number, depth_m=1.0) for number in ("fought", "gone", "parent"))
    ann.sync()
    bo.sync()
    (folder / "a.jpg").write_bytes(b"from ann")
    (folder / "b.jpg").write_bytes(b"from bo")
    ann.edit(PIT, fought, depth_m=2.0)
    ann.edit(PIT, gone, depth_m=2.0)
    ann.delete(PIT, parent)
    add_photo(ann.workspace, fought, folder / "a.jpg")
    ann.sync()
    bo.edit(PIT, fought, depth_m=3.0, threatened_people=5)
    bo.delete(PIT, gone)
    bo.add("problem_land", problem_uuid=parent, land_use="0103", area_hm2=1.5)
    add_photo(bo.workspace, bo.pit("new", note="bo"), folder / "b.jpg")


def the_first_sync(ann: Laptop, bo: Laptop, folder: Path) -> None:
    """Let ann have sent something, and bo have something to send with the first sync of all."""
    ann.pit("ann's")
    ann.sync()
    bo.pit("bo's")


@pytest.fixture(scope="module", params=HUBS)
def here(request: pytest.FixtureRequest) -> Iterator[Stage]:
    """Return a stage on which everything is to be told."""
    with stage(request.param, something_of_every_kind) as made:
        yield made


def test_a_sync_that_dies_at_any_moment_is_completed_by_the_next(here: Stage) -> None:
    events = dies_everywhere(here, at_most=None if here.kind == "embedded" else 5)
    with here.scene() as scene:
        sync(scene.folder)
        kinds = {view.kind for view in conflicts(scene.laptop("bo").workspace)}

    assert kinds == {"group", "edit_delete", "parent"}
    assert len(events) >= 9


def test_the_first_sync_of_a_laptop_that_dies_at_any_moment_is_completed_by_the_next() -> None:
    with stage("embedded", the_first_sync) as here:
        dies_everywhere(here, at_most=6)


def dies_everywhere(here: Stage, *, at_most: int | None) -> list[str]:
    """Let the second laptop's sync die before each event, or some, and see that the next completes it."""
    with here.scene() as scene:
        events = events_of(lambda: sync(scene.folder), scene.folder)
        expected = settled(scene)
    for number in places(len(events), at_most=at_most):
        with here.scene() as scene:
            died = dies(lambda: sync(scene.folder), scene.folder, number)
            assert died
            assert settled(scene) == expected, f"event {number}, {died}"
    return events


def test_the_other_laptop_may_sync_between_the_fault_and_the_next_try() -> None:
    with stage("embedded", something_of_every_kind) as here:
        with here.scene() as scene:
            events = events_of(lambda: sync(scene.folder), scene.folder)
            expected = settled(scene)
        for number in places(len(events), at_most=4):
            with here.scene() as scene:
                died = dies(lambda: sync(scene.folder), scene.folder, number)
                scene.laptop("ann").sync()
                assert settled(scene)["rows"] == expected["rows"], f"event {number}, {died}"

"""What happens to laptops and servers: a sentence and a way on, nothing lost, on every hub.

A server that goes away in the middle of a push, a clock a year off, last week's backup, a cloned laptop.
"""

from __future__ import annotations

import datetime as real
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from plugin.store.workspace import open_workspace
from plugin.sync import embedded_hub, mailbox_hub
from plugin.sync.batches import Batch
from plugin.sync.errors import BatchGapError, HubUnavailableError, RestoredBackupError
from plugin.sync.hub import PushResult
from plugin.sync.postgis_hub import PostgisHub
from plugin.workflows import sync_session
from plugin.workflows.synchronise import conflicts, continue_as_new_device
from tests.sync.hubs import HUBS
from tests.sync.laptops import Laptop, quick_folder
from tests.sync.postgres import shared_server
from tests.sync.ranked_mailbox import RankedMailbox
from tests.sync.team import Team

PIT = "problem_point"


@pytest.fixture(params=HUBS)
def team(request: pytest.FixtureRequest) -> Iterator[Team]:
    """Return a team whose hub is of each kind."""
    with quick_folder() as name, HUBS[request.param](Path(name)) as place:
        yield Team(Path(name), place)


@pytest.fixture
def both(team: Team) -> tuple[Laptop, Laptop, str]:
    """Return two laptops that know one pit."""
    ann, bo = team.laptop("ann"), team.laptop("bo")
    pit = ann.pit("141125T20240001")
    for laptop in (ann, bo):
        team.sync(laptop)
    return ann, bo, pit


def meet(team: Team, *laptops: Laptop) -> None:
    """Let all sync until there is nothing new, and check that they are equal."""
    for _ in range(3):
        for laptop in laptops:
            team.sync(laptop)
    assert all(laptop.rows() == laptops[0].rows() for laptop in laptops)
    assert all((team.sync(laptop).pushed, team.sync(laptop).pulled) == (0, 0) for laptop in laptops)


# -- a server that goes away


@dataclass
class Leaving:
    """A hub that goes away in the middle of a push: before it has stored the batch, or before it answers."""

    hub: Any
    stored: bool

    def __getattr__(self, name: str) -> Any:
        return getattr(self.hub, name)

    def push(self, batch: Batch) -> PushResult:
        """Lose the server."""
        if self.stored:
            self.hub.push(batch)
            raise HubUnavailableError("the hub", "the connection was lost")
        if isinstance(self.hub, PostgisHub):
            return self._push_after_the_server_closed(batch)
        if isinstance(self.hub, RankedMailbox):
            return self._push_after_the_stick_was_taken(batch)
        raise HubUnavailableError("the hub", "another program is writing it")

    def _push_after_the_server_closed(self, batch: Batch) -> PushResult:
        server, name = shared_server(), self.hub.address.parameters["dbname"]
        server.run(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        try:
            return self.hub.push(batch)  # type: ignore[no-any-return]
        finally:
            server.run(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')

    def _push_after_the_stick_was_taken(self, batch: Batch) -> PushResult:
        stick = self.hub.hub.path
        pocket = stick.with_name("pocket")
        stick.rename(pocket)
        stick.mkdir()  # where it was mounted
        try:
            return self.hub.push(batch)  # type: ignore[no-any-return]
        finally:
            assert list(stick.iterdir()) == []
            stick.rmdir()
            pocket.rename(stick)


@pytest.mark.parametrize("stored", [False, True])
def test_a_server_that_goes_away_in_the_middle_of_a_push(
    team: Team, both: tuple[Laptop, Laptop, str], stored: bool
) -> None:
    ann, bo, pit = both
    ann.edit(PIT, pit, depth_m=7.0)
    own = ann.pit("141125T20240002")

    with pytest.raises(HubUnavailableError, match=r"nothing was lost, mend that and sync again\.$"):
        team.sync(ann, lambda hub: Leaving(hub, stored))
    bo.edit(PIT, pit, threatened_people=3)
    team.sync(bo)

    meet(team, ann, bo)
    assert (bo.value(PIT, pit, "depth_m"), bo.value(PIT, pit, "threatened_people")) == (7.0, 3)
    assert {uuid for _, uuid in bo.rows()} == {pit, own}
    assert conflicts(ann.workspace) == conflicts(bo.workspace) == []


# -- clocks


@pytest.mark.parametrize("days", [-366, 366])
def test_a_clock_a_year_off_decides_nothing(
    team: Team, both: tuple[Laptop, Laptop, str], monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    ann, bo, pit = both

    class Off(real.datetime):
        @classmethod
        def now(cls, tz: real.tzinfo | None = None) -> Any:
            return real.datetime.now(tz) + real.timedelta(days=days)

    ann.edit(PIT, pit, depth_m=7.0, note="first")
    with monkeypatch.context() as off:
        for module in (embedded_hub, mailbox_hub, sync_session):
            off.setattr(module, "datetime", Off)
        team.sync(ann)
    bo.edit(PIT, pit, depth_m=8.0, threatened_people=3)
    team.sync(bo)
    team.forget(silent=False)
    ann.edit(PIT, pit, note="second")
    with monkeypatch.context() as off:
        for module in (embedded_hub, mailbox_hub, sync_session):
            off.setattr(module, "datetime", Off)
        team.sync(ann)

    meet(team, ann, bo)
    row = bo.rows()[(PIT, pit)]
    assert (row["depth_m"], row["threatened_people"], row["note"]) == (7.0, 3, "second")
    (conflict,) = conflicts(bo.workspace)
    assert {conflict.mine["depth_m"], conflict.theirs["depth_m"]} == {7.0, 8.0}


# -- last week's backup


def test_a_workspace_restored_from_last_weeks_backup(team: Team, both: tuple[Laptop, Laptop, str]) -> None:
    ann, bo, pit = both
    gone = ann.pit("141125T20240003")
    meet(team, ann, bo)
    backup = ann.workspace.path.with_name("backup.gpkg")
    shutil.copyfile(ann.workspace.path, backup)
    ann.edit(PIT, pit, depth_m=7.0)
    second = ann.pit("141125T20240002")
    ann.delete(PIT, gone)
    meet(team, ann, bo)
    team.forget(silent=True)

    backup.replace(ann.workspace.path)
    ann.edit(PIT, pit, threatened_people=3)
    ann.edit(PIT, gone, note="still there")
    with pytest.raises((RestoredBackupError, BatchGapError), match=r"as a new device and sync again\.$"):
        team.sync(ann)
    continue_as_new_device(ann.workspace, profile_folder=ann.profile)

    meet(team, ann, bo)
    row = bo.rows()[(PIT, pit)]
    assert (row["depth_m"], row["threatened_people"]) == (7.0, 3)
    assert bo.record(PIT, second) is not None
    assert bo.value(PIT, gone, "note") == "still there"
    assert [(view.uuid, view.kind) for view in conflicts(bo.workspace)] == [(gone, "edit_delete")]


def test_a_backup_in_which_nothing_was_edited_since_catches_up_by_itself(
    team: Team, both: tuple[Laptop, Laptop, str]
) -> None:
    ann, bo, pit = both
    backup = ann.workspace.path.with_name("backup.gpkg")
    shutil.copyfile(ann.workspace.path, backup)
    ann.edit(PIT, pit, depth_m=7.0)
    meet(team, ann, bo)

    backup.replace(ann.workspace.path)

    team.sync(ann)
    assert ann.rows() == bo.rows()


# -- a cloned laptop


def test_a_copied_workspace_is_a_device_of_its_own(team: Team, both: tuple[Laptop, Laptop, str]) -> None:
    ann, bo, pit = both
    ann.edit(PIT, pit, depth_m=7.0)
    clone = Laptop.with_copy_of(ann.workspace.path, team.folder, "clone", ann.hub)
    clone.edit(PIT, pit, threatened_people=3)
    made = [laptop.pit(f"141125T2024001{n}") for n, laptop in enumerate((ann, clone))]

    meet(team, ann, clone, bo)
    row = bo.rows()[(PIT, pit)]
    assert (row["depth_m"], row["threatened_people"]) == (7.0, 3)
    assert {uuid for _, uuid in bo.rows()} == {pit, *made}
    assert conflicts(bo.workspace) == []


def test_an_image_of_the_whole_disk_is_recognised_and_goes_on_as_a_new_device(
    team: Team, both: tuple[Laptop, Laptop, str]
) -> None:
    """Workspace, profile and every path are the same on both machines: here they take turns on one."""
    ann, bo, pit = both
    first, second = ann.workspace.path.with_name("first.gpkg"), ann.workspace.path.with_name("second.gpkg")
    for image in (first, second):
        shutil.copyfile(ann.workspace.path, image)

    def on(image: Path) -> Laptop:
        shutil.copyfile(image, ann.workspace.path)
        return replace(ann, workspace=open_workspace(ann.workspace.path))

    one = on(first)
    one.edit(PIT, pit, depth_m=7.0)
    team.sync(one)
    shutil.copyfile(one.workspace.path, first)
    two = on(second)
    two.edit(PIT, pit, threatened_people=3)
    with pytest.raises((RestoredBackupError, BatchGapError), match=r"as a new device and sync again\.$"):
        team.sync(two)
    continue_as_new_device(two.workspace, profile_folder=two.profile)
    team.sync(two)
    team.sync(bo)

    for laptop in (two, bo):
        row = laptop.rows()[(PIT, pit)]
        assert (row["depth_m"], row["threatened_people"]) == (7.0, 3)
    three = on(first)
    three.edit(PIT, pit, note="more")
    team.sync(three)
    team.sync(bo)
    assert bo.rows() == three.rows() and bo.value(PIT, pit, "note") == "more"

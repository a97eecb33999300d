"""A sync with nothing to do leaves the workspace unread, and never once too often."""

from __future__ import annotations

import os
import time
from contextlib import closing
from pathlib import Path

import pytest

from plugin.store.connection import open_connection
from plugin.sync.embedded_hub import create_hub
from plugin.workflows import sync_quiet, synchronise
from tests.sync.laptops import Laptop

PIT = "problem_point"


class OpenedError(Exception):
    """The workspace was read."""


def refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody open the workspace from now on."""

    def opened(*_: object) -> None:
        raise OpenedError

    monkeypatch.setattr(synchronise, "Access", opened)


def let_time_pass(laptop: Laptop) -> None:
    """Make the workspace's files as old as if nobody had written them for a minute."""
    past = time.time() - 60
    for file in laptop.workspace.path.parent.glob(laptop.workspace.path.name + "*"):
        os.utime(file, (past, past))
    if laptop.workspace.photo_folder.is_dir():
        os.utime(laptop.workspace.photo_folder, (past, past))


def quiet(laptop: Laptop) -> None:
    laptop.sync()
    let_time_pass(laptop)
    laptop.sync()


def test_a_workspace_that_nobody_wrote_is_not_opened(ann: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    ann.pit("1")
    quiet(ann)
    refuse(monkeypatch)
    result = ann.sync()
    assert (result.pushed, result.pulled) == (0, 0)
    assert result.account == "0 changes were sent and 0 rows were received."


def test_a_workspace_written_a_moment_ago_is_opened(ann: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    ann.pit("1")
    ann.sync()
    ann.sync()
    refuse(monkeypatch)
    with pytest.raises(OpenedError):
        ann.sync()


def test_an_edit_goes_with_the_next_sync(ann: Laptop) -> None:
    pit = ann.pit("1")
    quiet(ann)
    ann.edit(PIT, pit, depth_m=3.0)
    assert ann.sync().pushed == 1


@pytest.mark.skipif(
    os.name == "nt", reason="Windows may write the time of an open file late; it is read there"
)
def test_an_edit_that_waits_in_the_log_of_an_open_file_goes_with_the_next_sync(ann: Laptop) -> None:
    pit = ann.pit("1")
    with closing(open_connection(ann.workspace.path)) as editor:
        editor.execute("PRAGMA journal_mode = WAL")
        quiet(ann)
        editor.execute(f"UPDATE {PIT} SET depth_m = 3 WHERE uuid = ?", (pit,))
        assert ann.sync().pushed == 1


def test_what_others_sent_is_received(ann: Laptop, bo: Laptop) -> None:
    quiet(ann)
    bo.pit("2")
    bo.sync()
    assert ann.sync().pulled == 1


def test_another_hub_at_the_same_place_is_noticed(ann: Laptop) -> None:
    quiet(ann)
    Path(ann.hub).unlink()
    create_hub(Path(ann.hub)).close()
    with pytest.raises(synchronise.WrongHubError):
        ann.sync()


def test_a_file_that_became_another_device_is_opened(ann: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    quiet(ann)
    for file in (ann.profile / "devices").iterdir():
        file.unlink()
    refuse(monkeypatch)
    with pytest.raises(OpenedError):
        ann.sync()


def test_what_waits_for_a_person_is_told_each_time(ann: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    ann.pit("1", classification="classified")
    quiet(ann)
    refuse(monkeypatch)
    with pytest.raises(OpenedError):
        ann.sync()


def test_windows_is_told_by_the_count_of_changes(ann: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    pit = ann.pit("1")
    monkeypatch.setattr(sync_quiet.sys, "platform", "win32")
    quiet(ann)
    before = sync_quiet.state_of(ann.workspace)
    assert before is not None
    ann.edit(PIT, pit, depth_m=3.0)
    let_time_pass(ann)
    after = sync_quiet.state_of(ann.workspace)
    assert after is not None
    assert after[-1] != before[-1]

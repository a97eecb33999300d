"""What a killed process leaves half written goes a day later; what somebody is writing stays."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin import drafts
from plugin.store.errors import WorkspaceNotWritableError
from plugin.store.workspace import copy_workspace, create_workspace
from plugin.sync.durable_files import write_whole
from plugin.sync.embedded_hub import create_hub
from plugin.workflows import workspaces

DAY, MONTH = drafts.DEAD_AFTER_S, drafts.FORSAKEN_AFTER_S
KILLED = """
import os, signal, sys
from pathlib import Path
from plugin.sync.durable_files import write_whole

def pieces():
    yield b"half of it"
    os.kill(os.getpid(), signal.SIGKILL)

write_whole(Path(sys.argv[1]), pieces())
"""


@pytest.fixture
def left(tmp_path: Path, repository: Path) -> Path:
    """Return the draft that a process left which was killed as it wrote."""
    command = [sys.executable, "-c", KILLED, str(tmp_path / "letter.json")]
    assert subprocess.run(command, cwd=repository, check=False).returncode < 0
    (draft,) = tmp_path.iterdir()
    return draft


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def later(seconds: float) -> float:
    return time.time() + seconds + 60


def let_a_day_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all that was written until now be as old as the draft of a dead writer."""
    monkeypatch.setattr(drafts, "DEAD_AFTER_S", -60.0)


def test_what_a_killed_process_left_goes_when_nobody_has_touched_it_for_a_day(left: Path) -> None:
    drafts.sweep(left.parent, now=later(-120))
    assert left.exists()

    drafts.sweep(left.parent, now=later(DAY))
    assert not left.exists()


def test_the_next_file_in_a_folder_sweeps_what_a_killed_process_left(
    left: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_a_day_pass(monkeypatch)

    write_whole(left.parent / "letter.json", b"all of it")

    assert names(left.parent) == {"letter.json"}


def test_a_folder_is_swept_once_in_the_life_of_a_process(tmp_path: Path) -> None:
    write_whole(tmp_path / "1.json", b"first")
    draft = drafts.draft_of(tmp_path / "2.json")
    draft.touch()

    write_whole(tmp_path / "3.json", b"third")

    assert draft.exists()


def test_what_another_is_writing_at_the_same_time_stays_and_becomes_whole(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"half"
        write_whole(tmp_path / "theirs.json", b"theirs")
        yield b" and half"

    write_whole(tmp_path / "mine.json", pieces())

    assert (tmp_path / "mine.json").read_bytes() == b"half and half"
    assert names(tmp_path) == {"mine.json", "theirs.json"}


def test_files_of_other_programs_stay_however_old(tmp_path: Path) -> None:
    others = {"photo.jpg.part", ".photo.part", f".{'a' * 32}.tmp", f"{'a' * 32}.part", f".{'A' * 32}.part"}
    for name in others:
        (tmp_path / name).touch()

    drafts.sweep(tmp_path, now=later(10 * MONTH))

    assert names(tmp_path) == others


def test_a_draft_goes_with_the_journals_of_its_database_and_as_a_folder(tmp_path: Path) -> None:
    draft = drafts.draft_of(tmp_path / "a.gpkg")
    for suffix in ("", "-wal", "-shm", "-journal"):
        draft.with_name(draft.name + suffix).touch()
    photos = drafts.draft_of(tmp_path / "a_photos")
    photos.mkdir()
    (photos / "1.jpg").touch()

    drafts.sweep(tmp_path, now=later(DAY))

    assert names(tmp_path) == set()


def test_a_photo_that_came_in_part_is_gone_on_with_for_a_month(tmp_path: Path) -> None:
    piece = drafts.piece_of(tmp_path / "a.jpg", "f" * 64)
    piece.write_bytes(b"its beginning")

    drafts.sweep(tmp_path, now=later(DAY))
    assert piece.exists()

    drafts.sweep(tmp_path, now=later(MONTH))
    assert not piece.exists()


def test_a_copy_is_as_old_as_its_making_not_as_its_original(tmp_path: Path) -> None:
    draft = drafts.draft_of(tmp_path / "a_photos")
    draft.mkdir()
    os.utime(draft, (0, 0))

    drafts.sweep(tmp_path)

    assert draft.exists()


def test_a_folder_that_is_not_there_needs_no_sweeping(tmp_path: Path) -> None:
    drafts.sweep(tmp_path / "none")


def test_opening_a_workspace_sweeps_beside_it_and_among_its_photos(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = create_workspace(tmp_path / "liulin.gpkg", county_code="141125")
    workspace.photo_folder.mkdir()
    for place in (workspace.path, workspace.photo_folder / "a.jpg"):
        drafts.draft_of(place).touch()
    workspaces.open_(workspace.path)
    assert len(names(tmp_path)) == 3

    let_a_day_pass(monkeypatch)
    workspaces.open_(workspace.path)

    assert names(tmp_path) == {"liulin.gpkg", "liulin_photos"}
    assert names(workspace.photo_folder) == set()


def test_copying_a_workspace_and_making_a_hub_sweep_where_they_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = create_workspace(tmp_path / "liulin.gpkg", county_code="141125")
    for name in ("copies", "hubs"):
        (tmp_path / name).mkdir()
        drafts.draft_of(tmp_path / name / "x").touch()
    let_a_day_pass(monkeypatch)

    copy_workspace(workspace.path, tmp_path / "copies" / "copy.gpkg")
    create_hub(tmp_path / "hubs" / "province.mrhub").close()

    assert names(tmp_path / "copies") == {"copy.gpkg"}
    assert names(tmp_path / "hubs") == {"province.mrhub"}


def test_a_writer_whose_draft_was_swept_away_leaves_the_old_file_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = create_workspace(tmp_path / "liulin.gpkg", county_code="141125")
    (tmp_path / "copies").mkdir()
    monkeypatch.setattr("plugin.store.workspace._sync_to_disk", Path.unlink)

    with pytest.raises(WorkspaceNotWritableError, match="the folder is not there"):
        copy_workspace(workspace.path, tmp_path / "copies" / "copy.gpkg")

    assert names(tmp_path / "copies") == set()


def test_the_plain_copy_of_a_sealed_package_goes_a_day_after_its_reader_was_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "mine_restoration_scratch_abc_1234").mkdir()
    (tmp_path / "mine_restoration_scratch_abc_1234" / "plain").touch()
    with drafts.scratch_folder() as folder:
        assert names(tmp_path) == {"mine_restoration_scratch_abc_1234", folder.name}
    monkeypatch.setattr(drafts, "_SWEPT", set())
    monkeypatch.setattr(time, "time", lambda now=time.time: now() + DAY + 60)

    with drafts.scratch_folder():
        pass

    assert "mine_restoration_scratch_abc_1234" not in names(tmp_path)

"""A save in QGIS on a real disk that is full: a sentence, the edits stay open, and the next one completes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from pytestqt.qtbot import QtBot

from plugin.qgis_bridge.editing import RecordEditor
from plugin.qgis_bridge.errors import SaveFailedError
from plugin.qgis_bridge.session import Session
from plugin.store.records import Record, insert_records, new_uuid, read_records
from tests.sync.small_disks import SmallDisk, small_disk

AREA = "problem_area"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """Return a disk that is a little larger than a workspace."""
    with small_disk(tmp_path / "disk", megabytes=8) as disk:
        yield disk


@pytest.fixture
def workspace_path(template: Path, disk: SmallDisk) -> Path:
    """Return a workspace on the small disk."""
    return Path(shutil.copyfile(template, disk.path / "county.gpkg"))


SHAPE, MOVED = shapely.box(110.9, 37.4, 110.91, 37.41), shapely.box(110.95, 37.4, 110.96, 37.41)
LONG = "x" * 20_000


@pytest.fixture
def stored(session: Session) -> list[str]:
    """Return the uuids of three records in the file."""
    records = [Record(AREA, new_uuid(), {"type": "P104"}, SHAPE) for _ in range(3)]
    with session.require_workspace().write() as connection:
        insert_records(connection, records)
    session.reload()
    return [record.uuid for record in records]


def in_the_file(session: Session) -> dict[str, tuple[object, bool]]:
    """Return note and place of each record in the file, which must be sound."""
    with session.require_workspace().connect() as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        found = read_records(connection, AREA)
    return {r.uuid: (r.values["note"], shapely.equals(r.geometry, MOVED)) for r in found}


def edit(editor: RecordEditor, stored: list[str]) -> dict[str, tuple[object, bool]]:
    """Add, change, move and delete without saving; return what the file must hold after a save."""
    changed, moved, gone = stored
    made = [editor.add(AREA, SHAPE, {"type": "P104", "note": LONG}) for _ in range(20)]
    editor.update(AREA, changed, {"note": LONG})
    editor.update(AREA, moved, {}, MOVED)
    editor.delete(AREA, gone)
    return {**dict.fromkeys([*made, changed], (LONG, False)), moved: (None, True)}


def test_a_save_on_a_full_disk_keeps_every_edit_open(
    disk: SmallDisk, session: Session, editor: RecordEditor, stored: list[str]
) -> None:
    wanted = edit(editor, stored)
    for room in (0, 8192, 60_000, 200_000):
        disk.fill(but=room)
        with pytest.raises(SaveFailedError, match="they are kept"):
            editor.save(wait_s=0)
        disk.free()
        assert set(in_the_file(session)) == set(stored)
        assert session.has_unsaved_edits()

    editor.save()

    assert in_the_file(session) == wanted
    assert not session.has_unsaved_edits()


def test_the_users_own_save_button_on_a_full_disk_loses_nothing(
    disk: SmallDisk, session: Session, editor: RecordEditor, stored: list[str], qtbot: QtBot
) -> None:
    wanted = edit(editor, stored)
    qtbot.wait(50)  # the guard looks at the edit buffers when the event loop runs
    disk.fill(but=8192)
    done, _ = session.project.commitChanges(True, session.layers[AREA])
    assert not done
    qtbot.wait(50)
    disk.free()
    assert set(in_the_file(session)) == set(stored)

    editor.save()

    assert in_the_file(session) == wanted

"""One workspace, two writers: QGIS has a layer in editing while a dock computes and writes. Nothing is lost.

The margins are wide: they tell a pause from the 25 seconds for which QGIS freezes when it meets a lock.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import shapely
from pytestqt.qtbot import QtBot
from qgis.PyQt.QtCore import QTimer

from plugin.domain.progress import Progress
from plugin.qgis_bridge.editing import RecordEditor
from plugin.qgis_bridge.errors import SaveFailedError
from plugin.qgis_bridge.session import Session
from plugin.qgis_bridge.tasks import run_in_background
from plugin.store.records import Record, insert_records, new_uuid, read_records, update_record, write_derived
from plugin.store.workspace import Workspace
from plugin.workflows.protection import compute_protection

PIT = shapely.box(110.90, 37.40, 110.91, 37.41)
RIVER = shapely.LineString([(110.88, 37.405), (110.93, 37.405)])
A_PAUSE_S = 8.0


@pytest.fixture
def workspace(session: Session) -> Workspace:
    return session.require_workspace()


@pytest.fixture
def pit(session: Session, workspace: Workspace) -> str:
    """Return the uuid of a problem in the file, that the layers show."""
    record = Record("problem_area", new_uuid(), {"type": "P104", "name": "坑"}, PIT)
    with workspace.write() as connection:
        insert_records(connection, [record])
    session.reload()
    return record.uuid


@pytest.fixture
def stopwatch() -> Iterator[Callable[[], float]]:
    start = time.monotonic()
    yield lambda: time.monotonic() - start


def stored(workspace: Workspace, table: str, uuid: str) -> dict[str, object]:
    with workspace.connect() as connection:
        (record,) = read_records(connection, table, uuids=[uuid])
    return dict(record.values)


def hold_lock(path: Path, seconds: float) -> threading.Thread:
    """Return a running thread that holds a write transaction, as another program would; it is in place on
    return.
    """
    held = threading.Event()

    def work() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            held.set()
            time.sleep(seconds)
            connection.execute("ROLLBACK")

    thread = threading.Thread(target=work)
    thread.start()
    assert held.wait(5)
    return thread


def test_our_short_writes_succeed_while_a_layer_has_open_edits(
    session: Session, editor: RecordEditor, workspace: Workspace, pit: str, stopwatch: Callable[[], float]
) -> None:
    editor.update("problem_area", pit, {"depth_m": 12.5})
    new = editor.add("problem_area", shapely.box(110.95, 37.4, 110.96, 37.41), {"type": "P401"})
    for number in range(20):
        with workspace.write() as connection:
            write_derived(connection, "problem_area", {pit: {"grade": "YZ", "nearest_distance_m": number}})
    with workspace.write() as connection:
        update_record(connection, "problem_area", pit, {"village": "贺昌村"})
    session.reload(["problem_area"])
    record = editor.record("problem_area", pit)
    assert record is not None
    assert (record.values["depth_m"], record.values["village"], record.values["grade"]) == (
        12.5,
        "贺昌村",
        "YZ",
    )
    editor.save()
    assert stopwatch() < A_PAUSE_S
    after = stored(workspace, "problem_area", pit)
    assert (after["depth_m"], after["village"], after["nearest_distance_m"]) == (12.5, "贺昌村", 19.0)
    assert stored(workspace, "problem_area", new)["type"] == "P401"


def test_a_dock_computes_in_the_background_while_a_layer_is_edited(
    session: Session, editor: RecordEditor, workspace: Workspace, pit: str, qtbot: QtBot
) -> None:
    with workspace.write() as connection:
        insert_records(
            connection, [Record("protected_line", new_uuid(), {"class": "X4A", "name": "三川河"}, RIVER)]
        )
    session.reload()
    editor.update("problem_area", pit, {"depth_m": 7.25})
    answers: list[object] = []

    def compute(progress: Progress) -> object:
        return compute_protection(workspace, progress=progress)

    run_in_background("zones", compute, on_done=answers.append, on_error=answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=60_000)
    session.reload()
    zones, problems = session.layer("protection_zone"), session.layer("problem_area")
    assert zones is not None and problems is not None
    assert zones.featureCount() >= 1
    feature = next(problems.getFeatures())
    assert feature["depth_m"] == 7.25, "the open edit is still there"
    assert feature["nearest_name"] == "三川河", "and the map knows what was computed"
    editor.save()
    after = stored(workspace, "problem_area", pit)
    assert (after["depth_m"], after["nearest_name"]) == (7.25, "三川河")


def test_saving_waits_for_another_writer_with_a_living_window(
    session: Session, editor: RecordEditor, workspace: Workspace, pit: str, stopwatch: Callable[[], float]
) -> None:
    new = editor.add(
        "problem_area", PIT, {"type": "P401"}, {"problem_land": [{"land_use": "01", "area_hm2": 1}]}
    )
    editor.update("problem_area", pit, {"depth_m": 3})
    beats: list[float] = []
    timer = QTimer(session)
    timer.timeout.connect(lambda: beats.append(stopwatch()))
    timer.start(50)
    thread = hold_lock(workspace.path, 1.5)
    editor.save()
    thread.join()
    timer.stop()
    assert stopwatch() < A_PAUSE_S
    assert len(beats) >= 5, "the window went on while the save waited"
    assert stored(workspace, "problem_area", pit)["depth_m"] == 3.0
    assert stored(workspace, "problem_area", new)["type"] == "P401"


def test_a_save_that_meets_a_lasting_lock_keeps_every_edit_for_the_next_try(
    session: Session, editor: RecordEditor, workspace: Workspace, pit: str, stopwatch: Callable[[], float]
) -> None:
    new = editor.add("problem_area", PIT, {"type": "P401"})
    editor.update("problem_area", pit, {"depth_m": 3})
    thread = hold_lock(workspace.path, 2.0)
    with pytest.raises(SaveFailedError, match="they are kept") as failure:
        editor.save(wait_s=0.5)
    assert failure.value.locked
    assert stopwatch() < A_PAUSE_S
    assert session.busy_rows() == {("problem_area", new), ("problem_area", pit)}
    thread.join()
    editor.save()
    assert stored(workspace, "problem_area", pit)["depth_m"] == 3.0
    assert stored(workspace, "problem_area", new)["type"] == "P401"


def test_qgis_saves_by_itself_while_we_write_in_turns(
    session: Session, editor: RecordEditor, workspace: Workspace, pit: str
) -> None:
    for number in range(5):
        editor.update("problem_area", pit, {"depth_m": float(number)})
        with workspace.write() as connection:
            update_record(connection, "problem_area", pit, {"loss_wan_yuan": number * 10.0})
        editor.save()
        session.reload(["problem_area"])
    after = stored(workspace, "problem_area", pit)
    assert (after["depth_m"], after["loss_wan_yuan"]) == (4.0, 40.0)
    record = editor.record("problem_area", pit)
    assert record is not None and record.values == after

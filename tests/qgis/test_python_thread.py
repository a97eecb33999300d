"""Background work runs in threads of Python's own: in those of Qt, pyproj 3.7 loses its context."""

from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot
from qgis.PyQt.QtCore import QRunnable, QThreadPool

from plugin.geometry.projection import local_projection
from plugin.qgis_bridge.python_thread import in_python_thread
from plugin.qgis_bridge.tasks import run_in_background


class _OnThread(QRunnable):
    """Calls `in_python_thread` from a thread that Qt made, and keeps which threads there were."""

    def __init__(self) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self.outer: threading.Thread | None = None
        self.inner: threading.Thread | None = None

    def run(self) -> None:
        self.outer = threading.current_thread()
        self.inner = in_python_thread(threading.current_thread)


def test_work_that_qt_starts_runs_in_a_thread_of_pythons_own() -> None:
    pool = QThreadPool()
    one = _OnThread()
    pool.start(one)
    assert pool.waitForDone(10_000)
    assert one.inner is not None and one.inner is not one.outer
    assert one.inner.name.startswith("mine_restoration")


def test_on_the_main_thread_the_function_is_simply_called() -> None:
    assert in_python_thread(threading.current_thread) is threading.main_thread()


def test_what_the_function_raises_reaches_the_caller() -> None:
    def fails() -> None:
        raise ValueError("no such rule")

    with pytest.raises(ValueError, match="no such rule"):
        in_python_thread(fails)


def test_one_task_after_another_projects_and_qgis_lives(qtbot: QtBot) -> None:
    found: list[float] = []
    for _ in range(5):
        before = len(found)
        run_in_background(
            "project",
            lambda progress: float(local_projection((110.0, 37.0, 111.0, 38.0)).scale(110.5, 37.5)[0]),
            on_done=found.append,
            on_error=lambda error: pytest.fail(str(error)),
        )
        qtbot.waitUntil(lambda n=before: len(found) > n)
    assert found == pytest.approx([1.0] * 5, abs=1e-9)

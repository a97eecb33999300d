"""Long work runs beside the window and answers on the main thread."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QLabel

from plugin.domain.errors import MineRestorationError, UnknownCodeError
from plugin.domain.progress import CancelledError, Progress, check
from plugin.qgis_bridge.errors import UnexpectedError
from plugin.qgis_bridge.tasks import BackgroundTask, run_in_background


class Answers:
    """What came back from a task, and on which thread."""

    def __init__(self) -> None:
        self.results: list[Any] = []
        self.errors: list[MineRestorationError] = []
        self.threads: set[int] = set()

    def done(self, result: Any) -> None:
        self.results.append(result)
        self.threads.add(threading.get_ident())

    def failed(self, error: MineRestorationError) -> None:
        self.errors.append(error)
        self.threads.add(threading.get_ident())

    def run(self, function: Any) -> BackgroundTask[Any]:
        return run_in_background("work", function, on_done=self.done, on_error=self.failed)

    def wait(self, qtbot: QtBot) -> None:
        qtbot.waitUntil(lambda: bool(self.results or self.errors), timeout=20_000)


def test_the_result_comes_back_on_the_main_thread(qgis_app: QgsApplication, qtbot: QtBot) -> None:
    answers = Answers()
    answers.run(lambda progress: threading.get_ident())
    answers.wait(qtbot)
    assert answers.errors == []
    assert answers.results[0] != threading.get_ident(), "the work was done in another thread"
    assert answers.threads == {threading.get_ident()}


def test_an_error_of_ours_comes_back_as_it_is(qgis_app: QgsApplication, qtbot: QtBot) -> None:
    answers = Answers()

    def fail(progress: Progress) -> None:
        raise UnknownCodeError("mine_status", "??")

    answers.run(fail)
    answers.wait(qtbot)
    assert isinstance(answers.errors[0], UnknownCodeError)
    assert answers.threads == {threading.get_ident()}


def test_a_fault_becomes_one_sentence_and_its_traceback_is_logged(
    qgis_app: QgsApplication, qtbot: QtBot
) -> None:
    answers = Answers()
    answers.run(lambda progress: 1 / 0)
    answers.wait(qtbot)
    assert isinstance(answers.errors[0], UnexpectedError)
    assert "Traceback" not in str(answers.errors[0]) and "division by zero" in str(answers.errors[0])


def test_a_cancelled_task_stops_and_says_so(qgis_app: QgsApplication, qtbot: QtBot) -> None:
    answers = Answers()
    started = threading.Event()

    def work(progress: Progress) -> None:
        started.set()
        for step in range(2000):
            check(progress)
            progress.report(step / 2000, f"step {step}")
            time.sleep(0.005)

    task = answers.run(work)
    assert started.wait(10)
    task.cancel()
    answers.wait(qtbot)
    assert isinstance(answers.errors[0], CancelledError)
    assert answers.results == []


def test_progress_reaches_the_task(qgis_app: QgsApplication, qtbot: QtBot) -> None:
    answers = Answers()
    go_on = threading.Event()

    def work(progress: Progress) -> bool:
        progress.report(0.5, "half")
        return go_on.wait(10)

    task = answers.run(work)
    qtbot.waitUntil(lambda: task.progress() == 50.0, timeout=10_000)
    go_on.set()
    answers.wait(qtbot)
    assert answers.results == [True]


@pytest.mark.parametrize("told_by", ["a method", "a lambda"])
def test_a_window_that_was_closed_meanwhile_hears_nothing(told_by: str, qtbot: QtBot) -> None:
    closed = threading.Event()
    label = QLabel()
    answered = Answers()
    on_done = label.setText if told_by == "a method" else lambda text: label.setText(text)
    task = run_in_background(
        "work", lambda _: closed.wait(20) and "late", on_done=on_done, on_error=answered.failed
    )
    sip.delete(label)
    with qtbot.waitSignal(task.taskCompleted, timeout=20_000):
        closed.set()

    assert not answered.errors

"""Long work beside the window: it can be stopped, one piece runs at a time, and its error is one sentence."""

from __future__ import annotations

import time

import pytest

from plugin.domain.errors import MineRestorationError
from plugin.domain.progress import CancelledError, Progress, check
from plugin.gui.widgets.progress_strip import ProgressStrip


@pytest.fixture
def strip(qgis_app: object, qtbot: object) -> ProgressStrip:
    strip = ProgressStrip()
    qtbot.addWidget(strip)
    return strip


def until_stopped(progress: Progress) -> None:
    """Work until somebody stops it, ten seconds at most."""
    for step in range(1000):
        check(progress)
        progress.report(step / 1000)
        time.sleep(0.01)


def test_cancel_stops_the_work_and_tells_so(strip: ProgressStrip, qtbot: object) -> None:
    errors: list[MineRestorationError] = []
    strip.run("working", until_stopped, on_done=errors.append, on_error=errors.append)
    assert strip.is_busy
    assert not strip.isHidden()
    strip.cancel_button.click()
    qtbot.waitUntil(lambda: not strip.is_busy, timeout=5000)
    assert isinstance(errors[0], CancelledError)
    assert strip.isHidden()


def test_a_second_piece_of_work_waits_for_nobody_and_does_not_start(
    strip: ProgressStrip, qtbot: object
) -> None:
    started: list[str] = []
    strip.run("first", until_stopped, on_done=lambda _: None, on_error=lambda _: None)
    strip.run("second", lambda _: started.append("second"), on_done=lambda _: None, on_error=lambda _: None)
    strip.cancel()
    qtbot.waitUntil(lambda: not strip.is_busy, timeout=5000)
    assert started == []


def test_a_fault_of_the_program_reaches_the_person_as_a_sentence(strip: ProgressStrip, qtbot: object) -> None:
    errors: list[MineRestorationError] = []
    strip.run("dividing", lambda _: 1 / 0, on_done=lambda _: None, on_error=errors.append)
    qtbot.waitUntil(lambda: not strip.is_busy, timeout=5000)
    assert "dividing" in str(errors[0])
    assert "division by zero" in str(errors[0])

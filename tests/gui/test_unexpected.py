"""An error that nobody expected ends in the message bar, never in a dialog that blocks the window."""

from __future__ import annotations

import sys

import pytest
from qgis.utils import qgis_excepthook

from plugin.gui.messages import Messages
from plugin.gui.unexpected import UnexpectedErrors
from plugin.store.shape import require_whole


@pytest.fixture
def handler(qgis_iface: object) -> UnexpectedErrors:
    return UnexpectedErrors(Messages(qgis_iface))


def test_an_error_in_our_files_is_one_sentence(
    handler: UnexpectedErrors, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[BaseException] = []
    monkeypatch.setattr(Messages, "error", lambda self, error: told.append(error))
    try:
        require_whole(None)  # type: ignore[arg-type]
    except AttributeError as error:
        handler.handle(type(error), error, error.__traceback__)
    assert [type(error) for error in told] == [AttributeError]


def test_an_error_elsewhere_stays_with_qgis(
    handler: UnexpectedErrors, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[BaseException] = []
    monkeypatch.setattr(
        "plugin.gui.unexpected.qgis_excepthook", lambda kind, error, trace: left.append(error)
    )
    error = ValueError("of another plugin")
    handler.handle(ValueError, error, None)
    assert left == [error]


def test_only_the_place_of_qgis_itself_is_taken_and_given_back(
    handler: UnexpectedErrors, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not handler.install()  # a test's own handler stands there
    monkeypatch.setattr(sys, "excepthook", qgis_excepthook)
    assert handler.install()
    assert sys.excepthook == handler.handle
    handler.remove()
    assert sys.excepthook is qgis_excepthook

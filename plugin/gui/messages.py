"""Sentences for the person, in the message bar of QGIS; details of the unexpected go to the log."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from qgis.core import Qgis, QgsApplication
from qgis.gui import QgisInterface

from ..domain.errors import MineRestorationError
from ..domain.progress import CancelledError
from ..qgis_bridge.error_text import sentence_of
from ..qgis_bridge.translation import tr

LOG_TAG = "Mine Restoration"
_SECONDS = 6


class Messages:
    """Tells a person what happened, in one sentence each."""

    def __init__(self, iface: QgisInterface) -> None:
        self._iface = iface

    def done(self, sentence: str) -> None:
        """Tell that something is done."""
        self._push(sentence, Qgis.MessageLevel.Success, _SECONDS)

    def hint(self, sentence: str) -> None:
        """Tell something worth knowing."""
        self._push(sentence, Qgis.MessageLevel.Info, _SECONDS)

    def warn(self, sentence: str) -> None:
        """Tell that something is not as it should be; the sentence stays until it is closed."""
        self._push(sentence, Qgis.MessageLevel.Warning, 0)

    def error(self, error: BaseException) -> None:
        """Tell that something failed: our own errors say what to do, others go to the log with their
        traceback."""
        if isinstance(error, CancelledError):
            self.hint(sentence_of(error))
            return
        if not isinstance(error, MineRestorationError):
            details = "".join(traceback.format_exception(type(error), error, error.__traceback__))
            QgsApplication.messageLog().logMessage(details, LOG_TAG, Qgis.MessageLevel.Critical, False)
        self._push(sentence_of(error), Qgis.MessageLevel.Critical, 0)

    @contextmanager
    def told(self) -> Iterator[None]:
        """Tell every error of ours that the body raises, and go on after it."""
        try:
            yield
        except MineRestorationError as error:
            self.error(error)

    def _push(self, sentence: str, level: Qgis.MessageLevel, seconds: int) -> None:
        self._iface.messageBar().pushMessage(tr("Mine restoration"), sentence, level, seconds)

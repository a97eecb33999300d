"""The plugin's page of QGIS's log panel: what is too long for a sentence in the message bar."""

from __future__ import annotations

import traceback

from qgis.core import Qgis, QgsMessageLog

LOG_TAG = "Mine Restoration"


def log(text: str, level: Qgis.MessageLevel = Qgis.MessageLevel.Info) -> None:
    """Write a line to the log panel, without a sign in the window."""
    QgsMessageLog.logMessage(text, LOG_TAG, level, False)


def log_traceback(error: BaseException) -> None:
    """Write where an unexpected error came from to the log panel; safe to call from any thread."""
    details = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    QgsMessageLog.logMessage(details, LOG_TAG, Qgis.MessageLevel.Critical, False)

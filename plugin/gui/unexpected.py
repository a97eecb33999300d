"""What nobody expected, in the message bar: QGIS opens a dialog for it that blocks the window."""

from __future__ import annotations

import sys
from types import TracebackType

from qgis.PyQt.QtCore import QCoreApplication, QThread
from qgis.utils import qgis_excepthook

from .messages import Messages

_PACKAGE = __name__.removesuffix("gui.unexpected")


class UnexpectedErrors:
    """Takes the place of QGIS's own handler for errors that pass through this plugin's modules.

    QGIS shows an error of a slot in a modal dialog where its window is not the active one. Somebody else's
    handler, such as that of a test or of another plugin, stays.
    """

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    def install(self) -> bool:
        """Return whether errors come here now."""
        if sys.excepthook is not qgis_excepthook:
            return False
        sys.excepthook = self.handle
        return True

    def remove(self) -> None:
        """Give the place back."""
        if sys.excepthook == self.handle:
            sys.excepthook = qgis_excepthook

    def handle(
        self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        """Tell an error of ours in the message bar and the log; leave others to QGIS."""
        if _is_ours(traceback) and _on_main_thread():
            self._messages.error(error)
        else:
            qgis_excepthook(kind, error, traceback)


def _is_ours(traceback: TracebackType | None) -> bool:
    while traceback is not None:
        if str(traceback.tb_frame.f_globals.get("__name__", "")).startswith(_PACKAGE):
            return True
        traceback = traceback.tb_next
    return False


def _on_main_thread() -> bool:
    application = QCoreApplication.instance()
    return application is not None and QThread.currentThread() == application.thread()

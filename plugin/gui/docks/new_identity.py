"""The way on for a workspace that was restored from a backup, or cloned with its computer."""

from __future__ import annotations

from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtGui import QAction
from qgis.PyQt.QtWidgets import QPushButton

from ...domain.errors import MineRestorationError
from ...qgis_bridge.session import Session
from ...qgis_bridge.translation import tr
from ...sync.errors import BatchGapError, RestoredBackupError
from ...workflows.synchronise import continue_as_new_device
from ..dialogs.questions import ask_whether
from ..messages import Messages


class NewIdentity(QObject):
    """Shows its button where a hub took the workspace for an older copy of itself.

    Its ``action`` does the same at any time: who carries packages hears of it by telephone. ``taken``: the
    workspace is a device of its own now, and can be synced.
    """

    taken = pyqtSignal()

    def __init__(self, button: QPushButton, session: Session, messages: Messages) -> None:
        super().__init__(button)
        self._button, self._session, self._messages = button, session, messages
        button.clicked.connect(self._take)
        self.action = QAction(tr("Continue as a new device…"), self)
        self.action.setToolTip(button.toolTip())
        self.action.triggered.connect(self._ask_and_take)
        self.offer(None)

    def offer(self, error: MineRestorationError | None) -> None:
        """Show the button where this is what the last sync ended with."""
        self._button.setVisible(isinstance(error, (RestoredBackupError, BatchGapError)))

    def _ask_and_take(self) -> None:
        question = tr(
            "Is this workspace a restored backup, or a clone of another computer? It then goes on as a device"
            " of its own: what is recorded here stays and is merged, and a package whose receipt has not come"
            " is exported once more."
        )
        if self._session.workspace is not None and self._confirmed(question):
            self._take()

    def _confirmed(self, question: str) -> bool:
        title = tr("Continue as a new device")
        return ask_whether(self._button, title, question, yes=title)

    def _take(self) -> None:
        with self._messages.told():
            continue_as_new_device(self._session.require_workspace())
            self.offer(None)
            self._messages.done(
                tr("The workspace is a device of its own now; what waits goes with the next sync or package.")
            )
            self.taken.emit()

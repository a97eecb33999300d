"""What the panels of the protection dock have in common: a form that scrolls, and work beside the window."""

from __future__ import annotations

from qgis.PyQt import uic
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ... import paths
from ...domain.errors import MineRestorationError
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.session import Session
from ...qgis_bridge.translation import tr
from ..messages import Messages
from .progress_strip import ProgressStrip

DELAY_MS = 100
"""How long a panel waits for further changes before it reads anew."""


class BackgroundPanel(QWidget):
    """A form of `forms/` over a session; ``refresh`` reads anew, ``_update`` shows what is possible now."""

    SHOWN_TABLES: tuple[str, ...] = ()
    """How the names of the tables begin whose changes change what the panel shows."""

    def __init__(
        self,
        form: str,
        session: Session,
        messages: Messages,
        progress: ProgressStrip,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._messages, self.progress = session, messages, progress
        self._labels: Labels | None = None
        self._profile = ""
        self.ui = QWidget()
        uic.loadUi(str(paths.form(form)), self.ui)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self.ui)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(scroll)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self.refresh)

    def _listen(self) -> None:
        """Follow the work under way and the session's records; to be called once the form is ready."""
        self.progress.busyChanged.connect(lambda _: self._update())
        self._session.recordsChanged.connect(self._on_records)

    def _on_records(self, table: str) -> None:
        if table.startswith(self.SHOWN_TABLES):
            self._timer.start()

    def refresh(self) -> None:
        """Read what the panel shows anew."""
        self._update()

    def _update(self, *_: object) -> None:
        """Show what is possible now; nothing can be done while other work is under way."""
        self.ui.setEnabled(not self.progress.is_busy)

    def _failed(self, error: MineRestorationError) -> None:
        self._update()
        self._messages.error(error)

    @staticmethod
    def _no_workspace() -> str:
        return tr("No workspace is open; open or create one in the survey dock.")

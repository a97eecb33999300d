"""A banner that says that zones and hits are out of date, why, and offers to recompute."""

from __future__ import annotations

from qgis.PyQt import sip
from qgis.PyQt.QtCore import QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from ...domain.errors import MineRestorationError
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.listing import clauses
from ...qgis_bridge.rule_text import stale_text
from ...qgis_bridge.session import Session
from ...qgis_bridge.tasks import run_in_background
from ...qgis_bridge.translation import tr
from ...workflows.protection_state import ProtectionState, protection_state

DELAY_MS = 600
WATCHED = ("protected_", "problem_", "mine", "protection_", "sighting")


class StaleBanner(QFrame):
    """Looks beside the window whether the result is current; hidden while it is, or while nobody computed."""

    recompute = pyqtSignal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._labels: Labels | None = None
        self._profile = ""
        self._asked = 0
        self.state: ProtectionState | None = None
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.button = QPushButton(tr("Recompute"))
        self.button.clicked.connect(self.recompute)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 3, 6, 3)
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setStyleSheet("StaleBanner { background: #fff3cd; } StaleBanner QLabel { color: #5c4400; }")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self.look)
        session.recordsChanged.connect(self._on_records)
        self.hide()

    def set_workspace(self, labels: Labels | None) -> None:
        """Look at the session's workspace."""
        self._labels = labels
        self._show(None)
        self.look_soon()

    def set_profile(self, profile: str) -> None:
        """Look at the result for the rules of this profile."""
        self._profile = profile
        self.look_soon()

    def look_soon(self) -> None:
        """Look once nothing more changes for a moment."""
        self._timer.start()

    def _on_records(self, table: str) -> None:
        if table.startswith(WATCHED):
            self.look_soon()

    def look(self) -> None:
        """Look in the background; only the last question's answer counts."""
        workspace = self._session.workspace
        if workspace is None or self._labels is None:
            self._show(None)
            return
        self._asked += 1
        number, profile = self._asked, self._profile or None
        run_in_background(
            tr("Checking whether zones are current"),
            lambda progress: protection_state(workspace, profile=profile),
            on_done=lambda state: self._answered(number, state),
            on_error=lambda error: self._failed(number, error),
        )

    def _answered(self, number: int, state: ProtectionState) -> None:
        if not sip.isdeleted(self) and number == self._asked:
            self._show(state)

    def _failed(self, number: int, error: MineRestorationError) -> None:
        if not sip.isdeleted(self) and number == self._asked:
            self._show(None)

    def _show(self, state: ProtectionState | None) -> None:
        self.state = state
        stale = state is not None and not state.current and bool(state.computed_at)
        if stale and self._labels is not None:
            why = clauses(stale_text(reason, self._labels) for reason in state.reasons)
            self.label.setText(tr("Zones and hits are out of date: {}.").format(why))
            self.label.setToolTip(self.label.text())
        self.setVisible(stale)

    def unload(self) -> None:
        """Answer nothing more."""
        self._timer.stop()
        self._asked += 1

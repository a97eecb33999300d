"""The line of the sync dock that says in numbers what waits, and why the hub was not asked."""

from __future__ import annotations

from collections.abc import Callable

from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QLabel, QPushButton

from ...domain.errors import MineRestorationError
from ...qgis_bridge.account_text import waiting_text
from ...qgis_bridge.error_text import sentence_of
from ...qgis_bridge.hub_place import hub_place, is_at_hand
from ...qgis_bridge.session import Session
from ...qgis_bridge.tasks import run_in_background
from ...qgis_bridge.translation import tr
from ...store.workspace import Workspace
from ...sync.addresses import HubPlace
from ...workflows.synchronise import ChangeLogError
from .background_sync import BackgroundSync
from .sync_jobs import Look, look_at

DELAY_MS = 400


class WaitingLine(QObject):
    """Looks in the background, at the hub or, where it is away, at the workspace alone.

    ``wanted`` comes a moment after somebody asked to look soon, ``found`` carries how many conflicts are
    open. The button appears where the workspace has to be repaired.
    """

    wanted = pyqtSignal()
    found = pyqtSignal(int)

    def __init__(
        self,
        label: QLabel,
        repair: QPushButton,
        session: Session,
        background: BackgroundSync,
        *,
        address: Callable[[], str],
    ) -> None:
        super().__init__(label)
        self._label, self._repair, self._session = label, repair, session
        self._background, self._address = background, address
        self._looking = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self.wanted)
        repair.hide()

    def look_soon(self) -> None:
        """Look after a moment, in which more may change."""
        self._timer.start()

    def look(self) -> None:
        """Ask what waits, and show what the answer is."""
        self._timer.stop()
        workspace = self._session.workspace
        if workspace is None:
            self._label.setText(tr("No workspace is open; open or create one in the survey dock."))
        elif self._looking:
            self._timer.start()
        else:
            hub, reason = self._hub_to_ask()
            self._looking = True
            run_in_background(
                tr("Looking at the hub"),
                lambda _: look_at(workspace, hub),
                on_done=lambda look: self._answered(workspace, lambda: self._show(look, reason)),
                on_error=lambda error: self._answered(workspace, lambda: self._show_error(error)),
            )

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def offer_repair(self, error: MineRestorationError | None) -> None:
        """Show the button that repairs, where the change log was not watching."""
        self._repair.setVisible(isinstance(error, ChangeLogError))

    def _hub_to_ask(self) -> tuple[HubPlace | None, str]:
        """Return the hub, or None and why it cannot be asked now."""
        address = self._address()
        if not address:
            return None, tr("Choose the hub of your county, or create a new one.")
        if not is_at_hand(address):
            return None, tr("Press “Sync”: QGIS then asks for the master password, which keeps your login.")
        try:
            return hub_place(address), ""
        except MineRestorationError as error:
            return None, sentence_of(error)

    def _answered(self, workspace: Workspace, show: Callable[[], None]) -> None:
        """Show an answer, unless another workspace is open by now, or none."""
        self._looking = False
        if self._session.workspace is workspace:
            show()

    def _show(self, look: Look, reason: str) -> None:
        self.offer_repair(None)
        if look.error is not None:
            reason = sentence_of(look.error)
        reason = self._background.line or reason
        self._label.setText(f"{waiting_text(look.waiting)}\n{reason}".rstrip())
        self.found.emit(look.waiting.conflicts)

    def _show_error(self, error: MineRestorationError) -> None:
        self.offer_repair(error)
        self._label.setText(self._background.line or sentence_of(error))

"""Packages in the sync dock: two buttons for the county, and a menu for keys and for who runs the hub."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)

from ...domain.errors import MineRestorationError
from ...qgis_bridge.account_text import export_lines, hub_lines
from ...qgis_bridge.hub_place import hub_place
from ...qgis_bridge.session import Session
from ...qgis_bridge.translation import tr
from ...sync.package_errors import ReplayedPackageError, UnknownKeyError
from ...workflows.packages import (
    HUB_SCOPE,
    ExportResult,
    HubImport,
    export_package,
    import_package,
    import_package_to_hub,
    own_key,
    trust_card,
    trust_sender,
    write_key_card,
    write_receipt_again,
)
from ...workflows.recompute import recompute_changed
from ...workflows.synchronise import SyncResult
from ..dialogs.questions import ask_text, ask_whether, show_note
from ..messages import Messages
from ..settings import remember, remembered
from .progress_strip import ProgressStrip

FOLDER = "packages/folder"


class PackagePanel(QWidget):
    """Exports what waits, and takes receipts in, where there is no network.

    ``exported`` and ``taken_in`` carry lines for the account, ``received`` the result of a receipt.
    """

    exported = pyqtSignal(list)
    taken_in = pyqtSignal(list)
    received = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(
        self,
        session: Session,
        progress: ProgressStrip,
        messages: Messages,
        *,
        address: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._progress, self._messages, self._address = session, progress, messages, address
        self.export_button = QPushButton(tr("Export package…"))
        self.export_button.setToolTip(
            tr("Write what waits into a signed file that is carried to the hub; its receipt comes back")
        )
        self.import_button = QPushButton(tr("Import receipt…"))
        self.import_button.setToolTip(tr("Take in the receipt of a package, with what is new at the hub"))
        self.more_button = QToolButton()
        self.more_button.setText(tr("More"))
        self.more_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more_button.setMenu(self._menu())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for button in (self.export_button, self.import_button, self.more_button):
            row.addWidget(button)
        row.addStretch(1)
        self.export_button.clicked.connect(lambda: self.choose_and_export(encrypt=False))
        self.import_button.clicked.connect(self.choose_and_receive)
        self.update_buttons()

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        self.encrypt_action = menu.addAction(tr("Export encrypted for the hub…"))
        self.hub_action = menu.addAction(tr("Take a county's package into this hub…"))
        menu.addSeparator()
        self.card_action = menu.addAction(tr("Write the county's key card…"))
        self.hub_card_action = menu.addAction(tr("Write the hub's key card…"))
        self.trust_action = menu.addAction(tr("Trust a key card…"))
        self.encrypt_action.triggered.connect(lambda: self.choose_and_export(encrypt=True))
        self.hub_action.triggered.connect(self.choose_and_take_in)
        self.card_action.triggered.connect(self._write_county_card)
        self.hub_card_action.triggered.connect(lambda: self._write_card(HUB_SCOPE))
        self.trust_action.triggered.connect(self._choose_and_trust)
        return menu

    def update_buttons(self) -> None:
        """Offer what can be done now."""
        idle = not self._progress.is_busy
        ready = idle and self._session.workspace is not None
        for widget in (self.export_button, self.import_button, self.encrypt_action, self.card_action):
            widget.setEnabled(ready)
        self.hub_action.setEnabled(idle and bool(self._address()))
        self.more_button.setEnabled(idle)

    # export

    def choose_and_export(self, *, encrypt: bool) -> None:
        """Ask where the package goes, and write it."""
        path = self._ask_where(tr("Export a package"), self._package_name(), tr("Package (*.mrpkg)"))
        if path is not None:
            self.export(path, encrypt=encrypt)

    def export(self, path: Path, *, encrypt: bool = False) -> None:
        """Write what waits into a package, in the background; the county's key is made if there is none."""
        workspace = self._session.require_workspace()

        def job(progress: object) -> ExportResult:
            own_key(workspace.county_code)
            return export_package(workspace, path, encrypt=encrypt, progress=progress)

        self._progress.run(
            tr("Writing the package"),
            job,
            on_done=lambda result: self.exported.emit(export_lines(result)),
            on_error=self.failed.emit,
        )

    # receipt

    def choose_and_receive(self) -> None:
        """Ask for a receipt, and take it in."""
        path = self._ask_which(tr("Import a receipt"), tr("Package (*.mrpkg)"))
        if path is not None:
            self.receive(path)

    def receive(self, path: Path) -> None:
        """Take a receipt in, in the background; what came is graded anew."""
        workspace, busy = self._session.require_workspace(), self._session.busy_rows()

        def job(progress: object) -> SyncResult:
            result = import_package(workspace, path, busy=busy, progress=progress)
            if result.changed:
                recompute_changed(workspace, result.changed)
            return result

        self._progress.run(
            tr("Taking the receipt in"),
            job,
            on_done=self.received.emit,
            on_error=lambda error: self._ask_to_trust(error, path, HUB_SCOPE, self.receive),
        )

    # the hub's side

    def choose_and_take_in(self) -> None:
        """Ask for a county's package and for the place of its receipt, and take it into the hub."""
        path = self._ask_which(tr("A county's package"), tr("Package (*.mrpkg)"))
        if path is None:
            return
        name = f"{path.stem}.receipt.mrpkg"
        receipt = self._ask_where(tr("The receipt that goes back"), name, tr("Package (*.mrpkg)"))
        if receipt is not None:
            self.take_in(path, receipt)

    def take_in(self, path: Path, receipt: Path, *, again: bool = False) -> None:
        """Take a county's package into the hub, in the background, and write its receipt.

        With ``again`` it was taken in before, and its receipt is written once more.
        """
        try:
            hub = hub_place(self._address())
        except MineRestorationError as error:
            self.failed.emit(error)
            return

        def job(progress: object) -> HubImport:
            own_key(HUB_SCOPE)
            work = write_receipt_again if again else import_package_to_hub
            return work(hub, path, receipt, progress=progress)

        self._progress.run(
            tr("Taking the package in"),
            job,
            on_done=lambda result: self.taken_in.emit(hub_lines(result)),
            on_error=lambda error: self._not_taken_in(error, path, receipt),
        )

    def _not_taken_in(self, error: MineRestorationError, path: Path, receipt: Path) -> None:
        if isinstance(error, ReplayedPackageError) and self._ask_for_the_receipt_again():
            self.take_in(path, receipt, again=True)
            return
        scope = error.county if isinstance(error, UnknownKeyError) else ""
        self._ask_to_trust(error, path, scope, lambda _: self.take_in(path, receipt))

    def _ask_for_the_receipt_again(self) -> bool:
        return ask_whether(
            self,
            tr("A county's package"),
            tr("This package was taken in before. Write its receipt again?"),
            yes=tr("Write the receipt again"),
        )

    # keys

    def _write_county_card(self) -> None:
        self._write_card(self._session.require_workspace().county_code)

    def _write_card(self, scope: str) -> None:
        path = self._ask_where(tr("Key card"), f"{scope}.mrkey", tr("Key card (*.mrkey)"))
        if path is None:
            return
        with self._told():
            key = own_key(scope)
            fingerprint = write_key_card(scope, path)
            text = tr(
                "The card is written. Carry it to the other side and read this fingerprint out by"
                " telephone:\n\n{}"
            ).format(fingerprint)
            if key.shared:
                text += "\n\n" + tr(
                    "The card of a shared key is the secret itself: hand it over in person, and send it"
                    " neither by mail nor over a network."
                )
            show_note(self, tr("Key card"), text)

    def _choose_and_trust(self) -> None:
        path = self._ask_which(tr("Key card"), tr("Key card (*.mrkey)"))
        fingerprint = self._ask_fingerprint() if path is not None else ""
        if path is not None and fingerprint:
            with self._told():
                trust_card(path, fingerprint)
                self._messages.done(tr("The key is trusted now."))

    def _ask_to_trust(
        self, error: MineRestorationError, path: Path, scope: str, again: Callable[[Path], None]
    ) -> None:
        """Offer to trust the key of a package that is not known yet; else tell what is wrong."""
        self.failed.emit(error)
        if not isinstance(error, UnknownKeyError) or error.shared:
            return
        fingerprint = self._ask_fingerprint()
        if fingerprint:
            with self._told():
                trust_sender(path, fingerprint, scope=scope)
                again(path)

    def _ask_fingerprint(self) -> str:
        return ask_text(
            self,
            tr("Trust a key"),
            tr("Ask the sender for the fingerprint by telephone and type it here:"),
        )

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell what the body fails with as a package that failed."""
        try:
            yield
        except MineRestorationError as error:
            self.failed.emit(error)

    # places

    def _package_name(self) -> str:
        workspace = self._session.require_workspace()
        return f"{workspace.county_code}_{workspace.path.stem}.mrpkg"

    def _ask_where(self, title: str, name: str, kinds: str) -> Path | None:
        path, _ = QFileDialog.getSaveFileName(self, title, str(self._folder() / name), kinds)
        return self._remembered(path)

    def _ask_which(self, title: str, kinds: str) -> Path | None:
        path, _ = QFileDialog.getOpenFileName(self, title, str(self._folder()), kinds)
        return self._remembered(path)

    def _folder(self) -> Path:
        return Path(remembered(FOLDER, str(Path.home())))

    def _remembered(self, path: str) -> Path | None:
        if not path:
            return None
        remember(FOLDER, str(Path(path).parent))
        return Path(path)

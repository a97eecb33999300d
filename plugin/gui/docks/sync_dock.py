"""The sync dock 同步: where the hub is, what waits, one button, what happened, conflicts, and the review."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qgis.gui import QgisInterface, QgsDockWidget, QgsFileWidget
from qgis.PyQt.QtCore import QDateTime
from qgis.PyQt.QtGui import QHideEvent
from qgis.PyQt.QtWidgets import QFileDialog, QMenu, QWidget

from ...domain.errors import MineRestorationError
from ...qgis_bridge.account_text import account_lines
from ...qgis_bridge.busy_rows import BusyRows
from ...qgis_bridge.error_text import sentence_of
from ...qgis_bridge.hub_place import hub_place, is_at_hand, without_password
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.session import Session
from ...qgis_bridge.translation import tr
from ...sync.addresses import HubPlace, make_hub, open_hub
from ...workflows.protection_inputs import PROBLEM_TABLES
from ...workflows.reading import code_lists
from ...workflows.synchronise import ConflictView, SyncResult
from ..dialogs.province_dialog import ProvinceDialog
from ..dialogs.repair_dialog import RepairDialog
from ..messages import Messages
from ..models.conflict_tables import SideRow
from ..models.table_model import TableModel
from ..settings import remember, remembered
from ..widgets.dock_body import DockBody
from ..widgets.package_panel import PackagePanel
from ..widgets.progress_strip import ProgressStrip
from .background_sync import BackgroundSync
from .conflict_page import ConflictPage
from .new_identity import NewIdentity
from .review_page import ReviewPage
from .sync_jobs import sync_job
from .waiting_line import WaitingLine

SYSTEM_NAMES = frozenset({"System Volume Information", "$RECYCLE.BIN", "lost+found"})
"""What a stick holds that is empty for a person."""


class SyncDock(QgsDockWidget):
    """Hub and button above; below, on one page the account and the conflicts, on another the review."""

    def __init__(self, iface: QgisInterface, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(tr("Sync"), parent)
        self.setObjectName("MineRestorationSyncDock")
        self._iface, self._session = iface, session
        self.ui = DockBody("sync_dock")
        self.setWidget(self.ui)
        self.messages = Messages(iface)
        self.progress = ProgressStrip()
        self.ui.progressPlace.addWidget(self.progress)
        self.packages = PackagePanel(session, self.progress, self.messages, address=self.address)
        self.ui.packagePlace.addWidget(self.packages)
        self.labels: Labels | None = None
        self.conflict_page = ConflictPage(self.ui, session, self.messages, iface.mapCanvas())
        self.review = ReviewPage(session, self.messages, iface.mapCanvas(), address=self.address)
        self.ui.reviewPlace.addWidget(self.review)
        self.identity = NewIdentity(self.ui.newDeviceButton, session, self.messages)
        self.background = BackgroundSync(self.sync_quietly, self)
        self.waiting = WaitingLine(
            self.ui.waitingLabel, self.ui.repairButton, session, self.background, address=self.address
        )
        self._prepare()
        self._connect()
        self._on_workspace()

    def _prepare(self) -> None:
        hub = self.ui.hubWidget
        hub.setStorageMode(QgsFileWidget.StorageMode.GetFile)
        hub.setFilter(tr("Hub (*.mrhub *.sqlite)"))
        hub.setDialogTitle(tr("Choose the hub"))
        hub.lineEdit().setPlaceholderText(tr("The hub's file, folder or database"))

    def _connect(self) -> None:
        ui = self.ui
        self._session.workspaceChanged.connect(self._on_workspace)
        self._session.recordsChanged.connect(lambda _: self.waiting.look_soon())
        ui.hubWidget.fileChanged.connect(self._on_hub)
        menu = QMenu(ui.createButton)
        menu.addAction(tr("Connect to the province…")).triggered.connect(self.choose_province)
        menu.addSeparator()
        menu.addAction(tr("Hub file…")).triggered.connect(self.choose_and_create)
        menu.addAction(tr("Mailbox folder…")).triggered.connect(self.choose_mailbox)
        menu.addSeparator()
        menu.addAction(self.identity.action)
        menu.addMenu(self.background.menu)
        ui.createButton.setMenu(menu)
        self.background.chosen.connect(self._on_minutes)
        self.background.told.connect(self._on_told)
        self.waiting.wanted.connect(self.look)
        self.waiting.found.connect(self._on_found)
        self.packages.exported.connect(lambda lines: self._carried(tr("Exported: {}"), lines))
        self.packages.taken_in.connect(lambda lines: self._carried(tr("Taken into the hub: {}"), lines))
        self.packages.received.connect(self._synced)
        self.packages.failed.connect(self._refused)
        self.visibilityChanged.connect(self._on_visibility)
        ui.syncButton.clicked.connect(self.sync)
        ui.repairButton.clicked.connect(self.repair)
        self.identity.taken.connect(self.sync)
        self.conflict_page.decided.connect(self.look)
        ui.tabs.currentChanged.connect(lambda _: self._on_tab())
        self.review.stepped.connect(self.look)
        self.progress.busyChanged.connect(lambda _: self._update_buttons())

    def _on_visibility(self, visible: bool) -> None:
        """Look at the hub whenever the dock comes into sight, and leave nothing on the map when it goes."""
        if visible:
            self.waiting.look_soon()
            self.review.refresh_soon()
            self.conflict_page.mark()
        else:
            self.conflict_page.marks.clear()
            self.review.comparison.marks.clear()

    def _on_tab(self) -> None:
        self.conflict_page.marks.clear()
        self.conflict_page.mark()

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave nothing on the map of a conflict that nobody looks at."""
        super().hideEvent(event)
        self.conflict_page.marks.clear()

    # workspace and hub

    def _on_workspace(self) -> None:
        workspace = self._session.workspace
        self.identity.offer(None)
        self.labels = None
        if workspace is not None:
            with self.messages.told():
                self.labels = Labels(code_lists(workspace), workspace.schema)
            self.ui.hubWidget.setFilePath(remembered(self._key("hub"), remembered("sync/last_hub", "")))
            self.ui.hubWidget.lineEdit().setCursorPosition(0)
            self._show_account(remembered(self._key("account"), ""))
            self.background.set_minutes(remembered(self._key("minutes"), 0))
        else:
            self.ui.hubWidget.setFilePath(remembered("sync/last_hub", ""))
            self.background.set_minutes(0)
            self._show_account("")
        self.conflict_page.set_labels(self.labels)
        self.review.set_labels(self.labels)
        self.refresh_conflicts()
        self.look()

    def _key(self, name: str) -> str:
        return f"sync/{self._session.require_workspace().workspace_uuid}/{name}"

    def address(self) -> str:
        """Return the hub's address as it stands in the field."""
        return str(self.ui.hubWidget.filePath()).strip()

    def _on_hub(self, *_: object) -> None:
        kept = without_password(self.address())
        if self._session.workspace is not None:
            remember(self._key("hub"), kept)
        remember("sync/last_hub", kept)
        if kept != self.address():
            self.messages.hint(
                tr("The password is not remembered; “Connect to the province…” keeps it safely in a login.")
            )
        self._update_buttons()
        self.waiting.look_soon()
        self.review.refresh_soon()

    def _on_told(self, line: str) -> None:
        if line:
            self.ui.waitingLabel.setText(line)
            self.waiting.look_soon()

    def _on_minutes(self, minutes: int) -> None:
        if self._session.workspace is not None:
            remember(self._key("minutes"), minutes)
        self.look()

    def choose_province(self) -> None:
        """Ask where the province's database is and who logs in, and take it as this workspace's hub."""
        workspace = self._session.workspace
        county = workspace.county_code if workspace is not None else ""
        dialog = ProvinceDialog(self.address(), county=county, parent=self.ui)
        if dialog.exec():
            self.ui.hubWidget.setFilePath(dialog.text())
            self.ui.hubWidget.lineEdit().setCursorPosition(0)

    def choose_and_create(self) -> None:
        """Ask where a new hub goes, and create it."""
        workspace = self._session.workspace
        folder = workspace.path.parent if workspace is not None else Path.home()
        path, _ = QFileDialog.getSaveFileName(
            self.ui, tr("Create a hub"), str(folder / "hub.mrhub"), tr("Hub (*.mrhub *.sqlite)")
        )
        if path:
            self.create_hub(Path(path))

    def create_hub(self, path: Path) -> None:
        """Create a hub file and take it as this workspace's hub."""
        with self.messages.told():
            make_hub(path if path.suffix else path.with_suffix(".mrhub")).close()
            self.ui.hubWidget.setFilePath(str(path if path.suffix else path.with_suffix(".mrhub")))
            self._tell_ready(tr("The hub is ready; press “Sync” to send the first records."))

    def choose_mailbox(self) -> None:
        """Ask for a folder on a share or a stick, and take it as this workspace's mailbox."""
        folder = QFileDialog.getExistingDirectory(self.ui, tr("Mailbox folder"), str(Path.home()))
        if folder:
            self.use_mailbox(Path(folder))

    def use_mailbox(self, folder: Path) -> None:
        """Take a folder as this workspace's mailbox; one that is none yet becomes one where it is empty."""
        with self.messages.told():
            if not any(path.name not in SYSTEM_NAMES and path.name[0] != "." for path in folder.iterdir()):
                make_hub(folder).close()
            open_hub(folder).close()
            self.ui.hubWidget.setFilePath(str(folder))
            self._tell_ready(tr("The mailbox is ready; press “Sync” to send the first records."))

    def _tell_ready(self, sentence: str) -> None:
        self.messages.done(sentence if self._session.workspace is not None else tr("The hub is ready."))

    def look(self) -> None:
        """Show what can be done and what waits; while a sync runs, nothing is asked."""
        self._update_buttons()
        if not self.progress.is_busy:
            self.waiting.look()

    def _on_found(self, conflicts: int) -> None:
        if conflicts != len(self.conflicts.rows):
            self.refresh_conflicts()

    # sync

    def sync(self) -> None:
        """Exchange records and photos with the hub in the background."""
        workspace, address = self._session.workspace, self.address()
        if workspace is None or not address or self.progress.is_busy:
            return
        with self.messages.told():
            self._exchange(hub_place(address), self._synced_aloud, self._failed)

    def sync_quietly(self) -> bool:
        """Return whether a sync began by itself: not while other work is under way or a login is asked for.

        Rows with unsaved edits wait for the next one; nothing pops up, whatever happens.
        """
        workspace, address = self._session.workspace, self.address()
        if workspace is None or not address or self.progress.is_busy or not is_at_hand(address):
            return False
        try:
            hub = hub_place(address)
        except MineRestorationError as error:
            self.background.failed(error)
            return False
        self._exchange(hub, self._synced, self._failed_quietly)
        return True

    def _exchange(
        self,
        hub: HubPlace,
        on_done: Callable[[SyncResult], None],
        on_error: Callable[[MineRestorationError], None],
    ) -> None:
        busy = BusyRows(self._session)

        def done(result: SyncResult) -> None:
            busy.stop()
            on_done(result)

        def failed(error: MineRestorationError) -> None:
            busy.stop()
            on_error(error)

        job = sync_job(self._session.require_workspace(), hub, busy)
        self.progress.run(tr("Exchanging records"), job, on_done=done, on_error=failed)

    def _failed_quietly(self, error: MineRestorationError) -> None:
        self.background.failed(error)
        self.identity.offer(error)
        self.waiting.offer_repair(error)

    def _synced_aloud(self, result: SyncResult) -> None:
        self._synced(result)
        if result.closed is not None:
            self.messages.warn(sentence_of(result.closed))

    def _synced(self, result: SyncResult) -> None:
        self.background.synced()
        self.identity.offer(None)
        if result.changed or result.photos_received:
            self._session.reload({*(table for table, _ in result.changed), *PROBLEM_TABLES, "photo"})
        self._told(tr("Last sync: {}"), account_lines(result))
        self.refresh_conflicts()
        self.look()

    def _carried(self, head: str, lines: list[str]) -> None:
        self._told(head, lines)
        self.look()

    def _told(self, head: str, lines: list[str]) -> None:
        """Show an account and keep it for the next time."""
        moment = QDateTime.currentDateTime().toString("yyyy-MM-dd HH:mm")
        self._show_account("\n".join([head.format(moment), *lines]))
        if self._session.workspace is not None:
            remember(self._key("account"), self.ui.accountLabel.text())

    def _failed(self, error: MineRestorationError) -> None:
        kept = tr("What was exchanged until then stays; the next sync goes on from there.")
        self._told(tr("Not finished: {}"), [sentence_of(error), kept])
        self.identity.offer(error)
        self._ended_with(error)

    def _refused(self, error: MineRestorationError) -> None:
        self._told(tr("Not done: {}"), [sentence_of(error)])
        self._ended_with(error)

    def _ended_with(self, error: MineRestorationError) -> None:
        self._session.reload()
        self.refresh_conflicts()
        self.messages.error(error)
        self.look()

    def _show_account(self, text: str) -> None:
        if self._session.workspace is None:
            nothing = tr(
                "Without a workspace: take counties' packages into a hub, or review all counties at it."
            )
        else:
            nothing = tr("This workspace has not been synced on this computer yet.")
        self.ui.accountLabel.setText(text or nothing)

    # conflicts, review and repair

    @property
    def conflicts(self) -> TableModel[ConflictView]:
        """The list of open conflicts."""
        return self.conflict_page.conflicts

    @property
    def sides(self) -> TableModel[SideRow]:
        """The fields of the chosen conflict."""
        return self.conflict_page.sides

    def refresh_conflicts(self) -> None:
        """Read the open conflicts anew."""
        self.conflict_page.refresh()
        self._update_buttons()

    def repair(self) -> None:
        """Show what changed while the change log was not watching, and repair what the person decides."""
        workspace = self._session.workspace
        if workspace is None or self.labels is None:
            return
        dialog = RepairDialog(
            workspace, self.labels, self.messages, busy=self._session.busy_rows(), parent=self.ui
        )
        if dialog.exec():
            self._session.reload()
            self.refresh_conflicts()
        self.look()

    def _update_buttons(self) -> None:
        idle = not self.progress.is_busy
        ready = idle and self._session.workspace is not None
        self.ui.syncButton.setEnabled(ready and bool(self.address()))
        self.ui.hubWidget.setEnabled(idle)  # who runs a hub has no workspace
        self.ui.createButton.setEnabled(idle)
        self.identity.action.setEnabled(ready)
        self.packages.update_buttons()
        self.conflict_page.update_buttons(ready=ready)
        self.ui.repairButton.setEnabled(ready)
        self.ui.newDeviceButton.setEnabled(ready)

    def unload(self) -> None:
        """Stop what is under way; to be called before the plugin is unloaded."""
        self.waiting.stop()
        self.background.stop()
        self.review.unload()
        self.conflict_page.marks.clear()
        self.progress.cancel()

"""The sync dock 同步: where the hub is, what waits, one button, what happened, and conflicts side by side."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import shapely
from qgis.core import QgsGeometry
from qgis.gui import QgisInterface, QgsDockWidget, QgsFileWidget
from qgis.PyQt.QtCore import QDateTime, QModelIndex, QTimer
from qgis.PyQt.QtGui import QShowEvent
from qgis.PyQt.QtWidgets import QFileDialog, QHeaderView, QMenu, QWidget

from ...domain.errors import MineRestorationError
from ...domain.progress import CancelledError, Progress
from ...qgis_bridge.error_text import sentence_of
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.record_reading import qgis_geometry
from ...qgis_bridge.session import Session
from ...qgis_bridge.tasks import run_in_background
from ...qgis_bridge.translation import tr
from ...store.workspace import Workspace
from ...sync.addresses import make_hub, open_hub
from ...workflows.reading import code_lists
from ...workflows.recompute import recompute
from ...workflows.synchronise import (
    ConflictView,
    SyncResult,
    Waiting,
    conflicts,
    resolve,
    synchronise,
    waiting,
)
from ..colours import BASE_COLOUR, MINE_COLOUR, THEIRS_COLOUR
from ..messages import Messages
from ..models.conflict_tables import GEOMETRY, SideRow, conflict_columns, side_columns, side_rows
from ..models.table_model import ROW_ROLE, TableModel
from ..settings import remember, remembered
from ..widgets.dock_body import DockBody
from ..widgets.elide_left import ElideLeft
from ..widgets.geometry_preview import GeometryPreview, Outline
from ..widgets.package_panel import PackagePanel
from ..widgets.progress_strip import ProgressStrip
from .map_view import show_on_map, show_shapes
from .sync_account import account_lines, waiting_text

LOOK_DELAY_MS = 400
SYSTEM_NAMES = frozenset({"System Volume Information", "$RECYCLE.BIN", "lost+found"})
"""What a stick holds that is empty for a person."""


class SyncDock(QgsDockWidget):
    """Hub and button above, the account in the middle, conflicts below."""

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
        self.preview = GeometryPreview()
        self.ui.previewPlace.addWidget(self.preview)
        self.labels: Labels | None = None
        self.conflicts: TableModel[ConflictView] = TableModel([], self)
        self.sides: TableModel[SideRow] = TableModel([], self)
        self.ui.conflictTable.setModel(self.conflicts)
        self.ui.sideTable.setModel(self.sides)
        self._looking = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LOOK_DELAY_MS)
        self._timer.timeout.connect(self.look)
        self._prepare()
        self._connect()
        self._on_workspace()

    def _prepare(self) -> None:
        hub = self.ui.hubWidget
        hub.setStorageMode(QgsFileWidget.StorageMode.GetFile)
        hub.setFilter(tr("Hub (*.mrhub *.sqlite)"))
        hub.setDialogTitle(tr("Choose the hub"))
        hub.lineEdit().setPlaceholderText(tr("The hub's file"))
        self.ui.conflictTable.setItemDelegateForColumn(0, ElideLeft(self.ui.conflictTable))
        for table in (self.ui.conflictTable, self.ui.sideTable):
            table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 8)

    def _connect(self) -> None:
        ui = self.ui
        self._session.workspaceChanged.connect(self._on_workspace)
        self._session.recordsChanged.connect(lambda _: self._timer.start())
        ui.hubWidget.fileChanged.connect(self._on_hub)
        menu = QMenu(ui.createButton)
        menu.addAction(tr("Hub file…")).triggered.connect(self.choose_and_create)
        menu.addAction(tr("Mailbox folder…")).triggered.connect(self.choose_mailbox)
        ui.createButton.setMenu(menu)
        self.packages.exported.connect(lambda lines: self._carried(tr("Exported: {}"), lines))
        self.packages.taken_in.connect(lambda lines: self._carried(tr("Taken into the hub: {}"), lines))
        self.packages.received.connect(self._synced)
        self.packages.failed.connect(self._failed)
        ui.syncButton.clicked.connect(self.sync)
        ui.conflictTable.selectionModel().currentRowChanged.connect(
            lambda index, _: self._show_conflict(index)
        )
        ui.mineButton.clicked.connect(lambda: self.decide("mine"))
        ui.theirsButton.clicked.connect(lambda: self.decide("theirs"))
        ui.zoomButton.clicked.connect(self.zoom_to)
        self.progress.busyChanged.connect(lambda _: self._update_buttons())

    def showEvent(self, event: QShowEvent) -> None:
        """Look at the hub whenever the dock comes into sight."""
        super().showEvent(event)
        self._timer.start()

    # workspace and hub

    def _on_workspace(self) -> None:
        workspace = self._session.workspace
        self.labels = None
        if workspace is not None:
            with self.messages.told():
                self.labels = Labels(code_lists(workspace), workspace.schema)
                self.conflicts.set_columns(conflict_columns(self.labels))
                self.sides.set_columns(side_columns())
                for column, width in enumerate((110, 130, 110)):
                    self.ui.conflictTable.setColumnWidth(column, width)
                self._stretch_sides()
            self.ui.hubWidget.setFilePath(remembered(self._key("hub"), remembered("sync/last_hub", "")))
            self._show_account(remembered(self._key("account"), ""))
        else:
            self._show_account("")
        self.refresh_conflicts()
        self.look()

    def _stretch_sides(self) -> None:
        header = self.ui.sideTable.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)

    def _key(self, name: str) -> str:
        return f"sync/{self._session.require_workspace().workspace_uuid}/{name}"

    def address(self) -> str:
        """Return the hub's address as it stands in the field."""
        return str(self.ui.hubWidget.filePath()).strip()

    def _on_hub(self, *_: object) -> None:
        if self._session.workspace is not None:
            remember(self._key("hub"), self.address())
            remember("sync/last_hub", self.address())
        self._timer.start()

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
            self.messages.done(tr("The hub is ready; press “Sync” to send the first records."))

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
            self.messages.done(tr("The mailbox is ready; press “Sync” to send the first records."))

    def look(self) -> None:
        """Ask the hub in the background what is waiting; show what the answer is."""
        self._timer.stop()
        workspace, address = self._session.workspace, self.address()
        self._update_buttons()
        if workspace is None:
            self.ui.waitingLabel.setText(tr("No workspace is open; open or create one in the survey dock."))
        elif not address:
            self.ui.waitingLabel.setText(tr("Choose the hub of your county, or create a new one."))
        elif not self._looking and not self.progress.is_busy:
            self._looking = True
            run_in_background(
                tr("Looking at the hub"),
                lambda _: waiting(workspace, address),
                on_done=self._show_waiting,
                on_error=self._show_waiting_error,
            )

    def _show_waiting(self, found: Waiting) -> None:
        self._looking = False
        self.ui.waitingLabel.setText(waiting_text(found))
        if found.conflicts != len(self.conflicts.rows):
            self.refresh_conflicts()

    def _show_waiting_error(self, error: MineRestorationError) -> None:
        self._looking = False
        self.ui.waitingLabel.setText(sentence_of(error))

    # sync

    def sync(self) -> None:
        """Exchange records and photos with the hub in the background."""
        workspace, address = self._session.workspace, self.address()
        if workspace is None or not address:
            return
        self.progress.run(
            tr("Exchanging records"),
            _sync_job(workspace, address, self._session.busy_rows()),
            on_done=self._synced,
            on_error=self._failed,
        )

    def _synced(self, result: SyncResult) -> None:
        self._session.reload()
        if self.labels is not None:
            self._told(tr("Last sync: {}"), account_lines(result, self.labels))
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
        self._session.reload()
        self.refresh_conflicts()
        self.messages.error(error)
        self.look()

    def _show_account(self, text: str) -> None:
        self.ui.accountLabel.setText(text or tr("This workspace has not been synced on this computer yet."))

    # conflicts

    def refresh_conflicts(self) -> None:
        """Read the open conflicts anew."""
        workspace, found = self._session.workspace, []
        if workspace is not None:
            with self.messages.told():
                found = conflicts(workspace)
        self.conflicts.set_rows(found)
        self.ui.conflictsPart.setVisible(bool(found))
        self.ui.conflictsLabel.setText(
            tr("{} conflicts wait for a decision").format(len(found)) if found else tr("No conflicts.")
        )
        self.ui.conflictsLabel.setVisible(workspace is not None)
        if found:
            self.ui.conflictTable.setCurrentIndex(self.conflicts.index(0, 0))
        self._update_buttons()

    def conflict(self) -> ConflictView | None:
        """Return the chosen conflict."""
        index = self.ui.conflictTable.currentIndex()
        return index.data(ROW_ROLE) if index.isValid() else None

    def _show_conflict(self, index: QModelIndex) -> None:
        conflict: ConflictView | None = index.data(ROW_ROLE) if index.isValid() else None
        self._update_buttons()
        if conflict is None or self.labels is None:
            self.sides.set_rows(())
            self.preview.show_outlines(())
            return
        self.sides.set_rows(side_rows(conflict, self.labels))
        outlines = conflict_outlines(conflict)
        self.preview.setVisible(bool(outlines))
        self.preview.show_outlines(outlines)

    def decide(self, side: str) -> None:
        """Keep one side of the chosen conflict; the decision goes with the next sync."""
        conflict, workspace = self.conflict(), self._session.workspace
        if conflict is None or workspace is None:
            return
        with self.messages.told():
            resolve(workspace, conflict.id, "mine" if side == "mine" else "theirs")
            self._session.reload((conflict.table,))
            self.messages.done(tr("Decided; the next sync tells the others."))
        self.refresh_conflicts()
        self.look()

    def zoom_to(self) -> None:
        """Show the record of the chosen conflict on the map."""
        conflict = self.conflict()
        if conflict is None:
            return
        canvas = self._iface.mapCanvas()
        if not show_on_map(canvas, self._session, [(conflict.table, conflict.uuid)]):
            shapes = [side.get(GEOMETRY) for side in (conflict.mine, conflict.theirs)]
            show_shapes(canvas, [shape for shape in shapes if isinstance(shape, shapely.Geometry)])

    def _update_buttons(self) -> None:
        ready = self._session.workspace is not None and not self.progress.is_busy
        self.ui.syncButton.setEnabled(ready and bool(self.address()))
        self.ui.hubWidget.setEnabled(ready)
        self.ui.createButton.setEnabled(ready)
        self.packages.update_buttons()
        chosen = ready and self.conflict() is not None
        for button in (self.ui.mineButton, self.ui.theirsButton, self.ui.zoomButton):
            button.setEnabled(chosen)

    def unload(self) -> None:
        """Stop what is under way; to be called before the plugin is unloaded."""
        self._timer.stop()
        self.progress.cancel()


@dataclass(frozen=True)
class _Share:
    """A stretch of a longer progress."""

    whole: Progress
    begin: float
    end: float

    def report(self, fraction: float, message: str = "") -> None:
        """Report a fraction of the stretch."""
        self.whole.report(self.begin + (self.end - self.begin) * fraction, message)

    def cancelled(self) -> bool:
        """Return whether the person asked to stop."""
        return self.whole.cancelled()


def _sync_job(
    workspace: Workspace, address: str, busy: frozenset[tuple[str, str]]
) -> Callable[[Progress], SyncResult]:
    def job(progress: Progress) -> SyncResult:
        result = synchronise(workspace, address, busy=busy, progress=_Share(progress, 0.0, 0.7))
        if result.changed:
            with suppress(CancelledError):  # the records are here; grades can be computed at any time
                recompute(workspace, progress=_Share(progress, 0.7, 1.0))
        return result

    return job


def conflict_outlines(conflict: ConflictView) -> list[Outline]:
    """Return the geometries of a conflict for the picture; none where the conflict is not about the shape."""
    sides = (
        (conflict.base, tr("Before"), BASE_COLOUR, True),
        (conflict.mine, tr("Ours"), MINE_COLOUR, False),
        (conflict.theirs, tr("Theirs"), THEIRS_COLOUR, False),
    )
    if not any(isinstance(values.get(GEOMETRY), shapely.Geometry) for values, *_ in sides):
        return []
    return [
        Outline(geometry=_qgis(values.get(GEOMETRY)), colour=colour, label=label, dashed=dashed)
        for values, label, colour, dashed in sides
    ]


def _qgis(shape: object) -> QgsGeometry:
    return qgis_geometry(shape) if isinstance(shape, shapely.Geometry) else QgsGeometry()

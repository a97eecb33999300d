"""Creating, opening, copying and closing a workspace, from the start page and the menu of the survey dock."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QDialog, QFileDialog, QMenu, QWidget

from ...domain.errors import MineRestorationError
from ...qgis_bridge.errors import UnsavedEditsError
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.project_file import repair_project
from ...qgis_bridge.session import Session
from ...qgis_bridge.translation import tr
from ...store.errors import IncompleteWorkspaceError
from ...workflows.reading import code_lists
from ...workflows.recompute import RecomputeResult, recompute
from ...workflows.workspaces import copy, open_
from ..dialogs.create_workspace_dialog import CreateWorkspaceDialog
from ..dialogs.repair_dialog import RepairDialog
from ..messages import Messages
from ..settings import remember, remember_recent, remembered, remembered_list
from ..widgets.progress_strip import ProgressStrip

RECENT = "recent_workspaces"


class WorkspaceActions(QObject):
    """What a person does with workspaces as files."""

    recentChanged = pyqtSignal()

    def __init__(
        self, session: Session, messages: Messages, progress: ProgressStrip, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._messages, self._window = session, messages, parent
        self._progress = progress

    def create(self) -> None:
        """Ask for county and file, create the workspace and open it."""
        dialog = CreateWorkspaceDialog(self._window)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        wanted = dialog.answer()
        with self._messages.told():
            workspace = self._session.create(
                wanted.path, wanted.county_code, wanted.county_name, wanted.profile
            )
            self._remember(workspace.path)
            self._messages.done(tr("The workspace of {} is ready.").format(workspace.county_name))

    def choose_and_open(self) -> None:
        """Ask for a workspace file and open it."""
        path, _ = QFileDialog.getOpenFileName(
            self._window, tr("Open a workspace"), remembered("workspace_folder", ""), tr("Workspace (*.gpkg)")
        )
        if path:
            self.open(Path(path))

    def open(self, path: Path) -> bool:
        """Return whether the workspace is open now; one that lost a part is repaired first where wanted."""
        try:
            workspace = self._session.open(path)
        except IncompleteWorkspaceError as error:
            self._messages.error(error)
            return error.repairable and self._repair(path) and self.open(path)
        except MineRestorationError as error:
            self._messages.error(error)
            return False
        self._remember(workspace.path)
        return True

    def _repair(self, path: Path) -> bool:
        """Return whether the person let a workspace be repaired that another program took a part of."""
        with self._messages.told():
            workspace = open_(path)
            labels = Labels(code_lists(workspace), workspace.schema)
            dialog = RepairDialog(workspace, labels, self._messages, parent=self._window)
            return dialog.exec() == QDialog.DialogCode.Accepted
        return False

    def copy(self) -> None:
        """Ask where a copy goes, and copy the workspace with its photos; edits have to be saved first."""
        workspace = self._session.workspace
        if workspace is None:
            return
        if self._session.has_unsaved_edits():
            self._messages.error(UnsavedEditsError(workspace.path, len(self._session.busy_rows())))
            return
        suggestion = workspace.path.with_name(f"{workspace.path.stem}_{tr('copy')}.gpkg")
        target, _ = QFileDialog.getSaveFileName(
            self._window, tr("Copy the workspace to"), str(suggestion), tr("Workspace (*.gpkg)")
        )
        if target:
            with self._messages.told():
                twin = copy(workspace.path, Path(target), overwrite=True)
                repair_project(twin.path)
                self._messages.done(
                    tr("The copy is “{}”; every record and photo is in it.").format(twin.path)
                )

    def recompute(self) -> None:
        """Compute every grade, responsibility and measure anew, in the background."""
        workspace = self._session.workspace
        if workspace is not None:
            self._progress.run(
                tr("Grading all records"),
                lambda progress: recompute(workspace, progress=progress),
                on_done=self._recomputed,
                on_error=self._messages.error,
            )

    def _recomputed(self, result: RecomputeResult) -> None:
        self._session.reload()
        self._messages.done(
            tr("{} problems and {} mines are up to date.").format(result.problems, result.mines)
        )

    def close(self) -> None:
        """Close the workspace; open edits keep it open."""
        workspace = self._session.workspace
        if workspace is None:
            return
        if self._session.has_unsaved_edits():
            self._messages.error(UnsavedEditsError(workspace.path, len(self._session.busy_rows())))
            return
        self._session.close()

    def recent(self) -> list[Path]:
        """Return the workspaces opened lately that still exist."""
        return [path for text in remembered_list(RECENT) if (path := Path(text)).is_file()]

    def menu(self) -> QMenu:
        """Return the menu of the workspace button; recent ones are listed when it opens."""
        menu = QMenu(self._window)
        menu.addAction(tr("Create a workspace…"), self.create)
        menu.addAction(tr("Open a workspace…"), self.choose_and_open)
        recent = menu.addMenu(tr("Recent workspaces"))
        recent.aboutToShow.connect(lambda: self._fill(recent))
        menu.addSeparator()
        menu.addAction(tr("Grade all records anew"), self.recompute)
        menu.addAction(tr("Copy the workspace…"), self.copy)
        menu.addAction(tr("Close the workspace"), self.close)
        return menu

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        for path in self.recent():
            menu.addAction(str(path), self._opener(path))

    def _opener(self, path: Path) -> Callable[[], bool]:
        return lambda: self.open(path)

    def _remember(self, path: Path) -> None:
        remember("workspace_folder", str(path.parent))
        remember_recent(RECENT, str(path))
        self.recentChanged.emit()

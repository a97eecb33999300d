"""The survey dock 调查: a workspace, the list of what is recorded, and the form of one record."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsGeometry
from qgis.gui import QgisInterface, QgsDockWidget
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtGui import QCloseEvent
from qgis.PyQt.QtWidgets import QListWidgetItem, QMenu, QWidget

from ...domain.codes import Code
from ...qgis_bridge.editing import RecordEditor
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.session import Session
from ...qgis_bridge.translation import tr
from ...workflows.reading import LISTED_TABLES, ListRow, code_lists, list_rows
from ..dialogs.leaving_dialog import LeavingDialog
from ..messages import Messages
from ..settings import remember, remembered
from ..widgets.dock_body import FIRST_SIZE, DockBody
from ..widgets.progress_strip import ProgressStrip
from ..widgets.record_form import RecordForm
from .drawing import Drawing
from .map_view import show_on_map
from .new_record_menus import object_menu, problem_menu
from .new_values import new_values
from .record_actions import RecordActions
from .record_form_page import RecordFormPage
from .record_list_page import RecordListPage
from .row_overlay import with_open_edits
from .workspace_actions import WorkspaceActions

REFRESH_DELAY_MS = 60
WIDTH_ASKED = "survey/width_asked"


class SurveyDock(QgsDockWidget):
    """Three pages: start (no workspace), list, form."""

    def __init__(self, iface: QgisInterface, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(tr("Survey"), parent)
        self.setObjectName("MineRestorationSurveyDock")
        self._iface, self._session = iface, session
        self.ui = DockBody("survey_dock")
        self.setWidget(self.ui)
        self.messages = Messages(iface)
        self.editor = RecordEditor(session)
        self.form = RecordForm()
        self.ui.pages.addWidget(self.form)
        canvas = iface.mapCanvas()
        self.drawing = Drawing(canvas, self)
        self.list_page = RecordListPage(self.ui, canvas)
        self.form_page = RecordFormPage(self.form, session, self.editor, self.messages, canvas)
        self.actions_on_records = RecordActions(session, self.editor, self.messages, self.ui)
        self.progress = ProgressStrip()
        self.ui.progressPlace.addWidget(self.progress)
        self.workspaces = WorkspaceActions(session, self.messages, self.progress, self.ui)
        self.labels: Labels | None = None
        self._leaving: LeavingDialog | None = None
        self._is_stale = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REFRESH_DELAY_MS)
        self._timer.timeout.connect(self._refresh_list)
        self.visibilityChanged.connect(self._on_visibility)
        self._connect()
        self._on_workspace()

    # wiring

    def _connect(self) -> None:
        ui = self.ui
        self._session.workspaceChanged.connect(self._on_workspace)
        self._session.recordsChanged.connect(self._on_records)
        ui.createButton.clicked.connect(self.workspaces.create)
        ui.openButton.clicked.connect(self.workspaces.choose_and_open)
        ui.recentList.itemActivated.connect(self._open_recent)
        ui.workspaceButton.setMenu(self.workspaces.menu())
        self.workspaces.recentChanged.connect(self._show_recent)
        ui.newProblemButton.setIcon(QgsApplication.getThemeIcon("/symbologyAdd.svg"))
        ui.newMineButton.clicked.connect(self.draw_mine)
        ui.drawFrame.hide()
        ui.drawCancelButton.clicked.connect(self.drawing.stop)
        self.drawing.started.connect(self._show_drawing)
        self.drawing.ended.connect(ui.drawFrame.hide)
        self.drawing.refused.connect(self.messages.warn)
        ui.followButton.setIcon(QgsApplication.getThemeIcon("/mActionZoomToLayer.svg"))
        self._connect_records()

    def _connect_records(self) -> None:
        ui = self.ui
        self.list_page.opened.connect(self.open_row)
        self.list_page.selectionChanged.connect(self._update_actions)
        self.form_page.closed.connect(self.show_list)
        self.form_page.saved.connect(lambda *_: self._timer.start())
        ui.editButton.clicked.connect(self._open_selected)
        ui.zoomButton.clicked.connect(lambda: self.zoom_to(self.list_page.selected()))
        ui.duplicateButton.clicked.connect(self.duplicate_selected)
        ui.deleteButton.clicked.connect(self.delete_selected)
        ui.undoButton.clicked.connect(self.actions_on_records.undo)
        ui.redoButton.clicked.connect(self.actions_on_records.redo)
        ui.saveAllButton.clicked.connect(self.actions_on_records.save)
        ui.leaveButton.clicked.connect(self.check_before_leaving)
        self.actions_on_records.changed.connect(self.refresh)
        self.form.zoomButton.clicked.connect(self._zoom_to_form)
        self.form.moreButton.setMenu(self._form_menu())

    def _form_menu(self) -> QMenu:
        menu = QMenu(self.form)
        menu.addAction(tr("Draw again"), self.draw_again)
        shapes = menu.addMenu(tr("Change the geometry type"))
        shapes.addAction(tr("to a point"), lambda: self.change_geometry_type("point"))
        shapes.addAction(tr("to a line"), lambda: self.change_geometry_type("line"))
        shapes.addAction(tr("to an area"), lambda: self.change_geometry_type("area"))
        menu.addSeparator()
        menu.addAction(tr("Duplicate"), self._duplicate_form)
        menu.addAction(tr("Delete…"), self._delete_form)
        menu.aboutToShow.connect(lambda: shapes.setEnabled(self.form_page.is_problem))
        return menu

    # the workspace and the list

    def _on_workspace(self) -> None:
        self.drawing.stop()
        self.form_page.close()
        workspace = self._session.workspace
        if workspace is None:
            self.labels = None
            self._show_recent()
            self.ui.pages.setCurrentWidget(self.ui.startPage)
            return
        with self.messages.told():
            self.labels = Labels(code_lists(workspace), workspace.schema)
            self.form_page.set_labels(self.labels)
            self.list_page.set_labels(self.labels)
            self.ui.newProblemButton.setMenu(problem_menu(self.labels, self.draw_problem, self.ui))
            self.ui.newObjectButton.setMenu(object_menu(self.labels, self.draw_object, self.ui))
            self.ui.workspaceLabel.setText(f"{workspace.county_name} {workspace.county_code}")
            self.ui.workspaceLabel.setToolTip(str(workspace.path))
        self.show_list()
        QTimer.singleShot(0, self._ask_for_width)

    def _on_records(self, table: str) -> None:
        if table in LISTED_TABLES or table in ("problem_land", "problem_mine", "photo"):
            self._timer.start()

    def _refresh_list(self) -> None:
        """Read the list anew where it is in sight; it is read in any case when it comes back."""
        if self.ui.pages.currentWidget() is self.ui.listPage and self.isUserVisible():
            self.refresh()
        else:
            self._is_stale = True

    def _on_visibility(self, visible: bool) -> None:
        """Read the list where records changed behind another dock."""
        if visible and self._is_stale:
            self._timer.start()

    def refresh(self) -> None:
        """Read the list anew, open edits included."""
        self._timer.stop()
        self._is_stale = False
        workspace = self._session.workspace
        if workspace is None:
            return
        with self.messages.told():
            self.list_page.show_rows(with_open_edits(list_rows(workspace), self._session, self.editor))
        self._update_actions()

    def show_list(self) -> None:
        """Show the list page."""
        self.ui.pages.setCurrentWidget(self.ui.listPage)
        self.refresh()

    def _show_recent(self) -> None:
        self.ui.recentList.clear()
        for path in self.workspaces.recent():
            item = QListWidgetItem(f"{path.stem}\n{path.parent}")
            item.setData(int(Qt.ItemDataRole.UserRole), path)
            item.setToolTip(str(path))
            self.ui.recentList.addItem(item)
        known = self.ui.recentList.count() > 0
        self.ui.recentList.setVisible(known)
        self.ui.recentLabel.setVisible(known)

    def _open_recent(self, item: QListWidgetItem) -> None:
        self.workspaces.open(item.data(int(Qt.ItemDataRole.UserRole)))

    def _update_actions(self) -> None:
        ui, count = self.ui, len(self.list_page.selected())
        ui.editButton.setEnabled(count == 1)
        ui.duplicateButton.setEnabled(count == 1)
        ui.zoomButton.setEnabled(count > 0)
        ui.deleteButton.setEnabled(count > 0)
        ui.undoButton.setEnabled(self.editor.can_undo())
        ui.redoButton.setEnabled(self.editor.can_redo())
        unsaved = len(self._session.busy_rows())
        ui.saveAllButton.setEnabled(unsaved > 0)
        ui.saveAllButton.setText(tr("Save edits ({})").format(unsaved) if unsaved else tr("Save edits"))

    # drawing

    def draw_problem(self, code: Code, shape: str) -> None:
        """Let the person draw a problem of a type, then show its form."""
        self._draw(
            f"problem_{shape}", shape, {"type": code.code, "activity": code.extra.get("default_activity")}
        )

    def draw_object(self, code: Code, shape: str) -> None:
        """Let the person draw a protected object of a class, then show its form."""
        self._draw(f"protected_{shape}", shape, {"class": code.code})

    def draw_mine(self) -> None:
        """Let the person click where a mine is, then show its form."""
        self._draw("mine", "point", {})

    def _draw(self, table: str, shape: str, values: dict[str, object]) -> None:
        if self.labels is None or not self.form_page.may_leave():
            return
        self.show_list()
        what = self.labels.code("problem_type", values.get("type")) or self.labels.code(
            "protected_class", values.get("class")
        )

        def drawn(geometry: QgsGeometry) -> None:
            self.form_page.open_new(table, geometry, new_values(self.labels, table, values))
            self.ui.pages.setCurrentWidget(self.form)
            self.raise_()

        self.drawing.start(shape, drawn, what=what or self.labels.table(table))

    def draw_again(self) -> None:
        """Let the person draw the record on the form anew, in the same shape."""
        shape = self.labels.schema.table(self.form_page.table).geometry
        self.drawing.start(_shape(shape), self.form_page.move_to, what=tr("Draw again"))

    def change_geometry_type(self, shape: str) -> None:
        """Let the person draw the problem on the form in another shape; all that hangs on it stays its
        own."""
        uuid, table = self.form_page.uuid, f"problem_{shape}"
        if not self.form_page.is_problem or not self.form_page.may_leave():
            return
        if uuid is None:
            self.messages.hint(tr("Save the record first, then change its geometry type."))
            return

        def drawn(geometry: QgsGeometry) -> None:
            with self.messages.told():
                self.editor.change_geometry_type(uuid, table, geometry)
                self.form_page.open_existing(table, uuid)
                self.form_page.save()

        self.drawing.start(shape, drawn, what=self.labels.table(table))

    def _show_drawing(self, hint: str) -> None:
        self.ui.pages.setCurrentWidget(self.ui.listPage)
        self.ui.drawLabel.setText(hint)
        self.ui.drawFrame.show()

    # records

    def open_row(self, row: ListRow) -> None:
        """Show the form of a record of the list."""
        if self.form_page.may_leave() and self.form_page.open_existing(row.table, row.uuid):
            self.ui.pages.setCurrentWidget(self.form)
        else:
            self.refresh()

    def open_record(self, table: str, uuid: str) -> None:
        """Show the form of a record by its table and uuid: other docks call this."""
        if self.form_page.may_leave() and self.form_page.open_existing(table, uuid):
            self.ui.pages.setCurrentWidget(self.form)
            self.show()
            self.raise_()

    def _open_selected(self) -> None:
        for row in self.list_page.selected()[:1]:
            self.open_row(row)

    def delete_selected(self) -> None:
        """Delete the chosen records after a question."""
        self.actions_on_records.delete(self.list_page.selected(), self.labels)

    def duplicate_selected(self) -> None:
        """Duplicate the chosen record and show the copy's form."""
        for row in self.list_page.selected()[:1]:
            self._duplicate(row.table, row.uuid)

    def _duplicate(self, table: str, uuid: str) -> None:
        twin = self.actions_on_records.duplicate(table, uuid)
        if twin is not None and self.form_page.open_existing(table, twin):
            self.ui.pages.setCurrentWidget(self.form)

    def _duplicate_form(self) -> None:
        uuid = self.form_page.uuid
        if self.form_page.may_leave() and uuid is not None:
            self._duplicate(self.form_page.table, uuid)

    def _delete_form(self) -> None:
        uuid, table = self.form_page.uuid, self.form_page.table
        if uuid is None:
            self.form_page.revert()
            return
        if self.actions_on_records.delete_one(table, uuid, self.labels):
            self.form_page.close()
            self.show_list()

    def zoom_to(self, rows: list[ListRow]) -> None:
        """Show rows on the map."""
        show_on_map(self._iface.mapCanvas(), self._session, [(row.table, row.uuid) for row in rows])

    def _zoom_to_form(self) -> None:
        if self.form_page.uuid is not None:
            show_on_map(self._iface.mapCanvas(), self._session, [(self.form_page.table, self.form_page.uuid)])

    def check_before_leaving(self) -> None:
        """List what the problems still lack; a click shows one on the map, a double click opens its form."""
        workspace = self._session.workspace
        if workspace is None or self.labels is None:
            return
        if self._leaving is None:
            self._leaving = LeavingDialog(self.ui)
            self._leaving.chosen.connect(
                lambda table, uuid: show_on_map(self._iface.mapCanvas(), self._session, [(table, uuid)])
            )
            self._leaving.opened.connect(self.open_record)
        with self.messages.told():
            self._leaving.show_gaps(workspace, self.labels)
            self._leaving.show()
            self._leaving.raise_()

    def _ask_for_width(self) -> None:
        """Ask for a readable width once, beside the first map: a new dock gets the least it can do with."""
        if sip.isdeleted(self):
            return
        window = self._iface.mainWindow()
        if remembered(WIDTH_ASKED, False) or self.isFloating() or self.parent() is not window:
            return
        remember(WIDTH_ASKED, True)
        window.resizeDocks([self], [FIRST_SIZE.width()], Qt.Orientation.Horizontal)

    # the end

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what was written: a form with changes is asked about before the dock closes."""
        if self.form_page.may_leave():
            self.list_page.remember()
            super().closeEvent(event)
        else:
            event.ignore()

    def unload(self) -> None:
        """Let go of the map; to be called before the plugin is unloaded."""
        self.drawing.stop()
        self.form_page.close()
        self.list_page.remember()
        self.list_page.disconnect_map()


def _shape(geometry: str | None) -> str:
    """Return the shape in which a table's geometry type is drawn."""
    kind = (geometry or "").removeprefix("MULTI")
    return {"POINT": "point", "LINESTRING": "line", "POLYGON": "area"}[kind]

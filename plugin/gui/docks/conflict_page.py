"""Conflicts side by side: both answers with the map's picture of both shapes, decided whole or by field."""

from __future__ import annotations

import shapely
from qgis.core import QgsGeometry
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QModelIndex, QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QHeaderView, QWidget

from ...qgis_bridge.labels import Labels
from ...qgis_bridge.record_reading import qgis_geometry
from ...qgis_bridge.session import Session
from ...qgis_bridge.translation import tr
from ...workflows.synchronise import ConflictView, Side, conflicts, reopen, resolve
from ..colours import BASE_COLOUR, MINE_COLOUR, THEIRS_COLOUR
from ..messages import Messages
from ..models.conflict_tables import GEOMETRY, SideRow, conflict_columns, side_columns, side_rows
from ..models.table_model import ROW_ROLE, TableModel
from ..widgets.elide_left import ElideLeft
from ..widgets.geometry_preview import GeometryPreview, Outline
from .map_view import show_on_map, show_shapes
from .outline_marks import OutlineMarks, in_sight

SIDES: tuple[Side, Side] = ("mine", "theirs")
FIRST_SIDE_COLUMN = 2
"""The column of the table of fields that shows our value; theirs is beside it."""


class ConflictPage(QObject):
    """Runs the widgets of the conflicts; ``decided`` follows every decision and every undo."""

    decided = pyqtSignal()

    def __init__(self, ui: QWidget, session: Session, messages: Messages, canvas: QgsMapCanvas) -> None:
        super().__init__(ui)
        self._ui, self._session, self._messages, self._canvas = ui, session, messages, canvas
        self._labels: Labels | None = None
        self._chosen: dict[str, Side] = {}
        self._undo: list[int] = []
        self._ready = False
        self.preview = GeometryPreview()
        self.marks = OutlineMarks(canvas)
        ui.previewPlace.addWidget(self.preview)
        self.conflicts: TableModel[ConflictView] = TableModel([], self)
        self.sides: TableModel[SideRow] = TableModel([], self)
        ui.conflictTable.setModel(self.conflicts)
        ui.sideTable.setModel(self.sides)
        ui.conflictTable.setItemDelegateForColumn(0, ElideLeft(ui.conflictTable))
        for table in (ui.conflictTable, ui.sideTable):
            table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 8)
        ui.conflictTable.selectionModel().currentRowChanged.connect(lambda index, _: self._show(index))
        ui.sideTable.clicked.connect(self._choose)
        ui.mineButton.clicked.connect(lambda: self.decide("mine"))
        ui.theirsButton.clicked.connect(lambda: self.decide("theirs"))
        ui.fieldsButton.clicked.connect(self.decide_by_field)
        ui.undoButton.clicked.connect(self.undo)
        ui.zoomButton.clicked.connect(self.zoom_to)

    def set_labels(self, labels: Labels | None) -> None:
        """Show codes and columns by these labels; another workspace has nothing to undo."""
        self._labels = labels
        self._undo.clear()
        if labels is None:
            return
        self.conflicts.set_columns(conflict_columns(labels))
        self.sides.set_columns(side_columns())
        for column, width in enumerate((110, 130, 110)):
            self._ui.conflictTable.setColumnWidth(column, width)
        header = self._ui.sideTable.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)

    def refresh(self) -> None:
        """Read the open conflicts anew; the one that was chosen stays chosen where it is still open."""
        workspace, found = self._session.workspace, []
        before = self.conflict()
        if workspace is not None:
            with self._messages.told():
                found = conflicts(workspace)
        self.conflicts.set_rows(found)
        self._ui.conflictsPart.setVisible(bool(found))
        self._ui.conflictsLabel.setText(
            tr("{} conflicts wait for a decision").format(len(found)) if found else tr("No conflicts.")
        )
        self._ui.conflictsLabel.setVisible(workspace is not None)
        if not found:
            self.marks.clear()
        if found:
            places = [row for row, one in enumerate(found) if before is not None and one.id == before.id]
            self._ui.conflictTable.setCurrentIndex(self.conflicts.index(places[0] if places else 0, 0))
        self.update_buttons(ready=self._ready)

    def conflict(self) -> ConflictView | None:
        """Return the chosen conflict."""
        index = self._ui.conflictTable.currentIndex()
        return index.data(ROW_ROLE) if index.isValid() else None

    def update_buttons(self, *, ready: bool) -> None:
        """Offer what can be done now; ``ready``: a workspace is open and nothing is under way."""
        self._ready = ready
        conflict, ui = self.conflict(), self._ui
        for button in (ui.mineButton, ui.theirsButton, ui.zoomButton):
            button.setEnabled(ready and conflict is not None)
        several = conflict is not None and conflict.by_field and len(self.sides.rows) > 1
        ui.fieldsButton.setVisible(several)
        ui.fieldsButton.setEnabled(ready and several)
        ui.undoButton.setVisible(bool(self._undo))
        ui.undoButton.setEnabled(ready)

    def _show(self, index: QModelIndex) -> None:
        conflict: ConflictView | None = index.data(ROW_ROLE) if index.isValid() else None
        self._chosen = {}
        self.marks.clear()
        if conflict is None or self._labels is None:
            self.sides.set_rows(())
            self.preview.show_outlines(())
        else:
            self.sides.set_rows(side_rows(conflict, self._labels, self._chosen))
            outlines = conflict_outlines(conflict)
            self.preview.setVisible(bool(outlines))
            self.preview.show_outlines(outlines)
            self.mark()
        self.update_buttons(ready=self._ready)

    def mark(self) -> None:
        """Draw the chosen conflict over the map where somebody looks at it."""
        conflict = self.conflict()
        if conflict is not None and in_sight(self._ui.conflictTable):
            self.marks.show(conflict_outlines(conflict))

    def _choose(self, index: QModelIndex) -> None:
        """Take the side that was clicked for its field."""
        conflict, place = self.conflict(), index.column() - FIRST_SIDE_COLUMN
        if conflict is None or self._labels is None or not conflict.by_field or not 0 <= place < len(SIDES):
            return
        self._chosen[self.sides.row(index.row()).column] = SIDES[place]
        self.sides.set_rows(side_rows(conflict, self._labels, self._chosen))

    def decide(self, side: Side) -> None:
        """Keep one side of the chosen conflict; the decision goes with the next sync."""
        self._resolve(side)

    def decide_by_field(self) -> None:
        """Keep of each field the side that is chosen for it."""
        self._resolve({row.column: row.chosen for row in self.sides.rows})

    def _resolve(self, choice: Side | dict[str, Side]) -> None:
        conflict, workspace = self.conflict(), self._session.workspace
        if conflict is None or workspace is None:
            return
        with self._messages.told():
            resolve(workspace, conflict.id, choice, busy=self._session.busy_rows())
            self._undo.append(conflict.id)
            self._session.reload((conflict.table,))
            self._messages.done(tr("Decided; the next sync tells the others."))
        self.refresh()
        self.decided.emit()

    def undo(self) -> None:
        """Take the last decision back: its conflict is open again."""
        workspace = self._session.workspace
        if workspace is None or not self._undo:
            return
        with self._messages.told():
            reopen(workspace, self._undo.pop())
            self._session.reload()
            self._messages.done(tr("The decision was taken back."))
        self.refresh()
        self.decided.emit()

    def zoom_to(self) -> None:
        """Show the record of the chosen conflict on the map."""
        conflict = self.conflict()
        if conflict is None:
            return
        if not show_on_map(self._canvas, self._session, [(conflict.table, conflict.uuid)]):
            shapes = [side.get(GEOMETRY) for side in (conflict.mine, conflict.theirs)]
            show_shapes(self._canvas, [shape for shape in shapes if isinstance(shape, shapely.Geometry)])


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
        Outline(geometry=shape_of(values.get(GEOMETRY)), colour=colour, label=label, dashed=dashed)
        for values, label, colour, dashed in sides
    ]


def shape_of(shape: object) -> QgsGeometry:
    """Return a shapely geometry as QGIS draws it, a null one for none."""
    return qgis_geometry(shape) if isinstance(shape, shapely.Geometry) else QgsGeometry()

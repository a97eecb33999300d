"""The list of mines and problems in the survey dock: filter, kind, follows the map, selection."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsProject,
    QgsRectangle,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QWidget

from ...domain.review import RETURNED
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.translation import tr
from ...workflows.reading import ListRow
from ..maptools.draw_tool import STORED_CRS
from ..models.record_list import ALL, MINES, PROBLEMS, RecordListFilter, list_columns
from ..models.table_model import TableModel
from ..settings import remember, remembered
from ..widgets.elide_left import ElideLeft

_FOLLOW_DELAY_MS = 150
_WIDTHS = (100, 92, 60, 84, 84, 60)


class RecordListPage(QObject):
    """Runs the widgets of the list page; the dock decides what happens to the chosen rows."""

    opened = pyqtSignal(object)
    selectionChanged = pyqtSignal()

    def __init__(self, ui: QWidget, canvas: QgsMapCanvas) -> None:
        super().__init__(ui)
        self._ui = ui
        self._canvas = canvas
        self._model: TableModel[ListRow] = TableModel([], self)
        self.filter = RecordListFilter(self)
        self.filter.setSourceModel(self._model)
        ui.table.setModel(self.filter)
        ui.table.setItemDelegateForColumn(0, ElideLeft(ui.table))
        ui.table.verticalHeader().setDefaultSectionSize(ui.table.fontMetrics().height() + 8)
        ui.kindCombo.addItem(tr("All"), ALL)
        ui.kindCombo.addItem(tr("Problems"), PROBLEMS)
        ui.kindCombo.addItem(tr("Mines"), MINES)
        ui.kindCombo.addItem(tr("Returned"), RETURNED)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_FOLLOW_DELAY_MS)
        self._timer.timeout.connect(self._follow)
        self._connect()
        ui.kindCombo.setCurrentIndex(max(0, ui.kindCombo.findData(remembered("survey/kind", ALL))))
        ui.followButton.setChecked(remembered("survey/follow_map", False))

    def _connect(self) -> None:
        ui = self._ui
        ui.filterEdit.textChanged.connect(self._on_text)
        ui.kindCombo.currentIndexChanged.connect(self._on_kind)
        ui.followButton.toggled.connect(self._on_follow)
        ui.table.activated.connect(lambda index: self._open(index))
        ui.table.selectionModel().selectionChanged.connect(lambda *_: self.selectionChanged.emit())
        self._canvas.extentsChanged.connect(self._on_extent)
        self.filter.layoutChanged.connect(self._update_count)
        self.filter.rowsInserted.connect(self._update_count)
        self.filter.rowsRemoved.connect(self._update_count)
        self.filter.modelReset.connect(self._update_count)

    def disconnect_map(self) -> None:
        """Stop listening to the canvas, which lives longer than the dock."""
        self._canvas.extentsChanged.disconnect(self._on_extent)

    def set_labels(self, labels: Labels) -> None:
        """Show codes by these labels."""
        self._model.set_columns(list_columns(labels))
        header = self._ui.table.horizontalHeader()
        for column, width in enumerate(_WIDTHS):
            header.resizeSection(column, remembered(f"survey/width{column}", width))
        self._ui.table.sortByColumn(remembered("survey/sort", 0), Qt.SortOrder.AscendingOrder)

    def show_rows(self, rows: Sequence[ListRow]) -> None:
        """Show these rows; what was chosen stays chosen where it is still there."""
        chosen = {row.uuid for row in self.selected()}
        self._model.set_rows(rows)
        self._update_count()
        for uuid in chosen:
            self.select(uuid, clear=False)
        self.selectionChanged.emit()

    @property
    def rows(self) -> tuple[ListRow, ...]:
        """Every row, shown or not."""
        return self._model.rows

    def selected(self) -> list[ListRow]:
        """Return the chosen rows."""
        indexes = self._ui.table.selectionModel().selectedRows()
        return [row for index in indexes if (row := self.filter.row_at(index)) is not None]

    def select(self, uuid: str, *, clear: bool = True) -> bool:
        """Return whether the row of a record is shown; it is then chosen and in sight."""
        for place, row in enumerate(self._model.rows):
            if row.uuid == uuid:
                index = self.filter.mapFromSource(self._model.index(place, 0))
                if not index.isValid():
                    return False
                if clear:
                    self._ui.table.clearSelection()
                flags = self._ui.table.selectionModel().SelectionFlag
                self._ui.table.selectionModel().select(index, flags.Select | flags.Rows)
                self._ui.table.scrollTo(index)
                return True
        return False

    def remember(self) -> None:
        """Keep widths and order for the next session."""
        header = self._ui.table.horizontalHeader()
        for column in range(min(len(_WIDTHS), header.count())):
            remember(f"survey/width{column}", header.sectionSize(column))
        if header.count():
            remember("survey/sort", max(header.sortIndicatorSection(), 0))

    def _open(self, index: object) -> None:
        row = self.filter.row_at(index)
        if row is not None:
            self.opened.emit(row)

    def _on_text(self, text: str) -> None:
        self.filter.set_text(text)
        self._update_count()

    def _on_kind(self, *_: object) -> None:
        kind = self._ui.kindCombo.currentData()
        remember("survey/kind", kind)
        self.filter.set_kind(kind)
        self._update_count()

    def _on_follow(self, follow: bool) -> None:
        remember("survey/follow_map", follow)
        self._follow()

    def _on_extent(self) -> None:
        if self._ui.followButton.isChecked():
            self._timer.start()

    def _follow(self) -> None:
        self.filter.set_extent(map_extent(self._canvas) if self._ui.followButton.isChecked() else None)
        self._update_count()

    def _update_count(self, *_: object) -> None:
        total, shown = len(self._model.rows), self.filter.rowCount()
        self._ui.listStack.setCurrentWidget(self._ui.fullList if shown else self._ui.emptyList)
        if not total:
            self._ui.emptyLabel.setText(
                tr("Nothing is recorded yet. Choose “New problem” or “New mine”, then draw it on the map.")
            )
        else:
            self._ui.emptyLabel.setText(
                tr("Nothing matches. Clear the filter, choose “All”, or let the list not follow the map.")
            )
        self._ui.countLabel.setText(tr("{} of {} records").format(shown, total) if total else "")


def map_extent(canvas: QgsMapCanvas) -> QgsRectangle | None:
    """Return what the map shows as a rectangle in EPSG:4490; None where that cannot be said."""
    source = canvas.mapSettings().destinationCrs()
    target = QgsCoordinateReferenceSystem(STORED_CRS)
    if not source.isValid() or source == target:
        return canvas.extent()
    try:
        transform = QgsCoordinateTransform(source, target, QgsProject.instance())
        return transform.transformBoundingBox(canvas.extent())
    except QgsCsException:
        return None

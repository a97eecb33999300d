"""The list of hits and the map: a chosen hit is shown there, and what is selected there is marked here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from qgis.core import QgsVectorLayer
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QAbstractItemView, QTableView

from ...qgis_bridge.record_reading import feature_of
from ...qgis_bridge.session import Session
from ...store.records import Record
from ...workflows.reading import PROTECTED_TABLES
from ..models.table_model import ROW_ROLE
from .map_view import flash_records, show_on_map

TARGET_TABLES = ("problem_point", "problem_line", "problem_area", "mine_area", "mine")


class HitLinks(QObject):
    """Follows the current row of the table, and the selection of the layers that hits name.

    ``recordWanted`` (table, uuid) follows a double click.
    """

    recordWanted = pyqtSignal(str, str)

    def __init__(self, iface: QgisInterface, session: Session, table: QTableView, parent: QObject) -> None:
        super().__init__(parent)
        self._iface, self._session, self._table = iface, session, table
        self._quiet = False
        self._watched: set[str] = set()
        table.selectionModel().currentRowChanged.connect(self.show)
        table.clicked.connect(self.show)
        table.doubleClicked.connect(self.open)
        session.workspaceChanged.connect(self.watch)
        self.watch()

    def watch(self) -> None:
        """Hear what is selected in the layers of the open workspace."""
        for table in (*TARGET_TABLES, *PROTECTED_TABLES):
            layer = self._session.layer(table)
            if layer is not None and layer.id() not in self._watched:
                self._watched.add(layer.id())
                layer.selectionChanged.connect(self._on_selection)

    def show(self, index: QModelIndex, *_: object) -> None:
        """Show the record of a hit on the map, and flash the object that it is near to."""
        hit: Record | None = index.data(ROW_ROLE) if index.isValid() else None
        if hit is None or self._quiet:
            return
        canvas = self._iface.mapCanvas()
        objects = [(table, str(hit.values.get("object_uuid"))) for table in PROTECTED_TABLES]
        target = (str(hit.values["target_table"]), str(hit.values["target_uuid"]))
        if show_on_map(canvas, self._session, [target]):
            flash_records(canvas, self._session, objects)
        else:
            show_on_map(canvas, self._session, objects)

    def open(self, index: QModelIndex) -> None:
        """Ask for the form of a hit's record; a licensed area stands in the form of its mine."""
        hit: Record | None = index.data(ROW_ROLE) if index.isValid() else None
        if hit is None:
            return
        table, uuid = str(hit.values["target_table"]), str(hit.values["target_uuid"])
        layer = self._session.layer(table)
        if table == "mine_area" and layer is not None:
            area = feature_of(layer, uuid)
            table, uuid = "mine", str(area["mine_uuid"] or "") if area is not None else ""
        if uuid:
            self.recordWanted.emit(table, uuid)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep the marked hits while the list is read anew; the map stays where it is."""
        chosen = {_pair(index) for index in self._table.selectionModel().selectedRows()}
        with self._quietly():
            yield
            self._mark([row for row in self._rows() if _pair(row) in chosen])

    def _on_selection(self, *_: object) -> None:
        """Mark the hits of the records or objects that are selected in a layer."""
        layer = self.sender()
        if not isinstance(layer, QgsVectorLayer):
            return
        uuids = {str(feature["uuid"]) for feature in layer.getSelectedFeatures()}
        if not uuids:
            return
        with self._quietly():
            self._mark([row for row in self._rows() if uuids & set(_pair(row))])

    def _rows(self) -> Iterator[QModelIndex]:
        model = self._table.model()
        return (model.index(row, 0) for row in range(model.rowCount()))

    def _mark(self, rows: list[QModelIndex]) -> None:
        """Select rows of the table and bring the first into view."""
        selection = QItemSelection()
        for row in rows:
            selection.select(row, row)
        flags = QItemSelectionModel.SelectionFlag
        self._table.selectionModel().select(selection, flags.ClearAndSelect | flags.Rows)
        if rows:
            self._table.selectionModel().setCurrentIndex(rows[0], flags.NoUpdate)
            self._table.scrollTo(rows[0], QAbstractItemView.ScrollHint.PositionAtCenter)

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before


def _pair(index: QModelIndex) -> tuple[str, str]:
    """Return the uuids of the record and of the object of a hit, which stay the same from run to run."""
    values = index.data(ROW_ROLE).values
    return str(values.get("target_uuid")), str(values.get("object_uuid"))

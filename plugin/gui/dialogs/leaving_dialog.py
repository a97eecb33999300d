"""The check before the survey party leaves: which problems lack what; a click shows one on the map."""

from __future__ import annotations

from qgis.PyQt import uic
from qgis.PyQt.QtCore import QModelIndex, QSortFilterProxyModel, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QDialog, QHeaderView, QWidget

from ... import paths
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.translation import tr
from ...store.workspace import Workspace
from ...workflows.field_check import Gap, missing_before_leaving
from ..models.table_model import ROW_ROLE, SORT_ROLE, ColumnSpec, TableModel


class LeavingDialog(QDialog):
    """A list that stays open beside the map; ``chosen`` and ``opened`` carry table and uuid."""

    chosen = pyqtSignal(str, str)
    opened = pyqtSignal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        uic.loadUi(str(paths.form("leaving_dialog")), self)
        self.model: TableModel[Gap] = TableModel([], self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.model)
        self._sorted.setSortRole(SORT_ROLE)
        self.table.setModel(self._sorted)
        self.table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
        self.table.verticalHeader().setDefaultSectionSize(self.table.fontMetrics().height() + 8)
        self.table.selectionModel().currentRowChanged.connect(lambda index, _: self._tell(index, self.chosen))
        self.table.activated.connect(lambda index: self._tell(index, self.opened))
        self.closeButton.clicked.connect(self.hide)

    def show_gaps(self, workspace: Workspace, labels: Labels) -> None:
        """Read the workspace and list what is missing."""
        gaps = missing_before_leaving(workspace)
        self.model.set_columns(
            [
                ColumnSpec(heading=tr("Number"), text=lambda gap: gap.number or tr("(none)")),
                ColumnSpec(heading=tr("Type"), text=lambda gap: labels.code("problem_type", gap.type)),
                ColumnSpec(
                    heading=tr("Missing"),
                    text=lambda gap: ", ".join(gap_name(item) for item in gap.missing),
                    sort=lambda gap: len(gap.missing),
                ),
            ]
        )
        self.model.set_rows(gaps)
        self.summaryLabel.setText(
            tr(
                "{} problems lack something. Click one to see it on the map, double click to fill it in."
            ).format(len(gaps))
            if gaps
            else tr("Nothing is missing: every problem has its evidence, photos, mine and surveyor.")
        )
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)

    def _tell(self, index: QModelIndex, signal: object) -> None:
        if index.isValid():
            gap: Gap = index.data(ROW_ROLE)
            signal.emit(gap.table, gap.uuid)


def gap_name(item: str) -> str:
    """Return what is missing, as a person says it."""
    names = {
        "geometry": tr("its place"),
        "type": tr("its type"),
        "damage_begin": tr("begin of the damage"),
        "damage_evidence": tr("evidence of the time"),
        "mine": tr("its mine"),
        "photo": tr("a photo"),
        "surveyor": tr("surveyor"),
        "surveyed_on": tr("date of survey"),
        "position_accuracy_m": tr("position accuracy"),
        "grade": tr("an indicator for its grade"),
        "responsibility": tr("what decides the responsibility"),
    }
    return names.get(item, item)

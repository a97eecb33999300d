"""A table of rows asks for each cell once, and forgets what it knew when rows or columns change."""

from __future__ import annotations

from qgis.PyQt.QtCore import QSortFilterProxyModel

from plugin.gui.models.table_model import SORT_ROLE, ColumnSpec, TableModel


def test_cells_are_made_once_for_all_comparisons_of_a_sort(qgis_iface: object) -> None:
    asked: list[str] = []

    def text(row: str) -> str:
        asked.append(row)
        return row

    model: TableModel[str] = TableModel([ColumnSpec(heading="Name", text=text)])
    proxy = QSortFilterProxyModel()
    proxy.setSortRole(SORT_ROLE)
    proxy.setSourceModel(model)
    proxy.sort(0)
    names = [f"Zone {number}" for number in range(40, 0, -1)]
    model.set_rows(names)
    assert [proxy.index(row, 0).data() for row in range(2)] == ["Zone 1", "Zone 2"]
    assert sorted(asked) == sorted(names)


def test_other_rows_and_columns_show_their_own_cells(qgis_iface: object) -> None:
    model: TableModel[str] = TableModel([ColumnSpec(heading="Name", text=lambda row: row)])
    model.set_rows(["a"])
    assert model.text(0, 0) == "a"
    model.set_rows(["b"])
    assert model.text(0, 0) == "b"
    model.set_columns([ColumnSpec(heading="Length", text=lambda row: str(len(row)))])
    assert model.text(0, 0) == "1"

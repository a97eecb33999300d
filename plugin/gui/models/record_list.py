"""The survey list: mines and problems, filtered by what is typed, by kind and by what the map shows."""

from __future__ import annotations

from qgis.core import QgsRectangle
from qgis.PyQt.QtCore import QModelIndex, QObject, QSortFilterProxyModel, Qt

from ...domain.review import RETURNED
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.translation import tr
from ...workflows.reading import ListRow
from ..colours import RETURNED_COLOUR, grade_colour
from .table_model import ROW_ROLE, SORT_ROLE, ColumnSpec, TableModel, natural_key

GRADE_ORDER = {"YZ": 0, "JYZ": 1, "JQ": 2}
ALL, MINES, PROBLEMS = "all", "mines", "problems"


def list_columns(labels: Labels) -> list[ColumnSpec[ListRow]]:
    """Return the columns of the survey list in the language of the labels."""
    return [
        ColumnSpec(
            heading=tr("Number"),
            text=lambda row: row.number or row.name or tr("(none)"),
            sort=lambda row: f"{row.table == 'mine':d} {natural_key(row.number or row.name)}",
            tooltip=_tooltip,
        ),
        ColumnSpec(heading=tr("Type"), text=lambda row: type_text(row, labels)),
        ColumnSpec(
            heading=tr("Grade"),
            text=lambda row: labels.code("impact_grade", row.grade),
            sort=lambda row: GRADE_ORDER.get(row.grade, 9 if row.table == "mine" else 3),
            background=lambda row: None if row.table == "mine" else grade_colour(row.grade),
        ),
        ColumnSpec(
            heading=tr("Responsibility"), text=lambda row: labels.code("responsibility", row.responsibility)
        ),
        ColumnSpec(
            heading=tr("Review"),
            text=lambda row: _review_text(row, labels),
            background=lambda row: RETURNED_COLOUR if row.review_state == RETURNED else None,
        ),
        ColumnSpec(heading=tr("Township"), text=lambda row: row.township),
        ColumnSpec(
            heading=tr("State"),
            text=lambda row: labels.code(
                "mine_status" if row.table == "mine" else "treatment_status", row.status
            ),
        ),
    ]


def type_text(row: ListRow, labels: Labels) -> str:
    """Return what a row is: the type of a problem, or the name of a mine."""
    if row.table == "mine":
        return tr("Mine: {}").format(row.name) if row.name else tr("Mine")
    return labels.code("problem_type", row.type)


def _review_text(row: ListRow, labels: Labels) -> str:
    state = labels.code("review_state", row.review_state)
    return f"{state}: {row.return_reason}" if row.return_reason else state


def _tooltip(row: ListRow) -> str:
    return "\n".join(part for part in (row.number, row.name, row.township) if part)


class RecordListFilter(QSortFilterProxyModel):
    """Lets through the rows that hold every typed word, are of the chosen kind and touch the map's extent."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()
        self._kind = ALL
        self._extent: QgsRectangle | None = None
        self.setSortRole(SORT_ROLE)
        self.setSortCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    def set_text(self, text: str) -> None:
        """Let through only rows that hold every word of ``text``."""
        self._words = tuple(text.casefold().split())
        self.invalidateFilter()

    def set_kind(self, kind: str) -> None:
        """Let through mines, problems, what was returned, or all."""
        self._kind = kind
        self.invalidateFilter()

    def set_extent(self, extent: QgsRectangle | None) -> None:
        """Let through only rows whose geometry touches ``extent`` (EPSG:4490); None lifts the limit."""
        self._extent = extent
        self.invalidateFilter()

    def filterAcceptsRow(self, row: int, parent: QModelIndex) -> bool:
        """Return whether a row of the source is shown."""
        model: TableModel[ListRow] = self.sourceModel()
        item = model.row(row)
        if self._kind == RETURNED:
            if item.review_state != RETURNED:
                return False
        elif self._kind != ALL and (item.table == "mine") != (self._kind == MINES):
            return False
        if self._extent is not None and not _touches(item, self._extent):
            return False
        if not self._words:
            return True
        text = " ".join(model.text(row, column) for column in range(model.columnCount())).casefold()
        text = f"{text} {item.name.casefold()} {item.return_reason.casefold()} {item.uuid}"
        return all(word in text for word in self._words)

    def row_at(self, index: QModelIndex) -> ListRow | None:
        """Return the row that an index of the view stands for."""
        return self.data(index, ROW_ROLE) if index.isValid() else None


def _touches(row: ListRow, extent: QgsRectangle) -> bool:
    if row.bounds is None:
        return False
    west, south, east, north = row.bounds
    return (
        west <= extent.xMaximum()
        and east >= extent.xMinimum()
        and south <= extent.yMaximum()
        and north >= extent.yMinimum()
    )

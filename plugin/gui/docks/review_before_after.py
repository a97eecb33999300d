"""What changed in one record under review: since when, field by field, and both shapes on the map."""

from __future__ import annotations

from collections.abc import Callable

import shapely
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtWidgets import QHeaderView, QWidget

from ...domain.errors import MineRestorationError
from ...qgis_bridge.error_text import sentence_of
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.tasks import run_in_background
from ...qgis_bridge.translation import tr
from ...workflows.review_compare import Comparison
from ..colours import BASE_COLOUR, MINE_COLOUR
from ..models.review_tables import DifferenceRow, difference_columns, difference_rows, side_names, since_text
from ..models.table_model import TableModel
from ..widgets.geometry_preview import GeometryPreview, Outline
from .conflict_page import shape_of
from .outline_marks import OutlineMarks, in_sight

LEAST_PREVIEW_PX = 64
PREVIEW_STRETCH = 3
"""How much of the height goes to the picture, beside as much for each of the two tables."""

Compare = Callable[[], Comparison]


class BeforeAfter:
    """Runs the widgets of the page that compare; the answer of the record asked for last is shown."""

    def __init__(self, page: QWidget, canvas: QgsMapCanvas) -> None:
        self._page = page
        self._asked = 0
        self.differences: TableModel[DifferenceRow] = TableModel(difference_columns("unknown"), page)
        page.differenceTable.setModel(self.differences)
        self.preview = GeometryPreview()
        self.preview.setMinimumHeight(LEAST_PREVIEW_PX)
        page.previewPlace.addWidget(self.preview)
        page.contentBox.setStretchFactor(page.previewPlace, PREVIEW_STRETCH)
        self.marks = OutlineMarks(canvas)
        self.shapes: list[shapely.Geometry] = []

    def fit_columns(self) -> None:
        """Give the values the width that the names of the fields leave."""
        header = self._page.differenceTable.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)

    def clear(self) -> None:
        """Show nothing, whatever answer is still on its way."""
        self._asked += 1
        self.marks.clear()
        self.shapes = []
        for widget in (self._page.sinceLabel, self._page.differenceTable, self.preview):
            widget.setVisible(False)

    def ask(self, prepare: Callable[[], Compare], table: str, labels: Labels) -> None:
        """Show the comparison that ``prepare`` gets ready here and that then runs in the background."""
        self.clear()
        for widget in (self._page.sinceLabel, self._page.differenceTable, self.preview):
            widget.setVisible(True)
        asked = self._asked
        self._page.sinceLabel.setText(tr("Looking at the hub"))
        self.differences.set_rows(())
        self.preview.show_outlines(())
        try:
            compare = prepare()
        except MineRestorationError as error:
            self._show_error(error, asked)
            return
        run_in_background(
            tr("Looking at the hub"),
            lambda _: compare(),
            on_done=lambda found: self._show(found, table, labels, asked),
            on_error=lambda error: self._show_error(error, asked),
        )

    def _show(self, found: Comparison, table: str, labels: Labels, asked: int) -> None:
        if asked != self._asked:
            return
        self._page.sinceLabel.setText(since_text(found))
        self.differences.set_columns(difference_columns(found.since))
        self.differences.set_rows(difference_rows(found, table, labels))
        self._page.differenceTable.setColumnHidden(1, found.since in ("readable", "proposable"))
        self.shapes = [shape for shape in (found.before, found.after) if shape is not None]
        before, after = side_names(found.since)
        outlines = [
            Outline(geometry=shape_of(found.before), colour=BASE_COLOUR, label=before, dashed=True),
            Outline(geometry=shape_of(found.after), colour=MINE_COLOUR, label=after),
        ]
        outlines = outlines if found.before is not None else outlines[1:]
        self.preview.show_outlines(outlines)
        if in_sight(self._page):
            self.marks.show(outlines)

    def _show_error(self, error: MineRestorationError, asked: int) -> None:
        if asked == self._asked:
            self._page.sinceLabel.setText(sentence_of(error))

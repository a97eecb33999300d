"""The access check 准入核查 in the protection dock: a licensed area, a selected polygon or corner points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import shapely
from qgis.core import QgsVectorLayer
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QModelIndex
from qgis.PyQt.QtGui import QColor, QHideEvent, QShowEvent
from qgis.PyQt.QtWidgets import QFileDialog, QWidget

from ...domain.progress import Progress
from ...geometry.projection import to_geographic
from ...geometry.shared_parts import shared_part
from ...qgis_bridge.access_pdf import write_access_page, write_access_pdf
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.layer_to_geometries import read_layer
from ...qgis_bridge.record_reading import qgis_geometry
from ...qgis_bridge.session import Session
from ...qgis_bridge.translation import tr
from ...qgis_bridge.warning_text import warning_text
from ...store.workspace import Workspace
from ...workflows.access_check import AccessFinding, AccessOpinion, check_access
from ...workflows.access_request import LicensedArea, licensed_areas, requested_right
from ..docks.map_view import show_shapes
from ..docks.outline_marks import OutlineMarks
from ..messages import Messages
from ..models.access_tables import COLOURS, finding_columns
from ..models.table_model import ROW_ROLE, TableModel
from ..settings import remember, remembered
from .background_panel import BackgroundPanel
from .field_editors import DateEditor
from .geometry_preview import Outline
from .progress_strip import ProgressStrip
from .several_codes import SeveralCodesEditor

SELECTED, CORNERS = "selected", "corners"
FOLDER_KEY = "access/folder"
WIDTHS = (120, 90, 120, 96, 100, 70, 180)
RIGHT_COLOUR = "#7b1fa2"


@dataclass(frozen=True, kw_only=True)
class Checked:
    """An opinion, and what was taken for granted in reading the corner points."""

    opinion: AccessOpinion
    notes: tuple[str, ...]


class AccessPanel(BackgroundPanel):
    """Checks in the background; the findings are a list, a click shows one on the map.

    An opinion is shown, drawn and saved only as long as the fields ask what it answers.
    """

    SHOWN_TABLES = ("mine",)

    def __init__(
        self,
        iface: QgisInterface,
        session: Session,
        messages: Messages,
        progress: ProgressStrip,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("access_panel", session, messages, progress, parent)
        self._iface = iface
        self.findings: TableModel[AccessFinding] = TableModel([], self)
        self.activities, self.since = SeveralCodesEditor(), DateEditor()
        self.ui.activityPlace.addWidget(self.activities)
        self.ui.sincePlace.addWidget(self.since)
        self.opinion: AccessOpinion | None = None
        self._areas: dict[str, LicensedArea] = {}
        self._notes: tuple[str, ...] = ()
        self._answered: dict[str, object] = {}
        self._in_front = True
        self.marks = OutlineMarks(iface.mapCanvas())
        self._prepare()

    def _prepare(self) -> None:
        ui = self.ui
        ui.findingTable.setModel(self.findings)
        height = ui.findingTable.fontMetrics().height() + 8
        ui.findingTable.verticalHeader().setDefaultSectionSize(height)
        ui.cornersEdit.setTabStopDistance(ui.cornersEdit.fontMetrics().horizontalAdvance("J10 "))
        ui.whatCombo.activated.connect(self._on_what)
        ui.ageCombo.activated.connect(self._update)
        ui.cornersEdit.textChanged.connect(self._update)
        ui.nameEdit.textChanged.connect(self._update)
        self.since.changed.connect(self._update)
        ui.checkButton.clicked.connect(self.check)
        ui.saveButton.clicked.connect(self.save)
        ui.findingTable.clicked.connect(self._zoom_to)
        ui.findingTable.selectionModel().currentRowChanged.connect(lambda index, _: self._zoom_to(index))
        self._listen()

    def set_workspace(self, labels: Labels | None) -> None:
        """Check in the session's workspace, with these labels."""
        self._labels, self.opinion, self._notes = labels, None, ()
        self.ui.ageCombo.clear()
        if labels is not None:
            for code in ("new", "existing"):
                self.ui.ageCombo.addItem(labels.code("right_age", code), code)
            place = self.ui.activityPlace
            place.removeWidget(self.activities)
            self.activities.deleteLater()
            self.activities = SeveralCodesEditor(
                choices=[c for c in labels.choices("activity") if c[0] != "any"]
            )
            self.activities.changed.connect(self._update)
            place.addWidget(self.activities)
        self.findings.set_columns(finding_columns(labels) if labels is not None else [])
        self.findings.set_rows(())
        for column, width in enumerate(WIDTHS):
            self.ui.findingTable.setColumnWidth(column, width)
        self.refresh()

    def set_profile(self, profile: str) -> None:
        """Use the rules of another profile."""
        self._profile = profile
        self._update()

    def refresh(self) -> None:
        """List the licensed areas anew."""
        workspace, combo = self._session.workspace, self.ui.whatCombo
        wanted = combo.currentData()
        self._areas = {}
        if workspace is not None and self._labels is not None:
            with self._messages.told():
                self._areas = {area.uuid: area for area in licensed_areas(workspace)}
        combo.clear()
        combo.addItem(tr("Corner points"), CORNERS)
        combo.addItem(tr("The selected polygon of the active layer"), SELECTED)
        for area in self._areas.values():
            combo.addItem(area.name, area.uuid)
        combo.setCurrentIndex(max(0, combo.findData(wanted)))
        self._on_what()

    def _on_what(self, *_: object) -> None:
        area = self._areas.get(str(self.ui.whatCombo.currentData()))
        if area is not None:
            self.ui.nameEdit.setText(area.name)
            self.activities.set_value(";".join(sorted(area.activities - {"any"})))
            self.since.set_value(area.established_on)
            self.ui.ageCombo.setCurrentIndex(max(0, self.ui.ageCombo.findData("existing")))
        self._update()

    def _update(self, *_: object) -> None:
        ui, what = self.ui, self.ui.whatCombo.currentData()
        existing = ui.ageCombo.currentData() == "existing"
        ui.cornersEdit.setVisible(what == CORNERS)
        ui.sinceLabel.setVisible(existing)
        self.since.setVisible(existing)
        ready = self._labels is not None and not self.progress.is_busy
        filled = what != CORNERS or bool(ui.cornersEdit.toPlainText().strip())
        ui.checkButton.setEnabled(ready and filled)
        current = self.opinion is not None and self._answered == self._asked()
        ui.saveButton.setEnabled(ready and current)
        ui.findingTable.setVisible(current and bool(self.findings.rows))
        ui.answerLabel.setVisible(current)
        ui.noteLabel.setText(self._note(current))
        ui.noteLabel.setVisible(bool(ui.noteLabel.text()))
        self._mark(current and self.isVisible() and self._in_front)

    def _note(self, current: bool) -> str:
        if self._labels is None:
            return self._no_workspace()
        if self.opinion is not None and not current:
            return tr("The fields ask for something else than what was checked; check again.")
        return "\n".join(self._notes)

    def _mark(self, shown: bool) -> None:
        """Draw the outline that was checked over the map, where somebody looks at the opinion."""
        self.marks.clear()
        if shown and self.opinion is not None:
            shape = qgis_geometry(self.opinion.right.outline)
            self.marks.show(
                [Outline(geometry=shape, colour=QColor(RIGHT_COLOUR), label=self.opinion.right.name)]
            )

    def come_in_sight(self, visible: bool) -> None:
        """Draw the outline while the dock is in front, and not behind another one."""
        self._in_front = visible
        self._update()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw the outline again."""
        super().showEvent(event)
        self._update()

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave nothing on the map of an opinion that nobody looks at."""
        super().hideEvent(event)
        self.marks.clear()

    # checking

    def check(self) -> None:
        """Check what is chosen, in the background."""
        workspace = self._session.workspace
        if workspace is None:
            return
        self.opinion, self._answered, self._notes = None, self._asked(), ()
        self.findings.set_rows(())
        with self._messages.told():
            job = self._job(workspace)
            self.progress.run(tr("Checking the access"), job, on_done=self._checked, on_error=self._failed)

    def _asked(self) -> dict[str, object]:
        """Return what the fields ask for."""
        ui, what = self.ui, self.ui.whatCombo.currentData()
        existing = ui.ageCombo.currentData() == "existing"
        return {
            "what": what,
            "profile": self._profile or None,
            "name": ui.nameEdit.text().strip(),
            "corners": ui.cornersEdit.toPlainText() if what == CORNERS else "",
            "activities": tuple(sorted(str(self.activities.value() or "").split(";"))),
            "right_age": ui.ageCombo.currentData(),
            "established_on": str(self.since.value() or "") if existing else "",
        }

    def _job(self, workspace: Workspace) -> Callable[[Progress], Checked]:
        """Return the check of what the fields say; everything of QGIS is read here."""
        asked = self._asked()
        what, profile = asked.pop("what"), asked.pop("profile")
        area = self._areas.get(str(what))
        outline, crs = self._selected() if what == SELECTED else (area.outline if area else None, "")
        asked["name"] = asked["name"] or tr("(unnamed)")

        def check(progress: Progress) -> Checked:
            placed = to_geographic([outline], crs)[0] if outline is not None and crs else outline
            right, notes = requested_right(workspace, outline=placed, **asked)
            return Checked(
                opinion=check_access(workspace, right, profile=profile, progress=progress), notes=notes
            )

        return check

    def _selected(self) -> tuple[shapely.Geometry | None, str]:
        """Return the selected polygons of the active layer as one, in the layer's own CRS."""
        layer = self._iface.activeLayer()
        if not isinstance(layer, QgsVectorLayer) or not layer.selectedFeatureCount():
            return None, ""
        chosen = set(layer.selectedFeatureIds())
        arrays = read_layer(layer, fields=[])
        shapes = [g for g, i in zip(arrays.geometries, arrays.feature_ids, strict=True) if i in chosen]
        areas = [shape for shape in shapes if shapely.get_dimensions(shape) == 2]
        return (shapely.union_all(areas), arrays.crs) if areas else (None, "")

    def _checked(self, checked: Checked) -> None:
        opinion = self.opinion = checked.opinion
        self._notes = tuple(warning_text(s, self._labels) for s in (*checked.notes, *opinion.warnings))
        self.findings.set_rows(opinion.findings)
        label = self._labels.code("access_conclusion", opinion.conclusion)
        self.ui.answerLabel.setText(f"<b>{label}</b> · {opinion.right.name} · {opinion.area_hm2:,.2f} hm²")
        self.ui.answerLabel.setStyleSheet(f"background: {COLOURS[opinion.conclusion]}; color: black")
        self._update()
        show_shapes(self._iface.mapCanvas(), [opinion.right.outline])

    def _zoom_to(self, index: QModelIndex) -> None:
        finding: AccessFinding | None = index.data(ROW_ROLE) if index.isValid() else None
        if finding is not None and self.opinion is not None:
            near = [self.opinion.right.outline, _nearby(finding, self.opinion)]
            show_shapes(self._iface.mapCanvas(), near)

    # the sheet

    def save(self) -> None:
        """Ask for a file, and write the opinion sheet to it: PDF, or HTML by the name's ending."""
        if self.opinion is None or self._session.workspace is None:
            return
        folder = remembered(FOLDER_KEY, str(self._session.workspace.path.parent))
        filters = ";;".join((tr("PDF (*.pdf)"), tr("Web page (*.html)")))
        start = str(Path(folder) / f"{self.opinion.right.name}.pdf")
        name, _filter = QFileDialog.getSaveFileName(self, tr("Save the opinion sheet"), start, filters)
        if name:
            self.save_to(Path(name))

    def save_to(self, path: Path) -> None:
        """Write the opinion sheet: an HTML page where the name ends so, else a PDF."""
        remember(FOLDER_KEY, str(path.parent))
        with self._messages.told():
            if path.suffix.lower() in (".html", ".htm"):
                write_access_page(self._session.require_workspace(), self.opinion, path)
            else:
                write_access_pdf(self._session.require_workspace(), self.opinion, path)
            self._messages.done(tr("The opinion sheet is “{}”.").format(path.name))


def _nearby(finding: AccessFinding, opinion: AccessOpinion) -> shapely.Geometry | None:
    """Return where the rule's reach meets the right, so that a long road does not fill the map."""
    return None if finding.zone is None else shared_part(finding.zone, opinion.right.outline)

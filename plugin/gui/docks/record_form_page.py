"""The form page of the survey dock: one record from drawing or list to the saved row, with its assessment
live."""

from __future__ import annotations

from collections.abc import Mapping

import shapely
from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QDate, QObject, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QColor, QKeySequence, QShortcut

from ...domain.changes import Value
from ...domain.errors import MineRestorationError
from ...domain.review import REASON, RETURNED, STATE, is_locked
from ...qgis_bridge.editing import RecordEditor
from ...qgis_bridge.error_text import sentence_of
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.record_reading import qgis_geometry, shapely_geometry
from ...qgis_bridge.session import Session
from ...qgis_bridge.translation import tr
from ...store.records import new_uuid
from ...workflows.numbers import provisional_number
from ...workflows.reading import MineChoice, mine_choices
from ...workflows.survey import stamp
from ..assessor import Assessor
from ..dialogs.questions import DISCARD, SAVE, ask_about_changes
from ..maptools.draw_tool import STORED_CRS
from ..messages import Messages
from ..widgets.assessment_panel import AssessmentPanel
from ..widgets.record_form import FormContent, RecordForm, focus_first
from .form_photos import photo_rows, shown_photos
from .new_values import keep_for_the_next

ASSESS_DELAY_MS = 250


class RecordFormPage(QObject):
    """Loads a record into the form, asks the rules while it is written, saves it in one transaction."""

    closed = pyqtSignal()
    saved = pyqtSignal(str, str)

    def __init__(
        self,
        form: RecordForm,
        session: Session,
        editor: RecordEditor,
        messages: Messages,
        canvas: QgsMapCanvas,
    ) -> None:
        super().__init__(form)
        self.form = form
        self.panel = AssessmentPanel()
        self.ask = ask_about_changes
        form.assessmentPlace.addWidget(self.panel)
        self._session, self._editor, self._messages, self._canvas = session, editor, messages, canvas
        self._assessor = Assessor(session, self)
        self._labels: Labels | None = None
        self._uuid: str | None = None
        self._geometry: shapely.Geometry | None = None
        self._moved = False
        self._dirty = False
        self._derived: Mapping[str, Value] = {}
        self._mark: QgsRubberBand | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(ASSESS_DELAY_MS)
        self._timer.timeout.connect(self.assess_now)
        form.changed.connect(self._on_changed)
        form.refused.connect(messages.warn)
        form.saveButton.clicked.connect(self.save)
        form.revertButton.clicked.connect(self.revert)
        form.backButton.clicked.connect(self.leave)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), form)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.save)

    # what is on the form

    @property
    def table(self) -> str:
        """The table of the record on the form."""
        return self.form.table

    @property
    def uuid(self) -> str | None:
        """The record's uuid, None for one that was never saved."""
        return self._uuid

    @property
    def geometry(self) -> shapely.Geometry | None:
        """The record's geometry (EPSG:4490) as it stands."""
        return self._geometry

    @property
    def is_dirty(self) -> bool:
        """Whether something was changed since the last save."""
        return self._dirty

    @property
    def is_problem(self) -> bool:
        """Whether the form holds a problem, which has an assessment."""
        return self.table.startswith("problem_")

    def set_labels(self, labels: Labels) -> None:
        """Build forms with these labels from now on."""
        self._labels = labels

    def open_new(self, table: str, geometry: QgsGeometry, values: Mapping[str, Value]) -> None:
        """Show the form of a new record that was just drawn."""
        self._uuid = None
        self._show(FormContent(table=table, values=values), shapely_geometry(geometry))
        if self.form.photos is not None:
            self.form.photos.set_photos(())
        self._set_dirty(True)

    def open_existing(self, table: str, uuid: str) -> bool:
        """Return whether the record was there to be shown."""
        record = self._editor.record(table, uuid)
        if record is None:
            self._messages.warn(tr("This record does not exist any more; the list is read again."))
            return False
        children = self._editor.children(table, uuid)
        rows = {name: [{**r.values, "uuid": r.uuid} for r in kept] for name, kept in children.items()}
        self._uuid = uuid
        self._show(FormContent(table=table, values=record.values, children=rows), record.geometry)
        if self.form.photos is not None:
            workspace = self._session.require_workspace()
            self.form.photos.set_photos(shown_photos(workspace, children.get("photo", ())))
        self._set_dirty(False)
        return True

    def move_to(self, geometry: QgsGeometry) -> None:
        """Give the record on the form another geometry of the same type."""
        self._geometry = shapely_geometry(geometry)
        self._moved = True
        self._show_mark()
        self._on_changed()

    # saving and leaving

    def save(self) -> bool:
        """Return whether the record, with all that hangs on it, is in the file now."""
        if self.is_locked:
            self._messages.warn(self.form.reviewLabel.text())
            return False
        blank = self.form.blank_required()
        if blank:
            names = ", ".join(self._labels.column(self.table, column) for column in blank)
            self._messages.warn(tr("Fill in first: {}.").format(names))
            focus_first(self.form, blank[0])
            return False
        try:
            self._write()
        except MineRestorationError as error:
            self._messages.error(error)
            return False
        table, uuid = self.table, self._uuid
        self.open_existing(table, uuid)
        self._messages.done(tr("Saved."))
        self.saved.emit(table, uuid)
        return True

    def _write(self) -> None:
        """Put the record and its children into the edit buffers and save them in one transaction."""
        self.assess_now()
        uuid = self._uuid or new_uuid()
        values, children = {**self.form.values(), **self._derived}, dict(self.form.children())
        if "number" in values and not values["number"]:
            year = QDate.currentDate().year()
            values["number"] = provisional_number(self._session.require_workspace(), self.table, year=year)
        if self.form.photos is not None:
            children["photo"] = photo_rows(self._session.require_workspace(), uuid, self.form.photos)
        if self._uuid is None:
            self._editor.add(self.table, self._geometry, {**values, "uuid": uuid}, children)
        else:
            self._editor.update(self.table, uuid, values, self._geometry if self._moved else None, children)
        self._uuid, self._moved = uuid, False
        self._editor.save()
        keep_for_the_next(values)

    def revert(self) -> None:
        """Show what is saved, in place of what was changed; a record that was never saved is given up."""
        if self._uuid is None:
            self._set_dirty(False)
            self.leave()
        else:
            self.open_existing(self.table, self._uuid)

    def may_leave(self) -> bool:
        """Return whether the form can be left: nothing is unsaved, or the person chose what happens to it."""
        if not self._dirty:
            return True
        answer = self.ask(self.form)
        if answer == SAVE:
            return self.save()
        if answer == DISCARD:
            self._set_dirty(False)
            return True
        return False

    def leave(self) -> bool:
        """Return whether the form was left for the list."""
        if not self.may_leave():
            return False
        self.close()
        self.closed.emit()
        return True

    def close(self) -> None:
        """Forget the record, without a question."""
        self._timer.stop()
        self._set_dirty(False)
        self._uuid, self._geometry = None, None
        self._hide_mark()

    # the assessment

    def assess_now(self) -> None:
        """Ask the rules about what stands on the form, and show the answer."""
        self._timer.stop()
        self._derived = {}
        if self._labels is None or not self.table:
            return
        if not self.is_problem:
            self._show_shape()
            return
        try:
            assessment = self._assessor.assess(self._own_values(), self._geometry, self.form.children())
        except MineRestorationError as error:
            self.panel.show_nothing(sentence_of(error))
            return
        self._derived = {**assessment.derived, "derived_at": stamp()}
        self.panel.show_assessment(assessment, self._labels)
        self._show_shape()

    # details

    def _own_values(self) -> dict[str, Value]:
        """Return what a person recorded: the rules must not see what they answered earlier."""
        derived = {column.name for column in self._labels.schema.table(self.table).derived_columns}
        return {name: value for name, value in self.form.values().items() if name not in derived}

    def _show(self, content: FormContent, geometry: shapely.Geometry | None) -> None:
        self._geometry, self._moved = geometry, False
        workspace = self._session.require_workspace()
        self.form.load(content, self._labels, [(c.uuid, _mine_label(c)) for c in mine_choices(workspace)])
        self.panel.setVisible(self.is_problem)
        self._show_mark()
        self.assess_now()
        self._show_title()
        self._show_review()

    def _show_title(self) -> None:
        values = self.form.values()
        kind = self._labels.code("problem_type", values.get("type")) if self.is_problem else ""
        parts = [
            kind or self._labels.table(self.table),
            str(values.get("number") or values.get("name") or ""),
        ]
        title = " · ".join(part for part in parts if part)
        self.form.titleLabel.setText(tr("New: {}").format(title) if self._uuid is None else title)

    @property
    def is_locked(self) -> bool:
        """Whether the province has accepted the record, which then is not edited before it is reopened."""
        return self._uuid is not None and is_locked(self.form.values().get(STATE))

    def _show_review(self) -> None:
        values = self.form.values()
        text = ""
        if self.is_locked:
            text = tr("The province has accepted this record; ask for it to be reopened before changing it.")
        elif values.get(STATE) == RETURNED:
            text = tr("Returned: {}").format(values.get(REASON) or "")
        self.form.reviewLabel.setText(text)
        self.form.reviewLabel.setVisible(bool(text))

    def _show_shape(self) -> None:
        area, length = self._derived.get("area_hm2"), self._derived.get("length_m")
        parts = [self._labels.table(self.table)]
        if area is not None:
            parts.append(f"{float(area):,.4f} hm²")
        if length is not None:
            parts.append(f"{float(length):,.1f} m")
        if self._derived.get("map_sheet"):
            parts.append(tr("sheet {}").format(self._derived["map_sheet"]))
        self.form.shapeLabel.setText(" · ".join(parts))

    def _on_changed(self) -> None:
        self._set_dirty(True)
        self._show_title()
        self._timer.start()

    def _set_dirty(self, dirty: bool) -> None:
        self._dirty = dirty
        self.form.saveButton.setEnabled(dirty and not self.is_locked)
        self.form.revertButton.setEnabled(dirty)
        self.form.stateLabel.setText(tr("not saved") if dirty else "")

    def _show_mark(self) -> None:
        self._hide_mark()
        if self._geometry is None:
            return
        geometry = qgis_geometry(self._geometry)
        self._mark = QgsRubberBand(self._canvas, geometry.type())
        self._mark.setStrokeColor(QColor(30, 110, 200, 200))
        self._mark.setFillColor(QColor(30, 110, 200, 25))
        self._mark.setWidth(3)
        self._mark.setToGeometry(geometry, QgsCoordinateReferenceSystem(STORED_CRS))

    def _hide_mark(self) -> None:
        if self._mark is not None and not sip.isdeleted(self._mark):
            self._canvas.scene().removeItem(self._mark)
        self._mark = None


def _mine_label(choice: MineChoice) -> str:
    return f"{choice.name} ({choice.number})" if choice.number else choice.name

"""The attributes of a treatment zone: type, reuse direction, year and the rest."""

from __future__ import annotations

from collections.abc import Mapping

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from ...domain.changes import Value
from ...qgis_bridge.labels import Labels
from .field_editors import FieldEditor
from .form_choices import editor_for

TABLE = "treatment_zone"
COLUMNS = (
    "name",
    "number",
    "zone_type",
    "reuse_direction",
    "planned_year",
    "treatment_status",
    "classification",
    "note",
)


class ZoneForm(QWidget):
    """One zone at a time; ``changed`` follows every change by the person."""

    changed = pyqtSignal()

    def __init__(self, labels: Labels, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editors: dict[str, FieldEditor] = {}
        form = QFormLayout()
        form.setVerticalSpacing(3)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for name in COLUMNS:
            column = labels.find_column(TABLE, name)
            if column is None:
                continue
            editor = editor_for(column, labels)
            editor.changed.connect(self.changed)
            text = QLabel(labels.column(TABLE, name) + (" *" if column.required else ""))
            text.setBuddy(editor)
            form.addRow(text, editor)
            self._editors[name] = editor
        self.reasons = QLabel()
        self.reasons.setWordWrap(True)
        self.reasons.setEnabled(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(form)
        box.addWidget(self.reasons)
        box.addStretch(1)

    def editor(self, column: str) -> FieldEditor:
        """Return the editor of a column."""
        return self._editors[column]

    def load(self, values: Mapping[str, Value]) -> None:
        """Show a zone."""
        for name, editor in self._editors.items():
            editor.set_value(values.get(name))
        self.reasons.setText(str(values.get("zone_reasons") or ""))

    def values(self) -> dict[str, Value]:
        """Return what was written."""
        return {name: editor.value() for name, editor in self._editors.items()}

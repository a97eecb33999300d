"""An editor of several codes of one list, ticked in a drop-down."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.gui import QgsCheckableComboBox
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QComboBox, QWidget

from ...domain.changes import Value
from .field_editors import FieldEditor


class SeveralCodesEditor(FieldEditor):
    """Codes of a list, joined by semicolons as the rule tables keep them."""

    def __init__(self, parent: QWidget | None = None, *, choices: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(parent)
        self.combo = QgsCheckableComboBox()
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(4)
        self._codes: list[str] = []
        for code, label in choices:
            self._add(code, label)
        self.combo.checkedItemsChanged.connect(lambda _: self.changed.emit())
        self._hold(self.combo)

    def _add(self, code: str, label: str) -> None:
        self._codes.append(code)
        self.combo.addItemWithCheckState(label, Qt.CheckState.Unchecked, code)

    def value(self) -> Value:
        """Return the ticked codes joined by ``;``, None where none is ticked."""
        ticked = [
            code
            for place, code in enumerate(self._codes)
            if self.combo.itemCheckState(place) == Qt.CheckState.Checked
        ]
        return ";".join(ticked) or None

    def set_value(self, value: Value) -> None:
        """Tick the codes; one that the list does not have is added, so that it is not lost."""
        wanted = [code.strip() for code in str(value or "").split(";") if code.strip()]
        for code in wanted:
            if code not in self._codes:
                self._add(code, code)
        for place, code in enumerate(self._codes):
            state = Qt.CheckState.Checked if code in wanted else Qt.CheckState.Unchecked
            self.combo.setItemCheckState(place, state)

"""The question who does something to the rules, and why; a day where it takes one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from qgis.PyQt.QtCore import QDate
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from ...qgis_bridge.translation import tr
from ..settings import remember, remembered
from .rule_dialog import WHO_KEY


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who and why, and the last day where one is given."""

    by: str
    reason: str
    last_day: dt.date | None = None


class WhoDialog(QDialog):
    """Asks for a name and a reason; OK comes with both."""

    def __init__(
        self, title: str, text: str, *, with_day: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        form = QFormLayout(self)
        label = QLabel(text)
        label.setWordWrap(True)
        form.addRow(label)
        self.day_check = QCheckBox(tr("It holds until"), self)
        self.day_edit = QDateEdit(QDate.currentDate(), self)
        self.day_edit.setDisplayFormat("yyyy-MM-dd")
        self.day_edit.setCalendarPopup(True)
        self.day_edit.setEnabled(False)
        self.day_check.toggled.connect(self.day_edit.setEnabled)
        if with_day:
            form.addRow(self.day_check, self.day_edit)
        else:
            self.day_check.hide()
            self.day_edit.hide()
        self.by_edit, self.reason_edit = QLineEdit(remembered(WHO_KEY, "")), QLineEdit()
        form.addRow(tr("Changed by"), self.by_edit)
        form.addRow(tr("Reason"), self.reason_edit)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("Go on"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Cancel"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        form.addRow(self.buttons)
        self.by_edit.textChanged.connect(self._update)
        self.reason_edit.textChanged.connect(self._update)
        self.setMinimumWidth(420)
        self._update()

    def answer(self) -> Signature:
        """Return the name, the reason and the day; to be called once the dialog was accepted."""
        remember(WHO_KEY, self.by_edit.text().strip())
        return Signature(
            by=self.by_edit.text().strip(),
            reason=self.reason_edit.text().strip(),
            last_day=self.day_edit.date().toPyDate() if self.day_check.isChecked() else None,
        )

    def _update(self) -> None:
        ready = bool(self.by_edit.text().strip() and self.reason_edit.text().strip())
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(ready)

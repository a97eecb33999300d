"""The dialog in which a province's profile of rules is added or gets another name."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QWidget

from ...qgis_bridge.listing import clauses
from ...qgis_bridge.rule_text import profile_problem_text
from ...qgis_bridge.translation import tr
from ...store.workspace import Workspace
from ...workflows.rule_provinces import ProvinceProfile, profile_problems
from ..settings import remember, remembered
from .rule_dialog import WHO_KEY


@dataclass(frozen=True, kw_only=True)
class ProfileAnswer:
    """What the person asked for."""

    name_zh: str
    name_en: str
    region: str
    by: str
    reason: str


class ProfileDialog(QDialog):
    """Asks for names and region; what is wrong stands below, and keeps OK from being pressed.

    With ``shown`` that profile gets other names, and its region stays.
    """

    def __init__(
        self, workspace: Workspace, shown: ProvinceProfile | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace, self._shown = workspace, shown
        self.setWindowTitle(tr("New province profile") if shown is None else tr("Rename the profile"))
        label = QLabel(
            tr("Its rules stand on top of the national ones; until it has any, the national ones hold.")
        )
        label.setWordWrap(True)
        self.name_zh, self.name_en, self.region = QLineEdit(), QLineEdit(), QLineEdit()
        self.by_edit, self.reason_edit = QLineEdit(remembered(WHO_KEY, "")), QLineEdit()
        self.region.setText(workspace.county_code[:2] if shown is None else shown.region)
        self.region.setEnabled(shown is None)
        self.region.setToolTip(tr("The first two, four or six digits of its county codes (GB/T 2260)"))
        if shown is not None:
            self.name_zh.setText(shown.name_zh)
            self.name_en.setText(shown.name_en)
        self.name_zh.setPlaceholderText(tr("such as 河北省"))
        self.name_en.setPlaceholderText(tr("such as Hebei"))
        self.problem_label = QLabel()
        self.problem_label.setWordWrap(True)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._lay_out(label)
        for edit in (self.name_zh, self.name_en, self.region, self.by_edit, self.reason_edit):
            edit.textChanged.connect(self.check)
        self.check()

    def _lay_out(self, label: QLabel) -> None:
        form = QFormLayout(self)
        form.addRow(label)
        form.addRow(tr("Chinese name"), self.name_zh)
        form.addRow(tr("English name"), self.name_en)
        form.addRow(tr("Region code"), self.region)
        form.addRow(tr("Changed by"), self.by_edit)
        form.addRow(tr("Reason"), self.reason_edit)
        form.addRow(self.problem_label)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(
            tr("Add") if self._shown is None else tr("Rename")
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Cancel"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        form.addRow(self.buttons)
        self.setMinimumWidth(420)

    def answer(self) -> ProfileAnswer:
        """Return what was asked for; to be called once the dialog was accepted."""
        remember(WHO_KEY, self.by_edit.text().strip())
        return ProfileAnswer(
            name_zh=self.name_zh.text().strip(),
            name_en=self.name_en.text().strip(),
            region=self.region.text().strip(),
            by=self.by_edit.text().strip(),
            reason=self.reason_edit.text().strip(),
        )

    def check(self, *_: object) -> None:
        """Show what is wrong."""
        found = profile_problems(
            self._workspace,
            name_zh=self.name_zh.text(),
            region=self.region.text(),
            renamed=self._shown.code if self._shown else None,
        )
        told = [profile_problem_text(kind, value) for kind, value in found]
        signed = (("nobody", self.by_edit), ("no_reason", self.reason_edit))
        told += [profile_problem_text(kind, "") for kind, edit in signed if not edit.text().strip()]
        self.problem_label.setText(clauses(told))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not told)

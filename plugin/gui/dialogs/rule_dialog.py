"""The dialog in which one distance rule is changed or added, with who does it and why."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from qgis.PyQt import uic
from qgis.PyQt.QtCore import QDate
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QWidget

from ... import paths
from ...domain.changes import Value
from ...domain.protection import NATIONAL
from ...domain.rule_checks import CONFIDENCES, distance_rule_problems
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.listing import clauses, listed
from ...qgis_bridge.rule_text import rule_column, rule_problem_text
from ...qgis_bridge.translation import tr
from ...store.rule_versions import RuleVersion
from ..models.protection_tables import confidence_text
from ..settings import remember, remembered
from ..widgets.field_editors import CodeEditor, DateEditor, FieldEditor, NumberEditor, TextEditor
from ..widgets.several_codes import SeveralCodesEditor

WHO_KEY = "rules/by"
SINGLE = {
    "profile": "profile", "protected_class": "protected_class", "right_age": "right_age",
    "direction": "direction", "measured_from": "measured_from", "kind": "rule_kind",
    "purpose": "rule_purpose",
}  # fmt: skip
SEVERAL = {"condition": "object_condition", "activity": "activity"}
ORDER = (
    "rule_id", "profile", "protected_class", "condition", "activity", "right_age", "distance_m",
    "measured_from", "direction", "kind", "purpose", "legal_basis", "text_zh", "text_en", "valid_from",
    "valid_to", "replaces", "confidence",
)  # fmt: skip
_METRES = re.compile(r"(\d+(?:\.\d+)?)\s*(?:米|m\b)")


@dataclass(frozen=True, kw_only=True)
class RuleChange:
    """What the person wants: the cells, who and why, and the first day where the law turns on a day."""

    values: Mapping[str, Value]
    by: str
    reason: str
    effective_from: dt.date | None = None


class RuleDialog(QDialog):
    """Shows a version of a rule, or a new one that begins as ``draft``; what is wrong stands below, and keeps
    OK from being pressed."""

    def __init__(
        self,
        labels: Labels,
        rules: list[RuleVersion],
        shown: RuleVersion | None = None,
        *,
        profile: str = NATIONAL,
        draft: Mapping[str, Value] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        uic.loadUi(str(paths.form("rule_dialog")), self)
        self._labels, self._shown = labels, shown
        self._class_of = {v.rule_id: str(v.values["protected_class"]) for v in rules}
        self._national = [v.rule_id for v in rules if v.values["profile"] == NATIONAL]
        self.editors: dict[str, FieldEditor] = {name: self._editor(name) for name in ORDER}
        for name, editor in self.editors.items():
            self.fieldsForm.addRow(rule_column(name), editor)
            editor.changed.connect(self.check)
        first = {"profile": profile, "condition": "any", "activity": "any", "right_age": "any",
                 "direction": "around", "confidence": "proposed"}  # fmt: skip
        for name, value in (shown.values if shown is not None else draft or first).items():
            if name in self.editors:
                self.editors[name].set_value(value)
        self.editors["rule_id"].set_read_only(shown is not None)
        self.setWindowTitle(tr("New rule") if shown is None else tr("Rule {}").format(shown.rule_id))
        self.howBox.setVisible(shown is not None)
        self.dayEdit.setDate(QDate.currentDate())
        self.byEdit.setText(remembered(WHO_KEY, ""))
        self.correctRadio.toggled.connect(self.check)
        self.dayEdit.dateChanged.connect(self.check)
        self.byEdit.textChanged.connect(self.check)
        self.reasonEdit.textChanged.connect(self.check)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("Keep as a new version"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Cancel"))
        self.check()

    def _editor(self, name: str) -> FieldEditor:
        if name in SINGLE:
            return CodeEditor(choices=self._labels.choices(SINGLE[name]), optional=False)
        if name in SEVERAL:
            return SeveralCodesEditor(choices=self._labels.choices(SEVERAL[name]))
        if name == "replaces":
            return SeveralCodesEditor(choices=[(rule_id, rule_id) for rule_id in self._national])
        if name == "confidence":
            return CodeEditor(choices=[(c, confidence_text(c)) for c in sorted(CONFIDENCES)], optional=False)
        if name == "distance_m":
            return NumberEditor(unit="m")
        return DateEditor() if name.startswith("valid_") else TextEditor()

    def answer(self) -> RuleChange:
        """Return what is asked for; to be called once the dialog was accepted."""
        remember(WHO_KEY, self.byEdit.text().strip())
        on_a_day = self._shown is not None and self.dayRadio.isChecked()
        return RuleChange(
            values={name: editor.value() for name, editor in self.editors.items()},
            by=self.byEdit.text().strip(),
            reason=self.reasonEdit.text().strip(),
            effective_from=self.dayEdit.date().toPyDate() if on_a_day else None,
        )

    def problems(self) -> list[str]:
        """Return what keeps the rule from being kept, in the interface's language."""
        values = {name: editor.value() for name, editor in self.editors.items()}
        found = distance_rule_problems(values, self._labels.codes, class_of_rule=self._class_of)
        told = [rule_problem_text(problem) for problem in found]
        if self._shown is None and values["rule_id"] in self._class_of:
            told.append(tr("a rule of this id exists already; give another id, or change that one"))
        if not self.byEdit.text().strip():
            told.append(tr("say who changes the rules"))
        if not self.reasonEdit.text().strip():
            told.append(tr("say why the rules change"))
        return told

    def _remarks(self) -> list[str]:
        """Return what is odd and may be right: a wording that names other metres than the distance."""
        distance = self.editors["distance_m"].value()
        words = " ".join(str(self.editors[name].value() or "") for name in ("text_zh", "text_en"))
        named = dict.fromkeys(_METRES.findall(words))
        if not named or not isinstance(distance, int | float) or distance in map(float, named):
            return []
        return [tr("the wording names {} m: correct it if it means this distance").format(listed(named))]

    def check(self, *_: object) -> None:
        """Show what is wrong."""
        problems = self.problems()
        self.dayEdit.setEnabled(self.dayRadio.isChecked())
        self.problemLabel.setText(clauses((*problems, *self._remarks())))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not problems)

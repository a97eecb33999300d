"""Editing the distances in the protection dock: change, add, retire, history, comparison, files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)

from ...domain.changes import Value
from ...domain.protection import NATIONAL, DistanceRule
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.rule_text import rule_problem_text
from ...qgis_bridge.translation import tr
from ...store.rule_versions import RuleVersion
from ...store.workspace import Workspace
from ...workflows.rule_exchange import RuleImport, export_rules, import_rules
from ...workflows.rule_profiles import (
    HALF_WIDTHS,
    add_rule,
    change_rule,
    compare_rules,
    list_rules,
    reset_rules,
    retire_rule,
    rule_history,
)
from ..dialogs.rule_dialog import RuleDialog
from ..dialogs.table_dialog import TableDialog
from ..dialogs.who_dialog import Signature, WhoDialog
from ..messages import Messages
from ..models.rule_tables import difference_columns, half_width_columns, history_columns
from ..models.table_model import ColumnSpec
from ..settings import remember, remembered

FILE_KEY = "rules/folder"


def adapted(national: RuleVersion, profile: str) -> dict[str, Value]:
    """Return the cells with which a province's rule in the place of a national one begins.

    The legal basis is left blank, because it is another one.
    """
    return {
        **national.values,
        "rule_id": f"{national.rule_id}-{profile.upper()}",
        "profile": profile,
        "replaces": national.rule_id,
        "legal_basis": None,
        "valid_from": None,
        "valid_to": None,
        "confidence": "proposed",
    }


class RuleEditing(QObject):
    """The buttons under the table of distances; ``changed`` follows every change of the rules with the id of
    the one that a person changed, or nothing, and ``profileAdded`` a file that brought a province's profile.

    ``choose`` runs a dialog and returns whether it was accepted; tests put another in its place.
    """

    changed = pyqtSignal(str)
    profileAdded = pyqtSignal(str)

    def __init__(
        self, parent: QWidget, messages: Messages, *, chosen: Callable[[], DistanceRule | None]
    ) -> None:
        super().__init__(parent)
        self._parent, self._messages, self._chosen = parent, messages, chosen
        self._workspace: Workspace | None = None
        self._labels: Labels | None = None
        self._profile = "national"
        self.choose: Callable[[QDialog], bool] = lambda dialog: bool(dialog.exec())
        self.ask_metres: Callable[[str, float], float | None] = self._ask_metres
        self.row = QHBoxLayout()
        self.edit_button = QPushButton(tr("Change …"))
        self.add_button = QPushButton(tr("Add …"))
        self.more_button = QToolButton()
        self.more_button.setText(tr("More"))
        self.more_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more_button.setMenu(self._menu(parent))
        self.edit_button.clicked.connect(self.edit)
        self.add_button.clicked.connect(self.add)
        for button in (self.edit_button, self.add_button, self.more_button):
            self.row.addWidget(button)
        self.row.addStretch(1)

    def _menu(self, parent: QWidget) -> QMenu:
        menu = QMenu(parent)
        for text, slot in (
            (tr("Adapt the rule for the province …"), self.adapt),
            (tr("History of the rule …"), self.show_history),
            (tr("Retire the rule …"), self.retire),
            (tr("Compare with the plugin's rules …"), self.compare),
            (tr("Default half-widths …"), self.edit_half_widths),
            (tr("Export the rules …"), self.export),
            (tr("Import rules …"), self.import_),
        ):
            menu.addAction(text).triggered.connect(slot)
        return menu

    def set_workspace(self, workspace: Workspace | None, labels: Labels | None) -> None:
        """Edit the rules of this workspace."""
        self._workspace, self._labels = workspace, labels
        for button in (self.edit_button, self.add_button, self.more_button):
            button.setEnabled(workspace is not None)

    def set_profile(self, profile: str) -> None:
        """Suggest this profile for new rules."""
        self._profile = profile

    def edit(self, *_: object) -> None:
        """Change the chosen rule in a dialog."""
        version = self._version()
        if version is None or self._workspace is None:
            return
        dialog = self._dialog(version)
        if self.choose(dialog):
            change = dialog.answer()
            with self._messages.told():
                change_rule(
                    self._workspace,
                    version.rule_id,
                    change.values,
                    by=change.by,
                    reason=change.reason,
                    revision=version.revision,
                    effective_from=change.effective_from,
                )
                self._messages.done(tr("The rule {} has a new version.").format(version.rule_id))
            self.changed.emit(version.rule_id)

    def add(self, *_: object) -> None:
        """Add a rule in a dialog."""
        if self._workspace is None or self._labels is None:
            return
        self._add_from(self._dialog(None))

    def adapt(self, *_: object) -> None:
        """Add a rule of the chosen province in the place of the chosen national one, in a dialog."""
        if self._profile == NATIONAL:
            self._messages.hint(tr("Choose the province in “Rules of” first, or add one with “…” beside it."))
            return
        version = self._version()
        if version is None or self._workspace is None:
            return
        if version.values["profile"] != NATIONAL:
            self._messages.hint(tr("The rule is a province's already; change it instead."))
            return
        self._add_from(self._dialog(None, draft=adapted(version, self._profile)))

    def _add_from(self, dialog: RuleDialog) -> None:
        if self.choose(dialog):
            change = dialog.answer()
            with self._messages.told():
                added = add_rule(self._workspace, change.values, by=change.by, reason=change.reason)
                self._messages.done(tr("The rule {} is added.").format(added.rule_id))
            self.changed.emit(str(change.values["rule_id"]))

    def _dialog(self, shown: RuleVersion | None, *, draft: Mapping[str, Value] | None = None) -> RuleDialog:
        return RuleDialog(
            self._labels,
            list_rules(self._workspace),
            shown,
            profile=self._profile,
            draft=draft,
            parent=self._parent,
        )

    def _version(self) -> RuleVersion | None:
        """Return the stored version of the rule that is chosen in the table."""
        rule = self._chosen()
        if rule is None or self._workspace is None:
            self._messages.hint(tr("Choose a rule in the table first."))
            return None
        first = rule.valid_from.isoformat() if rule.valid_from else ""
        found = [v for v in list_rules(self._workspace) if v.rule_id == rule.rule_id]
        return next((v for v in found if str(v.values.get("valid_from") or "") == first), None)

    def retire(self, *_: object) -> None:
        """Take the chosen rule out, at once or after its last day."""
        version = self._version()
        if version is None:
            return
        signed = self._signed(
            tr("Retire the rule {}").format(version.rule_id),
            tr("It no longer counts. Its versions stay in the history."),
            with_day=True,
        )
        if signed is not None:
            with self._messages.told():
                retire_rule(
                    self._workspace,
                    version.rule_id,
                    by=signed.by,
                    reason=signed.reason,
                    last_day=signed.last_day,
                    revision=version.revision,
                )
                self._messages.done(tr("The rule {} is retired.").format(version.rule_id))
            self.changed.emit("")

    def _signed(self, title: str, text: str, *, with_day: bool = False) -> Signature | None:
        dialog = WhoDialog(title, text, with_day=with_day, parent=self._parent)
        return dialog.answer() if self.choose(dialog) else None

    def show_history(self, *_: object) -> None:
        """Show every version of the chosen rule."""
        version = self._version()
        if version is not None:
            self.choose(
                TableDialog(
                    tr("History of {}").format(version.rule_id),
                    tr("Every version of the rule, the oldest first."),
                    history_columns(),
                    rule_history(self._workspace, version.rule_id),
                    parent=self._parent,
                )
            )

    def compare(self, *_: object) -> None:
        """Show what differs from the plugin's rules, and set the chosen ones back."""
        if self._workspace is None:
            return
        found = compare_rules(self._workspace)
        dialog = TableDialog(
            tr("Compare with the plugin's rules"),
            tr("{} rules differ from those that the plugin ships.").format(len(found)),
            difference_columns(),
            found,
            action=tr("Set back …") if found else "",
            parent=self._parent,
        )
        if self.choose(dialog) and found:
            ids = [difference.rule_id for difference in dialog.chosen()]
            signed = self._signed(
                tr("Set rules back"), tr("{} rules become those of the plugin again.").format(len(ids))
            )
            if signed is not None:
                with self._messages.told():
                    reset_rules(self._workspace, by=signed.by, reason=signed.reason, rule_ids=ids)
                    self._messages.done(tr("{} rules are those of the plugin again.").format(len(ids)))
                self.changed.emit(ids[0] if len(ids) == 1 else "")

    def edit_half_widths(self, *_: object) -> None:
        """Show the half-widths that stand in where none is recorded, and change the chosen one."""
        if self._workspace is None or self._labels is None:
            return
        dialog = TableDialog(
            tr("Default half-widths"),
            tr("They stand in where an object has no half-width of its own. Choose one to change it."),
            half_width_columns(self._labels),
            list_rules(self._workspace, table=HALF_WIDTHS),
            action=tr("Change …"),
            parent=self._parent,
        )
        if not self.choose(dialog):
            return
        version: RuleVersion = dialog.chosen()[0]
        name = self._labels.code("protected_class", version.values["protected_class"])
        metres = self.ask_metres(name, float(version.values["half_width_m"] or 0.0))
        signed = (
            None if metres is None else self._signed(tr("Half-width of {}").format(name), f"{metres:g} m")
        )
        if signed is not None:
            with self._messages.told():
                change_rule(
                    self._workspace,
                    version.rule_id,
                    {"half_width_m": metres},
                    by=signed.by,
                    reason=signed.reason,
                    revision=version.revision,
                    table=HALF_WIDTHS,
                )
            self.changed.emit("")

    def _ask_metres(self, name: str, metres: float) -> float | None:
        title, text = tr("Half-width of {}").format(name), tr("Half-width (m)")
        value, accepted = QInputDialog.getDouble(self._parent, title, text, metres, 0.0, 5000.0, 1)
        return float(value) if accepted else None

    def export(self, *_: object) -> None:
        """Ask for a file and write the rules of all profiles to it."""
        if self._workspace is None:
            return
        folder = remembered(FILE_KEY, str(self._workspace.path.parent))
        name, _filter = QFileDialog.getSaveFileName(
            self._parent, tr("Export the rules"), str(Path(folder) / "rules.xlsx"), rule_file_filters()
        )
        if name:
            self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Write the rules of all profiles to a file."""
        remember(FILE_KEY, str(path.parent))
        with self._messages.told():
            count = export_rules(self._workspace, path)
            self._messages.done(tr("{} rules are written to “{}”.").format(count, path.name))

    def import_(self, *_: object) -> None:
        """Ask for a file, who and why, and bring its rules in."""
        if self._workspace is None:
            return
        folder = remembered(FILE_KEY, str(self._workspace.path.parent))
        name, _filter = QFileDialog.getOpenFileName(
            self._parent, tr("Import rules"), folder, rule_file_filters()
        )
        if name:
            self.import_from(Path(name))

    def import_from(self, path: Path) -> None:
        """Bring the rules of a file in, or show what is wrong with each of its rows."""
        remember(FILE_KEY, str(path.parent))
        signed = self._signed(
            tr("Import rules"),
            tr("Rules of “{}” that differ get a new version; rules that it does not name stay.").format(
                path.name
            ),
        )
        if signed is None:
            return
        with self._messages.told():
            result = import_rules(self._workspace, path, by=signed.by, reason=signed.reason)
            self._tell(result)
            for profile in result.profiles:
                self.profileAdded.emit(profile)
        self.changed.emit("")

    def _tell(self, result: RuleImport) -> None:
        if result.problems:
            self.choose(
                TableDialog(
                    tr("Import rules"),
                    tr("Nothing was imported. Correct these rows and import the file again."),
                    [ColumnSpec(heading=tr("What is wrong"), text=rule_problem_text)],
                    result.problems,
                    parent=self._parent,
                )
            )
            return
        self._messages.done(
            tr("{} rules were added, {} got a new version, {} were the same.").format(
                len(result.added), len(result.changed), len(result.unchanged)
            )
        )


def rule_file_filters() -> str:
    """Return the kinds of file that rules are written to and read from, for a file dialog."""
    return ";;".join((tr("Excel workbook (*.xlsx)"), tr("CSV (*.csv)"), tr("JSON (*.json)")))

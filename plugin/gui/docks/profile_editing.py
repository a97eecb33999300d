"""Province profiles in the protection dock: added, renamed, taken out, exported, from a button beside the
list."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QDialog, QFileDialog, QMenu, QToolButton, QWidget

from ...qgis_bridge.translation import tr
from ...store.workspace import Workspace
from ...workflows.rule_exchange import export_rules
from ...workflows.rule_provinces import (
    ProvinceProfile,
    add_profile,
    province_profiles,
    remove_profile,
    rename_profile,
)
from ..dialogs.profile_dialog import ProfileDialog
from ..dialogs.table_dialog import TableDialog
from ..messages import Messages
from ..models.rule_tables import profile_columns
from ..settings import remember, remembered
from .rule_editing import FILE_KEY, rule_file_filters


class ProfileEditing(QObject):
    """The button beside the list of profiles; ``changed`` says which one to choose after a change.

    ``choose`` runs a dialog and returns whether it was accepted; tests put another in its place.
    """

    changed = pyqtSignal(str)

    def __init__(self, parent: QWidget, messages: Messages) -> None:
        super().__init__(parent)
        self._parent, self._messages = parent, messages
        self._workspace: Workspace | None = None
        self._profile = ""
        self.choose: Callable[[QDialog], bool] = lambda dialog: bool(dialog.exec())
        self.button = QToolButton()
        self.button.setText("…")
        self.button.setToolTip(tr("Add a province's rules, or rename, remove and export them"))
        self.button.setAccessibleName(tr("Province profiles"))
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(parent)
        menu.addAction(tr("New province profile …")).triggered.connect(self.add)
        self.rename_action = menu.addAction(tr("Rename the profile …"))
        self.rename_action.triggered.connect(self.rename)
        self.remove_action = menu.addAction(tr("Remove the profile"))
        self.remove_action.triggered.connect(self.remove)
        menu.addAction(tr("Export the rules of the profile …")).triggered.connect(self.export)
        menu.addAction(tr("All profiles …")).triggered.connect(self.show_all)
        menu.aboutToShow.connect(self._update)
        self.button.setMenu(menu)

    def set_workspace(self, workspace: Workspace | None) -> None:
        """Edit the profiles of this workspace."""
        self._workspace = workspace
        self.button.setEnabled(workspace is not None)

    def set_profile(self, profile: str) -> None:
        """Rename, remove and export this profile."""
        self._profile = profile

    def _update(self) -> None:
        """Offer to rename and remove what was added here alone."""
        chosen = self._chosen()
        own = chosen is not None and chosen.own
        self.rename_action.setEnabled(own)
        self.remove_action.setEnabled(own)

    def _chosen(self) -> ProvinceProfile | None:
        if self._workspace is None:
            return None
        return next((p for p in province_profiles(self._workspace) if p.code == self._profile), None)

    def add(self, *_: object) -> None:
        """Add a profile in a dialog."""
        if self._workspace is None:
            return
        dialog = ProfileDialog(self._workspace, parent=self._parent)
        if self.choose(dialog):
            answer = dialog.answer()
            with self._messages.told():
                made = add_profile(
                    self._workspace,
                    name_zh=answer.name_zh,
                    name_en=answer.name_en,
                    region=answer.region,
                    by=answer.by,
                    reason=answer.reason,
                )
                self._messages.done(
                    tr("The profile “{}” is added; give it rules in the tab of distances.").format(
                        made.name_zh
                    )
                )
                self.changed.emit(made.code)

    def rename(self, *_: object) -> None:
        """Give the chosen profile other names in a dialog."""
        chosen = self._chosen()
        if chosen is None or self._workspace is None:
            return
        dialog = ProfileDialog(self._workspace, chosen, parent=self._parent)
        if self.choose(dialog):
            answer = dialog.answer()
            with self._messages.told():
                rename_profile(
                    self._workspace,
                    chosen.code,
                    name_zh=answer.name_zh,
                    name_en=answer.name_en,
                    by=answer.by,
                    reason=answer.reason,
                )
                self.changed.emit(chosen.code)

    def remove(self, *_: object) -> None:
        """Take the chosen profile out, where it never had a rule."""
        chosen = self._chosen()
        if chosen is None or self._workspace is None:
            return
        with self._messages.told():
            remove_profile(self._workspace, chosen.code)
            self._messages.done(tr("The profile “{}” is removed.").format(chosen.name_zh))
            self.changed.emit(self._workspace.profile)

    def export(self, *_: object) -> None:
        """Ask for a file and write the chosen profile's rules to it."""
        if self._workspace is None:
            return
        folder = remembered(FILE_KEY, str(self._workspace.path.parent))
        name, _filter = QFileDialog.getSaveFileName(
            self._parent,
            tr("Export the rules"),
            str(Path(folder) / f"rules_{self._profile}.xlsx"),
            rule_file_filters(),
        )
        if name:
            self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Write the chosen profile's rules to a file, with its name and region."""
        remember(FILE_KEY, str(path.parent))
        with self._messages.told():
            count = export_rules(self._workspace, path, profile=self._profile)
            self._messages.done(tr("{} rules are written to “{}”.").format(count, path.name))

    def show_all(self, *_: object) -> None:
        """Show every profile, how many rules it has, and who added it."""
        if self._workspace is not None:
            self.choose(
                TableDialog(
                    tr("Province profiles"),
                    tr("Rules of a province or city stand on top of the national ones."),
                    profile_columns(),
                    province_profiles(self._workspace),
                    parent=self._parent,
                )
            )

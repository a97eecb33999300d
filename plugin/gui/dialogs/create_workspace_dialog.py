"""The dialog that asks what a new workspace is for: county, rules, file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qgis.gui import QgsFileWidget
from qgis.PyQt import uic
from qgis.PyQt.QtCore import QStringListModel, Qt
from qgis.PyQt.QtWidgets import QCompleter, QDialog, QDialogButtonBox, QWidget

from ... import paths
from ...qgis_bridge.labels import language
from ...qgis_bridge.translation import tr
from ...workflows.reading import counties, profiles
from ..settings import remember, remembered

_CODE_LENGTH = 6


@dataclass(frozen=True, kw_only=True)
class NewWorkspace:
    """What the person asked for."""

    path: Path
    county_code: str
    county_name: str
    profile: str


class CreateWorkspaceDialog(QDialog):
    """County code with completion, name filled in, profile suggested by the province, file named after
    both."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        uic.loadUi(str(paths.form("create_workspace_dialog")), self)
        self._names = {county.code: county.name for county in counties()}
        self._file_by_hand = False
        self._setting_file = False
        self._add_completer()
        for profile in profiles():
            self.profileCombo.addItem(profile.label(language()), profile.code)
        self.fileWidget.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
        self.fileWidget.setFilter(tr("Workspace (*.gpkg)"))
        self.fileWidget.setConfirmOverwrite(False)
        self.fileWidget.setDialogTitle(tr("Where the workspace goes"))
        self.countyEdit.textChanged.connect(self._on_county)
        self.nameEdit.textChanged.connect(self._update)
        self.fileWidget.fileChanged.connect(self._on_file)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("Create"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Cancel"))
        self._update()

    def answer(self) -> NewWorkspace:
        """Return what was asked for; to be called once the dialog was accepted."""
        path = Path(self.fileWidget.filePath().strip())
        remember("workspace_folder", str(path.parent))
        return NewWorkspace(
            path=path,
            county_code=self._code(),
            county_name=self.nameEdit.text().strip() or self._names[self._code()],
            profile=str(self.profileCombo.currentData()),
        )

    def _add_completer(self) -> None:
        entries = [f"{code} {name}" for code, name in self._names.items()]
        completer = QCompleter(QStringListModel(entries, self), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(12)
        self.countyEdit.setCompleter(completer)

    def _code(self) -> str:
        """Return the six-digit code that stands in the field, or the code of the one county of that name."""
        text = self.countyEdit.text().strip()
        if text[:_CODE_LENGTH] in self._names:
            return text[:_CODE_LENGTH]
        named = [code for code, name in self._names.items() if name == text]
        return named[0] if len(named) == 1 else ""

    def _on_county(self) -> None:
        code = self._code()
        if code:
            self.nameEdit.setText(self._names[code])
            profile = next((p for p in profiles() if p.prefix and code.startswith(p.prefix)), None)
            self.profileCombo.setCurrentIndex(
                self.profileCombo.findData(profile.code if profile else "national")
            )
            self._suggest_file(code)
        self._update()

    def _suggest_file(self, code: str) -> None:
        if self._file_by_hand:
            return
        folder = Path(remembered("workspace_folder", "") or Path.home())
        self._setting_file = True
        self.fileWidget.setFilePath(str(folder / f"{code}_{self._names[code]}.gpkg"))
        self._setting_file = False

    def _on_file(self) -> None:
        if not self._setting_file:
            self._file_by_hand = True
        self._update()

    def _problem(self) -> str:
        """Return what keeps the workspace from being created, nothing where all is well."""
        if not self._code():
            return tr("Choose a county of the list; its code has six digits.")
        path = self.fileWidget.filePath().strip()
        if not path:
            return tr("Choose the file that will hold the workspace.")
        if Path(path).exists():
            return tr("This file exists already; choose another name, or open it instead.")
        return ""

    def _update(self) -> None:
        problem = self._problem()
        self.problemLabel.setText(problem)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not problem)

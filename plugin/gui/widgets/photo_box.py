"""The photo section of a form: the strip of thumbnails with its two buttons."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ...qgis_bridge.translation import tr
from ..settings import remember, remembered
from .photo_strip import SUFFIXES, PhotoStrip, ShownPhoto


class PhotoBox(QWidget):
    """Photos of a record: drop files, or choose them."""

    changed = pyqtSignal()
    refused = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strip = PhotoStrip()
        self.hint = QLabel(tr("Drop photos or a folder here, or choose files."))
        self.hint.setWordWrap(True)
        self.hint.setEnabled(False)
        self.add_button = QPushButton(tr("Add photos…"))
        self.remove_button = QPushButton(tr("Take away"))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(3)
        box.addWidget(self.hint)
        box.addWidget(self.strip)
        row = QHBoxLayout()
        row.addWidget(self.add_button)
        row.addWidget(self.remove_button)
        row.addStretch(1)
        box.addLayout(row)
        self.add_button.clicked.connect(self._choose)
        self.remove_button.clicked.connect(self.strip.remove_selected)
        self.strip.changed.connect(self._on_changed)
        self.strip.refused.connect(self.refused)
        self.strip.itemSelectionChanged.connect(self._update)
        self._update()

    def set_photos(self, photos: Sequence[ShownPhoto]) -> None:
        """Show these photos in place of the earlier ones."""
        self.strip.set_photos(photos)
        self._update()

    def _on_changed(self) -> None:
        self._update()
        self.changed.emit()

    def _update(self) -> None:
        self.remove_button.setEnabled(bool(self.strip.selectedItems()))

    def _choose(self) -> None:
        pattern = " ".join(f"*{suffix}" for suffix in sorted(SUFFIXES))
        files, _ = QFileDialog.getOpenFileNames(
            self, tr("Choose photos"), remembered("photo_folder", ""), tr("Photos ({})").format(pattern)
        )
        if files:
            remember("photo_folder", str(Path(files[0]).parent))
            self.strip.add_files([Path(file) for file in files])

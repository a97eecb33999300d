"""Photos of a record as thumbnails: dropped on it or chosen, kept until the record is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QIcon,
    QImageReader,
    QKeyEvent,
    QPixmap,
)
from qgis.PyQt.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from ...qgis_bridge.translation import tr

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff"})
THUMBNAIL_PX = 72
_ROLE = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, kw_only=True)
class ShownPhoto:
    """A photo on the strip: saved already (it has a uuid) or still a file to be added (it has a path).

    Of a photo that another computer took, the thumbnail comes first: its original is not ``here`` yet.
    """

    name: str
    uuid: str | None = None
    path: Path | None = None
    thumbnail: bytes | None = None
    here: bool = True


class PhotoStrip(QListWidget):
    """Thumbnails; files dropped on it are added, Delete takes the chosen ones away."""

    changed = pyqtSignal()
    refused = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setViewMode(QListWidget.ViewMode.IconMode)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setIconSize(QSize(THUMBNAIL_PX, THUMBNAIL_PX))
        self.setGridSize(QSize(THUMBNAIL_PX + 18, THUMBNAIL_PX + 26))
        self.setMovement(QListWidget.Movement.Static)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAcceptDrops(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setFixedHeight(THUMBNAIL_PX + 40)
        self.setAccessibleName(tr("Photos"))

    def set_photos(self, photos: Sequence[ShownPhoto]) -> None:
        """Show these photos in place of the earlier ones."""
        self.clear()
        for photo in photos:
            self._show(photo)

    def photos(self) -> list[ShownPhoto]:
        """Return the photos on the strip."""
        return [self.item(row).data(_ROLE) for row in range(self.count())]

    def added_files(self) -> list[Path]:
        """Return the files that are to be added when the record is saved."""
        return [photo.path for photo in self.photos() if photo.path is not None]

    def add_files(self, files: Sequence[Path]) -> None:
        """Add picture files; a file that is no picture is refused with a sentence."""
        known = set(self.added_files())
        for file in files:
            if file.suffix.lower() not in SUFFIXES or not file.is_file():
                self.refused.emit(
                    tr("“{}” is not a photo; choose JPEG, PNG or TIFF files.").format(file.name)
                )
            elif file not in known:
                self._show(ShownPhoto(name=file.name, path=file))
                self.changed.emit()

    def remove_selected(self) -> None:
        """Take the chosen photos away; saved ones go when the record is saved."""
        for item in self.selectedItems():
            self.takeItem(self.row(item))
            self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the chosen photos away on Delete."""
        if event.key() == Qt.Key.Key_Delete:
            self.remove_selected()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Accept files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the files that were dropped; of a folder, the pictures in it."""
        files: list[Path] = []
        for url in event.mimeData().urls():
            path = Path(url.toLocalFile())
            if path.is_dir():
                files.extend(sorted(f for f in path.iterdir() if f.suffix.lower() in SUFFIXES))
            else:
                files.append(path)
        self.add_files(files)
        event.acceptProposedAction()

    def _show(self, photo: ShownPhoto) -> None:
        item = QListWidgetItem(
            _icon(photo), photo.name if photo.here else tr("(not here) {}").format(photo.name)
        )
        item.setData(_ROLE, photo)
        item.setToolTip(_tip(photo))
        self.addItem(item)


def _tip(photo: ShownPhoto) -> str:
    if not photo.uuid:
        return tr("{} (added when saved)").format(photo.name)
    if not photo.here:
        return tr("{}: the photo itself has not arrived yet; it comes with a later sync.").format(photo.name)
    return photo.name


def _icon(photo: ShownPhoto) -> QIcon:
    if photo.thumbnail:
        pixmap = QPixmap()
        if pixmap.loadFromData(photo.thumbnail):
            return QIcon(pixmap)
    if photo.path is not None:
        reader = QImageReader(str(photo.path))
        reader.setAutoTransform(True)
        size = reader.size()
        if size.isValid():
            reader.setScaledSize(size.scaled(THUMBNAIL_PX, THUMBNAIL_PX, Qt.AspectRatioMode.KeepAspectRatio))
        image = reader.read()
        if not image.isNull():
            return QIcon(QPixmap.fromImage(image))
    return QgsApplication.getThemeIcon("/mIconRaster.svg")

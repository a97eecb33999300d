"""Which layer of the map holds which protected class: guessed, corrected by the person, imported together.

What a person chooses for a layer of some name is remembered for the next layer of that name, so that the same
national layers need no second choice in another project or county.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

from qgis.core import QgsFeatureRequest, QgsMapLayer, QgsProject, QgsVariantUtils, QgsVectorLayer, QgsWkbTypes
from qgis.PyQt.QtCore import QObject, Qt, QTimer
from qgis.PyQt.QtWidgets import QComboBox, QHeaderView, QTableWidgetItem, QWidget

from ...domain.progress import Progress
from ...exchange.protected_class_guess import guess_class
from ...exchange.source_table import SourceTable
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.layer_to_geometries import read_layer
from ...qgis_bridge.layers import table_of
from ...qgis_bridge.translation import tr
from ...store.workspace import Workspace
from ...workflows.import_records import ImportResult, import_records
from ..maptools.draw_tool import shape_of_layer
from ..settings import remember, remembered

SKIP, BY_OBJECT = "", "*"
NOT_CHOSEN = "?"
SAMPLE = 60
"""How many features of a layer are looked at for a guess."""
TARGET = "protected_object"


@dataclass(frozen=True, kw_only=True)
class ChosenLayer:
    """A layer read for the import, and the class its objects get; none where each object is guessed by
    itself."""

    source: SourceTable
    protected_class: str | None


class LayerMapping(QObject):
    """The table of the map's layers on the objects tab; it follows the project."""

    def __init__(self, ui: QWidget, project: QgsProject) -> None:
        super().__init__(ui)
        self._ui, self._project = ui, project
        self._labels: Labels | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(100)
        self._timer.timeout.connect(self.refresh)
        project.layersAdded.connect(self._timer.start)
        project.layersRemoved.connect(self._timer.start)
        ui.layerTable.setColumnCount(2)

    def set_labels(self, labels: Labels | None) -> None:
        """Offer the classes with these labels."""
        self._labels = labels
        self.refresh()

    def refresh(self) -> None:
        """List the layers of the map that could hold protected objects, each with a guess."""
        table = self._ui.layerTable
        table.setRowCount(0)
        table.setHorizontalHeaderLabels([tr("Layer"), tr("Protected class")])
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        table.setColumnWidth(0, 150)
        for layer in self._candidates() if self._labels is not None else ():
            self._add(layer)
        found = table.rowCount() > 0
        table.setVisible(found)
        self._ui.importButton.setVisible(found)
        self._ui.layersLabel.setText(
            tr("Layers of the map, and what their objects are:")
            if found
            else tr(
                "Add layers of roads, railways, rivers, reserves or villages to the map; they are "
                "listed here."
            )
        )
        self._update()

    def combo(self, row: int) -> QComboBox:
        """Return the choice of a row."""
        return self._ui.layerTable.cellWidget(row, 1)

    def chosen(self) -> list[ChosenLayer]:
        """Return the layers to import, read on this thread. Raises MissingCrsError."""
        layers = []
        for row in range(self._ui.layerTable.rowCount()):
            choice = self.combo(row).currentData()
            layer = self._project.mapLayer(
                self._ui.layerTable.item(row, 0).data(int(Qt.ItemDataRole.UserRole))
            )
            if choice != SKIP and isinstance(layer, QgsVectorLayer):
                own = None if choice == BY_OBJECT else choice
                layers.append(ChosenLayer(source=source_table(layer), protected_class=own))
        return layers

    def _candidates(self) -> Iterator[QgsVectorLayer]:
        for layer in self._project.mapLayers().values():
            vector = layer.type() == QgsMapLayer.LayerType.VectorLayer
            if vector and layer.isValid() and layer.isSpatial() and table_of(layer) is None:
                yield layer

    def _add(self, layer: QgsVectorLayer) -> None:
        table, row = self._ui.layerTable, self._ui.layerTable.rowCount()
        table.insertRow(row)
        item = QTableWidgetItem(layer.name())
        item.setData(int(Qt.ItemDataRole.UserRole), layer.id())
        item.setToolTip(layer.source())
        table.setItem(row, 0, item)
        combo = QComboBox()
        combo.addItem(tr("do not import"), SKIP)
        combo.addItem(tr("guess for each object"), BY_OBJECT)
        for code, label in self._labels.choices("protected_class"):
            combo.addItem(label, code)
        chosen = combo.findData(remembered(_key(layer.name()), NOT_CHOSEN))
        combo.setCurrentIndex(chosen if chosen >= 0 else combo.findData(guess_layer(layer)))
        combo.activated.connect(partial(self._on_chosen, combo, layer.name()))
        combo.currentIndexChanged.connect(self._update)
        table.setCellWidget(row, 1, combo)

    def _on_chosen(self, combo: QComboBox, name: str, *_: object) -> None:
        remember(_key(name), str(combo.currentData()))

    def _update(self, *_: object) -> None:
        rows = range(self._ui.layerTable.rowCount())
        self._ui.importButton.setEnabled(any(self.combo(row).currentData() != SKIP for row in rows))


def _key(name: str) -> str:
    """Return where the choice for layers of this name is remembered; any sign may stand in a name."""
    return f"protection/class_of_layer/{quote(name.strip().lower(), safe='')}"


def guess_layer(layer: QgsVectorLayer) -> str:
    """Return the class of all of a layer's first features; by object where they differ or some are of none;
    nothing where none is clear."""
    shape = shape_of_layer(QgsWkbTypes.geometryType(layer.wkbType()))
    guesses: set[str | None] = set()
    request = QgsFeatureRequest().setLimit(SAMPLE)
    names = layer.fields().names()
    for feature in layer.getFeatures(request):
        row = {name: _plain(feature[name]) for name in names}
        guess = guess_class(row, geometry=shape, layer=layer.name())
        guesses.add(None if guess is None else guess.protected_class)
    if guesses <= {None}:
        return SKIP
    return str(next(iter(guesses))) if len(guesses) == 1 else BY_OBJECT


def source_table(layer: QgsVectorLayer) -> SourceTable:
    """Return a layer as the import takes it; to be called on the main thread. Raises MissingCrsError."""
    arrays = read_layer(layer)
    names = tuple(arrays.columns)
    rows = [
        {name: value for name in names if (value := _plain(arrays.columns[name][i])) is not None}
        for i in range(len(arrays))
    ]
    return SourceTable(
        name=layer.name(),
        columns=names,
        rows=rows,
        geometries=arrays.geometries,
        crs=arrays.crs,
        kind="layer",
    )


def import_job(workspace: Workspace, layers: list[ChosenLayer]) -> Callable[[Progress], list[ImportResult]]:
    """Return the work of importing layers one after the other."""

    def job(progress: Progress) -> list[ImportResult]:
        results = []
        for chosen in layers:
            defaults = {"class": chosen.protected_class} if chosen.protected_class else {}
            results.append(
                import_records(workspace, chosen.source, target=TARGET, defaults=defaults, progress=progress)
            )
        return results

    return job


def _plain(value: object) -> int | float | str | None:
    """Return an attribute as the engine takes it; dates and other types as text."""
    if QgsVariantUtils.isNull(value):
        return None
    return value if isinstance(value, int | float | str) else str(value)

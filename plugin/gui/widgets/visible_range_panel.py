"""The visible range 直观可视范围 in the protection dock: elevation model, settings, and what was computed."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

from qgis.core import QgsMapLayer, QgsMapLayerProxyModel, QgsRasterLayer
from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QFileDialog, QWidget

from ...domain.errors import MineRestorationError
from ...domain.progress import Progress
from ...qgis_bridge.counts_layer import hide_counts, show_counts
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.raster_files import RasterFile, raster_file
from ...qgis_bridge.session import Session
from ...qgis_bridge.translation import tr
from ...qgis_bridge.warning_text import warning_text
from ...store.records import Record
from ...store.workspace import Workspace
from ...workflows.visibility import VisibilityResult, compute_visibility
from ...workflows.visibility_reading import VisibilityState, visibility_state
from ..messages import Messages
from ..models.table_model import TableModel
from ..models.visible_zones import zone_columns
from ..settings import remember, remembered
from .background_panel import BackgroundPanel
from .progress_strip import ProgressStrip

WRITTEN_TABLES = ("visible_zone", "sighting", "problem_point", "problem_line", "problem_area")
WIDTHS = (110, 106, 74, 72, 116)


class VisibleRangePanel(BackgroundPanel):
    """Computes the visible range in the background; ``computed`` follows each success."""

    SHOWN_TABLES = ("visible_zone", "protected_")
    computed = pyqtSignal()

    def __init__(
        self, session: Session, messages: Messages, progress: ProgressStrip, parent: QWidget | None = None
    ) -> None:
        super().__init__("visible_range_panel", session, messages, progress, parent)
        self.zones: TableModel[Record] = TableModel([], self)
        self.state: VisibilityState | None = None
        self._warnings: tuple[str, ...] = ()
        self._prepare()

    def _prepare(self) -> None:
        ui = self.ui
        ui.demCombo.setFilters(QgsMapLayerProxyModel.Filter.RasterLayer)
        ui.demCombo.setAllowEmptyLayer(True, tr("Choose an elevation model"))
        ui.demCombo.setProject(self._session.project)
        ui.demCombo.setLayer(None)
        ui.radiusSpin.setSpecialValueText(tr("by the rule"))
        ui.rasterFile.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
        ui.rasterFile.setFilter("GeoTIFF (*.tif)")
        ui.rasterFile.lineEdit().setPlaceholderText(tr("not kept"))
        ui.zoneTable.setModel(self.zones)
        ui.demButton.clicked.connect(self.choose_file)
        ui.demCombo.layerChanged.connect(lambda _: self._update())
        ui.computeButton.clicked.connect(self.compute)
        self._listen()

    def set_workspace(self, labels: Labels | None) -> None:
        """Show the ranges and settings of the session's workspace, with these labels."""
        self._labels, self._warnings = labels, ()
        workspace = self._session.workspace
        self.zones.set_columns(zone_columns(labels) if labels is not None else [])
        for column, width in enumerate(WIDTHS):
            self.ui.zoneTable.setColumnWidth(column, width)
        self.refresh()
        if workspace is not None and self.state is not None:
            defaults = self.state.defaults
            self.ui.observerSpin.setValue(defaults.observer_height_m)
            self.ui.targetSpin.setValue(defaults.target_height_m)
            self.ui.spacingSpin.setValue(defaults.spacing_m)
            beside = workspace.path.with_name(f"{workspace.path.stem}_visible_range.tif")
            self.ui.rasterFile.setFilePath(str(beside))
            self._choose(remembered(f"visible_range/dem/{workspace.workspace_uuid}", ""))

    def set_profile(self, profile: str) -> None:
        """Use the rules of another profile."""
        self._profile = profile
        self.refresh()

    def refresh(self) -> None:
        """Read the ranges anew."""
        workspace, self.state = self._session.workspace, None
        if workspace is not None and self._labels is not None:
            with self._messages.told():
                self.state = visibility_state(workspace, profile=self._profile or None)
        self.zones.set_rows(self.state.zones if self.state is not None else ())
        self._update()

    def _update(self, *_: object) -> None:
        ready = self.state is not None and not self.progress.is_busy
        layer = self.ui.demCombo.currentLayer()
        self.ui.computeButton.setEnabled(bool(ready and layer is not None and self.state.objects))
        self.ui.zoneTable.setVisible(bool(self.zones.rows))
        self.ui.introLabel.setText(self._intro(layer))
        self.ui.noteLabel.setText("\n".join(self._warnings) or self._note())
        self.ui.noteLabel.setVisible(bool(self.ui.noteLabel.text()))

    def _intro(self, layer: QgsMapLayer | None) -> str:
        if self.state is None:
            return self._no_workspace()
        if not self.state.objects:
            return tr(
                "No object has a rule of the visible range in this profile: import roads, railways and "
                "rivers first."
            )
        if layer is None:
            return tr("Choose an elevation model; people look from {} objects.").format(self.state.objects)
        return tr("People look from {} objects over “{}”.").format(self.state.objects, layer.name())

    def _note(self) -> str:
        if self.state is None or not self.state.stale:
            return ""
        return tr("{} visible ranges are out of date: their objects changed. Compute them again.").format(
            len(self.state.stale)
        )

    # the elevation model

    def choose_file(self) -> None:
        """Ask for a raster file, add it to the map and choose it."""
        path, _ = QFileDialog.getOpenFileName(
            self, tr("Elevation model"), remembered("visible_range/folder", "")
        )
        if path:
            remember("visible_range/folder", str(Path(path).parent))
            self._choose(path)

    def _choose(self, path: str) -> None:
        """Choose the layer of a file; one that is not on the map is added to it."""
        if not path or not Path(path).is_file():
            return
        shown = [
            layer
            for layer in self._session.project.mapLayers().values()
            if isinstance(layer, QgsRasterLayer) and Path(layer.source()) == Path(path)
        ]
        layer = shown[0] if shown else QgsRasterLayer(path, Path(path).stem)
        if not layer.isValid():
            self._messages.warn(tr("“{}” cannot be read as a raster; choose another file.").format(path))
            return
        if not shown:
            self._session.project.addMapLayer(layer, False)
            self._session.project.layerTreeRoot().addLayer(layer)
        self.ui.demCombo.setLayer(layer)

    # computing

    def compute(self) -> None:
        """Compute in the background with what the fields say."""
        workspace, layer = self._session.workspace, self.ui.demCombo.currentLayer()
        if workspace is None or not isinstance(layer, QgsRasterLayer):
            return
        try:
            elevation = raster_file(layer)
        except MineRestorationError as error:
            self._messages.error(error)
            return
        if self._session.has_unsaved_edits():
            self._messages.hint(tr("Edits that are not saved do not count; save them and compute again."))
        kept = self.ui.rasterFile.filePath().strip()
        raster = Path(kept) if kept else None
        most = hide_counts(self._session.project, raster) if raster is not None else None

        def done(result: VisibilityResult) -> None:
            remember(f"visible_range/dem/{workspace.workspace_uuid}", str(elevation.path))
            self._computed(result)

        def failed(error: MineRestorationError) -> None:
            if most is not None and raster.is_file():
                self._show_counts(raster, most)
            self._failed(error)

        job = self._job(workspace, elevation, raster)
        self.progress.run(tr("Computing the visible range"), job, on_done=done, on_error=failed)

    def _job(
        self, workspace: Workspace, elevation: RasterFile, raster: Path | None
    ) -> Callable[[Progress], VisibilityResult]:
        """Return the computation with what the fields say now."""
        ui = self.ui
        compute = functools.partial(
            compute_visibility,
            workspace,
            elevation.path,
            dem_crs=elevation.crs,
            radius_m=ui.radiusSpin.value() or None,
            observer_height_m=ui.observerSpin.value(),
            target_height_m=ui.targetSpin.value(),
            spacing_m=ui.spacingSpin.value(),
            profile=self._profile or None,
            raster=raster,
        )
        return lambda progress: compute(progress=progress)

    def _computed(self, result: VisibilityResult) -> None:
        self._warnings = tuple(warning_text(sentence, self._labels) for sentence in result.warnings)
        self._session.reload(WRITTEN_TABLES)
        if result.raster is not None and result.zones:
            self._show_counts(result.raster, result.most_observers)
        self.refresh()
        seen = {s.values["target_uuid"] for s in result.sightings if s.values["visible"]}
        hidden = {s.values["target_uuid"] for s in result.sightings} - seen
        sentence = tr(
            "{} observers looked: {} records are in sight, {} within the radius are hidden."
        ).format(result.observers, len(seen), len(hidden))
        if self._warnings:
            self._messages.warn(" ".join((sentence, *self._warnings)))
        else:
            self._messages.done(sentence)
        if result.zones:
            self.computed.emit()

    def _show_counts(self, raster: Path, most: int) -> None:
        with self._messages.told():
            show_counts(self._session, raster, name=tr("Observers that see it"), most=most)

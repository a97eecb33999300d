"""A workspace's map as a picture and as a PDF, drawn by the print layout that stands in its project."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from osgeo import gdal
from qgis.core import QgsLayoutExporter, QgsPrintLayout, QgsProject, QgsRectangle, QgsVectorLayer

from ..store.workspace import Workspace
from .errors import PictureError
from .layers import table_of
from .map_layout import LAYOUT_NAME, fit_map, show_legend_of
from .project_file import build_project

DPI = 150
MARGIN_SHARE = 0.04
"""How much of the county's width and height stays free around it."""


@dataclass(frozen=True)
class MapPicture:
    """The files of a drawn map and the scale denominator at which it was drawn."""

    png: Path
    pdf: Path
    scale: float


def draw_map(workspace: Workspace, png: Path, *, dpi: int = DPI) -> MapPicture:
    """Return the map of the whole workspace, written to `png` and beside it as `.pdf`.

    Raises PictureError where a file cannot be written.
    """
    project = build_project(workspace)
    layout = project.layoutManager().layoutByName(LAYOUT_NAME)
    scale = fit_map(layout, project, covered_extent(project))
    show_legend_of(layout, project)
    pdf = png.with_suffix(".pdf")
    _export(layout, png, pdf, dpi)
    return MapPicture(png, pdf, scale)


def covered_extent(project: QgsProject) -> QgsRectangle:
    """Return what the map has to show, in degrees: the county, else everything that is located."""
    spatial = {
        table_of(layer): layer
        for layer in project.mapLayers().values()
        if isinstance(layer, QgsVectorLayer) and layer.isSpatial() and layer.featureCount() > 0
    }
    extent = QgsRectangle()
    extent.setNull()
    chosen = [spatial["county"]] if "county" in spatial else list(spatial.values())
    for layer in chosen:
        extent.combineExtentWith(layer.extent())
    if extent.isNull():
        return QgsRectangle(73.0, 18.0, 135.0, 54.0)
    return extent.buffered(max(extent.width(), extent.height(), 0.01) * MARGIN_SHARE)


def _export(layout: QgsPrintLayout, png: Path, pdf: Path, dpi: int) -> None:
    exporter = QgsLayoutExporter(layout)
    picture = QgsLayoutExporter.ImageExportSettings()
    picture.dpi = dpi
    with _quiet():
        _require(exporter.exportToImage(str(png), picture), png)
    if not png.is_file():
        raise PictureError(png, "the file cannot be written")
    document = QgsLayoutExporter.PdfExportSettings()
    document.dpi = dpi
    document.simplifyGeometries = True
    _require(exporter.exportToPdf(str(pdf), document), pdf)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep GDAL silent: QGIS asks it to georeference every picture, which a PNG does not take."""
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        yield
    finally:
        gdal.PopErrorHandler()


def _require(result: QgsLayoutExporter.ExportResult, path: Path) -> None:
    if result == QgsLayoutExporter.ExportResult.Success:
        return
    reasons = {
        QgsLayoutExporter.ExportResult.FileError: "the file cannot be written",
        QgsLayoutExporter.ExportResult.MemoryError: "there is not enough memory for the picture",
    }
    raise PictureError(path, reasons.get(result, "QGIS could not draw it"))

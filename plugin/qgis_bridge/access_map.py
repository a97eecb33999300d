"""The map of an access check as a picture: the right, the protected objects and how far their rules reach."""

from __future__ import annotations

import math

import numpy as np
import shapely
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFillSymbol,
    QgsGeometry,
    QgsMapLayer,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsRectangle,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QFont, QImage, QPainter, QPen

from ..geometry.arrays import geometry_array
from ..geometry.projection import projection_of
from ..store.workspace import Workspace
from ..workflows.access_check import AccessOpinion
from .layers import open_layer
from .styles import apply_style

DPI = 200
BACKGROUND = ("protected_point", "protected_line", "protected_area", "county")
"""The workspace's layers below the right, from top to bottom."""

_RIGHT = {"color": "31,78,168,70", "outline_color": "31,78,168", "outline_width": "0.6"}
_REACH = {
    "color": "224,122,0,40", "outline_color": "224,122,0", "outline_style": "dash", "outline_width": "0.35",
}  # fmt: skip
_MARGIN_SHARE = 0.4
_BAR_SHARE = 0.25


def draw_access_map(
    workspace: Workspace, opinion: AccessOpinion, size: QSize, *, language: str = "zh"
) -> QImage:
    """Return the map around the right, to scale in the plane of its middle meridian, with a scale bar.

    May be called beside the main thread: it uses layers of its own. Raises LayerUnreadableError.
    """
    outline = geometry_array([opinion.right.outline])
    projection = projection_of(outline)
    plane = projection.forward(outline)[0]
    extent = _framed(plane.bounds, size)
    layers = [
        _layer("right", [opinion.right.outline], _RIGHT),
        _layer("reach", [f.zone for f in opinion.findings if f.zone is not None], _REACH),
        *(_workspace_layer(workspace, table, language) for table in BACKGROUND),
    ]
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(
        QgsCoordinateReferenceSystem.fromProj(
            f"+proj=tmerc +lon_0={projection.middle_meridian_deg!r} +k=1 +ellps=GRS80 +units=m +no_defs"
        )
    )
    settings.setExtent(extent)
    settings.setOutputSize(size)
    settings.setOutputDpi(DPI)
    settings.setBackgroundColor(QColor("white"))
    settings.setFlag(Qgis.MapSettingsFlag.Antialiasing, True)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    _draw_bar(image, extent.width())
    return image


def _framed(bounds: tuple[float, float, float, float], size: QSize) -> QgsRectangle:
    """Return the extent around plane bounds that has the picture's proportions."""
    west, south, east, north = bounds
    margin = _MARGIN_SHARE * max(east - west, north - south)
    extent = QgsRectangle(west - margin, south - margin, east + margin, north + margin)
    middle, shape = extent.center(), size.width() / size.height()
    height = max(extent.height(), extent.width() / shape)
    return QgsRectangle.fromCenterAndSize(middle, height * shape, height)


def _layer(name: str, polygons: list[shapely.Geometry], look: dict[str, str]) -> QgsMapLayer:
    layer = QgsVectorLayer("MultiPolygon?crs=EPSG:4490", name, "memory")
    features = []
    for blob in shapely.to_wkb(np.array(polygons, dtype=object)) if polygons else ():
        geometry = QgsGeometry()
        geometry.fromWkb(blob)
        feature = QgsFeature()
        feature.setGeometry(geometry)
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    layer.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple(look)))
    return layer


def _workspace_layer(workspace: Workspace, table: str, language: str) -> QgsMapLayer:
    definition = workspace.schema.table(table)
    layer = open_layer(workspace.path, definition, default_style=False)
    apply_style(layer, definition, language=language)
    return layer


def _draw_bar(image: QImage, width_m: float) -> None:
    """Draw a scale bar and a frame onto the picture."""
    length_m = _round_length(width_m * _BAR_SHARE)
    pixels = length_m / width_m * image.width()
    unit = DPI / 25.4
    painter = QPainter(image)
    foot = image.height() - 4 * unit
    text = f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m:g} m"
    painter.fillRect(
        QRectF(2 * unit, foot - 5 * unit, pixels + 4 * unit, 7 * unit), QColor(255, 255, 255, 200)
    )
    painter.setPen(QPen(QColor("#222222"), 0.5 * unit))
    painter.drawLine(round(4 * unit), round(foot), round(4 * unit + pixels), round(foot))
    font = QFont()
    font.setPixelSize(round(3 * unit))
    painter.setFont(font)
    place = QRectF(4 * unit, foot - 4.5 * unit, max(pixels, 20 * unit), 4 * unit)
    painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft), text)
    painter.setPen(QPen(QColor("#999999"), 0.2 * unit))
    painter.drawRect(0, 0, image.width() - 1, image.height() - 1)
    painter.end()


def _round_length(metres: float) -> float:
    """Return the largest 1, 2 or 5 times a power of ten that is not above the length."""
    power = 10.0 ** math.floor(math.log10(metres))
    return float(max(m * power for m in (1, 2, 5) if m * power <= metres))

"""The map of an access check as a picture: the right, the protected objects and how far their rules reach."""

from __future__ import annotations

import math

import numpy as np
import shapely
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsFillSymbol,
    QgsGeometry,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
    QgsRenderContext,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QFont, QImage, QPainter, QPen

from ..geometry.arrays import geometry_array
from ..geometry.projection import projection_of
from ..store.workspace import Workspace
from ..workflows.access_check import AccessOpinion
from .access_legend import Entry, class_entries, legend_image
from .layers import open_layer
from .styles import apply_style

DPI = 200
PROTECTED = ("protected_point", "protected_line", "protected_area")
"""The workspace's layers below the right, from top to bottom; the county's line is last."""

_DOTS_PER_MM = DPI / 25.4

_RIGHT = {"color": "31,78,168,70", "outline_color": "31,78,168", "outline_width": "0.6"}
_REACH = {
    "color": "224,122,0,40", "outline_color": "224,122,0", "outline_style": "dash", "outline_width": "0.35",
}  # fmt: skip
_MARGIN_SHARE = 0.4
_BAR_SHARE = 0.25


def draw_access_map(
    workspace: Workspace, opinion: AccessOpinion, size: QSize, *, language: str = "zh"
) -> QImage:
    """Return the map around the right, to scale in the plane of its middle meridian, with a scale bar and
    below it a legend of what is seen; together they have the size.

    May be called beside the main thread: it uses layers of its own. Raises LayerUnreadableError.
    """
    right = _layer("right", [opinion.right.outline], _RIGHT)
    reaches = [f.zone for f in opinion.findings if f.zone is not None and f.rule.distance_m > 0]
    reach = _layer("reach", reaches, _REACH)
    protected = [_workspace_layer(workspace, table, language) for table in PROTECTED]
    county = _workspace_layer(workspace, "county", language)
    settings = _settings(opinion, size)
    entries = [Entry(symbol=right.renderer().symbol(), text="矿业权 Mining right")]
    if reaches:
        entries.append(Entry(symbol=reach.renderer().symbol(), text="规则所及范围 How far the rules reach"))
    entries += class_entries(protected, _in_degrees(settings))
    context = QgsRenderContext.fromMapSettings(settings)
    legend = legend_image(entries, size.width(), dots_per_mm=_DOTS_PER_MM, context=context)
    settings = _settings(opinion, QSize(size.width(), size.height() - legend.height()))
    settings.setLayers([right, reach, *protected, county])
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    picture = job.renderedImage()
    _draw_bar(picture, settings.extent().width())
    return _one_above_the_other(picture, legend)


def _settings(opinion: AccessOpinion, size: QSize) -> QgsMapSettings:
    """Return how the map around the right is drawn at a size, without layers."""
    outline = geometry_array([opinion.right.outline])
    projection = projection_of(outline)
    settings = QgsMapSettings()
    settings.setDestinationCrs(
        QgsCoordinateReferenceSystem.fromProj(
            f"+proj=tmerc +lon_0={projection.middle_meridian_deg!r} +k=1 +ellps=GRS80 +units=m +no_defs"
        )
    )
    settings.setExtent(_framed(projection.forward(outline)[0].bounds, size))
    settings.setOutputSize(size)
    settings.setOutputDpi(DPI)
    settings.setBackgroundColor(QColor("white"))
    settings.setFlag(Qgis.MapSettingsFlag.Antialiasing, True)
    return settings


def _in_degrees(settings: QgsMapSettings) -> QgsRectangle:
    """Return the extent of a map in EPSG:4490."""
    transform = QgsCoordinateTransform(
        settings.destinationCrs(), QgsCoordinateReferenceSystem("EPSG:4490"), QgsProject.instance()
    )
    return transform.transformBoundingBox(settings.extent())


def _one_above_the_other(picture: QImage, legend: QImage) -> QImage:
    image = QImage(
        picture.width(), picture.height() + legend.height(), QImage.Format.Format_ARGB32_Premultiplied
    )
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.drawImage(0, 0, picture)
    painter.drawImage(0, picture.height(), legend)
    painter.end()
    return image


def _framed(bounds: tuple[float, float, float, float], size: QSize) -> QgsRectangle:
    """Return the extent around plane bounds that has the picture's proportions."""
    west, south, east, north = bounds
    margin = _MARGIN_SHARE * max(east - west, north - south)
    extent = QgsRectangle(west - margin, south - margin, east + margin, north + margin)
    middle, shape = extent.center(), size.width() / size.height()
    height = max(extent.height(), extent.width() / shape)
    return QgsRectangle.fromCenterAndSize(middle, height * shape, height)


def _layer(name: str, polygons: list[shapely.Geometry], look: dict[str, str]) -> QgsVectorLayer:
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


def _workspace_layer(workspace: Workspace, table: str, language: str) -> QgsVectorLayer:
    definition = workspace.schema.table(table)
    layer = open_layer(workspace.path, definition, default_style=False)
    apply_style(layer, definition, language=language)
    return layer


def _draw_bar(image: QImage, width_m: float) -> None:
    """Draw a scale bar and a frame onto the picture."""
    length_m = _round_length(width_m * _BAR_SHARE)
    pixels = length_m / width_m * image.width()
    unit = _DOTS_PER_MM
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

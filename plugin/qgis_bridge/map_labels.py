"""The names on the map: Chinese fonts with a light buffer, from the scale on at which they can be read."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import (
    Qgis,
    QgsPalLayerSettings,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtGui import QColor, QFont

from ..store.schema import Table

FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "SimHei",
)
"""Chinese fonts of Linux, Windows and macOS; the first that is installed is used."""


@dataclass(frozen=True)
class _Labels:
    """What stands beside the features of a table, and from which scale denominator on."""

    expression: str
    size_pt: float
    colour: str
    from_scale: float
    bold: bool = False
    priority: int = 5


_NAME_UNLESS_FARMLAND = "if(\"class\" = 'N1' and @map_scale > 25000, '', \"name\")"
"""Farmland lies everywhere: its names would cover the map of a county."""

_LABELS = {
    "mine": _Labels('"name"', 8, "#1f3d2b", 300_000, bold=True, priority=8),
    "problem_point": _Labels('coalesce(nullif("name",\'\'), represent_value("type"))', 7, "#5a1f1f", 40_000),
    "problem_line": _Labels('coalesce(nullif("name",\'\'), represent_value("type"))', 7, "#5a1f1f", 40_000),
    "problem_area": _Labels('coalesce(nullif("name",\'\'), represent_value("type"))', 7, "#5a1f1f", 40_000),
    "protected_point": _Labels('"name"', 7, "#444444", 100_000),
    "protected_line": _Labels('"name"', 7, "#5b4636", 250_000, priority=4),
    "protected_area": _Labels(_NAME_UNLESS_FARMLAND, 7.5, "#1f5a3a", 300_000, priority=6),
    "treatment_zone": _Labels(
        "\"name\" || coalesce('\\n' || format_number(\"area_hm2\", 1) || ' hm²', '')",
        8,
        "#8c0f1c",
        150_000,
        True,
        7,
    ),
    "mine_area": _Labels('"licence_number"', 6.5, "#5b3f80", 30_000, priority=3),
}


def configure_map_labels(layer: QgsVectorLayer, table: Table) -> None:
    """Give the layer its map labels; tables that need none get none."""
    labels = _LABELS.get(table.name)
    if labels is None:
        layer.setLabelsEnabled(False)
        return
    settings = QgsPalLayerSettings()
    settings.isExpression = True
    settings.fieldName = labels.expression
    settings.priority = labels.priority
    settings.scaleVisibility = True
    settings.minimumScale = labels.from_scale
    settings.maximumScale = 1
    settings.setFormat(text_format(labels.size_pt, labels.colour, bold=labels.bold))
    _place(settings, table)
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(True)


def text_format(size_pt: float, colour: str, *, bold: bool = False, buffer_mm: float = 0.8) -> QgsTextFormat:
    """Return a Chinese text format with a white buffer (none where it is 0)."""
    font = QFont(FONTS[0])
    font.setBold(bold)
    result = QgsTextFormat()
    result.setFont(font)
    result.setFamilies(list(FONTS))
    result.setSize(size_pt)
    result.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
    result.setColor(QColor(colour))
    if bold:
        result.setNamedStyle("Bold")
        result.setForcedBold(True)
    if buffer_mm > 0:
        buffer = QgsTextBufferSettings()
        buffer.setEnabled(True)
        buffer.setSize(buffer_mm)
        buffer.setColor(QColor(255, 255, 255, 225))
        result.setBuffer(buffer)
    return result


def _place(settings: QgsPalLayerSettings, table: Table) -> None:
    if table.geometry == "POINT":
        settings.placement = Qgis.LabelPlacement.OrderedPositionsAroundPoint
        settings.dist = 1.6
        settings.offsetType = Qgis.LabelOffsetType.FromSymbolBounds
    elif table.geometry == "MULTILINESTRING":
        settings.placement = Qgis.LabelPlacement.Curved
        settings.repeatDistance = 90
        settings.repeatDistanceUnit = QgsUnitTypes.RenderUnit.RenderMillimeters
    else:
        settings.placement = Qgis.LabelPlacement.Horizontal
        settings.multilineAlign = Qgis.LabelMultiLineAlignment.Center

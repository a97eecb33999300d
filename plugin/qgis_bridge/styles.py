"""How the layers of a workspace look: symbols by grade, status, class and kind, and Chinese map labels."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeatureRenderer,
    QgsProperty,
    QgsRendererCategory,
    QgsSingleSymbolRenderer,
    QgsSymbol,
    QgsSymbolLayer,
    QgsVectorLayer,
)

from ..store.schema import Table
from . import symbols
from .map_labels import configure_map_labels
from .symbols import Look

BAN = "ban"
"""The kind of a protection zone that is drawn with a solid outline; the other kinds are dashed."""

_ZONE_OUTLINE = f"if(\"kind\" = '{BAN}', 'solid', 'dash')"


def apply_style(layer: QgsVectorLayer, table: Table, *, language: str = "zh") -> None:
    """Give the layer the symbols and map labels of its table; the legend is in Chinese (`zh…`) or English."""
    if not layer.isSpatial():
        return
    layer.setRenderer(_renderer(table, language))
    configure_map_labels(layer, table)
    if table.name in ("problem_area", "problem_line", "problem_point"):
        _draw_the_worst_last(layer)


def category_field(table: Table) -> tuple[str, str] | None:
    """Return (style, column) by which the table's features are told apart, None for a single symbol."""
    return {
        "problem": ("impact_grade", "grade"),
        "mine": ("mine_status", "status"),
        "protected_object": ("protected_class", "class"),
        "protection_zone": ("protected_class", "class"),
        "visible_zone": ("protected_class", "class"),
        "treatment_zone": ("zone_type", "zone_type"),
    }.get(table.family)


def _renderer(table: Table, language: str) -> QgsFeatureRenderer:
    category = category_field(table)
    if category is None:
        return QgsSingleSymbolRenderer(_single_symbol(table))
    style, column = category
    draw = _drawing(table)
    categories = [
        QgsRendererCategory(look.code or None, draw(look), look.name(language))
        for look in symbols.looks(style)
        if _fits(look, table)
    ]
    return QgsCategorizedSymbolRenderer(column, categories)


def _drawing(table: Table) -> Callable[[Look], QgsSymbol]:
    drawings: dict[str, Callable[[Look], QgsSymbol]] = {
        "mine": symbols.mine_marker,
        "problem_point": lambda look: symbols.marker(look, "triangle"),
        "problem_line": symbols.problem_line,
        "problem_area": lambda look: symbols.area(look, alpha=150, outline_mm=0.35),
        "protected_point": lambda look: symbols.marker(look, "diamond"),
        "protected_line": symbols.line,
        "protected_area": lambda look: symbols.area(look, alpha=95, outline_mm=0.3),
        "protection_zone": _zone_symbol,
        "visible_zone": symbols.dotted_area,
        "treatment_zone": symbols.hatched_area,
    }
    return drawings[table.name]


def _fits(look: Look, table: Table) -> bool:
    """Return whether the legend of the table lists the class: classes of areas are never lines."""
    if table.name == "protected_line":
        return look.pattern != "area"
    return True


def _zone_symbol(look: Look) -> QgsSymbol:
    symbol = symbols.area(look, alpha=38, outline_mm=0.25, outline_style="dash")
    symbol.symbolLayer(0).setDataDefinedProperty(
        QgsSymbolLayer.Property.StrokeStyle, QgsProperty.fromExpression(_ZONE_OUTLINE)
    )
    return symbol


def _single_symbol(table: Table) -> QgsSymbol:
    if table.name == "county":
        return symbols.county_outline()
    look = Look("", "#8c6bb1", "#5b3f80", 2.6, "", "", "")
    if table.geometry == "POINT":
        return symbols.marker(look, "circle")
    if table.geometry == "MULTILINESTRING":
        return symbols.line(look)
    return symbols.area(look, alpha=18, outline_mm=0.45, outline_style="dash")


def _draw_the_worst_last(layer: QgsVectorLayer) -> None:
    """Let severe problems lie on top of slight ones."""
    renderer = layer.renderer()
    for index, category in enumerate(renderer.categories()):
        symbol = category.symbol().clone()
        for number in range(symbol.symbolLayerCount()):
            symbol.symbolLayer(number).setRenderingPass(len(renderer.categories()) - index)
        renderer.updateCategorySymbol(index, symbol)
    renderer.setUsingSymbolLevels(True)

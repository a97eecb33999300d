"""A workspace's layers in the language of the interface; what is stored in the file is Chinese."""

from __future__ import annotations

from qgis.core import QgsCategorizedSymbolRenderer, QgsVectorLayer

from ..store.schema import Schema, Table
from . import symbols
from .forms import configure_form
from .styles import category_field


def relabel(layer: QgsVectorLayer, table: Table, schema: Schema, *, language: str) -> None:
    """Give the layer's name, form and legend the labels of a language; the drop-downs keep their Chinese
    names.
    """
    layer.setName(table.name_zh if language.startswith("zh") else table.name_en)
    configure_form(layer, table, schema, language=language)
    category = category_field(table)
    renderer = layer.renderer() if layer.isSpatial() else None
    if category is None or not isinstance(renderer, QgsCategorizedSymbolRenderer):
        return
    names = {look.code: look.name(language) for look in symbols.looks(category[0])}
    for index, entry in enumerate(renderer.categories()):
        name = names.get(str(entry.value() or ""))
        if name:
            renderer.updateCategoryLabel(index, name)

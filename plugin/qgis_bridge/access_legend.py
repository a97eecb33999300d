"""The legend below the map of an access check: what its colours are, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeatureRequest,
    QgsRectangle,
    QgsRenderContext,
    QgsSymbol,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QRectF, QSize, Qt
from qgis.PyQt.QtGui import QFont, QFontMetricsF, QImage, QPainter

from . import symbols

_SWATCH_MM = (7.0, 3.6)
_TEXT_MM = 2.6
_ROW_MM = 5.2
_GAP_MM = 1.5


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A symbol and what it stands for."""

    symbol: QgsSymbol
    text: str


def class_entries(layers: Iterable[QgsVectorLayer], extent: QgsRectangle) -> list[Entry]:
    """Return an entry for each protected class of which something lies in the extent (EPSG:4490).

    The layers are those of protected objects, in their styles; one class of several layers has one entry.
    """
    looks = {look.code: look for look in symbols.looks("protected_class")}
    found: dict[str, Entry] = {}
    for layer in layers:
        renderer = layer.renderer()
        if not isinstance(renderer, QgsCategorizedSymbolRenderer):
            continue
        categories = renderer.categories()  # kept: a symbol lives no longer than its category
        request = QgsFeatureRequest(extent).setSubsetOfAttributes(["class"], layer.fields())
        request.setFlags(request.flags() | QgsFeatureRequest.Flag.ExactIntersect)
        for code in dict.fromkeys(str(feature["class"]) for feature in layer.getFeatures(request)):
            index = renderer.categoryIndexForValue(code)
            if index >= 0 and code in looks and code not in found:
                text = f"{looks[code].name_zh} {looks[code].name_en}"
                found[code] = Entry(symbol=categories[index].symbol().clone(), text=text)
    return [found[code] for code in sorted(found)]


def legend_image(
    entries: Sequence[Entry], width: int, *, dots_per_mm: float, context: QgsRenderContext
) -> QImage:
    """Return the entries in rows of at most ``width`` pixels, on white, as high as they need."""
    font = QFont()
    font.setPixelSize(round(_TEXT_MM * dots_per_mm))
    metrics = QFontMetricsF(font)
    swatch = QSize(*(round(mm * dots_per_mm) for mm in _SWATCH_MM))
    gap, row = _GAP_MM * dots_per_mm, _ROW_MM * dots_per_mm
    places = []
    x = y = 0.0
    for entry in entries:
        needed = swatch.width() + gap + metrics.horizontalAdvance(entry.text) + 2 * gap
        if x > 0 and x + needed > width:
            x, y = 0.0, y + row
        places.append((x, y))
        x += needed
    image = QImage(width, round(y + row), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setFont(font)
    flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for entry, (left, top) in zip(entries, places, strict=True):
        middle = top + (row - swatch.height()) / 2
        painter.drawImage(round(left), round(middle), _swatch(entry.symbol, swatch, context))
        text = QRectF(left + swatch.width() + gap, top, width, row)
        painter.drawText(text, flags, entry.text)
    painter.end()
    return image


def _swatch(symbol: QgsSymbol, size: QSize, context: QgsRenderContext) -> QImage:
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    context.setPainter(painter)
    symbol.drawPreviewIcon(painter, size, context)
    context.setPainter(None)
    painter.end()
    return image

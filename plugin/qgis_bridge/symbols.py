"""Map symbols from `resources/styles/symbols.csv`: one row for each code, drawn as point, line or area."""

from __future__ import annotations

import base64
import csv
from dataclasses import dataclass
from functools import lru_cache

from qgis.core import (
    QgsFillSymbol,
    QgsLinePatternFillSymbolLayer,
    QgsLineSymbol,
    QgsMarkerSymbol,
    QgsPointPatternFillSymbolLayer,
    QgsSimpleLineSymbolLayer,
    QgsSvgMarkerSymbolLayer,
)
from qgis.PyQt.QtGui import QColor

from .. import paths

HATCH_DISTANCE_MM = 2.2
DOT_DISTANCE_MM = 1.4


@dataclass(frozen=True)
class Look:
    """How one code of a list looks; the empty code stands for no value. `size_mm` is a marker's size or a
    line's width.
    """

    code: str
    fill: str
    stroke: str
    size_mm: float
    pattern: str
    name_zh: str
    name_en: str

    def name(self, language: str) -> str:
        """Return the label of the legend in Chinese (`zh…`) or English."""
        return self.name_zh if language.startswith("zh") else self.name_en


@lru_cache(maxsize=1)
def _all_looks() -> dict[str, tuple[Look, ...]]:
    looks: dict[str, list[Look]] = {}
    with paths.resource("styles", "symbols.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            look = Look(
                row["code"],
                row["fill"],
                row["stroke"],
                float(row["size"]),
                row["pattern"],
                row["name_zh"],
                row["name_en"],
            )
            looks.setdefault(row["style"], []).append(look)
    return {style: tuple(rows) for style, rows in looks.items()}


def looks(style: str) -> tuple[Look, ...]:
    """Return the looks of a code list in the order of the legend, the one for no value last."""
    return _all_looks()[style]


def colour(text: str, alpha: int = 255) -> QColor:
    """Return a colour of the list with an opacity from 0 to 255."""
    result = QColor(text)
    result.setAlpha(alpha)
    return result


def _properties(**values: object) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}


def _rgba(text: str, alpha: int = 255) -> str:
    c = QColor(text)
    return f"{c.red()},{c.green()},{c.blue()},{alpha}"


def marker(look: Look, shape: str) -> QgsMarkerSymbol:
    """Return a plain marker with a thin outline."""
    return QgsMarkerSymbol.createSimple(
        _properties(
            name=shape,
            color=_rgba(look.fill),
            outline_color=_rgba(look.stroke),
            outline_width=0.25,
            size=look.size_mm,
        )
    )


def mine_marker(look: Look) -> QgsMarkerSymbol:
    """Return crossed hammers on a disc in the colour of the mine's status; the drawing is embedded, not
    linked.
    """
    symbol = marker(look, "circle")
    disc = symbol.symbolLayer(0)
    disc.setStrokeWidth(0.35)
    drawing = base64.b64encode(paths.resource("styles", "mine.svg").read_bytes()).decode("ascii")
    hammers = QgsSvgMarkerSymbolLayer(f"base64:{drawing}", look.size_mm * 0.66)
    hammers.setFillColor(QColor("#ffffff"))
    symbol.appendSymbolLayer(hammers)
    return symbol


def line(look: Look) -> QgsLineSymbol:
    """Return the line of a road, railway, river or pipeline by its pattern."""
    if look.pattern == "railway":
        return _stacked(
            QgsSimpleLineSymbolLayer.create(_line(look.fill, look.size_mm)),
            QgsSimpleLineSymbolLayer.create(
                _line(
                    look.stroke, look.size_mm * 0.55, use_custom_dash=1, customdash="2.4;2.4", capstyle="flat"
                )
            ),
        )
    if look.pattern == "cased":
        return _stacked(
            QgsSimpleLineSymbolLayer.create(_line(look.stroke, look.size_mm + 0.3)),
            QgsSimpleLineSymbolLayer.create(_line(look.fill, look.size_mm)),
        )
    extra = {"use_custom_dash": 1, "customdash": "2;1.2"} if look.pattern == "dashed" else {}
    return _stacked(QgsSimpleLineSymbolLayer.create(_line(look.fill, min(look.size_mm, 1.2), **extra)))


def problem_line(look: Look) -> QgsLineSymbol:
    """Return the line of a fissure: coloured by grade, with a light casing to stand out of roads."""
    return _stacked(
        QgsSimpleLineSymbolLayer.create(_line("#ffffff", 1.7)),
        QgsSimpleLineSymbolLayer.create(_line(look.fill, 1.1)),
        QgsSimpleLineSymbolLayer.create(_line(look.stroke, 0.3, use_custom_dash=1, customdash="1.4;0.8")),
    )


def area(look: Look, *, alpha: int, outline_mm: float = 0.3, outline_style: str = "solid") -> QgsFillSymbol:
    """Return a translucent area with an opaque outline."""
    return QgsFillSymbol.createSimple(
        _properties(
            color=_rgba(look.fill, alpha),
            outline_color=_rgba(look.stroke),
            outline_width=outline_mm,
            outline_style=outline_style,
            joinstyle="round",
        )
    )


def hatched_area(look: Look) -> QgsFillSymbol:
    """Return an area with diagonal hatching (crossed for `cross`) over a very light tint, and a strong
    outline.
    """
    symbol = area(look, alpha=28, outline_mm=look.size_mm)
    for angle in (45, 135) if look.pattern == "cross" else (45,):
        hatch = QgsLinePatternFillSymbolLayer()
        hatch.setLineAngle(angle)
        hatch.setDistance(HATCH_DISTANCE_MM)
        hatch.setSubSymbol(QgsLineSymbol.createSimple(_line(look.fill, 0.25)))
        symbol.insertSymbolLayer(symbol.symbolLayerCount() - 1, hatch)
    return symbol


def dotted_area(look: Look) -> QgsFillSymbol:
    """Return an area of fine dots, through which the map below is seen: what is in sight of an object."""
    symbol = area(look, alpha=16, outline_mm=0.15, outline_style="dot")
    dots = QgsPointPatternFillSymbolLayer()
    dots.setDistanceX(DOT_DISTANCE_MM)
    dots.setDistanceY(DOT_DISTANCE_MM)
    dots.setDisplacementX(DOT_DISTANCE_MM / 2)
    dot = _properties(name="circle", color=_rgba(look.fill), outline_style="no", size=0.45)
    dots.setSubSymbol(QgsMarkerSymbol.createSimple(dot))
    symbol.appendSymbolLayer(dots)
    return symbol


def county_outline() -> QgsFillSymbol:
    """Return a county's boundary as Chinese maps draw it: dash and dot over a soft band."""
    symbol = QgsFillSymbol.createSimple(_properties(style="no", outline_style="no"))
    symbol.deleteSymbolLayer(0)
    band = QgsSimpleLineSymbolLayer.create(_line("#b07aa1", 2.2, alpha=70))
    dashes = QgsSimpleLineSymbolLayer.create(
        _line("#4a3b4a", 0.5, use_custom_dash=1, customdash="4;1;0.8;1", capstyle="flat")
    )
    for layer in (band, dashes):
        symbol.appendSymbolLayer(layer)
    return symbol


def _line(colour_text: str, width_mm: float, *, alpha: int = 255, **extra: object) -> dict[str, str]:
    return {
        **_properties(
            line_color=_rgba(colour_text, alpha),
            line_width=f"{width_mm:.2f}",
            joinstyle="round",
            capstyle="round",
        ),
        **_properties(**extra),
    }


def _stacked(*layers: QgsSimpleLineSymbolLayer) -> QgsLineSymbol:
    symbol = QgsLineSymbol()
    symbol.deleteSymbolLayer(0)
    for layer in layers:
        symbol.appendSymbolLayer(layer)
    return symbol

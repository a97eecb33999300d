"""The print layout of a county's map: A3 landscape with title, legend, scale bar, north arrow and a note on
the data.
"""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsLayoutMeasurement,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLegendStyle,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from .. import paths
from .map_labels import text_format

LAYOUT_NAME = "县域图 A3"
MAP_ID = "map"
LEGEND_ID = "legend"

_MM = Qgis.LayoutUnit.Millimeters
_NICE_SCALES = (
    10_000,
    20_000,
    25_000,
    40_000,
    50_000,
    75_000,
    100_000,
    125_000,
    150_000,
    175_000,
    200_000,
    250_000,
)
_EMPTY_COUNTY = QgsRectangle(73.0, 18.0, 135.0, 54.0)


@dataclass(frozen=True)
class _Box:
    """A place on the page in millimetres."""

    x: float
    y: float
    width: float
    height: float


_PAGE = _Box(0, 0, 420, 297)
_TITLE = _Box(10, 8, 400, 15)
_MAP = _Box(10, 25, 310, 250)
_LEGEND = _Box(325, 25, 85, 200)
_NORTH = _Box(297, 29, 18, 22)
_SCALE_BAR = _Box(14, 256, 80, 16)
_SCALE_TEXT = _Box(325, 277, 85, 8)
_NOTE = _Box(10, 277, 300, 8)


def add_map_layout(project: QgsProject, county_name: str) -> QgsPrintLayout:
    """Return the layout, added to the project in the place of an older one; it shows the project's whole
    extent.
    """
    manager = project.layoutManager()
    older = manager.layoutByName(LAYOUT_NAME)
    if older is not None:
        manager.removeLayout(older)
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.setName(LAYOUT_NAME)
    layout.pageCollection().page(0).setPageSize(QgsLayoutSize(_PAGE.width, _PAGE.height, _MM))
    map_item = _add_map(layout, project)
    _add_text(layout, _TITLE, f"{county_name}矿山地质环境调查与治理图", 26, "#1d2b36", bold=True)
    _add_legend(layout, map_item)
    _add_north_arrow(layout, map_item)
    _add_scale(layout, map_item)
    note = "坐标系 CGCS2000(EPSG:4490) 存储，按地方高斯-克吕格投影成图"
    _add_text(layout, _NOTE, note, 8, "#5a6670", align=Qt.AlignmentFlag.AlignLeft)
    manager.addLayout(layout)
    return layout


def map_crs(extent: QgsRectangle) -> QgsCoordinateReferenceSystem:
    """Return a transverse Mercator CRS on the CGCS2000 ellipsoid around the middle of an extent given in
    degrees.
    """
    longitude = round(extent.center().x() * 2) / 2
    definition = (
        f"+proj=tmerc +lat_0=0 +lon_0={longitude} +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs"
    )
    return QgsCoordinateReferenceSystem.fromProj(definition)


def fit_map(layout: QgsPrintLayout, project: QgsProject, extent: QgsRectangle) -> float:
    """Return the scale denominator after fitting the layout's map to an extent in degrees (EPSG:4490)."""
    map_item = layout.itemById(MAP_ID)
    crs = map_crs(extent)
    geographic = QgsCoordinateReferenceSystem("EPSG:4490")
    try:
        metric = QgsCoordinateTransform(geographic, crs, project).transformBoundingBox(extent)
    except QgsCsException:
        crs, metric = geographic, extent
    map_item.setCrs(crs)
    map_item.zoomToExtent(metric)
    scale = next((nice for nice in _NICE_SCALES if nice >= map_item.scale()), map_item.scale())
    map_item.setScale(scale)
    map_item.setExtent(_centred(map_item, metric))
    for item in layout.items():
        if isinstance(item, QgsLayoutItemScaleBar):
            item.setUnitsPerSegment(_segment_km(scale))
            item.update()
    return float(scale)


def show_legend_of(layout: QgsPrintLayout, project: QgsProject) -> None:
    """Fill the layout's legend with the groups and layers of the map that have features, in its order."""
    legend = layout.itemById(LEGEND_ID)
    legend.setAutoUpdateModel(False)
    root = legend.model().rootGroup()
    for node in root.findLayers():
        layer = node.layer()
        if layer is None or not layer.isSpatial() or layer.featureCount() == 0:
            node.parent().removeChildNode(node)
    for group in root.findGroups():
        if not group.findLayers():
            group.parent().removeChildNode(group)
    legend.adjustBoxSize()


def _centred(map_item: QgsLayoutItemMap, extent: QgsRectangle) -> QgsRectangle:
    current = map_item.extent()
    return QgsRectangle.fromCenterAndSize(extent.center(), current.width(), current.height())


def _segment_km(scale: float) -> float:
    """Return a round length such that two segments are about 4 cm on paper."""
    wanted = scale * 0.02 / 1000
    return min((0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10, 20, 50), key=lambda length: abs(length - wanted))


def _add_map(layout: QgsPrintLayout, project: QgsProject) -> QgsLayoutItemMap:
    item = QgsLayoutItemMap(layout)
    item.setId(MAP_ID)
    _place(item, _MAP)
    item.setFrameEnabled(True)
    item.setFrameStrokeWidth(QgsLayoutMeasurement(0.5, _MM))
    item.setBackgroundColor(QColor("#fbfaf6"))
    layout.addLayoutItem(item)
    preset = project.viewSettings().presetFullExtent()
    extent = _EMPTY_COUNTY if preset.isNull() or preset.isEmpty() else QgsRectangle(preset)
    item.zoomToExtent(extent)
    return item


def _add_legend(layout: QgsPrintLayout, map_item: QgsLayoutItemMap) -> None:
    legend = QgsLayoutItemLegend(layout)
    legend.setId(LEGEND_ID)
    legend.setTitle("图  例")
    legend.setLinkedMap(map_item)
    legend.setLegendFilterByMapEnabled(True)
    legend.setResizeToContents(True)
    legend.setSymbolHeight(3.6)
    legend.setSymbolWidth(6)
    legend.setColumnCount(2)
    legend.setSplitLayer(True)
    legend.setColumnSpace(3)
    for component, size, bold in (
        (QgsLegendStyle.Style.Title, 14, True),
        (QgsLegendStyle.Style.Group, 10, True),
        (QgsLegendStyle.Style.Subgroup, 8, True),
        (QgsLegendStyle.Style.SymbolLabel, 7.5, False),
    ):
        style = legend.style(component)
        style.setTextFormat(text_format(size, "#1d2b36", bold=bold, buffer_mm=0))
        legend.setStyle(component, style)
    legend.rstyle(QgsLegendStyle.Style.Symbol).setMargin(QgsLegendStyle.Side.Top, 0.9)
    legend.rstyle(QgsLegendStyle.Style.Subgroup).setMargin(QgsLegendStyle.Side.Top, 2.2)
    legend.rstyle(QgsLegendStyle.Style.Group).setMargin(QgsLegendStyle.Side.Top, 3)
    legend.rstyle(QgsLegendStyle.Style.Group).setMargin(QgsLegendStyle.Side.Bottom, 1.4)
    layout.addLayoutItem(legend)
    _place(legend, _LEGEND)


def _add_north_arrow(layout: QgsPrintLayout, map_item: QgsLayoutItemMap) -> None:
    item = QgsLayoutItemPicture(layout)
    item.setPicturePath(str(paths.icon("north_arrow")))
    item.setLinkedMap(map_item)
    layout.addLayoutItem(item)
    _place(item, _NORTH)


def _add_scale(layout: QgsPrintLayout, map_item: QgsLayoutItemMap) -> None:
    item = QgsLayoutItemScaleBar(layout)
    item.setStyle("Single Box")
    item.setLinkedMap(map_item)
    item.setUnits(Qgis.DistanceUnit.Kilometers)
    item.setUnitLabel("km")
    item.setNumberOfSegmentsLeft(0)
    item.setNumberOfSegments(2)
    item.setUnitsPerSegment(5)
    item.setHeight(2.2)
    item.setTextFormat(text_format(8, "#1d2b36", buffer_mm=0))
    item.setBackgroundEnabled(True)
    item.setBackgroundColor(QColor(255, 255, 255, 210))
    layout.addLayoutItem(item)
    _place(item, _SCALE_BAR)
    text = "比例尺 1 : [% format_number(item_variables('" + MAP_ID + "')['map_scale'], 0) %]"
    _add_text(layout, _SCALE_TEXT, text, 9, "#1d2b36", align=Qt.AlignmentFlag.AlignRight)


def _add_text(
    layout: QgsPrintLayout,
    box: _Box,
    text: str,
    size_pt: float,
    colour: str,
    *,
    bold: bool = False,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignHCenter,
) -> None:
    item = QgsLayoutItemLabel(layout)
    item.setText(text)
    item.setTextFormat(text_format(size_pt, colour, bold=bold, buffer_mm=0))
    item.setHAlign(align)
    item.setVAlign(Qt.AlignmentFlag.AlignVCenter)
    layout.addLayoutItem(item)
    _place(item, box)


def _place(item: QgsLayoutItem, box: _Box) -> None:
    item.attemptMove(QgsLayoutPoint(box.x, box.y, _MM))
    item.attemptResize(QgsLayoutSize(box.width, box.height, _MM))

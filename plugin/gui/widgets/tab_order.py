"""The way of the Tab key: through widgets in the order in which the layouts show them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QLayout, QScrollArea, QSplitter, QTabWidget, QWidget


def follow_layout(root: QWidget) -> list[QWidget]:
    """Return the widgets under ``root`` that Tab stops at, after putting them in the order of the layouts.

    To be called again when rows were added: Qt's own order is that in which widgets were made.
    """
    stops = list(_stops(root))
    for earlier, later in pairwise(stops):
        QWidget.setTabOrder(earlier, later)
    return stops


def _stops(widget: QWidget) -> Iterator[QWidget]:
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not isinstance(widget, QScrollArea | QTabWidget):
        yield widget
    if isinstance(widget, QScrollArea):
        if widget.widget() is not None:
            yield from _stops(widget.widget())
    elif isinstance(widget, QTabWidget):
        yield widget.tabBar()
        for page in range(widget.count()):
            yield from _stops(widget.widget(page))
    elif isinstance(widget, QSplitter):
        for place in range(widget.count()):
            yield from _stops(widget.widget(place))
    elif widget.layout() is not None:
        yield from _in_layout(widget.layout())


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item.widget() is not None:
            yield from _stops(item.widget())
        elif item.layout() is not None:
            yield from _in_layout(item.layout())

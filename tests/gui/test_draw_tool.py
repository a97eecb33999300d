"""Drawing with mouse and keys: what comes out is in CGCS2000, and Esc and Backspace do what they say."""

from __future__ import annotations

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import Qt

from plugin.gui.docks.drawing import Drawing

from .conftest import CENTRE, Hand

SQUARE = [(110.878, 37.428), (110.882, 37.428), (110.882, 37.432), (110.878, 37.432)]


@pytest.fixture
def drawing(canvas: QgsMapCanvas) -> Drawing:
    drawing = Drawing(canvas)
    yield drawing
    drawing.stop()


def _drawn(drawing: Drawing, shape: str) -> list[QgsGeometry]:
    results: list[QgsGeometry] = []
    drawing.start(shape, results.append)
    return results


def test_a_click_gives_a_point_where_it_was_made(drawing: Drawing, hand: Hand) -> None:
    results = _drawn(drawing, "point")
    hand.click(*CENTRE)
    point = results[0].asPoint()
    assert (point.x(), point.y()) == pytest.approx(CENTRE, abs=0.00003)
    assert drawing.tool is None


def test_a_right_click_ends_a_line_through_every_point(drawing: Drawing, hand: Hand) -> None:
    results = _drawn(drawing, "line")
    hand.draw(SQUARE[:3])
    (part,) = results[0].asMultiPolyline()
    assert [(p.x(), p.y()) for p in part] == [pytest.approx(p, abs=0.00003) for p in SQUARE[:3]]


def test_a_double_click_closes_an_area_without_doubling_its_last_point(drawing: Drawing, hand: Hand) -> None:
    results = _drawn(drawing, "area")
    for place in SQUARE[:-1]:
        hand.click(*place)
    hand.double_click(*SQUARE[-1])
    ((ring,),) = results[0].asMultiPolygon()
    assert len(ring) == 5
    assert ring[0] == ring[-1]


def test_backspace_takes_back_the_last_point(drawing: Drawing, hand: Hand) -> None:
    results = _drawn(drawing, "line")
    for place in SQUARE[:3]:
        hand.click(*place)
    hand.key(Qt.Key.Key_Backspace)
    hand.click(*SQUARE[3])
    hand.click(*SQUARE[3], button=Qt.MouseButton.RightButton)
    (part,) = results[0].asMultiPolyline()
    assert len(part) == 3
    assert (part[2].x(), part[2].y()) == pytest.approx(SQUARE[3], abs=0.00003)


def test_escape_cancels_and_the_earlier_tool_comes_back(
    drawing: Drawing, hand: Hand, canvas: QgsMapCanvas
) -> None:
    earlier = canvas.mapTool()
    results = _drawn(drawing, "area")
    hand.click(*SQUARE[0])
    hand.key(Qt.Key.Key_Escape)
    assert results == []
    assert drawing.tool is None
    assert canvas.mapTool() is earlier


def test_an_outline_that_crosses_itself_is_refused_and_stays_to_be_corrected(
    drawing: Drawing, hand: Hand
) -> None:
    results = _drawn(drawing, "area")
    refusals: list[str] = []
    drawing.refused.connect(refusals.append)
    hand.draw([SQUARE[0], SQUARE[1], SQUARE[3], SQUARE[2]])
    assert results == []
    assert "crosses itself" in refusals[0]
    assert len(drawing.tool.points) == 4


def test_a_line_of_one_point_is_refused_with_a_sentence(drawing: Drawing, hand: Hand) -> None:
    results = _drawn(drawing, "line")
    refusals: list[str] = []
    drawing.refused.connect(refusals.append)
    hand.draw(SQUARE[:1])
    assert results == []
    assert "at least two points" in refusals[0]


def test_a_map_in_metres_still_gives_degrees_of_cgcs2000(drawing: Drawing, canvas: QgsMapCanvas) -> None:
    # EPSG:4545 is the three-degree zone around 108° E; the middle of the map then is in metres.
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4546"))
    results = _drawn(drawing, "point")
    middle = canvas.extent().center()
    drawing.tool._add(middle)
    point = results[0].asPoint()
    assert (point.x(), point.y()) == pytest.approx(CENTRE, abs=0.001)

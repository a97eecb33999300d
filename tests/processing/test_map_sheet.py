"""National map sheets of a layer, in QGIS."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from qgis.core import QgsVectorLayer

from .conftest import Run, memory_layer


def sheets(layer: QgsVectorLayer) -> dict[str, tuple[float, float, float, float]]:
    found = {}
    for feature in layer.getFeatures():
        box = feature.geometry().boundingBox()
        found[feature["sheet"]] = (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())
    return found


def test_a_point_lies_on_the_sheet_of_the_standard(run: Callable[..., Run]) -> None:
    # GB/T 13989-2012: at 1:100 000 a sheet has 30' by 20'; 112.5°E 37°N is the lower left corner of
    # J49D009010.
    layer = memory_layer("Point?crs=EPSG:4490", ("POINT (112.5 37)",))
    done = run("map_sheet", INPUT=layer, SCALE="100000", OUTPUT="TEMPORARY_OUTPUT")
    found = sheets(done.results["OUTPUT"])
    assert found["J49D009010"] == pytest.approx((112.5, 37.0, 113.0, 37 + 1 / 3))
    assert done.results["OUTPUT"].crs().authid() == "EPSG:4490"


def test_only_sheets_that_a_feature_reaches_are_drawn_in_any_crs(run: Callable[..., Run]) -> None:
    # Two points far apart: the sheets between them are left out. EPSG:4546 is the zone of 111°E.
    layer = memory_layer(
        "Point?crs=EPSG:4546", ("POINT (489671.577 4144605.743)",), ("POINT (600000 4144605)",)
    )
    done = run("map_sheet", INPUT=layer, SCALE="50000", OUTPUT="TEMPORARY_OUTPUT")
    assert done.results["SHEET_COUNT"] == 2
    for west, south, east, north in sheets(done.results["OUTPUT"]).values():
        assert (east - west, north - south) == (pytest.approx(0.25), pytest.approx(1 / 6))


def test_a_layer_without_geometry_is_a_sentence(run: Callable[..., Run]) -> None:
    layer = memory_layer("Point?crs=EPSG:4490", (None,))
    done = run("map_sheet", INPUT=layer, SCALE="50000", OUTPUT="TEMPORARY_OUTPUT")
    assert not done.ok and "There is no geometry to work on" in "\n".join(done.lines)

"""Buffers in metres of layers in any CRS, in QGIS."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
import shapely
from qgis.core import QgsCoordinateReferenceSystem, QgsProcessingFeedback, QgsProperty, QgsVectorLayer

from plugin.geometry.areas import area_hm2
from plugin.geometry.projection import GRS80, to_geographic
from plugin.processing.metric_buffer import tolerance_of

from .conftest import Run, memory_layer

LINE_10_KM = "LINESTRING (490000 4140000, 500000 4140000)"


def shapes(layer: QgsVectorLayer) -> list[shapely.Geometry]:
    return [shapely.from_wkb(bytes(feature.geometry().asWkb())) for feature in layer.getFeatures()]


def test_a_railway_of_ten_kilometres_has_a_zone_of_2314_hm2(run: Callable[..., Run]) -> None:
    # AT10: 10 km × 2 km and two half circles of 1 km: 2314.16 hm²; 27 segments a quarter lose 0.1 % of the
    # radius.
    layer = memory_layer("LineString?crs=EPSG:4546&field=name:string", (LINE_10_KM, "铁路"))
    output = run("metric_buffer", INPUT=layer, DISTANCE=1000, OUTPUT="TEMPORARY_OUTPUT").results["OUTPUT"]
    assert output.crs().authid() == "EPSG:4546"
    assert [feature["name"] for feature in output.getFeatures()] == ["铁路"]
    [area] = area_hm2(to_geographic(shapes(output), "EPSG:4546"))
    assert area == pytest.approx(2000 + 314.159, rel=2e-4)


def test_the_outline_is_at_the_geodesic_distance_in_a_geographic_layer(run: Callable[..., Run]) -> None:
    layer = memory_layer("Point?crs=EPSG:4490", ("POINT (110.88 37.43)",))
    output = run("metric_buffer", INPUT=layer, DISTANCE=500, OUTPUT="TEMPORARY_OUTPUT").results["OUTPUT"]
    [circle] = shapes(output)
    xy = shapely.get_coordinates(circle)
    _, _, metres = GRS80.inv(np.full(len(xy), 110.88), np.full(len(xy), 37.43), xy[:, 0], xy[:, 1])
    assert metres.min() > 500 * (1 - 1e-5) and metres.max() < 500 * (1 + 1e-5)


def test_each_feature_takes_its_own_distance(run: Callable[..., Run]) -> None:
    layer = memory_layer(
        "Point?crs=EPSG:4546&field=d:double",
        ("POINT (490000 4140000)", 100.0),
        ("POINT (495000 4140000)", 200.0),
    )
    distance = QgsProperty.fromExpression('"d" + 13')
    output = run("metric_buffer", INPUT=layer, DISTANCE=distance, OUTPUT="TEMPORARY_OUTPUT").results["OUTPUT"]
    areas = area_hm2(to_geographic(shapes(output), "EPSG:4546"))
    assert areas == pytest.approx([math.pi * 1.13**2, math.pi * 2.13**2], rel=2e-3)


def test_a_feature_without_a_distance_is_named(run: Callable[..., Run]) -> None:
    layer = memory_layer("Point?crs=EPSG:4546&field=d:double", ("POINT (490000 4140000)", None))
    done = run("metric_buffer", INPUT=layer, DISTANCE=QgsProperty.fromField("d"), OUTPUT="TEMPORARY_OUTPUT")
    assert not done.ok
    assert "The feature 1 has no distance in metres; fill it in and try again." in "\n".join(done.lines)


def test_merged_by_class_there_is_one_buffer_a_class_with_its_count(run: Callable[..., Run]) -> None:
    rows = [(f"POINT ({490000 + 50 * n} 4140000)", "国道" if n < 3 else "县道") for n in range(5)]
    layer = memory_layer("Point?crs=EPSG:4546&field=class:string", *rows)
    output = run(
        "metric_buffer",
        INPUT=layer,
        DISTANCE=100,
        DISSOLVE=True,
        CLASS_FIELD="class",
        OUTPUT="TEMPORARY_OUTPUT",
    ).results["OUTPUT"]
    assert [(f["class"], f["features"]) for f in output.getFeatures()] == [("国道", 3), ("县道", 2)]
    merged = run(
        "metric_buffer", INPUT=layer, DISTANCE=100, DISSOLVE=True, OUTPUT="TEMPORARY_OUTPUT"
    ).results["OUTPUT"]
    assert [f["features"] for f in merged.getFeatures()] == [5]


def test_invalid_and_missing_geometry_is_told_and_kept(run: Callable[..., Run]) -> None:
    bow_tie = "POLYGON ((0 0, 100 100, 100 0, 0 100, 0 0))"
    layer = memory_layer("Polygon?crs=EPSG:4546&field=n:integer", (bow_tie, 1), (None, 2))
    done = run("metric_buffer", INPUT=layer, DISTANCE=10, OUTPUT="TEMPORARY_OUTPUT")
    told = "\n".join(done.lines)
    assert "The geometry of feature 1 was invalid and was repaired: it crosses itself at 106.51" in told
    assert "1 features have no geometry" in told
    assert [f.hasGeometry() for f in done.results["OUTPUT"].getFeatures()] == [True, False]


@pytest.mark.parametrize("segments", [4, 8, 27, 100])
def test_the_segments_a_person_asks_for_are_drawn_and_their_tolerance_told(
    run: Callable[..., Run], segments: int
) -> None:
    layer = memory_layer("Point?crs=EPSG:4546", ("POINT (490000 4140000)",))
    done = run("metric_buffer", INPUT=layer, DISTANCE=100, SEGMENTS=segments, OUTPUT="TEMPORARY_OUTPUT")
    [circle] = shapes(done.results["OUTPUT"])
    assert len(shapely.get_coordinates(circle)) == 4 * segments + 1
    assert f"{100 * tolerance_of(segments):.3g} %" in "\n".join(done.lines)


def test_an_empty_layer_gives_an_empty_layer(run: Callable[..., Run]) -> None:
    layer = memory_layer("Point?crs=EPSG:4546&field=n:integer")
    done = run("metric_buffer", INPUT=layer, DISTANCE=10, OUTPUT="TEMPORARY_OUTPUT")
    assert done.ok and done.results["OUTPUT"].featureCount() == 0


def test_a_layer_without_crs_is_a_sentence(run: Callable[..., Run]) -> None:
    layer = memory_layer("Point", ("POINT (1 1)",))
    layer.setCrs(QgsCoordinateReferenceSystem())
    done = run("metric_buffer", INPUT=layer, DISTANCE=10, OUTPUT="TEMPORARY_OUTPUT")
    assert not done.ok and "coordinate reference system" in "\n".join(done.lines)


@pytest.mark.parametrize(
    "shape", ["LINESTRING (179.999 37, 179.9995 37.1)", "LINESTRING (-179.9 37, 179.9 37)"]
)
def test_what_reaches_over_the_antimeridian_is_a_sentence(run: Callable[..., Run], shape: str) -> None:
    layer = memory_layer("LineString?crs=EPSG:4490", (shape,))
    done = run("metric_buffer", INPUT=layer, DISTANCE=100, OUTPUT="TEMPORARY_OUTPUT")
    assert not done.ok
    assert "too far for one projection" in "\n".join(done.lines)


def test_a_cancelled_run_ends_without_a_result(run: Callable[..., Run]) -> None:
    feedback = QgsProcessingFeedback(False)
    feedback.cancel()
    layer = memory_layer("Point?crs=EPSG:4546", ("POINT (490000 4140000)",))
    done = run("metric_buffer", feedback=feedback, INPUT=layer, DISTANCE=10, OUTPUT="TEMPORARY_OUTPUT")
    assert done.results == {}

"""A layer goes into arrays and comes back from arrays without a change."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsFeature, QgsGeometry, QgsVectorLayer

from plugin.qgis_bridge.errors import MissingCrsError
from plugin.qgis_bridge.layer_to_geometries import read_layer, write_features


@pytest.fixture
def layer(qgis_app: QgsApplication) -> QgsVectorLayer:
    """Return two located villages and one that is not located, in a metric CRS."""
    layer = QgsVectorLayer("Point?crs=EPSG:4525&field=name:string&field=people:integer", "villages", "memory")
    features = []
    for name, people, wkt in (
        ("甲", 12, "Point (37489671 4144000)"),
        ("乙", None, None),
        ("丙", 7, "Point (1 2)"),
    ):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([name, people])
        if wkt:
            feature.setGeometry(QgsGeometry.fromWkt(wkt))
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    return layer


def test_geometries_attributes_and_crs_are_read(layer: QgsVectorLayer) -> None:
    arrays = read_layer(layer)
    assert arrays.crs == "EPSG:4525"
    assert list(arrays.columns["name"]) == ["甲", "乙", "丙"]
    assert list(arrays.columns["people"]) == [12, None, 7]
    assert arrays.geometries[0] == shapely.Point(37489671, 4144000)
    assert arrays.geometries[1] is None
    assert len(arrays) == len(arrays.feature_ids) == 3


def test_an_empty_layer_gives_empty_arrays(layer: QgsVectorLayer) -> None:
    assert layer.dataProvider().truncate()
    arrays = read_layer(layer, fields=["name"])
    assert len(arrays) == 0
    assert list(arrays.columns) == ["name"]


def test_a_layer_without_a_crs_is_refused_by_name(qgis_app: QgsApplication) -> None:
    nowhere = QgsVectorLayer("Point", "nowhere", "memory")
    nowhere.setCrs(QgsCoordinateReferenceSystem())
    with pytest.raises(MissingCrsError, match="nowhere"):
        read_layer(nowhere)


def test_arrays_are_written_to_a_sink(layer: QgsVectorLayer) -> None:
    target = QgsVectorLayer("Polygon?crs=EPSG:4525&field=name:string&field=people:integer", "zones", "memory")
    arrays = read_layer(layer)
    zones = shapely.buffer(arrays.geometries, 100.0)
    rows = list(zip(arrays.columns["name"], arrays.columns["people"], strict=True))
    assert write_features(target.dataProvider(), target.fields(), zones, rows) == 3
    back = read_layer(target)
    assert list(back.columns["people"]) == [12, None, 7]
    assert back.geometries[1] is None
    assert np.isclose(shapely.area(back.geometries[0]), shapely.area(zones[0]))

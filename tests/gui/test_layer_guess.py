"""The class of a layer is proposed for all its objects only where all of them say so."""

from __future__ import annotations

import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

from plugin.gui.docks.layer_mapping import BY_OBJECT, SKIP, guess_layer

SQUARE = "POLYGON ((0 0, 1 0, 1 1, 0 0))"


@pytest.mark.parametrize(
    ("uses", "guess"),
    [
        (["residential", "residential"], "Q3"),
        (["residential", "forest"], BY_OBJECT),
        (["forest", "meadow"], SKIP),
    ],
)
def test_a_layer_of_many_kinds_is_guessed_for_each_object(
    qgis_iface: object, uses: list[str], guess: str
) -> None:
    layer = QgsVectorLayer("Polygon?crs=EPSG:4490&field=landuse:string", "osm", "memory")
    features = []
    for use in uses:
        feature = QgsFeature(layer.fields())
        feature["landuse"] = use
        feature.setGeometry(QgsGeometry.fromWkt(SQUARE))
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    assert guess_layer(layer) == guess

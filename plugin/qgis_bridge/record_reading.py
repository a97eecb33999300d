"""Records read through the layers, so that open edits are seen too."""

from __future__ import annotations

from collections.abc import Iterator

import shapely
from qgis.core import QgsExpression, QgsFeature, QgsFeatureRequest, QgsGeometry, QgsVectorLayer

from ..domain.changes import Value
from ..store.records import Record
from ..store.schema import Table
from .attribute_values import values_of


def features_where(layer: QgsVectorLayer, column: str, value: Value) -> Iterator[QgsFeature]:
    """Yield the layer's features, open edits included, whose column has the value."""
    request = QgsFeatureRequest().setFilterExpression(
        QgsExpression.createFieldEqualityExpression(column, value)
    )
    yield from layer.getFeatures(request)


def feature_of(layer: QgsVectorLayer, uuid: str) -> QgsFeature | None:
    """Return the feature of a record, None where the layer has none."""
    return next(features_where(layer, "uuid", uuid), None)


def record_of(feature: QgsFeature, table: Table) -> Record:
    """Return the feature as a record; its geometry is a shapely geometry in EPSG:4490, or None."""
    geometry = shapely_geometry(feature.geometry()) if table.geometry else None
    return Record(table.name, str(feature["uuid"]), values_of(feature, table), geometry)


def shapely_geometry(geometry: QgsGeometry) -> shapely.Geometry | None:
    """Return a QGIS geometry as shapely's, in the same coordinates; None for none."""
    return None if geometry.isNull() else shapely.from_wkb(bytes(geometry.asWkb()))


def qgis_geometry(geometry: shapely.Geometry) -> QgsGeometry:
    """Return a shapely geometry as QGIS's, in the same coordinates."""
    result = QgsGeometry()
    result.fromWkb(shapely.to_wkb(geometry))
    return result

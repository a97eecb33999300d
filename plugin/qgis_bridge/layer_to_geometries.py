"""A layer as arrays for the engine, and arrays back into a sink: the door between Processing and the geometry
package.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from qgis.core import (
    Qgis,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsFeatureSource,
    QgsFields,
    QgsGeometry,
    QgsProcessingFeedback,
    QgsVariantUtils,
)

from .errors import MissingCrsError

_BATCH = 1000


@dataclass(frozen=True)
class LayerArrays:
    """A layer read once: row i of every array is the same feature.

    `geometries` are shapely geometries (object array, None where a feature has none) in the layer's own
    coordinates, x before y; `columns` holds the attributes by field, NULL as None. `crs` is an authority id
    or WKT for pyproj.
    """

    geometries: np.ndarray
    columns: Mapping[str, np.ndarray]
    feature_ids: np.ndarray
    crs: str

    def __len__(self) -> int:
        return len(self.geometries)


def read_layer(
    source: QgsFeatureSource,
    *,
    fields: Sequence[str] | None = None,
    feedback: QgsProcessingFeedback | None = None,
) -> LayerArrays:
    """Return the source's features as arrays, with all its fields or the named ones.

    Stops early where the feedback was cancelled. Raises MissingCrsError where the source has geometries but
    no CRS.
    """
    if source.wkbType() != Qgis.WkbType.NoGeometry and not source.sourceCrs().isValid():
        raise MissingCrsError(source.sourceName())
    names = [field.name() for field in source.fields()] if fields is None else list(fields)
    request = QgsFeatureRequest()
    request.setSubsetOfAttributes(names, source.fields())
    blobs: list[bytes | None] = []
    rows: list[list[Any]] = []
    identities: list[int] = []
    for feature in source.getFeatures(request):
        if feedback is not None and len(blobs) % _BATCH == 0 and feedback.isCanceled():
            break
        geometry = feature.geometry()
        blobs.append(None if geometry.isNull() else bytes(geometry.asWkb()))
        rows.append([_plain(feature[name]) for name in names])
        identities.append(feature.id())
    return LayerArrays(
        geometries=shapely.from_wkb(np.array(blobs, dtype=object)),
        columns={name: _column([row[index] for row in rows]) for index, name in enumerate(names)},
        feature_ids=np.array(identities, dtype=np.int64),
        crs=crs_text(source),
    )


def crs_text(source: QgsFeatureSource) -> str:
    """Return the source's CRS as pyproj reads it: its authority id, or WKT where it has none."""
    crs = source.sourceCrs()
    return str(crs.authid() or crs.toWkt())


def write_features(
    sink: QgsFeatureSink,
    fields: QgsFields,
    geometries: Sequence[shapely.Geometry | None] | np.ndarray,
    rows: Sequence[Sequence[Any]],
) -> int:
    """Return how many features went into the sink; row i holds the attributes of geometry i, in the order of
    `fields`.

    Geometries that are None are written as features without one. Fewer than given means that the sink refused
    some.
    """
    blobs = shapely.to_wkb(np.asarray(geometries, dtype=object)) if len(geometries) else []
    written = 0
    for blob, row in zip(blobs, rows, strict=True):
        feature = QgsFeature(fields)
        feature.setAttributes(list(row))
        if blob is not None:
            geometry = QgsGeometry()
            geometry.fromWkb(blob)
            feature.setGeometry(geometry)
        written += bool(sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert))
    return written


def _plain(value: object) -> Any:
    return None if QgsVariantUtils.isNull(value) else value


def _column(values: list[Any]) -> np.ndarray:
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column

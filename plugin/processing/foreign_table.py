"""What a person gives to an import, as the engine reads it: a file by its path, or a layer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qgis.core import QgsFeatureSource, QgsProcessingContext, QgsProcessingFeedback, QgsProviderRegistry
from qgis.PyQt.QtCore import QByteArray, QDate, QDateTime, Qt, QTime

from ..domain.changes import Value
from ..exchange.layers import read_layer as read_file
from ..exchange.source_table import SourceTable, no_geometries
from ..qgis_bridge.layer_to_geometries import read_layer

_PLAIN_PARTS = frozenset({"path", "layerName", "databaseName", "authcfg", "vsiPrefix", "vsiSuffix"})


def file_table(value: object, context: QgsProcessingContext) -> SourceTable | None:
    """Return the table of a file that is named by its path; None where the value is a layer.

    A file is read by the engine, not by QGIS, because it then knows GBK from UTF-8, reads sheets as text and
    takes all layers of an OpenStreetMap extract. Raises the errors of `exchange`.
    """
    if not isinstance(value, str) or not value.strip():
        return None
    project = context.project()
    if project is not None and (value in project.mapLayers() or project.mapLayersByName(value)):
        return None
    parts = QgsProviderRegistry.instance().decodeUri("ogr", value)
    path = Path(str(parts.get("path") or value))
    if not path.is_file() or any(parts.get(key) for key in parts if key not in _PLAIN_PARTS):
        return None
    return read_file(path, str(parts["layerName"]) if parts.get("layerName") else None)


def layer_table(source: QgsFeatureSource, feedback: QgsProcessingFeedback) -> SourceTable:
    """Return the table of a layer or of a table without geometry. Raises MissingCrsError."""
    arrays = read_layer(source, feedback=feedback)
    names = tuple(arrays.columns)
    plain: Sequence[Sequence[Value]] = [[_value(v) for v in arrays.columns[name]] for name in names]
    rows = [
        {name: column[row] for name, column in zip(names, plain, strict=True) if column[row] is not None}
        for row in range(len(arrays))
    ]
    return SourceTable(
        name=str(source.sourceName()),
        columns=names,
        rows=rows,
        geometries=arrays.geometries if arrays.crs else no_geometries(len(arrays)),
        crs=arrays.crs or None,
        kind="layer",
    )


def _value(value: Any) -> Value:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, QDateTime | QDate | QTime):
        return str(value.toString(Qt.DateFormat.ISODate))
    if isinstance(value, QByteArray):
        return bytes(value)
    if value is None or isinstance(value, int | float | str | bytes):
        return value
    return str(value)

"""Values as SQLite types them, and the same values as the attributes of a QGIS layer."""

from __future__ import annotations

from collections.abc import Mapping

from qgis.core import QgsFeature, QgsVariantUtils
from qgis.PyQt.QtCore import QByteArray, QDate, QDateTime, Qt

from ..domain.changes import Value
from ..store.schema import Column, Table


def to_attribute(value: Value, column: Column) -> object:
    """Return a stored value as the layer takes it: dates as QDate, yes and no as bool, None as NULL."""
    if value is None:
        return None
    if column.type == "BOOLEAN":
        return bool(int(value)) if not isinstance(value, bytes) else bool(value)
    if column.type == "DATE":
        return QDate.fromString(str(value)[:10], Qt.DateFormat.ISODate)
    if column.type == "DATETIME":
        return QDateTime.fromString(str(value), Qt.DateFormat.ISODateWithMs)
    if column.type == "REAL" and not isinstance(value, bytes):
        return float(value)
    if column.type == "INTEGER" and not isinstance(value, bytes):
        return int(value)
    if column.type == "BLOB" and isinstance(value, bytes):
        return QByteArray(value)
    return value


def from_attribute(attribute: object, column: Column) -> Value:
    """Return a layer's attribute as SQLite stores it; NULL of any kind is None."""
    if attribute is None or QgsVariantUtils.isNull(attribute):
        return None
    if isinstance(attribute, QDate):
        return str(attribute.toString(Qt.DateFormat.ISODate))
    if isinstance(attribute, QDateTime):
        return _stamp(attribute)
    if isinstance(attribute, QByteArray):
        return bytes(attribute)
    if isinstance(attribute, bool):
        return int(attribute)
    if column.type == "REAL" and isinstance(attribute, int | float):
        return float(attribute)
    if isinstance(attribute, int | float | str | bytes):
        return attribute
    return str(attribute)


def values_of(feature: QgsFeature, table: Table) -> dict[str, Value]:
    """Return the feature's values by column: those of the schema that the layer has."""
    names = feature.fields().names()
    return {
        column.name: from_attribute(feature[column.name], column)
        for column in table.columns
        if column.name in names
    }


def same(left: Mapping[str, Value], right: Mapping[str, Value]) -> bool:
    """Return whether two rows hold the same values where both have a column."""
    return all(left[name] == right[name] for name in left.keys() & right.keys())


def _stamp(moment: QDateTime) -> str:
    """Return a time in UTC as the workspace writes it: `2024-05-01T08:30:00.000Z`."""
    return str(moment.toUTC().toString("yyyy-MM-ddTHH:mm:ss.zzz")) + "Z"

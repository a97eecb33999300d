"""What a record must be before it is written: its columns, values, codes and geometry."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from ..domain.changes import Value
from ..domain.errors import UnknownCodeError
from .errors import InvalidRecordError
from .gpkg_geometry import Geometry
from .schema import LIST_SEPARATOR, Column, Schema, Table
from .values import UnfitValueError, fitted, fitted_column

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_MULTI = {
    "MULTIPOINT": shapely.multipoints,
    "MULTILINESTRING": shapely.multilinestrings,
    "MULTIPOLYGON": shapely.multipolygons,
}
_TYPE_NAMES = (
    "POINT",
    "LINESTRING",
    "LINEARRING",
    "POLYGON",
    "MULTIPOINT",
    "MULTILINESTRING",
    "MULTIPOLYGON",
    "GEOMETRYCOLLECTION",
)
_SHAPES = {"POINT": "a point", "MULTILINESTRING": "a line", "MULTIPOLYGON": "a polygon"}


class Validator:
    """Checks records against the schema and the code lists of one connection; looks each code up once."""

    def __init__(
        self, connection: sqlite3.Connection, schema: Schema, *, known_codes_only: bool = True
    ) -> None:
        self._connection = connection
        self._schema = schema
        self._known_codes_only = known_codes_only
        self._known: set[tuple[str, str]] = set()

    def table(self, name: str) -> Table:
        """Return the table; raises InvalidRecordError where the workspace has none of that name."""
        try:
            return self._schema.table(name)
        except KeyError:
            raise InvalidRecordError(name, None, "the workspace has no such table") from None

    def values(self, table: Table, uuid: str | None, values: Mapping[str, object]) -> dict[str, Value]:
        """Return the values as they are stored. Raises InvalidRecordError, UnknownCodeError."""
        checked: dict[str, Value] = {}
        for name, value in values.items():
            if not table.has(name):
                raise InvalidRecordError(table.name, uuid, f"there is no column “{name}”")
            column = table.column(name)
            try:
                checked[name] = self._coded(column, fitted(column, value))
            except UnfitValueError as error:
                raise InvalidRecordError(table.name, uuid, f"the column “{name}” {error}") from error
        return checked

    def whole_rows(
        self, table: Table, uuids: Sequence[str], rows: Sequence[Mapping[str, object]]
    ) -> list[tuple[Value, ...]]:
        """Return the values of each row in the order of the table's columns, with their defaults.

        Columns are checked one after another, which for many rows is several times as fast; what is wrong is
        then looked for row by row. Raises InvalidRecordError, UnknownCodeError.
        """
        try:
            if all(map(table.has, set().union(*rows))):
                return list(zip(*(self._whole_column(column, rows) for column in table.columns), strict=True))
        except (UnfitValueError, UnknownCodeError):
            pass
        names = [column.name for column in table.columns]
        checked = (
            whole_row(table, uuid, self.values(table, uuid, row))
            for uuid, row in zip(uuids, rows, strict=True)
        )
        return [tuple(row.get(name) for name in names) for row in checked]

    def columns(
        self,
        table: Table,
        names: Sequence[str],
        uuids: Sequence[str],
        rows: Sequence[Mapping[str, object]],
    ) -> list[list[Value]]:
        """Return the values of the named columns as they are stored, where each row has just these.

        Raises InvalidRecordError, UnknownCodeError.
        """
        try:
            return [self._column(table.column(name), [row[name] for row in rows]) for name in names]
        except (UnfitValueError, UnknownCodeError):
            checked = [self.values(table, uuid, row) for uuid, row in zip(uuids, rows, strict=True)]
            return [[row[name] for row in checked] for name in names]

    def _column(self, column: Column, values: Sequence[object]) -> list[Value]:
        found = fitted_column(column, values)
        if column.codes is None:
            return found
        coded = {value: self._coded(column, value) for value in dict.fromkeys(found)}
        return [coded[value] for value in found]

    def _whole_column(self, column: Column, rows: Sequence[Mapping[str, object]]) -> list[Value]:
        name, default = column.name, column.default
        found = self._column(column, [row.get(name, default) for row in rows])
        if column.required and None in found:
            if default is None:
                raise UnfitValueError("is required and missing")
            return [default if value is None else value for value in found]
        return found

    def _coded(self, column: Column, value: Value) -> Value:
        if column.codes is None or value is None:
            return value
        codes = [str(value)]
        if column.several:
            codes = list(
                dict.fromkeys(part.strip() for part in str(value).split(LIST_SEPARATOR) if part.strip())
            )
        if self._known_codes_only:
            for code in codes:
                self._require_code(column.codes, code)
        return LIST_SEPARATOR.join(codes) or None

    def _require_code(self, name: str, code: str) -> None:
        if (name, code) in self._known:
            return
        found = self._connection.execute(
            "SELECT 1 FROM code WHERE list = ? AND code = ?", (name, code)
        ).fetchone()
        if found is None:
            raise UnknownCodeError(name, code)
        self._known.add((name, code))


def whole_row(table: Table, uuid: str, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the row with its defaults. Raises InvalidRecordError where a required value is missing."""
    row: dict[str, Value] = {
        column.name: column.default for column in table.columns if column.default is not None
    }
    row.update(values)
    for column in table.columns:
        if column.required and row.get(column.name) is None:
            row[column.name] = column.default
            if column.default is None:
                raise InvalidRecordError(table.name, uuid, f"“{column.name}” is required and missing")
    return row


def require_uuid(table: str, uuid: str) -> None:
    """Raise InvalidRecordError where the uuid is not version 4, lower case, without braces."""
    if not is_uuid(uuid):
        raise InvalidRecordError(table, uuid, "its uuid is not a lower-case version 4 UUID")


def is_uuid(text: object) -> bool:
    """Return whether the text is a uuid as the workspace writes them."""
    return isinstance(text, str) and _UUID.fullmatch(text) is not None


def fitted_geometries(
    table: Table, uuids: Sequence[str], geometries: Sequence[Geometry | None]
) -> list[Geometry | None]:
    """Return the geometries as the table's type takes them: single parts become multi-part.

    None stays None: a record that is not located yet. Raises InvalidRecordError for an empty geometry,
    another type, NaN, and coordinates that are no degrees.
    """
    if table.geometry is None:
        for uuid, geometry in zip(uuids, geometries, strict=True):
            if geometry is not None:
                raise InvalidRecordError(table.name, uuid, "the table takes no geometry")
        return list(geometries)
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    _require_usable(table, uuids, array)
    kinds = shapely.get_type_id(array)
    wanted = _TYPE_NAMES.index(table.geometry)
    return [
        geometry if geometry is None or kind == wanted else _coerced(table, uuid, geometry, _TYPE_NAMES[kind])
        for uuid, geometry, kind in zip(uuids, array, kinds, strict=True)
    ]


def _require_usable(table: Table, uuids: Sequence[str], array: Any) -> None:
    for index in np.flatnonzero(shapely.is_empty(array)):
        raise InvalidRecordError(table.name, uuids[index], "its geometry is empty")
    coordinates, owners = shapely.get_coordinates(array, return_index=True)
    for index in owners[~np.isfinite(coordinates).all(axis=1)]:
        raise InvalidRecordError(table.name, uuids[index], "its geometry has a coordinate that is no number")
    outside = (np.abs(coordinates) > (180.0, 90.0)).any(axis=1)
    for index in owners[outside]:
        problem = "its coordinates are not longitude and latitude in degrees (EPSG:4490)"
        raise InvalidRecordError(table.name, uuids[index], problem)


def _coerced(table: Table, uuid: str, geometry: Geometry, kind: str) -> Geometry:
    multi = _MULTI.get(str(table.geometry))
    if multi is not None and table.geometry == f"MULTI{kind.replace('LINEARRING', 'LINESTRING')}":
        return multi([geometry])
    if table.geometry == "POINT" and kind == "MULTIPOINT" and shapely.get_num_geometries(geometry) == 1:
        return shapely.get_geometry(geometry, 0)
    wanted = _SHAPES.get(str(table.geometry), str(table.geometry))
    raise InvalidRecordError(table.name, uuid, f"its geometry is a {kind.lower()}, the table takes {wanted}")

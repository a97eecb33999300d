"""The store's own checks, for records on their way into an edit buffer: so both ways write equal rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import shapely
from qgis.core import QgsGeometry

from ..domain.changes import Value
from ..store.errors import InvalidRecordError
from ..store.schema import Table
from ..store.validation import Validator, fitted_geometries, require_uuid, whole_row
from ..store.workspace import Workspace
from .record_reading import qgis_geometry, shapely_geometry

Shape = shapely.Geometry | QgsGeometry | None


class RecordChecks:
    """Checks values and geometries against the schema and the code lists of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def whole(self, table: Table, uuid: str, values: Mapping[str, Value]) -> dict[str, Value]:
        """Return the row of a new record as the store would write it, with its defaults.

        Raises InvalidRecordError, UnknownCodeError.
        """
        require_uuid(table.name, uuid)
        with self._validator() as validator:
            return whole_row(table, uuid, validator.values(table, uuid, _without_uuid(values)))

    def changes(self, table: Table, uuid: str, values: Mapping[str, Value]) -> dict[str, Value]:
        """Return the changed columns of a record as the store would write them.

        Raises InvalidRecordError, also where a required value would become blank; UnknownCodeError.
        """
        with self._validator() as validator:
            row = validator.values(table, uuid, _without_uuid(values))
        for name, value in row.items():
            if value is None and table.column(name).required:
                raise InvalidRecordError(table.name, uuid, f"“{name}” is required and cannot be blank")
        return row

    def geometry(self, table: Table, uuid: str, geometry: Shape) -> QgsGeometry:
        """Return the geometry as the table takes it: in two dimensions, multi-part where the table is. None
        is null.

        Raises InvalidRecordError where it is empty, of another type, or not in degrees.
        """
        shape = shapely_geometry(geometry) if isinstance(geometry, QgsGeometry) else geometry
        fitted = fitted_geometries(table, [uuid], [shape])[0]
        return QgsGeometry() if fitted is None else qgis_geometry(shapely.force_2d(fitted))

    @contextmanager
    def _validator(self) -> Iterator[Validator]:
        with self._workspace.connect() as connection:
            yield Validator(connection, self._workspace.schema)


def _without_uuid(values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if name != "uuid"}

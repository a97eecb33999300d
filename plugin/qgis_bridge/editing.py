"""The record editor: records change in the layers' edit buffers, are undone as one and saved in one
transaction.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from qgis.core import QgsFeature, QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication, QEventLoop

from ..domain.changes import Value
from ..store.records import RESET_ON_DUPLICATE, Record, new_uuid
from ..store.schema import Table
from . import edit_buffers
from .attribute_values import from_attribute, to_attribute
from .edit_history import EditHistory
from .errors import EditRefusedError, LayerMissingError, RecordMissingError, SaveFailedError
from .record_checks import RecordChecks, Shape
from .record_reading import feature_of, features_where, record_of
from .session import Session
from .translation import tr

Children = Mapping[str, Sequence[Mapping[str, Value]]]
"""Rows of child tables by table, such as the damaged land of a problem; a row with its `uuid` is kept and
updated.
"""

ATTEMPTS = 5
LOCK_WAIT_S = 12.0
"""How long a save waits for another writer before it gives up and keeps the edits."""

_STEP_MS = 40


class _Command:
    """One operation: it begins an edit command on each layer when the layer is first touched."""

    def __init__(self, session: Session, text: str) -> None:
        self._session = session
        self._text = text
        self.layers: dict[str, QgsVectorLayer] = {}

    def layer(self, table: str) -> QgsVectorLayer:
        if table not in self.layers:
            layer = _layer(self._session, table)
            edit_buffers.start_editing(self._session.project, layer)
            layer.beginEditCommand(self._text)
            self.layers[table] = layer
        return self.layers[table]


class RecordEditor:
    """Adds, changes and deletes records of the open workspace in the layers' edit buffers.

    Every operation is all or nothing, and one step of `undo`. Nothing is in the file before `save`.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._history = EditHistory()

    # reading, open edits included

    def record(self, table: str, uuid: str) -> Record | None:
        """Return the record as it stands with the open edits, None where there is none."""
        feature = feature_of(_layer(self._session, table), uuid)
        return None if feature is None else record_of(feature, self._table(table))

    def children(self, table: str, uuid: str) -> dict[str, list[Record]]:
        """Return the record's children by table, open edits included: land, mines, photos of a problem."""
        return {
            child.name: [record_of(f, child) for f in features_where(layer, str(child.parent_column), uuid)]
            for child, layer in self._child_layers(table)
        }

    # changing

    def add(
        self,
        table: str,
        geometry: Shape,
        values: Mapping[str, Value],
        children: Children | None = None,
    ) -> str:
        """Return the uuid of a new record with its children; the geometry is in EPSG:4490.

        Columns that `values` leaves out get their default. Raises what the store raises for values that it
        does not take, LayerMissingError, LayerNotEditableError, EditRefusedError.
        """
        uuid = str(values.get("uuid") or new_uuid())
        with self._command(tr("Add record")) as command:
            self._insert(command, table, uuid, values, geometry)
            for child, rows in (children or {}).items():
                for row in rows:
                    self._insert_child(command, child, uuid, row)
        return uuid

    def update(
        self,
        table: str,
        uuid: str,
        values: Mapping[str, Value],
        geometry: Shape = None,
        children: Children | None = None,
    ) -> None:
        """Change the given columns of a record, its geometry where one is given, and its children.

        `children` names the tables to bring to the given rows: rows with a known `uuid` change, those without
        are added, the others of that table are deleted. Raises as `add` does, and RecordMissingError.
        """
        with self._command(tr("Change record")) as command:
            feature = self._feature(table, uuid)
            self._change(command, table, feature, values)
            if geometry is not None:
                self._move(command, table, feature, geometry)
            for child, rows in (children or {}).items():
                self._replace_children(command, child, uuid, rows)

    def delete(self, table: str, uuid: str) -> None:
        """Delete a record with its children, and the links that point to it. Raises RecordMissingError."""
        with self._command(tr("Delete record")) as command:
            feature = self._feature(table, uuid)
            for layer_name, column in self._dependents(table):
                layer = _layer(self._session, layer_name)
                for child in list(features_where(layer, column, uuid)):
                    self._remove(command, layer_name, child)
            self._remove(command, table, feature)

    def duplicate(self, table: str, uuid: str) -> str:
        """Return the uuid of a copy of the record; children are copied with it, everything with uuids of its
        own.

        As in the store, the copy has no number, is a draft and is confirmed by nobody. Raises
        RecordMissingError.
        """
        twin = new_uuid()
        with self._command(tr("Duplicate record")) as command:
            original = self._feature(table, uuid)
            own = {c.name: c.default for c in self._table(table).columns if c.group in RESET_ON_DUPLICATE}
            self._copy(command, table, original, {**own, "uuid": twin})
            for child, layer in self._child_layers(table):
                parent_column = str(child.parent_column)
                for feature in list(features_where(layer, parent_column, uuid)):
                    self._copy(command, child.name, feature, {"uuid": new_uuid(), parent_column: twin})
        return twin

    def change_geometry_type(self, uuid: str, table: str, geometry: Shape) -> None:
        """Move a problem to the problem table `table` with a new geometry; uuid, photos, land and mines stay
        its own.

        Raises RecordMissingError where no problem table has the record.
        """
        source, feature = self._find_in_family(self._table(table), uuid)
        with self._command(tr("Change geometry type")) as command:
            if source == table:
                self._move(command, table, feature, geometry)
                return
            values = record_of(feature, self._table(source)).values
            self._remove(command, source, feature)
            self._insert(command, table, uuid, values, geometry)

    # undo, save, discard

    def can_undo(self) -> bool:
        """Return whether an operation can be taken back: until it is saved."""
        return self._history.can_undo()

    def can_redo(self) -> bool:
        """Return whether an operation that was taken back can be done again."""
        return self._history.can_redo()

    def undo(self) -> bool:
        """Return whether the newest operation was taken back, on all layers it touched."""
        return self._history.undo()

    def redo(self) -> bool:
        """Return whether the operation taken back last was done again."""
        return self._history.redo()

    def has_unsaved_edits(self) -> bool:
        """Return whether `save` has something to do."""
        return self._session.has_unsaved_edits()

    def save(self, *, keep_editing: bool = False, wait_s: float = LOCK_WAIT_S) -> None:
        """Write all open edits of the workspace in one SQLite transaction.

        Waits up to `wait_s` seconds, with a living window, for another writer. Raises SaveFailedError; the
        edits are then still open. Layers stay editable only with `keep_editing`.
        """
        path = self._session.require_workspace().path
        deadline = time.monotonic() + wait_s
        errors: list[str] = []
        for _ in range(ATTEMPTS):
            if not _wait_until_writable(path, deadline):
                raise SaveFailedError(path, errors, locked=True)
            self._session.guard.snapshot()
            errors = edit_buffers.commit(
                self._session.project, list(self._session.layers.values()), stop_editing=not keep_editing
            )
            lost = [*self._session.guard.take_back(), *self._session.guard.restore()]
            if not errors and not lost:
                self._history.clear()
                return
            if not edit_buffers.is_locked(path) and time.monotonic() > deadline:
                break
        raise SaveFailedError(path, errors, locked=edit_buffers.is_locked(path))

    def discard(self) -> bool:
        """Return whether all open edits of the workspace were thrown away."""
        done = edit_buffers.roll_back(self._session.project, list(self._session.layers.values()))
        self._history.clear()
        return done

    # the steps of an operation

    @contextmanager
    def _command(self, text: str) -> Iterator[_Command]:
        editing_before = any(layer.isEditable() for layer in self._session.layers.values())
        command = _Command(self._session, text)
        try:
            yield command
        except BaseException:
            for layer in reversed(command.layers.values()):
                layer.destroyEditCommand()
            if not editing_before and not self._session.has_unsaved_edits():
                edit_buffers.roll_back(self._session.project, list(self._session.layers.values()))
            raise
        for layer in command.layers.values():
            layer.endEditCommand()
        if command.layers:
            self._history.push(command.layers)

    def _insert(
        self,
        command: _Command,
        table: str,
        uuid: str,
        values: Mapping[str, Value],
        geometry: Shape,
    ) -> None:
        description = self._table(table)
        checks = self._checks()
        row = checks.whole(description, uuid, values)
        shape = checks.geometry(description, uuid, geometry)
        layer = command.layer(table)
        feature = QgsFeature(layer.fields())
        feature["uuid"] = uuid
        for name, value in row.items():
            feature[name] = to_attribute(value, description.column(name))
        if description.geometry:
            feature.setGeometry(shape)
        if not layer.addFeature(feature):
            raise EditRefusedError(table, uuid, "add")

    def _insert_child(self, command: _Command, table: str, parent: str, row: Mapping[str, Value]) -> None:
        values = {name: value for name, value in row.items() if name != "uuid"}
        values[str(self._table(table).parent_column)] = parent
        self._insert(command, table, str(row.get("uuid") or new_uuid()), values, None)

    def _replace_children(
        self, command: _Command, table: str, parent: str, rows: Sequence[Mapping[str, Value]]
    ) -> None:
        parent_column = str(self._table(table).parent_column)
        existing = {
            str(feature["uuid"]): feature
            for feature in features_where(_layer(self._session, table), parent_column, parent)
        }
        for row in rows:
            feature = existing.pop(str(row.get("uuid") or ""), None)
            if feature is None:
                self._insert_child(command, table, parent, row)
            else:
                changes = {name: value for name, value in row.items() if name != "uuid"}
                self._change(command, table, feature, changes)
        for feature in existing.values():
            self._remove(command, table, feature)

    def _change(
        self, command: _Command, table: str, feature: QgsFeature, values: Mapping[str, Value]
    ) -> None:
        description = self._table(table)
        uuid = str(feature["uuid"])
        for name, value in self._checks().changes(description, uuid, values).items():
            column = description.column(name)
            if from_attribute(feature[name], column) == value:
                continue
            layer = command.layer(table)
            index = layer.fields().lookupField(name)
            if not layer.changeAttributeValue(feature.id(), index, to_attribute(value, column)):
                raise EditRefusedError(table, uuid, "change")

    def _move(self, command: _Command, table: str, feature: QgsFeature, geometry: Shape) -> None:
        shape = self._checks().geometry(self._table(table), str(feature["uuid"]), geometry)
        if not command.layer(table).changeGeometry(feature.id(), shape):
            raise EditRefusedError(table, str(feature["uuid"]), "reshape")

    def _remove(self, command: _Command, table: str, feature: QgsFeature) -> None:
        if not command.layer(table).deleteFeature(feature.id()):
            raise EditRefusedError(table, str(feature["uuid"]), "delete")

    def _copy(self, command: _Command, table: str, feature: QgsFeature, changes: Mapping[str, Value]) -> None:
        values = {**record_of(feature, self._table(table)).values, **changes}
        self._insert(command, table, str(values["uuid"]), values, feature.geometry())

    # looking things up

    def _checks(self) -> RecordChecks:
        return RecordChecks(self._session.require_workspace())

    def _table(self, name: str) -> Table:
        return self._session.require_workspace().schema.table(name)

    def _feature(self, table: str, uuid: str) -> QgsFeature:
        feature = feature_of(_layer(self._session, table), uuid)
        if feature is None:
            raise RecordMissingError(table, uuid)
        return feature

    def _find_in_family(self, table: Table, uuid: str) -> tuple[str, QgsFeature]:
        schema = self._session.require_workspace().schema
        for other in schema.tables.values():
            layer = self._session.layer(other.name)
            if other.family == table.family and layer is not None:
                feature = feature_of(layer, uuid)
                if feature is not None:
                    return other.name, feature
        raise RecordMissingError(table.family, uuid)

    def _child_layers(self, table: str) -> Iterator[tuple[Table, QgsVectorLayer]]:
        schema = self._session.require_workspace().schema
        for child in schema.children(schema.table(table)):
            yield child, _layer(self._session, child.name)

    def _dependents(self, table: str) -> Iterator[tuple[str, str]]:
        """Yield (table, column) of the rows that go when a record of `table` goes."""
        schema = self._session.require_workspace().schema
        description = schema.table(table)
        for child in schema.children(description):
            yield child.name, str(child.parent_column)
        for other, column in schema.links(description):
            yield other.name, column.name


def _layer(session: Session, table: str) -> QgsVectorLayer:
    session.require_workspace()
    layer = session.layer(table)
    if layer is None:
        raise LayerMissingError(table)
    return layer


def _wait_until_writable(path: Path, deadline: float) -> bool:
    """Return whether nobody writes to the file; waits for that until the deadline, with a living window."""
    while edit_buffers.is_locked(path):
        if time.monotonic() > deadline:
            return False
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, _STEP_MS)
        time.sleep(_STEP_MS / 1000)
    return True

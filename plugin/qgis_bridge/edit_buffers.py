"""Starting, committing and discarding the edits of a workspace's layers, and losing none of them.

Tried with QGIS 3.40: a commit of buffered transaction groups that fails to *add* features reports success and
throws the added features away, also where the reason was another program's lock. So what was added is kept
here until QGIS has said that it is in the file, and goes back into the edit buffer where it is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsFeature,
    QgsGeometry,
    QgsMessageLog,
    QgsProject,
    QgsVectorLayer,
    QgsVectorLayerEditBuffer,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ..store.connection import open_connection, translated_errors
from ..store.errors import WorkspaceLockedError
from .errors import LayerNotEditableError
from .layers import table_of
from .translation import tr


def start_editing(project: QgsProject, layer: QgsVectorLayer) -> None:
    """Make the layer editable; with buffered transaction groups QGIS starts all layers of the project at
    once.

    Raises LayerNotEditableError.
    """
    if layer.isEditable():
        return
    started = project.startEditing(layer) if _buffered(project) else layer.startEditing()
    if not started or not layer.isEditable():
        raise LayerNotEditableError(table_of(layer) or layer.name())


def commit(project: QgsProject, layers: Sequence[QgsVectorLayer], *, stop_editing: bool) -> list[str]:
    """Return the errors of writing all open edits, none where everything is in the file.

    With buffered transaction groups all layers go in one SQLite transaction; in another project of the user's
    each layer has its own, parents first, and what failed stays open.
    """
    editable = [layer for layer in layers if layer.isEditable()]
    if not editable:
        return []
    if _buffered(project):
        _, messages = project.commitChanges(stop_editing, editable[0])
        return [message for message in messages if not message.startswith("SUCCESS")]
    errors: list[str] = []
    for layer in editable:
        if not layer.commitChanges(stop_editing):
            errors += [message for message in layer.commitErrors() if not message.startswith("SUCCESS")]
            if not errors:
                errors.append(tr("The layer “{}” gave no reason.").format(layer.name()))
            break
    return errors


def roll_back(project: QgsProject, layers: Sequence[QgsVectorLayer]) -> bool:
    """Return whether all open edits were thrown away and editing ended."""
    editable = [layer for layer in layers if layer.isEditable()]
    if not editable:
        return True
    if _buffered(project):
        done, _ = project.rollBack(True, editable[0])
        return bool(done)
    answers = [layer.rollBack(True) for layer in editable]
    return all(answers)


def is_locked(path: Path) -> bool:
    """Return whether another connection writes to the file right now.

    QGIS would wait 25 s for it with a frozen window, then fail; so it is asked first. Nothing is written.
    Raises WorkspaceNotWritableError where it could not be written at all.
    """
    try:
        with translated_errors(path), closing(open_connection(path, busy_timeout_ms=0)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except WorkspaceLockedError:
        return True
    return False


def _buffered(project: QgsProject) -> bool:
    return bool(project.transactionMode() == Qgis.TransactionMode.BufferedGroups)


@dataclass(frozen=True)
class _Changes:
    """What the edit buffer of a layer holds beside what was added: a copy of our own."""

    attributes: dict[int, dict[int, object]]
    geometries: dict[int, QgsGeometry]
    deleted: list[int]

    @classmethod
    def of(cls, buffer: QgsVectorLayerEditBuffer) -> _Changes:
        """Return a copy of what is in an edit buffer."""
        return cls(
            {fid: dict(values) for fid, values in buffer.changedAttributeValues().items()},
            {fid: QgsGeometry(shape) for fid, shape in buffer.changedGeometries().items()},
            list(buffer.deletedFeatureIds()),
        )

    def apply(self, layer: QgsVectorLayer) -> bool:
        """Return whether all of it is in the layer's edit buffer again, as far as it had gone from there."""
        now, answers = _Changes.of(layer.editBuffer()), []
        if not now.attributes:
            answers += [layer.changeAttributeValues(fid, values) for fid, values in self.attributes.items()]
        if not now.geometries:
            answers += [layer.changeGeometry(fid, shape) for fid, shape in self.geometries.items()]
        if not now.deleted and self.deleted:
            answers.append(layer.deleteFeatures(self.deleted))
        return all(answers)


class AdditionGuard(QObject):
    """Keeps what was added to the layers until it is in the file, and puts it back where QGIS lost it.

    Where the transaction as a whole fails at its end (a full disk), QGIS has emptied the edit buffers before:
    then all that was added, changed and deleted goes back.
    """

    restored = pyqtSignal(str, int)
    """Table, and how many added records went back into its edit buffer."""

    def __init__(self, project: QgsProject, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._layers: dict[str, QgsVectorLayer] = {}
        self._added: dict[str, list[QgsFeature]] = {}
        self._committed: set[str] = set()
        self._lost: dict[str, list[QgsFeature]] = {}
        self._changes: dict[str, _Changes] = {}
        self._sent: set[str] = set()
        self._snapshot_timer = self._single_shot(self.snapshot)
        self._restore_timer = self._single_shot(self.restore)
        self._sent_timer = self._single_shot(self.take_back)

    def watch(self, layer: QgsVectorLayer) -> None:
        """Guard the layer from now on."""
        identity = layer.id()
        self._layers[identity] = layer
        layer.layerModified.connect(self._snapshot_timer.start)
        layer.committedFeaturesAdded.connect(self._on_committed)
        for signal in (
            layer.committedFeaturesAdded,
            layer.committedFeaturesRemoved,
            layer.committedAttributeValuesChanges,
            layer.committedGeometriesChanges,
        ):
            signal.connect(self._on_sent)
        layer.afterCommitChanges.connect(lambda: self._on_commit_ended(identity))
        layer.afterRollBack.connect(lambda: self._added.pop(identity, None))

    def forget(self, layer_id: str) -> None:
        """Guard the layer no longer: it was removed, and its edits with it."""
        for store in (self._layers, self._added, self._lost, self._changes):
            store.pop(layer_id, None)
        self._sent.discard(layer_id)

    def snapshot(self) -> None:
        """Note what every layer has added so far; QGIS clears it before anybody can look."""
        for identity, layer in self._living():
            buffer = layer.editBuffer()
            if buffer is not None:
                self._added[identity] = [QgsFeature(feature) for feature in buffer.addedFeatures().values()]
                self._changes[identity] = _Changes.of(buffer)

    def take_back(self) -> list[str]:
        """Return the tables whose edits QGIS had sent when the transaction failed: they are open again."""
        tables = []
        for identity, layer in self._living():
            if identity not in self._sent:
                continue
            self._sent.discard(identity)
            self._committed.discard(identity)
            added, changes = self._added.get(identity, []), self._changes.get(identity)
            start_editing(self._project, layer)
            layer.beginEditCommand(tr("Keep unsaved records"))
            if not layer.editBuffer().addedFeatures():
                kept = [layer.addFeature(QgsFeature(feature)) for feature in added]
                self._lost.update({identity: added} if not all(kept) else {})
            if changes is not None and not changes.apply(layer):
                QgsMessageLog.logMessage(
                    tr("Some unsaved edits of “{}” could not be kept.").format(layer.name())
                )
            layer.endEditCommand()
            tables.append(table_of(layer) or layer.name())
            self.restored.emit(tables[-1], len(added))
        return tables

    def restore(self) -> list[str]:
        """Return the tables whose added records QGIS had lost; they are in their edit buffers again."""
        lost, self._lost = self._lost, {}
        tables = []
        for identity, layer in self._living():
            features = lost.get(identity)
            if not features:
                continue
            start_editing(self._project, layer)
            layer.beginEditCommand(tr("Keep unsaved records"))
            for feature in features:
                if not layer.addFeature(feature):
                    self._lost.setdefault(identity, []).append(feature)
            layer.endEditCommand()
            tables.append(table_of(layer) or layer.name())
            self.restored.emit(tables[-1], len(features))
        return tables

    def _single_shot(self, slot: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(0)
        timer.timeout.connect(slot)
        return timer

    def _living(self) -> list[tuple[str, QgsVectorLayer]]:
        return [(identity, layer) for identity, layer in self._layers.items() if not sip.isdeleted(layer)]

    def _on_sent(self, layer_id: str, _what: object) -> None:
        """Note that edits went to the file's transaction, whose end tells whether they are in the file."""
        self._sent.add(layer_id)
        self._sent_timer.start()

    def _on_committed(self, layer_id: str, _features: object) -> None:
        self._committed.add(layer_id)

    def _on_commit_ended(self, layer_id: str) -> None:
        self._sent.discard(layer_id)
        self._changes.pop(layer_id, None)
        added = self._added.pop(layer_id, [])
        if layer_id in self._committed:
            self._committed.discard(layer_id)
        elif added:
            self._lost[layer_id] = added
            self._restore_timer.start()

"""The session: which workspace is open in QGIS, its layers by table, and what changed in them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsLayerTreeGroup,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ..store.errors import WorkspaceLockedError, WorkspaceNotWritableError
from ..store.shape import require_whole
from ..store.workspace import Workspace, create_workspace
from ..workflows.workspaces import open_
from . import project_file, settings
from .edit_buffers import AdditionGuard, roll_back
from .errors import NoWorkspaceError, ProjectNotStoredError, UnsavedEditsError
from .language import relabel
from .layers import GROUP_PROPERTY, add_to_tree, file_of, open_layer, table_of
from .messages import log
from .relations import add_relations
from .translation import interface_language

WORKSPACE_GROUP = "workspace"
GEOGRAPHIC = "EPSG:4490"


class Session(QObject):
    """One open workspace in one QGIS project.

    The layers of the workspace stand in a group of their own; the user's other layers are left alone. Works
    without a window. A layer that the user removes is missed (`layer` answers None), and comes back with
    `open`.
    """

    workspaceChanged = pyqtSignal()
    """Another workspace is open, or none."""

    recordsChanged = pyqtSignal(str)
    """The rows of a table changed, in the file or in open edits. Bundled, one event loop later."""

    def __init__(self, parent: QObject | None = None, *, project: QgsProject | None = None) -> None:
        super().__init__(parent)
        self._project = project if project is not None else QgsProject.instance()
        self._workspace: Workspace | None = None
        self._layers: dict[str, QgsVectorLayer] = {}
        self._mode_before: Qgis.TransactionMode | None = None
        self._changed: dict[str, None] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._announce)
        self.guard = AdditionGuard(self._project, self)
        self._project.layersWillBeRemoved.connect(self._on_layers_removed)
        self._project.aboutToBeCleared.connect(self._on_project_leaving)
        self._project.cleared.connect(self._on_project_cleared)

    # what is open

    @property
    def project(self) -> QgsProject:
        """Return the project that the layers stand in."""
        return self._project

    @property
    def workspace(self) -> Workspace | None:
        """Return the open workspace, None where there is none."""
        return self._workspace

    def require_workspace(self) -> Workspace:
        """Return the open workspace. Raises NoWorkspaceError."""
        if self._workspace is None:
            raise NoWorkspaceError
        return self._workspace

    def layer(self, table: str) -> QgsVectorLayer | None:
        """Return the layer of a table, None where no workspace is open or the user removed the layer."""
        layer = self._layers.get(table)
        return None if layer is None or sip.isdeleted(layer) else layer

    @property
    def layers(self) -> dict[str, QgsVectorLayer]:
        """Return the layers that are there, by table, parents before children."""
        return {table: layer for table, layer in self._layers.items() if not sip.isdeleted(layer)}

    def extent(self) -> QgsRectangle:
        """Return what the workspace's layers cover (EPSG:4490); an empty rectangle where there is nothing."""
        extent = QgsRectangle()
        extent.setNull()
        county = self.layer("county")
        if county is not None and county.featureCount() > 0:
            return county.extent()
        for layer in self.layers.values():
            if layer.isSpatial() and layer.featureCount() > 0:
                extent.combineExtentWith(layer.extent())
        return extent

    # opening and closing

    def open(self, path: str | Path) -> Workspace:
        """Return the workspace, opened: its layers are in the project, its stored project points to itself.

        Raises UnsavedEditsError where another one has open edits, IncompleteWorkspaceError,
        and what `workflows.workspaces.open_` raises.
        """
        path = Path(path)
        current = self._workspace
        if current is not None and self.has_unsaved_edits() and not _same_file(current.path, path):
            raise UnsavedEditsError(current.path, len(self.busy_rows()))
        workspace = open_(path)
        require_whole(workspace)
        mended = self._mend_project(workspace.path)
        if current is not None and not _same_file(current.path, path):
            self.close()
        self._show(workspace, styled=mended)
        settings.remember_workspace(workspace.path)
        self.workspaceChanged.emit()
        return workspace

    def create(
        self, path: str | Path, county_code: str, county_name: str | None = None, profile: str = "national"
    ) -> Workspace:
        """Return a new workspace, with styles and project in it, opened. Raises what `create_workspace`
        raises.
        """
        workspace = create_workspace(
            Path(path), county_code=county_code, county_name=county_name, profile=profile
        )
        project_file.write_project(workspace.path)
        return self.open(workspace.path)

    def close(self) -> bool:
        """Return whether the workspace's layers were taken out of the project.

        Layers with unsaved edits stay where they are, editable, so that nothing is lost; the answer is then
        False.
        """
        if self._workspace is None:
            return True
        clean = not self.has_unsaved_edits()
        if clean:
            for layer in self.layers.values():
                if layer.isEditable():
                    layer.rollBack(True)
            self._remove_layers()
            if self._mode_before is not None:
                self._project.setTransactionMode(self._mode_before)
        self._forget()
        self.workspaceChanged.emit()
        return clean

    def _mend_project(self, path: Path) -> bool:
        """Return whether the workspace holds styles and a project; one that cannot be written is opened all
        the same.
        """
        try:
            project_file.repair_project(path)
        except (WorkspaceNotWritableError, WorkspaceLockedError, ProjectNotStoredError) as error:
            log(str(error), Qgis.MessageLevel.Warning)
            return False
        return True

    def _show(self, workspace: Workspace, *, styled: bool) -> None:
        was_dirty = self._project.isDirty()
        ours = self._is_ours(workspace.path)
        language = interface_language()
        found = self._layers_in_project(workspace.path)
        layers = {
            name: found.get(name) or open_layer(workspace.path, table)
            for name, table in workspace.schema.tables.items()
        }
        if not styled:
            for name, layer in layers.items():
                project_file.configure_layer(layer, workspace.schema.table(name), workspace.schema)
        if not language.startswith("zh"):
            for name, layer in layers.items():
                relabel(layer, workspace.schema.table(name), workspace.schema, language=language)
        add_to_tree(self._project, self._root_group(workspace), layers, workspace.schema, language=language)
        if ours:
            # Fails only while something is being edited; the layers then commit one by one.
            if self._mode_before is None:
                self._mode_before = self._project.transactionMode()
            self._project.setTransactionMode(Qgis.TransactionMode.BufferedGroups)
            self._project.setCrs(QgsCoordinateReferenceSystem(GEOGRAPHIC))
        add_relations(self._project, layers, workspace.schema)
        for name, layer in layers.items():
            if self._layers.get(name) is not layer:
                self._watch(name, layer)
        self._layers = layers
        self._workspace = workspace
        if ours and not was_dirty:
            self._project.setDirty(False)

    def _is_ours(self, path: Path) -> bool:
        """Return whether the project holds no vector layer but those of this workspace."""
        return all(
            table_of(layer) is not None and _same_file(file_of(layer), path)
            for layer in self._project.mapLayers().values()
            if isinstance(layer, QgsVectorLayer)
        )

    def _layers_in_project(self, path: Path) -> dict[str, QgsVectorLayer]:
        """Return the workspace's layers that the project has already: it may be the stored one."""
        return {
            str(table_of(layer)): layer
            for layer in self._project.mapLayers().values()
            if isinstance(layer, QgsVectorLayer)
            and layer.isValid()
            and table_of(layer) is not None
            and _same_file(file_of(layer), path)
        }

    def _root_group(self, workspace: Workspace) -> QgsLayerTreeGroup:
        root = self._project.layerTreeRoot()
        for node in root.findGroups():
            if node.customProperty(GROUP_PROPERTY) == WORKSPACE_GROUP:
                return node
        node = root.insertGroup(0, project_file.title(workspace.county_name))
        node.setCustomProperty(GROUP_PROPERTY, WORKSPACE_GROUP)
        return node

    def _remove_layers(self) -> None:
        self._project.removeMapLayers([layer.id() for layer in self.layers.values()])
        root = self._project.layerTreeRoot()
        for node in list(root.findGroups()):
            if node.customProperty(GROUP_PROPERTY) == WORKSPACE_GROUP and not node.findLayers():
                root.removeChildNode(node)

    def _forget(self) -> None:
        for layer in self._layers.values():
            if not sip.isdeleted(layer):
                self.guard.forget(layer.id())
        self._layers = {}
        self._workspace = None
        self._mode_before = None

    # changes

    def reload(self, tables: Iterable[str] | None = None) -> None:
        """Make the layers show what was written to the file beside them: all of them, or those of some
        tables.

        Open edits stay open. To be called on the main thread, after the write.
        """
        for table in tuple(self._layers) if tables is None else tuple(tables):
            layer = self.layer(table)
            if layer is not None:
                layer.dataProvider().reloadData()
                layer.updateExtents()
                layer.triggerRepaint()
            self._note(table)

    def has_unsaved_edits(self) -> bool:
        """Return whether any layer of the workspace has edits that are not in the file."""
        return any(layer.isModified() for layer in self.layers.values())

    def busy_rows(self) -> frozenset[tuple[str, str]]:
        """Return (table, uuid) of the rows with unsaved edits: added, changed or deleted in a layer."""
        return frozenset(
            (table, uuid)
            for table, layer in self.layers.items()
            if layer.isModified()
            for uuid in _edited_uuids(layer)
        )

    def _watch(self, table: str, layer: QgsVectorLayer) -> None:
        self.guard.watch(layer)
        layer.layerModified.connect(lambda: self._note(table))
        layer.afterCommitChanges.connect(lambda: self._note(table))
        layer.afterRollBack.connect(lambda: self._note(table))

    def _note(self, table: str) -> None:
        self._changed[table] = None
        self._timer.start()

    def _announce(self) -> None:
        changed, self._changed = self._changed, {}
        for table in changed:
            self.recordsChanged.emit(table)

    def _on_layers_removed(self, layer_ids: list[str]) -> None:
        for table, layer in list(self._layers.items()):
            if sip.isdeleted(layer) or layer.id() in layer_ids:
                del self._layers[table]
        for identity in layer_ids:
            self.guard.forget(identity)

    def _on_project_leaving(self) -> None:
        """End the editing: QGIS has asked about unsaved edits by now, and would keep their group of a cleared
        project, in which nothing can be edited ever after.
        """
        roll_back(self._project, list(self.layers.values()))

    def _on_project_cleared(self) -> None:
        if self._workspace is not None:
            self._forget()
            self.workspaceChanged.emit()


def _edited_uuids(layer: QgsVectorLayer) -> set[str]:
    buffer = layer.editBuffer()
    if buffer is None:
        return set()
    uuids = {str(feature["uuid"]) for feature in buffer.addedFeatures().values()}
    stored = {
        *buffer.changedAttributeValues(),
        *buffer.changedGeometries(),
        *buffer.deletedFeatureIds(),
    }
    if stored:
        request = QgsFeatureRequest(list(stored)).setFlags(Qgis.FeatureRequestFlag.NoGeometry)
        request.setSubsetOfAttributes(["uuid"], layer.fields())
        # The provider still has the deleted ones; the layer does not.
        uuids |= {str(feature["uuid"]) for feature in layer.dataProvider().getFeatures(request)}
    return uuids


def _same_file(left: Path, right: Path) -> bool:
    return left.absolute() == right.absolute() or (left.exists() and right.exists() and left.samefile(right))

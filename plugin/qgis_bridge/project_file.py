"""The QGIS project and the styles inside a workspace, so that bare QGIS opens it as a survey and not as bare
tables.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsMapLayer,
    QgsProject,
    QgsReferencedRectangle,
    QgsVectorLayer,
)

from ..store.errors import WorkspaceLockedError
from ..store.schema import Schema, Table
from ..store.workspace import Workspace, open_workspace
from . import stored_project
from .edit_buffers import is_locked
from .errors import ProjectNotStoredError
from .forms import configure_form
from .layers import add_to_tree, open_layer
from .map_layout import add_map_layout
from .relations import add_relations
from .styles import apply_style

PROJECT_NAME = "矿山地质环境"
"""The name of the project inside the workspace, as QGIS's browser shows it below the file."""

STYLE_NAME = "mine_restoration"
GEOGRAPHIC = "EPSG:4490"

_STYLE_CATEGORIES = QgsMapLayer.StyleCategories(
    QgsMapLayer.StyleCategory.AllStyleCategories & ~QgsMapLayer.StyleCategory.CustomProperties
)
"""All but the property that marks a project's own layers: a table added by hand is none of them."""


def title(county_name: str) -> str:
    """Return the title of a county's project and of its group in the layer tree."""
    return f"{county_name}矿山地质环境"


def project_uri(path: str | Path) -> str:
    """Return the address by which QGIS reads the project stored in a workspace."""
    return f"geopackage:{Path(path).absolute().as_posix()}?projectName={quote(PROJECT_NAME)}"


def write_project(path: str | Path) -> None:
    """Write the default styles and the QGIS project into a workspace: forms, drop-downs, symbols, groups,
    layout.

    What a user changed in either before is replaced. Raises ProjectNotStoredError, WorkspaceLockedError, and
    what `open_workspace` raises.
    """
    workspace = open_workspace(path)
    if is_locked(workspace.path):
        raise WorkspaceLockedError(workspace.path)
    project = build_project(workspace, from_stored_styles=False)
    for layer in project.mapLayers().values():
        error = layer.saveStyleToDatabase(STYLE_NAME, workspace.county_name, True, "", _STYLE_CATEGORIES)
        if error:
            raise ProjectNotStoredError(workspace.path, error)
    _write(project, workspace.path, project_uri(workspace.path))
    stored_project.leave_drop_downs_to_domains(workspace)


def repair_project(path: str | Path) -> bool:
    """Return whether the stored project had to be mended: it now exists, has all tables and reads the file
    itself.

    To be called whenever a workspace is opened: it may have been renamed, copied or upgraded in the meantime.
    """
    workspace = open_workspace(path)
    projects = stored_project.read_projects(workspace)
    own = projects.get(PROJECT_NAME)
    if own is None or stored_project.tables_of(own) < workspace.schema.tables.keys():
        write_project(workspace.path)
        projects.pop(PROJECT_NAME, None)
        own = None
    mended = {
        name: archive
        for name, before in projects.items()
        if (archive := stored_project.retargeted(before, workspace.path)) != before
    }
    if mended:
        stored_project.replace_projects(workspace, mended)
    return bool(mended) or own is None


def export_qgz(path: str | Path) -> Path:
    """Return the `.qgz` written beside the workspace: QField and other programs read no project inside a
    GeoPackage.

    Raises ProjectNotStoredError.
    """
    workspace = open_workspace(path)
    target = workspace.path.with_suffix(".qgz")
    _write(build_project(workspace), workspace.path, str(target))
    return target


def build_project(workspace: Workspace, *, from_stored_styles: bool = True) -> QgsProject:
    """Return a project of its own (not the one open in QGIS) with all layers of the workspace, not written
    yet.
    """
    project = QgsProject()
    project.setFilePathStorage(Qgis.FilePathType.Relative)
    project.setCrs(QgsCoordinateReferenceSystem(GEOGRAPHIC))
    project.setEllipsoid("EPSG:7024")
    project.setAreaUnits(Qgis.AreaUnit.Hectares)
    project.setTitle(title(workspace.county_name))
    layers = _layers(workspace, from_stored_styles=from_stored_styles)
    add_to_tree(project, project.layerTreeRoot(), layers, workspace.schema)
    add_relations(project, layers, workspace.schema)
    project.setTransactionMode(Qgis.TransactionMode.BufferedGroups)
    county = layers.get("county")
    if county is not None and county.featureCount() > 0:
        extent = QgsReferencedRectangle(county.extent().buffered(0.02), county.crs())
        project.viewSettings().setDefaultViewExtent(extent)
        project.viewSettings().setPresetFullExtent(extent)
    add_map_layout(project, workspace.county_name)
    return project


def configure_layer(layer: QgsVectorLayer, table: Table, schema: Schema) -> None:
    """Give a layer of the table its symbols, map labels and form."""
    apply_style(layer, table)
    configure_form(layer, table, schema)


def _layers(workspace: Workspace, *, from_stored_styles: bool) -> dict[str, QgsVectorLayer]:
    schema: Schema = workspace.schema
    layers = {}
    for table in schema.tables.values():
        layer = open_layer(workspace.path, table, default_style=from_stored_styles)
        if not from_stored_styles:
            configure_layer(layer, table, schema)
        layers[table.name] = layer
    return layers


def _write(project: QgsProject, workspace_path: Path, target: str) -> None:
    if not project.write(target):
        raise ProjectNotStoredError(workspace_path, project.error() or "no reason was given")

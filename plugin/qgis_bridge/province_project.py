"""A QGIS project over the province's hub: the views `mine_hub.map_*` in the styles of a workspace.

Problems and treatment zones stand in one group for each state of their review, above the mines; a table
counts them. What is shown can be narrowed to one county by an action on the counties and on the counts. The
project names a login of the authentication manager, and holds no password.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsAction,
    QgsCoordinateReferenceSystem,
    QgsDataSourceUri,
    QgsEditorWidgetSetup,
    QgsProject,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)

from .. import paths
from ..store.schema import Schema, Table, load_schema, read_csv
from ..workflows.province_map import Province
from .errors import LayerUnreadableError, ProjectNotStoredError
from .styles import apply_style

SCHEMA = "mine_hub"
FILTER_PROPERTY = "mine_restoration/filter"
"""Custom property of a layer: what it shows where no county is chosen."""

STATES = ("submitted", "county", "city", "province", "returned", "draft")
"""The states of the review in the order in which a reviewer looks at them."""

HIDDEN = frozenset({"draft"})
REVIEWED = ("problem_point", "problem_line", "problem_area", "treatment_zone")
MINES = ("mine", "mine_area")
_VIEWS = {"problem": "map_problem", "treatment_zone": "map_treatment_zone"}
_LABELS = {
    "problem_point": '"number"',
    "problem_line": '"number"',
    "problem_area": '"number"',
    "treatment_zone": 'coalesce("name", "number")',
    "mine": '"name"',
}
"""The views have fewer columns than the tables of a workspace."""

_CODES = {
    "grade": "impact_grade",
    "type": "problem_type",
    "responsibility": "responsibility",
    "treatment_status": "treatment_status",
    "review_state": "review_state",
    "status": "mine_status",
    "obligor_state": "obligor_state",
    "zone_type": "zone_type",
    "reuse_direction": "reuse_direction",
}
_WKB = {
    "POINT": Qgis.WkbType.Point,
    "MULTILINESTRING": Qgis.WkbType.MultiLineString,
    "MULTIPOLYGON": Qgis.WkbType.MultiPolygon,
}
_COUNTS = (
    "(SELECT (row_number() OVER (ORDER BY county, grade, responsibility, review_state))::int AS n, county,"
    " grade, responsibility, review_state, problems::int AS problems, area_hm2"
    " FROM mine_hub.problem_statistics)"
)
_COUNTIES = "(SELECT county, name FROM mine_hub.counties())"

SHOW_COUNTY = """from qgis.core import QgsProject
county = "[% regexp_replace(coalesce("county", ''), '[^0-9]', '') %]"
for layer in QgsProject.instance().mapLayers().values():
    shown = layer.customProperty("mine_restoration/filter")
    if shown is not None:
        layer.setSubsetString(f"{shown} AND county = '{county}'")
"""
SHOW_ALL = """from qgis.core import QgsProject
for layer in QgsProject.instance().mapLayers().values():
    shown = layer.customProperty("mine_restoration/filter")
    if shown is not None:
        layer.setSubsetString(shown)
"""


@dataclass(frozen=True)
class _Source:
    """How layers reach the hub."""

    province: Province
    login: str

    def uri(self) -> QgsDataSourceUri:
        """Return an address of QGIS without a table."""
        parts = self.province.parameters
        uri = QgsDataSourceUri()
        uri.setConnection(
            parts.get("host") or parts.get("hostaddr", ""),
            parts.get("port", ""),
            parts["dbname"],
            "" if self.login else parts.get("user", ""),
            "",
            QgsDataSourceUri.decodeSslMode(parts.get("sslmode", "prefer")),
            self.login,
        )
        uri.setUseEstimatedMetadata(True)
        return uri


def write_province_project(province: Province, path: Path, *, login: str = "", area: str = "") -> Path:
    """Return the `.qgz` that was written; ``area`` (digits) narrows it to the counties whose codes begin so.

    ``login`` is the id of an authentication configuration. Raises LayerUnreadableError,
    ProjectNotStoredError.
    """
    project = build_province_project(province, login=login, area=area)
    if not project.write(str(path)):
        raise ProjectNotStoredError(path, project.error() or "no reason was given")
    return path


def build_province_project(province: Province, *, login: str = "", area: str = "") -> QgsProject:
    """Return the project, not written yet. Raises LayerUnreadableError where QGIS cannot read a view."""
    project = QgsProject()
    project.setFilePathStorage(Qgis.FilePathType.Relative)
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:4490"))
    project.setEllipsoid("EPSG:7024")
    project.setAreaUnits(Qgis.AreaUnit.Hectares)
    project.setTitle("全省矿山地质环境")
    source, schema = _Source(province, login), load_schema()
    _add_states(project, source, schema, area)
    mines = project.layerTreeRoot().addGroup("矿山")
    for layer in _layers(source, schema, MINES, area):
        project.addMapLayer(layer, False)
        mines.addLayer(layer)
    _add_tables(project, source)
    if province.extent is not None:
        covered = QgsRectangle(*province.extent).buffered(0.02)
        shown = QgsReferencedRectangle(covered, project.crs())
        project.viewSettings().setDefaultViewExtent(shown)
        project.viewSettings().setPresetFullExtent(shown)
    return project


def _add_states(project: QgsProject, source: _Source, schema: Schema, area: str) -> None:
    names = _names("review_state")
    for state in STATES:
        group = project.layerTreeRoot().addGroup(names[state])
        for layer in _layers(source, schema, REVIEWED, area, state=state):
            project.addMapLayer(layer, False)
            group.addLayer(layer).setExpanded(False)
        group.setExpanded(state == STATES[0])
        group.setItemVisibilityChecked(state not in HIDDEN)


def _layers(
    source: _Source, schema: Schema, tables: tuple[str, ...], area: str, *, state: str = ""
) -> Iterator[QgsVectorLayer]:
    for name in tables:
        table = schema.table(name)
        view = _VIEWS.get(table.family, "map_mine")
        wanted = [] if view == "map_treatment_zone" else [f"tbl = '{name}'"]
        wanted += [_of_state(state)] if state else []
        wanted += [f"county LIKE '{area}%'"] if area else []
        uri = source.uri()
        uri.setDataSource(SCHEMA, view, "geom", " AND ".join(wanted), '"county","uuid"')
        uri.setSrid("4490")
        uri.setWkbType(_WKB[str(table.geometry)])
        uri.setParam("checkPrimaryKeyUnicity", "0")
        layer = _open(uri, table.name_zh)
        apply_style(layer, table)
        _adapt_labels(layer, table)
        _name_codes(layer, source.province.counties)
        layer.setCustomProperty(FILTER_PROPERTY, " AND ".join(wanted) or "true")
        yield layer


def _of_state(state: str) -> str:
    """Return the condition for a state; what was never handed in is a draft."""
    return f"coalesce(review_state, 'draft') = '{state}'" if state == "draft" else f"review_state = '{state}'"


def _add_tables(project: QgsProject, source: _Source) -> None:
    group = project.layerTreeRoot().addGroup("统计")
    for sql, key, name in ((_COUNTS, "n", "问题统计"), (_COUNTIES, "county", "县（市、区）")):
        uri = source.uri()
        uri.setDataSource("", sql, "", "", key)
        layer = _open(uri, name)
        _name_codes(layer, source.province.counties if key == "n" else {})
        _add_actions(layer)
        project.addMapLayer(layer, False)
        group.addLayer(layer)
    group.setExpanded(True)


def _open(uri: QgsDataSourceUri, name: str) -> QgsVectorLayer:
    layer = QgsVectorLayer(uri.uri(False), name, "postgres")
    if not layer.isValid():
        raise LayerUnreadableError(Path(uri.database()), name, layer.error().summary())
    layer.setReadOnly(True)
    return layer


def _adapt_labels(layer: QgsVectorLayer, table: Table) -> None:
    expression = _LABELS.get(table.name)
    if expression is None:
        layer.setLabelsEnabled(False)
        return
    settings = layer.labeling().settings()
    settings.fieldName = expression
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))


def _name_codes(layer: QgsVectorLayer, counties: Mapping[str, str]) -> None:
    """Let tables and forms show names where the rows hold codes."""
    lists = {column: _names(codes) for column, codes in _CODES.items()}
    if counties:
        lists["county"] = dict(counties)
    for column, names in lists.items():
        index = layer.fields().indexOf(column)
        if index >= 0:
            choices = [{name: code} for code, name in names.items()]
            layer.setEditorWidgetSetup(index, QgsEditorWidgetSetup("ValueMap", {"map": choices}))


def _add_actions(layer: QgsVectorLayer) -> None:
    python = Qgis.AttributeActionType.GenericPython
    only = QgsAction(python, "只看此县", SHOW_COUNTY, "", False, "只看此县", {"Feature", "Canvas"})
    everything = QgsAction(python, "查看全部", SHOW_ALL, "", False, "查看全部", {"Layer", "Feature"})
    for action in (only, everything):
        layer.actions().addAction(action)


def _names(codes: str) -> dict[str, str]:
    """Return code → Chinese name of a list."""
    return {row["code"]: row["name_zh"] for row in read_csv(paths.resource("codes", f"{codes}.csv"))}

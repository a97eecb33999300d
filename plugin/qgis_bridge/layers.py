"""The layers of a workspace: one for each table, in the groups and the order of the map."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsLayerTreeGroup, QgsProject, QgsVectorLayer

from ..store.schema import Schema, Table
from .errors import LayerUnreadableError

TABLE_PROPERTY = "mine_restoration/table"
"""Custom property of a layer: the table it shows. It marks a layer as one of a workspace."""

GROUP_PROPERTY = "mine_restoration/group"
"""Custom property of a group of the layer tree that belongs to a workspace."""


@dataclass(frozen=True)
class LayerGroup:
    """One group of the layer tree with its tables from top to bottom."""

    key: str
    name_zh: str
    name_en: str
    tables: tuple[str, ...]
    expanded: bool = True

    def name(self, language: str) -> str:
        """Return the group's name in Chinese (`zh…`) or English."""
        return self.name_zh if language.startswith("zh") else self.name_en


GROUPS = (
    LayerGroup("problems", "矿山地质环境问题", "Problems", ("problem_point", "problem_line", "problem_area")),
    LayerGroup("mines", "矿山", "Mines", ("mine", "mine_area")),
    LayerGroup("planning", "治理规划", "Planning", ("treatment_zone",)),
    LayerGroup(
        "protection",
        "三区两线",
        "Three zones and two lines",
        ("protected_point", "protected_line", "protected_area", "visible_zone", "protection_zone"),
    ),
    LayerGroup("base", "底图", "Base map", ("county",)),
    LayerGroup(
        "tables",
        "附表",
        "Tables",
        ("problem_mine", "problem_land", "photo", "protection_hit", "sighting"),
        expanded=False,
    ),
)
"""The groups from top to bottom; tables that none of them names follow in a last group."""


def layer_groups(schema: Schema) -> tuple[LayerGroup, ...]:
    """Return the groups with the tables that the schema has, and a last group for those no group names."""
    known = {name for group in GROUPS for name in group.tables}
    others = tuple(name for name in schema.tables if name not in known)
    groups = [
        LayerGroup(g.key, g.name_zh, g.name_en, tuple(t for t in g.tables if t in schema.tables), g.expanded)
        for g in GROUPS
    ]
    if others:
        groups.append(LayerGroup("others", "其他", "Others", others, expanded=False))
    return tuple(group for group in groups if group.tables)


def layer_source(path: Path, table: str) -> str:
    """Return the OGR address of a workspace's table."""
    return f"{path.as_posix()}|layername={table}"


def open_layer(path: Path, table: Table, *, default_style: bool = True) -> QgsVectorLayer:
    """Return a new layer of the table, with the style stored in the workspace unless told otherwise.

    Raises LayerUnreadableError where QGIS cannot open it.
    """
    options = QgsVectorLayer.LayerOptions()
    options.loadDefaultStyle = default_style
    layer = QgsVectorLayer(layer_source(path, table.name), table.name_zh, "ogr", options)
    if not layer.isValid():
        raise LayerUnreadableError(path, table.name, layer.error().summary())
    layer.setCustomProperty(TABLE_PROPERTY, table.name)
    return layer


def add_to_tree(
    project: QgsProject,
    parent: QgsLayerTreeGroup,
    layers: dict[str, QgsVectorLayer],
    schema: Schema,
    *,
    language: str = "zh",
) -> None:
    """Add the layers (by table) to the project and, in the map's order, to groups below `parent`.

    A layer that is in the project already keeps its place in the tree.
    """
    for group in layer_groups(schema):
        node = _group(parent, group, language)
        for name in group.tables:
            layer = layers.get(name)
            if layer is None or project.mapLayer(layer.id()) is not None:
                continue
            project.addMapLayer(layer, False)
            entry = node.addLayer(layer)
            if layer.isSpatial() and len(group.tables) > 1:
                entry.setExpanded(name in ("mine", "problem_point"))
        node.setExpanded(group.expanded)
        if not node.children():
            parent.removeChildNode(node)


def _group(parent: QgsLayerTreeGroup, group: LayerGroup, language: str) -> QgsLayerTreeGroup:
    for node in parent.findGroups():
        if node.customProperty(GROUP_PROPERTY) == group.key:
            return node
    node = parent.addGroup(group.name(language))
    node.setCustomProperty(GROUP_PROPERTY, group.key)
    return node


def file_of(layer: QgsVectorLayer) -> Path:
    """Return the file that an OGR layer reads."""
    return Path(layer.source().split("|", 1)[0])


def table_of(layer: QgsVectorLayer) -> str | None:
    """Return the workspace table that a layer shows, None for any other layer."""
    name = layer.customProperty(TABLE_PROPERTY)
    return str(name) if name else None

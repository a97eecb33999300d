"""The relations of a workspace: children show in the form of their parent and are deleted with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qgis.core import Qgis, QgsProject, QgsRelation, QgsRelationContext, QgsVectorLayer

from ..store.schema import Schema, Table


def relation_id(parent: Table, child: Table) -> str:
    """Return the fixed identity of a relation; forms name it, also before the relation exists."""
    return f"{parent.name}_{child.name}"


def related_tables(schema: Schema, parent: Table) -> Iterator[tuple[Table, str]]:
    """Yield (child table, referencing column) of the rows that belong to a row of `parent` or link to it."""
    for child in schema.children(parent):
        yield child, str(child.parent_column)
    for other, column in schema.links(parent):
        yield other, column.name


def add_relations(project: QgsProject, layers: Mapping[str, QgsVectorLayer], schema: Schema) -> None:
    """Add the relations between the layers (by table) to the project; one that is there is replaced."""
    manager = project.relationManager()
    for parent in schema.tables.values():
        for child, column in related_tables(schema, parent):
            if parent.name not in layers or child.name not in layers:
                continue
            relation = QgsRelation(QgsRelationContext(project))
            relation.setId(relation_id(parent, child))
            relation.setName(child.name_zh)
            relation.setReferencedLayer(layers[parent.name].id())
            relation.setReferencingLayer(layers[child.name].id())
            relation.addFieldPair(column, "uuid")
            relation.setStrength(Qgis.RelationshipStrength.Composition)
            if relation.isValid():
                manager.addRelation(relation)

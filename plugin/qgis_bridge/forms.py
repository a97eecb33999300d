"""The attribute form of a table in bare QGIS: Chinese labels, tabs by section, derived columns read-only."""

from __future__ import annotations

from qgis.core import (
    Qgis,
    QgsAttributeEditorContainer,
    QgsAttributeEditorField,
    QgsAttributeEditorRelation,
    QgsAttributeEditorTextElement,
    QgsDefaultValue,
    QgsEditFormConfig,
    QgsEditorWidgetSetup,
    QgsFieldConstraints,
    QgsVectorLayer,
)

from ..store.records import RESET_ON_DUPLICATE
from ..store.schema import Column, Schema, Table
from .relations import related_tables, relation_id

SECTIONS = {
    "identity": ("基本信息", "Identity"),
    "mining": ("开采情况", "Mining"),
    "size": ("规模", "Size"),
    "damage": ("损毁情况", "Damage"),
    "impact": ("影响", "Impact"),
    "duty": ("责任", "Duty"),
    "survey": ("调查与审核", "Survey and review"),
    "derived": ("计算结果", "Computed"),
}
"""The tabs of a form in their order, by the section that `columns.csv` gives a column."""

HIDDEN = ("fid", "uuid")
NOT_SHOWN = "stored"
"""The section of columns that only programs read: no form shows them."""
_LONG_TEXTS = frozenset({"note", "zone_reasons", "legal_basis"})

_REASON = "'· ' || @element['statement_zh'] || '\\n　（' || @element['clause'] || '）'"
REASONS_AS_TEXT = {
    "grade_reasons": f"array_to_string(array_foreach(from_json(\"grade_reasons\"), {_REASON}), '\\n')",
    "responsibility_reasons": (
        "array_to_string(array_foreach("
        f"from_json(\"responsibility_reasons\")['problem']['reasons'], {_REASON}), '\\n')"
    ),
}
"""How a form shows the reasons that are stored as JSON: each with its clause below it."""


def configure_form(layer: QgsVectorLayer, table: Table, schema: Schema, *, language: str = "zh") -> None:
    """Give the layer labels, widgets, defaults, constraints, a form with tabs and a display expression."""
    _configure_identity(layer)
    for column in table.columns:
        _configure_column(layer, column, language)
    layer.setEditFormConfig(_form(layer, table, schema, language))
    layer.setDisplayExpression(display_expression(table))


def label(column: Column, language: str) -> str:
    """Return the column's label with its unit, in Chinese (`zh…`) or English."""
    name = column.name_zh if language.startswith("zh") else column.name_en
    return f"{name} ({column.unit})" if column.unit else name


def section_name(section: str, language: str) -> str:
    """Return the title of a form's tab in Chinese (`zh…`) or English."""
    chinese, english = SECTIONS.get(section, (section, section))
    return chinese if language.startswith("zh") else english


def display_expression(table: Table) -> str:
    """Return the expression by which QGIS names a row of the table in lists."""
    parts = [f"nullif(\"{table.title_column}\", '')"] if table.title_column else []
    if table.family == "problem":
        parts += ["nullif(\"name\", '')", 'represent_value("type")']
        return f"coalesce({', '.join(parts)})"
    if table.name == "problem_land":
        return "represent_value(\"land_use\") || ' ' || \"area_hm2\" || ' hm²'"
    if table.name == "protection_hit":
        return '"target_name" || \' – \' || represent_value("class")'
    parts.append('left("uuid", 8)')
    return f"coalesce({', '.join(parts)})"


def _configure_identity(layer: QgsVectorLayer) -> None:
    index = layer.fields().lookupField("uuid")
    layer.setDefaultValueDefinition(index, QgsDefaultValue("uuid('WithoutBraces')"))
    layer.setFieldAlias(index, "UUID")
    layer.setFieldSplitPolicy(index, Qgis.FieldDomainSplitPolicy.DefaultValue)
    layer.setFieldDuplicatePolicy(index, Qgis.FieldDuplicatePolicy.DefaultValue)
    for name in HIDDEN:
        layer.setEditorWidgetSetup(layer.fields().lookupField(name), QgsEditorWidgetSetup("Hidden", {}))


def _configure_column(layer: QgsVectorLayer, column: Column, language: str) -> None:
    index = layer.fields().lookupField(column.name)
    if index < 0:
        return
    layer.setFieldAlias(index, label(column, language))
    _configure_copies(layer, index, column)
    if column.name in _LONG_TEXTS:
        setup = QgsEditorWidgetSetup("TextEdit", {"IsMultiline": True, "UseHtml": False})
        layer.setEditorWidgetSetup(index, setup)
    if column.required and not column.derived:
        # Soft: the form shows what is missing and lets it be saved where the column has a default.
        strength = (
            QgsFieldConstraints.ConstraintStrength.ConstraintStrengthSoft
            if column.default is not None
            else QgsFieldConstraints.ConstraintStrength.ConstraintStrengthHard
        )
        layer.setFieldConstraint(index, QgsFieldConstraints.Constraint.ConstraintNotNull, strength)


def _configure_copies(layer: QgsVectorLayer, index: int, column: Column) -> None:
    """Let the parts of a split row keep what was recorded; a number or a review belongs to one row alone.

    QGIS empties columns with a domain in the new parts otherwise, and cannot save them.
    """
    alone = column.group in RESET_ON_DUPLICATE
    split, copied = Qgis.FieldDomainSplitPolicy, Qgis.FieldDuplicatePolicy
    layer.setFieldSplitPolicy(index, split.DefaultValue if alone else split.Duplicate)
    layer.setFieldDuplicatePolicy(index, copied.DefaultValue if alone else copied.Duplicate)


def _form(layer: QgsVectorLayer, table: Table, schema: Schema, language: str) -> QgsEditFormConfig:
    form = layer.editFormConfig()
    form.clearTabs()
    form.setLayout(Qgis.AttributeFormLayout.DragAndDrop)
    for section in sorted({c.section for c in table.columns} - {NOT_SHOWN}, key=_section_order):
        tab = _tab(form, section_name(section, language), columns=1 if section == "derived" else 2)
        for column in table.columns:
            index = layer.fields().lookupField(column.name)
            if column.section != section or index < 0:
                continue
            form.setReadOnly(index, column.derived)
            if column.name in REASONS_AS_TEXT:
                tab.addChildElement(_reasons(column, tab, language))
            elif column.name != table.parent_column or table.parent_table in schema.tables:
                # A parent in one of several tables cannot be chosen from a list: its form sets it.
                tab.addChildElement(QgsAttributeEditorField(column.name, index, tab))
    for child, _ in related_tables(schema, table):
        title = child.name_zh if language.startswith("zh") else child.name_en
        tab = _tab(form, title)
        element = QgsAttributeEditorRelation(relation_id(table, child), tab)
        element.setRelationWidgetTypeId("relation_editor")
        element.setShowLabel(False)
        tab.addChildElement(element)
    return form


def _reasons(
    column: Column, tab: QgsAttributeEditorContainer, language: str
) -> QgsAttributeEditorTextElement:
    element = QgsAttributeEditorTextElement(label(column, language), tab)
    element.setText(f"[% coalesce({REASONS_AS_TEXT[column.name]}, '') %]")
    return element


def _tab(form: QgsEditFormConfig, title: str, *, columns: int = 1) -> QgsAttributeEditorContainer:
    tab = QgsAttributeEditorContainer(title, form.invisibleRootContainer())
    tab.setType(Qgis.AttributeEditorContainerType.Tab)
    tab.setColumnCount(columns)
    form.addTab(tab)
    return tab


def _section_order(section: str) -> int:
    names = list(SECTIONS)
    return names.index(section) if section in names else len(names)

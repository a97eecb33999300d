"""What a form offers: the editor of each column, the codes of each list, the statements of the grading
table."""

from __future__ import annotations

from ...qgis_bridge.labels import Labels
from ...qgis_bridge.translation import tr
from ...store.schema import Column
from ...workflows.assessment import FARMLAND_CRITERION
from ..colours import grade_colour
from .criteria_list import Statement
from .field_editors import (
    CodeEditor,
    DateEditor,
    FieldEditor,
    LongTextEditor,
    NumberEditor,
    TextEditor,
    TickEditor,
)
from .form_fields import READ_ONLY

LONG_TEXTS = frozenset({"note", "damage_evidence", "threatened_objects"})


def editor_for(column: Column, labels: Labels) -> FieldEditor:
    """Return a new editor for a column, by its type and code list."""
    editor = _make(column, labels)
    if column.name in READ_ONLY:
        editor.set_read_only(True)
    return editor


def _make(column: Column, labels: Labels) -> FieldEditor:
    if column.codes == "problem_type":
        return CodeEditor(choices=problem_type_choices(labels), optional=False)
    if column.codes:
        return CodeEditor(choices=indented_choices(labels, column.codes), optional=not column.required)
    if column.type == "DATE":
        return DateEditor()
    if column.type == "BOOLEAN":
        return TickEditor()
    if column.type in ("REAL", "INTEGER"):
        return NumberEditor(unit=_unit(column), whole=column.type == "INTEGER")
    if column.name in LONG_TEXTS:
        return LongTextEditor()
    return TextEditor(placeholder=placeholder_for(column.name))


def _unit(column: Column) -> str:
    """Return the unit as it stands beside a field; counting words are clear from the label."""
    return "" if column.unit in (None, "年") else str(column.unit)


def placeholder_for(column: str) -> str:
    """Return an example of what is written into a column, nothing where it is plain."""
    if column in ("damage_begin", "damage_end"):
        return tr("1985, 1985-03, 1985-03-02 or 八十年代")
    if column == "number":
        return tr("given when saved")
    return ""


def problem_type_choices(labels: Labels) -> list[tuple[str, str]]:
    """Return the types that a problem can have: those without types below them."""
    codes = labels.codes.codes("problem_type")
    parents = {code.parent for code in codes}
    return [(code.code, labels.of(code)) for code in codes if code.code not in parents]


def indented_choices(labels: Labels, list_name: str) -> list[tuple[str, str]]:
    """Return the codes of a list, those with a parent in the list indented below it."""
    choices = []
    for code in labels.codes.codes(list_name):
        depth = sum(1 for _ in labels.codes.ancestry(list_name, code.code)) - 1
        choices.append((code.code, "\u2003" * depth + labels.of(code)))
    return choices


def grading_statements(labels: Labels) -> list[Statement]:
    """Return the statements of the grading table; that on basic farmland has a field of its own."""
    return [
        Statement(
            code=code.code,
            text=labels.of(code),
            grade=labels.code("impact_grade", code.extra.get("grade")),
            element=code.extra.get("element", ""),
            colour=grade_colour(code.extra.get("grade")),
        )
        for code in labels.codes.codes("grading_criterion")
        if code.code != FARMLAND_CRITERION
    ]

"""Codes and columns by their labels, in the language of the interface."""

from __future__ import annotations

from ..domain.changes import Value
from ..domain.codes import Code, CodeLists
from ..store.schema import Column, Schema
from .translation import interface_language, tr


def language() -> str:
    """Return ``zh`` or ``en``: the two languages that labels of codes and columns exist in."""
    return "zh" if interface_language().startswith("zh") else "en"


class Labels:
    """The labels of one workspace: its code lists and its columns."""

    def __init__(self, codes: CodeLists, schema: Schema) -> None:
        self.codes = codes
        self.schema = schema
        self.language = language()

    def code(self, list_name: str, code: Value) -> str:
        """Return the label of a code; an unknown one as it stands, nothing for none."""
        if code in (None, ""):
            return ""
        return self.codes.label(list_name, str(code), self.language)

    def choices(self, list_name: str, *, parent: str | None = None) -> list[tuple[str, str]]:
        """Return (code, label) of a list, or of the codes under ``parent``, in the list's order."""
        return [
            (code.code, self.of(code))
            for code in self.codes.codes(list_name)
            if parent is None or code.parent == parent
        ]

    def of(self, code: Code) -> str:
        """Return the label of a code in the interface's language."""
        return code.label(self.language)

    def table(self, table: str) -> str:
        """Return the name of a table, such as "Problem (area)"."""
        labels = self.schema.table(table).labels
        return str(labels.get(self.language) or table)

    def column(self, table: str, name: str) -> str:
        """Return the label of a column, without its unit."""
        column = self.find_column(table, name)
        if column is None:
            return tr("Place and shape") if name == "geom" else name
        return str(column.name_zh if self.language == "zh" else column.name_en)

    def find_column(self, table: str, name: str) -> Column | None:
        """Return the description of a column, or None where the table has none of that name."""
        return next((column for column in self.schema.table(table).columns if column.name == name), None)

    def value(self, table: str, name: str, value: Value) -> str:
        """Return a value as a person reads it: codes by their labels, with units, yes and no."""
        column = self.find_column(table, name)
        if value is None or value == "":
            return ""
        if column is None or isinstance(value, bytes):
            return str(value) if not isinstance(value, bytes) else tr("({} bytes)").format(len(value))
        if column.codes:
            return "; ".join(self.code(column.codes, part) for part in str(value).split(";"))
        if column.type == "BOOLEAN":
            return tr("yes") if value else tr("no")
        return f"{value} {column.unit}".strip() if column.unit else str(value)

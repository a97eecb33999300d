"""A collapsible group of labelled editors; rows that are not asked for are hidden, and so is an empty
group."""

from __future__ import annotations

from qgis.gui import QgsCollapsibleGroupBoxBasic
from qgis.PyQt.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from .field_editors import FieldEditor


class FormSection(QgsCollapsibleGroupBoxBasic):
    """One section of a form: rows of label and editor, then whole-width widgets."""

    def __init__(self, title: str, parent: QWidget | None = None, *, collapsed: bool = False) -> None:
        super().__init__(title, parent)
        self._rows: dict[str, tuple[QLabel, FieldEditor]] = {}
        self._wide: list[QWidget] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(6, 4, 4, 4)
        box.setSpacing(4)
        self._form = QFormLayout()
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setVerticalSpacing(3)
        self._form.setHorizontalSpacing(6)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        box.addLayout(self._form)
        self._starts_collapsed = collapsed

    def add_field(self, name: str, label: str, editor: FieldEditor, *, required: bool = False) -> None:
        """Add a row; a required one is marked with a star."""
        text = QLabel(f"{label} *" if required else label)
        text.setBuddy(editor)
        editor.setAccessibleName(label)
        self._form.addRow(text, editor)
        self._rows[name] = (text, editor)

    def add_wide(self, widget: QWidget) -> None:
        """Add a widget over the whole width."""
        self.layout().addWidget(widget)
        self._wide.append(widget)

    def show_fields(self, names: frozenset[str]) -> None:
        """Show the rows of these columns, hide the others, and hide the section where nothing is left."""
        for name, (label, editor) in self._rows.items():
            label.setVisible(name in names)
            editor.setVisible(name in names)
        self.setVisible(bool(self._wide) or any(name in names for name in self._rows))

    def collapse_at_start(self) -> None:
        """Collapse the section where it starts collapsed; to be called once it has its rows."""
        self.setCollapsed(self._starts_collapsed)

"""Deleting, duplicating, undoing and saving records from the survey list, through the layers' edit
buffers."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QWidget

from ...domain.errors import MineRestorationError
from ...qgis_bridge.editing import RecordEditor
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.session import Session
from ...qgis_bridge.translation import tr
from ...workflows.reading import ListRow, list_row
from ..dialogs.questions import ask_delete
from ..messages import Messages


class RecordActions(QObject):
    """What a person does with rows of the list; ``changed`` follows each change."""

    changed = pyqtSignal()

    def __init__(self, session: Session, editor: RecordEditor, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self.ask = ask_delete
        self._session, self._editor, self._messages, self._window = session, editor, messages, window

    def delete(self, rows: Sequence[ListRow], labels: Labels) -> bool:
        """Return whether the rows were deleted, after a question that names what goes with them."""
        if not rows or not self.ask(
            self._window, [_name(row, labels) for row in rows], self._with(rows, labels)
        ):
            return False
        try:
            for row in rows:
                self._editor.delete(row.table, row.uuid)
        except MineRestorationError as error:
            self._messages.error(error)
            return False
        finally:
            self.changed.emit()
        self._messages.done(tr("Deleted. “Undo” brings it back until the edits are saved."))
        return True

    def delete_one(self, table: str, uuid: str, labels: Labels) -> bool:
        """Return whether one record was deleted."""
        record = self._editor.record(table, uuid)
        return record is not None and self.delete([list_row(record)], labels)

    def duplicate(self, table: str, uuid: str) -> str | None:
        """Return the uuid of a copy with children of its own, or None where it failed."""
        try:
            twin = self._editor.duplicate(table, uuid)
        except MineRestorationError as error:
            self._messages.error(error)
            return None
        self.changed.emit()
        self._messages.done(tr("This is the copy; change it and save."))
        return twin

    def undo(self) -> None:
        """Take back the newest change that is not saved."""
        self._editor.undo()
        self.changed.emit()

    def redo(self) -> None:
        """Make the change again that was taken back."""
        self._editor.redo()
        self.changed.emit()

    def save(self) -> None:
        """Write all open edits to the file."""
        with self._messages.told():
            self._editor.save()
            self._messages.done(tr("All edits are saved."))
        self.changed.emit()

    def _with(self, rows: Sequence[ListRow], labels: Labels) -> dict[str, int]:
        counts: dict[str, int] = {}
        for row in rows:
            for table, children in self._editor.children(row.table, row.uuid).items():
                name = labels.table(table)
                counts[name] = counts.get(name, 0) + len(children)
        return counts


def _name(row: ListRow, labels: Labels) -> str:
    kind = labels.code("problem_type", row.type) or labels.table(row.table)
    return " ".join(part for part in (kind, row.number or row.name) if part)

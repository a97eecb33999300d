"""Undo and redo over several layers as one: each has an undo stack, an operation touches some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qgis.core import QgsVectorLayer
from qgis.PyQt import sip


@dataclass(frozen=True)
class _Operation:
    """One change of a record: the layers it touched, with the height of their undo stacks after it."""

    layers: tuple[QgsVectorLayer, ...]
    heights: tuple[int, ...]

    @property
    def parts(self) -> tuple[tuple[QgsVectorLayer, int], ...]:
        return tuple(zip(self.layers, self.heights, strict=True))

    def still_stands(self) -> bool:
        """Return whether every layer still remembers it: a commit or a rollback empties the stacks."""
        return all(
            not sip.isdeleted(layer) and layer.undoStack().count() >= height for layer, height in self.parts
        )


class EditHistory:
    """The operations that can be undone and redone."""

    def __init__(self) -> None:
        self._done: list[_Operation] = []
        self._undone: list[_Operation] = []

    def push(self, layers: Mapping[str, QgsVectorLayer]) -> None:
        """Note an operation that has just ended on these layers."""
        stacks = tuple(layers.values())
        self._done.append(_Operation(stacks, tuple(layer.undoStack().index() for layer in stacks)))
        self._undone.clear()

    def clear(self) -> None:
        """Forget everything: it was saved or discarded."""
        self._done.clear()
        self._undone.clear()

    def can_undo(self) -> bool:
        """Return whether there is something to take back."""
        return bool(_living(self._done))

    def can_redo(self) -> bool:
        """Return whether there is something to do again."""
        return bool(_living(self._undone))

    def undo(self) -> bool:
        """Return whether the newest change was taken back, on all layers that it touched.

        What the user drew with QGIS's own tools after it, on one of these layers, is newer and goes first.
        """
        operations = _living(self._done)
        if not operations:
            return False
        newest = operations[-1]
        above = [layer for layer, height in newest.parts if layer.undoStack().index() > height]
        if above:
            above[0].undoStack().undo()
            return True
        for layer, height in reversed(newest.parts):
            if layer.undoStack().index() == height:
                layer.undoStack().undo()
        self._undone.append(operations.pop())
        return True

    def redo(self) -> bool:
        """Return whether the change that was taken back last was done again."""
        operations = _living(self._undone)
        if not operations:
            return False
        for layer, height in operations[-1].parts:
            if layer.undoStack().index() == height - 1:
                layer.undoStack().redo()
        self._done.append(operations.pop())
        return True


def _living(operations: list[_Operation]) -> list[_Operation]:
    """Return the list itself, without the operations that a commit or rollback has ended."""
    operations[:] = [operation for operation in operations if operation.still_stands()]
    return operations

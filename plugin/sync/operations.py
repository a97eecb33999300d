"""What goes into the planner and what comes out: the workspace's rows, and what it does about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ..domain.changes import Conflict, RowChange, Value

Key = tuple[str, str]
"""Table and uuid."""

WHOLE_ROW = "*"
"""The field group of a conflict about the row as a whole."""


@dataclass(frozen=True, kw_only=True)
class LocalRow:
    """A row as the workspace knows it: its values, its pending change.

    ``version`` is the hub's version it last equalled (0: none); ``values`` is None where the row is not here.
    """

    version: int
    values: Mapping[str, Value] | None
    change: RowChange | None = None

    @property
    def edited(self) -> bool:
        """Return whether the row is here with a pending change."""
        return self.change is not None and self.change.operation != "delete" and self.values is not None

    @property
    def deleted(self) -> bool:
        """Return whether a pending delete waits."""
        return self.change is not None and self.change.operation == "delete"

    @property
    def base(self) -> dict[str, Value]:
        """Return the row as it was when it last equalled the hub's; a row made here was nothing."""
        if self.change is None or self.change.operation == "delete":
            return dict(self.change.old if self.change is not None else self.values or {})
        return {} if self.change.operation == "insert" else {**(self.values or {}), **self.change.old}


ABSENT = LocalRow(version=0, values=None)

Action = Literal["none", "insert", "update", "delete"]
Pending = Literal["keep", "clear", "insert", "update"]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What the workspace does about one row.

    ``action`` writes ``values`` into it; ``version`` is the hub's version it then rests on; ``pending`` says
    what of its log is still to be sent: all as it is, nothing, the whole row, or the columns of ``old`` with
    their new base.
    """

    table: str
    uuid: str
    version: int
    action: Action = "none"
    values: Mapping[str, Value] = field(default_factory=dict)
    pending: Pending = "keep"
    old: Mapping[str, Value] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    locked: bool = False

    @property
    def key(self) -> Key:
        """Return table and uuid."""
        return self.table, self.uuid

    def changes(self, local: LocalRow) -> bool:
        """Return whether the operation changes anything: planning twice plans nothing."""
        if self.action != "none" or self.conflicts or self.pending in ("insert", "update"):
            return True
        return self.version != local.version or (self.pending == "clear" and local.change is not None)

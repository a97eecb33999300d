"""A workspace as the planner's tests know it: rows, their bases from the hub, and the conflicts kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from plugin.domain.changes import Conflict, RowChange, Value
from plugin.sync.merge_rules import MergeRules
from plugin.sync.operations import Key, LocalRow, Operation

COLUMNS = {
    "geom": "geom",
    "accuracy": "geom",
    "volume": "size",
    "depth": "size",
    "note": "note",
    "classification": "classification",
    "review_state": "review",
}
RULES = MergeRules(
    groups={
        "problem_point": COLUMNS,
        "problem_area": COLUMNS,
        "mine": {"name": "name"},
        "photo": {"problem_uuid": "problem_uuid", "caption": "caption"},
        "problem_mine": {"problem_uuid": "problem_uuid", "mine_uuid": "mine_uuid", "share": "share"},
    },
    parents={"photo": ("problem_uuid",), "problem_mine": ("problem_uuid", "mine_uuid")},
)


@dataclass
class Replica:
    """Rows, their bases (None: the hub did not have them), versions, and the conflicts that were kept."""

    rows: dict[Key, dict[str, Value]] = field(default_factory=dict)
    bases: dict[Key, dict[str, Value] | None] = field(default_factory=dict)
    versions: dict[Key, int] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)

    def known(self, key: Key, version: int, **values: Value) -> Replica:
        """Hold a row as the hub has it."""
        self.rows[key] = dict(values)
        self.bases[key] = dict(values)
        self.versions[key] = version
        return self

    def change(self, key: Key) -> RowChange | None:
        """Return what waits of a row."""
        base, row = self.bases.get(key), self.rows.get(key)
        if base == row:
            return None
        operation = "insert" if base is None else "delete" if row is None else "update"
        changed = [c for c in row or {} if base is None or row is None or base.get(c) != row[c]]
        return RowChange(
            table=key[0],
            uuid=key[1],
            operation=operation,  # type: ignore[arg-type]
            base_version=self.versions.get(key, 0),
            last_lsn=1,
            old=dict(base or {}) if operation == "delete" else {c: (base or {}).get(c) for c in changed},
            new={c: (row or {})[c] for c in changed},
        )

    def local(self) -> dict[Key, LocalRow]:
        """Return the rows as the planner takes them."""
        return {
            key: LocalRow(
                version=self.versions.get(key, 0), values=self.rows.get(key), change=self.change(key)
            )
            for key in {**self.rows, **self.bases, **self.versions}
        }

    def apply(self, operations: Iterable[Operation]) -> Replica:
        """Do what the planner says."""
        for operation in operations:
            key = operation.key
            if operation.action == "insert":
                assert key not in self.rows
                self.rows[key] = {**dict.fromkeys(RULES.groups[key[0]]), **operation.values}
            elif operation.action == "update":
                self.rows[key].update(operation.values)
            elif operation.action == "delete":
                del self.rows[key]
            row = self.rows.get(key)
            if operation.pending == "clear":
                self.bases[key] = None if row is None else dict(row)
            elif operation.pending == "insert":
                self.bases[key] = None
            elif operation.pending == "update":
                assert row is not None
                self.bases[key] = {**row, **operation.old}
            self.versions[key] = operation.version
            self.conflicts += operation.conflicts
        return self

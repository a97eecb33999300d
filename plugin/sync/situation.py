"""What rows of both sides are to each other: which parents stay, which deletes are taken back, what moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..domain.changes import ConflictKind, HubRow, Value
from .merge_rules import MergeRules
from .operations import ABSENT, Key, LocalRow
from .three_way import changed_groups


@dataclass(frozen=True, kw_only=True)
class Situation:
    """Both sides, and what follows from looking at more than one row.

    ``moved_here`` and ``moved_there``: a deleted row → the table in which the same record lives on, because
    somebody changed its geometry type. ``held``: parents deleted in the hub that stay, as a child was made or
    edited here. ``staying``: these, and the deleted rows edited here. ``revoked``: deletes of this side that
    are taken back.
    """

    rules: MergeRules
    local: Mapping[Key, LocalRow]
    remote: Mapping[Key, HubRow]
    theirs: Mapping[Key, Mapping[str, Value]]
    moved_here: Mapping[Key, str]
    moved_there: Mapping[Key, str]
    held: frozenset[str]
    staying: frozenset[str]
    revoked: Mapping[Key, ConflictKind]

    def mine(self, key: Key) -> LocalRow:
        """Return the workspace's row, or the absent one."""
        return self.local.get(key, ABSENT)

    def follows_a_revoked_parent(self, key: Key) -> bool:
        """Return whether a row deleted here was deleted with a parent whose delete is taken back."""
        parents = self.rules.parents_of(key[0], self.mine(key).base)
        return any(uuid in parents for _, uuid in self.revoked)


def look_at(local: Mapping[Key, LocalRow], remote: Iterable[HubRow], rules: MergeRules) -> Situation:
    """Return the situation. Of several states of one row of the hub the newest counts."""
    newest: dict[Key, HubRow] = {}
    for row in sorted(remote, key=lambda row: (row.sequence, row.version)):
        newest[(row.table, row.uuid)] = row
    theirs = {key: rules.known(row.table, row.values) for key, row in newest.items()}
    moved_here = _moves_here(local)
    moved_there = _moves_there(local, newest)
    held = _held_parents(local, newest, rules)
    edited = {
        key[1]
        for key, row in newest.items()
        if row.deleted and key not in moved_there and local.get(key, ABSENT).edited
    }
    return Situation(
        rules=rules,
        local=local,
        remote=newest,
        theirs=theirs,
        moved_here=moved_here,
        moved_there=moved_there,
        held=held,
        staying=held | edited,
        revoked=_revoked_deletes(local, newest, theirs, moved_here=moved_here, rules=rules),
    )


def _moves_here(local: Mapping[Key, LocalRow]) -> dict[Key, str]:
    made = {uuid: table for (table, uuid), mine in local.items() if mine.edited}
    return {
        (table, uuid): made[uuid]
        for (table, uuid), mine in local.items()
        if mine.deleted and made.get(uuid, table) != table
    }


def _moves_there(local: Mapping[Key, LocalRow], remote: Mapping[Key, HubRow]) -> dict[Key, str]:
    living = {uuid: table for (table, uuid), row in remote.items() if not row.deleted}
    return {
        (table, uuid): living[uuid]
        for (table, uuid), row in remote.items()
        if row.deleted
        and living.get(uuid, table) != table
        and local.get((table, uuid), ABSENT).edited
        and local.get((living[uuid], uuid), ABSENT).values is None
    }


def _held_parents(
    local: Mapping[Key, LocalRow], remote: Mapping[Key, HubRow], rules: MergeRules
) -> frozenset[str]:
    deleted = {uuid for (_, uuid), row in remote.items() if row.deleted}
    if not deleted:
        return frozenset()
    elsewhere = {uuid for (_, uuid), row in remote.items() if not row.deleted}
    elsewhere |= {
        key[1]
        for key, mine in local.items()
        if mine.values is not None and not (key in remote and remote[key].deleted)
    }
    parents = {
        parent
        for (table, _), mine in local.items()
        if mine.edited
        for parent in rules.parents_of(table, mine.values or {})
    }
    return frozenset(uuid for uuid in deleted - elsewhere if uuid in parents)


def _revoked_deletes(
    local: Mapping[Key, LocalRow],
    remote: Mapping[Key, HubRow],
    theirs: Mapping[Key, Mapping[str, Value]],
    *,
    moved_here: Mapping[Key, str],
    rules: MergeRules,
) -> dict[Key, ConflictKind]:
    deletes = {key: mine for key, mine in local.items() if mine.deleted and key not in moved_here}
    revoked: dict[Key, ConflictKind] = {}
    for key, mine in deletes.items():
        row = remote.get(key)
        if row is None or row.deleted:
            continue
        edited = changed_groups(rules, row.table, {**mine.base, **theirs[key]}, mine.base)
        if rules.locked(row.values) or (row.version > mine.version and edited):
            revoked[key] = "edit_delete"
    by_uuid = {key[1]: key for key in deletes}
    for key, row in remote.items():
        mine = local.get(key, ABSENT)
        if row.deleted:
            continue
        arrives = key in revoked or (not mine.deleted and row.version > mine.version)
        # A tool that knows no children, such as a merge in QGIS, leaves them here without their parent.
        left = () if arrives or mine.values is None else rules.parents_of(row.table, mine.values)
        for parent in rules.parents_of(row.table, theirs[key]) if arrives else left:
            if parent in by_uuid:
                revoked.setdefault(by_uuid[parent], "parent")
    return revoked

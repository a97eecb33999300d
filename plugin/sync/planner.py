"""The planner of merges: from what both sides did to what the workspace does about it; no input, no output.

| situation | rule |
|---|---|
| same value on both sides | nothing to do |
| disjoint field groups | merged |
| same group | the hub's value stands, the other is kept as a conflict |
| edit against delete | the row stays, flagged |
| delete against delete | deleted |
| child of a deleted parent | both stay, flagged |
| row locked by an approval | refused: the hub's values stand, the edit is kept as a conflict |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..domain.changes import Conflict, ConflictKind, HubRow, Value
from ..domain.review import STATE
from .merge_rules import GEOMETRY_COLUMN, MergeRules
from .operations import WHOLE_ROW, Action, Key, LocalRow, Operation, Pending
from .situation import Situation, look_at
from .three_way import GroupConflict, Merged, changed_groups, merge_row


def plan(local: Mapping[Key, LocalRow], remote: Iterable[HubRow], rules: MergeRules) -> tuple[Operation, ...]:
    """Return one operation for each row that something happens to, in the order of the hub's sequence.

    ``local`` holds, as far as the workspace has them, the rows of ``remote``, other rows of the same uuids,
    and all rows with pending changes. Of several states of one row the newest counts. After the operations
    are done, planning again gives none.
    """
    situation = look_at(local, remote, rules)
    return tuple(_operations(situation))


def _operations(situation: Situation) -> Iterator[Operation]:
    moved_targets = {(table, key[1]) for key, table in situation.moved_there.items()}
    for key, row in situation.remote.items():
        if key in moved_targets:
            continue
        planned = _tombstone(situation, key, row) if row.deleted else _living(situation, key, row)
        yield from (operation for operation in planned if operation.changes(situation.mine(operation.key)))
    yield from _restored_with_their_parent(situation)


# -- rows that live in the hub


def _living(situation: Situation, key: Key, row: HubRow) -> Iterator[Operation]:
    mine, theirs = situation.mine(key), situation.theirs[key]
    if _is_refused(situation.rules, row, mine):
        yield _refused(situation, key, row)
    elif row.version < mine.version or (row.version == mine.version and mine.values is not None):
        return
    elif mine.deleted:
        yield from _deleted_here(situation, key, row)
    elif mine.values is None:
        yield _operation(key, row, action="insert", values=theirs, pending="clear")
    elif mine.change is None:
        write = {column: value for column, value in theirs.items() if mine.values.get(column) != value}
        yield _operation(key, row, action="update" if write else "none", values=write, pending="clear")
    else:
        merged = merge_row(situation.rules, row.table, base=mine.base, mine=mine.values, theirs=theirs)
        yield _merged_operation(key, row, merged)


def _merged_operation(key: Key, row: HubRow, merged: Merged) -> Operation:
    return _operation(
        key,
        row,
        action="update" if merged.write else "none",
        values=merged.write,
        pending="update" if merged.pending else "clear",
        old=merged.pending,
        conflicts=[_of_group(key, row, conflict) for conflict in merged.conflicts],
    )


def _deleted_here(situation: Situation, key: Key, row: HubRow) -> Iterator[Operation]:
    mine = situation.mine(key)
    table = situation.moved_here.get(key)
    if table is not None and row.version > mine.version:
        yield _operation(key, row)
        yield from _edit_of_moved(situation, key, row, table=table)
    elif key in situation.revoked:
        yield _restored(situation, key, row)
    elif row.version > mine.version and not situation.follows_a_revoked_parent(key):
        yield _operation(key, row)


def _restored(situation: Situation, key: Key, row: HubRow) -> Operation:
    mine, theirs = situation.mine(key), situation.theirs[key]
    base = mine.base
    edited = changed_groups(situation.rules, row.table, {**base, **theirs}, base)
    conflicts: list[Conflict] = []
    if edited and row.version > mine.version:
        columns = [column for _, group in edited for column in group]
        conflicts = [
            _whole(key, row.version, "edit_delete", base=_only(base, columns), theirs=_only(theirs, columns))
        ]
    elif situation.revoked[key] == "parent":
        conflicts = [_whole(key, row.version, "parent", base=base, theirs=theirs)]
    return _operation(key, row, action="insert", values=theirs, pending="clear", conflicts=conflicts)


def _is_refused(rules: MergeRules, row: HubRow, mine: LocalRow) -> bool:
    if mine.change is None or not rules.locked(row.values):
        return False
    if mine.deleted:
        return True
    changed = changed_groups(rules, row.table, mine.base, mine.values or {})
    return not any(STATE in columns for _, columns in changed)


def _refused(situation: Situation, key: Key, row: HubRow) -> Operation:
    mine, theirs = situation.mine(key), situation.theirs[key]
    if mine.values is None:
        conflict = _whole(key, row.version, "edit_delete", base=mine.base, theirs=theirs)
        return _operation(
            key, row, action="insert", values=theirs, pending="clear", conflicts=[conflict], locked=True
        )
    values, base = mine.values, mine.base
    conflicts = [
        GroupConflict(
            group=g, base=_only(base, columns), mine=_only(values, columns), theirs=_only(theirs, columns)
        )
        for g, columns in changed_groups(situation.rules, row.table, base, values)
        if _only(values, columns) != _only(theirs, columns)
    ]
    write = {column: value for column, value in theirs.items() if values.get(column) != value}
    return _operation(
        key,
        row,
        action="update" if write else "none",
        values=write,
        pending="clear",
        conflicts=[_of_group(key, row, conflict) for conflict in conflicts],
        locked=True,
    )


# -- rows that were deleted in the hub


def _tombstone(situation: Situation, key: Key, row: HubRow) -> Iterator[Operation]:
    mine = situation.mine(key)
    table = situation.moved_there.get(key)
    if table is not None:
        yield from _move(situation, key, row, table=table)
    elif mine.deleted:
        yield _operation(key, row, pending="clear")
    elif mine.edited:
        yield from _edited_here(key, row, mine)
    elif row.uuid in situation.held:
        yield _held(situation, key, row)
    elif row.version > mine.version and mine.values is not None:
        stays = not situation.staying.isdisjoint(situation.rules.parents_of(row.table, mine.values))
        if stays:
            yield _operation(key, row, pending="insert")
        else:
            yield _operation(key, row, action="delete", pending="clear")
    elif row.version > mine.version > 0:
        yield _operation(key, row)


def _edited_here(key: Key, row: HubRow, mine: LocalRow) -> Iterator[Operation]:
    if mine.change is None or (row.version <= mine.version and mine.change.operation == "insert"):
        return
    conflicts: list[Conflict] = []
    if row.version > mine.version:
        conflicts = [_whole(key, row.version, "edit_delete", base=mine.change.old, mine=mine.change.new)]
    yield _operation(key, row, pending="insert", conflicts=conflicts)


def _held(situation: Situation, key: Key, row: HubRow) -> Operation:
    mine = situation.mine(key)
    if mine.values is None and row.sequence < 0:  # the hub has forgotten its values
        return _operation(key, row)
    values = mine.values if mine.values is not None else situation.theirs[key]
    return _operation(
        key,
        row,
        action="insert" if mine.values is None else "none",
        values=values if mine.values is None else None,
        pending="insert",
        conflicts=[_whole(key, row.version, "parent", mine=values)],
    )


# -- records that changed their geometry type: one uuid, another table


def _edit_of_moved(situation: Situation, key: Key, row: HubRow, *, table: str) -> Iterator[Operation]:
    """Yield the hub's edit of the old row, brought to the row that this side made of it."""
    target = (table, key[1])
    new, base = situation.mine(target), situation.mine(key).base
    theirs = {**situation.theirs[key], GEOMETRY_COLUMN: base.get(GEOMETRY_COLUMN)}
    merged = merge_row(situation.rules, table, base=base, mine=new.values or {}, theirs=theirs)
    conflicts = tuple(_of_group(target, row, conflict) for conflict in merged.conflicts)
    write = {column: value for column, value in merged.write.items() if column != GEOMETRY_COLUMN}
    if write or conflicts:
        yield Operation(
            table=table,
            uuid=key[1],
            version=new.version,
            action="update" if write else "none",
            values=write,
            conflicts=conflicts,
        )


def _move(situation: Situation, key: Key, row: HubRow, *, table: str) -> Iterator[Operation]:
    """Yield the move of my edited row to the table in which the hub has it now; its geometry is the hub's."""
    target = (table, key[1])
    there, theirs = situation.remote[target], situation.theirs[target]
    mine = situation.mine(key)
    shape = {GEOMETRY_COLUMN: theirs.get(GEOMETRY_COLUMN)}
    values = {**(mine.values or {}), **shape}
    merged = merge_row(situation.rules, table, base={**mine.base, **shape}, mine=values, theirs=theirs)
    conflicts = [_of_group(target, there, conflict) for conflict in merged.conflicts]
    old_shape = (mine.change.new if mine.change is not None else {}).get(GEOMETRY_COLUMN)
    if old_shape is not None:
        conflicts.append(_whole(key, row.version, "edit_delete", mine={GEOMETRY_COLUMN: old_shape}))
    yield _operation(key, row, action="delete", pending="clear", conflicts=conflicts)
    yield _operation(
        target,
        there,
        action="insert",
        values={**theirs, **{column: values[column] for column in merged.pending}},
        pending="update" if merged.pending else "clear",
        old=merged.pending,
    )


# -- what comes back with its parent


def _restored_with_their_parent(situation: Situation) -> Iterator[Operation]:
    """Yield what brings back the rows whose delete is taken back, as far as the hub did not send them."""
    for key, mine in situation.local.items():
        if not mine.deleted or key in situation.moved_here:
            continue
        row = situation.remote.get(key)
        is_parent = key in situation.revoked
        if row is not None and (row.deleted or is_parent):
            continue
        if not is_parent and not situation.follows_a_revoked_parent(key):
            continue
        values = situation.theirs[key] if row is not None else mine.base
        version = max(mine.version, row.version if row is not None else 0)
        yield Operation(
            table=key[0],
            uuid=key[1],
            version=version,
            action="insert",
            values=values,
            pending="clear",
            conflicts=(_whole(key, version, "parent", base=values, theirs=values),) if is_parent else (),
        )


# -- building operations


def _operation(
    key: Key,
    row: HubRow,
    *,
    action: Action = "none",
    values: Mapping[str, Value] | None = None,
    pending: Pending = "keep",
    old: Mapping[str, Value] | None = None,
    conflicts: Iterable[Conflict] = (),
    locked: bool = False,
) -> Operation:
    return Operation(
        table=key[0],
        uuid=key[1],
        version=row.version,
        action=action,
        values=values or {},
        pending=pending,
        old=old or {},
        conflicts=tuple(conflicts),
        locked=locked,
    )


def _only(values: Mapping[str, Value], columns: Iterable[str]) -> dict[str, Value]:
    return {column: values.get(column) for column in columns}


def _of_group(key: Key, row: HubRow, conflict: GroupConflict) -> Conflict:
    return Conflict(
        table=key[0],
        uuid=key[1],
        kind="group",
        field_group=conflict.group,
        base=conflict.base,
        mine=conflict.mine,
        theirs=conflict.theirs,
        hub_version=row.version,
    )


def _whole(
    key: Key,
    version: int,
    kind: ConflictKind,
    *,
    base: Mapping[str, Value] | None = None,
    mine: Mapping[str, Value] | None = None,
    theirs: Mapping[str, Value] | None = None,
) -> Conflict:
    return Conflict(
        table=key[0],
        uuid=key[1],
        kind=kind,
        field_group=WHOLE_ROW,
        base=base or {},
        mine=mine or {},
        theirs=theirs or {},
        hub_version=version,
    )

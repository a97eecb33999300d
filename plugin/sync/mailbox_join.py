"""Bringing together what two mailboxes made of one record, by the same planner that merges a pull.

A join is a letter like any other, and it is drawn from its causes alone: two computers that find the same
branches write the same letter, byte for byte.
"""

from __future__ import annotations

import hashlib
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ..domain.changes import Conflict, HubRow, RowChange, Value
from . import conflicts, mailbox_fold
from . import embedded_rows as rows
from .batches import Batch, Change, Operation
from .conflicts import KeptConflict
from .embedded_rows import StoredRow
from .hub import CONFLICT_TABLE
from .mailbox_fold import row_at, values_at
from .mailbox_letter import JOIN, Letter, Outcome, from_bytes, version_of
from .merge_rules import MergeRules
from .operations import WHOLE_ROW, Key, LocalRow
from .planner import plan

_CONFLICTS = uuid.UUID("6a0f2a54-5b0b-4d55-9a5e-3f8b1c7d2e90")
"""The namespace of conflicts that joins find: one for the same dispute, wherever it is found."""


@dataclass(frozen=True, kw_only=True)
class _Branch:
    """The end of a branch beside the row's own line."""

    row: StoredRow
    version: int


@dataclass(frozen=True, kw_only=True)
class _Joined:
    """What a join writes, with the versions each change absorbs, and the versions all of it rests on."""

    changes: tuple[Change, ...]
    absorbs: Mapping[int, tuple[int, ...]]
    causes: frozenset[tuple[int, int]]


def next_join(connection: sqlite3.Connection, county: str, rules: MergeRules, *, hub: str) -> Letter | None:
    """Return the letter that brings in the next branch, or None where there is nothing to bring together."""
    branch = _next_branch(connection, county)
    if branch is not None:
        joined = _join_conflict(connection, county, branch) or _join(connection, county, branch, rules)
        return _letter(connection, county, joined, hub=hub)
    for (suspect,) in connection.execute(
        "SELECT uuid FROM suspect WHERE county = ? ORDER BY uuid", (county,)
    ).fetchall():
        restored = _restore_parent(connection, county, suspect)
        if restored is not None:
            return _letter(connection, county, restored, hub=hub)
        connection.execute("DELETE FROM suspect WHERE county = ? AND uuid = ?", (county, suspect))
    return None


def _next_branch(connection: sqlite3.Connection, county: str) -> _Branch | None:
    found = connection.execute(
        "SELECT row.id, tbl, uuid, row.version, sequence, deleted, branch.version FROM branch"
        " JOIN row ON row.id = branch.row_id WHERE branch.county = ? ORDER BY branch.version, tbl, uuid"
        " LIMIT 1",
        (county,),
    ).fetchone()
    if found is None:
        return None
    row = StoredRow(
        id=found[0],
        table=found[1],
        uuid=found[2],
        version=found[3],
        sequence=found[4],
        deleted=bool(found[5]),
    )
    return _Branch(row=row, version=found[6])


# -- a record with two ends


def _join(connection: sqlite3.Connection, county: str, branch: _Branch, rules: MergeRules) -> _Joined:
    key = (branch.row.table, branch.row.uuid)
    rules = _widened(connection, county, key[1], rules)
    one, other = (_at(connection, county, key, version) for version in (branch.version, branch.row.version))
    mine, theirs = (
        (other, one) if rules.locked(one.values) and not rules.locked(other.values) else (one, other)
    )
    base = _common_base(connection, county, branch)
    local = {key: _as_local(rules, mine, base), **_moved_with(connection, county, mine)}
    remote = [theirs] if key == (theirs.table, theirs.uuid) else []
    remote += [
        rows.current(connection, row)
        for row in rows.with_uuid(connection, county, key[1])
        if row.table != key[0] and (row.table, row.uuid) not in local
    ]
    operations = plan(local, remote, rules)
    final: dict[Key, dict[str, Value] | None] = {
        k: None if row.values is None else dict(row.values) for k, row in local.items()
    }
    found: list[Conflict] = []
    for operation in operations:
        values = final.get(operation.key)
        if operation.action == "delete":
            final[operation.key] = None
        elif operation.action in ("insert", "update"):
            final[operation.key] = {**(values or {}), **operation.values}
        found += operation.conflicts
    changes = [
        change
        for k in sorted(final, key=lambda k: k != key)
        if (change := _change_to(connection, county, k, final[k], rules, always=k == key)) is not None
    ]
    author = _letter_of(connection, branch.row.id, mine.version)
    changes += _conflict_changes(connection, county, found, author=author, about=mine.version)
    return _Joined(
        changes=tuple(changes),
        absorbs={0: (branch.version,)},
        causes=frozenset({(branch.row.id, branch.version)} | _bases(connection, county, changes)),
    )


def _widened(connection: sqlite3.Connection, county: str, uuid: str, rules: MergeRules) -> MergeRules:
    """Return rules that know every column a record has here; one of a newer version stands by itself."""
    groups = dict(rules.groups)
    for row in rows.with_uuid(connection, county, uuid):
        known = groups.get(row.table, {})
        columns = connection.execute(
            "SELECT DISTINCT col FROM version_cell WHERE row_id = ? ORDER BY col", (row.id,)
        )
        groups[row.table] = {**known, **{column: known.get(column, column) for (column,) in columns}}
    return replace(rules, groups=groups)


def _at(connection: sqlite3.Connection, county: str, key: Key, version: int) -> HubRow:
    row = row_at(connection, county, (*key, version))
    if row is None:
        return HubRow(table=key[0], uuid=key[1], version=0, sequence=0, deleted=True, values={})
    return row


def _common_base(connection: sqlite3.Connection, county: str, branch: _Branch) -> HubRow:
    """Return the newest version that both ends were made from; a row made on both sides was nothing."""
    ours, theirs = (
        mailbox_fold.ancestors(connection, branch.row.id, version)
        for version in (branch.version, branch.row.version)
    )
    version = max(ours & theirs, default=0)
    return _at(connection, county, (branch.row.table, branch.row.uuid), version)


def _as_local(rules: MergeRules, row: HubRow, base: HubRow) -> LocalRow:
    """Return a branch as the workspace of its author would hold it: the base, with a change that waits."""
    values = None if row.deleted else rules.known(row.table, row.values)
    was = {} if base.deleted else rules.known(base.table, base.values)
    if values is None:
        operation: Operation = "delete"
        old, new = was, {}
    elif base.version == 0 or base.deleted:
        operation, old, new = "insert", {}, values
    else:
        operation = "update"
        columns = [c for c in {**was, **values} if was.get(c) != values.get(c)]
        old, new = ({c: side.get(c) for c in columns} for side in (was, values))
    change = RowChange(
        table=row.table,
        uuid=row.uuid,
        operation=operation,
        base_version=base.version,
        last_lsn=1,
        old=old,
        new=new,
    )
    return LocalRow(version=base.version, values=values, change=change)


def _moved_with(connection: sqlite3.Connection, county: str, mine: HubRow) -> dict[Key, LocalRow]:
    """Return the rows of the same record that the branch's own letter made when it deleted this one."""
    if not mine.deleted:
        return {}
    local: dict[Key, LocalRow] = {}
    for row in rows.with_uuid(connection, county, mine.uuid):
        if row.table != mine.table and row.version == mine.version and not row.deleted:
            values = rows.values_of(connection, row.id)
            change = RowChange(
                table=row.table, uuid=row.uuid, operation="insert", base_version=0, last_lsn=1, new=values
            )
            local[(row.table, row.uuid)] = LocalRow(version=row.version, values=values, change=change)
    return local


def _change_to(
    connection: sqlite3.Connection,
    county: str,
    key: Key,
    final: dict[str, Value] | None,
    rules: MergeRules,
    *,
    always: bool,
) -> Change | None:
    """Return the change that makes the row what it is to be; with ``always`` also where it is that."""
    row = rows.find(connection, county, key)
    if row is None or (row.deleted and final is None and not always):
        return None
    operation: Operation = "update"
    values: dict[str, Value] = {}
    if final is None:
        operation = "delete"
    elif row.deleted:
        operation, values = "insert", final
    else:
        held = rows.values_of(connection, row.id)
        values = {c: v for c, v in final.items() if held.get(c) != v}
        if not values and not always:
            return None
    parents = rules.parents_of(key[0], {**rows.values_of(connection, row.id), **(final or {})})
    return Change(
        table=key[0],
        uuid=key[1],
        operation=operation,
        base_version=row.version,
        parents=parents,
        values=values,
    )


# -- a conflict that was decided on two sides


def _join_conflict(connection: sqlite3.Connection, county: str, branch: _Branch) -> _Joined | None:
    """Return the join of a conflict's row: a decision before none, the later before the earlier."""
    if branch.row.table != CONFLICT_TABLE:
        return None
    own, other = (
        values_at(connection, branch.row.id, version) for version in (branch.row.version, branch.version)
    )
    later = str(other.get("resolved_at") or "") > str(own.get("resolved_at") or "")
    values = {c: other.get(c) for c in {**own, **other} if own.get(c) != other.get(c)} if later else {}
    change = Change(
        table=CONFLICT_TABLE,
        uuid=branch.row.uuid,
        operation="insert" if branch.row.deleted else "update",
        base_version=branch.row.version,
        values=values,
    )
    causes = {(branch.row.id, branch.version), (branch.row.id, branch.row.version)}
    return _Joined(changes=(change,), absorbs={0: (branch.version,)}, causes=frozenset(causes))


# -- a child that was added while its parent was deleted


def _restore_parent(connection: sqlite3.Connection, county: str, uuid: str) -> _Joined | None:
    """Return what brings a deleted record back that has a living child, with all that went with it."""
    same = rows.with_uuid(connection, county, uuid)
    children = list(rows.live_children(connection, county, uuid))
    if not same or not children or any(not row.deleted for row in same):
        return None
    parent = max(same, key=lambda row: row.version)
    letter = _letter_of(connection, parent.id, parent.version)
    family = [(parent, _parents_in(letter, parent))]
    for change in letter.batch.changes:
        row = rows.find(connection, county, change.key)
        if row is not None and row.deleted and row.version == parent.version and uuid in change.parents:
            family.append((row, change.parents))
    changes = [
        Change(
            table=row.table,
            uuid=row.uuid,
            operation="insert",
            base_version=row.version,
            parents=parents,
            values=rows.values_of(connection, row.id),
        )
        for row, parents in family
    ]
    values = changes[0].values
    conflict = Conflict(
        table=parent.table,
        uuid=parent.uuid,
        kind="parent",
        field_group=WHOLE_ROW,
        base=values,
        mine={},
        theirs=values,
        hub_version=parent.version,
    )
    causes = {(row.id, row.version) for row, _ in family} | {
        (child.id, child.version) for child in children[:1]
    }
    changes += _conflict_changes(connection, county, [conflict], author=letter, about=parent.version)
    return _Joined(changes=tuple(changes), absorbs={}, causes=frozenset(causes))


def _parents_in(letter: Letter, row: StoredRow) -> tuple[str, ...]:
    return next((c.parents for c in letter.batch.changes if c.key == (row.table, row.uuid)), ())


# -- writing it down


def _conflict_changes(
    connection: sqlite3.Connection, county: str, found: Iterable[Conflict], *, author: Letter, about: int
) -> Iterator[Change]:
    for conflict in found:
        name = f"{county}/{about}/{conflict.table}/{conflict.uuid}/{conflict.field_group}/{conflict.kind}"
        identity = str(uuid.uuid5(_CONFLICTS, name))
        if rows.find(connection, county, (CONFLICT_TABLE, identity)) is not None:
            continue
        kept = KeptConflict(
            id=0, conflict_uuid=identity, conflict=conflict, device=author.batch.device, at=author.at
        )
        yield Change(
            table=CONFLICT_TABLE,
            uuid=identity,
            operation="insert",
            base_version=0,
            values=conflicts.to_values(kept),
        )


def _letter_of(connection: sqlite3.Connection, row_id: int, version: int) -> Letter:
    """Return the letter that brought a version."""
    (content,) = connection.execute(
        "SELECT content FROM letter JOIN version ON version.batch_id = letter.id"
        " WHERE version.row_id = ? AND version.version = ?",
        (row_id, version),
    ).fetchone()
    return from_bytes(content)


def _bases(connection: sqlite3.Connection, county: str, changes: Iterable[Change]) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for change in changes:
        row = rows.find(connection, county, change.key)
        if row is not None and change.base_version:
            found.add((row.id, change.base_version))
    return found


def _letter(connection: sqlite3.Connection, county: str, joined: _Joined, *, hub: str) -> Letter:
    causes = {letter.hash: letter for letter in (_letter_of(connection, *cause) for cause in joined.causes)}
    clock = 1 + max(letter.clock for letter in causes.values())
    after = tuple(sorted(causes))
    epoch = hashlib.sha256("/".join(after).encode()).hexdigest()[:32]
    batch = Batch(county=county, device=JOIN, device_epoch=epoch, number=clock, changes=joined.changes)
    version = version_of(batch, clock)
    return Letter(
        hub=hub,
        batch=batch,
        previous=None,
        after=after,
        clock=clock,
        at=max(letter.at for letter in causes.values()),
        outcomes=tuple(Outcome(accepted=version) for _ in joined.changes),
        absorbs=joined.absorbs,
    )

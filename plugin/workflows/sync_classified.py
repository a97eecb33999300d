"""Records that became classified (涉密) after something of them was sent.

What is on its way is called back; what the hub has is named to the person, since no program can take it
out of other computers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ..domain.changes import Value
from ..store import replica
from ..sync import batches, journal
from ..sync.batches import Change
from ..sync.hub import CONFLICT_TABLE
from ..sync.merge_rules import CLASSIFICATION_COLUMN
from ..sync.operations import Key
from .sync_push import IN_FLIGHT
from .sync_session import Access, Session, classified_among, merge_rules

NAMED = 10
"""How many records an account names."""


def on_their_way(access: Access) -> frozenset[Key]:
    """Return the changes of the batch in flight that must not be sent again: they are classified by now."""
    with access.read() as connection:
        content = journal.get_state(connection, IN_FLIGHT)
        if not isinstance(content, bytes):
            return frozenset()
        changes = [change for change in batches.from_bytes(content).changes if change.operation != "delete"]
        named = {change.key: _named(change) for change in changes}
        secret = classified_among(connection, {uuid for uuids in named.values() for uuid in uuids})
    return frozenset(key for key, uuids in named.items() if not secret.isdisjoint(uuids))


def known_to_the_hub(session: Session) -> tuple[str, ...]:
    """Return the numbers of the withheld records of which the hub has an earlier state."""
    groups = merge_rules().groups
    keys = [key for key in session.tally.withheld if CLASSIFICATION_COLUMN in groups.get(key[0], {})]
    with session.access.read() as connection:
        bases = {table: journal.bases_of(connection, table) for table in {table for table, _ in keys}}
        there = [key for key in keys if _is_there(bases[key[0]].get(key[1]))]
        rows = replica.read_rows(connection, there)
    return tuple(sorted(_label(key, rows.get(key, {})) for key in there))


def sentences(sent_before: Sequence[str], taken_back: Collection[Key]) -> list[str]:
    """Return what a person must know of records of which something was sent before they were classified."""
    told: list[str] = []
    if sent_before:
        named = ", ".join(sent_before[:NAMED]) + (" …" if len(sent_before) > NAMED else "")
        told.append(
            f"{len(sent_before)} of them were sent before they were classified, and the hub and other"
            f" computers still hold what was sent: {named};"
            " tell who runs the hub, and your office for secrecy."
        )
    if taken_back:
        told.append(
            f"{len(taken_back)} changes of records that are classified by now were on their way and are not"
            " sent again; if you wrote a package before, destroy it."
        )
    return told


def _named(change: Change) -> set[str]:
    """Return the uuids of the records that a change, or a conflict, speaks of."""
    uuids = {change.uuid, *change.parents}
    for column, value in change.values.items():
        of_a_record = column.endswith("_uuid") or (change.table == CONFLICT_TABLE and column == "uuid")
        if of_a_record and isinstance(value, str):
            uuids.add(value)
    return uuids


def _is_there(base: tuple[int, bytes | None] | None) -> bool:
    return base is not None and base[0] > 0 and base[1] != b""


def _label(key: Key, values: Mapping[str, Value]) -> str:
    return str(values.get("number") or values.get("name") or key[1])

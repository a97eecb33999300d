"""Folding letters into rows: one state for one set of letters, whatever the order in which they came.

The newest version of a row stands; what another branch made of it waits in `branch` until a join brings it
in. Works on the index of `resources/sql/mailbox`, inside the caller's transaction.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable

from ..domain.changes import HubRow, Value
from . import embedded_rows as rows
from .batches import Change
from .embedded_push import order_of
from .embedded_rows import StoredRow
from .mailbox_letter import Letter, Reference


def known_letters(connection: sqlite3.Connection, hashes: Iterable[str]) -> set[str]:
    """Return those of the hashes whose letters are folded in."""
    return {
        one
        for one in hashes
        if connection.execute("SELECT 1 FROM letter WHERE hash = ?", (one,)).fetchone() is not None
    }


def is_ready(connection: sqlite3.Connection, letter: Letter) -> bool:
    """Return whether everything the author had seen is folded in, and the letter fits to it."""
    county = letter.batch.county
    for cause in letter.causes:
        known = connection.execute("SELECT clock, county FROM letter WHERE hash = ?", (cause,)).fetchone()
        if known is None or known[0] >= letter.clock or known[1] != county:
            return False
    for position, change in enumerate(letter.batch.changes):
        bases = (change.base_version, *letter.absorbs.get(position, ()))
        if letter.outcomes[position].accepted == letter.version and not all(
            base == 0 or (base < letter.version and has_version(connection, county, (*change.key, base)))
            for base in bases
        ):
            return False
    return True


def fold(connection: sqlite3.Connection, letter: Letter) -> None:
    """Fold a letter in that is ready; one that is known changes nothing."""
    if known_letters(connection, [letter.hash]):
        return
    county, batch = letter.batch.county, letter.batch
    inserted = connection.execute(
        "INSERT INTO letter (hash, county, outbox, name, number, batch_hash, clock, content)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            letter.hash,
            county,
            letter.outbox,
            letter.name,
            batch.number,
            batch.content_hash,
            letter.clock,
            letter.content,
        ),
    )
    letter_id = int(inserted.lastrowid or 0)
    for cause in letter.causes:
        connection.execute("DELETE FROM tip WHERE county = ? AND hash = ?", (county, cause))
    connection.execute("INSERT INTO tip (county, hash) VALUES (?, ?)", (county, letter.hash))
    connection.execute("INSERT OR IGNORE INTO county (code) VALUES (?)", (county,))
    for position in order_of(batch.changes):
        if letter.outcomes[position].accepted == letter.version:
            _fold_change(
                connection,
                letter,
                batch.changes[position],
                letter_id=letter_id,
                absorbs=letter.absorbs.get(position, ()),
            )


def has_version(connection: sqlite3.Connection, county: str, reference: Reference) -> bool:
    """Return whether a row had a version."""
    table, uuid, version = reference
    found = connection.execute(
        "SELECT 1 FROM row JOIN version ON version.row_id = row.id"
        " WHERE row.county = ? AND row.tbl = ? AND row.uuid = ? AND version.version = ?",
        (county, table, uuid, version),
    ).fetchone()
    return found is not None


def row_at(connection: sqlite3.Connection, county: str, reference: Reference) -> HubRow | None:
    """Return a row as it was at a version, or None."""
    table, uuid, version = reference
    found = connection.execute(
        "SELECT row.id, version.sequence, version.operation FROM row"
        " JOIN version ON version.row_id = row.id AND version.version = ?"
        " WHERE row.county = ? AND row.tbl = ? AND row.uuid = ?",
        (version, county, table, uuid),
    ).fetchone()
    if found is None:
        return None
    row_id, sequence, operation = found
    return HubRow(
        table=table,
        uuid=uuid,
        version=version,
        sequence=sequence,
        deleted=operation == "delete",
        values=values_at(connection, row_id, version),
    )


def values_at(connection: sqlite3.Connection, row_id: int, version: int) -> dict[str, Value]:
    """Return a row's values at a version: what its line of versions brought, the newest last."""
    cells = connection.execute(
        "WITH RECURSIVE line (version) AS (SELECT ?2 UNION ALL"
        " SELECT lineage.base FROM line JOIN lineage"
        " ON lineage.row_id = ?1 AND lineage.version = line.version WHERE lineage.base > 0)"
        " SELECT cell.col, cell.value FROM line JOIN version_cell AS cell"
        " ON cell.row_id = ?1 AND cell.version = line.version ORDER BY line.version",
        (row_id, version),
    )
    return dict(cells.fetchall())


def ancestors(connection: sqlite3.Connection, row_id: int, version: int) -> set[int]:
    """Return a version and all that it was made from, joins followed on all their sides."""
    found = connection.execute(
        "WITH RECURSIVE seen (version) AS (SELECT ?2 UNION"
        " SELECT base FROM seen JOIN lineage ON row_id = ?1 AND lineage.version = seen.version WHERE base > 0"
        " UNION SELECT other FROM seen JOIN absorbed ON row_id = ?1 AND absorbed.version = seen.version)"
        " SELECT version FROM seen",
        (row_id, version),
    )
    return {int(row[0]) for row in found}


def is_place(connection: sqlite3.Connection, county: str, cursor: int) -> bool:
    """Return whether a cursor was given by this index: it names what came up to there, not a count alone."""
    found = connection.execute(
        "SELECT 1 FROM version WHERE county = ? AND sequence = ?", (county, cursor | 1)
    ).fetchone()
    return found is not None


def _fold_change(
    connection: sqlite3.Connection,
    letter: Letter,
    change: Change,
    *,
    letter_id: int,
    absorbs: tuple[int, ...],
) -> None:
    county, version = letter.batch.county, letter.version
    row = rows.find(connection, county, change.key)
    if row is not None and has_version(connection, county, (*change.key, version)):
        _write_values(connection, row.id, version, change)
        return
    sequence = _next_place(connection, county, f"{letter.hash}/{change.table}/{change.uuid}")
    row = row or _new_row(connection, county, change, sequence)
    connection.execute(
        "INSERT INTO version (row_id, version, county, sequence, operation, batch_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (row.id, version, county, sequence, change.operation, letter_id, letter.at),
    )
    connection.execute("INSERT INTO lineage VALUES (?, ?, ?)", (row.id, version, change.base_version))
    connection.executemany(
        "INSERT INTO absorbed VALUES (?, ?, ?)", [(row.id, version, other) for other in absorbs]
    )
    connection.executemany(
        "INSERT INTO version_cell (row_id, version, col, value) VALUES (?, ?, ?, ?)",
        [(row.id, version, column, value) for column, value in change.values.items()],
    )
    _place_on_its_branch(connection, county, row, version, used={change.base_version, *absorbs})
    if version > row.version:
        _become_the_row(connection, county, row, change, version=version, sequence=sequence)
    _suspect(connection, county, change)


def _new_row(connection: sqlite3.Connection, county: str, change: Change, sequence: int) -> StoredRow:
    inserted = connection.execute(
        "INSERT INTO row (county, tbl, uuid, version, sequence, deleted) VALUES (?, ?, ?, 0, ?, 0)",
        (county, change.table, change.uuid, sequence),
    )
    return StoredRow(
        id=int(inserted.lastrowid or 0),
        table=change.table,
        uuid=change.uuid,
        version=0,
        sequence=sequence,
        deleted=False,
    )


def _place_on_its_branch(
    connection: sqlite3.Connection, county: str, row: StoredRow, version: int, *, used: set[int]
) -> None:
    """Note which versions are ends of branches beside the row's own: the lesser of two ends is one."""
    connection.executemany(
        "DELETE FROM branch WHERE row_id = ? AND version = ?", [(row.id, one) for one in used]
    )
    if row.version not in used and row.version > 0:
        lesser = min(version, row.version)
        connection.execute("INSERT OR IGNORE INTO branch VALUES (?, ?, ?)", (row.id, lesser, county))


def _become_the_row(
    connection: sqlite3.Connection,
    county: str,
    row: StoredRow,
    change: Change,
    *,
    version: int,
    sequence: int,
) -> None:
    deleted = change.operation == "delete"
    connection.execute(
        "UPDATE row SET version = ?, sequence = ?, deleted = ? WHERE id = ?",
        (version, sequence, int(deleted), row.id),
    )
    if change.base_version == row.version:
        values = dict(change.values)
    else:
        values = values_at(connection, row.id, version)
        connection.execute("DELETE FROM cell WHERE row_id = ?", (row.id,))
    connection.executemany(
        "INSERT INTO cell (row_id, col, value) VALUES (?, ?, ?)"
        " ON CONFLICT (row_id, col) DO UPDATE SET value = excluded.value",
        [(row.id, column, value) for column, value in values.items()],
    )
    if not deleted:
        connection.execute("DELETE FROM row_parent WHERE row_id = ?", (row.id,))
        connection.executemany(
            "INSERT OR IGNORE INTO row_parent (county, parent, row_id) VALUES (?, ?, ?)",
            [(county, parent, row.id) for parent in change.parents],
        )


def _write_values(connection: sqlite3.Connection, row_id: int, version: int, change: Change) -> None:
    """Take the values of a row's second change in one letter into its version."""
    for column, value in change.values.items():
        connection.execute(
            "INSERT INTO version_cell (row_id, version, col, value) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (row_id, version, col) DO UPDATE SET value = excluded.value",
            (row_id, version, column, value),
        )
    connection.execute(
        "UPDATE version SET operation = ? WHERE row_id = ? AND version = ?",
        (change.operation, row_id, version),
    )
    connection.execute(
        "UPDATE row SET deleted = ? WHERE id = ? AND version = ?",
        (int(change.operation == "delete"), row_id, version),
    )
    connection.executemany(
        "INSERT INTO cell (row_id, col, value) SELECT ?1, ?3, ?4 FROM row WHERE id = ?1 AND version = ?2"
        " ON CONFLICT (row_id, col) DO UPDATE SET value = excluded.value",
        [(row_id, version, column, value) for column, value in change.values.items()],
    )


def _next_place(connection: sqlite3.Connection, county: str, what: str) -> int:
    """Return the next number of the county's sequence on this computer.

    Its upper part counts, then come 31 bits of everything that came up to there, then a 1: a cursor from
    another computer, or from an index that was drawn anew, is not taken for one of ours. Such a number less
    one stands for “everything before it”.
    """
    (last,) = connection.execute("SELECT last_sequence FROM county WHERE code = ?", (county,)).fetchone()
    digest = hashlib.sha256(f"{last}/{what}".encode()).digest()
    place = ((last >> 32) + 1) << 32 | (int.from_bytes(digest[:4], "big") >> 1) << 1 | 1
    connection.execute("UPDATE county SET last_sequence = ? WHERE code = ?", (place, county))
    return int(place)


def _suspect(connection: sqlite3.Connection, county: str, change: Change) -> None:
    uuids = [change.uuid] if change.operation == "delete" else change.parents
    connection.executemany("INSERT OR IGNORE INTO suspect VALUES (?, ?)", [(county, uuid) for uuid in uuids])

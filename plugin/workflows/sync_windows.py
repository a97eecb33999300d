"""The hub's rows after a cursor, in windows of rows that are planned at one time.

Some rows of a window wait for a later one: a row whose owner has not come yet, and the deletion of a record
that is here, since a later row may say that it lives on elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..domain.changes import HubRow
from ..store import replica
from ..sync.hub import CONFLICT_TABLE
from .sync_session import Session, merge_rules

PAGE_ROWS = 1000
PAGES_AT_ONCE = 10
"""How many pages are planned together, so that a parent and its children are mostly seen at one time."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """Rows to be merged together, and the place up to which the hub need not send again after that.

    ``place`` is None within a snapshot: it is taken to its end, or begins again.
    """

    rows: Sequence[HubRow]
    place: int | None


def windows(session: Session, cursor: int) -> Iterator[Window]:
    """Yield what the hub has after a cursor, one window at least.

    Where the hub has forgotten deletions after the cursor it is a snapshot: the keys of all it has forgotten,
    and every row. A workspace that never met the hub lacks none of these.
    """
    start = cursor
    new, snapshot, covered = not _has_met_the_hub(session), False, -1
    rows: list[HubRow] = []
    pages = 0
    while True:
        session.step(0.2, "receiving")
        page = session.hub.pull(session.county, cursor, PAGE_ROWS)
        if new:
            new, covered = False, page.forgotten
        if page.forgotten > max(cursor, covered):
            snapshot, covered, cursor = True, page.forgotten, -page.forgotten - 1
            rows, pages = [], 0
            session.tally.snapshot = True
            continue
        halt = page.more and not page.rows  # a receipt that holds a part: the rest comes with the next
        rows, cursor, pages = [*rows, *page.rows], page.cursor, pages + 1
        if page.more and not halt and pages < PAGES_AT_ONCE:
            continue
        ready, rows = _parted(session, rows) if page.more else (rows, [])
        place = min([cursor, *(row.sequence - 1 for row in rows)])
        if halt and place <= start:
            ready, place = [*ready, *rows], cursor
        yield Window(rows=ready, place=None if snapshot and page.more and not halt else place)
        if halt or not page.more:
            return
        pages = 0


def _has_met_the_hub(session: Session) -> bool:
    with session.access.read() as connection:
        found = connection.execute("SELECT 1 FROM _sync_base WHERE version <> 0 LIMIT 1").fetchone()
    return found is not None


def _parted(session: Session, rows: Sequence[HubRow]) -> tuple[list[HubRow], list[HubRow]]:
    """Return the rows that can be merged now, and those that wait for rows that are still to come."""
    records = [row for row in rows if row.table != CONFLICT_TABLE]
    parents = {id(row): merge_rules().parents_of(row.table, row.values) for row in records if not row.deleted}
    asked = {row.uuid for row in records if row.deleted}.union(*parents.values())
    with session.access.read() as connection:
        here = replica.present(connection, asked)
    waiting = {id(row) for row in records if row.deleted and row.uuid in here}
    while True:
        arriving = here | {row.uuid for row in records if not row.deleted and id(row) not in waiting}
        late = {
            one for one, found in parents.items() if one not in waiting and not arriving.issuperset(found)
        }
        if not late:
            break
        waiting |= late
    return [row for row in rows if id(row) not in waiting], [row for row in rows if id(row) in waiting]

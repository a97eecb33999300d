"""UNIQUE indexes that somebody put on a workspace's table yield: no laptop knows the rows of another."""

from __future__ import annotations

import sqlite3

from .sql import compose

OWN_COLUMNS = frozenset({"uuid", "fid"})


def make_plain(connection: sqlite3.Connection, table: str) -> bool:
    """Return whether any foreign UNIQUE index of a table became a plain one of the same name and columns.

    Those on uuid and fid alone stay; so do constraints of the table itself, which only a new table loses.
    """
    made = False
    found = connection.execute('SELECT name, origin FROM pragma_index_list(?) WHERE "unique"', (table,))
    for name, origin in [tuple(row) for row in found]:
        terms = connection.execute("SELECT name FROM pragma_index_info(?)", (name,))
        columns = [row[0] for row in terms]
        if origin != "c" or None in columns or OWN_COLUMNS.issuperset(columns):
            continue
        connection.execute(compose("DROP INDEX {index}", index=name))
        connection.execute(
            compose("CREATE INDEX {index} ON {table} ({columns})", index=name, table=table, columns=columns)
        )
        made = True
    return made

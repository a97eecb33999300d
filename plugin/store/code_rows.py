"""Single codes of a workspace's own, added to a list that the plugin ships."""

from __future__ import annotations

import json
import sqlite3

from ..domain.codes import Code

_TOUCH = (
    "UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE table_name = 'code'"
)


def add_code(connection: sqlite3.Connection, code: Code) -> None:
    """Add a code to the end of its list, in the caller's transaction.

    Raises sqlite3.IntegrityError where the list has the code already.
    """
    connection.execute(
        "INSERT INTO code"
        " (list, code, name_zh, name_en, parent, definition, source, confidence, valid_from, extra)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            code.list_name,
            code.code,
            code.name_zh,
            code.name_en,
            code.parent or None,
            code.definition or None,
            code.source or None,
            code.confidence,
            code.valid_from or None,
            _extra(code),
        ),
    )
    connection.execute(_TOUCH)


def rename_code(connection: sqlite3.Connection, code: Code) -> None:
    """Give a code other labels and other columns of its own, in the caller's transaction."""
    connection.execute(
        "UPDATE code SET name_zh = ?, name_en = ?, extra = ? WHERE list = ? AND code = ?",
        (code.name_zh, code.name_en, _extra(code), code.list_name, code.code),
    )
    connection.execute(_TOUCH)


def remove_code(connection: sqlite3.Connection, list_name: str, code: str) -> None:
    """Take a code out of its list, in the caller's transaction; nothing may stand under it any more."""
    connection.execute("DELETE FROM code WHERE list = ? AND code = ?", (list_name, code))
    connection.execute(_TOUCH)


def _extra(code: Code) -> str | None:
    return json.dumps(dict(code.extra), ensure_ascii=False, sort_keys=True) if code.extra else None

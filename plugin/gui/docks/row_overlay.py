"""The list as it stands with the open edits: rows of the file, with changed and new ones laid over them."""

from __future__ import annotations

from collections.abc import Sequence

from ...qgis_bridge.editing import RecordEditor
from ...qgis_bridge.session import Session
from ...workflows.reading import LISTED_TABLES, ListRow, list_row, sort_rows


def with_open_edits(rows: Sequence[ListRow], session: Session, editor: RecordEditor) -> list[ListRow]:
    """Return the rows of the file with what is added, changed or deleted in the layers but not saved."""
    busy = sorted((table, uuid) for table, uuid in session.busy_rows() if table in LISTED_TABLES)
    by_key = {(row.table, row.uuid): row for row in rows}
    for table, uuid in busy:
        record = editor.record(table, uuid)
        if record is None:
            by_key.pop((table, uuid), None)
        else:
            by_key[table, uuid] = list_row(record)
    return sort_rows(by_key.values())

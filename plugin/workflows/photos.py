"""Photos of one problem on their way from files to rows that are saved together with the problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..store.photos import prepare_photo
from ..store.records import Record
from ..store.workspace import Workspace


def prepared_photos(workspace: Workspace, problem_uuid: str, files: Sequence[Path]) -> list[Record]:
    """Return rows of ``photo`` whose originals are in the photo folder, numbered on from those that are
    there.

    The rows are not written: an editor saves them in the transaction of their problem, which may be new.
    Raises UnreadablePhotoError, WorkspaceNotWritableError.
    """
    rows = []
    for offset, file in enumerate(files):
        record = prepare_photo(workspace, problem_uuid, file)
        first = record.values.get("sequence")
        number = (int(first) if isinstance(first, int | float) else 1) + offset
        rows.append(replace(record, values={**record.values, "sequence": number}))
    return rows

"""Photos between a form and the workspace: shown from their rows, saved with the record they belong to."""

from __future__ import annotations

from collections.abc import Sequence

from ...domain.changes import Value
from ...store.photos import photo_path
from ...store.records import Record
from ...store.workspace import Workspace
from ...workflows.photos import prepared_photos
from ..widgets.photo_box import PhotoBox
from ..widgets.photo_strip import ShownPhoto


def shown_photos(workspace: Workspace, rows: Sequence[Record]) -> list[ShownPhoto]:
    """Return rows of the table ``photo`` as the strip shows them, with whether the originals are here."""
    return [
        ShownPhoto(
            name=str(row.values.get("original_name") or row.uuid),
            uuid=row.uuid,
            thumbnail=thumbnail if isinstance(thumbnail := row.values.get("thumbnail"), bytes) else None,
            here=photo_path(workspace, row).is_file(),
        )
        for row in rows
    ]


def photo_rows(workspace: Workspace, problem_uuid: str, box: PhotoBox) -> list[dict[str, Value]]:
    """Return the rows that the table ``photo`` shall hold for a problem: those kept, by uuid alone, and new
    ones.

    The originals of new ones are copied into the photo folder. Raises what reading a photo raises.
    """
    kept: list[dict[str, Value]] = [{"uuid": photo.uuid} for photo in box.strip.photos() if photo.uuid]
    new = prepared_photos(workspace, problem_uuid, box.strip.added_files())
    return [*kept, *({**record.values, "uuid": record.uuid} for record in new)]

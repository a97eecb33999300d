"""How values travel to a PostGIS hub and back: the canonical form of the batches, as `jsonb` can hold it.

`jsonb` keeps whole numbers exactly, and floats and bytes are tagged texts already; the one thing it lacks is
the character NUL, so that a text with one goes as `{"text": base64}`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from ..domain.changes import HubRow, Value
from .batches import Batch, to_bytes
from .errors import DamagedBatchError
from .hub import Accepted, Refused, RowResult, Stale
from .values import canonical, from_plain, to_plain

_NUL = "\x00"
_NUL_IN_JSON = b"\\u0000"
_PLAIN = frozenset({str, int, type(None)})


def content_of(batch: Batch) -> bytes:
    """Return the bytes of a batch as they are sent: its canonical bytes wherever `jsonb` can hold them."""
    content = to_bytes(batch)
    if _NUL_IN_JSON not in content:
        return content
    document = json.loads(content)
    for change in document["changes"]:
        change["values"] = {column: _without_nul(value) for column, value in change["values"].items()}
    return canonical(document)


def row_of(plain: Sequence[Any]) -> HubRow:
    """Return the row of its array: table, uuid, version, sequence, deleted, values."""
    table, uuid, version, sequence, deleted, values = plain
    return HubRow(
        table=table, uuid=uuid, version=version, sequence=sequence, deleted=deleted, values=values_of(values)
    )


def values_of(plain: Mapping[str, object]) -> dict[str, Value]:
    """Return the values of a row as the hub sends them."""
    return {
        column: value if value.__class__ in _PLAIN else _value(value)  # type: ignore[misc]
        for column, value in plain.items()
    }


def plain_values(values: Mapping[str, Value]) -> dict[str, object]:
    """Return the values of a row as they are sent."""
    return {column: _without_nul(to_plain(value)) for column, value in values.items()}


def result_of(plain: Sequence[Any]) -> RowResult:
    """Return the result of one change of a batch."""
    outcome = plain[0]
    if outcome == "accepted":
        return Accepted(int(plain[1]), int(plain[2]))
    if outcome == "stale":
        return Stale(row_of(plain[1]))
    return Refused(str(plain[1]), None if plain[2] is None else row_of(plain[2]))


def _without_nul(value: object) -> object:
    if isinstance(value, str) and _NUL in value:
        return {"text": base64.b64encode(value.encode("utf-8")).decode("ascii")}
    return value


def _value(plain: object) -> Value:
    if isinstance(plain, dict) and plain.keys() == {"text"}:
        try:
            return base64.b64decode(plain["text"], validate=True).decode("utf-8")
        except (TypeError, ValueError) as error:
            raise DamagedBatchError("a text of the hub cannot be read") from error
    return from_plain(plain)

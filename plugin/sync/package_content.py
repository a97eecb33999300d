"""The lines of `changes.ndjson`: a batch on its way to the hub, or the hub's answer with what is new."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..domain.changes import HubRow
from . import batches
from .batches import Batch
from .errors import DamagedBatchError
from .hub import Accepted, PushResult, Refused, RowResult, Stale
from .values import canonical, plain_row, row_from_plain

MAX_LINES = 2_000_000


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a device asks: its batch, if any, the photos it has, and those it lacks."""

    batch: Batch | None
    photos_here: tuple[str, ...]
    photos_wanted: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a hub answers: the batch's results, the rows after ``since`` up to ``cursor``, the photos it has.

    ``batch_hash`` names the batch; ``shared_sequence`` is as in `hub.HubInfo`; ``more`` rows follow with the
    next receipt.
    """

    hub: str
    batch_hash: str | None
    results: PushResult
    since: int
    cursor: int
    shared_sequence: bool
    rows: tuple[HubRow, ...]
    photos_there: frozenset[str]
    more: bool = False


def request_lines(request: Request) -> Iterator[bytes]:
    """Yield the lines of a request."""
    photos = {"here": sorted(request.photos_here), "wanted": sorted(request.photos_wanted)}
    yield _line({"line": "photos", **photos})
    if request.batch is not None:
        document = json.loads(batches.to_bytes(request.batch))
        changes = document.pop("changes")
        yield _line({"line": "batch", **document})
        for change in changes:
            yield _line({"line": "change", **change})


def reply_lines(reply: Reply) -> Iterator[bytes]:
    """Yield the lines of a reply."""
    yield _line(
        {
            "line": "hub",
            "hub": reply.hub,
            "batch": reply.batch_hash,
            "since": reply.since,
            "cursor": reply.cursor,
            "shared_sequence": reply.shared_sequence,
            "more": reply.more,
            "photos_there": sorted(reply.photos_there),
        }
    )
    for result in reply.results.rows:
        yield _line({"line": "result", **_plain_result(result)})
    for row in reply.rows:
        yield _line({"line": "row", **_plain_row(row)})


def read_request(content: bytes) -> Request:
    """Return the request of its lines. Raises DamagedBatchError where they are none."""
    lines = _lines(content)
    try:
        photos = lines.pop(0)
        batch: Batch | None = None
        if lines:
            document = lines.pop(0)
            if photos["line"] != "photos" or document.pop("line") != "batch":
                raise DamagedBatchError("its lines are in a wrong order")
            if any(change.pop("line") != "change" for change in lines):
                raise DamagedBatchError("a line is of an unknown kind")
            batch = batches.from_bytes(canonical({**document, "changes": lines}))
        return Request(
            batch=batch, photos_here=_texts(photos["here"]), photos_wanted=_texts(photos["wanted"])
        )
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise DamagedBatchError(f"a line is missing or wrong ({error})") from error


def read_reply(content: bytes) -> Reply:
    """Return the reply of its lines. Raises DamagedBatchError where they are none."""
    lines = _lines(content)
    try:
        head = lines.pop(0)
        if head["line"] != "hub" or any(line["line"] not in ("result", "row") for line in lines):
            raise DamagedBatchError("a line is of an unknown kind")
        return Reply(
            hub=str(head["hub"]),
            batch_hash=None if head["batch"] is None else str(head["batch"]),
            results=PushResult(rows=tuple(_result(line) for line in lines if line["line"] == "result")),
            since=_number(head["since"]),
            cursor=_number(head["cursor"]),
            shared_sequence=bool(head["shared_sequence"]),
            more=bool(head.get("more", False)),
            rows=tuple(_row(line) for line in lines if line["line"] == "row"),
            photos_there=frozenset(_texts(head["photos_there"])),
        )
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        raise DamagedBatchError(f"a line is missing or wrong ({error})") from error


def _line(document: Mapping[str, object]) -> bytes:
    return canonical(document) + b"\n"


def _lines(content: bytes) -> list[dict[str, object]]:
    texts = content.split(b"\n")
    if texts.pop() != b"" or len(texts) > MAX_LINES:
        raise DamagedBatchError("its lines are cut off")
    try:
        lines = [json.loads(text) for text in texts]
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise DamagedBatchError("a line is damaged") from error
    if not all(isinstance(line, dict) for line in lines):
        raise DamagedBatchError("a line is damaged")
    return lines


def _plain_result(result: RowResult) -> dict[str, object]:
    if isinstance(result, Accepted):
        return {"outcome": "accepted", "version": result.version, "sequence": result.sequence}
    row = None if result.current is None else _plain_row(result.current)
    if isinstance(result, Stale):
        return {"outcome": "stale", "row": row}
    return {"outcome": "refused", "reason": result.reason, "row": row}


def _result(line: Mapping[str, object]) -> RowResult:
    row = line.get("row")
    current = _row(row) if isinstance(row, dict) else None
    if line["outcome"] == "accepted":
        return Accepted(_number(line["version"]), _number(line["sequence"]))
    if line["outcome"] == "stale" and current is not None:
        return Stale(current)
    if line["outcome"] == "refused":
        return Refused(str(line["reason"]), current)
    raise DamagedBatchError("an answer is of an unknown kind")


def _plain_row(row: HubRow) -> dict[str, object]:
    return {
        "table": row.table,
        "uuid": row.uuid,
        "version": row.version,
        "sequence": row.sequence,
        "deleted": row.deleted,
        "values": plain_row(row.values),
    }


def _row(line: Mapping[str, object]) -> HubRow:
    return HubRow(
        table=str(line["table"]),
        uuid=str(line["uuid"]),
        version=_number(line["version"]),
        sequence=_number(line["sequence"]),
        deleted=bool(line["deleted"]),
        values=row_from_plain(line["values"]),
    )


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise DamagedBatchError("a number is missing")
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, Iterable):
        raise DamagedBatchError("a list is missing")
    return tuple(str(one) for one in value)

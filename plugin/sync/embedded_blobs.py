"""Photos in the embedded hub: pieces that arrive in order, counted as a photo when the whole has its hash."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta

from .errors import DamagedBlobError
from .hub import CONFLICT_TABLE


def missing(connection: sqlite3.Connection, county: str, hashes: Iterable[str]) -> dict[str, int]:
    """Return the hashes that are not whole, each with the bytes that are here."""
    found: dict[str, int] = {}
    for sha256 in hashes:
        row = connection.execute(
            "SELECT received, complete FROM blob WHERE county = ? AND sha256 = ?", (county, sha256)
        ).fetchone()
        if row is None or not row[1]:
            found[sha256] = row[0] if row else 0
    return found


def put(
    connection: sqlite3.Connection, county: str, sha256: str, *, offset: int, content: bytes, size: int
) -> int | DamagedBlobError:
    """Return the bytes that are here now, or the error after which none of them are.

    A piece that is here already, or that comes too early, changes nothing: the answer says where to go on.
    """
    row = connection.execute(
        "SELECT size, received, complete FROM blob WHERE county = ? AND sha256 = ?", (county, sha256)
    ).fetchone()
    if row is None:
        row = (size, 0, 0)
        connection.execute(
            "INSERT INTO blob (county, sha256, size, received) VALUES (?, ?, ?, 0)", (county, sha256, size)
        )
    announced, received, complete = row
    if complete:
        return int(received)
    if announced != size or received + len(content) > size:
        _drop(connection, county, sha256)
        return DamagedBlobError(sha256, "has another size than announced")
    if offset != received:
        return int(received)
    if content:
        connection.execute(
            "INSERT INTO blob_chunk (county, sha256, start, content) VALUES (?, ?, ?, ?)",
            (county, sha256, offset, content),
        )
    received += len(content)
    if received == size and _hash(connection, county, sha256) != sha256:
        _drop(connection, county, sha256)
        return DamagedBlobError(sha256, "arrived with other content than its hash names")
    connection.execute(
        "UPDATE blob SET received = ?, complete = ? WHERE county = ? AND sha256 = ?",
        (received, int(received == size), county, sha256),
    )
    return int(received)


def get(connection: sqlite3.Connection, county: str, sha256: str, *, offset: int, size: int) -> bytes:
    """Return up to ``size`` bytes of a whole photo; empty at its end and where it is not whole."""
    complete = connection.execute(
        "SELECT 1 FROM blob WHERE county = ? AND sha256 = ? AND complete", (county, sha256)
    ).fetchone()
    if complete is None:
        return b""
    pieces = connection.execute(
        "SELECT start, content FROM blob_chunk WHERE county = ? AND sha256 = ?"
        " AND start < ? AND start + length(content) > ? ORDER BY start",
        (county, sha256, offset + size, offset),
    )
    return b"".join(content[max(0, offset - start) : offset + size - start] for start, content in pieces)


def collect(connection: sqlite3.Connection, county: str, *, at: datetime, grace: timedelta) -> list[str]:
    """Return the hashes whose bytes were dropped: no photo and no conflict has named them for the grace time.

    What is found unwanted for the first time is only marked; what is named again is wanted again.
    """
    named = {
        row[0]
        for row in connection.execute(
            "SELECT DISTINCT cell.value FROM cell JOIN row ON row.id = cell.row_id"
            " WHERE row.county = ? AND row.deleted = 0 AND row.tbl IN ('photo', ?) AND cell.value IS NOT NULL"
            " AND (cell.col LIKE 'sha256' OR cell.col LIKE '%:sha256' OR cell.col LIKE '%thumbnail_sha256')",
            (county, CONFLICT_TABLE),
        )
    }
    blobs = connection.execute("SELECT sha256, unwanted FROM blob WHERE county = ?", (county,)).fetchall()
    dropped: list[str] = []
    for sha256, unwanted in blobs:
        if sha256 in named:
            since = None
        elif unwanted is not None and datetime.fromisoformat(unwanted) + grace <= at:
            _drop(connection, county, sha256)
            dropped.append(sha256)
            continue
        else:
            since = unwanted or at.isoformat(timespec="seconds")
        if since != unwanted:
            connection.execute(
                "UPDATE blob SET unwanted = ? WHERE county = ? AND sha256 = ?", (since, county, sha256)
            )
    return dropped


def _hash(connection: sqlite3.Connection, county: str, sha256: str) -> str:
    digest = hashlib.sha256()
    for (content,) in connection.execute(
        "SELECT content FROM blob_chunk WHERE county = ? AND sha256 = ? ORDER BY start", (county, sha256)
    ):
        digest.update(content)
    return digest.hexdigest()


def _drop(connection: sqlite3.Connection, county: str, sha256: str) -> None:
    connection.execute("DELETE FROM blob_chunk WHERE county = ? AND sha256 = ?", (county, sha256))
    connection.execute("DELETE FROM blob WHERE county = ? AND sha256 = ?", (county, sha256))

"""Photos in the embedded hub: pieces that arrive in order, counted as a photo when the whole has its hash."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable

from .errors import DamagedBlobError


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

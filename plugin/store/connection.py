"""Connections to the workspace file: short, patient, and with the functions its R-tree triggers call."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from . import gpkg_geometry
from .errors import NotAWorkspaceError, StoreError, WorkspaceLockedError, WorkspaceNotWritableError

BUSY_TIMEOUT_MS = 5000
"""How long we wait for another program's lock: QGIS holds the file for the time of one commit."""

_WRITE_NOTHING = "UPDATE gpkg_contents SET data_type = data_type WHERE 0"
"""SQLite quietly begins a read transaction on a read-only file; this statement is what it refuses."""


def open_connection(
    path: Path, *, read_only: bool = False, busy_timeout_ms: int = BUSY_TIMEOUT_MS
) -> sqlite3.Connection:
    """Return an autocommitting connection with the GeoPackage functions registered.

    The file must exist, if only as an empty one. The caller closes the connection; threads do not share one.
    Raises NotAWorkspaceError or WorkspaceNotWritableError where the file cannot be opened.
    """
    with translated_errors(path):
        connection = sqlite3.connect(
            f"{file_uri(path)}?mode=rw", uri=True, isolation_level=None, timeout=busy_timeout_ms / 1000
        )
        try:
            connection.row_factory = sqlite3.Row
            register_functions(connection)
            connection.execute("PRAGMA foreign_keys = ON")
            if read_only:
                connection.execute("PRAGMA query_only = ON")
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection that refuses to write; it holds no lock between two statements."""
    connection = open_connection(path, read_only=True)
    try:
        with translated_errors(path):
            yield connection
    finally:
        connection.close()


@contextmanager
def writing(path: Path, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> Iterator[sqlite3.Connection]:
    """Yield a connection inside one write transaction: committed at the end, rolled back on any error.

    Keep it short: while it lasts, QGIS cannot commit an edited layer. Compute first, write then.
    Raises WorkspaceLockedError, WorkspaceNotWritableError.
    """
    connection = open_connection(path, busy_timeout_ms=busy_timeout_ms)
    try:
        with translated_errors(path):
            connection.execute("BEGIN IMMEDIATE")
            try:
                connection.execute(_WRITE_NOTHING)
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
    finally:
        connection.close()


@contextmanager
def translated_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite says about the file into the store's own errors."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        translation = _translation(error, path)
        if translation is None:
            raise
        raise translation from error


def _translation(error: sqlite3.DatabaseError, path: Path) -> StoreError | None:
    text = str(error).lower()
    if "is locked" in text or "is busy" in text:
        return WorkspaceLockedError(path)
    if "readonly" in text or "read-only" in text:
        return WorkspaceNotWritableError(path, "the file or its folder is read-only")
    if "disk is full" in text or "disk full" in text:
        return WorkspaceNotWritableError(path, "the disk is full and nothing was saved")
    if "disk i/o error" in text:
        return WorkspaceNotWritableError(path, "the disk reported an error and nothing was saved")
    if "unable to open" in text:
        if path.exists():
            return WorkspaceNotWritableError(path, "the file cannot be opened with your rights")
        return NotAWorkspaceError(path, "there is no such file")
    if "not a database" in text:
        return NotAWorkspaceError(path, "it is no GeoPackage")
    if "malformed" in text:
        return NotAWorkspaceError(path, "the file is damaged")
    return None


def file_uri(path: Path) -> str:
    """Return the path as SQLite takes it in a URI, also for a drive letter or a share of Windows."""
    text = path.absolute().as_posix()
    return "file://" + quote(text if text.startswith("/") else f"/{text}")


def register_functions(connection: sqlite3.Connection) -> None:
    """Register `ST_MinX/MaxX/MinY/MaxY/IsEmpty`, which the R-tree triggers call and SQLite lacks."""
    for index, name in enumerate(("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY")):
        connection.create_function(name, 1, _bound(index), deterministic=True)
    connection.create_function("ST_IsEmpty", 1, gpkg_geometry.is_empty, deterministic=True)


def _bound(index: int) -> Callable[[bytes | None], float | None]:
    def bound(blob: bytes | None) -> float | None:
        envelope = gpkg_geometry.envelope(blob)
        return None if envelope is None else envelope[index]

    return bound

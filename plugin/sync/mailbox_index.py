"""The index of a mailbox on this computer: an SQLite file on the local disk, never on the share.

It holds what the letters say and can be thrown away: a new one is drawn from the letters, and cursors of the
old one are then recognised as foreign.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..paths import resource
from .errors import HubUnavailableError

FORMAT = 1
BUSY_TIMEOUT_S = 10.0


class MailboxIndex:
    """The index file of one mailbox; belongs to the thread that opened it."""

    def __init__(self, path: Path) -> None:
        """Open the index, a new one where there is none, or none that can be used."""
        self.path = path
        with self._translated():
            try:
                self._connection = _opened(path)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                with suppress(OSError):
                    path.unlink()
                self._connection = _opened(path)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection in one transaction: all is kept or, on any error, nothing."""
        with self._translated():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            problem = f"its index on this computer cannot be used ({error})"
            raise HubUnavailableError(str(self.path), problem) from error


def _opened(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"its index cannot be kept on this computer ({error.strerror})"
        raise HubUnavailableError(str(path), problem) from error
    connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_TIMEOUT_S)
    try:
        connection.execute("BEGIN IMMEDIATE")
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found not in (0, FORMAT):
            raise sqlite3.DatabaseError("an index of another version")
        if found == 0:
            connection.execute("COMMIT")
            scripts = [resource("sql", "hub", "0001_hub.sql"), resource("sql", "mailbox", "0001_index.sql")]
            text = "\n".join(script.read_text(encoding="utf-8") for script in scripts)
            connection.executescript(f"BEGIN IMMEDIATE;\n{text}\nPRAGMA user_version = {FORMAT:d};\nCOMMIT;")
        else:
            connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection

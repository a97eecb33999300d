"""One connection to a PostGIS hub: opened when it is needed, opened again when it was lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from .batches import Batch
from .errors import HubUnavailableError, SyncError
from .postgis_address import PostgisAddress, driver
from .postgis_errors import HubLoginError, NoHubInDatabaseError, from_sqlstate

STATEMENT_TIMEOUT_MS = 120_000
LOCK_TIMEOUT_MS = 30_000
"""How long a push waits for the other pushes of its county."""

SESSION = f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c lock_timeout={LOCK_TIMEOUT_MS} -c search_path="
"""Settings of each session; names are looked up nowhere but where they are written."""

LOST_AFTER_MS = 20_000
"""After how long without an answer of the network the server counts as gone."""

TLS_PROBLEM = "the encrypted connection was not made (its certificate, or no TLS there)"

_NOT_LET_IN = (
    *("password", "authentication", "no pg_hba.conf entry", "permission denied for database"),
    *('role "', "is not permitted to log in", "does not exist", "认证", "不存在", "没有用于主机"),
)


class PostgisConnection:
    """A connection in autocommit: each call is one transaction. It belongs to the thread that uses it."""

    def __init__(self, address: PostgisAddress) -> None:
        self.address = address
        self._driver = driver()
        self._connection: Any = None

    def close(self) -> None:
        """Close the connection; the next call opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def call(
        self, sql: str, parameters: Sequence[object], *, county: str | None = None, batch: Batch | None = None
    ) -> Any:
        """Return the one value that a call of a hub's function answers."""
        rows = self.rows(sql, parameters, county=county, batch=batch)
        return rows[0][0] if rows else None

    def rows(
        self, sql: str, parameters: Sequence[object], *, county: str | None = None, batch: Batch | None = None
    ) -> list[tuple[Any, ...]]:
        """Return the rows that a call of a hub's function answers.

        What is called is safe to repeat: where a connection that had worked was lost, it is called once more
        on a new one. Raises the errors of `sync.errors` and `sync.postgis_errors`.
        """
        was_open = self._connection is not None
        try:
            return self._call(sql, parameters)
        except self._driver.Error as error:
            if not (was_open and self._is_lost()):
                raise self._translated(error, county, batch) from error
        self.close()
        try:
            return self._call(sql, parameters)
        except self._driver.Error as error:
            raise self._translated(error, county, batch) from error

    def _call(self, sql: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
        if self._connection is None:
            self._connection = self._connect()
        with self._connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return list(cursor.fetchall())

    def _connect(self) -> Any:
        connection = self._driver.connect(
            **self.address.parameters,
            application_name="mine_restoration",
            client_encoding="UTF8",
            keepalives_idle=30,
            tcp_user_timeout=LOST_AFTER_MS,
            options=SESSION,
        )
        connection.autocommit = True
        return connection

    def _is_lost(self) -> bool:
        return self._connection is not None and bool(self._connection.closed)

    def _translated(self, error: Any, county: str | None, batch: Batch | None) -> SyncError:
        lost = self._connection is None or self._is_lost()
        if lost:
            self.close()
        if error.pgcode is None:
            return of_the_way(self.address.shown, str(error), lost=lost)
        return from_sqlstate(
            error.pgcode,
            address=self.address,
            county=county,
            batch=batch,
            detail=error.diag.message_detail,
            text=self.address.without_secrets(error.diag.message_primary or ""),
        )


def of_the_way(shown: str, text: str, *, lost: bool) -> SyncError:
    """Return the error for a connection that was not made or did not last: it carries a text alone."""
    lower = text.lower()
    signs: dict[tuple[str, ...], str] = {
        ("certificate", "ssl"): TLS_PROBLEM,
        ("timeout", "timed out"): "the server was not reached in time",
        ("could not translate host name",): "no server of that name is known here",
        ("starting up", "shutting down"): "it is starting or shutting down",
        ("too many", "remaining connection slots"): "too many people are connected at once",
        ("refused", "no such file", "unreachable"): "no server answers there",
    }
    if re.search(r'database "[^"]*" does not exist', lower):
        return NoHubInDatabaseError(shown, "there is no such database")
    if any(sign in lower for sign in _NOT_LET_IN):
        return HubLoginError(shown)
    for words, problem in signs.items():
        if any(word in lower for word in words):
            return HubUnavailableError(shown, problem)
    return HubUnavailableError(shown, "the connection was lost" if lost else "the server was not reached")

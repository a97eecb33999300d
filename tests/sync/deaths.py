"""Death at any statement and any operation on a file: the process stops before the n-th, for good.

It is injected in this process: an exception that no `except Exception` sees, after which no statement and no
operation on a file works any more. What is not committed then is gone when the connection is closed. To die
after an operation is to die before the next one.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from plugin.sync.postgis_connection import PostgisConnection

EVERY = bool(os.environ.get("MINE_RESTORATION_EVERY_STATEMENT"))
"""Whether to die at every statement, as `make soak` does.

Otherwise only where something is about to last: before each commit, each write outside a transaction, each
call of a server and each operation on a file. Between two of these a death leaves the same behind.
"""

_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER", "COMMIT", "END")
_ON_FILES = {
    "os.rename": (0, 1),
    "os.remove": (0,),
    "os.mkdir": (0,),
    "os.rmdir": (0,),
    "os.link": (0, 1),
    "os.truncate": (0,),
}
_READ_ONLY = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_DIRECTORY", 0)


class ProcessDiedError(BaseException):
    """The fault that is injected: no `except Exception` sees it, and nothing works after it."""


class Deaths:
    """Counts what happens in a folder, and on a server, and lets the process die before the n-th."""

    def __init__(self, folder: Path, *, every: bool = EVERY) -> None:
        self.folder, self.every = str(folder), every
        self.events: list[str] = []
        self.die_at, self.dead = 0, False

    def event(self, what: str, *, lasting: bool) -> None:
        """Count something that is about to happen; raise ProcessDiedError where it must not."""
        if self.dead:
            raise ProcessDiedError(what)
        if lasting or self.every:
            self.events.append(what)
            if len(self.events) == self.die_at:
                self.dead = True
                raise ProcessDiedError(what)

    def on_file(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Count an operation on a file of the folder that changes something."""
        if event == "open":
            path, _, flags = arguments
            paths = [] if isinstance(flags, int) and not flags & ~_READ_ONLY else [path]
        else:
            paths = [arguments[place] for place in _ON_FILES[event]]
            if os.path.lexists(paths[0]) != (event != "os.mkdir"):
                return  # there is nothing to take away, or to make
        if any(isinstance(path, str | os.PathLike) and self._is_here(os.fspath(path)) for path in paths):
            self.event(f"{event} {Path(os.fspath(paths[-1])).name}", lasting=True)

    def _is_here(self, path: object) -> bool:
        return isinstance(path, str) and path.startswith(self.folder)


_active: list[Deaths] = []
_hooked: list[bool] = []


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _active and (event == "open" or event in _ON_FILES):
        _active[-1].on_file(event, arguments)


class _Connection(sqlite3.Connection):
    """A connection whose statements are counted."""

    def execute(self, sql: str, *parameters: Any) -> Any:
        self._count(sql)
        return super().execute(sql, *parameters)

    def executemany(self, sql: str, *parameters: Any) -> Any:
        self._count(sql)
        return super().executemany(sql, *parameters)

    def executescript(self, sql: str) -> Any:
        self._count(sql, lasting=True)
        return super().executescript(sql)

    def backup(self, target: Any, **options: Any) -> None:
        self._count("backup", lasting=True)
        super().backup(target, **options)

    def _count(self, sql: str, *, lasting: bool = False) -> None:
        if _active:
            word = sql.split(None, 1)[0].upper()
            ends = word in ("COMMIT", "END") and self.in_transaction
            alone = word in _WRITES and not self.in_transaction
            _active[-1].event(" ".join(sql.split())[:60], lasting=lasting or ends or alone)


_connect, _call = sqlite3.connect, PostgisConnection._call


def _counted_connect(*arguments: Any, **options: Any) -> sqlite3.Connection:
    return _connect(*arguments, **{"factory": _Connection, **options})


def _counted_call(self: PostgisConnection, sql: str, parameters: Any) -> Any:
    _active[-1].event(sql[:60], lasting=True)
    return _call(self, sql, parameters)


@contextmanager
def counting(deaths: Deaths) -> Iterator[None]:
    """Count what happens meanwhile."""
    if not _hooked:
        sys.addaudithook(_hook)  # for good: there is no way to take it off
        _hooked.append(True)
    with (
        patch.object(sqlite3, "connect", _counted_connect),
        patch.object(PostgisConnection, "_call", _counted_call),
    ):
        _active.append(deaths)
        try:
            yield
        finally:
            _active.remove(deaths)


def dies(work: Callable[[], object], folder: Path, number: int) -> str:
    """Return before what the process died that does the work in a folder: the n-th event; or nothing."""
    deaths = Deaths(folder)
    deaths.die_at = number
    try:
        with counting(deaths):
            work()
    except ProcessDiedError:
        return deaths.events[-1]
    return ""


def events_of(work: Callable[[], object], folder: Path) -> list[str]:
    """Return all that happens where nobody dies."""
    deaths = Deaths(folder)
    with counting(deaths):
        work()
    return deaths.events


def places(count: int, *, at_most: int | None = None) -> list[int]:
    """Return the numbers of the events to die at: all, or some with equal steps between them."""
    if at_most is None or EVERY or count <= at_most:
        return list(range(1, count + 1))
    return sorted({round(1 + place * (count - 1) / (at_most - 1)) for place in range(at_most)})

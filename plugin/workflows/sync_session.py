"""One sync of one workspace with one hub: what its steps share."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import lru_cache
from sqlite3 import Connection

from ..domain.progress import Progress, check
from ..store import replica
from ..store.connection import translated_errors
from ..store.schema import load_schema
from ..store.workspace import Workspace
from ..sync.devices import Device
from ..sync.errors import HubNotWritableError
from ..sync.hub import Hub
from ..sync.merge_rules import CLASSIFICATION_COLUMN, CLASSIFIED, GEOMETRY_COLUMN, MergeRules
from ..sync.operations import Key

PACKAGE_OUT = "package_out:"
"""Under which a workspace notes the packages whose receipt has not come."""


@dataclass(kw_only=True)
class Tally:
    """What has happened so far; the account of the sync is drawn from it."""

    pushed: int = 0
    conflicts: int = 0
    snapshot: bool = False
    taken_back: frozenset[Key] = frozenset()
    closed: HubNotWritableError | None = None
    more: bool = False
    written: set[Key] = field(default_factory=set)
    deferred: set[Key] = field(default_factory=set)
    raced: set[Key] = field(default_factory=set)
    withheld: set[Key] = field(default_factory=set)
    locked: set[Key] = field(default_factory=set)
    refused: dict[Key, str] = field(default_factory=dict)


class Access:
    """One connection to the workspace for the time of a sync; between two statements it holds no lock.

    Opening one takes as long as a small sync, since SQLite then reads the whole schema.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._path = workspace.path
        self._connection = workspace.open()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield the connection, which sees one state of the workspace; it must be for a short time only."""
        with self._transaction("BEGIN", "ROLLBACK") as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield the connection inside one short write transaction: all is kept or, on any error, nothing."""
        with self._transaction("BEGIN IMMEDIATE", "COMMIT") as connection:
            yield connection

    @contextmanager
    def try_out(self) -> Iterator[Connection]:
        """Yield the connection inside a write transaction of which nothing is kept."""
        with self._transaction("BEGIN IMMEDIATE", "ROLLBACK") as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str, end: str) -> Iterator[Connection]:
        with translated_errors(self._path):
            self._connection.execute(begin)
            try:
                yield self._connection
                self._connection.execute(end)
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


@dataclass(frozen=True, kw_only=True)
class Session:
    """The workspace, the hub, who the device is, the rows with unsaved edits, and the tally.

    ``busy`` may change while the sync runs: it is asked before every write. ``shared_sequence``: the hub
    gives all devices the same places (see `hub.HubInfo`).
    """

    workspace: Workspace
    access: Access
    hub: Hub
    hub_uuid: str
    device: Device
    busy: Collection[Key]
    progress: Progress
    tally: Tally
    shared_sequence: bool = False

    @property
    def county(self) -> str:
        """Return the county's code."""
        return self.workspace.county_code

    @property
    def cursor_key(self) -> str:
        """Return where the workspace notes how much it has received from this hub."""
        return cursor_key(self.hub_uuid)

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Go on without sending where the hub can be read and not written; the account says so."""
        try:
            yield
        except HubNotWritableError as error:
            self.tally.closed = error

    def step(self, fraction: float, message: str) -> None:
        """Report, and stop here where the person asked to: every step leaves both sides whole."""
        check(self.progress)
        self.progress.report(fraction, message)


def cursor_key(hub_uuid: str) -> str:
    """Return where a workspace notes how much it has received from a hub."""
    return f"cursor:{hub_uuid}"


@lru_cache(maxsize=1)
def merge_rules() -> MergeRules:
    """Return what the planner must know of the workspace's tables."""
    groups: dict[str, dict[str, str]] = {}
    parents: dict[str, tuple[str, ...]] = {}
    for table in load_schema().tables.values():
        if not table.synced:
            continue
        columns = {column.name: column.group or column.name for column in table.data_columns}
        groups[table.name] = {GEOMETRY_COLUMN: GEOMETRY_COLUMN, **columns} if table.geometry else columns
        parents[table.name] = replica.parent_columns(table)
    return MergeRules(groups=groups, parents=parents)


def classified_among(connection: Connection, uuids: Iterable[str]) -> set[str]:
    """Return those of the uuids whose record never leaves this computer."""
    return replica.with_value(connection, CLASSIFICATION_COLUMN, CLASSIFIED, uuids)


def now() -> str:
    """Return the time as the workspace writes it, in UTC."""
    return f"{datetime.now(timezone.utc):%Y-%m-%dT%H:%M:%S}.000Z"

"""Laptops and hubs for the tests: real workspaces, a real embedded hub, and faults where wanted."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import shapely

from plugin.domain.changes import HubRow, Value
from plugin.store import replica
from plugin.store.connection import open_connection, translated_errors
from plugin.store.records import (
    UNCHANGED,
    Record,
    delete_record,
    insert_records,
    new_uuid,
    read_records,
    update_record,
)
from plugin.store.schema import load_schema
from plugin.store.workspace import Workspace, create_workspace, open_workspace
from plugin.sync.addresses import open_hub
from plugin.sync.hub import Hub
from plugin.sync.operations import Key
from plugin.workflows.synchronise import SyncResult, synchronise, synchronise_with

LIULIN, ZHONGYANG = "141125", "141129"
SYNCED = tuple(table.name for table in load_schema().tables.values() if table.synced)


def quick_folder() -> TemporaryDirectory[str]:
    """Return a folder that goes when it is closed; in memory where the system has such a place.

    Every commit waits for the disk otherwise, and these tests make thousands.
    """
    memory = Path("/dev/shm")
    return TemporaryDirectory(dir=memory if memory.is_dir() else None)


_BLANK = quick_folder()


@lru_cache(maxsize=4)
def blank_workspace(county: str) -> Path:
    """Return an empty workspace of a county that nobody writes: laptops start from copies of it."""
    return create_workspace(Path(_BLANK.name) / f"{county}.gpkg", county_code=county).path


def new_workspace(path: Path, county: str = LIULIN) -> Workspace:
    """Return an empty workspace: a copy of a blank one, since making one takes ten times as long."""
    return open_workspace(shutil.copyfile(blank_workspace(county), path))


@dataclass(frozen=True, kw_only=True)
class OpenWorkspace(Workspace):
    """A workspace with one connection that stays open: opening one takes longer than most edits."""

    @contextmanager
    def connect(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection, on which writing fails meanwhile."""
        connection = _open(self.path)
        connection.execute("PRAGMA query_only = ON")
        try:
            with translated_errors(self.path):
                yield connection
        finally:
            connection.execute("PRAGMA query_only = OFF")

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection inside a write transaction."""
        if self.on_network_share:
            with super().write() as connection:  # which says why it refuses
                yield connection
        connection = _open(self.path)
        with translated_errors(self.path):
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def open(self) -> sqlite3.Connection:
        """Return the connection; closing it ends what was begun."""
        return cast(sqlite3.Connection, Borrowed(_open(self.path)))

    def close(self) -> None:
        """Let go of the file, which is to be replaced or removed."""
        kept = _CONNECTIONS.pop(self.path, None)
        if kept is not None:
            kept[1].close()


class Borrowed:
    """A connection that stays open when it is closed: only its transaction ends."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def close(self) -> None:
        """Undo what was not committed."""
        if self._connection.in_transaction:
            self._connection.rollback()


_CONNECTIONS: dict[Path, tuple[int, sqlite3.Connection]] = {}
MOST_OPEN = 16


def _open(path: Path) -> sqlite3.Connection:
    """Return the connection that is kept of a file; a file that was put in its place is another one."""
    kept = _CONNECTIONS.get(path)
    if kept is not None and kept[0] == path.stat().st_ino:
        return kept[1]
    close_all(but=MOST_OPEN - 1, also=path)
    _CONNECTIONS[path] = path.stat().st_ino, open_connection(path)
    return _CONNECTIONS[path][1]


def close_all(*, but: int = 0, also: Path | None = None) -> None:
    """Close the connections that are kept, the latest apart."""
    for path in [*([also] if also in _CONNECTIONS else []), *list(_CONNECTIONS)[: len(_CONNECTIONS) - but]]:
        kept = _CONNECTIONS.pop(path, None)
        if kept is not None:
            kept[1].close()


@dataclass
class Laptop:
    """A workspace and the profile of the person who uses it."""

    workspace: Workspace
    profile: Path
    hub: Path | str

    @classmethod
    def empty(cls, folder: Path, name: str, hub: Path | str, *, county: str = LIULIN) -> Laptop:
        """Return a laptop with an empty workspace."""
        return cls.with_copy_of(blank_workspace(county), folder, name, hub)

    @classmethod
    def with_copy_of(cls, original: Path, folder: Path, name: str, hub: Path | str) -> Laptop:
        """Return a laptop that got a plain copy of a workspace's file."""
        home = folder / name
        home.mkdir()
        path = home / "county.gpkg"
        shutil.copyfile(original, path)
        laptop = cls(open_workspace(path), home / "profile", hub)
        laptop.keep_open()
        return laptop

    def keep_open(self) -> None:
        """Keep a connection to the workspace from now on; to be closed by `workspace.close`."""
        facts = {field.name: getattr(self.workspace, field.name) for field in fields(Workspace)}
        self.workspace = OpenWorkspace(**facts)

    def sync(self, busy: Iterable[Key] = frozenset()) -> SyncResult:
        """Sync with the hub at its address."""
        return synchronise(self.workspace, self.hub, busy=busy, profile_folder=self.profile)

    def sync_through(self, make: Any) -> SyncResult:
        """Sync through a hub that ``make`` wraps around the real one."""
        with closing(open_hub(self.hub)) as hub:
            return synchronise_with(
                self.workspace, make(hub), address=str(self.hub), profile_folder=self.profile
            )

    def add(self, table: str, geometry: shapely.Geometry | None = None, **values: Value) -> str:
        """Save a new record; return its uuid."""
        record = Record(table, new_uuid(), values, geometry)
        with self.workspace.write() as connection:
            insert_records(connection, [record])
        return record.uuid

    def pit(self, number: str = "141125T20240001", **values: Value) -> str:
        """Save a new pit; return its uuid."""
        return self.add("problem_point", shapely.Point(110.9, 37.4), type="P104", number=number, **values)

    def edit(self, table: str, uuid: str, geometry: Any = UNCHANGED, **values: Value) -> None:
        """Save an edit of a record."""
        with self.workspace.write() as connection:
            update_record(connection, table, uuid, values, geometry, known_codes_only=False)

    def delete(self, table: str, uuid: str) -> None:
        """Delete a record with its children."""
        with self.workspace.write() as connection:
            delete_record(connection, table, uuid)

    def record(self, table: str, uuid: str) -> Record | None:
        """Return a record, or None."""
        with self.workspace.connect() as connection:
            return next(iter(read_records(connection, table, uuids=[uuid])), None)

    def value(self, table: str, uuid: str, column: str) -> Value:
        """Return one value of a record that is there."""
        record = self.record(table, uuid)
        assert record is not None
        return record.values[column]

    def rows(self) -> dict[Key, dict[str, Value]]:
        """Return all synced rows with their data columns."""
        with self.workspace.connect() as connection:
            keys = [
                (table, str(row[0]))
                for table in SYNCED
                for row in replica.read_columns(connection, table, ["uuid"])
            ]
            return replica.read_rows(connection, keys)


def hub_rows(path: Path | str, county: str = LIULIN) -> dict[Key, HubRow]:
    """Return all rows of a county in a hub."""
    with closing(open_hub(path)) as hub:
        page = hub.pull(county, 0, 1_000_000)
    return {(row.table, row.uuid): row for row in page.rows}


def live_rows(path: Path | str, county: str = LIULIN) -> dict[Key, Mapping[str, Value]]:
    """Return the values of a county's rows that live in the hub, conflicts apart."""
    return {
        key: row.values for key, row in hub_rows(path, county).items() if not row.deleted and key[0] in SYNCED
    }


class LostError(Exception):
    """The fault that a test injects: the process dies here."""


@dataclass
class FailingHub:
    """A hub that fails at the n-th call, before the call does anything or after it has done all."""

    hub: Hub
    fail_at: int
    after: bool
    calls: int = field(default=0)

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.hub, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            self.calls += 1
            if self.calls == self.fail_at and not self.after:
                raise LostError(name)
            answer = method(*args, **kwargs)
            if self.calls == self.fail_at:
                raise LostError(name)
            return answer

        return call


def both_know(ann: Laptop, bo: Laptop, **values: object) -> str:
    """Return a pit that both laptops and the hub hold alike."""
    pit = ann.pit(**values)  # type: ignore[arg-type]
    ann.sync()
    bo.sync()
    return pit


def equal(*laptops: Laptop) -> None:
    """Assert that all laptops and the hub hold the same rows after a last exchange."""
    for laptop in laptops * 2:
        laptop.sync()
    assert all(laptop.rows() == live_rows(laptop.hub) for laptop in laptops)

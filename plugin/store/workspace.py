"""One survey workspace: creating, opening and copying the GeoPackage that holds it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from .. import drafts
from ..domain.file_problems import problem_of
from . import catalogues, migrations
from .connection import open_connection, reading, translated_errors, writing
from .errors import (
    NewerWorkspaceError,
    NotAWorkspaceError,
    WorkspaceExistsError,
    WorkspaceNotWritableError,
)
from .network_share import is_network_share
from .schema import Schema, load_schema
from .sql import compose

APPLICATION_ID = 0x47504B47
"""`GPKG`, which every GeoPackage since 1.2 has in its header."""

SUFFIX = ".gpkg"
_REQUIRED_KEYS = {"workspace_uuid", "county_code", "county_name", "profile"}


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """An opened workspace: where it is and what it says of itself. It holds no connection between calls."""

    path: Path
    workspace_uuid: str
    county_code: str
    county_name: str
    profile: str

    @property
    def schema(self) -> Schema:
        """Return the tables and columns of the workspace."""
        return load_schema()

    @property
    def on_network_share(self) -> bool:
        """Return whether the file is on another machine: then it is for reading only."""
        return is_network_share(self.path)

    @property
    def photo_folder(self) -> Path:
        """Return the folder of the photos' originals, beside the file; it exists from the first photo on."""
        return photo_folder_of(self.path)

    def connect(self) -> AbstractContextManager[sqlite3.Connection]:
        """Return a context manager that yields a connection for reading; writing on it fails."""
        return reading(self.path)

    def write(self) -> AbstractContextManager[sqlite3.Connection]:
        """Return a context manager that yields a connection inside one short write transaction.

        Everything is kept or, on any error, nothing. Raises WorkspaceLockedError and, also for a file on a
        network share, WorkspaceNotWritableError.
        """
        _require_local(self.path)
        return writing(self.path)

    def open(self) -> sqlite3.Connection:
        """Return a connection for many short transactions, which the caller closes. Raises as `connect`."""
        return open_connection(self.path)


def _require_local(path: Path) -> None:
    if is_network_share(path):
        raise WorkspaceNotWritableError(
            path,
            "it is on a network share, where two writers would damage it; work on a copy on this computer",
        )


def photo_folder_of(path: Path) -> Path:
    """Return the folder where the photos of the workspace at the path are."""
    return path.with_name(f"{path.stem}_photos")


def create_workspace(
    path: Path | str,
    *,
    county_code: str,
    county_name: str | None = None,
    profile: str = "national",
    overwrite: bool = False,
) -> Workspace:
    """Return a new, empty workspace at the path (`.gpkg` is added where it has no such suffix).

    It is written beside its place and renamed, so that a failure leaves nothing. Raises UnknownCountyError,
    WorkspaceExistsError unless ``overwrite``, WorkspaceNotWritableError.
    """
    target = _with_suffix(Path(path).absolute())
    name = catalogues.county_name(county_code)
    _require_local(target)
    with _written_beside(target, overwrite=overwrite) as draft:
        connection = open_connection(draft)
        try:
            connection.execute("PRAGMA journal_mode = MEMORY")
            connection.execute("BEGIN IMMEDIATE")
            migrations.migrate(connection)
            _describe(
                connection,
                {"county_code": county_code, "county_name": county_name or name, "profile": profile},
            )
            connection.execute("COMMIT")
        finally:
            connection.close()
    return open_workspace(target)


def _describe(connection: sqlite3.Connection, values: dict[str, str]) -> None:
    now = f"{datetime.now(timezone.utc):%Y-%m-%dT%H:%M:%SZ}"
    for key, value in {**values, "workspace_uuid": str(uuid.uuid4()), "created_at": now}.items():
        migrations.set_meta(connection, key, value)


def open_workspace(path: Path | str) -> Workspace:
    """Return the workspace at the path, brought to the schema of today where it was older.

    What another program left in a `-wal` file is recovered first. Before a migration the file is copied to
    `<stem>_schema<N>.gpkg` beside it. Raises NotAWorkspaceError, NewerWorkspaceError, WorkspaceLockedError.
    """
    target = Path(path).absolute()
    _require_file(target)
    recover(target)
    with reading(target) as connection:
        meta = _required_meta(target, connection)
    found, supported = int(meta["schema_version"]), migrations.latest_version()
    if found > supported:
        raise NewerWorkspaceError(target, found, supported)
    if found < supported:
        backup(target, target.with_name(f"{target.stem}_schema{found}{target.suffix}"), overwrite=True)
        with writing(target) as connection:
            migrations.migrate(connection)
            meta = _required_meta(target, connection)
    return Workspace(
        path=target,
        workspace_uuid=meta["workspace_uuid"],
        county_code=meta["county_code"],
        county_name=meta["county_name"],
        profile=meta["profile"],
    )


def _require_file(path: Path) -> None:
    if not path.exists():
        raise NotAWorkspaceError(path, "there is no such file")
    if not path.is_file():
        raise NotAWorkspaceError(path, "it is a folder")


def _required_meta(path: Path, connection: sqlite3.Connection) -> dict[str, str]:
    """Return what `_meta` says; every connection reads the whole catalogue once, so one is opened for all."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise NotAWorkspaceError(path, "it is an SQLite file but no GeoPackage")
    try:
        meta = {row["key"]: str(row["value"]) for row in connection.execute("SELECT key, value FROM _meta")}
        is_one = int(meta.get("schema_version", 0)) > 0 and meta.keys() >= _REQUIRED_KEYS
    except (sqlite3.OperationalError, ValueError):
        is_one = False
    if not is_one:
        raise NotAWorkspaceError(path, "it is a GeoPackage of another kind")
    return meta


def recover(path: Path) -> bool:
    """Return whether the file now holds all that was written, with no `-wal` beside it.

    False where another program has the workspace open, or it is read-only: then the `-wal` stays.
    """
    wal = path.with_name(path.name + "-wal")
    connection = open_connection(path, busy_timeout_ms=200)
    with translated_errors(path):
        try:
            # SQLite is asked, not the file: closing it would lift the locks that this process holds on it
            # (sqlite.org/howtocorrupt.html, 2.2). A file in that mode has its `-wal` from here on.
            connection.execute("PRAGMA application_id")
            if wal.exists() and connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError:
            return False
        finally:
            connection.close()
    return not wal.exists()


def copy_workspace(source: Path | str, target: Path | str, *, overwrite: bool = False) -> Workspace:
    """Return the copy of a workspace with its photos; also while another program has the source open.

    SQLite's own backup copies what is committed, wherever it stands (a plain copy of the file misses what is
    in its `-wal`); row counts are compared. Raises WorkspaceExistsError unless ``overwrite``,
    WorkspaceNotWritableError, NotAWorkspaceError.
    """
    origin, copy = Path(source).absolute(), _with_suffix(Path(target).absolute())
    _require_file(origin)
    with reading(origin) as connection:
        _required_meta(origin, connection)
    photos, photo_copy = photo_folder_of(origin), photo_folder_of(copy)
    if photo_copy.exists() and not overwrite:
        raise WorkspaceExistsError(photo_copy)
    backup(origin, copy, overwrite=overwrite)
    if photos.is_dir():
        try:
            _copy_photos(photos, photo_copy)
        except OSError as error:
            copy.unlink(missing_ok=True)
            raise WorkspaceNotWritableError(photo_copy, problem_of(error)) from error
    return open_workspace(copy)


def _copy_photos(photos: Path, target: Path) -> None:
    draft = drafts.draft_of(target)
    try:
        shutil.copytree(photos, draft)
        if target.exists():
            shutil.rmtree(target)
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def backup(source: Path, target: Path, *, overwrite: bool = False) -> None:
    """Copy the database alone through SQLite's backup, in one step, and compare all row counts."""
    with _written_beside(target, overwrite=overwrite) as draft, reading(source) as origin:
        origin.execute("BEGIN")
        expected = _row_counts(origin)
        copy = open_connection(draft)
        try:
            origin.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode = DELETE")
            found = _row_counts(copy)
        finally:
            copy.close()
            origin.execute("ROLLBACK")
        if found != expected:
            raise WorkspaceNotWritableError(target, "the copy does not hold the same rows as the original")


def _row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    names = [row[0] for row in connection.execute("SELECT table_name FROM gpkg_contents")]
    names += ["_sync_log", "_sync_base", "_sync_conflict"]
    count = "SELECT COUNT(*) FROM {table}"
    return {name: connection.execute(compose(count, table=name)).fetchone()[0] for name in names}


@contextmanager
def _written_beside(target: Path, *, overwrite: bool) -> Iterator[Path]:
    """Yield a path beside the target; what stands there at the end takes its place, or goes on an error."""
    if target.is_dir():
        raise WorkspaceNotWritableError(target, "it is a folder")
    if target.exists() and not overwrite:
        raise WorkspaceExistsError(target)
    if not target.parent.is_dir():
        raise WorkspaceNotWritableError(target, f"“{target.parent}” is no folder")
    draft = drafts.draft_of(target)
    try:
        draft.touch(exist_ok=False)
        with translated_errors(target):
            yield draft
        _sync_to_disk(draft)
        for leftover in ("-wal", "-shm", "-journal"):
            target.with_name(target.name + leftover).unlink(missing_ok=True)
        draft.replace(target)
        drafts.sweep_beside(target)
    except OSError as error:
        raise WorkspaceNotWritableError(target, problem_of(error)) from error
    finally:
        for leftover in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                draft.with_name(draft.name + leftover).unlink(missing_ok=True)


def _sync_to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _with_suffix(path: Path) -> Path:
    return path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)

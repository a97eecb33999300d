"""The embedded hub: one SQLite file on a local disk, so that the whole loop runs on one laptop.

It keeps a rollback journal, not a write-ahead log: the one file is the whole hub and can be copied at rest.
"""

from __future__ import annotations

import re
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import quote

from .. import drafts
from ..paths import resource
from . import embedded_blobs, embedded_push, embedded_rows
from .batches import Batch
from .errors import (
    CountyUnknownError,
    HubExistsError,
    HubNotFoundError,
    HubNotWritableError,
    HubUnavailableError,
    NewerHubError,
    NotAHubError,
    SyncError,
)
from .hub import Forgetting, HubInfo, Page, PushResult

APPLICATION_ID = 0x4D524842
"""“MRHB” in the header of the file tells a hub from a workspace."""

FORMAT = 1
"""Version of the file's tables (`PRAGMA user_version`) and of the answers."""

BUSY_TIMEOUT_S = 10.0
BLOB_GRACE = timedelta(days=30)
"""How long the bytes of a photo stay that no row names: a deleted record may come back until then."""

_COUNTY = re.compile(r"[0-9]{6}")


def create_hub(path: Path | str, *, counties: Iterable[str] | None = None) -> EmbeddedHub:
    """Return a new, open hub at the path. Raises HubExistsError, HubUnavailableError.

    With ``counties`` it serves these alone; without, every county that brings a six-digit code.
    The file appears whole or not at all.
    """
    target = Path(path)
    if target.exists():
        raise HubExistsError(str(target))
    draft = drafts.draft_of(target)
    try:
        _write_empty(draft, sorted(counties) if counties is not None else None)
        _take_name(draft, target)
        drafts.sweep_beside(target)
    except (OSError, sqlite3.DatabaseError) as error:
        raise HubUnavailableError(str(target), f"the file cannot be created ({error})") from error
    finally:
        with suppress(OSError):
            draft.unlink()
    return EmbeddedHub(target)


def _take_name(draft: Path, target: Path) -> None:
    try:
        target.hardlink_to(draft)
    except FileExistsError as error:
        raise HubExistsError(str(target)) from error
    except OSError:
        if target.exists():
            raise HubExistsError(str(target)) from None
        draft.replace(target)


def _write_empty(path: Path, counties: list[str] | None) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        script = resource("sql", "hub", "0001_hub.sql").read_text(encoding="utf-8")
        connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nCOMMIT;")
        connection.execute("INSERT INTO hub_meta VALUES ('hub_uuid', ?)", (str(uuid.uuid4()),))
        connection.execute("INSERT INTO hub_meta VALUES ('open', ?)", (int(counties is None),))
        connection.executemany("INSERT INTO county (code) VALUES (?)", [(code,) for code in counties or ()])
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
        connection.execute(f"PRAGMA user_version = {FORMAT:d}")
    finally:
        connection.close()


class EmbeddedHub:
    """A hub in one SQLite file; implements `hub.Hub`. An object belongs to the thread that opened it."""

    def __init__(self, path: Path | str) -> None:
        """Open an existing hub. Raises HubNotFoundError, NotAHubError, NewerHubError, HubUnavailableError."""
        self.path = Path(path)
        if not self.path.is_file():
            raise HubNotFoundError(str(path))
        location = self.path.absolute().as_posix()
        uri = "file://" + quote(location if location.startswith("/") else f"/{location}") + "?mode=rw"
        with self._translated():
            self._connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_TIMEOUT_S)
        try:
            with self._translated():
                self._check_format()
                self._connection.execute("PRAGMA foreign_keys = ON")
                self._connection.execute("PRAGMA synchronous = FULL")
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> EmbeddedHub:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file; the object answers no more."""
        self._connection.close()

    def hello(self, county: str) -> HubInfo:
        """Return who the hub is and the last number of the county's sequence; see `hub.Hub`."""
        with self._reading() as connection:
            known = connection.execute(
                "SELECT last_sequence FROM county WHERE code = ?", (county,)
            ).fetchone()
            if known is None and not self._admits(county):
                raise CountyUnknownError(county, str(self.path))
            (hub_uuid,) = connection.execute("SELECT value FROM hub_meta WHERE key = 'hub_uuid'").fetchone()
        return HubInfo(hub_uuid=hub_uuid, format=FORMAT, last_sequence=known[0] if known else 0)

    def push(self, batch: Batch) -> PushResult:
        """Return a result for each change, all stored in one transaction; see `hub.Hub`."""
        with self._writing(batch.county) as connection:
            return embedded_push.push(connection, batch, at=_now())

    def pull(self, county: str, cursor: int, limit: int) -> Page:
        """Return the rows after the cursor as they stand now; see `hub.Hub`."""
        with self._reading() as connection:
            self._require(county)
            return embedded_rows.page(connection, county, cursor=cursor, limit=limit)

    def history(self, county: str, table: str, uuid: str) -> Sequence[embedded_rows.EmbeddedVersion]:
        """Return every version of a record, oldest first; see `hub.RememberingHub`."""
        with self._reading() as connection:
            self._require(county)
            return embedded_rows.history(connection, county, (table, uuid))

    def ack(self, device: str, county: str, cursor: int) -> None:
        """Take note that a device has received everything up to a cursor; see `hub.Hub`."""
        with self._writing(county) as connection:
            connection.execute(
                "INSERT INTO device (county, device, cursor, seen) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (county, device) DO UPDATE SET cursor = excluded.cursor, seen = excluded.seen",
                (county, device, cursor, _now()),
            )
            self._collect_daily(connection, county)

    def collect_blobs(
        self, county: str, *, at: datetime | None = None, grace: timedelta = BLOB_GRACE
    ) -> Sequence[str]:
        """Return the hashes of the photos whose bytes were dropped: none of the county's rows has named them
        for the grace time. It happens by itself about once a day."""
        with self._writing(county) as connection:
            return embedded_blobs.collect(
                connection, county, at=at or datetime.now(timezone.utc), grace=grace
            )

    def forget_deleted(self, county: str, *, at: datetime | None = None) -> Forgetting:
        """Return how many deletions were forgotten: those that every device has received which is not behind.

        It happens by itself about once a day; `hub_meta` says after how many silent days a device is behind.
        """
        with self._writing(county) as connection:
            return _forget(connection, county, at=at or datetime.now(timezone.utc))

    def _collect_daily(self, connection: sqlite3.Connection, county: str) -> None:
        key, today = f"collected:{county}", datetime.now(timezone.utc)
        last = connection.execute("SELECT value FROM hub_meta WHERE key = ?", (key,)).fetchone()
        if last is None or last[0] != today.date().isoformat():
            embedded_blobs.collect(connection, county, at=today, grace=BLOB_GRACE)
            _forget(connection, county, at=today)
            connection.execute(
                "INSERT INTO hub_meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (key, today.date().isoformat()),
            )

    def blobs_missing(self, county: str, hashes: Iterable[str]) -> Mapping[str, int]:
        """Return the hashes that are not whole here, with the bytes of each that are; see `hub.Hub`."""
        with self._reading() as connection:
            self._require(county)
            return embedded_blobs.missing(connection, county, hashes)

    def blob_put(self, county: str, sha256: str, offset: int, content: bytes, *, size: int) -> int:
        """Return how many bytes of the photo are here now; see `hub.Hub`."""
        with self._writing(county) as connection:
            received = embedded_blobs.put(
                connection, county, sha256, offset=offset, content=content, size=size
            )
        if isinstance(received, SyncError):
            raise received
        return received

    def blob_get(self, county: str, sha256: str, offset: int, size: int) -> bytes:
        """Return up to ``size`` bytes of a whole photo from the offset; see `hub.Hub`."""
        with self._reading() as connection:
            self._require(county)
            return embedded_blobs.get(connection, county, sha256, offset=offset, size=size)

    def _admits(self, county: str) -> bool:
        (open_,) = self._connection.execute("SELECT value FROM hub_meta WHERE key = 'open'").fetchone()
        return bool(open_) and _COUNTY.fullmatch(county) is not None

    def _require(self, county: str) -> None:
        found = self._connection.execute("SELECT 1 FROM county WHERE code = ?", (county,)).fetchone()
        if found is None and not self._admits(county):
            raise CountyUnknownError(county, str(self.path))

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._translated():
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                self._connection.execute("ROLLBACK")

    @contextmanager
    def _writing(self, county: str) -> Iterator[sqlite3.Connection]:
        with self._translated():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._require(county)
                self._connection.execute("INSERT OR IGNORE INTO county (code) VALUES (?)", (county,))
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _check_format(self) -> None:
        (application,) = self._connection.execute("PRAGMA application_id").fetchone()
        if application != APPLICATION_ID:
            raise NotAHubError(str(self.path), "it is a database of another kind")
        (found,) = self._connection.execute("PRAGMA user_version").fetchone()
        if found > FORMAT:
            raise NewerHubError(str(self.path), found, FORMAT)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            closed = _closed_to_writing(str(error))
            if closed is not None:
                raise HubNotWritableError(str(self.path), closed) from error
            raise HubUnavailableError(str(self.path), _problem(str(error))) from error
        except sqlite3.DatabaseError as error:
            text = str(error).lower()
            if "not a database" in text:
                raise NotAHubError(str(self.path), "it is no database") from error
            if "malformed" in text:
                raise NotAHubError(str(self.path), "the file is damaged") from error
            raise


def _forget(connection: sqlite3.Connection, county: str, *, at: datetime) -> Forgetting:
    term = connection.execute("SELECT value FROM hub_meta WHERE key = 'silent_days'").fetchone()
    since = "" if term is None else (at - timedelta(days=term[0])).isoformat(timespec="milliseconds")
    seen = connection.execute("SELECT cursor, seen FROM device WHERE county = ?", (county,)).fetchall()
    (last,) = connection.execute("SELECT last_sequence FROM county WHERE code = ?", (county,)).fetchone()
    upto = min((cursor for cursor, when in seen if when >= since), default=last)
    forgotten = embedded_rows.forget_deleted(connection, county, upto=upto)
    return Forgetting(county=county, forgotten=forgotten, behind=sum(when < since for _, when in seen))


def _closed_to_writing(text: str) -> str | None:
    lower = text.lower()
    if "full" in lower:
        return "its disk is full"
    if "readonly" in lower or "read-only" in lower:
        return "its file or folder is read-only"
    return None


def _problem(text: str) -> str:
    lower = text.lower()
    if "locked" in lower or "busy" in lower:
        return "another program is writing it"
    if "unable to open" in lower:
        return "its file cannot be opened with your rights"
    return text


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")

"""The mailbox: a folder on a share or a stick, in which devices leave letters that nobody changes.

There is no server. Every computer folds the letters into the same state by itself; folders that were copied
into each other are one mailbox with the letters of both. See `docs/decisions/0007-mailbox.md`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path

from . import devices, embedded_rows, mailbox_answer, mailbox_fold, mailbox_join, mailbox_photos
from .batches import Batch
from .errors import CountyUnknownError, DamagedBatchError
from .hub import HubInfo, Page, PushResult
from .mailbox_folder import FORMAT, MailboxFolder, Place, make_identity, read_identity
from .mailbox_index import MailboxIndex
from .mailbox_letter import Letter
from .merge_rules import MergeRules

MAX_JOINS = 100_000
"""How many branches one call brings together; more wait for the next sync."""


def create_mailbox(
    folder: Path | str, *, counties: Iterable[str] | None = None, index_folder: Path | None = None
) -> MailboxHub:
    """Return a new, open mailbox in a folder. Raises HubExistsError, HubUnavailableError.

    With ``counties`` it serves these alone; without, every county that brings a six-digit code.
    """
    make_identity(Path(folder), counties)
    return MailboxHub(folder, index_folder=index_folder)


class MailboxHub:
    """A hub in a folder; implements `hub.Hub`. An object belongs to the thread that opened it.

    What this computer knows of the mailbox is kept in ``index_folder``, by default the person's profile.
    """

    def __init__(self, folder: Path | str, *, index_folder: Path | None = None) -> None:
        """Open a mailbox. Raises HubNotFoundError, NotAHubError, NewerHubError, HubUnavailableError."""
        self.path = Path(folder)
        self._identity = read_identity(self.path)
        self._folder = MailboxFolder(self.path)
        place = index_folder or devices.profile_folder() / "mailboxes"
        self._index = MailboxIndex(place / f"{self._identity.hub}.sqlite")

    def __enter__(self) -> MailboxHub:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the index; the object answers no more."""
        self._index.close()

    def hello(self, county: str) -> HubInfo:
        """Return who the mailbox is; its sequence counts on this computer alone. See `hub.Hub`."""
        self._require(county)
        with self._index.writing() as connection:
            self._collect(connection, county)
            found = connection.execute(
                "SELECT last_sequence FROM county WHERE code = ?", (county,)
            ).fetchone()
        return HubInfo(
            hub_uuid=self._identity.hub,
            format=FORMAT,
            last_sequence=found[0] if found else 0,
            shared_sequence=False,
        )

    def push(self, batch: Batch) -> PushResult:
        """Return a result for each change; the batch is one letter, whole or not there. See `hub.Hub`."""
        self._require(batch.county)
        with self._index.writing() as connection:
            present = self._collect(connection, batch.county)
            known = mailbox_answer.answered_before(connection, batch)
            self._bring(connection, batch.county, present)
            if known is not None:
                return mailbox_answer.answer_of(connection, known, replayed=True)
            letter = mailbox_answer.compose(connection, batch, hub=self._identity.hub, at=_now())
            self._post(connection, letter)
            return mailbox_answer.answer_of(connection, letter, replayed=False)

    def pull(self, county: str, cursor: int, limit: int) -> Page:
        """Return the rows after the cursor as they stand; all, where another computer gave the cursor."""
        self._require(county)
        with self._index.writing() as connection:
            self._collect(connection, county)
            place = cursor if mailbox_fold.is_place(connection, county, cursor) else 0
            return embedded_rows.page(connection, county, cursor=place, limit=limit)

    def history(self, county: str, table: str, uuid: str) -> Sequence[embedded_rows.EmbeddedVersion]:
        """Return every version of a record, oldest first; see `hub.RememberingHub`."""
        self._require(county)
        with self._index.writing() as connection:
            self._collect(connection, county)
            return embedded_rows.history(connection, county, (table, uuid))

    def ack(self, device: str, county: str, cursor: int) -> None:
        """Take note of what a device has received, and bring letters that this folder lacks."""
        self._require(county)
        with self._index.writing() as connection:
            present = self._collect(connection, county)
            self._bring(connection, county, present)
            seen = list(mailbox_answer.tips(connection, county))
        note = {"device": device, "county": county, "cursor": cursor, "seen": seen, "at": _now()}
        self._folder.note_device(county, device, note)

    def join(self, county: str, rules: MergeRules) -> int:
        """Return how many branches were brought together: what two folders made of one record.

        Each is a letter of its own, the same whoever writes it. Conflicts are kept as rows.
        """
        self._require(county)
        with self._index.writing() as connection:
            present = self._collect(connection, county)
            for number in range(MAX_JOINS):
                letter = mailbox_join.next_join(connection, county, rules, hub=self._identity.hub)
                if letter is None:
                    return number
                if number == 0:
                    self._bring(connection, county, present)
                self._post(connection, letter)
        return MAX_JOINS

    def blobs_missing(self, county: str, hashes: Iterable[str]) -> Mapping[str, int]:
        """Return the hashes that are not whole here, with the bytes of each that are; see `hub.Hub`."""
        self._require(county)
        found = {sha256: mailbox_photos.received(self._folder, county, sha256) for sha256 in hashes}
        return {sha256: there for sha256, there in found.items() if there is not None}

    def lost_photos(self, county: str, hashes: Iterable[str]) -> frozenset[str]:
        """Return the hashes of photos that are not here, or cut off; see `hub.JoiningHub`."""
        self._require(county)
        return mailbox_photos.lost(self._folder, county, hashes)

    def blob_put(self, county: str, sha256: str, offset: int, content: bytes, *, size: int) -> int:
        """Return how many bytes of the photo are here now; see `hub.Hub`."""
        self._require(county)
        return mailbox_photos.put(self._folder, county, sha256, offset=offset, content=content, size=size)

    def blob_get(self, county: str, sha256: str, offset: int, size: int) -> bytes:
        """Return up to ``size`` bytes of a whole photo from the offset; see `hub.Hub`."""
        self._require(county)
        return mailbox_photos.get(self._folder, county, sha256, offset=offset, size=size)

    def damaged(self, county: str) -> tuple[str, ...]:
        """Return the names of letters that cannot be folded in: damaged, or without those before them."""
        self._require(county)
        with self._index.writing() as connection:
            present = self._collect(connection, county)
            known = _places(connection, county)
        return tuple(sorted(f"{outbox}/{name}" for outbox, name in present.keys() - known))

    def _require(self, county: str) -> None:
        if not self._identity.admits(county):
            raise CountyUnknownError(county, str(self.path))

    def _collect(self, connection: sqlite3.Connection, county: str) -> dict[Place, int]:
        """Fold in the letters that are new here; return place and bytes of all that are in the folder."""
        present = self._folder.letters(county)
        waiting: list[Letter] = []
        for place in sorted(present.keys() - _places(connection, county)):
            try:
                letter = self._folder.read(county, place)
            except DamagedBatchError:
                continue
            if letter.hub == self._identity.hub:
                waiting.append(letter)
        waiting.sort(key=lambda letter: (letter.clock, letter.hash))
        progress = True
        while waiting and progress:
            late: list[Letter] = []
            for letter in waiting:
                if mailbox_fold.is_ready(connection, letter):
                    mailbox_fold.fold(connection, letter)
                else:
                    late.append(letter)
            progress, waiting = len(late) < len(waiting), late
        return present

    def _bring(self, connection: sqlite3.Connection, county: str, present: Mapping[Place, int]) -> None:
        """Write the letters that this computer knows and this folder lacks or has cut off, causes first."""
        known = connection.execute(
            "SELECT id, outbox, name, length(content) FROM letter WHERE county = ? ORDER BY name", (county,)
        ).fetchall()
        for letter, outbox, name, size in known:
            if present.get((outbox, name)) != size:
                found = connection.execute("SELECT content FROM letter WHERE id = ?", (letter,))
                self._folder.write(county, (outbox, name), found.fetchone()[0])

    def _post(self, connection: sqlite3.Connection, letter: Letter) -> None:
        """Write a letter and fold it in; where the index is lost after that, the folder still has it."""
        self._folder.write(letter.batch.county, (letter.outbox, letter.name), letter.content)
        mailbox_fold.fold(connection, letter)


def _places(connection: sqlite3.Connection, county: str) -> set[Place]:
    found = connection.execute("SELECT outbox, name FROM letter WHERE county = ?", (county,))
    return {(row[0], row[1]) for row in found}


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")

"""The folder of a mailbox: `mailbox.json`, and for each county its letters, photos, and how far devices are.

mailbox.json                                    who the mailbox is, and which counties it serves
141125/letters/<outbox>/0000000003-<hash>.json  what a device sent, never changed
141125/photos/ab/<sha256>-<size>                a whole photo, never changed
141125/pieces/<sha256>/<size>-<start>-<length>  a photo on its way
141125/devices/<device>.json                    what a device had seen at its last sync
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..domain.file_problems import problem_of
from . import durable_files
from .errors import (
    DamagedBatchError,
    HubExistsError,
    HubNotFoundError,
    HubNotWritableError,
    HubUnavailableError,
    NewerHubError,
    NotAHubError,
)
from .mailbox_letter import NAME_HASH_DIGITS, Letter, from_bytes, outbox_of
from .values import canonical

FORMAT = 1
IDENTITY = "mailbox.json"
KIND = "mine-restoration mailbox"
_LETTER = re.compile(r"[0-9]{10}-[0-9a-f]{32}\.json")
COUNTY = re.compile(r"[0-9]{6}")

Place = tuple[str, str]
"""Outbox and name of a letter's file."""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who a mailbox is; ``counties`` None: any county that brings a six-digit code."""

    hub: str
    counties: frozenset[str] | None

    def admits(self, county: str) -> bool:
        """Return whether the mailbox serves a county."""
        known = self.counties is None or county in self.counties
        return known and COUNTY.fullmatch(county) is not None


@dataclass(frozen=True)
class MailboxFolder:
    """The files of a mailbox. Raises HubUnavailableError where the folder does not answer."""

    path: Path

    def letters(self, county: str) -> dict[Place, int]:
        """Return places and sizes of all letters of a county; drafts and foreign files are passed over."""
        with self.translated():
            top = self._county(county) / "letters"
            if not top.is_dir():
                return {}
            return {
                (outbox.name, file.name): file.stat().st_size
                for outbox in top.iterdir()
                if outbox.is_dir()
                for file in outbox.iterdir()
                if _LETTER.fullmatch(file.name)
            }

    def read(self, county: str, place: Place) -> Letter:
        """Return the letter at a place. Raises DamagedBatchError where it is not the one its name says.

        That is so too while a person's copy of the folder has not come to its end.
        """
        with self.translated():
            content = self._county(county).joinpath("letters", *place).read_bytes()
        digest = hashlib.sha256(content).hexdigest()[:NAME_HASH_DIGITS]
        if not place[1].endswith(f"-{digest}.json"):
            raise DamagedBatchError(f"the letter {place[1]} of the mailbox is cut off or damaged")
        letter = from_bytes(content)
        if (letter.outbox, letter.name) != place or letter.batch.county != county:
            raise DamagedBatchError(f"the letter {place[1]} lies in a place where it does not belong")
        return letter

    def write(self, county: str, place: Place, content: bytes) -> None:
        """Write a letter; it is there whole, or not at all."""
        with self.writing():
            durable_files.write_whole(self._county(county).joinpath("letters", *place), content)

    def note_device(self, county: str, device: str, note: dict[str, object]) -> None:
        """Note what a device has seen."""
        with self.writing():
            file = self._county(county) / "devices" / f"{outbox_of(device, '')}.json"
            durable_files.write_whole(file, canonical(note))

    def photo(self, county: str, sha256: str, size: int) -> Path:
        """Return the place of a whole photo."""
        return self.photos(county, sha256) / f"{sha256}-{size}"

    def photos(self, county: str, sha256: str) -> Path:
        """Return the folder in which a photo lies."""
        return self._county(county) / "photos" / sha256[:2]

    def pieces(self, county: str, sha256: str) -> Path:
        """Return the folder of a photo's pieces."""
        return self._county(county) / "pieces" / sha256

    def _county(self, county: str) -> Path:
        return self.path / county

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turn what the system says of a file into a sentence; nothing is made where a stick has been."""
        try:
            (self.path / IDENTITY).stat()
            yield
        except OSError as error:
            raise HubUnavailableError(str(self.path), problem_of(error)) from error

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Turn what the system says of a file that is written into a sentence. Raises HubNotWritableError."""
        with self.translated():
            try:
                yield
            except OSError as error:
                if not durable_files.closed_to_writing(error):
                    raise
                raise HubNotWritableError(str(self.path), problem_of(error)) from error


def read_identity(path: Path) -> Identity:
    """Return who the mailbox in a folder is. Raises HubNotFoundError, NotAHubError, NewerHubError."""
    if not path.is_dir():
        raise HubNotFoundError(str(path))
    try:
        document = json.loads((path / IDENTITY).read_bytes())
        if document["kind"] != KIND:
            raise NotAHubError(str(path), "its mailbox.json is of another program")
        found = int(document["format"])
        if found > FORMAT:
            raise NewerHubError(str(path), found, FORMAT)
        counties = document["counties"]
        return Identity(
            hub=str(uuid.UUID(document["hub"])),
            counties=None if counties is None else frozenset(str(county) for county in counties),
        )
    except FileNotFoundError as error:
        raise NotAHubError(str(path), f"the folder holds no {IDENTITY}, so it is no mailbox") from error
    except OSError as error:
        raise HubUnavailableError(str(path), problem_of(error)) from error
    except (ValueError, KeyError, TypeError) as error:
        raise NotAHubError(str(path), f"its {IDENTITY} is damaged") from error


def make_identity(path: Path, counties: Iterable[str] | None) -> None:
    """Make a mailbox in a folder that holds none. Raises HubExistsError, HubUnavailableError."""
    if (path / IDENTITY).exists():
        raise HubExistsError(str(path))
    document = {
        "kind": KIND,
        "format": FORMAT,
        "hub": str(uuid.uuid4()),
        "counties": None if counties is None else sorted(counties),
    }
    try:
        durable_files.write_whole(path / IDENTITY, canonical(document))
    except OSError as error:
        raise HubUnavailableError(str(path), problem_of(error)) from error

"""From what a person types as a hub to the hub itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from .embedded_hub import EmbeddedHub, create_hub
from .errors import HubAddressError
from .hub import Hub
from .mailbox_hub import MailboxHub, create_mailbox
from .postgis_address import PostgisAddress, is_postgis
from .postgis_hub import PostgisHub

FILE_SUFFIXES = (".mrhub", ".sqlite")
"""How the file of an embedded hub is named."""

AVAILABLE = (
    "this version syncs with a hub file on a local disk (*.mrhub or *.sqlite), with a mailbox folder"
    " and with a PostGIS database (postgresql://user@host/database)"
)


@dataclass(frozen=True)
class HubPlace:
    """An address and who logs in there; written out it is the address alone."""

    address: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        """Return the address."""
        return self.address

    def __bool__(self) -> bool:
        """Return whether a hub is named at all."""
        return bool(self.address)


HubAddress = Path | str | HubPlace
"""What every workflow takes as a hub."""


def open_hub(
    address: HubAddress,
    *,
    user: str | None = None,
    password: str | None = None,
    profile_folder: Path | None = None,
) -> Hub:
    """Return the hub of an address; the caller closes it.

    A path to a `*.mrhub` or `*.sqlite` file is an embedded hub, a folder a mailbox, of which this computer
    keeps an index in ``profile_folder``; `postgresql://…` is the province's: ``user`` and ``password`` are
    for it, where the address does not bring its own (:class:`HubPlace`). Raises HubAddressError for any
    other kind, and what the hub itself raises when it is opened.
    """
    if isinstance(address, HubPlace):
        user, password = user or address.user, password or address.password
        address = address.address
    if is_postgis(str(address)):
        return PostgisHub(str(address), user=user, password=password)
    if _is_folder(address):
        return MailboxHub(Path(address), index_folder=_index_folder(profile_folder))
    return EmbeddedHub(_hub_file(address))


def make_hub(address: Path | str, *, counties: tuple[str, ...] | None = None) -> Hub:
    """Return a new hub at an address; the caller closes it. Raises HubAddressError, HubExistsError.

    In a folder that is there it is a mailbox, else a hub file.
    """
    if _is_folder(address):
        return create_mailbox(Path(address), counties=counties)
    return create_hub(_hub_file(address), counties=counties)


def _is_folder(address: Path | str) -> bool:
    text = str(address).strip()
    return bool(text) and "://" not in text and Path(text).is_dir()


def _index_folder(profile_folder: Path | None) -> Path | None:
    return None if profile_folder is None else profile_folder / "mailboxes"


def _hub_file(address: Path | str) -> Path:
    text = str(address).strip()
    if not text:
        raise HubAddressError(text, f"it is empty; {AVAILABLE}")
    if is_postgis(text):
        raise HubAddressError(
            PostgisAddress.parse(text).shown,
            "a PostGIS hub is made by who runs the database, with install_hub",
        )
    if "://" in text:
        raise HubAddressError(_without_secret(text), f"it is an address of an unknown kind; {AVAILABLE}")
    path = Path(text)
    if path.suffix.lower() not in FILE_SUFFIXES:
        raise HubAddressError(text, f"its name does not end in {' or '.join(FILE_SUFFIXES)}; {AVAILABLE}")
    return path


def _without_secret(text: str) -> str:
    scheme, _, rest = text.partition("://")
    _, at, place = rest.rpartition("@")
    return f"{scheme}://{place.partition('?')[0] if at else rest.partition('?')[0]}"

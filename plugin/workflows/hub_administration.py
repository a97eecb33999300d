"""Running the province's hub: install and upgrade it, make counties, and give people their logins."""

from __future__ import annotations

import csv
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..domain.errors import MineRestorationError
from ..sync.hub import Forgetting
from ..sync.hub_installer import HubInstaller, Membership, Person, SilentDevice

__all__ = [
    "AccountsFileError",
    "Forgetting",
    "Membership",
    "NewLogin",
    "Person",
    "SilentDevice",
    "collect_photos",
    "forget_deleted",
    "install_hub",
    "people",
    "read_counties",
    "read_people",
    "set_counties",
    "set_people",
    "silent_devices",
    "write_logins",
]

COUNTY_COLUMNS = ("code", "name")
PERSON_COLUMNS = ("login", "name", "area", "role")
PASSWORD_BYTES = 15
"""Of chance in a first password: 20 letters."""


class AccountsFileError(MineRestorationError):
    """A list of counties or people that cannot be used."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        self.problem = problem
        super().__init__(f"The list “{path}” {problem}; nothing was changed, correct it and try again.")


@dataclass(frozen=True, kw_only=True)
class NewLogin:
    """A login that was made, with the first password of its person."""

    login: str
    name: str
    password: str


def install_hub(address: str, *, user: str | None = None, password: str | None = None) -> int:
    """Return the version of the hub in a PostGIS database after it was made or brought to the newest one.

    Needs the rights of a superuser; doing it again changes nothing. Raises HubAddressError, HubInstallError,
    HubLoginError, HubUnavailableError, NewerHubError.
    """
    with HubInstaller(address, user=user, password=password) as installer:
        return installer.install()


def set_counties(
    address: str, counties: Mapping[str, str], *, user: str | None = None, password: str | None = None
) -> int:
    """Return how many counties the hub serves after these (code → name) were made or renamed.

    Raises as above.
    """
    with HubInstaller(address, user=user, password=password) as installer:
        installer.create_counties(counties)
        return len(installer.counties())


def set_people(
    address: str, persons: Iterable[Person], *, user: str | None = None, password: str | None = None
) -> tuple[NewLogin, ...]:
    """Return the logins that were made, each with a first password; people who had one keep theirs.

    What a person is where is added to what they were. All are made or, on any error, none. Raises as above.
    """
    with HubInstaller(address, user=user, password=password) as installer:
        wanted = [
            (person, None if installer.has_login(person.login) else secrets.token_urlsafe(PASSWORD_BYTES))
            for person in persons
        ]
        installer.create_people(wanted)
    return tuple(
        NewLogin(login=person.login, name=person.name, password=first)
        for person, first in wanted
        if first is not None
    )


def people(address: str, *, user: str | None = None, password: str | None = None) -> tuple[Person, ...]:
    """Return everybody with a login of the hub, and what they are where. Raises as above."""
    with HubInstaller(address, user=user, password=password) as installer:
        return installer.people()


def forget_deleted(
    address: str,
    *,
    silent_days: int | None = None,
    user: str | None = None,
    password: str | None = None,
) -> tuple[Forgetting, ...]:
    """Return what was forgotten in each county: deletions that every device has received.

    ``silent_days`` sets the hub's term anew: a device that was silent for longer is not waited for, and takes
    a snapshot when it comes back, in which its own edits are merged. Raises as above.
    """
    with HubInstaller(address, user=user, password=password) as installer:
        if silent_days is not None:
            installer.set_silent_days(silent_days)
        return installer.forget_deleted()


def collect_photos(address: str, *, user: str | None = None, password: str | None = None) -> int:
    """Return how many photos were dropped that no record and no conflict has named for the time of grace.

    Raises as above.
    """
    with HubInstaller(address, user=user, password=password) as installer:
        return installer.collect_photos()


def silent_devices(
    address: str, *, user: str | None = None, password: str | None = None
) -> tuple[SilentDevice, ...]:
    """Return the devices that were silent for longer than the hub waits. Raises as above."""
    with HubInstaller(address, user=user, password=password) as installer:
        return installer.silent_devices()


def read_counties(path: Path | str) -> dict[str, str]:
    """Return code → name of a CSV file with the columns code and name (UTF-8). Raises AccountsFileError."""
    return {row["code"]: row["name"] for row in _rows(Path(path), COUNTY_COLUMNS)}


def read_people(path: Path | str) -> tuple[Person, ...]:
    """Return the people of a CSV file with the columns login, name, area, role (UTF-8): a line for each role.

    Raises AccountsFileError.
    """
    names: dict[str, str] = {}
    memberships: dict[str, list[Membership]] = {}
    for row in _rows(Path(path), PERSON_COLUMNS):
        names[row["login"]] = row["name"]
        memberships.setdefault(row["login"], []).append(Membership(area=row["area"], role=row["role"]))
    return tuple(
        Person(login=login, name=name, memberships=tuple(memberships[login])) for login, name in names.items()
    )


def write_logins(path: Path | str, logins: Iterable[NewLogin]) -> None:
    """Write the first passwords into a CSV file that nobody else on this computer may read."""
    Path(path).unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("login", "name", "password"))
        writer.writerows((login.login, login.name, login.password) for login in logins)


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file, every column filled in."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            if missing:
                raise AccountsFileError(path, f"has no column “{missing[0]}”")
            for row in reader:
                values = {column: (row[column] or "").strip() for column in columns}
                empty = [column for column, value in values.items() if not value]
                if empty:
                    raise AccountsFileError(path, f"has nothing for “{empty[0]}” in line {reader.line_num}")
                yield values
    except UnicodeDecodeError as error:
        raise AccountsFileError(path, "is not in UTF-8") from error
    except (OSError, csv.Error) as error:
        raise AccountsFileError(path, f"cannot be read ({error})") from error

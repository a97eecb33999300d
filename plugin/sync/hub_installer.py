"""Making a PostGIS hub: its schema, its later versions, its counties and its people.

For who runs the database, with the rights of a superuser: the people of the hub have no right to any of this.
Everything can be called again; what is there already stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ..paths import resource
from .errors import NewerHubError, SyncError
from .hub import Forgetting
from .postgis_address import PostgisAddress, driver
from .postgis_connection import of_the_way

OLDEST_SERVER = 150_000
ROLES = ("surveyor", "contractor", "county_reviewer", "city_reviewer", "province_reviewer", "admin")
"""What a person may be in an area: 调查员, 技术单位, 县级审核, 市级审核, 省级审核, 管理员."""

_STEP = re.compile(r"(\d{4})_\d_\w+\.sql")
_RIGHTS = "database_rights.sql"
_INSTALL_LOCK = 0x4D524842
_LOGIN = re.compile(r"[a-z][a-z0-9_]{0,62}")


class HubInstallError(SyncError):
    """A step of an installation that the database refused."""

    def __init__(self, address: str, problem: str) -> None:
        self.address = address
        self.problem = problem
        super().__init__(f"The hub “{address}” was left as it was: {problem}.")


@dataclass(frozen=True, kw_only=True)
class Membership:
    """What somebody is, and where: `140000` a province, `141100` a city, `141125` a county."""

    area: str
    role: str


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody with a login of their own."""

    login: str
    name: str
    memberships: tuple[Membership, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SilentDevice:
    """A device that was silent for longer than the hub waits, with who used it and when it was last seen."""

    county: str
    device: str
    login: str
    seen: datetime


def newest_version() -> int:
    """Return the version that an installation ends with."""
    return max(version for version, _ in _steps())


class HubInstaller:
    """A connection to a database with the rights to make a hub in it."""

    def __init__(self, address: str, *, user: str | None = None, password: str | None = None) -> None:
        """Connect. Raises HubAddressError, DriverMissingError, HubLoginError, HubUnavailableError."""
        self.address = PostgisAddress.parse(address, user=user, password=password)
        self._driver = driver()
        try:
            self._connection = self._driver.connect(
                **self.address.parameters, application_name="mine_restoration", client_encoding="UTF8"
            )
        except self._driver.OperationalError as error:
            raise of_the_way(self.address.shown, str(error), lost=False) from error

    def __enter__(self) -> HubInstaller:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def install(self, *, version: int | None = None) -> int:
        """Return the version of the hub after it was made, or brought to the newest (or the named) version.

        All of it is one transaction. Raises HubInstallError, NewerHubError.
        """
        wanted = version or newest_version()
        with self._transaction() as cursor:
            cursor.execute("SELECT current_setting('server_version_num')::int")
            if cursor.fetchone()[0] < OLDEST_SERVER:
                raise HubInstallError(
                    self.address.shown,
                    "it needs PostgreSQL 15 or later; upgrade the server, then install again",
                )
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_INSTALL_LOCK,))
            installed = _installed(cursor)
            if installed > newest_version():
                raise NewerHubError(self.address.shown, installed, newest_version())
            for number, path in _steps():
                if installed < number <= wanted:
                    cursor.execute(path.read_text(encoding="utf-8"))
            cursor.execute(resource("sql", "postgis", _RIGHTS).read_text(encoding="utf-8"))
            return _installed(cursor)

    def create_counties(self, counties: Mapping[str, str]) -> None:
        """Make counties, six-digit code → name, or give them other names. Raises HubInstallError."""
        with self._transaction() as cursor:
            for code, name in counties.items():
                if not re.fullmatch(r"[0-9]{6}", code) or code.endswith("00"):
                    raise HubInstallError(
                        self.address.shown,
                        f"“{code}” is no code of a county; write its six digits and try again",
                    )
                cursor.execute("SELECT mine_hub.create_county(%s, %s)", (code, name))

    def has_login(self, login: str) -> bool:
        """Return whether the server knows a login. Raises HubInstallError."""
        with self._transaction() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (login,))
            return cursor.fetchone() is not None

    def create_person(self, person: Person, *, password: str | None = None) -> None:
        """Make a login, or set its name, password and further memberships. Raises HubInstallError."""
        self.create_people([(person, password)])

    def create_people(self, people: Iterable[tuple[Person, str | None]]) -> None:
        """Make (person, password) all of them or, on any error, none; without a password they keep theirs.

        A password goes to the server as its SCRAM verifier alone. Raises HubInstallError.
        """
        with self._transaction() as cursor:
            for person, password in people:
                self._require_sound(person)
                self._make_login(cursor, person.login, password)
                cursor.execute("SELECT mine_hub.set_person(%s, %s)", (person.login, person.name))
                for membership in person.memberships:
                    cursor.execute(
                        "SELECT mine_hub.grant_membership(%s, %s, %s)",
                        (person.login, membership.area, membership.role),
                    )

    def _make_login(self, cursor: Any, login: str, password: str | None) -> None:
        sql = self._driver.sql
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", (login,))
        found = cursor.fetchone()
        if found is not None and found[0]:
            raise HubInstallError(
                self.address.shown,
                f"the login “{login}” passes every border between counties; take another one",
            )
        make = "CREATE ROLE {} LOGIN" if found is None else "ALTER ROLE {} LOGIN"
        cursor.execute(sql.SQL(make).format(sql.Identifier(login)))
        if password is not None:
            verifier = self._driver.extensions.encrypt_password(
                password, login, self._connection, "scram-sha-256"
            )
            cursor.execute(sql.SQL("ALTER ROLE {} PASSWORD %s").format(sql.Identifier(login)), (verifier,))
        cursor.execute(sql.SQL("GRANT mine_hub_client TO {}").format(sql.Identifier(login)))

    def revoke(self, login: str, memberships: Iterable[Membership]) -> None:
        """Take memberships away; it holds from the person's next call on. Raises HubInstallError."""
        with self._transaction() as cursor:
            for membership in memberships:
                cursor.execute(
                    "SELECT mine_hub.revoke_membership(%s, %s, %s)", (login, membership.area, membership.role)
                )

    def let_analyse(self, login: str) -> None:
        """Let somebody with a role in a whole province read the tables behind maps and statistics directly.

        Raises HubInstallError for anybody else: PostgreSQL's estimates speak of all rows of a table.
        """
        with self._transaction() as cursor:
            cursor.execute("SELECT mine_hub.require_whole_province(%s)", (login,))
            cursor.execute(
                self._driver.sql.SQL("GRANT mine_hub_analyst TO {}").format(
                    self._driver.sql.Identifier(login)
                )
            )

    def people(self) -> tuple[Person, ...]:
        """Return everybody, with what they are where. Raises HubInstallError."""
        with self._transaction() as cursor:
            cursor.execute("SELECT login, name, area, role FROM mine_hub.memberships()")
            rows = cursor.fetchall()
        found: dict[tuple[str, str], list[Membership]] = {}
        for login, name, area, role in rows:
            memberships = found.setdefault((login, name), [])
            if area is not None:
                memberships.append(Membership(area=str(area).ljust(6, "0"), role=role))
        return tuple(
            Person(login=login, name=name, memberships=tuple(memberships))
            for (login, name), memberships in found.items()
        )

    def counties(self) -> dict[str, str]:
        """Return code → name of all counties. Raises HubInstallError."""
        with self._transaction() as cursor:
            cursor.execute("SELECT county, name FROM mine_hub.counties()")
            return dict(cursor.fetchall())

    def forget_deleted(self, *, county: str | None = None) -> tuple[Forgetting, ...]:
        """Return what was forgotten in a county, or in each: deletions that every device has received.

        Devices that were silent for longer than the hub's term are not waited for: they take a snapshot when
        they come back. Raises HubInstallError.
        """
        with self._transaction() as cursor:
            cursor.execute("SELECT county, forgotten, behind FROM mine_hub.forget_deleted(%s)", (county,))
            return tuple(
                Forgetting(county=code, forgotten=forgotten, behind=behind)
                for code, forgotten, behind in cursor.fetchall()
            )

    def collect_photos(self, *, county: str | None = None) -> int:
        """Return how many photos were dropped that no record and no conflict has named for the time of grace.

        Raises HubInstallError.
        """
        with self._transaction() as cursor:
            cursor.execute("SELECT coalesce(sum(collected), 0) FROM mine_hub.collect_photos(%s)", (county,))
            return int(cursor.fetchone()[0])

    def set_silent_days(self, days: int) -> None:
        """Set after how many silent days a device is behind. Raises HubInstallError."""
        with self._transaction() as cursor:
            cursor.execute("SELECT mine_hub.set_silent_days(%s)", (days,))

    def silent_devices(self) -> tuple[SilentDevice, ...]:
        """Return the devices that are behind, those silent for the longest first. Raises HubInstallError."""
        with self._transaction() as cursor:
            cursor.execute("SELECT county, device, login, seen FROM mine_hub.silent_devices()")
            return tuple(
                SilentDevice(county=county, device=device, login=login, seen=seen)
                for county, device, login, seen in cursor.fetchall()
            )

    def _require_sound(self, person: Person) -> None:
        if not _LOGIN.fullmatch(person.login) or person.login.startswith(("pg_", "mine_hub_")):
            raise HubInstallError(
                self.address.shown,
                f"“{person.login}” is no login; take small letters, digits and _, then try again",
            )
        for membership in person.memberships:
            if membership.role not in ROLES:
                raise HubInstallError(
                    self.address.shown,
                    f"there is no role “{membership.role}”; take one of {', '.join(ROLES)}",
                )
            if not re.fullmatch(r"([0-9]{2}){1,3}", membership.area):
                raise HubInstallError(
                    self.address.shown,
                    f"“{membership.area}” is no code of a province, city or county; write its six digits",
                )

    @contextmanager
    def _transaction(self) -> Iterator[Any]:
        """Yield a cursor inside a transaction that is kept as a whole or not at all."""
        try:
            with self._connection, self._connection.cursor() as cursor:
                yield cursor
        except self._driver.Error as error:
            text = (error.diag.message_primary or "the connection was lost").rstrip(".")
            if error.pgcode in ("3F000", "42883", "42P01"):
                text = "there is no hub in this database, or an older one; install it first"
            elif error.pgcode == "23514":
                text = (
                    "that role does not go with an area of that size; a city reviewer needs a city,"
                    " a province reviewer a province"
                )
            raise HubInstallError(self.address.shown, self.address.without_secrets(text)) from error


def _steps() -> list[tuple[int, Path]]:
    """Return (version, file) of all steps in their order."""
    found = [
        (int(match[1]), path)
        for path in resource("sql", "postgis").iterdir()
        if (match := _STEP.fullmatch(path.name)) is not None
    ]
    return sorted(found, key=lambda step: step[1].name)


def _installed(cursor: Any) -> int:
    """Return the version of the hub in the database, 0 where there is none."""
    cursor.execute("SELECT to_regclass('mine_hub.meta') IS NOT NULL")
    if not cursor.fetchone()[0]:
        return 0
    cursor.execute("SELECT value::int FROM mine_hub.meta WHERE key = 'version'")
    return int(cursor.fetchone()[0])

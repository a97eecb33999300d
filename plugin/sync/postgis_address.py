"""The address of a PostGIS hub: which server and database, and whether the way there is safe."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from types import ModuleType
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from .errors import HubAddressError, SyncError

SCHEMES = ("postgresql", "postgres")
ENCRYPTED = ("require", "verify-ca", "verify-full")
"""The values of `sslmode` that never fall back to plain text."""

CONNECT_TIMEOUT_S = 10
DEFAULT_PORT = 5432
_OPTIONS = frozenset(
    {
        *("host", "hostaddr", "port", "dbname", "user", "password", "passfile", "connect_timeout"),
        *("sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "ssl_min_protocol_version"),
        "target_session_attrs",
    }
)
_PLACES = {"host": "PGHOST", "hostaddr": "PGHOSTADDR"}


class PostgisAddressError(HubAddressError):
    """An address of a database that cannot be used."""


class DriverMissingError(SyncError):
    """A Python without the driver of PostgreSQL."""

    def __init__(self) -> None:
        super().__init__(
            "This Python has no psycopg2, which speaks with a PostGIS hub; install the package that QGIS"
            " brings with it (python3-psycopg2 on Debian), then sync again."
        )


def driver() -> ModuleType:
    """Return psycopg2, which is imported when a PostGIS hub is first spoken to. Raises DriverMissingError."""
    try:
        import psycopg2
        import psycopg2.errors
        import psycopg2.extensions
        import psycopg2.sql
    except ImportError as error:
        raise DriverMissingError from error
    return psycopg2  # type: ignore[no-any-return]


def is_postgis(address: str) -> bool:
    """Return whether an address names a database on a PostgreSQL server."""
    return address.strip().lower().startswith(tuple(f"{scheme}://" for scheme in SCHEMES))


def compose(host: str, database: str, *, port: int = DEFAULT_PORT, **options: str) -> str:
    """Return the address of a database; ``options`` are those of libpq, empty ones are left out.

    A host that begins with `/` is the folder of a socket.
    """
    host = host.strip()
    given = {name: value for name, value in options.items() if value}
    if host.startswith("/"):
        given = {"host": host, **({} if port == DEFAULT_PORT else {"port": str(port)}), **given}
        place = ""
    else:
        place = f"[{host}]" if ":" in host else host
        place += "" if port == DEFAULT_PORT else f":{port}"
    query = f"?{urlencode(given, safe='/:', quote_via=quote)}" if given else ""
    return f"{SCHEMES[0]}://{place}/{quote(database.strip(), safe='')}{query}"


@dataclass(frozen=True, kw_only=True)
class PostgisAddress:
    """A server, a database and how to get there; ``shown`` is what a message may say: it holds no secret."""

    shown: str
    parameters: Mapping[str, str]

    @classmethod
    def parse(cls, text: str, *, user: str | None = None, password: str | None = None) -> PostgisAddress:
        """Return the address of `postgresql://user@host:port/database?sslmode=…`.

        ``user`` and ``password``, as QGIS's authentication manager keeps them, go before those in the text.
        Raises HubAddressError where it cannot be read, and where it would send data without TLS to another
        computer.
        """
        parameters = read_parameters(text)
        if user:
            parameters["user"] = user
        if password:
            parameters["password"] = password
        shown = _shown(parameters)
        if not parameters.get("dbname"):
            raise PostgisAddressError(shown, "it names no database; write postgresql://user@host/database")
        for option, variable in _PLACES.items():
            if not parameters.get("host") and not parameters.get("hostaddr") and os.environ.get(variable):
                parameters[option] = os.environ[variable]
        _require_tls(parameters, shown)
        parameters.setdefault("connect_timeout", str(CONNECT_TIMEOUT_S))
        return cls(shown=shown, parameters=parameters)

    def without_secrets(self, text: str) -> str:
        """Return a text in which the password, should a library have put it there, is struck out."""
        password = self.parameters.get("password")
        return text.replace(password, "***") if password else text


def read_parameters(text: str) -> dict[str, str]:
    """Return what an address says, in libpq's words, whether one may go there or not.

    Raises HubAddressError where it cannot be read.
    """
    scheme, _, rest = text.strip().partition("://")
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        port = parts.port
        options = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError:
        raise PostgisAddressError(
            f"{scheme}://…", "it cannot be read; write postgresql://user@host:port/database"
        ) from None
    named = {
        "user": parts.username,
        "password": parts.password,
        "host": parts.hostname,
        "port": str(port) if port is not None else None,
        "dbname": parts.path.lstrip("/"),
    }
    parameters = {name: unquote(value) for name, value in named.items() if value}
    for name, value in options:
        if name not in _OPTIONS:
            raise PostgisAddressError(
                _shown(parameters), f"it has the option “{name}”, which is not for a hub"
            )
        parameters[name] = value
    return parameters


def _shown(parameters: Mapping[str, str]) -> str:
    user = f"{parameters['user']}@" if parameters.get("user") else ""
    host = parameters.get("host") or parameters.get("hostaddr") or ""
    place = "" if host.startswith("/") else host
    port = f":{parameters['port']}" if parameters.get("port") else ""
    return f"postgresql://{user}{place}{port}/{parameters.get('dbname', '')}"


def _require_tls(parameters: dict[str, str], shown: str) -> None:
    places = [parameters[name] for name in _PLACES if parameters.get(name)]
    if all(_is_local(place) for value in places for place in value.split(",")):
        return
    if parameters.setdefault("sslmode", ENCRYPTED[0]) not in ENCRYPTED:
        raise PostgisAddressError(
            shown,
            "the way to another computer must be encrypted; take sslmode=require, or verify-full with the"
            " server's certificate",
        )


def _is_local(host: str) -> bool:
    if not host or host.startswith(("/", "@")) or host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False

"""What stands between this computer and a PostGIS hub, looked at step by step."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Literal

from ..domain.progress import Progress, Silent, check
from .addresses import HubPlace
from .errors import CountyUnknownError, HubUnavailableError, NewerHubError, SyncError
from .postgis_address import CONNECT_TIMEOUT_S, DEFAULT_PORT, ENCRYPTED, PostgisAddress
from .postgis_connection import TLS_PROBLEM, PostgisConnection
from .postgis_errors import HubLoginError, HubOutdatedError, HubRightsError, NoHubInDatabaseError
from .postgis_hub import VERSION, PostgisHub

Step = Literal["name", "server", "tls", "login", "hub", "county"]
Problem = Literal[
    "unknown_name",
    "refused",
    "no_answer",
    "no_tls",
    "certificate",
    "login",
    "no_database",
    "no_hub",
    "no_person",
    "outdated",
    "newer",
    "no_membership",
    "other",
]

_SSL_REQUEST = (8).to_bytes(4, "big") + (80877103).to_bytes(4, "big")
"""The first message of a client that wants TLS; the server answers `S` or `N` (PostgreSQL, Frontend/Backend
Protocol, SSLRequest)."""


@dataclass(frozen=True, kw_only=True)
class Check:
    """One step and what was wrong with it, None where nothing was.

    ``detail`` is what the step found: the host, the port, the version, the roles; ``error`` what was raised.
    """

    step: Step
    problem: Problem | None = None
    detail: str = ""
    error: SyncError | None = None


def check_connection(
    place: HubPlace, county: str = "", *, progress: Progress | None = None
) -> tuple[Check, ...]:
    """Return the steps up to the first that failed: name, server, TLS, login, hub, and the person's roles.

    The last is asked where a county is named. Raises HubAddressError, DriverMissingError, CancelledError.
    """
    address = PostgisAddress.parse(place.address, user=place.user, password=place.password)
    done: list[Check] = []
    for found in _steps(place, address, county):
        done.append(found)
        if found.problem is not None:
            break
        check(progress or Silent())
    return tuple(done)


def _steps(place: HubPlace, address: PostgisAddress, county: str) -> Iterator[Check]:
    yield from _network(address)
    with closing(PostgisConnection(address)) as connection:
        yield _login(connection)
        yield _hub(connection)
    if county:
        yield _county(place, county)


def _network(address: PostgisAddress) -> Iterator[Check]:
    """Yield what can be told without a login; nothing where the server is asked through a socket's file."""
    host = address.parameters.get("hostaddr") or address.parameters.get("host") or ""
    if not host or host.startswith(("/", "@")) or "," in host:
        return
    port = int(address.parameters.get("port", DEFAULT_PORT))
    try:
        socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        yield Check(step="name", problem="unknown_name", detail=host)
        return
    yield Check(step="name", detail=host)
    try:
        with socket.create_connection((host, port), CONNECT_TIMEOUT_S) as way:
            yield Check(step="server", detail=f"{host}:{port}")
            if address.parameters.get("sslmode") in ENCRYPTED:
                way.sendall(_SSL_REQUEST)
                yield Check(step="tls", problem=None if way.recv(1) == b"S" else "no_tls")
    except ConnectionRefusedError:
        yield Check(step="server", problem="refused", detail=f"{host}:{port}")
    except OSError:
        yield Check(step="server", problem="no_answer", detail=f"{host}:{port}")


def _login(connection: PostgisConnection) -> Check:
    try:
        connection.rows("SELECT 1", ())
    except HubUnavailableError as error:
        if error.problem == TLS_PROBLEM:
            return Check(step="tls", problem="certificate", error=error)
        return Check(step="server", problem="other", error=error)
    except NoHubInDatabaseError as error:
        return Check(
            step="hub",
            problem="no_database",
            detail=connection.address.parameters["dbname"],
            error=error,
        )
    except HubLoginError as error:
        return Check(step="login", problem="login", error=error)
    return Check(step="login", detail=str(connection.call("SELECT session_user::text", ())))


def _hub(connection: PostgisConnection) -> Check:
    shown = connection.address.shown
    try:
        version = int(connection.call("SELECT mine_hub.installed_version()", ()))
    except NoHubInDatabaseError as error:
        return Check(
            step="hub", problem="no_hub", detail=connection.address.parameters["dbname"], error=error
        )
    except HubRightsError as error:
        return Check(step="hub", problem="no_person", error=error)
    except SyncError as error:
        return Check(step="hub", problem="other", error=error)
    if version < VERSION:
        return Check(step="hub", problem="outdated", error=HubOutdatedError(shown, version, VERSION))
    return Check(step="hub", detail=str(version))


def _county(place: HubPlace, county: str) -> Check:
    try:
        with PostgisHub(place.address, user=place.user, password=place.password) as hub:
            hub.hello(county)
            return Check(step="county", detail=", ".join(sorted(hub.roles(county))))
    except CountyUnknownError as error:
        return Check(step="county", problem="no_membership", detail=county, error=error)
    except NewerHubError as error:
        return Check(step="hub", problem="newer", error=error)
    except SyncError as error:
        return Check(step="county", problem="other", error=error)

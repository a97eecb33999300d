"""Setting up the way to the province: where it is, and whether everything up to the county works."""

from __future__ import annotations

from dataclasses import dataclass

from ..domain.progress import Progress
from ..sync.addresses import HubPlace
from ..sync.errors import HubAddressError
from ..sync.postgis_address import DEFAULT_PORT, compose, is_postgis, read_parameters
from ..sync.postgis_check import Check, check_connection

__all__ = ["DEFAULT_PORT", "Check", "HubPlace", "ServerPlace", "read_server", "try_connection"]


@dataclass(frozen=True, kw_only=True)
class ServerPlace:
    """Where the province's database is: what a dialog asks for.

    ``certificate`` is the file of the certificate that the server's must come from; with it, or with
    ``verify``, the server has to prove its name. On this computer no TLS is needed.
    """

    host: str
    database: str
    port: int = DEFAULT_PORT
    sslmode: str = ""
    certificate: str = ""

    @property
    def address(self) -> str:
        """Return the address, without a login."""
        return compose(
            self.host, self.database, port=self.port, sslmode=self.sslmode, sslrootcert=self.certificate
        )


def read_server(address: str) -> ServerPlace | None:
    """Return the parts of an address as it says them, None where it is not that of a database."""
    if not is_postgis(address):
        return None
    try:
        parts = read_parameters(address)
    except HubAddressError:
        return None
    port = parts.get("port", "")
    return ServerPlace(
        host=parts.get("host") or parts.get("hostaddr", ""),
        database=parts.get("dbname", ""),
        port=int(port) if port.isdecimal() else DEFAULT_PORT,
        sslmode=parts.get("sslmode", ""),
        certificate=parts.get("sslrootcert", ""),
    )


def try_connection(
    place: HubPlace, *, county: str = "", progress: Progress | None = None
) -> tuple[Check, ...]:
    """Return the steps on the way to a PostGIS hub, up to the first that failed; see `sync.postgis_check`.

    Nothing is exchanged and nothing changed. Raises HubAddressError, DriverMissingError, CancelledError.
    """
    return check_connection(place, county, progress=progress)

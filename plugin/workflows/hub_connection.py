"""Setting up the way to the province: where it is, and whether everything up to the county works."""

from __future__ import annotations

from ..domain.progress import Progress
from ..sync.addresses import HubPlace
from ..sync.postgis_check import Check, check_connection

__all__ = ["Check", "HubPlace", "try_connection"]


def try_connection(
    place: HubPlace, *, county: str = "", progress: Progress | None = None
) -> tuple[Check, ...]:
    """Return the steps on the way to a PostGIS hub, up to the first that failed; see `sync.postgis_check`.

    Nothing is exchanged and nothing changed. Raises HubAddressError, DriverMissingError, CancelledError.
    """
    return check_connection(place, county, progress=progress)

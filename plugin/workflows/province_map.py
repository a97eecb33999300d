"""What is needed to draw the map of a province over its hub."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..sync.addresses import HubPlace
from ..sync.postgis_address import PostgisAddress
from ..sync.postgis_errors import HubRightsError
from ..sync.postgis_hub import PostgisHub

NO_MAPS = (
    "its maps are read directly by analysts of a whole province alone; everybody else has the sync and the"
    " statistics"
)


@dataclass(frozen=True, kw_only=True)
class Province:
    """Where the hub's views are, the counties (code → name) and what the problems cover, in degrees.

    ``parameters`` are those of libpq, without a password.
    """

    parameters: Mapping[str, str]
    counties: Mapping[str, str]
    extent: tuple[float, float, float, float] | None


def read_province(place: HubPlace) -> Province:
    """Return what a project over the hub needs to know.

    Raises HubAddressError, HubRightsError for who may not read the views behind maps, and what the hub
    raises.
    """
    address = PostgisAddress.parse(place.address, user=place.user, password=place.password)
    with PostgisHub(place.address, user=place.user, password=place.password) as hub:
        counties = hub.counties()
        try:
            extent = hub.map_extent()
        except HubRightsError as error:
            raise HubRightsError(address.shown, NO_MAPS) from error
    parameters = {name: value for name, value in address.parameters.items() if name != "password"}
    return Province(parameters=parameters, counties=counties, extent=extent)

"""Records shared across a county line: to which county, to read or to propose, by whom and since when.

A record belongs to one county, and a reviewer of that county grants another to see it. The hub judges every
grant; what is asked here is what the hub cannot know. Raises the errors of `sync.errors` and
`sync.postgis_errors` beside those below.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ..domain.errors import MineRestorationError
from ..store.catalogues import county_name
from ..store.workspace import Workspace
from ..sync.addresses import HubPlace
from ..sync.postgis_address import is_postgis
from ..sync.postgis_errors import HubRightsError
from ..sync.postgis_hub import PostgisHub
from ..sync.postgis_records import Grant, Shared
from .review import Key
from .sync_session import classified_among

__all__ = ["Grant", "Shared", "SharedRecord"]

NO_SUCH_RECORD = "there is no such record that you may see"
"""What the hub says of a record that it does not have."""


class NeedsProvinceError(MineRestorationError):
    """A hub that knows no people, to which something across a county line was asked."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(
            f"The hub “{address}” serves one county and knows no people; records are shared across a county"
            " line in the province's database: connect to it in the sync dock, then try again."
        )


class ClassifiedRecordError(MineRestorationError):
    """A classified record, which never leaves the computer it is on."""

    def __init__(self, table: str, uuid: str) -> None:
        self.table = table
        self.uuid = uuid
        super().__init__(
            f"The record {uuid} of {table} is classified and does not leave this computer; it is not shared."
        )


class OwnCountyError(MineRestorationError):
    """A record that was to be shared with the county it belongs to."""

    def __init__(self, county: str) -> None:
        self.county = county
        super().__init__(f"The record belongs to {county} itself; choose the county beyond the line.")


class NotAtHubError(MineRestorationError):
    """A record that the hub does not have, or no longer."""

    def __init__(self, table: str, uuid: str) -> None:
        self.table = table
        self.uuid = uuid
        super().__init__(
            f"The hub does not have the record {uuid} of {table}, or not any more; sync, then try again."
        )


@dataclass(frozen=True, kw_only=True)
class SharedRecord:
    """The record that is shared; ``title`` is its number or name."""

    county: str
    table: str
    uuid: str
    title: str = ""

    @property
    def key(self) -> Key:
        """Return table and uuid."""
        return self.table, self.uuid


def require_province(place: HubPlace) -> None:
    """Raise NeedsProvinceError where a hub is none that knows people and counties."""
    if not is_postgis(place.address):
        raise NeedsProvinceError(place.address)


def province_hub(place: HubPlace) -> PostgisHub:
    """Return the province's hub; the caller closes it. Raises NeedsProvinceError for any other."""
    require_province(place)
    return PostgisHub(place.address, user=place.user, password=place.password)


def grants_of(place: HubPlace, record: SharedRecord) -> tuple[Shared, ...]:
    """Return with whom a record is shared, the oldest grant first. Raises NeedsProvinceError."""
    with province_hub(place) as hub:
        return _grants(hub, record)


def share(
    place: HubPlace,
    record: SharedRecord,
    to_county: str,
    may: Grant | None,
    *,
    workspace: Workspace | None = None,
) -> tuple[Shared, ...]:
    """Return the record's grants after one was given, or with None taken back.

    ``workspace`` is an open one: where the record is in it, and classified, nothing is granted. Raises
    NeedsProvinceError, UnknownCountyError, OwnCountyError, ClassifiedRecordError, NotAtHubError.
    """
    secret = workspace is not None and may is not None and _is_classified(workspace, record)
    with province_hub(place) as hub:
        refusal = _share(hub, record, to_county, may, is_classified=secret)
        if refusal is not None:
            raise refusal
        return _grants(hub, record)


def share_all(
    place: HubPlace,
    records: Sequence[SharedRecord],
    to_county: str,
    may: Grant | None,
    *,
    classified: Collection[str] = (),
) -> Mapping[Key, MineRestorationError]:
    """Return why some of the records are not shared; of the others a grant was given, or taken back.

    ``classified`` are the uuids of which nothing leaves. What is wrong with all of them is raised: as above.
    """
    refused: dict[Key, MineRestorationError] = {}
    with province_hub(place) as hub:
        for record in records:
            refusal = _share(hub, record, to_county, may, is_classified=record.uuid in classified)
            if refusal is not None:
                refused[record.key] = refusal
    return refused


def _is_classified(workspace: Workspace, record: SharedRecord) -> bool:
    if workspace.county_code != record.county:
        return False
    with workspace.connect() as connection:
        return bool(classified_among(connection, [record.uuid]))


def _share(
    hub: PostgisHub, record: SharedRecord, to_county: str, may: Grant | None, *, is_classified: bool
) -> MineRestorationError | None:
    """Give a grant or take it back, and return why that was refused for this record alone."""
    if may is not None:
        county_name(to_county)
        if to_county == record.county:
            raise OwnCountyError(to_county)
        if is_classified:
            return ClassifiedRecordError(*record.key)
    try:
        hub.share(record.county, record.uuid, to_county, may)
    except HubRightsError as error:
        if error.problem == NO_SUCH_RECORD:
            return NotAtHubError(*record.key)
        raise
    return None


def _grants(hub: PostgisHub, record: SharedRecord) -> tuple[Shared, ...]:
    hub.require_version()
    return tuple(grant for grant in hub.grants(record.county) if grant.uuid == record.uuid)

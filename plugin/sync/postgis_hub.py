"""The province's hub: a PostgreSQL database with PostGIS, spoken to through its functions alone.

The functions (`resources/sql/postgis`) judge every change as the embedded hub does, know who is there, and
show nobody another county; this client has no right on any table.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from .batches import Batch
from .errors import DamagedBlobError, NewerHubError
from .hub import HubInfo, Page, PushResult
from .postgis_address import PostgisAddress
from .postgis_connection import PostgisConnection
from .postgis_errors import HubOutdatedError
from .postgis_values import content_of, result_of, row_of

FORMAT = 1
"""Version of the answers."""

VERSION = 1
"""Version of the hub's tables and functions that this client needs; a later one serves it as well."""


class PostgisHub:
    """A hub in a PostGIS database; implements `hub.Hub`. An object belongs to the thread that uses it."""

    def __init__(self, address: str, *, user: str | None = None, password: str | None = None) -> None:
        """Take note of where the hub is; the first call connects.

        Raises HubAddressError, DriverMissingError.
        """
        self.address = PostgisAddress.parse(address, user=user, password=password)
        self._connection = PostgisConnection(self.address)

    def __enter__(self) -> PostgisHub:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def hello(self, county: str) -> HubInfo:
        """Return who the hub is and the last number of the county's sequence; see `hub.Hub`."""
        answer = self._connection.call("SELECT mine_hub.hello(%s)", (county,), county=county)
        if answer["version"] < VERSION:
            raise HubOutdatedError(self.address.shown, answer["version"], VERSION)
        if answer["format"] > FORMAT:
            raise NewerHubError(self.address.shown, answer["format"], FORMAT)
        return HubInfo(
            hub_uuid=answer["hub_uuid"], format=answer["format"], last_sequence=answer["last_sequence"]
        )

    def roles(self, county: str) -> frozenset[str]:
        """Return what the person may be in a county: surveyor, contractor, county_reviewer and so on."""
        return frozenset(
            self._connection.call("SELECT mine_hub.hello(%s)", (county,), county=county)["roles"]
        )

    def push(self, batch: Batch) -> PushResult:
        """Return a result for each change, all stored in one transaction; see `hub.Hub`."""
        answer = json.loads(
            self._connection.call(
                "SELECT mine_hub.push(%s, %s)",
                (batch.county, content_of(batch)),
                county=batch.county,
                batch=batch,
            )
        )
        return PushResult(rows=tuple(result_of(row) for row in answer["rows"]), replayed=answer["replayed"])

    def pull(self, county: str, cursor: int, limit: int) -> Page:
        """Return the rows after the cursor as they stand now; see `hub.Hub`."""
        answer = json.loads(
            self._connection.call("SELECT mine_hub.pull(%s, %s, %s)", (county, cursor, limit), county=county)
        )
        return Page(
            rows=tuple(row_of(row) for row in answer["rows"]), cursor=answer["cursor"], more=answer["more"]
        )

    def ack(self, device: str, county: str, cursor: int) -> None:
        """Take note that a device has received everything up to a cursor; see `hub.Hub`."""
        self._connection.call("SELECT mine_hub.ack(%s, %s, %s)", (device, county, cursor), county=county)

    def blobs_missing(self, county: str, hashes: Iterable[str]) -> Mapping[str, int]:
        """Return the hashes that are not whole here, with the bytes of each that are; see `hub.Hub`."""
        wanted = list(hashes)
        found: dict[str, int] = self._connection.call(
            "SELECT mine_hub.blobs_missing(%s, %s::text[])", (county, wanted), county=county
        )
        return {sha256: found[sha256] for sha256 in dict.fromkeys(wanted) if sha256 in found}

    def blob_put(self, county: str, sha256: str, offset: int, content: bytes, *, size: int) -> int:
        """Return how many bytes of the photo are here now; see `hub.Hub`."""
        answer = self._connection.call(
            "SELECT mine_hub.blob_put(%s, %s, %s, %s, %s)",
            (county, sha256, offset, content, size),
            county=county,
        )
        if "problem" in answer:
            raise DamagedBlobError(sha256, answer["problem"])
        return int(answer["received"])

    def blob_get(self, county: str, sha256: str, offset: int, size: int) -> bytes:
        """Return up to ``size`` bytes of a whole photo from the offset; see `hub.Hub`."""
        return bytes(
            self._connection.call(
                "SELECT mine_hub.blob_get(%s, %s, %s, %s)", (county, sha256, offset, size), county=county
            )
        )

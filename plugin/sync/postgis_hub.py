"""The province's hub: a PostgreSQL database with PostGIS, spoken to through its functions alone.

The functions (`resources/sql/postgis`) judge every change as the embedded hub does, know who is there, and
show nobody another county; this client has no right on any table.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from ..domain.changes import Value
from .batches import Batch
from .errors import DamagedBlobError, NewerHubError
from .hub import HubInfo, Page, PushResult, RowResult
from .postgis_address import PostgisAddress
from .postgis_connection import PostgisConnection
from .postgis_errors import HubOutdatedError
from .postgis_records import Count, Grant, Proposal, RowVersion, Shared, SharedRow, WaitingRecord
from .postgis_values import content_of, plain_values, result_of, row_of, values_of

FORMAT = 1
"""Version of the answers."""

VERSION = 4
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

    def require_version(self) -> None:
        """Raise HubOutdatedError where the hub is older than this client needs; `hello` does so as well."""
        ((found,),) = self._connection.rows("SELECT mine_hub.installed_version()", ())
        if found < VERSION:
            raise HubOutdatedError(self.address.shown, found, VERSION)

    def roles(self, county: str) -> frozenset[str]:
        """Return what the person may be in a county: surveyor, contractor, county_reviewer and so on."""
        return frozenset(
            self._connection.call("SELECT mine_hub.hello(%s)", (county,), county=county)["roles"]
        )

    def push(self, batch: Batch) -> PushResult:
        """Return a result for each change, all stored in one transaction; see `hub.Hub`."""
        answer = json.loads(
            self._connection.call(
                "SELECT mine_hub.push(%s, convert_to(%s, 'UTF8'))",
                (batch.county, content_of(batch).decode("utf-8")),
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
            rows=tuple(row_of(row) for row in answer["rows"]),
            cursor=answer["cursor"],
            more=answer["more"],
            forgotten=answer["forgotten"],
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

    # -- review

    def review_queue(self, area: str) -> tuple[WaitingRecord, ...]:
        """Return the records of a county, city or province that wait for what the person may do."""
        rows = self._connection.rows("SELECT * FROM mine_hub.review_queue(%s)", (area,))
        return tuple(
            WaitingRecord(
                county=row[0],
                table=row[1],
                uuid=row[2],
                version=row[3],
                sequence=row[4],
                state=row[5],
                title=row[6],
                actions=tuple(row[7]),
                type=row[8] or "",
                grade=row[9] or "",
                reviewed_at=row[10] or "",
                reviewed_by=row[11] or "",
            )
            for row in rows
        )

    def review(
        self, county: str, action: str, records: Sequence[tuple[str, str, int]], *, reason: str | None = None
    ) -> tuple[RowResult, ...]:
        """Return the answer for each (table, uuid, version that was looked at), all in one transaction.

        ``action``: submit, withdraw, forward, return, accept, reopen; return and reopen need a ``reason``.
        """
        answer = self._connection.call(
            "SELECT mine_hub.review(%s, %s, %s, %s::jsonb)",
            (county, action, reason, json.dumps([list(record) for record in records])),
            county=county,
        )
        return tuple(result_of(row) for row in json.loads(answer))

    def history(self, county: str, table: str, uuid: str) -> tuple[RowVersion, ...]:
        """Return every version of a record, oldest first: what each changed, who brought it and when."""
        answer = self._connection.call(
            "SELECT mine_hub.row_history(%s, %s, %s)", (county, table, uuid), county=county
        )
        return tuple(
            RowVersion(
                version=version,
                sequence=sequence,
                operation=operation,
                values=values_of(values),
                login=login,
                at=at,
            )
            for version, sequence, operation, values, login, at in json.loads(answer)
        )

    # -- records across a county line

    def share(self, county: str, uuid: str, to_county: str, may: Grant | None) -> None:
        """Let another county read a record or propose changes of it; None takes the grant back."""
        self._connection.call(
            "SELECT mine_hub.share(%s, %s, %s, %s)", (county, uuid, to_county, may), county=county
        )

    def grants(self, county: str) -> tuple[Shared, ...]:
        """Return what a county shares with others, the oldest grant first."""
        listed = json.loads(self._connection.call("SELECT mine_hub.grants(%s)", (county,), county=county))
        return tuple(
            Shared(table=table, uuid=uuid, title=title, to_county=to_county, may=may, by=by, at=at)
            for table, uuid, title, to_county, may, by, at in listed
        )

    def shared_rows(self, county: str) -> tuple[SharedRow, ...]:
        """Return the records that other counties share with a county, and their children."""
        answer = self._connection.call("SELECT mine_hub.shared_rows(%s)", (county,), county=county)
        return tuple(
            SharedRow(owner=owner, may=may, row=row_of(row)) for owner, may, row in json.loads(answer)
        )

    def shared_photo_get(self, county: str, owner: str, sha256: str, offset: int, size: int) -> bytes:
        """Return up to ``size`` bytes of a photo or thumbnail of a record that ``owner`` shares with us.

        Empty at its end, where it is not whole, and where it belongs to no such record: one answer.
        """
        return bytes(
            self._connection.call(
                "SELECT mine_hub.shared_photo_get(%s, %s, %s, %s, %s)",
                (county, owner, sha256, offset, size),
                county=county,
            )
        )

    def propose(
        self,
        owner: str,
        table: str,
        uuid: str,
        values: Mapping[str, Value],
        *,
        from_county: str,
        note: str = "",
    ) -> str:
        """Return the id of a proposal for another county's record, which its owner decides."""
        return str(
            self._connection.call(
                "SELECT mine_hub.propose(%s, %s, %s, %s, %s::jsonb, %s)",
                (owner, table, uuid, from_county, json.dumps(plain_values(values)), note),
                county=from_county,
            )
        )

    def proposals(self, county: str) -> tuple[Proposal, ...]:
        """Return the proposals to a county and those it made, oldest first."""
        listed = json.loads(self._connection.call("SELECT mine_hub.proposals(%s)", (county,), county=county))
        return tuple(
            Proposal(
                owner=owner,
                id=identity,
                table=table,
                uuid=uuid,
                from_county=from_county,
                version=version,
                values=values_of(values),
                note=note,
                login=login,
                at=at,
                state=state,
            )
            for owner, identity, table, uuid, from_county, version, values, note, login, at, state in listed
        )

    def answer_proposal(self, county: str, identity: str, *, taken: bool) -> None:
        """Note what the owner decided about a proposal; the change itself comes with a sync."""
        self._connection.call(
            "SELECT mine_hub.answer_proposal(%s, %s, %s)", (county, identity, taken), county=county
        )

    # -- what the province counts

    def statistics(self, area: str) -> tuple[Count, ...]:
        """Return how many problems there are by county, grade, responsibility and state of the review.

        Of the counties of an area (`140000`, `141100`, `141125`) that the person may see.
        """
        rows = self._connection.rows("SELECT * FROM mine_hub.statistics(%s)", (area,))
        return tuple(
            Count(
                county=row[0],
                grade=row[1],
                responsibility=row[2],
                state=row[3],
                problems=row[4],
                area_hm2=row[5],
            )
            for row in rows
        )

    # -- what the province draws

    def counties(self) -> dict[str, str]:
        """Return code → name of the counties that the person may see."""
        return dict(self._connection.rows("SELECT county, name FROM mine_hub.counties()", ()))

    def map_extent(self) -> tuple[float, float, float, float] | None:
        """Return (west, south, east, north) of all problems in degrees, None where there is none.

        Raises HubRightsError for who may not read the views behind maps.
        """
        rows = self._connection.rows(
            "SELECT public.ST_XMin(e), public.ST_YMin(e), public.ST_XMax(e), public.ST_YMax(e)"
            " FROM (SELECT public.ST_Extent(geom) AS e FROM mine_hub.map_problem) AS covered",
            (),
        )
        return None if rows[0][0] is None else rows[0]

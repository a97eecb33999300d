"""A mailbox that counts versions and places from 1, so that it can stand in the conformance suite.

A mailbox's own numbers rise without telling how many came before (see `mailbox_letter.version_of`); the n-th
is called n here, in both directions, and nothing else is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from plugin.domain.changes import HubRow
from plugin.sync.batches import Batch, Change
from plugin.sync.hub import Accepted, HubInfo, Page, PushResult, Refused, RowResult, Stale
from plugin.sync.mailbox_hub import MailboxHub

BEYOND = 2**62


class RankedMailbox:
    """A mailbox whose versions and places are ranks; implements `hub.Hub`."""

    def __init__(self, folder: Path, index_folder: Path) -> None:
        self.hub = MailboxHub(folder, index_folder=index_folder)
        self._connection = self.hub._index._connection

    def close(self) -> None:
        self.hub.close()

    def hello(self, county: str) -> HubInfo:
        info = self.hub.hello(county)
        return replace(info, last_sequence=self._rank(county, info.last_sequence))

    def push(self, batch: Batch) -> PushResult:
        self.hub.hello(batch.county)
        changes = tuple(
            replace(change, base_version=self._version(batch.county, change)) for change in batch.changes
        )
        result = self.hub.push(replace(batch, changes=changes))
        rows = zip(changes, result.rows, strict=True)
        return replace(result, rows=tuple(self._ranked(batch.county, c.key, row) for c, row in rows))

    def pull(self, county: str, cursor: int, limit: int) -> Page:
        page = self.hub.pull(county, self._place(county, cursor), limit)
        rows = tuple(self._row(county, row) for row in page.rows)
        return replace(page, rows=rows, cursor=max(cursor, self._rank(county, page.cursor)))

    def ack(self, device: str, county: str, cursor: int) -> None:
        self.hub.ack(device, county, cursor)

    def blobs_missing(self, county: str, hashes: Iterable[str]) -> Mapping[str, int]:
        return self.hub.blobs_missing(county, hashes)

    def blob_put(self, county: str, sha256: str, offset: int, content: bytes, *, size: int) -> int:
        return self.hub.blob_put(county, sha256, offset, content, size=size)

    def blob_get(self, county: str, sha256: str, offset: int, size: int) -> bytes:
        return self.hub.blob_get(county, sha256, offset, size)

    def _ranked(self, county: str, key: tuple[str, str], row: RowResult) -> RowResult:
        if isinstance(row, Accepted):
            return Accepted(self._count(county, key, row.version), self._rank(county, row.sequence))
        if isinstance(row, Stale):
            return Stale(self._row(county, row.current))
        return Refused(row.reason, self._row(county, row.current) if row.current else None)

    def _row(self, county: str, row: HubRow) -> HubRow:
        version = self._count(county, (row.table, row.uuid), row.version)
        return replace(row, version=version, sequence=self._rank(county, row.sequence))

    def _versions(self, county: str, key: tuple[str, str]) -> list[int]:
        found = self._connection.execute(
            "SELECT version.version FROM row JOIN version ON row_id = row.id"
            " WHERE row.county = ? AND tbl = ? AND uuid = ? ORDER BY 1",
            (county, *key),
        )
        return [row[0] for row in found]

    def _count(self, county: str, key: tuple[str, str], version: int) -> int:
        return sum(one <= version for one in self._versions(county, key))

    def _version(self, county: str, change: Change) -> int:
        versions = self._versions(county, change.key)
        if change.base_version > len(versions):
            return BEYOND + change.base_version
        return versions[change.base_version - 1] if change.base_version else 0

    def _places(self, county: str) -> list[int]:
        found = self._connection.execute(
            "SELECT sequence FROM version WHERE county = ? ORDER BY 1", (county,)
        )
        return [row[0] for row in found]

    def _rank(self, county: str, place: int) -> int:
        return sum(one <= place for one in self._places(county))

    def _place(self, county: str, rank: int) -> int:
        places = self._places(county)
        return places[rank - 1] if 0 < rank <= len(places) else rank

"""Review 审核 of many counties at once, where the records live: at the province's hub.

Who may do what follows from the login, which the hub judges; a county's own workspace is not needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..domain.errors import MineRestorationError
from ..domain.review import Action
from ..store.schema import load_schema
from ..sync.addresses import HubPlace
from ..sync.hub import Accepted, Refused, Stale
from ..sync.postgis_address import is_postgis
from ..sync.postgis_hub import PostgisHub
from ..sync.postgis_records import WaitingRecord
from .review import Key, RecordGoneError, ReviewOutcome, ReviewRow
from .review_compare import Comparison, compare


class StepRefusedError(MineRestorationError):
    """A step of the review that the hub did not let this person take."""

    def __init__(self, table: str, uuid: str, problem: str) -> None:
        self.table = table
        self.uuid = uuid
        self.problem = problem
        super().__init__(
            f"The hub refused the record {uuid} of {table}: {problem}; nothing was changed in it."
        )


@dataclass(frozen=True, kw_only=True)
class AreaQueue:
    """What waits for a login, county by county, and the names of its counties (code → name)."""

    rows: tuple[ReviewRow, ...]
    counties: Mapping[str, str]


def serves_areas(address: str) -> bool:
    """Return whether a hub knows who may review what in which county: a database does, a file does not."""
    return is_postgis(address)


def waiting_everywhere(place: HubPlace) -> AreaQueue:
    """Return every record of every county that waits for what the login may do: forward, return, accept.

    Raises the errors of `sync.errors` and `sync.postgis_errors`.
    """
    with _opened(place) as hub:
        hub.require_version()
        counties = hub.counties()
        provinces = sorted({f"{county[:2]}0000" for county in counties})
        found = [record for province in provinces for record in hub.review_queue(province)]
    rows = sorted(map(_row, found), key=lambda row: (row.county, row.state, row.title, row.uuid))
    return AreaQueue(rows=tuple(rows), counties=counties)


def compared_at_the_hub(place: HubPlace, row: ReviewRow) -> Comparison:
    """Return what changed in a record since it was last accepted or given back, all of it from the hub."""
    with _opened(place) as hub:
        versions = hub.history(row.county, row.table, row.uuid)
    now = {name: value for version in versions for name, value in version.values.items()}
    return compare(load_schema(), row.table, now, versions)


def take_step_at_the_hub(
    place: HubPlace, action: Action, rows: Sequence[ReviewRow], *, reason: str = ""
) -> ReviewOutcome:
    """Return which records took a step; those of one county in one transaction of the hub.

    A record that is not as it was listed is among the refused, with what to do; so is one that the login may
    not answer. Where the way to the hub breaks, the counties that were answered stay so.
    """
    done: list[Key] = []
    refused: dict[Key, MineRestorationError] = {}
    with _opened(place) as hub:
        for county in dict.fromkeys(row.county for row in rows):
            own = [row for row in rows if row.county == county]
            answers = hub.review(
                county, action, [(row.table, row.uuid, row.version) for row in own], reason=reason or None
            )
            for row, answer in zip(own, answers, strict=True):
                if isinstance(answer, Accepted):
                    done.append(row.key)
                elif isinstance(answer, Stale):
                    refused[row.key] = RecordGoneError(*row.key)
                elif isinstance(answer, Refused):
                    refused[row.key] = StepRefusedError(*row.key, answer.reason)
    return ReviewOutcome(done=tuple(done), refused=refused)


def _opened(place: HubPlace) -> PostgisHub:
    return PostgisHub(place.address, user=place.user, password=place.password)


def _row(record: WaitingRecord) -> ReviewRow:
    return ReviewRow(
        county=record.county,
        table=record.table,
        uuid=record.uuid,
        version=record.version,
        title=record.title,
        name="",
        type=record.type,
        grade=record.grade,
        state=record.state,
        reason="",
        reviewed_by=record.reviewed_by,
        reviewed_at=record.reviewed_at,
        actions=tuple(record.actions),  # type: ignore[arg-type]  # the hub's words are those of `Action`
    )

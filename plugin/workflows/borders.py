"""What lies across the county line: records that other counties share with us, and proposals either way.

A shared record is read at the hub and never becomes a row of the workspace: it stays another county's. What
is proposed for it waits at the hub for its owner, who takes it over into the workspace, or declines.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from ..domain.changes import Value
from ..domain.errors import MineRestorationError
from ..domain.review import DRAFT, MOMENT, REVIEW_COLUMNS, REVIEWER, SNAPSHOT, STATE, is_locked
from ..store.records import UNCHANGED, read_records, update_record
from ..store.schema import Table, load_schema
from ..store.workspace import Workspace
from ..sync.addresses import HubPlace
from ..sync.merge_rules import CLASSIFICATION_COLUMN, GEOMETRY_COLUMN
from ..sync.postgis_errors import HubRightsError
from ..sync.postgis_hub import PostgisHub
from ..sync.postgis_records import Grant, Proposal, SharedRow
from .area_review import AreaQueue
from .grants import NO_SUCH_RECORD, NotAtHubError, province_hub
from .review import (
    Key,
    RecordBeingEditedError,
    RecordGoneError,
    ReviewOutcome,
    ReviewRow,
    reviewed_tables,
)
from .review_compare import Comparison, Difference, geometry_of
from .review_snapshot import read_snapshot

_ANSWERS = frozenset({"surveyor", "county_reviewer", "admin"})
"""Who answers a proposal to their county, as the hub judges it."""

OPEN, MADE = "open", "made"
"""States of a proposal: one that we are to answer, one of ours that waits; else taken or declined."""


class ElsewhereError(MineRestorationError):
    """A proposal for a record of a county whose workspace is not the one that is open."""

    def __init__(self, county: str) -> None:
        self.county = county
        super().__init__(
            f"The record lives in the workspace of {county}; open it, then take the proposal over."
        )


class RecordAcceptedError(MineRestorationError):
    """A record that the province has accepted, for which a proposal was to be taken over."""

    def __init__(self, table: str, uuid: str) -> None:
        self.table = table
        self.uuid = uuid
        super().__init__(
            f"The province has accepted the record {uuid} of {table}; ask for it to be reopened, then take"
            " the proposal over."
        )


class ReadOnlyGrantError(MineRestorationError):
    """A proposal for a record that is shared for reading alone, or not any more."""

    def __init__(self, county: str) -> None:
        self.county = county
        super().__init__(
            f"{county} shares this record for reading alone, or does not share it any more; ask its reviewer"
            " to let you propose."
        )


class EmptyProposalError(MineRestorationError):
    """A proposal in which nothing differs from the record."""

    def __init__(self) -> None:
        super().__init__("Nothing differs from the record; change a value, then propose.")


@dataclass(frozen=True, kw_only=True)
class ForeignRow(ReviewRow):
    """Another county's record as that county shares it with ``to_county``: to read, or also to propose."""

    to_county: str
    may: Grant
    values: Mapping[str, Value]

    @property
    def key(self) -> Key:
        """Return what tells the row from others: two counties of ours may see one record."""
        return self.table, f"{self.uuid}/{self.to_county}"


@dataclass(frozen=True, kw_only=True)
class ProposalRow(ReviewRow):
    """A proposal, with the record's values as they stand now; empty where they are not seen any more."""

    proposal: Proposal
    values: Mapping[str, Value]

    @property
    def key(self) -> Key:
        """Return what tells the row from others: a record may have several proposals."""
        return self.table, self.proposal.id


def shared_with_us(place: HubPlace) -> AreaQueue:
    """Return the records that other counties share with those of the login. Raises NeedsProvinceError."""
    with province_hub(place) as hub:
        counties = hub.counties()
        rows = [row for county in counties for row in _foreign_rows(hub, county)]
    rows.sort(key=lambda row: (row.county, row.title, row.key))
    return AreaQueue(rows=tuple(rows), counties=counties)


def compared_as_shared(row: ForeignRow) -> Comparison:
    """Return a shared record as it stands: every value, and nothing earlier, which the line hides."""
    table = load_schema().table(row.table)
    results = read_snapshot(row.values.get(SNAPSHOT))
    differences = [
        Difference(column=column.name, before=None, after=row.values.get(column.name))
        for column in table.data_columns
        if column.name not in REVIEW_COLUMNS and row.values.get(column.name) is not None
    ]
    differences += [
        Difference(column=name, before=None, after=results[name], derived=True)
        for name in ("grade", "responsibility", "area_hm2", "length_m")
        if table.has(name) and results.get(name) is not None
    ]
    return Comparison(
        since="readable" if row.may == "read" else "proposable",
        at="",
        reason="",
        differences=tuple(differences),
        before=None,
        after=geometry_of(row.values.get(GEOMETRY_COLUMN)),
    )


def proposable_columns(table: Table) -> tuple[str, ...]:
    """Return the columns for which another county may propose a value: what was surveyed, no more."""
    kept = {*REVIEW_COLUMNS, CLASSIFICATION_COLUMN, "number"}
    return tuple(
        column.name
        for column in table.data_columns
        if column.name not in kept and not column.name.endswith("_uuid")
    )


def propose(place: HubPlace, row: ForeignRow, values: Mapping[str, Value], note: str) -> str:
    """Return the id of a proposal of values for a shared record; its owner finds it at the hub.

    A new shape is WKB in ``geom`` (EPSG:4490). Raises EmptyProposalError, ReadOnlyGrantError,
    NeedsProvinceError.
    """
    allowed = {*proposable_columns(load_schema().table(row.table)), GEOMETRY_COLUMN}
    changed = {
        name: value for name, value in values.items() if name in allowed and value != row.values.get(name)
    }
    if not changed:
        raise EmptyProposalError
    with province_hub(place) as hub:
        try:
            return hub.propose(row.county, row.table, row.uuid, changed, from_county=row.to_county, note=note)
        except HubRightsError as error:
            if error.problem == NO_SUCH_RECORD:
                raise ReadOnlyGrantError(row.county) from error
            raise


def proposals_of(place: HubPlace) -> AreaQueue:
    """Return the proposals to the counties of the login and those they made, newest first.

    Raises NeedsProvinceError.
    """
    with province_hub(place) as hub:
        counties = hub.counties()
        found = {one.id: one for county in counties for one in hub.proposals(county)}
        foreign = {row.uuid: row.values for county in counties for row in _foreign_rows(hub, county)}
        answering = {
            c for c in {one.owner for one in found.values()} & counties.keys() if hub.roles(c) & _ANSWERS
        }
        rows = [
            _proposal_row(one, _values_now(hub, one, counties, foreign), is_ours=one.owner in answering)
            for one in found.values()
        ]
    rows.sort(key=lambda row: row.proposal.at, reverse=True)
    return AreaQueue(rows=tuple(rows), counties=counties)


def compared_as_proposed(row: ProposalRow) -> Comparison:
    """Return what a proposal would change in the record as it stands now."""
    proposed = {
        name: value
        for name, value in row.proposal.values.items()
        if name in proposable_columns(load_schema().table(row.table))
    }
    before = geometry_of(row.values.get(GEOMETRY_COLUMN))
    shape = geometry_of(row.proposal.values.get(GEOMETRY_COLUMN))
    return Comparison(
        since="proposed",
        at=row.proposal.at,
        reason=row.proposal.note,
        differences=tuple(
            Difference(column=name, before=row.values.get(name), after=value)
            for name, value in proposed.items()
        ),
        before=before,
        after=before if shape is None else shape,
    )


def decline(place: HubPlace, rows: Sequence[ProposalRow]) -> ReviewOutcome:
    """Return which proposals were declined; the records stay as they are. Raises NeedsProvinceError."""
    with province_hub(place) as hub:
        return _each(rows, lambda row: _answer(hub, row, taken=False))


def take_over(
    place: HubPlace,
    rows: Sequence[ProposalRow],
    workspace: Workspace | None,
    *,
    busy: Collection[Key] = frozenset(),
) -> ReviewOutcome:
    """Return which proposals are in the workspace now, from which the next sync takes their values along.

    First the values are saved, then the hub is told: where the way breaks between, the proposal is still open
    and can be taken over again. Refused is one for a record of another county, with unsaved edits, accepted
    by the province, or that is not here. Raises NeedsProvinceError.
    """
    with province_hub(place) as hub:

        def take(row: ProposalRow) -> None:
            if workspace is None or workspace.county_code != row.proposal.owner:
                raise ElsewhereError(row.proposal.owner)
            if (row.table, row.uuid) in busy:
                raise RecordBeingEditedError(row.table, row.uuid)
            if hub_state(hub, row) != OPEN:
                raise RecordGoneError(row.table, row.uuid)
            _save(workspace, row)
            _answer(hub, row, taken=True)

        return _each(rows, take)


def hub_state(hub: PostgisHub, row: ProposalRow) -> str:
    """Return how far a proposal is at the hub; empty where it is not there."""
    listed = hub.proposals(row.proposal.owner)
    return next((one.state for one in listed if one.id == row.proposal.id), "")


def _each(rows: Sequence[ProposalRow], step: Callable[[ProposalRow], None]) -> ReviewOutcome:
    done: list[Key] = []
    refused: dict[Key, MineRestorationError] = {}
    for row in rows:
        try:
            step(row)
        except MineRestorationError as error:
            refused[row.key] = error
        else:
            done.append(row.key)
    return ReviewOutcome(done=tuple(done), refused=refused)


def _answer(hub: PostgisHub, row: ProposalRow, *, taken: bool) -> None:
    try:
        hub.answer_proposal(row.proposal.owner, row.proposal.id, taken=taken)
    except HubRightsError as error:
        if error.problem == NO_SUCH_RECORD:
            raise RecordGoneError(row.table, row.uuid) from error
        raise


def _save(workspace: Workspace, row: ProposalRow) -> None:
    allowed = proposable_columns(workspace.schema.table(row.table))
    values = {name: value for name, value in row.proposal.values.items() if name in allowed}
    shape = geometry_of(row.proposal.values.get(GEOMETRY_COLUMN))
    with workspace.write() as connection:
        found = read_records(connection, row.table, uuids=[row.uuid])
        if not found:
            raise NotAtHubError(row.table, row.uuid)
        if is_locked(found[0].values.get(STATE)):
            raise RecordAcceptedError(row.table, row.uuid)
        update_record(connection, row.table, row.uuid, values, UNCHANGED if shape is None else shape)


def _foreign_rows(hub: PostgisHub, county: str) -> list[ForeignRow]:
    return [
        _foreign_row(shared, county)
        for shared in hub.shared_rows(county)
        if shared.row.table in reviewed_tables()
    ]


def _foreign_row(shared: SharedRow, to_county: str) -> ForeignRow:
    row = shared.row
    return ForeignRow(
        county=shared.owner,
        table=row.table,
        uuid=row.uuid,
        title=_title(row.values),
        name=_text(row.values, "name"),
        type=_text(row.values, "type"),
        grade=_grade(row.values),
        state=_text(row.values, STATE) or DRAFT,
        reason="",
        reviewed_by=_text(row.values, REVIEWER),
        reviewed_at=_text(row.values, MOMENT),
        actions=(),
        version=row.version,
        to_county=to_county,
        may=shared.may,
        values=row.values,
    )


def _proposal_row(proposal: Proposal, values: Mapping[str, Value], *, is_ours: bool) -> ProposalRow:
    waits = proposal.state == OPEN
    return ProposalRow(
        county=proposal.from_county if is_ours else proposal.owner,
        table=proposal.table,
        uuid=proposal.uuid,
        title=_title(values),
        name=_text(values, "name"),
        type=_text(values, "type"),
        grade=_grade(values),
        state=MADE if waits and not is_ours else proposal.state,
        reason=proposal.note,
        reviewed_by=proposal.login,
        reviewed_at=proposal.at,
        actions=("accept", "return") if waits and is_ours else (),
        version=proposal.version,
        proposal=proposal,
        values=values,
    )


def _text(values: Mapping[str, Value], name: str) -> str:
    return str(values.get(name) or "")


def _title(values: Mapping[str, Value]) -> str:
    return _text(values, "number") or _text(values, "name")


def _grade(values: Mapping[str, Value]) -> str:
    return str(read_snapshot(values.get(SNAPSHOT)).get("grade") or "")


def _values_now(
    hub: PostgisHub,
    proposal: Proposal,
    counties: Mapping[str, str],
    foreign: Mapping[str, Mapping[str, Value]],
) -> Mapping[str, Value]:
    """Return a record's values as the hub shows them to this login."""
    if proposal.owner not in counties:
        return foreign.get(proposal.uuid, {})
    versions = hub.history(proposal.owner, proposal.table, proposal.uuid)
    return {name: value for version in versions for name, value in version.values.items()}

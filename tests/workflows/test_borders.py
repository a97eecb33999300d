"""Records across a county line, in two counties' workspaces and a real PostgreSQL between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import shapely

from plugin.domain.changes import Value
from plugin.store.errors import UnknownCountyError
from plugin.store.records import Record, insert_records, new_uuid, read_records, update_record
from plugin.store.workspace import Workspace
from plugin.sync.addresses import HubPlace
from plugin.sync.errors import CountyUnknownError
from plugin.sync.postgis_errors import HubRightsError
from plugin.workflows.borders import (
    EmptyProposalError,
    ForeignRow,
    ProposalRow,
    ReadOnlyGrantError,
    compared_as_proposed,
    compared_as_shared,
    decline,
    proposals_of,
    propose,
    shared_with_us,
    take_over,
)
from plugin.workflows.grants import (
    ClassifiedRecordError,
    NeedsProvinceError,
    NotAtHubError,
    OwnCountyError,
    SharedRecord,
    grants_of,
    province_hub,
    share,
)
from plugin.workflows.review import RecordGoneError, take_step
from plugin.workflows.synchronise import synchronise
from tests.sync.laptops import new_workspace
from tests.sync.postgres import LIULIN, ZHONGYANG, lent_hub, person

TABLE = "problem_area"
OUTLINE = shapely.MultiPolygon([shapely.box(110.878, 37.43, 110.879, 37.431)])
WIDER = shapely.MultiPolygon([shapely.box(110.878, 37.43, 110.881, 37.431)])


@dataclass
class Line:
    """A pit of Liulin on the line to Zhongyang, at the hub and in Liulin's workspace."""

    address: str
    workspace: Workspace
    pit: SharedRecord

    def place(self, login: str) -> HubPlace:
        return HubPlace(self.address, login, None)

    def share(self, may: str | None, *, login: str = "kang", to: str = ZHONGYANG) -> None:
        share(self.place(login), self.pit, to, may, workspace=self.workspace)  # type: ignore[arg-type]

    def foreign(self, login: str = "bo") -> list[ForeignRow]:
        return list(shared_with_us(self.place(login)).rows)  # type: ignore[arg-type]

    def proposals(self, login: str) -> list[ProposalRow]:
        return list(proposals_of(self.place(login)).rows)  # type: ignore[arg-type]

    def values(self) -> dict[str, Value]:
        with self.workspace.connect() as connection:
            (record,) = read_records(connection, TABLE, uuids=[self.pit.uuid])
        return dict(record.values) | {"geom": record.geometry}  # type: ignore[dict-item]

    def set(self, **values: Value) -> None:
        with self.workspace.write() as connection:
            update_record(connection, TABLE, self.pit.uuid, values)

    def sync(self) -> None:
        synchronise(self.workspace, self.place("liu1"))


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    monkeypatch.setenv("MINE_RESTORATION_PROFILE", str(tmp_path / "profile"))
    people = (
        person("liu1", surveyor=LIULIN),
        person("bo", surveyor=ZHONGYANG),
        person("kang", county_reviewer=LIULIN),
        person("sheng", province_reviewer="140000"),
    )
    with lent_hub(*people) as (server, database):
        workspace = new_workspace(tmp_path / "liulin.gpkg", LIULIN)
        pit = Record(
            TABLE,
            new_uuid(),
            {"type": "P401", "name": "界上采坑", "number": "141125P1", "depth_m": 4.0},
            OUTLINE,
        )
        with workspace.write() as connection:
            insert_records(connection, [pit])
        take_step(workspace, "submit", [(TABLE, pit.uuid)], roles=["surveyor"])
        record = SharedRecord(county=LIULIN, table=TABLE, uuid=pit.uuid, title="141125P1")
        line = Line(server.address(database, None), workspace, record)
        line.sync()
        yield line


def test_a_record_is_shared_seen_from_beyond_the_line_and_taken_back(line: Line) -> None:
    assert (line.foreign(), grants_of(line.place("kang"), line.pit)) == ([], ())

    line.share("read")

    (grant,) = grants_of(line.place("liu1"), line.pit)
    assert (grant.to_county, grant.may, grant.by, grant.title) == (ZHONGYANG, "read", "Kang", "141125P1")
    (row,) = line.foreign()
    assert (row.county, row.to_county, row.may, row.title) == (LIULIN, ZHONGYANG, "read", "141125P1")
    assert (row.type, row.state, row.actions) == ("P401", "submitted", ())
    found = compared_as_shared(row)
    assert (found.since, found.before) == ("readable", None)
    assert found.after is not None and found.after.equals(OUTLINE)
    assert {one.column: one.after for one in found.differences}["depth_m"] == 4.0
    line.share(None)
    assert line.foreign() == []


def test_every_refusal_has_its_own_error(line: Line, tmp_path: Path) -> None:
    with pytest.raises(HubRightsError, match="by a reviewer of its own county"):
        line.share("read", login="sheng")
    with pytest.raises(CountyUnknownError):
        line.share("read", login="bo")
    with pytest.raises(UnknownCountyError, match="999999"):
        line.share("read", to="999999")
    with pytest.raises(OwnCountyError):
        line.share("read", to=LIULIN)
    nowhere = SharedRecord(county=LIULIN, table=TABLE, uuid=new_uuid())
    with pytest.raises(NotAtHubError):
        share(line.place("kang"), nowhere, ZHONGYANG, "read")
    for address in (str(tmp_path / "county.mrhub"), str(tmp_path), ""):
        with pytest.raises(NeedsProvinceError, match="province's database"):
            share(HubPlace(address), line.pit, ZHONGYANG, "read")
    line.set(classification="classified")
    with pytest.raises(ClassifiedRecordError):
        line.share("read")
    assert grants_of(line.place("kang"), line.pit) == ()


def test_what_was_classified_after_it_was_shared_can_be_taken_back(line: Line) -> None:
    line.share("read")
    line.set(classification="classified")

    line.share(None)

    assert grants_of(line.place("kang"), line.pit) == ()


def test_a_proposal_arrives_and_is_taken_over_into_the_workspace_and_to_the_hub(line: Line) -> None:
    line.share("propose")
    (row,) = line.foreign()
    assert compared_as_shared(row).since == "proposable"

    propose(line.place("bo"), row, {"depth_m": 6.5, "name": "界上采坑", "geom": WIDER.wkb}, "量过")

    (made,) = line.proposals("bo")
    assert (made.county, made.state, made.actions) == (LIULIN, "made", ())
    (waiting,) = line.proposals("liu1")
    assert (waiting.county, waiting.state, waiting.reason) == (ZHONGYANG, "open", "量过")
    assert (waiting.type, waiting.title, waiting.actions) == ("P401", "141125P1", ("accept", "return"))
    found = compared_as_proposed(waiting)
    assert [(one.column, one.before, one.after) for one in found.differences] == [("depth_m", 4.0, 6.5)]
    assert found.before is not None and found.before.equals(OUTLINE)
    assert found.after is not None and found.after.equals(WIDER)

    outcome = take_over(line.place("liu1"), [waiting], line.workspace)

    assert (outcome.done, outcome.refused) == ((waiting.key,), {})
    assert (line.values()["depth_m"], line.values()["name"]) == (6.5, "界上采坑")
    assert line.values()["geom"].equals(WIDER)  # type: ignore[union-attr]
    line.sync()
    (row,) = line.foreign()
    assert row.values["depth_m"] == 6.5
    assert [one.state for one in line.proposals("bo")] == ["taken"]


def test_a_proposal_that_is_declined_changes_nothing_and_is_answered_once(line: Line) -> None:
    line.share("propose")
    propose(line.place("bo"), line.foreign()[0], {"depth_m": 6.5}, "")
    (waiting,) = line.proposals("kang")

    assert decline(line.place("kang"), [waiting]).done == (waiting.key,)

    assert line.values()["depth_m"] == 4.0
    assert [one.state for one in line.proposals("bo")] == ["declined"]
    again = take_over(line.place("liu1"), [waiting], line.workspace)
    assert (again.done, [type(error) for error in again.refused.values()]) == ((), [RecordGoneError])
    assert line.values()["depth_m"] == 4.0


def test_who_reads_alone_proposes_nothing_and_neither_does_who_changes_nothing(line: Line) -> None:
    line.share("propose")
    (row,) = line.foreign()
    with pytest.raises(EmptyProposalError):
        propose(line.place("bo"), row, {"depth_m": 4.0, "review_state": "province"}, "")

    line.share("read")

    with pytest.raises(ReadOnlyGrantError):
        propose(line.place("bo"), row, {"depth_m": 6.5}, "")
    assert line.proposals("liu1") == []


def test_a_proposal_is_taken_over_in_the_owners_workspace_unless_it_is_edited_or_accepted(
    line: Line, tmp_path: Path
) -> None:
    line.share("propose")
    propose(line.place("bo"), line.foreign()[0], {"depth_m": 6.5}, "")
    (waiting,) = line.proposals("liu1")
    liu1, theirs = line.place("liu1"), new_workspace(tmp_path / "zhongyang.gpkg", ZHONGYANG)

    refused = [
        take_over(liu1, [waiting], None),
        take_over(liu1, [waiting], theirs),
        take_over(liu1, [waiting], line.workspace, busy={(TABLE, line.pit.uuid)}),
    ]
    line.set(review_state="province")
    refused.append(take_over(liu1, [waiting], line.workspace))

    assert [type(error).__name__ for one in refused for error in one.refused.values()] == [
        "ElsewhereError",
        "ElsewhereError",
        "RecordBeingEditedError",
        "RecordAcceptedError",
    ]
    assert [one.state for one in line.proposals("liu1")] == ["open"]


def test_a_forged_proposal_takes_over_what_was_surveyed_and_nothing_of_the_review(line: Line) -> None:
    line.share("propose")
    with_more = {"depth_m": 6.5, "review_state": "province", "number": "x", "fid": 7, "geom": b"no shape"}

    with province_hub(line.place("bo")) as hub:
        hub.propose(LIULIN, TABLE, line.pit.uuid, with_more, from_county=ZHONGYANG)
    (waiting,) = line.proposals("liu1")
    assert [one.column for one in compared_as_proposed(waiting).differences] == ["depth_m"]

    take_over(line.place("liu1"), [waiting], line.workspace)

    values = line.values()
    assert (values["depth_m"], values["review_state"], values["number"]) == (6.5, "submitted", "141125P1")
    assert values["geom"].equals(OUTLINE)  # type: ignore[union-attr]


def test_the_province_sees_both_sides_of_the_line_and_answers_for_nobody(line: Line) -> None:
    line.share("propose")
    propose(line.place("bo"), line.foreign()[0], {"depth_m": 6.5}, "")

    (row,) = line.foreign("sheng")
    (proposal,) = line.proposals("sheng")

    assert (row.county, row.to_county) == (LIULIN, ZHONGYANG)
    assert (proposal.state, proposal.actions) == ("made", ())
    assert [grant.to_county for grant in grants_of(line.place("sheng"), line.pit)] == [ZHONGYANG]

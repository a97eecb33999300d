"""The PostGIS hub beyond what all hubs promise: roles, review, borders, many at once, a server that dies."""

from __future__ import annotations

import dataclasses
import hashlib
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import psycopg2.errors
import pytest
import shapely

from plugin.domain.changes import Value
from plugin.domain.review import TRANSITIONS
from plugin.sync.batches import Batch, Change
from plugin.sync.errors import CountyUnknownError, DamagedBatchError, HubUnavailableError, NewerHubError
from plugin.sync.hub import Accepted, Refused, RowResult, Stale
from plugin.sync.hub_installer import HubInstaller, Membership
from plugin.sync.postgis_errors import HubRightsError
from plugin.sync.postgis_hub import PostgisHub
from plugin.workflows.sync_photos import fetch_shared
from tests.sync.postgres import LIULIN, ZHONGYANG, Server, lent_hub, person, running_server

PIT = "problem_point"


class Office:
    """A hub with its people: a surveyor and a reviewer in each county, a city, a province, a contractor."""

    def __init__(self) -> None:
        self.open = ExitStack()
        people = (
            person("ann", surveyor=LIULIN),
            person("bo", surveyor=ZHONGYANG),
            person("kang", county_reviewer=LIULIN),
            person("kong", county_reviewer=ZHONGYANG),
            person("shi", city_reviewer="141100"),
            person("sheng", province_reviewer="140000"),
            person("team", contractor=f"{LIULIN} {ZHONGYANG}"),
        )
        self.server, self.database = self.open.enter_context(lent_hub(*people))
        self.hubs: dict[str, PostgisHub] = {}
        self.numbers: dict[tuple[str, str], int] = {}

    def hub(self, login: str) -> PostgisHub:
        """Return the hub as somebody sees it."""
        if login not in self.hubs:
            hub = PostgisHub(self.server.address(self.database, login))
            self.hubs[login] = self.open.enter_context(closing(hub))
        return self.hubs[login]

    def push(self, login: str, *changes: Change, county: str = LIULIN) -> tuple[RowResult, ...]:
        """Send a batch from somebody's laptop."""
        number = self.numbers[login, county] = self.numbers.get((login, county), 0) + 1
        batch = Batch(county=county, device=login, device_epoch="1", number=number, changes=changes)
        return self.hub(login).push(batch).rows

    def run(self, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Return the rows of a statement of the superuser."""
        return self.server.run(statement, parameters, database=self.database)


@pytest.fixture
def office(server: Server) -> Iterator[Office]:
    """Return a hub with its people."""
    office = Office()
    with office.open:
        yield office


def insert(uuid: str, table: str = PIT, parents: tuple[str, ...] = (), **values: Value) -> Change:
    return Change(table=table, uuid=uuid, operation="insert", base_version=0, parents=parents, values=values)


def update(uuid: str, base: int, **values: Value) -> Change:
    return Change(table=PIT, uuid=uuid, operation="update", base_version=base, values=values)


def delete(uuid: str, base: int) -> Change:
    return Change(table=PIT, uuid=uuid, operation="delete", base_version=base)


def state_of(office: Office, uuid: str, login: str = "ann") -> tuple[Value, Value]:
    (row,) = (row for row in office.hub(login).pull(LIULIN, 0, 1000).rows if row.uuid == uuid)
    return row.values["review_state"], row.values.get("return_reason")


# -- people


def test_roles_follow_the_areas_they_are_given_for(office: Office) -> None:
    assert office.hub("ann").roles(LIULIN) == {"surveyor"}
    assert office.hub("shi").roles(ZHONGYANG) == {"city_reviewer"}
    assert office.hub("sheng").roles(LIULIN) == {"province_reviewer"}
    assert office.hub("team").roles(LIULIN) == office.hub("team").roles(ZHONGYANG) == {"contractor"}
    for outsider in ("bo", "kong"):
        with pytest.raises(CountyUnknownError):
            office.hub(outsider).roles(LIULIN)


def test_a_contractor_serves_each_county_by_itself(office: Office) -> None:
    office.push("team", insert("a", name="here"))
    office.push("team", insert("a", name="there"), county=ZHONGYANG)

    assert [row.values["name"] for row in office.hub("bo").pull(ZHONGYANG, 0, 9).rows] == ["there"]


def test_what_is_taken_away_holds_from_the_next_call_on(office: Office) -> None:
    office.push("ann", insert("a"))
    with HubInstaller(office.server.address(office.database)) as installer:
        installer.revoke("ann", [Membership(area=LIULIN, role="surveyor")])

    with pytest.raises(CountyUnknownError):
        office.hub("ann").pull(LIULIN, 0, 9)


def test_who_reviews_does_not_edit(office: Office) -> None:
    office.push("ann", insert("a", name="x"))

    answers = office.push("shi", update("a", 1, name="y"), insert("b")) + office.push("sheng", delete("a", 1))

    assert [type(answer) for answer in answers] == [Refused, Refused, Refused]
    assert isinstance(answers[0], Refused) and "does not edit them" in answers[0].reason


def test_who_reviews_says_who_and_when_and_keeps_the_results_with_the_record(office: Office) -> None:
    office.push("ann", insert("a", review_state="submitted"))
    review = {"reviewed_by": "康", "reviewed_at": "2026-05-04T08:00:00.000Z", "derived_snapshot": "{}"}

    assert office.push("kang", update("a", 1, review_state="county", **review)) == (Accepted(2, 2),)


# -- review


def test_a_record_goes_from_the_surveyor_to_the_province_and_is_locked(office: Office) -> None:
    office.push("ann", insert("a", name="x", review_state="draft"))
    steps = [("ann", "submit"), ("kang", "forward"), ("shi", "forward"), ("sheng", "accept")]

    states = []
    for version, (login, action) in enumerate(steps, start=1):
        assert office.hub(login).review(LIULIN, action, [(PIT, "a", version)]) == (
            Accepted(version + 1, version + 1),
        )
        states.append(state_of(office, "a")[0])

    assert states == ["submitted", "county", "city", "province"]
    (edit,) = office.push("ann", update("a", 5, name="y"))
    assert isinstance(edit, Refused) and "ask for it to be reopened" in edit.reason
    with pytest.raises(psycopg2.errors.Error, match="ask for it to be reopened"):
        office.run('UPDATE mine_hub.stored_row SET vals = vals || \'{"name": "z"}\'')
    with pytest.raises(psycopg2.errors.Error, match="ask for it to be reopened"):
        office.run("DELETE FROM mine_hub.stored_row")


def test_the_hub_and_the_plugin_know_the_same_steps(office: Office) -> None:
    steps = office.run(
        "SELECT from_state, to_state, role, action, needs_reason FROM mine_hub.review_transition"
    )

    assert sorted(steps) == sorted(dataclasses.astuple(step) for step in TRANSITIONS)


def test_the_city_may_be_left_out(office: Office) -> None:
    office.push("ann", insert("a", review_state="submitted"))
    office.hub("kang").review(LIULIN, "forward", [(PIT, "a", 1)])

    assert office.hub("sheng").review(LIULIN, "accept", [(PIT, "a", 2)]) == (Accepted(3, 3),)


def test_a_return_comes_with_its_reason_to_the_surveyor_who_submits_again(office: Office) -> None:
    office.push("ann", insert("a", review_state="submitted"))

    (without,) = office.hub("kang").review(LIULIN, "return", [(PIT, "a", 1)])
    office.hub("kang").review(LIULIN, "return", [(PIT, "a", 1)], reason="缺照片")

    assert isinstance(without, Refused) and "with a reason" in without.reason
    assert state_of(office, "a") == ("returned", "缺照片")
    assert office.push("ann", update("a", 2, name="y", review_state="submitted")) == (Accepted(3, 3),)


def test_an_accepted_record_is_reopened_by_the_province_with_a_reason(office: Office) -> None:
    office.push("ann", insert("a", name="x", review_state="submitted"))
    office.hub("kang").review(LIULIN, "forward", [(PIT, "a", 1)])
    office.hub("sheng").review(LIULIN, "accept", [(PIT, "a", 2)])

    for login in ("ann", "kang", "shi"):
        (answer,) = office.hub(login).review(LIULIN, "reopen", [(PIT, "a", 3)], reason="please")
        assert isinstance(answer, Refused)
    assert office.hub("sheng").review(LIULIN, "reopen", [(PIT, "a", 3)], reason="new photos") == (
        Accepted(4, 4),
    )

    assert office.push("ann", update("a", 4, name="y")) == (Accepted(5, 5),)


@pytest.mark.parametrize(
    ("login", "state"),
    [("ann", "county"), ("ann", "city"), ("ann", "province"), ("ann", "returned"), ("ann", "nonsense"),
     ("kang", "city"), ("kang", "province"), ("team", "county")],
)  # fmt: skip
def test_nobody_brings_a_record_further_than_their_role(office: Office, login: str, state: str) -> None:
    office.push("ann", insert("a", review_state="submitted"))

    (pushed,) = office.push(login, update("a", 1, review_state=state, return_reason="why"))
    (new,) = office.push(login, insert("b", review_state=state))

    assert isinstance(pushed, Refused) and "your role may not bring a record" in pushed.reason
    assert isinstance(new, Refused)


def test_a_locked_record_is_not_unlocked_by_a_detour(office: Office) -> None:
    office.push("ann", insert("a", name="x", review_state="submitted"))
    office.hub("kang").review(LIULIN, "forward", [(PIT, "a", 1)])
    office.hub("sheng").review(LIULIN, "accept", [(PIT, "a", 2)])

    answers = [
        *office.push("ann", update("a", 3, name="y", review_state="province")),
        *office.push("ann", update("a", 3, name="y", review_state=None)),
        *office.push("ann", update("a", 3, name="y", review_state="draft")),
        *office.push("ann", delete("a", 3)),
        *office.push("ann", insert("a", "problem_area", name="y", review_state="draft")),
        *office.push("kang", update("a", 3, review_state="county")),
    ]

    assert [type(answer) for answer in answers] == [Refused] * len(answers)
    assert state_of(office, "a")[0] == "province"


def test_many_are_answered_at_once_and_what_changed_meanwhile_is_not(office: Office) -> None:
    office.push("ann", *(insert(f"r{number}", review_state="submitted") for number in range(50)))
    office.push("ann", update("r7", 1, name="later"))
    queue = office.hub("kang").review_queue(LIULIN)

    answers = office.hub("kang").review(LIULIN, "forward", [(PIT, record.uuid, 1) for record in queue])

    assert len(queue) == 50
    assert [
        record.uuid for record, answer in zip(queue, answers, strict=True) if isinstance(answer, Stale)
    ] == ["r7"]
    assert sum(isinstance(answer, Accepted) for answer in answers) == 49
    assert office.hub("ann").hello(LIULIN).last_sequence == 100


def test_the_queue_shows_each_reviewer_what_waits_for_them(office: Office) -> None:
    office.push(
        "ann", insert("a", number="141125T1", review_state="submitted"), insert("b", review_state="draft")
    )
    office.push("bo", insert("c", review_state="submitted"), county=ZHONGYANG)
    office.hub("kong").review(ZHONGYANG, "forward", [(PIT, "c", 1)])

    queues = {
        login: [
            (record.county, record.title, record.actions)
            for record in office.hub(login).review_queue("140000")
        ]
        for login in ("ann", "kang", "kong", "shi", "sheng")
    }

    assert queues == {
        "ann": [],
        "kang": [(LIULIN, "141125T1", ("forward", "return"))],
        "kong": [],
        "shi": [(ZHONGYANG, "", ("forward", "return"))],
        "sheng": [(ZHONGYANG, "", ("accept", "return"))],
    }


def test_the_queue_says_what_problem_waits_and_how_bad_it_is(office: Office) -> None:
    office.push(
        "ann",
        insert("a", type="P401", review_state="submitted", derived_snapshot='{"area_hm2":2,"grade":"YZ"}'),
        insert("b", type="P105", review_state="submitted", reviewed_by="Ann", reviewed_at="2024-06-01T08:00"),
        insert("m", "mine", name="Liujiagou", review_state="submitted"),
    )
    office.hub("kang").review(LIULIN, "forward", [(PIT, "a", 1)])

    queue = {record.uuid: record for record in office.hub("sheng").review_queue("140000")}
    waiting = {record.uuid: record for record in office.hub("kang").review_queue(LIULIN)}

    assert (queue["a"].type, queue["a"].grade, queue["a"].reviewed_by) == ("P401", "YZ", "Kang")
    assert queue["a"].reviewed_at.endswith("Z")
    assert (waiting["b"].type, waiting["b"].grade, waiting["b"].reviewed_at) == (
        "P105", "", "2024-06-01T08:00"
    )  # fmt: skip
    assert (waiting["m"].type, waiting["m"].grade, waiting["m"].reviewed_by) == ("", "", "")


def test_the_history_tells_who_brought_what(office: Office) -> None:
    office.push("ann", insert("a", depth_m=1.5, review_state="submitted"))
    office.hub("kang").review(LIULIN, "return", [(PIT, "a", 1)], reason="deeper")

    history = office.hub("sheng").history(LIULIN, PIT, "a")

    first, second = history
    assert (first.version, first.operation, first.login) == (1, "insert", "ann")
    assert first.values == {"depth_m": 1.5, "review_state": "submitted"}
    assert (second.version, second.operation, second.login) == (2, "update", "kang")
    assert dict(second.values) | {"reviewed_at": ""} == {
        "review_state": "returned", "return_reason": "deeper", "reviewed_by": "Kang", "reviewed_at": ""
    }  # fmt: skip
    with pytest.raises(psycopg2.errors.Error, match="history of the hub is not changed"):
        office.run("UPDATE mine_hub.row_version SET login = 'bo'")


# -- borders


def test_a_record_is_seen_across_the_line_by_a_grant_alone(office: Office) -> None:
    office.push(
        "ann", insert("a", name="on the line"), insert("p", "photo", ("a",), caption="c"), insert("other")
    )
    assert office.hub("bo").shared_rows(ZHONGYANG) == ()

    office.hub("kang").share(LIULIN, "a", ZHONGYANG, "read")

    shared = office.hub("bo").shared_rows(ZHONGYANG)
    assert [(row.owner, row.may, row.row.uuid) for row in shared] == [
        (LIULIN, "read", "a"),
        (LIULIN, "read", "p"),
    ]
    with pytest.raises(CountyUnknownError):
        office.hub("bo").pull(LIULIN, 0, 9)
    with pytest.raises(HubRightsError, match="no such record"):
        office.hub("bo").propose(LIULIN, PIT, "a", {"name": "ours"}, from_county=ZHONGYANG)
    office.hub("kang").share(LIULIN, "a", ZHONGYANG, None)
    assert office.hub("bo").shared_rows(ZHONGYANG) == ()


def test_a_county_sees_what_it_shares_with_whom_by_whom_and_since_when(office: Office) -> None:
    office.push("ann", insert("a", number="141125P1"), insert("b", name="inland"))
    office.hub("kang").share(LIULIN, "a", ZHONGYANG, "read")
    office.hub("kang").share(LIULIN, "b", "141130", "propose")

    first, second = office.hub("ann").grants(LIULIN)

    assert (first.table, first.uuid, first.title, first.to_county, first.may, first.by) == (
        PIT, "a", "141125P1", ZHONGYANG, "read", "Kang"
    )  # fmt: skip
    assert (second.title, second.to_county, second.may) == ("inland", "141130", "propose")
    assert [grant.at for grant in (first, second)] == sorted(grant.at for grant in (first, second))
    assert office.hub("sheng").grants(LIULIN) == (first, second)
    assert office.hub("bo").grants(ZHONGYANG) == ()
    with pytest.raises(CountyUnknownError):
        office.hub("bo").grants(LIULIN)
    with pytest.raises(HubRightsError, match="by a reviewer of its own county"):
        office.hub("sheng").share(LIULIN, "a", ZHONGYANG, None)
    office.hub("kang").share(LIULIN, "a", ZHONGYANG, "propose")
    assert [grant.may for grant in office.hub("kang").grants(LIULIN)] == ["propose", "propose"]


def test_the_grant_of_a_record_that_was_deleted_can_be_taken_back_and_not_be_given(office: Office) -> None:
    office.push("ann", insert("a"))
    office.hub("kang").share(LIULIN, "a", ZHONGYANG, "read")
    office.push("ann", delete("a", 1))

    with pytest.raises(HubRightsError, match="no such record"):
        office.hub("kang").share(LIULIN, "a", "141130", "read")
    office.hub("kang").share(LIULIN, "a", ZHONGYANG, None)

    assert office.hub("kang").grants(LIULIN) == ()


def test_on_a_copy_for_reading_no_grant_is_given_or_taken_back(office: Office) -> None:
    office.push("ann", insert("a"))
    office.hub("kang").share(LIULIN, "a", ZHONGYANG, "read")
    office.run("SELECT mine_hub.set_copy(true)")
    try:
        for may in ("propose", None):
            with pytest.raises(HubRightsError, match="a copy for reading"):
                office.hub("kang").share(LIULIN, "a", ZHONGYANG, may)
    finally:
        office.run("SELECT mine_hub.set_copy(false)")

    assert [grant.may for grant in office.hub("kang").grants(LIULIN)] == ["read"]


def test_the_photos_of_a_shared_record_come_along_and_no_others(office: Office, tmp_path: Path) -> None:
    contents = {name: name.encode() * 700_000 for name in ("on the line", "small", "inland", "gone")}
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    for name, content in contents.items():
        office.hub("ann").blob_put(LIULIN, hashes[name], 0, content, size=len(content))
    office.push(
        "ann",
        insert("a"),
        insert("b"),
        insert("p", "photo", ("a",), sha256=hashes["on the line"], thumbnail_sha256=hashes["small"]),
        insert("q", "photo", ("b",), sha256=hashes["inland"]),
        insert("r", "photo", ("a",), sha256=hashes["gone"]),
    )
    office.push("ann", dataclasses.replace(delete("r", 1), table="photo"))
    bo = office.hub("bo")

    def fetched(name: str) -> bool:
        return fetch_shared(bo, ZHONGYANG, owner=LIULIN, sha256=hashes[name], file=tmp_path / name)

    assert [fetched(name) for name in contents] == [False] * 4
    office.hub("kang").share(LIULIN, "a", ZHONGYANG, "read")
    (tmp_path / f".{hashes['on the line']}.part").write_bytes(contents["on the line"][:100])
    assert [fetched(name) for name in contents] == [True, True, False, False]
    assert (tmp_path / "on the line").read_bytes() == contents["on the line"]
    assert bo.blobs_missing(ZHONGYANG, hashes.values()) == dict.fromkeys(hashes.values(), 0)
    with pytest.raises(CountyUnknownError):
        bo.shared_photo_get(LIULIN, LIULIN, hashes["inland"], 0, 9)
    office.hub("kang").share(LIULIN, "a", ZHONGYANG, None)
    assert bo.shared_photo_get(ZHONGYANG, LIULIN, hashes["small"], 0, 9) == b""


def test_a_proposal_reaches_the_owner_who_decides(office: Office) -> None:
    office.push("ann", insert("a", name="on the line"))
    office.hub("kang").share(LIULIN, "a", ZHONGYANG, "propose")

    identity = office.hub("bo").propose(
        LIULIN, PIT, "a", {"depth_m": 110.88333333333334}, from_county=ZHONGYANG, note="measured"
    )

    (proposal,) = office.hub("ann").proposals(LIULIN)
    assert (proposal.id, proposal.values, proposal.login, proposal.state) == (
        identity, {"depth_m": 110.88333333333334}, "bo", "open"
    )  # fmt: skip
    with pytest.raises(CountyUnknownError):
        office.hub("bo").answer_proposal(LIULIN, identity, taken=True)
    office.hub("ann").answer_proposal(LIULIN, identity, taken=False)
    assert [p.state for p in office.hub("bo").proposals(ZHONGYANG)] == ["declined"]
    assert state_of_note(office) == "on the line"


def state_of_note(office: Office) -> Value:
    (row,) = office.hub("ann").pull(LIULIN, 0, 9).rows
    return row.values["name"]


def test_a_surveyor_shares_nothing(office: Office) -> None:
    office.push("ann", insert("a"))

    with pytest.raises(HubRightsError, match="by a reviewer of its own county"):
        office.hub("ann").share(LIULIN, "a", ZHONGYANG, "read")


# -- what the province counts


def test_statistics_count_by_county_grade_responsibility_and_state(office: Office) -> None:
    office.push(
        "ann",
        insert(
            "a", grade="severe", responsibility_confirmed="government", review_state="draft", area_hm2=1.5
        ),
        insert(
            "b", grade="severe", responsibility_confirmed="government", review_state="draft", area_hm2=2.0
        ),
        insert("c", review_state="submitted", area_hm2="no number"),
        insert(
            "e",
            review_state="submitted",
            derived_snapshot='{"area_hm2":0.25,"grade":"YZ","responsibility":"policy"}',
        ),
        insert("f", review_state="submitted", derived_snapshot='{"grade":no JSON'),
        insert("m", "mine", name="no problem"),
    )
    office.push("bo", insert("d", grade="light", review_state="draft"), county=ZHONGYANG)

    counts = [
        (c.county, c.grade, c.responsibility, c.state, c.problems, c.area_hm2)
        for c in office.hub("sheng").statistics("140000")
    ]

    assert counts == [
        (LIULIN, "YZ", "policy", "submitted", 1, 0.25),
        (LIULIN, "severe", "government", "draft", 2, 3.5),
        (LIULIN, None, None, "submitted", 2, None),
        (ZHONGYANG, "light", None, "draft", 1, None),
    ]
    assert {c.county for c in office.hub("ann").statistics("140000")} == {LIULIN}


def test_the_map_has_the_geometry_that_the_rows_carry(office: Office) -> None:
    point = shapely.Point(110.88333333333334, 37.4)
    office.push("ann", insert("a", geom=shapely.to_wkb(point)), insert("b", geom=b"no geometry"), insert("c"))
    office.push("ann", update("a", 1, name="moved not"))

    rows = office.run("SELECT uuid, ST_SRID(geom), ST_AsBinary(geom) FROM mine_hub.stored_row ORDER BY uuid")

    assert [(uuid, srid, wkb and bytes(wkb)) for uuid, srid, wkb in rows] == [
        ("a", 4490, shapely.to_wkb(point)),
        ("b", None, None),
        ("c", None, None),
    ]


# -- batches


def test_a_row_that_a_batch_changes_twice_goes_through_both(office: Office) -> None:
    answers = office.push("ann", insert("a", x=1), update("a", 1, x=2), update("a", 1, x=3))

    assert answers[:2] == (Accepted(1, 1), Accepted(2, 2))
    assert isinstance(answers[2], Stale) and answers[2].current.values == {"x": 2}


def test_a_batch_that_the_hub_cannot_read_changes_nothing(office: Office) -> None:
    with pytest.raises(DamagedBatchError, match="nothing was changed"):
        office.push("ann", insert("ok"), insert("a\x00b"))

    assert office.hub("ann").pull(LIULIN, 0, 9).rows == ()


def test_a_hub_of_a_later_format_is_told_apart(office: Office) -> None:
    office.run("UPDATE mine_hub.meta SET value = '9' WHERE key = 'format'")

    with pytest.raises(NewerHubError, match="has format 9"):
        office.hub("ann").hello(LIULIN)


# -- many at once


def test_twenty_laptops_at_once_leave_one_sequence_without_a_gap(office: Office) -> None:
    laptops, batches, failures = 20, 3, []

    def work(device: int) -> None:
        try:
            with closing(PostgisHub(office.server.address(office.database, "ann"))) as hub:
                for number in range(1, batches + 1):
                    changes = tuple(insert(f"{device}-{number}-{i}", x=i) for i in range(5))
                    hub.push(
                        Batch(
                            county=LIULIN,
                            device=f"d{device}",
                            device_epoch="1",
                            number=number,
                            changes=changes,
                        )
                    )
        except Exception as error:  # noqa: BLE001  (a thread's failure is reported by the test)
            failures.append(error)

    threads = [threading.Thread(target=work, args=(device,)) for device in range(laptops)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    taken = office.run("SELECT sequence FROM mine_hub.row_version ORDER BY sequence")
    assert [row[0] for row in taken] == list(range(1, laptops * batches * 5 + 1))


def test_who_pulls_while_others_push_skips_nothing(office: Office) -> None:
    """A push that has its numbers and has not committed yet: nobody gets past it."""
    office.push("ann", insert("first"))
    with closing(office.server.connect(office.database)) as slow:
        slow.autocommit = False
        with slow.cursor() as cursor:
            cursor.execute(
                "SELECT last_sequence FROM mine_hub.county WHERE county = %s FOR UPDATE", (LIULIN,)
            )
            page = office.hub("ann").pull(LIULIN, 0, 9)
            other = threading.Thread(target=lambda: office.push("team", insert("second")))
            other.start()
            other.join(timeout=0.2)
            assert other.is_alive()
            slow.rollback()
            other.join()

    assert [row.uuid for row in page.rows] == ["first"]
    assert [row.uuid for row in office.hub("ann").pull(LIULIN, page.cursor, 9).rows] == ["second"]


def test_a_county_that_others_hold_for_long_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plugin.sync.postgis_connection.SESSION", "-c lock_timeout=50 -c search_path=")
    with closing(office.server.connect(office.database)) as slow:
        slow.autocommit = False
        with slow.cursor() as cursor:
            cursor.execute("SELECT 1 FROM mine_hub.county FOR UPDATE")
            with pytest.raises(HubUnavailableError, match="others write to this county without a pause"):
                office.push("ann", insert("a"))


# -- a server that goes away


def test_a_connection_that_was_cut_is_made_again_without_a_word(office: Office) -> None:
    office.push("ann", insert("a"))
    office.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'ann'")

    assert office.push("ann", insert("b")) == (Accepted(1, 2),)


def test_a_copy_for_reading_alone_answers_pulls_and_says_why_it_takes_nothing(office: Office) -> None:
    office.push("ann", insert("a"))
    office.run("ALTER ROLE ann SET default_transaction_read_only = on")
    try:
        with closing(PostgisHub(office.server.address(office.database, "ann"))) as hub:
            assert [row.uuid for row in hub.pull(LIULIN, 0, 9).rows] == ["a"]
            with pytest.raises(HubUnavailableError, match="it is a copy for reading only"):
                hub.push(Batch(county=LIULIN, device="x", device_epoch="1", number=1, changes=()))
    finally:
        office.run("ALTER ROLE ann RESET ALL")


def test_a_server_that_dies_and_comes_back_gives_the_answer_it_had() -> None:
    with running_server() as server:
        server.stop()
        server.start(fsync="on", synchronous_commit="on")
        database = server.new_database()
        with HubInstaller(server.address(database)) as installer:
            installer.install()
            installer.create_counties({LIULIN: "柳林县"})
            installer.create_person(person("ann", surveyor=LIULIN))
        batch = Batch(county=LIULIN, device="ann", device_epoch="1", number=1, changes=(insert("a", x=1.5),))
        with closing(PostgisHub(server.address(database, "ann"))) as hub:
            first = hub.push(batch)
            server.stop()
            with pytest.raises(HubUnavailableError, match="nothing was lost, mend that and sync again"):
                hub.push(batch)
            server.start()

            again = hub.push(batch)

            assert (again.rows, again.replayed) == (first.rows, True)
            assert [row.values for row in hub.pull(LIULIN, 0, 9).rows] == [{"x": 1.5}]

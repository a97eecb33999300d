"""The planner: each situation by its rule, and what holds for all of them."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.domain.changes import HubRow, Value
from plugin.sync.operations import Key, Operation
from plugin.sync.planner import plan
from plugin.sync.three_way import merge_row
from tests.sync.replica_model import COLUMNS, RULES, Replica

PIT: Key = ("problem_point", "pit")
AREA: Key = ("problem_area", "pit")
PHOTO: Key = ("photo", "photo")
MINE: Key = ("mine", "mine")
LINK: Key = ("problem_mine", "link")
BASE: dict[str, Value] = dict.fromkeys(COLUMNS) | {"depth": 1.0, "volume": 10.0, "note": "n"}


def came(key: Key, version: int, *, deleted: bool = False, sequence: int = 0, **values: Value) -> HubRow:
    """Return a row as the hub sends it."""
    return HubRow(
        table=key[0],
        uuid=key[1],
        version=version,
        sequence=sequence or version,
        deleted=deleted,
        values=values,
    )


def pit(**changed: Value) -> dict[str, Value]:
    """Return the values of a pit."""
    return {**BASE, **changed}


def with_pit(**mine: Value) -> Replica:
    """Return a replica with a pit of version 1, edited here."""
    replica = Replica().known(PIT, 1, **BASE)
    replica.rows[PIT].update(mine)
    return replica


def planned(replica: Replica, *remote: HubRow) -> tuple[Operation, ...]:
    """Plan, do it, and check that planning again plans nothing."""
    operations = plan(replica.local(), remote, RULES)
    replica.apply(operations)
    again = plan(replica.local(), remote, RULES)
    assert again == ()
    return operations


def test_nothing_came_and_nothing_happens() -> None:
    assert planned(with_pit(depth=4.0)) == ()


def test_a_new_row_is_inserted_and_an_unknown_deleted_one_is_not_mentioned() -> None:
    replica = Replica()

    planned(replica, came(PIT, 1, **BASE), came(PHOTO, 2, deleted=True, problem_uuid="gone"))

    assert replica.rows == {PIT: BASE}


def test_my_own_row_that_comes_back_is_nothing_to_do() -> None:
    assert planned(with_pit(depth=4.0), came(PIT, 1, **BASE)) == ()


def test_an_edit_of_theirs_is_taken_over() -> None:
    replica = with_pit()

    (operation,) = planned(replica, came(PIT, 2, **pit(depth=4.0)))

    assert (operation.action, operation.values) == ("update", {"depth": 4.0})
    assert replica.change(PIT) is None


def test_the_same_value_on_both_sides_is_nothing_to_do_but_to_note_the_version() -> None:
    replica = with_pit(depth=4.0)

    (operation,) = planned(replica, came(PIT, 2, **pit(depth=4.0)))

    assert (operation.action, operation.pending, operation.conflicts) == ("none", "clear", ())
    assert replica.change(PIT) is None


def test_disjoint_groups_are_merged_and_mine_still_waits() -> None:
    replica = with_pit(depth=4.0)

    planned(replica, came(PIT, 2, **pit(note="theirs")))

    assert replica.rows[PIT] == pit(depth=4.0, note="theirs")
    change = replica.change(PIT)
    assert change is not None
    assert (change.base_version, change.old, change.new) == (2, {"depth": 1.0}, {"depth": 4.0})
    assert replica.conflicts == []


def test_in_one_group_the_hubs_value_stands_and_mine_is_kept() -> None:
    replica = with_pit(depth=4.0, note="mine")

    planned(replica, came(PIT, 2, **pit(volume=99.0)))

    assert replica.rows[PIT] == pit(volume=99.0, note="mine")
    (conflict,) = replica.conflicts
    assert (conflict.kind, conflict.field_group, conflict.hub_version) == ("group", "size", 2)
    assert conflict.base == {"volume": 10.0, "depth": 1.0}
    assert conflict.mine == {"volume": 10.0, "depth": 4.0}
    assert conflict.theirs == {"volume": 99.0, "depth": 1.0}


def test_a_column_of_a_newer_version_is_passed_over() -> None:
    replica = with_pit()

    assert planned(replica, came(PIT, 2, **pit(), invented=1))[0].values == {}


def test_a_column_the_hub_does_not_have_yet_is_unchanged_there() -> None:
    replica = with_pit(depth=4.0)
    known = {column: value for column, value in BASE.items() if column != "volume"}

    planned(replica, came(PIT, 2, **known))

    assert replica.rows[PIT] == pit(depth=4.0)


def test_my_edit_against_their_delete_stays_and_waits_as_a_whole() -> None:
    replica = with_pit(depth=4.0)

    planned(replica, came(PIT, 2, deleted=True, **BASE))

    assert replica.rows[PIT] == pit(depth=4.0)
    change = replica.change(PIT)
    assert change is not None and (change.operation, change.base_version) == ("insert", 2)
    (conflict,) = replica.conflicts
    assert (conflict.kind, conflict.base, conflict.mine, conflict.theirs) == (
        "edit_delete",
        {"depth": 1.0},
        {"depth": 4.0},
        {},
    )


def test_my_delete_against_their_edit_is_taken_back_with_its_children() -> None:
    replica = Replica().known(PIT, 1, **BASE).known(PHOTO, 1, problem_uuid="pit", caption="c")
    replica.rows.clear()

    planned(replica, came(PIT, 2, **pit(depth=4.0)))

    assert replica.rows == {PIT: pit(depth=4.0), PHOTO: {"problem_uuid": "pit", "caption": "c"}}
    assert replica.change(PIT) is replica.change(PHOTO) is None
    (conflict,) = replica.conflicts
    assert (conflict.kind, conflict.mine, conflict.theirs["depth"]) == ("edit_delete", {}, 4.0)


def test_my_delete_against_an_edit_that_changed_nothing_still_waits() -> None:
    replica = with_pit()
    del replica.rows[PIT]

    planned(replica, came(PIT, 2, **BASE))

    change = replica.change(PIT)
    assert change is not None and (change.operation, change.base_version) == ("delete", 2)


def test_what_both_deleted_is_deleted() -> None:
    replica = with_pit()
    del replica.rows[PIT]

    planned(replica, came(PIT, 2, deleted=True, **BASE))

    assert replica.rows == {} and replica.change(PIT) is None and replica.conflicts == []


def test_a_new_child_of_mine_keeps_the_parent_they_deleted_and_its_other_children() -> None:
    old: Key = ("photo", "old")
    replica = with_pit().known(old, 1, problem_uuid="pit", caption="old")
    replica.rows[PHOTO] = {"problem_uuid": "pit", "caption": "mine"}

    planned(
        replica,
        came(PIT, 2, deleted=True, **BASE),
        came(old, 3, deleted=True, problem_uuid="pit", caption="old"),
    )

    assert set(replica.rows) == {PIT, old, PHOTO}
    assert {key for key in replica.rows if replica.change(key)} == {PIT, old, PHOTO}
    assert [conflict.kind for conflict in replica.conflicts] == ["parent"]


def test_a_new_child_of_mine_brings_back_a_parent_that_is_gone_here_too() -> None:
    replica = Replica(versions={PIT: 2})
    replica.rows[PHOTO] = {"problem_uuid": "pit", "caption": "mine"}

    planned(replica, came(PIT, 2, deleted=True, **BASE))

    assert replica.rows[PIT] == BASE
    change = replica.change(PIT)
    assert change is not None and (change.operation, change.base_version) == ("insert", 2)


def test_a_parent_that_the_hub_has_forgotten_does_not_come_back_without_its_values() -> None:
    replica = Replica(versions={PIT: 1})
    replica.rows[PHOTO] = {"problem_uuid": "pit", "caption": "mine"}

    planned(replica, came(PIT, 2, deleted=True, sequence=-2))

    assert set(replica.rows) == {PHOTO} and replica.change(PHOTO) is not None
    assert replica.versions[PIT] == 2


def test_a_new_child_of_theirs_takes_back_my_delete_of_the_parent() -> None:
    replica = with_pit()
    del replica.rows[PIT]

    planned(replica, came(PHOTO, 1, sequence=9, problem_uuid="pit", caption="theirs"))

    assert set(replica.rows) == {PIT, PHOTO}
    assert replica.change(PIT) is None
    assert [conflict.kind for conflict in replica.conflicts] == ["parent"]


def test_an_edited_child_of_theirs_takes_back_the_delete_of_both() -> None:
    replica = with_pit().known(PHOTO, 1, problem_uuid="pit", caption="c")
    replica.rows.clear()

    planned(replica, came(PHOTO, 2, problem_uuid="pit", caption="theirs"))

    assert replica.rows == {PIT: BASE, PHOTO: {"problem_uuid": "pit", "caption": "theirs"}}
    assert sorted(conflict.kind for conflict in replica.conflicts) == ["edit_delete", "parent"]


def test_a_link_of_mine_keeps_the_mine_they_deleted() -> None:
    replica = with_pit().known(MINE, 1, name="沙曲一号")
    replica.rows[LINK] = {"problem_uuid": "pit", "mine_uuid": "mine", "share": 1.0}

    planned(replica, came(MINE, 2, deleted=True, name="沙曲一号"))

    assert MINE in replica.rows


def test_their_delete_without_work_of_mine_goes_through_with_children() -> None:
    replica = with_pit().known(PHOTO, 1, problem_uuid="pit", caption="c")

    planned(
        replica,
        came(PIT, 2, deleted=True, **BASE),
        came(PHOTO, 3, deleted=True, problem_uuid="pit", caption="c"),
    )

    assert replica.rows == {} and replica.conflicts == []


@pytest.mark.parametrize("mine", [{"depth": 4.0}, {"note": "mine", "depth": 4.0}])
def test_an_accepted_row_refuses_my_edit_and_keeps_it_as_a_conflict(mine: dict[str, Any]) -> None:
    replica = with_pit(**mine)

    (operation,) = planned(replica, came(PIT, 2, **pit(review_state="province")))

    assert operation.locked
    assert replica.rows[PIT] == pit(review_state="province")
    assert replica.change(PIT) is None
    assert {c: v for conflict in replica.conflicts for c, v in conflict.mine.items() if c in mine} == mine


def test_an_accepted_row_refuses_my_delete() -> None:
    replica = with_pit()
    del replica.rows[PIT]

    (operation,) = planned(replica, came(PIT, 1, **pit(review_state="province")))

    assert operation.locked and PIT in replica.rows
    assert [conflict.kind for conflict in replica.conflicts] == ["edit_delete"]


def test_a_review_of_mine_may_reopen_an_accepted_row() -> None:
    replica = Replica().known(PIT, 1, **pit(review_state="province"))
    replica.rows[PIT]["review_state"] = "returned"

    planned(replica, came(PIT, 2, **pit(review_state="province", note="theirs")))

    assert replica.rows[PIT] == pit(review_state="returned", note="theirs")


def test_what_is_classified_here_stays_classified() -> None:
    replica = with_pit(classification="classified")

    planned(replica, came(PIT, 2, **pit(classification="public")))

    assert replica.rows[PIT]["classification"] == "classified"
    assert replica.conflicts == []


def test_their_edit_follows_a_record_that_changed_its_geometry_type_here() -> None:
    replica = with_pit()
    replica.rows = {AREA: pit(geom=b"area")}

    planned(replica, came(PIT, 2, **pit(depth=4.0, geom=b"moved point")))

    assert replica.rows == {AREA: pit(geom=b"area", depth=4.0)}
    change = replica.change(PIT)
    assert change is not None and (change.operation, change.base_version) == ("delete", 2)


def test_my_edit_follows_a_record_that_changed_its_geometry_type_there() -> None:
    replica = with_pit(depth=4.0, note="mine")

    planned(
        replica,
        came(AREA, 1, sequence=5, **pit(geom=b"area", note="theirs")),
        came(PIT, 2, sequence=6, deleted=True, **BASE),
    )

    assert replica.rows == {AREA: pit(geom=b"area", depth=4.0, note="theirs")}
    change = replica.change(AREA)
    assert change is not None and change.new == {"depth": 4.0}
    assert [(conflict.table, conflict.mine) for conflict in replica.conflicts] == [
        ("problem_area", {"note": "mine"})
    ]


ROWS = st.fixed_dictionaries(
    {column: st.sampled_from([None, 1, 2, 3]) for column in ("geom", "accuracy", "volume", "depth", "note")}
)


@given(ROWS, ROWS, ROWS)
def test_no_value_is_lost_and_no_group_is_mixed(
    base: dict[str, Value], mine: dict[str, Value], theirs: dict[str, Value]
) -> None:
    merged = merge_row(RULES, "problem_point", base=base, mine=mine, theirs=theirs)

    row = {**mine, **merged.write}
    for group, columns in RULES.grouped("problem_point").items():
        there, here, was, now = (
            {column: side.get(column) for column in columns} for side in (theirs, mine, base, row)
        )
        kept = [conflict for conflict in merged.conflicts if conflict.group == group]
        if there == was:
            assert now == here and not kept
        elif here in (was, there):
            assert now == there and not kept
        else:
            assert now == there
            assert [(conflict.base, conflict.mine, conflict.theirs) for conflict in kept] == [
                (was, here, there)
            ]
        assert {column: merged.pending.get(column, row.get(column)) for column in columns} == there


@given(ROWS, ROWS, ROWS, ROWS, st.sampled_from([("geom", "accuracy"), ("volume", "depth"), ("note",)]))
def test_edits_of_disjoint_groups_come_together_in_any_order(
    base: dict[str, Value],
    mine: dict[str, Value],
    one: dict[str, Value],
    other: dict[str, Value],
    columns: tuple[str, ...],
) -> None:
    first = {**base, **{column: one[column] for column in columns}}
    second = {**base, **{column: v for column, v in other.items() if column not in columns}}
    both = {**second, **{column: one[column] for column in columns}}
    outcomes = []
    for step in (first, second):
        replica = Replica().known(PIT, 1, **base)
        replica.rows[PIT].update(mine)
        replica.apply(plan(replica.local(), [came(PIT, 2, **step)], RULES))
        replica.apply(plan(replica.local(), [came(PIT, 3, **both)], RULES))
        change = replica.change(PIT)
        outcomes.append((replica.rows[PIT], change and change.new))

    assert outcomes[0] == outcomes[1]


UUIDS = st.sampled_from(["pit", "photo", "second"])
PICTURE = st.fixed_dictionaries(
    {"problem_uuid": st.sampled_from(["pit", "second"]), "caption": st.sampled_from(["a", "b"])}
)


@st.composite
def situations(draw: st.DrawFn) -> tuple[Replica, list[HubRow], dict[Key, dict[str, Value]]]:
    """Return a replica with pending changes, what came from the hub, and the values that were saved here."""
    replica = Replica()
    pits: list[Key] = [("problem_point", "pit"), ("problem_point", "second")]
    photos: list[Key] = [("photo", "a"), ("photo", "b")]
    remote: list[HubRow] = []
    saved: dict[Key, dict[str, Value]] = {}
    gone_here, gone_there = set(), set()
    for sequence, key in enumerate(pits + photos):
        values = draw(ROWS) if key in pits else draw(PICTURE)
        if draw(st.booleans()):
            replica.known(key, 1, **values)
        here = draw(st.sampled_from(["nothing", "edit", "delete"]))
        there = draw(st.sampled_from(["nothing", "edit", "delete"]))
        parent = str(values.get("problem_uuid"))
        if key in photos and ("problem_point", parent) not in replica.bases:
            replica.rows.pop(key, None)
            replica.bases.pop(key, None)
            replica.versions.pop(key, None)
            continue
        if key in photos and parent in gone_here:
            here = "delete"
        if key in photos and (parent in gone_there or ("problem_point", parent) not in replica.rows):
            there = "delete"
        if here == "delete" and key in replica.rows:
            del replica.rows[key]
            gone_here.add(key[1])
        elif here == "edit":
            edited = draw(ROWS) if key in pits else {**values, "caption": "mine"}
            if key in photos and ("problem_point", parent) not in replica.rows:
                continue
            replica.rows[key] = edited
            saved[key] = edited
        if there == "delete" and key in replica.bases:
            gone_there.add(key[1])
            remote.append(came(key, 2, deleted=True, sequence=10 + sequence, **values))
        elif there == "edit":
            edited = draw(ROWS) if key in pits else {**values, "caption": "theirs"}
            remote.append(came(key, 2, sequence=10 + sequence, **edited))
    return replica, remote, saved


@settings(max_examples=150)
@given(situations())
def test_whatever_happened_nothing_saved_is_lost_no_child_is_orphaned_and_planning_ends(
    situation: tuple[Replica, list[HubRow], dict[Key, dict[str, Value]]],
) -> None:
    replica, remote, saved = situation
    before = deepcopy(replica)

    replica.apply(plan(replica.local(), remote, RULES))

    assert plan(replica.local(), remote, RULES) == ()
    for key, values in saved.items():
        change = before.change(key)
        for column, value in (change.new if change else {}).items():
            in_row = replica.rows.get(key, {}).get(column) == values[column]
            assert (
                in_row
                or any(
                    (conflict.table, conflict.uuid) == key and conflict.mine.get(column) == value
                    for conflict in replica.conflicts
                )
                or value is None
            )
    for (table, _), row in replica.rows.items():
        assert table != "photo" or ("problem_point", row["problem_uuid"]) in replica.rows


def test_a_parent_deleted_without_its_child_comes_back_flagged_when_the_hub_names_the_child() -> None:
    """As after a merge in QGIS, which knows no children; the hub answers the delete with the child."""
    replica = Replica().known(PIT, 1, **BASE).known(PHOTO, 1, problem_uuid="pit", note=None)
    del replica.rows[PIT]

    (operation,) = planned(replica, came(PHOTO, 1, problem_uuid="pit", note=None))

    assert (operation.key, operation.action) == (PIT, "insert")
    assert [conflict.kind for conflict in operation.conflicts] == ["parent"]
    assert replica.change(PIT) is None

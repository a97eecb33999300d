"""A batch has one text and one hash, and comes back from its text as it was."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.sync.batches import Batch, Change, count_by_table, from_bytes, portions, to_bytes
from plugin.sync.errors import DamagedBatchError
from plugin.sync.values import canonical, plain_row

VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.binary(max_size=12),
)
CHANGES = st.builds(
    Change,
    table=st.sampled_from(["mine", "problem_point", "photo"]),
    uuid=st.uuids().map(str),
    operation=st.sampled_from(["insert", "update", "delete"]),
    base_version=st.integers(0, 9),
    parents=st.lists(st.uuids().map(str), max_size=2).map(tuple),
    values=st.dictionaries(st.sampled_from(["geom", "note", "depth_m", "number"]), VALUES),
)
BATCHES = st.builds(
    Batch,
    county=st.just("141125"),
    device=st.uuids().map(str),
    device_epoch=st.uuids().map(str),
    number=st.integers(1, 99),
    changes=st.lists(CHANGES, max_size=4).map(tuple),
)


def change(uuid: str, operation: str = "insert", *parents: str) -> Change:
    return Change(
        table="photo" if parents else "mine",
        uuid=uuid,
        operation=operation,  # type: ignore[arg-type]
        base_version=0,
        parents=parents,
    )


@given(BATCHES)
def test_a_batch_comes_back_from_its_text_with_every_bit_and_type(batch: Batch) -> None:
    again = from_bytes(to_bytes(batch))

    assert again == batch
    assert again.content_hash == batch.content_hash
    for one, other in zip(again.changes, batch.changes, strict=True):
        assert {c: type(v) for c, v in one.values.items()} == {c: type(v) for c, v in other.values.items()}


@given(BATCHES)
def test_the_text_is_the_canonical_json_of_its_plain_values(batch: Batch) -> None:
    document = {**json.loads(batch.content), "changes": []}
    for change in batch.changes:
        document["changes"].append({**asdict(change), "values": plain_row(change.values)})

    assert batch.content == canonical(document)


def test_the_text_does_not_depend_on_the_order_of_the_columns() -> None:
    one, other = (
        Batch(
            county="141125",
            device="d",
            device_epoch="e",
            number=1,
            changes=(
                Change(table="mine", uuid="u", operation="update", base_version=1, values=dict(columns)),
            ),
        )
        for columns in ([("a", 1), ("b", 2)], [("b", 2), ("a", 1)])
    )

    assert to_bytes(one) == to_bytes(other)


def test_a_float_that_json_would_round_keeps_its_bits() -> None:
    value = 110.88333333333334
    batch = Batch(
        county="141125",
        device="d",
        device_epoch="e",
        number=1,
        changes=(Change(table="mine", uuid="u", operation="insert", base_version=0, values={"x": value}),),
    )

    assert b'{"real":"110.88333333333334"}' in to_bytes(batch)
    assert from_bytes(to_bytes(batch)).changes[0].values["x"] == value


@given(BATCHES, st.data())
def test_a_damaged_text_is_never_read_as_a_batch(batch: Batch, data: st.DataObject) -> None:
    content = to_bytes(batch)
    cut = data.draw(st.integers(0, len(content) - 1))

    with pytest.raises(DamagedBatchError, match="send it again"):
        from_bytes(content[:cut])


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"format":2}', b'{"format":1}', b"\xff", b'{"format": 1, "changes": []}']
)
def test_other_texts_are_no_batches(content: bytes) -> None:
    with pytest.raises(DamagedBatchError):
        from_bytes(content)


def test_a_parent_goes_before_its_children_and_a_delete_with_its_childrens() -> None:
    changes = [
        change("photo of a", "insert", "a"),
        change("old", "delete"),
        change("a"),
        change("photo of old", "delete", "old"),
    ]

    (portion,) = portions(changes)

    assert [one.uuid for one in portion] == ["a", "photo of a", "old", "photo of old"]


def test_a_family_that_is_deleted_is_never_split() -> None:
    family = [change("p", "delete"), *(change(f"c{n}", "delete", "p") for n in range(5))]

    assert [len(portion) for portion in portions([change("a"), *family], rows=3)] == [1, 6]
    assert [len(portion) for portion in portions([change(str(n)) for n in range(7)], rows=3)] == [3, 3, 1]
    assert list(portions([])) == []


def test_changes_are_counted_by_table() -> None:
    assert count_by_table([change("a"), change("b", "insert", "a"), change("c")]) == {"mine": 2, "photo": 1}
    assert count_by_table([]) == {}

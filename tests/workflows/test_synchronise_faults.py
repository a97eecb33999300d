"""A sync that dies at any call to the hub or any write: the next one completes, once and whole."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from sqlite3 import Connection, connect
from typing import Any, Literal

import pytest

from plugin.store.photos import add_photo, missing_photos
from plugin.store.workspace import open_workspace
from plugin.sync.embedded_hub import create_hub
from plugin.workflows.sync_session import Access
from plugin.workflows.synchronise import conflicts
from tests.sync.laptops import FailingHub, Laptop, LostError, live_rows, quick_folder

PIT = "problem_point"
_PREPARED = quick_folder()

Moment = Literal["before", "inside", "after"]


@lru_cache(maxsize=1)
def prepared() -> Path:
    """Return a folder with two laptops and a hub that have something of every kind to tell each other."""
    folder = Path(_PREPARED.name)
    create_hub(folder / "hub.mrhub").close()
    ann, bo = (Laptop.empty(folder, name, folder / "hub.mrhub") for name in ("ann", "bo"))
    fought, gone, parent = (ann.pit(number, depth_m=1.0) for number in ("fought", "gone", "parent"))
    ann.sync()
    bo.sync()
    (folder / "a.jpg").write_bytes(b"from ann")
    (folder / "b.jpg").write_bytes(b"from bo")
    ann.edit(PIT, fought, depth_m=2.0)
    ann.edit(PIT, gone, depth_m=2.0)
    ann.delete(PIT, parent)
    add_photo(ann.workspace, fought, folder / "a.jpg")
    ann.sync()
    bo.edit(PIT, fought, depth_m=3.0, threatened_people=5)
    bo.delete(PIT, gone)
    bo.add("problem_land", problem_uuid=parent, land_use="0103", area_hm2=1.5)
    add_photo(bo.workspace, bo.pit("new", note="bo"), folder / "b.jpg")
    return folder


@contextmanager
def scene() -> Iterator[tuple[Laptop, Laptop]]:
    """Yield the two laptops, each time from the same point."""
    original = prepared()
    with quick_folder() as name:
        folder = Path(name) / "scene"
        shutil.copytree(original, folder)
        laptops = []
        for laptop in ("ann", "bo"):
            home = folder / laptop
            for note in (home / "profile" / "devices").iterdir():
                note.write_text(note.read_text().replace(str(original), str(folder)))
            workspace = open_workspace(home / "county.gpkg")
            laptops.append(Laptop(workspace, home / "profile", folder / "hub.mrhub"))
        yield laptops[0], laptops[1]


def settled(ann: Laptop, bo: Laptop) -> dict[str, Any]:
    """Return what there is once both have synced, and check that nothing is left over or twice."""
    for laptop in (bo, ann, bo):
        last = laptop.sync()
    assert (last.pushed, last.pulled, last.conflicts) == (0, 0, 0)
    assert ann.rows() == bo.rows() == live_rows(ann.hub)
    assert missing_photos(ann.workspace) == missing_photos(bo.workspace) == []
    with connect(ann.hub) as connection:
        versions = connection.execute(
            "SELECT tbl, version.operation, COUNT(*) FROM version JOIN row ON row.id = row_id GROUP BY 1, 2"
        ).fetchall()
    connection.close()
    return {
        "rows": ann.rows(),
        "versions": sorted(versions),
        "conflicts": sorted((view.kind, view.uuid, str(view.mine)) for view in conflicts(bo.workspace)),
        "seen by ann": sorted((view.kind, view.uuid, str(view.theirs)) for view in conflicts(ann.workspace)),
    }


@lru_cache(maxsize=1)
def undisturbed() -> tuple[dict[str, Any], int, int]:
    """Return what comes of it without any fault, and how many hub calls and writes the first sync takes."""
    with scene() as (ann, bo):
        counting: list[FailingHub] = []
        with failing_write(0, "before") as counter:
            bo.sync_through(lambda hub: counting.append(FailingHub(hub, 0, False)) or counting[0])
        return settled(ann, bo), counting[0].calls, counter[0]


@contextmanager
def failing_write(fail_at: int, moment: Moment) -> Iterator[list[int]]:
    """Let the n-th write of a workspace fail: before it begins, before it is committed, or after."""
    original, count = Access.write, [0]

    @contextmanager
    def write(access: Access) -> Iterator[Connection]:
        count[0] += 1
        due = count[0] == fail_at
        if due and moment == "before":
            raise LostError(moment)
        with original(access) as connection:
            yield connection
            if due and moment == "inside":
                raise LostError(moment)
        if due:
            raise LostError(moment)

    Access.write = write  # type: ignore[method-assign,assignment]
    try:
        yield count
    finally:
        Access.write = original  # type: ignore[method-assign]


def test_the_scene_holds_a_conflict_of_every_kind() -> None:
    result, calls, writes = undisturbed()

    assert {kind for kind, *_ in result["conflicts"]} == {"group", "edit_delete", "parent"}
    assert calls >= 9
    assert writes >= 6


@pytest.mark.parametrize("after", [False, True])
def test_a_sync_that_dies_at_any_call_to_the_hub_is_completed_by_the_next(after: bool) -> None:
    expected, calls, _ = undisturbed()
    for call in range(1, calls + 1):
        with scene() as (ann, bo):
            with pytest.raises(LostError):
                bo.sync_through(lambda hub, call=call: FailingHub(hub, call, after))
            assert settled(ann, bo) == expected, f"call {call}"


@pytest.mark.parametrize("moment", ["inside", "after"])
def test_a_sync_that_dies_at_any_write_is_completed_by_the_next(moment: Moment) -> None:
    expected, _, writes = undisturbed()
    for number in range(1, writes + 1):
        with scene() as (ann, bo):
            with failing_write(number, moment), pytest.raises(LostError):
                bo.sync()
            assert settled(ann, bo) == expected, f"write {number}"


def test_the_other_laptop_may_sync_between_the_fault_and_the_next_try() -> None:
    expected, calls, _ = undisturbed()
    for call in range(1, calls + 1, 3):
        with scene() as (ann, bo):
            with pytest.raises(LostError):
                bo.sync_through(lambda hub, call=call: FailingHub(hub, call, True))
            ann.sync()
            assert settled(ann, bo)["rows"] == expected["rows"], f"call {call}"

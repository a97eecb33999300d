"""A package that dies at any commit or operation on a file of its way: the next try completes it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from plugin.store.photos import add_photo
from plugin.store.workspace import open_workspace
from plugin.sync.package_errors import ReplayedPackageError
from plugin.workflows.packages import write_receipt_again
from plugin.workflows.synchronise import conflicts
from tests.sync.deaths import dies, events_of, places
from tests.sync.laptops import Laptop, close_all, live_rows, quick_folder
from tests.workflows.parcels import PIT, Office, receive, round_trip, send

_PREPARED = quick_folder()


@lru_cache(maxsize=1)
def prepared() -> Path:
    """Return a folder with a laptop whose package will meet an edit, a delete and a photo at the office."""
    folder = Path(_PREPARED.name)
    office = Office.new(folder)
    ann, bo = (Laptop.empty(folder, person, office.hub) for person in ("ann", "bo"))
    office.meet(ann)
    fought, gone = ann.pit("fought", depth_m=1.0), ann.pit("gone")
    ann.sync()
    bo.sync()
    bo.edit(PIT, fought, depth_m=3.0)
    bo.delete(PIT, gone)
    for laptop, pit in ((bo, bo.pit("bo's")), (ann, ann.pit("ann's"))):
        photo = folder / f"{laptop.profile.parent.name}.jpg"
        photo.write_bytes(photo.name.encode() * 100)
        add_photo(laptop.workspace, pit, photo)
    bo.sync()
    ann.edit(PIT, fought, depth_m=2.0)
    return folder


@contextmanager
def scene() -> Iterator[tuple[Path, Office, Laptop]]:
    """Yield the laptop and the office, each time from the same point."""
    original = prepared()
    with quick_folder() as name:
        folder = Path(name) / "scene"
        shutil.copytree(original, folder, ignore=shutil.ignore_patterns("bo"))
        for note in (folder / "ann" / "profile" / "devices").iterdir():
            note.write_text(note.read_text().replace(str(original), str(folder)))
        office = Office(folder, folder / "hub.mrhub", folder / "office-profile")
        workspace = open_workspace(folder / "ann" / "county.gpkg")
        yield folder, office, Laptop(workspace, folder / "ann" / "profile", office.hub)
        close_all()


def whole_way(folder: Path, office: Office, ann: Laptop) -> None:
    """Export, import at the office and take the receipt in, as somebody who begins again does."""
    receipt = folder / "1.receipt.mrpkg"
    if not receipt.exists():
        send(ann, folder / "1.mrpkg")
        try:
            office.take_in(folder / "1.mrpkg")
        except ReplayedPackageError:
            write_receipt_again(office.hub, folder / "1.mrpkg", receipt, profile_folder=office.profile)
    with suppress(ReplayedPackageError):
        receive(ann, receipt)


def outcome(folder: Path, office: Office, ann: Laptop) -> tuple[object, ...]:
    """Return what there is after everything was completed, and check that nothing is left over."""
    ann.keep_open()
    whole_way(folder, office, ann)
    round_trip(ann, office, folder / "2.mrpkg")
    last = round_trip(ann, office, folder / "3.mrpkg")
    assert (last.pushed, last.pulled, last.conflicts, last.photos_missing) == (0, 0, 0, ())
    assert not list(folder.glob(".*.part"))
    assert ann.rows() == live_rows(office.hub)
    rows = sorted((table, values.get("number")) for (table, _), values in ann.rows().items())
    found = [(view.kind, view.mine["depth_m"], view.theirs["depth_m"]) for view in conflicts(ann.workspace)]
    return rows, found


EXPECTED = (
    [("photo", None), ("photo", None), (PIT, "ann's"), (PIT, "bo's"), (PIT, "fought")],
    [("group", 2.0, 3.0)],
)


def test_a_package_that_dies_at_any_moment_of_its_way_is_completed() -> None:
    with scene() as (folder, office, ann):
        events = events_of(lambda: whole_way(folder, office, ann), folder)
        assert outcome(folder, office, ann) == EXPECTED
    assert sum("COMMIT" in event for event in events) >= 10
    assert sum("os.rename" in event for event in events) >= 4
    for number in places(len(events)):
        with scene() as (folder, office, ann):
            died = dies(lambda: whole_way(folder, office, ann), folder, number)
            assert died
            for draft in folder.glob(".*.part"):
                draft.unlink()
            assert outcome(folder, office, ann) == EXPECTED, f"event {number}, {died}"

"""Work on a workspace that may be stopped at any moment: what it finds, what must hold, how it is completed.

In CI it dies in this process (`test_workspace_faults`), in `make soak` of a signal.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from plugin.store.change_log import health
from plugin.store.photos import add_photo, photo_path
from plugin.store.records import read_records
from plugin.store.workspace import Workspace, open_workspace
from plugin.workflows.audit import audit, repair_workspace
from plugin.workflows.review import take_step
from plugin.workflows.sync_session import merge_rules
from plugin.workflows.synchronise import conflicts, resolve, synchronise
from tests.store.test_migrations import a_later_schema
from tests.sync.laptops import Laptop
from tests.sync.stages import PIT, Prepare, Scene, a_picture, some_pits

Tell = Callable[[str], None]
MIDDLE = "middle"
"""What the work tells when that begins which may be stopped."""

NOON = "2024-06-01T04:00:00.000Z"
PHOTO, PHOTO_UUID = "photo", "11111111-2222-4333-8444-555555555555"


def silent(step: str) -> None:
    """Tell nobody."""


def bos(folder: Path) -> Workspace:
    """Return the workspace that the work is about."""
    return open_workspace(folder / "bo" / "county.gpkg")


def query(folder: Path, statement: str) -> list[tuple[Any, ...]]:
    """Return the rows of a statement that looks into that workspace, without migrating it."""
    with closing(sqlite3.connect(folder / "bo" / "county.gpkg")) as connection:
        return connection.execute(statement).fetchall()


# -- what two laptops have to tell each other


def something_to_push(many: int, ann: Laptop, bo: Laptop, folder: Path) -> None:
    pits = some_pits(bo, "bo", many)
    bo.sync()
    for pit in pits[::3]:
        bo.edit(PIT, pit, depth_m=4.5)
    bo.delete(PIT, pits[1])
    some_pits(bo, "later", many)


def something_to_pull(many: int, ann: Laptop, bo: Laptop, folder: Path) -> None:
    pits = some_pits(ann, "ann", many)
    ann.sync()
    bo.sync()
    for pit in pits[::3]:
        ann.edit(PIT, pit, depth_m=4.5)
    ann.delete(PIT, pits[1])
    some_pits(ann, "later", many)
    ann.sync()


def photos(size: int, ann: Laptop, bo: Laptop, folder: Path) -> None:
    for laptop, name in ((ann, "ann"), (bo, "bo")):
        pit = laptop.pit(name)
        for number in range(2):
            picture = a_picture(folder, f"{name}{number}", size)
            add_photo(laptop.workspace, pit, picture)
            picture.unlink()
    ann.sync()


def both_and_conflicts(many: int, ann: Laptop, bo: Laptop, folder: Path) -> None:
    pits = some_pits(ann, "both", many)
    ann.sync()
    bo.sync()
    fought = min(20, many - 2)
    for laptop, depth in ((ann, 2.0), (bo, 3.0)):
        for pit in pits[:fought]:
            laptop.edit(PIT, pit, depth_m=depth)
    parent, gone = pits[-2:]
    bo.edit(PIT, gone, threatened_people=3)
    for pit in (parent, gone):
        ann.delete(PIT, pit)
    bo.add("problem_land", problem_uuid=parent, land_use="0103", area_hm2=1.5)
    ann.sync()


def sync(folder: Path, progress: Any = None) -> None:
    """Let the second laptop sync with the hub whose address stands in `hub.txt`."""
    home = folder / "bo"
    address = (folder / "hub.txt").read_text(encoding="utf-8")
    workspace = open_workspace(home / "county.gpkg")
    synchronise(workspace, address, profile_folder=home / "profile", progress=progress)


# -- migration


@contextmanager
def tomorrow() -> Iterator[None]:
    """Let the plugin have a schema of a table and some columns more."""
    later = a_later_schema()
    modules = [m for name, m in list(sys.modules.items()) if name.startswith("plugin.")]
    patches = [patch.object(m, "load_schema", lambda: later) for m in modules if hasattr(m, "load_schema")]
    merge_rules.cache_clear()
    for one in patches:
        one.start()
    try:
        yield
    finally:
        for one in patches:
            one.stop()
        merge_rules.cache_clear()


def migrate(folder: Path, tell: Tell) -> None:
    with tomorrow():
        tell(MIDDLE)
        bos(folder)


def old_or_new_schema(scene: Scene, before: Any) -> None:
    """Assert that the schema is the old or the new one as a whole, with every record and the whole log."""
    columns = {row[1] for row in query(scene.folder, f"PRAGMA table_info({PIT})")}
    tables = {row[0] for row in query(scene.folder, "SELECT name FROM sqlite_master WHERE type = 'table'")}
    ((version,),) = query(scene.folder, "SELECT value FROM _meta WHERE key = 'schema_version'")
    is_new = {int(version) == 2, "crack_width_m" in columns, "waste_pile" in tables}
    assert len(is_new) == 1
    assert logged(scene.folder) == before
    backup = scene.folder / "bo" / "county_schema1.gpkg"
    if backup.exists():
        with closing(sqlite3.connect(backup)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            assert connection.execute("SELECT COUNT(*) FROM _sync_log").fetchone()[0] == len(before[0])


def logged(folder: Path) -> Any:
    """Return the log, and uuid and number of every pit."""
    return (
        query(folder, "SELECT * FROM _sync_log ORDER BY lsn"),
        query(folder, f"SELECT uuid, number, depth_m FROM {PIT} ORDER BY uuid"),
    )


def migrated(folder: Path) -> None:
    """Let both open their workspace as the plugin of tomorrow does."""
    open_workspace(folder / "ann" / "county.gpkg")
    with bos(folder).connect() as connection:
        assert health(connection).ok


# -- repair


def harmed(many: int, ann: Laptop, bo: Laptop, folder: Path) -> None:
    pits = some_pits(ann, "ann", 3 * many)
    ann.sync()
    bo.sync()
    for pit in pits[: many // 3]:
        bo.edit(PIT, pit, depth_m=1.5)
    with bo.workspace.write() as connection:
        for event in ("insert", "update", "delete"):
            connection.execute(f"DROP TRIGGER sync_log_{PIT}_{event}")
        connection.execute(f"UPDATE {PIT} SET depth_m = depth_m + 1 WHERE number LIKE 'ann1%'")
        connection.execute(f"DELETE FROM {PIT} WHERE number LIKE 'ann7%'")


def repair(choice: Any) -> Callable[[Path, Tell], None]:
    def work(folder: Path, tell: Tell) -> None:
        workspace = bos(folder)
        report = audit(workspace)
        tell(MIDDLE)
        repair_workspace(workspace, report, choice)

    return work


def repaired(choice: Any) -> Callable[[Path], None]:
    def complete(folder: Path) -> None:
        report = audit(bos(folder))
        if not report.ok:
            repair_workspace(bos(folder), report, choice)
        assert audit(bos(folder)).ok

    return complete


def harmed_or_repaired(scene: Scene, before: Any) -> None:
    """Assert that all triggers are lost as they were, or none, and with them what changed unseen."""
    report = audit(bos(scene.folder))
    assert (len(report.triggers), len(report.unseen)) in ((0, 0), before)


def harm(folder: Path) -> Any:
    report = audit(bos(folder))
    assert len(report.unseen) > 1
    return len(report.triggers), len(report.unseen)


# -- review and decisions


def pits_to_submit(many: int, ann: Laptop, bo: Laptop, folder: Path) -> None:
    some_pits(bo, "bo", many)


def submit(folder: Path, tell: Tell = silent) -> None:
    """Submit what is still a draft, at a fixed time."""
    workspace = bos(folder)
    drafts = query(folder, f"SELECT uuid FROM {PIT} WHERE review_state IS NULL OR review_state = 'draft'")
    keys = [(PIT, uuid) for (uuid,) in drafts]
    tell(MIDDLE)
    with (
        patch("plugin.workflows.review.stamp", lambda: NOON),
        patch("plugin.workflows.review_snapshot.stamp", lambda: NOON),
    ):
        outcome = take_step(workspace, "submit", keys, roles=["surveyor"], reviewer="bo")
    assert not outcome.refused


def all_or_none_submitted(scene: Scene, before: Any) -> None:
    states = query(scene.folder, f"SELECT review_state, reviewed_by, COUNT(*) FROM {PIT} GROUP BY 1, 2")
    assert len(states) == 1


def conflicts_to_decide(many: int, ann: Laptop, bo: Laptop, folder: Path) -> None:
    both_and_conflicts(many, ann, bo, folder)
    bo.sync()


def decide(folder: Path, tell: Tell = silent) -> None:
    """Decide each open conflict in a way that its place in the list does not change."""
    workspace = bos(folder)
    tell(MIDDLE)
    for view in conflicts(workspace):
        mine = view.kind != "group" or int(view.uuid[0], 16) % 2 == 0
        resolve(workspace, view.id, "mine" if mine else "theirs")


def each_decided_whole(scene: Scene, before: Any) -> None:
    """Assert that every conflict that is decided holds in its record, and every open one is as it was."""
    workspace = bos(scene.folder)
    with workspace.connect() as connection:
        depth = {record.uuid: record.values["depth_m"] for record in read_records(connection, PIT)}
    for view in conflicts(workspace, resolved=True):
        if view.kind == "group":
            side = view.resolution or view.standing
            assert depth[view.uuid] == {"mine": view.mine, "theirs": view.theirs}[side]["depth_m"]


# -- a photo that is taken in


def a_pit_to_photograph(many: int, ann: Laptop, bo: Laptop, folder: Path) -> None:
    bo.pit("with a photo")
    a_picture(folder, "camera", many * 400_000)


def photograph(folder: Path, tell: Tell = silent) -> None:
    """Add the photo where it is not there."""
    workspace = bos(folder)
    ((pit,),) = query(folder, f"SELECT uuid FROM {PIT}")
    if query(folder, f"SELECT 1 FROM {PHOTO}"):
        return
    tell(MIDDLE)
    with patch("plugin.store.photos.new_uuid", lambda: PHOTO_UUID):
        add_photo(workspace, pit, folder / "camera.jpg")


def no_row_without_its_photo(scene: Scene, before: Any) -> None:
    workspace = bos(scene.folder)
    with workspace.connect() as connection:
        for record in read_records(connection, PHOTO):
            assert photo_path(workspace, record).stat().st_size == record.values["byte_size"]


@dataclass(frozen=True, kw_only=True)
class Play:
    """What is prepared, the work, what must hold when it was stopped, and how it is completed.

    ``before`` notes what there was, ``around`` is where it is completed.
    """

    prepare: Callable[[int, Laptop, Laptop, Path], None]
    work: Callable[[Path, Tell], None]
    holds: Callable[[Scene, Any], None]
    complete: Callable[[Path], Any]
    before: Callable[[Path], Any] = lambda folder: None
    around: Callable[[], Any] = nullcontext

    def prepared(self, many: int) -> Prepare:
        """Return what prepares it with as many records, or as much of a photo."""
        return partial(self.prepare, many)


PLAYS = {
    "migration": Play(
        prepare=something_to_push,
        work=migrate,
        holds=old_or_new_schema,
        complete=migrated,
        before=logged,
        around=tomorrow,
    ),
    "repair": Play(
        prepare=harmed,
        work=repair("send"),
        holds=harmed_or_repaired,
        complete=repaired("send"),
        before=harm,
    ),
    "restore": Play(
        prepare=harmed,
        work=repair("restore"),
        holds=harmed_or_repaired,
        complete=repaired("restore"),
        before=harm,
    ),
    "review": Play(prepare=pits_to_submit, work=submit, holds=all_or_none_submitted, complete=submit),
    "decision": Play(prepare=conflicts_to_decide, work=decide, holds=each_decided_whole, complete=decide),
    "new photo": Play(
        prepare=a_pit_to_photograph,
        work=photograph,
        holds=no_row_without_its_photo,
        complete=photograph,
    ),
}

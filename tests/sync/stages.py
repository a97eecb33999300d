"""What the killed work plays on: laptops and a hub, prepared once and copied for each kill.

All copies have the same records with the same uuids, so that what comes of a killed piece of work must equal,
row by row, what comes of one that nobody disturbed.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg2
import shapely

from plugin.paths import resource
from plugin.store.photos import file_digest, missing_photos, photo_path
from plugin.store.records import Record, insert_records, new_uuid, read_records
from plugin.store.workspace import open_workspace
from plugin.sync.addresses import make_hub, open_hub
from plugin.sync.embedded_hub import create_hub
from plugin.sync.hub import CONFLICT_TABLE
from plugin.sync.hub_installer import HubInstaller
from plugin.sync.postgis_address import is_postgis
from plugin.workflows.audit import audit
from plugin.workflows.synchronise import conflicts, synchronise
from tests.sync.laptops import LIULIN, SYNCED, Laptop, close_all, quick_folder
from tests.sync.postgres import Server, new_hub, person

PIT = "problem_point"
HUBS = ("embedded", "mailbox", "postgis")
TEAM = "team"
_COPIES = count(1)

Prepare = Callable[[Laptop, Laptop, Path], None]


@dataclass(frozen=True)
class Scene:
    """Two laptops in a folder, and the address of their hub."""

    folder: Path
    address: str

    def laptop(self, name: str) -> Laptop:
        """Return a laptop."""
        home = self.folder / name
        return Laptop(open_workspace(home / "county.gpkg"), home / "profile", self.address)


@dataclass(frozen=True)
class Stage:
    """A scene that nobody plays on, and how to copy it."""

    kind: str
    original: Scene
    server: Server | None = None
    database: str = ""

    @contextmanager
    def scene(self) -> Iterator[Scene]:
        """Yield a copy, which goes at the end."""
        place = self.original.folder.parent / f"copy{next(_COPIES)}"
        shutil.copytree(self.original.folder, place)
        for note in place.glob("*/profile/devices/*.json"):
            text = note.read_text(encoding="utf-8")
            note.write_text(text.replace(str(self.original.folder), str(place)), encoding="utf-8")
        address = self.original.address.replace(str(self.original.folder), str(place))
        copy = ""
        if self.server is not None:
            copy = f"copy_{next(_COPIES)}"
            copy_database(self.server, self.database, copy)
            address = self.server.address(copy, TEAM)
        (place / "hub.txt").write_text(address, encoding="utf-8")
        try:
            yield Scene(place, address)
        finally:
            shutil.rmtree(place)
            if self.server is not None:
                self.server.run(f"DROP DATABASE {copy} WITH (FORCE)")


def copy_database(server: Server, original: str, copy: str) -> None:
    """Copy a hub's database, to which nobody is connected."""
    server.run(f"CREATE DATABASE {copy} TEMPLATE {original} STRATEGY FILE_COPY")
    rights = resource("sql", "postgis", "database_rights.sql").read_text(encoding="utf-8")
    server.run(rights, database=copy)


@contextmanager
def stage(kind: str, prepare: Prepare, *, server: Server | None = None) -> Iterator[Stage]:
    """Yield a stage with a hub of a kind; ``server`` is another than the test run's own."""
    with quick_folder() as name:
        folder = Path(name) / "original"
        folder.mkdir()
        database = ""
        if kind == "embedded":
            create_hub(folder / "hub.mrhub").close()
            address = str(folder / "hub.mrhub")
        elif kind == "mailbox":
            (folder / "share").mkdir()
            make_hub(folder / "share").close()
            address = str(folder / "share")
        else:
            server, database = (
                (server, a_hub_of(server)) if server else new_hub(person(TEAM, surveyor=LIULIN))
            )
            address = server.address(database, TEAM)
        ann, bo = (Laptop.empty(folder, who, address) for who in ("ann", "bo"))
        prepare(ann, bo, folder)
        close_all()
        yield Stage(kind, Scene(folder, address), server if kind == "postgis" else None, database)


def a_hub_of(server: Server) -> str:
    """Return a database with a new hub on a server that is not the test run's own."""
    database = server.new_database()
    with HubInstaller(server.address(database)) as installer:
        installer.install()
        installer.create_counties({LIULIN: "柳林县"})
        installer.create_person(person(TEAM, surveyor=LIULIN))
    return database


# -- what is prepared


def some_pits(laptop: Laptop, prefix: str, number: int) -> list[str]:
    """Return the uuids of as many new pits."""
    records = [
        Record(
            PIT,
            new_uuid(),
            {"type": "P104", "number": f"{prefix}{n}", "depth_m": 10 + n / 7},
            shapely.Point(110.9, 37.4),
        )
        for n in range(number)
    ]
    with laptop.workspace.write() as connection:
        insert_records(connection, records)
    return [record.uuid for record in records]


def a_picture(folder: Path, name: str, size: int) -> Path:
    """Return a file of as many bytes, always the same."""
    path = folder / f"{name}.jpg"
    path.write_bytes(random.Random(name).randbytes(size))
    return path


# -- what came of it


def whole(path: Path) -> None:
    """Assert that an SQLite file is whole after what a crash left was rolled back."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok", path
        if path.suffix != ".sqlite":  # an index of a mailbox may know a version before its letter
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == [], path


def everything_whole(scene: Scene) -> None:
    """Assert that every SQLite file of a scene is whole."""
    for pattern in ("*/county.gpkg", "*.mrhub", "*/profile/mailboxes/*.sqlite"):
        for path in scene.folder.glob(pattern):
            whole(path)


def settled(scene: Scene) -> dict[str, Any]:
    """Return what there is once both have synced, and check that nothing is left over or twice."""
    ann, bo = scene.laptop("ann"), scene.laptop("bo")
    for laptop in (ann, bo):
        laptop.keep_open()
    try:
        for laptop in (bo, ann, bo, ann):
            last = synchronise(laptop.workspace, scene.address, profile_folder=laptop.profile)
        assert (last.pushed, last.pulled, last.conflicts) == (0, 0, 0), last.account
        return {"rows": equal_rows(scene.address, ann, bo), **outcome(scene.address, ann, bo)}
    finally:
        close_all()


def outcome(address: str, *laptops: Laptop) -> dict[str, Any]:
    """Return history, conflicts and photos where all is settled, and check that each is whole."""
    for laptop in laptops:
        report = audit(laptop.workspace)
        assert report.ok and report.unknown == 0, report
        photos_whole(laptop)
    return {
        "history": history(address, laptops[0]),
        "photos in the hub": photos_there(address, laptops[0]),
        "conflicts": [decisions(laptop) for laptop in laptops],
    }


def equal_rows(address: str, *laptops: Laptop) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the rows that all laptops and the hub have alike; a column that the hub never had is empty."""
    rows = laptops[0].rows()
    assert all(laptop.rows() == rows for laptop in laptops)
    there = living(address, laptops[0].profile)
    assert _filled(rows) == _filled(there)
    return rows


def _filled(rows: dict[tuple[str, str], dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    return {key: {c: v for c, v in values.items() if v is not None} for key, values in rows.items()}


def living(address: str, profile: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the values of the rows that live in a hub."""
    with closing(open_hub(address, profile_folder=profile)) as hub:
        rows = hub.pull(LIULIN, 0, 1_000_000).rows
    return {(r.table, r.uuid): dict(r.values) for r in rows if not r.deleted and r.table in SYNCED}


def decisions(laptop: Laptop) -> list[str]:
    """Return the conflicts of a laptop with both sides and what was decided, each as a text."""
    views = conflicts(laptop.workspace, resolved=True)
    return sorted(
        f"{view.kind} {view.table} {view.uuid} {view.field_group} {sorted(view.mine.items())}"
        f" {sorted(view.theirs.items())} {view.resolution} {sorted(view.chosen.items())}"
        for view in views
    )


def photos_whole(laptop: Laptop) -> None:
    """Assert that every photo of a laptop has its original, byte for byte, and that no draft is left."""
    assert missing_photos(laptop.workspace) == []
    with laptop.workspace.connect() as connection:
        records = read_records(connection, "photo")
    for record in records:
        assert file_digest(photo_path(laptop.workspace, record)) == record.values["sha256"]
    hashes = {str(record.values["sha256"]) for record in records}
    drafts = [path.name for path in laptop.workspace.photo_folder.glob(".*.part")]
    assert not [name for name in drafts if name[1:-5] in hashes]


def photos_there(address: str, laptop: Laptop) -> list[str]:
    """Return the hashes of a laptop's photos, after the hub was found to have each of them whole."""
    with laptop.workspace.connect() as connection:
        hashes = sorted(str(record.values["sha256"]) for record in read_records(connection, "photo"))
    with closing(open_hub(address, profile_folder=laptop.profile)) as hub:
        assert hub.blobs_missing(LIULIN, hashes) == {}
    return hashes


def history(address: str, laptop: Laptop) -> list[str]:
    """Return every version of every record of a hub as a text: what it brought, and by which operation.

    Of conflicts, which are named anew each time, only how many versions there are.
    """
    if is_postgis(address):
        with closing(psycopg2.connect(address.replace(f"{TEAM}@", "postgres@"))) as connection:
            return _versions(connection.cursor(), _IN_POSTGIS, uuid_of="uuid", version="version")
    path = Path(address)
    if path.is_file():
        version = "version.version"
    else:
        (path,) = (laptop.profile / "mailboxes").glob("*.sqlite")
        version = "0"  # a mailbox counts no versions: it names them
    with closing(sqlite3.connect(path)) as connection:
        return _versions(connection.cursor(), _IN_SQLITE, uuid_of="row.uuid", version=version)


_IN_POSTGIS = "SELECT tbl, {key}, operation, {values} FROM mine_hub.row_version"
_IN_SQLITE = """
SELECT tbl, {key}, operation, {values} FROM version JOIN row ON row.id = version.row_id
"""
_CELLS = """
(SELECT group_concat(col || '=' || quote(value), ' ')
 FROM (SELECT col, value FROM version_cell AS cell
       WHERE cell.row_id = version.row_id AND cell.version = version.version ORDER BY col))
"""


def _versions(cursor: Any, select: str, *, uuid_of: str, version: str) -> list[str]:
    conflict = f"CASE tbl WHEN '{CONFLICT_TABLE}' THEN NULL ELSE"
    values = "vals::text" if select is _IN_POSTGIS else _CELLS
    key = f"{conflict} {uuid_of} END, {conflict} {version} END"
    cursor.execute(select.format(key=key, values=f"{conflict} {values} END"))
    return sorted(map(str, cursor.fetchall()))

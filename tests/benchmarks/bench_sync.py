"""Sync beside geodiff: what it takes to find, pack, merge and send changes where a file has many rows.

Ours works on a workspace with its change log; geodiff on a plain GeoPackage with the same 23 columns of the
same rows, and a copy of it as it was. `MINE_RESTORATION_BENCH_SYNC_ROWS` takes other sizes.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from plugin.domain.progress import Silent
from plugin.store.connection import open_connection
from plugin.store.workspace import Workspace
from plugin.sync import batches, devices
from plugin.sync.batches import Batch, Change
from plugin.sync.embedded_hub import EmbeddedHub
from plugin.workflows import sync_push
from plugin.workflows.package_export import export_package
from plugin.workflows.packages import make_key
from plugin.workflows.sync_session import Access, Session, Tally
from plugin.workflows.synchronise import SyncResult, synchronise
from tests.benchmarks import peers
from tests.benchmarks.measuring import SHARE, Taken, best_of, load, record
from tests.benchmarks.survey_sets import (
    COLUMNS,
    COUNTY,
    LEFT_FOR_MANY,
    TABLE,
    Edits,
    Statement,
    hub_of,
    plain_file,
    rows_of,
    run,
    workspace_of,
)

SIZES = [int(size) for size in os.environ.get("MINE_RESTORATION_BENCH_SYNC_ROWS", "").split()] or (
    [10_000, 100_000, 500_000] if SHARE == 1 else [10_000]
)
CHANGES = 100
MANY = 10_000
MANY_AT = 100_000
CYCLES = 40
MANY_TIMES = 60
WRITES = 6
PEER_CYCLES = 4
PEER_TIMES = 20
SETTLED_S = 3.0
"""For how long nobody writes before “nothing to do” is asked: file systems round the times of files."""


@dataclass
class County:
    """A workspace that is level with a hub, and the peer's file of the same rows with its copy."""

    rows: int
    folder: Path
    workspace: Workspace
    edits: Edits

    @property
    def hub(self) -> Path:
        """Return the hub's file."""
        return self.folder / "hub.mrhub"

    @property
    def row(self) -> str:
        """Return under what its figures stand."""
        return f"{self.rows:,} rows"

    def sync(self) -> SyncResult:
        """Sync with the hub."""
        return synchronise(self.workspace, self.hub, profile_folder=self.folder / "profile")

    def edit(self, count: int, *, turn: int | None = None) -> list[Statement]:
        """Save edits, and return them."""
        statements = self.edits.of(count, turn=turn)
        with closing(open_connection(self.workspace.path)) as connection:
            run(connection, statements)
        return statements


@pytest.fixture(scope="module", params=SIZES)
def county(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """Return a county of each size on the disk, as a laptop has it."""
    rows = request.param
    folder = tmp_path_factory.mktemp(f"sync{rows}")
    made = County(rows, folder, workspace_of(folder, rows), Edits(rows))
    hub_of(made.hub, made.workspace, rows)
    plain_file(folder / "base.gpkg", rows)
    made.sync()
    yield made
    shutil.rmtree(folder)


def bench_sync_nothing_to_do(county: County, geodiff: peers.Geodiff | None) -> None:
    """Sync where nothing changed on either side; first, while nothing is known, and once it is."""
    first = best_of(county.sync)
    time.sleep(SETTLED_S)
    county.sync()
    taken = best_of(county.sync, repeats=MANY_TIMES)
    assert county.sync().pushed == 0
    figures = {"quiet_s": taken.wall_s, "quiet_first_s": first.wall_s}
    if geodiff is not None:
        base, live = county.folder / "base.gpkg", _copy(county, "live.gpkg")
        figures["geodiff_quiet_s"] = best_of(lambda: geodiff.changes(base, live), repeats=PEER_TIMES).wall_s
    _note(county, "nothing to do", figures)


def bench_sync_find_and_pack(county: County, geodiff: peers.Geodiff | None) -> None:
    """Find 100 changes and write them as what goes over the wire; its size; and that of a signed package."""
    statements = county.edit(CHANGES)
    content = b"".join(_packed(county))
    with closing(Access(county.workspace)) as access:
        session = _session(county, access)
        pack = best_of(lambda: _pack(session), repeats=MANY_TIMES)
    alone = best_of(lambda: _packed(county), repeats=MANY_TIMES)
    figures: dict[str, float] = {
        "pack_s": pack.wall_s,
        "pack_cpu_s": pack.cpu_s,
        "pack_and_open_s": alone.wall_s,
        "pack_and_open_cpu_s": alone.cpu_s,
        "wire_raw_bytes": len(content),
        "wire_zlib_bytes": len(zlib.compress(content)),
        "package_bytes": _package(county),
    }
    if geodiff is not None:
        base, live = county.folder / "base.gpkg", _copy(county, "live.gpkg", statements)
        figures["geodiff_pack_s"] = best_of(lambda: geodiff.changes(base, live), repeats=PEER_TIMES).wall_s
        found = geodiff.changes(base, live)
        figures |= {"geodiff_raw_bytes": len(found), "geodiff_zlib_bytes": len(zlib.compress(found))}
    county.sync()
    _note(county, "find and pack", figures)


def bench_sync_disk(county: County) -> None:
    """Weigh what sync keeps in the workspace against the rest of it; the peer keeps a copy of the file."""
    with closing(open_connection(county.workspace.path)) as connection:
        (ours,) = connection.execute(
            "SELECT sum(pgsize) FROM dbstat WHERE name LIKE '\\_sync%' ESCAPE '\\'"
            " OR name LIKE 'sqlite_autoindex\\__sync%' ESCAPE '\\'"
        ).fetchone()
        (every,) = connection.execute("SELECT sum(pgsize) FROM dbstat").fetchone()
    plain = (county.folder / "base.gpkg").stat().st_size
    figures = {
        "extra_disk_percent": 100 * ours / (every - ours),
        "extra_disk_bytes": ours,
        "geodiff_extra_disk_percent": 100.0,
        "plain_bytes": plain,
    }
    _note(county, "disk", figures)


def bench_sync_many_changes(county: County, geodiff: peers.Geodiff | None) -> None:
    """Find and pack 10,000 changes at 100,000 rows."""
    if county.rows != MANY_AT:
        return
    statements = county.edit(MANY, turn=LEFT_FOR_MANY)
    assert sum(content.count(b'"uuid"') for content in _packed(county)) == MANY
    taken = best_of(lambda: _packed(county), repeats=PEER_TIMES)
    figures = {"pack_many_s": taken.wall_s, "pack_many_cpu_s": taken.cpu_s}
    if geodiff is not None:
        base, live = county.folder / "base.gpkg", _copy(county, "live.gpkg", statements)
        figures["geodiff_pack_many_s"] = best_of(lambda: geodiff.changes(base, live)).wall_s
    county.sync()
    _note(county, "10,000 changes", figures)


def bench_sync_cycle(county: County, geodiff: peers.Geodiff | None) -> None:
    """Receive 100 changes, merge and send 100 others, ten rows of which both sides edited."""
    colleague = _Colleague(county)
    taken: list[Taken] = []
    for _ in range(CYCLES):
        statements = county.edit(CHANGES)
        theirs = colleague.edit(statements)
        taken.append(best_of(lambda: _synced(county), repeats=1))
    figures = {"cycle_s": min(one.wall_s for one in taken), "cycle_cpu_s": min(one.cpu_s for one in taken)}
    if geodiff is not None:
        found = [
            _peer_cycle(county, geodiff, statements, theirs)
            for _ in range(PEER_CYCLES if county.rows <= MANY_AT else 1)
        ]
        figures["geodiff_cycle_s"] = min(found)
    _note(county, "cycle", figures)


def bench_sync_write(county: County) -> None:
    """Save 10,000 rows with the triggers of the change log and without them, all taken back afterwards."""
    with closing(open_connection(county.workspace.path)) as connection:
        marks = ", ".join("?" * len(COLUMNS))
        columns = ", ".join(COLUMNS)
        found = connection.execute(f"SELECT fid FROM {TABLE} LIMIT {MANY}").fetchall()
        fids = [tuple(row) for row in found]
        count = len(fids)
        fresh = [(row[0], f"new {row[1]}", *row[2:]) for row in rows_of(count)]
        figures = {
            "update_us": _cost_us(
                connection,
                f"UPDATE {TABLE} SET depth_m = depth_m + 1, note = note || '改' WHERE fid = ?",
                fids,
            ),
            "insert_us": _cost_us(connection, f"INSERT INTO {TABLE} ({columns}) VALUES ({marks})", fresh),
            "delete_us": _cost_us(connection, f"DELETE FROM {TABLE} WHERE fid = ?", fids),
        }
    _note(county, "a write", figures)


def _cost_us(connection: sqlite3.Connection, statement: str, rows: Sequence[tuple[object, ...]]) -> float:
    """Return what the change log adds to the saving of a row, in µs."""
    taken: dict[bool, list[float]] = {False: [], True: []}
    for logged in (False, True) * WRITES:
        taken[logged].append(_seconds(connection, statement, rows, logged=logged))
    return (min(taken[True]) - min(taken[False])) / len(rows) * 1e6


def _seconds(
    connection: sqlite3.Connection, statement: str, rows: Sequence[tuple[object, ...]], *, logged: bool
) -> float:
    """Return the processor time of a statement for all rows, in a transaction that is taken back."""
    connection.execute("BEGIN IMMEDIATE")
    for event in ("insert", "update", "delete") if not logged else ():
        connection.execute(f"DROP TRIGGER sync_log_{TABLE}_{event}")
    start = time.process_time()
    connection.executemany(statement, rows)
    taken = time.process_time() - start
    connection.execute("ROLLBACK")
    return taken


@dataclass
class _Colleague:
    """Somebody else of the county, who edits other rows on the hub itself."""

    county: County
    number: int = 0

    def edit(self, mine: Sequence[Statement]) -> list[Statement]:
        """Send edits of 90 other rows and of 10 that ``mine`` edit in other columns; return them as SQL."""
        both = [fid for sql, (*_, fid) in mine if "depth_m = ?" in sql][: CHANGES // 10]
        fids = [*self.county.edits.fids(CHANGES)[len(both) :], *both]
        keys = self._uuids(fids)
        values = {"loss_wan_yuan": 3.5 + self.number, "village": f"新村 {self.number}"}
        changes = [
            Change(table=TABLE, uuid=keys[fid], operation="update", base_version=1, values=values)
            for fid in fids
        ]
        self.number += 1
        with EmbeddedHub(self.county.hub) as hub:
            hub.push(
                Batch(
                    county=COUNTY,
                    device="colleague",
                    device_epoch="1",
                    number=self.number,
                    changes=tuple(changes),
                )
            )
        sql = f"UPDATE {TABLE} SET loss_wan_yuan = ?, village = ? WHERE fid = ?"
        return [(sql, (*values.values(), fid)) for fid in fids]

    def _uuids(self, fids: Sequence[int]) -> dict[int, str]:
        marks = ", ".join("?" * len(fids))
        with self.county.workspace.connect() as connection:
            found = connection.execute(f"SELECT fid, uuid FROM {TABLE} WHERE fid IN ({marks})", fids)
            return {row[0]: row[1] for row in found}


def _peer_cycle(
    county: County, geodiff: peers.Geodiff, mine: Sequence[Statement], theirs: Sequence[Statement]
) -> float:
    """Return how long a client of geodiff takes to apply, rebase and pack, without any copying of files."""
    base, live = county.folder / "base.gpkg", _copy(county, "live.gpkg", mine)
    server = geodiff.changes(base, _copy(county, "server.gpkg", theirs))
    new = _copy(county, "new.gpkg")
    start = time.perf_counter()
    geodiff.apply(new, server)
    geodiff.rebase(base, new, live)
    assert geodiff.changes(new, live)
    return time.perf_counter() - start


def _copy(county: County, name: str, statements: Sequence[Statement] = ()) -> Path:
    """Return a copy of the peer's base, edited."""
    target = county.folder / name
    shutil.copyfile(county.folder / "base.gpkg", target)
    with closing(open_connection(target)) as connection:
        run(connection, statements)
    return target


def _synced(county: County) -> None:
    """Sync, and see that the changes of both sides went and came."""
    result = county.sync()
    assert (result.pushed, result.pulled) == (CHANGES, CHANGES), result.account


def _package(county: County) -> float:
    """Return the size of a signed package with what waits."""
    profile, file = county.folder / "profile", county.folder / "changes.mrpack"
    make_key(COUNTY, profile_folder=profile)
    export_package(county.workspace, file, profile_folder=profile)
    return float(file.stat().st_size)


def _note(county: County, what: str, figures: Mapping[str, float]) -> None:
    record("sync", county.row, {**figures, "load": load()})
    print(f"\n{county.row}, {what}: { {name: float(f'{value:.3g}') for name, value in figures.items()} }")


class _NoHub:
    """What is packed here goes nowhere."""


def _session(county: County, access: Access) -> Session:
    return Session(
        workspace=county.workspace,
        access=access,
        hub=_NoHub(),  # type: ignore[arg-type]
        hub_uuid="",
        device=devices.new_device(),
        busy=frozenset(),
        progress=Silent(),
        tally=Tally(),
    )


def _pack(session: Session) -> list[bytes]:
    """Return what would be sent, found and packed in an open workspace, as each sync has it."""
    with session.access.read() as connection:
        found = sync_push.collect(session, connection)
    return [
        Batch(county=COUNTY, device="d", device_epoch="e", number=number, changes=portion).content
        for number, portion in enumerate(batches.portions(found.changes), start=1)
    ]


def _packed(county: County) -> list[bytes]:
    """Return what would be sent, with the file opened and closed for it."""
    with closing(Access(county.workspace)) as access:
        return _pack(_session(county, access))

"""Workspaces with as many problem points as a benchmark of sync wants, and the same rows for its peer.

A row has 23 columns with values in them: its geometry, its uuid and 21 others. Everything comes from a seed.
"""

from __future__ import annotations

import sqlite3
import struct
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from plugin.domain.row_keys import short_key
from plugin.store import change_log
from plugin.store.connection import open_connection
from plugin.store.workspace import Workspace, create_workspace
from plugin.sync import journal
from plugin.sync.embedded_hub import create_hub
from plugin.workflows.sync_session import cursor_key
from plugin.workflows.synchronise import HUB

COUNTY = "141125"
TABLE = "problem_point"
COLUMNS = (
    *("geom", "uuid", "number", "type", "name", "township", "village", "activity", "volume_m3", "depth_m"),
    *("width_m", "height_m", "measured_area_hm2", "damage_begin", "loss_wan_yuan", "threatened_people"),
    *("treatment_status", "position_method", "position_accuracy_m", "surveyor", "surveyed_on"),
    *("review_state", "note"),
)
"""The 23 columns that hold something; `fid` comes on top."""

SEED = 5
CRS_ID = 4490
_TOWNSHIPS = ("柳林镇", "穆村镇", "薛村镇", "庄上镇", "留誉镇", "三交镇", "成家庄镇", "孟门镇")


def workspace_of(folder: Path, rows: int) -> Workspace:
    """Return a workspace in the folder whose rows all rest on version 1 of a hub, with nothing to send."""
    workspace = create_workspace(folder / f"{rows}.gpkg", county_code=COUNTY)
    connection = open_connection(workspace.path)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN IMMEDIATE")
    triggers = _drop_triggers(connection)
    marks = ", ".join("?" * len(COLUMNS))
    connection.executemany(
        f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES ({marks})",
        rows_of(rows),
    )
    x, y = positions(rows)
    connection.executemany(
        f"INSERT INTO rtree_{TABLE}_geom VALUES (?, ?, ?, ?, ?)",
        ((n + 1, x[n], x[n], y[n], y[n]) for n in range(rows)),
    )
    for statement in triggers:
        connection.execute(statement)
    change_log.install_triggers(connection)
    connection.execute("INSERT INTO _sync_table VALUES (1, ?)", (TABLE,))
    connection.executemany(
        "INSERT INTO _sync_base VALUES (?, 1, 1, randomblob(8))",
        ((short_key(row[1]),) for row in rows_of(rows)),
    )
    connection.execute("COMMIT")
    connection.close()
    return workspace


def plain_file(path: Path, rows: int) -> None:
    """Write a GeoPackage with the same 23 columns of the same rows and nothing else, for a peer."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA application_id = 0x47504B47")
    connection.executescript(_GEOPACKAGE)
    connection.execute("BEGIN")
    marks = ", ".join("?" * len(COLUMNS))
    connection.executemany(f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES ({marks})", rows_of(rows))
    connection.execute("COMMIT")
    connection.close()


def positions(rows: int) -> tuple[list[float], list[float]]:
    """Return longitudes and latitudes in degrees of the first rows."""
    chance = np.random.default_rng(SEED)
    return (110.6 + 0.5 * chance.random(rows)).tolist(), (37.2 + 0.4 * chance.random(rows)).tolist()


def rows_of(rows: int) -> Iterator[tuple[Any, ...]]:
    """Yield the values of :data:`COLUMNS` of each row."""
    chance = np.random.default_rng(SEED + 1)
    keys = chance.bytes(16 * rows)
    sizes = np.round(chance.random((rows, 6)) * 100, 2).tolist()
    x, y = positions(rows)
    for n in range(rows):
        key = str(uuid.UUID(bytes=keys[16 * n : 16 * n + 16], version=4))
        volume, depth, width, height, loss, accuracy = sizes[n]
        yield (
            point(x[n], y[n]),
            key,
            f"{COUNTY}T2024{n:06}",
            "P301",
            f"{n} 号采场",
            _TOWNSHIPS[n % 8],
            f"第 {n % 200} 村",
            "quarry",
            volume * 1000,
            depth,
            width,
            height,
            width * height / 10_000,
            f"{1990 + n % 30}",
            loss,
            n % 17,
            "0",
            "rtk",
            accuracy,
            "张三",
            "2024-05-01",
            "draft",
            "露天开采形成的采坑，边坡较陡，底部积水，周边为旱地。",
        )


def hub_of(path: Path, workspace: Workspace, rows: int) -> None:
    """Write an embedded hub with the rows of a workspace, and note in the workspace that it has them all.

    The values of the past versions are left out: half of the hub's size, which no sync reads.
    """
    with create_hub(path) as hub:
        hub_uuid = hub.hello(COUNTY).hub_uuid
    with workspace.write() as inside:
        journal.set_state(inside, HUB, hub_uuid)
        journal.set_state(inside, cursor_key(hub_uuid), rows)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("ATTACH ? AS w", (str(workspace.path),))
    connection.execute("BEGIN")
    connection.execute("INSERT INTO county VALUES (?, ?)", (COUNTY, rows))
    connection.execute("INSERT INTO batch VALUES (1, ?, 'first', '1', 1, '', '2026-01-01')", (COUNTY,))
    connection.execute(
        f"INSERT INTO row SELECT fid, ?, '{TABLE}', uuid, 1, fid, 0 FROM w.{TABLE} ORDER BY fid", (COUNTY,)
    )
    connection.execute(
        "INSERT INTO version SELECT id, 1, county, sequence, 'insert', 1, '2026-01-01' FROM row ORDER BY id"
    )
    connection.executemany("INSERT INTO cell VALUES (?, ?, ?)", _cells(rows))
    connection.execute("COMMIT")
    connection.close()


def _cells(rows: int) -> Iterator[tuple[int, str, object]]:
    columns = sorted(set(COLUMNS) - {"uuid"})
    places = [COLUMNS.index(name) for name in columns]
    for number, row in enumerate(rows_of(rows), start=1):
        for name, place in zip(columns, places, strict=True):
            value = row[place]
            yield number, name, value[8:] if isinstance(value, bytes) else value


def point(longitude: float, latitude: float) -> bytes:
    """Return a point as a GeoPackage stores it."""
    return struct.pack("<2sBBi", b"GP", 0, 1, CRS_ID) + struct.pack("<BIdd", 1, 1, longitude, latitude)


def _drop_triggers(connection: sqlite3.Connection) -> list[str]:
    """Return the statements that make the triggers of the table again, but for those of the change log."""
    found = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (TABLE,)
    ).fetchall()
    for name, _ in found:
        connection.execute(f"DROP TRIGGER {name}")
    return [sql for name, sql in found if not name.startswith("sync_log_")]


_GEOPACKAGE = f"""
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
    organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL,
    description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES ('Undefined Cartesian', -1, 'NONE', -1, 'undefined', NULL),
    ('Undefined geographic', 0, 'NONE', 0, 'undefined', NULL),
    ('CGCS2000', {CRS_ID}, 'EPSG', {CRS_ID}, 'undefined', NULL);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,
    identifier TEXT UNIQUE, description TEXT DEFAULT '',
    last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)
    VALUES ('{TABLE}', 'features', '{TABLE}', {CRS_ID});
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
    geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
    PRIMARY KEY (table_name, column_name));
INSERT INTO gpkg_geometry_columns VALUES ('{TABLE}', 'geom', 'POINT', {CRS_ID}, 0, 0);
CREATE TABLE {TABLE} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POINT, uuid TEXT, number TEXT,
    type TEXT, name TEXT, township TEXT, village TEXT, activity TEXT, volume_m3 REAL, depth_m REAL,
    width_m REAL, height_m REAL, measured_area_hm2 REAL, damage_begin TEXT, loss_wan_yuan REAL,
    threatened_people INTEGER, treatment_status TEXT, position_method TEXT, position_accuracy_m REAL,
    surveyor TEXT, surveyed_on DATE, review_state TEXT, note TEXT);
"""


Statement = tuple[str, tuple[object, ...]]
"""SQL with its parameters, the same for a workspace and for a plain file."""


class Edits:
    """Edits of rows spread over the table, each turn of others; no row is edited in two turns of one size."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._turn = 0
        self._added = 0

    def fids(self, count: int, *, turn: int | None = None) -> list[int]:
        """Return the rows of the next turn."""
        step = self._rows // count
        if turn is None and self._turn % 10 == LEFT_FOR_MANY:
            self._turn += 1
        first = 1 + (self._turn if turn is None else turn) % step
        self._turn += turn is None
        return list(range(first, self._rows + 1, step))

    def of(self, count: int, *, turn: int | None = None) -> list[Statement]:
        """Return edits: of ten, seven set two columns, one moves its point, one deletes, one adds a row."""
        statements: list[Statement] = []
        marks = ", ".join("?" * len(COLUMNS))
        for number, fid in enumerate(self.fids(count, turn=turn)):
            if number % 10 == DELETES:
                statements.append((f"DELETE FROM {TABLE} WHERE fid = ?", (fid,)))
            elif number % 10 == ADDS:
                self._added += 1
                key = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{count} {turn} {self._added}"))
                row = (point(110.9, 37.4), key, f"{COUNTY}T2025{self._added:06}", *_NEW)
                statements.append((f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES ({marks})", row))
            elif number % 10 == MOVES:
                moved = point(110.7 + fid * 1e-7, 37.3)
                statements.append(
                    (f"UPDATE {TABLE} SET geom = ?, note = ? WHERE fid = ?", (moved, "已移动", fid))
                )
            else:
                set_two = f"UPDATE {TABLE} SET depth_m = ?, name = ? WHERE fid = ?"
                statements.append((set_two, (fid * 0.37, f"{fid} 号采坑", fid)))
        return statements


MOVES, DELETES, ADDS = 7, 8, 9
LEFT_FOR_MANY = 9
"""The turn of each ten that is left for one that takes each tenth row."""
_NEW = next(rows_of(1))[3:]


def run(connection: sqlite3.Connection, statements: Iterable[Statement]) -> None:
    """Run statements in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    for statement, parameters in statements:
        connection.execute(statement, parameters)
    connection.execute("COMMIT")

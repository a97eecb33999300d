"""The Yellow River at Liulin and its mines: the main job's real numbers."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import numpy as np
import pytest
import shapely

from plugin.geometry.areas import area_hm2, overlap
from plugin.geometry.buffers import metric_buffer
from plugin.geometry.distances import within_distance

SHARED = Path(os.environ.get("MINE_RESTORATION_SHARED", Path(__file__).parents[3] / "shared"))
FILE = SHARED / "data" / "liulin" / "liulin_141125.gpkg"
HEADER_BYTES = {0: 8, 1: 40, 2: 56, 3: 56, 4: 72}

pytestmark = pytest.mark.skipif(
    not FILE.exists(), reason="the shared Liulin data is not beside the repository"
)


def layer(name: str, column: str) -> tuple[list[str], np.ndarray]:
    """Return a column and the geometries of a GeoPackage layer (header: OGC 12-128r19, 2.1.3)."""
    with sqlite3.connect(f"file:{FILE}?mode=ro&immutable=1", uri=True) as connection:
        geometry = connection.execute(
            "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", (name,)
        ).fetchone()[0]
        rows = connection.execute(f'SELECT "{column}", "{geometry}" FROM "{name}"').fetchall()
    connection.close()
    blobs = [blob[HEADER_BYTES[blob[3] >> 1 & 7] :] for _, blob in rows]
    return [str(value) for value, _ in rows], shapely.from_wkb(blobs)


def test_the_river_zone_of_1000_m_hits_exactly_shaqu_no_1_and_shuangliu():
    """Acceptance case AT16."""
    _, river = layer("river", "name")
    names, mines = layer("mine_boundary", "mine_name")
    zone = metric_buffer(river, 1000.0, dissolve=True)
    covered, share = overlap(mines, np.full(len(mines), zone.geometries[0]))
    hit = {name for name, area in zip(names, covered, strict=True) if area > 0}
    assert hit == {"Shaqu No.1 Coal Mine", "Shuangliu Coal Mine"}
    assert ((share > 0) == (covered > 0)).all()


def test_the_distance_question_names_the_same_mines_as_the_drawn_zone():
    _, river = layer("river", "name")
    names, mines = layer("mine_boundary", "mine_name")
    target, _, distance = within_distance(mines, river, 1000.0)
    assert {names[i] for i in target} == {"Shaqu No.1 Coal Mine", "Shuangliu Coal Mine"}
    assert (distance <= 1000).all()


def test_the_county_has_the_area_of_its_outline():
    """Liulin county 柳林县: 1288 km² after its yearbook; the outline is generalised."""
    _, county = layer("county_boundary", "name")
    assert area_hm2(county).sum() / 100 == pytest.approx(1288, rel=0.03)

"""A whole county that does not exist, made from a seed in seconds: something to look at, to try and to test
with.

Everything in it is invented and says so: the county's name, the sources, the notes and the pictures. Terrain,
rivers and roads belong together: water runs down the valleys, villages stand where the ground is level, roads
avoid climbs, mines bring the problems that their way of mining brings.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from ..domain.progress import Progress, Silent, check
from ..store.photos import add_photo
from ..store.records import Record, insert_records
from ..store.workspace import Workspace, create_workspace
from .sample import names, shapes
from .sample.drafts import Draft, mint
from .sample.elevation import write_dem
from .sample.frame import Frame
from .sample.mines import open_mines
from .sample.objects import SOURCE, protect
from .sample.pictures import hillside
from .sample.places import farmland, settle
from .sample.problems import find_problems
from .sample.roads import lay_ways
from .sample.terrain import Terrain, make_terrain
from .sample.water import find_rivers

SEED = 24
COUNTY_CODE = "999901"
"""Stands in no official list; ``resources/rules/county_codes.csv`` lists it as synthetic."""

PHOTOS = 6
_ORDER = ("county", "mine", "mine_area", "problem_point", "problem_line", "problem_area")
_SHEET_COLUMNS = ("编号", "矿山名称", "问题类型", "经度", "纬度", "受威胁人数", "损毁开始时间", "备注")


@dataclass(frozen=True, kw_only=True)
class SampleCounty:
    """What was made: the workspace, its elevation model, files to try an import with, and how many rows of
    each table."""

    workspace: Workspace
    dem: Path
    sources: tuple[Path, ...]
    seed: int
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Drawing:
    terrain: Terrain
    frame: Frame
    drafts: Sequence[Draft]


def make_sample_county(
    folder: Path | str, *, seed: int = SEED, overwrite: bool = False, progress: Progress | None = None
) -> SampleCounty:
    """Return the synthetic county written into `folder`: a workspace, a DEM (EPSG:4490, metres) and a sheet
    to import.

    The same seed makes the same records with the same uuids. An existing workspace is replaced with
    ``overwrite`` only.

    :raises store.errors.WorkspaceExistsError: where the workspace is there already.
    :raises domain.progress.CancelledError: when stopped; the workspace is then not there, or empty.
    """
    progress = progress or Silent()
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    drawing = _draw(seed, progress)
    records = _records(drawing)
    workspace = create_workspace(
        target / "sample_county.gpkg",
        county_code=COUNTY_CODE,
        county_name=names.COUNTY_NAME,
        overwrite=overwrite,
    )
    check(progress)
    with workspace.write() as connection:
        insert_records(connection, records)
    progress.report(0.8, "photos")
    photos = _add_photos(workspace, records, np.random.default_rng([seed, 4]))
    progress.report(0.9, "elevation")
    dem = write_dem(target / "sample_dem.tif", drawing.terrain, drawing.frame, seed=seed)
    sheet = _write_sheet(target / "sample_sheet_gbk.csv", records)
    progress.report(1.0, "done")
    counts = Counter(record.table for record in records)
    counts["photo"] = photos
    return SampleCounty(workspace=workspace, dem=dem, sources=(sheet,), seed=seed, counts=dict(counts))


def _draw(seed: int, progress: Progress) -> _Drawing:
    """Return the county's drafts in metres; each part has a generator of its own, so that one can change
    alone."""
    ground, people, rights, troubles = (np.random.default_rng([seed, part]) for part in range(4))
    progress.report(0.05, "terrain")
    terrain = make_terrain(ground)
    county = shapes.county_outline(ground, half_width_m=18_800, half_height_m=16_400)
    rivers = find_rivers(terrain, county)
    check(progress)
    progress.report(0.2, "settlements and roads")
    places = settle(people, terrain, county)
    fields = farmland(people, rivers, places, county)
    ways = lay_ways(terrain, places, rivers)
    check(progress)
    progress.report(0.5, "mines and problems")
    main_roads = shapely.MultiLineString(
        [way.line for way in ways if way.kind in {"G", "S", "X"} and way.work == "open"]
    )
    mines, mine_drafts = open_mines(rights, county, places, shapely.intersection(main_roads, county))
    drafts = [
        Draft(table="county", uuid=mint(ground), values=_county_values(), geometry=county),
        *mine_drafts,
        *find_problems(troubles, mines, county, shapely.union_all(np.array(fields, dtype=object))),
        *protect(people, terrain, county, places, rivers, ways, fields),
    ]
    return _Drawing(terrain, Frame.around(), drafts)


def _county_values() -> dict[str, str]:
    return {"code": COUNTY_CODE, "name": names.COUNTY_NAME, "source": SOURCE}


def _records(drawing: _Drawing) -> list[Record]:
    """Return the drafts as records in EPSG:4490, parents before their children."""
    geometries = np.array([draft.geometry for draft in drawing.drafts], dtype=object)
    located = drawing.frame.to_degrees(geometries)
    records = [
        Record(draft.table, draft.uuid, draft.values, _whole(geometry))
        for draft, geometry in zip(drawing.drafts, located, strict=True)
    ]
    place = {table: number for number, table in enumerate(_ORDER)}
    return sorted(records, key=lambda record: place.get(record.table, len(place)))


def _whole(geometry: Any) -> Any:
    """Return the geometry in the type that its table stores: lines and polygons as multi-part, all valid."""
    if geometry is None:
        return None
    if geometry.geom_type == "LineString":
        return shapely.MultiLineString([geometry])
    if geometry.geom_type == "Polygon":
        geometry = geometry if geometry.is_valid else geometry.buffer(0)
        return shapely.MultiPolygon([geometry]) if geometry.geom_type == "Polygon" else geometry
    return geometry


def _add_photos(workspace: Workspace, records: Sequence[Record], rng: np.random.Generator) -> int:
    """Return how many photos were added: a handful, to problems all over the county."""
    problems = [record for record in records if record.table in {"problem_point", "problem_area"}]
    chosen = problems[:: max(1, len(problems) // PHOTOS)][:PHOTOS]
    draft = workspace.path.with_suffix(".draft.png")
    try:
        for record in chosen:
            draft.write_bytes(hillside(rng))
            add_photo(workspace, record.uuid, draft, photo_type="QJ")
    finally:
        draft.unlink(missing_ok=True)
    return len(chosen)


def _write_sheet(path: Path, records: Sequence[Record]) -> Path:
    """Return `path`, a table of a dozen more problem points as a county would send it: GBK, Chinese
    headings."""
    points = [record for record in records if record.table == "problem_point"][:12]
    with path.open("w", encoding="gbk", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_SHEET_COLUMNS)
        for number, record in enumerate(points, start=1):
            x, y = np.add(shapely.get_coordinates(record.geometry)[0], (0.002, -0.001))
            row = [
                f"999901W2025{number:04d}",
                record.values["name"],
                "地面塌陷" if number % 2 else "崩塌",
                f"{x:.6f}",
                f"{y:.6f}",
                number,
                "八十年代" if number % 3 else "1992-05",
                "合成数据 synthetic",
            ]
            writer.writerow(row)
    return path

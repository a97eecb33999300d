"""The main job on the sample county, step by step: survey, zones, plan and sync; each step answers with
its numbers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from ..domain.errors import MineRestorationError
from ..domain.progress import Progress
from ..exchange.layers import read_layer
from ..store.records import Record, read_records, update_record
from ..store.workspace import Workspace, copy_workspace
from ..sync.addresses import make_hub
from .import_records import ImportResult, import_records
from .protection import ProtectionResult, compute_protection
from .recompute import RecomputeResult, recompute
from .sample_county import COUNTY_CODE, SampleCounty, make_sample_county
from .synchronise import ConflictView, SyncResult, conflicts, synchronise
from .treatment import propose_zones, save_proposed

MARKER = "demo.json"
HUB = "province.mrhub"
GAP_M = 400.0
MIN_AREA_HM2 = 5.0
_OWN = (
    "sample_county.gpkg",
    "sample_county.gpkg-wal",
    "sample_county.gpkg-shm",
    "sample_county.qgz",
    "sample_county_photos",
    "sample_dem.tif",
    "sample_sheet_gbk.csv",
    "import_report.html",
    "laptop_b",
    "devices",
    "real",
    "map.png",
    "map.pdf",
    HUB,
    f"{HUB}-wal",
    f"{HUB}-shm",
    MARKER,
)


class NotADemoFolderError(MineRestorationError):
    """A folder that holds files of the demonstration's names but was not made by it."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        super().__init__(
            f"“{folder}” holds “{name}”, which the demonstration did not make and would replace;"
            " choose an empty folder."
        )


@dataclass(frozen=True, kw_only=True)
class SyncStory:
    """Two laptops and one hub: what each sync did, and the conflict that is kept for a person to decide."""

    hub: Path
    second: Workspace
    first_push: SyncResult
    second_pull: SyncResult
    final: Sequence[SyncResult]
    conflicts: Sequence[ConflictView]


@dataclass(frozen=True, kw_only=True)
class Demo:
    """All that the demonstration made of the sample county."""

    county: SampleCounty
    imported: ImportResult
    recomputed: RecomputeResult
    protection: ProtectionResult
    zones: Sequence[Record]
    sync: SyncStory


def prepare_folder(folder: Path) -> Path:
    """Return the folder, made or cleared of what an earlier demonstration left; nothing else is touched.

    :raises NotADemoFolderError: where it holds such files without the demonstration's mark.
    """
    folder.mkdir(parents=True, exist_ok=True)
    found = [folder / name for name in _OWN if (folder / name).exists()]
    if found and not (folder / MARKER).is_file():
        raise NotADemoFolderError(folder, found[0].name)
    for path in found:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    write_numbers(folder, {})
    return folder


def write_numbers(folder: Path, numbers: Mapping[str, object]) -> None:
    """Write the demonstration's numbers beside its files; the file is also its mark."""
    text = json.dumps({"demo": "mine_restoration", **numbers}, ensure_ascii=False, indent=1)
    (folder / MARKER).write_text(text + "\n", encoding="utf-8")


def run_demo(folder: Path, *, seed: int, progress: Progress | None = None) -> Demo:
    """Return what was made of the sample county in a prepared folder."""
    county = make_sample_county(folder, seed=seed, overwrite=True, progress=progress)
    workspace = county.workspace
    imported = import_records(workspace, read_layer(county.sources[0]), target="problem", progress=progress)
    (folder / "import_report.html").write_text(imported.report_html, encoding="utf-8")
    recomputed = recompute(workspace, progress=progress)
    protection = compute_protection(workspace, progress=progress)
    zones = propose_zones(workspace, gap_m=GAP_M, min_area_hm2=MIN_AREA_HM2, progress=progress)
    save_proposed(workspace, zones)
    return Demo(
        county=county,
        imported=imported,
        recomputed=recomputed,
        protection=protection,
        zones=zones,
        sync=tell_sync_story(folder, workspace, progress=progress),
    )


def tell_sync_story(folder: Path, first: Workspace, *, progress: Progress | None = None) -> SyncStory:
    """Return what happened when two laptops edited one problem and synced with one hub.

    Laptop A sends the county, laptop B starts as a copy of it. Both then correct the loss of the same
    problem, and B the treatment status of another: the status merges by itself, the loss is kept in both
    versions.
    """
    hub = folder / HUB
    with closing(make_hub(hub, counties=(COUNTY_CODE,))):
        pass
    home_a, home_b = folder / "devices" / "a", folder / "devices" / "b"
    first_push = synchronise(first, hub, profile_folder=home_a, progress=progress)
    (folder / "laptop_b").mkdir()
    second = copy_workspace(first.path, folder / "laptop_b" / first.path.name)
    second_pull = synchronise(second, hub, profile_folder=home_b, progress=progress)
    disputed, other = _two_problems(first)
    _set_values(first, disputed, {"loss_wan_yuan": 320.0})
    _set_values(second, disputed, {"loss_wan_yuan": 180.0})
    _set_values(second, other, {"treatment_status": "2"})
    final = [
        synchronise(workspace, hub, profile_folder=home, progress=progress)
        for workspace, home in ((first, home_a), (second, home_b), (first, home_a))
    ]
    return SyncStory(
        hub=hub,
        second=second,
        first_push=first_push,
        second_pull=second_pull,
        final=final,
        conflicts=conflicts(second),
    )


def _two_problems(workspace: Workspace) -> tuple[Record, Record]:
    with workspace.connect() as connection:
        problems = read_records(connection, "problem_area")
    return problems[0], problems[1]


def _set_values(workspace: Workspace, record: Record, values: Mapping[str, float | str]) -> Record:
    with workspace.write() as connection:
        update_record(connection, record.table, record.uuid, values)
    return replace(record, values={**record.values, **values})

"""The demonstration: ``python -m plugin.workflows.demo --output build/demo [--data FOLDER]``.

It makes the sample county, surveys, computes, plans and syncs it, and says in numbers what it did, in Chinese
and English. With ``--data`` it does the main job on real input as well, where the folder holds it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ..domain.codes import CodeLists
from ..domain.errors import MineRestorationError
from ..geometry.areas import area_hm2
from ..geometry.arrays import geometry_array
from ..store.rules import read_code_lists
from .demo_real import (
    RIVER_CLASS,
    RealInput,
    find_liulin,
    find_osm_extract,
    import_liulin,
    import_osm_extract,
    nearest_hits,
)
from .demo_steps import GAP_M, MIN_AREA_HM2, Demo, prepare_folder, run_demo, write_numbers
from .sample_county import SEED

Say = Callable[[str], None]
_PROBLEM_TABLES = ("problem_point", "problem_line", "problem_area")
_PROTECTED_TABLES = ("protected_point", "protected_line", "protected_area")


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 after the demonstration, 1 after a sentence on what went wrong."""
    parser = argparse.ArgumentParser(prog="demo", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--output",
        type=Path,
        required=True,
        help="folder for the files; made, or cleared of an earlier run's",
    )
    parser.add_argument(
        "--data", type=Path, help="folder with real input: Liulin county, an OpenStreetMap extract"
    )
    parser.add_argument("--seed", type=int, default=SEED, help="another seed makes another county")
    options = parser.parse_args(arguments)
    try:
        demonstrate(options.output, data=options.data, seed=options.seed)
    except MineRestorationError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def demonstrate(output: Path, *, data: Path | None = None, seed: int = SEED, say: Say = print) -> Demo:
    """Return what was made in the folder `output`, after telling it line by line.

    :raises demo_steps.NotADemoFolderError: where the folder holds other work.
    """
    started = time.monotonic()
    folder = prepare_folder(output)
    demo = run_demo(folder, seed=seed)
    with demo.county.workspace.connect() as connection:
        codes = read_code_lists(connection)
    tell_survey(demo, codes, say)
    tell_zones(demo, codes, say)
    tell_sync(demo, say)
    if data is not None:
        tell_real_input(folder, data, codes, say)
    write_numbers(folder, numbers(demo))
    tell_files(folder, demo, say)
    say(f"用时 Took {time.monotonic() - started:.1f} s")
    return demo


def numbers(demo: Demo) -> dict[str, object]:
    """Return the demonstration's numbers, as its file keeps them."""
    return {
        "synthetic": True,
        "seed": demo.county.seed,
        "records": dict(demo.county.counts),
        "imported": demo.imported.imported,
        "graded": dict(demo.recomputed.graded),
        "responsibility": dict(demo.recomputed.responsibility),
        "zones": len(demo.protection.zones),
        "hits": dict(demo.protection.per_class),
        "treatment_zones": len(demo.zones),
        "pushed": demo.sync.first_push.pushed,
        "conflicts": len(demo.sync.conflicts),
    }


def tell_survey(demo: Demo, codes: CodeLists, say: Say) -> None:
    """Say what was recorded and how it was judged."""
    counts = demo.county.counts
    say(f"1 调查 Survey: {demo.county.workspace.county_name} (seed {demo.county.seed})")
    say(f"  矿山 mines {counts['mine']}, 采矿权范围 licensed areas {counts['mine_area']}")
    problems = [f"{counts[table]}" for table in _PROBLEM_TABLES]
    total = sum(counts[table] for table in _PROBLEM_TABLES)
    say(f"  问题 problems {total} (点/线/面 point/line/area {'/'.join(problems)})")
    say(f"  损毁土地 land rows {counts['problem_land']}, 照片 photos {counts['photo']}")
    imported = demo.imported
    say(f"  导入登记表 imported from a GBK sheet {imported.imported}, 未导入 skipped {imported.skipped}")
    say(f"  影响程度 grades: {_counts(demo.recomputed.graded, 'impact_grade', codes)}")
    say(f"  责任 responsibility: {_counts(demo.recomputed.responsibility, 'responsibility', codes)}")


def tell_zones(demo: Demo, codes: CodeLists, say: Say) -> None:
    """Say what was computed and drawn."""
    objects = sum(demo.county.counts.get(table, 0) for table in _PROTECTED_TABLES)
    say(f"2 三区两线 Protection: 保护对象 objects {objects}, 范围 zones {len(demo.protection.zones)}")
    per_class = _counts(demo.protection.per_class, "protected_class", codes)
    say(f"  命中 hits {len(demo.protection.hits)}: {per_class}")
    priority = {h.values["target_uuid"] for h in demo.protection.hits if h.values["priority_63"]}
    restricted = {h.values["target_uuid"] for h in demo.protection.hits if h.values["legal_restriction"]}
    say(f"  63号文重点 priority under No. 63: {len(priority)}, 法定限制 legal restriction: {len(restricted)}")
    for warning in demo.protection.warnings:
        say(f"  ! {warning}")
    total = float(area_hm2(geometry_array(zone.geometry for zone in demo.zones)).sum())
    held = sum(int(zone.values.get("problem_count") or 0) for zone in demo.zones)
    say(f"3 治理规划 Planning: 归并距离 gap {GAP_M:.0f} m, 面积 at least {MIN_AREA_HM2:.0f} hm²")
    say(f"  治理分区 treatment zones {len(demo.zones)}, {total:.1f} hm², 问题 problems {held}")
    worst = Counter(str(zone.values.get("worst_grade") or "") for zone in demo.zones)
    say(f"  最重程度 worst grades: {_counts(worst, 'impact_grade', codes)}")


def tell_sync(demo: Demo, say: Say) -> None:
    """Say what went to the province and came back, and which conflict waits."""
    story = demo.sync
    say(f"4 同步 Sync: {story.hub.name}")
    names = ("甲机 laptop A", "乙机 laptop B (副本 copy)", "甲机 A", "乙机 B", "甲机 A")
    for name, sync in zip(names, (story.first_push, story.second_pull, *story.final), strict=True):
        photos = f", 照片 photos {sync.photos_sent}" if sync.photos_sent else ""
        numbers = f"上传 pushed {sync.pushed}, 下载 pulled {sync.pulled}, 冲突 conflicts {sync.conflicts}"
        say(f"  {name}: {numbers}{photos}")
    for conflict in story.conflicts:
        shown = ", ".join(
            f"{column}: {_short(conflict.mine.get(column))} | {_short(conflict.theirs.get(column))}"
            for column in sorted({*conflict.mine, *conflict.theirs})
        )
        say(f"  冲突已保留 conflict kept: {conflict.title} {shown} (本机 mine | 对方 theirs)")


def tell_real_input(folder: Path, data: Path, codes: CodeLists, say: Say) -> None:
    """Do the main job on what the folder `data` holds, and say the hits; say what is not there."""
    target = folder / "real"
    target.mkdir(exist_ok=True)
    say(f"5 真实数据 Real input: {data}")
    liulin, extract = find_liulin(data), find_osm_extract(data)
    if liulin is None and extract is None:
        say("  ! 文件夹内没有可识别的数据 the folder holds neither liulin_141125.gpkg nor an *.osm.pbf")
    if liulin is not None:
        real = import_liulin(liulin, target / "liulin.gpkg")
        _tell_real("柳林县 Liulin county", real, codes, say)
        reach = "/".join(f"{metres:.0f}" for metres in sorted(real.distances_m(RIVER_CLASS)))
        say(f"  黄河 Yellow River {reach} m: {real.zone_hm2(RIVER_CLASS):.1f} hm²")
        say(f"  命中 hits: {', '.join(real.hit_names(RIVER_CLASS)) or '-'}")
    if extract is not None:
        real = import_osm_extract(extract, target / "osm_extract.gpkg")
        _tell_real(f"OpenStreetMap {extract.name}", real, codes, say)
        for hit in nearest_hits(real, most=3):
            name = codes.label("protected_class", str(hit.values["class"]), "zh")
            what = f"{name} {hit.values['object_name'] or '-'!s}"
            say(f"  采石场 quarry {hit.values['target_name']!s}: {what}, {hit.values['distance_m']!s} m")
        say("  © OpenStreetMap contributors (ODbL)")


def tell_files(folder: Path, demo: Demo, say: Say) -> None:
    """Say where the files are."""
    say("文件 Files:")
    made = [demo.county.workspace.path, demo.county.dem, *demo.county.sources, demo.sync.hub]
    for path in [*made, demo.sync.second.path, *sorted((folder / "real").glob("*.gpkg"))]:
        near = path.is_absolute() and path.is_relative_to(Path.cwd())
        say(f"  {path.relative_to(Path.cwd()) if near else path}")


def _tell_real(name: str, real: RealInput, codes: CodeLists, say: Say) -> None:
    say(f"  {name}")
    for target, result in real.imports.items():
        written = ", ".join(f"{table} {len(uuids)}" for table, uuids in result.written.items())
        say(f"    {target}: 导入 imported {result.imported} ({written}), 未导入 skipped {result.skipped}")
        for warning in result.warnings:
            say(f"    ! {warning}")
    hits = _counts(real.protection.per_class, "protected_class", codes)
    say(f"    范围 zones {len(real.protection.zones)}, 命中 hits {len(real.protection.hits)}: {hits}")


def _counts(counts: Mapping[str, int], list_name: str, codes: CodeLists) -> str:
    """Return counts with their labels in both languages, the largest first."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(
        f"{codes.label(list_name, code, 'zh')} {codes.label(list_name, code, 'en')} {count}"
        if code
        else f"未定 none {count}"
        for code, count in ordered
    )


def _short(value: object) -> str:
    return "…" if hasattr(value, "geom_type") else str(value)


if __name__ == "__main__":
    sys.exit(main())

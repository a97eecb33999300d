"""Treatment zones 治理分区: proposed by merging near problems, and what each zone holds."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from ..domain.changes import Value
from ..domain.progress import Progress, Silent, check
from ..domain.zoning import ZoneSuggestion, ZoningRule, suggest_zone
from ..geometry.areas import area_hm2, overlap
from ..geometry.arrays import geometry_array
from ..geometry.clusters import cluster_by_gap, merged_outline
from ..store.records import Record, insert_records, new_uuid, read_records, update_record, write_derived
from ..store.rules import read_zoning_rules
from ..store.workspace import Workspace
from .protection_inputs import PROBLEM_TABLES
from .survey import land_pair

ZONE_TABLE = "treatment_zone"


@dataclass(frozen=True, kw_only=True)
class ZoneContents:
    """What one treatment zone holds; areas are ellipsoidal, in hm²."""

    area_hm2: float
    problems: tuple[Record, ...]
    by_grade: Mapping[str, int]
    by_responsibility: Mapping[str, int]
    by_type: Mapping[str, int]
    land_hm2: Mapping[str, float]
    protected_overlap_hm2: Mapping[str, float]
    priority_count: int
    restricted_count: int

    @property
    def problem_count(self) -> int:
        """How many problems touch the zone."""
        return len(self.problems)


def propose_zones(
    workspace: Workspace,
    *,
    gap_m: float,
    min_area_hm2: float = 0.0,
    on: dt.date | None = None,
    name_pattern: str = "治理区{number}",
    progress: Progress | None = None,
) -> list[Record]:
    """Return proposed ``treatment_zone`` records (MultiPolygon, EPSG:4490), not yet saved, the largest first.

    Problems not further than ``gap_m`` metres from one another fall into one zone; zones smaller than
    ``min_area_hm2`` are left out. Each zone carries the type that the rules in force ``on`` that day
    (default: today) suggest, with the reasons. Raises :class:`~plugin.domain.progress.CancelledError`.
    Source: 国土资发〔2016〕63号 二(一)3, 三(二)2.
    """
    progress = progress or Silent()
    problems = _problems(workspace)
    if not problems:
        return []
    zoning = _Zoning.load(workspace, on)
    geometries = geometry_array(p.geometry for p in problems)
    progress.report(0.1, "clusters")
    labels = cluster_by_gap(geometries, gap_m)
    check(progress)
    progress.report(0.4, "outlines")
    outlines = merged_outline(geometries, labels, gap_m)
    check(progress)
    areas = area_hm2(outlines)
    order = [int(i) for i in np.argsort(-areas) if areas[i] >= min_area_hm2]
    zones = []
    for number, label in enumerate(order, start=1):
        members = [p for p, own in zip(problems, labels, strict=True) if int(own) == label]
        zones.append(
            _proposed(
                members,
                outlines[label],
                float(areas[label]),
                zoning,
                gap_m=gap_m,
                name=name_pattern.format(number=number),
            )
        )
    progress.report(1.0)
    return zones


def save_proposed(workspace: Workspace, zones: Sequence[Record]) -> None:
    """Write proposed zones in one short transaction; earlier zones stay as they are."""
    with workspace.write() as connection:
        insert_records(connection, zones)


def save_zone(workspace: Workspace, zone: Record) -> Record:
    """Return the zone as saved, with its derived area, problem count and worst grade.

    A zone whose uuid is unknown is added, another is updated.
    """
    derived = zone_derived(workspace, zone.geometry)
    record = Record(
        table=ZONE_TABLE, uuid=zone.uuid or new_uuid(), values=zone.values, geometry=zone.geometry
    )
    with workspace.write() as connection:
        if read_records(connection, ZONE_TABLE, uuids=[record.uuid]):
            update_record(connection, ZONE_TABLE, record.uuid, record.values, geometry=record.geometry)
        else:
            insert_records(connection, [record])
        write_derived(connection, ZONE_TABLE, {record.uuid: derived})
    return Record(
        table=ZONE_TABLE, uuid=record.uuid, values={**record.values, **derived}, geometry=record.geometry
    )


def contents(workspace: Workspace, zone_uuid: str) -> ZoneContents:
    """Return what the zone with this uuid holds. Raises KeyError where there is no such zone."""
    with workspace.connect() as connection:
        zones = read_records(connection, ZONE_TABLE, uuids=[zone_uuid])
    if not zones:
        raise KeyError(zone_uuid)
    return contents_of(workspace, zones[0].geometry)


def contents_of(workspace: Workspace, outline: shapely.Geometry | None) -> ZoneContents:
    """Return what an outline (polygon, EPSG:4490) holds: problems that touch it, and overlaps by class."""
    problems = _touching(_problems(workspace), outline)
    with workspace.connect() as connection:
        land = read_records(connection, "problem_land")
        protected = read_records(connection, "protected_area")
    inside = {p.uuid for p in problems}
    land_hm2: defaultdict[str, float] = defaultdict(float)
    for row in land:
        if row.values["problem_uuid"] in inside:
            use, area = land_pair(row)
            land_hm2[use] += area
    return ZoneContents(
        area_hm2=_area(outline),
        problems=tuple(problems),
        by_grade=_count(problems, "grade"),
        by_responsibility=_count(problems, "responsibility"),
        by_type=_count(problems, "type"),
        land_hm2=dict(land_hm2),
        protected_overlap_hm2=_overlap_by_class(protected, outline),
        priority_count=sum(bool(p.values.get("priority_63")) for p in problems),
        restricted_count=sum(bool(p.values.get("legal_restriction")) for p in problems),
    )


def zone_derived(workspace: Workspace, outline: shapely.Geometry | None) -> dict[str, Value]:
    """Return the derived columns of a treatment zone with this outline."""
    return _derived(_touching(_problems(workspace), outline), _area(outline), _Zoning.load(workspace, None))


def _problems(workspace: Workspace) -> list[Record]:
    with workspace.connect() as connection:
        records = [r for table in PROBLEM_TABLES for r in read_records(connection, table)]
    return [r for r in records if r.geometry is not None and not r.geometry.is_empty]


def _touching(problems: Sequence[Record], outline: shapely.Geometry | None) -> list[Record]:
    if outline is None or not problems:
        return []
    touched = shapely.intersects(geometry_array(p.geometry for p in problems), outline)
    return [p for p, hit in zip(problems, touched, strict=True) if hit]


@dataclass(frozen=True)
class _Zoning:
    """The rules that give a zone its type, of one profile on one day."""

    rules: tuple[ZoningRule, ...]
    profile: str
    on: dt.date

    @classmethod
    def load(cls, workspace: Workspace, on: dt.date | None) -> _Zoning:
        with workspace.connect() as connection:
            return cls(read_zoning_rules(connection), workspace.profile, on or dt.date.today())

    def suggestion(self, members: Sequence[Record]) -> ZoneSuggestion:
        return suggest_zone(
            [str(p.values["grade"]) for p in members if p.values.get("grade")],
            priority_63=any(p.values.get("priority_63") for p in members),
            rules=self.rules,
            on=self.on,
            profile=self.profile,
        )


def _proposed(
    members: Sequence[Record],
    outline: shapely.Geometry,
    area: float,
    zoning: _Zoning,
    *,
    gap_m: float,
    name: str,
) -> Record:
    return Record(
        table=ZONE_TABLE,
        uuid=new_uuid(),
        geometry=outline,
        values={
            "name": name,
            "zone_type": zoning.suggestion(members).zone_type,
            "origin": "proposed",
            "gap_m": float(gap_m),
            "treatment_status": "0",
            **_derived(members, area, zoning),
        },
    )


def _derived(members: Sequence[Record], area: float, zoning: _Zoning) -> dict[str, Value]:
    suggestion = zoning.suggestion(members)
    return {
        "area_hm2": round(area, 4),
        "problem_count": len(members),
        "worst_grade": suggestion.worst_grade,
        "zone_reasons": " ".join(r.sentence("zh") for r in suggestion.reasons),
    }


def _area(outline: shapely.Geometry | None) -> float:
    return float(area_hm2(geometry_array([outline]))[0]) if outline is not None else 0.0


def _count(problems: Sequence[Record], column: str) -> dict[str, int]:
    return dict(Counter(str(p.values.get(column) or "") for p in problems))


def _overlap_by_class(protected: Sequence[Record], outline: shapely.Geometry | None) -> dict[str, float]:
    touching = _touching(protected, outline)
    if not touching or outline is None:
        return {}
    areas, _ = overlap(
        geometry_array([outline] * len(touching)), geometry_array(p.geometry for p in touching)
    )
    by_class: defaultdict[str, float] = defaultdict(float)
    for record, area in zip(touching, areas, strict=True):
        by_class[str(record.values["class"])] += float(area)
    return dict(by_class)

"""Visible range 直观可视范围 of roads, railways, rivers and lakes, and who sees which record."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ..domain.changes import Value
from ..domain.codes import CodeLists
from ..domain.progress import Progress, Silent, check
from ..domain.protection import DistanceRule
from ..domain.visibility import VisibilityDefaults, visibility_defaults
from ..geometry.arrays import IntArray
from ..geometry.cell_sets import CellSet, cells_of
from ..geometry.elevation import ElevationRaster
from ..geometry.errors import ElevationError
from ..geometry.gdal_rasters import write_grid
from ..geometry.sight_blocks import View, empty_counts
from ..store.records import Record, new_uuid, read_records, replace_table, write_derived
from ..store.rules import read_code_lists, read_distance_rules, read_visibility_settings
from ..store.workspace import Workspace
from .progress_parts import Part
from .protection_inputs import (
    ProtectedObjects,
    Targets,
    read_protected_objects,
    read_targets,
)
from .sight_run import NO_HEIGHT, Lookouts, SightSettings, stand
from .sight_views import model_around, seen_of, sight_warnings, uncovered_hm2, view_from
from .sighting_records import Interest, SightingStamp, pair_records, seen_by_record
from .visibility_groups import SightGroup, sight_groups, zone_hash

TABLES = ("visible_zone", "sighting")


@dataclass(frozen=True, kw_only=True)
class VisibilityResult:
    """What was computed: ``visible_zone`` and ``sighting`` records as written, and what could not be judged.

    ``raster`` holds the counts where a file was asked for, ``most_observers`` is the largest of them.
    """

    zones: tuple[Record, ...]
    sightings: tuple[Record, ...]
    warnings: tuple[str, ...]
    observers: int = 0
    most_observers: int = 0
    raster: Path | None = None
    profile: str = "national"


def compute_visibility(
    workspace: Workspace,
    dem: Path | str,
    *,
    radius_m: float | None = None,
    observer_height_m: float | None = None,
    target_height_m: float | None = None,
    spacing_m: float | None = None,
    curvature: float | None = None,
    classes: Collection[str] | None = None,
    raster: Path | str | None = None,
    profile: str | None = None,
    on: dt.date | None = None,
    dem_crs: str | None = None,
    progress: Progress | None = None,
) -> VisibilityResult:
    """Return the visible ranges and sightings of a workspace, after writing them into it.

    People look from every protected object that has a rule of kind ``viewshed`` in the profile, or from
    those of ``classes`` alone; earlier results of other classes stay. ``radius_m`` is each rule's own
    distance unless given, the other settings are those of the workspace; ``dem_crs`` is that of a model
    which does not name its own. Everything is computed first and written in one short transaction. Raises
    :class:`~plugin.geometry.errors.ElevationError`, :class:`~plugin.workflows.sight_run.UnusableSightError`
    and :class:`~plugin.domain.progress.CancelledError`, before anything is written.

    Source: 国土资发〔2016〕63号 二(一)3; 山东省地质环境保护条例 第21条.
    """
    profile, on = profile or workspace.profile, on or dt.date.today()
    inputs = _read(workspace, profile=profile, on=on, classes=classes)
    settings = SightSettings.of(
        inputs.defaults,
        observer_height_m=observer_height_m,
        target_height_m=target_height_m,
        spacing_m=spacing_m,
        curvature=curvature,
    )
    groups = inputs.groups(on=on, profile=profile, radius_m=radius_m, classes=classes)
    run = _Run(inputs, settings, Path(dem), Path(raster) if raster else None, profile, dem_crs)
    return run.compute(workspace, groups, progress or Silent())


@dataclass(frozen=True, kw_only=True)
class _Inputs:
    """What a computation reads from the workspace; ``kept`` are results of classes it does not touch."""

    codes: CodeLists
    objects: ProtectedObjects
    targets: Targets
    rules: Sequence[DistanceRule]
    defaults: VisibilityDefaults
    kept: Mapping[str, Sequence[Record]]

    def groups(
        self, *, on: dt.date, profile: str, radius_m: float | None, classes: Collection[str] | None
    ) -> Sequence[SightGroup]:
        """Return the objects from which people look, by class and rule."""
        return sight_groups(
            self.objects,
            self.rules,
            on=on,
            profile=profile,
            radius_m=radius_m,
            classes=classes,
            blind=self.defaults.blind_conditions,
        )


def _read(workspace: Workspace, *, profile: str, on: dt.date, classes: Collection[str] | None) -> _Inputs:
    with workspace.connect() as connection:
        codes = read_code_lists(connection)
        return _Inputs(
            codes=codes,
            objects=read_protected_objects(connection),
            targets=read_targets(connection, codes),
            rules=read_distance_rules(connection),
            defaults=visibility_defaults(read_visibility_settings(connection), on=on, profile=profile),
            kept={table: _others(connection, table, classes) for table in TABLES},
        )


def _others(connection: sqlite3.Connection, table: str, classes: Collection[str] | None) -> list[Record]:
    """Return the records of the classes that are not asked for; none where all are."""
    if classes is None:
        return []
    return [r for r in read_records(connection, table) if r.values["class"] not in classes]


NOBODY = "No object has a rule of the visible range in this profile: import roads, railways and rivers first."


@dataclass(kw_only=True)
class _Found:
    """What was seen so far: counts of all groups, records, and which entries of the interest are seen."""

    total: View
    interest: Interest
    zones: list[Record] = field(default_factory=list)
    sightings: list[Record] = field(default_factory=list)
    seen: list[IntArray] = field(default_factory=list)
    observers: int = 0
    blind: int = 0


@dataclass
class _Run:
    """One computation: what it reads, and how its records are stamped."""

    inputs: _Inputs
    settings: SightSettings
    dem: Path
    raster: Path | None
    profile: str
    dem_crs: str | None = None

    def __post_init__(self) -> None:
        self.objects, self.targets = self.inputs.objects, self.inputs.targets
        self.stamp = dt.datetime.now(dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.written = settings_text(self.settings, self.dem)

    def compute(
        self, workspace: Workspace, groups: Sequence[SightGroup], progress: Progress
    ) -> VisibilityResult:
        """Return the result, after writing it; nobody to look leaves no result."""
        if not groups:
            self._write(workspace, (), (), {})
            return VisibilityResult(zones=(), sightings=(), warnings=(NOBODY,), profile=self.profile)
        members = np.concatenate([g.members for g in groups])
        widest = max(self.settings.sight(g.radius_m).radius_m for g in groups)
        model = model_around(self.dem, self.objects.geometries[members], widest, crs=self.dem_crs)
        check(progress)
        found = self._look_from_all(model, groups, progress)
        if not found.observers:
            raise ElevationError(self.dem, NO_HEIGHT)
        uncovered = self._uncovered(model, groups, found.total, progress)
        sightings = [*self.inputs.kept["sighting"], *found.sightings]
        derived = seen_by_record(self.targets, found.interest, sightings, found.seen)
        check(progress)
        if self.raster is not None:
            write_grid(self.raster, model.grid, found.total.counts)
        self._write(workspace, found.zones, found.sightings, derived)
        progress.report(1.0)
        return VisibilityResult(
            zones=tuple(found.zones),
            sightings=tuple(found.sightings),
            warnings=tuple(sight_warnings(model, found.blind, uncovered)),
            observers=found.observers,
            most_observers=int(found.total.counts.max()),
            raster=self.raster,
            profile=self.profile,
        )

    def _look_from_all(
        self, model: ElevationRaster, groups: Sequence[SightGroup], progress: Progress
    ) -> _Found:
        """Return what all groups see, one after another."""
        cells = cells_of(model.grid, self.targets.geometries)
        interest = Interest.of(model.grid, cells, model.heights_at(cells.unique), len(self.targets))
        found = _Found(total=View(counts=empty_counts(model.grid.shape)), interest=interest)
        stamp = SightingStamp(
            objects=self.objects, targets=self.targets, settings=self.written, moment=self.stamp
        )
        for number, group in enumerate(groups):
            share = Part(progress, 0.95 * number / len(groups), 0.95 * (number + 1) / len(groups))
            members = self.objects.geometries[group.members]
            lookouts = stand(model, members, self.settings.spacing_m, cancelled=progress.cancelled)
            view = self._look(model, group, lookouts, interest.cells, share)
            found.zones.extend(self._zone(model, group, lookouts, view, progress))
            pairs = pair_records(stamp, group, lookouts, view.sightings(), interest, progress)
            found.total.add(view)
            found.sightings.extend(pairs.records)
            found.seen.append(pairs.entries)
            found.observers += int(lookouts.grounded.sum())
            found.blind += int((~lookouts.grounded).sum())
        return found

    def _name(self, group: SightGroup) -> str:
        return self.inputs.codes.label("protected_class", group.protected_class, "zh")

    def _look(
        self,
        model: ElevationRaster,
        group: SightGroup,
        lookouts: Lookouts,
        cells: CellSet,
        progress: Progress,
    ) -> View:
        sight, name = self.settings.sight(group.radius_m), self._name(group)
        return view_from(model, lookouts, sight, interest=cells, progress=progress, message=name)

    def _uncovered(
        self, model: ElevationRaster, groups: Sequence[SightGroup], view: View, progress: Progress
    ) -> float:
        """Return the area in hm² within the groups' radii that has no elevation."""
        members = np.concatenate([g.members for g in groups])
        radii = np.concatenate([np.full(len(g.members), g.radius_m) for g in groups])
        return uncovered_hm2(model, self.objects.geometries[members], radii, view, progress.cancelled)

    def _zone(
        self,
        model: ElevationRaster,
        group: SightGroup,
        lookouts: Lookouts,
        view: View,
        progress: Progress,
    ) -> list[Record]:
        """Return the group's ``visible_zone`` record, none where nothing is seen."""
        outline, area = seen_of(model, view, progress.cancelled)
        if outline.is_empty:
            return []
        values: dict[str, Value] = {
            "name": f"{self._name(group)}直观可视范围 {group.radius_m:g} m",
            "class": group.protected_class,
            "radius_m": group.radius_m,
            "observer_height_m": self.settings.observer_height_m,
            "target_height_m": self.settings.target_height_m,
            "spacing_m": self.settings.spacing_m,
            "curvature": self.settings.curvature,
            "objects": len(group.members),
            "observers": int(lookouts.grounded.sum()),
            "dem": self.dem.name,
            "raster": self.raster.name if self.raster else None,
            "uncovered_hm2": round(self._uncovered(model, [group], view, progress), 4),
            "profile": self.profile,
            "input_hash": zone_hash(self.objects, group.protected_class),
            "computed_at": self.stamp,
            "area_hm2": round(area, 4),
        }
        return [Record("visible_zone", new_uuid(), values, outline)]

    def _write(
        self,
        workspace: Workspace,
        zones: Sequence[Record],
        sightings: Sequence[Record],
        derived: Mapping[str, Mapping[str, Mapping[str, Value]]],
    ) -> None:
        """Put the records in the place of earlier ones, except those that are kept."""
        with workspace.write() as connection:
            for table, records in zip(TABLES, (zones, sightings), strict=True):
                replace_table(connection, table, [*self.inputs.kept[table], *records])
            for table, rows in derived.items():
                write_derived(connection, table, rows)


def settings_text(settings: SightSettings, dem: Path) -> str:
    """Return the settings and the elevation model's name, size and time as one text, to tell two runs
    apart."""
    status = dem.stat() if dem.exists() else None
    parts: dict[str, object] = {
        "observer_height_m": settings.observer_height_m,
        "target_height_m": settings.target_height_m,
        "spacing_m": settings.spacing_m,
        "curvature": settings.curvature,
        "dem": dem.name,
        "dem_bytes": status.st_size if status else None,
        "dem_modified": int(status.st_mtime) if status else None,
    }
    return json.dumps(parts, ensure_ascii=False, sort_keys=True)

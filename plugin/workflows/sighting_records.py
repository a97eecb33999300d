"""Who sees which record, from which stretch and how much of it, as ``sighting`` records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from ..domain.changes import Value
from ..domain.progress import Progress, check
from ..geometry.arrays import BoolArray, FloatArray, GeometryArray, IntArray, whole_numbers
from ..geometry.cell_sets import CellSet, owners_seen
from ..geometry.grids import Grid
from ..geometry.observers import AT_ONCE
from ..geometry.parallel import slices
from ..geometry.stretches import stretches
from ..store.records import Record, new_uuid
from .protection_inputs import PROBLEM_TABLES, ProtectedObjects, Targets, input_hash
from .sight_run import Lookouts
from .visibility_groups import SightGroup

SLACK_M = 1e-6
"""Rounding of plane coordinates; cells at the radius itself are within it."""

MOST_NAMED = 8
"""Stretches that a record's own column names, the widest view first; the sightings have them all."""


@dataclass(frozen=True, kw_only=True)
class Interest:
    """The cells of the records that are looked at, and which of them have a height.

    ``known`` is for the unique cells, ``whole`` and ``covered`` count the cells and those with a height of
    each record.
    """

    grid: Grid
    cells: CellSet
    known: BoolArray
    whole: IntArray
    covered: IntArray

    @classmethod
    def of(cls, grid: Grid, cells: CellSet, heights: FloatArray, count: int) -> Interest:
        """Return the cells of ``count`` records with the heights of the unique cells, NaN where unknown."""
        known = ~np.isnan(heights)
        return cls(
            grid=grid,
            cells=cells,
            known=known,
            whole=np.bincount(cells.owner, minlength=count),
            covered=np.bincount(cells.owner, known[cells.number], minlength=count).astype(np.intp),
        )

    def shapes(self) -> GeometryArray:
        """Return each record's cells with a height as points of the plane, None where there is none."""
        held = np.flatnonzero(self.known[self.cells.number])
        x, y = self.grid.centres(self.cells.row[held], self.cells.column[held])
        shapes = np.full(len(self.whole), None, dtype=object)
        owners = self.cells.owner[held]
        if len(held):
            present, index = np.unique(owners, return_inverse=True)
            shapes[present] = shapely.multipoints(shapely.points(x, y), indices=np.ravel(index))
        return shapes


@dataclass(frozen=True, kw_only=True)
class SightingStamp:
    """What every sighting of a run carries: the records on both sides, the settings as text, the time."""

    objects: ProtectedObjects
    targets: Targets
    settings: str
    moment: str


@dataclass(frozen=True, kw_only=True)
class PairRecords:
    """``sighting`` records of a group, and the entries of the cells of interest that anybody sees."""

    records: list[Record]
    entries: IntArray


def sighting_hash(
    watched: shapely.Geometry, looked_from: shapely.Geometry, radius_m: float, settings: str
) -> str:
    """Return the digest of what one sighting depends on."""
    return input_hash([looked_from], [watched], [float(radius_m), settings])


def pair_records(
    stamp: SightingStamp,
    group: SightGroup,
    lookouts: Lookouts,
    pairs: IntArray,
    interest: Interest,
    progress: Progress,
) -> PairRecords:
    """Return the sightings of a group: one for each stretch that sees a record, one for each pair unseen.

    ``pairs`` are (observer, number of a unique cell). A pair of object and record is called unseen where
    observers of the object stand within the radius, none of them without a height, and every cell of the
    record has one; where that is not so, nothing is said. Raises
    :class:`~plugin.domain.progress.CancelledError`.
    """
    pairs = pairs[interest.known[pairs[:, 1]]]
    observer, entry = owners_seen(interest.cells, pairs).T
    owner, target = lookouts.observers.owner[observer], interest.cells.owner[entry]
    order = np.lexsort((observer, target, owner))
    keys = np.column_stack([owner, target])[order]
    ends = np.flatnonzero(np.any(np.diff(keys, axis=0) != 0, axis=1)) + 1
    records: list[Record] = []
    seen: set[tuple[int, int]] = set()
    for rows in np.split(order, ends) if len(order) else ():
        pair = int(owner[rows[0]]), int(target[rows[0]])
        seen.add(pair)
        records.extend(_seen(stamp, group, lookouts, pair, observer[rows], entry[rows], interest))
    for pair in sorted(_judged(group, lookouts, interest, progress) - seen):
        records.append(_record(stamp, group, pair, {"visible": 0, "seen_share": 0.0, "observers": 0}))
    return PairRecords(records=records, entries=np.unique(entry))


def _seen(
    stamp: SightingStamp,
    group: SightGroup,
    lookouts: Lookouts,
    pair: tuple[int, int],
    observer: IntArray,
    entry: IntArray,
    interest: Interest,
) -> Iterator[Record]:
    """Yield one record for each stretch of the object that sees the target."""
    covered = int(interest.covered[pair[1]])
    share = len(np.unique(entry)) / covered
    for stretch in stretches(lookouts.observers, np.unique(observer)):
        from_here = np.unique(entry[np.isin(observer, stretch.observers)])
        values: dict[str, Value] = {
            "visible": 1,
            "seen_share": round(share, 4),
            "stretch_share": round(len(from_here) / covered, 4),
            "from_m": round(stretch.from_m, 1),
            "to_m": round(stretch.to_m, 1),
            "observers": len(stretch.observers),
        }
        yield _record(stamp, group, pair, values)


def _record(
    stamp: SightingStamp, group: SightGroup, pair: tuple[int, int], values: Mapping[str, Value]
) -> Record:
    source, target = int(group.members[pair[0]]), pair[1]
    objects, targets = stamp.objects, stamp.targets
    common: dict[str, Value] = {
        "target_table": targets.tables[target],
        "target_uuid": targets.uuids[target],
        "target_name": targets.names[target],
        "class": group.protected_class,
        "object_uuid": objects.uuids[source],
        "object_name": objects.names[source],
        "radius_m": group.radius_m,
        "settings": stamp.settings,
        "input_hash": sighting_hash(
            targets.geometries[target], objects.geometries[source], group.radius_m, stamp.settings
        ),
        "computed_at": stamp.moment,
    }
    return Record("sighting", new_uuid(), {**common, **values})


def _judged(
    group: SightGroup, lookouts: Lookouts, interest: Interest, progress: Progress
) -> set[tuple[int, int]]:
    """Return the pairs (object of the group, target) of which it can be said that nothing is seen."""
    shapes = interest.shapes()
    shapes[interest.covered < interest.whole] = None
    near: set[tuple[int, int]] = set()
    unknown: set[tuple[int, int]] = set()
    for some in slices(len(lookouts.observers), AT_ONCE):
        check(progress)
        target, observer = shapely.STRtree(lookouts.points(interest.grid, some)).query(
            shapes, predicate="dwithin", distance=group.radius_m + SLACK_M
        )
        pairs = np.column_stack([lookouts.observers.owner[some][observer], target])
        blind = ~lookouts.grounded[some][observer]
        near.update(_distinct(pairs))
        unknown.update(_distinct(pairs[blind]))
    return near - unknown


def _distinct(pairs: IntArray) -> Iterator[tuple[int, int]]:
    """Yield the pairs of object and target, no two in a row alike."""
    fresh = np.ones(len(pairs), dtype=bool)
    fresh[1:] = np.any(np.diff(pairs, axis=0) != 0, axis=1)
    return zip(whole_numbers(pairs[fresh, 0]), whole_numbers(pairs[fresh, 1]), strict=True)


def seen_by_record(
    targets: Targets, interest: Interest, sightings: Sequence[Record], seen: Sequence[IntArray]
) -> dict[str, dict[str, dict[str, Value]]]:
    """Return the derived columns of each problem, by table and uuid: share seen from anywhere, and whence.

    ``seen`` are the entries of the cells that each group sees; sightings of earlier runs count with their own
    share. A problem of which nothing can be said gets None.
    """
    entries = np.unique(np.concatenate([np.zeros(0, dtype=np.intp), *seen]))
    counts = np.bincount(interest.cells.owner[entries], minlength=len(targets))
    told: dict[str, list[Record]] = defaultdict(list)
    for record in sightings:
        told[str(record.values["target_uuid"])].append(record)
    rows: dict[str, dict[str, dict[str, Value]]] = {table: {} for table in PROBLEM_TABLES}
    for index, (table, uuid) in enumerate(zip(targets.tables, targets.uuids, strict=True)):
        if table in rows:
            own = told.get(uuid, [])
            together = float(counts[index]) / max(int(interest.covered[index]), 1)
            share = max((round(together, 4), *(float(str(s.values["seen_share"])) for s in own)))
            rows[table][uuid] = {"visible_share": share if own else None, "visible_from": whence(own)}
    return rows


def whence(sightings: Sequence[Record]) -> str | None:
    """Return the stretches that see a record as one text, the widest view first; None where none does.

    >>> whence([])
    """
    seeing = [s.values for s in sightings if s.values["visible"]]
    if not seeing:
        return None
    seeing.sort(key=lambda v: -float(str(v["stretch_share"] or 0)))
    named = [f"{v['object_name'] or v['class']!s} {stretch_text(v)}" for v in seeing[:MOST_NAMED]]
    return "; ".join([*named, *(["…"] if len(seeing) > MOST_NAMED else [])])


def stretch_text(values: Mapping[str, Value]) -> str:
    """Return a stretch as a text, in metres from the start of the object.

    >>> stretch_text({"from_m": 150.04, "to_m": 750.0})
    '150–750 m'
    """
    return f"{float(str(values['from_m'])):.0f}–{float(str(values['to_m'])):.0f} m"

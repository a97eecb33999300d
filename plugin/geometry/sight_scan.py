"""The run over many observers: rings of a batch of them at a time, counted on the grid."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event

import numpy as np
import numpy.typing as npt

from .arrays import FloatArray, IntArray
from .sight_rings import OCTANTS, SightRings

VOID_HEIGHT_M = -1.0e9
"""Height given to cells without data: they hide nothing and are never counted as seen."""

BATCH_PLACES = 2_900_000
"""Places of a batch: so many observers share one pass that calls cost little, and it stays in the cache."""

MOST_OBSERVERS = 96
"""Most observers of a batch: below 256, because a batch is counted in bytes."""

GATHERED_PLACES = 10_000
"""Places of an observer that are gathered from the grid at a time: whole rings, just before they are used."""

ByteGrid = npt.NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class ScanPart:
    """What one worker found: counts on the padded grid, and (observer, label) pairs."""

    counts: npt.NDArray[np.int32]
    pairs: list[IntArray]
    complete: bool


def padded(heights: npt.NDArray[np.float64], border: int) -> npt.NDArray[np.float64]:
    """Return the heights with ``border`` cells around them; there and where there is no data it is deep."""
    rows, columns = heights.shape
    ground = np.full((rows + 2 * border, columns + 2 * border), VOID_HEIGHT_M)
    inside = ground[border : border + rows, border : border + columns]
    np.copyto(inside, heights, where=~np.isnan(heights))
    return ground


@dataclass(kw_only=True)
class Scan:
    """One run over the observers; workers share the ground alone, each keeps counts of its own.

    ``times`` says how often each observer counts, once where it is None. ``done`` collects the sizes of the
    batches that are finished, ``stop`` ends the run before the next one.
    """

    ground: npt.NDArray[np.float64]
    labels: npt.NDArray[np.int32] | None
    rings: SightRings
    drop_m: FloatArray
    observer_height_m: float
    target_height_m: float
    times: IntArray | None = None
    stop: Event = field(default_factory=Event)
    done: list[int] = field(default_factory=list)
    _offsets: IntArray = field(init=False)
    _groups: list[range] = field(init=False)
    _marked: ByteGrid = field(init=False)

    def __post_init__(self) -> None:
        rings, width = self.rings, self.ground.shape[1]
        self._offsets = (rings.row + rings.reach) * width + rings.column + rings.reach
        self._groups = _ring_groups(rings)
        self._marked = np.zeros((0, 0), np.uint8) if self.labels is None else (self.labels > 0).view(np.uint8)

    def run(self, positions: IntArray, share: IntArray) -> ScanPart:
        """Return what the observers of ``share`` see; ``positions`` are rows and columns of the grid."""
        counts = np.zeros(self.ground.shape, dtype=np.int32)
        few = np.zeros(self.ground.shape, dtype=np.uint8)
        pairs: list[IntArray] = []
        batch = int(np.clip(BATCH_PLACES // max(len(self.rings), 1), 1, MOST_OBSERVERS))
        seen = np.zeros((batch, len(self.rings) + 1), dtype=np.uint8)
        counted = 0
        for start in range(0, len(share), batch):
            if self.stop.is_set():
                return ScanPart(counts=counts, pairs=pairs, complete=False)
            observers = share[start : start + batch]
            self._look(positions[observers], seen)
            if counted + len(observers) > np.iinfo(np.uint8).max:
                counts += few
                few[:] = 0
                counted = 0
            self._count(observers, positions, seen, few, counts, pairs)
            counted += len(observers)
            self.done.append(len(observers))
        counts += few
        return ScanPart(counts=counts, pairs=pairs, complete=True)

    def _look(self, positions: IntArray, seen: ByteGrid) -> None:
        """Mark for each observer the places it sees; the last place, which stands for all that is out of
        reach, stays unseen."""
        rings, count, width = self.rings, len(positions), self.ground.shape[1]
        flat = self.ground.ravel()
        corners = positions[:, 0] * width + positions[:, 1]
        eyes = flat[corners + rings.reach * (width + 1)][:, None] + self.observer_height_m
        widest = max(np.diff(rings.starts))
        lowest, shifted, before = (np.empty((count, widest)) for _ in range(3))
        heights = np.empty((count, max((_size(rings, g) for g in self._groups), default=0)))
        marks = seen[:count].view(bool)
        marks[:, : rings.starts[min(2, rings.reach + 1)]] = True
        inner = before[:, :0]
        for group in self._groups:
            first, end = rings.starts[group[0]], rings.starts[group[-1] + 1]
            ground = heights[:, : end - first]
            for row, corner in zip(ground, corners, strict=True):
                flat[corner:].take(self._offsets[first:end], out=row, mode="clip")
            ground -= eyes
            ground -= self.drop_m[first:end]
            for ring in group:
                begin, stop = rings.starts[ring], rings.starts[ring + 1]
                outer = ground[:, begin - first : stop - first]
                if ring > 1:
                    self._ring(inner, outer, (begin, stop), lowest, shifted, marks)
                inner = outer
            before[:, : inner.shape[1]] = inner
            inner = before[:, : inner.shape[1]]

    def _ring(
        self,
        inner: FloatArray,
        outer: FloatArray,
        places: tuple[int, int],
        lowest: FloatArray,
        shifted: FloatArray,
        marks: npt.NDArray[np.bool_],
    ) -> None:
        """Mark the places of a ring that are seen, and raise the others to the line of sight.

        ``inner`` and ``outer`` are the two rings' heights above the observer's eye; the inner ones are
        raised already.
        """
        begin, stop = places
        low, more = lowest[:, : stop - begin], shifted[:, : stop - begin - OCTANTS]
        common = min(low.shape[1], inner.shape[1])
        np.multiply(inner[:, :common], self.rings.straight[begin : begin + common], out=low[:, :common])
        low[:, common:] = 0.0
        np.multiply(inner[:, : more.shape[1]], self.rings.diagonal[begin + OCTANTS : stop], out=more)
        low[:, OCTANTS:] += more
        target = outer + self.target_height_m if self.target_height_m else outer
        np.less_equal(low, target, out=marks[:, begin:stop])
        np.maximum(outer, low, out=outer)

    def _count(
        self,
        observers: IntArray,
        positions: IntArray,
        seen: ByteGrid,
        few: ByteGrid,
        counts: npt.NDArray[np.int32],
        pairs: list[IntArray],
    ) -> None:
        side = 2 * self.rings.reach + 1
        window = np.empty((side, side), dtype=np.uint8)
        for observer, places in zip(observers, seen, strict=False):
            row, column = (int(v) for v in positions[observer])
            area = slice(row, row + side), slice(column, column + side)
            places.take(self.rings.place_of, out=window.reshape(-1), mode="clip")
            if self.times is None or self.times[observer] == 1:
                few[area] += window
            else:
                counts[area] += np.multiply(window, self.times[observer], dtype=np.int32)
            if self.labels is not None:
                window &= self._marked[area]
                below, right = np.divmod(np.flatnonzero(window.view(bool)), side)
                found = np.unique(self.labels[row + below, column + right])
                pairs.append(np.column_stack([np.full(len(found), observer), found]).astype(np.intp))


def _ring_groups(rings: SightRings) -> list[range]:
    """Return runs of rings, from the first around the observer, of about ``GATHERED_PLACES`` places each."""
    groups, first = [], 1
    while first <= rings.reach:
        last = first
        while last < rings.reach and rings.starts[last + 1] - rings.starts[first] < GATHERED_PLACES:
            last += 1
        groups.append(range(first, last + 1))
        first = last + 1
    return groups


def _size(rings: SightRings, group: range) -> int:
    return rings.starts[group[-1] + 1] - rings.starts[group[0]]

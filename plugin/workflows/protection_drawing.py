"""The outlines of many zones: what is alike is drawn once, and small ones are drawn beside each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from ..domain.progress import Progress
from ..geometry.arrays import FloatArray, GeometryArray, IntArray
from ..geometry.buffers import metric_buffer
from ..geometry.parallel import on_threads

SMALL = 50_000
"""Positions up to which zones are drawn beside each other; larger ones use all threads, and the memory, for
themselves."""


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """Objects by their index, and how far around each the zone reaches, in metres."""

    members: IntArray
    reach_m: FloatArray

    @property
    def key(self) -> tuple[bytes, bytes]:
        """Return what two drawings of one outline have in common."""
        return self.members.tobytes(), self.reach_m.tobytes()


def drawn(
    geometries: GeometryArray, drawings: Sequence[Drawing], *, tolerance: float, progress: Progress
) -> GeometryArray:
    """Return the dissolved outline (MultiPolygon or None, EPSG:4490) of each drawing; objects are in
    EPSG:4490.

    Drawings that are alike share one geometry. Progress is told on the calling thread, tile by tile. Raises
    :class:`~plugin.domain.progress.CancelledError`.
    """
    numbers: dict[tuple[bytes, bytes], int] = {}
    place = [numbers.setdefault(drawing.key, len(numbers)) for drawing in drawings]
    distinct = [drawings[place.index(number)] for number in range(len(numbers))]
    positions = shapely.get_num_coordinates(geometries)
    work = np.array([int(positions[d.members].sum()) + 1 for d in distinct], dtype=np.float64)
    together = _Together(work, progress)

    def draw(number: int, *, beside: bool = True) -> object | None:
        drawing = distinct[number]
        outlines = metric_buffer(
            geometries[drawing.members],
            drawing.reach_m,
            tolerance=tolerance,
            dissolve=True,
            progress=together.noted(number) if beside else together.told(number),
            cancelled=together.stopped if beside else together.cancelled,
        ).geometries
        return _whole(outlines[0]) if len(outlines) else None

    order = np.argsort(-work, kind="stable")
    small = [int(number) for number in order if work[number] <= SMALL] if len(order) > 1 else []
    found = dict(zip(small, on_threads(draw, small, cancelled=together.cancelled), strict=True))
    for number in range(len(distinct)):
        if number not in found:
            found[number] = draw(number, beside=False)
    result = np.full(len(drawings), None, dtype=object)
    result[:] = [found[number] for number in place]
    return result


def _whole(outline: shapely.Geometry | None) -> shapely.Geometry | None:
    """Return an outline as a MultiPolygon, as it is stored; None stays None."""
    single = outline is not None and outline.geom_type == "Polygon"
    return shapely.multipolygons([outline]) if single else outline


class _Together:
    """The progress of work on several threads, which is told and asked about on the calling thread alone."""

    def __init__(self, work: FloatArray, progress: Progress) -> None:
        self._work, self._progress = work, progress
        self._done = np.zeros(len(work))
        self._stop = False

    def noted(self, number: int) -> Callable[[float], None]:
        """Return what takes note of the share (0 … 1) of one piece of work, on any thread."""

        def note(share: float) -> None:
            self._done[number] = share

        return note

    def told(self, number: int) -> Callable[[float], None]:
        """Return what takes note of the share of one piece of work and tells it, on the calling thread."""

        def tell(share: float) -> None:
            self._done[number] = share
            self._tell()

        return tell

    def stopped(self) -> bool:
        """Return whether the person was heard to ask for a stop, on any thread."""
        return self._stop

    def cancelled(self) -> bool:
        """Return whether the person asks for a stop, and tell how far all is; on the calling thread."""
        self._tell()
        self._stop = self._stop or self._progress.cancelled()
        return self._stop

    def _tell(self) -> None:
        self._progress.report(float((self._done * self._work).sum() / max(self._work.sum(), 1.0)))

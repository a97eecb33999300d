"""Zones drawn beside each other: alike ones once, told and stopped on one thread."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import shapely

from plugin.domain.progress import CancelledError, Silent
from plugin.geometry.arrays import geometry_array
from plugin.geometry.buffers import metric_buffer
from plugin.workflows import protection_drawing
from plugin.workflows.protection_drawing import Drawing, drawn

ROADS = geometry_array(
    shapely.LineString([(111 + i / 50, 37), (111 + i / 50, 37.03), (111.01 + i / 50, 37.05)])
    for i in range(6)
)


class Listening(Silent):
    """Notes what is told, and on which threads."""

    def __init__(self, *, stop: bool = False) -> None:
        self.told: list[float] = []
        self.threads: set[int] = set()
        self.stop = stop

    def report(self, fraction: float, message: str = "") -> None:
        self.told.append(fraction)
        self.threads.add(threading.get_ident())

    def cancelled(self) -> bool:
        self.threads.add(threading.get_ident())
        return self.stop


def drawings(*reaches: float) -> list[Drawing]:
    members = np.arange(len(ROADS))
    return [Drawing(members=members, reach_m=np.full(len(ROADS), reach)) for reach in reaches]


def test_zones_drawn_together_are_those_drawn_one_by_one() -> None:
    together = drawn(ROADS, drawings(100.0, 500.0, 0.0), tolerance=0.001, progress=Silent())
    for outline, reach in zip(together, (100.0, 500.0), strict=False):
        alone = metric_buffer(ROADS, reach, tolerance=0.001, dissolve=True).geometries[0]
        assert outline.geom_type == "MultiPolygon"
        assert shapely.equals(outline, alone)
    assert together[2] is None


def test_what_is_alike_is_drawn_once() -> None:
    first, other, again = drawn(ROADS, drawings(100.0, 200.0, 100.0), tolerance=0.001, progress=Silent())
    assert first is again
    assert first is not other


@pytest.mark.parametrize("small", [0, protection_drawing.SMALL])
def test_progress_is_told_on_the_calling_thread_and_never_falls(
    small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protection_drawing, "SMALL", small)
    progress = Listening()
    drawn(ROADS, drawings(100.0, 200.0, 300.0), tolerance=0.001, progress=progress)
    assert progress.threads == {threading.get_ident()}
    assert progress.told == sorted(progress.told)
    assert progress.told[-1] > 0.5


def test_drawing_stops_where_the_person_asks() -> None:
    with pytest.raises(CancelledError):
        drawn(ROADS, drawings(100.0, 200.0), tolerance=0.001, progress=Listening(stop=True))


def test_nothing_to_draw_gives_nothing() -> None:
    assert len(drawn(ROADS, [], tolerance=0.001, progress=Silent())) == 0

"""Hits are found a few at a time: told and stopped within one class, and the same however many at once."""

from __future__ import annotations

import datetime as dt

import pytest
import shapely

from plugin.domain.progress import CancelledError, Silent
from plugin.store.records import Record, read_records
from plugin.store.workspace import Workspace
from plugin.workflows import protection_hits
from plugin.workflows.protection import compute_protection
from tests.workflows.conftest import add, at, line, record, square

ON = dt.date(2026, 1, 1)
OF_THE_RUN = {"computed_at"}


class StopsAmongOverlaps(Silent):
    """Notes what is told of overlaps, and asks to stop after the second time."""

    def __init__(self) -> None:
        self.told: list[float] = []

    def report(self, fraction: float, message: str = "") -> None:
        if message == "overlaps":
            self.told.append(fraction)

    def cancelled(self) -> bool:
        return len(self.told) > 1


def _county(workspace: Workspace) -> None:
    """Two railways that cross, beside them nine pits and two places."""
    add(
        workspace,
        record("protected_line", line((0, 0), (9000, 0)), class_="X2A", name="一"),
        record("protected_line", line((4500, -3000), (4500, 3000)), class_="X2A", name="二"),
        *(
            record("problem_area", square(1000.0 * i, 300, 200), type="P301", activity="quarry", name=str(i))
            for i in range(9)
        ),
        *(record("problem_point", _point(x), type="P301", activity="quarry") for x in (100, 4400)),
    )


def _point(x: float) -> shapely.Point:
    return shapely.Point(at(x, -250))


def _values(hits: list[Record]) -> list[dict[str, object]]:
    return [{k: v for k, v in hit.values.items() if k not in OF_THE_RUN} for hit in hits]


def _hits(workspace: Workspace) -> list[Record]:
    with workspace.connect() as connection:
        return read_records(connection, "protection_hit")


def test_hits_are_the_same_one_at_a_time(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    _county(workspace)
    together = _values(list(compute_protection(workspace, on=ON, full=True).hits))
    monkeypatch.setattr(protection_hits, "AT_ONCE", 1)
    alone = _values(list(compute_protection(workspace, on=ON, full=True).hits))
    assert len(together) > 10
    assert alone == together


def test_a_wish_to_stop_is_heard_among_the_hits_of_a_class(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    _county(workspace)
    monkeypatch.setattr(protection_hits, "AT_ONCE", 3)
    progress = StopsAmongOverlaps()
    with pytest.raises(CancelledError):
        compute_protection(workspace, on=ON, progress=progress)
    assert len(progress.told) == 2
    assert progress.told == sorted(progress.told)
    assert not _hits(workspace)

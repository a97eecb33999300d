"""Work on threads stops when a person wants it to, also within one long item."""

from __future__ import annotations

import threading

import pytest

from plugin.domain.progress import CancelledError
from plugin.geometry.parallel import aside, on_threads


def test_answers_come_in_the_order_of_the_items_and_progress_counts_them():
    told: list[float] = []
    assert on_threads(lambda i: i * i, range(5), progress=told.append, cancelled=lambda: False) == [
        0,
        1,
        4,
        9,
        16,
    ]
    assert told == [0.2, 0.4, 0.6, 0.8, 1.0]
    assert on_threads(lambda i: i, [], cancelled=lambda: False) == []


@pytest.mark.parametrize("items", [1, 4])
def test_a_wish_to_stop_does_not_wait_for_an_item_under_way(items):
    begun, may_end = threading.Event(), threading.Event()

    def long(_: int) -> bool:
        begun.set()
        return may_end.wait(30)

    with pytest.raises(CancelledError):
        on_threads(long, range(items), cancelled=begun.is_set)
    may_end.set()


def test_what_an_item_raises_reaches_the_caller():
    def fail(i: int) -> int:
        raise ValueError(f"item {i}")

    with pytest.raises(ValueError, match="item"):
        on_threads(fail, range(3), cancelled=lambda: False)


def test_work_set_aside_gives_its_answer_and_hears_a_wish_to_stop():
    assert aside(lambda: 7, cancelled=None) == aside(lambda: 7, cancelled=lambda: False) == 7
    begun, may_end = threading.Event(), threading.Event()

    def long() -> bool:
        begun.set()
        return may_end.wait(30)

    with pytest.raises(CancelledError):
        aside(long, cancelled=begun.is_set)
    may_end.set()

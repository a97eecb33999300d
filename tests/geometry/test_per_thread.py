"""Objects of PROJ belong to the thread that made them: a cache must not hand them to another."""

from __future__ import annotations

import threading

import shapely

from plugin.geometry.per_thread import cached_per_thread
from plugin.geometry.projection import local_projection


def in_a_thread(function: object) -> list[object]:
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(function()))  # type: ignore[operator]
    thread.start()
    thread.join()
    return found


def test_a_thread_gets_its_own_object_and_keeps_it() -> None:
    @cached_per_thread(maxsize=4)
    def made(name: str) -> object:
        return object()

    assert made("a") is made("a")
    assert made("a") is not made("b")
    assert in_a_thread(lambda: made("a"))[0] is not made("a")


def test_a_projection_made_in_a_thread_that_ended_does_not_serve_the_next() -> None:
    bounds = (110.0, 37.0, 111.0, 38.0)
    point = shapely.Point(110.5, 37.5)

    def project() -> float:
        return float(shapely.get_x(local_projection(bounds).forward([point]))[0])

    for _ in range(3):
        assert abs(in_a_thread(project)[0]) < 1e-6  # on the middle meridian

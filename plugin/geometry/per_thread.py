"""A cache whose entries never outlive, nor leave, the thread that made them."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def cached_per_thread(*, maxsize: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Return a decorator like `functools.lru_cache`, with one cache for each thread.

    Objects of pyproj hold a context of PROJ that belongs to a thread and goes with it: one that a background
    task had made ended the process when the next task took it from a cache (Debian 13, pyproj 3.7).
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        local = threading.local()

        @functools.wraps(function)
        def cached(*args: P.args, **kwargs: P.kwargs) -> T:
            if not hasattr(local, "function"):
                local.function = functools.lru_cache(maxsize=maxsize)(function)
            result: T = local.function(*args, **kwargs)
            return result

        return cached

    return decorate

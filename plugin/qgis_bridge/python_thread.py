"""A thread that Python itself made, for work that QGIS starts in one of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def in_python_thread(function: Callable[[], Result]) -> Result:
    """Return what `function` returns, and raise what it raises; the calling thread waits for it.

    In a thread of Qt, Python's own state of the thread is thrown away whenever control returns to QGIS. With
    it goes the context of PROJ that pyproj 3.7 keeps there, while the operating system's thread still points
    to it: the next task in that thread ends QGIS (Debian 13; pyproj issue 1622). A thread of Python's own has
    one life. On the main thread the function is simply called.
    """
    if threading.current_thread() is threading.main_thread():
        return function()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="mine_restoration") as pool:
        return pool.submit(function).result()

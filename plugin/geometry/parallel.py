"""Work cut into chunks and done on threads: GEOS runs outside Python's global lock."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from ..domain.progress import CancelledError

Item = TypeVar("Item")
Answer = TypeVar("Answer")
ReportProgress = Callable[[float], None]
AskCancelled = Callable[[], bool]

MOST_THREADS = 8


def thread_count() -> int:
    """Return how many threads to work on: the processor's, at most eight."""
    return max(1, min(os.cpu_count() or 1, MOST_THREADS))


def on_threads(
    function: Callable[[Item], Answer],
    items: Sequence[Item],
    *,
    progress: ReportProgress | None = None,
    cancelled: AskCancelled | None = None,
) -> list[Answer]:
    """Return ``function`` of every item, in their order, computed on threads.

    ``progress`` hears the share done (0 … 1), on the calling thread. Raises CancelledError as soon as
    ``cancelled`` answers True, after the items that are already running.
    """
    if cancelled is not None and cancelled():
        raise CancelledError
    if len(items) < 2 or thread_count() == 1:
        return _one_by_one(function, items, progress, cancelled)
    with ThreadPoolExecutor(thread_count(), thread_name_prefix="geometry") as pool:
        futures = [pool.submit(function, item) for item in items]
        try:
            for done, future in enumerate(as_completed(futures), start=1):
                future.result()
                if progress is not None:
                    progress(done / len(items))
                if cancelled is not None and cancelled():
                    raise CancelledError
        finally:
            for future in futures:
                future.cancel()
        return [future.result() for future in futures]


def slices(size: int, chunk: int) -> list[slice]:
    """Return the slices that cut ``size`` items into runs of ``chunk``."""
    return [slice(start, min(start + chunk, size)) for start in range(0, size, chunk)]


def even_slices(sizes: npt.NDArray[np.integer[Any]], most: int) -> list[slice]:
    """Return the slices that cut items into runs of about ``most`` in the sum of their ``sizes``."""
    if not len(sizes):
        return []
    run = np.cumsum(sizes) // most
    begin = np.concatenate([[0], np.flatnonzero(np.diff(run)) + 1, [len(sizes)]]).tolist()
    return [slice(start, end) for start, end in pairwise(begin)]


def _one_by_one(
    function: Callable[[Item], Answer],
    items: Sequence[Item],
    progress: ReportProgress | None,
    cancelled: AskCancelled | None,
) -> list[Answer]:
    answers = []
    for done, item in enumerate(items, start=1):
        answers.append(function(item))
        if progress is not None:
            progress(done / len(items))
        if cancelled is not None and cancelled():
            raise CancelledError
    return answers

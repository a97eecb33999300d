"""Work cut into chunks and done on threads: GEOS runs outside Python's global lock."""

from __future__ import annotations

import os
import queue
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
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
ASK_EVERY_S = 0.1
"""How often a wish to stop is looked for while no item ends."""


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
    ``cancelled`` answers True: it does not wait for the items under way, whose answers are thrown away. So
    ``function`` must own what it reads.
    """
    if cancelled is not None and cancelled():
        raise CancelledError
    if cancelled is None and (len(items) < 2 or thread_count() == 1):
        return _one_by_one(function, items, progress)
    pool = ThreadPoolExecutor(thread_count(), thread_name_prefix="geometry")
    ended: queue.SimpleQueue[Future[Answer]] = queue.SimpleQueue()
    try:
        futures = [pool.submit(function, item) for item in items]
        for future in futures:
            future.add_done_callback(ended.put)
        for done in range(1, len(items) + 1):
            _next_of(ended, cancelled).result()
            if progress is not None:
                progress(done / len(items))
            if cancelled is not None and cancelled():
                raise CancelledError
        return [future.result() for future in futures]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _next_of(ended: queue.SimpleQueue[Future[Answer]], cancelled: AskCancelled | None) -> Future[Answer]:
    """Return the next item that ended. Raises CancelledError where the person does not want to wait."""
    while True:
        try:
            return ended.get(timeout=ASK_EVERY_S)
        except queue.Empty:
            if cancelled is not None and cancelled():
                raise CancelledError from None


def aside(work: Callable[[], Answer], *, cancelled: AskCancelled | None) -> Answer:
    """Return what ``work`` gives, done on a thread: a wish to stop is heard meanwhile. Raises CancelledError.

    ``work`` must own what it reads: on CancelledError it runs on, and its answer is thrown away.
    """
    return on_threads(lambda _: work(), (None,), cancelled=cancelled)[0]


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
    function: Callable[[Item], Answer], items: Sequence[Item], progress: ReportProgress | None
) -> list[Answer]:
    answers = []
    for done, item in enumerate(items, start=1):
        answers.append(function(item))
        if progress is not None:
            progress(done / len(items))
    return answers

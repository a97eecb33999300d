"""From which stretches of a line something is seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import FloatArray, IntArray
from .observers import Observers


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """An unbroken stretch of a line, in metres from its start, and its observers (indices)."""

    from_m: float
    to_m: float
    observers: IntArray


def stretches(observers: Observers, seeing: IntArray) -> list[Stretch]:
    """Return the stretches of the observers ``seeing`` (sorted indices), merged where they follow each other.

    An observer stands for the line up to half way to the next one on either side. A point gives a stretch of
    no length.

    >>> from .arrays import geometry_array
    >>> from .observers import observers_along
    >>> stretches(observers_along(geometry_array([]), 100.0), np.zeros(0, dtype=np.intp))
    []
    """
    if not len(seeing):
        return []
    begin, end = _reach(observers)
    broken = np.flatnonzero((np.diff(seeing) > 1) | (np.diff(observers.part[seeing]) != 0)) + 1
    return [
        Stretch(from_m=float(begin[run[0]]), to_m=float(end[run[-1]]), observers=run)
        for run in np.split(seeing, broken)
    ]


def _reach(observers: Observers) -> tuple[FloatArray, FloatArray]:
    """Return, for each observer, where the piece of line begins and ends that it stands for."""
    along = observers.along_m
    joined = observers.part[1:] == observers.part[:-1]
    half_way = (along[1:] + along[:-1]) / 2
    begin, end = along.copy(), along.copy()
    begin[1:][joined] = half_way[joined]
    end[:-1][joined] = half_way[joined]
    return begin, end

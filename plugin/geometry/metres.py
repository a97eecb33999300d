"""Distances in metres as they are given: one number for all, or one for each geometry."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .arrays import FloatArray
from .errors import InvalidDistanceError, LengthMismatchError


def metres_for_each(distance_m: npt.ArrayLike, count: int) -> FloatArray:
    """Return a distance for each of ``count`` geometries.

    Raises LengthMismatchError, and InvalidDistanceError where one is negative or no number.
    """
    given = np.asarray(distance_m, dtype=float)
    if given.ndim and len(given) != count:
        raise LengthMismatchError("distances", len(given), count)
    wrong = np.flatnonzero(~np.isfinite(given) | (given < 0))
    if len(wrong):
        raise InvalidDistanceError(float(given.flat[wrong[0]]), int(wrong[0]) if given.ndim else None)
    return np.array(np.broadcast_to(given, count), dtype=float)

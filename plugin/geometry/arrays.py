"""The array types of this package, and how anything sequence-like becomes one of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import numpy as np
import numpy.typing as npt

GeometryArray = npt.NDArray[np.object_]
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]

Geometries = GeometryArray | Iterable[Any]
"""Shapely geometries or None, as an array or any other iterable."""


def geometry_array(geometries: Geometries) -> GeometryArray:
    """Return a new one-dimensional object array of the geometries; None stays None."""
    listed = list(geometries)
    array = np.empty(len(listed), dtype=object)
    array[:] = listed
    return array


def whole_numbers(array: npt.NDArray[Any]) -> list[int]:
    """Return a one-dimensional array of whole numbers as a list.

    `tolist` alone is typed by the number of dimensions, which numpy 2.2 does not know of most arrays.
    """
    return cast("list[int]", array.tolist())

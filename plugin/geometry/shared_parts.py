"""What two geometries have in common, asked for where they meet alone."""

from __future__ import annotations

from typing import Any

import shapely


def shared_part(a: Any, b: Any) -> shapely.Geometry:
    """Return the common part of two geometries in one CRS or plane, an empty collection where they are apart.

    GEOS 3.11 compares the bounds of an empty answer, which are no numbers, so that numpy warns of invalid
    values wherever two geometries that lie apart are intersected.

    >>> shared_part(shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6)).is_empty
    True
    >>> shared_part(shapely.box(0, 0, 2, 2), shapely.box(1, 1, 6, 6)).area
    1.0
    """
    return shapely.intersection(a, b) if shapely.intersects(a, b) else shapely.GeometryCollection()

"""A million vertices in one polygon: some seconds of computing, so it stands with the long tests."""

from __future__ import annotations

import numpy as np
import shapely

from plugin.geometry.buffers import metric_buffer
from tests.geometry.test_buffers import outline_distances


def test_a_polygon_of_a_million_vertices_has_its_zone():
    angle = np.linspace(0, 2 * np.pi, 10**6, endpoint=False)
    reach = 0.1 + 0.01 * np.sin(37 * angle) + 0.0003 * np.sin(9001 * angle)
    reserve = shapely.Polygon(
        np.column_stack([112 + reach * np.cos(angle), 37 + 0.8 * reach * np.sin(angle)])
    )
    result = metric_buffer([reserve], 1000.0, dissolve=True)
    zone = result.geometries[0]
    assert zone.is_valid and len(zone.geoms) == 1
    corners = shapely.MultiPoint(shapely.get_coordinates(zone)[::200])
    found = outline_distances(corners, shapely.simplify(reserve, 1e-8))
    assert found.min() >= 1000 * (1 - result.tolerance)
    assert found.max() <= 1000 * (1 + result.tolerance)

"""The plane in which the sample county is drawn, and its way to longitude and latitude."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod

Floats = npt.NDArray[np.float64]

CENTRE_LONGITUDE = 111.2
CENTRE_LATITUDE = 37.3


@dataclass(frozen=True)
class Frame:
    """Metres east and north of one point, mapped to EPSG:4490 by the scale of that point's parallel.

    Good for drawing (0.2 % at the county's edge), not for measuring: what the workspace holds is measured
    on the ellipsoid afterwards, like any other record.
    """

    longitude: float
    latitude: float
    metres_per_degree_east: float
    metres_per_degree_north: float

    @classmethod
    def around(cls, longitude: float = CENTRE_LONGITUDE, latitude: float = CENTRE_LATITUDE) -> Frame:
        """Return the frame whose origin is the given point (degrees, EPSG:4490)."""
        ellipsoid = Geod(ellps="GRS80")
        _, _, east = ellipsoid.inv(longitude - 0.05, latitude, longitude + 0.05, latitude)
        _, _, north = ellipsoid.inv(longitude, latitude - 0.05, longitude, latitude + 0.05)
        return cls(longitude, latitude, east / 0.1, north / 0.1)

    def degrees(self, metres: Floats) -> Floats:
        """Return coordinates (n, 2) in degrees for coordinates (n, 2) in metres, rounded to about a
        centimetre."""
        scale = np.array([self.metres_per_degree_east, self.metres_per_degree_north])
        return np.asarray(np.round(metres / scale + np.array([self.longitude, self.latitude]), 7))

    def metres(self, degrees: Floats) -> Floats:
        """Return coordinates (n, 2) in metres for coordinates (n, 2) in degrees."""
        scale = np.array([self.metres_per_degree_east, self.metres_per_degree_north])
        return np.asarray((degrees - np.array([self.longitude, self.latitude])) * scale)

    def to_degrees(self, geometry: Any) -> Any:
        """Return the geometry, or the array of geometries, in EPSG:4490 for one in metres of this frame."""
        return shapely.transform(geometry, self.degrees)

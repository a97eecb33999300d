"""What is not known beyond the county line: a reserve 300 m across it counts, if somebody drew it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from ..geometry.areas import area_hm2
from ..geometry.arrays import FloatArray, GeometryArray, geometry_array
from ..geometry.projection import LocalProjection, projection_of
from ..geometry.shared_parts import shared_part
from ..store.migrations import set_meta
from ..store.records import read_records
from ..store.workspace import Workspace
from .protection_inputs import ProtectedObjects

COVER_KEY = "cover"
BEYOND_M = 50.0
"""An object counts as known beyond the line where it reaches further than this over it: digitised borders of
two sources do not agree better."""

_SIMPLIFY_M = 10.0
_LEAST_M2 = 10_000.0


@dataclass(frozen=True, kw_only=True)
class Cover:
    """The county (polygon, EPSG:4490, None where it is not recorded) and, where a person said so, the area in
    which all protected objects are known."""

    county: shapely.Geometry | None
    known: shapely.Geometry | None = None


@dataclass(frozen=True, kw_only=True)
class MissingCover:
    """Classes whose objects are not known everywhere within their reach; ``partly``: some lie beyond."""

    classes: tuple[str, ...]
    radius_m: float
    area_hm2: float
    partly: bool

    def sentence(self) -> str:
        """Return what is missing in words."""
        named = ", ".join(self.classes)
        if self.partly:
            return (
                f"The protected objects of {named} are known beyond the county line, but not everywhere: "
                f"{self.area_hm2:.1f} hm² within {self.radius_m:g} m of it are not covered; import the rest."
            )
        return (
            f"The protected objects of {named} end at the county line, but their distances reach "
            f"{self.radius_m:g} m: {self.area_hm2:.1f} hm² beyond the line are not covered; "
            "import what lies there."
        )


def read_cover(connection: sqlite3.Connection) -> Cover:
    """Return the county's outline and the area that a person declared as covered."""
    outlines = [r.geometry for r in read_records(connection, "county") if r.geometry is not None]
    row = connection.execute("SELECT value FROM _meta WHERE key = ?", (COVER_KEY,)).fetchone()
    return Cover(
        county=shapely.union_all(geometry_array(outlines)) if outlines else None,
        known=shapely.from_wkt(str(row[0])) if row and row[0] else None,
    )


def declare_cover(workspace: Workspace, known: shapely.Geometry | None) -> None:
    """Keep in the workspace in which area (polygon, EPSG:4490) all protected objects are known.

    None takes it back: then it is told from where the objects end.
    """
    with workspace.write() as connection:
        set_meta(connection, COVER_KEY, "" if known is None else shapely.to_wkt(known, rounding_precision=6))


def missing_cover(
    cover: Cover,
    objects: ProtectedObjects,
    reach_m: FloatArray,
    *,
    around: shapely.Geometry | None = None,
) -> list[MissingCover]:
    """Return what is missing around the county, for the largest radius in use (``reach_m`` for each object):
    of the classes that end at its line together, and of those of which some objects lie beyond.

    Where nobody declared the cover, a class is known in the county, and beyond it within the extent of its
    own objects if some reach over the line. ``around`` (EPSG:4490) asks about what is near it alone.
    """
    if cover.county is None or not len(objects):
        return []
    county = geometry_array([cover.county])
    projection = projection_of(county)
    plane = shapely.make_valid(shapely.simplify(projection.forward(county)[0], _SIMPLIFY_M))
    asked = None if around is None else projection.forward(geometry_array([around]))[0]
    radii = _radius_by_class(objects, reach_m)
    if cover.known is not None:
        known = projection.forward(geometry_array([cover.known]))[0]
        groups = [_Known(tuple(sorted(radii)), known, partly=True)]
    else:
        groups = list(_known_by_class(projection.forward(objects.geometries), objects, plane, radii))
    rings = []
    for group in groups:
        radius = max((radii[c] for c in group.classes), default=0.0)
        ring = _unknown_ring(plane, group.area, radius, asked) if radius > 0 else None
        if ring is not None and ring.area >= _LEAST_M2:
            rings.append((group, radius, ring))
    together = ([each for each in rings if each[0].partly == partly] for partly in (False, True))
    return [_missing(short, projection) for short in together if short]


def _missing(
    short: Sequence[tuple[_Known, float, shapely.Geometry]], projection: LocalProjection
) -> MissingCover:
    """Return what is missing of the classes of (known, radius, unknown ring in the plane)."""
    whole = shapely.union_all([ring for _, _, ring in short])
    return MissingCover(
        classes=tuple(sorted(c for group, _, _ in short for c in group.classes)),
        radius_m=max(radius for _, radius, _ in short),
        area_hm2=float(area_hm2(projection.inverse(geometry_array([whole])))[0]),
        partly=short[0][0].partly,
    )


@dataclass(frozen=True)
class _Known:
    """Classes and the plane area in which they are known; ``partly``: some of their objects lie beyond the
    county line."""

    classes: tuple[str, ...]
    area: shapely.Geometry
    partly: bool


def _unknown_ring(
    county: shapely.Geometry, known: shapely.Geometry, radius_m: float, asked: shapely.Geometry | None
) -> shapely.Geometry:
    ring = shapely.difference(shapely.buffer(county, radius_m), shapely.union(county, known))
    return ring if asked is None else shared_part(ring, shapely.buffer(asked, radius_m))


def _radius_by_class(objects: ProtectedObjects, reach_m: FloatArray) -> dict[str, float]:
    names, index = np.unique(np.array(objects.classes, dtype=object).astype(str), return_inverse=True)
    widest = np.zeros(len(names))
    np.maximum.at(widest, np.ravel(index), reach_m)
    return {str(name): float(radius) for name, radius in zip(names, widest, strict=True) if radius > 0}


def _known_by_class(
    plane: GeometryArray, objects: ProtectedObjects, county: shapely.Geometry, radii: Mapping[str, float]
) -> Iterator[_Known]:
    """Yield in which area each class is known; those that end at the line together."""
    around = shapely.buffer(county, BEYOND_M)
    shapely.prepare(around)
    beyond = ~shapely.covered_by(plane, around)
    classes = np.array(objects.classes, dtype=object)
    ending = tuple(c for c in sorted(radii) if not beyond[classes == c].any())
    if ending:
        yield _Known(ending, county, partly=False)
    for name in sorted(set(radii) - set(ending)):
        extent = shapely.box(*shapely.total_bounds(plane[classes == name]))
        yield _Known((name,), extent, partly=True)


def beyond_hm2(cover: Cover, outline: shapely.Geometry) -> float:
    """Return the area of an outline (polygon, EPSG:4490) beyond the county line and the declared cover, in
    hm² on the ellipsoid; 0 where the workspace has no county boundary."""
    if cover.county is None:
        return 0.0
    known = cover.county if cover.known is None else shapely.union(cover.county, cover.known)
    return float(area_hm2(geometry_array([shapely.difference(outline, shapely.make_valid(known))]))[0])


def cover_warnings(cover: Cover, objects: ProtectedObjects, reach_m: FloatArray) -> Iterator[str]:
    """Yield a sentence for each thing that is not known beyond the county line."""
    if len(objects) and cover.county is None:
        yield (
            "The workspace has no county boundary, so it cannot be told what is missing beyond it: "
            "import the boundary."
        )
    for missing in missing_cover(cover, objects, reach_m):
        yield missing.sentence()

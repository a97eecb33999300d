"""The programs that ours is measured beside: QGIS, PostGIS, geopandas, GEOS alone, and geodiff."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from plugin.geometry.parallel import thread_count

QUAD_SEGS = 5
"""Segments a quarter circle of the peers: the default of QGIS, up to 1.2 % short."""

POSTGIS_WORKERS = 2
_CRS = "EPSG:4546"


def geos_alone(plane: np.ndarray, distance_m: float, quad_segs: int = QUAD_SEGS) -> None:
    """Buffer every geometry on the same threads as ours, and merge nothing."""
    chunks = np.array_split(plane, max(len(plane) // 100, thread_count()))
    with ThreadPoolExecutor(thread_count()) as pool:
        list(pool.map(lambda chunk: shapely.buffer(chunk, distance_m, quad_segs=quad_segs), chunks))


class Qgis:
    """The algorithms of QGIS on layers in memory."""

    def __init__(self) -> None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from qgis.core import Qgis as About
        from qgis.core import QgsApplication

        self.application = QgsApplication([], False)
        self.application.initQgis()
        from qgis.analysis import QgsNativeAlgorithms

        self._native = QgsNativeAlgorithms()
        self._registry = QgsApplication.processingRegistry()
        self._registry.addProvider(self._native)
        self.version = About.QGIS_VERSION

    def layer(self, plane: np.ndarray) -> Any:
        """Return a layer of planar geometries of one kind."""
        from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

        kind = {0: "Point", 1: "LineString", 2: "Polygon"}[int(shapely.get_dimensions(plane[0]))]
        layer = QgsVectorLayer(f"{kind}?crs={_CRS}", "source", "memory")
        features = []
        for wkb in shapely.to_wkb(shapely.get_parts(plane)):
            geometry = QgsGeometry()
            geometry.fromWkb(wkb)
            feature = QgsFeature()
            feature.setGeometry(geometry)
            features.append(feature)
        layer.dataProvider().addFeatures(features)
        return layer

    def dissolve(self, layer: Any, distance_m: float) -> None:
        """Run native:buffer with dissolve."""
        self._run(
            "native:buffer",
            INPUT=layer,
            DISTANCE=distance_m,
            SEGMENTS=QUAD_SEGS,
            DISSOLVE=True,
            OUTPUT="memory:",
        )

    def join_nearest(self, points: Any, layer: Any) -> None:
        """Run native:joinbynearest."""
        self._run("native:joinbynearest", INPUT=points, INPUT_2=layer, NEIGHBORS=1, OUTPUT="memory:")

    def close(self) -> None:
        """Leave QGIS."""
        self._registry.removeProvider(self._native)
        self.application.exitQgis()

    def _run(self, algorithm_id: str, **parameters: object) -> None:
        from qgis.core import QgsProcessingContext, QgsProcessingFeedback

        algorithm = self._registry.createAlgorithmById(algorithm_id)
        _, ok = algorithm.run(parameters, QgsProcessingContext(), QgsProcessingFeedback())
        if not ok:
            raise RuntimeError(f"{algorithm_id} did not run")


@contextmanager
def qgis() -> Iterator[Qgis | None]:
    """Yield QGIS; None where it is not installed."""
    try:
        import qgis.core  # noqa: F401
    except ImportError:
        yield None
        return
    peer = Qgis()
    yield peer
    peer.close()


@dataclass
class Postgis:
    """A database with PostGIS on a server of its own."""

    connection: Any
    version: str

    def load(self, plane: np.ndarray) -> None:
        """Put planar geometries into the table that the others ask."""
        rows = io.StringIO("\n".join(shapely.to_wkb(plane, hex=True)))
        with self.connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS source; CREATE TABLE source (geom geometry)")
            cursor.copy_expert("COPY source FROM STDIN", rows)
            cursor.execute(f"ALTER TABLE source SET (parallel_workers = {POSTGIS_WORKERS}); ANALYZE source")

    def dissolve(self, distance_m: float) -> None:
        """Merge buffers in one query, which may use its workers."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT ST_NPoints(ST_Union(ST_Buffer(geom, %s, %s))) FROM source",
                (distance_m, f"quad_segs={QUAD_SEGS}"),
            )


@contextmanager
def postgis() -> Iterator[Postgis | None]:
    """Yield PostGIS; None where no server can be started."""
    try:
        from tests.sync.postgres import NoServerError, running_server
    except ImportError:
        yield None
        return
    try:
        with running_server() as server:
            server.stop()
            server.start(
                max_parallel_workers_per_gather=str(POSTGIS_WORKERS),
                min_parallel_table_scan_size="0",
                parallel_setup_cost="0",
                parallel_tuple_cost="0",
                work_mem="256MB",
            )
            connection = server.connect(server.new_database())
            with connection.cursor() as cursor:
                cursor.execute("CREATE EXTENSION postgis")
                cursor.execute("SELECT current_setting('server_version'), postgis_lib_version()")
                version = " with PostGIS ".join(str(part).split()[0] for part in cursor.fetchone())
            yield Postgis(connection, f"PostgreSQL {version}")
            connection.close()
    except NoServerError:
        yield None


class Geopandas:
    """GeoSeries and GeoDataFrame on one core."""

    def __init__(self) -> None:
        import geopandas

        self._geopandas = geopandas
        self.version = str(geopandas.__version__)

    def dissolve(self, plane: np.ndarray, distance_m: float) -> None:
        """Buffer, and merge all."""
        self._geopandas.GeoSeries(plane, crs=_CRS).buffer(distance_m, quad_segs=QUAD_SEGS).union_all()

    def frame(self, plane: np.ndarray) -> Any:
        """Return a frame of the geometries alone."""
        return self._geopandas.GeoDataFrame(geometry=self._geopandas.GeoSeries(plane, crs=_CRS))

    def join_nearest(self, points: Any, frame: Any) -> None:
        """Join each point to its nearest."""
        self._geopandas.sjoin_nearest(points, frame, distance_col="distance")


def geopandas() -> Geopandas | None:
    """Return geopandas; None where it is not installed."""
    try:
        return Geopandas()
    except ImportError:
        return None


class Geodiff:
    """The library that finds and merges changes of GeoPackages by comparing whole files."""

    def __init__(self) -> None:
        import pygeodiff

        self._geodiff = pygeodiff.GeoDiff()
        self.version = str(self._geodiff.version())

    def changes(self, base: Path, modified: Path) -> bytes:
        """Return the change set between two files."""
        target = modified.with_suffix(".diff")
        self._geodiff.create_changeset(str(base), str(modified), str(target))
        return target.read_bytes()

    def apply(self, file: Path, changes: bytes) -> None:
        """Apply a change set to a file."""
        source = file.with_suffix(".diff")
        source.write_bytes(changes)
        self._geodiff.apply_changeset(str(file), str(source))

    def rebase(self, base: Path, theirs: Path, mine: Path) -> None:
        """Bring a file, edited from a base, to what others made of the base, with its own edits on top."""
        conflicts = mine.with_suffix(".conflicts")
        self._geodiff.rebase(str(base), str(theirs), str(mine), str(conflicts))


def geodiff() -> Geodiff | None:
    """Return geodiff; None where it is not installed."""
    try:
        return Geodiff()
    except ImportError:
        return None

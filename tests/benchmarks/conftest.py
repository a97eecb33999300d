"""The peers, started once for all benchmarks, and the document, written when the last one has run."""

from __future__ import annotations

import platform
from collections.abc import Iterator

import numpy as np
import pyproj
import pytest
import shapely

from tests.benchmarks import document, measuring, peers

_VERSIONS: dict[str, str] = {}


@pytest.fixture(scope="session")
def qgis() -> Iterator[peers.Qgis | None]:
    """QGIS; None where it is not there or not asked for."""
    if "qgis" not in measuring.PEERS:
        yield None
        return
    with peers.qgis() as peer:
        _note("QGIS", peer)
        yield peer


@pytest.fixture(scope="session")
def postgis() -> Iterator[peers.Postgis | None]:
    """PostGIS; None where it cannot be started or is not asked for."""
    if "postgis" not in measuring.PEERS:
        yield None
        return
    with peers.postgis() as peer:
        _note("PostGIS", peer)
        yield peer


@pytest.fixture(scope="session")
def geopandas() -> peers.Geopandas | None:
    """geopandas; None where it is not installed or not asked for."""
    peer = peers.geopandas() if "geopandas" in measuring.PEERS else None
    if "geopandas" in measuring.PEERS:
        _note("geopandas", peer)
    return peer


@pytest.fixture(scope="session")
def geodiff() -> peers.Geodiff | None:
    """geodiff; None where it is not installed or not asked for."""
    peer = peers.geodiff() if "geodiff" in measuring.PEERS else None
    if "geodiff" in measuring.PEERS:
        _note("geodiff", peer)
    return peer


def pytest_sessionfinish() -> None:
    """Record the versions and write the document, where anything was measured."""
    if not measuring.FIGURES.exists():
        return
    _VERSIONS.update(
        Python=platform.python_version(),
        numpy=np.__version__,
        shapely=shapely.__version__,
        GEOS=shapely.geos_version_string,
        PROJ=pyproj.proj_version_str,
    )
    measuring.record("versions", "all", _VERSIONS)
    document.write()


def _note(name: str, peer: peers.Qgis | peers.Postgis | peers.Geopandas | peers.Geodiff | None) -> None:
    """Say and record the version of a peer, or that it is absent."""
    if peer is None:
        print(f"\n{name} is not installed here, so nothing is measured beside it.")
    else:
        _VERSIONS[name] = peer.version

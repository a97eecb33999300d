"""GDAL's Python modules, imported when first needed and asked without changing how they report errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .errors import MissingLibraryError


def load_gdal() -> tuple[Any, Any, Any]:
    """Return the modules ``gdal``, ``ogr`` and ``osr``.

    :raises MissingLibraryError: where they are not installed beside this Python.
    """
    try:
        from osgeo import gdal, ogr, osr
    except ImportError as error:
        raise MissingLibraryError(
            "osgeo (GDAL)",
            "Reading and writing map files",
            "use the Python of QGIS, or install GDAL's Python package",
        ) from error
    return gdal, ogr, osr


@contextmanager
def quiet(gdal: Any, **options: str) -> Iterator[None]:
    """Keep GDAL's messages off the console and set its options, for the time of the block."""
    before = {key: gdal.GetConfigOption(key) for key in options}
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        for key, value in options.items():
            gdal.SetConfigOption(key, value)
        yield
    finally:
        for key, previous in before.items():
            gdal.SetConfigOption(key, previous)
        gdal.PopErrorHandler()

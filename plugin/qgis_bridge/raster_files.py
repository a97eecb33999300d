"""A raster layer as the file behind it, for the engine, which reads files alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsRasterLayer

from .errors import RasterNotAFileError


@dataclass(frozen=True)
class RasterFile:
    """A raster's file, and its CRS as it stands in the project: WKT, None where it has none."""

    path: Path
    crs: str | None


def raster_file(layer: QgsRasterLayer) -> RasterFile:
    """Return the file of a raster layer. Raises RasterNotAFileError where it comes from a server."""
    source = layer.source().split("|")[0]
    if layer.providerType() != "gdal" or not Path(source).is_file():
        raise RasterNotAFileError(layer.name())
    crs = layer.crs()
    return RasterFile(path=Path(source), crs=crs.toWkt() if crs.isValid() else None)

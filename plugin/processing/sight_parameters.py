"""Parameters that both algorithms of the visible range have."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
)

from ..qgis_bridge.raster_files import RasterFile, raster_file
from ..qgis_bridge.translation import tr
from ..workflows.sight_run import SightSettings
from .algorithm import MineRestorationAlgorithm, Parameters

DEM = "DEM"
NUMBERS = {"OBSERVER_HEIGHT": "observer_height_m", "TARGET_HEIGHT": "target_height_m", "SPACING": "spacing_m"}


def add_elevation(algorithm: MineRestorationAlgorithm) -> None:
    """Add the elevation model."""
    parameter = QgsProcessingParameterRasterLayer(DEM, tr("Elevation model (heights in metres)"))
    parameter.setHelp(tr("Any raster that GDAL reads, in any coordinate reference system; its first band."))
    algorithm.addParameter(parameter)


def add_heights(algorithm: MineRestorationAlgorithm, defaults: SightSettings | None) -> None:
    """Add heights and spacing, with these defaults or, without any, empty for the workspace's own."""
    titles = {
        "OBSERVER_HEIGHT": tr("Height of the eye above the ground (m)"),
        "TARGET_HEIGHT": tr("Height of what is looked at above the ground (m)"),
        "SPACING": tr("Largest distance between two observers along a line (m)"),
    }
    for name, title in titles.items():
        algorithm.addParameter(
            QgsProcessingParameterNumber(
                name,
                title,
                Qgis.ProcessingNumberParameterType.Double,
                None if defaults is None else getattr(defaults, NUMBERS[name]),
                optional=defaults is None,
                minValue=0.1 if name == "SPACING" else 0.0,
            )
        )


def given_number(
    algorithm: MineRestorationAlgorithm, parameters: Parameters, name: str, context: QgsProcessingContext
) -> float | None:
    """Return a number, None where it is left empty."""
    if parameters.get(name) is None:
        return None
    return float(algorithm.parameterAsDouble(parameters, name, context))


def elevation_of(
    algorithm: MineRestorationAlgorithm, parameters: Parameters, context: QgsProcessingContext
) -> RasterFile:
    """Return the elevation model's file; to be called before the work goes into a thread of its own.

    Raises RasterNotAFileError.
    """
    layer = algorithm.parameterAsRasterLayer(parameters, DEM, context)
    if layer is None:
        raise QgsProcessingException(algorithm.invalidRasterError(parameters, DEM))
    return raster_file(layer)


def geotiff(path: str) -> Path:
    """Return the path of a raster to write. Raises QgsProcessingException where it is no GeoTIFF."""
    if Path(path).suffix.lower() not in (".tif", ".tiff"):
        raise QgsProcessingException(
            tr("The raster “{}” is written as a GeoTIFF; give it a name that ends in .tif.").format(path)
        )
    return Path(path)

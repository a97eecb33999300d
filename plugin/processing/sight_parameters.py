"""What the two algorithms of the visible range have in common: elevation, radius, heights and spacing."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
)

from ..domain.errors import MineRestorationError
from ..domain.visibility import VisibilityDefaults
from ..qgis_bridge.error_text import sentence_of
from ..qgis_bridge.raster_files import RasterFile, raster_file
from ..qgis_bridge.translation import tr
from .algorithm import MineRestorationAlgorithm, Parameters

DEM = "DEM"
NUMBERS = {
    "RADIUS": "radius_m",
    "OBSERVER_HEIGHT": "observer_height_m",
    "TARGET_HEIGHT": "target_height_m",
    "SPACING": "spacing_m",
}
LEAST = {"RADIUS": 1.0, "SPACING": 0.1}
"""The smallest values of what may not be 0, in metres."""


class SightAlgorithm(MineRestorationAlgorithm):
    """An algorithm that looks over an elevation model."""

    def __init__(self) -> None:
        super().__init__()
        self._elevation: RasterFile | None = None

    def add_sight(self, radius: str, defaults: VisibilityDefaults | None = None) -> None:
        """Add the elevation model, and numbers with these defaults or, without any, empty for those of the
        workspace; ``radius`` is the title of the radius. The number of observers is a result."""
        dem = QgsProcessingParameterRasterLayer(DEM, tr("Elevation model (heights in metres)"))
        dem.setHelp(tr("Any raster that GDAL reads, in any coordinate reference system; its first band."))
        self.addParameter(dem)
        titles = {
            "RADIUS": radius,
            "OBSERVER_HEIGHT": tr("Height of the eye above the ground (m)"),
            "TARGET_HEIGHT": tr("Height of what is looked at above the ground (m)"),
            "SPACING": tr("Largest distance between two observers along a line (m)"),
        }
        for name, title in titles.items():
            self.addParameter(
                QgsProcessingParameterNumber(
                    name,
                    title,
                    Qgis.ProcessingNumberParameterType.Double,
                    None if defaults is None else getattr(defaults, NUMBERS[name]),
                    optional=defaults is None,
                    minValue=LEAST.get(name, 0.0),
                )
            )
        self.add_number("OBSERVERS", tr("Observers"))

    def add_counts(self, name: str, *, optional: bool = False) -> None:
        """Add the raster of how many observers see each cell."""
        self.addParameter(
            QgsProcessingParameterRasterDestination(
                name, tr("How many observers see each cell"), optional=optional, createByDefault=not optional
            )
        )

    def prepareAlgorithm(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback | None
    ) -> bool:
        """Find the elevation model's file; called by QGIS on the main thread."""
        layer = self.parameterAsRasterLayer(parameters, DEM, context)
        if layer is None:
            raise QgsProcessingException(self.invalidRasterError(parameters, DEM))
        try:
            self._elevation = raster_file(layer)
        except MineRestorationError as error:
            raise QgsProcessingException(sentence_of(error)) from error
        return True

    def elevation(self, parameters: Parameters) -> RasterFile:
        """Return the elevation model's file. Raises QgsProcessingException where it was not found."""
        if self._elevation is None:
            raise QgsProcessingException(self.invalidRasterError(parameters, DEM))
        return self._elevation

    def given_numbers(self, parameters: Parameters, context: QgsProcessingContext) -> dict[str, float | None]:
        """Return radius, heights and spacing in metres by argument, None where one is left empty."""
        asked = {name: self.parameterDefinition(name).defaultValue() for name in NUMBERS}
        asked.update({name: parameters[name] for name in NUMBERS if name in parameters})
        return {
            NUMBERS[name]: None if value is None else float(self.parameterAsDouble(parameters, name, context))
            for name, value in asked.items()
        }

    def counts_file(self, parameters: Parameters, name: str, context: QgsProcessingContext) -> Path | None:
        """Return the path of the raster of counts, None where none is asked for.

        Raises QgsProcessingException where it is no GeoTIFF.
        """
        if parameters.get(name) is None and not self.parameterDefinition(name).createByDefault():
            return None
        path = str(self.parameterAsOutputLayer(parameters, name, context))
        if Path(path).suffix.lower() not in (".tif", ".tiff"):
            raise QgsProcessingException(
                tr("The raster “{}” is written as a GeoTIFF; give it a name that ends in .tif.").format(path)
            )
        return Path(path)

"""The raster of a visible range on the map: the more observers see a place, the darker it is."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    Qgis,
    QgsColorRampShader,
    QgsGradientColorRamp,
    QgsGradientStop,
    QgsProject,
    QgsRasterLayer,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
)

from .errors import LayerUnreadableError
from .session import Session
from .symbols import colour

COLOURS = ((0.0, "#fff7bc"), (0.25, "#fec44f"), (0.6, "#ec7014"), (1.0, "#8c2d04"))
OPACITY = 0.7
BELOW = "visible_zone"


def show_counts(session: Session, path: Path, *, name: str, most: int) -> QgsRasterLayer:
    """Return the layer of a raster of counts from 1 to `most`, added below the outlines of what is seen.

    An earlier layer of the same file is replaced. Raises LayerUnreadableError.
    """
    hide_counts(session.project, path)
    layer = QgsRasterLayer(path.as_posix(), name)
    if not layer.isValid():
        raise LayerUnreadableError(path, name, layer.error().summary())
    layer.setRenderer(_renderer(layer, max(most, 2)))
    layer.setOpacity(OPACITY)
    session.project.addMapLayer(layer, False)
    root = session.project.layerTreeRoot()
    outlines = session.layer(BELOW)
    entry = root.findLayer(outlines.id()) if outlines is not None else None
    parent = entry.parent() if entry is not None else root
    parent.addLayer(layer)
    return layer


def hide_counts(project: QgsProject, path: Path) -> int | None:
    """Return the largest count that a raster was shown with, None where it was not, after taking its layers
    out of the project: a file that is open cannot be written everywhere."""
    shown = [
        layer
        for layer in project.mapLayers().values()
        if isinstance(layer, QgsRasterLayer) and Path(layer.source()) == path
    ]
    coloured = (layer.renderer() for layer in shown)
    counts = [r.classificationMax() for r in coloured if isinstance(r, QgsSingleBandPseudoColorRenderer)]
    project.removeMapLayers([layer.id() for layer in shown])
    return round(max(counts)) if counts else None


def _renderer(layer: QgsRasterLayer, most: int) -> QgsSingleBandPseudoColorRenderer:
    stops = [QgsGradientStop(share, colour(text)) for share, text in COLOURS[1:-1]]
    ramp = QgsGradientColorRamp(colour(COLOURS[0][1]), colour(COLOURS[-1][1]), False, stops)
    function = QgsColorRampShader(
        1.0,
        float(most),
        ramp,
        Qgis.ShaderInterpolationMethod.Linear,
        Qgis.ShaderClassificationMethod.Continuous,
    )
    function.classifyColorRamp(len(COLOURS), 1)
    shader = QgsRasterShader(1.0, float(most))
    shader.setRasterShaderFunction(function)
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader)
    renderer.setClassificationMin(1.0)
    renderer.setClassificationMax(float(most))
    return renderer

"""A county's whole protection analysis, from the workspace to the workspace: run with `make bench`.

The sets of one county and 1,000 problem points and 200 problem areas are written into a workspace; measured
are the zones of every rule, the hits, and their being written back, and where QGIS is there the drawing of
the map of all that, in the styles of a workspace.
"""

from __future__ import annotations

from pathlib import Path

import shapely

from plugin.store.records import Record, insert_records, new_uuid
from plugin.store.workspace import Workspace, create_workspace
from plugin.workflows.protection import compute_protection
from tests.benchmarks.measuring import best_of, load, record
from tests.benchmarks.peers import Qgis
from tests.benchmarks.province import CLASSES, COUNTY_SHARE, asked_points, asked_polygons

KINDS = {
    "railways": ("X2A", "none"),
    "expressways": ("X1A", "expressway"),
    "national roads": ("X1A", "none"),
    "provincial roads": ("X1B", "none"),
    "county roads": ("X1C", "none"),
    "major rivers": ("X4A", "none"),
    "streams": ("X4A", "none"),
    "reserves": ("Q1", "unzoned"),
    "settlements": ("Q3", "none"),
}


MAP_PIXELS = (1366, 768)
"""The size of the whole map: that of a small screen."""

DRAWN = ("problem_point", "problem_area", "protected_line", "protected_area", "protection_zone")
"""The layers of the map, from top to bottom."""


def bench_county_analysis(tmp_path: Path, qgis: Qgis | None) -> None:
    """Compute all zones and hits of a county anew, draw their map, and compute with nothing changed."""
    workspace = create_workspace(tmp_path / "county.gpkg", county_code="141125")
    records = [
        *(_object(*KINDS[c.name], geometry) for c in CLASSES for geometry in c.objects(COUNTY_SHARE)),
        *(_problem("problem_point", point) for point in asked_points(COUNTY_SHARE, 1_000)),
        *(_problem("problem_area", shapely.multipolygons([p])) for p in asked_polygons(COUNTY_SHARE)),
    ]
    with workspace.write() as connection:
        insert_records(connection, records)
    first = best_of(lambda: compute_protection(workspace, full=True))
    second = best_of(lambda: compute_protection(workspace))
    result = compute_protection(workspace)
    figures = {
        "objects": len([r for r in records if r.table.startswith("protected")]),
        "zones": len(result.zones),
        "hits": len(result.hits),
        "anew_s": first.wall_s,
        "anew_cpu_s": first.cpu_s,
        "unchanged_s": second.wall_s,
        **_map_figures(workspace, qgis),
        "load": load(),
    }
    record("analysis", "county", figures)
    print(f"\ncounty analysis: {figures}")


def _map_figures(workspace: Workspace, qgis: Qgis | None) -> dict[str, float]:
    """Return how long the whole county takes to draw, nothing where QGIS is not there."""
    if qgis is None:
        return {}
    taken = best_of(lambda: _draw(workspace))
    return {"map_s": taken.wall_s, "map_cpu_s": taken.cpu_s}


def _draw(workspace: Workspace) -> None:
    """Draw the map as a canvas does, on threads."""
    from qgis.core import Qgis as Core
    from qgis.core import QgsMapRendererParallelJob, QgsMapSettings, QgsRectangle
    from qgis.PyQt.QtCore import QSize

    from plugin.qgis_bridge.layers import open_layer
    from plugin.qgis_bridge.styles import apply_style

    settings, extent, layers = QgsMapSettings(), QgsRectangle(), []
    for name in DRAWN:
        table = workspace.schema.table(name)
        layer = open_layer(workspace.path, table, default_style=False)
        apply_style(layer, table)
        extent.combineExtentWith(layer.extent())
        layers.append(layer)
    settings.setLayers(layers)
    settings.setDestinationCrs(layers[0].crs())
    settings.setExtent(extent)
    settings.setOutputSize(QSize(*MAP_PIXELS))
    settings.setFlag(Core.MapSettingsFlag.UseRenderingOptimization)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()


def _object(protected_class: str, condition: str, geometry: shapely.Geometry) -> Record:
    areal = geometry.geom_type in ("Polygon", "MultiPolygon")
    parts = shapely.get_parts(geometry)
    whole = shapely.multipolygons(parts) if areal else shapely.multilinestrings(parts)
    values = {"class": protected_class, "condition": condition, "name": protected_class}
    return Record("protected_area" if areal else "protected_line", new_uuid(), values, whole)


def _problem(table: str, geometry: shapely.Geometry) -> Record:
    return Record(table, new_uuid(), {"type": "P301", "activity": "quarry", "name": "采场"}, geometry)
